//! Sources from one line, and their bibliography.

use factloom::base::text::At;
use factloom::cite::format::format;
use factloom::cite::style::style;
use factloom::cite::{Bibliography, Entry};
use factloom::model::date::Date;
use factloom::model::source::{Name, Source, SourceKind};

/// The four styles of the handbook.
pub const STYLES: [&str; 4] = ["chicago-author-date", "apa", "modern-language-association", "gb-7714-2015-author-date"];

/// `kind | title | authors; | publisher | date` and `key=value` pairs behind.
pub fn source(line: &str) -> Source {
    let mut parts = line.split('|').map(str::trim);
    let mut next = || parts.next().unwrap_or("").to_owned();
    let (kind, title, authors, publisher, date) = (next(), next(), next(), next(), next());
    let names =
        |text: &str| text.split(';').map(str::trim).filter(|n| !n.is_empty()).map(Name::parse).collect::<Vec<_>>();
    let mut source = Source {
        id: "x".into(),
        at: At::default(),
        kind: SourceKind::of_word(&kind).expect("a kind"),
        title: title.into(),
        title_en: None,
        untitled: false,
        authors: names(&authors),
        editors: Vec::new(),
        translators: Vec::new(),
        publisher: publisher.into(),
        publisher_at: At::default(),
        container: None,
        date: Date::parse(&date),
        accessed: None,
        url: None,
        archive: None,
        archived: None,
        volume: None,
        issue: None,
        pages: None,
        doi: None,
        isbn: None,
        lang: None,
        republishes: None,
        capture: None,
        retracted: None,
        read: None,
        note: None,
        allow: Vec::new(),
        note_at: At::default(),
    };
    for pair in line.split('|').skip(5) {
        let (key, value) = pair.split_once('=').expect("key=value");
        let (value, boxed) = (value.trim(), Some(value.trim().into()));
        match key.trim() {
            "id" => source.id = value.into(),
            "editor" => source.editors = names(value),
            "translator" => source.translators = names(value),
            "in" => source.container = boxed,
            "url" => source.url = boxed,
            "archive" => source.archive = boxed,
            "archived" => source.archived = Date::parse(value),
            "accessed" => source.accessed = Date::parse(value),
            "volume" => source.volume = boxed,
            "issue" => source.issue = boxed,
            "pages" => source.pages = boxed,
            "doi" => source.doi = boxed,
            "isbn" => source.isbn = boxed,
            "lang" => source.lang = boxed,
            "note" => source.note = boxed,
            "title_en" => source.title_en = boxed,
            "untitled" => source.untitled = value == "true",
            other => panic!("unknown field {other}"),
        }
    }
    source
}

pub fn entry(source: &Source) -> Entry<'_> {
    Entry {
        source,
        authors: source.authors.clone(),
        editors: source.editors.clone(),
        translators: source.translators.clone(),
        publisher: &source.publisher,
    }
}

/// A bibliography of sources in a style, on a site in a language.
pub fn bibliography(style_name: &str, lang: &str, sources: &[Source]) -> Bibliography {
    let entries: Vec<Entry<'_>> = sources.iter().map(entry).collect();
    format(&entries, &style(style_name).expect("a style"), lang)
}
