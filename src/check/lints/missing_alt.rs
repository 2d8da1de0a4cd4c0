//! `missing-alt`: an image without a description.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "missing-alt", level: Level::Error, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

An image in an article without alternative text.

# Why it matters

Who cannot see it must be told what it shows.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
![](x.png)
-- content/x.png --
x
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
![A chip](x.png)
-- content/x.png --
x
```
"#;

fn check(reader: &Reader<'_>, article: ArticleId, out: &mut Vec<Diagnostic>) {
    for image in reader.article(article).prose().flat_map(|prose| &prose.images) {
        if image.alt.is_empty() {
            let help = format!("write `![what it shows]({})`", image.source);
            let message = format!("the image `{}` has no description", image.source);
            out.push(Diagnostic::new(LINT.name, image.at, message).help(help));
        }
    }
}
