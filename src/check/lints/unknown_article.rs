//! `unknown-article`: a part of the explainer names an article that is not there.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::site::Reader;
use crate::site::deps::List;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-article", level: Level::Warn, doc: DOC, run: Run::Site(check) };

const DOC: &str = r#"# What it finds

An article under `parts:` in `site.yml` that does not exist or is not published.

`factloom fix` puts a slip right where it can mean one id only: other capitals or separators, or one wrong letter in a word of five or more.

# Why it matters

The order in which articles are to be read would have a hole that nobody sees.

# Example

```site
-- content/site.yml --
title: S
url: https://example.org/
parts:
  - {title: One, articles: [nosuch]}
```

# Instead

```site
-- content/site.yml --
title: S
url: https://example.org/
parts:
  - {title: One, articles: [a]}
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Text.
```
"#;

fn check(reader: &Reader<'_>, (): (), out: &mut Vec<Diagnostic>) {
    for named in reader.config().parts.iter().flat_map(|part| &part.articles) {
        if reader.find_article(&named.id).is_some() {
            continue;
        }
        let known = reader.like(List::Articles, &named.id);
        let help = match nearest(&named.id, known.names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write `content/{}.md`, or take it out of `parts:`", named.id),
        };
        let finding = Diagnostic::new(LINT.name, named.at, format!("there is no article `{}`", named.id)).help(help);
        out.push(mend_slip(reader, finding, &named.id, known.certain()));
    }
}
