//! New addresses written in place of those that moved.
//!
//! In: places, the history. Out: the files with their new texts, and the history under the new addresses. Only the
//! bytes of an address change, and only where a reading of the new text finds exactly the addresses that were meant;
//! a file in which it does not is left alone.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use super::collect::{Places, collect};
use crate::base::diag::Level;
use crate::base::text::{FileId, Span};
use crate::build::{self, Analysis, Options};
use crate::edit::{self, Edit};
use crate::model::links::{LinkLog, Outcome, Record, Seen, Verdict};

/// A file with its new addresses.
#[derive(Debug, PartialEq, Eq)]
pub struct MendedFile {
    /// Path below the root.
    pub path: Box<str>,
    /// Its text before.
    pub before: String,
    /// Its text with the new addresses.
    pub after: String,
    /// How many.
    pub count: usize,
}

/// What can be mended.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// Files that change.
    pub files: Vec<MendedFile>,
    /// Files left alone: the new text would not say what was meant.
    pub refused: Vec<Box<str>>,
    /// Old address, new address; at all places that could be changed.
    pub moved: Vec<(Box<str>, Box<str>)>,
}

/// Where an address that moved leads now, with the fragment it had.
pub fn new_address(address: &str, record: &Record) -> Option<String> {
    let target = record.seen.target.as_deref().filter(|_| record.verdict() == Verdict::Moved)?;
    let mut new = Url::parse(target).ok()?;
    if new.fragment().is_none() {
        new.set_fragment(address.split_once('#').map(|(_, fragment)| fragment));
    }
    Some(new.to_string())
}

/// An address as it has to be written at a place: in quotes where YAML would end a value at its commas or brackets,
/// its brackets escaped where markdown would end a link at one.
fn written(text: &str, span: Span, new: &str) -> String {
    let before = &text[..span.range().start];
    let bare = before.trim_end();
    let is_balanced = || {
        let mut depth = 0_i32;
        let rises = new.chars().all(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            depth >= 0
        });
        rises && depth == 0
    };
    let in_markdown = bare.ends_with('(') || bare.ends_with("]:");
    if in_markdown && !is_balanced() {
        return new.replace('(', "\\(").replace(')', "\\)");
    }
    let is_bare_value = bare.ends_with(':') && !in_markdown;
    match is_bare_value && new.contains([',', '[', ']', '{', '}']) {
        true => format!("\"{new}\""),
        false => new.to_owned(),
    }
}

/// Writes new addresses; `is_wanted` says in which files.
pub fn mend(
    analysis: &Analysis,
    options: &Options,
    places: &Places,
    log: &LinkLog,
    is_wanted: &dyn Fn(FileId) -> bool,
) -> Mended {
    let inputs = &analysis.inputs;
    let mut edits: BTreeSet<Edit> = BTreeSet::new();
    let mut wanted: BTreeMap<Box<str>, Box<str>> = BTreeMap::new();
    for (address, places) in places {
        let Some(new) = log.get(address).and_then(|record| new_address(address, record)) else { continue };
        for place in places.iter().filter(|place| place.is_exact && is_wanted(place.at.file)) {
            let input = inputs.of(place.at.file);
            let text = written(&input.text, place.at.span, &new);
            edits.insert(Edit { path: input.path.clone(), span: place.at.span, text });
            wanted.insert(address.clone(), new.clone().into());
        }
    }
    let edits: Vec<Edit> = edits.into_iter().collect();
    let texts = edit::texts(inputs, &edits);
    let changed = inputs.with_texts(texts.iter().map(|(path, (text, _))| (&**path, text.as_str())));
    let again = build::analyse(changed, options);
    let found = collect(&again.inputs, &again.items);
    let mut out = Mended::default();
    for (path, (after, count)) in texts {
        let Some(file) = inputs.file(&path) else { continue };
        let of_file = |places: &Places, moved: &BTreeMap<Box<str>, Box<str>>| -> Vec<Box<str>> {
            let mut all = Vec::new();
            for (address, places) in places {
                for place in places.iter().filter(|place| place.at.file == file) {
                    let new = moved.get(address).filter(|_| place.is_exact);
                    all.push(new.unwrap_or(address).clone());
                }
            }
            all.sort();
            all
        };
        let errors = |analysis: &Analysis| {
            let findings = analysis.report.findings.iter();
            findings.filter(|finding| finding.level == Level::Error && finding.diagnostic.at.file == file).count()
        };
        let is_meant = of_file(places, &wanted) == of_file(&found, &BTreeMap::new());
        match is_meant && errors(&again) <= errors(analysis) {
            true => out.files.push(MendedFile { path, before: inputs.text(file).to_owned(), after, count }),
            false => out.refused.push(path),
        }
    }
    let is_changed = |file: FileId| out.files.iter().any(|mended| inputs.file(&mended.path) == Some(file));
    let everywhere = |address: &str| {
        places.get(address).is_some_and(|all| all.iter().all(|place| place.is_exact && is_changed(place.at.file)))
    };
    out.moved = wanted.into_iter().filter(|(old, _)| everywhere(old)).collect();
    out
}

/// The history once the addresses have changed: what is known of the old one holds for the new.
pub fn renamed(log: &LinkLog, moved: &[(Box<str>, Box<str>)]) -> LinkLog {
    let mut out = log.clone();
    for (old, new) in moved {
        if let Some(record) = out.0.remove(old) {
            let seen = Seen { outcome: Outcome::named(Outcome::OK), target: None };
            out.0.entry(new.clone()).or_insert_with(|| Record::with(None, seen, record.checked));
        }
    }
    out
}
