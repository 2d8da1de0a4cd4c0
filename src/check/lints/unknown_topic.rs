//! `unknown-topic`: a topic that site.yml does not list.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::model::IdRef;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-topic", level: Level::Error, doc: DOC, run: Run::Site(check) };

const DOC: &str = r#"# What it finds

A topic of an article, a sheet, a fact or a timeline that `site.yml` does not list.

`factloom fix` puts a slip right where it can mean one id only: other capitals or separators, or one wrong letter in a word of five or more.

# Why it matters

The page would be missing from its topic.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: [nosuch]
---
Text.
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
Text.
```
"#;

fn check(reader: &Reader<'_>, out: &mut Vec<Diagnostic>) {
    let mut named: Vec<&IdRef> = Vec::new();
    for id in reader.articles() {
        let article = reader.article(id);
        named.extend(&article.topics);
        named.extend(article.prose().flat_map(|prose| &prose.directives).flat_map(|directive| &directive.topics));
    }
    for id in reader.facts() {
        named.extend(&reader.fact(id).topics);
    }
    for id in reader.sheets() {
        named.extend(&reader.sheet(id).topics);
    }
    let known: Vec<&str> = reader.config().topics.iter().map(|topic| &*topic.id).collect();
    for topic in named {
        if reader.find_topic(&topic.id).is_none() {
            let help = match nearest(&topic.id, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `{}: {{title: …}}` under `topics:` in site.yml", topic.id),
            };
            let message = format!("site.yml lists no topic `{}`", topic.id);
            let finding = Diagnostic::new(LINT.name, topic.at, message).help(help);
            out.push(mend_slip(reader, finding, &topic.id, known.iter().copied()));
        }
    }
}
