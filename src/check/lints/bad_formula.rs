//! `bad-formula`: a formula that cannot be read, or comes to no number.

use crate::base::diag::{Diagnostic, Level};
use crate::check::words::of_formula;
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "bad-formula", level: Level::Error, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A `derived` whose formula cannot be read, whose names do not stand for numbers, or that cannot be computed: it divides
by zero, needs more than 28 digits, or its inputs are hedged in ways that leave nothing to say.

# Why it matters

What this site computes has to be right, and open to be computed again.

# Example

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
    derived: {formula: left ÷ (all × 100, from: {left: left, all: all}}
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
