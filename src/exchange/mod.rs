//! Sources and facts for other programs: BibTeX, RIS, CSL-JSON; CSV with a Data Package, a calendar, an index
//! for search; JSON Schemas for editors.
//!
//! In: sources with their names resolved. Out: text or JSON values. What a format cannot hold is left out:
//! captures, what was read, retractions and copies have no field in any of them.
//! Absent on purpose: writing files.

pub mod bibtex;
pub mod calendar;
pub mod csl_json;
pub mod package;
pub mod ris;
pub mod schema;
pub mod search;
pub mod tables;

use crate::cite::Entry;

/// The container as a library would file it, and the publisher: a periodical is the container of its articles.
fn carriers<'a>(entry: &Entry<'a>) -> (Option<&'a str>, Option<&'a str>) {
    let publisher = Some(entry.publisher).filter(|name| !name.is_empty());
    match entry.source.container.as_deref() {
        None if entry.source.kind.is_periodical() => (publisher, None),
        container => (container, publisher),
    }
}

/// The title as it is filed: a description of ours in square brackets.
fn filed_title(entry: &Entry<'_>) -> String {
    let title = one_line(&entry.source.title);
    if entry.source.untitled { format!("[{title}]") } else { title }
}

/// `text` without line ends and control characters.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
