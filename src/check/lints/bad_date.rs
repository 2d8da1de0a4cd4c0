//! `bad-date`: a date that is none, or that cannot be.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::model::date::{Date, When};
use crate::model::fact::{Fact, Stance};
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "bad-date", level: Level::Error, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A date that is not written as one, a figure that held after its sources were published, a check or correction in the future, an outcome before its target.

`factloom fix` rewrites a date that can be read in one way only, such as `29 April 2022`.

# Why it matters

A figure cannot be known before it was.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Text.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 1234, as_of: 2022-13, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```

# Instead

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Text.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 1234, as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let today = reader.today();
    let is_future = |date: Date| date.first_day() > today.last_day();
    if let Some(checked) = fact.checked.filter(|date| is_future(*date)) {
        out.push(Diagnostic::new(LINT.name, fact.at, format!("{} was checked in the future, on {checked}", fact.id)));
    }
    for correction in fact.corrections.iter().filter(|correction| is_future(correction.date)) {
        let message = format!("a correction of {} is dated in the future, {}", fact.id, correction.date);
        out.push(Diagnostic::new(LINT.name, fact.at, message));
    }
    if let (Some(target), Some(outcome)) = (fact.target, &fact.outcome)
        && outcome.date.last_day() < target.first_day()
    {
        let message = format!("the outcome of {} ({}) lies before its target ({target})", fact.id, outcome.date);
        out.push(Diagnostic::new(LINT.name, fact.at, message));
    }
    if let (Some(held), Some(published)) = (fact.as_of.and_then(When::start), last_published(reader, fact))
        && held.first_day() > published.last_day()
    {
        let message = format!("{} held as of {held}, after its last source was published ({published})", fact.id);
        out.push(Diagnostic::new(LINT.name, fact.at, message).help("correct `as_of:`, or add the source that knows"));
    }
}

/// The latest date of the supporting sources; nothing if one of them has none.
fn last_published(reader: &Reader<'_>, fact: &Fact) -> Option<Date> {
    let of_points = fact.series.iter().flat_map(|point| &point.evidence);
    let supporting = fact.own_evidence().iter().chain(of_points).filter(|evidence| evidence.stance == Stance::Supports);
    let dates = supporting.map(|evidence| reader.source(reader.find_source(&evidence.source.id)?).date);
    dates.collect::<Option<Vec<Date>>>()?.into_iter().max_by_key(|date| date.last_day())
}
