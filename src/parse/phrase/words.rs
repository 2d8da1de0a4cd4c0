//! Lists of words that may stand at a place of a text, and the longest of them that does.
//!
//! In: a list, made while compiling. Out: where the words end. Comparing is `english::matches`.

use crate::parse::phrase::english::{fold, matches, peek};

/// Patterns, a bar between them, and what they begin with: at most places of a text none of a list can begin, and
/// one look tells (comparing them all took a quarter of the start of a site of 10,000 articles).
#[derive(Clone, Copy)]
pub(super) struct Words {
    patterns: &'static str,
    /// A bit for each ASCII character that a pattern begins with.
    ascii: u128,
    /// Whether one begins with another character.
    wide: bool,
}

impl Words {
    pub(super) const fn of(patterns: &'static str) -> Words {
        let bytes = patterns.as_bytes();
        let (mut ascii, mut wide, mut at) = (0, false, 0);
        while at < bytes.len() {
            if at == 0 || bytes[at - 1] == b'|' {
                match bytes[at] {
                    first @ 0..=127 => ascii |= 1 << first,
                    _ => wide = true,
                }
            }
            at += 1;
        }
        Words { patterns, ascii, wide }
    }

    /// Whether a pattern may begin with a character, which is folded.
    fn may_begin(&self, first: char) -> bool {
        if first.is_ascii() { self.ascii >> (first as u32) & 1 == 1 } else { self.wide }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.patterns.split('|')
    }

    /// The end of the longest that stands at `at`, where `first` stands.
    fn end(&self, text: &str, at: usize, first: char) -> Option<usize> {
        if !self.may_begin(first) {
            return None;
        }
        self.iter().filter(|pattern| pattern.starts_with(first)).filter_map(|pattern| matches(text, at, pattern)).max()
    }
}

/// `Words` made while compiling.
macro_rules! list {
    ($patterns:expr) => {
        const { &$crate::parse::phrase::words::Words::of($patterns) }
    };
}
pub(super) use list;

/// The longest pattern of `table` that stands at `at`: its value and its end.
pub(super) fn longest<T: Copy>(text: &str, at: usize, table: &[(Words, T)]) -> Option<(T, usize)> {
    let first = fold(peek(text, at)?);
    table.iter().filter_map(|(words, value)| Some((*value, words.end(text, at, first)?))).max_by_key(|&(_, end)| end)
}

/// The end of the longest of `words` that stands at `at`.
pub(super) fn any(text: &str, at: usize, words: &Words) -> Option<usize> {
    words.end(text, at, fold(peek(text, at)?))
}

/// True if `word` is, without regard to case, one of `words`, which are ASCII.
pub(super) fn listed(word: &str, words: &Words) -> bool {
    let first = word.chars().next().map_or('|', |c| c.to_ascii_lowercase());
    words.may_begin(first) && words.iter().any(|pattern| pattern.eq_ignore_ascii_case(word))
}
