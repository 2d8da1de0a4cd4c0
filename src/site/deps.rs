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
}
