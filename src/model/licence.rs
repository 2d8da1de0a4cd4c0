//! What prose may say, given what the sheet says.
//!
//! In: two quantities and the site's tolerance. Out: one `Verdict`.
//! The rule throughout: prose may repeat the sheet or be vaguer in the same direction, never firmer.
//! Absent on purpose: the text of findings and their levels (`check`), reading phrases (`parse/phrase`).

use rust_decimal::Decimal;

use crate::model::quantity::{Hedge, Measure, Quantity};

/// How far a hedged number in prose may lie from an exact one in the sheet, as fractions of the sheet's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tolerance {
    /// For "about", either side: 0.05 is 5 %. `hedges.about` in site.yml.
    pub about: Decimal,
    /// For every hedge with a direction, on its side: 0.10 is 10 %. `hedges.bound` in site.yml.
    pub bound: Decimal,
}

impl Default for Tolerance {
    /// 5 % and 10 %, for a site that sets neither.
    fn default() -> Self {
        Self { about: Decimal::new(5, 2), bound: Decimal::new(10, 2) }
    }
}

/// What the check of one phrase found. One cause is named, the gravest: unit, number, direction, hedge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The sheet supports these words.
    Licensed,
    /// The number is the sheet's, the caution is not: the sheet hedges, and the prose is bare
    /// ("1,000" for "nearly 1,000"), firmer, or gives the direction away ("about" for "nearly").
    HedgeDropped,
    /// The hedge points the other way: "more than 1,000" where the sheet has "nearly 1,000" or 990.
    HedgeReversed,
    /// Another number, too far away for the hedge, or a range where the sheet has none.
    NumberDiffers,
    /// Percent against a count, dollars against euros. A side that states no unit agrees with any;
    /// two sides in words agree too, since words are translated and rephrased.
    UnitDiffers,
}

/// Decides whether `sheet` supports the words of `prose`.
pub fn licensed(prose: &Quantity, sheet: &Quantity, tolerance: &Tolerance) -> Verdict {
    if !same_unit(&prose.measure, &sheet.measure) {
        return Verdict::UnitDiffers;
    }
    match sheet.hedge {
        Hedge::Exact => by_exact(prose, sheet.value, tolerance),
        Hedge::Range => by_range(prose, sheet),
        _ => by_hedged(prose, sheet),
    }
}

fn same_unit(prose: &Measure, sheet: &Measure) -> bool {
    match (prose, sheet) {
        (Measure::None, _) | (_, Measure::None) => true,
        (Measure::Words(_), Measure::Words(_)) => true,
        (prose, sheet) => prose == sheet,
    }
}

/// The side of the named number on which the truth lies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Above,
    Below,
    Neither,
}

fn side(hedge: Hedge) -> Side {
    match hedge {
        Hedge::MoreThan | Hedge::AtLeast => Side::Above,
        Hedge::Nearly | Hedge::LessThan | Hedge::UpTo => Side::Below,
        Hedge::Exact | Hedge::About | Hedge::Range => Side::Neither,
    }
}

/// The sheet names `truth` exactly: the prose may round, on the side that its hedge admits.
fn by_exact(prose: &Quantity, truth: Decimal, tolerance: &Tolerance) -> Verdict {
    // "nearly −5" is short of −5 on the side of zero; mirrored, it reads like any other.
    let mirror = prose.hedge == Hedge::Nearly && truth.is_sign_negative();
    let (said, truth) = if mirror { (-prose.value, -truth) } else { (prose.value, truth) };
    let share = if prose.hedge == Hedge::About { tolerance.about } else { tolerance.bound };
    let Some(close) = is_close(said, truth, share) else {
        return Verdict::NumberDiffers;
    };
    let holds = match prose.hedge {
        Hedge::Exact => said == truth,
        Hedge::About => close,
        Hedge::Nearly | Hedge::LessThan => close && said > truth,
        Hedge::UpTo => close && said >= truth,
        Hedge::MoreThan => close && said < truth,
        Hedge::AtLeast => close && said <= truth,
        Hedge::Range => false,
    };
    let reversed = match side(prose.hedge) {
        Side::Above => close && said > truth,
        Side::Below => close && said < truth,
        Side::Neither => false,
    };
    match (holds, reversed) {
        (true, _) => Verdict::Licensed,
        (false, true) => Verdict::HedgeReversed,
        (false, false) => Verdict::NumberDiffers,
    }
}

/// `None` when the difference cannot be computed in 28 digits.
fn is_close(said: Decimal, truth: Decimal, share: Decimal) -> Option<bool> {
    let gap = said.checked_sub(truth)?.abs();
    Some(gap <= truth.abs().checked_mul(share)?)
}

/// The sheet names a range: the same range, or "about" a number inside it.
fn by_range(prose: &Quantity, sheet: &Quantity) -> Verdict {
    if prose.hedge == Hedge::Range {
        let same = prose.value == sheet.value && prose.upper == sheet.upper;
        return if same { Verdict::Licensed } else { Verdict::NumberDiffers };
    }
    let inside = prose.value >= sheet.value && sheet.upper.is_none_or(|top| prose.value <= top);
    match (inside, prose.hedge) {
        (false, _) => Verdict::NumberDiffers,
        (true, Hedge::About) => Verdict::Licensed,
        (true, _) => Verdict::HedgeDropped,
    }
}

/// The sheet hedges: the number must be the same, and the prose at most as firm.
fn by_hedged(prose: &Quantity, sheet: &Quantity) -> Verdict {
    if prose.hedge == Hedge::Range || prose.value != sheet.value {
        return Verdict::NumberDiffers;
    }
    if supports(sheet.hedge, prose.hedge) {
        return Verdict::Licensed;
    }
    match (side(sheet.hedge), side(prose.hedge)) {
        (Side::Above, Side::Below) | (Side::Below, Side::Above) => Verdict::HedgeReversed,
        _ => Verdict::HedgeDropped,
    }
}

/// The hedges of the sheet that support each hedge of the prose, at the same number. "more than" and
/// "at least" support one another, as do "less than" and "up to"; "nearly" supports both of the latter.
fn supports(sheet: Hedge, prose: Hedge) -> bool {
    use Hedge::{About, AtLeast, Exact, LessThan, MoreThan, Nearly, Range, UpTo};
    match prose {
        Exact | Range => sheet == prose,
        About => sheet == About,
        Nearly => matches!(sheet, Nearly | About | LessThan),
        MoreThan | AtLeast => matches!(sheet, MoreThan | AtLeast),
        LessThan | UpTo => matches!(sheet, LessThan | UpTo | Nearly),
    }
}
