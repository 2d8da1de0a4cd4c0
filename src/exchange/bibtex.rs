//! BibTeX, in the dialect of biblatex and in UTF-8.

use super::{carriers, filed_title, one_line};
use crate::cite::Entry;
use crate::cite::names::{Shape, shape};
use crate::model::source::{Name, SourceKind};

/// One entry; its key is the source's id.
pub fn bibtex(entry: &Entry<'_>) -> String {
    let source = entry.source;
    let mut fields: Vec<(&str, String)> = Vec::new();
    let mut text = |name: &'static str, value: Option<&str>| {
        let value = tex(&one_line(value.unwrap_or("")));
        if !value.is_empty() {
            fields.push((name, value));
        }
    };
    text("entrysubtype", subtype(source.kind));
    text("title", Some(&filed_title(entry)));
    let translation = source.title_en.as_ref().map(|title| format!("[{}]", one_line(title)));
    text("titleaddon", translation.as_deref());
    let (container, publisher) = carriers(entry);
    text(if source.kind.is_periodical() { "journaltitle" } else { "booktitle" }, container);
    text(publisher_field(source.kind), publisher);
    text("date", source.date.map(|date| date.to_string()).as_deref());
    text("volume", source.volume.as_deref());
    text("number", source.issue.as_deref());
    text("isbn", source.isbn.as_deref());
    text("language", source.lang.as_deref());
    text("urldate", source.accessed.map(|date| date.to_string()).as_deref());
    text("archivedate", source.archived.map(|date| date.to_string()).as_deref());
    text("note", source.note.as_deref());
    fields.extend(source.pages.as_deref().map(|pages| ("pages", tex(&one_line(pages)).replace(['–', '-'], "--"))));
    for (name, value) in [("doi", &source.doi), ("url", &source.url), ("archiveurl", &source.archive)] {
        fields.extend(value.as_deref().map(|value| (name, address(value))));
    }
    let roles = [("translator", &entry.translators), ("editor", &entry.editors), ("author", &entry.authors)];
    for (role, people) in roles.into_iter().filter(|(_, people)| !people.is_empty()) {
        fields.insert(usize::from(subtype(source.kind).is_some()), (role, names(people)));
    }
    let mut out = format!("@{}{{{},\n", source.kind.bib(), source.id);
    for (name, value) in fields {
        out.push_str(&format!("  {name} = {{{value}}},\n"));
    }
    out.push_str("}\n");
    out
}

/// All entries, a blank line between them.
pub fn sources_bib(entries: &[Entry<'_>]) -> String {
    entries.iter().map(bibtex).collect::<Vec<_>>().join("\n")
}

/// Told apart where biblatex has one type for several kinds.
fn subtype(kind: SourceKind) -> Option<&'static str> {
    match kind {
        SourceKind::Newspaper | SourceKind::Magazine | SourceKind::Post | SourceKind::Speech => Some(kind.word()),
        _ => None,
    }
}

fn publisher_field(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Report | SourceKind::Thesis => "institution",
        SourceKind::Web | SourceKind::Post | SourceKind::Law | SourceKind::Speech => "organization",
        _ => "publisher",
    }
}

fn names(names: &[Name]) -> String {
    let one = |name: &Name| match name {
        Name::Person { family, given } if !given.is_empty() => {
            let (family, given) = (tex(&one_line(family)), tex(&one_line(given)));
            match given.rsplit_once(", ") {
                Some((first, junior)) => format!("{}, {junior}, {first}", guarded(&family)),
                None => format!("{}, {}", guarded(&family), guarded(&given)),
            }
        }
        _ => match shape(name) {
            Shape::Whole(text) => format!("{{{}}}", tex(&one_line(&text))),
            Shape::Person { family, given, suffix: None } => format!("{}, {}", tex(&family), tex(&given)),
            Shape::Person { family, given, suffix: Some(suffix) } => {
                format!("{}, {suffix}, {}", tex(&family), tex(&given))
            }
        },
    };
    names.iter().map(one).collect::<Vec<_>>().join(" and ")
}

/// Braces round a part that holds a comma or an "and".
fn guarded(part: &str) -> String {
    let splits = part.contains(',') || part.split(' ').any(|word| word.eq_ignore_ascii_case("and"));
    if splits { format!("{{{part}}}") } else { part.to_owned() }
}

/// Text for TeX. Braces become commands: BibTeX counts them even behind a backslash.
fn tex(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '\\' => out.push_str("\\textbackslash{}"),
            '`' => out.push_str("\\textasciigrave{}"),
            _ => out.push(c),
        }
    }
    // Two apostrophes or hyphens in a row would be read as a quote or a dash.
    out.replace("''", "'{}'").replace("--", "-{}-")
}

/// A verbatim address: what would end the field is percent-encoded.
fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '{' | '}' | '\\' | ' ' => out.push_str(&format!("%{:02X}", u32::from(c))),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}
