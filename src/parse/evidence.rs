//! Evidence: where a fact, a label or a meaning was read.

use crate::base::text::Span;
use crate::model::fact::{Evidence, Stance};
use crate::model::{IdRef, is_id};
use crate::parse::fields::evidence::EVIDENCE;
use crate::parse::record::{Cx, Record};
use crate::parse::yaml::{Node, Value};

/// Reads the short form `source, locator`, the map form, or a list of either.
pub fn read(cx: &mut Cx<'_>, node: &Node) -> Vec<Evidence> {
    match &node.value {
        Value::List(items) => items.iter().filter_map(|item| one(cx, item)).collect(),
        _ => one(cx, node).into_iter().collect(),
    }
}

fn one(cx: &mut Cx<'_>, node: &Node) -> Option<Evidence> {
    match &node.value {
        Value::Text(text) if !node.is_null() => short(cx, node, text),
        Value::Map(_) => long(cx, node),
        _ => {
            cx.wrong_shape(node, "evidence", "`source, locator` or a map with `source:`");
            None
        }
    }
}

fn short(cx: &mut Cx<'_>, node: &Node, text: &str) -> Option<Evidence> {
    let (id, locator) = text.split_once(',').map_or((text, None), |(id, rest)| (id, Some(rest.trim())));
    let id = id.trim();
    if !is_id(id) && id.contains(char::is_whitespace) {
        cx.report("bad-value", node.span, format!("`{text}` is no evidence")).help =
            Some("write `source-id, locator`, such as `evidence: epoch-self-reliance, para. 8`".to_owned());
        return None;
    }
    let at = cx.at(id_span(cx, node, id));
    Some(Evidence { locator: locator.filter(|l| !l.is_empty()).map(Into::into), ..empty(IdRef { id: id.into(), at }) })
}

/// The id's own bytes where the scalar is written plainly, else the whole scalar.
fn id_span(cx: &Cx<'_>, node: &Node, id: &str) -> Span {
    let raw = cx.text.get(node.span.range()).unwrap_or("");
    match raw.find(id) {
        Some(start) => Span::of(start..start + id.len()).shifted(node.span.start),
        None => node.span,
    }
}

fn long(cx: &mut Cx<'_>, node: &Node) -> Option<Evidence> {
    let record = Record::open(cx, node, node.span, "evidence".to_owned(), &EVIDENCE);
    record.require(cx);
    let source = record.source(cx, "source")?;
    let quote = record.text(cx, "quote").filter(|quote| !quote.text.is_empty());
    Some(Evidence {
        locator: record.words(cx, "at"),
        quote,
        via: record.ids(cx, "via"),
        by: record.ids(cx, "by"),
        direct: record.flag(cx, "direct").unwrap_or(false),
        stance: record.word(cx, "stance").unwrap_or(Stance::Supports),
        note: record.words(cx, "note"),
        ..empty(source)
    })
}

fn empty(source: IdRef) -> Evidence {
    Evidence {
        source,
        locator: None,
        quote: None,
        via: Vec::new(),
        by: Vec::new(),
        direct: false,
        stance: Stance::Supports,
        note: None,
    }
}
