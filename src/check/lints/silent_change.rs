//! `silent-change`: a value that readers were given is another now, and nothing says so.
//!
//! A correction, a retirement, a later date or a further point of a series says so. That somebody looked at a fact
//! again (`checked`) does not: it says nothing of what it was before.

use crate::base::diag::{Diagnostic, Level};
use crate::base::text::At;
use crate::check::verbatim::fold;
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::model::date::When;
use crate::model::fact::Fact;
use crate::model::published::{Says, Told, told};
use crate::parse::phrase;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "silent-change", level: Level::Warn, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A value, unit, quote or date of a fact that differs from what was last published (`content/published.tsv`, written by
`factloom record`), although the fact has no correction since, is not retired, and holds for no later day. Of a fact
with several answers or points, each is looked at; another way of writing the same number is no change.

# Why it matters

Somebody may have quoted the old value. Whoever looks again must be able to see what changed, and why.

# Example

```site
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 1300, unit: firms, as_of: 2022-05-05, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/published.tsv --
s/f	2026-11-20	0	2022-05-05	1,200	firms	-
```

# Instead

```site
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f:
    kind: statistic
    claim: ___ left.
    value: 1300
    unit: firms
    as_of: 2022-05-05
    by: e
    evidence: x
    corrections: [{date: 2026-11-22, was: "1,200 firms", now: "1,300 firms", why: We had misread the table.}]
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/published.tsv --
s/f	2026-11-20	0	2022-05-05	1,200	firms	-
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let record = reader.published();
    if record.values.is_empty() || fact.retired.is_some() {
        return;
    }
    let now = told(fact);
    for (id, before) in record.of_fact(&fact.id) {
        if fact.corrections.len() > before.corrections || is_retired(fact, id) {
            continue;
        }
        let own = now.iter().find(|(other, ..)| other == id);
        // An answer may get another key, and a value may become a point of a series: it is still said.
        let still = now.iter().any(|(other, _, says)| is_same(&before.says, says, other == id));
        let later = match own {
            Some((own, ..)) if *own == *fact.id => now.iter().any(|(_, _, says)| is_later(&before.says, says)),
            Some((_, _, says)) => is_later(&before.says, says),
            None => false,
        };
        if !still && !later {
            out.push(finding(reader, fact, id, before, own.map(|(_, at, says)| (*at, says))));
        }
    }
}

/// Whether the answer that an id names was retired.
fn is_retired(fact: &Fact, id: &str) -> bool {
    let answer = id.strip_prefix(&*fact.id).and_then(|rest| rest.strip_prefix('/'));
    answer.is_some_and(|key| fact.values.iter().any(|member| *member.key == *key && member.retired.is_some()))
}

/// Whether two say the same, in whichever words. What only stands elsewhere has to say something.
fn is_same(before: &Says, now: &Says, in_place: bool) -> bool {
    let number = |text: &str| phrase::parse(text).ok().map(|q| (q.hedge, q.value.normalize(), q.upper, q.measure));
    let same_value =
        before.value == now.value || number(&before.value).is_some_and(|before| Some(before) == number(&now.value));
    let same_date = match (before.date, now.date) {
        (Some(before), Some(now)) => before == now || holds(before, now) || holds(now, before),
        (before, now) => before == now,
    };
    same_value
        && same_date
        && before.unit == now.unit
        && fold(&before.quote) == fold(&now.quote)
        && (in_place || !before.value.is_empty())
}

/// Whether a date, said more exactly, may be another: 2022 and 2022-04-29.
fn holds(wide: When, narrow: When) -> bool {
    match (wide, narrow) {
        (When::On(wide), When::On(narrow)) => {
            wide.first_day() <= narrow.first_day() && narrow.last_day() <= wide.last_day()
        }
        _ => false,
    }
}

/// Whether what is said now holds for a later day: the world moved on.
fn is_later(before: &Says, now: &Says) -> bool {
    let start = |says: &Says| says.date.and_then(When::start).map(|date| date.first_day());
    let end = |says: &Says| says.date.and_then(When::start).map(|date| date.last_day());
    matches!((end(before), start(now)), (Some(before), Some(now)) if now > before)
}

fn finding(reader: &Reader<'_>, fact: &Fact, id: &str, before: &Told, now: Option<(At, &Says)>) -> Diagnostic {
    let now_date = now.and_then(|(_, says)| says.date);
    // A date that stayed is not what changed.
    let words = |says: &Says| match says.date == before.says.date && now_date == before.says.date {
        true => Says { date: None, ..says.clone() }.words(),
        false => says.words(),
    };
    let was = words(&before.says);
    let (at, is) = now.map_or((fact.at, String::new()), |(at, says)| (at, words(says)));
    let message = match is.is_empty() {
        true => format!("`{id}` said {was} when it was last published, and says nothing now"),
        false => format!("`{id}` said {was} when it was last published, and says {is} now"),
    };
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let is = if is.is_empty() { "(removed)" } else { &*is };
    let entry = format!("{{date: {}, was: {}, now: {}, why: …}}", reader.today(), quoted(&was), quoted(is));
    let help = match fact.corrections.is_empty() {
        true => format!("if it was wrong, write `corrections: [{entry}]`"),
        false => format!("if it was wrong, add `{entry}` to its `corrections`"),
    };
    let finding = Diagnostic::new(LINT.name, at, message)
        .help(format!("{help}; if the world moved on, give the later `as_of` or a further point of the series"));
    finding.note(before.at, format!("readers have had this since {}", before.since))
}
