//! A kept copy of a source: its text with a head, and the source's entry that names it.
//!
//! In: an analysed site, the id of a source, a text or a page of the web. Out: two new texts, of the copy and of the
//! sheet of sources, of which only `capture:` and `accessed:` differ; or why there are none.
//! Absent on purpose: reading and writing files, and any judgement of the quotes (the rules look at them).

use super::apply;
use super::diff;
use super::set::{self, Field};
use crate::base::diag::nearest;
use crate::base::hash::Hash;
use crate::link::items::Items;
use crate::load::Inputs;
use crate::model::date::Date;
use crate::parse::capture::{self, Head};
use crate::parse::fields::source::SOURCE;
use crate::parse::html;

/// Longest line kept; the site reads none of a megabyte.
const MOST_LINE: usize = 100_000;
/// Most lines of a copy of which a difference is shown.
const MOST_COMPARED: usize = 20_000;

/// What is to be kept.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Id of the source.
    pub source: &'a str,
    /// The text, or a page.
    pub original: &'a str,
    /// Whether it is a page whatever it begins with.
    pub is_html: bool,
    /// The day it is taken.
    pub today: Date,
    /// Whether another copy may be replaced.
    pub replace: bool,
}

/// A copy to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Path of the copy below the root.
    pub path: String,
    /// The whole file as it is, if there is one, and as it is to be.
    pub file: (Option<String>, String),
    /// Path of the sheet of sources, its text and its new text.
    pub sheet: (String, String, String),
    /// Whether the text was made from a page.
    pub from_html: bool,
    /// Words of the text, a Chinese character being one.
    pub words: usize,
    /// How the text differs from the one kept so far; empty if it does not.
    pub difference: String,
}

/// Why nothing is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such source; the nearest id.
    Unknown(Option<String>),
    /// The source stands in a file that has no place for a copy: a library.
    Library(String),
    /// `capture:` of the source is no place for one.
    Place(String),
    /// The file is there, and it is not this source's.
    Taken(String),
    /// It holds no words.
    Empty,
    /// It is the file of a kept copy, not its original.
    IsCapture,
    /// Another text is kept: its path and the difference.
    Differs(String, String),
    /// The entry cannot be changed by itself, and why.
    Entry(String),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refused::Unknown(Some(near)) => write!(f, "there is no such source; did you mean `{near}`?"),
            Refused::Unknown(None) => write!(f, "there is no such source; `factloom new source ID` adds one"),
            Refused::Library(path) => write!(
                f,
                "the source stands in `{path}`, which has no field for a copy; move its entry to a .yml file in content/sources/"
            ),
            Refused::Place(path) => write!(
                f,
                "`capture: {path}` is no place for a copy; write one below captures/ that ends in .txt, or take it out"
            ),
            Refused::Taken(path) => {
                write!(
                    f,
                    "`{path}` is there, and the source does not name it; add `capture: {}` to its entry, or move the file",
                    path.trim_start_matches("content/")
                )
            }
            Refused::Empty => {
                write!(f, "there are no words in it; is the text made by a script? Save the page from a browser")
            }
            Refused::IsCapture => write!(f, "this is a kept copy already; give the page or text it was made from"),
            Refused::Differs(path, _) => {
                write!(f, "`{path}` keeps another text; `--replace` puts this one in its place")
            }
            Refused::Entry(why) => write!(f, "the source's entry cannot be changed: {why}"),
        }
    }
}

/// The text that is kept of a page or a text.
pub fn text_of(original: &str, is_html: bool) -> String {
    let text = match is_html {
        true => html::text(original),
        false => html::tidy(original.trim_start_matches('\u{feff}')),
    };
    match text.lines().any(|line| line.len() > MOST_LINE) {
        true => text.lines().map(|line| broken(line) + "\n").collect(),
        false => text,
    }
}

/// A line broken at blanks, or anywhere if it has none.
fn broken(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + line.len() / MOST_LINE);
    let mut length = 0;
    for c in line.chars() {
        length += c.len_utf8();
        if length > MOST_LINE / 2 && c == ' ' || length > MOST_LINE {
            out.push('\n');
            length = c.len_utf8();
        }
        if !(c == ' ' && out.ends_with('\n')) {
            out.push(c);
        }
    }
    out
}

/// Makes the copy of a source.
pub fn keep(items: &Items, inputs: &Inputs, wish: &Wish<'_>) -> Result<Kept, Refused> {
    let known = || items.sources.iter().map(|source| &*source.id);
    let source = items.source(wish.source).map(|id| &items.sources[id.index()]);
    let source = source.ok_or_else(|| Refused::Unknown(nearest(wish.source, known()).map(str::to_owned)))?;
    let sheet = inputs.of(source.at.file);
    if !sheet.path.ends_with(".yml") && !sheet.path.ends_with(".yaml") {
        return Err(Refused::Library(sheet.path.to_string()));
    }
    let below = source.capture.as_deref().map_or_else(|| format!("captures/{}.txt", source.id), str::to_owned);
    if !is_place(&below) {
        return Err(Refused::Place(below));
    }
    let path = format!("content/{below}");
    let before = inputs.file(&path).map(|file| inputs.text(file).to_owned());
    if before.is_some() && source.capture.is_none() {
        return Err(Refused::Taken(path));
    }
    if capture::read(wish.original).head.is_some() {
        return Err(Refused::IsCapture);
    }
    let from_html = wish.is_html || html::is_html(wish.original);
    let text = text_of(wish.original, from_html);
    let words = words(&text);
    if words == 0 {
        return Err(Refused::Empty);
    }
    let old = before.as_deref().map(|file| capture::read(file).text.replace("\r\n", "\n"));
    let difference = old.map_or_else(String::new, |old| difference(&path, &old, &text));
    if !difference.is_empty() && !wish.replace {
        return Err(Refused::Differs(path, difference));
    }
    let is_same = difference.is_empty()
        && before.as_deref().is_some_and(|file| {
            let kept = capture::read(file);
            kept.head.is_some() && kept.is_whole()
        });
    let head = Head {
        source: source.id.clone(),
        address: source.url.clone(),
        date: Some(wish.today),
        original: Some(Hash::of(wish.original.as_bytes())),
        text: None,
    };
    let file = match &before {
        // What is kept already, with the day it was taken, stays as it is.
        Some(before) if is_same => before.clone(),
        _ => capture::write(&head, &text),
    };
    let mut entry = sheet.text.to_string();
    let day = wish.today.to_string();
    let fields = [("accessed", day.as_str()), ("capture", below.as_str())];
    // Of a copy that is kept already the day stays, too.
    for (key, value) in fields.into_iter().filter(|(key, _)| !(is_same && *key == "accessed")) {
        let edit = set::field(&sheet.path, &entry, &[&source.id], Field { table: &SOURCE, key, value });
        if let Some(edit) = edit.map_err(Refused::Entry)? {
            entry = apply(&entry, &[edit]).0;
        }
    }
    let sheet = (sheet.path.to_string(), sheet.text.to_string(), entry);
    Ok(Kept { path, file: (before, file), sheet, from_html, words, difference })
}

/// Whether a path is one of the folder of kept copies, and stays in it.
fn is_place(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let is_name = |part: &&str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0']);
    parts.len() > 1 && parts[0] == "captures" && parts.iter().all(is_name) && path.ends_with(".txt")
}

fn difference(path: &str, old: &str, new: &str) -> String {
    match old == new {
        true => String::new(),
        false if old.lines().count() + new.lines().count() > MOST_COMPARED => {
            format!("{path}: the texts differ, and are too long to compare\n")
        }
        false => diff::unified(path, old, new),
    }
}

fn words(text: &str) -> usize {
    let latin = text.split(|c: char| !c.is_alphanumeric() || crate::parse::markdown::sentence::is_han(c));
    let han = text.chars().filter(|c| crate::parse::markdown::sentence::is_han(*c)).count();
    latin.filter(|word| !word.is_empty()).count() + han
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stay_in_the_folder_of_copies() {
        for good in ["captures/x.txt", "captures/a/x.txt"] {
            assert!(is_place(good), "{good}");
        }
        for bad in [
            "x.txt",
            "captures/x.md",
            "captures/../site.txt",
            "/captures/x.txt",
            "captures//x.txt",
            "../captures/x.txt",
            "captures/.x.txt",
            "captures\\x.txt",
            "C:/captures/x.txt",
        ] {
            assert!(!is_place(bad), "{bad}");
        }
    }

    #[test]
    fn long_lines_are_broken_and_lose_no_word() {
        let line = "word ".repeat(60_000);
        let text = text_of(&line, false);
        assert!(text.lines().all(|line| line.len() <= MOST_LINE), "no line is too long");
        assert_eq!(text.split_whitespace().count(), 60_000);
        let solid = "制".repeat(100_000);
        let text = text_of(&solid, false);
        assert_eq!(text.matches('制').count(), 100_000);
        assert!(text.lines().all(|line| line.len() <= MOST_LINE));
    }
}
