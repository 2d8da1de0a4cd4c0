//! `sources/*.json`: CSL-JSON, as Zotero and others write it, read into sources.
//!
//! In: one file, a list of items or one item. Out: sources, and problems with their bytes. Items are found by a
//! scan and read one by one, so that a mistake in one costs that one and has a place.
//! Absent on purpose: ranges of dates (the start counts) and fields a source does not have.

use std::collections::HashSet;
use std::ops::Range;

use serde_json::{Map, Value};

use super::bib::BibProblem;
use crate::base::escape::is_safe_url;
use crate::base::text::{At, FileId, floor_char_boundary};
use crate::model::date::Date;
use crate::model::source::{Name, Source, SourceKind};

const OTHER_KINDS: &[(&str, SourceKind)] = &[
    ("article", SourceKind::Article),
    ("bill", SourceKind::Law),
    ("broadcast", SourceKind::Video),
    ("classic", SourceKind::Book),
    ("collection", SourceKind::Book),
    ("document", SourceKind::Report),
    ("entry", SourceKind::Chapter),
    ("entry-dictionary", SourceKind::Chapter),
    ("entry-encyclopedia", SourceKind::Chapter),
    ("event", SourceKind::Speech),
    ("figure", SourceKind::Web),
    ("graphic", SourceKind::Web),
    ("hearing", SourceKind::Law),
    ("interview", SourceKind::Speech),
    ("legal_case", SourceKind::Law),
    ("manuscript", SourceKind::Report),
    ("map", SourceKind::Web),
    ("musical_score", SourceKind::Book),
    ("pamphlet", SourceKind::Report),
    ("paper-conference", SourceKind::Chapter),
    ("patent", SourceKind::Report),
    ("performance", SourceKind::Speech),
    ("periodical", SourceKind::Magazine),
    ("post", SourceKind::Post),
    ("regulation", SourceKind::Law),
    ("review", SourceKind::Article),
    ("review-book", SourceKind::Article),
    ("software", SourceKind::Dataset),
    ("song", SourceKind::Video),
    ("standard", SourceKind::Report),
    ("treaty", SourceKind::Law),
];

/// One item under way.
struct Cx<'a> {
    item: &'a Map<String, Value>,
    at: Range<usize>,
    problems: &'a mut Vec<BibProblem>,
}

/// Reads a CSL-JSON file; items without a usable id are left out.
pub fn read_csl_json(text: &str, file: FileId) -> (Vec<Source>, Vec<BibProblem>) {
    let (mut sources, mut problems) = (Vec::new(), Vec::new());
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text.trim_start_matches('\u{feff}')) {
        let at = offset(text, error.line(), error.column());
        problems.push(problem(at..next_char(text, at), "bad-entry", format!("not JSON: {}", reason(&error))));
    }
    let mut seen = HashSet::new();
    for range in items(text) {
        let Ok(Value::Object(item)) = serde_json::from_str::<Value>(&text[range.clone()]) else { continue };
        let Some((id, at)) = id(text, &range, &item, &mut problems) else { continue };
        if !seen.insert(id.to_lowercase()) {
            problems.push(problem(at, "bad-entry", format!("the id `{id}` is used twice; the first item counts")));
            continue;
        }
        let mut cx = Cx { item: &item, at: at.clone(), problems: &mut problems };
        sources.push(cx.source(&id, At::new(file, at)));
    }
    if sources.is_empty() && problems.is_empty() && !text.trim().is_empty() && !text.trim().starts_with('[') {
        problems.push(problem(0..next_char(text, 0), "bad-entry", "not a list of CSL-JSON items".to_owned()));
    }
    (sources, problems)
}

fn problem(range: Range<usize>, rule: &'static str, message: String) -> BibProblem {
    BibProblem { range, rule, message, help: None }
}

/// Bytes of the objects at the top: those in the outermost list, in an `items` list, or the only one.
fn items(text: &str) -> Vec<Range<usize>> {
    let (mut out, mut depth, mut start, mut in_string, mut escaped) = (Vec::new(), 0_usize, 0, false, false);
    let list = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('[');
    let level = usize::from(list);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => {
                if depth == level && byte == b'{' {
                    start = at;
                }
                depth += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == level && byte == b'}' {
                    out.push(start..at + 1);
                }
            }
            _ => {}
        }
    }
    out
}

/// The id with its place; reports a missing or unusable one.
fn id(
    text: &str,
    range: &Range<usize>,
    item: &Map<String, Value>,
    problems: &mut Vec<BibProblem>,
) -> Option<(String, Range<usize>)> {
    let first = range.start..range.start + 1;
    let id = match item.get("id").or_else(|| item.get("citation-key")) {
        Some(Value::String(id)) => id.trim().to_owned(),
        Some(Value::Number(id)) => id.to_string(),
        _ => String::new(),
    };
    if id.is_empty() {
        problems.push(problem(first, "bad-entry", "this item has no `id`".to_owned()));
        return None;
    }
    let at = id_at(&text[range.clone()], &id).map_or(first, |at| range.start + at..range.start + at + id.len());
    let sound = id.bytes().all(|b| b.is_ascii_alphanumeric() || b"_:.#$%&+?~/-".contains(&b));
    if sound && id.len() <= 120 && !id.starts_with(['.', '/']) && !id.contains("..") && !id.contains("//") {
        return Some((id, at));
    }
    let message = format!("the id `{}` has characters that a citation cannot hold", id.escape_debug());
    let help = Some("an id is made of letters a-z, digits and _ : . - +, such as `han-2022`".to_owned());
    problems.push(BibProblem { help, ..problem(at, "bad-entry", message) });
    None
}

/// Where an item's id stands as the value of its key; titles and addresses may hold the same letters.
fn id_at(item: &str, id: &str) -> Option<usize> {
    let value = |key: &str| {
        item.match_indices(key).find_map(|(at, _)| {
            let rest = item[at + key.len()..].trim_start().strip_prefix(':')?.trim_start();
            let rest = rest.strip_prefix('"').unwrap_or(rest).trim_start();
            rest.starts_with(id).then_some(item.len() - rest.len())
        })
    };
    value("\"id\"").or_else(|| value("\"citation-key\""))
}

impl Cx<'_> {
    fn source(&mut self, id: &str, at: At) -> Source {
        let kind = self.kind();
        let (title, untitled) = self.title(id);
        let (container, publisher) = (self.text("container-title"), self.text("publisher"));
        let (publisher, container) = match (publisher, container) {
            (None, Some(container)) if kind.is_periodical() || kind == SourceKind::Post => (Some(container), None),
            carriers => carriers,
        };
        Source {
            id: id.into(),
            at,
            kind,
            title,
            title_en: self.custom("title_en").or_else(|| self.text("translated-title")).map(Into::into),
            untitled,
            authors: self.names("author"),
            editors: self.names("editor"),
            translators: self.names("translator"),
            publisher: publisher.unwrap_or_default().into(),
            publisher_at: at,
            container: container.map(Into::into),
            date: self.date("issued"),
            accessed: self.date("accessed"),
            url: self.address("URL"),
            archive: self.address("archive_location").or_else(|| self.address("archive")),
            archived: self.custom("archived").as_deref().and_then(Date::parse),
            volume: self.words("volume"),
            issue: self.text("issue").or_else(|| self.text("number")).map(Into::into),
            pages: self.words("page"),
            doi: self.words("DOI"),
            isbn: self.words("ISBN"),
            lang: self.words("language"),
            republishes: None,
            capture: None,
            retracted: None,
            read: None,
            note: self.words("note"),
            note_at: at,
        }
    }

    fn kind(&mut self) -> SourceKind {
        let word = self.text("type").unwrap_or_default();
        let own = SourceKind::ALL.iter().copied().find(|kind| kind.csl() == word);
        let other = || OTHER_KINDS.iter().find(|(csl, _)| *csl == word).map(|(_, kind)| *kind);
        own.or_else(other).unwrap_or_else(|| {
            self.report("bad-entry", format!("unknown type `{}`, read as a web page", word.escape_debug()));
            SourceKind::Web
        })
    }

    fn title(&mut self, id: &str) -> (Box<str>, bool) {
        match self.text("title") {
            Some(title) => match title.strip_prefix('[').and_then(|title| title.strip_suffix(']')) {
                Some(inner) if !inner.is_empty() && !inner.contains(['[', ']']) => (inner.into(), true),
                _ => (title.into(), false),
            },
            None => {
                self.report("missing-field", format!("the item `{id}` has no title"));
                (id.into(), true)
            }
        }
    }

    /// A text or a number; lists give their first.
    fn text(&self, name: &str) -> Option<String> {
        let text = match self.item.get(name)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Array(list) => list.first()?.as_str()?.to_owned(),
            _ => return None,
        };
        Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    }

    fn words(&self, name: &str) -> Option<Box<str>> {
        self.text(name).map(Into::into)
    }

    fn custom(&self, name: &str) -> Option<String> {
        self.item.get("custom")?.get(name)?.as_str().map(str::to_owned)
    }

    fn address(&mut self, name: &str) -> Option<Box<str>> {
        let url = self.text(name)?;
        let lower = url.to_ascii_lowercase();
        if (lower.starts_with("http://") || lower.starts_with("https://")) && is_safe_url(&url) {
            return Some(url.into());
        }
        // `archive` is the name of an archive more often than its address.
        if name == "URL" {
            self.report("bad-entry", format!("`{name}` is no http or https address"));
        }
        None
    }

    fn names(&mut self, role: &str) -> Vec<Name> {
        let Some(list) = self.item.get(role).and_then(Value::as_array) else { return Vec::new() };
        let names: Vec<Name> = list.iter().filter_map(name).collect();
        if names.len() < list.len() {
            self.report("bad-entry", format!("`{role}` has an empty name"));
        }
        names
    }

    fn date(&mut self, name: &str) -> Option<Date> {
        let value = self.item.get(name)?;
        match date(value) {
            Ok(date) => date,
            Err(text) => {
                self.report("bad-date", format!("`{}` in `{name}` is no date", text.escape_debug()));
                None
            }
        }
    }

    fn report(&mut self, rule: &'static str, message: String) {
        self.problems.push(problem(self.at.clone(), rule, message));
    }
}

/// `{family, given}` with particles and suffix, or `{literal}`.
fn name(value: &Value) -> Option<Name> {
    let part = |key: &str| value.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    if let Some(text) = part("literal").or(value.as_str().map(str::trim).filter(|text| !text.is_empty())) {
        let body = text.contains(|c: char| c.is_whitespace() || c == ',');
        return Some(if body {
            Name::Person { family: text.into(), given: "".into() }
        } else {
            Name::Plain(text.into())
        });
    }
    let family = [part("non-dropping-particle"), part("dropping-particle"), part("family")];
    let family = family.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let given = [part("given"), part("suffix")].into_iter().flatten().collect::<Vec<_>>().join(", ");
    match (family.is_empty(), given.is_empty()) {
        (true, true) => None,
        (true, false) => Some(Name::Plain(given.into())),
        (false, true) if !family.contains(' ') => Some(Name::Plain(family.into())),
        (false, _) => Some(Name::Person { family: family.into(), given: given.into() }),
    }
}

/// A CSL date: parts, raw, literal or a text; nothing for an empty one, its text for one that is no date.
fn date(value: &Value) -> Result<Option<Date>, String> {
    if let Some(text) = value.as_str().or_else(|| ["raw", "literal"].iter().find_map(|key| value.get(key)?.as_str())) {
        let start = text.trim().split(['/', 'T']).next().unwrap_or("").trim_end_matches(['?', '~', '%']);
        let date = Date::parse(start);
        return if start.is_empty() { Ok(None) } else { date.map(Some).ok_or_else(|| text.to_owned()) };
    }
    let parts = value.get("date-parts").unwrap_or(value);
    let first = parts.get(0).filter(|first| first.is_array()).unwrap_or(parts);
    let Some(first) = first.as_array() else {
        return if value.is_object() { Ok(None) } else { Err(value.to_string()) };
    };
    let numbers: Option<Vec<i64>> = first
        .iter()
        .filter(|part| !part.is_null() && part.as_str() != Some(""))
        .map(|part| part.as_i64().or_else(|| part.as_str()?.trim().parse().ok()))
        .collect();
    let text = match numbers.as_deref() {
        Some([]) => return Ok(None),
        Some([year]) => format!("{year:04}"),
        Some([year, month]) => format!("{year:04}-{month:02}"),
        Some([year, month, day, ..]) => format!("{year:04}-{month:02}-{day:02}"),
        None => return Err(parts.to_string()),
    };
    Date::parse(&text).map(Some).ok_or(text)
}

fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// The byte of a place that counts lines from one and columns in bytes from one.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    floor_char_boundary(text, start + column.saturating_sub(1))
}

fn next_char(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(0, char::len_utf8)
}
