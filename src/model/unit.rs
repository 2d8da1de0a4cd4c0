//! Units of a sheet: what they scale by, and what they measure.
//!
//! In: the text of a `unit:` field. Out: a factor and a `Measure`. Absent on purpose: conversion of one unit to
//! another; "tonnes" and "kilograms" are two things.

use rust_decimal::Decimal;

use crate::model::quantity::{Measure, Quantity};

/// Scale words that may stand in a unit or behind bound digits.
pub const SCALES: &[(&str, i64)] =
    &[("thousand", 1_000), ("million", 1_000_000), ("billion", 1_000_000_000), ("trillion", 1_000_000_000_000)];

/// A figure of the sheet with its unit said: "399" in billions of US dollars is $399 billion.
pub fn in_unit(quantity: &Quantity, unit: &str) -> Quantity {
    let mut out = quantity.clone();
    let (scale, rest) = split_scale(unit);
    if let Some(value) = out.value.checked_mul(scale) {
        out.upper = out.upper.and_then(|upper| upper.checked_mul(scale));
        out.value = value;
    }
    if out.measure == Measure::None {
        out.measure = measure_of(rest);
    }
    out
}

/// The factor of a unit, and the unit without its word.
pub fn split_scale(unit: &str) -> (Decimal, &str) {
    let found = SCALES.iter().find_map(|(word, scale)| unit.strip_prefix(word).map(|rest| (*scale, rest.trim_start())));
    found.map_or((Decimal::ONE, unit), |(scale, rest)| (Decimal::from(scale), rest))
}

/// What a unit without scale measures.
pub fn measure_of(unit: &str) -> Measure {
    match unit {
        "%" => Measure::Percent,
        "US dollars" | "USD" | "dollars" => Measure::Currency("USD".into()),
        "euros" | "EUR" => Measure::Currency("EUR".into()),
        "yuan" | "CNY" => Measure::Currency("CNY".into()),
        "" => Measure::None,
        words => Measure::Words(words.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::quantity::Hedge;

    #[test]
    fn a_units_scale_is_the_figures() {
        let value = Decimal::from(399);
        let quantity = Quantity { text: "399".into(), hedge: Hedge::Exact, value, upper: None, measure: Measure::None };
        let scaled = in_unit(&quantity, "billion US dollars");
        assert_eq!(scaled.value, Decimal::from(399_000_000_000_i64));
        assert_eq!(scaled.measure, Measure::Currency("USD".into()));
        assert_eq!(in_unit(&quantity, ""), quantity);
    }
}
