//! All sources of the site, in the order of the citation style.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use crate::link::SourceId;
use crate::pages::{Cx, Kind, Link, Made, Node, Page, parts};
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The bibliography.
pub static KIND: Kind = Kind { name: ("bibliography", "bibliographies"), pages, make };

#[derive(Serialize)]
struct View {
    entries: Vec<Entry>,
    kinds: Vec<Count>,
    languages: Vec<Count>,
    years: Vec<Count>,
    publishers: Vec<Count>,
    downloads: Vec<Link>,
}

#[derive(Serialize)]
struct Entry {
    id: String,
    html: String,
    url: String,
    facts: usize,
    sentences: usize,
    kind: &'static str,
    lang: String,
    year: String,
    publisher: String,
}

#[derive(Serialize)]
struct Count {
    value: String,
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
            html: bibliography.entries[index].reference.html().to_string(),
            url: cx.href(&cx.reader.source_url(id)),
            facts: cx.reader.facts_of_source(id).len(),
            sentences: cx.reader.uses_of_source(id).len() + cx.reader.bound_to_source(id).len(),
            kind: cx.reader.source(id).kind.word(),
            lang: cx.reader.source(id).lang.as_deref().unwrap_or("-").to_owned(),
            year: year(cx, id),
            publisher: slug(&parts::party(cx, &cx.reader.source(id).publisher).title),
        }
    };
    let outputs = cx.reader.config().outputs;
    let downloads = match outputs.exports {
        true => vec![cx.link("BibTeX", "/sources.bib"), cx.link("CSL-JSON", "/sources.json")],
        false => Vec::new(),
    };
    let view = View {
        entries: bibliography.sorted().into_iter().map(entry).collect(),
        kinds: counts(cx, |cx, id| {
            let kind = cx.reader.source(id).kind;
            (kind.word().to_owned(), kind.says().to_owned())
        }),
        languages: counts(cx, |cx, id| {
            let lang = cx.reader.source(id).lang.as_deref();
            (lang.unwrap_or("-").to_owned(), lang.map_or("not stated", language).to_owned())
        }),
        years: by_value(counts(cx, |cx, id| (year(cx, id), year(cx, id)))),
        publishers: counts(cx, |cx, id| {
            let name = parts::party(cx, &cx.reader.source(id).publisher).title;
            (slug(&name), name)
        }),
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
    Ok(Made { html, twin, ..Made::default() })
}

/// The year of publication, "-" if unknown.
fn year(cx: &Cx<'_, '_>, id: SourceId) -> String {
    cx.reader.source(id).date.map_or_else(|| "-".to_owned(), |date| date.year.to_string())
}

/// A name without blanks, for the filter.
fn slug(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-").to_lowercase()
}

/// A language by its name.
fn language(tag: &str) -> &str {
    match tag.split('-').next().unwrap_or("") {
        "en" => "English",
        "zh" => "Chinese",
        "ru" => "Russian",
        "de" => "German",
        "fr" => "French",
        "es" => "Spanish",
        "ja" => "Japanese",
        "ko" => "Korean",
        "ro" => "Romanian",
        "nl" => "Dutch",
        "it" => "Italian",
        "pt" => "Portuguese",
        "ar" => "Arabic",
        "pl" => "Polish",
        "uk" => "Ukrainian",
        "tr" => "Turkish",
        _ => tag,
    }
}

fn by_value(mut counts: Vec<Count>) -> Vec<Count> {
    counts.sort_by(|a, b| b.value.cmp(&a.value));
    counts.iter_mut().filter(|count| count.value == "-").for_each(|count| count.name = "not known".to_owned());
    counts
}

fn counts(cx: &Cx<'_, '_>, key: impl Fn(&Cx<'_, '_>, SourceId) -> (String, String)) -> Vec<Count> {
    let mut map: BTreeMap<(String, String), usize> = BTreeMap::new();
    for id in cx.reader.sources() {
        *map.entry(key(cx, id)).or_default() += 1;
    }
    let mut out: Vec<Count> = map.into_iter().map(|((value, name), count)| Count { value, name, count }).collect();
    out.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    out
}
