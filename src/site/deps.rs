//! What a reader may have read. A page or a rule's result is made again if and only if one of these changed.

use crate::link::{ArticleId, EntityId, FactId, SheetId, SourceId, TermId};

/// One thing that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dep {
    /// `site.yml`.
    Config,
    /// The date of the build.
    Today,
    /// An article with its body.
    Body(ArticleId),
    /// What other pages may show of an article: title, summary, date, topics, address.
    Card(ArticleId),
    /// A fact and its support.
    Fact(FactId),
    /// The head of a sheet.
    Sheet(SheetId),
    /// A source and its reference.
    Source(SourceId),
    /// An entity.
    Entity(EntityId),
    /// A term.
    Term(TermId),
    /// Sentences that use a fact.
    UsesOfFact(FactId),
    /// Sentences that cite a source, and facts that rest on it.
    UsesOfSource(SourceId),
    /// What refers to an entity.
    UsesOfEntity(EntityId),
    /// Sentences that use a term.
    UsesOfTerm(TermId),
    /// Articles whose words lead to an article.
    LinksTo(ArticleId),
    /// Facts that say the same sort of thing as a fact.
    Alike(FactId),
    /// Every text of the site.
    Build,
    /// Which ids of a kind there are.
    List(List),
}

/// Lists of all items of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// Articles.
    Articles,
    /// Facts.
    Facts,
    /// Sheets.
    Sheets,
    /// Sources.
    Sources,
    /// Entities.
    Entities,
    /// Terms.
    Terms,
    /// Files that links may lead to.
    Files,
    /// Articles newest first, and those with charts.
    Newest,
    /// Which sorts of facts there are any of.
    Outline,
    /// Which addresses are dead.
    Dead,
    /// What was published.
    Published,
    /// Old addresses of articles.
    Aliases,
}

/// Which deps of a site changed: one bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepSet {
    kinds: [Bits; Dep::KINDS],
    signature: Signature,
}

/// Bits by position; those past the end are unset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Dep {
    /// How many kinds of deps there are.
    pub const KINDS: usize = 17;

    /// Its kind and its position in that kind.
    pub fn place(self) -> (usize, u32) {
        match self {
            Dep::Config => (0, 0),
            Dep::Today => (1, 0),
            Dep::Body(id) => (2, id.0),
            Dep::Card(id) => (3, id.0),
            Dep::Fact(id) => (4, id.0),
            Dep::Sheet(id) => (5, id.0),
            Dep::Source(id) => (6, id.0),
            Dep::Entity(id) => (7, id.0),
            Dep::Term(id) => (8, id.0),
            Dep::UsesOfFact(id) => (9, id.0),
            Dep::UsesOfSource(id) => (10, id.0),
            Dep::UsesOfEntity(id) => (11, id.0),
            Dep::UsesOfTerm(id) => (12, id.0),
            Dep::List(list) => (13, list as u32),
            Dep::Build => (14, 0),
            Dep::LinksTo(id) => (15, id.0),
            Dep::Alike(id) => (16, id.0),
        }
    }
}

impl DepSet {
    /// Adds a dep.
    pub fn insert(&mut self, dep: Dep) {
        let (kind, position) = dep.place();
        let (word, bit) = (position as usize / 64, position % 64);
        self.signature.insert(dep);
        let words = &mut self.kinds[kind].0;
        if words.len() <= word {
            words.resize(word + 1, 0);
        }
        words[word] |= 1 << bit;
    }

    /// Adds all deps of another set.
    pub fn extend(&mut self, other: &DepSet) {
        self.signature.0.iter_mut().zip(other.signature.0).for_each(|(own, more)| *own |= more);
        for (own, more) in self.kinds.iter_mut().zip(&other.kinds) {
            own.0.resize(own.0.len().max(more.0.len()), 0);
            own.0.iter_mut().zip(&more.0).for_each(|(own, more)| *own |= more);
        }
    }

    /// Whether a dep is in the set.
    pub fn contains(&self, dep: Dep) -> bool {
        let (kind, position) = dep.place();
        self.kinds[kind].0.get(position as usize / 64).is_some_and(|word| word >> (position % 64) & 1 == 1)
    }

    /// Whether any of a trace's deps is in the set.
    pub fn touches(&self, trace: &[Dep]) -> bool {
        trace.iter().any(|dep| self.contains(*dep))
    }

    /// Whether any dep of which this is the print may be in the set.
    pub fn may_touch(&self, signature: &Signature) -> bool {
        self.signature.meets(signature)
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.kinds.iter().all(|bits| bits.0.iter().all(|word| *word == 0))
    }
}

/// A short print of deps: of two prints that share no bit the deps share none. It answers from one cache line what a
/// trace answers from several, for the many items that an edit does not touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signature([u64; 8]);

impl Signature {
    /// Adds a dep.
    pub fn insert(&mut self, dep: Dep) {
        let (kind, position) = dep.place();
        // Fibonacci hashing: neighbours in a list land far apart.
        let mixed = (u64::from(position) * Dep::KINDS as u64 + kind as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0[(mixed >> 61) as usize] |= 1 << (mixed >> 55 & 63);
    }

    /// Whether both may hold one dep.
    pub fn meets(&self, other: &Signature) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

impl FromIterator<Dep> for Signature {
    fn from_iter<I: IntoIterator<Item = Dep>>(deps: I) -> Signature {
        let mut out = Signature::default();
        deps.into_iter().for_each(|dep| out.insert(dep));
        out
    }
}

/// Where the items of a list went when ids came or went: the new position of each old one.
#[derive(Clone, Debug, Default)]
pub struct Moves {
    /// Articles.
    pub articles: Option<Vec<Option<u32>>>,
    /// Facts.
    pub facts: Option<Vec<Option<u32>>>,
    /// Sheets.
    pub sheets: Option<Vec<Option<u32>>>,
    /// Sources.
    pub sources: Option<Vec<Option<u32>>>,
    /// Entities.
    pub entities: Option<Vec<Option<u32>>>,
    /// Terms.
    pub terms: Option<Vec<Option<u32>>>,
}

/// The new position of an item, by a list of moves; its own where nothing moved.
pub fn moved(moves: Option<&Vec<Option<u32>>>, position: u32) -> Option<u32> {
    match moves {
        None => Some(position),
        Some(moves) => moves.get(position as usize).copied().flatten(),
    }
}

impl Moves {
    /// Whether every item stands where it stood.
    pub fn is_still(&self) -> bool {
        let lists = [&self.articles, &self.facts, &self.sheets, &self.sources, &self.entities, &self.terms];
        lists.iter().all(|list| list.is_none())
    }

    /// Whether a trace is still true: nothing that it names changed or is gone.
    pub fn holds(&self, trace: &mut Box<[Dep]>, changed: &DepSet) -> bool {
        if !self.is_still() {
            match self.trace(trace) {
                Some(moved) => *trace = moved,
                None => return false,
            }
        }
        !changed.touches(trace)
    }

    /// A dep under its new number; `None` if what was read is gone.
    pub fn of(&self, dep: Dep) -> Option<Dep> {
        let to = |moves: &Option<Vec<Option<u32>>>, position: u32| moved(moves.as_ref(), position);
        Some(match dep {
            Dep::Body(id) => Dep::Body(ArticleId(to(&self.articles, id.0)?)),
            Dep::Card(id) => Dep::Card(ArticleId(to(&self.articles, id.0)?)),
            Dep::Fact(id) => Dep::Fact(FactId(to(&self.facts, id.0)?)),
            Dep::Sheet(id) => Dep::Sheet(SheetId(to(&self.sheets, id.0)?)),
            Dep::Source(id) => Dep::Source(SourceId(to(&self.sources, id.0)?)),
            Dep::Entity(id) => Dep::Entity(EntityId(to(&self.entities, id.0)?)),
            Dep::Term(id) => Dep::Term(TermId(to(&self.terms, id.0)?)),
            Dep::UsesOfFact(id) => Dep::UsesOfFact(FactId(to(&self.facts, id.0)?)),
            Dep::UsesOfSource(id) => Dep::UsesOfSource(SourceId(to(&self.sources, id.0)?)),
            Dep::UsesOfEntity(id) => Dep::UsesOfEntity(EntityId(to(&self.entities, id.0)?)),
            Dep::UsesOfTerm(id) => Dep::UsesOfTerm(TermId(to(&self.terms, id.0)?)),
            Dep::LinksTo(id) => Dep::LinksTo(ArticleId(to(&self.articles, id.0)?)),
            Dep::Alike(id) => Dep::Alike(FactId(to(&self.facts, id.0)?)),
            Dep::Config | Dep::Today | Dep::List(_) | Dep::Build => dep,
        })
    }

    /// A trace under new numbers; `None` if anything that was read is gone.
    pub fn trace(&self, trace: &[Dep]) -> Option<Box<[Dep]>> {
        trace.iter().map(|dep| self.of(*dep)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in_and_nothing_else() {
        let mut set = DepSet::default();
        assert!(set.is_empty());
        set.insert(Dep::Fact(FactId(70)));
        set.insert(Dep::List(List::Files));
        assert!(set.contains(Dep::Fact(FactId(70))) && set.contains(Dep::List(List::Files)));
        for other in [Dep::Fact(FactId(6)), Dep::Fact(FactId(700)), Dep::UsesOfFact(FactId(70)), Dep::List(List::Terms)]
        {
            assert!(!set.contains(other), "{other:?}");
        }
    }

    #[test]
    fn deps_move_with_their_items_and_end_with_them() {
        let moves = Moves { facts: Some(vec![Some(1), None]), ..Moves::default() };
        assert_eq!(moves.of(Dep::Fact(FactId(0))), Some(Dep::Fact(FactId(1))));
        assert_eq!(moves.of(Dep::UsesOfFact(FactId(1))), None);
        assert_eq!(moves.of(Dep::Source(SourceId(1))), Some(Dep::Source(SourceId(1))));
        assert!(moves.trace(&[Dep::Config, Dep::Fact(FactId(1))]).is_none());
    }
}
