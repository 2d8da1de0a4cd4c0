//! What was wrong, newest first: in articles and in facts.

use serde::Serialize;
use serde_json::json;

use crate::model::fact::Correction;
use crate::pages::article::{CorrectionRow, correction_rows};
use crate::pages::{Cx, Kind, Link, Made, Node, Page};
use crate::render::fragment;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The list of corrections.
pub static KIND: Kind = Kind { name: ("correction page", "correction pages"), pages, make };

#[derive(Serialize)]
struct View {
    corrections: Vec<Item>,
    this_year: usize,
}

#[derive(Serialize)]
struct Item {
    of: Link,
    row: CorrectionRow,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let wanted = reader.config().outputs.evidence;
    wanted.then(|| Page { node: Node::Site, path: "/corrections/".to_owned() }).into_iter().collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let mut corrections = Vec::new();
    for id in cx.reader.articles() {
        let article = cx.reader.article(id);
        let of = cx.link(fragment::plain(cx.reader, &article.title), &cx.reader.article_url(id));
        add(&of, &article.corrections, &mut corrections);
    }
    for id in cx.reader.facts() {
        let fact = cx.reader.fact(id);
        add(&cx.link(fact.short_label(), &cx.reader.fact_url(id)), &fact.corrections, &mut corrections);
    }
    corrections.sort_by(|a, b| b.row.date.iso.cmp(&a.row.date.iso).then_with(|| a.of.url.cmp(&b.of.url)));
    let year = format!("{:04}", cx.reader.today().year);
    let this_year = corrections.iter().filter(|item| item.row.date.iso.starts_with(&year)).count();
    let view = View { corrections, this_year };
    let head = cx.head(&page.path, "Corrections", "What was wrong on this site, what it says now, and why.");
    let html = cx.shell.render("corrections.html", &head, &view)?;
    let twin = cx.reader.config().outputs.twins.then(|| json!({"corrections": view.corrections.iter().map(|item| {
        json!({"page": item.of.url, "date": item.row.date.iso, "was": item.row.was, "now": item.row.now, "why": item.row.why})
    }).collect::<Vec<_>>()}));
    Ok(Made { html, twin, files: Vec::new() })
}

fn add(of: &Link, corrections: &[Correction], out: &mut Vec<Item>) {
    out.extend(correction_rows(corrections).into_iter().map(|row| Item { of: of.clone(), row }));
}
