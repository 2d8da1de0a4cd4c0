//! Adds an entry at the end of a map in a YAML file, and touches nothing else.
//!
//! In: the file's text, the map, an id and lines. Out: edits. The map's own indentation, its blank lines between
//! entries and the file's line ends are kept; so are comments, wherever they stand. The result is read again before
//! anyone sees it: the old entries say what they said, the new one comes last.
//! Absent on purpose: entries within `{ }`, which are better put on lines first.

use crate::base::text::{FileId, Span};
use crate::edit::{Edit, apply};
use crate::parse::yaml::{self, Entry, Node, Value};

/// A line of a new entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The field.
    pub key: String,
    /// Its value as YAML; none is left to be filled in.
    pub value: Option<String>,
    /// What is to be filled in, as a comment.
    pub hint: String,
}

/// Why nothing can be added to a file, as a sentence.
pub type Refusal = String;

/// The lines of an entry, its key included, each with an end.
pub fn block(id: &str, lines: &[Line], indent: usize, step: usize) -> String {
    let mut out = format!("{}{id}:\n", " ".repeat(indent));
    for line in lines {
        out.push_str(&" ".repeat(indent + step));
        out.push_str(&field(line));
    }
    out
}

/// One field on a line of its own.
pub fn field(line: &Line) -> String {
    match &line.value {
        Some(value) => format!("{}: {value}\n", line.key),
        None => format!("{}: # {}\n", line.key, line.hint),
    }
}

/// The keys of a map of the file: of the whole, or of what stands under a key.
pub fn keys(text: &str, under: Option<&str>) -> Vec<String> {
    let Ok(root) = read(text) else { return Vec::new() };
    entries(&root, under).map_or_else(Vec::new, |entries| entries.iter().map(|entry| entry.key.to_string()).collect())
}

/// Edits that add an entry to the map under a key of the file, or to the file's own.
pub fn entry(path: &str, text: &str, under: Option<&str>, id: &str, lines: &[Line]) -> Result<Vec<Edit>, Refusal> {
    let root = read(text).map_err(|message| format!("`{path}` cannot be added to: {message}"))?;
    let old = entries(&root, under).ok_or_else(|| match under {
        Some(key) => format!("`{path}` has no map `{key}:` to add to; write `{key}: {{}}` into it"),
        None => format!("`{path}` is not a map from ids to entries"),
    })?;
    let candidates = match (old, under) {
        ([], None) => {
            vec![vec![(Span::of(text.len()..text.len()), on_own_line(text, text.len(), &block(id, lines, 0, 2)))]]
        }
        ([], Some(key)) => vec![into_empty(text, &root, key, id, lines)],
        _ if is_in_braces(text, &root, under) => {
            return Err(format!("the entries of `{path}` stand within {{ }}; put each on lines of its own first"));
        }
        _ => after_last(text, old, id, lines),
    };
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    for pieces in candidates {
        let pieces = pieces.into_iter();
        let edits: Vec<Edit> =
            pieces.map(|(span, text)| Edit { path: path.into(), span, text: text.replace('\n', line_end) }).collect();
        if is_sound(&root, &apply(text, &edits).0, under, id) {
            return Ok(edits);
        }
    }
    Err(format!("`{path}` is written in a way that nothing can be added to by itself; add `{id}:` by hand"))
}

/// What is put at a place.
type Piece = (Span, String);

fn read(text: &str) -> Result<Node, String> {
    let bare = text.trim_start_matches('\u{feff}');
    yaml::read(FileId::default(), bare, (text.len() - bare.len()) as u32).map_err(|diagnostic| diagnostic.message)
}

/// The entries of the map; an absent value is an empty map.
fn entries<'n>(root: &'n Node, under: Option<&str>) -> Option<&'n [Entry]> {
    let Value::Map(all) = &root.value else { return None };
    let Some(key) = under else { return Some(all) };
    match &all.iter().find(|entry| *entry.key == *key)?.value {
        Node { value: Value::Map(entries), .. } => Some(entries),
        node if node.is_null() => Some(&[]),
        _ => None,
    }
}

fn is_in_braces(text: &str, root: &Node, under: Option<&str>) -> bool {
    let node = match (&root.value, under) {
        (Value::Map(all), Some(key)) => all.iter().find(|entry| *entry.key == *key).map_or(root, |entry| &entry.value),
        _ => root,
    };
    text[node.span.range()].starts_with('{')
}

/// In place of `{}`, or after the line of the bare key.
fn into_empty(text: &str, root: &Node, key: &str, id: &str, lines: &[Line]) -> Vec<Piece> {
    let Value::Map(all) = &root.value else { return Vec::new() };
    let Some(parent) = all.iter().find(|entry| *entry.key == *key) else { return Vec::new() };
    let indent = column(text, parent.key_span) + 2;
    let mut pieces = Vec::new();
    let mut at = parent.key_span.range().end;
    if matches!(parent.value.value, Value::Map(_)) {
        // The blank before the braces goes with them: the colon ends the line, or a comment follows it.
        let span = parent.value.span.range();
        let start = text[..span.start].trim_end_matches(' ').len();
        pieces.push((Span::of(start..span.end), String::new()));
        at = span.end;
    }
    let end = line_end(text, at);
    pieces.push((Span::of(end..end), on_own_line(text, end, &block(id, lines, indent, 2))));
    pieces
}

/// After the last entry and the comments that belong to it; the second candidate is after blank lines too, which a
/// text that ends in `|+` needs.
fn after_last(text: &str, old: &[Entry], id: &str, lines: &[Line]) -> Vec<Vec<Piece>> {
    let last = old.last().expect("there are entries");
    let indent = column(text, last.key_span);
    let step = old.iter().find_map(|entry| step_of(text, entry, indent)).unwrap_or(2);
    let content = content_end(text, last);
    let (after_comments, after_blanks) = (past(text, content, indent, false), past(text, content, indent, true));
    let gap = match old {
        [.., before, last] => {
            let between = content_end(text, before)..line_start(text, last.key_span.range().start);
            text.get(between).is_some_and(|between| between.lines().any(|line| line.trim().is_empty()))
        }
        _ => true,
    };
    let lines = block(id, lines, indent, step);
    let piece = |at: usize, gap: bool| {
        let blank = if gap { "\n" } else { "" };
        vec![(Span::of(at..at), on_own_line(text, at, &format!("{blank}{lines}")))]
    };
    vec![piece(after_comments, gap), piece(after_blanks, false)]
}

/// How much further than its key the fields of an entry stand.
fn step_of(text: &str, entry: &Entry, indent: usize) -> Option<usize> {
    let Value::Map(fields) = &entry.value.value else { return None };
    let first = fields.first()?;
    let is_below = line_start(text, first.key_span.range().start) > entry.key_span.range().start;
    let column = column(text, first.key_span);
    (is_below && column > indent).then(|| column - indent)
}

/// The end of the last line that says something of an entry, its line end included.
fn content_end(text: &str, entry: &Entry) -> usize {
    fn last(node: &Node) -> usize {
        match &node.value {
            // The span of a block collection may reach over blank lines and comments; its last value's does not.
            Value::Map(entries) => {
                entries.last().map_or(node.span.range().end, |entry| last(&entry.value).max(entry.key_span.range().end))
            }
            Value::List(items) => items.last().map_or(node.span.range().end, last),
            Value::Text(_) => node.span.range().end,
        }
    }
    let is_flow = matches!(entry.value.value, Value::Map(_) | Value::List(_))
        && text[entry.value.span.range()].starts_with(['{', '[']);
    let end = if is_flow { entry.value.span.range().end } else { last(&entry.value).max(entry.key_span.range().end) };
    // A span may end after the line end, as that of a block text does.
    let end = text[..end].trim_end().len().max(entry.key_span.range().end);
    line_end(text, end)
}

/// Past the comments that stand at least as far in as the entries, and the blank lines before them.
fn past(text: &str, from: usize, indent: usize, blanks: bool) -> usize {
    let (mut end, mut at) = (from, from);
    for line in text[from..].split_inclusive('\n') {
        let bare = line.trim();
        let is_ours = bare.starts_with('#') && line.len() - line.trim_start().len() >= indent;
        if !bare.is_empty() && !is_ours {
            break;
        }
        at += line.len();
        if is_ours || blanks {
            end = at;
        }
    }
    end
}

/// The text so that it begins a line of its own.
fn on_own_line(text: &str, at: usize, what: &str) -> String {
    let begins_line = matches!(text[..at].trim_start_matches('\u{feff}').as_bytes().last(), None | Some(b'\n'));
    if begins_line { what.to_owned() } else { format!("\n{what}") }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The end of the line of a place, its line end included.
fn line_end(text: &str, at: usize) -> usize {
    if at > 0 && text.as_bytes()[at - 1] == b'\n' {
        return at;
    }
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

fn column(text: &str, span: Span) -> usize {
    let start = span.range().start;
    text[line_start(text, start)..start].trim_start_matches('\u{feff}').chars().count()
}

/// Whether the new text says all that the old one said, and the new entry comes last.
fn is_sound(old: &Node, new: &str, under: Option<&str>, id: &str) -> bool {
    let Ok(new) = read(new) else { return false };
    let (Some(before), Some(after)) = (entries(old, under), entries(&new, under)) else { return false };
    let Some((last, kept)) = after.split_last() else { return false };
    let alike = |a: &[Entry], b: &[Entry]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_entry(a, b));
    let others = |root: &Node| match (&root.value, under) {
        (Value::Map(all), Some(key)) => all.iter().filter(|entry| *entry.key != *key).cloned().collect(),
        _ => Vec::new(),
    };
    *last.key == *id && alike(before, kept) && alike(&others(old), &others(&new))
}

fn same_entry(a: &Entry, b: &Entry) -> bool {
    a.key == b.key && same(&a.value, &b.value)
}

fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Text(x), Value::Text(y)) => x == y && a.plain == b.plain,
        (Value::List(x), Value::List(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same(x, y)),
        (Value::Map(x), Value::Map(y)) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| same_entry(x, y)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<Line> {
        vec![
            Line { key: "kind".into(), value: Some("event".into()), hint: String::new() },
            Line { key: "claim".into(), value: None, hint: "one sentence".into() },
        ]
    }

    fn added(text: &str, under: Option<&str>) -> String {
        apply(text, &entry("f.yml", text, under, "new", &lines()).unwrap_or_else(|error| panic!("{error}"))).0
    }

    const NEW: &str = "  new:\n    kind: event\n    claim: # one sentence\n";

    #[test]
    fn an_entry_comes_last_and_every_other_byte_stays() {
        let head = "title: T # the title\nfacts:\n  a:\n    kind: event\n";
        assert_eq!(added(head, Some("facts")), format!("{head}\n{NEW}"));
        let two = format!("{head}  b:\n    kind: event\n");
        assert_eq!(added(&two, Some("facts")), format!("{two}{NEW}"), "entries without blank lines between them");
        let apart = format!("{head}\n  b: {{kind: event}} # two\n  # more to come\n\n\n# the end\n");
        let (front, back) = apart.split_at(apart.len() - "\n\n# the end\n".len());
        assert_eq!(added(&apart, Some("facts")), format!("{front}\n{NEW}{back}"));
        let middle = "facts:\n  a:\n    note: |\n      x\n      # no comment\n\ntitle: T\n";
        let (front, back) = middle.split_at(middle.len() - "\ntitle: T\n".len());
        assert_eq!(added(middle, Some("facts")), format!("{front}\n{NEW}{back}"));
    }

    #[test]
    fn line_ends_indents_and_marks_of_the_file_are_kept() {
        let text = "\u{feff}facts:\r\n    a:\r\n        kind: event";
        assert_eq!(
            added(text, Some("facts")),
            format!("{text}\r\n\r\n    new:\r\n        kind: event\r\n        claim: # one sentence\r\n")
        );
        let text = "a:\n    type: web\n\nb:\n    type: web\n...\n";
        assert_eq!(
            added(text, None),
            "a:\n    type: web\n\nb:\n    type: web\n\nnew:\n    kind: event\n    claim: # one sentence\n...\n"
        );
        let text = "facts:\n  a:\n    note: |+\n      x\n\n\ntitle: T\n";
        assert_eq!(
            added(text, Some("facts")),
            text.replace("title", &format!("{NEW}title")),
            "blank lines of a text stay its own"
        );
        let text = "a: \"one\n  two\"\n";
        assert_eq!(added(text, None), format!("{text}\n{}", "new:\n  kind: event\n  claim: # one sentence\n"));
    }

    #[test]
    fn an_empty_map_takes_its_first_entry() {
        assert_eq!(added("facts: {}\n", Some("facts")), format!("facts:\n{NEW}"));
        assert_eq!(
            added("facts: {} # none yet\ntitle: T\n", Some("facts")),
            format!("facts: # none yet\n{NEW}title: T\n")
        );
        assert_eq!(added("title: T\nfacts:", Some("facts")), format!("title: T\nfacts:\n{NEW}"));
        assert_eq!(added("# sources\n", None), "# sources\nnew:\n  kind: event\n  claim: # one sentence\n");
        assert_eq!(added("", None), "new:\n  kind: event\n  claim: # one sentence\n");
    }

    #[test]
    fn what_cannot_be_added_to_is_refused() {
        let refused = |text: &str, under| entry("f.yml", text, under, "new", &lines()).expect_err("refused");
        assert!(refused("facts: {a: {kind: event}, b: {}}\n", Some("facts")).contains("{ }"));
        assert!(refused("facts: [a]\n", Some("facts")).contains("no map `facts:`"));
        assert!(refused("title: T\n", Some("facts")).contains("facts: {}"));
        assert!(refused("a: [\n", None).contains("cannot be added to"));
        assert!(refused("- a\n", None).contains("not a map"));
    }
}
