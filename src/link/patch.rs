//! Links again after an edit that leaves every id and every address as it was: the usual case while somebody
//! writes. A tenth of the work of linking anew; anything else is linked anew.
//!
//! In: a linked site, and the items of the files that changed, old and new. Out: the linked site as it is now, or
//! `None`: then link it all. That both ways agree is a property under test.

use std::sync::Arc;

use crate::link::items::Items;
use crate::link::{ArticleId, FactId, Links, derive, edges, outline, support};
use crate::model::article::Status;
use crate::model::date::Date;
use crate::model::fact::{Evidence, Fact, Stance};
use crate::parse::Item;

/// The site after some files' items were replaced.
pub fn patch(items: &Items, links: &Links, replaced: &[(Item, Item)], drafts: bool) -> Option<(Items, Links)> {
    let (mut items, mut links) = (items.clone(), links.clone());
    let targets = links.targets.clone();
    let mut same_outline = true;
    let mut changed_facts = Vec::new();
    for (old, new) in replaced {
        match (old, new) {
            (Item::Article(old), Item::Article(new)) => {
                let shown = |status| status == Status::Published || drafts;
                if old.id != new.id || old.lang != new.lang || shown(old.status) != shown(new.status) {
                    return None;
                }
                if !shown(new.status) {
                    continue;
                }
                let at = items.articles.iter().position(|article| Arc::ptr_eq(article, old))?;
                let id = ArticleId(at as u32);
                links.edges.remove_article(&items, &targets, id, old);
                links.edges.add_article(&items, &targets, id, new);
                let moved = old.date != new.date || !same_ids(&old.topics, &new.topics);
                same_outline &= outline::same_article(old, new);
                items.articles[at] = new.clone();
                if moved {
                    links.edges.articles_of_topic = edges::articles_of_topic(&items);
                }
            }
            (Item::Sheet(old), Item::Sheet(new)) => {
                let sheet = items.sheet(&old.id).filter(|id| Arc::ptr_eq(&items.sheets[id.index()], old))?;
                let same_keys =
                    old.facts.len() == new.facts.len() && old.facts.iter().zip(&new.facts).all(|(a, b)| a.id == b.id);
                if old.id != new.id || !same_keys {
                    return None;
                }
                items.sheets[sheet.index()] = new.clone();
                let first = items.sheet_of.partition_point(|other| *other < sheet);
                for (index, (old, new)) in old.facts.iter().zip(&new.facts).enumerate() {
                    if old == new {
                        continue;
                    }
                    // What is computed is computed below, whatever changed.
                    if old.derived.is_some() || new.derived.is_some() {
                        if old.derived.is_some() != new.derived.is_some() {
                            return None;
                        }
                        continue;
                    }
                    if references(old) != references(new) || has_file(old) || has_file(new) {
                        return None;
                    }
                    same_outline &= outline::same_fact(old, new);
                    let id = FactId((first + index) as u32);
                    items.facts[id.index()] = new.clone();
                    links.support[id.index()] = support::of(&items, new);
                    changed_facts.push(id);
                }
            }
            _ => return None,
        }
    }
    if replaced.iter().any(|(old, _)| matches!(old, Item::Sheet(_))) {
        same_outline &= derive_again(&mut items, &mut links)?;
    }
    if !same_outline {
        links.outline = Arc::new(outline::of(&items));
    }
    if let Some(alike) = links.alike.with(&items, &changed_facts) {
        links.alike = Arc::new(alike);
    }
    Some((items, links))
}

/// Computes derived facts anew; those that come out the same stay the same. Returns whether the outline does too,
/// `None` if anything leads elsewhere now.
fn derive_again(items: &mut Items, links: &mut Links) -> Option<bool> {
    let before = items.facts.clone();
    let mut same_outline = true;
    let order = derive::fill(items);
    for id in order {
        let (old, new) = (&before[id.index()], &items.facts[id.index()]);
        if old == new {
            items.facts[id.index()] = old.clone();
        } else if references(old) != references(new) {
            return None;
        } else {
            same_outline &= outline::same_fact(old, new);
        }
        links.support[id.index()] = support::of(items, &items.facts[id.index()]);
        derive::inherit_support(items, id, &mut links.support);
    }
    Some(same_outline)
}

fn same_ids(a: &[crate::model::IdRef], b: &[crate::model::IdRef]) -> bool {
    a.iter().map(|id| &id.id).eq(b.iter().map(|id| &id.id))
}

fn has_file(fact: &Fact) -> bool {
    fact.series_file.is_some()
}

/// What in a fact leads to edges or decides which sources support a binding.
#[derive(PartialEq)]
enum Part<'a> {
    Speaker(&'a str),
    About(&'a str),
    Evidence(&'a str, Stance),
    Named(&'a str),
    Via(&'a str),
    Answer(&'a str),
    Point(Date),
    Outcome,
}

fn references(fact: &Fact) -> Vec<Part<'_>> {
    fn pieces(evidence: &[Evidence]) -> impl Iterator<Item = Part<'_>> {
        evidence.iter().map(|piece| Part::Evidence(&piece.source.id, piece.stance))
    }
    let mut out: Vec<Part<'_>> = fact.speakers().map(|by| Part::Speaker(&by.id)).collect();
    out.extend(fact.about.iter().map(|about| Part::About(&about.id)));
    out.extend(edges::named_facts(fact).map(Part::Named));
    out.extend(edges::passed_on(fact).map(Part::Via));
    out.extend(pieces(&fact.evidence));
    for member in &fact.values {
        out.push(Part::Answer(&member.key));
        out.extend(pieces(&member.evidence));
    }
    for point in &fact.series {
        out.push(Part::Point(point.date));
        out.extend(pieces(&point.evidence));
    }
    if let Some(outcome) = &fact.outcome {
        out.push(Part::Outcome);
        out.extend(pieces(&outcome.evidence));
    }
    out
}
