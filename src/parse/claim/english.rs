//! Claims in English sentences.
//!
//! Words are compared in lower case; whether one began with a capital is kept, since a name before "counts" makes it a
//! verb of speech and "the page counts" does not.

use std::ops::Range;

use super::english_words::*;
use super::lexicon::Kinds;
use crate::model::prose::Claim;

pub(super) fn claim(text: &str) -> Option<Claim> {
    if text.trim_end().ends_with('?') {
        return None;
    }
    let line = Line::of(text);
    let words = line.words();
    let holds = words.iter().fold(line.phrases, |all, word| all | word.kinds);
    let first = words.first()?;
    if first.is(SUPPOSED) || holds & ABOUT_THE_PAGE != 0 || words.len() < 4 || line.holds(" whoever ") {
        return None;
    }
    if holds & ATTRIBUTES != 0 || attributes(&words, holds) {
        return Some(Claim::Attribution);
    }
    if line.holds(" if ") {
        return None;
    }
    if holds & CAUSES != 0 || forces(&words) || is_caused(&words) {
        return Some(Claim::Cause);
    }
    if holds & EXTREMES != 0 || is_superlative(&words) {
        return Some(Claim::Superlative);
    }
    let is_event = || holds & RELATIVE != 0 || has_date(&words) || holds & MONTHS != 0 && names_a_month(&words);
    (holds & EVENTS != 0 && is_event()).then_some(Claim::Event)
}

/// Whether the figures of a sentence are those of the page, of its author's own counting, or supposed.
pub(super) fn is_about_the_page(text: &str) -> bool {
    let line = Line::of(text);
    let words = line.words();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let second = words.get(1).map_or("", |word| word.lower);
    let counts_parts = || words.windows(2).any(|pair| pair[1].is(PAGE_PARTS) && is_digits(pair[0].text));
    (line.phrases | words.iter().fold(0, |all, word| all | word.kinds)) & OF_THE_PAGE != 0
        || first.is(SUPPOSES)
        || first.lower == "if" && matches!(second, "a" | "an" | "one" | "you" | "each" | "every" | "n" | "x")
        || last.lower == "below"
        || counts_parts()
        || text.contains(", say, ")
        || supposes_a_figure(&words)
}

fn is_digits(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// "Had the tariff been 50 percent, trade would have stopped": a condition against the facts that names a figure. One
/// that names none may have real figures behind it: "Had the plan been kept, the 1,500 engineers would have stayed".
fn supposes_a_figure(words: &[Word<'_>]) -> bool {
    if !matches!(words[0].lower, "had" | "were" | "should" | "if") {
        return false;
    }
    let condition = words.iter().skip(1).position(|word| word.after_pause).map_or(words.len(), |at| at + 1);
    let names_a_figure = words[..condition].windows(2).any(|pair| {
        let is_year = pair[1].text.len() == 4 && pair[1].text.bytes().all(|b| b.is_ascii_digit());
        is_digits(pair[1].text)
            && !is_year
            && !matches!(pair[0].lower, "the" | "all" | "its" | "their" | "these" | "those")
    });
    names_a_figure && words.iter().any(|word| matches!(word.lower, "would" | "could" | "might"))
}

/// A word of a sentence.
struct Word<'l> {
    /// As written, without marks around it.
    text: &'l str,
    /// In lower case, with straight apostrophes.
    lower: &'l str,
    /// The lists it stands in.
    kinds: Kinds,
    /// A comma, colon, semicolon, dash or quotation stands before it.
    after_pause: bool,
}

impl Word<'_> {
    fn is(&self, kind: Kinds) -> bool {
        self.kinds & kind != 0
    }
}

/// A sentence's words in lower case, a blank before and behind each.
struct Line<'t> {
    lower: String,
    /// Each as written, where it stands in `lower`, and whether a pause is before it.
    pieces: Vec<(&'t str, Range<usize>, bool)>,
    /// The lists of each.
    kinds: Vec<Kinds>,
    /// The lists of all phrases of several words.
    phrases: Kinds,
}

impl<'t> Line<'t> {
    fn of(text: &'t str) -> Line<'t> {
        let mut lower = String::with_capacity(text.len() + 2);
        lower.push(' ');
        let mut pieces = Vec::new();
        let mut pause = true;
        for piece in text.split_whitespace() {
            let bare = piece.trim_matches(|c: char| !c.is_alphanumeric());
            let opens = piece.starts_with(['(', '—', '–', '…']);
            if !bare.is_empty() {
                let start = lower.len();
                match bare.is_ascii() {
                    true => lower.extend(bare.bytes().map(|byte| char::from(byte.to_ascii_lowercase()))),
                    false => lower.push_str(&bare.to_lowercase().replace('’', "'")),
                }
                pieces.push((bare, start..lower.len(), pause || opens));
                lower.push(' ');
            }
            pause = piece.ends_with([',', ';', ':', '—', '–', ')', '…']);
        }
        let (mut kinds, mut phrases) = (vec![0; pieces.len()], 0);
        for (at, length, kind) in LEXICON.find(&lower) {
            let word = pieces.partition_point(|(_, range, _)| range.start < at);
            match pieces.get(word) {
                Some((_, range, _)) if range.len() == length => kinds[word] |= kind,
                _ => phrases |= kind,
            }
        }
        Line { lower, pieces, kinds, phrases }
    }

    fn words(&self) -> Vec<Word<'_>> {
        let all = self.pieces.iter().zip(&self.kinds);
        all.map(|((text, at, after_pause), kinds)| Word {
            text,
            lower: &self.lower[at.clone()],
            kinds: *kinds,
            after_pause: *after_pause,
        })
        .collect()
    }

    fn holds(&self, phrase: &str) -> bool {
        self.lower.contains(phrase)
    }
}

fn is_name(word: &Word<'_>) -> bool {
    word.text.starts_with(char::is_uppercase)
        && !matches!(word.lower, "the" | "a" | "an" | "in" | "on" | "at" | "by" | "for")
}

fn attributes(words: &[Word<'_>], holds: Kinds) -> bool {
    let speech = SPEECH | NAMED_SPEECH;
    holds & speech != 0 && (1..words.len()).any(|at| words[at].is(speech) && speaks(words, at))
        || holds & ACCOUNTS != 0 && by_account(words)
}

/// Whether the verb at `at` has a speaker before it.
fn speaks(words: &[Word<'_>], at: usize) -> bool {
    let verb = words[at].lower;
    let before = &words[at - 1];
    let adverbs =
        ["also", "then", "once", "first", "later", "had", "has", "have", "only", "alone", "again", "still", "itself"];
    // A name that an aside follows ("Michael Sun, whom … presents as …, named") is left out: which verb is whose is guesswork.
    let subject = if adverbs.contains(&before.lower) && at >= 2 { &words[at - 2] } else { before };
    let next = words.get(at + 1).map_or("", |word| word.lower);
    let is_page = matches!(next, "below" | "above" | "here" | "in");
    if words[at].is(SPEECH) {
        let mut near = words[at.saturating_sub(7)..at].iter();
        let named = subject.is(SPEAKERS) || near.any(|word| is_name(word) && !is_opener(word, words));
        let spoken_of = matches!(
            subject.lower,
            "that"
                | "is"
                | "are"
                | "was"
                | "be"
                | "who"
                | "which"
                | "been"
                | "being"
                | "what"
                | "were"
                | "figures"
                | "not"
        );
        return named && !spoken_of && !(is_page && !is_name(subject));
    }
    let named = is_name(subject) && !is_opener(subject, words) || matches!(subject.lower, "he" | "she");
    if !named || words[at].after_pause {
        return false;
    }
    match verb {
        "has" => next == "it",
        "put" | "puts" | "gives" | "gave" | "calls" | "called" | "asked" | "names" | "counts" | "counted" | "cites"
        | "quotes" => true,
        "holds" | "held" | "adds" | "added" | "finds" | "found" | "judged" | "judges" | "notes" | "noted"
        | "thinks" | "thought" | "believes" | "believed" | "expects" | "expected" | "suggests" | "suggested" => {
            next == "that" || matches!(verb, "finds" | "found" | "expects" | "expected" | "thinks")
        }
        "arrived" => next == "at",
        _ => true,
    }
}

/// The first word of a sentence is no name for its capital.
fn is_opener(word: &Word<'_>, words: &[Word<'_>]) -> bool {
    std::ptr::eq(word, &words[0]) && word.is(OPENERS)
}

fn by_account(words: &[Word<'_>]) -> bool {
    words.iter().enumerate().filter(|(_, word)| word.lower == "by").any(|(at, _)| {
        let near = words.get(at + 1..(at + 9).min(words.len())).unwrap_or_default();
        let whose = near.iter().position(|word| {
            word.lower.ends_with("'s") || word.lower.ends_with("s'") || matches!(word.lower, "her" | "his" | "their")
        });
        let owned = whose.is_some_and(|whose| near.get(whose + 1).is_some_and(|word| word.is(ACCOUNTS)));
        let named = |pair: &[Word<'_>]| pair[0].lower == "of" && (is_name(&pair[1]) || pair[1].lower == "the");
        owned || near.iter().take(3).any(|word| word.is(ACCOUNTS)) && near.windows(2).any(named)
    })
}

fn is_superlative(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| {
        let (word, before) = (words[at].lower, words[at - 1].lower);
        let next = words.get(at + 1);
        let after_most = next.is_some_and(|word| !word.is(NOT_OF_THE_WORLD) && word.lower.len() > 3);
        let next = next.map_or("", |word| word.lower);
        let owned = before == "the" || before.ends_with("'s") || matches!(before, "second" | "third" | "its" | "their");
        let of_world = !matches!(
            next,
            "of" | "way" | "question" | "measure" | "number" | "numbers" | "share" | "possible" | "part"
        );
        let is_first = word == "first"
            && before == "the"
            && at >= 2
            && matches!(words[at - 2].lower, "was" | "is" | "became" | "were" | "are")
            && !matches!(next, "step" | "of" | "two" | "three" | "part" | "and" | "section" | "figure" | "count");
        words[at].is(SUPERLATIVES) && owned && of_world
            || word == "most" && before == "the" && after_most
            || is_first
            || word == "only"
                && before == "the"
                && matches!(next, "country" | "nation" | "state" | "firm" | "company" | "bank" | "economy")
    })
}

/// "The sanctions forced banks to look", "the split drove the move".
fn forces(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| match words[at].lower {
        "forced" | "compelled" => words[at + 1..].iter().take(5).any(|word| word.lower == "to" || word.lower == "into"),
        "drove" => words.get(at + 1).is_some_and(|word| matches!(word.lower, "the" | "up" | "down" | "prices")),
        _ => false,
    })
}

/// "caused a shortage", but not "if A causes B".
fn is_caused(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| {
        let next = words.get(at + 1).map_or("", |word| word.lower);
        words[at].lower == "caused" && (matches!(next, "a" | "an" | "the" | "by") || next.ends_with('s'))
    })
}

/// A year with a preposition or a month before it: "in 2018", "of March 2021", "on 7 October 2022".
fn has_date(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| {
        let is_year = words[at].text.len() == 4
            && words[at].text.bytes().all(|b| b.is_ascii_digit())
            && matches!(&words[at].text[..2], "18" | "19" | "20");
        let before = &words[at - 1];
        is_year
            && (matches!(
                before.lower,
                "in" | "since" | "until" | "after" | "before" | "by" | "late" | "early" | "from"
            ) || before.is(MONTHS))
    })
}

/// "On 16 July", "that September", "in November".
fn names_a_month(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| {
        let before = words[at - 1].lower;
        let dated = before.bytes().all(|b| b.is_ascii_digit()) && before.len() <= 2;
        words[at].is(MONTHS)
            && is_name(&words[at])
            && (dated || matches!(before, "in" | "that" | "since" | "until" | "last"))
    })
}
