//! Addresses of pages, as paths below the site's base: `/facts/russia-sanctions/count/`.

use crate::base::escape::url_part;
use crate::link::items::Items;
use crate::link::{ArticleId, EntityId, FactId, SheetId, SourceId, TopicId};

/// Sections whose first path segment no article may take.
pub const SECTIONS: &[&str] = &[
    "topics",
    "facts",
    "sources",
    "entities",
    "timeline",
    "stages",
    "glossary",
    "corrections",
    "changes",
    "charts",
    "search",
    "method",
    "data",
    "assets",
    "cards",
];

/// The page of an article; `/` for the home page's text. A translation stands below its language.
pub fn article(items: &Items, id: ArticleId) -> String {
    let article = &items.articles[id.index()];
    of_article(&article.id, &article.lang)
}

/// The page of the article with an id in a language.
pub fn of_article(id: &str, lang: &str) -> String {
    let language = if lang.is_empty() { String::new() } else { format!("/{lang}") };
    match id {
        "index" => format!("{language}/"),
        id => format!("{language}/{}/", url_part(id)),
    }
}

/// The page of a sheet.
pub fn sheet(items: &Items, id: SheetId) -> String {
    format!("/facts/{}/", items.sheets[id.index()].id)
}

/// The page of a fact.
pub fn fact(items: &Items, id: FactId) -> String {
    format!("/facts/{}/", items.facts[id.index()].id)
}

/// The citation page of a source.
pub fn source(items: &Items, id: SourceId) -> String {
    format!("/sources/{}/", url_part(&items.sources[id.index()].id).replace('/', "%2F"))
}

/// The page of an entity.
pub fn entity(items: &Items, id: EntityId) -> String {
    format!("/entities/{}/", items.entities[id.index()].id)
}

/// The page of a topic.
pub fn topic(items: &Items, id: TopicId) -> String {
    format!("/topics/{}/", items.config.topics[id.index()].id)
}
