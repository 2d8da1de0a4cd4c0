//! `sources/*.json`: CSL-JSON, as Zotero and others write it, read into sources.
//!
//! In: one file, a list of items or one item. Out: sources, and problems with their bytes. Items are found by a
//! scan and read one by one, so that a mistake in one costs that one and has a place.
//! Absent on purpose: ranges of dates (the start counts) and fields a source does not have.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;

use serde_json::{Map, Value};

use super::bib::{BibProblem, Unplaced};
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
    /// Variables that were looked at.
    used: RefCell<HashSet<&'static str>>,
    /// Parts of them that a source cannot hold.
    left: RefCell<Vec<Unplaced>>,
}

/// Reads one item under a key that may be empty. Beside the source: what it has no place for.
pub fn read_item(
    item: &Map<String, Value>,
    key: &str,
    at: At,
    problems: &mut Vec<BibProblem>,
) -> (Source, Vec<Unplaced>) {
    let mut cx = Cx { item, at: at.span.range(), problems, used: RefCell::default(), left: RefCell::default() };
    let source = cx.source(key, at);
    if let Some(Value::Object(custom)) = item.get("custom") {
        let is_held = |name: &str| match name {
            "title_en" => true,
            "archived" => source.archived.is_some(),
            _ => false,
        };
        for (name, value) in custom.iter().filter(|(name, value)| !is_held(name) && !is_empty(value)) {
            cx.left(&format!("custom.{name}"), in_words(value));
        }
    } else if let Some(other) = item.get("custom").filter(|other| !is_empty(other)) {
        cx.left("custom", in_words(other));
    }
    let used = cx.used.into_inner();
    let is_key = |name: &str| name == "id" || name == "citation-key" && item.get(name) == item.get("id");
    let unread = item.iter().filter(|(name, value)| !used.contains(&***name) && !is_key(name) && !is_empty(value));
    let unread = unread.map(|(name, value)| Unplaced::new(name.as_str(), in_words(value)));
    let unplaced = unread.chain(cx.left.into_inner()).collect();
    (source, unplaced)
}

/// Nothing is lost with it.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.iter().all(is_empty),
        Value::Object(map) => map.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A value as a report shows it: texts without quotes, lists with commas, the rest as JSON.
pub fn in_words(value: &Value) -> String {
    match value {
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Array(list) if list.iter().all(|item| item.is_string() || item.is_number()) => {
            list.iter().map(in_words).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// Reads a CSL-JSON file; items without a usable id are left out.
pub fn read_csl_json(text: &str, file: FileId) -> (Vec<Source>, Vec<BibProblem>) {
    let (mut sources, mut problems) = (Vec::new(), syntax_problems(text));
    let mut seen = HashSet::new();
    for range in items(text) {
        let Ok(Value::Object(item)) = serde_json::from_str::<Value>(&text[range.clone()]) else { continue };
        let Some((id, at)) = id(text, &range, &item, &mut problems) else { continue };
        if !seen.insert(id.to_lowercase()) {
            problems.push(problem(at, "bad-entry", format!("the id `{id}` is used twice; the first item counts")));
            continue;
        }
        sources.push(read_item(&item, &id, At::new(file, at), &mut problems).0);
    }
    if sources.is_empty() && problems.is_empty() && !text.trim().is_empty() && !text.trim().starts_with('[') {
        problems.push(problem(0..next_char(text, 0), "bad-entry", "not a list of CSL-JSON items".to_owned()));
    }
    (sources, problems)
}

/// Where a text is no JSON.
pub fn syntax_problems(text: &str) -> Vec<BibProblem> {
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text.trim_start_matches('\u{feff}')).err();
    let problem = |error: serde_json::Error| {
        let at = offset(text, error.line(), error.column());
        problem(at..next_char(text, at), "bad-entry", format!("not JSON: {}", reason(&error)))
    };
    error.map(problem).into_iter().collect()
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
            allow: Vec::new(),
        }
    }

    fn kind(&mut self) -> SourceKind {
        let word = self.text("type").unwrap_or_default();
        let own = SourceKind::ALL.iter().copied().find(|kind| kind.csl() == word);
        let other = || OTHER_KINDS.iter().find(|(csl, _)| *csl == word).map(|(_, kind)| *kind);
        if let (None, Some(kind)) = (own, other()) {
            self.left("type", format!("{word}, kept as {}", kind.word()));
        }
        own.or_else(other).unwrap_or_else(|| {
            self.left("type", word.as_str());
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
                let item = if id.is_empty() { "this item".to_owned() } else { format!("the item `{id}`") };
                self.report("missing-field", format!("{item} has no title"));
                (id.into(), true)
            }
        }
    }

    /// A variable, which from now on counts as looked at.
    fn get(&self, name: &'static str) -> Option<&Value> {
        self.used.borrow_mut().insert(name);
        self.item.get(name)
    }

    fn left(&self, name: &str, value: impl Into<String>) {
        self.left.borrow_mut().push(Unplaced::new(name, value));
    }

    /// A text or a number; lists give their first.
    fn text(&self, name: &'static str) -> Option<String> {
        let value = self.get(name)?;
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Array(list) if list.first().is_some_and(Value::is_string) => {
                if list.len() > 1 {
                    self.left(name, list[1..].iter().map(in_words).collect::<Vec<_>>().join(", "));
                }
                list.first()?.as_str()?.to_owned()
            }
            other if is_empty(other) => return None,
            other => {
                self.left(name, in_words(other));
                return None;
            }
        };
        Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
    }

    fn words(&self, name: &'static str) -> Option<Box<str>> {
        self.text(name).map(Into::into)
    }

    fn custom(&self, name: &str) -> Option<String> {
        self.get("custom")?.get(name)?.as_str().map(str::to_owned)
    }

    fn address(&mut self, name: &'static str) -> Option<Box<str>> {
        let url = self.text(name)?;
        let lower = url.to_ascii_lowercase();
        if (lower.starts_with("http://") || lower.starts_with("https://")) && is_safe_url(&url) {
            return Some(url.into());
        }
        self.left(name, url);
        // `archive` is the name of an archive more often than its address.
        if name == "URL" {
            self.report("bad-entry", format!("`{name}` is no http or https address"));
        }
        None
    }

    fn names(&mut self, role: &'static str) -> Vec<Name> {
        let value = self.get(role);
        let Some(list) = value.and_then(Value::as_array) else {
            if let Some(value) = value.filter(|value| !is_empty(value)) {
                self.left(role, in_words(value));
            }
            return Vec::new();
        };
        for (name, part, value) in list.iter().filter_map(Value::as_object).flat_map(more_of_name) {
            self.left(&format!("{role}.{part}"), format!("{value} ({name})"));
        }
        let names: Vec<Name> = list.iter().filter_map(name).collect();
        if names.len() < list.len() {
            self.report("bad-entry", format!("`{role}` has an empty name"));
        }
        names
    }

    fn date(&mut self, name: &'static str) -> Option<Date> {
        let value = self.get(name)?.clone();
        match date(&value) {
            Ok(date) => {
                if !is_whole(&value, date) {
                    self.left(name, value.to_string());
                }
                date
            }
            Err(text) => {
                self.left(name, text.as_str());
                self.report("bad-date", format!("`{}` in `{name}` is no date", text.escape_debug()));
                None
            }
        }
    }

    fn report(&mut self, rule: &'static str, message: String) {
        self.problems.push(problem(self.at.clone(), rule, message));
    }
}

/// What a name says beyond its words: (the name, the key, its value).
fn more_of_name(name: &Map<String, Value>) -> Vec<(String, String, String)> {
    const WORDS: [&str; 4] = ["non-dropping-particle", "dropping-particle", "family", "given"];
    let read = |key: &str| match name.get("literal") {
        Some(literal) if !is_empty(literal) => key == "literal",
        _ => key == "suffix" || WORDS.contains(&key),
    };
    let who = name.get("literal").or(name.get("family")).or(name.get("given")).map_or_else(String::new, in_words);
    let more = name.iter().filter(|(key, value)| !read(key) && !is_empty(value));
    more.map(|(key, value)| (who.clone(), key.clone(), in_words(value))).collect()
}

/// Whether a date says no more than the one that was read: no range, no season, no "circa".
fn is_whole(value: &Value, date: Option<Date>) -> bool {
    let text = value.as_str().or_else(|| ["raw", "literal"].iter().find_map(|key| value.get(key)?.as_str()));
    if let Some(text) = text {
        let alone = value.as_object().is_none_or(|map| map.len() == 1);
        return alone && date.map_or(text.trim().is_empty(), |date| date.to_string() == text.trim());
    }
    let parts = value.get("date-parts").unwrap_or(value);
    let first = parts.get(0).filter(|first| first.is_array());
    let one = first.is_none() || parts.as_array().is_some_and(|list| list.len() == 1);
    let short = first.unwrap_or(parts).as_array().is_none_or(|list| list.len() <= 3);
    let more =
        value.as_object().is_some_and(|map| map.iter().any(|(key, value)| key != "date-parts" && !is_empty(value)));
    one && short && !more
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
