//! `unused-fact`: a fact that nothing shows but its own sheet.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unused-fact", level: Level::Info, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A fact that no sentence binds, that no block of an article names alone or by its sheet, and that no other fact names as related, as contradicting it or as what replaces it. Retired facts are left out.

# Why it matters

It is kept up for nobody: somebody read a source for it, and it will be due for review. It may be what an article still lacks.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were some.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: "1,234", as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
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
  f: {kind: statistic, claim: ___ left., value: "1,234", as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let is_used =
        !reader.uses_of_fact(id).is_empty() || !reader.blocks_of_fact(id).is_empty() || !reader.named_by(id).is_empty();
    // A fact that names others gathers them on its page: an event with what belongs to it.
    let gathers = !fact.see.is_empty() || !fact.conflicts_with.is_empty();
    if is_used || gathers || fact.retired.is_some() {
        return;
    }
    let message = format!("no sentence binds {} and no block names it", fact.id);
    let help = format!("bind words of an article to it, `[…](fact:{})`, or take it out of the sheet", fact.id);
    out.push(Diagnostic::new(LINT.name, fact.at, message).help(help));
}
