//! Backlinks: which sentences use a fact, cite a source, name an entity; which facts rest on a source.

use crate::link::items::Items;
use crate::link::{ArticleId, FactId, SourceId, TermId, support};
use crate::model::article::Article;
use crate::model::prose::{Ref, Use};

/// A use of something in an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usage {
    /// The article.
    pub article: ArticleId,
    /// Which prose of it: 0 title, 1 summary, then points, then body.
    pub prose: u32,
    /// Index into that prose's uses.
    pub index: u32,
    /// Its anchor is `use-{number}`; counted over the whole page from 1.
    pub number: u32,
}

/// All backlinks; lists are sorted by article, then reading order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edges {
    /// Uses of each fact.
    pub uses_of_fact: Vec<Vec<Usage>>,
    /// Citations and narrative mentions of each source.
    pub uses_of_source: Vec<Vec<Usage>>,
    /// Sentences bound to a fact that a source supports.
    pub bound_to_source: Vec<Vec<Usage>>,
    /// Mentions of each entity in links.
    pub uses_of_entity: Vec<Vec<Usage>>,
    /// Mentions of each term in links.
    pub uses_of_term: Vec<Vec<Usage>>,
    /// Facts that rest on each source.
    pub facts_of_source: Vec<Vec<FactId>>,
    /// Facts that each entity says.
    pub facts_by_entity: Vec<Vec<FactId>>,
    /// Facts about each entity.
    pub facts_about_entity: Vec<Vec<FactId>>,
    /// Sources that each entity publishes.
    pub published_by_entity: Vec<Vec<SourceId>>,
    /// Sources that each entity wrote.
    pub written_by_entity: Vec<Vec<SourceId>>,
    /// Terms whose meaning rests on each source.
    pub terms_of_source: Vec<Vec<TermId>>,
    /// Articles of each topic, newest first.
    pub articles_of_topic: Vec<Vec<ArticleId>>,
}

/// Computes all backlinks.
pub fn of(items: &Items) -> Edges {
    let mut edges = Edges {
        uses_of_fact: vec![Vec::new(); items.facts.len()],
        uses_of_source: vec![Vec::new(); items.sources.len()],
        bound_to_source: vec![Vec::new(); items.sources.len()],
        uses_of_entity: vec![Vec::new(); items.entities.len()],
        uses_of_term: vec![Vec::new(); items.terms.len()],
        facts_of_source: Vec::new(),
        facts_by_entity: Vec::new(),
        facts_about_entity: Vec::new(),
        published_by_entity: vec![Vec::new(); items.entities.len()],
        written_by_entity: vec![Vec::new(); items.entities.len()],
        terms_of_source: vec![Vec::new(); items.sources.len()],
        articles_of_topic: Vec::new(),
    };
    for (id, article) in items.article_ids() {
        edges.add_article(items, id, article);
    }
    edges.articles_of_topic = articles_of_topic(items);
    edges.of_facts(items);
    add_sources(items, &mut edges);
    edges
}

/// All uses of an article in reading order.
fn usages(article: ArticleId, text: &Article) -> impl Iterator<Item = (Usage, &Use)> {
    let mut number = 0;
    let all = text.prose().enumerate().flat_map(|(prose, text)| text.uses.iter().enumerate().map(move |u| (prose, u)));
    all.map(move |(prose, (index, used))| {
        // The title is printed without links, so nothing in it has an anchor: it counts for the page's top.
        number += u32::from(prose > 0);
        let usage =
            Usage { article, prose: prose as u32, index: index as u32, number: if prose > 0 { number } else { 0 } };
        (usage, used)
    })
}

fn list_of<'e>(items: &Items, used: &Use, edges: &'e mut Edges) -> Option<&'e mut Vec<Usage>> {
    match &used.what {
        Ref::Fact(fact) => items.fact(&fact.id).map(|id| &mut edges.uses_of_fact[id.index()]),
        Ref::Source(id) | Ref::Citation(id) => items.source(id).map(|id| &mut edges.uses_of_source[id.index()]),
        Ref::Entity(id) => items.entity(id).map(|id| &mut edges.uses_of_entity[id.index()]),
        Ref::Term(id) => items.term(id).map(|id| &mut edges.uses_of_term[id.index()]),
    }
}

/// Articles of each topic, newest first.
pub(super) fn articles_of_topic(items: &Items) -> Vec<Vec<ArticleId>> {
    let mut out = vec![Vec::new(); items.config.topics.len()];
    for (id, article) in items.article_ids() {
        for topic in article.topics.iter().filter_map(|topic| items.topic(&topic.id)) {
            push_once(&mut out[topic.index()], id);
        }
    }
    for articles in &mut out {
        articles.sort_by_key(|id| (std::cmp::Reverse(items.articles[id.index()].date), *id));
    }
    out
}

impl Edges {
    /// Adds the uses of an article, in its place among those of others.
    pub(super) fn add_article(&mut self, items: &Items, id: ArticleId, article: &Article) {
        for (usage, used) in usages(id, article) {
            if let Some(list) = list_of(items, used, self) {
                insert(list, usage);
            }
            if let Ref::Fact(fact) = &used.what {
                for source in items.fact(&fact.id).into_iter().flat_map(|id| support::supporting(items, id, fact)) {
                    insert(&mut self.bound_to_source[source.index()], usage);
                }
            }
        }
    }

    /// Takes the uses of an article out, as it was when it was added.
    pub(super) fn remove_article(&mut self, items: &Items, id: ArticleId, article: &Article) {
        for (_, used) in usages(id, article) {
            if let Some(list) = list_of(items, used, self) {
                remove(list, id);
            }
            if let Ref::Fact(fact) = &used.what {
                for source in items.fact(&fact.id).into_iter().flat_map(|id| support::supporting(items, id, fact)) {
                    remove(&mut self.bound_to_source[source.index()], id);
                }
            }
        }
    }

    /// Computes what facts refer to, anew.
    pub(super) fn of_facts(&mut self, items: &Items) {
        self.facts_of_source = vec![Vec::new(); items.sources.len()];
        self.facts_by_entity = vec![Vec::new(); items.entities.len()];
        self.facts_about_entity = vec![Vec::new(); items.entities.len()];
        for (id, fact) in items.fact_ids() {
            for source in support::sources_of(items, fact).into_keys() {
                self.facts_of_source[source.index()].push(id);
            }
            for entity in fact.speakers().filter_map(|by| items.entity(&by.id)) {
                push_once(&mut self.facts_by_entity[entity.index()], id);
            }
            for entity in fact.about.iter().filter_map(|about| items.entity(&about.id)) {
                push_once(&mut self.facts_about_entity[entity.index()], id);
            }
        }
    }
}

fn add_sources(items: &Items, edges: &mut Edges) {
    for (index, source) in items.sources.iter().enumerate() {
        let id = SourceId(index as u32);
        if let Some(publisher) = items.entity(&source.publisher) {
            edges.published_by_entity[publisher.index()].push(id);
        }
        for name in source.authors.iter().chain(&source.editors) {
            if let crate::model::source::Name::Plain(name) = name
                && let Some(author) = items.entity(name)
            {
                push_once(&mut edges.written_by_entity[author.index()], id);
            }
        }
    }
    for (index, term) in items.terms.iter().enumerate() {
        for source in term.evidence.iter().filter_map(|evidence| items.source(&evidence.source.id)) {
            push_once(&mut edges.terms_of_source[source.index()], TermId(index as u32));
        }
    }
}

/// Adds a usage behind those of the same and of earlier articles: lists are sorted by article.
fn insert(list: &mut Vec<Usage>, usage: Usage) {
    match list.last() {
        Some(last) if last.article > usage.article => {
            let at = list.partition_point(|other| other.article <= usage.article);
            list.insert(at, usage);
        }
        _ => list.push(usage),
    }
}

fn remove(list: &mut Vec<Usage>, article: ArticleId) {
    let start = list.partition_point(|usage| usage.article < article);
    let end = list.partition_point(|usage| usage.article <= article);
    list.drain(start..end);
}

fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if list.last() != Some(&item) {
        list.push(item);
    }
}
