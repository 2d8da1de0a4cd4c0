//! A file of another program, told by its shape and read into sources: BibTeX, RIS, CSL-JSON, records of DOIs.
//!
//! In: a text. Out: its format, one `Incoming` for each entry that can be a source, and problems with their bytes.
//! Nothing is dropped without a word: what a source has no place for stands beside it.
//! Absent on purpose: names of files, and ids. An entry may come without a key; whoever takes it in names it.

use std::collections::HashSet;
use std::ops::Range;

use serde_json::Value;

use super::bib::fields::language_tag;
use super::bib::{BibProblem, Keys, Unplaced, read_entries};
use super::{csl_json, doi, ris};
use crate::base::text::{At, FileId, floor_char_boundary};
use crate::cite::item::bare_doi;
use crate::model::source::{Name, Source};

/// Longest text of a field, in bytes; a longer one has no place on a page.
const LONGEST: usize = 20_000;
/// Most names of one role: the longest lists of authors there are have some 5,000.
const MOST_NAMES: usize = 10_000;

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// BibTeX or biblatex.
    Bib,
    /// RIS.
    Ris,
    /// CSL-JSON, or JSON of Crossref or DataCite.
    Json,
}

/// An entry that can be a source.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// The source; its id is the key in the file and may be empty or no id at all.
    pub source: Source,
    /// What it has no place for.
    pub unplaced: Vec<Unplaced>,
}

/// Tells the format: a brace or bracket first is JSON; else the first line that begins an entry decides.
pub fn format(text: &str) -> Option<Format> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with(['{', '[']) {
        return Some(Format::Json);
    }
    text.lines().find_map(|line| {
        let line = line.trim_start();
        let rest = line.strip_prefix('@').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()));
        let is_bib = rest.is_some_and(|rest| rest.len() + 1 < line.len() && rest.trim_start().starts_with(['{', '(']));
        let is_ris = line.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("TY"))
            && line[2..].trim_start_matches([' ', '\t']).starts_with('-');
        match (is_bib, is_ris) {
            (true, _) => Some(Format::Bib),
            (_, true) => Some(Format::Ris),
            _ => None,
        }
    })
}

/// Reads a file. Entries without a title are left out, which is reported.
pub fn read(text: &str, file: FileId) -> (Vec<Incoming>, Vec<BibProblem>) {
    let (entries, problems) = match format(text) {
        Some(Format::Bib) => read_entries(text, file, Keys::Any),
        Some(Format::Ris) => ris::read_ris(text, file),
        Some(Format::Json) => read_json(text, file),
        None => {
            let end = floor_char_boundary(text, text.find('\n').unwrap_or(text.len()).min(80));
            let message = "neither BibTeX, RIS nor JSON: no line begins an entry".to_owned();
            let help = "an entry begins with `@article{`, `TY  - JOUR` or `{`".to_owned();
            (Vec::new(), vec![BibProblem { range: 0..end, rule: "bad-entry", message, help: Some(help) }])
        }
    };
    // The readers put the key where a title is missing, and report it at the source's own place.
    let nameless: HashSet<usize> =
        problems.iter().filter(|problem| problem.rule == "missing-field").map(|problem| problem.range.start).collect();
    let entries = entries.into_iter().filter(|(source, _)| !nameless.contains(&(source.at.span.start as usize)));
    (entries.map(|(source, unplaced)| clean(source, unplaced)).collect(), problems)
}

fn read_json(text: &str, file: FileId) -> (Vec<(Source, Vec<Unplaced>)>, Vec<BibProblem>) {
    let (mut out, mut problems) = (Vec::new(), csl_json::syntax_problems(text));
    let works = works(text);
    for range in &works {
        let Ok(Value::Object(item)) = serde_json::from_str::<Value>(&text[range.clone()]) else { continue };
        let item = doi::csl_item(item);
        let key = item.get("id").or_else(|| item.get("citation-key")).map(csl_json::in_words).unwrap_or_default();
        let at = At::new(file, range.start..range.start + 1);
        out.push(csl_json::read_item(&item, &key, at, &mut problems));
    }
    if works.is_empty() && problems.is_empty() {
        let message = "no item of CSL-JSON, and no work of Crossref or DataCite".to_owned();
        let end = text.chars().next().map_or(0, char::len_utf8);
        problems.push(BibProblem { range: 0..end, rule: "bad-entry", message, help: None });
    }
    (out, problems)
}

/// Where works stand in a document, most particular first: Crossref's list, its single work, DataCite's list and
/// single work, a list under `items`, a list, one item.
const PLACES: [&str; 7] = ["message.items[]", "message", "data[]", "data", "items[]", "[]", ""];

/// The bytes of the works in a document: all objects at the most particular place that has any.
fn works(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    // Of the first levels: whether a list is open, and the key at hand.
    let mut levels: Vec<(bool, &str)> = Vec::new();
    let mut deeper = 0_usize;
    let mut starts: Vec<(usize, usize, usize)> = Vec::new();
    let (mut string, mut last_string) = (None, "");
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(start) = string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    last_string = &text[start..at];
                    string = None;
                }
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => string = Some(at + 1),
            b':' if deeper == 0 => {
                if let Some((false, key)) = levels.last_mut() {
                    *key = last_string;
                }
            }
            b'{' | b'[' if levels.len() < 4 && deeper == 0 => {
                let path = path(&levels);
                if let (b'{', Some(place)) = (byte, PLACES.iter().position(|place| *place == path)) {
                    starts.push((levels.len(), place, at));
                }
                levels.push((byte == b'[', ""));
            }
            b'{' | b'[' => deeper += 1,
            b'}' | b']' if deeper > 0 => deeper -= 1,
            b'}' | b']' => {
                levels.pop();
                if let Some((_, place, start)) = starts.pop_if(|(depth, ..)| *depth == levels.len()) {
                    found.push((place, start..at + 1));
                }
            }
            _ => {}
        }
    }
    let best = found.iter().map(|(place, _)| *place).min();
    let mut out: Vec<_> = found.into_iter().filter(|(place, _)| Some(*place) == best).map(|(_, range)| range).collect();
    out.sort_by_key(|range| range.start);
    out
}

fn path(levels: &[(bool, &str)]) -> String {
    let parts = levels.iter().map(|(list, key)| if *list { "[]".to_owned() } else { format!(".{key}") });
    parts.collect::<String>().trim_start_matches('.').to_owned()
}

/// Makes every field one that a sheet can hold; what that costs is noted.
fn clean(mut source: Source, mut unplaced: Vec<Unplaced>) -> Incoming {
    let mut note = |field: &str, value: &str| unplaced.push(Unplaced::new(field, value));
    source.title = printable("title", &source.title, &mut note);
    if source.title.len() > LONGEST {
        let end = floor_char_boundary(&source.title, LONGEST);
        note("title", &source.title[end..]);
        source.title = source.title[..end].into();
    }
    if let Some((title, tags)) = without_markup(&source.title) {
        source.title = title.into();
        note("title", &format!("markup {tags}"));
    }
    source.publisher = printable("publisher", &source.publisher, &mut note);
    if source.publisher.len() > LONGEST {
        note("publisher", &source.publisher);
        source.publisher = "".into();
    }
    for (field, text) in [
        ("translated title", &mut source.title_en),
        ("container", &mut source.container),
        ("volume", &mut source.volume),
        ("issue", &mut source.issue),
        ("pages", &mut source.pages),
        ("doi", &mut source.doi),
        ("isbn", &mut source.isbn),
        ("language", &mut source.lang),
        ("note", &mut source.note),
    ] {
        *text = text.take().map(|text| printable(field, &text, &mut note)).filter(|text| !text.is_empty());
        if let Some(long) = text.take_if(|text| text.len() > LONGEST) {
            note(field, &long);
        }
    }
    for (field, names) in
        [("author", &mut source.authors), ("editor", &mut source.editors), ("translator", &mut source.translators)]
    {
        for name in names.iter_mut() {
            *name = match &*name {
                Name::Plain(text) => Name::Plain(printable(field, text, &mut note)),
                Name::Person { family, given } => Name::Person {
                    family: printable(field, family, &mut note),
                    given: printable(field, given, &mut note),
                },
            };
        }
        let length = |name: &Name| match name {
            Name::Plain(text) => text.len(),
            Name::Person { family, given } => family.len() + given.len(),
        };
        names.retain(|name| length(name) > 0);
        let long = names.extract_if(.., |name| length(name) > LONGEST).count();
        if long > 0 {
            note(field, &format!("{long} names longer than {LONGEST} bytes"));
        }
        if names.len() > MOST_NAMES {
            note(field, &format!("{} more names", names.len() - MOST_NAMES));
            names.truncate(MOST_NAMES);
        }
    }
    for (field, url) in [("url", &mut source.url), ("archive", &mut source.archive)] {
        let Some(written) = url.take() else { continue };
        *url = web_address(&written).map(Into::into);
        if url.is_none() {
            note(field, &written);
        }
    }
    source.doi = source.doi.map(|doi| bare_doi(&doi).into());
    if let Some(lang) = source.lang.take() {
        source.lang = language_tag(&lang).map(Into::into);
        if source.lang.is_none() {
            note("language", &lang);
        }
    }
    Incoming { source, unplaced }
}

/// One line without control characters; says so if there were any.
fn printable(field: &str, text: &str, note: &mut dyn FnMut(&str, &str)) -> Box<str> {
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        note(field, "control characters");
    }
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").into()
}

/// An address as a sheet may hold it: scheme in small letters, what would end it percent-encoded.
fn web_address(url: &str) -> Option<String> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(scheme.as_str(), "http" | "https") || rest.is_empty() || url.len() > LONGEST {
        return None;
    }
    let mut out = format!("{scheme}://");
    for c in rest.chars() {
        match c {
            c if c.is_control() => return None,
            c if c.is_whitespace() || "<>\"".contains(c) => {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
            }
            c => out.push(c),
        }
    }
    Some(out)
}

/// The tags that reference managers and registries put into titles, where a pair of them stands: the text without
/// them, and which they were.
fn without_markup(text: &str) -> Option<(String, String)> {
    const TAGS: [&str; 9] = ["i", "b", "em", "strong", "sub", "sup", "sc", "scp", "span"];
    let mut out = text.to_owned();
    let mut found = Vec::new();
    for tag in TAGS {
        let close = format!("</{tag}>");
        while let Some(end) = out.find(&close) {
            let start = out[..end].rfind(&format!("<{tag}>")).or_else(|| out[..end].rfind(&format!("<{tag} ")));
            let Some(start) = start else { break };
            let Some(length) = out[start..end].find('>') else { break };
            out.replace_range(end..end + close.len(), "");
            out.replace_range(start..start + length + 1, "");
            if !found.contains(&tag) {
                found.push(tag);
            }
        }
    }
    let tags = found.iter().map(|tag| format!("<{tag}>")).collect::<Vec<_>>().join(" ");
    (!found.is_empty()).then_some((out, tags))
}
