//! `broken-fragment`: a link to a place that its page does not have.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::base::spelling::{Like, Spellings};
use crate::base::text::At;
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::link::targets::Target;
use crate::model::article::Article;
use crate::site::Reader;
use crate::site::deps::List;

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

/// The places of a page that links lead to, collected once for all of an article's links.
struct Places<'a> {
    ids: HashSet<Cow<'a, str>>,
    spellings: OnceCell<Spellings>,
}

impl<'a> Places<'a> {
    fn of(ids: impl IntoIterator<Item = Cow<'a, str>>) -> Places<'a> {
        Places { ids: ids.into_iter().collect(), spellings: OnceCell::new() }
    }

    /// Those that a wrong one may be meant for.
    fn like(&self, wrong: &str) -> Like<'_> {
        let all = || {
            let mut ids: Vec<&str> = self.ids.iter().map(|id| &**id).collect();
            ids.sort_unstable();
            Spellings::of(ids)
        };
        self.spellings.get_or_init(all).like(wrong)
    }
}

fn check(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    let article = reader.article(id);
    let mut articles: HashMap<ArticleId, Places<'_>> = HashMap::new();
    let mut pages: HashMap<String, Option<Places<'_>>> = HashMap::new();
    for link in article.prose().flat_map(|prose| &prose.links).filter(|link| link.target.contains('#')) {
        let (to, fragment) = match reader.resolve(article, &link.target) {
            Ok(Target::Article(id, Some(fragment))) => (id, fragment),
            Ok(Target::Here(fragment)) => (id, fragment),
            Ok(Target::Address(address)) => {
                out.extend(of_address(reader, &address, link.at, &mut pages));
                continue;
            }
            _ => continue,
        };
        if fragment.is_empty() || OF_PAGE.contains(&&*fragment) || fragment.starts_with("ref-") {
            continue;
        }
        let to_article = reader.article(to);
        let places = articles.entry(to).or_insert_with(|| {
            Places::of(to_article.prose().flat_map(|prose| &prose.anchors).map(|anchor| Cow::Borrowed(&**anchor)))
        });
        if !places.ids.contains(&*fragment) {
            out.extend(of_article(reader, to_article, places, &fragment, &link.target, link.at));
        }
    }
}

/// Ids that the template of every article page brings along.
const OF_PAGE: &[&str] = &["main", "in-brief", "facts", "references", "corrections", "cite", "cards", "help"];

fn of_article(
    reader: &Reader<'_>,
    article: &Article,
    places: &Places<'_>,
    fragment: &str,
    target: &str,
    at: At,
) -> Option<Diagnostic> {
    // The title is printed without links; of all other uses each has its number.
    if let Some(number) = fragment.strip_prefix("use-").and_then(|number| number.parse::<usize>().ok()) {
        let uses = article.prose().skip(1).map(|prose| prose.uses.len()).sum::<usize>();
        let message = format!("`{target}`: {} uses {uses} facts, sources and names, no {number}", article.id);
        return (number == 0 || number > uses).then(|| Diagnostic::new(LINT.name, at, message));
    }
    let like = places.like(fragment);
    let help = nearest(fragment, like.names.iter().copied()).map(|near| format!("did you mean `#{near}`?"));
    let message = format!("`{target}` leads to no heading of {}", article.id);
    let finding = Diagnostic::new(LINT.name, at, message).maybe_help(help);
    Some(mend_slip(reader, finding, fragment, like.certain()))
}

/// A place on one of the site's own pages, where the ids of that page follow from the data.
fn of_address<'a>(
    reader: &Reader<'a>,
    address: &str,
    at: At,
    pages: &mut HashMap<String, Option<Places<'a>>>,
) -> Option<Diagnostic> {
    let (path, fragment) = address.split_once('#')?;
    let path = path.split('?').next().unwrap_or(path);
    if fragment.is_empty() || fragment == "main" || fragment.starts_with("cite") {
        return None;
    }
    let item = fragment.strip_suffix("-term").unwrap_or(fragment);
    let near = match path.trim_matches('/') {
        "glossary" if reader.find_term(fragment).or_else(|| reader.find_term(item)).is_some() => return None,
        "glossary" => nearest(fragment, reader.like(List::Terms, fragment).names),
        "sources" if reader.find_source(fragment).or_else(|| reader.find_source(item)).is_some() => return None,
        "sources" => nearest(fragment, reader.like(List::Sources, fragment).names),
        _ => {
            if !pages.contains_key(path) {
                pages.insert(path.to_owned(), places_of(reader, path));
            }
            let places = pages.get(path)?.as_ref()?;
            if places.ids.contains(fragment) || places.ids.contains(item) {
                return None;
            }
            nearest(fragment, places.like(fragment).names)
        }
    };
    let help = near.map(|near| format!("did you mean `{path}#{near}`?"));
    let message = format!("`{address}` leads to no place of that page");
    Some(Diagnostic::new(LINT.name, at, message).maybe_help(help))
}

/// The places of a page that is made from data; nothing of others, whose ids are not known here.
fn places_of<'a>(reader: &Reader<'a>, path: &str) -> Option<Places<'a>> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["facts", sheet] => of_sheet(reader, sheet),
        ["facts", sheet, key] => of_fact(reader, &format!("{sheet}/{key}")),
        ["sources", id] => reader.find_source(id).map(|_| Places::of(fixed(OF_SOURCE))),
        ["entities", id] => reader.find_entity(id).map(|_| Places::of(fixed(OF_ENTITY))),
        _ => None,
    }
}

const OF_SOURCE: &[&str] =
    &["flow-h", "passages", "cited", "rests", "supports", "disputes", "context", "record", "publisher"];
const OF_ENTITY: &[&str] = &["perspective", "says", "about", "written", "published", "mentions"];
const OF_FACT: &[&str] =
    &["evidence", "disputed-by", "contradicting", "context", "figures", "related", "used", "corrections"];

fn fixed<'a>(ids: &'static [&'static str]) -> impl Iterator<Item = Cow<'a, str>> {
    ids.iter().map(|id| Cow::Borrowed(*id))
}

fn of_sheet<'a>(reader: &Reader<'a>, sheet: &str) -> Option<Places<'a>> {
    let facts = reader.facts_of(reader.find_sheet(sheet)?);
    Some(Places::of(facts.into_iter().map(|id| Cow::Borrowed(&*reader.fact(id).key))))
}

/// The page of a fact has a place for each answer, point and part.
fn of_fact<'a>(reader: &Reader<'a>, id: &str) -> Option<Places<'a>> {
    let fact = reader.fact(reader.find_fact(id)?);
    let answers = fact.values.iter().map(|member| Cow::Borrowed(&*member.key));
    let points = fact.series.iter().map(|point| Cow::Owned(format!("at-{}", point.date)));
    let parts = (1..=fact.breakdown.len()).map(|number| Cow::Owned(format!("part-{number}")));
    Some(Places::of(fixed(OF_FACT).chain(answers).chain(points).chain(parts)))
}
