//! A number as somebody stated it: digits, hedge and unit together.
//!
//! Plain data, with the interval that the machine twin of a fact prints.
//! Absent on purpose: reading and writing phrases (`parse/phrase`), deciding what prose may say (`licence`).

use rust_decimal::Decimal;

/// How firmly a number was said. A range is a hedge of its own: it never carries another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hedge {
    /// "1,000", and "exactly", "only", "just 1,000".
    Exact,
    /// "about 1,000": on either side.
    About,
    /// "nearly 1,000": short of it, and close.
    Nearly,
    /// "more than 1,000": 1,000 itself is excluded.
    MoreThan,
    /// "at least 1,000": 1,000 itself is included.
    AtLeast,
    /// "less than 1,000": 1,000 itself is excluded, and nothing says it is close.
    LessThan,
    /// "up to 1,000": 1,000 itself is included.
    UpTo,
    /// "900 to 1,100": both ends are included.
    Range,
}

/// The unit said together with the number, not the one in the sheet's `unit` field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// The phrase is a bare number.
    None,
    /// "7 percent", "7%", "百分之七"; percentage points are `Words`.
    Percent,
    /// ISO 4217 code: USD EUR CNY GBP JPY RUB CHF. Other currencies are `Words`.
    Currency(Box<str>),
    /// Any other words after the number, as written, spaces collapsed: "sanctions", "nm", "家公司".
    Words(Box<str>),
}

/// A magnitude as its author states it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// The whole phrase as written, trimmed: "nearly 1,000".
    pub text: Box<str>,
    /// How firmly it was said.
    pub hedge: Hedge,
    /// The number named, scale applied: "7 billion" is 7000000000. The low end of a range.
    pub value: Decimal,
    /// The high end of a range, always above `value`; `None` for every other hedge.
    pub upper: Option<Decimal>,
    /// The unit said with the number.
    pub measure: Measure,
}

impl Quantity {
    /// The lowest number the phrase admits; `None` when it names no floor ("nearly", "less than", "up to").
    /// "about" counts as its number, since how far it reaches is the site's setting, not the author's word.
    pub fn low(&self) -> Option<Decimal> {
        match self.hedge {
            Hedge::Exact | Hedge::About | Hedge::Range | Hedge::MoreThan | Hedge::AtLeast => Some(self.value),
            Hedge::Nearly => self.value.is_sign_negative().then_some(self.value),
            Hedge::LessThan | Hedge::UpTo => None,
        }
    }

    /// The highest number the phrase admits; `None` when it names no ceiling ("more than", "at least").
    /// "nearly −5" stops short of −5 on the side of zero, so −5 is its floor and it has no ceiling.
    pub fn high(&self) -> Option<Decimal> {
        match self.hedge {
            Hedge::Exact | Hedge::About | Hedge::LessThan | Hedge::UpTo => Some(self.value),
            Hedge::Nearly => (!self.value.is_sign_negative()).then_some(self.value),
            Hedge::Range => self.upper,
            Hedge::MoreThan | Hedge::AtLeast => None,
        }
    }

    /// True if the number was said as a percentage; percentage points are none.
    pub fn is_percent(&self) -> bool {
        self.measure == Measure::Percent
    }

    /// True if some number satisfies both phrases. Ends count as included, so "nearly 1,000" meets
    /// "1,000": a difference of hedges alone is no conflict. Units are not compared.
    pub fn overlaps(&self, other: &Self) -> bool {
        let below = |low: Option<Decimal>, high: Option<Decimal>| match (low, high) {
            (Some(low), Some(high)) => low <= high,
            _ => true,
        };
        below(self.low(), other.high()) && below(other.low(), self.high())
    }

    /// The lowest and the highest number either phrase *names*, open or not: the hull of "nearly 1,000"
    /// and "600 to 700" is 600 to 1,000. A page leads with it when two origins disagree.
    pub fn hull(&self, other: &Self) -> (Decimal, Decimal) {
        let top = |quantity: &Self| quantity.upper.unwrap_or(quantity.value);
        (self.value.min(other.value), top(self).max(top(other)))
    }
}
