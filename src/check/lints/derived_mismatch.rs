//! `derived-mismatch`: a derived fact that states another figure than its formula gives.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::model::licence::{Verdict, licensed};
use crate::model::quantity::{Hedge, Quantity};
use crate::model::unit::in_unit;
use crate::site::Reader;

/// Most inputs that a finding points at.
const MOST_NOTES: usize = 4;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "derived-mismatch", level: Level::Error, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A `value` that does not agree with the formula of its fact. It may be rounded as it is written, and hedged by the rules of
prose: for 25.3, “25” and “about 25” will do.

# Why it matters

When an input is corrected, what was computed from it has to follow.

# Example

```site
-- content/facts/s.yml --
title: S
summary: S.
topics: []
defaults: {kind: statistic, as_of: 2022, by: e, evidence: x}
facts:
  left: {claim: ___ left., value: 300, unit: companies}
  all: {claim: There were ___., value: 1200, unit: companies}
  part:
    kind: statistic
    claim: ___ percent left.
    value: 27
    derived: {formula: left ÷ all × 100, from: {left: left, all: all}}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```

# Instead

```site
-- content/facts/s.yml --
title: S
summary: S.
topics: []
defaults: {kind: statistic, as_of: 2022, by: e, evidence: x}
facts:
  left: {claim: ___ left., value: 300, unit: companies}
  all: {claim: There were ___., value: 1200, unit: companies}
  part:
    kind: statistic
    claim: ___ percent left.
    derived: {formula: left ÷ all × 100, from: {left: left, all: all}}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let Some((derived, computed)) = fact.derived.as_ref().and_then(|derived| Some((derived, derived.computed()?)))
    else {
        return;
    };
    // A value at the formula's own place is the computed one.
    let Some(value) = fact.value.as_ref().filter(|value| value.at != derived.formula.at) else { return };
    let stated = in_unit(&value.quantity, &fact.unit);
    let hedges = &reader.config().hedges;
    let exact = in_unit(&computed.exact, &computed.unit);
    let rounded = |strategies| {
        let rounded = rounded_like(&computed.exact, &value.quantity, strategies);
        licensed(&stated, &in_unit(&rounded, &computed.unit), hedges)
    };
    let verdict = rounded([NEAR, NEAR]);
    let all = [licensed(&stated, &exact, hedges), verdict, rounded(outward(computed.exact.hedge))];
    if all.contains(&Verdict::Licensed) {
        return;
    }
    let (said, text) = (&value.quantity.text, &computed.shown.text);
    let message = match verdict {
        Verdict::HedgeDropped => format!("“{said}” drops the hedge of what {} is computed from", fact.id),
        Verdict::HedgeReversed => format!("“{said}” reverses the hedge of what {} is computed from", fact.id),
        Verdict::UnitDiffers => format!("“{said}” is in another unit than the formula of {} gives", fact.id),
        Verdict::NumberDiffers | Verdict::Licensed => format!("“{said}” is not what the formula of {} gives", fact.id),
    };
    let unit = if computed.unit.is_empty() { String::new() } else { format!(" {}", computed.unit) };
    let mut finding = Diagnostic::new(LINT.name, value.at, message).label(format!("it gives {text}{unit}"));
    for (input, figures) in derived.from.iter().zip(&computed.figures).take(MOST_NOTES) {
        if let ([figure], Some(id)) = (figures.as_slice(), reader.find_fact(&input.bound.id)) {
            let of = reader.fact(id);
            finding.notes.push((of.at, format!("`{}` is {figure} {}", input.name, of.unit).trim_end().to_owned()));
        }
    }
    out.push(finding.help(format!("write `value: {text}`, or take `value:` out: it is computed")));
}

const NEAR: RoundingStrategy = RoundingStrategy::MidpointAwayFromZero;

/// How a bound may be rounded besides: so that it says less, never more. Short of 33.33 is short of 33.4.
fn outward(hedge: Hedge) -> [RoundingStrategy; 2] {
    let (down, up) = (RoundingStrategy::ToNegativeInfinity, RoundingStrategy::ToPositiveInfinity);
    match hedge {
        Hedge::Exact | Hedge::About => [NEAR, NEAR],
        Hedge::MoreThan | Hedge::AtLeast => [down, down],
        Hedge::Nearly | Hedge::LessThan | Hedge::UpTo => [up, up],
        Hedge::Range => [down, up],
    }
}

/// A number to the digits in which another is written: 27.18 like "27" is 27, 1,234,567 like "1.2 million" 1,200,000.
fn rounded_like(exact: &Quantity, written: &Quantity, [low, high]: [RoundingStrategy; 2]) -> Quantity {
    let digits = written.text.chars().filter(char::is_ascii_digit).count();
    let whole = written.value.trunc().abs().to_string().len();
    let places = written.value.scale().max(written.upper.map_or(0, |upper| upper.scale()));
    // "1.2 million" has five places that nobody wrote.
    let zeros = if places == 0 && digits > 0 && written.upper.is_none() { whole.saturating_sub(digits) } else { 0 };
    let grain = 10_i128.checked_pow(zeros as u32).and_then(|grain| Decimal::try_from_i128_with_scale(grain, 0).ok());
    let grain = grain.unwrap_or(Decimal::ONE);
    let round = |value: Decimal, strategy| {
        let rounded = value.checked_div(grain)?.round_dp_with_strategy(places, strategy);
        rounded.checked_mul(grain)
    };
    let value = round(exact.value, low).unwrap_or(exact.value);
    Quantity { value, upper: exact.upper.and_then(|upper| round(upper, high)), ..exact.clone() }
}
