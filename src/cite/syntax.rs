//! Pandoc's citation syntax: the inside of `[see @a, para. 7 and passim; -@b]`.
//!
//! In: the text between the brackets. Out: ids with their places, prefix, locator and suffix; `None` when the
//! text is something else (an address, a bare `@`). Whether an id exists is `link`'s question.

use std::ops::Range;

use super::names::is_cjk;

/// One citation of a group, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The source's id or cite key.
    pub id: Box<str>,
    /// Bytes of the id in the text, without `@` and braces.
    pub at: Range<usize>,
    /// Words before it: "see".
    pub prefix: Box<str>,
    /// Place in the source.
    pub locator: Option<Locator>,
    /// Words after it: "and passim"; a comma it began with is kept.
    pub suffix: Box<str>,
    /// `-@id`: the year alone.
    pub suppress_author: bool,
}

/// A place in a source: "para. 7" is label `Paragraph`, payload "7".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locator {
    /// What is counted.
    pub label: Label,
    /// Numbers as written: "7", "3-5", "12:30", or the name of a section.
    pub payload: Box<str>,
}

macro_rules! labels {
    ($($(#[$doc:meta])* $label:ident = $csl:literal, $($word:literal)|*;)*) => {
        /// What a locator counts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Label { $($(#[$doc])* $label,)* }

        impl Label {
            /// All labels.
            pub const ALL: &[Label] = &[$(Label::$label,)*];
            /// CSL's word for it.
            pub fn csl(self) -> &'static str { match self { $(Label::$label => $csl,)* } }
            /// The label of CSL's word.
            pub fn of_csl(word: &str) -> Option<Label> { Label::ALL.iter().copied().find(|label| label.csl() == word) }
        }

        /// Longest first where one begins like another.
        const WORDS: &[(&str, Label)] = &[$($(($word, Label::$label),)*)*];
    };
}

labels! {
    /// Pages; also a number without a label.
    Page = "page", "pages" | "page" | "pp." | "p.";
    /// Paragraphs.
    Paragraph = "paragraph", "paragraphs" | "paragraph" | "paras." | "pars." | "para." | "par." | "¶¶" | "¶";
    /// Sections.
    Section = "section", "sections" | "section" | "secs." | "sec." | "§§" | "§";
    /// Chapters.
    Chapter = "chapter", "chapters" | "chapter" | "chaps." | "chap." | "chs." | "ch.";
    /// Figures.
    Figure = "figure", "figures" | "figure" | "figs." | "fig.";
    /// Tables.
    Table = "table", "tables" | "table" | "tabs." | "tab." | "tbl.";
    /// Lines.
    Line = "line", "lines" | "line" | "ll." | "l.";
    /// Volumes.
    Volume = "volume", "volumes" | "volume" | "vols." | "vol.";
    /// Numbers of a series.
    Issue = "issue", "numbers" | "number" | "nos." | "no.";
    /// A time of a recording: 12:30, 1:02:03.
    Time = "timestamp", ;
}

/// Reads the inside of a citation group. A malformed locator still yields the id, its text as suffix.
pub fn parse_citation(text: &str) -> Option<Vec<Cited>> {
    let mut out = Vec::new();
    for range in parts(text) {
        out.push(part(text, range)?);
    }
    Some(out)
}

/// Reads a locator that stands alone: "para. 7", "pp. 3-5", "12:30". `None` if anything else is left over.
pub fn parse_locator(text: &str) -> Option<Locator> {
    let (locator, rest) = locator(text.trim())?;
    rest.trim().is_empty().then_some(locator)
}

/// Bytes between the semicolons that stand outside braces.
fn parts(text: &str) -> Vec<Range<usize>> {
    let (mut out, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b';' if depth == 0 => {
                out.push(start..at);
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(start..text.len());
    out
}

fn part(text: &str, range: Range<usize>) -> Option<Cited> {
    let base = range.start;
    let part = &text[range];
    let sign = part.find('@')?;
    let suppress_author = part[..sign].ends_with('-');
    let before = if suppress_author { &part[..sign - 1] } else { &part[..sign] };
    if before.chars().next_back().is_some_and(|c| !c.is_whitespace() && c != '(') {
        return None;
    }
    let (id, end) = id(part, sign + 1)?;
    if part[end..].starts_with(|c: char| c.is_alphabetic() && !is_cjk(c)) {
        return None;
    }
    let (locator, suffix) = after_id(&part[end..])?;
    Some(Cited {
        id: part[id.clone()].into(),
        at: base + id.start..base + id.end,
        prefix: before.trim().into(),
        locator,
        suffix: suffix.into(),
        suppress_author,
    })
}

/// Bytes of the id that starts at `at`, and where the rest begins.
fn id(part: &str, at: usize) -> Option<(Range<usize>, usize)> {
    if part[at..].starts_with('{') {
        let end = at + part[at..].find('}')?;
        let id = at + 1..end;
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_:.#$%&+?<>~/-".contains(&b);
        return (!id.is_empty() && part[id.clone()].bytes().all(allowed)).then_some((id, end + 1));
    }
    let bytes = part.as_bytes();
    let is_word = |i: usize| bytes.get(i).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let mut end = at;
    loop {
        while is_word(end) {
            end += 1;
        }
        let mut next = end;
        while end > at && bytes.get(next) == Some(&b'-') {
            next += 1;
        }
        if next == end && end > at && bytes.get(end).is_some_and(|b| b":./+".contains(b)) {
            next += 1;
        }
        if next == end || !is_word(next) {
            return (end > at).then_some((at..end, end));
        }
        end = next;
    }
}

/// Locator and suffix; `None` when another `@id` follows without a semicolon.
fn after_id(rest: &str) -> Option<(Option<Locator>, &str)> {
    let rest = rest.trim();
    let another = rest.match_indices('@').any(|(at, _)| {
        let starts = at == 0 || rest[..at].ends_with([' ', '-', '(']);
        starts && rest[at + 1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '{')
    });
    if another {
        return None;
    }
    let body = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    match locator(body) {
        Some((locator, suffix)) => Some((Some(locator), suffix.trim())),
        None => Some((None, rest)),
    }
}

/// A locator at the start of `text`, and what follows it.
fn locator(text: &str) -> Option<(Locator, &str)> {
    if let Some(inner) = text.strip_prefix('{') {
        let (inner, rest) = inner.split_once('}')?;
        let (label, payload) = label(inner.trim()).unwrap_or((Label::Page, inner.trim()));
        return (!payload.is_empty())
            .then(|| (Locator { label: timed(label, payload), payload: payload.into() }, rest));
    }
    let (label, body) = label(text).map_or((None, text), |(label, body)| (Some(label), body));
    let length = numbers(body, label.is_some());
    if length > 0 {
        let payload = &body[..length];
        let label = timed(label.unwrap_or(Label::Page), payload);
        return Some((Locator { label, payload: payload.into() }, &body[length..]));
    }
    let named = matches!(label, Some(Label::Section | Label::Chapter));
    let length = body.find(',').unwrap_or(body.len());
    let payload = body[..length].trim_end();
    let label = label.filter(|_| named && !payload.is_empty())?;
    Some((Locator { label, payload: payload.into() }, &body[payload.len()..]))
}

/// A label word at the start, and what follows it; a word needs a blank or a digit behind it.
fn label(text: &str) -> Option<(Label, &str)> {
    WORDS.iter().find_map(|(word, label)| {
        let head = text.get(..word.len())?;
        let rest = &text[head.len()..];
        let ends = rest
            .starts_with(|c: char| c.is_whitespace() || (c.is_ascii_digit() && !word.ends_with(char::is_alphabetic)));
        (head.eq_ignore_ascii_case(word) && ends).then(|| (*label, rest.trim_start()))
    })
}

fn timed(label: Label, payload: &str) -> Label {
    let time = payload.split(['-', '–']).all(|part| {
        let mut pieces = part.split(':');
        let count = part.matches(':').count();
        (1..=2).contains(&count)
            && pieces.all(|piece| (1..=2).contains(&piece.len()) && piece.bytes().all(|b| b.is_ascii_digit()))
    });
    if label == Label::Page && time { Label::Time } else { label }
}

/// Length of "7", "3-5, 9", "xiv–xvi", "A12 & 13": words with a digit, or Roman ones behind a label.
fn numbers(text: &str, labelled: bool) -> usize {
    let (mut end, mut at) = (0, 0);
    loop {
        let word = text[at..].split(|c: char| c.is_whitespace() || c == ',' || c == ';').next().unwrap_or("");
        let word = word.trim_end_matches(['.', ':', ')', ']', '!', '?']);
        if !is_number(word, labelled) {
            return end;
        }
        end = at + word.len();
        let joint = [", ", " & ", ",", " and "].iter().find(|joint| text[end..].starts_with(**joint));
        match joint {
            Some(joint) if text[end + joint.len()..].starts_with(|c: char| c.is_ascii_digit()) => {
                at = end + joint.len()
            }
            Some(joint) if labelled && *joint == ", " => at = end + joint.len(),
            _ => return end,
        }
    }
}

fn is_number(word: &str, labelled: bool) -> bool {
    let starts = word.starts_with(|c: char| c.is_ascii_digit());
    let digit = word.bytes().any(|b| b.is_ascii_digit());
    let roman = !word.is_empty() && word.chars().all(|c| "ivxlcdmIVXLCDM-–".contains(c));
    starts || (labelled && (digit || roman))
}
