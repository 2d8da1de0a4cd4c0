//! What there is: the ids of each kind, the item of an id, and what the site as a whole has.

use super::Reader;
use super::deps::{Dep, List};
use crate::base::spelling::Like;
use crate::link::{ArticleId, EntityId, FactId, SheetId, SourceId, TermId, TopicId};
use crate::model::links::Dead;
use crate::model::source::Source;

/// A source whose address is dead.
#[derive(Clone, Copy)]
pub struct DeadSource<'a> {
    /// Its address.
    pub url: &'a str,
    /// Since when, and of what.
    pub dead: Dead<'a>,
    /// The archived copy that takes over, unless that is dead too.
    pub copy: Option<&'a str>,
}

impl<'a> Reader<'a> {
    /// Articles that stand in lists, newest first.
    pub fn newest(&self) -> &'a [ArticleId] {
        self.log(Dep::List(List::Newest));
        &self.site.links.outline.newest
    }

    /// Those of them that hold charts.
    pub fn charted(&self) -> &'a [ArticleId] {
        self.log(Dep::List(List::Newest));
        &self.site.links.outline.charted
    }

    /// Whether any fact is a period.
    pub fn has_periods(&self) -> bool {
        self.log(Dep::List(List::Outline));
        self.site.links.outline.periods
    }

    /// Whether any fact was corrected or retired.
    pub fn has_changes(&self) -> bool {
        self.log(Dep::List(List::Outline));
        self.site.links.outline.changes
    }

    /// Since when an address is dead, by the history of external links; nothing if it is not.
    pub fn dead(&self, address: &str) -> Option<Dead<'a>> {
        self.log(Dep::List(List::Dead));
        self.site.items.link_log.get(address).and_then(Dead::of)
    }

    /// The same of a source's address.
    pub fn dead_source(&self, source: &'a Source) -> Option<DeadSource<'a>> {
        let url = source.url.as_deref()?;
        let dead = self.dead(url)?;
        Some(DeadSource { url, dead, copy: source.archive.as_deref().filter(|copy| self.dead(copy).is_none()) })
    }

    /// All ids of a kind.
    pub fn ids(&self, list: List) -> Vec<&'a str> {
        self.log(Dep::List(list));
        let items = self.site.items;
        match list {
            List::Articles => items.articles.iter().map(|article| &*article.id).collect(),
            List::Facts => items.facts.iter().map(|fact| &*fact.id).collect(),
            List::Sheets => items.sheets.iter().map(|sheet| &*sheet.id).collect(),
            List::Sources => items.sources.iter().map(|source| &*source.id).collect(),
            List::Entities => items.entities.iter().map(|entity| &*entity.id).collect(),
            List::Terms => items.terms.iter().map(|term| &*term.id).collect(),
            List::Files | List::Newest | List::Outline | List::Dead | List::Published | List::Aliases => Vec::new(),
        }
    }

    /// Ids of a kind among which one that does not exist may be meant.
    pub fn like(&self, list: List, id: &str) -> Like<'a> {
        self.log(Dep::List(list));
        let items = self.site.items;
        match list {
            List::Facts => items.facts_like(id),
            List::Sources => items.sources_like(id),
            List::Entities => items.entities_like(id),
            List::Terms => items.terms_like(id),
            _ => Like { names: self.ids(list), is_whole: true },
        }
    }

    /// The article of an id, in the site's language.
    pub fn find_article(&self, id: &str) -> Option<ArticleId> {
        self.log(Dep::List(List::Articles));
        let mut languages = self.site.items.languages_of(id);
        languages.next().filter(|first| self.site.items.articles[first.index()].lang.is_empty())
    }

    /// The fact `sheet/key`.
    pub fn find_fact(&self, id: &str) -> Option<FactId> {
        self.log(Dep::List(List::Facts));
        self.site.items.fact(id)
    }

    /// The source of an id.
    pub fn find_source(&self, id: &str) -> Option<SourceId> {
        self.log(Dep::List(List::Sources));
        self.site.items.source(id)
    }

    /// The entity of an id.
    pub fn find_entity(&self, id: &str) -> Option<EntityId> {
        self.log(Dep::List(List::Entities));
        self.site.items.entity(id)
    }

    /// The term of an id.
    pub fn find_term(&self, id: &str) -> Option<TermId> {
        self.log(Dep::List(List::Terms));
        self.site.items.term(id)
    }

    /// The topic of an id.
    pub fn find_topic(&self, id: &str) -> Option<TopicId> {
        self.log(Dep::Config);
        self.site.items.topic(id)
    }

    /// The sheet of an id.
    pub fn find_sheet(&self, id: &str) -> Option<SheetId> {
        self.log(Dep::List(List::Sheets));
        self.site.items.sheet(id)
    }
}
