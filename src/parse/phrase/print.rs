//! Writes quantities as phrases, and errors as messages.
//!
//! In: a `Quantity` and a language, or a `PhraseError`. Out: text; what is written of a quantity reads back as the same.
//! Scales are used where they shorten: 1500000 is "1.5 million" and 150万, 10128 stays "10,128".
//! Absent on purpose: the author's own wording, which pages print verbatim from `Quantity::text`.

use std::fmt;

use rust_decimal::Decimal;

use crate::model::quantity::{Hedge, Measure, Quantity};
use crate::parse::phrase::{Language, PhraseError, chinese};

const ENGLISH_SCALES: [(u32, &str); 3] = [(12, " trillion"), (9, " billion"), (6, " million")];
const CHINESE_SCALES: [(u32, &str); 3] = [(12, "万亿"), (8, "亿"), (4, "万")];

/// ISO code, sign before the number or word after it in English, word after it in Chinese.
const CURRENCIES: [(&str, &str, &str, &str); 7] = [
    ("USD", "$", "", "美元"),
    ("EUR", "€", "", "欧元"),
    ("GBP", "£", "", "英镑"),
    ("CHF", "CHF ", "", "瑞士法郎"),
    ("CNY", "", " yuan", "元"),
    ("JPY", "", " yen", "日元"),
    ("RUB", "", " rubles", "卢布"),
];

impl fmt::Display for PhraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoNumber => write!(f, "no number"),
            Self::Lead(words) => write!(f, "unknown words before the number: `{words}`"),
            Self::Vague(words) => write!(f, "`{words}` names no number, by design: bind it to a fact without a value"),
            Self::TwoNumbers => write!(f, "two numbers that make no range"),
            Self::TwoHedges => write!(f, "two hedges (a range counts as one)"),
            Self::TwoUnits => write!(f, "two different units"),
            Self::Grouping(digits) => write!(f, "bad digit grouping `{digits}`"),
            Self::Numeral(characters) => write!(f, "`{characters}` is no single number"),
            Self::Overflow => write!(f, "more digits than can be held exactly (28)"),
            Self::Backwards => write!(f, "a range must rise from its first number to its second"),
        }
    }
}

/// The phrase for `quantity`; see `phrase::print`.
pub(super) fn phrase(quantity: &Quantity, language: Language) -> String {
    let (scale, scale_word) = scale(quantity, language);
    let (before, after) = unit(&quantity.measure, language);
    let number = |value: Decimal| {
        let sign = if value.is_sign_negative() && !value.is_zero() { "−" } else { "" };
        let digits = shorten(value, scale).unwrap_or_else(|| value.abs());
        format!("{sign}{before}{}{scale_word}", grouped(&digits.to_string()))
    };
    let hedge = hedge(quantity.hedge, language);
    let first = number(quantity.value);
    match (quantity.upper, language) {
        (None, _) => format!("{hedge}{first}{after}"),
        (Some(upper), Language::English) => format!("{first} to {}{after}", number(upper)),
        (Some(upper), Language::Chinese) => {
            let percent = if after == "%" { "%" } else { "" };
            format!("{first}{percent}至{}{after}", number(upper))
        }
    }
}

fn hedge(hedge: Hedge, language: Language) -> &'static str {
    let (english, chinese) = match hedge {
        Hedge::Exact | Hedge::Range => ("", ""),
        Hedge::About => ("about ", "约"),
        Hedge::Nearly => ("nearly ", "近"),
        Hedge::MoreThan => ("more than ", "超过"),
        Hedge::AtLeast => ("at least ", "至少"),
        Hedge::LessThan => ("less than ", "不到"),
        Hedge::UpTo => ("up to ", "至多"),
    };
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

/// What stands before and after the number for its unit.
fn unit(measure: &Measure, language: Language) -> (&'static str, String) {
    match (measure, language) {
        (Measure::None, _) => ("", String::new()),
        (Measure::Percent, Language::English) => ("", " percent".to_owned()),
        (Measure::Percent, Language::Chinese) => ("", "%".to_owned()),
        (Measure::Currency(code), language) => {
            let known = CURRENCIES.iter().find(|(known, ..)| *known == &**code);
            match (known, language) {
                (Some((_, before, after, _)), Language::English) => (before, (*after).to_owned()),
                (Some((.., word)), Language::Chinese) => ("", (*word).to_owned()),
                (None, _) => ("", format!(" {code}")),
            }
        }
        (Measure::Words(words), Language::Chinese) if touches(words) => ("", words.to_string()),
        (Measure::Words(words), _) => ("", format!(" {words}")),
    }
}

/// True if Chinese measure words stand against the digits: 1000家公司.
fn touches(words: &str) -> bool {
    words.starts_with(chinese::is_han) && !words.starts_with(chinese::is_sticky)
}

/// The largest scale that shortens every number of the quantity.
fn scale(quantity: &Quantity, language: Language) -> (u32, &'static str) {
    let scales = match language {
        Language::English => ENGLISH_SCALES,
        Language::Chinese => CHINESE_SCALES,
    };
    let fits = |value: Decimal, power| shorten(value, power).is_some();
    let fits =
        |&(power, _): &(u32, _)| fits(quantity.value, power) && quantity.upper.is_none_or(|upper| fits(upper, power));
    scales.into_iter().find(fits).unwrap_or((0, ""))
}

/// The size of `value` in units of ten to `power`, if it is 1 to 9,999 of them with at most two decimals.
fn shorten(value: Decimal, power: u32) -> Option<Decimal> {
    let places = value.scale().checked_add(power).filter(|_| power > 0)?;
    let short = Decimal::try_from_i128_with_scale(value.mantissa(), places).ok()?.abs().normalize();
    let handy = short >= Decimal::ONE && short < Decimal::from(10_000) && short.scale() <= 2;
    handy.then_some(short)
}

/// Commas between thousands, from four digits up.
fn grouped(digits: &str) -> String {
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut out = String::with_capacity(digits.len() + whole / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && place < whole && (whole - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The words of `rest`, without the hyphen of "7-year" and with single spaces.
pub(super) fn measure_words(rest: &str) -> Box<str> {
    let rest = rest.trim_start();
    let tied = super::english::matches(rest, 0, "-")
        .filter(|&next| super::english::peek(rest, next).is_some_and(char::is_alphabetic));
    rest[tied.unwrap_or(0)..].split_whitespace().collect::<Vec<_>>().join(" ").into()
}
