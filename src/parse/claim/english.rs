//! Claims in English sentences.
//!
//! Words are compared in lower case; whether one began with a capital is kept, since a name before "counts" makes it a
//! verb of speech and "the page counts" does not.

use std::ops::Range;

use super::english_time::{happened, has_been_since, has_date, is_of_a_date, is_year, names_a_month};
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
    if first.is(SUPPOSED) || holds & ABOUT_THE_PAGE != 0 || line.holds(" whoever ") {
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
    let is_event = || holds & RELATIVE != 0 || has_date(&words) || holds & MONTHS != 0 && names_a_month(&words);
    let is_dated = (holds & EVENTS != 0 || happened(&words)) && is_event();
    (is_dated && !is_of_a_date(&words) || has_been_since(&words)).then_some(Claim::Event)
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
        || is_example(&line, &words)
        || addresses_a_reader(&words)
}

fn is_digits(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// A made-up case: "A list of 1,000 names, for example, may hide 300 aliases", "take a worker", "five years at 7 percent
/// would make"; not "in 2020, for example, 40 firms left".
fn is_example(line: &Line<'_>, words: &[Word<'_>]) -> bool {
    let is_any = |word: &Word<'_>| matches!(word.lower, "a" | "an" | "any" | "some" | "one" | "two");
    let is_dated = words.iter().any(|word| is_year(word.text));
    let supposes = line.holds(" for example ") || line.holds(" for instance ") || line.holds(" would make ");
    supposes && !is_dated
        || matches!(words[0].lower, "take" | "consider")
            && words.get(1).is_some_and(|word| is_any(word) || is_digits(word.text))
}

/// "Call 0800 123456", "readers who find 20 errors"; not "a paper with 3 million readers".
fn addresses_a_reader(words: &[Word<'_>]) -> bool {
    words.windows(2).any(|pair| {
        let is_counted = is_digits(pair[0].text) || matches!(pair[0].lower, "million" | "thousand" | "of");
        pair[1].lower == "readers" && !is_counted
            || matches!(pair[0].lower, "call" | "dial") && pair[1].text.starts_with(['0', '+'])
    }) || words[0].lower == "readers"
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
pub(super) struct Word<'l> {
    /// As written, without marks around it.
    pub(super) text: &'l str,
    /// In lower case, with straight apostrophes.
    pub(super) lower: &'l str,
    /// The lists it stands in.
    kinds: Kinds,
    /// A comma, colon, semicolon, dash or quotation stands before it.
    pub(super) after_pause: bool,
}

impl Word<'_> {
    pub(super) fn is(&self, kind: Kinds) -> bool {
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

pub(super) fn is_name(word: &Word<'_>) -> bool {
    let is_substance = word.text.contains('-') && word.text.ends_with(|c: char| c.is_ascii_digit());
    word.text.starts_with(char::is_uppercase)
        && !is_substance
        && !matches!(word.lower, "the" | "a" | "an" | "in" | "on" | "at" | "by" | "for")
}

fn attributes(words: &[Word<'_>], holds: Kinds) -> bool {
    let speech = SPEECH | NAMED_SPEECH;
    holds & speech != 0 && (1..words.len()).any(|at| words[at].is(speech) && speaks(words, at))
        || holds & (ACCOUNTS | VIEWS) != 0 && by_account(words)
}

/// "…," an engineer said: whoever it is, the words in quotation marks are theirs.
fn quotes(text: &str, words: &[Word<'_>]) -> bool {
    let said = |pair: &[Word<'_>]| {
        matches!(pair[1].lower, "said" | "says" | "told" | "wrote" | "asked" | "replied")
            && !matches!(pair[0].lower, "that" | "is" | "was" | "are" | "not" | "be" | "we" | "i")
    };
    text.starts_with('…') && words.windows(2).any(said)
}

/// "For Lin, who wrote the plan, openness was a tool".
fn is_for_somebody(words: &[Word<'_>]) -> bool {
    let pause = words.iter().take(6).skip(1).position(|word| word.after_pause);
    let Some(aside) = pause.map(|at| at + 1).filter(|_| words[0].lower == "for") else { return false };
    let presents = matches!(words[aside].lower, "then" | "who" | "whose" | "a" | "an" | "the");
    aside > 1 && presents && words[1..aside].iter().all(|word| is_name(word) && !is_digits(word.text))
}

/// Whether the verb at `at` has a speaker before it.
fn speaks(words: &[Word<'_>], at: usize) -> bool {
    let verb = words[at].lower;
    let before = &words[at - 1];
    let adverbs =
        ["also", "then", "once", "first", "later", "had", "has", "have", "only", "alone", "again", "still", "itself"];
    // A name that an aside follows ("Michael Sun, whom … presents as …, named") is left out: which verb is whose is guesswork.
    let is_adverb = |word: &&Word<'_>| adverbs.contains(&word.lower) || word.lower.ends_with("ly");
    let skipped = words[1..at].iter().rev().take_while(is_adverb).count();
    let subject = &words[at - 1 - skipped];
    let next = words.get(at + 1).map_or("", |word| word.lower);
    let is_page = matches!(next, "below" | "above" | "here" | "in");
    // What a source does not say is nobody's claim.
    if matches!(next, "nothing" | "little" | "no") || matches!(before.lower, "to" | "without" | "not" | "neither") {
        return false;
    }
    let owned = |subject: &Word<'_>| {
        debug_assert!(std::ptr::eq(subject, &words[at - 1 - skipped]));
        (at - 1 - skipped)
            .checked_sub(1)
            .is_some_and(|owner| words[owner].lower.ends_with("'s") || words[owner].lower.ends_with("s'"))
    };
    let speaker_near = || words[at.saturating_sub(7)..at].iter().any(|word| word.is(SPEAKERS));
    match verb {
        "show" | "shows" | "showed" | "suggest" if owned(subject) => return subject.is(SPEAKERS | ACCOUNTS),
        "found" | "finds" | "showed" | "shows" | "revealed" | "reveals" if next == "that" => {
            return speaker_near() || is_name(subject) && !is_opener(subject, words);
        }
        "show" | "shows" | "showed" => return false,
        "say" if subject.lower == "sources" => return false,
        "say" | "reveal" | "reveals" | "revealed" => return subject.is(SPEAKERS) || is_name(subject) && at > 1,
        "doubt" | "fear" | "argue" | "warn" | "insist" | "believe" | "think" | "suspect" => {
            return subject.is(SPEAKERS) && !matches!(subject.lower, "it" | "one");
        }
        "expect" => return speaker_near() && next != "for" && before.lower != "would",
        "estimates" if next != "that" => return false,
        "attribute" | "attributes" | "attributed" => {
            return subject.is(SPEAKERS) && words[at..].iter().take(6).any(|word| word.lower == "to");
        }
        _ => {}
    }
    // "the American names were older": a noun.
    let is_noun = matches!(next, "were" | "was" | "are" | "is" | "have" | "had" | "of" | "from" | "on");
    let is_counted = is_digits(before.text) || at > 1 && is_digits(words[at - 2].text);
    let is_object = next.is_empty() && verb == "names" || matches!(verb, "claims" | "reports") && is_counted;
    if is_object {
        return false;
    }
    if is_noun && matches!(verb, "names" | "counts" | "calls" | "notes" | "quotes" | "claims" | "reports" | "holds") {
        return false;
    }
    if words[at].after_pause && speaks_after_aside(words, at) {
        return !matches!(next, "by" | "to" | "as" | "under" | "from");
    }
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
        return named && !spoken_of && (!is_page || is_name(subject));
    }
    let named = is_name(subject) && !is_opener(subject, words)
        || matches!(subject.lower, "he" | "she")
        || subject.lower == "it" && subject.after_pause && matches!(verb, "quotes" | "cites")
        || subject.is(SPEAKERS) && (owned(subject) || of_a_place(words, at - 1 - skipped));
    if !named || words[at].after_pause {
        return false;
    }
    match verb {
        "has" => next == "it",
        "spoke" => {
            matches!(next, "of" | "about" | "to")
        }
        "put" | "puts" | "gives" | "gave" | "calls" | "called" | "asked" | "names" | "counts" | "counted" | "cites"
        | "quotes" => true,
        "holds" | "held" | "adds" | "added" | "finds" | "found" | "judged" | "judges" | "notes" | "noted"
        | "thinks" | "thought" | "believes" | "believed" | "expects" | "expected" | "suggests" | "suggested" => {
            matches!(next, "that" | "how" | "why" | "what")
                || matches!(verb, "finds" | "found" | "expects" | "expected" | "thinks")
        }
        "arrived" => next == "at",
        _ => true,
    }
}

/// "Chinese leaders": a speaker behind a capital that does more than begin the sentence.
fn of_a_place(words: &[Word<'_>], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| is_name(&words[before]) && !is_opener(&words[before], words))
}

/// "Jake Sullivan, the US National Security Adviser, spoke of": an aside stands between the speaker and the verb.
fn speaks_after_aside(words: &[Word<'_>], at: usize) -> bool {
    let starts_clause = matches!(
        words[0].lower,
        "in" | "on"
            | "at"
            | "after"
            | "before"
            | "by"
            | "under"
            | "with"
            | "as"
            | "since"
            | "when"
            | "while"
            | "if"
            | "because"
            | "although"
            | "for"
            | "from"
            | "to"
            | "until"
    );
    if at > 40 {
        return false;
    }
    let aside = words[..at].iter().rposition(|word| word.after_pause).filter(|aside| *aside > 0 && !starts_clause);
    let Some(aside) = aside else { return false };
    let opens = matches!(
        words[aside].lower,
        "the"
            | "a"
            | "an"
            | "then"
            | "who"
            | "whom"
            | "whose"
            | "writing"
            | "head"
            | "director"
            | "author"
            | "professor"
    );
    let head = &words[aside - 1];
    let names = is_name(&words[aside]) && at - aside <= 6 && head.is(SPEAKERS);
    // A list has more marks than the two of an aside.
    let marks = words[1..at].iter().filter(|word| word.after_pause).count();
    marks <= 2 && (opens && (is_name(head) && !is_opener(head, words) || head.is(SPEAKERS)) || names)
}

/// The first word of a sentence is no name for its capital.
fn is_opener(word: &Word<'_>, words: &[Word<'_>]) -> bool {
    std::ptr::eq(word, &words[0]) && word.is(OPENERS)
}

fn by_account(words: &[Word<'_>]) -> bool {
    let leads = |word: &Word<'_>| matches!(word.lower, "by" | "in");
    words.iter().enumerate().filter(|(_, word)| leads(word)).any(|(at, lead)| {
        let accounts = if lead.lower == "by" { ACCOUNTS | VIEWS } else { VIEWS };
        let near = words.get(at + 1..(at + 9).min(words.len())).unwrap_or_default();
        let whose = near.iter().position(|word| {
            word.lower.ends_with("'s") || word.lower.ends_with("s'") || matches!(word.lower, "her" | "his" | "their")
        });
        let is_own = |word: &Word<'_>| word.lower == "own";
        let owned = whose.is_some_and(|whose| {
            let next = near.get(whose + 1 + usize::from(near.get(whose + 1).is_some_and(is_own)));
            next.is_some_and(|word| word.is(accounts))
        });
        let named = |pair: &[Word<'_>]| pair[0].lower == "of" && (is_name(&pair[1]) || pair[1].lower == "the");
        // "by the Chinese account", "by a China Daily report".
        let by_name = lead.lower == "by"
            && near.windows(2).take(4).any(|pair| {
                is_name(&pair[0]) && matches!(pair[1].lower, "account" | "accounts" | "report" | "study" | "survey")
            });
        let is_account = |word: &Word<'_>| word.is(accounts) && (lead.lower == "by" || word.lower != "words");
        owned || by_name || near.iter().take(3).any(is_account) && near.windows(2).take(4).any(named)
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
