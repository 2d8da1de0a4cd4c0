//! Runs the rules and remembers what each item's findings rest on, so that an edit runs only those it concerns.
//!
//! In: a site and, the second time, what changed in it. Out: the findings of every item, with the reads of the
//! rules that looked at it. All rules of one item share one trace: they read nearly the same things, and a
//! trace for each would be forty times the memory.

use std::sync::Arc;

use rayon::prelude::*;

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run, lints, report};
use crate::link::{ArticleId, EntityId, FactId, SourceId, TermId};
use crate::site::deps::{Dep, DepSet, Moves};
use crate::site::{Reader, Site};

/// What the rules found in one item, and all they read.
#[derive(Clone, Debug, Default)]
pub struct Traced {
    /// What was read; empty where nobody will ask.
    trace: Box<[Dep]>,
    /// What was found.
    found: Vec<Arc<Diagnostic>>,
}

/// The findings of all rules.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    articles: Vec<Traced>,
    facts: Vec<Traced>,
    sources: Vec<Traced>,
    entities: Vec<Traced>,
    terms: Vec<Traced>,
    /// One for each rule that looks at the site as a whole.
    site: Vec<Traced>,
}

/// A rule's function for one item.
type Function<Id> = fn(&Reader<'_>, Id, &mut Vec<Diagnostic>);

impl Checked {
    /// Runs all rules on everything. With `keep`, traces are kept for `update`.
    pub fn all(site: &Site<'_>, keep: bool) -> Checked {
        Checked::default().updated(site, None, keep)
    }

    /// Runs the rules where something they read changed, and on what is new.
    pub fn update(&mut self, site: &Site<'_>, changed: &DepSet, moves: &Moves) {
        *self = std::mem::take(self).updated(site, Some((changed, moves)), true);
    }

    /// All findings, in no particular order.
    pub fn findings(&self) -> impl Iterator<Item = &Arc<Diagnostic>> {
        let lists = [&self.articles, &self.facts, &self.sources, &self.entities, &self.terms, &self.site];
        lists.into_iter().flatten().flat_map(|traced| &traced.found)
    }

    fn updated(self, site: &Site<'_>, change: Option<(&DepSet, &Moves)>, keep: bool) -> Checked {
        let reader = site.reader();
        let on: Vec<&Lint> =
            lints::LINTS.iter().copied().filter(|lint| report::level_of(&reader, lint.name) != Level::Off).collect();
        let mut of_site = Vec::new();
        let (mut articles, mut facts, mut sources) = (Vec::new(), Vec::new(), Vec::new());
        let (mut entities, mut terms) = (Vec::new(), Vec::new());
        for lint in on {
            match lint.run {
                Run::PerArticle(f) => articles.push(f),
                Run::PerFact(f) => facts.push(f),
                Run::PerSource(f) => sources.push(f),
                Run::PerEntity(f) => entities.push(f),
                Run::PerTerm(f) => terms.push(f),
                Run::Site(f) => of_site.push(f),
                Run::Earlier => {}
            }
        }
        // Which rules are on is the settings' word: with other settings everything is run anew.
        let change = change.filter(|(changed, _)| !changed.contains(Dep::Config));
        let of = |moves: fn(&Moves) -> &Option<Vec<Option<u32>>>| change.map(|(_, all)| moves(all).as_deref());
        let cx = Cx { site, changed: change.map(|(changed, _)| changed), moves: change.map(|(_, moves)| moves), keep };
        let n = |count: usize| 0..count as u32;
        Checked {
            articles: cx.list(self.articles, of(|m| &m.articles), n(reader.articles().count()), |r, id, out| {
                each(&articles, r, ArticleId(id), out);
            }),
            facts: cx.list(self.facts, of(|m| &m.facts), n(reader.facts().count()), |r, id, out| {
                each(&facts, r, FactId(id), out);
            }),
            sources: cx.list(self.sources, of(|m| &m.sources), n(reader.sources().count()), |r, id, out| {
                each(&sources, r, SourceId(id), out);
            }),
            entities: cx.list(self.entities, of(|m| &m.entities), n(reader.entities().count()), |r, id, out| {
                each(&entities, r, EntityId(id), out);
            }),
            terms: cx.list(self.terms, of(|m| &m.terms), n(reader.terms().count()), |r, id, out| {
                each(&terms, r, TermId(id), out);
            }),
            site: cx.list(self.site, change.map(|_| None), n(of_site.len()), |r, index, out| {
                of_site[index as usize](r, out);
            }),
        }
    }
}

fn each<Id: Copy>(functions: &[Function<Id>], reader: &Reader<'_>, id: Id, out: &mut Vec<Diagnostic>) {
    functions.iter().for_each(|f| f(reader, id, out));
}

/// What all lists share.
struct Cx<'s, 'a> {
    site: &'s Site<'a>,
    changed: Option<&'s DepSet>,
    moves: Option<&'s Moves>,
    keep: bool,
}

impl Cx<'_, '_> {
    /// The findings of a list of items. `moved` says where the old ones went; without it all are run.
    fn list(
        &self,
        old: Vec<Traced>,
        moved: Option<Option<&[Option<u32>]>>,
        ids: std::ops::Range<u32>,
        run: impl Fn(&Reader<'_>, u32, &mut Vec<Diagnostic>) + Sync,
    ) -> Vec<Traced> {
        let mut slots: Vec<Option<Traced>> = match moved {
            None => vec![None; ids.len()],
            Some(None) => old.into_iter().map(Some).collect(),
            Some(Some(moves)) => {
                let mut slots = vec![None; ids.len()];
                for (traced, to) in old.into_iter().zip(moves) {
                    if let Some(slot) = to.and_then(|to| slots.get_mut(to as usize)) {
                        *slot = Some(traced);
                    }
                }
                slots
            }
        };
        slots.resize(ids.len(), None);
        slots.into_par_iter().zip(ids).with_min_len(64).map(|(slot, id)| self.one(slot, id, &run)).collect()
    }

    fn one(
        &self,
        slot: Option<Traced>,
        id: u32,
        run: &(impl Fn(&Reader<'_>, u32, &mut Vec<Diagnostic>) + Sync),
    ) -> Traced {
        if let Some(traced) = slot.and_then(|traced| self.still_true(traced)) {
            return traced;
        }
        let reader = self.site.reader();
        let mut found = Vec::new();
        run(&reader, id, &mut found);
        let trace = if self.keep { reader.trace().into() } else { Box::default() };
        Traced { trace, found: found.into_iter().map(Arc::new).collect() }
    }

    /// Findings none of whose reads changed, their trace under the new numbers.
    fn still_true(&self, traced: Traced) -> Option<Traced> {
        let trace = match self.moves.filter(|moves| !moves.is_still()) {
            Some(moves) => moves.trace(&traced.trace)?,
            None => traced.trace,
        };
        (!self.changed?.touches(&trace)).then_some(Traced { trace, found: traced.found })
    }
}
