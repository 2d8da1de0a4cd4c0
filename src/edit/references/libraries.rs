//! Ids in sources: `sources/*.yml`, `.bib` and CSL-JSON.
//!
//! Authors and publishers are entities where an entity of that id exists, else names; both are noted here, since
//! a name is nobody's id.

use crate::base::text::{At, FileId, Span};
use crate::edit::references::{Kind, Sink, whole_word};
use crate::model::source::{Name, Source};
use crate::model::{IdRef, is_id};
use crate::parse::bib;
use crate::parse::yaml::{self, Entry, Node, Value};

/// Fields of a `.bib` entry that hold people or bodies.
const BIB_NAMES: &[&str] = &["author", "editor", "translator"];
/// Keys of CSL-JSON that hold people or bodies.
const JSON_NAMES: &[&str] = &["publisher", "container-title", "literal", "family", "given"];

/// All sources of a file.
pub fn sources(sink: &mut Sink<'_>, path: &str, sources: &[Source]) {
    for source in sources {
        sink.define(Kind::Source, &source.id, &source.id, source.at);
    }
    if path.ends_with(".json") {
        sources.iter().flat_map(names).for_each(|name| json_strings(sink, name));
    } else if path.ends_with(".bib") {
        in_bib(sink, sources);
    } else {
        in_yaml(sink);
    }
}

/// Names of a source that may be ids of entities.
fn names(source: &Source) -> impl Iterator<Item = &str> {
    let people = source.authors.iter().chain(&source.editors).chain(&source.translators);
    let people = people.filter_map(|name| match name {
        Name::Plain(name) => Some(&**name),
        Name::Person { .. } => None,
    });
    people.chain([&*source.publisher]).filter(|name| is_id(name))
}

fn in_yaml(sink: &mut Sink<'_>) {
    for field in fields(sink.file, sink.text) {
        match &*field.key {
            "author" | "editor" | "translator" | "publisher" => scalars(sink, Kind::Entity, &field.value),
            "republishes" => scalars(sink, Kind::Source, &field.value),
            _ => {}
        }
    }
}

/// Fields of all entries.
fn fields(file: FileId, text: &str) -> Vec<Entry> {
    let bom = text.len() - text.trim_start_matches('\u{feff}').len();
    let Ok(Node { value: Value::Map(entries), .. }) = yaml::read(file, &text[bom..], bom as u32) else {
        return Vec::new();
    };
    let maps = entries.into_iter().filter_map(|entry| match entry.value.value {
        Value::Map(fields) => Some(fields),
        _ => None,
    });
    maps.flatten().collect()
}

/// See `references::captures`.
pub fn captures(file: FileId, text: &str) -> Vec<IdRef> {
    let captures = fields(file, text).into_iter().filter(|field| &*field.key == "capture");
    captures
        .filter_map(|field| {
            let at = At { file, span: field.value.span };
            field.value.text().map(|path| IdRef { id: path.trim().into(), at })
        })
        .collect()
}

fn scalars(sink: &mut Sink<'_>, kind: Kind, node: &Node) {
    match &node.value {
        Value::Text(text) if is_id(text.trim()) => {
            let at = At { file: sink.file, span: node.span };
            sink.id(kind, &IdRef { id: text.trim().into(), at });
        }
        Value::List(items) => items.iter().for_each(|item| scalars(sink, kind, item)),
        _ => {}
    }
}

fn in_bib(sink: &mut Sink<'_>, sources: &[Source]) {
    for (name, at, parents) in bib::fields_of(sink.text) {
        let value = sink.text[at.clone()].find('=').map_or(at.end, |sign| at.start + sign + 1);
        let place = At { file: sink.file, span: Span::of(value..at.end) };
        let found = |sink: &mut Sink<'_>, kind: Kind, id: &str| match whole_word(sink.raw(place), id) {
            Some(offset) => sink.push(kind, id, value + offset..value + offset + id.len(), false),
            None => sink.unplaced(kind, id, place),
        };
        parents.iter().for_each(|key| found(sink, Kind::Source, key));
        let is_publisher =
            |source: &&Source| is_id(&source.publisher) && source.publisher_at == At::new(sink.file, at.clone());
        if let Some(source) = sources.iter().find(is_publisher) {
            found(sink, Kind::Entity, &source.publisher);
        }
        if BIB_NAMES.contains(&name.as_str()) {
            // The pieces between `and`, braces off, that are ids.
            let raw = &sink.text[value..at.end];
            let pieces: Vec<(usize, &str)> = split(raw, " and ");
            for (offset, piece) in pieces {
                let bare = piece.trim_matches(|c: char| c.is_whitespace() || "{}\",".contains(c));
                if is_id(bare) {
                    let start = value + offset + piece.find(bare).unwrap_or(0);
                    sink.push(Kind::Entity, bare, start..start + bare.len(), false);
                }
            }
        }
    }
}

fn split<'t>(text: &'t str, between: &str) -> Vec<(usize, &'t str)> {
    let mut at = 0;
    text.split(between)
        .map(|piece| {
            let start = at;
            at += piece.len() + between.len();
            (start, piece)
        })
        .collect()
}

/// Strings of JSON that are a name and stand under a key for names.
fn json_strings(sink: &mut Sink<'_>, name: &str) {
    let quoted = format!("\"{name}\"");
    let text = sink.text;
    let is_name = |at: usize| {
        let before = text[..at].trim_end();
        let key = before.strip_suffix(':').map(str::trim_end).and_then(|key| key.strip_suffix('"'));
        key.and_then(|key| key.rsplit('"').next()).is_some_and(|key| JSON_NAMES.contains(&key))
    };
    let found: Vec<usize> = text.match_indices(&quoted).map(|(at, _)| at).filter(|at| is_name(*at)).collect();
    if found.is_empty() {
        let at = At { file: sink.file, span: Span::default() };
        sink.unplaced(Kind::Entity, name, at);
    }
    for at in found {
        sink.push(Kind::Entity, name, at + 1..at + 1 + name.len(), false);
    }
}
