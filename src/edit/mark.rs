//! `checked:` of facts set to a day, in the bytes of their sheet.
//!
//! In: a sheet's text and keys of its facts. Out: one edit a fact: the value of `checked` replaced, or the key put
//! in where the handbook has it, with the fact's own indentation and line ending; in a fact written as `{…}`, a pair
//! behind the last. Each is proved by reading the sheet again: nothing but the wanted dates may differ.
//! Absent on purpose: facts behind an alias (`*x`) or a shared anchor. A change there would change other facts too.

use super::{Edit, apply};
use crate::base::text::{FileId, Span};
use crate::model::date::Date;
use crate::parse::fields::sheet::FACT;
use crate::parse::yaml::{self, Entry, Node, Value};

const KEY: &str = "checked";

/// A fact whose date no edit of its own bytes can set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Its key in the sheet.
    pub key: String,
    /// Why, as one line without a dot.
    pub why: String,
}

/// Edits that set `checked` of the facts `keys` to `day`; a fact that has the date already needs none. `Err` names
/// every fact that cannot be set.
pub fn checked(path: &str, text: &str, keys: &[&str], day: Date) -> Result<Vec<Edit>, Vec<Refused>> {
    let root = read(text);
    let (mut edits, mut refused) = (Vec::new(), Vec::new());
    for key in keys {
        let found = root.as_ref().and_then(|root| get(root, "facts")).and_then(|facts| entry(facts, key));
        let made = found.ok_or_else(|| "it is not in this sheet".to_owned()).and_then(|fact| one(text, fact, day));
        match made {
            Ok(None) => {}
            Ok(Some((span, new))) => {
                let edit = Edit { path: path.into(), span, text: new };
                match is_sound(text, &edit, key, day) {
                    true => edits.push(edit),
                    false => refused.push(Refused { key: (*key).to_owned(), why: SHARED.to_owned() }),
                }
            }
            Err(why) => refused.push(Refused { key: (*key).to_owned(), why }),
        }
    }
    if refused.is_empty() { Ok(edits) } else { Err(refused) }
}

const SHARED: &str = "it shares text with other facts by an anchor (`&x`, `*x`)";

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
fn one(text: &str, fact: &Entry, day: Date) -> Result<Option<(Span, String)>, String> {
    let Value::Map(fields) = &fact.value.value else {
        return Err(format!("it is {}, not a map", fact.value.describe()));
    };
    if text[fact.value.span.range()].starts_with('*') {
        return Err(SHARED.to_owned());
    }
    let put = |at: usize, new: String| Ok(Some((Span::of(at..at), new)));
    if let Some(old) = fields.iter().find(|field| &*field.key == KEY) {
        let range = old.value.span.range();
        return match &old.value.value {
            Value::Text(date) if date.trim() == day.to_string() => Ok(None),
            Value::Text(_) if !text[range.clone()].trim().is_empty() => {
                let kept = text[range.clone()].trim_end().len();
                Ok(Some((Span::of(range.start..range.start + kept), day.to_string())))
            }
            Value::Text(_) => put(past_colon(text, old), format!(" {day}")),
            _ => Err(format!("its `{KEY}` is {}", old.value.describe())),
        };
    }
    if text[fact.value.span.range()].starts_with('{') {
        return match fields.last() {
            Some(last) => put(content_end(text, last), format!(", {KEY}: {day}")),
            None => put(fact.value.span.range().start + 1, format!("{KEY}: {day}")),
        };
    }
    let (at, new) = new_line(text, fields, day).ok_or("its keys do not stand on lines of their own")?;
    put(at, new)
}

/// Where a line `checked: …` goes in a block map, and the line with its ending.
fn new_line(text: &str, fields: &[Entry], day: Date) -> Option<(usize, String)> {
    let place = |key: &str| FACT.keys().position(|field| field == key);
    let first = fields.first()?.key_span.range().start;
    let indent = &text[line_start(text, first)..first];
    if !indent.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let ending = if text[..next_line(text, first)].ends_with("\r\n") { "\r\n" } else { "\n" };
    let line = format!("{indent}{KEY}: {day}");
    let later = fields.iter().skip(1).find(|field| place(&field.key) > place(KEY));
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

/// Whether the edit sets that date and changes nothing else.
fn is_sound(text: &str, edit: &Edit, key: &str, day: Date) -> bool {
    let (after, applied) = apply(text, std::slice::from_ref(edit));
    let (Some(before), Some(after)) = (read(text), read(&after)) else { return false };
    let date = get(&after, "facts").and_then(|facts| get(facts, key)).and_then(|fact| get(fact, KEY));
    let is_set = date.and_then(Node::text) == Some(&*day.to_string());
    let own = ["facts", key, KEY];
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

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, keys: &[&str]) -> Result<String, String> {
        let day = Date::parse("2026-11-24").expect("a date");
        let edits = checked("content/facts/s.yml", text, keys, day)
            .map_err(|refused| refused.iter().map(|one| format!("{}: {}", one.key, one.why)).collect::<String>())?;
        Ok(apply(text, &edits).0)
    }

    #[track_caller]
    fn check(before: &str, after: &str) {
        assert_eq!(marked(before, &["a"]).as_deref(), Ok(after), "{before}");
        assert_eq!(marked(after, &["a"]).as_deref(), Ok(after), "a second time changes nothing");
    }

    #[test]
    fn the_key_goes_where_the_handbook_has_it_with_the_facts_own_indentation() {
        check(
            "facts:\n    a:\n        kind: event # k\n        # about the note\n        note: N\n    b: {kind: x}\n",
            "facts:\n    a:\n        kind: event # k\n        checked: 2026-11-24\n        # about the note\n        note: N\n    b: {kind: x}\n",
        );
        check(
            "facts:\n  a:\n    kind: event\n    evidence:\n      - x, p. 1 # seen\n\n      # more to come\n\n  # the second\n  b:\n    kind: y\n",
            "facts:\n  a:\n    kind: event\n    evidence:\n      - x, p. 1 # seen\n    checked: 2026-11-24\n\n      # more to come\n\n  # the second\n  b:\n    kind: y\n",
        );
        check(
            "facts:\n  a:\n    claim: >\n      Two\n      lines # no comment\n\n  b:\n    kind: y\n",
            "facts:\n  a:\n    claim: >\n      Two\n      lines # no comment\n    checked: 2026-11-24\n\n  b:\n    kind: y\n",
        );
        check("facts:\n  a:\n    kind: event", "facts:\n  a:\n    kind: event\n    checked: 2026-11-24");
        check(
            "facts:\n  a:\n    kind: event\n    about:\n",
            "facts:\n  a:\n    kind: event\n    about:\n    checked: 2026-11-24\n",
        );
    }

    #[test]
    fn an_old_date_is_replaced_in_place() {
        check("facts:\n  a: {checked: 2020, kind: x}\n", "facts:\n  a: {checked: 2026-11-24, kind: x}\n");
        check(
            "facts:\n  a:\n    checked: \"2020-01-02\" # by me\n    kind: x\n",
            "facts:\n  a:\n    checked: 2026-11-24 # by me\n    kind: x\n",
        );
        check("facts:\n  a:\n    checked:\n    kind: x\n", "facts:\n  a:\n    checked: 2026-11-24\n    kind: x\n");
        check("facts:\n  a:\n    checked: ~\n", "facts:\n  a:\n    checked: 2026-11-24\n");
    }

    #[test]
    fn facts_in_braces_take_a_pair_and_line_endings_and_marks_stay() {
        check("facts:\n  a: {kind: x, by: [y], }\n", "facts:\n  a: {kind: x, by: [y], checked: 2026-11-24, }\n");
        check(
            "facts:\n  a: {\n    kind: x, # why\n  }\n",
            "facts:\n  a: {\n    kind: x, checked: 2026-11-24, # why\n  }\n",
        );
        check("facts: {a: {}, b: {}}\n", "facts: {a: {checked: 2026-11-24}, b: {}}\n");
        check(
            "\u{feff}facts:\r\n  a:\r\n    kind: 事\r\n    note: N\r\n",
            "\u{feff}facts:\r\n  a:\r\n    kind: 事\r\n    checked: 2026-11-24\r\n    note: N\r\n",
        );
        check("facts:\r\n  a:\r\n    kind: x\r\n", "facts:\r\n  a:\r\n    kind: x\r\n    checked: 2026-11-24\r\n");
        assert_eq!(
            marked("facts:\n  a: {kind: x}\n  b:\n    kind: y\n", &["b", "a"]).as_deref(),
            Ok("facts:\n  a: {kind: x, checked: 2026-11-24}\n  b:\n    kind: y\n    checked: 2026-11-24\n")
        );
    }

    #[test]
    fn what_would_change_other_facts_is_refused() {
        let shared = "facts:\n  a: &x\n    kind: y\n  b: *x\n";
        assert!(marked(shared, &["b"]).expect_err("an alias").contains("anchor"));
        assert!(marked(shared, &["a"]).expect_err("its anchor").contains("anchor"));
        let date = "facts:\n  a:\n    checked: &d 2020\n  b:\n    checked: *d\n";
        assert!(marked(date, &["a"]).expect_err("a shared date").contains("anchor"));
        check_alias_date(date);
        assert!(marked("facts:\n  a: text\n", &["a"]).expect_err("no map").contains("not a map"));
        assert!(marked("facts:\n  a: {kind: x}\n", &["c"]).expect_err("unknown").contains("not in this sheet"));
        assert!(marked("facts: [", &["a"]).is_err());
    }

    fn check_alias_date(text: &str) {
        let after = marked(text, &["b"]).expect("the alias is replaced by the date");
        assert_eq!(after, "facts:\n  a:\n    checked: &d 2020\n  b:\n    checked: 2026-11-24\n");
    }

    #[test]
    fn any_sheet_is_marked_so_that_nothing_else_changes_or_left_alone() {
        let mut random = fastrand::Rng::with_seed(7);
        let parts = [
            "facts:\n",
            "  a:\n",
            "  b:\n",
            "    kind: x\n",
            "    note: |\n      # t\n\n",
            "    by: [x,\n      y]\n",
            "\n",
            "    # c\n",
            "  a: {k: v}\n",
            "    checked: 2020\n",
            "    see:\n      - z\n",
            "    evidence: {source: s,\n at: 'p'}\n",
            "\t",
            "- ",
            "制: 裁\r\n",
            "    claim: \"q\n      r\"\n",
        ];
        let mut edited = 0;
        for _ in 0..4000 {
            let text: String = (0..random.usize(1..9)).map(|_| parts[random.usize(..parts.len())]).collect();
            let text = if random.bool() { format!("facts:\n  a:\n{text}") } else { text };
            // `checked` itself proves that nothing else changes; here: no panic, and it does work mostly.
            edited += usize::from(marked(&text, &["a"]).is_ok_and(|after| after != text));
        }
        assert!(edited > 200, "{edited}");
    }
}
