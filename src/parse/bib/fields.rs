//! From the fields of an entry, its own and inherited, to a source.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ops::Range;

use super::scan::{Field, Raw};
use super::{BibProblem, Unplaced, tex};
use crate::base::escape::is_safe_url;
use crate::base::text::{At, FileId};
use crate::cite::item::bare_doi;
use crate::model::date::Date;
use crate::model::source::{Name, Source, SourceKind};

const KINDS: &[(&str, SourceKind)] = &[
    ("article", SourceKind::Article),
    ("book", SourceKind::Book),
    ("mvbook", SourceKind::Book),
    ("booklet", SourceKind::Book),
    ("collection", SourceKind::Book),
    ("mvcollection", SourceKind::Book),
    ("proceedings", SourceKind::Book),
    ("mvproceedings", SourceKind::Book),
    ("reference", SourceKind::Book),
    ("manual", SourceKind::Report),
    ("inbook", SourceKind::Chapter),
    ("bookinbook", SourceKind::Chapter),
    ("suppbook", SourceKind::Chapter),
    ("incollection", SourceKind::Chapter),
    ("suppcollection", SourceKind::Chapter),
    ("inproceedings", SourceKind::Chapter),
    ("conference", SourceKind::Chapter),
    ("inreference", SourceKind::Chapter),
    ("report", SourceKind::Report),
    ("techreport", SourceKind::Report),
    ("patent", SourceKind::Report),
    ("standard", SourceKind::Report),
    ("dataset", SourceKind::Dataset),
    ("software", SourceKind::Dataset),
    ("online", SourceKind::Web),
    ("electronic", SourceKind::Web),
    ("www", SourceKind::Web),
    ("misc", SourceKind::Web),
    ("unpublished", SourceKind::Speech),
    ("legislation", SourceKind::Law),
    ("legal", SourceKind::Law),
    ("jurisdiction", SourceKind::Law),
    ("video", SourceKind::Video),
    ("movie", SourceKind::Video),
    ("audio", SourceKind::Video),
    ("music", SourceKind::Video),
    ("performance", SourceKind::Video),
    ("thesis", SourceKind::Thesis),
    ("phdthesis", SourceKind::Thesis),
    ("mastersthesis", SourceKind::Thesis),
    ("letter", SourceKind::Letter),
    ("periodical", SourceKind::Magazine),
    ("suppperiodical", SourceKind::Article),
    ("review", SourceKind::Article),
    ("image", SourceKind::Web),
    ("artwork", SourceKind::Web),
];

/// Other words for a type that mean the same.
const SAME: [&str; 6] = ["electronic", "www", "techreport", "inbook", "movie", "legal"];

const LANGUAGES: &[(&str, &str)] = &[
    ("english", "en"),
    ("american", "en-US"),
    ("usenglish", "en-US"),
    ("british", "en-GB"),
    ("ukenglish", "en-GB"),
    ("chinese", "zh"),
    ("chinese-simplified", "zh-Hans"),
    ("chinese-traditional", "zh-Hant"),
    ("german", "de"),
    ("ngerman", "de"),
    ("french", "fr"),
    ("russian", "ru"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("spanish", "es"),
    ("italian", "it"),
    ("portuguese", "pt"),
    ("dutch", "nl"),
    ("polish", "pl"),
    ("ukrainian", "uk"),
    ("arabic", "ar"),
    // Three letters, where two are shorter.
    ("eng", "en"),
    ("chi", "zh"),
    ("zho", "zh"),
    ("ger", "de"),
    ("deu", "de"),
    ("fre", "fr"),
    ("fra", "fr"),
    ("rus", "ru"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("spa", "es"),
    ("ita", "it"),
    ("por", "pt"),
];

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Fields that `crossref` does not pass on; `xdata` passes on all.
const OWN: [&str; 11] = [
    "title",
    "subtitle",
    "pages",
    "note",
    "annotation",
    "annote",
    "url",
    "doi",
    "titleaddon",
    "journal",
    "journaltitle",
];

/// The month of `jan`, `January`, `1` or `01`.
pub fn month(text: &str) -> Option<u8> {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    if let Ok(number) = text.parse::<u8>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let name =
        MONTHS.iter().position(|month| text.starts_with(month) && text.bytes().all(|b| b.is_ascii_alphabetic()))?;
    u8::try_from(name + 1).ok()
}

/// An entry with what it inherits.
struct Cx<'a> {
    entry: &'a Raw<'a>,
    parents: &'a [&'a Raw<'a>],
    problems: &'a mut Vec<BibProblem>,
    /// Where the fields begin that were looked at.
    used: RefCell<HashSet<usize>>,
    /// Parts of them that a source cannot hold.
    left: RefCell<Vec<Unplaced>>,
}

/// Reads the fields of an entry; a missing title is reported and its key printed in its place. Beside the source:
/// what it has no place for, fields of `@xdata` included. Other parents are entries of their own.
pub fn source(
    entry: &Raw<'_>,
    parents: &[&Raw<'_>],
    file: FileId,
    problems: &mut Vec<BibProblem>,
) -> (Source, Vec<Unplaced>) {
    let (used, left) = (RefCell::default(), RefCell::default());
    let mut cx = Cx { entry, parents, problems, used, left };
    let kind = cx.kind();
    let (title, untitled) = cx.title();
    let (publisher, container) = cx.carriers(kind);
    let note = cx.find(&["note", "annotation", "annote"]);
    let source = Source {
        id: entry.key.into(),
        at: At::new(file, entry.key_at.clone()),
        kind,
        title,
        title_en: cx.translation(),
        untitled,
        authors: cx.names("author"),
        editors: cx.names("editor"),
        translators: cx.names("translator"),
        publisher: publisher.as_ref().map_or_else(String::new, |(text, _)| text.clone()).into(),
        publisher_at: At::new(file, publisher.map_or(entry.key_at.clone(), |(_, at)| at)),
        container: container.map(Into::into),
        date: cx.date(),
        accessed: cx.plain_date("urldate"),
        url: cx.address("url").or_else(|| cx.published_at().map(|field| tex::verbatim(&cx.see(field).value).into())),
        archive: cx.address("archiveurl"),
        archived: cx.plain_date("archivedate"),
        volume: cx.words(&["volume"]),
        issue: cx.words(&["issue", "number"]),
        pages: cx.words(&["pages"]).map(|pages| pages.replace('–', "-").into()),
        doi: cx.find(&["doi"]).map(|field| bare_doi(&tex::verbatim(&field.value)).into()),
        isbn: cx.words(&["isbn"]),
        lang: cx.language(),
        republishes: None,
        capture: None,
        retracted: None,
        read: None,
        note_at: At::new(file, note.map_or(entry.key_at.clone(), |field| field.at.clone())),
        allow: Vec::new(),
        note: note.map(|field| tex::decode(&field.value).into()),
    };
    let unplaced = cx.unplaced(&source);
    (source, unplaced)
}

impl<'a> Cx<'a> {
    /// What was never looked at, and what was left of the rest. Parts of a date that the date has are held.
    fn unplaced(self, source: &Source) -> Vec<Unplaced> {
        let used = self.used.into_inner();
        let date = [
            ("year", source.date.map(|date| i32::from(date.year))),
            ("month", part(source, |date| date.month)),
            ("day", part(source, |date| date.day)),
        ];
        let held = |field: &Field| {
            let text = tex::decode(&field.value);
            let number = if field.name == "month" { month(&text).map(i32::from) } else { text.parse().ok() };
            number.is_some() && date.contains(&(field.name.as_str(), number))
        };
        let structural = |field: &Field| matches!(&*field.name, "crossref" | "xdata");
        let lent = self.parents.iter().filter(|parent| parent.kind == "xdata").flat_map(|parent| &parent.fields);
        let own = self.entry.fields.iter().chain(lent).filter(|field| !used.contains(&field.at.start));
        let unread = own.filter(|field| !structural(field) && !field.value.trim().is_empty() && !held(field));
        let unread = unread.map(|field| Unplaced::new(&*field.name, tex::decode(&field.value)));
        unread.chain(self.left.into_inner()).collect()
    }

    fn left(&self, field: &str, value: impl Into<String>) {
        self.left.borrow_mut().push(Unplaced::new(field, value));
    }

    fn see<'f>(&self, field: &'f Field) -> &'f Field {
        self.used.borrow_mut().insert(field.at.start);
        field
    }

    /// The first of the named fields, the entry's own before an inherited one.
    fn find(&self, names: &[&str]) -> Option<&'a Field> {
        let found = self.entry.field(names).or_else(|| {
            self.parents.iter().find_map(|parent| {
                let passes = |name: &&&str| parent.kind == "xdata" || !OWN.contains(*name);
                parent.field(&names.iter().filter(passes).copied().collect::<Vec<_>>())
            })
        });
        found.map(|field| self.see(field))
    }

    fn text(&self, names: &[&str]) -> Option<String> {
        self.find(names).map(|field| tex::decode(&field.value)).filter(|text| !text.is_empty())
    }

    fn words(&self, names: &[&str]) -> Option<Box<str>> {
        self.text(names).map(Into::into)
    }

    fn kind(&mut self) -> SourceKind {
        let subtype = self.text(&["entrysubtype"]).unwrap_or_default();
        if let Some(kind) = SourceKind::of_word(&subtype).filter(|kind| kind.bib() == self.entry.kind) {
            return kind;
        }
        if !subtype.is_empty() {
            self.left("entrysubtype", subtype);
        }
        if let Some((_, kind)) = KINDS.iter().find(|(word, _)| *word == self.entry.kind) {
            if kind.bib() != self.entry.kind && !SAME.contains(&&*self.entry.kind) {
                self.left("entry type", format!("@{}, kept as {}", self.entry.kind, kind.word()));
            }
            return *kind;
        }
        let scored = KINDS.iter().map(|(word, _)| (strsim::jaro_winkler(word, &self.entry.kind), *word));
        let best =
            scored.fold((0.8, None), |best, (score, word)| if score > best.0 { (score, Some(word)) } else { best });
        let message = format!("unknown entry type `@{}`, read as a web page", self.entry.kind);
        let help = best.1.map(|word| format!("write `@{word}`"));
        self.problem("bad-entry", self.entry.kind_at.clone(), message, help);
        SourceKind::Web
    }

    /// Title with subtitle; one in square brackets is a description.
    fn title(&mut self) -> (Box<str>, bool) {
        let own = self.entry.field(&["title"]);
        let inherited =
            || self.parents.iter().filter(|parent| parent.kind == "xdata").find_map(|parent| parent.field(&["title"]));
        let title = own.or_else(inherited).map(|field| tex::decode(&self.see(field).value));
        let title = title.filter(|text| !text.is_empty());
        let Some(title) = title else {
            let message = match self.entry.key {
                "" => "this entry has no title".to_owned(),
                key => format!("the entry `{key}` has no title"),
            };
            self.problem("missing-field", self.entry.key_at.clone(), message, Some("add `title = {…},`".to_owned()));
            return (self.entry.key.into(), true);
        };
        match (in_brackets(&title), self.entry.field(&["subtitle"]).map(|field| self.see(field))) {
            (Some(description), None) => (description.into(), true),
            (_, Some(subtitle)) => (format!("{title}: {}", tex::decode(&subtitle.value)).into(), false),
            (None, None) => (title.into(), false),
        }
    }

    /// A translation stands in square brackets.
    fn translation(&self) -> Option<Box<str>> {
        let field = self.find(&["titletranslation", "titleaddon"])?;
        let text = tex::decode(&field.value);
        match in_brackets(&text) {
            Some(title) => Some(title.into()),
            None if field.name == "titletranslation" && !text.is_empty() => Some(text.into()),
            None => {
                self.left(&field.name, text);
                None
            }
        }
    }

    /// `howpublished = {\url{…}}`, where there is no `url`.
    fn published_at(&self) -> Option<&'a Field> {
        self.entry.field(&["howpublished"]).filter(|field| is_web(&tex::verbatim(&field.value)))
    }

    /// Publisher with its place, and container. A periodical is the publisher of its articles.
    fn carriers(&self, kind: SourceKind) -> (Option<(String, Range<usize>)>, Option<String>) {
        const BODIES: [&str; 5] = ["publisher", "institution", "organization", "school", "howpublished"];
        let placed = |field: &Field| (tex::decode(&field.value), field.at.clone());
        // An address under `howpublished` names nobody.
        let count = if self.published_at().is_some() { BODIES.len() - 1 } else { BODIES.len() };
        let body = self.find(&BODIES[..count]).map(placed).filter(|(text, _)| !text.is_empty());
        let journal = self.find(&["journaltitle", "journal"]).map(placed);
        let book = self.text(&["booktitle", "maintitle"]).or_else(|| {
            let holds = kind == SourceKind::Chapter;
            let parent = self.parents.iter().filter(|parent| parent.kind != "xdata" && holds);
            parent.filter_map(|parent| parent.field(&["title"])).map(|field| tex::decode(&field.value)).next()
        });
        if let (true, Some(book), true) = (journal.is_some(), &book, body.is_some() || !kind.is_periodical()) {
            self.left("booktitle", book.as_str());
        }
        match (journal, body) {
            (Some(journal), None) if kind.is_periodical() => (Some(journal), book),
            (Some((journal, _)), body) => (body, Some(journal)),
            (None, body) => (body, book),
        }
    }

    fn names(&mut self, role: &str) -> Vec<Name> {
        let Some(field) = self.find(&[role]) else { return Vec::new() };
        let mut out = Vec::new();
        let mut empty = false;
        for text in tex::split_names(&field.value) {
            match name(text) {
                Some(name) => out.push(name),
                None if text.eq_ignore_ascii_case("others") => self.left(role, "and others"),
                None => empty = true,
            }
        }
        if empty {
            let message = format!("`{role}` has a name without letters between two `and`");
            self.problem(
                "bad-entry",
                field.at.clone(),
                message,
                Some("names are joined as `Family, Given and Family, Given`".to_owned()),
            );
        }
        out
    }

    fn date(&mut self) -> Option<Date> {
        if let Some(field) = self.find(&["date"]) {
            return self.date_of(field);
        }
        let year = self.find(&["year"])?;
        let digits = tex::decode(&year.value);
        let Some(date) = Date::parse(&digits) else { return self.date_of(year) };
        let Some(field) = self.find(&["month"]) else { return Some(date) };
        let words = tex::decode(&field.value);
        let mut parts =
            words.split(|c: char| c.is_whitespace() || c == '~' || c == ',').filter(|part| !part.is_empty());
        let first = parts.next().unwrap_or("");
        let (name, second) =
            if month(first).is_some() { (first, parts.next()) } else { (parts.next().unwrap_or(first), Some(first)) };
        let Some(month) = month(name) else {
            let message = format!("`{}` is no month", tex::decode(&field.value));
            self.problem(
                "bad-date",
                field.at.clone(),
                message,
                Some("write `month = jan` to `month = dec`, without braces".to_owned()),
            );
            return Some(date);
        };
        let day = self.find(&["day"]).map(|field| tex::decode(&field.value)).or(second.map(str::to_owned));
        let day: Option<u8> = day.and_then(|day| day.trim_end_matches('.').parse().ok());
        let full = day.and_then(|day| Date::parse(&format!("{digits}-{month:02}-{day:02}")));
        if full.is_none() && (second.is_some() || self.entry.field(&["day"]).is_some()) || parts.next().is_some() {
            self.left("month", words.as_str());
        }
        full.or(Some(Date { month: Some(month), ..date }))
    }

    fn plain_date(&mut self, name: &str) -> Option<Date> {
        let field = self.find(&[name])?;
        self.date_of(field)
    }

    /// An ISO date; of a range its start; marks of doubt are passed over.
    fn date_of(&mut self, field: &Field) -> Option<Date> {
        let text = tex::decode(&field.value);
        let start = text.split(['/', 'T']).next().unwrap_or("").trim_end_matches(['?', '~', '%', '*']);
        let date = Date::parse(start);
        if date.is_some() && *text != *start {
            self.left(&field.name, text.as_str());
        }
        if date.is_none() {
            self.left(&field.name, text.as_str());
            let message = format!("`{}` in `{}` is no date", text, field.name);
            self.problem(
                "bad-date",
                field.at.clone(),
                message,
                Some("write 2022, 2022-05 or 2022-05-06; leave the field out if there is none".to_owned()),
            );
        }
        date
    }

    fn address(&mut self, name: &str) -> Option<Box<str>> {
        let field = self.find(&[name])?;
        let url = tex::verbatim(&field.value);
        if is_web(&url) {
            return Some(url.into());
        }
        self.left(name, url);
        let message = format!("`{name}` is no http or https address");
        self.problem("bad-entry", field.at.clone(), message, None);
        None
    }

    fn language(&self) -> Option<Box<str>> {
        let text = self.text(&["langid", "language"])?;
        let tag = language_tag(&text).map(Into::into);
        if tag.is_none() {
            self.left("language", text);
        }
        tag
    }

    fn problem(&mut self, rule: &'static str, range: Range<usize>, message: String, help: Option<String>) {
        self.problems.push(BibProblem { range, rule, message, help });
    }
}

fn is_web(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://")) && is_safe_url(url)
}

fn part(source: &Source, part: fn(Date) -> Option<u8>) -> Option<i32> {
    source.date.and_then(part).map(i32::from)
}

/// The BCP 47 tag of a language's English name, or a text that is a tag already.
pub fn language_tag(text: &str) -> Option<&str> {
    let known = LANGUAGES.iter().find(|(name, _)| text.eq_ignore_ascii_case(name)).map(|(_, tag)| *tag);
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let first = text.split('-').next().unwrap_or("");
    known.or(Some(text).filter(|_| text.split('-').all(is_part) && (2..=3).contains(&first.len())))
}

/// `von Last, First`, `von Last, Jr, First`, `First von Last` or a body in braces; `None` without letters.
pub fn name(text: &str) -> Option<Name> {
    if text.eq_ignore_ascii_case("others") {
        return None;
    }
    let whole =
        text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).filter(|inner| !inner.contains(['{', '}']));
    let decoded = tex::decode(text);
    if !decoded.chars().any(char::is_alphanumeric) {
        return None;
    }
    if whole.is_some() || !decoded.contains([' ', ',']) {
        let body = decoded.contains([' ', ',']);
        return Some(if body {
            Name::Person { family: decoded.into(), given: "".into() }
        } else {
            Name::Plain(decoded.into())
        });
    }
    let parts: Vec<&str> = decoded.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let (family, given) = match parts[..] {
        [family, given] => (family.to_owned(), given.to_owned()),
        [family, junior, given, ..] => (family.to_owned(), format!("{given}, {junior}")),
        [only] => first_last(only),
        [] => return None,
    };
    Some(Name::Person { family: family.into(), given: given.into() })
}

/// "Rinus van der Berg": the family name begins at the first small word, or is the last word.
fn first_last(text: &str) -> (String, String) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let small = words.iter().position(|word| word.chars().next().is_some_and(char::is_lowercase));
    let split = small.filter(|at| *at > 0 && at + 1 < words.len()).unwrap_or(words.len().saturating_sub(1));
    (words[split..].join(" "), words[..split].join(" "))
}

fn in_brackets(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?;
    (!inner.is_empty() && !inner.contains(['[', ']'])).then_some(inner)
}
