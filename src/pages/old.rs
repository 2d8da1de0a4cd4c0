//! Old addresses: a page that leads on to where an article stands now, or says why there is nothing any more.
//!
//! Only a script can tell which place of the old page was asked for, and take it along; without one a reader is led
//! to the head of the new page. Search engines are told to keep the new address.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::base::escape;
use crate::pages::{Cx, Kind, Made, Node, Page};
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
    /// Leads on with the place that was asked for.
    script: String,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let node = |old: Old<'_>| match old {
        Old::Moved(id) => Node::Article(id),
        Old::Gone(_) => Node::Site,
    };
    reader.old_addresses().into_iter().map(|(path, old)| Page { node: node(old), path }).collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let mut head = cx.head(&page.path, "This page has moved", "");
    head.twin = String::new();
    let mut view = View {
        url: String::new(),
        words: String::new(),
        why: String::new(),
        date: String::new(),
        script: String::new(),
    };
    match page.node {
        Node::Article(id) => {
            let path = cx.reader.article_url(id);
            head.canonical = cx.absolute(&path);
            view.url = cx.href(&path);
            view.words = fragment::plain(cx.reader, cx.reader.card(id).title);
        }
        _ => {
            let Some(gone) = cx.reader.gone(&page.path) else { return Ok(Made::default()) };
            head.title = "This page was taken down".to_owned();
            view.why = gone.why.to_string();
            view.date = gone.date.in_words();
            let goal = gone.instead.as_deref().unwrap_or("");
            view.url = match goal.contains("://") {
                true => escape::is_safe_url(goal).then(|| goal.to_owned()).unwrap_or_default(),
                false if goal.is_empty() => String::new(),
                false => cx.href(&format!("/{}", goal.trim_start_matches('/'))),
            };
            view.words = goal.to_owned();
        }
    }
    if !view.url.is_empty() {
        view.script = script(cx, &page.path, &view.url);
    }
    let html = cx.shell.render("old.html", &head, &view)?;
    Ok(Made { html, ..Made::default() })
}

/// Places that moved elsewhere have addresses of their own; all others are looked for where the page went.
fn script(cx: &Cx<'_, '_>, path: &str, url: &str) -> String {
    let elsewhere = moved(cx, path);
    let (elsewhere, url) = (literal(&elsewhere), literal(&url));
    format!(
        "var h=location.hash,m={elsewhere},k;try{{k=decodeURIComponent(h.slice(1))}}catch(e){{k=\"\"}}location.replace(Object.hasOwn(m,k)?m[k]:{url}+h)"
    )
}

/// A value as a script may hold it.
pub fn literal(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default().replace('<', "\\u003c")
}

/// Where places of a page went that have an old address of their own: place to full link.
pub fn moved(cx: &Cx<'_, '_>, path: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for alias in cx.reader.aliases().into_iter().filter(|alias| alias.path == path) {
        let goal = cx.reader.article_url(alias.article);
        if let Some(place) = alias.place.filter(|_| goal != path) {
            out.entry(place.to_owned()).or_insert_with(|| cx.href(&goal));
        }
    }
    out
}
