//! What refers to what, as pages and rules read it: sentences that use an item, facts that rest on a source.

use super::deps::{Dep, List};
use super::{Mention, Reader, Used};
use crate::link::edges::{Naming, Usage};
use crate::link::{ArticleId, EntityId, FactId, SourceId, TermId, support};
use crate::model::prose::FactRef;

impl<'a> Reader<'a> {
    /// Sentences that use a fact, by article, in reading order.
    pub fn uses_of_fact(&self, id: FactId) -> Vec<Mention<'a>> {
        self.log(Dep::UsesOfFact(id));
        self.mentions(&self.site.links.edges.uses_of_fact[id.index()])
    }

    /// Sentences that cite or name a source.
    pub fn uses_of_source(&self, id: SourceId) -> Vec<Mention<'a>> {
        self.log(Dep::UsesOfSource(id));
        self.mentions(&self.site.links.edges.uses_of_source[id.index()])
    }

    /// Sentences bound to a fact that a source supports.
    pub fn bound_to_source(&self, id: SourceId) -> Vec<Mention<'a>> {
        self.log(Dep::UsesOfSource(id));
        self.mentions(&self.site.links.edges.bound_to_source[id.index()])
    }

    /// Sources that support what a binding of a fact says.
    pub fn supporting(&self, id: FactId, bound: &FactRef) -> Vec<SourceId> {
        self.log(Dep::Fact(id));
        self.log(Dep::List(List::Sources));
        support::supporting(self.site.items, id, bound).into_iter().collect()
    }

    /// Sentences that name an entity by a link.
    pub fn uses_of_entity(&self, id: EntityId) -> Vec<Mention<'a>> {
        self.log(Dep::UsesOfEntity(id));
        self.mentions(&self.site.links.edges.uses_of_entity[id.index()])
    }

    /// Sentences that use a term by a link.
    pub fn uses_of_term(&self, id: TermId) -> Vec<Mention<'a>> {
        self.log(Dep::UsesOfTerm(id));
        self.mentions(&self.site.links.edges.uses_of_term[id.index()])
    }

    /// Facts that rest on a source.
    pub fn facts_of_source(&self, id: SourceId) -> &'a [FactId] {
        self.log(Dep::UsesOfSource(id));
        &self.site.links.edges.facts_of_source[id.index()]
    }

    /// Terms whose meaning was read in a source.
    pub fn terms_of_source(&self, id: SourceId) -> &'a [TermId] {
        self.log(Dep::UsesOfSource(id));
        &self.site.links.edges.terms_of_source[id.index()]
    }

    /// Facts that an entity says.
    pub fn facts_by(&self, id: EntityId) -> &'a [FactId] {
        self.log(Dep::UsesOfEntity(id));
        &self.site.links.edges.facts_by_entity[id.index()]
    }

    /// Facts about an entity.
    pub fn facts_about(&self, id: EntityId) -> &'a [FactId] {
        self.log(Dep::UsesOfEntity(id));
        &self.site.links.edges.facts_about_entity[id.index()]
    }

    /// What names an entity otherwise: those it owns, facts that it passed on.
    pub fn named_in_data(&self, id: EntityId) -> &'a [Naming] {
        self.log(Dep::UsesOfEntity(id));
        &self.site.links.edges.named_in_data[id.index()]
    }

    /// Sources an entity publishes.
    pub fn published_by(&self, id: EntityId) -> &'a [SourceId] {
        self.log(Dep::UsesOfEntity(id));
        &self.site.links.edges.published_by_entity[id.index()]
    }

    /// Sources an entity wrote or edited.
    pub fn written_by(&self, id: EntityId) -> &'a [SourceId] {
        self.log(Dep::UsesOfEntity(id));
        &self.site.links.edges.written_by_entity[id.index()]
    }

    /// Articles with a block that names a fact, alone or by its sheet.
    pub fn blocks_of_fact(&self, id: FactId) -> &'a [ArticleId] {
        self.log(Dep::UsesOfFact(id));
        &self.site.links.edges.blocks_of_fact[id.index()]
    }

    /// Facts that name a fact: as contradicting it, as related, as what replaces them.
    pub fn named_by(&self, id: FactId) -> &'a [FactId] {
        self.log(Dep::UsesOfFact(id));
        &self.site.links.edges.named_by_fact[id.index()]
    }

    /// Entities whose label of opinion rests on a source.
    pub fn labels_of_source(&self, id: SourceId) -> &'a [EntityId] {
        self.log(Dep::UsesOfSource(id));
        &self.site.links.edges.labels_of_source[id.index()]
    }

    /// Sources that are copies of a source.
    pub fn copies_of_source(&self, id: SourceId) -> &'a [SourceId] {
        self.log(Dep::UsesOfSource(id));
        &self.site.links.edges.copies_of_source[id.index()]
    }

    /// Other articles whose words lead to an article.
    pub fn links_to(&self, id: ArticleId) -> &'a [ArticleId] {
        self.log(Dep::LinksTo(id));
        &self.site.links.edges.links_to_article[id.index()]
    }

    /// Other facts that measure what a fact measures, in the same unit and year.
    pub fn same_measure(&self, id: FactId) -> &'a [FactId] {
        self.log(Dep::Alike(id));
        self.site.links.alike.same_measure(id)
    }

    /// Other facts that give a figure of a fact, if it is none that many give.
    pub fn same_value(&self, id: FactId) -> &'a [FactId] {
        self.log(Dep::Alike(id));
        self.site.links.alike.same_value(id)
    }

    fn mentions(&self, usages: &'a [Usage]) -> Vec<Mention<'a>> {
        usages.iter().filter_map(|usage| self.mention(*usage)).collect()
    }

    fn mention(&self, usage: Usage) -> Option<Mention<'a>> {
        Some(Mention { usage, words: Used::of(&self.site.items.articles[usage.article.index()], usage)? })
    }
}
