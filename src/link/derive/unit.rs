//! Units through the four operators: what may be added, what a quotient is a quotient of.
//!
//! In: units of two operands. Out: that of the result, or that they do not fit. No unit is turned into another.
//! A number typed in the formula takes any unit. A ratio of equal units times 100 is a percentage; a difference of
//! two percentages is in percentage points.

use crate::model::derived::Op;
use crate::model::quantity::Measure;

/// The unit of a part of a formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Unit {
    /// A number typed in the formula.
    Any,
    /// A figure without a unit, or a ratio of two of one unit.
    Bare {
        /// Whether it is a ratio.
        ratio: bool,
    },
    /// What a figure measures; never `Measure::None`.
    Of(Measure),
    /// Of different units: the fact has to state what that is.
    Mixed,
}

/// What a difference of percentages is counted in.
pub const POINTS: &str = "percentage points";

impl Unit {
    /// The unit of a figure.
    pub fn of(measure: &Measure) -> Unit {
        match measure {
            Measure::None => Unit::Bare { ratio: false },
            measure => Unit::Of(measure.clone()),
        }
    }

    /// In words, for findings.
    pub fn words(&self) -> String {
        match self {
            Unit::Any => "a number".to_owned(),
            Unit::Bare { ratio: true } => "a ratio".to_owned(),
            Unit::Bare { ratio: false } => "a number without unit".to_owned(),
            Unit::Of(Measure::Percent) => "%".to_owned(),
            Unit::Of(Measure::Currency(code)) => code.to_string(),
            Unit::Of(Measure::Words(words)) => words.to_string(),
            Unit::Of(Measure::None) => "a number without unit".to_owned(),
            Unit::Mixed => "a mixed unit".to_owned(),
        }
    }

    fn is_points(&self) -> bool {
        matches!(self, Unit::Of(Measure::Words(words)) if &**words == POINTS)
    }

    fn is_percent(&self) -> bool {
        *self == Unit::Of(Measure::Percent)
    }
}

/// Whether two measures are the same; words in any capitals.
pub fn same(a: &Measure, b: &Measure) -> bool {
    match (a, b) {
        (Measure::Words(a), Measure::Words(b)) => a.to_lowercase() == b.to_lowercase(),
        (a, b) => a == b,
    }
}

/// The unit of a result; `None` if the two do not fit together.
pub fn combine(op: Op, left: &Unit, right: &Unit) -> Option<Unit> {
    match op {
        Op::Add | Op::Subtract => sum(op, left, right),
        Op::Multiply => Some(product(left, right)),
        Op::Divide => Some(quotient(left, right)),
    }
}

fn sum(op: Op, left: &Unit, right: &Unit) -> Option<Unit> {
    match (left, right) {
        (Unit::Any, unit) | (unit, Unit::Any) => Some(unit.clone()),
        (Unit::Mixed, _) | (_, Unit::Mixed) => Some(Unit::Mixed),
        (Unit::Bare { ratio: a }, Unit::Bare { ratio: b }) => Some(Unit::Bare { ratio: *a && *b }),
        (left, right) if left.is_percent() && right.is_percent() && op == Op::Subtract => {
            Some(Unit::Of(Measure::Words(POINTS.into())))
        }
        (left, right) if left.is_percent() && right.is_points() => Some(left.clone()),
        (left, right) if left.is_points() && right.is_percent() && op == Op::Add => Some(right.clone()),
        (Unit::Of(a), Unit::Of(b)) if same(a, b) => Some(left.clone()),
        _ => None,
    }
}

fn product(left: &Unit, right: &Unit) -> Unit {
    match (left, right) {
        (Unit::Any, unit) | (unit, Unit::Any) => unit.clone(),
        (Unit::Bare { ratio: a }, Unit::Bare { ratio: b }) => Unit::Bare { ratio: *a || *b },
        (Unit::Bare { .. }, unit) | (unit, Unit::Bare { .. }) => unit.clone(),
        _ => Unit::Mixed,
    }
}

fn quotient(left: &Unit, right: &Unit) -> Unit {
    match (left, right) {
        (left, Unit::Any) => left.clone(),
        (Unit::Of(a), Unit::Of(b)) if same(a, b) => Unit::Bare { ratio: true },
        (Unit::Bare { .. } | Unit::Any, Unit::Bare { .. }) => Unit::Bare { ratio: true },
        (left, Unit::Bare { .. }) => left.clone(),
        _ => Unit::Mixed,
    }
}
