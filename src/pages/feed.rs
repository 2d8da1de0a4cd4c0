//! The Atom feed of articles, the sitemap and robots.txt.

use serde::Serialize;

use crate::link::ArticleId;
use crate::model::date::Date;
use crate::pages::home;
use crate::pages::{Cx, KINDS, Kind, Made, Node, Page};
use crate::render::fragment;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// Files for feed readers and search engines.
pub static KIND: Kind = Kind { name: ("feed file", "feed files"), pages, make };

/// Articles in the feed.
const ENTRIES: usize = 20;

#[derive(Serialize)]
struct Feed {
    updated: String,
    url: String,
    entries: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    title: String,
    url: String,
    summary: String,
    published: String,
    updated: String,
}

#[derive(Serialize)]
struct Sitemap {
    urls: Vec<Address>,
}

#[derive(Serialize)]
struct Address {
    loc: String,
    lastmod: String,
}

fn pages(_: &Reader<'_>) -> Vec<Page> {
    let path = |path: &str| Page { node: Node::Site, path: path.to_owned() };
    vec![path("/feed.xml"), path("/sitemap.xml"), path("/robots.txt")]
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let head = cx.head("/", "", "");
    let html = match &*page.path {
        "/feed.xml" => cx.shell.render("feed.xml", &head, &feed(cx))?,
        "/sitemap.xml" => cx.shell.render("sitemap.xml", &head, &sitemap(cx))?,
        _ => format!("User-agent: *\nAllow: /\nSitemap: {}\n", cx.absolute("/sitemap.xml")),
    };
    Ok(Made { html, twin: None, files: Vec::new() })
}

fn feed(cx: &Cx<'_, '_>) -> Feed {
    let ids: Vec<ArticleId> = home::newest(cx.reader).into_iter().take(ENTRIES).collect();
    let entries: Vec<Entry> = ids.iter().map(|id| entry(cx, *id)).collect();
    let updated = entries.iter().map(|entry| entry.updated.clone()).max();
    Feed { updated: updated.unwrap_or_else(|| moment(Some(cx.reader.today()))), url: cx.absolute("/feed.xml"), entries }
}

fn entry(cx: &Cx<'_, '_>, id: ArticleId) -> Entry {
    let card = cx.reader.card(id);
    Entry {
        title: fragment::plain(cx.reader, card.title),
        url: cx.absolute(&cx.reader.article_url(id)),
        summary: fragment::plain(cx.reader, card.summary),
        published: moment(card.date),
        updated: moment(card.changed),
    }
}

/// RFC 3339 at midnight UTC; a date known to the month is its first day.
fn moment(date: Option<Date>) -> String {
    date.map(|date| format!("{}T00:00:00Z", date.first_day())).unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())
}

fn sitemap(cx: &Cx<'_, '_>) -> Sitemap {
    let pages = KINDS.iter().filter(|kind| kind.name != KIND.name).flat_map(|kind| (kind.pages)(cx.reader));
    let html = pages.filter(|page| page.path.ends_with('/'));
    let urls = html.map(|page| {
        let lastmod = match page.node {
            Node::Article(id) => cx.reader.card(id).changed.map(|date| date.to_string()),
            _ => None,
        };
        Address { loc: cx.absolute(&page.path), lastmod: lastmod.unwrap_or_default() }
    });
    Sitemap { urls: urls.collect() }
}
