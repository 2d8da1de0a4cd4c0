//! Dates in running text, English and Chinese: "29 April 2022", "April 29, 2022", "2022/4/29", 2022年4月29日.
//!
//! In: text. Out: each date with its bytes, in order. A year alone counts where the number grammar takes it for
//! one. Absent on purpose: `04/05/2022`, which is a day in April or in May, and dates without a year.

use std::ops::Range;

use crate::model::date::Date;
use crate::parse::phrase::{self, FigureKind};

const MONTHS: [&str; 12] = [
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
];

/// All dates of a text.
pub fn dates(text: &str) -> Vec<(Range<usize>, Date)> {
    let mut out: Vec<(Range<usize>, Date)> = Vec::new();
    let mut at = 0;
    let mut before = ' ';
    while let Some(c) = text[at..].chars().next() {
        let opens = (c.is_ascii_digit() && !before.is_ascii_digit() && !matches!(before, '.' | ',' | '-' | '/'))
            || (c.is_ascii_alphabetic() && !before.is_alphanumeric());
        let found = if opens { full(&text[at..]) } else { None };
        let length = found.map_or(c.len_utf8(), |(_, length)| length);
        out.extend(found.map(|(date, length)| (at..at + length, date)));
        at += length;
        before = text[..at].chars().next_back().unwrap_or(' ');
    }
    let years = phrase::figures(text).into_iter().filter(|figure| figure.kind == FigureKind::Year);
    for figure in years {
        let digits = text[figure.at.clone()].trim_end_matches('年');
        let is_free = out.iter().all(|(range, _)| range.end <= figure.at.start || figure.at.end <= range.start);
        if let (true, 4, Some(date)) = (is_free, digits.len(), Date::parse(digits)) {
            out.push((figure.at, date));
        }
    }
    out.sort_by_key(|(range, _)| range.start);
    out
}

/// The date that a whole text is, however it is written.
pub fn whole(text: &str) -> Option<Date> {
    let text = text.trim();
    full(text).filter(|(_, length)| *length == text.len()).map(|(date, _)| date)
}

/// A date with at least its month at the start of a text, and its length.
fn full(text: &str) -> Option<(Date, usize)> {
    year_first(text).or_else(|| day_first(text)).or_else(|| month_first(text))
}

/// `2022-4-29`, `2022/04`, 2022年4月29日.
fn year_first(text: &str) -> Option<(Date, usize)> {
    let (year, rest) = number(text)?;
    if text.len() - rest.len() != 4 {
        return None;
    }
    if let Some(rest) = rest.trim_start().strip_prefix('年') {
        let (month, rest) = number(rest.trim_start())?;
        let rest = rest.trim_start().strip_prefix('月')?;
        let day = number(rest.trim_start()).and_then(|(day, rest)| Some((day, rest.trim_start().strip_prefix('日')?)));
        return made(year, month, day, text, rest);
    }
    let mark = rest.chars().next().filter(|c| matches!(c, '-' | '/'))?;
    let (month, rest) = number(&rest[1..])?;
    let day = rest.strip_prefix(mark).and_then(number);
    let (date, length) = made(year, month, day, text, rest)?;
    // "2021-22" is a span of years, "2022-04-29T10" a time.
    let closed = !text[length..].starts_with(|c: char| c.is_alphanumeric() || c == mark);
    let certain = day.is_some() || mark == '-' && text.as_bytes().get(5) == Some(&b'0');
    (closed && certain).then_some((date, length))
}

/// "29 April 2022", "29th of April 2022".
fn day_first(text: &str) -> Option<(Date, usize)> {
    let (day, rest) = number(text)?;
    let rest = ["st", "nd", "rd", "th"].iter().find_map(|ending| rest.strip_prefix(ending)).unwrap_or(rest);
    let rest = rest.strip_prefix(' ')?;
    let (month, rest) = month(rest.strip_prefix("of ").unwrap_or(rest))?;
    let (year, rest) = year(rest)?;
    made(year, month, Some((day, rest)), text, rest)
}

/// "April 29, 2022", "April 2022".
fn month_first(text: &str) -> Option<(Date, usize)> {
    let (month, rest) = month(text)?;
    if let Some((year, rest)) = year(rest.strip_prefix(" of").unwrap_or(rest)) {
        return made(year, month, None, text, rest);
    }
    let (day, rest) = number(rest.strip_prefix(' ')?)?;
    let (year, rest) = year(rest.strip_prefix(',').unwrap_or(rest))?;
    made(year, month, Some((day, rest)), text, rest)
}

fn made(year: u32, month: u32, day: Option<(u32, &str)>, text: &str, rest: &str) -> Option<(Date, usize)> {
    let rest = day.map_or(rest, |(_, rest)| rest);
    let written = match day {
        Some((day, _)) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("{year:04}-{month:02}"),
    };
    Date::parse(&written).map(|date| (date, text.len() - rest.len()))
}

/// A run of at most four digits.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if end > 4 {
        return None;
    }
    text[..end].parse().ok().map(|number| (number, &text[end..]))
}

/// A blank and a year of four digits.
fn year(text: &str) -> Option<(u32, &str)> {
    let text = text.strip_prefix(' ')?;
    let (year, rest) = number(text)?;
    (text.len() - rest.len() == 4 && !rest.starts_with(|c: char| c.is_alphanumeric())).then_some((year, rest))
}

/// The name of a month, or its first three letters or four and maybe a dot.
fn month(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let word = text[..end].to_ascii_lowercase();
    let position =
        MONTHS.iter().position(|month| *month == word || matches!(word.len(), 3 | 4) && month.starts_with(&word))?;
    // "may 2022" is a verb more often than a month.
    if word == "may" && !text.starts_with('M') {
        return None;
    }
    let rest = &text[end..];
    Some((position as u32 + 1, rest.strip_prefix('.').unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_as_people_write_them() {
        for (text, want) in [
            ("By 29 April 2022 Russia", "29 April 2022=2022-04-29"),
            ("On April 29, 2022, and in May 2022", "April 29, 2022=2022-04-29 May 2022=2022-05"),
            ("截至2022年4月29日，2021年5月", "2022年4月29日=2022-04-29 2021年5月=2021-05"),
            ("2022/4/29 or 2022-04", "2022/4/29=2022-04-29 2022-04=2022-04"),
            ("in 2021 it was 2,022", "2021=2021"),
            ("3rd of Sept. 2020", "3rd of Sept. 2020=2020-09-03"),
            ("2021-22, 04/05/2022, in may", ""),
        ] {
            let found = dates(text).into_iter().map(|(range, date)| format!("{}={date}", &text[range]));
            assert_eq!(found.collect::<Vec<_>>().join(" "), want, "{text}");
        }
    }

    #[test]
    fn a_whole_text_is_a_date_or_none() {
        let read = |text: &str| whole(text).map(|date| date.to_string());
        assert_eq!(read("2022-4-9").as_deref(), Some("2022-04-09"));
        assert_eq!(read("29 Apr 2022").as_deref(), Some("2022-04-29"));
        assert_eq!(read("04/05/2022"), None);
        assert_eq!(read("2022-13"), None);
        assert_eq!(read("soon"), None);
    }
}
