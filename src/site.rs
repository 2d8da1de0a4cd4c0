//! The site as pages and rules see it: a borrowed view, read only through `Reader`, which logs each read.
//!
//! In: items, links, the formatted bibliography, today's date. A page or a rule's findings depend on exactly
//! the reads that its `Reader` logged; nothing else hands out site data, so nothing else decides what is stale.

pub mod addresses;
pub mod deps;
mod uses;
pub mod coverage;
pub mod desk;
mod lookup;
pub mod waivers;

use std::cell::RefCell;

use crate::base::hash::Hash;
use crate::base::text::{At, FileId};
use crate::cite::{Bibliography, Entry};
use crate::link::edges::Usage;
use crate::link::items::Items;
use crate::link::support::{self, Support};
use crate::link::targets::Target;
use crate::link::{ArticleId, EntityId, FactId, Links, SheetId, SourceId, TermId, TopicId, names, urls};
use crate::load::Inputs;
use crate::model::IdRef;
use crate::model::article::Article;
use crate::model::config::{Config, Topic};
use crate::model::date::Date;
use crate::model::entity::{Entity, Term};
use crate::model::fact::{Fact, Sheet};
use crate::model::prose::{Prose, Ref};
use crate::model::source::Source;
use deps::{Dep, List};

/// Everything there is to read.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    inputs: &'a Inputs,
    items: &'a Items,
    links: &'a Links,
    bibliography: &'a Bibliography,
    today: Date,
    /// Reads that are not logged: for the test that each sort of them is needed.
    mute: Option<fn(Dep) -> bool>,
}

/// Reads the site and remembers what it read.
pub struct Reader<'a> {
    site: Site<'a>,
    log: RefCell<Vec<Dep>>,
}

/// What other pages may show of an article.
#[derive(Clone, Copy, PartialEq)]
pub struct Card<'a> {
    /// Its title.
    pub title: &'a Prose,
    /// Its dek.
    pub summary: &'a Prose,
    /// First published.
    pub date: Option<Date>,
    /// Last changed.
    pub changed: Option<Date>,
    /// Language; empty for the site's own.
    pub lang: &'a str,
    /// Its "In brief".
    pub points: &'a [Prose],
    /// Words of its text.
    pub words: u32,
    /// Uses of facts in it.
    pub bound: usize,
}

impl<'a> Card<'a> {
    /// The card of an article.
    pub fn of(article: &'a Article) -> Card<'a> {
        Card {
            title: &article.title,
            summary: &article.summary,
            date: article.date,
            changed: article.last_changed(),
            lang: &article.lang,
            points: &article.points,
            words: article.words,
            bound: article.prose().flat_map(|p| &p.uses).filter(|u| matches!(u.what, Ref::Fact(_))).count(),
        }
    }
}

/// A sentence that uses something.
#[derive(Clone, Copy)]
pub struct Mention<'a> {
    /// Where.
    pub usage: Usage,
    /// What is used there.
    pub words: Used<'a>,
}

/// What backlinks show of a use. Its place in the file is no part of it: an edit elsewhere in the article does
/// not make it another.
#[derive(Clone, Copy, PartialEq)]
pub struct Used<'a> {
    /// What is used.
    pub what: &'a Ref,
    /// The words without markup; empty where the site inserts the value.
    pub words: &'a str,
    /// Number of the sentence in its prose.
    pub number: u32,
    /// The sentence's text.
    pub sentence: &'a str,
    /// Bytes of the words in it.
    pub in_sentence: (u32, u32),
}

impl<'a> Used<'a> {
    /// What an article says at a use.
    pub fn of(article: &'a Article, usage: Usage) -> Option<Used<'a>> {
        let prose = article.prose().nth(usage.prose as usize)?;
        let used = prose.uses.get(usage.index as usize)?;
        let sentence = prose.sentences.get(used.sentence as usize).map_or("", |sentence| &*sentence.text);
        let (words, number) = (&*used.words, used.sentence);
        Some(Used { what: &used.what, words, number, sentence, in_sentence: used.in_sentence })
    }
}

impl<'a> Site<'a> {
    /// A view of linked items.
    pub fn new(
        inputs: &'a Inputs,
        items: &'a Items,
        links: &'a Links,
        bibliography: &'a Bibliography,
        today: Date,
    ) -> Site<'a> {
        Site { inputs, items, links, bibliography, today, mute: None }
    }

    /// The same, but with some reads not logged. Only for tests.
    #[must_use]
    pub fn muted(self, mute: Option<fn(Dep) -> bool>) -> Site<'a> {
        Site { mute, ..self }
    }

    /// A reader with an empty log.
    pub fn reader(&self) -> Reader<'a> {
        Reader { site: *self, log: RefCell::new(Vec::new()) }
    }
}

impl<'a> Reader<'a> {
    fn log(&self, dep: Dep) {
        if self.site.mute.is_some_and(|is_muted| is_muted(dep)) {
            return;
        }
        self.log.borrow_mut().push(dep);
    }

    /// All reads so far, sorted, each once.
    pub fn trace(&self) -> Vec<Dep> {
        let mut deps = self.log.borrow().clone();
        deps.sort_unstable();
        deps.dedup();
        deps
    }

    /// The settings.
    pub fn config(&self) -> &'a Config {
        self.log(Dep::Config);
        &self.site.items.config
    }

    /// The date of the build.
    pub fn today(&self) -> Date {
        self.log(Dep::Today);
        self.site.today
    }

    /// An article with its body: for its own page and for rules.
    pub fn article(&self, id: ArticleId) -> &'a Article {
        self.log(Dep::Body(id));
        &self.site.items.articles[id.index()]
    }

    /// What other pages may show of an article.
    pub fn card(&self, id: ArticleId) -> Card<'a> {
        self.log(Dep::Card(id));
        Card::of(&self.site.items.articles[id.index()])
    }

    /// The same article in other languages, the site's own first.
    pub fn translations_of(&self, id: ArticleId) -> Vec<ArticleId> {
        self.log(Dep::List(List::Articles));
        let own = &self.site.items.articles[id.index()].id;
        self.site.items.languages_of(own).filter(|other| *other != id).collect()
    }

    /// A fact.
    pub fn fact(&self, id: FactId) -> &'a Fact {
        self.log(Dep::Fact(id));
        &self.site.items.facts[id.index()]
    }

    /// Topics of a fact: its own, else those of its sheet.
    pub fn topics_of(&self, id: FactId) -> &'a [IdRef] {
        match self.fact(id).topics.as_slice() {
            [] => &self.sheet(self.sheet_of(id)).topics,
            own => own,
        }
    }

    /// The support of a fact.
    pub fn support(&self, id: FactId) -> &'a Support {
        self.log(Dep::Fact(id));
        &self.site.links.support[id.index()]
    }

    /// The sheet a fact stands in.
    pub fn sheet_of(&self, id: FactId) -> SheetId {
        self.log(Dep::Fact(id));
        self.site.items.sheet_of[id.index()]
    }

    /// The head of a sheet.
    pub fn sheet(&self, id: SheetId) -> &'a Sheet {
        self.log(Dep::Sheet(id));
        &self.site.items.sheets[id.index()]
    }

    /// The facts of a sheet, in its order.
    pub fn facts_of(&self, sheet: SheetId) -> Vec<FactId> {
        self.log(Dep::Sheet(sheet));
        self.site.items.facts_of(sheet).map(|(id, _)| id).collect()
    }

    /// A source.
    pub fn source(&self, id: SourceId) -> &'a Source {
        self.log(Dep::Source(id));
        &self.site.items.sources[id.index()]
    }

    /// The formatted bibliography; the caller reads the sources it takes from it.
    pub fn bibliography(&self) -> &'a Bibliography {
        self.log(Dep::List(List::Sources));
        self.site.bibliography
    }

    /// An entity.
    pub fn entity(&self, id: EntityId) -> &'a Entity {
        self.log(Dep::Entity(id));
        &self.site.items.entities[id.index()]
    }

    /// A term.
    pub fn term(&self, id: TermId) -> &'a Term {
        self.log(Dep::Term(id));
        &self.site.items.terms[id.index()]
    }

    /// A topic.
    pub fn topic(&self, id: TopicId) -> &'a Topic {
        self.log(Dep::Config);
        &self.site.items.config.topics[id.index()]
    }

    /// Articles of a topic, newest first; translations included.
    pub fn articles_of_topic(&self, id: TopicId) -> &'a [ArticleId] {
        self.log(Dep::List(List::Articles));
        &self.site.links.edges.articles_of_topic[id.index()]
    }

    /// A source with the names a bibliography prints.
    pub fn entry(&self, id: SourceId) -> Entry<'a> {
        self.log(Dep::List(List::Entities));
        let source = self.source(id);
        for name in names::looked_up(source) {
            self.log_entity(name);
        }
        names::entry(self.site.items, source)
    }

    /// Ids of all articles.
    pub fn articles(&self) -> impl Iterator<Item = ArticleId> + use<> {
        self.log(Dep::List(List::Articles));
        (0..self.site.items.articles.len() as u32).map(ArticleId)
    }

    /// Ids of all facts.
    pub fn facts(&self) -> impl Iterator<Item = FactId> + use<> {
        self.log(Dep::List(List::Facts));
        (0..self.site.items.facts.len() as u32).map(FactId)
    }

    /// Ids of all sheets.
    pub fn sheets(&self) -> impl Iterator<Item = SheetId> + use<> {
        self.log(Dep::List(List::Sheets));
        (0..self.site.items.sheets.len() as u32).map(SheetId)
    }

    /// Ids of all sources.
    pub fn sources(&self) -> impl Iterator<Item = SourceId> + use<> {
        self.log(Dep::List(List::Sources));
        (0..self.site.items.sources.len() as u32).map(SourceId)
    }

    /// Ids of all entities.
    pub fn entities(&self) -> impl Iterator<Item = EntityId> + use<> {
        self.log(Dep::List(List::Entities));
        (0..self.site.items.entities.len() as u32).map(EntityId)
    }

    /// Ids of all terms.
    pub fn terms(&self) -> impl Iterator<Item = TermId> + use<> {
        self.log(Dep::List(List::Terms));
        (0..self.site.items.terms.len() as u32).map(TermId)
    }

    /// Ids of all topics, in the order of `site.yml`.
    pub fn topics(&self) -> impl Iterator<Item = TopicId> + use<> {
        self.log(Dep::Config);
        (0..self.site.items.config.topics.len() as u32).map(TopicId)
    }

    /// Sources a fact rests on, by id.
    pub fn sources_of(&self, id: FactId) -> Vec<SourceId> {
        self.log(Dep::List(List::Sources));
        let fact = self.fact(id);
        support::sources_of(self.site.items, fact).into_keys().collect()
    }

    /// Facts that contradict a fact.
    pub fn contradicting(&self, id: FactId) -> Vec<FactId> {
        self.log(Dep::Fact(id));
        self.log(Dep::List(List::Facts));
        support::contradicting(self.site.items, id).into_iter().collect()
    }

    /// The body that owns an entity or a named publisher at the top.
    pub fn root(&self, id: &str) -> String {
        self.log(Dep::List(List::Entities));
        for id in support::owners(self.site.items, id) {
            self.log_entity(id);
        }
        support::root(self.site.items, id)
    }

    /// The independent carrier of a source.
    pub fn carrier(&self, id: SourceId) -> String {
        self.log(Dep::List(List::Sources));
        let last = support::originals(self.site.items, self.source(id)).last();
        for source in support::originals(self.site.items, self.source(id)) {
            if let Some(id) = self.site.items.source(&source.id) {
                self.log(Dep::Source(id));
            }
        }
        self.root(last.map_or("", |source| &source.publisher))
    }

    /// Where a link written in an article leads.
    pub fn resolve(&self, from: &Article, target: &str) -> Result<Target, Option<String>> {
        self.log(Dep::List(List::Articles));
        self.log(Dep::List(List::Files));
        self.site.links.targets.resolve(&from.id, target)
    }

    /// Address of an article, without the site's base path.
    pub fn article_url(&self, id: ArticleId) -> String {
        self.log(Dep::List(List::Articles));
        urls::article(self.site.items, id)
    }

    /// Address of a fact.
    pub fn fact_url(&self, id: FactId) -> String {
        self.log(Dep::List(List::Facts));
        urls::fact(self.site.items, id)
    }

    /// Address of a sheet.
    pub fn sheet_url(&self, id: SheetId) -> String {
        self.log(Dep::List(List::Sheets));
        urls::sheet(self.site.items, id)
    }

    /// Address of a source.
    pub fn source_url(&self, id: SourceId) -> String {
        self.log(Dep::List(List::Sources));
        urls::source(self.site.items, id)
    }

    /// Address of an entity.
    pub fn entity_url(&self, id: EntityId) -> String {
        self.log(Dep::List(List::Entities));
        urls::entity(self.site.items, id)
    }

    /// Address of a topic.
    pub fn topic_url(&self, id: TopicId) -> String {
        self.log(Dep::Config);
        urls::topic(self.site.items, id)
    }

    /// Path of an input file, for edit links and findings.
    pub fn path(&self, file: FileId) -> &'a str {
        self.site.inputs.get(file).map_or("", |input| &*input.path)
    }

    /// The text at a place, for excerpts.
    pub fn text_at(&self, at: At) -> &'a str {
        self.site.inputs.text(at.file).get(at.span.range()).unwrap_or("")
    }

    /// A text read beside the items: a capture or a citation style, by its path below `content/`.
    pub fn file_text(&self, path: &str) -> Option<&'a str> {
        self.log(Dep::List(List::Files));
        let file = self.site.inputs.file(&format!("content/{path}"))?;
        Some(self.site.inputs.text(file))
    }

    /// Hash of all texts: the build id.
    pub fn build_id(&self) -> Hash {
        self.log(Dep::Build);
        Hash::fold(self.site.inputs.files.iter().map(|input| input.hash))
    }

    fn log_entity(&self, id: &str) {
        if let Some(id) = self.site.items.entity(id) {
            self.log(Dep::Entity(id));
        }
    }
}
