//! Every waiver of the site, with what it stands in.
//!
//! In: a reader. Out: waivers of articles, sheets and entries. One that a sheet's `defaults` give comes once for the
//! sheet's every fact.
//! Absent on purpose: which findings a waiver covers; that is for the one who has them.

use super::Reader;
use crate::link::{ArticleId, EntityId, FactId, SheetId, SourceId, TermId};
use crate::model::waiver::Waiver;

/// What a waiver stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// An article, or a block of its text.
    Article(ArticleId),
    /// A sheet of facts.
    Sheet(SheetId),
    /// A fact.
    Fact(FactId),
    /// A source.
    Source(SourceId),
    /// An entity.
    Entity(EntityId),
    /// A term of the glossary.
    Term(TermId),
}

/// All of them: articles, sheets, facts, sources, entities, terms.
pub fn all<'a>(reader: &Reader<'a>) -> impl Iterator<Item = (Owner, &'a Waiver)> {
    let of_articles = reader.articles().flat_map(|id| {
        let article = reader.article(id);
        article.allow.iter().chain(&article.body.waivers).map(move |waiver| (Owner::Article(id), waiver))
    });
    let of_sheets = reader.sheets().flat_map(|id| of(Owner::Sheet(id), &reader.sheet(id).allow));
    let of_facts = reader.facts().flat_map(|id| of(Owner::Fact(id), &reader.fact(id).allow));
    let of_sources = reader.sources().flat_map(|id| of(Owner::Source(id), &reader.source(id).allow));
    let of_entities = reader.entities().flat_map(|id| of(Owner::Entity(id), &reader.entity(id).allow));
    let of_terms = reader.terms().flat_map(|id| of(Owner::Term(id), &reader.term(id).allow));
    of_articles.chain(of_sheets).chain(of_facts).chain(of_sources).chain(of_entities).chain(of_terms)
}

fn of(owner: Owner, waivers: &[Waiver]) -> impl Iterator<Item = (Owner, &Waiver)> {
    waivers.iter().map(move |waiver| (owner, waiver))
}
