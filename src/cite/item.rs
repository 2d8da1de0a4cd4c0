//! A source as a CSL item: what hayagriva formats.
//!
//! In: an `Entry`. Out: CSL variables. Their words are cleared of control characters; addresses that are not
//! http or https are left out. The title ends in a mark, so that the wrapper finds it again in the output.

use hayagriva::citationberg::json::{DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange};

use super::Entry;
use super::names::{Shape, is_han, shape};
use super::style::House;
use crate::base::escape::is_safe_url;
use crate::model::date::Date;
use crate::model::source::{Name, Source, SourceKind};

/// Stands behind the title in what a style returns; removed before anything is printed.
pub const TITLE_END: char = '\u{E000}';

/// More names than any of the styles prints: APA lists twenty and the last.
const MOST_NAMES: usize = 21;

/// Whether an entry takes Chinese terms: by its language, or by its title where none is given.
pub fn is_chinese(source: &Source) -> bool {
    match source.lang.as_deref() {
        Some(lang) => lang.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh")),
        None => source.title.chars().any(is_han) && !source.title.chars().any(is_kana),
    }
}

/// The title as it is printed, without mark and translation.
pub fn printed_title(source: &Source) -> String {
    let title = clean(&source.title);
    if source.untitled { format!("[{title}]") } else { title }
}

/// `text` without control characters and the mark; line ends become spaces.
pub fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| *c != TITLE_END)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Whether a link may point at `url`: http or https and no blank in it.
pub fn is_web_address(url: &str) -> bool {
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    web && is_safe_url(url) && !url.contains(|c: char| c.is_control() || c.is_whitespace())
}

/// The CSL item of an entry; `key` comes back with each formatted reference, `short` is its title in citations.
pub fn item(entry: &Entry<'_>, key: String, short: Option<&str>, house: House, site_lang: &str) -> Item {
    let source = entry.source;
    let mut item = Item(Default::default());
    let mut set = |name: &str, value: Value| drop(item.0.insert(name.to_owned(), value));
    let mut word = |name: &str, text: &str| {
        let text = clean(text);
        if !text.is_empty() {
            set(name, Value::String(text));
        }
    };
    word("type", kind(source.kind, house));
    word("language", language(source, site_lang));
    for (name, field) in [("volume", &source.volume), ("issue", &source.issue), ("page", &source.pages)] {
        word(name, field.as_deref().unwrap_or(""));
    }
    word("ISBN", source.isbn.as_deref().unwrap_or(""));
    word("DOI", source.doi.as_deref().map_or("", bare_doi));
    word("URL", source.url.as_deref().filter(|url| is_web_address(url)).unwrap_or(""));
    let (container, publisher) = carriers(entry, house);
    word("container-title", container);
    word("publisher", publisher);
    set("id", Value::String(key));
    let title = printed_title(source);
    if let Some(short) = short {
        set("title-short", Value::String(format!("{short}{TITLE_END}")));
    }
    set("title", Value::String(format!("{title}{TITLE_END}")));
    for (role, names) in [
        ("author", authors(entry, house)),
        ("editor", values(&entry.editors)),
        ("translator", values(&entry.translators)),
    ] {
        if !names.is_empty() {
            set(role, Value::Names(names));
        }
    }
    if let Some(date) = source.date {
        set("issued", date_value(date));
        if source.kind == SourceKind::Speech && house == House::Mla {
            set("event-date", date_value(date));
        }
    }
    if let Some(date) = source.accessed {
        set("accessed", date_value(date));
    }
    item
}

/// Chicago and APA leave private letters out of the list; ours are read by the public, so they are documents.
fn kind(kind: SourceKind, house: House) -> &'static str {
    match (kind, house) {
        (SourceKind::Letter, House::Chicago | House::Apa) => "document",
        _ => kind.csl(),
    }
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}')
}

/// A description of ours keeps its capitals: an unknown language has no title case.
fn language<'a>(source: &'a Source, site_lang: &'a str) -> &'a str {
    match source.lang.as_deref() {
        _ if source.untitled => "und",
        _ if is_chinese(source) => "zh-CN",
        Some(lang) => lang,
        None if site_lang.starts_with("zh") => "en",
        None => site_lang,
    }
}

/// Container and publisher. A periodical's publisher is the periodical; a blog is the container of its posts,
/// and a web site that of its pages where the style wants that.
fn carriers<'a>(entry: &Entry<'a>, house: House) -> (&'a str, &'a str) {
    let site = match entry.source.kind {
        SourceKind::Post => house != House::Gb,
        SourceKind::Web => matches!(house, House::Mla | House::Other),
        kind => kind.is_periodical(),
    };
    match entry.source.container.as_deref() {
        Some(container) => (container, entry.publisher),
        None if site => (entry.publisher, ""),
        None if house == House::Apa && (is_corporate(entry) || is_own_publisher(entry)) => ("", ""),
        None => ("", entry.publisher),
    }
}

/// A report or data set that nobody signed is its publisher's work, in every style but MLA's.
fn is_corporate(entry: &Entry<'_>) -> bool {
    let unsigned = entry.authors.is_empty() && entry.editors.is_empty() && !entry.publisher.is_empty();
    unsigned && matches!(entry.source.kind, SourceKind::Report | SourceKind::Dataset)
}

fn is_own_publisher(entry: &Entry<'_>) -> bool {
    matches!(&entry.authors[..], [only] if shape(only) == Shape::Whole(entry.publisher.to_owned()))
}

fn authors(entry: &Entry<'_>, house: House) -> Vec<NameValue> {
    if is_corporate(entry) && matches!(house, House::Chicago | House::Apa | House::Gb) {
        return vec![NameValue::Literal(LiteralName { literal: clean(entry.publisher) })];
    }
    values(&entry.authors)
}

fn values(names: &[Name]) -> Vec<NameValue> {
    let last = names.last().filter(|_| names.len() > MOST_NAMES);
    let head = if last.is_some() { &names[..MOST_NAMES - 1] } else { names };
    head.iter().chain(last).map(value).collect()
}

fn value(name: &Name) -> NameValue {
    match shape(name) {
        Shape::Whole(text) => NameValue::Literal(LiteralName { literal: clean(&text) }),
        Shape::Person { family, given, suffix } => NameValue::Item(NameItem {
            family: clean(&family),
            given: Some(clean(&given)),
            non_dropping_particle: None,
            dropping_particle: None,
            suffix,
            comma_suffix: None,
        }),
    }
}

/// What stands before a colon or question mark; in-text citations of works without author print that.
pub fn short_title(title: &str) -> Option<&str> {
    let colon = title.find(": ").or_else(|| title.find('：'))?;
    let short = title[..colon].trim();
    let balanced = short.matches('“').count() == short.matches('”').count()
        && short.matches('‘').count() <= short.matches('’').count()
        && short.matches('(').count() == short.matches(')').count()
        && short.matches('[').count() == short.matches(']').count();
    (balanced && short.chars().count() > 3).then_some(short)
}

/// A DOI without its resolver.
pub fn bare_doi(doi: &str) -> &str {
    let doi = doi.trim();
    ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:", "DOI:"]
        .iter()
        .find_map(|start| doi.strip_prefix(start))
        .unwrap_or(doi)
        .trim()
}

fn date_value(date: Date) -> Value {
    let numbers = [Some(date.year), date.month.map(i16::from), date.day.map(i16::from)];
    let date_parts = VecDateRange(vec![VecDate(numbers.into_iter().map_while(|part| part).collect())]);
    Value::Date(DateValue::DateParts { date_parts, literal: None, season: None, circa: false })
}
