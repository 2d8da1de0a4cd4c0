//! What was wrong, newest first: in articles and in facts.

use serde::Serialize;
use serde_json::json;

use crate::model::fact::Correction;
use crate::pages::article::{CorrectionRow, correction_rows};
use crate::pages::{Alternate, Cx, Kind, Link, Made, Node, Page, changes};
use crate::render::fragment;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The list of corrections.
pub static KIND: Kind = Kind { name: ("correction page", "correction pages"), pages, make };

#[derive(Serialize)]
struct View {
    corrections: Vec<Item>,
    this_year: usize,
    changes: bool,
    feed: bool,
}

/// A correction and where it was made.
#[derive(Serialize)]
pub struct Item {
    /// The page or fact.
    pub of: Link,
    /// What was wrong.
    pub row: CorrectionRow,
    /// Address of the page below the base.
    #[serde(skip)]
    pub path: String,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let wanted = reader.config().outputs.evidence;
    wanted.then(|| Page { node: Node::Site, path: "/corrections/".to_owned() }).into_iter().collect()
}

/// All corrections, newest first.
pub fn all(cx: &Cx<'_, '_>) -> Vec<Item> {
    let mut corrections = Vec::new();
    for id in cx.reader.articles() {
        let article = cx.reader.article(id);
        let path = cx.reader.article_url(id);
        let of = cx.link(fragment::plain(cx.reader, &article.title), &path);
        add(&of, &path, &article.corrections, &mut corrections);
    }
    for id in cx.reader.facts() {
        let fact = cx.reader.fact(id);
        let path = cx.reader.fact_url(id);
        add(&cx.link(fact.short_label(), &path), &path, &fact.corrections, &mut corrections);
    }
    corrections.sort_by(|a, b| b.row.date.iso.cmp(&a.row.date.iso).then_with(|| a.of.url.cmp(&b.of.url)));
    corrections
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let corrections = all(cx);
    let year = format!("{:04}", cx.reader.today().year);
    let this_year = corrections.iter().filter(|item| item.row.date.iso.starts_with(&year)).count();
    let feed = cx.reader.config().outputs.exports;
    let view = View { corrections, this_year, changes: changes::exists(cx.reader), feed };
    let mut head = cx.head(&page.path, "Corrections", "What was wrong on this site, what it says now, and why.");
    if feed {
        let url = cx.href("/corrections/feed.xml");
        head.alternates.push(Alternate { media: "application/atom+xml", title: "Corrections".to_owned(), url });
    }
    let html = cx.shell.render("corrections.html", &head, &view)?;
    let twin = cx.reader.config().outputs.twins.then(|| json!({"corrections": view.corrections.iter().map(|item| {
        json!({"page": item.of.url, "date": item.row.date.iso, "was": item.row.was, "now": item.row.now, "why": item.row.why})
    }).collect::<Vec<_>>()}));
    Ok(Made { html, twin, ..Made::default() })
}

fn add(of: &Link, path: &str, corrections: &[Correction], out: &mut Vec<Item>) {
    out.extend(correction_rows(corrections).into_iter().map(|row| Item { of: of.clone(), row, path: path.to_owned() }));
}
