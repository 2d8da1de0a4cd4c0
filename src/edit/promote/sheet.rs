//! A fact as YAML, and where it goes in a sheet: behind the last fact, in the manner of the sheet.

use crate::base::text::{FileId, Span};
use crate::parse::quoting::{quoted, scalar};
use crate::parse::yaml::{self, Entry, Node, Value};

/// A field with one value or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its values; a list if there are several.
    pub values: Vec<String>,
}

/// The sheet that takes a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Its id.
    pub sheet: String,
    /// Its file; none if it has to be made.
    pub path: Option<String>,
}

impl Field {
    /// A field with one value.
    pub fn one(name: &'static str, value: &str) -> Field {
        Field { name, values: vec![value.to_owned()] }
    }
}

/// A fact in block style, with a line end.
pub fn block(key: &str, fields: &[Field], indent: &str, inner: &str) -> String {
    let mut out = format!("{indent}{key}:\n");
    for Field { name, values } in fields {
        // Ids go on one line; evidence with its places reads better below.
        let is_short = values.iter().all(|value| !value.contains([',', '[', ']', '{', '}', '#', '"', '\'']));
        match values.as_slice() {
            [one] => out.push_str(&format!("{inner}{name}: {}\n", scalar(one))),
            many if is_short => out.push_str(&format!("{inner}{name}: [{}]\n", many.join(", "))),
            many => {
                out.push_str(&format!("{inner}{name}:\n"));
                many.iter().for_each(|value| out.push_str(&format!("{inner}  - {}\n", scalar(value))));
            }
        }
    }
    out
}

/// A fact inside `{ }`.
fn flow(key: &str, fields: &[Field]) -> String {
    let field = |field: &Field| {
        let values: Vec<String> = field.values.iter().map(|value| quoted(value)).collect();
        match values.as_slice() {
            [one] => format!("{}: {one}", field.name),
            many => format!("{}: [{}]", field.name, many.join(", ")),
        }
    };
    format!("{key}: {{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
}

/// Where a fact goes in a sheet, and the text; nothing if the sheet cannot be read.
pub fn insert(text: &str, key: &str, fields: &[Field]) -> Option<(Span, String)> {
    let bom = text.len() - text.trim_start_matches('\u{feff}').len();
    let root = yaml::read(FileId::default(), &text[bom..], bom as u32).ok()?;
    let Value::Map(entries) = &root.value else { return None };
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (span, new) = match entries.iter().find(|entry| &*entry.key == "facts") {
        Some(facts) => within(text, facts, key, fields)?,
        None => {
            let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            (Span::of(text.len()..text.len()), format!("{gap}facts:\n{}", block(key, fields, "  ", "    ")))
        }
    };
    Some((span, if ending == "\n" { new } else { new.replace('\n', ending) }))
}

fn within(text: &str, facts: &Entry, key: &str, fields: &[Field]) -> Option<(Span, String)> {
    let raw = text.get(facts.value.span.range()).unwrap_or("");
    match &facts.value.value {
        Value::Map(entries) if raw.starts_with('{') => {
            let close = facts.value.span.end as usize - 1;
            match entries.is_empty() {
                true => {
                    let new = block(key, fields, "  ", "    ");
                    // From the colon on, so that no blank is left behind it.
                    let start = text[..facts.value.span.start as usize].trim_end().len();
                    Some((Span::of(start..close + 1), format!("\n{}", new.trim_end())))
                }
                false => {
                    let end = text[..close].trim_end().len();
                    let comma = if text[..end].ends_with(',') { " " } else { ", " };
                    Some((Span::of(end..end), format!("{comma}{}", flow(key, fields))))
                }
            }
        }
        Value::Map(entries) => behind(text, entries, key, fields),
        _ if facts.value.is_null() => {
            let at = line_end(text, facts.key_span.end as usize);
            let gap = if text[..at].ends_with('\n') { "" } else { "\n" };
            Some((Span::of(at..at), format!("{gap}{}", block(key, fields, "  ", "    "))))
        }
        _ => None,
    }
}

/// Behind the last fact of a block: its depth, its fields' depth, and a blank line where facts have one between.
fn behind(text: &str, entries: &[Entry], key: &str, fields: &[Field]) -> Option<(Span, String)> {
    let last = entries.last()?;
    let indent = indent_of(text, last.key_span.start as usize)?;
    let nested = entries.iter().rev().find_map(|entry| match &entry.value.value {
        Value::Map(inner) => {
            let first = inner.first()?.key_span.start as usize;
            (text[entry.key_span.end as usize..first].contains('\n')).then(|| indent_of(text, first))?
        }
        _ => None,
    });
    let inner = nested.map_or_else(|| format!("{indent}  "), str::to_owned);
    let mut at = line_end(text, end_of(&last.value).max(last.key_span.end) as usize);
    // A remark below the last fact, deeper than its key, is the fact's.
    for line in text[at..].split_inclusive('\n') {
        let depth = line.len() - line.trim_start_matches(' ').len();
        if depth <= indent.len() || !line.trim_start().starts_with('#') {
            break;
        }
        at += line.len();
    }
    let is_apart = entries.len() > 1 && {
        let before = &text[..last.key_span.start as usize - indent.len()];
        before.ends_with("\n\n") || before.ends_with("\n\r\n")
    };
    let end = if text[..at].ends_with('\n') { "" } else { "\n" };
    let gap = if is_apart { "\n" } else { "" };
    Some((Span::of(at..at), format!("{end}{gap}{}", block(key, fields, indent, &inner))))
}

/// The blanks before a key; nothing if something else stands there.
fn indent_of(text: &str, key: usize) -> Option<&str> {
    let start = text[..key].rfind('\n').map_or(0, |newline| newline + 1);
    Some(&text[start..key]).filter(|indent| indent.bytes().all(|b| b == b' '))
}

/// The last byte of a value that holds words: of a block that of its last part.
fn end_of(node: &Node) -> u32 {
    match &node.value {
        Value::Map(entries) => {
            entries.last().map_or(node.span.end, |entry| end_of(&entry.value).max(entry.key_span.end))
        }
        Value::List(items) => items.last().map_or(node.span.end, end_of),
        Value::Text(_) => node.span.end,
    }
}

/// Past the end of the line on which the words before an offset end.
fn line_end(text: &str, offset: usize) -> usize {
    let words = text[..offset].trim_end().len();
    text[words..].find('\n').map_or(text.len(), |newline| words + newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, apply};

    fn after(text: &str) -> String {
        let fields = [Field::one("kind", "statistic"), Field { name: "by", values: vec!["a".into(), "b".into()] }];
        let (span, new) = insert(text, "new", &fields).expect("a sheet");
        apply(text, &[Edit { path: "x".into(), span, text: new }]).0
    }

    #[test]
    fn a_fact_goes_behind_the_last_in_the_manner_of_the_sheet() {
        let fact = "  new:\n    kind: statistic\n    by: [a, b]\n";
        for (before, want) in [
            ("title: T\n", format!("title: T\nfacts:\n{fact}")),
            ("facts:\n", format!("facts:\n{fact}")),
            ("facts: {}\ntopics: []\n", format!("facts:\n{fact}topics: []\n")),
            ("facts:\n  a:\n    x: 1 # one\ntopics: []\n", format!("facts:\n  a:\n    x: 1 # one\n{fact}topics: []\n")),
            (
                "facts:\n  a: {x: 1}\n\n  b: {x: 2}\n\n# end\n",
                format!("facts:\n  a: {{x: 1}}\n\n  b: {{x: 2}}\n\n{fact}\n# end\n"),
            ),
            (
                "facts:\n  a:\n    x: >\n      long\n      text\n",
                format!("facts:\n  a:\n    x: >\n      long\n      text\n{fact}"),
            ),
            (
                "facts:\n  a:\n    x: 1\n    # the fact's\n# the sheet's\n",
                format!("facts:\n  a:\n    x: 1\n    # the fact's\n{fact}# the sheet's\n"),
            ),
            ("facts:\n  a: {x: 1}", format!("facts:\n  a: {{x: 1}}\n{fact}")),
        ] {
            assert_eq!(after(before), want, "{before}");
        }
        let deep = "facts:\n    a:\n        x:\n            - 1\n            - 2\n";
        assert_eq!(after(deep), format!("{deep}    new:\n        kind: statistic\n        by: [a, b]\n"));
        assert_eq!(
            after("facts: {a: {x: 1}}\n"),
            "facts: {a: {x: 1}, new: {kind: \"statistic\", by: [\"a\", \"b\"]}}\n"
        );
        assert_eq!(
            after("facts:\r\n  a:\r\n    x: 1\r\n"),
            format!("facts:\n  a:\n    x: 1\n{fact}").replace('\n', "\r\n")
        );
    }
}
