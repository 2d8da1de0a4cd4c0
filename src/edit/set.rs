//! One field of one entry set, in the bytes of its YAML file.
//!
//! In: a text, the keys that lead to an entry, the table of its fields, a key and a scalar. Out: the edit: the value
//! replaced, or the key put in where the handbook has it, with the entry's own indentation and line ending; in an
//! entry written as `{…}`, a pair behind the last. It is proved by reading the text again: nothing but the wanted
//! field may differ. Absent on purpose: entries behind an alias (`*x`) or a shared anchor. A change there would
//! change others too.

use super::{Edit, apply};
use crate::base::text::{FileId, Span};
use crate::parse::fields::Table;
use crate::parse::yaml::{self, Entry, Node, Value};

/// What an entry that others share text with is refused for.
pub(super) const SHARED: &str = "it shares text with others by an anchor (`&x`, `*x`)";

/// A field and what it is set to; the value is YAML as it stands in the file.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    /// The fields of the entry, in the order of the handbook.
    pub table: &'static Table,
    /// The field's key.
    pub key: &'a str,
    /// Its value: a scalar that needs no quotes, in braces neither.
    pub value: &'a str,
}

/// The edit that sets a field of the entry that `path` leads to; nothing if it has that value. `Err` says why it
/// cannot be set, as one line without a dot.
pub fn field(file: &str, text: &str, path: &[&str], field: Field<'_>) -> Result<Option<Edit>, String> {
    let root = read(text);
    let (last, above) = path.split_last().expect("a path to an entry");
    let map = above.iter().try_fold(root.as_ref().ok_or(ABSENT)?, |node, key| get(node, key).ok_or(ABSENT))?;
    let entry = entry(map, last).ok_or(ABSENT)?;
    let Some((span, new)) = one(text, entry, field)? else { return Ok(None) };
    let edit = Edit { path: file.into(), span, text: new };
    match is_sound(text, &edit, path, field) {
        true => Ok(Some(edit)),
        false => Err(SHARED.to_owned()),
    }
}

const ABSENT: &str = "it is not in this file";

fn read(text: &str) -> Option<Node> {
    let body = text.trim_start_matches('\u{feff}');
    let skipped = text.len() - body.len();
    yaml::read(FileId::default(), body, Span::of(skipped..skipped).start).ok()
}

fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Entry> {
    match &node.value {
        Value::Map(entries) => entries.iter().find(|entry| &*entry.key == key),
        _ => None,
    }
}

fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    entry(node, key).map(|entry| &entry.value)
}

/// The bytes to replace and the new ones.
fn one(text: &str, owner: &Entry, field: Field<'_>) -> Result<Option<(Span, String)>, String> {
    let Field { key, value, .. } = field;
    let Value::Map(fields) = &owner.value.value else {
        return Err(format!("it is {}, not a map", owner.value.describe()));
    };
    if text[owner.value.span.range()].starts_with('*') {
        return Err(SHARED.to_owned());
    }
    let put = |at: usize, new: String| Ok(Some((Span::of(at..at), new)));
    if let Some(old) = fields.iter().find(|other| &*other.key == field.key) {
        let range = old.value.span.range();
        return match &old.value.value {
            Value::Text(old) if old.trim() == field.value => Ok(None),
            Value::Text(_) if !text[range.clone()].trim().is_empty() => {
                let kept = text[range.clone()].trim_end().len();
                Ok(Some((Span::of(range.start..range.start + kept), field.value.to_owned())))
            }
            Value::Text(_) => put(past_colon(text, old), format!(" {value}")),
            _ => Err(format!("its `{key}` is {}", old.value.describe())),
        };
    }
    if text[owner.value.span.range()].starts_with('{') {
        return match fields.last() {
            Some(last) => put(content_end(text, last), format!(", {key}: {value}")),
            None => put(owner.value.span.range().start + 1, format!("{key}: {value}")),
        };
    }
    let (at, new) = new_line(text, fields, field).ok_or("its keys do not stand on lines of their own")?;
    put(at, new)
}

/// Where the line of a field goes in a block map, and the line with its ending.
fn new_line(text: &str, fields: &[Entry], field: Field<'_>) -> Option<(usize, String)> {
    let Field { key, value, .. } = field;
    let place = |key: &str| field.table.keys().position(|other| other == key);
    let first = fields.first()?.key_span.range().start;
    let indent = &text[line_start(text, first)..first];
    if !indent.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let ending = if text[..next_line(text, first)].ends_with("\r\n") { "\r\n" } else { "\n" };
    let line = format!("{indent}{key}: {value}");
    let later = fields.iter().skip(1).find(|other| place(&other.key) > place(key));
    if let Some(later) = later {
        let at = line_start(text, later.key_span.range().start);
        return Some((above_comments(text, at, indent), format!("{line}{ending}")));
    }
    let at = next_line(text, content_end(text, fields.last()?));
    match text[..at].ends_with('\n') {
        true => Some((at, format!("{line}{ending}"))),
        false => Some((at, format!("{ending}{line}"))),
    }
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

pub(super) fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// Comments directly above a key speak of that key: the new line goes above them. A line as little indented as the
/// keys is never part of a text block.
fn above_comments(text: &str, mut at: usize, indent: &str) -> usize {
    while at > 0 {
        let start = line_start(text, at - 1);
        if !text[start..at].strip_prefix(indent).is_some_and(|rest| rest.starts_with('#')) {
            break;
        }
        at = start;
    }
    at
}

/// The byte behind the last one of a key and its value: comments and blank lines that follow are not its own.
pub(super) fn content_end(text: &str, field: &Entry) -> usize {
    let own = text[field.value.span.range()].trim_end();
    let last = match &field.value.value {
        _ if own.starts_with(['*', '{', '[']) => None,
        Value::Map(entries) => entries.last().map(|entry| content_end(text, entry)),
        Value::List(items) => items.last().map(|item| {
            // An item is read like the value of a key that ends where it begins.
            let key_span = Span { start: item.span.start, end: item.span.start };
            content_end(text, &Entry { key: "".into(), key_span, value: item.clone() })
        }),
        Value::Text(_) => None,
    };
    last.unwrap_or_else(|| match own.is_empty() {
        true => past_colon(text, field),
        false => field.value.span.range().start + own.len(),
    })
}

fn past_colon(text: &str, field: &Entry) -> usize {
    let end = field.key_span.range().end;
    let rest = text[end..].trim_start_matches(['"', '\'', ' ']);
    if rest.starts_with(':') { text.len() - rest.len() + 1 } else { end }
}

/// Whether the edit sets that field and changes nothing else.
fn is_sound(text: &str, edit: &Edit, path: &[&str], field: Field<'_>) -> bool {
    let (after, applied) = apply(text, std::slice::from_ref(edit));
    let (Some(before), Some(after)) = (read(text), read(&after)) else { return false };
    let own: Vec<&str> = path.iter().copied().chain([field.key]).collect();
    let set = own.iter().try_fold(&after, |node, key| get(node, key));
    let is_set = set.and_then(Node::text) == Some(field.value);
    applied == 1 && is_set && leaves(&before, &own) == leaves(&after, &own)
}

/// Every scalar with its path, those at `but` left out.
pub(super) fn leaves(root: &Node, but: &[&str]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut waiting: Vec<(Vec<String>, &Node)> = vec![(Vec::new(), root)];
    while let Some((path, node)) = waiting.pop() {
        let below = |part: String| path.iter().cloned().chain([part]).collect::<Vec<_>>();
        match &node.value {
            _ if path.iter().map(String::as_str).eq(but.iter().copied()) => {}
            Value::Text(text) => out.push((path.join("\u{0}"), text.to_string())),
            Value::List(items) => {
                waiting.extend(items.iter().enumerate().map(|(index, item)| (below(index.to_string()), item)));
            }
            Value::Map(entries) => {
                waiting.extend(entries.iter().map(|entry| (below(entry.key.to_string()), &entry.value)));
            }
        }
    }
    out
}
