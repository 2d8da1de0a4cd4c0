//! Whether an English sentence says that something happened, and when.
//!
//! In: its words. Out: signs of a past event and of a date. Absent on purpose: what the date is.

use super::english::{Word, is_name};
use super::english_words::{MONTHS, STATES};

/// Somebody did something: a past tense behind its subject, and no state ("stood at", "was expected"). What was done to
/// something ("were noted in 2022") tells of the page as often as of the world, and needs a verb of `EVENTS`.
pub(super) fn happened(words: &[Word<'_>]) -> bool {
    let is_state = words.iter().any(|word| {
        matches!(word.lower, "is" | "are" | "was" | "were" | "be" | "been" | "stood" | "had" | "has" | "have" | "came")
    });
    (1..words.len()).any(|at| {
        let (verb, before) = (&words[at], words[at - 1].lower);
        let is_past = verb.lower.len() > 4 && verb.lower.ends_with("ed") && !verb.lower.ends_with("eed");
        if !is_past || verb.is(STATES) || is_name(verb) {
            return false;
        }
        let adverb =
            before.ends_with("ly") || matches!(before, "first" | "also" | "then" | "later" | "soon" | "finally");
        let subject = if adverb && at > 1 { words[at - 2].lower } else { before };
        let is_noun = (subject.len() > 2 || matches!(subject, "he" | "we"))
            && !matches!(
                subject,
                "the"
                    | "its"
                    | "their"
                    | "his"
                    | "her"
                    | "and"
                    | "most"
                    | "more"
                    | "less"
                    | "very"
                    | "for"
                    | "with"
                    | "from"
                    | "than"
                    | "that"
                    | "which"
                    | "not"
                    | "but"
                    | "into"
                    | "through"
                    | "under"
                    | "over"
                    | "other"
            );
        !is_state && is_noun && !subject.ends_with("'s")
    })
}

/// "The tariffs imposed in 2018 are still in force": the date belongs to the noun, and what is said is a state.
pub(super) fn is_of_a_date(words: &[Word<'_>]) -> bool {
    words.windows(4).any(|four| {
        let [verb, _, year, next] = four else { return false };
        let is_state =
            matches!(next.lower, "is" | "are" | "was" | "were" | "remain" | "remains" | "has" | "have" | "had");
        verb.lower.ends_with("ed") && is_year(year.text) && is_state && !next.after_pause
    })
}

/// "Since 2014 the fund has backed 74 firms".
pub(super) fn has_been_since(words: &[Word<'_>]) -> bool {
    let is_date = |word: &Word<'_>| is_year(word.text) || word.is(MONTHS) && is_name(word);
    words.iter().any(|word| matches!(word.lower, "has" | "have" | "had"))
        && words.windows(2).any(|pair| pair[0].lower == "since" && is_date(&pair[1]))
}

fn is_fiscal(text: &str) -> bool {
    text.strip_prefix("FY").is_some_and(|year| year.len() >= 2 && year.bytes().all(|b| b.is_ascii_digit()))
}

pub(super) fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) && matches!(&text[..2], "18" | "19" | "20")
}

/// A year with a preposition or a month before it: "in 2018", "of March 2021", "on 7 October 2022", "in the 1990s".
pub(super) fn has_date(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| {
        let before = &words[at - 1];
        let is_decade = words[at].text.ends_with("0s") && words[at].text.len() == 5;
        let season = at.checked_sub(2).map_or("", |at| words[at].lower);
        let in_part = before.lower == "of"
            && matches!(season, "spring" | "summer" | "autumn" | "winter" | "quarter" | "half" | "end" | "start");
        let is_before = matches!(
            before.lower,
            "in" | "since" | "until" | "after" | "before" | "by" | "late" | "early" | "from" | "between"
        );
        // "in 1539", at the end of a clause: elsewhere a number of things.
        let ends = words.get(at + 1).is_none_or(|next| next.after_pause);
        let is_number = words[at].text.len() == 4 && words[at].text.bytes().all(|b| b.is_ascii_digit());
        let is_old = ends && is_number && words[at].text.starts_with('1') && before.lower == "in";
        is_old
            || (is_year(words[at].text) || is_fiscal(words[at].text)) && (is_before || in_part || before.is(MONTHS))
            || is_decade && matches!(before.lower, "the" | "late" | "early" | "mid")
    })
}

/// "On 16 July", "that September", "in November".
pub(super) fn names_a_month(words: &[Word<'_>]) -> bool {
    (1..words.len()).any(|at| {
        let before = words[at - 1].lower;
        let dated = before.bytes().all(|b| b.is_ascii_digit()) && before.len() <= 2;
        words[at].is(MONTHS)
            && is_name(&words[at])
            && (dated || matches!(before, "in" | "that" | "since" | "until" | "last"))
    })
}

/// "The famine lasted from 1959 to 1961".
pub(super) fn lasted(words: &[Word<'_>]) -> bool {
    words.windows(3).any(|three| {
        three[0].lower == "lasted" && matches!(three[1].lower, "from" | "until" | "till") && is_year(three[2].text)
    })
}

/// "Five months after the announcement", "two weeks later": a date by its distance from another, where it begins a
/// clause; "it lies five years before accession" compares.
pub(super) fn has_distance(words: &[Word<'_>]) -> bool {
    words.windows(3).any(|three| {
        let counts = three[0].text.bytes().all(|b| b.is_ascii_digit())
            || matches!(
                three[0].lower,
                "a" | "one"
                    | "two"
                    | "three"
                    | "four"
                    | "five"
                    | "six"
                    | "seven"
                    | "eight"
                    | "nine"
                    | "ten"
                    | "eleven"
                    | "twelve"
                    | "few"
                    | "some"
                    | "several"
            );
        let is_unit = ["day", "week", "month", "year", "decade"]
            .iter()
            .any(|unit| three[1].lower.strip_prefix(unit).is_some_and(|rest| matches!(rest, "" | "s")));
        three[0].after_pause && counts && is_unit && matches!(three[2].lower, "after" | "before" | "later" | "earlier")
    })
}
