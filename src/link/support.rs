//! What a fact rests on, counted and never typed in: independent origins, carriers, first-hand or relayed.

use std::collections::{BTreeMap, BTreeSet};

use crate::link::items::Items;
use crate::link::{FactId, SourceId, derive};
use crate::model::date::{Date, Length, When};
use crate::model::fact::{Evidence, Fact, FactKind, Member, Stance};
use crate::model::prose::FactRef;
use crate::model::source::{Name, Read, Source};

/// Counts for one fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// Independent origins: who says so, each body counted with all it owns.
    pub origins: u32,
    /// Independent publishers that carry it; copies count once.
    pub carriers: u32,
    /// Of a derived fact, the independent origins or publishers of the input that has fewest.
    pub least: Option<u32>,
    /// At least one source is the speaker's own, or was told directly.
    pub first_hand: bool,
    /// Sources or other facts say otherwise.
    pub disputed: bool,
    /// When it should be looked at again.
    pub review_due: Option<Date>,
    /// Of each piece of evidence, in order, whether it is first-hand.
    pub evidence_first_hand: Vec<bool>,
}

impl Support {
    /// The count that matters for a kind: origins of figures, publishers of everything else; of a derived fact
    /// that of its weakest input.
    pub fn independent(&self, kind: FactKind) -> u32 {
        let own = match kind {
            FactKind::Statistic => self.origins,
            _ => self.carriers,
        };
        // Two inputs of one origin each are two origins, and none of them confirms the other.
        self.least.unwrap_or(own)
    }
}

/// Counts the support of every fact; `derived` are those that inherit it, each after those it is of.
pub fn all(items: &Items, derived: &[FactId]) -> Vec<Support> {
    let mut support: Vec<Support> = items.facts.iter().map(|fact| of(items, fact)).collect();
    derived.iter().for_each(|id| derive::inherit_support(items, *id, &mut support));
    support
}

/// Counts the support of one fact.
pub fn of(items: &Items, fact: &Fact) -> Support {
    let mut origins = BTreeSet::new();
    let mut carriers = BTreeSet::new();
    let mut evidence_first_hand = Vec::with_capacity(fact.evidence.len());
    let fact_by: Vec<&str> = fact.by.iter().map(|by| &*by.id).collect();
    let answers = fact.values.iter().filter(|member| member.retired.is_none());
    let pieces = fact.evidence.iter().map(|evidence| (evidence, fact_by.clone()));
    let of_answers = answers.flat_map(|member| member.evidence.iter().map(|e| (e, speakers(member, &fact_by))));
    for (number, (evidence, by)) in pieces.chain(of_answers).enumerate() {
        let first_hand = read_one(items, evidence, &by, &mut origins, &mut carriers);
        if number < fact.evidence.len() {
            evidence_first_hand.push(first_hand);
        } else if first_hand {
            evidence_first_hand.push(true);
        }
    }
    let first_hand = evidence_first_hand.iter().any(|first| *first);
    evidence_first_hand.truncate(fact.evidence.len());
    Support {
        origins: origins.len() as u32,
        carriers: carriers.len() as u32,
        least: None,
        first_hand,
        disputed: is_disputed(items, fact),
        review_due: review_due(items, fact),
        evidence_first_hand,
    }
}

fn speakers<'a>(member: &'a Member, fact_by: &[&'a str]) -> Vec<&'a str> {
    match member.by.is_empty() {
        true => fact_by.to_vec(),
        false => member.by.iter().map(|by| &*by.id).collect(),
    }
}

/// Adds one piece's origins and carrier to the sets; returns whether it is first-hand.
fn read_one(
    items: &Items,
    evidence: &Evidence,
    fact_by: &[&str],
    origins: &mut BTreeSet<String>,
    carriers: &mut BTreeSet<String>,
) -> bool {
    let Some(source) = items.source(&evidence.source.id).map(|id| &items.sources[id.index()]) else { return false };
    // What nobody here has read supports nothing: it is known only through the report that names it.
    if source.read == Some(Read::No) {
        return false;
    }
    let by: Vec<&str> = match evidence.by.is_empty() {
        true => fact_by.to_vec(),
        false => evidence.by.iter().map(|by| &*by.id).collect(),
    };
    let own: BTreeSet<String> = match by.is_empty() {
        true => BTreeSet::from([root(items, &source.publisher)]),
        false => by.iter().map(|id| root(items, id)).collect(),
    };
    let first_hand = evidence.direct || is_own_word(items, source, &by, &own);
    if evidence.stance == Stance::Supports {
        carriers.insert(carrier(items, source));
        origins.extend(own);
        return first_hand;
    }
    false
}

/// Whether a source is by one of the speakers, or published by one of them.
fn is_own_word(items: &Items, source: &Source, by: &[&str], own: &BTreeSet<String>) -> bool {
    if by.is_empty() || own.contains(&root(items, &source.publisher)) {
        return true;
    }
    let authors = source.authors.iter().map(|name| match name {
        Name::Plain(name) => name.to_string(),
        Name::Person { family, given } => format!("{given} {family}"),
    });
    authors.into_iter().any(|author| by.iter().any(|id| *id == author || has_name(items, id, &author)))
}

fn has_name(items: &Items, id: &str, name: &str) -> bool {
    let Some(entity) = items.entity(id).map(|id| &items.entities[id.index()]) else { return false };
    *entity.name.text == *name
        || entity.aliases.iter().any(|alias| **alias == *name)
        || entity.zh.as_deref() == Some(name)
}

/// The body at the top of the chain of owners; a name that is no entity stands for itself.
pub fn root(items: &Items, id: &str) -> String {
    owners(items, id).last().unwrap_or(id).to_owned()
}

/// Most owners above one another; the rule `owner-cycle` tells of more.
pub const MOST_OWNERS: usize = 32;

/// An id and those of its owners, up to the top or, in a circle of owners, once round; `MOST_OWNERS` at most.
pub fn owners<'a>(items: &'a Items, id: &'a str) -> impl Iterator<Item = &'a str> {
    let owner = |id: &&str| items.entity(id).and_then(|id| items.entities[id.index()].owner.as_ref());
    let mut is_round = false;
    std::iter::successors(Some(id), move |current| {
        let next = owner(current).filter(|_| !is_round).map(|owner| &*owner.id);
        is_round = next == Some(id);
        next
    })
    .take(MOST_OWNERS + 1)
}

/// Who carries a source: the root of its publisher; a copy's carrier is the original's.
pub fn carrier(items: &Items, source: &Source) -> String {
    let original = originals(items, source).last().unwrap_or(source);
    root(items, &original.publisher)
}

/// A source and what it republishes, copy after copy; a chain of more than eight is taken for a circle.
pub fn originals<'a>(items: &'a Items, source: &'a Source) -> impl Iterator<Item = &'a Source> {
    let original = |copy: &&Source| copy.republishes.as_deref().and_then(|id| items.source(id));
    std::iter::successors(Some(source), move |copy| original(copy).map(|id| &*items.sources[id.index()])).take(9)
}

/// Live answers that cannot all be true of one period, or facts that contradict it.
fn is_disputed(items: &Items, fact: &Fact) -> bool {
    !fact.conflicts_with.is_empty() || conflicting(fact, items.config.conflict_period).is_some()
}

/// Two live answers whose intervals do not overlap although they held in one period.
pub fn conflicting(fact: &Fact, period: Length) -> Option<(&Member, &Member)> {
    let live: Vec<&Member> = fact.values.iter().filter(|member| member.retired.is_none()).collect();
    for (index, a) in live.iter().enumerate() {
        for b in &live[index + 1..] {
            let (x, y) = (&a.value.quantity, &b.value.quantity);
            if !x.overlaps(y) && in_one_period(a.as_of.or(fact.as_of), b.as_of.or(fact.as_of), period) {
                return Some((a, b));
            }
        }
    }
    None
}

/// An unknown date may be any date.
fn in_one_period(a: Option<When>, b: Option<When>, period: Length) -> bool {
    let (Some(a), Some(b)) = (a.and_then(When::start), b.and_then(When::start)) else { return true };
    let (early, late) = if a <= b { (a, b) } else { (b, a) };
    early.after(period).is_none_or(|end| late.first_day() <= end.last_day())
}

fn review_due(items: &Items, fact: &Fact) -> Option<Date> {
    if fact.kind == FactKind::Forecast && fact.stale_after.is_none() {
        return fact.target;
    }
    let length = fact.stale_after.unwrap_or_else(|| items.config.stale_after(fact.kind));
    let from = fact.checked.or_else(|| fact.dated().and_then(|when| when.end().or(when.start())))?;
    from.after(length)
}

/// All sources a fact rests on with the evidence's position, supporting or not, once each.
pub fn sources_of(items: &Items, fact: &Fact) -> BTreeMap<SourceId, ()> {
    let of_answers = fact.values.iter().flat_map(|member| &member.evidence);
    let of_points = fact.series.iter().flat_map(|point| &point.evidence);
    let of_outcome = fact.outcome.iter().flat_map(|outcome| &outcome.evidence);
    let all = fact.evidence.iter().chain(of_answers).chain(of_points).chain(of_outcome);
    all.filter_map(|evidence| items.source(&evidence.source.id)).map(|id| (id, ())).collect()
}

/// Sources that support what a binding says: of one answer or point its own, else those of the fact.
pub fn supporting(items: &Items, id: FactId, bound: &FactRef) -> BTreeSet<SourceId> {
    let fact = &items.facts[id.index()];
    let of_member = fact.values.iter().filter(|member| bound.member.as_ref().is_none_or(|key| member.key == *key));
    let of_member = of_member.flat_map(|member| &member.evidence);
    let of_point = fact.series.iter().filter(|point| bound.point == Some(point.date)).flat_map(|point| &point.evidence);
    let own: Vec<&Evidence> = match bound.point {
        Some(_) => of_point.collect(),
        None => of_member.collect(),
    };
    let pieces: Vec<&Evidence> = match own.is_empty() || bound.member.is_none() && bound.point.is_none() {
        true => fact.evidence.iter().chain(own).collect(),
        false => own,
    };
    let supports = pieces.into_iter().filter(|evidence| evidence.stance == Stance::Supports);
    supports.filter_map(|evidence| items.source(&evidence.source.id)).collect()
}

/// Facts that contradict a fact, by its own sheet or by theirs.
pub fn contradicting(items: &Items, id: FactId) -> BTreeSet<FactId> {
    let fact = &items.facts[id.index()];
    fact.conflicts_with.iter().filter_map(|other| items.fact(&other.id)).filter(|other| *other != id).collect()
}
