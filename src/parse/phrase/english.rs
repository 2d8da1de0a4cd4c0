//! What numbers look like in Latin script: digits, English words, names and addresses.
//!
//! In: a text and a byte offset on a char boundary. Out: what stands there, and where it ends.
//! `matches` is the one comparison of the whole parser, so width, case and traditional characters
//! are folded in one place. No function looks further than the run of characters it stands on.

use crate::model::quantity::Hedge;
use crate::parse::phrase::chinese;
use crate::parse::phrase::words::{Words, any, list, listed, longest};

/// How a number was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Digits only: 2022 may be a year.
    Bare,
    /// Digits with a separator or a fraction.
    Parted,
    /// English number words.
    English,
    /// Chinese numerals.
    Chinese,
}

/// A number before its scale and unit: `digits` × 10^(`power` − `places`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    /// `None` if it is too long, or no numeral at all ("三四十").
    pub(super) digits: Option<i128>,
    pub(super) places: u32,
    /// The scale the numeral ends with: 3 for "two thousand". It may serve both ends of a range.
    pub(super) power: u32,
    pub(super) look: Look,
    pub(super) end: usize,
}

/// Words of each hedge, a bar between them; a space stands for any run of spaces.
const HEDGES: &[(Words, Hedge)] = &[
    (Words::of("exactly|precisely|only|just|="), Hedge::Exact),
    (Words::of("about|around|roughly|approximately|approx.|some|circa|an estimated|estimated|~|≈"), Hedge::About),
    (Words::of("nearly|almost|close to|approaching|just under|just below|just short of"), Hedge::Nearly),
    (Words::of("slightly under|slightly below|slightly less than|slightly fewer than"), Hedge::Nearly),
    (Words::of("a little under|a little less than|a little fewer than"), Hedge::Nearly),
    (Words::of("more than|over|above|greater than|higher than|in excess of|upwards of|>"), Hedge::MoreThan),
    (Words::of("just over|just above|slightly over|slightly above|slightly more than"), Hedge::MoreThan),
    (Words::of("a little over|a little more than"), Hedge::MoreThan),
    (Words::of("at least|no less than|no fewer than|not less than|not fewer than|a minimum of|≥"), Hedge::AtLeast),
    (Words::of("less than|fewer than|lower than|under|below|<"), Hedge::LessThan),
    (Words::of("up to|at most|no more than|not more than|as many as|as much as|a maximum of|≤"), Hedge::UpTo),
];

const POSTFIXES: &[(Words, Hedge)] = &[
    (Words::of("or so"), Hedge::About),
    (Words::of("or more|+"), Hedge::AtLeast),
    (Words::of("or less|or fewer"), Hedge::UpTo),
];

pub(super) const SCALES: &[(Words, u32)] = &[
    (Words::of("hundred"), 2),
    (Words::of("thousand"), 3),
    (Words::of("lakh|lakhs"), 5),
    (Words::of("million|mn"), 6),
    (Words::of("crore|crores"), 7),
    (Words::of("billion|bn"), 9),
    (Words::of("trillion|trn|tn"), 12),
    (Words::of("quadrillion"), 15),
];

/// Read as scales only beside a currency: "5 m" may be metres.
const MONEY_SCALES: &[(Words, u32)] =
    &[(Words::of("k"), 3), (Words::of("m"), 6), (Words::of("b"), 9), (Words::of("t"), 12)];

/// A bare "$" is the US dollar, a bare "¥" the yuan.
const SIGNS: &[(Words, &str)] = &[
    (Words::of("us$|u.s.$|$|usd"), "USD"),
    (Words::of("€|eur"), "EUR"),
    (Words::of("cn¥|¥|rmb|cny|人民币"), "CNY"),
    (Words::of("£|gbp"), "GBP"),
    (Words::of("jp¥|jpy"), "JPY"),
    (Words::of("₽|rub"), "RUB"),
    (Words::of("chf"), "CHF"),
];

/// "pounds" and "francs" alone are words: they may be weights, or anybody's francs.
const CURRENCIES: &[(Words, &str)] = &[
    (Words::of("dollars|dollar|us dollars|us dollar|u.s. dollars|u.s. dollar|usd"), "USD"),
    (Words::of("euros|euro|eur|€"), "EUR"),
    (Words::of("yuan|renminbi|rmb|cny"), "CNY"),
    (Words::of("pounds sterling|gbp"), "GBP"),
    (Words::of("yen|jpy"), "JPY"),
    (Words::of("rubles|ruble|roubles|rouble|rub"), "RUB"),
    (Words::of("swiss francs|swiss franc|chf"), "CHF"),
];

/// Words that stand for a magnitude and name no number; after a number they change it ("two thirds").
const VAGUE: &Words = &Words::of(
    "a dozen|dozens|tens|hundreds|thousands|millions|billions|trillions|scores|several\
    |a few|a couple|half|a half|a third|a quarter|a fifth|a tenth|one half|one third|one quarter|one fifth\
    |one tenth|one-half|one-third|one-quarter|one-fifth|one-tenth|halved|twice|doubled|tripled|quadrupled\
    |½|¼|¾|⅓|⅔",
);
const VAGUE_AFTER: &Words = &Words::of(
    "dozen|dozens|halves|thirds|quarters|fourths|fifths|sixths|eighths|tenths\
    |and a half|and a quarter|and a third|and one half|point zero|point one|½|¼|¾|⅓|⅔",
);

const MONTHS: &Words = &Words::of(
    "january|february|march|april|may|june|july|august|september|october|november\
    |december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec",
);
const LABELS: &Words = &Words::of(
    "para|paragraph|floor|heading|p|pp|page|pages|ch|chapter|fig|figure|table|section|sec|article\
    |number|item|line|note|step|stage|phase|part|vol|volume|appendix|annex|rule|point\
    |tables|figures|steps|chapters|sections|articles|items|lines|notes|paragraphs|footnote|footnotes|version|release\
    |highway|route|interstate|flight|room|gate|platform|terminal|channel|resolution|circular|decree|directive|regulation\
    |document|unit|model|junction|exit|berth|seat|row|track|psalm|psalms|hymn|hymns|verse|verses|scene|clause|clauses\
    |exhibit|exhibits|schedule|amendment|amendments|protocol|protocols|question|slide|box|panel|trisomy|chromosome|column|columns|marker|suite|folio|folios|week",
);
/// After a hedged 2010 these leave it a year: "around 2010 in", not "around 2010 banks".
const LITTLE: &Words = &Words::of("in|on|at|the|and|or|but|when|while|as|to|for|with|by|of|it|that|which");

/// Half the width, lower case, one kind of space and of hyphen, simplified.
pub(super) fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).map_or(c, |narrow| narrow.to_ascii_lowercase()),
        '￥' => '¥',
        '\u{2010}' | '\u{2011}' => '-',
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ if c.is_whitespace() => ' ',
        _ => chinese::simplify(c),
    }
}

/// The character at `at`, as written.
pub(super) fn peek(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The digit at `at`, of either width, and where it ends.
pub(super) fn digit(text: &str, at: usize) -> Option<(u32, usize)> {
    let c = peek(text, at)?;
    Some((fold(c).to_digit(10)?, at + c.len_utf8()))
}

/// The first offset from `at` that holds no space.
pub(super) fn skip_space(text: &str, at: usize) -> usize {
    text.get(at..).map_or(at, |rest| at + rest.len() - rest.trim_start().len())
}

/// A letter of an alphabet; Chinese characters are not.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !chinese::is_han(c)
}

/// Where `pattern` ends if it stands at `at` as whole words.
pub(super) fn matches(text: &str, at: usize, pattern: &str) -> Option<usize> {
    let mut end = at;
    for want in pattern.chars() {
        let c = peek(text, end).filter(|&c| fold(c) == want)?;
        end = if want == ' ' { skip_space(text, end) } else { end + c.len_utf8() };
    }
    let open = pattern.ends_with(is_letter) && peek(text, end).is_some_and(is_letter);
    (!open).then_some(end)
}

pub(super) fn hedge(text: &str, at: usize) -> Option<(Hedge, usize)> {
    longest(text, at, HEDGES)
}

pub(super) fn postfix(text: &str, at: usize) -> Option<(Hedge, usize)> {
    longest(text, at, POSTFIXES)
}

/// A currency before its number.
pub(super) fn sign(text: &str, at: usize) -> Option<(&'static str, usize)> {
    longest(text, at, SIGNS)
}

/// A currency after its number, in either language.
pub(super) fn currency(text: &str, at: usize) -> Option<(&'static str, usize)> {
    longest(text, at, CURRENCIES).or_else(|| chinese::currency(text, at))
}

/// Percent, but not percent points.
pub(super) fn percent(text: &str, at: usize) -> Option<usize> {
    let end = any(text, at, list!("%|﹪|percent|per cent|pct"))?;
    any(text, skip_space(text, end), list!("point|points|-point|-points")).is_none().then_some(end)
}

/// A scale word; the one-letter kind only beside a currency, which may follow it.
pub(super) fn scale(text: &str, at: usize, has_sign: bool) -> Option<(u32, usize)> {
    longest(text, at, SCALES).or_else(|| {
        let (power, end) = longest(text, at, MONEY_SCALES)?;
        let money = has_sign || currency(text, skip_space(text, end)).is_some();
        money.then_some((power, end))
    })
}

/// "dozens", "a third", "doubled" at `at`.
pub(super) fn vague(text: &str, at: usize) -> Option<usize> {
    any(text, at, VAGUE)
}

/// Words after a number that make it another: "thirds", "dozen", "and a half", "/3".
pub(super) fn vague_after(text: &str, at: usize) -> Option<usize> {
    let slash = matches(text, at, "/").and_then(|after| digit(text, after));
    slash.map(|(_, end)| end).or_else(|| any(text, at, VAGUE_AFTER))
}

/// "st", "nd", "rd" or "th" glued to its digits.
pub(super) fn ordinal(text: &str, at: usize) -> Option<usize> {
    any(text, at, list!("st|nd|rd|th"))
}

/// True if the text from `at` leaves a hedged 2010 a year.
pub(super) fn leaves_year(text: &str, at: usize) -> bool {
    let next = skip_space(text, at);
    let word = letters(text, next).map_or("", |end| &text[next..end]);
    listed(word, LITTLE) || !peek(text, next).is_some_and(char::is_alphanumeric)
}

/// The end of the run of ASCII letters at `at`, unless another letter or a long run follows.
pub(super) fn letters(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let long = rest.bytes().take(16).take_while(u8::is_ascii_alphabetic).count();
    let closed = !peek(text, at + long).is_some_and(is_letter);
    (long > 0 && closed).then_some(at + long)
}

/// Digits with separators and a fraction. The comma, the apostrophe and the narrow spaces part thousands
/// only, one kind in one number; whatever does not fit ends the number.
pub(super) fn digits(text: &str, at: usize) -> Option<Number> {
    let mut number = Number { digits: Some(0), places: 0, power: 0, look: Look::Bare, end: at };
    let leading_zero = digit(text, at).is_some_and(|(first, _)| first == 0);
    let mut run = push_digits(text, &mut number);
    let mut separator = None;
    while run > 0 && run <= 3 && !leading_zero {
        let Some(next) = group(text, number.end, separator) else { break };
        separator = peek(text, number.end);
        number.end = next;
        number.look = Look::Parted;
        run = push_digits(text, &mut number);
    }
    let point = matches(text, number.end, ".").filter(|&after| digit(text, after).is_some());
    if let Some(after) = point {
        number.end = after;
        number.look = Look::Parted;
        number.places = push_digits(text, &mut number);
    } else if number.end > at {
        push_fraction(text, &mut number);
    }
    (number.end > at).then_some(number)
}

/// Appends the run of digits at the number's end; how many there were.
fn push_digits(text: &str, number: &mut Number) -> u32 {
    let mut count = 0;
    while let Some((digit, end)) = digit(text, number.end) {
        let ten = |digits: i128| digits.checked_mul(10)?.checked_add(i128::from(digit));
        number.digits = number.digits.and_then(ten);
        number.end = end;
        count += 1;
    }
    count
}

/// Appends the fraction glued to the number's end, if it ends as a decimal: 7¼ is 7.25; 2⅓ stays vague.
fn push_fraction(text: &str, number: &mut Number) {
    const FRACTIONS: [(char, i128, u32); 7] =
        [('½', 5, 1), ('¼', 25, 2), ('¾', 75, 2), ('⅛', 125, 3), ('⅜', 375, 3), ('⅝', 625, 3), ('⅞', 875, 3)];
    let next = peek(text, number.end);
    let Some((sign, value, places)) = FRACTIONS.iter().find(|(sign, ..)| Some(*sign) == next) else { return };
    let whole = |digits: i128| digits.checked_mul(10_i128.pow(*places))?.checked_add(*value);
    number.digits = number.digits.and_then(whole);
    number.places = *places;
    number.look = Look::Parted;
    number.end += sign.len_utf8();
}

/// Where three digits begin after a separator at `at`, if it is the kind used before and no fourth follows.
fn group(text: &str, at: usize, before: Option<char>) -> Option<usize> {
    let c = peek(text, at)?;
    let narrow = matches!(c, ',' | '\'' | '’' | '\u{a0}' | '\u{202f}' | '\u{2009}');
    // The wide comma also parts clauses, so it must be followed by wide digits.
    let wide = c == '，' && peek(text, at + c.len_utf8()).is_some_and(|next| !next.is_ascii());
    if !(narrow || wide) || before.is_some_and(|before| before != c) {
        return None;
    }
    let first = at + c.len_utf8();
    let (_, second) = digit(text, first)?;
    let (_, third) = digit(text, second)?;
    let (_, fourth) = digit(text, third)?;
    digit(text, fourth).is_none().then_some(first)
}

/// Past the spaces at `at`, or past one hyphen.
pub(super) fn joint(text: &str, at: usize) -> usize {
    let next = skip_space(text, at);
    matches(text, next, "-").unwrap_or(next)
}

/// The end of a web address at `at`.
pub(super) fn address(text: &str, at: usize) -> Option<usize> {
    let start = any(text, at, list!("https://|http://|www."))?;
    let stop = |c: char| c.is_whitespace() || chinese::is_han(c) || "<>\"'`()[]，。、；“”".contains(c);
    let rest = text.get(start..)?;
    Some(start + rest.find(stop).unwrap_or(rest.len()))
}

/// The end of the word at `at` with all that is tied to it, so that a number in it is part of a name:
/// "COVID-19", "G7", "example.org/2022". An ending dot or hyphen is not tied.
pub(super) fn word(text: &str, at: usize) -> usize {
    let mut end = at;
    let mut tied = at;
    while let Some(c) = peek(text, tied) {
        let inside = c.is_alphanumeric() && !chinese::is_han(c) || c == '_';
        if !inside && !matches!(c, '.' | '-' | '\u{2011}' | '/' | '@' | '\'' | '’') {
            break;
        }
        tied += c.len_utf8();
        end = if inside { tied } else { end };
        if !inside && !peek(text, tied).is_some_and(|c| c.is_alphanumeric() && !chinese::is_han(c)) {
            break;
        }
    }
    end
}

/// What is glued to the digits that end at an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glue {
    /// Nothing that matters: "7 banks", "7-year".
    Free,
    /// A unit, with its end: "7nm", "16GB".
    Unit(usize),
    /// "1990s".
    Decade(usize),
    /// The digits are part of a name, with its end: "5G", "10-K", "2x4", "3M".
    Name(usize),
}

/// Reads on from the digits that end at `at`: a unit begins in lower case or has two capitals.
pub(super) fn glue(text: &str, at: usize) -> Glue {
    let hyphen = matches(text, at, "-").filter(|&next| peek(text, next).is_some_and(char::is_uppercase));
    if hyphen.is_some() || matches(text, at, "_").is_some() {
        return Glue::Name(word(text, at));
    }
    let Some(first) = peek(text, at).filter(|&c| is_letter(c)) else {
        return Glue::Free;
    };
    match letters(text, at) {
        Some(end) if &text[at..end] == "s" => Glue::Decade(end),
        Some(end) if peek(text, end).is_some_and(|c| c.is_ascii_digit() || c == '_') => Glue::Name(word(text, at)),
        Some(end) if first.is_lowercase() || end - at > 1 => Glue::Unit(end),
        None if !first.is_ascii() => Glue::Unit(at + first.len_utf8()),
        _ => Glue::Name(word(text, at)),
    }
}

/// A hedge at the end of `rest`, in either language, and what stands before it: "companies or more", 家以上.
pub(super) fn ending_hedge(rest: &str) -> Option<(Hedge, &str)> {
    POSTFIXES.iter().chain(chinese::POSTFIXES).find_map(|&(words, hedge)| {
        words.iter().find_map(|pattern| {
            let cut = rest.len().checked_sub(pattern.len())?;
            let (before, tail) = rest.split_at_checked(cut)?;
            let whole = !pattern.starts_with(is_letter) || !before.ends_with(is_letter);
            (whole && tail.eq_ignore_ascii_case(pattern)).then_some((hedge, before))
        })
    })
}

/// True if a month's name stands after `end`, or `word` before the number is one: "29 April", "April 29".
pub(super) fn beside_month(text: &str, word: &str, end: usize) -> bool {
    let is_month = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase()) && listed(word, MONTHS);
    let next = skip_space(text, end);
    let next = matches(text, next, "of").map_or(next, |end| skip_space(text, end));
    is_month(word) || letters(text, next).is_some_and(|end| is_month(&text[next..end]))
}

/// True for words that number a place: "para. 7", "Section 301", "No. 5".
pub fn is_label(word: &str) -> bool {
    listed(word, LABELS) || matches!(word, "No" | "Nos")
}

/// True for "1." or "1)" at the start of a line and "(1)" anywhere.
pub(super) fn is_list_number(text: &str, at: usize, end: usize) -> bool {
    let before = text.get(..at).unwrap_or("").trim_end_matches([' ', '\t']);
    let starts = before.is_empty() || before.ends_with('\n');
    let stop = any(text, end, list!(".|)|、")).filter(|&stop| stop < text.len());
    let item = stop.is_some_and(|stop| text[..stop].ends_with('、') || skip_space(text, stop) > stop);
    let open = before.ends_with(['(', '（']) && before.len() == at;
    starts && item || open && matches(text, end, ")").is_some()
}
