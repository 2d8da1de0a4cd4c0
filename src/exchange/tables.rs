//! Facts as CSV (RFC 4180).
//!
//! A cell that begins with `=`, `+`, `-` or `@` and is no number gets an apostrophe in front: spreadsheets
//! would take it for a formula.

use crate::link::{FactId, TermId};
use crate::model::date::When;
use crate::model::derived::Derived;
use crate::model::fact::{Fact, Stance};
use crate::site::Reader;

/// Names of the columns.
pub const HEAD: &[&str] = &[
    "id",
    "kind",
    "claim",
    "value",
    "hedge_low",
    "hedge_high",
    "unit",
    "as_of",
    "when",
    "by",
    "sources",
    "origins",
    "carriers",
    "first_hand",
    "disputed",
    "retired",
    "derived",
];

/// One row a fact; points of series and parts of breakdowns are in the JSON twins.
pub fn facts_csv(reader: &Reader<'_>, ids: &[FactId]) -> Vec<u8> {
    let mut out = String::new();
    push_row(&mut out, HEAD.iter().map(|head| head.to_string()));
    for id in ids {
        push_row(&mut out, row(reader, *id).into_iter());
    }
    out.into_bytes()
}

/// One row a term: id, term, Chinese, meaning, sources.
pub fn glossary_csv(reader: &Reader<'_>, ids: &[TermId]) -> Vec<u8> {
    let mut out = String::new();
    push_row(&mut out, ["id", "term", "zh", "aliases", "definition", "sources"].map(str::to_owned).into_iter());
    for id in ids {
        let term = reader.term(*id);
        let sources = term.evidence.iter().map(|evidence| &*evidence.source.id).collect::<Vec<_>>().join(" ");
        let row = [
            term.id.to_string(),
            term.term.text.to_string(),
            term.zh.as_deref().unwrap_or("").to_owned(),
            term.aliases.join("; "),
            term.definition.plain(),
            sources,
        ];
        push_row(&mut out, row.into_iter());
    }
    out.into_bytes()
}

fn row(reader: &Reader<'_>, id: FactId) -> Vec<String> {
    let (fact, support) = (reader.fact(id), reader.support(id));
    let when = |when: Option<When>| when.map(|when| when.to_string()).unwrap_or_default();
    let quantity = fact.leading_value().map(|value| &value.quantity);
    let number = |number: Option<rust_decimal::Decimal>| number.map(|n| n.normalize().to_string()).unwrap_or_default();
    vec![
        fact.id.to_string(),
        fact.kind.word().to_owned(),
        fact.full_claim(),
        quantity.map(|q| q.text.to_string()).or_else(|| fact.slot_text()).unwrap_or_default(),
        number(quantity.and_then(|q| q.low())),
        number(quantity.and_then(|q| q.high())),
        fact.unit.to_string(),
        when(fact.as_of),
        when(fact.when),
        fact.by.iter().map(|by| &*by.id).collect::<Vec<_>>().join(" "),
        sources(fact),
        support.origins.to_string(),
        support.carriers.to_string(),
        support.first_hand.to_string(),
        support.disputed.to_string(),
        fact.retired.as_ref().map(|retired| retired.date.to_string()).unwrap_or_default(),
        fact.derived.as_ref().map(|derived| formula(derived)).unwrap_or_default(),
    ]
}

/// `share(a, b); a = sheet/part; b = sheet/whole`
fn formula(derived: &Derived) -> String {
    let from = derived.from.iter().map(|input| format!("; {} = {}", input.name, input.what.id));
    format!("{}{}", derived.formula.text, from.collect::<String>())
}

fn sources(fact: &Fact) -> String {
    let of_answers = fact.values.iter().flat_map(|member| &member.evidence);
    let supporting = fact.evidence.iter().chain(of_answers).filter(|e| e.stance == Stance::Supports);
    supporting.map(|e| &*e.source.id).collect::<Vec<_>>().join(" ")
}

fn push_row(out: &mut String, cells: impl Iterator<Item = String>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(',');
        }
        push_cell(out, &cell);
    }
    out.push_str("\r\n");
}

fn push_cell(out: &mut String, cell: &str) {
    let is_number = cell.parse::<rust_decimal::Decimal>().is_ok();
    let guarded = match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    };
    if guarded.contains([',', '"', '\n', '\r']) {
        out.push_str(&format!("\"{}\"", guarded.replace('"', "\"\"")));
    } else {
        out.push_str(&guarded);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_formulas_are_disarmed() {
        let mut out = String::new();
        let cells = ["a", "b,c", "say \"x\"", "=1+1", "-5", "@x", "10,128"];
        push_row(&mut out, cells.iter().map(|cell| cell.to_string()));
        assert_eq!(out, "a,\"b,c\",\"say \"\"x\"\"\",'=1+1,-5,'@x,\"10,128\"\r\n");
    }
}
