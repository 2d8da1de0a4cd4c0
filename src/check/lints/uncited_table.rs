//! `uncited-table`: a table of figures without a source.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::model::prose::UnboundKind;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "uncited-table", level: Level::Warn, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

A markdown table with figures in which no row binds a fact or cites a source.

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
| what | how many |
|---|--:|
| left | 1,234 |
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
| what | how many |
|---|--:|
| left | 1,234 [@x] |
-- content/sources/x.yml --
x: {type: web, title: X, publisher: E}
```
"#;

fn check(reader: &Reader<'_>, article: ArticleId, out: &mut Vec<Diagnostic>) {
    for unbound in reader.article(article).prose().flat_map(|prose| &prose.figures.get().unbound) {
        if matches!(unbound.what, UnboundKind::Table(_)) {
            let help =
                "bind its figures, `[1,234](fact:sheet/key)`, cite a source in a row, `[@id]`, or use a `table` block";
            out.push(Diagnostic::new(LINT.name, unbound.at, "no source in this table of figures").help(help));
        }
    }
}
