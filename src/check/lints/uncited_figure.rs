//! `uncited-figure`: a figure without a source in reach.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::model::prose::UnboundKind;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "uncited-figure", level: Level::Error, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

A number of two or more digits, or a percentage, in a sentence that binds no fact, in a paragraph that cites nothing. Bare years, dates and list numbers are exempt.

# Why it matters

A reader must be able to see who says so.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were 1,234 people.
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
There were [1,234](fact:s/f) people.
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

fn check(reader: &Reader<'_>, article: ArticleId, out: &mut Vec<Diagnostic>) {
    for unbound in reader.article(article).prose().flat_map(|prose| &prose.figures.get().unbound) {
        if matches!(unbound.what, UnboundKind::Figure(_)) {
            let text = &unbound.text;
            let help = format!(
                "bind it, `[{text}](fact:sheet/key)`, cite a source, `[@id]`, or waive it, `<!-- allow uncited-figure: why -->`"
            );
            out.push(
                Diagnostic::new(LINT.name, unbound.at, format!("no source in reach of the figure “{text}”")).help(help),
            );
        }
    }
}
