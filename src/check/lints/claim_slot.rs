//! `claim-slot`: a claim and its value do not fit.

use crate::base::diag::{Diagnostic, Level};
use crate::base::text::At;
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::model::fact::Fact;
use crate::model::licence::{Verdict, licensed};
use crate::model::quantity::Quantity;
use crate::model::unit::in_unit;
use crate::parse::phrase::{self, FigureKind};
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "claim-slot", level: Level::Error, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A claim without the blank `___` although the fact has a value, with a blank and no value, with two blanks, or with a figure that the fact does not give.

`factloom fix` writes the blank where the claim says the value once, in the same words.

# Why it matters

A claim stands alone when it is quoted elsewhere; its figure must be the fact's.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Text.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: They left., value: 1234, as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```

# Instead

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Text.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 1234, as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let slots = fact.claim.text.matches("___").count();
    let has_value = fact.value.is_some() || !fact.values.is_empty();
    // That a formula comes to nothing has a finding of its own.
    if !has_value && fact.derived.as_ref().is_some_and(|derived| derived.computed().is_none()) {
        return;
    }
    let message = match (has_value, slots) {
        (true, 0) => Some(format!("the claim of {} has no blank for its value", fact.id)),
        (false, 1..) => Some(format!("the claim of {} has a blank, and the fact no value", fact.id)),
        (true, 2..) => Some(format!("the claim of {} has {slots} blanks; one value fits one", fact.id)),
        _ => None,
    };
    if let Some(message) = message {
        let help = "write `___` once, where the value goes: `claim: Russia has incurred ___ sanctions.`";
        let finding = Diagnostic::new(LINT.name, fact.claim.at, message).help(help);
        out.push(if slots == 0 { with_slot(reader, finding, fact) } else { finding });
        return;
    }
    if has_value {
        check_others(reader, fact, out);
    }
}

/// The blank put in the value's place, where the claim says the value in its own words, and says it once.
fn with_slot(reader: &Reader<'_>, finding: Diagnostic, fact: &Fact) -> Diagnostic {
    let Some(value) = &fact.value else { return finding };
    let (raw, text) = (reader.text_at(fact.claim.at), &*value.quantity.text);
    let is_tied = |c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '%' | '$' | '-');
    let mut found = raw.match_indices(text);
    let (Some((start, _)), None) = (found.next(), found.next()) else { return finding };
    let after: Vec<char> = raw[start + text.len()..].chars().take(2).collect();
    let goes_on = match after.as_slice() {
        [c] => c.is_alphanumeric() || *c == '%',
        [c, next] => c.is_alphanumeric() || *c == '%' || is_tied(*c) && next.is_alphanumeric(),
        _ => false,
    };
    if goes_on || raw[..start].ends_with(is_tied) {
        return finding;
    }
    let start = fact.claim.at.span.start as usize + start;
    let at = At::new(fact.claim.at.file, start..start + text.len());
    finding.fix_at(at, "___")
}

/// Figures in the claim besides the value's must be the fact's own.
fn check_others(reader: &Reader<'_>, fact: &Fact, out: &mut Vec<Diagnostic>) {
    let known = figures(fact);
    let claim = fact.claim.text.replace("___", " , ");
    for figure in phrase::figures(&claim) {
        let digits = figure.quantity.text.chars().filter(char::is_ascii_digit).count();
        if figure.kind != FigureKind::Plain || digits < 2 && !figure.quantity.is_percent() {
            continue;
        }
        let tolerance = &reader.config().hedges;
        if !known.iter().any(|own| licensed(&figure.quantity, own, tolerance) == Verdict::Licensed) {
            let message =
                format!("the claim of {} says “{}”, which the fact does not give", fact.id, figure.quantity.text);
            let help = "take it out, or put it under `breakdown:` with a label";
            out.push(Diagnostic::new(LINT.name, fact.claim.at, message).help(help));
        }
    }
}

fn figures(fact: &Fact) -> Vec<Quantity> {
    let values = fact.value.iter().chain(fact.values.iter().map(|member| &member.value));
    let points = fact.series.iter().map(|point| &point.value);
    let parts = fact.breakdown.iter().map(|part| &part.value);
    // A claim may name what it is computed from: "Of 1,200 companies ___ percent left."
    let computed = fact.derived.iter().filter_map(|derived| derived.computed());
    let of_inputs = computed.flat_map(|computed| computed.figures.iter().flatten());
    let of_inputs = of_inputs.filter_map(|text| phrase::parse(text).ok());
    let all: Vec<&Quantity> = values.chain(points).chain(parts).map(|value| &value.quantity).collect();
    // A part may be in the fact's unit or in one of its own, named by its label.
    all.iter()
        .map(|quantity| in_unit(quantity, &fact.unit))
        .chain(all.iter().map(|quantity| (*quantity).clone()))
        .chain(of_inputs)
        .collect()
}
