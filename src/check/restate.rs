//! The sheet's figure in the manner of the words it replaces: "7%" or "7 percent", "$58 billion", 近1,000.
//!
//! In: words that are one number phrase and nothing else, what follows them, the sheet's value and unit. Out: the
//! same words with the sheet's figure and hedge; nothing where a person has to find the words.
//! Absent on purpose: whether the new words are licensed; the rule that asks looks at that.

use crate::check::words;
use crate::model::quantity::{Measure, Quantity};
use crate::model::unit;
use crate::parse::markdown::sentence::is_han;
use crate::parse::phrase::{self, FigureKind, Language};

const SCALES: [&str; 4] = ["thousand", "million", "billion", "trillion"];

/// The words with the sheet's figure in place of theirs.
pub fn restate(old: &str, after: &str, value: &Quantity, unit: &str) -> Option<String> {
    phrase::parse(old).ok()?;
    let figures: Vec<_> = phrase::figures(old).into_iter().filter(|figure| figure.kind == FigureKind::Plain).collect();
    let [figure] = figures.as_slice() else { return None };
    let (lead, tail) = (&old[..figure.at.start], &old[figure.at.end..]);
    if !lead.trim().is_empty() {
        return None;
    }
    let shown = &old[figure.at.clone()];
    let new = match shown.contains(is_han) || tail.starts_with(is_han) {
        true => chinese(&figure.quantity, after, value, unit),
        false => english(shown, &figure.quantity, after, value, unit),
    };
    new.map(|new| format!("{lead}{new}{tail}"))
}

fn chinese(said: &Quantity, after: &str, value: &Quantity, unit: &str) -> Option<String> {
    if words::following_scale(after).is_some() {
        return None;
    }
    let measure = match &said.measure {
        Measure::Words(_) => Measure::None,
        measure => measure.clone(),
    };
    let scaled = unit::in_unit(value, unit);
    Some(phrase::print(&Quantity { measure, ..scaled }, Language::Chinese))
}

fn english(shown: &str, said: &Quantity, after: &str, value: &Quantity, unit: &str) -> Option<String> {
    let bare = match &value.measure {
        Measure::None if !value.text.contains(is_han) => value.text.to_string(),
        _ => phrase::print(&Quantity { measure: Measure::None, ..value.clone() }, Language::English),
    };
    let scale = SCALES.into_iter().find(|scale| unit.starts_with(scale));
    // `[300](fact:…) billion` has its scale behind the link; it must be the sheet's.
    let scale = match words::following_scale(after) {
        Some(_) if scale.is_some_and(|scale| after.trim_start().starts_with(scale)) => None,
        Some(_) => return None,
        None => scale,
    };
    let number = match scale {
        Some(scale) => format!("{bare} {scale}"),
        None => bare,
    };
    match &said.measure {
        Measure::Percent if shown.ends_with('%') => Some(format!("{number}%")),
        Measure::Percent if shown.contains("per cent") => Some(format!("{number} per cent")),
        Measure::Percent => Some(format!("{number} percent")),
        Measure::Currency(_) => with_currency(shown, &number),
        _ => Some(number),
    }
}

/// The sign or the word of the currency, where the old words have it.
fn with_currency(shown: &str, number: &str) -> Option<String> {
    let digit = shown.find(|c: char| c.is_ascii_digit())?;
    let sign = shown[..digit].rsplit(char::is_whitespace).next().unwrap_or("");
    let last = shown.rfind(|c: char| c.is_ascii_digit())? + 1;
    let behind = shown[last..].trim_start();
    let word = SCALES.iter().find_map(|scale| behind.strip_prefix(scale)).unwrap_or(behind).trim_start();
    let at = number.find(|c: char| c.is_ascii_digit())?;
    let number = format!("{}{sign}{}", &number[..at], &number[at..]);
    Some(if word.is_empty() { number } else { format!("{number} {word}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manner_of_the_words_stays() {
        for (old, after, value, unit, want) in [
            ("1,000", "", "nearly 1,000", "companies", Some("nearly 1,000")),
            ("1,000 companies", " left", "nearly 1,000", "companies", Some("nearly 1,000 companies")),
            ("7 percent", "", "8.5", "%", Some("8.5 percent")),
            ("7%", "", "about 8.5", "%", Some("about 8.5%")),
            ("7", " percent", "8", "%", Some("8")),
            ("$300 billion", "", "nearly 299", "billion US dollars", Some("nearly $299 billion")),
            ("300 billion dollars", "", "299 billion", "US dollars", Some("299 billion dollars")),
            ("300", " billion dollars", "299", "billion US dollars", Some("299")),
            ("300", " million dollars", "299", "billion US dollars", None),
            ("1000家公司", "", "nearly 1,000", "companies", Some("近1,000家公司")),
            ("900", "", "近1000", "家", Some("nearly 1,000")),
            ("all 13 of them", "", "10,128", "sanctions", None),
            ("13 of 20", "", "10,128", "sanctions", None),
        ] {
            let value = phrase::parse(value).expect("a phrase");
            assert_eq!(restate(old, after, &value, unit).as_deref(), want, "{old}{after}");
        }
    }
}
