//! What a translation was made of, and what of that is different now.
//!
//! In: an article. Out: its pieces (title, summary, points, top-level blocks), each with a short mark of its words;
//! and, for the marks that a translation keeps (`translated_from`), which pieces changed, came or went since.
//! A mark is of the words alone: another wrapping, emphasis, link target or citation leaves it as it is, so a fact
//! that was renamed is no news to a translator. Absent on purpose: findings, and writing the marks.

use std::ops::Range;

use crate::base::hash::Hash;
use crate::base::text::At;
use crate::model::article::Article;
use crate::site::Reader;

/// Hex digits of a mark. That a changed paragraph keeps its mark happens once in 16 million.
const DIGITS: usize = 6;

/// A part of an article that is translated as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands.
    pub at: At,
    /// The mark of its words.
    pub mark: String,
}

/// What became of a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drift {
    /// The piece that was the `was`th says something else; it is the `now`th.
    Changed {
        /// Its number when it was translated.
        was: usize,
        /// Its number now.
        now: usize,
    },
    /// A piece was added behind the `after`th.
    Added {
        /// Number of the piece before it when it was translated; nothing at the head.
        after: Option<usize>,
        /// Its number now.
        now: usize,
    },
    /// The piece that was the `was`th is gone.
    Removed {
        /// Its number when it was translated.
        was: usize,
    },
}

/// The pieces of an article in order: title, summary, points, top-level blocks.
pub fn pieces(reader: &Reader<'_>, article: &Article) -> Vec<Piece> {
    let head = [&article.title, &article.summary].into_iter().chain(&article.points).map(|prose| prose.at);
    let body = &article.body;
    let blocks = body.blocks.iter().map(|(from, to)| At::new(body.at.file, *from as usize..*to as usize));
    head.chain(blocks).map(|at| Piece { at, mark: mark(reader.text_at(at)) }).collect()
}

/// The marks of an article as they stand in the front matter of its translation.
pub fn marks(reader: &Reader<'_>, article: &Article) -> String {
    pieces(reader, article).into_iter().map(|piece| piece.mark).collect::<Vec<_>>().join(" ")
}

/// Whether a word is a mark.
pub fn is_mark(word: &str) -> bool {
    word.len() == DIGITS && word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn mark(text: &str) -> String {
    let mut digits = Hash::of(words(text).as_bytes()).to_string();
    digits.truncate(DIGITS);
    digits
}

/// The words of some markdown: without targets of links, citations, comments, emphasis, marks of lists and headings.
fn words(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(c) = rest.chars().next() {
        if let Some(target) = rest.strip_prefix("](") {
            rest = target.split_once(')').map_or("", |(_, after)| after);
            continue;
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if c == '[' && is_citation(rest) {
            rest = rest.split_once(']').map_or("", |(_, after)| after);
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '[' | ']' | '*' | '_' | '`' | '#' | '>' | '"' | '\'' | '|' => {}
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    // The blank before a citation goes with it.
    out.trim_end().replace(" .", ".").replace(" ,", ",")
}

/// Whether `[` begins `[@x, p. 3]` or `[see @x]`, and no link.
fn is_citation(text: &str) -> bool {
    let Some(end) = text.find(']') else { return false };
    text[..end].contains('@') && !text[end..].starts_with("](")
}

/// What changed from the marks of then to those of now, in order.
pub fn drift(then: &[&str], now: &[&str]) -> Vec<Drift> {
    let mut out = Vec::new();
    let (mut was, mut is) = (0, 0);
    for (same_then, same_now) in common(then, now).into_iter().chain([(then.len(), now.len())]) {
        hunk(was..same_then, is..same_now, &mut out);
        (was, is) = (same_then + 1, same_now + 1);
    }
    out
}

/// Between two pieces that stayed: those at the same place were changed, what is over came or went.
fn hunk(then: Range<usize>, now: Range<usize>, out: &mut Vec<Drift>) {
    let changed = then.len().min(now.len());
    out.extend((0..changed).map(|n| Drift::Changed { was: then.start + n, now: now.start + n }));
    out.extend((then.start + changed..then.end).map(|was| Drift::Removed { was }));
    let after = (then.start + changed).checked_sub(1);
    out.extend((now.start + changed..now.end).map(|now| Drift::Added { after, now }));
}

/// Positions of a longest common subsequence. Articles have some hundred pieces, most of them the same at both ends.
fn common(a: &[&str], b: &[&str]) -> Vec<(usize, usize)> {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (x, y) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let mut lengths = vec![vec![0_usize; y.len() + 1]; x.len() + 1];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            lengths[i][j] = match x[i] == y[j] {
                true => lengths[i + 1][j + 1] + 1,
                false => lengths[i + 1][j].max(lengths[i][j + 1]),
            };
        }
    }
    let mut out: Vec<(usize, usize)> = (0..head).map(|n| (n, n)).collect();
    let (mut i, mut j) = (0, 0);
    while i < x.len() && j < y.len() {
        if x[i] == y[j] {
            out.push((head + i, head + j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[i + 1][j] >= lengths[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    out.extend((0..tail).map(|n| (a.len() - tail + n, b.len() - tail + n)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_of_the_words_alone() {
        let text = "There were [nearly 1,000](fact:s/f) *companies* [@x, p. 3].";
        for same in [
            "There were\n[nearly 1,000](fact:other/name) companies.",
            "There were nearly 1,000 companies [see @x; @y].",
            "> There  were **nearly 1,000** companies.",
        ] {
            assert_eq!(mark(same), mark(text), "{same}");
        }
        assert_ne!(mark("There were 1,000 companies."), mark(text));
        assert!(is_mark(&mark(text)) && !is_mark("3F9A1C") && !is_mark("3f9a1"));
    }

    #[test]
    fn what_changed_came_and_went_is_told_apart() {
        use Drift::{Added, Changed, Removed};
        let of = |a: &str, b: &str| {
            let list = |text: &str| text.chars().map(|c| c.to_string()).collect::<Vec<_>>();
            let (a, b) = (list(a), list(b));
            let (a, b): (Vec<&str>, Vec<&str>) =
                (a.iter().map(String::as_str).collect(), b.iter().map(String::as_str).collect());
            drift(&a, &b)
        };
        assert_eq!(of("abcd", "abcd"), []);
        assert_eq!(of("abcd", "abxd"), [Changed { was: 2, now: 2 }]);
        assert_eq!(of("abcd", "abxcd"), [Added { after: Some(1), now: 2 }]);
        assert_eq!(of("abcd", "acd"), [Removed { was: 1 }]);
        assert_eq!(of("abcd", "xabcd"), [Added { after: None, now: 0 }]);
        assert_eq!(
            of("abcd", "axydz"),
            [Changed { was: 1, now: 1 }, Changed { was: 2, now: 2 }, Added { after: Some(3), now: 4 }]
        );
        assert_eq!(of("", "a"), [Added { after: None, now: 0 }]);
    }
}
