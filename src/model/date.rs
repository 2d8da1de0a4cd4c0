//! Dates as sources give them: a year, a month or a day, a period between two of them, or not shown.
//!
//! In: text of a sheet. Out: `Date`, `When`, `Span`. A cut of EDTF that people type without looking it up.
//! Absent on purpose: the clock. "Today" is an argument everywhere.

use std::cmp::Ordering;
use std::fmt;

use jiff::ToSpan;

/// A calendar date known to the year, the month or the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Date {
    /// Gregorian year, 1 to 9999.
    pub year: i16,
    /// 1 to 12; `None` when only the year is known.
    pub month: Option<u8>,
    /// 1 to 31, valid in its month; `None` when only the month is known.
    pub day: Option<u8>,
}

/// When something held or happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// One date.
    On(Date),
    /// From a date to a date, or open (`1978..`).
    Between(Date, Option<Date>),
    /// The source shows no date; the fact's note has to say so.
    Unknown,
}

/// A length of time as written in `stale_after`: `30d`, `6mo`, `1y`, `never`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Calendar days.
    Days(u16),
    /// Calendar months.
    Months(u16),
    /// Calendar years.
    Years(u16),
    /// No review is ever due.
    Never,
}

impl Date {
    /// Reads `2022`, `2022-04` or `2022-04-29`; `None` for anything else, an impossible day included.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |m| m.map(Some))?;
        let day = parts.next().map(|part| digits(part, 2)).map_or(Some(None), |d| d.map(Some))?;
        if parts.next().is_some() || year == 0 {
            return None;
        }
        let date = Date { year: i16::try_from(year).ok()?, month: month.map(|m| m as u8), day: day.map(|d| d as u8) };
        jiff::civil::Date::new(date.year, date.month.unwrap_or(1) as i8, date.day.unwrap_or(1) as i8)
            .is_ok()
            .then_some(date)
    }

    /// The first day the date may mean.
    pub fn first_day(self) -> jiff::civil::Date {
        jiff::civil::Date::new(self.year, self.month.unwrap_or(1) as i8, self.day.unwrap_or(1) as i8)
            .expect("a Date is a valid calendar date")
    }

    /// The last day the date may mean: 31 December for a bare year.
    pub fn last_day(self) -> jiff::civil::Date {
        match (self.month, self.day) {
            (Some(_), Some(_)) => self.first_day(),
            (Some(_), None) => self.first_day().last_of_month(),
            _ => self.first_day().last_of_year(),
        }
    }

    /// The date of a full calendar day.
    pub fn of_day(day: jiff::civil::Date) -> Date {
        Date { year: day.year(), month: Some(day.month() as u8), day: Some(day.day() as u8) }
    }

    /// The date a whole number of days since 1970-01-01 UTC, as in `SOURCE_DATE_EPOCH`.
    pub fn of_unix_seconds(seconds: i64) -> Option<Date> {
        let day = jiff::civil::date(1970, 1, 1).checked_add((seconds.div_euclid(86_400)).days()).ok()?;
        Some(Date::of_day(day))
    }

    /// This date moved on by a length; counted from its last day. `None` for `never` and past year 9999.
    pub fn after(self, length: Length) -> Option<Date> {
        let start = self.last_day();
        let end = match length {
            Length::Days(n) => start.checked_add(i64::from(n).days()),
            Length::Months(n) => start.checked_add(i64::from(n).months()),
            Length::Years(n) => start.checked_add(i64::from(n).years()),
            Length::Never => return None,
        };
        end.ok().map(Date::of_day)
    }

    /// The same date in words: "29 April 2022", "April 2022", "2022".
    pub fn in_words(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{day} {} {}", month_name(month), self.year),
            (Some(month), None) => format!("{} {}", month_name(month), self.year),
            _ => self.year.to_string(),
        }
    }
}

/// Earlier first; of dates that start together, the less exact first.
impl Ord for Date {
    fn cmp(&self, other: &Date) -> Ordering {
        (self.year, self.month.unwrap_or(0), self.day.unwrap_or(0)).cmp(&(
            other.year,
            other.month.unwrap_or(0),
            other.day.unwrap_or(0),
        ))
    }
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Date) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl When {
    /// Reads a date, a period `2021-03..2026`, an open one `1978..`, or `unknown`.
    pub fn parse(text: &str) -> Option<When> {
        if text == "unknown" {
            return Some(When::Unknown);
        }
        match text.split_once("..") {
            None => Date::parse(text).map(When::On),
            Some((from, "")) => Date::parse(from).map(|from| When::Between(from, None)),
            Some((from, to)) => {
                let (from, to) = (Date::parse(from)?, Date::parse(to)?);
                (from.first_day() <= to.last_day()).then_some(When::Between(from, Some(to)))
            }
        }
    }

    /// The date that places it on a timeline, if it has one.
    pub fn start(self) -> Option<Date> {
        match self {
            When::On(date) | When::Between(date, _) => Some(date),
            When::Unknown => None,
        }
    }

    /// The last date of it: the end of a period, the date itself, nothing for an open or unknown one.
    pub fn end(self) -> Option<Date> {
        match self {
            When::On(date) => Some(date),
            When::Between(_, to) => to,
            When::Unknown => None,
        }
    }

    /// "29 April 2022", "March 2021 to 2026", "from 1978", "date not shown".
    pub fn in_words(self) -> String {
        match self {
            When::On(date) => date.in_words(),
            When::Between(from, Some(to)) => format!("{} to {}", from.in_words(), to.in_words()),
            When::Between(from, None) => format!("from {}", from.in_words()),
            When::Unknown => "date not shown".to_owned(),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::On(date) => write!(f, "{date}"),
            When::Between(from, Some(to)) => write!(f, "{from}..{to}"),
            When::Between(from, None) => write!(f, "{from}.."),
            When::Unknown => f.write_str("unknown"),
        }
    }
}

impl Length {
    /// Reads `30d`, `6mo`, `1y` or `never`.
    pub fn parse(text: &str) -> Option<Length> {
        if text == "never" {
            return Some(Length::Never);
        }
        let split = text.find(|c: char| !c.is_ascii_digit())?;
        let count: u16 = text[..split].parse().ok()?;
        match &text[split..] {
            "d" => Some(Length::Days(count)),
            "mo" => Some(Length::Months(count)),
            "y" => Some(Length::Years(count)),
            _ => None,
        }
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_name(month: u8) -> &'static str {
    MONTHS[usize::from(month - 1)]
}

fn digits(text: &str, length: usize) -> Option<u16> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_and_print_to_the_precision_given() {
        for text in ["2022", "2022-04", "2022-04-29", "0001-01-01", "2024-02-29"] {
            assert_eq!(Date::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
        for text in ["", "22", "2022-13", "2022-02-30", "2023-02-29", "2022-4-1", "2022-04-29T10", "0000", "２０２２"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    #[test]
    fn periods_may_be_open_but_not_reversed() {
        for text in ["2021-03..2026", "1978..", "2022", "unknown", "2022..2022"] {
            assert_eq!(When::parse(text).map(|w| w.to_string()).as_deref(), Some(text));
        }
        assert_eq!(When::parse("2026..2021"), None);
        assert_eq!(When::parse(".."), None);
    }

    #[test]
    fn a_length_counts_from_the_last_day_a_date_may_mean() {
        let due = |date: &str, length: &str| {
            Date::parse(date).and_then(|d| d.after(Length::parse(length)?)).map(|d| d.to_string())
        };
        assert_eq!(due("2022-04-29", "1y").as_deref(), Some("2023-04-29"));
        assert_eq!(due("2022", "6mo").as_deref(), Some("2023-06-30"));
        assert_eq!(due("2022-02", "30d").as_deref(), Some("2022-03-30"));
        assert_eq!(due("2022", "never"), None);
        assert_eq!(due("9999-12-31", "9y"), None);
    }
}
