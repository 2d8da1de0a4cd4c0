//! RIS, as reference managers and libraries export it, read into sources.
//!
//! In: one file. Out: sources, each with what had no place, and problems with their bytes; every record that can be
//! read is. Lines are `XX  - value`; a line without a tag goes on the one before. Tags may repeat, and dialects
//! differ on the tag of a title or a journal, so of several the first that is given counts. A reader of our own,
//! because biblib, the crate there is, mixes authors with editors, splits names at "and", drops dates it cannot read
//! without a word, and gives no places.
//! Absent on purpose: tags of single databases (`C1`, `M3` …). They are handed back as what had no place.

use std::ops::Range;

use super::bib::fields::language_tag;
use super::bib::{BibProblem, Unplaced};
use crate::base::escape::is_safe_url;
use crate::base::text::{At, FileId};
use crate::cite::item::bare_doi;
use crate::cite::names::is_cjk;
use crate::model::date::Date;
use crate::model::source::{Name, Source, SourceKind};

/// Types beyond those that our own export writes.
const OTHER_KINDS: &[(&str, SourceKind)] = &[
    ("ABST", SourceKind::Article),
    ("ADVS", SourceKind::Video),
    ("AGGR", SourceKind::Dataset),
    ("BILL", SourceKind::Law),
    ("CASE", SourceKind::Law),
    ("COMP", SourceKind::Dataset),
    ("CONF", SourceKind::Book),
    ("CPAPER", SourceKind::Chapter),
    ("DBASE", SourceKind::Dataset),
    ("DICT", SourceKind::Chapter),
    ("EBOOK", SourceKind::Book),
    ("ECHAP", SourceKind::Chapter),
    ("EDBOOK", SourceKind::Book),
    ("EJOUR", SourceKind::Article),
    ("ENCYC", SourceKind::Chapter),
    ("GOVDOC", SourceKind::Report),
    ("GRANT", SourceKind::Report),
    ("HEAR", SourceKind::Law),
    ("ICOMM", SourceKind::Web),
    ("INPR", SourceKind::Article),
    ("JFULL", SourceKind::Magazine),
    ("LEGAL", SourceKind::Law),
    ("MANSCPT", SourceKind::Report),
    ("MPCT", SourceKind::Video),
    ("PAMP", SourceKind::Report),
    ("PAT", SourceKind::Report),
    ("SER", SourceKind::Book),
    ("SLIDE", SourceKind::Speech),
    ("SOUND", SourceKind::Video),
    ("STAND", SourceKind::Report),
    ("UNPB", SourceKind::Report),
];

/// Types that mean the same as one of ours.
const SAME: [&str; 6] = ["EBOOK", "EJOUR", "ECHAP", "MPCT", "LEGAL", "GEN"];

/// Archives whose address in `L2` is a copy of the page, not the full text.
const ARCHIVES: [&str; 9] = [
    "archive.",
    "web.archive.",
    "perma.cc",
    "webcitation.",
    "archive-it.",
    "wayback.",
    "webarchive.",
    "arquivo.",
    "webrecorder.",
];

/// One line with a tag, and the lines that go on it.
struct Line {
    tag: [u8; 2],
    value: String,
    at: Range<usize>,
    used: bool,
}

/// One record from `TY` to `ER`.
struct Record {
    lines: Vec<Line>,
    at: Range<usize>,
}

/// Reads a RIS file. The id of a source is its `ID`, which may be empty.
pub fn read_ris(text: &str, file: FileId) -> (Vec<(Source, Vec<Unplaced>)>, Vec<BibProblem>) {
    let mut problems = Vec::new();
    let records = records(text, &mut problems);
    let sources = records.into_iter().map(|record| source(record, file, &mut problems)).collect();
    problems.sort_by_key(|problem| problem.range.start);
    (sources, problems)
}

fn problem(range: Range<usize>, rule: &'static str, message: impl Into<String>, help: &str) -> BibProblem {
    BibProblem { range, rule, message: message.into(), help: (!help.is_empty()).then(|| help.to_owned()) }
}

/// Splits the lines into records. A tag outside of one begins one; a `TY` inside ends the one before.
fn records(text: &str, problems: &mut Vec<BibProblem>) -> Vec<Record> {
    let mut out: Vec<Record> = Vec::new();
    let mut open: Option<Record> = None;
    let mut stray: Option<Range<usize>> = None;
    let mut start = 0;
    for raw in text.split_inclusive('\n') {
        let line_start = start;
        start += raw.len();
        let line = raw.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}');
        let at = line_start..line_start + raw.trim_end().len();
        match (tagged(line), &mut open) {
            (Some((tag, _)), _) if tag == *b"ER" => match open.take() {
                Some(record) => out.push(record),
                None => problems.push(problem(at, "bad-entry", "`ER` ends a record that never began", "")),
            },
            (Some((tag, value)), _) if tag == *b"TY" => {
                if let Some(record) = open.take() {
                    let message = "this record has no `ER` line; the next `TY` ends it";
                    problems.push(problem(record.at.clone(), "bad-entry", message, "end each record with `ER  - `"));
                    out.push(record);
                }
                let line = Line { tag, value: value.to_owned(), at: at.clone(), used: false };
                open = Some(Record { lines: vec![line], at });
            }
            (Some((tag, value)), record) => {
                let line = Line { tag, value: value.to_owned(), at: at.clone(), used: false };
                match record {
                    Some(record) => record.lines.push(line),
                    None => {
                        problems.push(problem(
                            at.clone(),
                            "bad-entry",
                            "a record begins with `TY`; this one is read as a web page",
                            "write `TY  - ELEC` or another type above it",
                        ));
                        open = Some(Record { lines: vec![line], at });
                    }
                }
            }
            (None, _) if line.trim().is_empty() => {}
            (None, Some(record)) => {
                if let Some(last) = record.lines.last_mut() {
                    last.value.push(' ');
                    last.value.push_str(line.trim());
                }
            }
            // Databases put a line or two on top: "Provider: …".
            (None, None) if out.is_empty() || line.contains(": ") => {}
            (None, None) => stray = stray.or(Some(at)),
        }
    }
    if let Some(at) = stray {
        problems.push(problem(at, "bad-entry", "this line stands outside of any record and is passed over", ""));
    }
    if let Some(record) = open {
        let message = "this record has no `ER` line; the file ends it";
        problems.push(problem(record.at.clone(), "bad-entry", message, "end each record with `ER  - `"));
        out.push(record);
    }
    out
}

/// Tag and value of `XX  - value`. Strict, since a text that goes on may begin with "US-China" or "UN - a".
fn tagged(line: &str) -> Option<([u8; 2], &str)> {
    let line = line.trim_start();
    let bytes = line.as_bytes();
    let tag = [*bytes.first()?, *bytes.get(1)?].map(|byte| byte.to_ascii_uppercase());
    if !tag[0].is_ascii_uppercase() || !tag[1].is_ascii_alphanumeric() {
        return None;
    }
    let value = line.get(2..)?.strip_prefix("  -").or_else(|| {
        // One blank or a tab is met in files edited by hand.
        let is_known = matches!(&tag, b"TY" | b"ER" | b"AU" | b"TI" | b"T1" | b"PY" | b"Y1" | b"DO" | b"UR");
        line.get(2..)?.strip_prefix(" -").or(line[2..].strip_prefix("\t-")).filter(|_| is_known)
    })?;
    (value.is_empty() || value.starts_with([' ', '\t', '\u{a0}'])).then(|| (tag, value.trim()))
}

impl Record {
    /// The first value of the first of the tags that has one; it counts as used.
    fn take(&mut self, tags: &[&[u8; 2]]) -> Option<String> {
        self.take_line(tags).map(|index| self.value(index))
    }

    fn take_line(&mut self, tags: &[&[u8; 2]]) -> Option<usize> {
        let has = |tag: &&&[u8; 2], line: &Line| line.tag == ***tag && !line.used && !line.value.is_empty();
        let index = tags.iter().find_map(|tag| self.lines.iter().position(|line| has(&tag, line)))?;
        self.lines[index].used = true;
        Some(index)
    }

    fn value(&self, index: usize) -> String {
        self.lines[index].value.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// All values of the tags, in the order of the file.
    fn take_all(&mut self, tags: &[&[u8; 2]]) -> Vec<String> {
        let mut out = Vec::new();
        for line in &mut self.lines {
            if tags.iter().any(|tag| line.tag == **tag) && !line.value.is_empty() {
                line.used = true;
                out.push(line.value.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
        out
    }

    /// Marks lines that repeat what a source says already.
    fn drop_repeats(&mut self, tags: &[&[u8; 2]], said: &str) {
        for line in &mut self.lines {
            line.used |= tags.iter().any(|tag| line.tag == **tag) && line.value.eq_ignore_ascii_case(said);
        }
    }
}

fn source(mut record: Record, file: FileId, problems: &mut Vec<BibProblem>) -> (Source, Vec<Unplaced>) {
    let mut left = Vec::new();
    let kind = kind(&mut record, &mut left, problems);
    let id_line = record.take_line(&[b"ID"]);
    let at = id_line.map_or(record.at.clone(), |index| record.lines[index].at.clone());
    let id = id_line.map_or_else(String::new, |index| record.value(index));
    let (title, untitled) = title(&mut record, &id, &at, problems);
    let (publisher, container) = carriers(&mut record, kind);
    let date = date(&mut record, &mut left, problems);
    let accessed = record.take_line(&[b"Y2"]).and_then(|index| read_date(&record, index, &mut left, problems));
    let note = record.take_all(&[b"N1"]).join(" ");
    let (url, archive) = (address(&mut record, false), address(&mut record, true));
    let pages = match (record.take(&[b"SP"]), record.take(&[b"EP"])) {
        // Some write the whole range as the first page.
        (Some(first), Some(last)) if first.contains(&last) && first.contains(['-', '–']) => Some(first),
        (Some(first), Some(last)) => Some(format!("{first}-{last}")),
        (first, last) => first.or(last),
    };
    let place = At::new(file, at.clone());
    let some = |text: Option<String>| text.map(Into::into);
    let source = Source {
        id: id.as_str().into(),
        at: place,
        kind,
        title,
        title_en: some(record.take(&[b"TT"])),
        untitled,
        authors: record.take_all(&[b"AU", b"A1"]).iter().map(|text| name(text)).collect(),
        editors: record.take_all(&[b"ED", b"A2"]).iter().map(|text| name(text)).collect(),
        translators: record.take_all(&[b"A4"]).iter().map(|text| name(text)).collect(),
        publisher: publisher.unwrap_or_default().into(),
        publisher_at: place,
        container: some(container),
        date,
        accessed,
        url: some(url),
        archive: some(archive),
        archived: None,
        volume: some(record.take(&[b"VL"])),
        issue: some(record.take(&[b"IS", b"CP"])),
        pages: some(pages),
        doi: record.take(&[b"DO"]).map(|doi| bare_doi(&doi).into()),
        isbn: isbn(&mut record).map(Into::into),
        lang: language(&mut record).map(Into::into),
        republishes: None,
        capture: None,
        retracted: None,
        read: None,
        note: Some(note).filter(|note| !note.is_empty()).map(Into::into),
        note_at: place,
        allow: Vec::new(),
    };
    let unread = record.lines.iter().filter(|line| !line.used && !line.value.trim().is_empty());
    let unread = unread.map(|line| Unplaced::new(tag_name(line), line.value.as_str()));
    (source, unread.chain(left).collect())
}

fn tag_name(line: &Line) -> String {
    line.tag.iter().map(|byte| char::from(*byte)).collect()
}

fn kind(record: &mut Record, left: &mut Vec<Unplaced>, problems: &mut Vec<BibProblem>) -> SourceKind {
    let Some(index) = record.take_line(&[b"TY"]) else { return SourceKind::Web };
    let word = record.value(index).to_ascii_uppercase();
    // "GEN" is our export's word for a speech and everybody else's for anything.
    if let Some(kind) = SourceKind::ALL.iter().find(|kind| kind.ris() == word && word != "GEN") {
        return *kind;
    }
    let known = OTHER_KINDS.iter().find(|(ris, _)| *ris == word).map(|(_, kind)| *kind);
    let kind = known.unwrap_or(SourceKind::Web);
    if known.is_none() && word != "GEN" {
        let message = format!("unknown type `{}`, read as a web page", word.escape_debug());
        problems.push(problem(record.lines[index].at.clone(), "bad-entry", message, "write `TY  - ELEC`, for one"));
    }
    if known.is_none() || !SAME.contains(&&*word) {
        left.push(Unplaced::new("TY", format!("{word}, kept as {}", kind.word())));
    }
    kind
}

/// The title; one in square brackets is a description. Without one the id stands in, and that is reported.
fn title(record: &mut Record, id: &str, at: &Range<usize>, problems: &mut Vec<BibProblem>) -> (Box<str>, bool) {
    let Some(title) = record.take(&[b"TI", b"T1", b"CT"]).or_else(|| record.take(&[b"BT", b"ST"])) else {
        problems.push(problem(at.clone(), "missing-field", "this record has no title", "add a line `TI  - …`"));
        return (id.into(), true);
    };
    record.drop_repeats(&[b"TI", b"T1", b"CT", b"ST"], &title);
    match title.strip_prefix('[').and_then(|title| title.strip_suffix(']')) {
        Some(inner) if !inner.is_empty() && !inner.contains(['[', ']']) => (inner.into(), true),
        _ => (title.into(), false),
    }
}

/// Publisher and container: a periodical without another publisher is the publisher of its articles.
fn carriers(record: &mut Record, kind: SourceKind) -> (Option<String>, Option<String>) {
    const JOURNALS: [&[u8; 2]; 6] = [b"T2", b"JF", b"JO", b"BT", b"JA", b"J2"];
    let container = record.take(&JOURNALS);
    if let Some(container) = &container {
        record.drop_repeats(&JOURNALS, container);
    }
    match (record.take(&[b"PB"]), container) {
        (None, Some(container)) if kind.is_periodical() || kind == SourceKind::Post => (Some(container), None),
        carriers => carriers,
    }
}

/// The date of the record: `DA` where it says more of the same year than `PY` or `Y1`.
fn date(record: &mut Record, left: &mut Vec<Unplaced>, problems: &mut Vec<BibProblem>) -> Option<Date> {
    let lines: Vec<usize> = [b"PY", b"Y1", b"DA"].into_iter().filter_map(|tag| record.take_line(&[tag])).collect();
    let dates: Vec<(usize, Option<Date>)> =
        lines.iter().map(|index| (*index, read_date(record, *index, left, problems))).collect();
    let first = dates.iter().find_map(|(_, date)| *date)?;
    let exact = |date: &Date| (date.month.is_some(), date.day.is_some());
    let agree = dates
        .iter()
        .filter_map(|(_, date)| *date)
        .filter(|date| date.year == first.year && (first.month.is_none() || date.month == first.month));
    let best = agree.max_by_key(exact).unwrap_or(first);
    for (index, date) in dates {
        let within = |date: Date| {
            date.year == best.year
                && (date.month.is_none() || date.month == best.month)
                && (date.day.is_none() || date.day == best.day)
        };
        if date.is_some_and(|date| !within(date)) {
            left.push(Unplaced::new(tag_name(&record.lines[index]), record.value(index)));
        }
    }
    Some(best)
}

/// `2022`, `2022/05/06/spring`, `2022-05-06`; words after the third stroke have no place.
fn read_date(record: &Record, index: usize, left: &mut Vec<Unplaced>, problems: &mut Vec<BibProblem>) -> Option<Date> {
    let (text, line) = (record.value(index), &record.lines[index]);
    let separator = ['/', '-'].into_iter().find(|c| text.contains(*c)).unwrap_or(' ');
    let parts: Vec<&str> = text.splitn(4, separator).map(str::trim).collect();
    let number = |part: &str| part.parse::<u8>().ok().map(|number| format!("-{number:02}"));
    let month = parts.get(1).copied().unwrap_or("");
    let month = number(month).or_else(|| super::bib::fields::month(month).map(|month| format!("-{month:02}")));
    let day = parts.get(2).and_then(|part| number(part)).filter(|_| month.is_some());
    let year = parts.first().copied().unwrap_or("");
    let iso = format!("{year}{}{}", month.clone().unwrap_or_default(), day.clone().unwrap_or_default());
    let date = Date::parse(&iso).or_else(|| Date::parse(year));
    let Some(date) = date else {
        let message = format!("`{}` in `{}` is no date", text.escape_debug(), tag_name(line));
        left.push(Unplaced::new(tag_name(line), text));
        problems.push(problem(line.at.clone(), "bad-date", message, "write it as 2022/05/06/, unknown parts empty"));
        return None;
    };
    let read = [Some(()), date.month.map(drop), date.day.map(drop)];
    let is_whole =
        parts.iter().enumerate().all(|(place, part)| part.is_empty() || read.get(place).is_some_and(Option::is_some));
    if !is_whole {
        left.push(Unplaced::new(tag_name(line), text));
    }
    Some(date)
}

/// The first web address: of the page, or of a copy in an archive.
fn address(record: &mut Record, archived: bool) -> Option<String> {
    let tags: &[&[u8; 2]] = if archived { &[b"L2", b"UR", b"L1", b"LK"] } else { &[b"UR", b"LK"] };
    let is_web = |url: &str| {
        let lower = url.to_ascii_lowercase();
        (lower.starts_with("http://") || lower.starts_with("https://")) && is_safe_url(url)
    };
    let host = |url: &str| url.split("://").nth(1).unwrap_or("").to_ascii_lowercase();
    let is_copy = |url: &str| ARCHIVES.iter().any(|start| host(url).trim_start_matches("www.").starts_with(start));
    let fits = |line: &Line| {
        let wanted = if archived { is_copy(&line.value) } else { !is_copy(&line.value) || line.tag == *b"UR" };
        tags.iter().any(|tag| line.tag == **tag) && !line.used && is_web(&line.value) && wanted
    };
    let line = record.lines.iter_mut().find(|line| fits(line))?;
    line.used = true;
    Some(line.value.replace(' ', "%20"))
}

/// `SN` of a work; the number of a journal has no place.
fn isbn(record: &mut Record) -> Option<String> {
    let is_issn = |text: &str| {
        let text = text.trim().trim_start_matches("ISSN").trim();
        let digits: Vec<char> = text.chars().filter(|c| *c != '-').collect();
        digits.len() == 8 && digits.iter().all(|c| c.is_ascii_digit() || c.eq_ignore_ascii_case(&'x'))
    };
    let line =
        record.lines.iter_mut().find(|line| line.tag == *b"SN" && !line.value.is_empty() && !is_issn(&line.value))?;
    line.used = true;
    Some(line.value.clone())
}

fn language(record: &mut Record) -> Option<String> {
    let line = record.lines.iter_mut().find(|line| line.tag == *b"LA")?;
    let tag = language_tag(line.value.trim())?.to_owned();
    line.used = true;
    Some(tag)
}

/// `Family, Given, Suffix`. A name in Chinese, Japanese or Korean script stays as it is written.
fn name(text: &str) -> Name {
    let mut parts = text.splitn(3, ',').map(str::trim);
    let (family, given, suffix) =
        (parts.next().unwrap_or(""), parts.next(), parts.next().filter(|part| !part.is_empty()));
    match (given.filter(|given| !given.is_empty()), suffix) {
        (Some(given), Some(suffix)) => {
            Name::Person { family: family.into(), given: format!("{given}, {suffix}").into() }
        }
        (Some(given), None) if !family.is_empty() => Name::Person { family: family.into(), given: given.into() },
        _ => {
            let whole = text.trim().trim_end_matches(',').trim_end();
            match text.chars().any(is_cjk) || !text.trim_end().ends_with(',') {
                true => Name::Plain(whole.into()),
                false => Name::Person { family: whole.into(), given: "".into() },
            }
        }
    }
}
