//! Two answers to one question: what the rules `contradiction` and `spread` share.
//!
//! In: a fact, and those that measure the same thing in the same unit and year (`link::alike`). Out: for each of
//! them the nearest two figures of one period, and whether they agree, lie apart, or cannot both be true. Figures
//! agree if some number fits both, or if they differ by no more than `hedges.about` of site.yml; they lie apart up
//! to `hedges.bound`, up to twice that where different speakers hedge. Facts that say themselves that they
//! contradict each other are not compared. Absent on purpose: findings; each rule writes its own.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::base::text::At;
use crate::check::words;
use crate::link::FactId;
use crate::model::IdRef;
use crate::model::date::{Date, When};
use crate::model::fact::Fact;
use crate::model::licence::Tolerance;
use crate::model::quantity::{Hedge, Quantity};
use crate::site::Reader;

/// Most figures of one fact and one year, or one speaker and date, that are compared with another.
const MOST_OF_A_PERIOD: usize = 64;

/// How two figures of one thing stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Both may be true.
    Agree,
    /// They differ, and by little.
    Apart,
    /// They cannot both be true.
    Contradict,
}

/// One figure with when it held and who says so.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// The figure.
    pub quantity: &'a Quantity,
    /// Where it stands.
    pub at: At,
    /// When it held.
    pub when: When,
    /// Who says so.
    pub by: &'a [IdRef],
    /// Whether a remark of its own stands beside it.
    pub noted: bool,
    /// What of its fact it is.
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Place {
    Value,
    Answer,
    Point,
}

/// Two figures that do not agree.
pub struct Pair<'a> {
    /// The fact that was asked about.
    pub own: Answer<'a>,
    /// The other one; of the fact itself where `other` is the fact.
    pub that: Answer<'a>,
    /// The other fact.
    pub other: FactId,
    /// Never `Agree`.
    pub standing: Standing,
}

/// Pairs of a fact with itself and with earlier facts, the worst of each.
pub fn pairs<'a>(reader: &Reader<'a>, id: FactId) -> Vec<Pair<'a>> {
    let fact = reader.fact(id);
    let tolerance = || &reader.config().hedges;
    let own = answers(fact);
    let mut out: Vec<Pair<'a>> = within(fact, &own, id, tolerance).into_iter().collect();
    for other in reader.same_measure(id).iter().copied().filter(|other| *other < id) {
        let that = reader.fact(other);
        if !says_so(fact, that) && !says_so(that, fact) {
            out.extend(worst(&own, &answers(that), other, tolerance()));
        }
    }
    out
}

/// Whether a fact names another as contradicting it, or as what it replaced.
fn says_so(fact: &Fact, other: &Fact) -> bool {
    let named = |id: &IdRef| *id.id == *other.id || id.id.strip_prefix(&*other.id).is_some_and(|r| r.starts_with('/'));
    fact.conflicts_with.iter().any(named) || fact.retired.is_some()
}

/// All live figures of a fact that have a date.
fn answers(fact: &Fact) -> Vec<Answer<'_>> {
    let value = fact.value.iter().filter_map(|value| {
        let when = fact.as_of?;
        Some(Answer { quantity: &value.quantity, at: value.at, when, by: &fact.by, noted: false, place: Place::Value })
    });
    let live = words::answers(fact).filter_map(|member| {
        let by = if member.by.is_empty() { &fact.by } else { &member.by };
        let when = member.as_of.or(fact.as_of)?;
        let (quantity, at, noted) = (&member.value.quantity, member.value.at, member.note.is_some());
        Some(Answer { quantity, at, when, by, noted, place: Place::Answer })
    });
    let points = fact.series.iter().map(|point| Answer {
        quantity: &point.value.quantity,
        at: point.value.at,
        when: When::On(point.date),
        by: &fact.by,
        noted: point.note.is_some(),
        place: Place::Point,
    });
    value.chain(live).chain(points).collect()
}

/// A value against the point of its own series for the very same date, and two answers of one speaker for it.
fn within<'a>(fact: &Fact, own: &[Answer<'a>], id: FactId, tolerance: impl Fn() -> &'a Tolerance) -> Option<Pair<'a>> {
    if fact.retired.is_some() {
        return None;
    }
    // What its own value and each answer so far gave for a date, by speaker.
    let mut before: HashMap<(When, Place, Vec<&str>), Vec<&Answer<'a>>> = HashMap::new();
    for b in own.iter().filter(|b| !b.noted) {
        let speakers = || b.by.iter().map(|by| &*by.id).collect::<Vec<_>>();
        let key = match b.place {
            Place::Value => (b.when, Place::Value, Vec::new()),
            Place::Point => (b.when, Place::Value, Vec::new()),
            Place::Answer if b.by.is_empty() => continue,
            Place::Answer => (b.when, Place::Answer, speakers()),
        };
        let others = before.entry(key).or_default();
        let of_one = others.iter().rev().take(MOST_OF_A_PERIOD);
        if let Some(a) = of_one.into_iter().find(|a| standing(a, b, tolerance()) == Standing::Contradict) {
            return Some(Pair { own: *b, that: **a, other: id, standing: Standing::Contradict });
        }
        // Two points of one date are for the series to tell.
        if b.place != Place::Point {
            others.push(b);
        }
    }
    None
}

/// Of each period the two figures that are nearest to each other; of these the pair that is worst.
fn worst<'a>(own: &[Answer<'a>], that: &[Answer<'a>], other: FactId, tolerance: &Tolerance) -> Option<Pair<'a>> {
    let mut by_year: HashMap<i16, Vec<&Answer<'a>>> = HashMap::new();
    for b in that {
        let year = by_year.entry(year_of(b.when)).or_default();
        if year.len() < MOST_OF_A_PERIOD {
            year.push(b);
        }
    }
    let nearest = own.iter().filter_map(|a| {
        let of_year = by_year.get(&year_of(a.when)).into_iter().flatten();
        let of_period = of_year.filter(|b| same_period(a.when, b.when));
        of_period.map(|b| (standing(a, b, tolerance), a, *b)).min_by_key(|(standing, ..)| *standing)
    });
    let (standing, a, b) = nearest.max_by_key(|(standing, ..)| *standing)?;
    (standing != Standing::Agree).then_some(Pair { own: *a, that: *b, other, standing })
}

/// The year in which a period begins: figures of one period share it.
fn year_of(when: When) -> i16 {
    match when {
        When::On(date) | When::Between(date, _) => date.year,
        When::Unknown => i16::MIN,
    }
}

fn same_speakers(a: &[IdRef], b: &[IdRef]) -> bool {
    a.iter().map(|id| &id.id).eq(b.iter().map(|id| &id.id))
}

/// Whether two dates are one, seen as exactly as the less exact of them.
fn same_period(a: When, b: When) -> bool {
    match (a, b) {
        (When::On(a), When::On(b)) => same_date(a, b),
        (When::Between(..), When::Between(..)) => a == b,
        _ => false,
    }
}

fn same_date(a: Date, b: Date) -> bool {
    let agree = |a: Option<u8>, b: Option<u8>| a.is_none() || b.is_none() || a == b;
    a.year == b.year && agree(a.month, b.month) && agree(a.day, b.day)
}

fn standing(a: &Answer<'_>, b: &Answer<'_>, tolerance: &Tolerance) -> Standing {
    let (x, y) = (a.quantity, b.quantity);
    if x.overlaps(y) {
        return Standing::Agree;
    }
    let Some(gap) = gap(x, y) else { return Standing::Agree };
    let is_hedged = |quantity: &Quantity| quantity.hedge != Hedge::Exact;
    let by_others = !same_speakers(a.by, b.by) && (is_hedged(x) || is_hedged(y));
    let reach = if by_others { tolerance.bound + tolerance.bound } else { tolerance.bound };
    match gap {
        gap if gap <= tolerance.about => Standing::Agree,
        gap if gap <= reach => Standing::Apart,
        _ => Standing::Contradict,
    }
}

/// How far apart the ends are that face each other, as a share of the greater; nothing where it cannot be said.
fn gap(x: &Quantity, y: &Quantity) -> Option<Decimal> {
    let (low, high) = if x.value <= y.value { (x, y) } else { (y, x) };
    let (from, to) = (low.upper.unwrap_or(low.value), high.value);
    let whole = from.abs().max(to.abs());
    (!whole.is_zero()).then(|| to.checked_sub(from))?.and_then(|gap| gap.abs().checked_div(whole))
}
