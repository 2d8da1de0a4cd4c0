//! Changes to a site's own files: what a command or an editor proposes, as text edits.
//!
//! In: an analysed site and a wish. Out: `Edit`s, each the replacement of one span of one file, or new files.
//! Pure: nothing here reads or writes a file. `apply` gives the new text, the caller shows or writes it.
//! Absent on purpose: reformatting. An edit touches the bytes it must; comments, order and spacing stay.

pub mod capture;
pub mod diff;
pub mod entry;
pub mod fill;
pub mod fix;
pub mod id;
pub mod import;
pub mod insert;
pub mod mark;
pub mod new;
pub mod promote;
pub mod record;
pub mod references;
pub mod rename;
pub mod same;
pub mod scalar;
pub mod set;
pub mod source_id;
pub mod standing;
pub mod starter;
pub mod translated;
pub mod workflow;

use std::collections::BTreeMap;

use crate::base::text::Span;
use crate::load::Inputs;

/// Replacement of a span of one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// Path below the site's root, with `/`.
    pub path: Box<str>,
    /// The bytes to replace; empty to insert.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// Applies the edits of one file to its text. Of two edits that overlap, the first in the text stays and the
/// second is left out: it was meant for words that are gone. Returns the text and how many were applied.
pub fn apply(text: &str, edits: &[Edit]) -> (String, usize) {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let (mut out, mut at, mut applied) = (String::with_capacity(text.len()), 0, 0);
    for edit in sorted {
        let range = edit.span.range();
        if range.start < at || range.end > text.len() || text.get(range.clone()).is_none() {
            continue;
        }
        out.push_str(&text[at..range.start]);
        out.push_str(&edit.text);
        at = range.end;
        applied += 1;
    }
    out.push_str(&text[at..]);
    (out, applied)
}

/// The new texts of the files that edits touch, by path, each with how many edits were applied.
pub fn texts(inputs: &Inputs, edits: &[Edit]) -> BTreeMap<Box<str>, (String, usize)> {
    let mut by_path: BTreeMap<Box<str>, Vec<Edit>> = BTreeMap::new();
    for edit in edits {
        by_path.entry(edit.path.clone()).or_default().push(edit.clone());
    }
    let mut out = BTreeMap::new();
    for (path, edits) in by_path {
        if let Some(file) = inputs.file(&path) {
            out.insert(path, apply(inputs.text(file), &edits));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(range: std::ops::Range<usize>, text: &str) -> Edit {
        Edit { path: "content/a.md".into(), span: Span::of(range), text: text.to_owned() }
    }

    #[test]
    fn edits_touch_their_own_bytes_and_the_first_of_two_that_overlap_stays() {
        let (text, applied) = apply("制裁 one two", &[edit(11..14, "2"), edit(7..10, "1"), edit(8..12, "x")]);
        assert_eq!((text.as_str(), applied), ("制裁 1 2", 2));
        let (text, applied) = apply("ab", &[edit(1..1, "-"), edit(1..1, "+"), edit(2..9, "no")]);
        assert_eq!((text.as_str(), applied), ("a-+b", 2));
        assert_eq!(apply("制", &[edit(1..2, "no")]), ("制".to_owned(), 0));
    }
}
