//! `value-not-in-quote`: the value is not in the quote that is to show it.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::model::fact::Stance;
use crate::model::unit::in_unit;
use crate::parse::phrase;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "value-not-in-quote", level: Level::Error, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

Evidence that gives both the fact's value and a quote, where the quote does not hold the number.

# Why it matters

A reader who follows the quote must find the figure.

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
  f: {kind: statistic, claim: ___ left., value: 1234, as_of: 2022, by: e, evidence: {source: x, quote: some 999 left}}
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
  f: {kind: statistic, claim: ___ left., value: 1234, as_of: 2022, by: e, evidence: {source: x, quote: "1,234 left"}}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let Some(value) = &fact.value else { return };
    let supporting = fact.own_evidence().iter().filter(|evidence| evidence.stance == Stance::Supports);
    for quote in supporting.filter_map(|evidence| evidence.quote.as_ref()) {
        let scaled = in_unit(&value.quantity, &fact.unit);
        let whole = phrase::parse(&quote.text).ok();
        let found = phrase::figures(&quote.text).into_iter().map(|figure| figure.quantity);
        let has_value = found.chain(whole).any(|q| q.value == value.quantity.value || q.value == scaled.value);
        if !has_value {
            let message = format!("the quote for {} does not hold its value", fact.id);
            let finding =
                Diagnostic::new(LINT.name, quote.at, message).label(format!("the value is {}", value.quantity.text));
            out.push(
                finding.note(value.at, "the value is here").help("quote the phrase with the number, or drop `quote:`"),
            );
        }
    }
}
