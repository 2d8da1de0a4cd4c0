//! The search page and its index: facts before pages before sources.

use serde::Serialize;

use crate::exchange::search::{Document, index};
use crate::model::date::When;
use crate::pages::{Cx, Kind, Made, Node, Page, home, parts};
use crate::render::directive::value_text;
use crate::render::fragment;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The search page.
pub static KIND: Kind = Kind { name: ("search page", "search pages"), pages, make };

/// Weights of a title, of a claim or summary, of running text.
const TITLE: u32 = 8;
const CLAIM: u32 = 4;
const TEXT: u32 = 1;

#[derive(Serialize)]
struct View {
    script: String,
    index: String,
    documents: usize,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let wanted = reader.config().outputs.search;
    wanted.then(|| Page { node: Node::Site, path: "/search/".to_owned() }).into_iter().collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let documents = documents(cx);
    let files = index(&documents).into_iter().map(|(name, bytes)| (format!("search/{name}"), bytes));
    let view = View { script: cx.href(&cx.assets.search.path), index: cx.href("/search/"), documents: documents.len() };
    let mut head = cx.head(&page.path, "Search", "Search the facts, pages and sources of this site.");
    head.twin = String::new();
    let html = cx.shell.render("search.html", &head, &view)?;
    Ok(Made { html, files: files.collect(), ..Made::default() })
}

fn documents(cx: &Cx<'_, '_>) -> Vec<Document> {
    let reader = cx.reader;
    let mut out = Vec::new();
    for id in reader.facts() {
        let fact = reader.fact(id);
        let by = parts::join(parts::speakers(cx, fact));
        let note = fact.note.as_ref().map(|note| fragment::plain(reader, note)).unwrap_or_default();
        let quotes = fact.quote.iter().flat_map(|quote| &quote.texts).map(|(_, text)| (CLAIM, text.to_string()));
        let mut texts = vec![(TITLE, fact.short_label()), (CLAIM, fact.full_claim()), (CLAIM, by), (TEXT, note)];
        texts.extend(quotes);
        out.push(Document {
            group: 0,
            title: fact.full_claim(),
            url: cx.href(&reader.fact_url(id)),
            value: value_text(fact),
            date: fact.dated().filter(|when| *when != When::Unknown).map(When::in_words).unwrap_or_default(),
            texts,
        });
    }
    for id in home::newest(reader) {
        let article = reader.article(id);
        let title = fragment::plain(reader, &article.title);
        let summary = fragment::plain(reader, &article.summary);
        let text = fragment::plain(reader, &article.body);
        out.push(page(
            title,
            cx.href(&reader.article_url(id)),
            "Explainer",
            article.date.map(|d| d.in_words()),
            summary,
            text,
        ));
    }
    for id in reader.sheets() {
        let sheet = reader.sheet(id);
        let summary = fragment::plain(reader, &sheet.summary);
        out.push(page(
            sheet.title.text.to_string(),
            cx.href(&reader.sheet_url(id)),
            "Fact sheet",
            None,
            summary,
            String::new(),
        ));
    }
    if reader.config().outputs.evidence {
        for id in reader.terms() {
            let term = reader.term(id);
            let title = [&*term.term.text, term.zh.as_deref().unwrap_or("")].join(" ");
            let url = cx.href(&format!("/glossary/#{}", term.id));
            let definition = fragment::plain(reader, &term.definition);
            out.push(page(title.trim().to_owned(), url, "Glossary", None, term.aliases.join(" "), definition));
        }
    }
    for id in reader.entities() {
        let entity = reader.entity(id);
        let title = [&*entity.name.text, entity.zh.as_deref().unwrap_or("")].join(" ");
        let text = [&entity.aliases.join(" "), entity.role.as_deref().unwrap_or("")].join(" ");
        out.push(page(
            title.trim().to_owned(),
            cx.href(&reader.entity_url(id)),
            entity.kind.word(),
            None,
            text,
            String::new(),
        ));
    }
    for id in reader.sources() {
        let source = reader.source(id);
        let publisher = parts::party(cx, &source.publisher).title;
        let title_en = source.title_en.as_deref().unwrap_or("").to_owned();
        out.push(Document {
            group: 2,
            title: super::source::printed_title(source),
            url: cx.href(&reader.source_url(id)),
            value: publisher.clone(),
            date: source.date.map(|date| date.in_words()).unwrap_or_default(),
            texts: vec![(TITLE, source.title.to_string()), (CLAIM, title_en), (CLAIM, publisher)],
        });
    }
    out
}

fn page(title: String, url: String, kind: &str, date: Option<String>, summary: String, text: String) -> Document {
    let texts = vec![(TITLE, title.clone()), (CLAIM, summary), (TEXT, text)];
    Document { group: 1, title, url, value: kind.to_owned(), date: date.unwrap_or_default(), texts }
}
