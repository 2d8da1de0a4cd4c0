//! Backlinks: which sentences use a fact, cite a source, name an entity; which facts rest on a source; which
//! articles link to an article.

use crate::link::items::Items;
use crate::link::targets::{Target, Targets};
use crate::link::{ArticleId, EntityId, FactId, SourceId, TermId, support};
use crate::model::article::Article;
use crate::model::fact::Fact;
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
    /// Articles with a block that names each fact, alone or by its sheet. A timeline by topic shows all there is
    /// of it: nobody chose the fact, so that is none.
    pub blocks_of_fact: Vec<Vec<ArticleId>>,
    /// Other facts that name each fact: as contradicting it, as related, as what replaces them.
    pub named_by_fact: Vec<Vec<FactId>>,
    /// Entities whose label of opinion rests on each source.
    pub labels_of_source: Vec<Vec<EntityId>>,
    /// Sources that are copies of each source.
    pub copies_of_source: Vec<Vec<SourceId>>,
    /// Entities, by number, and facts that name each entity otherwise: as their owner, as having passed them on.
    pub named_in_data: Vec<Vec<Naming>>,
    /// Other articles whose words lead to each article.
    pub links_to_article: Vec<Vec<ArticleId>>,
}

/// What names an entity, besides those who speak, publish and write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// It owns this entity.
    Owner(EntityId),
    /// It passed this fact on.
    Via(FactId),
}

/// Computes all backlinks.
pub fn of(items: &Items, targets: &Targets) -> Edges {
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
        blocks_of_fact: vec![Vec::new(); items.facts.len()],
        named_by_fact: Vec::new(),
        labels_of_source: vec![Vec::new(); items.sources.len()],
        copies_of_source: vec![Vec::new(); items.sources.len()],
        named_in_data: Vec::new(),
        links_to_article: vec![Vec::new(); items.articles.len()],
    };
    for (id, article) in items.article_ids() {
        edges.add_article(items, targets, id, article);
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
    pub(super) fn add_article(&mut self, items: &Items, targets: &Targets, id: ArticleId, article: &Article) {
        for fact in named_in_blocks(items, article) {
            add_sorted(&mut self.blocks_of_fact[fact.index()], id);
        }
        for other in linked_to(targets, article).filter(|other| *other != id) {
            add_sorted(&mut self.links_to_article[other.index()], id);
        }
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
    pub(super) fn remove_article(&mut self, items: &Items, targets: &Targets, id: ArticleId, article: &Article) {
        for fact in named_in_blocks(items, article) {
            self.blocks_of_fact[fact.index()].retain(|other| *other != id);
        }
        for other in linked_to(targets, article) {
            self.links_to_article[other.index()].retain(|from| *from != id);
        }
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
        self.named_by_fact = vec![Vec::new(); items.facts.len()];
        self.named_in_data = vec![Vec::new(); items.entities.len()];
        for (index, entity) in items.entities.iter().enumerate() {
            if let Some(owner) = entity.owner.as_ref().and_then(|owner| items.entity(&owner.id)) {
                self.named_in_data[owner.index()].push(Naming::Owner(EntityId(index as u32)));
            }
        }
        for (id, fact) in items.fact_ids() {
            for other in named_facts(fact).filter_map(|other| items.fact(other)).filter(|other| *other != id) {
                push_once(&mut self.named_by_fact[other.index()], id);
            }
            for source in support::sources_of(items, fact).into_keys() {
                self.facts_of_source[source.index()].push(id);
            }
            for entity in fact.speakers().filter_map(|by| items.entity(&by.id)) {
                push_once(&mut self.facts_by_entity[entity.index()], id);
            }
            for entity in passed_on(fact).filter_map(|via| items.entity(via)) {
                push_once(&mut self.named_in_data[entity.index()], Naming::Via(id));
            }
            for entity in fact.about.iter().filter_map(|about| items.entity(&about.id)) {
                push_once(&mut self.facts_about_entity[entity.index()], id);
            }
        }
    }
}

/// Facts that a block of an article names.
fn named_in_blocks(items: &Items, article: &Article) -> impl Iterator<Item = FactId> {
    article.prose().flat_map(|prose| &prose.directives).flat_map(|directive| {
        let single = directive.facts.iter().filter_map(|fact| items.fact(base_id(&fact.id)));
        let sheet = directive.sheet.as_ref().and_then(|sheet| items.sheet(&sheet.id));
        single.chain(sheet.into_iter().flat_map(|sheet| items.facts_of(sheet).map(|(id, _)| id)))
    })
}

/// `sheet/key` of an id that may name an answer, a point or a field.
fn base_id(id: &str) -> &str {
    let id = id.split(['@', '#']).next().unwrap_or(id);
    id.match_indices('/').nth(1).map_or(id, |(at, _)| &id[..at])
}

/// Articles that the links of an article lead to.
fn linked_to(targets: &Targets, article: &Article) -> impl Iterator<Item = ArticleId> {
    let links = article.prose().flat_map(|prose| &prose.links);
    links.filter_map(|link| match targets.resolve(&article.id, &link.target) {
        Ok(Target::Article(id, _)) => Some(id),
        _ => None,
    })
}

/// Ids of those who passed a fact on.
pub(super) fn passed_on(fact: &Fact) -> impl Iterator<Item = &str> {
    let of_answers = fact.values.iter().flat_map(|member| &member.evidence);
    let of_points = fact.series.iter().flat_map(|point| &point.evidence);
    let of_answers_by = of_answers.clone().chain(of_points.clone()).flat_map(|evidence| &evidence.by);
    let all = fact.evidence.iter().chain(of_answers).chain(of_points);
    all.flat_map(|evidence| &evidence.via).chain(of_answers_by).map(|id| &*id.id)
}

/// Ids of the facts that a fact names.
pub(super) fn named_facts(fact: &Fact) -> impl Iterator<Item = &str> {
    let answers = fact.values.iter().filter_map(|member| member.retired.as_ref());
    let retired = fact.retired.iter().chain(answers).filter_map(|retired| retired.instead.as_ref());
    fact.conflicts_with.iter().chain(&fact.see).chain(retired).map(|id| base_id(&id.id))
}

fn add_sorted(list: &mut Vec<ArticleId>, id: ArticleId) {
    if let Err(at) = list.binary_search(&id) {
        list.insert(at, id);
    }
}

fn add_sources(items: &Items, edges: &mut Edges) {
    for (index, entity) in items.entities.iter().enumerate() {
        let evidence = entity.perspective.iter().flat_map(|perspective| &perspective.evidence);
        for source in evidence.filter_map(|evidence| items.source(&evidence.source.id)) {
            push_once(&mut edges.labels_of_source[source.index()], EntityId(index as u32));
        }
    }
    for (index, source) in items.sources.iter().enumerate() {
        let id = SourceId(index as u32);
        if let Some(original) = source.republishes.as_deref().and_then(|original| items.source(original)) {
            edges.copies_of_source[original.index()].push(id);
        }
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
