//! `unknown-topic`: a topic that site.yml does not list.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, FactId, SheetId};
use crate::model::IdRef;
use crate::site::Reader;

/// Everything that may name one.
const RUN: Run = Run::Several(&[Run::PerArticle(of_article), Run::PerFact(of_fact), Run::PerSheet(of_sheet)]);

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-topic", level: Level::Error, doc: DOC, run: RUN };

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

fn of_article(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    let article = reader.article(id);
    let of_directives = article.prose().flat_map(|prose| &prose.directives).flat_map(|directive| &directive.topics);
    article.topics.iter().chain(of_directives).for_each(|topic| check(reader, topic, out));
}

fn of_fact(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    reader.fact(id).topics.iter().for_each(|topic| check(reader, topic, out));
}

fn of_sheet(reader: &Reader<'_>, id: SheetId, out: &mut Vec<Diagnostic>) {
    reader.sheet(id).topics.iter().for_each(|topic| check(reader, topic, out));
}

fn check(reader: &Reader<'_>, topic: &IdRef, out: &mut Vec<Diagnostic>) {
    if reader.find_topic(&topic.id).is_none() {
        let known: Vec<&str> = reader.config().topics.iter().map(|topic| &*topic.id).collect();
        let help = match nearest(&topic.id, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add `{}: {{title: …}}` under `topics:` in site.yml", topic.id),
        };
        let message = format!("site.yml lists no topic `{}`", topic.id);
        let finding = Diagnostic::new(LINT.name, topic.at, message).help(help);
        out.push(mend_slip(reader, finding, &topic.id, known));
    }
}
