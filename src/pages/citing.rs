//! "Cite this page": the page itself as a source, in the site's styles and for reference managers.

use serde::Serialize;

use crate::base::text::At;
use crate::cite::style::Style;
use crate::cite::{Entry, format};
use crate::exchange;
use crate::model::date::Date;
use crate::model::source::{Name, Source, SourceKind};
use crate::pages::{Cx, Link};

/// How to cite a page.
#[derive(Default, Serialize)]
pub struct Citing {
    /// One way a style; never empty.
    pub styles: Vec<Styled>,
    /// Files for reference managers.
    pub exports: Vec<Link>,
}

/// A citation in a style.
#[derive(Serialize)]
pub struct Styled {
    /// Name of the style in the archive.
    pub id: String,
    /// What readers call it.
    pub name: String,
    /// Plain text, ready to be pasted.
    pub text: String,
}

/// A style that pages are cited in.
pub struct PageStyle {
    /// Name in the archive.
    pub id: String,
    /// The style.
    pub style: Style,
}

/// How to cite a page of this site, and the files that say so. Without exports one plain line is all.
pub fn citing(
    cx: &Cx<'_, '_>,
    title: &str,
    authors: &[String],
    date: Option<Date>,
    path: &str,
) -> (Citing, Vec<(String, Vec<u8>)>) {
    let config = cx.reader.config();
    if !config.outputs.exports {
        let date = date.map(|date| format!(", {}", date.in_words())).unwrap_or_default();
        let text = format!("“{title}.” {}{date}. {}", config.title, cx.absolute(path));
        let plain = Styled { id: "plain".to_owned(), name: "Plain".to_owned(), text };
        return (Citing { styles: vec![plain], exports: Vec::new() }, Vec::new());
    }
    let source = source(cx, title, authors, date, path);
    let entry = Entry {
        source: &source,
        authors: source.authors.clone(),
        editors: Vec::new(),
        translators: Vec::new(),
        publisher: &config.title,
    };
    let styles = cx.styles.iter().filter_map(|style| {
        let one = format::format(std::slice::from_ref(&entry), &style.style, &config.lang);
        let text = one.entries.first()?.reference.text().trim().to_owned();
        Some(Styled { id: style.id.clone(), name: name(&style.id), text })
    });
    let file = |extension: &str| format!("{}cite.{extension}", path.trim_start_matches('/'));
    let files = vec![
        (file("bib"), exchange::bibtex::bibtex(&entry).into_bytes()),
        (file("ris"), exchange::ris::ris(&entry).into_bytes()),
        (file("json"), format!("{:#}\n", exchange::csl_json::csl_json(&entry)).into_bytes()),
    ];
    let exports = [("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json")];
    let exports = exports.map(|(title, extension)| cx.link(title, &format!("{path}cite.{extension}")));
    (Citing { styles: styles.collect(), exports: exports.into() }, files)
}

/// The page as a source of type `web`. Unsigned pages have no author: the site stands as their publisher.
fn source(cx: &Cx<'_, '_>, title: &str, authors: &[String], date: Option<Date>, path: &str) -> Source {
    let config = cx.reader.config();
    let slug = path.trim_matches('/').replace('/', "-");
    let name = |author: &String| match author.rsplit_once(' ') {
        Some((given, family)) => Name::Person { family: family.into(), given: given.into() },
        None => Name::Plain(author.as_str().into()),
    };
    Source {
        id: if slug.is_empty() { "home".into() } else { slug.into() },
        at: At::default(),
        kind: SourceKind::Web,
        title: title.into(),
        title_en: None,
        untitled: false,
        authors: authors.iter().map(name).collect(),
        editors: Vec::new(),
        translators: Vec::new(),
        publisher: config.title.clone(),
        publisher_at: At::default(),
        container: Some(config.title.clone()),
        date,
        accessed: None,
        url: Some(cx.absolute(path).into()),
        archive: None,
        archived: None,
        volume: None,
        issue: None,
        pages: None,
        doi: None,
        isbn: None,
        lang: Some(config.lang.clone()),
        republishes: None,
        capture: None,
        retracted: None,
        read: None,
        note: None,
        note_at: At::default(),
        allow: Vec::new(),
    }
}

/// What readers call a style.
fn name(id: &str) -> String {
    const NAMES: &[(&str, &str)] = &[
        ("apa", "APA"),
        ("chicago-author-date", "Chicago (author–date)"),
        ("chicago-notes", "Chicago (notes)"),
        ("modern-language-association", "MLA"),
        ("mla", "MLA"),
        ("gb-7714", "GB/T 7714"),
        ("ieee", "IEEE"),
        ("harvard", "Harvard"),
        ("vancouver", "Vancouver"),
    ];
    let known = NAMES.iter().find(|(prefix, _)| id.starts_with(prefix));
    known.map_or_else(|| id.to_owned(), |(_, name)| (*name).to_owned())
}
