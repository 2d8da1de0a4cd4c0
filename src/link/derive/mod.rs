//! Derived facts: each computed after those it is of, with what it inherits from them.
//!
//! In: items whose facts are as their sheets have them. Out: the same, derived facts filled in: value or series,
//! unit, date, evidence, topics; and what came of each formula, which the rules report. A figure that the sheet
//! states is kept as it is worded and checked by a rule.
//! A derived fact of derived facts is computed from what those show, so that each page can be recomputed by hand.

mod eval;
pub mod number;
mod unit;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::diag::Diagnostic;
use crate::link::FactId;
use crate::link::items::Items;
use crate::link::support::Support;
use crate::model::date::{Date, When};
use crate::model::derived::{Computed, Derived, Input, Outcome};
use crate::model::fact::{Evidence, Fact, Point, Value};
use crate::model::quantity::Measure;
use eval::{Made, eval};

/// Computes all derived facts anew. Returns them, each after those it is of; those in a circle stand last.
pub fn fill(items: &mut Items) -> Vec<FactId> {
    let ids: Vec<FactId> = items.fact_ids().filter(|(_, fact)| fact.derived.is_some()).map(|(id, _)| id).collect();
    for id in &ids {
        items.facts[id.index()] = items.as_read(*id).clone();
    }
    let of: BTreeMap<FactId, BTreeSet<FactId>> = ids.iter().map(|id| (*id, derived_inputs(items, *id))).collect();
    let (mut order, stuck) = sorted(&of);
    for id in &order {
        compute(items, *id);
    }
    for id in &stuck {
        let outcome = circle(*id, &stuck, &of)
            .map_or(Outcome::Nothing, |path| Outcome::Failed(Box::new(in_circle(items, *id, &path))));
        let fact = Arc::make_mut(&mut items.facts[id.index()]);
        if let Some(derived) = &mut fact.derived {
            derived.outcome = outcome;
            derived.own_evidence = fact.evidence.len();
        }
    }
    order.extend(stuck);
    order
}

/// Inputs of a derived fact that are derived themselves.
fn derived_inputs(items: &Items, id: FactId) -> BTreeSet<FactId> {
    let from = items.facts[id.index()].derived.iter().flat_map(|derived| &derived.from);
    let ids = from.filter_map(|input| items.fact(&input.bound.id));
    ids.filter(|id| items.facts[id.index()].derived.is_some()).collect()
}

/// Each after those it is of, and those that cannot be: they are in a circle or rest on one.
fn sorted(of: &BTreeMap<FactId, BTreeSet<FactId>>) -> (Vec<FactId>, BTreeSet<FactId>) {
    let mut waiting: BTreeMap<FactId, usize> = of.iter().map(|(id, inputs)| (*id, inputs.len())).collect();
    let mut users: BTreeMap<FactId, Vec<FactId>> = BTreeMap::new();
    for (id, inputs) in of {
        inputs.iter().for_each(|input| users.entry(*input).or_default().push(*id));
    }
    let mut order: Vec<FactId> = waiting.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    let mut next = 0;
    while let Some(id) = order.get(next).copied() {
        next += 1;
        for user in users.get(&id).into_iter().flatten() {
            let Some(count) = waiting.get_mut(user) else { continue };
            *count -= 1;
            if *count == 0 {
                order.push(*user);
            }
        }
    }
    let stuck = waiting.into_iter().filter(|(_, count)| *count > 0).map(|(id, _)| id).collect();
    (order, stuck)
}

/// The shortest way from a fact back to itself.
fn circle(id: FactId, stuck: &BTreeSet<FactId>, of: &BTreeMap<FactId, BTreeSet<FactId>>) -> Option<Vec<FactId>> {
    let mut from: BTreeMap<FactId, FactId> = BTreeMap::new();
    let mut queue = std::collections::VecDeque::from([id]);
    while let Some(current) = queue.pop_front() {
        for next in of.get(&current).into_iter().flatten().filter(|next| stuck.contains(next)) {
            if *next == id {
                let mut path = vec![id];
                let back = std::iter::successors(Some(current), |at| from.get(at).copied());
                path.extend(back.take_while(|at| *at != id));
                path.push(id);
                path.reverse();
                return Some(path);
            }
            if !from.contains_key(next) {
                from.insert(*next, current);
                queue.push_back(*next);
            }
        }
    }
    None
}

/// Most facts of a circle that a finding names.
const MOST_NAMED: usize = 8;

fn in_circle(items: &Items, id: FactId, path: &[FactId]) -> Diagnostic {
    let fact = &items.facts[id.index()];
    let mut names: Vec<&str> = path.iter().map(|id| &*items.facts[id.index()].id).collect();
    if names.len() > MOST_NAMED {
        names.splice(MOST_NAMED - 1..names.len() - 1, ["…"]);
    }
    let next = path.get(1).map(|id| &*items.facts[id.index()].id);
    let inputs = fact.derived.iter().flat_map(|derived| &derived.from);
    let at = inputs.into_iter().find(|input| Some(&*input.bound.id) == next).map_or(fact.at, |input| input.what.at);
    let message = format!("{} is computed from itself: {}", fact.id, names.join(" → "));
    let mut finding = Diagnostic::new("derived-cycle", at, message)
        .help("take one `from` of the circle out, and state that fact's value from its source");
    for other in path.iter().skip(1).take(path.len().saturating_sub(2)).take(MOST_NAMED) {
        let other = &items.facts[other.index()];
        finding.notes.push((other.at, format!("{} is computed here", other.id)));
    }
    finding
}

fn compute(items: &mut Items, id: FactId) {
    let old = items.facts[id.index()].clone();
    let Some(derived) = &old.derived else { return };
    let made = eval(items, &old, derived);
    let mut fact = (*old).clone();
    inherit(items, id, &mut fact, derived, made.as_ref().ok());
    let outcome = match made {
        Ok(made) => Outcome::Computed(take(&mut fact, derived, made)),
        Err(Some(finding)) => Outcome::Failed(finding),
        Err(None) => Outcome::Nothing,
    };
    if let Some(derived) = &mut fact.derived {
        derived.outcome = outcome;
        derived.own_evidence = old.evidence.len();
        derived.own_date = old.dated().is_some();
    }
    items.facts[id.index()] = Arc::new(fact);
}

/// Puts the numbers into the fact; a figure that the sheet states stands as it is worded.
fn take(fact: &mut Fact, derived: &Derived, made: Made) -> Computed {
    let at = derived.formula.at;
    let date = made.points.last().map(|(date, _)| *date);
    let said = fact.value.as_ref().map(|value| &value.quantity.measure);
    if fact.unit.is_empty() && said.is_none_or(|measure| *measure == Measure::None) {
        fact.unit = made.unit.clone();
    }
    if made.points.is_empty() && fact.value.is_none() {
        fact.value = Some(Value { quantity: made.shown.clone(), at });
    }
    if fact.series.is_empty() && fact.series_file.is_none() {
        let point = |(date, quantity)| Point { date, value: Value { quantity, at }, evidence: Vec::new(), note: None };
        fact.series = made.points.into_iter().map(point).collect();
    }
    Computed { exact: made.exact, shown: made.shown, unit: made.unit, figures: made.figures, date }
}

/// The oldest date, all evidence and all topics of the inputs.
fn inherit(items: &Items, id: FactId, fact: &mut Fact, derived: &Derived, made: Option<&Made>) {
    if fact.dated().is_none() {
        let newest = made.and_then(|made| made.points.last()).map(|(date, _)| *date);
        let dates: Vec<When> = derived.from.iter().filter_map(|input| date(items, input, newest)).collect();
        let is_unknown = dates.contains(&When::Unknown);
        let oldest = dates.into_iter().min_by_key(|when| when.start());
        fact.as_of = if is_unknown { Some(When::Unknown) } else { oldest };
    }
    for input in &derived.from {
        for piece in evidence(items, input) {
            let is_known = |known: &Evidence| {
                (&known.source.id, &known.locator, known.stance, ids(&known.by), ids(&known.via))
                    == (&piece.source.id, &piece.locator, piece.stance, ids(&piece.by), ids(&piece.via))
            };
            if !fact.evidence.iter().any(is_known) {
                fact.evidence.push(piece);
            }
        }
    }
    if fact.topics.is_empty() {
        let of_sheet = |id: FactId| &items.sheets[items.sheet_of[id.index()].index()].topics;
        let mut topics = of_sheet(id).clone();
        for input in derived.from.iter().filter_map(|input| items.fact(&input.bound.id)) {
            let own = &items.facts[input.index()].topics;
            for topic in if own.is_empty() { of_sheet(input) } else { own } {
                if !topics.iter().any(|known| known.id == topic.id) {
                    topics.push(topic.clone());
                }
            }
        }
        if topics.len() > of_sheet(id).len() {
            fact.topics = topics;
        }
    }
}

fn ids(list: &[crate::model::IdRef]) -> Vec<&str> {
    list.iter().map(|id| &*id.id).collect()
}

/// When an input held; of a whole series the point that the result leads with, or all of it.
fn date(items: &Items, input: &Input, newest: Option<Date>) -> Option<When> {
    let fact = &items.facts[items.fact(&input.bound.id)?.index()];
    if let Some(key) = &input.bound.member {
        let member = fact.values.iter().find(|member| member.key == *key);
        return member.and_then(|member| member.as_of).or_else(|| fact.dated());
    }
    match (input.bound.point, input.until) {
        (Some(from), Some(until)) => return Some(When::Between(from, Some(until))),
        (Some(point), None) => return Some(When::On(point)),
        _ => {}
    }
    if fact.value.is_none()
        && let (Some(first), Some(last)) = (fact.series.first(), fact.series.last())
    {
        let whole =
            if first.date < last.date { When::Between(first.date, Some(last.date)) } else { When::On(first.date) };
        return Some(newest.map_or(whole, When::On));
    }
    fact.dated()
}

/// Evidence of what an input names, each piece with who says so.
fn evidence(items: &Items, input: &Input) -> Vec<Evidence> {
    let Some(id) = items.fact(&input.bound.id) else { return Vec::new() };
    let fact = &items.facts[id.index()];
    let member = input.bound.member.as_ref().and_then(|key| fact.values.iter().find(|member| member.key == *key));
    let by = member.map(|member| &member.by).filter(|by| !by.is_empty()).unwrap_or(&fact.by);
    let in_span = |date: Date| match (input.bound.point, input.until) {
        (Some(from), Some(until)) => from <= date && date <= until,
        (Some(point), None) => date == point,
        _ => fact.value.is_none(),
    };
    let of_points = fact.series.iter().filter(|point| in_span(point.date)).flat_map(|point| &point.evidence);
    let own: Vec<&Evidence> = match member {
        Some(member) => member.evidence.iter().collect(),
        None => of_points.collect(),
    };
    let is_part = input.bound.member.is_some() || input.bound.point.is_some();
    let pieces: Vec<&Evidence> = match is_part && !own.is_empty() {
        true => own,
        false => fact.evidence.iter().chain(own).collect(),
    };
    let with_speaker = |piece: &Evidence| {
        let by = if piece.by.is_empty() { by.clone() } else { piece.by.clone() };
        Evidence { by, ..piece.clone() }
    };
    pieces.into_iter().map(with_speaker).collect()
}

/// What a derived fact's support has from its inputs': it is as weak as the weakest, disputed if one is, and due
/// for review with the first. Call it in the order of `fill`.
pub fn inherit_support(items: &Items, id: FactId, support: &mut [Support]) {
    let fact = &items.facts[id.index()];
    let Some(derived) = &fact.derived else { return };
    let inputs: Vec<FactId> = derived.from.iter().filter_map(|input| items.fact(&input.bound.id)).collect();
    let inputs: Vec<FactId> = inputs.into_iter().filter(|input| *input != id).collect();
    let of = |id: &FactId| (&items.facts[id.index()], &support[id.index()]);
    let least = inputs.iter().map(of).map(|(fact, support)| support.independent(fact.kind)).min();
    let first_hand = !inputs.is_empty() && inputs.iter().map(of).all(|(_, support)| support.first_hand);
    let disputed = inputs.iter().map(of).any(|(_, support)| support.disputed);
    let due = inputs.iter().filter_map(|id| of(id).1.review_due).min_by_key(|date| date.last_day());
    let own = &mut support[id.index()];
    own.least = least;
    own.first_hand = first_hand;
    own.disputed |= disputed;
    own.review_due = [own.review_due, due].into_iter().flatten().min_by_key(|date| date.last_day());
}
