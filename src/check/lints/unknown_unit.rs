//! `unknown-unit`: a unit that the site's list of units does not hold.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-unit", level: Level::Error, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A fact whose `unit` is not in the list `units:` of `site.yml`, where the site keeps one.

# Why it matters

"US dollars" and "USD" in one table read like two things, and figures in them cannot be compared.

# Example

```site
-- content/site.yml --
title: T
url: https://example.org/
units: [people]
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 7, unit: persons, as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
```

# Instead

```site
-- content/site.yml --
title: T
url: https://example.org/
units: [people]
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 7, unit: people, as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let units = &reader.config().units;
    // A unit that a formula gives is nobody's slip: it is that of its inputs, or a percentage.
    let computed = fact.derived.as_ref().and_then(|derived| derived.computed());
    let is_given = computed.is_some_and(|computed| computed.unit == fact.unit);
    if fact.unit.is_empty() || units.is_empty() || units.contains(&fact.unit) || is_given {
        return;
    }
    let known = units.iter().map(|unit| &**unit);
    let help = match nearest(&fact.unit, known) {
        Some(near) => format!("did you mean `unit: {near}`?"),
        None => format!("add `{}` to `units:` in site.yml, or use one of {}", fact.unit, units.join(", ")),
    };
    let message = format!("the unit `{}` of {} is not in the site's list", fact.unit, fact.id);
    out.push(Diagnostic::new(LINT.name, fact.at, message).help(help));
}
