//! Runs the rules and remembers what each item's findings rest on, so that an edit runs only those it concerns.
//!
//! In: a site and, the second time, what changed in it. Out: the findings of every item, with the reads of the
//! rules that looked at it. Most rules of an item read the same, the item alone; those share one trace. So a fact
//! that changes runs the two or three rules that compare words with facts, not all, in the articles that use it.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run, lints, report};
use crate::link::{ArticleId, EntityId, FactId, SheetId, SourceId, TermId};
use crate::site::deps::{Dep, DepSet, Moves, Signature};
use crate::site::{Reader, Site};

/// What some rules found in one item, and all that each of them read: rules with one trace stand together.
#[derive(Clone, Debug, Default)]
struct Group {
    /// The rules, a bit each.
    rules: u64,
    /// What was read; empty where nobody will ask.
    trace: Box<[Dep]>,
    /// What was found.
    found: Vec<Arc<Diagnostic>>,
}

/// What the rules found in one item.
#[derive(Clone, Debug, Default)]
struct Traced {
    /// The print of all traces.
    signature: Signature,
    groups: Vec<Group>,
}

/// The findings of all rules.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    articles: Vec<Traced>,
    facts: Vec<Traced>,
    sheets: Vec<Traced>,
    sources: Vec<Traced>,
    entities: Vec<Traced>,
    terms: Vec<Traced>,
    /// One for each rule that looks at the site as a whole.
    site: Vec<Traced>,
}

/// What an update came to, in no particular order.
#[derive(Debug, Default)]
pub struct Delta {
    /// Findings that are no more.
    pub gone: Vec<Arc<Diagnostic>>,
    /// Findings that are new, some of them the same as ones that are gone.
    pub new: Vec<Arc<Diagnostic>>,
}

impl Delta {
    /// Both together.
    #[must_use]
    pub fn and(mut self, other: Delta) -> Delta {
        self.gone.extend(other.gone);
        self.new.extend(other.new);
        self
    }
}

/// A rule's function for one item.
type Function<Id> = fn(&Reader<'_>, Id, &mut Vec<Diagnostic>);

impl Checked {
    /// Runs all rules on everything. With `keep`, traces are kept for `update`.
    pub fn all(site: &Site<'_>, keep: bool) -> Checked {
        Checked::default().updated(site, None, keep).0
    }

    /// Runs the rules where something they read changed, and on what is new. Where items moved or the settings
    /// changed, what is returned does not tell of all that is gone.
    pub fn update(&mut self, site: &Site<'_>, changed: &DepSet, moves: &Moves) -> Delta {
        if changed.is_empty() && moves.is_still() {
            return Delta::default();
        }
        let (now, delta) = std::mem::take(self).updated(site, Some((changed, moves)), true);
        *self = now;
        delta
    }

    /// All findings, in no particular order.
    pub fn findings(&self) -> impl Iterator<Item = &Arc<Diagnostic>> {
        let lists = [&self.articles, &self.facts, &self.sheets, &self.sources, &self.entities, &self.terms, &self.site];
        lists.into_iter().flatten().flat_map(|traced| &traced.groups).flat_map(|group| &group.found)
    }

    fn updated(self, site: &Site<'_>, change: Option<(&DepSet, &Moves)>, keep: bool) -> (Checked, Delta) {
        let reader = site.reader();
        let on: Vec<&Lint> =
            lints::LINTS.iter().copied().filter(|lint| report::level_of(&reader, lint.name) != Level::Off).collect();
        let mut by_kind = ByKind::default();
        on.iter().for_each(|lint| by_kind.add(&lint.run));
        // Which rules are on is the settings' word: with other settings everything is run anew.
        let change = change.filter(|(changed, _)| !changed.contains(Dep::Config));
        let of = |moves: fn(&Moves) -> &Option<Vec<Option<u32>>>| change.map(|(_, all)| moves(all).as_deref());
        let cx = Cx {
            site,
            changed: change.map(|(changed, _)| changed),
            moves: change.map(|(_, moves)| moves),
            keep,
            delta: Mutex::default(),
        };
        let n = |count: usize| 0..count as u32;
        let rules = &by_kind;
        let checked = Checked {
            articles: cx.list(
                self.articles,
                of(|m| &m.articles),
                n(reader.articles().count()),
                &rules.articles,
                ArticleId,
            ),
            facts: cx.list(self.facts, of(|m| &m.facts), n(reader.facts().count()), &rules.facts, FactId),
            sheets: cx.list(self.sheets, of(|m| &m.sheets), n(reader.sheets().count()), &rules.sheets, SheetId),
            sources: cx.list(self.sources, of(|m| &m.sources), n(reader.sources().count()), &rules.sources, SourceId),
            entities: cx.list(
                self.entities,
                of(|m| &m.entities),
                n(reader.entities().count()),
                &rules.entities,
                EntityId,
            ),
            terms: cx.list(self.terms, of(|m| &m.terms), n(reader.terms().count()), &rules.terms, TermId),
            site: cx.list(self.site, change.map(|_| None), 0..1, &rules.site, |_| ()),
        };
        (checked, cx.delta.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The functions of all rules that are on, by what they look at; at most 64 each.
#[derive(Default)]
struct ByKind {
    articles: Vec<Function<ArticleId>>,
    facts: Vec<Function<FactId>>,
    sheets: Vec<Function<SheetId>>,
    sources: Vec<Function<SourceId>>,
    entities: Vec<Function<EntityId>>,
    terms: Vec<Function<TermId>>,
    site: Vec<Function<()>>,
}

impl ByKind {
    fn add(&mut self, run: &Run) {
        match *run {
            Run::PerArticle(f) => self.articles.push(f),
            Run::PerFact(f) => self.facts.push(f),
            Run::PerSheet(f) => self.sheets.push(f),
            Run::PerSource(f) => self.sources.push(f),
            Run::PerEntity(f) => self.entities.push(f),
            Run::PerTerm(f) => self.terms.push(f),
            Run::Site(f) => self.site.push(f),
            Run::Several(runs) => runs.iter().for_each(|run| self.add(run)),
            Run::Earlier => {}
        }
    }
}

/// What all lists share.
struct Cx<'s, 'a> {
    site: &'s Site<'a>,
    changed: Option<&'s DepSet>,
    moves: Option<&'s Moves>,
    keep: bool,
    delta: Mutex<Delta>,
}

impl Cx<'_, '_> {
    /// The findings of a list of items. `moved` says where the old ones went; without it all are run.
    fn list<Id: Copy>(
        &self,
        old: Vec<Traced>,
        moved: Option<Option<&[Option<u32>]>>,
        ids: std::ops::Range<u32>,
        rules: &[Function<Id>],
        id: fn(u32) -> Id,
    ) -> Vec<Traced> {
        let mut slots: Vec<Traced> = match moved {
            None => Vec::new(),
            Some(None) => old,
            Some(Some(moves)) => {
                let mut slots = vec![Traced::default(); ids.len()];
                for (traced, to) in old.into_iter().zip(moves) {
                    if let Some(slot) = to.and_then(|to| slots.get_mut(to as usize)) {
                        *slot = traced;
                    }
                }
                slots
            }
        };
        slots.resize(ids.len(), Traced::default());
        slots
            .into_par_iter()
            .zip(ids)
            .with_min_len(64)
            .map(|(slot, position)| self.one(slot, id(position), rules))
            .collect()
    }

    /// Keeps what is still true, and runs the rules that have nothing left.
    fn one<Id: Copy>(&self, slot: Traced, id: Id, rules: &[Function<Id>]) -> Traced {
        let (mut groups, gone) = match self.still_true(slot) {
            Still::All(traced) => return traced,
            Still::Some(groups, gone) => (groups, gone),
        };
        let mut gone = Gone::of(gone);
        let mut new = Vec::new();
        let kept = groups.iter().fold(0, |rules, group| rules | group.rules);
        let to_run = rules.iter().enumerate().filter(|(bit, _)| kept >> bit & 1 == 0);
        if !self.keep {
            let reader = self.site.reader();
            let mut found = Vec::new();
            to_run.for_each(|(_, rule)| rule(&reader, id, &mut found));
            let found = found.into_iter().map(Arc::new).collect();
            let group = Group { rules: 0, trace: Box::default(), found };
            return Traced { signature: Signature::default(), groups: vec![group] };
        }
        for (bit, rule) in to_run {
            let reader = self.site.reader();
            let mut found = Vec::new();
            rule(&reader, id, &mut found);
            // What is found again is the same finding: nobody has to look at it anew.
            let kept = |finding: Diagnostic| {
                gone.take(&finding).unwrap_or_else(|| {
                    new.push(Arc::new(finding));
                    new[new.len() - 1].clone()
                })
            };
            let found: Vec<Arc<Diagnostic>> = found.into_iter().map(kept).collect();
            let trace = reader.trace();
            match groups.iter_mut().find(|group| *group.trace == *trace) {
                Some(group) => {
                    group.rules |= 1 << bit;
                    group.found.extend(found);
                }
                None => groups.push(Group { rules: 1 << bit, trace: trace.into(), found }),
            }
        }
        self.note(gone, new);
        let signature = groups.iter().flat_map(|group| &group.trace).copied().collect();
        Traced { signature, groups }
    }

    fn note(&self, gone: Gone, mut new: Vec<Arc<Diagnostic>>) {
        let mut gone: Vec<Arc<Diagnostic>> = gone.left().collect();
        if self.changed.is_some() && !(gone.is_empty() && new.is_empty()) {
            let mut delta = self.delta.lock().unwrap_or_else(PoisonError::into_inner);
            delta.gone.append(&mut gone);
            delta.new.append(&mut new);
        }
    }

    /// The groups none of whose reads changed, their traces under the new numbers.
    fn still_true(&self, traced: Traced) -> Still {
        let Some((changed, moves)) = self.changed.zip(self.moves) else { return Still::Some(Vec::new(), Vec::new()) };
        let is_new = traced.groups.is_empty();
        // The usual case: nothing but the print is looked at.
        if moves.is_still() && !is_new && !changed.may_touch(&traced.signature) {
            return Still::All(traced);
        }
        let mut gone = Vec::new();
        let mut groups = Vec::new();
        for mut group in traced.groups {
            match moves.holds(&mut group.trace, changed) {
                true => groups.push(group),
                false => gone.append(&mut group.found),
            }
        }
        Still::Some(groups, gone)
    }
}

/// What is left of an item's findings after a change.
enum Still {
    /// Nothing it rests on changed.
    All(Traced),
    /// These groups hold; the rules of no group are to be run. What those had found is beside them.
    Some(Vec<Group>, Vec<Arc<Diagnostic>>),
}

/// Findings of rules that are run again.
struct Gone {
    sorted: Vec<Arc<Diagnostic>>,
    /// Which of them were found again.
    is_back: Vec<bool>,
}

impl Gone {
    fn of(mut findings: Vec<Arc<Diagnostic>>) -> Gone {
        findings.sort();
        Gone { is_back: vec![false; findings.len()], sorted: findings }
    }

    /// What was found before and is found again.
    fn take(&mut self, finding: &Diagnostic) -> Option<Arc<Diagnostic>> {
        let first = self.sorted.partition_point(|held| **held < *finding);
        let equal = self.sorted[first..].iter().take_while(|held| ***held == *finding).count();
        let at = (first..first + equal).find(|at| !self.is_back[*at])?;
        self.is_back[at] = true;
        Some(self.sorted[at].clone())
    }

    /// What was not found again.
    fn left(self) -> impl Iterator<Item = Arc<Diagnostic>> {
        self.sorted.into_iter().zip(self.is_back).filter(|(_, is_back)| !is_back).map(|(finding, _)| finding)
    }
}
