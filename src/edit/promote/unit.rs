//! What is counted: the figure parted into a value and a unit, and what stands for it in the claim.

use crate::edit::promote::figure::Spot;
use crate::model::licence::{Tolerance, Verdict, licensed};
use crate::model::quantity::{Measure, Quantity};
use crate::parse::markdown::sentence::is_han;
use crate::parse::phrase::{self, Language};

/// Currencies whose unit a sheet states in words: code, unit, words behind a figure.
const CURRENCIES: &[(&str, &str, &[&str])] = &[
    ("USD", "US dollars", &["US dollars", "U.S. dollars", "dollars", "美元", "美金"]),
    ("EUR", "euros", &["euros", "欧元"]),
    ("CNY", "yuan", &["yuan", "renminbi", "元人民币", "人民币", "元"]),
];
/// Words that begin no unit.
const LITTLE: &[&str] = &[
    "of", "in", "on", "at", "to", "a", "an", "the", "and", "or", "per", "by", "for", "from", "with", "as", "is", "was",
    "are", "were", "has", "had", "have", "will", "would", "than", "that", "this", "its", "his", "times", "more",
    "less", "compared", "against", "since", "until", "between", "during", "under", "after", "before", "because", "but",
];
/// Units that are plural without an s.
const PLURALS: &[&str] = &["people", "men", "women", "children", "staff", "aircraft", "hectares", "yuan", "troops"];
/// Measure words between a figure and what is counted.
const COUNTERS: &str = "个家名人项次种万条座台辆吨件款份例位所艘架亩米";
/// Characters that end what is counted.
const HAN_STOPS: &str = "的了在已将于和与及等是为被有都就也而并，。；：、";

/// A figure as a sheet has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Number and hedge, as written.
    pub value: String,
    /// What is counted, if it can be told.
    pub unit: Option<String>,
    /// What stands in the claim in the figure's place.
    pub slot: String,
}

/// Parts the figure of a sentence. A site that lists its units gets one of these or none.
pub fn measured(spot: &Spot, listed: &[Box<str>], notes: &mut Vec<String>) -> Measured {
    let quantity = &spot.figure.quantity;
    let sentence = spot.text();
    let after = &sentence[spot.in_sentence().end..];
    let mut out = match &quantity.measure {
        Measure::Percent => percent(quantity),
        Measure::Currency(code) => currency(quantity, code),
        Measure::Words(words) => glued(quantity, words),
        Measure::None => Measured { value: quantity.text.to_string(), unit: counted(after), slot: "___".to_owned() },
    };
    if let Some(unit) = out.unit.take() {
        let ends_so = |listed: &str| unit == listed || unit.ends_with(&format!(" {listed}"));
        out.unit = match listed.iter().find(|listed| ends_so(listed)) {
            Some(known) => Some(known.to_string()),
            None if listed.is_empty() => Some(unit),
            None => {
                notes.push(format!("“{unit}” is none of the site's units; add `unit:` from the list in site.yml"));
                None
            }
        };
    }
    // Whatever was parted, the words of the article must be licensed by it.
    let licence = phrase::parse(&out.value).map(|value| {
        let sheet = crate::model::unit::in_unit(&value, out.unit.as_deref().unwrap_or(""));
        licensed(quantity, &sheet, &Tolerance::default())
    });
    match licence {
        Ok(Verdict::Licensed) => out,
        _ => Measured { value: quantity.text.to_string(), unit: None, slot: "___".to_owned() },
    }
}

fn bare(quantity: &Quantity) -> String {
    let language = if quantity.text.contains(is_han) { Language::Chinese } else { Language::English };
    phrase::print(&Quantity { measure: Measure::None, ..quantity.clone() }, language)
}

fn percent(quantity: &Quantity) -> Measured {
    let text = &*quantity.text;
    for word in ["percent", "per cent", "pct", "%", "％"] {
        if let Some(value) = text.strip_suffix(word) {
            let slot = format!("___{}", &text[value.trim_end().len()..]);
            return Measured { value: value.trim_end().to_owned(), unit: Some("%".to_owned()), slot };
        }
    }
    Measured { value: bare(quantity), unit: Some("%".to_owned()), slot: "___%".to_owned() }
}

fn currency(quantity: &Quantity, code: &str) -> Measured {
    let text = &*quantity.text;
    let whole = || Measured { value: text.to_owned(), unit: None, slot: "___".to_owned() };
    let Some((_, unit, words)) = CURRENCIES.iter().find(|(known, ..)| *known == code) else { return whole() };
    let unit = Some((*unit).to_owned());
    for word in *words {
        if let Some(value) = text.strip_suffix(word) {
            let slot = format!("___{}", &text[value.trim_end().len()..]);
            return Measured { value: value.trim_end().to_owned(), unit, slot };
        }
    }
    // "nearly $399 billion": the sign goes, the claim says the currency in words.
    let Some(digit) = text.find(|c: char| c.is_ascii_digit()) else { return whole() };
    let sign = text[..digit].trim_end().rsplit(char::is_whitespace).next().unwrap_or("");
    let start = text[..digit].rfind(sign).unwrap_or(digit);
    let value = format!("{}{}", &text[..start], &text[digit..]);
    let slot = format!("___ {}", unit.as_deref().unwrap_or(""));
    Measured { value, unit, slot }
}

/// "7nm".
fn glued(quantity: &Quantity, words: &str) -> Measured {
    match quantity.text.strip_suffix(words) {
        Some(value) => {
            let slot = format!("___{}", &quantity.text[value.trim_end().len()..]);
            Measured { value: value.trim_end().to_owned(), unit: Some(words.to_owned()), slot }
        }
        None => Measured { value: quantity.text.to_string(), unit: None, slot: "___".to_owned() },
    }
}

/// "companies", "new sanctions", 公司: what the words behind a number count.
fn counted(after: &str) -> Option<String> {
    let rest = after.trim_start();
    if rest.starts_with(is_han) {
        let bare = rest.strip_prefix(|c: char| COUNTERS.contains(c)).unwrap_or(rest);
        let noun: String = bare.chars().take_while(|c| is_han(*c) && !HAN_STOPS.contains(*c)).take(2).collect();
        return (noun.chars().count() == 2).then_some(noun);
    }
    let mut words: Vec<&str> = Vec::new();
    for word in rest.split(' ').take(3) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let is_word = !bare.is_empty() && bare.chars().all(|c| c.is_alphabetic() || c == '-' || c == '’' || c == '\'');
        if !is_word || LITTLE.contains(&bare.to_lowercase().as_str()) {
            return None;
        }
        words.push(bare);
        if bare.len() > 3 && bare.ends_with('s') && !bare.ends_with("ss") || PLURALS.contains(&bare) {
            return Some(words.join(" "));
        }
        if bare.len() < word.len() {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_follow_their_figures() {
        for (after, want) in [
            (" companies had left", Some("companies")),
            (" new sanctions.", Some("new sanctions")),
            (" of them", None),
            (" people died", Some("people")),
            ("家公司宣布", Some("公司")),
            ("项制裁。", Some("制裁")),
            (" in 2020", None),
            (", others", None),
        ] {
            assert_eq!(counted(after).as_deref(), want, "{after}");
        }
    }

    #[test]
    fn figures_are_parted_into_value_and_unit() {
        for (text, want) in [
            ("about 7 percent", ("about 7", Some("%"), "___ percent")),
            ("7%", ("7", Some("%"), "___%")),
            ("nearly $399 billion", ("nearly 399 billion", Some("US dollars"), "___ US dollars")),
            ("58 billion dollars", ("58 billion", Some("US dollars"), "___ dollars")),
            ("150亿美元", ("150亿", Some("US dollars"), "___美元")),
            ("百分之七", ("7", Some("%"), "___%")),
            ("£5 million", ("£5 million", None, "___")),
        ] {
            let quantity = phrase::parse(text).expect("a phrase");
            let found = match &quantity.measure {
                Measure::Percent => percent(&quantity),
                Measure::Currency(code) => currency(&quantity, code),
                other => panic!("{other:?}"),
            };
            assert_eq!((found.value.as_str(), found.unit.as_deref(), found.slot.as_str()), want, "{text}");
        }
    }
}
