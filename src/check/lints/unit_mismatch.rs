//! `unit-mismatch`: a formula whose units do not fit.

use crate::base::diag::{Diagnostic, Level};
use crate::check::words::of_formula;
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unit-mismatch", level: Level::Error, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A `derived` that adds or divides figures of different units, or whose result is in another unit than the fact says.
Where units are multiplied or divided into a new one, the fact has to state it.

# Why it matters

Companies less dollars are nothing, and a ratio is no percentage until it is multiplied by 100.

# Example

```site
-- content/facts/s.yml --
title: S
summary: S.
topics: []
defaults: {kind: statistic, as_of: 2022, by: e, evidence: x}
facts:
  left: {claim: ___ left., value: 300, unit: people}
  all: {claim: There were ___., value: 1200, unit: companies}
  part:
    kind: statistic
    claim: ___ percent left.
    derived: {formula: "share(left, all)", from: {left: left, all: all}}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```

# Instead

```site
-- content/facts/s.yml --
title: S
summary: S.
topics: []
defaults: {kind: statistic, as_of: 2022, by: e, evidence: x}
facts:
  left: {claim: ___ left., value: 300, unit: companies}
  all: {claim: There were ___., value: 1200, unit: companies}
  part:
    kind: statistic
    claim: ___ percent left.
    derived: {formula: left ÷ all × 100, from: {left: left, all: all}}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    out.extend(of_formula(reader.fact(id)).filter(|finding| finding.rule == LINT.name).cloned());
}
