//! `translated_from:` of a translation set to the marks of its original, in the bytes of its front matter.
//!
//! In: the translation's text and the marks. Out: one edit: the line of the key replaced, or a line put in at the
//! end of the front matter. It is proved by reading the front matter again: nothing but that key may differ.
//! Absent on purpose: computing the marks, which is the checker's (`check::drift`).

use super::set::leaves;
use super::{Edit, apply};
use crate::base::text::{FileId, Span};
use crate::parse::yaml::{self, Node, Value};

const KEY: &str = "translated_from";

/// The edit that sets the marks; nothing if they stand there already. `Err` says, as one line without a dot, why
/// the front matter cannot be changed.
pub fn marked(path: &str, text: &str, marks: &str) -> Result<Option<Edit>, String> {
    let (start, end) = front_matter(text).ok_or("it has no front matter between two lines `---`")?;
    let front = &text[start..end];
    let root = read(front).ok_or("its front matter is no YAML")?;
    let Value::Map(fields) = &root.value else { return Err("its front matter is no map".to_owned()) };
    if front.trim_start().starts_with('{') {
        return Err("its front matter is written in braces".to_owned());
    }
    let line = format!("{KEY}: {marks}");
    let edit = match fields.iter().find(|field| &*field.key == KEY) {
        Some(field) if field.value.text() == Some(marks) => return Ok(None),
        Some(field) => {
            let from = start + field.key_span.range().start;
            let value = start + field.value.span.range().end;
            let to = line_end(text, from).max(line_end(text, value.max(from).saturating_sub(1)));
            Edit { path: path.into(), span: Span::of(from..to), text: line }
        }
        None => {
            let ending = if text[..start].ends_with("\r\n") { "\r\n" } else { "\n" };
            Edit { path: path.into(), span: Span::of(end..end), text: format!("{line}{ending}") }
        }
    };
    match is_sound(text, &edit, &root, marks) {
        true => Ok(Some(edit)),
        false => Err(format!("`{KEY}` shares its line with something else")),
    }
}

/// Bytes of the front matter, its last line ending included; the closing line begins at the end.
fn front_matter(text: &str) -> Option<(usize, usize)> {
    let begin = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let first = begin + text[begin..].find('\n')? + 1;
    if text[begin..first].trim_end() != "---" {
        return None;
    }
    let mut at = first;
    while at < text.len() {
        let next = text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1);
        if matches!(text[at..next].trim_end(), "---" | "...") {
            return Some((first, at));
        }
        at = next;
    }
    None
}

/// The end of the line a byte stands in, its line ending left out.
fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    if text[..end].ends_with('\r') { end - 1 } else { end }
}

fn read(front: &str) -> Option<Node> {
    yaml::read(FileId::default(), front, 0).ok()
}

/// Whether the edit sets the marks, ends within the front matter and changes nothing else.
fn is_sound(text: &str, edit: &Edit, before: &Node, marks: &str) -> bool {
    let (after, applied) = apply(text, std::slice::from_ref(edit));
    let Some((start, end)) = front_matter(&after) else { return false };
    let Some(root) = read(&after[start..end]) else { return false };
    let Value::Map(fields) = &root.value else { return false };
    let set = fields.iter().find(|field| &*field.key == KEY).and_then(|field| field.value.text());
    let body = |text: &str| front_matter(text).map(|(_, end)| text[end..].to_owned());
    applied == 1 && set == Some(marks) && leaves(before, &[KEY]) == leaves(&root, &[KEY]) && body(text) == body(&after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str) {
        let edit = marked("content/a.zh.md", before, "3f9a1c 77b1e2").expect("it can be marked");
        let text = edit.map_or_else(|| before.to_owned(), |edit| apply(before, &[edit]).0);
        assert_eq!(text, after);
        assert_eq!(marked("content/a.zh.md", &text, "3f9a1c 77b1e2"), Ok(None), "a second time changes nothing");
    }

    #[test]
    fn the_marks_go_to_the_end_of_the_front_matter_or_in_place_of_the_old_ones() {
        check("---\ntitle: 甲 # t\n---\n文。\n", "---\ntitle: 甲 # t\ntranslated_from: 3f9a1c 77b1e2\n---\n文。\n");
        check(
            "---\r\ntranslated_from: 000000\r\ntitle: 甲\r\n---\r\n文。\r\n",
            "---\r\ntranslated_from: 3f9a1c 77b1e2\r\ntitle: 甲\r\n---\r\n文。\r\n",
        );
        check(
            "\u{feff}---\ntranslated_from: >\n  000000\n  111111\ntitle: 甲\n---\n",
            "\u{feff}---\ntranslated_from: 3f9a1c 77b1e2\ntitle: 甲\n---\n",
        );
        check("---\ntitle: 甲\ntranslated_from:\n---\n", "---\ntitle: 甲\ntranslated_from: 3f9a1c 77b1e2\n---\n");
    }

    #[test]
    fn what_cannot_be_marked_is_left_alone() {
        for text in ["文。\n", "---\ntitle: 甲\n", "---\n{title: 甲}\n---\n", "---\n[\n---\n"] {
            assert!(marked("content/a.zh.md", text, "3f9a1c").is_err(), "{text}");
        }
    }
}
