//! RIS, as reference managers import it: two letters, two blanks, a hyphen, a value; lines end in CR LF.

use super::{carriers, filed_title, one_line};
use crate::cite::Entry;
use crate::cite::item::bare_doi;
use crate::cite::names::{Shape, shape};
use crate::model::date::Date;
use crate::model::source::Name;

/// One record.
pub fn ris(entry: &Entry<'_>) -> String {
    let source = entry.source;
    let mut out = String::new();
    let mut line = |tag: &str, value: &str| {
        let value = one_line(value);
        if !value.is_empty() {
            out.push_str(&format!("{tag}  - {value}\r\n"));
        }
    };
    line("TY", source.kind.ris());
    line("ID", &source.id);
    line("TI", &filed_title(entry));
    line("TT", source.title_en.as_deref().unwrap_or(""));
    for (tag, people) in [("AU", &entry.authors), ("A2", &entry.editors), ("A4", &entry.translators)] {
        people.iter().for_each(|person| line(tag, &name(person)));
    }
    let (container, publisher) = carriers(entry);
    line("T2", container.unwrap_or(""));
    line("PB", publisher.unwrap_or(""));
    line("PY", &source.date.map_or(String::new(), |date| date.year.to_string()));
    line("DA", &source.date.map_or(String::new(), slashed));
    line("VL", source.volume.as_deref().unwrap_or(""));
    line("IS", source.issue.as_deref().unwrap_or(""));
    let pages = source.pages.as_deref().unwrap_or("");
    let (first, last) = pages.split_once(['-', '–']).unwrap_or((pages, ""));
    line("SP", first);
    line("EP", last);
    line("DO", source.doi.as_deref().map_or("", bare_doi));
    line("SN", source.isbn.as_deref().unwrap_or(""));
    line("UR", source.url.as_deref().unwrap_or(""));
    line("L2", source.archive.as_deref().unwrap_or(""));
    line("Y2", &source.accessed.map_or(String::new(), slashed));
    line("LA", source.lang.as_deref().unwrap_or(""));
    line("N1", source.note.as_deref().unwrap_or(""));
    out.push_str("ER  - \r\n");
    out
}

fn name(name: &Name) -> String {
    match (name, shape(name)) {
        (Name::Person { family, given }, Shape::Whole(_)) if !given.is_empty() => format!("{family}, {given}"),
        (_, Shape::Whole(text)) => text,
        (_, Shape::Person { family, given, suffix: None }) => format!("{family}, {given}"),
        (_, Shape::Person { family, given, suffix: Some(suffix) }) => format!("{family}, {given}, {suffix}"),
    }
}

/// `2022/05/06/`, unknown parts empty, as the format asks.
fn slashed(date: Date) -> String {
    let part = |part: Option<u8>| part.map_or(String::new(), |number| format!("{number:02}"));
    format!("{:04}/{}/{}/", date.year, part(date.month), part(date.day))
}
