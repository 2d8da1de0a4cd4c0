//! `lost-url`: an address that was published and that nothing answers now.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::check::{Lint, Run};
use crate::link::{ArticleId, FactId};
use crate::model::published::{Promise, told};
use crate::parse::address::normal;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint {
    name: "lost-url",
    level: Level::Error,
    doc: DOC,
    run: Run::Several(&[Run::Site(check_pages), Run::PerArticle(check_places)]),
};

/// Lost pages for which the one they became is looked for among all others; past so many, a whole folder went.
const SEARCHED: usize = 50;

const DOC: &str = r#"# What it finds

An address in `content/published.tsv`, the record that `factloom record` writes, that no page makes now, that is no
alias of an article, and that `gone` in `site.yml` does not list. The same of a place in a page: a heading of an
article, a term of the glossary. Also a line of that file that is no record.

# Why it matters

Others have linked it, and their readers would meet an error page, or the head of a long page.

# Example

```site
-- content/new.md --
---
title: A
summary: B
date: 2022
topics: []
---
-- content/published.tsv --
/old/	2026-11-20
```

# Instead

```site
-- content/new.md --
---
title: A
summary: B
date: 2022
topics: []
aliases: [/old/]
---
-- content/published.tsv --
/old/	2026-11-20
```
"#;

fn check_pages(reader: &Reader<'_>, (): (), out: &mut Vec<Diagnostic>) {
    let record = reader.published();
    if record.addresses.is_empty() {
        return;
    }
    let mut now = reader.addresses();
    now.extend(reader.old_addresses().into_keys());
    let pages = record.addresses.iter().filter(|(address, _)| !address.contains('#'));
    for (address, promise) in pages.filter(|(address, _)| !now.contains(&***address)) {
        if reader.gone(address).is_none() {
            out.push(lost_page(reader, address, *promise, out.len() < SEARCHED));
        }
    }
    let glossary = "/glossary/";
    if now.contains(glossary) {
        for (term, promise) in record.places(glossary).filter(|(term, _)| reader.find_term(term).is_none()) {
            if !is_covered(reader, glossary, term) {
                let message = format!("`{glossary}#{term}` was published, and the glossary has no such term now");
                let finding = Diagnostic::new(LINT.name, promise.at, message);
                out.push(
                    finding.help(format!("restore it, or {}", entry(reader, &format!("{glossary}#{term}"), None))),
                );
            }
        }
    }
}

/// Places of an article, under its own address and under those that lead to it.
fn check_places(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    let record = reader.published();
    if record.addresses.is_empty() {
        return;
    }
    let (article, own) = (reader.article(id), reader.article_url(id));
    let aliases = article.aliases.iter().map(|alias| normal(&alias.text)).filter(|(_, place)| place.is_none());
    for page in std::iter::once(own.clone()).chain(aliases.map(|(path, _)| path)) {
        let is_there = |place: &str| article.body.anchors.iter().any(|anchor| **anchor == *place);
        for (place, promise) in record.places(&page).filter(|(place, _)| !is_there(place)) {
            // Another page may stand at the alias again, or another article may have it.
            let is_ours =
                page == own || reader.old_addresses().get(&page) == Some(&crate::site::addresses::Old::Moved(id));
            if is_ours && !is_covered(reader, &page, place) {
                out.push(lost_place(reader, id, &page, place, promise));
            }
        }
    }
}

/// Whether an old address or an entry of `gone` speaks for a place.
fn is_covered(reader: &Reader<'_>, page: &str, place: &str) -> bool {
    reader.gone(&format!("{page}#{place}")).is_some()
        || reader.aliases().iter().any(|alias| alias.path == page && alias.place == Some(place))
}

fn lost_page(reader: &Reader<'_>, address: &str, promise: Promise, is_searched: bool) -> Diagnostic {
    let fact = address.strip_prefix("/facts/").map(|rest| rest.trim_end_matches('/'));
    let told_before = fact.and_then(|fact| reader.published().values.get(fact));
    let message = match told_before.map(|told| told.says.words()).filter(|words| !words.is_empty()) {
        Some(words) => format!("`{address}`, where readers found {words}, was published and is gone"),
        None => format!("`{address}` was published and is gone"),
    };
    let finding = Diagnostic::new(LINT.name, promise.at, message).label(format!("published since {}", promise.since));
    if fact.is_some() {
        let new = fact.filter(|_| is_searched).and_then(|fact| moved_fact(reader, fact)).map(|id| reader.fact_url(id));
        return finding.help(format!("restore it, or {}", entry(reader, address, new.as_deref())));
    }
    match is_searched.then(|| moved_article(reader, address)).flatten() {
        Some(id) => {
            let path = reader.path(reader.article(id).file);
            let (alias, entry) = (format!("aliases: [{address}]"), entry(reader, address, None));
            finding.help(format!("if the page is `{path}` now, write `{alias}` there; if it was taken down, {entry}"))
        }
        None => finding.help(format!("restore it, or {}", entry(reader, address, None))),
    }
}

fn lost_place(reader: &Reader<'_>, id: ArticleId, page: &str, place: &str, promise: Promise) -> Diagnostic {
    let article = reader.article(id);
    let path = reader.path(article.file);
    let message = format!("`{page}#{place}` was published, and `{path}` has no such place now");
    let finding = Diagnostic::new(LINT.name, promise.at, message).label(format!("published since {}", promise.since));
    let url = reader.article_url(id);
    let known: Vec<&str> = reader.published().places(&url).map(|(place, _)| place).collect();
    let mut new = article.body.headings.iter().filter(|heading| !known.contains(&&*heading.id));
    let heading = match (new.next(), new.next()) {
        (Some(only), None) => Some(only),
        _ => {
            let near = nearest(place, article.body.headings.iter().map(|heading| &*heading.id));
            article.body.headings.iter().find(|heading| Some(&*heading.id) == near && !known.contains(&&*heading.id))
        }
    };
    let other = format!("`aliases: [{page}#{place}]` in the article that says it now");
    finding.help(match heading {
        Some(heading) => format!(
            "if the heading is “{}” now, keep its address: `{} {} {{#{place}}}`; else write {other}",
            heading.text,
            "#".repeat(usize::from(heading.level)),
            heading.text
        ),
        None => format!("write {other}, or {}", entry(reader, &format!("{page}#{place}"), None)),
    })
}

/// The entry of `gone`, to be pasted.
fn entry(reader: &Reader<'_>, address: &str, new: Option<&str>) -> String {
    let new = new.map(|new| format!(", use: {new}")).unwrap_or_default();
    // In braces a `#` without blank before it and a `/` need no quotes.
    format!("list it in `site.yml`: `gone: [{{address: {address}, date: {}, why: …{new}}}]`", reader.today())
}

/// The article that a lost page most likely became: one without a published address of its own, with the most of its
/// places; else the one named most like it.
fn moved_article(reader: &Reader<'_>, address: &str) -> Option<ArticleId> {
    let record = reader.published();
    let is_new = |id: &ArticleId| !record.addresses.contains_key(&*reader.article_url(*id));
    let fresh: Vec<ArticleId> = reader.articles().filter(is_new).collect();
    let shared = |id: &ArticleId| {
        let anchors = &reader.article(*id).body.anchors;
        record.places(address).filter(|(place, _)| anchors.iter().any(|anchor| **anchor == **place)).count()
    };
    let best = fresh.iter().map(|id| (shared(id), *id)).filter(|(shared, _)| *shared > 0);
    let best = best.max_by_key(|(shared, id)| (*shared, std::cmp::Reverse(*id))).map(|(_, id)| id);
    let only = || if fresh.len() == 1 { fresh.first().copied() } else { None };
    let urls: Vec<(String, ArticleId)> = reader.articles().map(|id| (reader.article_url(id), id)).collect();
    let named = || {
        let near = nearest(address, urls.iter().map(|(url, _)| &**url))?;
        urls.iter().find(|(url, _)| url == near).map(|(_, id)| *id)
    };
    best.or_else(only).or_else(named)
}

/// The fact that a lost one most likely became: one that was not published and says the same, else the one named
/// most like it.
fn moved_fact(reader: &Reader<'_>, lost: &str) -> Option<FactId> {
    let record = reader.published();
    let before = record.values.get(lost);
    let fresh: Vec<FactId> = reader.facts().filter(|id| !record.values.contains_key(&reader.fact(*id).id)).collect();
    let says_so = |id: &&FactId| {
        let now = told(reader.fact(**id));
        before.is_some_and(|before| !before.says.words().is_empty() && now[0].2 == before.says)
    };
    let named = || {
        let near = nearest(lost, fresh.iter().map(|id| &*reader.fact(*id).id))?;
        reader.find_fact(near)
    };
    fresh.iter().find(says_so).copied().or_else(named)
}
