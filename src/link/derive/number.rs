//! Numbers with hedges, added, subtracted, multiplied and divided: an end is known, or it is not.
//!
//! In: quantities. Out: a quantity that is true whenever those are, or why there is none. "nearly 1,000" has a
//! ceiling and no floor, "600 to 700" both, "about" both ends at one number that is not meant strictly. Where an
//! end of the result would need an end that nobody stated, the result has none: more than 100 of at most 400 is
//! more than 25 %. A hedge is kept by sign: a number is taken not to change sign within its hedge.
//! Where one input stands twice its ends are taken as free of each other, so that a range may come out wider than
//! it need be, never narrower. All numbers are decimals of 28 digits; what does not fit is an error.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::model::quantity::{Hedge, Measure, Quantity};
use crate::parse::phrase::{self, Language};

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// More than 28 digits before the point.
    Overflow,
    /// A number that is zero, or may be.
    ByZero,
}

/// An end of what a number may be; the flag says that the end itself is excluded. `None` where nobody stated one.
type End = Option<(Decimal, bool)>;

/// A number as it is computed with.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    named: Decimal,
    low: End,
    high: End,
    /// An "about" is in it.
    fuzzy: bool,
    /// Every hedge in it says that the number is close: "about", "nearly".
    close: bool,
    /// Significant digits of the least precise figure in it.
    digits: u32,
    /// Whether digits beyond those mean nothing: it was multiplied or divided.
    rounds: bool,
}

impl Number {
    /// A number typed in a formula.
    pub fn literal(value: Decimal) -> Number {
        let end = Some((value, false));
        Number { named: value, low: end, high: end, fuzzy: false, close: true, digits: u32::MAX, rounds: false }
    }

    /// A figure of a sheet; `value` and `upper` are those of `quantity` in its unit.
    pub fn of(quantity: &Quantity) -> Number {
        let at = |value: Decimal, strict: bool| Some((value, strict));
        let value = quantity.value;
        let (low, high) = match quantity.hedge {
            Hedge::Exact | Hedge::About => (at(value, false), at(value, false)),
            Hedge::Range => (at(value, false), quantity.upper.map(|upper| (upper, false))),
            Hedge::MoreThan => (at(value, true), None),
            Hedge::AtLeast => (at(value, false), None),
            Hedge::LessThan => (None, at(value, true)),
            Hedge::UpTo => (None, at(value, false)),
            Hedge::Nearly if value.is_sign_negative() => (at(value, true), None),
            Hedge::Nearly => (None, at(value, true)),
        };
        let fuzzy = quantity.hedge == Hedge::About;
        let close = matches!(quantity.hedge, Hedge::Exact | Hedge::About | Hedge::Nearly);
        Number { named: value, low, high, fuzzy, close, digits: digits(quantity), rounds: false }
    }

    /// The number with which it is written, exact.
    pub fn named(&self) -> Decimal {
        self.named
    }

    fn joined(&self, other: &Number, named: Decimal, low: End, high: End) -> Number {
        Number {
            named,
            low,
            high,
            fuzzy: self.fuzzy || other.fuzzy,
            close: self.close && other.close,
            digits: self.digits.min(other.digits),
            rounds: self.rounds || other.rounds,
        }
    }

    /// The sum.
    pub fn add(&self, other: &Number) -> Result<Number, Trouble> {
        let sum = |a: Decimal, b: Decimal| a.checked_add(b).ok_or(Trouble::Overflow);
        let (low, high) = (both(self.low, other.low, sum)?, both(self.high, other.high, sum)?);
        Ok(self.joined(other, sum(self.named, other.named)?, low, high))
    }

    /// The number of the other sign.
    pub fn negated(&self) -> Number {
        let turn = |end: End| end.map(|(value, strict)| (-value, strict));
        Number { named: -self.named, low: turn(self.high), high: turn(self.low), ..self.clone() }
    }

    /// The product.
    pub fn multiply(&self, other: &Number) -> Result<Number, Trouble> {
        let times = |a: Decimal, b: Decimal| a.checked_mul(b).ok_or(Trouble::Overflow);
        let mut out = self.crossed(other, times)?;
        // A factor of the formula adds no doubt: 1,250 companies in each of 12 months are 15,000.
        out.rounds |= self.digits != u32::MAX && other.digits != u32::MAX;
        Ok(out)
    }

    /// The quotient.
    pub fn divide(&self, other: &Number) -> Result<Number, Trouble> {
        let holds_zero = match (other.low, other.high) {
            (Some((low, _)), Some((high, _))) => low <= Decimal::ZERO && high >= Decimal::ZERO,
            _ => other.named.is_zero(),
        };
        if holds_zero {
            return Err(Trouble::ByZero);
        }
        // Dividing turns the ends of what is divided by.
        let turned = Number { low: other.high, high: other.low, ..other.clone() };
        let by = |a: Decimal, b: Decimal| a.checked_div(b).ok_or(Trouble::Overflow);
        let mut out = self.crossed(&turned, by)?;
        out.rounds = true;
        Ok(out)
    }

    /// A product, or a quotient with the second number's ends turned.
    fn crossed(
        &self,
        other: &Number,
        of: impl Fn(Decimal, Decimal) -> Result<Decimal, Trouble> + Copy,
    ) -> Result<Number, Trouble> {
        let named = of(self.named, other.named)?;
        let (low, high) = match (self.sign(), other.sign()) {
            (Some(true), Some(true)) => (both(self.low, other.low, of)?, both(self.high, other.high, of)?),
            (Some(false), Some(true)) => (both(self.low, other.high, of)?, both(self.high, other.low, of)?),
            (Some(true), Some(false)) => (both(self.high, other.low, of)?, both(self.low, other.high, of)?),
            (Some(false), Some(false)) => (both(self.high, other.high, of)?, both(self.low, other.low, of)?),
            _ => hull(self, other, of)?,
        };
        Ok(self.joined(other, named, low, high))
    }

    /// Whether it is positive or negative throughout; `None` if it may be either.
    fn sign(&self) -> Option<bool> {
        let (low, high) = match (self.low, self.high) {
            (Some((low, _)), Some((high, _))) => (low.min(high), high.max(low)),
            _ => return Some(!self.named.is_sign_negative()),
        };
        match (low >= Decimal::ZERO, high <= Decimal::ZERO) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    }

    /// The number in units of `scale`, hedged as the numbers in it were: to 24 digits, and rounded for readers.
    /// Rounding never makes a bound say more than is known. `None` if the hedges leave nothing to say, or no room.
    pub fn quantities(&self, scale: Decimal, digits: Option<u32>) -> Option<(Quantity, Quantity)> {
        let scaled = |value: Decimal| value.checked_div(scale);
        let end = |end: End| match end {
            None => Some(None),
            Some((value, strict)) => scaled(value).map(|value| Some((value, strict))),
        };
        let this = Number { named: scaled(self.named)?, low: end(self.low)?, high: end(self.high)?, ..self.clone() };
        let (hedge, value, upper) = this.hedged()?;
        let exact = |value: Decimal| significant(value, 24, RoundingStrategy::MidpointAwayFromZero);
        let digits = match (digits, this.rounds) {
            (Some(digits), _) => digits,
            (None, false) => 24,
            (None, true) if hedge == Hedge::Exact => this.digits.clamp(3, 4),
            (None, true) => this.digits.clamp(2, 3),
        };
        let shown = |value: Decimal, strategy| significant(value, digits, strategy);
        let (down, near, up) = (
            RoundingStrategy::ToNegativeInfinity,
            RoundingStrategy::MidpointAwayFromZero,
            RoundingStrategy::ToPositiveInfinity,
        );
        let exactly = (exact(value), upper.map(exact));
        let roughly = match hedge {
            Hedge::Exact | Hedge::About => (shown(exactly.0, near), None),
            Hedge::MoreThan | Hedge::AtLeast => (shown(exactly.0, down), None),
            Hedge::Nearly if value.is_sign_negative() => (shown(exactly.0, down), None),
            Hedge::LessThan | Hedge::UpTo | Hedge::Nearly => (shown(exactly.0, up), None),
            Hedge::Range => (shown(exactly.0, down), exactly.1.map(|upper| shown(upper, up))),
        };
        Some((quantity(hedge, exactly), quantity(hedge, roughly)))
    }

    /// The hedge of what is known of it, with the number or numbers it names.
    fn hedged(&self) -> Option<(Hedge, Decimal, Option<Decimal>)> {
        let is_close = self.close;
        Some(match (self.low, self.high) {
            (Some((low, _)), Some((high, _))) if low == high && self.fuzzy => (Hedge::About, self.named, None),
            (Some((low, _)), Some((high, _))) if low == high => (Hedge::Exact, low, None),
            (Some((low, _)), Some((high, _))) if !self.fuzzy => (Hedge::Range, low.min(high), Some(low.max(high))),
            (None, None) | (Some(_), None) | (None, Some(_)) if is_close && (self.fuzzy || self.is_open()) => {
                (Hedge::About, self.named, None)
            }
            // "about 100" and "more than 50" together would need two hedges.
            _ if self.fuzzy || self.is_open() => return None,
            (None, Some((high, _))) if is_close && high > Decimal::ZERO => (Hedge::Nearly, high, None),
            (Some((low, _)), None) if is_close && low < Decimal::ZERO => (Hedge::Nearly, low, None),
            (None, Some((high, strict))) => (if strict { Hedge::LessThan } else { Hedge::UpTo }, high, None),
            (Some((low, strict)), None) => (if strict { Hedge::MoreThan } else { Hedge::AtLeast }, low, None),
            (Some(_), Some(_)) | (None, None) => return None,
        })
    }

    fn is_open(&self) -> bool {
        self.low.is_none() && self.high.is_none()
    }
}

fn both(a: End, b: End, of: impl Fn(Decimal, Decimal) -> Result<Decimal, Trouble>) -> Result<End, Trouble> {
    match (a, b) {
        (Some((x, p)), Some((y, q))) => Ok(Some((of(x, y)?, p || q))),
        _ => Ok(None),
    }
}

/// Ends of a product of numbers that may have either sign: the least and the greatest of the four.
fn hull(
    a: &Number,
    b: &Number,
    of: impl Fn(Decimal, Decimal) -> Result<Decimal, Trouble>,
) -> Result<(End, End), Trouble> {
    let (Some((a_low, _)), Some((a_high, _)), Some((b_low, _)), Some((b_high, _))) = (a.low, a.high, b.low, b.high)
    else {
        return Ok((None, None));
    };
    let all = [of(a_low, b_low)?, of(a_low, b_high)?, of(a_high, b_low)?, of(a_high, b_high)?];
    let low = all.iter().copied().fold(all[0], Decimal::min);
    let high = all.iter().copied().fold(all[0], Decimal::max);
    Ok((Some((low, false)), Some((high, false))))
}

/// So many significant digits, but never coarser than whole numbers: 12,345.67 to three is 12,346.
pub fn significant(value: Decimal, digits: u32, strategy: RoundingStrategy) -> Decimal {
    let whole = value.trunc().abs();
    let places = match whole.is_zero() {
        false => digits.saturating_sub(whole.to_string().len() as u32),
        true => {
            let zeros = value.scale().saturating_sub(value.mantissa().unsigned_abs().to_string().len() as u32);
            digits.saturating_add(zeros)
        }
    };
    value.round_dp_with_strategy(places.min(28), strategy).normalize()
}

fn quantity(hedge: Hedge, (value, upper): (Decimal, Option<Decimal>)) -> Quantity {
    // Two ends that were rounded to one are one number.
    let upper = upper.filter(|upper| *upper > value);
    let hedge = if hedge == Hedge::Range && upper.is_none() { Hedge::About } else { hedge };
    let mut out = Quantity { text: Box::default(), hedge, value, upper, measure: Measure::None };
    out.text = phrase::print(&out, Language::English).into();
    out
}

/// Significant digits of a figure as it is written: of "1.50 million" three, of "10,128" five.
fn digits(quantity: &Quantity) -> u32 {
    let of = |value: Decimal| value.mantissa().unsigned_abs().to_string().len() as u32;
    if let Some(upper) = quantity.upper {
        return of(quantity.value).min(of(upper));
    }
    let from = quantity.text.find(|c: char| c.is_ascii_digit()).unwrap_or(quantity.text.len());
    let written = quantity.text[from..].chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | ' '));
    let written: String = written.filter(char::is_ascii_digit).collect();
    match written.trim_start_matches('0').len() {
        0 => of(quantity.value.normalize()),
        count => count as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::of(&phrase::parse(text).unwrap_or_else(|error| panic!("{text}: {error}")))
    }

    fn shown(number: Result<Number, Trouble>) -> String {
        match number {
            Ok(number) => number.quantities(Decimal::ONE, None).map_or("nothing".into(), |(_, q)| q.text.to_string()),
            Err(trouble) => format!("{trouble:?}"),
        }
    }

    #[test]
    fn hedges_go_through_the_operators() {
        let cases = [
            ("1,000", "+", "500", "1,500"),
            ("about 1,000", "+", "500", "about 1,500"),
            ("nearly 1,000", "+", "500", "nearly 1,500"),
            ("nearly 1,000", "+", "nearly 500", "nearly 1,500"),
            ("nearly 1,000", "+", "about 500", "about 1,500"),
            ("more than 1,000", "+", "500", "more than 1,500"),
            ("at least 1,000", "+", "more than 500", "more than 1,500"),
            ("at least 1,000", "+", "up to 500", "nothing"),
            ("about 1,000", "+", "more than 500", "nothing"),
            ("600 to 700", "+", "100", "700 to 800"),
            ("600 to 700", "+", "at least 100", "at least 700"),
            ("600 to 700", "+", "about 100", "nothing"),
            ("1,000", "-", "more than 400", "less than 600"),
            ("nearly 1,000", "-", "400", "nearly 600"),
            ("nearly 1,000", "-", "nearly 400", "about 600"),
            ("up to 9", "*", "2", "up to 18"),
            ("up to 9", "*", "-2", "at least −18"),
            ("-3 to 4", "*", "-2", "−8 to 6"),
            ("-3 to 4", "*", "more than 2", "nothing"),
            ("nearly 1,000", "/", "4,000", "nearly 0.25"),
            ("1,000", "/", "nearly 4,000", "more than 0.25"),
            ("nearly 1,000", "/", "nearly 4,000", "about 0.25"),
            ("more than 100", "/", "up to 400", "more than 0.25"),
            ("at least 100", "/", "at least 400", "nothing"),
            ("600 to 700", "/", "1,000 to 1,400", "0.428 to 0.7"),
            ("1", "/", "3", "0.333"),
            ("10,128", "/", "7", "1,447"),
            ("about 2.4", "/", "7.13", "about 0.34"),
            ("5", "/", "0", "ByZero"),
            ("5", "/", "-1 to 1", "ByZero"),
            ("5", "/", "0 to 1", "ByZero"),
            ("1.25", "*", "1.25", "1.56"),
            ("79228162514264337593543950335", "+", "1", "Overflow"),
            ("79228162514264337593543950335", "*", "2", "Overflow"),
        ];
        for (left, op, right, want) in cases {
            let (a, b) = (number(left), number(right));
            let result = match op {
                "+" => a.add(&b),
                "-" => a.add(&b.negated()),
                "*" => a.multiply(&b),
                _ => a.divide(&b),
            };
            assert_eq!(shown(result), want, "{left} {op} {right}");
        }
    }

    /// What is said of the result is true for all numbers that the inputs admit.
    #[test]
    fn a_result_holds_for_every_number_its_inputs_admit() {
        let mut random = fastrand::Rng::with_seed(3);
        let hedges = ["", "more than ", "at least ", "less than ", "up to ", "range"];
        let mut said = 0;
        for _ in 0..4000 {
            let (mut a, mut b) = ((String::new(), Decimal::ZERO), (String::new(), Decimal::ZERO));
            for side in [&mut a, &mut b] {
                let base = random.i64(1..60);
                let (text, truth) = match hedges[random.usize(..hedges.len())] {
                    "" => (base.to_string(), base),
                    "range" => (format!("{base} to {}", base + 5), base + random.i64(0..=5)),
                    hedge @ ("more than " | "at least ") => (format!("{hedge}{base}"), base + random.i64(1..9)),
                    hedge => (format!("{hedge}{base}"), random.i64(0..=base - 1)),
                };
                *side = (text, Decimal::from(truth));
            }
            let (x, y) = (number(&a.0), number(&b.0));
            let op = random.u8(..4);
            let (result, truth) = match op {
                0 => (x.add(&y), a.1 + b.1),
                1 => (x.add(&y.negated()), a.1 - b.1),
                2 => (x.multiply(&y), a.1 * b.1),
                _ if b.1.is_zero() => continue,
                _ => (x.divide(&y), a.1 / b.1),
            };
            let Some((exact, shown)) = result.ok().and_then(|number| number.quantities(Decimal::ONE, None)) else {
                continue;
            };
            said += 1;
            for quantity in [&exact, &shown] {
                let slack =
                    if quantity.hedge == Hedge::Exact { truth.abs() / Decimal::from(100) } else { Decimal::ZERO };
                let near = Decimal::new(1, 20) + slack;
                assert!(quantity.low().is_none_or(|low| low <= truth + near), "{a:?} {op} {b:?}: {quantity:?}");
                assert!(quantity.high().is_none_or(|high| high >= truth - near), "{a:?} {op} {b:?}: {quantity:?}");
            }
        }
        assert!(said > 2000, "{said} results say something");
    }

    #[test]
    fn digits_are_counted_as_they_are_written() {
        for (text, want) in
            [("10,128", 5), ("1.50 million", 3), ("0.05", 1), ("nearly 1,000", 4), ("600 to 700", 3), ("about 7", 1)]
        {
            assert_eq!(digits(&phrase::parse(text).expect(text)), want, "{text}");
        }
    }
}
