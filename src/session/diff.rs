//! What differs between two states of a site, in the terms in which pages and rules read it.
//!
//! In: the items, links and bibliography before and after. Out: where items moved, and the deps that changed.
//! Values are compared, not hashed: what one allocation holds in both states is equal without a look, so a
//! comparison costs as much as the edit, and two values that hash alike cannot be mistaken for each other.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use crate::cite::Bibliography;
use crate::link::edges::{Naming, Usage};
use crate::link::items::Items;
use crate::link::outline::Outline;
use crate::link::{ArticleId, EntityId, FactId, Links, SheetId, SourceId, TermId};
use crate::model::fact::Sheet;
use crate::site::deps::{Dep, DepSet, List, Moves, moved};
use crate::site::{Card, Used};

/// One state of a site.
#[derive(Clone, Copy)]
pub(super) struct State<'a> {
    pub(super) items: &'a Items,
    pub(super) links: &'a Links,
    pub(super) bibliography: &'a Bibliography,
}

/// All that changed from one state to the other.
pub(super) fn diff(old: State<'_>, new: State<'_>) -> (Moves, DepSet) {
    let moves = moves(old.items, new.items);
    let mut out = DepSet::default();
    let mut cx = Cx { old, new, moves: &moves, out: &mut out };
    cx.lists();
    cx.items();
    cx.uses();
    cx.relations();
    (moves, out)
}

/// Where every item went.
fn moves(old: &Items, new: &Items) -> Moves {
    Moves {
        articles: places(&old.articles, &new.articles, |article| (&*article.id, &*article.lang)),
        facts: places(&old.facts, &new.facts, |fact| &*fact.id),
        sheets: places(&old.sheets, &new.sheets, |sheet| &*sheet.id),
        sources: places(&old.sources, &new.sources, |source| &*source.id),
        entities: places(&old.entities, &new.entities, |entity| &*entity.id),
        terms: places(&old.terms, &new.terms, |term| &*term.id),
    }
}

/// New positions of old items; `None` if every id stands where it stood and nothing came.
fn places<'a, T, K: Eq + Hash + 'a>(
    old: &'a [Arc<T>],
    new: &'a [Arc<T>],
    key: impl Fn(&'a T) -> K,
) -> Option<Vec<Option<u32>>> {
    let same = |(a, b): (&'a Arc<T>, &'a Arc<T>)| Arc::ptr_eq(a, b) || key(a) == key(b);
    if old.len() == new.len() && old.iter().zip(new).all(same) {
        return None;
    }
    let mut at = HashMap::with_capacity(new.len());
    for (position, item) in new.iter().enumerate() {
        at.entry(key(item)).or_insert(position as u32);
    }
    // Of two items with one id only the first can be found; the second is taken for gone.
    Some(old.iter().map(|item| at.remove(&key(item))).collect())
}

struct Cx<'a, 's> {
    old: State<'s>,
    new: State<'s>,
    moves: &'a Moves,
    out: &'a mut DepSet,
}

/// Pairs of an old item and the new one of the same id, with the new position.
fn pairs<'a, T>(
    old: &'a [T],
    new: &'a [T],
    moves: &'a Option<Vec<Option<u32>>>,
) -> impl Iterator<Item = (u32, usize, &'a T, &'a T)> {
    old.iter().enumerate().filter_map(move |(from, item)| {
        let to = moved(moves.as_ref(), from as u32)?;
        new.get(to as usize).map(|other| (to, from, item, other))
    })
}

fn differ<T: PartialEq>(a: &Arc<T>, b: &Arc<T>) -> bool {
    !Arc::ptr_eq(a, b) && a != b
}

impl Cx<'_, '_> {
    /// Which ids there are, and what is read with a list as a whole.
    fn lists(&mut self) {
        let (old, new) = (self.old, self.new);
        if differ(&old.items.config, &new.items.config) {
            self.out.insert(Dep::Config);
        }
        let moves = self.moves;
        let same_order = old.bibliography.same_frame(new.bibliography);
        let topics = self.list_differs(&old.links.edges.articles_of_topic, &new.links.edges.articles_of_topic);
        let same_order_of = |a: &[ArticleId], b: &[ArticleId]| same_ids(a, b, &moves.articles, |id| id.0);
        let flags = |outline: &Outline| (outline.periods, outline.changes);
        let lists = [
            (List::Articles, moves.articles.is_some() || topics),
            (List::Facts, moves.facts.is_some()),
            (List::Sheets, moves.sheets.is_some()),
            (List::Sources, moves.sources.is_some() || !same_order),
            (List::Entities, moves.entities.is_some()),
            (List::Terms, moves.terms.is_some()),
            (
                List::Newest,
                !same_order_of(&old.links.outline.newest, &new.links.outline.newest)
                    || !same_order_of(&old.links.outline.charted, &new.links.outline.charted),
            ),
            (
                List::Dead,
                differ(&old.items.link_log, &new.items.link_log)
                    && !old.items.link_log.dead().eq(new.items.link_log.dead()),
            ),
            (List::Published, differ(&old.items.published, &new.items.published)),
            (List::Aliases, !self.same_aliases()),
            (List::Outline, flags(&old.links.outline) != flags(&new.links.outline)),
        ];
        lists.into_iter().filter(|(_, differs)| *differs).for_each(|(list, _)| self.out.insert(Dep::List(list)));
    }

    /// Whether the same articles have the same old addresses.
    fn same_aliases(&self) -> bool {
        let (old, new) = (self.old, self.new);
        let (before, after) = (&old.links.outline.aliased, &new.links.outline.aliased);
        same_ids(before, after, &self.moves.articles, |id| id.0)
            && before.iter().zip(after).all(|(a, b)| {
                let (a, b) = (&old.items.articles[a.index()], &new.items.articles[b.index()]);
                Arc::ptr_eq(a, b) || a.aliases == b.aliases
            })
    }

    fn list_differs(&self, old: &[Vec<ArticleId>], new: &[Vec<ArticleId>]) -> bool {
        old.len() != new.len() || old.iter().zip(new).any(|(a, b)| !same_ids(a, b, &self.moves.articles, |id| id.0))
    }

    /// Items that say something else.
    fn items(&mut self) {
        let (old, new, moves) = (self.old, self.new, self.moves);
        for (to, _, a, b) in pairs(&old.items.articles, &new.items.articles, &moves.articles) {
            // A text that was read again is another text, even where it parses to the same: pages show parts of it.
            if !Arc::ptr_eq(a, b) {
                self.out.insert(Dep::Body(ArticleId(to)));
                if Card::of(a) != Card::of(b) {
                    self.out.insert(Dep::Card(ArticleId(to)));
                }
            }
        }
        for (to, from, a, b) in pairs(&old.items.facts, &new.items.facts, &moves.facts) {
            if differ(a, b) || old.links.support[from] != new.links.support[to as usize] {
                self.out.insert(Dep::Fact(FactId(to)));
            }
        }
        for (to, _, a, b) in pairs(&old.items.sheets, &new.items.sheets, &moves.sheets) {
            if !Arc::ptr_eq(a, b) && !same_head(a, b) {
                self.out.insert(Dep::Sheet(SheetId(to)));
            }
        }
        for (to, from, a, b) in pairs(&old.items.sources, &new.items.sources, &moves.sources) {
            let printed = old.bibliography.entries.get(from) != new.bibliography.entries.get(to as usize);
            if differ(a, b) || printed {
                self.out.insert(Dep::Source(SourceId(to)));
            }
        }
        for (to, _, a, b) in pairs(&old.items.entities, &new.items.entities, &moves.entities) {
            if differ(a, b) {
                self.out.insert(Dep::Entity(EntityId(to)));
            }
        }
        for (to, _, a, b) in pairs(&old.items.terms, &new.items.terms, &moves.terms) {
            if differ(a, b) {
                self.out.insert(Dep::Term(TermId(to)));
            }
        }
    }

    /// Backlinks: other uses, or the same in another sentence.
    fn uses(&mut self) {
        let (old, new, moves) = (&self.old.links.edges, &self.new.links.edges, self.moves);
        for (to, from, a, b) in pairs(&old.uses_of_fact, &new.uses_of_fact, &moves.facts) {
            let now = to as usize;
            let (blocks, named) = (&old.blocks_of_fact[from], &old.named_by_fact[from]);
            let same = self.same_usages(a, b)
                && same_ids(blocks, &new.blocks_of_fact[now], &moves.articles, |id| id.0)
                && same_ids(named, &new.named_by_fact[now], &moves.facts, |id| id.0);
            if !same {
                self.out.insert(Dep::UsesOfFact(FactId(to)));
            }
        }
        for (to, from, a, b) in pairs(&old.uses_of_source, &new.uses_of_source, &moves.sources) {
            let now = to as usize;
            let same = self.same_usages(a, b)
                && self.same_usages(&old.bound_to_source[from], &new.bound_to_source[now])
                && same_ids(&old.facts_of_source[from], &new.facts_of_source[now], &moves.facts, |id| id.0)
                && same_ids(&old.terms_of_source[from], &new.terms_of_source[now], &moves.terms, |id| id.0)
                && same_ids(&old.labels_of_source[from], &new.labels_of_source[now], &moves.entities, |id| id.0)
                && same_ids(&old.copies_of_source[from], &new.copies_of_source[now], &moves.sources, |id| id.0);
            if !same {
                self.out.insert(Dep::UsesOfSource(SourceId(to)));
            }
        }
        for (to, from, a, b) in pairs(&old.uses_of_entity, &new.uses_of_entity, &moves.entities) {
            let now = to as usize;
            let (facts, sources) = (&moves.facts, &moves.sources);
            let same = self.same_usages(a, b)
                && same_ids(&old.facts_by_entity[from], &new.facts_by_entity[now], facts, |id| id.0)
                && same_ids(&old.facts_about_entity[from], &new.facts_about_entity[now], facts, |id| id.0)
                && same_ids(&old.published_by_entity[from], &new.published_by_entity[now], sources, |id| id.0)
                && same_ids(&old.written_by_entity[from], &new.written_by_entity[now], sources, |id| id.0)
                && self.same_namings(&old.named_in_data[from], &new.named_in_data[now]);
            if !same {
                self.out.insert(Dep::UsesOfEntity(EntityId(to)));
            }
        }
        for (to, _, a, b) in pairs(&old.uses_of_term, &new.uses_of_term, &moves.terms) {
            if !self.same_usages(a, b) {
                self.out.insert(Dep::UsesOfTerm(TermId(to)));
            }
        }
    }

    /// What leads to an article, and which facts are like which.
    fn relations(&mut self) {
        let (old, new, moves) = (self.old.links, self.new.links, self.moves);
        let (before, after) = (&old.edges.links_to_article, &new.edges.links_to_article);
        for (to, _, a, b) in pairs(before, after, &moves.articles) {
            if !same_ids(a, b, &moves.articles, |id| id.0) {
                self.out.insert(Dep::LinksTo(ArticleId(to)));
            }
        }
        if Arc::ptr_eq(&old.alike, &new.alike) {
            return;
        }
        for (to, from, ..) in pairs(&self.old.items.facts, &self.new.items.facts, &moves.facts) {
            let (from, now) = (FactId(from as u32), FactId(to));
            let same = same_ids(old.alike.same_measure(from), new.alike.same_measure(now), &moves.facts, |id| id.0)
                && same_ids(old.alike.same_value(from), new.alike.same_value(now), &moves.facts, |id| id.0);
            if !same {
                self.out.insert(Dep::Alike(now));
            }
        }
    }

    fn same_usages(&self, old: &[Usage], new: &[Usage]) -> bool {
        old.len() == new.len() && old.iter().zip(new).all(|(a, b)| self.same_usage(a, b))
    }

    fn same_namings(&self, old: &[Naming], new: &[Naming]) -> bool {
        let to = |naming: &Naming| match *naming {
            Naming::Owner(id) => moved(self.moves.entities.as_ref(), id.0).map(|id| Naming::Owner(EntityId(id))),
            Naming::Via(id) => moved(self.moves.facts.as_ref(), id.0).map(|id| Naming::Via(FactId(id))),
        };
        old.len() == new.len() && old.iter().zip(new).all(|(a, b)| to(a) == Some(*b))
    }

    fn same_usage(&self, a: &Usage, b: &Usage) -> bool {
        let place = |usage: &Usage| (usage.prose, usage.index, usage.number);
        if moved(self.moves.articles.as_ref(), a.article.0) != Some(b.article.0) || place(a) != place(b) {
            return false;
        }
        let before = &self.old.items.articles[a.article.index()];
        let after = &self.new.items.articles[b.article.index()];
        Arc::ptr_eq(before, after) || Used::of(before, *a) == Used::of(after, *b)
    }
}

fn same_ids<Id: Copy>(old: &[Id], new: &[Id], moves: &Option<Vec<Option<u32>>>, number: fn(Id) -> u32) -> bool {
    let same = |(a, b): (&Id, &Id)| moved(moves.as_ref(), number(*a)) == Some(number(*b));
    old.len() == new.len() && old.iter().zip(new).all(same)
}

/// A sheet without its facts, which are read one by one; but which they are belongs to it.
fn same_head(a: &Sheet, b: &Sheet) -> bool {
    (a.at, &a.title, &a.summary, &a.topics) == (b.at, &b.title, &b.summary, &b.topics)
        && a.facts.iter().map(|fact| &fact.id).eq(b.facts.iter().map(|fact| &fact.id))
}
