//! `uncited-claim`: a statement about the world in a paragraph that names no source.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::model::prose::UnboundKind;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "uncited-claim", level: Level::Warn, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

A sentence, in English or Chinese, that says what somebody said or counted, what is the largest or the first, what led to what, or what happened when, in a paragraph that cites nothing and binds no fact. Only clear forms are found; what is quoted, asked, supposed or about the page itself is left alone.

# Why it matters

A reader must be able to see who says so, of a statement as of a figure.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
On 7 October 2022 the United States restricted the sale of advanced chips.
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
On 7 October 2022 the United States restricted the sale of advanced chips [@x].
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```
"#;

fn check(reader: &Reader<'_>, article: ArticleId, out: &mut Vec<Diagnostic>) {
    for unbound in &reader.article(article).body.figures.get().unbound {
        if let UnboundKind::Claim(claim) = unbound.what {
            let message = format!("no source in this paragraph for {}", claim.word());
            let help = "cite a source, `[@id]`, bind a figure or date to its fact, or waive it, `<!-- allow uncited-claim: why -->`";
            out.push(Diagnostic::new(LINT.name, unbound.at, message).help(help));
        }
    }
}
