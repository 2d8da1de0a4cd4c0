//! The claim: the sentence with a blank for its figure, cut to the clause where it states other figures or is
//! too long to stand as one; and the key made of its telling words.

use std::ops::Range;

use crate::base::text::without_gaps;
use crate::edit::promote::figure::Spot;
use crate::edit::promote::unit::Measured;
use crate::model::licence::{Tolerance, Verdict, licensed};
use crate::model::unit::in_unit;
use crate::model::{is_id, quantity::Quantity};
use crate::parse::markdown::sentence::is_han;
use crate::parse::phrase::{self, FigureKind};

/// Characters a claim may have.
const MOST: usize = 200;
/// Where clauses meet.
const JOINTS: &[&str] = &[", ", "; ", ": ", " – ", " — ", "，", "；", "：", " and ", " but ", " while ", " whereas "];
/// Words that tell nothing about a fact.
const LITTLE: &[&str] = &[
    "a",
    "about",
    "all",
    "also",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "been",
    "but",
    "by",
    "cent",
    "could",
    "did",
    "for",
    "from",
    "had",
    "has",
    "have",
    "he",
    "in",
    "into",
    "is",
    "it",
    "its",
    "more",
    "most",
    "no",
    "not",
    "of",
    "on",
    "or",
    "other",
    "out",
    "over",
    "per",
    "percent",
    "said",
    "says",
    "since",
    "so",
    "some",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "they",
    "this",
    "those",
    "to",
    "up",
    "was",
    "were",
    "when",
    "which",
    "who",
    "will",
    "with",
    "would",
    "year",
    "years",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "according",
];

/// The claim of a figure in its sentence.
pub fn of(spot: &Spot, measured: &Measured, tolerance: &Tolerance, notes: &mut Vec<String>) -> String {
    let (text, at) = (spot.text(), spot.in_sentence());
    let whole = with_slot(text, 0..text.len(), &at, measured);
    if fits(&whole, measured, tolerance) {
        return whole;
    }
    let clauses = clauses(text, &at);
    // "So the ___ percent." says nothing, and what begins with a number is the end of something else.
    let long_enough = |claim: &String| {
        let is_long = claim.split_whitespace().count() >= 5 || claim.chars().filter(|c| is_han(*c)).count() >= 5;
        is_long && !claim.starts_with(|c: char| c.is_ascii_digit())
    };
    let cut = clauses.into_iter().map(|range| with_slot(text, range, &at, measured));
    if let Some(clause) = cut.filter(long_enough).find(|claim| fits(claim, measured, tolerance)) {
        notes.push("the claim is a part of the sentence: see that it stands alone".to_owned());
        return clause;
    }
    match others(&whole, measured, tolerance).first() {
        Some(other) => notes.push(format!("the claim also says “{other}”: take it out, or put it under `breakdown:`")),
        None => notes.push(format!("the claim has more than {MOST} characters: shorten it")),
    }
    whole
}

fn with_slot(text: &str, range: Range<usize>, at: &Range<usize>, measured: &Measured) -> String {
    let claim = format!("{}{}{}", &text[range.start..at.start], measured.slot, &text[at.end..range.end]);
    let claim = claim.split_whitespace().collect::<Vec<_>>().join(" ");
    let claim = without_gaps(&claim);
    let claim = claim.trim_matches(|c: char| c.is_whitespace() || ",;:–—，；：".contains(c)).to_owned();
    // A clause may begin with what joined it to the one before.
    let joined = ["and ", "but ", "while ", "whereas ", "or "].iter().find_map(|word| claim.strip_prefix(word));
    let claim = joined.unwrap_or(&claim);
    let mut chars = claim.chars();
    let claim: String = chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect());
    match claim.ends_with(['.', '!', '?', '。', '！', '？', '”', '"']) {
        true => claim,
        false if claim.contains(is_han) => format!("{claim}。"),
        false => format!("{claim}."),
    }
}

fn fits(claim: &str, measured: &Measured, tolerance: &Tolerance) -> bool {
    claim.chars().count() <= MOST && others(claim, measured, tolerance).is_empty()
}

/// Figures of a claim that its value does not give, as the rule `claim-slot` counts them.
fn others(claim: &str, measured: &Measured, tolerance: &Tolerance) -> Vec<String> {
    let own: Vec<Quantity> = phrase::parse(&measured.value)
        .map(|value| vec![in_unit(&value, measured.unit.as_deref().unwrap_or("")), value])
        .unwrap_or_default();
    let figures = phrase::figures(&claim.replace("___", " , ")).into_iter();
    let counting = figures.filter(|figure| {
        let digits = figure.quantity.text.chars().filter(char::is_ascii_digit).count();
        figure.kind == FigureKind::Plain && (digits >= 2 || figure.quantity.is_percent())
    });
    counting
        .filter(|figure| own.iter().all(|own| licensed(&figure.quantity, own, tolerance) != Verdict::Licensed))
        .map(|figure| figure.quantity.text.to_string())
        .collect()
}

/// Parts of a sentence around the figure, the widest first.
fn clauses(text: &str, at: &Range<usize>) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> = vec![0];
    let mut ends: Vec<usize> = vec![text.len()];
    for joint in JOINTS {
        for (found, _) in text.match_indices(joint) {
            if found + joint.len() <= at.start {
                starts.push(found + joint.len());
            } else if found >= at.end {
                ends.push(found);
            }
        }
    }
    let mut out: Vec<Range<usize>> = starts
        .iter()
        .flat_map(|start| ends.iter().map(move |end| *start..*end))
        .filter(|range| range.len() < text.len())
        .collect();
    out.sort_by_key(|range| std::cmp::Reverse(range.len()));
    out.dedup();
    out
}

/// Up to three telling words of a claim, from its unit on; a number of the date where there are none.
pub fn key(claim: &str, unit: Option<&str>, date: Option<&str>) -> String {
    let words = claim.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_lowercase);
    let telling: Vec<String> = words
        .filter(|word| {
            word.len() > 1 && !LITTLE.contains(&word.as_str()) && word.bytes().all(|b| b.is_ascii_lowercase())
        })
        .collect();
    let unit = unit.unwrap_or("").to_ascii_lowercase();
    let from = telling.iter().position(|word| unit.split(' ').any(|part| part == word)).unwrap_or(0);
    let key = telling.iter().skip(from).chain(telling.iter().take(from)).take(3).cloned().collect::<Vec<_>>().join("-");
    match is_id(&key) {
        true => key,
        false => format!(
            "figure-{}",
            date.and_then(|date| date.get(..4)).filter(|year| year.bytes().all(|b| b.is_ascii_digit())).unwrap_or("1")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_of_telling_words() {
        assert_eq!(
            key("By May 2022 ___ companies had said they would leave Russia.", Some("companies"), None),
            "companies-leave-russia"
        );
        assert_eq!(key("Trade came to ___ dollars.", Some("US dollars"), None), "dollars-trade-came");
        assert_eq!(key("约有___家公司离开。", Some("公司"), Some("2022-05")), "figure-2022");
    }
}
