//! Axes: ticks at round numbers and at calendar dates, and the room that words take.

use crate::model::date::Date;

/// A span of numbers laid over a span of pixels.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Lowest and highest number.
    pub domain: (f64, f64),
    /// Their places.
    pub range: (f64, f64),
}

impl Scale {
    /// The place of a number.
    pub fn at(&self, value: f64) -> f64 {
        let (low, high) = self.domain;
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        self.range.0 + share * (self.range.1 - self.range.0)
    }
}

/// Round numbers that cover a span: about `wanted` of them, steps of 1, 2 or 5 times a power of ten.
pub fn ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let span = if high > low { high - low } else { low.abs().max(1.0) };
    let rough = span / wanted.max(1) as f64;
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(power * 10.0);
    let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
    // A hundred lines say less than ten; a span that asks for more has been computed wrongly.
    (first as i64..=(last as i64).min(first as i64 + 100)).map(|n| n as f64 * step).collect()
}

/// The lowest number of an axis: zero where the data come near it, else below the data.
/// Bars and dots measure from zero; a line may show where things happen.
pub fn floor_of(low: f64, high: f64, from_zero: bool) -> f64 {
    let near_zero = low >= 0.0 && low < (high - low) * 1.2;
    if from_zero || near_zero { low.min(0.0) } else { low - (high - low) * 0.08 }
}

/// A tick's words: thousands apart, only as many decimals as the step needs.
pub fn number(value: f64, step: f64) -> String {
    let decimals = (0..4).find(|d| ((step * 10f64.powi(*d)).round() - step * 10f64.powi(*d)).abs() < 1e-6).unwrap_or(4);
    let text = format!("{:.*}", decimals as usize, value.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    let rest = rest.map(|rest| format!(".{rest}")).unwrap_or_default();
    let sign = if value < 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') { "−" } else { "" };
    format!("{sign}{out}{rest}")
}

/// A date as years and a fraction. A year alone stands at its middle, a month at its middle.
pub fn year(date: Date) -> f64 {
    let (first, last) = (day_of(date.first_day()), day_of(date.last_day()));
    (first + last) / 2.0
}

fn day_of(day: jiff::civil::Date) -> f64 {
    f64::from(day.year()) + (f64::from(day.day_of_year()) - 1.0) / f64::from(day.days_in_year())
}

/// A tick on a time axis.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeTick {
    /// Where: years and a fraction.
    pub at: f64,
    /// Its words.
    pub text: String,
}

/// Ticks on a time axis `width` pixels wide: whole years, or months where there are few years.
pub fn time_ticks(low: f64, high: f64, width: f64) -> Vec<TimeTick> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let span = (high - low).max(0.05);
    if span < 2.2 {
        let room = ((width / 70.0).floor() as usize).max(2);
        let months = (span * 12.0).ceil() as usize;
        let step = [1, 2, 3, 6, 12].into_iter().find(|step| months / step < room).unwrap_or(12);
        let first = (low * 12.0).ceil() as i64;
        let on_step = (first..=(high * 12.0).floor() as i64).filter(|month| month.rem_euclid(step as i64) == 0);
        let text = |month: i64| {
            let (year, name) = (month.div_euclid(12), MONTHS[month.rem_euclid(12) as usize]);
            format!("{name} {year}")
        };
        return on_step.map(|month| TimeTick { at: month as f64 / 12.0, text: text(month) }).collect();
    }
    let room = (width / 46.0).floor().max(2.0);
    let step = [1, 2, 5, 10, 20, 50, 100].into_iter().find(|step| span / f64::from(*step) <= room).unwrap_or(200);
    let years = (low.ceil() as i64)..=(high.floor() as i64);
    let years = years.filter(|year| year.rem_euclid(i64::from(step)) == 0);
    years.map(|year| TimeTick { at: year as f64, text: year.to_string() }).collect()
}

/// The width of words in pixels, estimated: no font is at hand, and pages use the reader's own.
/// Wide enough for the common sans-serif faces; Chinese characters are as wide as they are high.
pub fn width(text: &str, size: f64) -> f64 {
    let em: f64 = text
        .chars()
        .map(|c| match c {
            '\u{2e80}'.. => 1.0,
            'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | 'I' | 'f' | 't' | '(' | ')' => 0.33,
            'm' | 'w' | 'M' | 'W' | '%' | '—' | '→' => 0.9,
            c if c.is_uppercase() => 0.69,
            _ => 0.57,
        })
        .sum();
    em * size
}

/// A place moved so far inwards that `half` on both sides stay inside the edges; the left edge wins.
pub fn within(at: f64, half: f64, (left, right): (f64, f64)) -> f64 {
    at.min(right - half).max(left + half)
}

/// Words on one line of at most `room` pixels, with an ellipsis where they were cut.
pub fn shortened(text: &str, size: f64, room: f64) -> String {
    let mut lines = wrap(text, size, room - size).into_iter();
    match (lines.next(), lines.next()) {
        (Some(first), Some(_)) => format!("{first}…"),
        (first, _) => first.unwrap_or_default(),
    }
}

/// Words cut into lines of at most `room` pixels, at blanks; a single word longer than a line is cut, and
/// Chinese may break between any two characters.
pub fn wrap(text: &str, size: f64, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let push = |line: &mut String, lines: &mut Vec<String>| {
        if !line.trim().is_empty() {
            lines.push(line.trim().to_owned());
        }
        line.clear();
    };
    for word in pieces(text) {
        if width(&line, size) + width(word.trim_end(), size) > room {
            push(&mut line, &mut lines);
        }
        if width(word, size) <= room {
            line.push_str(word);
            continue;
        }
        for c in word.chars() {
            if width(&line, size) + width(c.encode_utf8(&mut [0; 4]), size) > room {
                push(&mut line, &mut lines);
            }
            line.push(c);
        }
    }
    push(&mut line, &mut lines);
    lines
}

/// Parts of a text between which a line may break: at blanks, and in addresses after slashes and hyphens.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if matches!(c, ' ' | '/' | '-') || c > '\u{2e80}' {
            out.push(&text[start..end]);
            start = end;
        }
    }
    out.push(&text[start..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_data() {
        assert_eq!(ticks(0.0, 21.1, 5), [0.0, 5.0, 10.0, 15.0, 20.0, 25.0]);
        assert_eq!(ticks(399.0, 539.5, 4), [350.0, 400.0, 450.0, 500.0, 550.0]);
        assert_eq!(ticks(0.72, 2.69, 4), [0.5, 1.0, 1.5, 2.0, 2.5, 3.0]);
        assert!(!ticks(5.0, 5.0, 4).is_empty(), "one point has an axis too");
        assert!(ticks(0.0, f64::MAX, 4).len() < 200, "no runaway");
    }

    #[test]
    fn numbers_have_as_many_decimals_as_the_step() {
        assert_eq!(number(1500.0, 500.0), "1,500");
        assert_eq!(number(2.5, 0.5), "2.5");
        assert_eq!(number(0.0, 0.25), "0.00");
        assert_eq!(number(-1200.0, 400.0), "−1,200");
    }

    #[test]
    fn years_stand_at_their_middle_and_days_where_they_fall() {
        let place = |text| year(Date::parse(text).expect("a date"));
        assert!((place("2022") - 2022.5).abs() < 0.01);
        assert!((place("2022-07-02") - 2022.5).abs() < 0.01);
        assert!(place("2022-01-01") < place("2022-01-02"));
    }

    #[test]
    fn time_ticks_leave_room_for_their_words() {
        let texts = |low, high, width| time_ticks(low, high, width).into_iter().map(|t| t.text).collect::<Vec<_>>();
        assert_eq!(texts(2010.0, 2024.5, 500.0).len(), 8, "every second year");
        assert_eq!(texts(2018.0, 2019.0, 400.0)[..2], ["Jan 2018", "Apr 2018"]);
        assert!(texts(1949.0, 2026.0, 300.0).len() <= 7);
    }

    #[test]
    fn words_wrap_and_no_line_is_wider_than_the_room() {
        for text in ["A short one", &"w".repeat(60), &"制裁名单上的实体".repeat(12), "", "a b  c"] {
            assert!(wrap(text, 14.0, 200.0).iter().all(|line| width(line, 14.0) <= 200.0), "{text}");
        }
    }
}
