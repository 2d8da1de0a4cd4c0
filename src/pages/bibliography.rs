//! All sources of the site, in the order of the citation style.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use crate::link::SourceId;
use crate::pages::{Cx, Kind, Link, Made, Node, Page};
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The bibliography.
pub static KIND: Kind = Kind { name: ("bibliography", "bibliographies"), pages, make };

#[derive(Serialize)]
struct View {
    entries: Vec<Entry>,
    kinds: Vec<Count>,
    languages: Vec<Count>,
    downloads: Vec<Link>,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    html: String,
    url: String,
    facts: usize,
    sentences: usize,
}

#[derive(Serialize)]
struct Count {
    name: String,
    count: usize,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let any = reader.sources().next().is_some();
    any.then(|| Page { node: Node::Site, path: "/sources/".to_owned() }).into_iter().collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let bibliography = cx.reader.bibliography();
    let entry = |index: usize| {
        let id = SourceId(index as u32);
        Entry {
            id: cx.reader.source(id).id.to_string(),
            html: bibliography.entries[index].reference.to_string(),
            url: cx.href(&cx.reader.source_url(id)),
            facts: cx.reader.facts_of_source(id).len(),
            sentences: cx.reader.uses_of_source(id).len() + cx.reader.bound_to_source(id).len(),
        }
    };
    let outputs = cx.reader.config().outputs;
    let downloads = match outputs.exports {
        true => vec![cx.link("BibTeX", "/sources.bib"), cx.link("CSL-JSON", "/sources.json")],
        false => Vec::new(),
    };
    let view = View {
        entries: bibliography.sorted().into_iter().map(entry).collect(),
        kinds: counts(cx, |cx, id| cx.reader.source(id).kind.says().to_owned()),
        languages: counts(cx, |cx, id| cx.reader.source(id).lang.as_deref().unwrap_or("not stated").to_owned()),
        downloads,
    };
    let description =
        format!("All {} sources of this site, each with the sentences that rest on it.", view.entries.len());
    let mut head = cx.head(&page.path, "Sources", description);
    head.section = "sources";
    let twin = outputs.twins.then(|| {
        json!({"sources": view.entries.iter().map(|e| json!({"id": e.id, "url": e.url, "facts": e.facts})).collect::<Vec<_>>()})
    });
    let html = cx.shell.render("bibliography.html", &head, &view)?;
    Ok(Made { html, twin, files: Vec::new() })
}

fn counts(cx: &Cx<'_, '_>, key: impl Fn(&Cx<'_, '_>, SourceId) -> String) -> Vec<Count> {
    let mut map: BTreeMap<String, usize> = BTreeMap::new();
    for id in cx.reader.sources() {
        *map.entry(key(cx, id)).or_default() += 1;
    }
    let mut out: Vec<Count> = map.into_iter().map(|(name, count)| Count { name, count }).collect();
    out.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    out
}
