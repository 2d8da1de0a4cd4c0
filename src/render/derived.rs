//! How a fact was computed, in words and in numbers: "A ÷ B × 100", "300 ÷ 1,200 × 100 = 25%".
//!
//! In: a derived fact and the facts it is of. Out: pieces of text, those that name a fact with its address.
//! Absent on purpose: markup, so that pages, editors and exports share the words.

use crate::link::FactId;
use crate::model::date::When;
use crate::model::derived::{Derived, Input, Piece};
use crate::model::fact::Fact;
use crate::model::quantity::Quantity;
use crate::model::unit::split_scale;
use crate::render::fragment::fact_href;
use crate::site::Reader;

/// Most figures of a sum that are written out.
const MOST_SUMMED: usize = 8;

/// A piece of a formula in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text.
    pub text: String,
    /// The fact it names.
    pub fact: Option<FactId>,
    /// Where that is shown, with the site's base path; empty for signs and numbers.
    pub url: String,
}

/// The formula with what its names stand for; nothing if it could not be read.
pub fn words(reader: &Reader<'_>, derived: &Derived) -> Vec<Word> {
    let pieces = derived.pieces();
    let is_whole = pieces.len() == 1;
    let mut out = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push(Word { text, fact: None, url: String::new() }),
            Piece::Name(index) => out.push(named(reader, &derived.from[index], "")),
            Piece::Sum(index) => {
                let is_many = derived.computed().is_some_and(|computed| computed.figures[index].len() > 1);
                let lead = if is_many { if is_whole { "the sum of " } else { "sum of " } } else { "" };
                out.push(named(reader, &derived.from[index], lead));
            }
        }
    }
    out
}

fn named(reader: &Reader<'_>, input: &Input, lead: &str) -> Word {
    let fact = reader.find_fact(&input.bound.id);
    let label = fact.and_then(|id| reader.fact(id).label.as_deref()).unwrap_or(&input.name);
    let part = match (input.bound.point, input.until, &input.bound.member) {
        (Some(from), Some(until), _) => format!(", {} to {}", from.in_words(), until.in_words()),
        (Some(point), None, _) => format!(", {}", point.in_words()),
        (None, _, Some(key)) => format!(", {key}"),
        _ => String::new(),
    };
    let url = fact.map(|id| fact_href(reader, id, &input.bound)).unwrap_or_default();
    Word { text: format!("{lead}{label}{part}"), fact, url }
}

/// "Computed by this site from A ÷ B × 100", plain; empty for a fact that is not.
pub fn line(reader: &Reader<'_>, fact: &Fact) -> String {
    let Some(derived) = &fact.derived else { return String::new() };
    let words: String = words(reader, derived).into_iter().map(|word| word.text).collect();
    if words.is_empty() { "Computed by this site".to_owned() } else { format!("Computed by this site from {words}") }
}

/// The calculation with its figures: "300 ÷ 1,200 × 100 = 25%". Empty if it came to nothing.
pub fn worked(reader: &Reader<'_>, fact: &Fact) -> String {
    let Some((derived, computed)) = fact.derived.as_ref().and_then(|it| Some((it, it.computed()?))) else {
        return String::new();
    };
    let unit_of = |input: &Input| reader.find_fact(&input.bound.id).map_or("", |id| &*reader.fact(id).unit);
    let units: Vec<&str> = derived.from.iter().map(unit_of).collect();
    // Millions and billions side by side have to say so.
    let are_mixed = units.iter().any(|unit| split_scale(unit).0 != split_scale(units[0]).0);
    let pieces = derived.pieces();
    let is_whole = pieces.len() == 1;
    let figure = |index: usize, text: &str| {
        let text =
            if are_mixed && !units[index].is_empty() { format!("{text} {}", units[index]) } else { text.to_owned() };
        let is_loose = text.contains(" to ") || text.starts_with(['−', '-']);
        if is_loose && !is_whole { format!("({text})") } else { text }
    };
    let mut out = String::new();
    for piece in &pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Name(index) | Piece::Sum(index) => {
                let all = &computed.figures[*index];
                let mut texts: Vec<String> = all.iter().map(|text| figure(*index, text)).collect();
                if texts.len() > MOST_SUMMED {
                    texts.splice(3..texts.len() - 2, ["…".to_owned()]);
                }
                let sum = texts.join(" + ");
                out.push_str(&if texts.len() > 1 && !is_whole { format!("({sum})") } else { sum });
            }
        }
    }
    let result = with_unit(&computed.shown, &computed.unit);
    let date = computed.date.map(|date| format!("{}: ", date.in_words())).unwrap_or_default();
    let stated = fact.value.as_ref().filter(|value| value.quantity.text != computed.shown.text);
    let stated =
        stated.map(|value| format!("; stated as {}", with_unit(&value.quantity, &fact.unit))).unwrap_or_default();
    format!("{date}{out} = {result}{stated}")
}

fn with_unit(quantity: &Quantity, unit: &str) -> String {
    match unit {
        "" => quantity.text.to_string(),
        "%" => format!("{}%", quantity.text.trim_end_matches('%')),
        unit => format!("{} {unit}", quantity.text),
    }
}

/// The figure of an input with its unit, and when it held; of a series or breakdown how many figures it has.
pub fn input_figure(reader: &Reader<'_>, derived: &Derived, index: usize) -> (String, String) {
    let input = &derived.from[index];
    let Some(fact) = reader.find_fact(&input.bound.id).map(|id| reader.fact(id)) else { return Default::default() };
    let texts = derived.computed().map_or(&[][..], |computed| &computed.figures[index]);
    let value = match texts {
        [] => String::new(),
        [text] => {
            let bare = text.trim_end_matches('%');
            match &*fact.unit {
                "" => text.to_string(),
                "%" => format!("{bare}%"),
                unit => format!("{text} {unit}"),
            }
        }
        many => format!("{} figures", many.len()),
    };
    let member = input.bound.member.as_ref().and_then(|key| fact.values.iter().find(|member| member.key == *key));
    let when = match (input.bound.point, input.until) {
        (Some(from), Some(until)) => Some(When::Between(from, Some(until))),
        (Some(point), None) => Some(When::On(point)),
        _ => member.and_then(|member| member.as_of).or_else(|| fact.dated()),
    };
    (value, when.map(When::in_words).unwrap_or_default())
}

/// Who says so where nobody else does: the site that computed it.
pub const SPEAKER: &str = "this site";

/// Whether nobody but the site says so.
pub fn is_own(fact: &Fact) -> bool {
    fact.derived.is_some() && fact.by.is_empty()
}
