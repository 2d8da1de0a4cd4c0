//! Who publishes the site, and the page for addresses that lead nowhere.

use serde::Serialize;
use serde_json::json;

use crate::pages::home::{self, Card};
use crate::pages::{Cx, Kind, Link, Made, Node, Page};
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The about page.
pub static KIND: Kind = Kind { name: ("about page", "about pages"), pages, make };
/// The page a host shows for an unknown address, `404.html`.
pub static NOT_FOUND: Kind =
    Kind { name: ("not-found page", "not-found pages"), pages: not_found_pages, make: make_not_found };

#[derive(Serialize)]
struct View {
    description: String,
    publisher: String,
    license: String,
    style: String,
    topics: Vec<Link>,
}

#[derive(Serialize)]
struct NotFoundView {
    newest: Vec<Card>,
    script: String,
    index: String,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    // A site's own article `about.md` stands at the same address and wins.
    let has_own = reader.articles().any(|id| reader.article_url(id) == "/about/");
    let wanted = reader.config().outputs.evidence && !has_own;
    wanted.then(|| Page { node: Node::Site, path: "/about/".to_owned() }).into_iter().collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let config = cx.reader.config();
    let topics = cx.reader.topics().filter(|id| !cx.reader.articles_of_topic(*id).is_empty());
    let view = View {
        description: config.description.to_string(),
        publisher: config.publisher.as_deref().unwrap_or("").to_owned(),
        license: config.license.to_string(),
        style: config.citation_style.text.to_string(),
        topics: topics.map(|id| cx.link(&*cx.reader.topic(id).title, &cx.reader.topic_url(id))).collect(),
    };
    let head = cx.head(&page.path, "About", &*config.description);
    let html = cx.shell.render("about.html", &head, &view)?;
    let twin = config.outputs.twins.then(|| {
        json!({"title": config.title, "description": config.description, "publisher": config.publisher, "license": config.license})
    });
    Ok(Made { html, twin, ..Made::default() })
}

fn not_found_pages(_: &Reader<'_>) -> Vec<Page> {
    vec![Page { node: Node::Site, path: "/404.html".to_owned() }]
}

fn make_not_found(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let newest = home::newest(cx.reader).into_iter().take(10).map(|id| home::card(cx, id)).collect();
    let mut head = cx.head(&page.path, "Page not found", "There is no page at this address.");
    head.twin = String::new();
    let html = cx.shell.render(
        "404.html",
        &head,
        &NotFoundView { newest, script: cx.href(&cx.assets.search.path), index: cx.href("/search/") },
    )?;
    Ok(Made { html, ..Made::default() })
}
