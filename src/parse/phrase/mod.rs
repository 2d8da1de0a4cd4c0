//! The number grammar: one parser for the values of sheets and for the figures in prose.
//!
//! In: a phrase ("nearly 1,000 companies", 近1000家公司) or running prose. Out: a `Quantity`, or every `Figure` with the
//! kind by which a caller may exempt it. `print` is the inverse of `parse`.
//! Grammar: `[hedge] [sign] [currency] number [scale] [unit] [hedge]`, or `n to m`, in English and Chinese.
//! Every offset is a char boundary; each character is looked at a bounded number of times. Refused by design: "dozens",
//! "a third", 数百, 三分之一; a second number; a hedged range. Absent on purpose: units and their conversion, levels.

mod chinese;
mod english;
mod numerals;
mod print;
mod words;

pub use english::is_label;
use std::ops::Range;

use rust_decimal::Decimal;

use crate::model::quantity::{Hedge, Measure, Quantity};
use crate::parse::phrase::english::{Glue, Look, Number, digit, is_letter, joint, matches, peek, skip_space};
use crate::parse::phrase::words::{any, list};

/// Why a text is no number phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhraseError {
    /// No figure anywhere: plain words, or a name such as "COVID-19".
    NoNumber,
    /// Unknown words stand before the number: "well over 1,000".
    Lead(Box<str>),
    /// A magnitude that names no number, refused by design: "dozens", "a third", 数百.
    Vague(Box<str>),
    /// A second number follows that makes no range: "7 of 10".
    TwoNumbers,
    /// "more than about", or a hedge on a range.
    TwoHedges,
    /// "$7 percent", "5 yuan to 7 euros".
    TwoUnits,
    /// Separators that part no thousands: "10,12", "1.2.3".
    Grouping(Box<str>),
    /// Chinese numerals that make no number: 三四十, 3万5.
    Numeral(Box<str>),
    /// More digits than 28, which are held exactly.
    Overflow,
    /// A range from high to low, or of no width.
    Backwards,
}

impl std::error::Error for PhraseError {}

/// The language a quantity is printed in. Both are always read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// "nearly 1.5 million".
    English,
    /// 近150万.
    Chinese,
}

/// More bytes than any hedge, currency and the blanks between them take before a number.
const LONGEST_LEAD: usize = 64;

/// What a figure in prose is, so far as its surroundings tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FigureKind {
    /// A count, an amount or a percentage (`Quantity::is_percent`).
    Plain,
    /// 1800 to 2099 without unit, scale or separator, "2022年", "2021-22", "1990s", or a range of years.
    Year,
    /// A day beside a month's name, 4月29日, 2022-04-29; its value is the first number in it.
    Date,
    /// "14:30", "5 p.m.", 14时30分; its value is the hour.
    Time,
    /// "143rd", 第143.
    Ordinal,
    /// "1." at the start of a line, "(2)", and the number after a label: "para. 7", "Section 301".
    ListNumber,
}

/// A number phrase found in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Bytes of the text: hedge, currency, number, scale, and the unit if it is percent, a currency or glued.
    pub at: Range<usize>,
    /// What it says. Words after a space are no part of it: "10,128 sanctions" measures nothing here.
    pub quantity: Quantity,
    /// What it is.
    pub kind: FigureKind,
}

/// Reads `text` as one number phrase. An article before it is skipped; "143rd member" is 143 exactly; words
/// after a percentage or an amount of money ("7 percent a year") stay in `text` only.
pub fn parse(text: &str) -> Result<Quantity, PhraseError> {
    let text = text.trim();
    let start = any(text, 0, list!("a|an|the")).map_or(0, |end| skip_space(text, end));
    let number = hedge_at(text, start).map_or(start, |(_, end)| skip_space(text, end));
    for at in [0, start, number] {
        if let Some(end) = english::vague(text, at).or_else(|| chinese::vague(text, at)) {
            return Err(PhraseError::Vague(snip(&text[at..end])));
        }
    }
    let found = match phrase_at(text, 0, Reading::Phrase) {
        Err(PhraseError::NoNumber) => phrase_at(text, start, Reading::Phrase),
        found => found,
    };
    match found.and_then(|found| finish(text, found)) {
        Err(PhraseError::NoNumber) => Err(figures(text)
            .first()
            .map_or(PhraseError::NoNumber, |figure| PhraseError::Lead(snip(&text[..figure.at.start])))),
        quantity => quantity,
    }
}

/// Finds the number phrases of running prose, in order, none inside another. Numbers in words ("seven", 七)
/// are left out, save 百分之七 and numerals with 万 or 亿; so are digits in names ("COVID-19", "G7", "5G",
/// "10-K"), versions and web addresses. A name in separate words ("S&P 500") cannot be told from a count.
pub fn figures(text: &str) -> Vec<Figure> {
    let mut out = Vec::new();
    let mut place = Place { at: 0, before: '\n', word: "" };
    // Where the next digit or letter of another script stands: a hedge far before it opens nothing.
    let mut sign = 0;
    while let Some(c) = peek(text, place.at) {
        if sign < place.at || sign == 0 {
            let next = text[place.at..].find(|c: char| c.is_ascii_digit() || !c.is_ascii());
            sign = next.map_or(usize::MAX, |at| place.at + at);
        }
        let is_near = sign.saturating_sub(place.at) <= LONGEST_LEAD;
        let figure = if is_near && may_open(text, &place, c) { figure_at(text, &place) } else { None };
        let end = figure.as_ref().map_or_else(|| skip(text, place.at, c), |figure| figure.at.end);
        let passed = &text[place.at..end];
        place.word = match c {
            _ if figure.is_some() => "",
            _ if is_letter(c) => passed,
            _ if c == '.' || c.is_whitespace() => place.word,
            _ => "",
        };
        place.before = passed.chars().next_back().unwrap_or(c);
        place.at = end;
        out.extend(figure);
    }
    out
}

/// Writes `quantity` so that `parse` reads the same hedge, value, upper end and measure. Its `text` is not used.
/// Measure words must be such as `parse` yields: "million" would be read as a scale.
pub fn print(quantity: &Quantity, language: Language) -> String {
    print::phrase(quantity, language)
}

/// Whether number words count, and whether what follows a number oddly is an error or left alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Phrase,
    Prose,
}

/// A number with what belongs to it alone.
#[derive(Clone)]
struct Amount {
    number: Number,
    measure: Measure,
    /// A hedge behind the number: 多, "or more".
    hedge: Option<Hedge>,
    /// "143rd", 第143.
    is_ordinal: bool,
    /// Where the digits begin, after sign and currency.
    at: usize,
    end: usize,
}

/// A phrase and its parts.
struct Found {
    first: Amount,
    last: Option<Amount>,
    hedge: Hedge,
    value: Decimal,
    upper: Option<Decimal>,
    measure: Measure,
    end: usize,
}

impl Found {
    /// True if the phrase ends with the digits of its last number: no scale, unit or hedge follows them.
    fn ends_in_digits(&self) -> bool {
        let last = self.last.as_ref().unwrap_or(&self.first);
        last.number.end == self.end && matches!(last.number.look, Look::Bare | Look::Parted)
    }
}

fn hedge_at(text: &str, at: usize) -> Option<(Hedge, usize)> {
    english::hedge(text, at).or_else(|| chinese::hedge(text, at))
}

/// The first characters of `text` on one line, for a message.
fn snip(text: &str) -> Box<str> {
    let short: String = text.chars().take(40).collect();
    short.split_whitespace().collect::<Vec<_>>().join(" ").into()
}

fn phrase_at(text: &str, at: usize, reading: Reading) -> Result<Found, PhraseError> {
    let lead = hedge_at(text, at);
    let at = lead.map_or(at, |(_, end)| skip_space(text, end));
    if lead.is_some() && hedge_at(text, at).is_some() {
        return Err(PhraseError::TwoHedges);
    }
    let hedge = lead.map(|(hedge, _)| hedge);
    let opening = any(text, at, list!("between|from|介于|从|在"));
    let first = amount(text, opening.map_or(at, |end| skip_space(text, end)), reading)?;
    let connectors =
        if opening.is_some() { list!("and|和|与|to|-|–|—|~|至|到") } else { list!("to|-|–|—|~|至|到") };
    let range = match any(text, skip_space(text, first.end), connectors) {
        Some(end) => range(text, hedge, &first, skip_space(text, end), reading),
        None => Err(PhraseError::NoNumber),
    };
    match range {
        Err(PhraseError::NoNumber) if opening.is_none() => single(hedge, first, reading),
        Err(_) if opening.is_none() && reading == Reading::Prose => single(hedge, first, reading),
        range => range,
    }
}

fn single(hedge: Option<Hedge>, first: Amount, reading: Reading) -> Result<Found, PhraseError> {
    if hedge.is_some() && first.hedge.is_some() && hedge != first.hedge && reading == Reading::Phrase {
        return Err(PhraseError::TwoHedges);
    }
    let hedge = hedge.or(first.hedge).unwrap_or(Hedge::Exact);
    let (value, measure, end) = (decimal(first.number)?, first.measure.clone(), first.end);
    Ok(Found { first, last: None, hedge, value, upper: None, measure, end })
}

/// The range whose second number stands at `at`; that lends its scale and unit to a first without.
/// "900,000 to 1 million" lends nothing, since 900,000 is already above 1.
fn range(text: &str, hedge: Option<Hedge>, first: &Amount, at: usize, reading: Reading) -> Result<Found, PhraseError> {
    let mut first = first.clone();
    let last = amount(text, at, reading)?;
    let bare = |number: Number| decimal(Number { power: 0, ..number });
    if first.number.power == 0 && bare(first.number)? < bare(last.number)? {
        first.number.power = last.number.power;
    }
    let (value, upper) = (decimal(first.number)?, decimal(last.number)?);
    let hedged = hedge.is_some_and(|hedge| hedge != Hedge::Exact) || first.hedge.or(last.hedge).is_some();
    let measure = match (&first.measure, &last.measure) {
        (Measure::None, measure) | (measure, Measure::None) => measure.clone(),
        (one, other) if one == other => one.clone(),
        _ => return Err(PhraseError::TwoUnits),
    };
    if value >= upper {
        return Err(PhraseError::Backwards);
    }
    if hedged && reading == Reading::Phrase {
        return Err(PhraseError::TwoHedges);
    }
    let end = matches(text, last.end, "之间").unwrap_or(last.end);
    Ok(Found { first, last: Some(last), hedge: Hedge::Range, value, upper: Some(upper), measure, end })
}

fn decimal(number: Number) -> Result<Decimal, PhraseError> {
    let scale = 10_i128.checked_pow(number.power.saturating_sub(number.places));
    let size = scale.and_then(|scale| number.digits?.checked_mul(scale));
    let places = number.places.saturating_sub(number.power);
    size.and_then(|size| Decimal::try_from_i128_with_scale(size, places).ok()).ok_or(PhraseError::Overflow)
}

/// Sign, currency, number, scale and unit at `at`.
fn amount(text: &str, at: usize, reading: Reading) -> Result<Amount, PhraseError> {
    let (mut at, mut sign, mut measure, mut is_ordinal) = (at, 1, Measure::None, false);
    for _ in 0..3 {
        if let Some(end) = any(text, at, list!("-|−|minus |负")).filter(|_| sign == 1) {
            (sign, at) = (-1, end);
        } else if let Some((code, end)) = english::sign(text, at).filter(|_| measure == Measure::None) {
            (measure, at) = (Measure::Currency(code.into()), skip_space(text, end));
        } else if let Some(end) = matches(text, at, "百分之").filter(|_| measure == Measure::None) {
            (measure, at) = (Measure::Percent, end);
        } else if let Some(end) = matches(text, at, "第") {
            (is_ordinal, at) = (true, end);
        }
    }
    let mut number = number(text, at, reading)?;
    number.digits = number.digits.map(|digits| sign * digits);
    let mut amount = Amount { end: number.end, number, measure, hedge: None, is_ordinal, at };
    scales(text, &mut amount)?;
    unit(text, &mut amount)?;
    Ok(amount)
}

fn number(text: &str, at: usize, reading: Reading) -> Result<Number, PhraseError> {
    let words = || if reading == Reading::Phrase { numerals::words(text, at) } else { None };
    let found = english::digits(text, at).or_else(|| chinese::numeral(text, at)).or_else(words);
    let number = found.ok_or(PhraseError::NoNumber)?;
    let stuck = |marks| any(text, number.end, marks).is_some_and(|next| digit(text, next).is_some());
    let marks = if reading == Reading::Phrase { list!(".|,|'|’") } else { list!(".") };
    match number.look {
        Look::Bare | Look::Parted if stuck(marks) => {
            let tied = |c: &char| c.is_numeric() || ".,'’".contains(*c);
            Err(PhraseError::Grouping(text[at..].chars().take_while(tied).take(40).collect::<String>().into()))
        }
        Look::Chinese if number.digits.is_none() || digit(text, number.end).is_some() => {
            Err(PhraseError::Numeral(snip(&text[at..number.end])))
        }
        _ if number.digits.is_none() => Err(PhraseError::Overflow),
        _ => Ok(number),
    }
}

/// Reads "rd", 多 and every scale behind the number.
fn scales(text: &str, amount: &mut Amount) -> Result<(), PhraseError> {
    let is_digits = matches!(amount.number.look, Look::Bare | Look::Parted);
    if let Some(end) = english::ordinal(text, amount.end).filter(|_| is_digits) {
        (amount.is_ordinal, amount.end) = (true, end);
    }
    hedge_behind(amount, |end| chinese::glued_postfix(text, end))?;
    let has_sign = matches!(amount.measure, Measure::Currency(_));
    while let Some((power, end)) = english::scale(text, joint(text, amount.end), has_sign) {
        amount.number.power = amount.number.power.saturating_add(power);
        amount.end = end;
    }
    if let Some((power, end)) = chinese::scale(text, skip_space(text, amount.end)) {
        let power = amount.number.power.saturating_add(power);
        let whole = Number { power, end, look: Look::Parted, ..amount.number };
        let whole = if is_digits { chinese::compound(text, whole) } else { Some(whole) };
        let wrong = || PhraseError::Numeral(snip(&text[amount.at..end]));
        let whole = whole.ok_or_else(wrong)?;
        let look = if is_digits { whole.look } else { amount.number.look };
        (amount.end, amount.number) = (whole.end, Number { look, end: amount.number.end, ..whole });
    }
    hedge_behind(amount, |end| chinese::glued_postfix(text, end))
}

/// Reads percent, 成 or a currency behind the number, and a hedge on either side of it.
fn unit(text: &str, amount: &mut Amount) -> Result<(), PhraseError> {
    let ended = |next| english::postfix(text, next).or_else(|| chinese::postfix(text, next));
    let postfix = |end| ended(joint(text, end));
    hedge_behind(amount, postfix)?;
    let next = joint(text, amount.end);
    let percent = english::percent(text, next).map(|end| (Measure::Percent, end));
    let currency = || english::currency(text, next).map(|(code, end)| (Measure::Currency(code.into()), end));
    let mut unit = percent.or_else(currency);
    let few = decimal(amount.number).is_ok_and(|value| value <= Decimal::TEN);
    if let Some(end) = chinese::tenths(text, amount.end).filter(|_| few) {
        amount.number.power = amount.number.power.saturating_add(1);
        unit = Some((Measure::Percent, end));
    }
    if let Some((measure, end)) = unit {
        if amount.measure != Measure::None && amount.measure != measure {
            return Err(PhraseError::TwoUnits);
        }
        (amount.measure, amount.end) = (measure, end);
    }
    hedge_behind(amount, |end| chinese::glued_postfix(text, end).or_else(|| postfix(end)))
}

/// Takes the hedge that `read` finds at the amount's end.
fn hedge_behind(amount: &mut Amount, read: impl Fn(usize) -> Option<(Hedge, usize)>) -> Result<(), PhraseError> {
    if let Some((hedge, end)) = read(amount.end) {
        if amount.hedge.is_some_and(|before| before != hedge) {
            return Err(PhraseError::TwoHedges);
        }
        (amount.hedge, amount.end) = (Some(hedge), end);
    }
    Ok(())
}

/// Judges what follows the phrase: it must be measure words, and no other number.
fn finish(text: &str, found: Found) -> Result<Quantity, PhraseError> {
    let name = matches!(english::glue(text, found.end), Glue::Name(_) | Glue::Decade(_));
    if name && found.ends_in_digits() {
        return Err(PhraseError::NoNumber);
    }
    let (mut hedge, mut rest) = (found.hedge, &text[found.end..]);
    loop {
        rest = rest.trim_end_matches(|c: char| c.is_whitespace() || ".,;:!?。，；：！？、".contains(c));
        let Some((behind, before)) = english::ending_hedge(rest) else { break };
        if hedge != Hedge::Exact && hedge != behind {
            return Err(PhraseError::TwoHedges);
        }
        (hedge, rest) = (behind, before);
    }
    let next = joint(text, found.end);
    let vague = english::vague_after(text, next).or_else(|| chinese::vague_after(text, next));
    if vague.is_some() || rest.ends_with('半') {
        return Err(PhraseError::Vague(snip(&text[found.first.at..])));
    }
    if has_number(rest, found.first.number.look) {
        return Err(PhraseError::TwoNumbers);
    }
    let measure = match found.measure {
        Measure::None if !rest.trim().is_empty() => Measure::Words(print::measure_words(rest)),
        measure => measure,
    };
    // "twenty 百" is neither 20 of something nor 2,000.
    if let Measure::Words(words) = &measure
        && (words.starts_with(['百', '万', '亿', '萬', '億']) || words.chars().all(chinese::is_numeral))
    {
        return Err(PhraseError::TwoNumbers);
    }
    let Found { value, upper, .. } = found;
    Ok(Quantity { text: text.into(), hedge, value, upper, measure })
}

/// True if a number stands in the words after one; Chinese numerals count only after another.
fn has_number(rest: &str, look: Look) -> bool {
    let words = || rest.split(|c: char| !c.is_alphabetic()).any(numerals::is_number_word);
    let numerals = || look == Look::Chinese && rest.contains(chinese::is_numeral);
    digit(rest, skip_space(rest, 0)).is_some() || words() || numerals() || !figures(rest).is_empty()
}

/// Where the scan of prose stands.
struct Place<'t> {
    at: usize,
    /// The character before `at`; a line break at the start.
    before: char,
    /// The word before `at`, if only spaces and dots lie between.
    word: &'t str,
}

/// True if a phrase may begin with `c` here: not inside a word, nor after a hyphen or a foreign dollar.
fn may_open(text: &str, place: &Place<'_>, c: char) -> bool {
    let next = || peek(text, place.at + c.len_utf8());
    match english::fold(c) {
        '-' | '−' => {
            (place.before.is_whitespace() || "(（[“\"".contains(place.before))
                && next().is_some_and(|next| english::fold(next).is_ascii_digit() || "$€£¥￥.".contains(next))
        }
        '.' => !place.before.is_alphanumeric() && place.before != '.',
        '$' | '€' | '£' | '¥' | '₽' => !is_letter(place.before),
        '~' | '≈' | '<' | '>' | '≤' | '≥' => true,
        folded if folded.is_ascii_alphanumeric() => true,
        _ => chinese::is_han(c) && !chinese::is_shadowed(place.before, text, place.at),
    }
}

/// Past what is no figure: a web address, a run of digits with all that is tied to it, a numeral, a word.
fn skip(text: &str, at: usize, c: char) -> usize {
    let word = english::address(text, at).unwrap_or_else(|| english::word(text, at));
    let digits = english::digits(text, at).or_else(|| chinese::numeral(text, at)).map_or(at, |number| number.end);
    word.max(digits).max(at + c.len_utf8())
}

fn figure_at(text: &str, place: &Place<'_>) -> Option<Figure> {
    if english::address(text, place.at).is_some() {
        return None;
    }
    let found = phrase_at(text, place.at, Reading::Prose).ok()?;
    let spelled = found.first.number.look == Look::Chinese;
    if spelled
        && found.measure != Measure::Percent
        && !text[found.first.at..found.end].contains(['万', '亿', '萬', '億'])
    {
        return None;
    }
    let mut measure = found.measure.clone();
    let (kind, end) = match (dated(text, &found), english::glue(text, found.end)) {
        (Some(dated), _) => dated,
        (None, _) if !found.ends_in_digits() => (kind(text, place, &found), found.end),
        (None, Glue::Name(_)) => return None,
        (None, Glue::Decade(end)) => (FigureKind::Year, end),
        (None, Glue::Unit(end)) => {
            measure = Measure::Words(text[found.end..end].into());
            (FigureKind::Plain, end)
        }
        (None, Glue::Free) => (kind(text, place, &found), found.end),
    };
    let at = place.at..end;
    let Found { hedge, value, upper, .. } = found;
    Some(Figure { quantity: Quantity { text: text[at.clone()].into(), hedge, value, upper, measure }, at, kind })
}

/// A date or time at the first number, or at the last of a range.
fn dated(text: &str, found: &Found) -> Option<(FigureKind, usize)> {
    let plain = |amount: &&Amount| amount.measure == Measure::None && !amount.is_ordinal;
    let read = |amount: &Amount| chinese::calendar(text, amount.at);
    let first = Some(&found.first).filter(plain).and_then(read);
    first.or_else(|| found.last.as_ref().filter(plain).and_then(read)).filter(|&(_, end)| end >= found.end)
}

/// The kind of a figure by what stands beside it.
fn kind(text: &str, place: &Place<'_>, found: &Found) -> FigureKind {
    let bare = |amount: &Amount| amount.number.look == Look::Bare && amount.end == amount.number.end;
    let is_bare = bare(&found.first) && found.last.as_ref().is_none_or(bare) && found.measure == Measure::None;
    let unhedged = matches!(found.hedge, Hedge::Exact | Hedge::Range);
    let small = found.upper.unwrap_or(found.value) < Decimal::from(32);
    if small && (is_bare || found.first.is_ordinal) && english::beside_month(text, place.word, found.end) {
        return FigureKind::Date;
    }
    if found.first.is_ordinal {
        return FigureKind::Ordinal;
    }
    if unhedged && found.measure == Measure::None && english::is_label(place.word)
        || is_bare && found.value < Decimal::ONE_THOUSAND && english::is_list_number(text, place.at, found.end)
    {
        return FigureKind::ListNumber;
    }
    let years = Decimal::from(1800)..Decimal::from(2100);
    let in_years = years.contains(&found.value) && found.upper.is_none_or(|upper| years.contains(&upper));
    let counted = peek(text, found.end).is_some_and(chinese::is_counter);
    if is_bare && in_years && !counted && (unhedged || english::leaves_year(text, found.end)) {
        return FigureKind::Year;
    }
    FigureKind::Plain
}
