//! Old addresses: a page that leads on to where an article stands now, or says why there is nothing any more.
//!
//! Only a script can tell which place of the old page was asked for, and take it along; without one a reader is led
//! to the head of the new page. Search engines are told to keep the new address. Hosts that can redirect do so from
//! `hosting::redirects`; then nobody meets these pages but where a place went elsewhere.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::escape;
use crate::link::targets::decode;
use crate::pages::{Cx, Kind, Made, Node, Page};
use crate::parse::address::normal;
use crate::render::fragment;
use crate::render::shell::TemplateError;
use crate::site::Reader;
use crate::site::addresses::Old;

/// One page an old address.
pub static KIND: Kind = Kind { name: ("old address", "old addresses"), pages, make };

#[derive(Serialize)]
struct View {
    /// Where to go; empty if there is nothing to go to.
    url: String,
    /// Its title, or its address.
    words: String,
    /// Why it was taken down, and when; empty for what only moved.
    why: String,
    date: String,
    /// Address of the script that leads on with the place that was asked for.
    script: String,
    /// Where places that moved elsewhere are: a map as JSON.
    moved: String,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let node = |old: Old<'_>| match old {
        Old::Moved(id) => Node::Article(id),
        Old::Gone(_) => Node::Site,
    };
    // Hosts look for the file by the decoded address.
    let named = |path: String| Some(decode(&path)).filter(|decoded| !decoded.is_ascii()).unwrap_or(path);
    reader.old_addresses().into_iter().map(|(path, old)| Page { node: node(old), path: named(path) }).collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let (own, _) = normal(&page.path);
    let mut head = cx.head(&own, "This page has moved", "");
    head.twin = String::new();
    let mut view = View {
        url: String::new(),
        words: String::new(),
        why: String::new(),
        date: String::new(),
        script: cx.href(&cx.assets.moved.path),
        moved: json(&elsewhere(cx.reader, &own)),
    };
    match page.node {
        Node::Article(id) => {
            let path = cx.reader.article_url(id);
            head.canonical = cx.absolute(&path);
            view.url = cx.href(&path);
            view.words = fragment::plain(cx.reader, cx.reader.card(id).title);
        }
        _ => {
            let Some(gone) = cx.reader.gone(&own) else { return Ok(Made::default()) };
            head.title = "This page was taken down".to_owned();
            view.why = gone.why.to_string();
            view.date = gone.date.in_words();
            let goal = gone.instead.as_deref().unwrap_or("");
            view.url = match goal.contains("://") {
                true if escape::is_safe_url(goal) => goal.to_owned(),
                false if !goal.is_empty() => cx.href(&format!("/{}", goal.trim_start_matches('/'))),
                _ => String::new(),
            };
            view.words = goal.to_owned();
            if view.url.starts_with('/') {
                head.canonical = cx.absolute(&format!("/{}", goal.trim_start_matches('/')));
            }
        }
    }
    let html = cx.shell.render("old.html", &head, &view)?;
    Ok(Made { html, ..Made::default() })
}

/// For an article's own page: where places of it went, as JSON; empty if each place is still there.
pub fn places_gone(cx: &Cx<'_, '_>, path: &str, here: &[Box<str>]) -> String {
    let mut gone = elsewhere(cx.reader, path);
    gone.retain(|place, _| !here.iter().any(|anchor| **anchor == **place));
    if gone.is_empty() { String::new() } else { json(&gone) }
}

fn json(places: &BTreeMap<String, String>) -> String {
    serde_json::to_string(places).unwrap_or_default()
}

/// Where places of a page went that have an old address of their own: place to full link. All other places are
/// looked for where the page went.
pub fn elsewhere(reader: &Reader<'_>, path: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for (place, article) in reader.moved_places(path) {
        let goal = reader.article_url(article);
        if goal != path {
            out.entry(place.to_owned()).or_insert_with(|| reader.config().href(&goal));
        }
    }
    out
}
