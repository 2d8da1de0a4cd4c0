//! `sources/*.bib`: BibTeX and biblatex entries read into sources.
//!
//! In: one file. Out: sources, and problems with their bytes; every entry that can be read is. A reader of our
//! own, because the `biblatex` crate stops at the first mistake and overflows the stack on cycles: nothing here
//! recurses. An abbreviation must stand above its use, so `@string`s cannot form a circle.
//! Absent on purpose: TeX beyond accents and signs. `\input` and other commands stay text.

mod fields;
mod scan;
pub mod tex;

use std::collections::HashMap;
use std::ops::Range;

use crate::base::text::FileId;
use crate::model::source::Source;
use scan::{Field, Raw, Scanned};

/// What is wrong in a bibliography file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BibProblem {
    /// The bytes it is about.
    pub range: Range<usize>,
    /// `bad-entry`, `missing-field` or `bad-date`.
    pub rule: &'static str,
    /// One line without a dot.
    pub message: String,
    /// The remedy.
    pub help: Option<String>,
}

/// Entries that one may inherit from, near and far.
const MOST_PARENTS: usize = 16;

/// Reads a `.bib` file. Entries without a usable key are left out; those without title get their key as one.
pub fn read_bib(text: &str, file: FileId) -> (Vec<Source>, Vec<BibProblem>) {
    let Scanned { mut entries, mut problems } = scan::scan(text);
    drop_duplicates(&mut entries, &mut problems);
    let by_key: HashMap<&str, usize> = entries.iter().enumerate().map(|(i, entry)| (entry.key, i)).collect();
    let mut sources = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.kind != "xdata") {
        let parents = parents(index, &entries, &by_key, &mut problems);
        sources.push(fields::source(entry, &parents, file, &mut problems));
    }
    problems.sort_by_key(|problem| problem.range.start);
    (sources, problems)
}

/// Names of all fields in lower case, with the bytes of name and value, and the keys that a `crossref` or `xdata`
/// leads to.
pub fn fields_of(text: &str) -> Vec<(String, Range<usize>, Vec<String>)> {
    let entries = scan::scan(text).entries;
    let mut out = Vec::new();
    for entry in &entries {
        for field in &entry.fields {
            let parents = entry.heirlooms().filter(|(_, of)| of.at == field.at).map(|(key, _)| key.to_owned());
            out.push((field.name.clone(), field.at.clone(), parents.collect()));
        }
    }
    out
}

/// Keys are compared without regard to case, as BibTeX does and as file systems may.
fn drop_duplicates(entries: &mut Vec<Raw<'_>>, problems: &mut Vec<BibProblem>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    entries.retain(|entry| {
        let Some(first) = seen.insert(entry.key.to_lowercase(), entry.key) else { return true };
        seen.insert(entry.key.to_lowercase(), first);
        problems.push(BibProblem {
            range: entry.key_at.clone(),
            rule: "bad-entry",
            message: format!("the key `{}` is used twice; the first entry counts", entry.key),
            help: Some("give one of the two another key".to_owned()),
        });
        false
    });
}

/// The entries that `crossref` and `xdata` lead to, nearest first; a circle is reported and cut.
fn parents<'a>(
    start: usize,
    entries: &'a [Raw<'a>],
    by_key: &HashMap<&str, usize>,
    problems: &mut Vec<BibProblem>,
) -> Vec<&'a Raw<'a>> {
    let mut out: Vec<usize> = vec![start];
    let mut at = 0;
    while at < out.len() {
        let index = out[at];
        at += 1;
        for (key, field) in entries[index].heirlooms() {
            match by_key.get(key) {
                Some(next) if *next == start => {
                    let place = entries[start].field(&["crossref", "xdata"]).unwrap_or(field);
                    problems.push(inherits(place, format!("the entry `{}` inherits from itself", entries[start].key)));
                }
                Some(next) if !out.contains(next) && out.len() <= MOST_PARENTS => out.push(*next),
                // A parent's missing parent is reported with the parent.
                None if index == start => {
                    problems.push(inherits(field, format!("`{key}` in `{}` is not in this file", field.name)));
                }
                _ => {}
            }
            if out.len() > MOST_PARENTS {
                break;
            }
        }
    }
    out.iter().skip(1).map(|index| &entries[*index]).collect()
}

fn inherits(field: &Field, message: String) -> BibProblem {
    BibProblem { range: field.at.clone(), rule: "bad-entry", message, help: None }
}
