//! Kept copies of sources: a head that says where and when a text was taken, and the text.
//!
//! In: a file of `content/captures/`. Out: its text, and its head if it has one; `write` makes such a file. A file
//! without a head is a text that somebody put there by hand, as it is.
//! Absent on purpose: reading pages of the web, and any use of a copy but to look quotations up in it.

use crate::base::hash::Hash;
use crate::model::date::Date;

/// The first line of a file with a head.
const MARK: &str = "factloom capture 1";
/// Most lines of a head.
const MOST_LINES: usize = 16;

/// A kept copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture<'a> {
    /// What `factloom capture` noted, if it made the file.
    pub head: Option<Head>,
    /// The text, line ends as they are.
    pub text: &'a str,
}

/// What is noted of a copy. A field that is missing or cannot be read is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Id of the source, when it was taken.
    pub source: Box<str>,
    /// Address of the source.
    pub address: Option<Box<str>>,
    /// The day it was taken.
    pub date: Option<Date>,
    /// Hash of the bytes that the text was made from.
    pub original: Option<Hash>,
    /// Hash of the text.
    pub text: Option<Hash>,
}

/// Reads a file.
pub fn read(file: &str) -> Capture<'_> {
    let body = file.trim_start_matches('\u{feff}');
    let mut rest = body;
    let mut line = || {
        let (line, more) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = more;
        line.trim_end_matches('\r')
    };
    if line() != MARK {
        return Capture { head: None, text: file };
    }
    let mut head = Head::default();
    for _ in 0..MOST_LINES {
        let line = line();
        if line.is_empty() {
            break;
        }
        let (key, value) = line.split_once(':').map_or((line, ""), |(key, value)| (key, value.trim()));
        let hash = || Hash::from_hex(value.split(' ').next().unwrap_or(""));
        match key {
            "source" => head.source = value.into(),
            "address" => head.address = Some(value.into()),
            "date" => head.date = Date::parse(value),
            "original" => head.original = hash(),
            "text" => head.text = hash(),
            _ => {}
        }
    }
    Capture { head: Some(head), text: rest }
}

/// A file with its head.
pub fn write(head: &Head, text: &str) -> String {
    let mut out = format!("{MARK}\nsource: {}\n", head.source);
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            out.push_str(&format!("{key}: {value}\n"));
        }
    };
    put("address", head.address.as_ref().map(|address| address.to_string()));
    put("date", head.date.map(|date| date.to_string()));
    put("original", head.original.map(|hash| hash.to_string()));
    put("text", Some(hash_of(text).to_string()));
    out.push('\n');
    out.push_str(text);
    out
}

/// The hash of a text: of its lines, however they end, so that a checkout on another system is no other text.
pub fn hash_of(text: &str) -> Hash {
    Hash::of(text.replace("\r\n", "\n").as_bytes())
}

impl Capture<'_> {
    /// Whether the text is the one that its head was written for; one without a head is.
    pub fn is_whole(&self) -> bool {
        self.head.as_ref().is_none_or(|head| head.text == Some(hash_of(self.text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_any_other_text_is_a_copy_without_head() {
        let head = Head {
            source: "x".into(),
            address: Some("https://example.org/a:b".into()),
            date: Date::parse("2026-11-24"),
            original: Some(Hash::of(b"<p>")),
            text: Some(hash_of("One.\n\ntext: two\n")),
        };
        let file = write(&head, "One.\n\ntext: two\n");
        let read_back = read(&file);
        assert_eq!((read_back.head.as_ref(), read_back.text), (Some(&head), "One.\n\ntext: two\n"));
        assert!(read_back.is_whole());
        assert!(read(&file.replace('\n', "\r\n")).is_whole(), "line ends are no change");
        assert!(!read(&file.replace("two", "too")).is_whole());
        assert!(!read(&file.replace("text: ", "test: ")).is_whole(), "a head without hash proves nothing");
        for plain in ["", "One.", "factloom capture 2\n\nx", "One\nfactloom capture 1\n"] {
            assert_eq!(read(plain), Capture { head: None, text: plain });
        }
    }
}
