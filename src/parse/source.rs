//! `sources/*.yml`: one map, an entry a source.

use crate::model::date::Date;
use crate::model::source::{Name, Retraction, Source, SourceKind};
use crate::parse::fields::source::SOURCE;
use crate::parse::record::{Cx, Record, check_key};
use crate::parse::waiver;
use crate::parse::yaml::{Entry, Node, Value};

/// Reads all sources of a file; an entry without title is reported and kept, so that its uses resolve.
pub fn read_sources(cx: &mut Cx<'_>, root: &Node) -> Vec<Source> {
    let Value::Map(entries) = &root.value else {
        cx.wrong_shape(root, "sources", "a map from id to source");
        return Vec::new();
    };
    let mut out = Vec::with_capacity(entries.len());
    for entry in entries {
        if check_key(cx, entry, "a source") {
            out.push(source(cx, entry));
        }
    }
    out
}

fn source(cx: &mut Cx<'_>, entry: &Entry) -> Source {
    let record = Record::open(cx, &entry.value, entry.key_span, format!("source `{}`", entry.key), &SOURCE);
    record.require(cx);
    let kind = record.word(cx, "type").unwrap_or(SourceKind::Web);
    let title = record.text(cx, "title").map_or_else(|| entry.key.clone(), |t| t.text);
    let publisher = record.text(cx, "publisher");
    let publisher_at = publisher.as_ref().map_or(cx.at(entry.key_span), |p| p.at);
    Source {
        id: entry.key.clone(),
        at: cx.at(entry.key_span),
        kind,
        title,
        title_en: record.words(cx, "title_en"),
        untitled: record.flag(cx, "untitled").unwrap_or(false),
        authors: names(cx, &record, "author"),
        editors: names(cx, &record, "editor"),
        translators: names(cx, &record, "translator"),
        publisher: publisher.map_or_else(|| "".into(), |p| p.text),
        publisher_at,
        container: record.words(cx, "in"),
        date: record.date(cx, "date"),
        accessed: record.date(cx, "accessed"),
        url: record.web_address(cx, "url"),
        archive: record.web_address(cx, "archive"),
        archived: record.date(cx, "archived"),
        volume: record.words(cx, "volume"),
        issue: record.words(cx, "issue"),
        pages: record.words(cx, "pages"),
        doi: record.words(cx, "doi"),
        isbn: record.words(cx, "isbn"),
        lang: record.words(cx, "lang"),
        republishes: record.id(cx, "republishes").map(|id| id.id),
        capture: record.words(cx, "capture"),
        retracted: retraction(cx, &record),
        read: record.word(cx, "read"),
        note: record.words(cx, "note"),
        note_at: record.get("note").map_or(cx.at(entry.key_span), |node| cx.at(node.span)),
        allow: waiver::read(cx, &record, entry.span()),
    }
}

fn names(cx: &mut Cx<'_>, record: &Record<'_>, key: &str) -> Vec<Name> {
    record.texts(cx, key).iter().map(|text| Name::parse(&text.text)).collect()
}

fn retraction(cx: &mut Cx<'_>, record: &Record<'_>) -> Option<Retraction> {
    let inner = record.inner(cx, "retracted")?;
    let (date, why) = dated_reason(cx, &inner)?;
    Some(Retraction { date, why })
}

/// `date` and `why`, both required.
pub fn dated_reason(cx: &mut Cx<'_>, record: &Record<'_>) -> Option<(Date, Box<str>)> {
    record.require(cx);
    let date = record.date(cx, "date");
    let why = record.text(cx, "why");
    Some((date?, why?.text))
}
