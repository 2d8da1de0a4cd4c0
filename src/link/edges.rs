//! Backlinks: which sentences use a fact, cite a source, name an entity; which facts rest on a source.

use crate::link::items::Items;
use crate::link::{ArticleId, FactId, SourceId, TermId, support};
use crate::model::prose::{Prose, Ref, Use};

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
#[derive(Debug, Default)]
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
        facts_of_source: vec![Vec::new(); items.sources.len()],
        facts_by_entity: vec![Vec::new(); items.entities.len()],
        facts_about_entity: vec![Vec::new(); items.entities.len()],
        published_by_entity: vec![Vec::new(); items.entities.len()],
        written_by_entity: vec![Vec::new(); items.entities.len()],
        terms_of_source: vec![Vec::new(); items.sources.len()],
        articles_of_topic: vec![Vec::new(); items.config.topics.len()],
    };
    for (id, article) in items.article_ids() {
        let mut number = 0;
        for (prose_index, prose) in article.prose().enumerate() {
            add_uses(items, id, prose_index as u32, prose, &mut number, &mut edges);
        }
    }
    add_topics(items, &mut edges);
    add_facts(items, &mut edges);
    add_sources(items, &mut edges);
    edges
}

fn add_uses(items: &Items, article: ArticleId, prose_index: u32, prose: &Prose, number: &mut u32, edges: &mut Edges) {
    for (index, used) in prose.uses.iter().enumerate() {
        // The title is printed without links, so nothing in it has an anchor: it counts for the page's top.
        if prose_index > 0 {
            *number += 1;
        }
        let usage = Usage {
            article,
            prose: prose_index,
            index: index as u32,
            number: if prose_index > 0 { *number } else { 0 },
        };
        if let Some(list) = list_of(items, used, edges) {
            list.push(usage);
        }
        if let Ref::Fact(fact) = &used.what {
            for source in items.fact(&fact.id).into_iter().flat_map(|id| support::supporting(items, id, fact)) {
                edges.bound_to_source[source.index()].push(usage);
            }
        }
    }
}

fn list_of<'e>(items: &Items, used: &Use, edges: &'e mut Edges) -> Option<&'e mut Vec<Usage>> {
    match &used.what {
        Ref::Fact(fact) => items.fact(&fact.id).map(|id| &mut edges.uses_of_fact[id.index()]),
        Ref::Source(id) | Ref::Citation(id) => items.source(id).map(|id| &mut edges.uses_of_source[id.index()]),
        Ref::Entity(id) => items.entity(id).map(|id| &mut edges.uses_of_entity[id.index()]),
        Ref::Term(id) => items.term(id).map(|id| &mut edges.uses_of_term[id.index()]),
    }
}

fn add_topics(items: &Items, edges: &mut Edges) {
    for (id, article) in items.article_ids() {
        for topic in article.topics.iter().filter_map(|topic| items.topic(&topic.id)) {
            push_once(&mut edges.articles_of_topic[topic.index()], id);
        }
    }
    for articles in &mut edges.articles_of_topic {
        articles.sort_by_key(|id| (std::cmp::Reverse(items.articles[id.index()].date), *id));
    }
}

fn add_facts(items: &Items, edges: &mut Edges) {
    for (id, fact) in items.fact_ids() {
        for source in support::sources_of(items, fact).into_keys() {
            edges.facts_of_source[source.index()].push(id);
        }
        let of_answers = fact.values.iter().flat_map(|member| &member.by);
        let of_evidence = fact.evidence.iter().flat_map(|evidence| &evidence.by);
        for entity in fact.by.iter().chain(of_answers).chain(of_evidence).filter_map(|by| items.entity(&by.id)) {
            push_once(&mut edges.facts_by_entity[entity.index()], id);
        }
        for entity in fact.about.iter().filter_map(|about| items.entity(&about.id)) {
            push_once(&mut edges.facts_about_entity[entity.index()], id);
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

fn push_once<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if list.last() != Some(&item) {
        list.push(item);
    }
}
