//! `broken-fragment`: a link to a place that its page does not have.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::base::text::At;
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::link::targets::Target;
use crate::model::article::Article;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "broken-fragment", level: Level::Error, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r##"# What it finds

A link with a `#` to a heading that the article does not have, or to a place that the page of a fact, a sheet, a source, an entity or a term does not have.

`factloom fix` puts a slip in the name of a heading right, where it can mean one only.

# Why it matters

The reader stands at the head of a page and looks for what was promised. Headings are reworded, and the links to them are not.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
See [below](#the-end).

## The and
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
See [below](#the-end).

## The end
```
"##;

fn check(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    let article = reader.article(id);
    for link in article.prose().flat_map(|prose| &prose.links).filter(|link| link.target.contains('#')) {
        match reader.resolve(article, &link.target) {
            Ok(Target::Article(id, Some(fragment))) if !fragment.is_empty() => {
                out.extend(of_article(reader, reader.article(id), &fragment, &link.target, link.at));
            }
            Ok(Target::Here(fragment)) if !fragment.is_empty() => {
                out.extend(of_article(reader, article, &fragment, &link.target, link.at));
            }
            Ok(Target::Address(address)) => out.extend(of_address(reader, &address, link.at)),
            _ => {}
        }
    }
}

/// Ids that the template of every article page brings along.
const OF_PAGE: &[&str] = &["main", "in-brief", "facts", "references", "corrections", "cite", "cards", "help"];

fn of_article(reader: &Reader<'_>, article: &Article, fragment: &str, target: &str, at: At) -> Option<Diagnostic> {
    let known: Vec<&str> = article.prose().flat_map(|prose| &prose.anchors).map(|anchor| &**anchor).collect();
    if OF_PAGE.contains(&fragment) || fragment.starts_with("ref-") || known.contains(&fragment) {
        return None;
    }
    // The title is printed without links; of all other uses each has its number.
    if let Some(number) = fragment.strip_prefix("use-").and_then(|number| number.parse::<usize>().ok()) {
        let uses = article.prose().skip(1).map(|prose| prose.uses.len()).sum::<usize>();
        let message = format!("`{target}`: {} uses {uses} facts, sources and names, no {number}", article.id);
        return (number == 0 || number > uses).then(|| Diagnostic::new(LINT.name, at, message));
    }
    let help = nearest(fragment, known.iter().copied()).map(|near| format!("did you mean `#{near}`?"));
    let message = format!("`{target}` leads to no heading of {}", article.id);
    let finding = Diagnostic::new(LINT.name, at, message).maybe_help(help);
    Some(mend_slip(reader, finding, fragment, known))
}

/// A place on one of the site's own pages, where the ids of that page follow from the data.
fn of_address(reader: &Reader<'_>, address: &str, at: At) -> Option<Diagnostic> {
    let (path, fragment) = address.split_once('#')?;
    let path = path.split('?').next().unwrap_or(path);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let mut known: Vec<String> = match parts.as_slice() {
        ["glossary"] => reader.terms().map(|id| reader.term(id).id.to_string()).collect(),
        ["sources"] => reader.sources().map(|id| reader.source(id).id.to_string()).collect(),
        ["facts", sheet] => of_sheet(reader, sheet)?,
        ["facts", sheet, key] => of_fact(reader, &format!("{sheet}/{key}"))?,
        ["sources", id] => reader.find_source(id).map(|_| owned(OF_SOURCE))?,
        ["entities", id] => reader.find_entity(id).map(|_| owned(OF_ENTITY))?,
        _ => return None,
    };
    known.push("main".to_owned());
    let is_part = known.iter().any(|id| fragment == id || fragment.strip_prefix(id.as_str()) == Some("-term"));
    if fragment.is_empty() || is_part || fragment.starts_with("cite") {
        return None;
    }
    let near = nearest(fragment, known.iter().map(String::as_str)).map(|near| format!("did you mean `{path}#{near}`?"));
    let message = format!("`{address}` leads to no place of that page");
    Some(Diagnostic::new(LINT.name, at, message).maybe_help(near))
}

const OF_SOURCE: &[&str] =
    &["flow-h", "passages", "cited", "rests", "supports", "disputes", "context", "record", "publisher"];
const OF_ENTITY: &[&str] = &["perspective", "says", "about", "written", "published", "mentions"];
const OF_FACT: &[&str] =
    &["evidence", "disputed-by", "contradicting", "context", "figures", "related", "used", "corrections"];

fn owned(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn of_sheet(reader: &Reader<'_>, sheet: &str) -> Option<Vec<String>> {
    let facts = reader.facts_of(reader.find_sheet(sheet)?);
    Some(facts.into_iter().map(|id| reader.fact(id).key.to_string()).collect())
}

/// The page of a fact has a place for each answer, point and part.
fn of_fact(reader: &Reader<'_>, id: &str) -> Option<Vec<String>> {
    let fact = reader.fact(reader.find_fact(id)?);
    let answers = fact.values.iter().map(|member| member.key.to_string());
    let points = fact.series.iter().map(|point| format!("at-{}", point.date));
    let parts = (1..=fact.breakdown.len()).map(|number| format!("part-{number}"));
    Some(owned(OF_FACT).into_iter().chain(answers).chain(points).chain(parts).collect())
}
