//! `broken-link`: a link within the site that leads nowhere.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::base::text::At;
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::link::targets::Target;
use crate::model::article::Article;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "broken-link", level: Level::Error, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

A link to a file of the site that does not exist, or to a heading that its page does not have.

`factloom fix` puts a slip in the name of a heading right, where it can mean one only.

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
See [this](b.md).
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
See [this](a.md).
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
        Ok(Target::Article(id, Some(fragment))) => missing_place(reader, reader.article(id), &fragment, target, at),
        Ok(Target::Here(fragment)) if !fragment.is_empty() => missing_place(reader, article, &fragment, target, at),
        Ok(_) => None,
        Err(near) => {
            let help = near.map(|near| format!("did you mean `{near}`?"));
            let message = format!("`{target}` leads to no file of the site");
            Some(Diagnostic::new(LINT.name, at, message).maybe_help(help))
        }
    }
}

/// Ids that the template of every article page brings along.
const OF_PAGE: &[&str] = &["main", "in-brief", "facts", "references", "corrections", "cite"];

fn missing_place(reader: &Reader<'_>, article: &Article, fragment: &str, target: &str, at: At) -> Option<Diagnostic> {
    let is_use = fragment.strip_prefix("use-").is_some_and(|number| number.parse::<u32>().is_ok());
    let known: Vec<&str> = article.body.anchors.iter().map(|anchor| &**anchor).collect();
    if is_use || OF_PAGE.contains(&fragment) || fragment.starts_with("ref-") || known.contains(&fragment) {
        return None;
    }
    let help = nearest(fragment, known.iter().copied()).map(|near| format!("did you mean `#{near}`?"));
    let message = format!("`{target}` leads to no heading of {}", article.id);
    let finding = Diagnostic::new(LINT.name, at, message).maybe_help(help);
    Some(mend_slip(reader, finding, fragment, known))
}
