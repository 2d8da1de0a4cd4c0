//! `broken-link`: a link within the site that leads nowhere.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::base::text::At;
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::link::targets::{Target, decode};
use crate::model::article::Article;
use crate::site::Reader;
use crate::site::deps::List;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "broken-link", level: Level::Error, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

A link to a file of the site that does not exist, or to the page of a fact, a sheet, a source or an entity that does not. Places within a page are `broken-fragment`'s.

# Why it matters

The reader ends at an error page.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
See [the other](b.md).
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
See [the other](a.md).
```
"#;

fn check(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    let article = reader.article(id);
    for prose in article.prose() {
        let links = prose.links.iter().map(|link| (&*link.target, link.at));
        let images =
            prose.images.iter().filter(|image| is_of_site(&image.source)).map(|image| (&*image.source, image.at));
        for (target, at) in links.chain(images) {
            out.extend(check_target(reader, article, target, at));
        }
    }
}

fn is_of_site(address: &str) -> bool {
    !address.is_empty() && !address.contains("://") && !address.starts_with("//")
}

fn check_target(reader: &Reader<'_>, article: &Article, target: &str, at: At) -> Option<Diagnostic> {
    match reader.resolve(article, target) {
        Ok(Target::Address(address)) => of_address(reader, &address, at),
        Ok(_) => None,
        Err(near) => {
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("`{target}` leads to no file of the site");
            Some(Diagnostic::new(LINT.name, at, message).maybe_help(help))
        }
    }
}

/// An address of a fact, sheet, source, entity or topic that there is not; others are not looked at.
fn of_address(reader: &Reader<'_>, address: &str, at: At) -> Option<Diagnostic> {
    let path = address.split(['#', '?']).next().unwrap_or(address);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    // What ends in a file's name is a twin of a page.
    if !path.ends_with('/') {
        return None;
    }
    let (is_there, what, ids) = match parts.as_slice() {
        ["facts", sheet] => (reader.find_sheet(sheet).is_some(), "sheet", List::Sheets),
        ["facts", sheet, key] => (reader.find_fact(&format!("{sheet}/{key}")).is_some(), "fact", List::Facts),
        ["sources", id] => (reader.find_source(&decode(id)).is_some(), "source", List::Sources),
        ["entities", id] => (reader.find_entity(id).is_some(), "entity", List::Entities),
        _ => return None,
    };
    if is_there {
        return None;
    }
    let id = decode(&parts[1..].join("/"));
    let near = nearest(&id, reader.like(ids, &id).names).map(|near| format!("did you mean `/{}/{near}/`?", parts[0]));
    let message = format!("`{address}` leads to no {what} of the site");
    Some(Diagnostic::new(LINT.name, at, message).maybe_help(near))
}
