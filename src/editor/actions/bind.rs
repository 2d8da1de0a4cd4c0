//! Binds a number in prose to a fact that says it.
//!
//! In: the number under the cursor, or a selected phrase. Out: facts whose sheet licenses it, best first: the same
//! words before a licensed hedge, then a unit or speaker that the line names, then sheets the article uses already,
//! then the newest.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use lsp_types::{CodeAction, CodeActionKind};

use super::Asked;
use crate::editor::cards;
use crate::editor::keys::Values;
use crate::editor::names::{self, links, yaml_at};
use crate::editor::yaml;
use crate::model::date::When;
use crate::model::fact::{Fact, Value};
use crate::model::licence::{Verdict, licensed};
use crate::model::quantity::Quantity;
use crate::model::unit::in_unit;
use crate::parse::phrase::{self, FigureKind};
use crate::site::Reader;

/// Most facts offered.
const MAX_FACTS: usize = 8;

/// The bindings on offer.
pub fn actions(asked: &Asked<'_>) -> Vec<CodeAction> {
    let Some((bytes, quantity)) = number(asked) else { return Vec::new() };
    let reader = asked.view.reader();
    let words = &asked.document.text[bytes.clone()];
    let one = |(fact, rest): (&Fact, String)| {
        let line = reader.find_fact(&fact.id).map(|id| cards::fact_line(&reader, id)).unwrap_or_default();
        let claim: String = fact.claim.text.chars().take(90).collect();
        let title = format!("Bind “{words}” to {}{rest}: {line}: {claim}", fact.id);
        let text = format!("[{words}](fact:{}{rest})", fact.id);
        asked.action(title, CodeActionKind::REFACTOR_REWRITE, bytes.clone(), text)
    };
    candidates(asked, &reader, &bytes, &quantity).into_iter().map(one).collect()
}

/// The number selected or under the cursor, if it stands in prose and is not bound yet.
pub fn number(asked: &Asked<'_>) -> Option<(Range<usize>, Quantity)> {
    let (document, bytes) = (&asked.document, &asked.bytes);
    if !is_prose(asked, bytes.start) {
        return None;
    }
    let selected = &document.text[bytes.clone()];
    let trimmed = selected.trim();
    let found = match trimmed.is_empty() {
        true => {
            let line = document.lines.line(document.lines.line_of(bytes.start))?;
            let figures = phrase::figures(&document.text[line.clone()]).into_iter();
            let placed = figures.map(|figure| (line.start + figure.at.start..line.start + figure.at.end, figure));
            let mut here = placed.filter(|(at, _)| at.start <= bytes.start && bytes.start <= at.end);
            let (at, figure) = here.find(|(_, figure)| figure.kind == FigureKind::Plain)?;
            (at, figure.quantity)
        }
        false => {
            let start = bytes.start + (selected.len() - selected.trim_start().len());
            (start..start + trimmed.len(), phrase::parse(trimmed).ok()?)
        }
    };
    let bound = names::of(&document.path, document.text);
    bound.iter().all(|name| name.whole.end <= found.0.start || found.0.end <= name.whole.start).then_some(found)
}

/// Whether words at an offset may hold links: the body of an article, or a key that takes markdown.
fn is_prose(asked: &Asked<'_>, offset: usize) -> bool {
    let (path, text) = (&asked.document.path, asked.document.text);
    let Some((root, region)) = yaml_at(path, text, offset) else {
        return path.ends_with(".md") && links::fenced(text, offset).is_none();
    };
    let Some(spot) = yaml::spot(text, region, offset) else { return false };
    let Some((key, above)) = spot.path.split_last() else { return false };
    root.at(above.iter().map(String::as_str)).is_some_and(|scope| scope.values(key) == Values::Prose)
}

/// Facts with what to write behind their ids, best first, each once.
fn candidates<'a>(
    asked: &Asked<'_>,
    reader: &Reader<'a>,
    bytes: &Range<usize>,
    quantity: &Quantity,
) -> Vec<(&'a Fact, String)> {
    let document = &asked.document;
    let line =
        document.lines.line(document.lines.line_of(bytes.start)).map_or("", |line| &document.text[line]).to_lowercase();
    let used: BTreeSet<Box<str>> = names::of(&document.path, document.text)
        .into_iter()
        .filter_map(|name| name.id.split_once('/').map(|(sheet, _)| sheet.into()))
        .collect();
    let mut found = Vec::new();
    for fact in reader.facts().map(|id| reader.fact(id)).filter(|fact| fact.retired.is_none()) {
        let Some((is_exact, rest)) = fitting(reader, fact, quantity) else { continue };
        let has_unit = fact.unit.split(' ').any(|word| word.len() > 2 && line.contains(&word.to_lowercase()));
        let names = fact.by.iter().filter_map(|by| reader.find_entity(&by.id)).map(|id| reader.entity(id));
        let is_named = names.into_iter().any(|entity| {
            line.contains(&entity.name.text.to_lowercase()) || entity.zh.as_deref().is_some_and(|zh| line.contains(zh))
        });
        let sheet = fact.id.split('/').next().unwrap_or("");
        let date = fact.dated().and_then(When::start);
        found.push((Reverse((is_exact, has_unit, is_named, used.contains(sheet), date)), &fact.id, fact, rest));
    }
    found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    found.into_iter().take(MAX_FACTS).map(|(_, _, fact, rest)| (fact, rest)).collect()
}

/// Whether a fact says a number, in the same words or in others, and which answer or point of it does.
fn fitting(reader: &Reader<'_>, fact: &Fact, quantity: &Quantity) -> Option<(bool, String)> {
    let own = fact.value.iter().chain(fact.breakdown.iter().map(|part| &part.value));
    let own = own.map(|value| (value, String::new()));
    let answers = fact.values.iter().filter(|member| member.retired.is_none());
    let answers = answers.map(|member| (&member.value, format!("/{}", member.key)));
    let points = fact.series.iter().rev().map(|point| (&point.value, format!("@{}", point.date)));
    let says = |value: &Value| {
        let stated = in_unit(&value.quantity, &fact.unit);
        let is_licensed = licensed(quantity, &stated, &reader.config().hedges) == Verdict::Licensed;
        is_licensed.then_some(stated.value == quantity.value && stated.hedge == quantity.hedge)
    };
    let all = own.chain(answers).chain(points);
    let mut found: Vec<(bool, String)> = all.filter_map(|(value, rest)| Some((says(value)?, rest))).collect();
    let best = found.iter().position(|(is_exact, _)| *is_exact).unwrap_or(0);
    (!found.is_empty()).then(|| found.swap_remove(best))
}
