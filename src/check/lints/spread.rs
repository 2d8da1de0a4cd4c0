//! `spread`: two figures of one thing that differ a little.

use crate::base::diag::{Diagnostic, Level};
use crate::check::compare::{self, Standing};
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "spread", level: Level::Info, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

Two statistics of one thing whose figures differ by more than `hedges.about` of site.yml and by no more than `hedges.bound`, or twice that where different speakers hedge; see `contradiction` for what is compared. Facts that name each other in `conflicts_with` are left out.

# Why it matters

Both may be right in their way, by other counts or of other days. A page that gives one as the figure hides that.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
By the count of Echo there were [1,234](fact:s/f).
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: Echo counted ___ firms that left., value: "1,234", unit: firms, as_of: 2022-05, by: e, about: ruritania, evidence: x}
  g: {kind: statistic, claim: The Post counted ___ firms that left., value: "1,340", unit: firms, as_of: 2022, by: p, about: ruritania, evidence: x}
-- content/sources/x.yml --
x: {type: newspaper, title: X, publisher: p}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
p: {name: The Post, kind: newspaper}
ruritania: {name: Ruritania, kind: country}
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
By the count of Echo there were [1,234](fact:s/f).
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: Echo counted ___ firms that left., value: "1,234", unit: firms, as_of: 2022-05, by: e, about: ruritania, evidence: x}
  g: {kind: statistic, claim: The Post counted ___ firms that left., value: "1,235", unit: firms, as_of: 2022, by: p, about: ruritania, evidence: x}
-- content/sources/x.yml --
x: {type: newspaper, title: X, publisher: p}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
p: {name: The Post, kind: newspaper}
ruritania: {name: Ruritania, kind: country}
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    for pair in compare::pairs(reader, id).into_iter().filter(|pair| pair.standing == Standing::Apart) {
        let (own, that) = (&pair.own.quantity.text, &pair.that.quantity.text);
        let other = &reader.fact(pair.other).id;
        let message = format!("{} says {own} where {other} says {that}", fact.id);
        let finding = Diagnostic::new(LINT.name, pair.own.at, message)
            .label(format!("for {}", pair.own.when))
            .note(pair.that.at, format!("{that} for {}", pair.that.when))
            .help(format!("name both counts where one is given, or say `conflicts_with: {other}`"));
        out.push(finding);
    }
}
