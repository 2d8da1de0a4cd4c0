//! English number words: "seven", "twenty-one", "a hundred and fifty", "two million".
//!
//! In: a text and a byte offset on a char boundary. Out: the number that stands there in words, and where it ends.

use crate::parse::phrase::english::{Look, Number, SCALES, joint, letters, matches, skip_space};
use crate::parse::phrase::words::listed;

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The value of English number words while they are read.
#[derive(Default)]
struct Sum {
    total: i128,
    section: i128,
    last_power: Option<u32>,
    scales: u32,
    closed: bool,
}

impl Sum {
    fn is_empty(&self) -> bool {
        self.total == 0 && self.section == 0
    }

    /// Adds one word; false if it does not continue the number.
    fn take(&mut self, word: &str) -> bool {
        if self.closed {
            return false;
        }
        if let Some((n, limit)) = below_hundred(word) {
            self.closed = n == 0;
            let fits = self.section % limit == 0 && (limit == 100 || self.section % 100 != 10);
            let fits = fits && (n > 0 || self.is_empty());
            self.section += if fits { n } else { 0 };
            return fits;
        }
        match scale_word(word) {
            Some(2) if (1..100).contains(&self.section) => self.section *= 100,
            Some(power) if power > 2 && self.section > 0 && self.last_power.is_none_or(|last| power < last) => {
                self.total += self.section * 10_i128.pow(power);
                (self.section, self.last_power, self.scales) = (0, Some(power), self.scales + 1);
            }
            _ => return false,
        }
        true
    }

    /// The number, with a single last scale kept apart, so that "two to three million" can share it.
    fn number(&self, end: usize) -> Number {
        let power = self.last_power.filter(|_| self.scales == 1 && self.section == 0).unwrap_or(0);
        let digits = Some((self.total + self.section) / 10_i128.pow(power));
        Number { digits, places: 0, power, look: Look::English, end }
    }
}

/// The value of "seven" or "seventy", and by what the number before it must divide.
fn below_hundred(word: &str) -> Option<(i128, i128)> {
    let find = |words: &[&str]| words.iter().position(|known| known.eq_ignore_ascii_case(word));
    if let Some(n) = find(&SMALL) {
        return Some((n as i128, if (1..10).contains(&n) { 10 } else { 100 }));
    }
    find(&TENS).map(|n| ((n as i128 + 2) * 10, 100))
}

fn scale_word(word: &str) -> Option<u32> {
    SCALES.iter().find(|(words, _)| listed(word, words)).map(|&(_, power)| power)
}

/// True for the words that English numbers are made of, "one" aside, which is also a pronoun.
pub(super) fn is_number_word(word: &str) -> bool {
    !word.eq_ignore_ascii_case("one") && (below_hundred(word).is_some() || scale_word(word).is_some())
}

/// English number words: "seven", "twenty-one", "a hundred and fifty", "two million".
pub(super) fn words(text: &str, at: usize) -> Option<Number> {
    let mut sum = Sum::default();
    let mut end = None;
    let mut next = at;
    if let Some(after) = matches(text, at, "a").or_else(|| matches(text, at, "an")) {
        next = skip_space(text, after);
        let stop = letters(text, next)?;
        scale_word(&text[next..stop])?;
        sum.section = 1;
    }
    while let Some(stop) = letters(text, next) {
        let word = &text[next..stop];
        let joins = word.eq_ignore_ascii_case("and") && (sum.scales > 0 || sum.section >= 100);
        if !joins && !sum.take(word) {
            break;
        }
        end = if joins { end } else { Some(stop) };
        next = joint(text, stop);
    }
    Some(sum.number(end?))
}
