//! Claims in English sentences.
//!
//! Words are compared in lower case; whether one began with a capital is kept, since a name before "counts" makes it a
//! verb of speech and "the page counts" does not.

use std::ops::Range;

use super::english_speech::{attributes, is_for_somebody, quotes};
use super::english_time::{happened, has_been_since, has_date, has_distance, is_of_a_date, lasted, names_a_month};
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
    if holds & ABOUT_THE_PAGE != 0 && !is_aside_on_the_site(&line) {
        return None;
    }
    if first.is(SUPPOSED) || line.holds(" whoever ") {
        return None;
    }
    if quotes(text, &words) {
        return Some(Claim::Attribution);
    }
    if words.len() < 4 {
        return None;
    }
    if holds & ATTRIBUTES != 0 || attributes(&words, holds) || is_for_somebody(&words) {
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
    let is_event = || {
        holds & RELATIVE != 0
            || has_date(&words)
            || has_distance(&words)
            || holds & MONTHS != 0 && names_a_month(&words)
    };
    // What is to come is no event yet.
    let is_to_come = line.holds(" will be ") || line.holds(" is set to ") || line.holds(" are set to ");
    // The writer's own reasoning and reckoning: "so the last of them may have been signed later".
    let reasons =
        words.iter().any(|word| matches!(word.lower, "may" | "might" | "perhaps" | "therefore" | "reckoning"))
            || matches!(first.lower, "so" | "thus" | "hence")
            || [
                " divided by ",
                " by this ",
                " on that reading ",
                " on this reading ",
                " less than that ",
                " the same page ",
            ]
            .iter()
            .any(|phrase| line.holds(phrase));
    let is_dated = !is_to_come && !reasons && (holds & EVENTS != 0 || happened(&words)) && is_event();
    (is_dated && !is_of_a_date(&words) || has_been_since(&words) || lasted(&words)).then_some(Claim::Event)
}

/// "The article from which this site starts puts them at 1,000": the site is named, and something else is spoken of.
pub(super) fn is_aside_on_the_site(line: &Line<'_>) -> bool {
    line.holds(" which this site ") || line.holds(" that this site ")
}

pub(super) fn is_digits(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// A word of a sentence.
pub(super) struct Word<'l> {
    /// As written, without marks around it.
    pub(super) text: &'l str,
    /// In lower case, with straight apostrophes.
    pub(super) lower: &'l str,
    /// The lists it stands in.
    pub(super) kinds: Kinds,
    /// A comma, colon, semicolon, dash or quotation stands before it.
    pub(super) after_pause: bool,
}

impl Word<'_> {
    pub(super) fn is(&self, kind: Kinds) -> bool {
        self.kinds & kind != 0
    }
}

/// A sentence's words in lower case, a blank before and behind each.
pub(super) struct Line<'t> {
    lower: String,
    /// Each as written, where it stands in `lower`, and whether a pause is before it.
    pieces: Vec<(&'t str, Range<usize>, bool)>,
    /// The lists of each.
    kinds: Vec<Kinds>,
    /// The lists of all phrases of several words.
    pub(super) phrases: Kinds,
}

impl<'t> Line<'t> {
    pub(super) fn of(text: &'t str) -> Line<'t> {
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

    pub(super) fn words(&self) -> Vec<Word<'_>> {
        let all = self.pieces.iter().zip(&self.kinds);
        all.map(|((text, at, after_pause), kinds)| Word {
            text,
            lower: &self.lower[at.clone()],
            kinds: *kinds,
            after_pause: *after_pause,
        })
        .collect()
    }

    pub(super) fn holds(&self, phrase: &str) -> bool {
        self.lower.contains(phrase)
    }
}

pub(super) fn is_name(word: &Word<'_>) -> bool {
    let is_substance = word.text.contains('-') && word.text.ends_with(|c: char| c.is_ascii_digit());
    word.text.starts_with(char::is_uppercase)
        && !is_substance
        && !matches!(word.lower, "the" | "a" | "an" | "in" | "on" | "at" | "by" | "for")
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
            || word == "first"
                && matches!(
                    before,
                    "world's"
                        | "country's"
                        | "nation's"
                        | "region's"
                        | "continent's"
                        | "asia's"
                        | "europe's"
                        | "africa's"
                        | "china's"
                )
                && !matches!(next, "five-year" | "step" | "two" | "three" | "and" | "of")
            || word == "record" && before == "a" && words.get(at + 1).is_some_and(|word| is_digits(word.text))
            || word == "only"
                && before == "the"
                && matches!(
                    next,
                    "country"
                        | "nation"
                        | "state"
                        | "firm"
                        | "company"
                        | "bank"
                        | "economy"
                        | "supplier"
                        | "producer"
                        | "maker"
                        | "power"
                        | "city"
                        | "province"
                        | "member"
                        | "exporter"
                        | "buyer"
                        | "port"
                        | "plant"
                )
    })
}

/// "The sanctions forced banks to look", "the split drove the move".
fn forces(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| match words[at].lower {
        "forced" | "compelled" | "pushed" | "enabled" | "obliged" | "induced" => {
            words[at + 1..].iter().take(5).any(|word| word.lower == "to" || word.lower == "into")
        }
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
