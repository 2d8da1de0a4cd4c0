//! Terms with their meaning and where it was read.

use serde::Serialize;
use serde_json::json;

use crate::cite;
use crate::exchange;
use crate::pages::parts::{self, EvidenceItem, MentionGroup};
use crate::pages::{Cx, Kind, Link, Made, Node, Page};
use crate::render::fragment;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The glossary.
pub static KIND: Kind = Kind { name: ("glossary", "glossaries"), pages, make };

#[derive(Serialize)]
struct View {
    terms: Vec<Term>,
    chinese: Vec<Chinese>,
    downloads: Vec<Link>,
}

/// A term by its Chinese name.
#[derive(Serialize)]
struct Chinese {
    zh: String,
    term: String,
    id: String,
}

#[derive(Serialize)]
struct Term {
    id: String,
    term: String,
    zh: String,
    aliases: Vec<String>,
    definition: String,
    evidence: Vec<EvidenceItem>,
    see: Vec<Link>,
    mentions: Vec<MentionGroup>,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let wanted = reader.config().outputs.evidence;
    wanted.then(|| Page { node: Node::Site, path: "/glossary/".to_owned() }).into_iter().collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let mut ids: Vec<_> = cx.reader.terms().collect();
    ids.sort_by_cached_key(|id| cx.reader.term(*id).term.text.to_lowercase());
    let terms = ids.iter().map(|id| {
        let term = cx.reader.term(*id);
        let see = term.see.iter().filter_map(|see| cx.reader.find_term(&see.id)).map(|other| {
            let other = cx.reader.term(other);
            Link { title: other.term.text.to_string(), url: format!("#{}", other.id) }
        });
        Term {
            id: term.id.to_string(),
            term: term.term.text.to_string(),
            zh: term.zh.as_deref().unwrap_or("").to_owned(),
            aliases: term.aliases.iter().map(|alias| alias.to_string()).collect(),
            definition: fragment::inline(cx.reader, &term.definition),
            evidence: term.evidence.iter().map(|e| parts::evidence_item(cx, e, &[], false)).collect(),
            see: see.collect(),
            mentions: parts::grouped(cx, &cx.reader.uses_of_term(*id)),
        }
    });
    let mut chinese: Vec<Chinese> = ids
        .iter()
        .filter_map(|id| {
            let term = cx.reader.term(*id);
            let zh = term.zh.as_deref()?.to_owned();
            Some(Chinese { zh, term: term.term.text.to_string(), id: term.id.to_string() })
        })
        .collect();
    cite::pinyin_order(&mut chinese, |entry| &entry.zh);
    let exports = cx.reader.config().outputs.exports;
    let downloads = if exports { vec![cx.link("CSV", "/glossary/glossary.csv")] } else { Vec::new() };
    let view = View { terms: terms.collect(), chinese, downloads };
    let mut files = Vec::new();
    if exports {
        files.push(("glossary/glossary.csv".to_owned(), exchange::tables::glossary_csv(cx.reader, &ids)));
    }
    let head = cx.head(&page.path, "Glossary", "Terms used on this site, with their meaning and where it was read.");
    let html = cx.shell.render("glossary.html", &head, &view)?;
    let twin = cx.reader.config().outputs.twins.then(|| json!({"terms": ids.iter().map(|id| {
        let term = cx.reader.term(*id);
        json!({
            "id": term.id, "term": term.term.text, "zh": term.zh, "aliases": term.aliases,
            "definition": fragment::plain(cx.reader, &term.definition),
            "evidence": term.evidence.iter().map(|e| json!({"source": e.source.id, "at": e.locator})).collect::<Vec<_>>(),
        })
    }).collect::<Vec<_>>()}));
    Ok(Made { html, twin, files, ..Made::default() })
}
