//! `entities/*.yml` and `glossary.yml`.

use crate::model::Text;
use crate::model::entity::{Entity, EntityKind, Perspective, Term};
use crate::parse::evidence;
use crate::parse::fields::entity::{ENTITY, TERM};
use crate::parse::markdown;
use crate::parse::record::{Cx, Record, check_key};
use crate::parse::waiver;
use crate::parse::yaml::{Entry, Node, Value};

/// Reads all entities of a file.
pub fn read_entities(cx: &mut Cx<'_>, root: &Node) -> Vec<Entity> {
    entries(cx, root, "entities", "an entity").into_iter().map(|entry| entity(cx, entry)).collect()
}

/// Reads the glossary.
pub fn read_glossary(cx: &mut Cx<'_>, root: &Node) -> Vec<Term> {
    entries(cx, root, "glossary", "a term").into_iter().map(|entry| term(cx, entry)).collect()
}

fn entries<'n>(cx: &mut Cx<'_>, root: &'n Node, file: &str, item: &str) -> Vec<&'n Entry> {
    let Value::Map(entries) = &root.value else {
        cx.wrong_shape(root, file, "a map from id to entry");
        return Vec::new();
    };
    entries.iter().filter(|entry| check_key(cx, entry, item)).collect()
}

fn entity(cx: &mut Cx<'_>, entry: &Entry) -> Entity {
    let record = Record::open(cx, &entry.value, entry.key_span, format!("entity `{}`", entry.key), &ENTITY);
    record.require(cx);
    let name = record.text(cx, "name");
    Entity {
        id: entry.key.clone(),
        at: cx.at(entry.key_span),
        name: name.unwrap_or_else(|| Text { text: entry.key.clone(), at: cx.at(entry.key_span) }),
        kind: record.word(cx, "kind").unwrap_or(EntityKind::Organization),
        zh: record.words(cx, "zh"),
        aliases: record.texts(cx, "aliases").into_iter().map(|text| text.text).collect(),
        role: record.words(cx, "role"),
        owner: record.id(cx, "owner"),
        url: record.web_address(cx, "url"),
        wikidata: record.words(cx, "wikidata"),
        perspective: perspective(cx, &record),
        note: record.text(cx, "note").map(|text| markdown::inline(cx, &text)),
        allow: waiver::read(cx, &record, entry.span()),
    }
}

/// A label without evidence is kept; the rule `label-without-evidence` reports it.
fn perspective(cx: &mut Cx<'_>, record: &Record<'_>) -> Option<Perspective> {
    let node = record.get("perspective")?;
    if let Some(text) = node.text() {
        return Some(Perspective { label: Text { text: text.into(), at: cx.at(node.span) }, evidence: Vec::new() });
    }
    let inner = record.inner(cx, "perspective")?;
    inner.require(cx);
    let label = inner.text(cx, "label")?;
    let evidence = inner.get("evidence").map_or_else(Vec::new, |node| evidence::read(cx, node));
    Some(Perspective { label, evidence })
}

fn term(cx: &mut Cx<'_>, entry: &Entry) -> Term {
    let record = Record::open(cx, &entry.value, entry.key_span, format!("term `{}`", entry.key), &TERM);
    record.require(cx);
    let name = record.text(cx, "term");
    let definition = record.text(cx, "def");
    Term {
        id: entry.key.clone(),
        at: cx.at(entry.key_span),
        term: name.unwrap_or_else(|| Text { text: entry.key.clone(), at: cx.at(entry.key_span) }),
        zh: record.words(cx, "zh"),
        definition: definition.map(|text| markdown::inline(cx, &text)).unwrap_or_default(),
        aliases: record.texts(cx, "aliases").into_iter().map(|text| text.text).collect(),
        see: record.ids(cx, "see"),
        evidence: record.get("evidence").map_or_else(Vec::new, |node| evidence::read(cx, node)),
        allow: waiver::read(cx, &record, entry.span()),
    }
}
