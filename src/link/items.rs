//! All items of a site, each kind in one list sorted by id, and the way from an id to its index.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::base::diag::Diagnostic;
use crate::base::spelling::{Like, Spellings};
use crate::base::text::At;
use crate::link::{ArticleId, EntityId, FactId, SheetId, SourceId, TermId, TopicId};
use crate::model::article::{Article, Status};
use crate::model::config::Config;
use crate::model::entity::{Entity, Term};
use crate::model::fact::{Fact, Sheet};
use crate::model::links::LinkLog;
use crate::model::published::Published;
use crate::model::source::Source;
use crate::parse::Item;

/// Every item once.
#[derive(Clone, Debug, Default)]
pub struct Items {
    /// Articles by id, then language.
    pub articles: Vec<Arc<Article>>,
    /// Sheets by id.
    pub sheets: Vec<Arc<Sheet>>,
    /// Facts, those of a sheet together, in the sheet's order; their series kept in files and what is computed
    /// are filled in here.
    pub facts: Vec<Arc<Fact>>,
    /// The sheet of each fact.
    pub sheet_of: Vec<SheetId>,
    /// Sources by id.
    pub sources: Vec<Arc<Source>>,
    /// Entities by id.
    pub entities: Vec<Arc<Entity>>,
    /// Terms by id.
    pub terms: Vec<Arc<Term>>,
    /// What is known of external links.
    pub link_log: Arc<LinkLog>,
    /// What readers were last given.
    pub published: Arc<Published>,
    /// `site.yml`.
    pub config: Arc<Config>,
    /// Whether there is a `site.yml`.
    pub has_config: bool,
    /// How many articles are not published yet, and so are no part of the site.
    pub left_out: usize,
    ids: Arc<Ids>,
}

/// The way from an id to its index. Shared by all versions of a site that have the same ids.
#[derive(Debug, Default)]
struct Ids {
    facts: HashMap<Box<str>, FactId>,
    sources: HashMap<Box<str>, SourceId>,
    entities: HashMap<Box<str>, EntityId>,
    terms: HashMap<Box<str>, TermId>,
    topics: HashMap<Box<str>, TopicId>,
    /// For the nearest to ids that do not exist, made when there is such a one: facts, sources, entities, terms.
    spellings: [OnceLock<Spellings>; 4],
}

impl Items {
    /// The fact `sheet/key`.
    pub fn fact(&self, id: &str) -> Option<FactId> {
        self.ids.facts.get(id).copied()
    }

    /// An article in all its languages, the site's own first.
    pub fn languages_of(&self, id: &str) -> impl Iterator<Item = ArticleId> + use<> {
        let first = self.articles.partition_point(|article| *article.id < *id);
        let count = self.articles[first..].iter().take_while(|article| *article.id == *id).count();
        (first..first + count).map(|index| ArticleId(index as u32))
    }

    /// The source of an id.
    pub fn source(&self, id: &str) -> Option<SourceId> {
        self.ids.sources.get(id).copied()
    }

    /// The entity of an id.
    pub fn entity(&self, id: &str) -> Option<EntityId> {
        self.ids.entities.get(id).copied()
    }

    /// The term of an id.
    pub fn term(&self, id: &str) -> Option<TermId> {
        self.ids.terms.get(id).copied()
    }

    /// The topic of an id.
    pub fn topic(&self, id: &str) -> Option<TopicId> {
        self.ids.topics.get(id).copied()
    }

    /// Ids of facts that one may have been meant for.
    pub fn facts_like(&self, id: &str) -> Like<'_> {
        self.like(0, id, || self.facts.iter().map(|fact| &*fact.id))
    }

    /// Ids of sources that one may have been meant for.
    pub fn sources_like(&self, id: &str) -> Like<'_> {
        self.like(1, id, || self.sources.iter().map(|source| &*source.id))
    }

    /// Ids of entities that one may have been meant for.
    pub fn entities_like(&self, id: &str) -> Like<'_> {
        self.like(2, id, || self.entities.iter().map(|entity| &*entity.id))
    }

    /// Ids of terms that one may have been meant for.
    pub fn terms_like(&self, id: &str) -> Like<'_> {
        self.like(3, id, || self.terms.iter().map(|term| &*term.id))
    }

    fn like<'i, I: Iterator<Item = &'i str>>(&'i self, kind: usize, id: &str, all: impl FnOnce() -> I) -> Like<'i> {
        self.ids.spellings[kind].get_or_init(|| Spellings::of(all())).like(id)
    }

    /// The sheet of an id.
    pub fn sheet(&self, id: &str) -> Option<SheetId> {
        self.sheets.binary_search_by(|sheet| (*sheet.id).cmp(id)).ok().map(|index| SheetId(index as u32))
    }

    /// All articles with their ids.
    pub fn article_ids(&self) -> impl Iterator<Item = (ArticleId, &Arc<Article>)> {
        self.articles.iter().enumerate().map(|(index, article)| (ArticleId(index as u32), article))
    }

    /// All facts with their ids.
    pub fn fact_ids(&self) -> impl Iterator<Item = (FactId, &Arc<Fact>)> {
        self.facts.iter().enumerate().map(|(index, fact)| (FactId(index as u32), fact))
    }

    /// A fact as its sheet has it, before anything was filled in.
    pub fn as_read(&self, id: FactId) -> &Arc<Fact> {
        let sheet = self.sheet_of[id.index()];
        let first = self.sheet_of.partition_point(|other| *other < sheet);
        &self.sheets[sheet.index()].facts[id.index() - first]
    }

    /// Facts of a sheet, in its order.
    pub fn facts_of(&self, sheet: SheetId) -> impl Iterator<Item = (FactId, &Arc<Fact>)> {
        let start = self.sheet_of.partition_point(|other| *other < sheet);
        let end = self.sheet_of.partition_point(|other| *other <= sheet);
        (start..end).map(|index| (FactId(index as u32), &self.facts[index]))
    }
}

/// Sorts parsed items into lists. Of two items with one id the first in file order stays.
pub fn collect<'a>(parsed: impl IntoIterator<Item = &'a Item>, drafts: bool) -> (Items, Vec<Diagnostic>) {
    let mut items = Items::default();
    for item in parsed {
        match item {
            Item::Article(article) if article.status == Status::Published || drafts => {
                items.articles.push(article.clone())
            }
            Item::Article(_) => items.left_out += 1,
            Item::Plain => {}
            Item::Sheet(sheet) => items.sheets.push(sheet.clone()),
            Item::Sources(sources) => items.sources.extend(sources.iter().cloned()),
            Item::Entities(entities) => items.entities.extend(entities.iter().cloned()),
            Item::Glossary(terms) => items.terms.extend(terms.iter().cloned()),
            Item::Links(log) => items.link_log = log.clone(),
            Item::Published(record) => items.published = record.clone(),
            Item::Config(config) => {
                items.config = config.clone();
                items.has_config = true;
            }
        }
    }
    let mut out = Vec::new();
    items.articles.sort_by(|a, b| (&a.id, &a.lang).cmp(&(&b.id, &b.lang)));
    sort_unique(&mut items.sheets, "sheet", |sheet| (&sheet.id, sheet.at), &mut out);
    sort_unique(&mut items.sources, "source", |source| (&source.id, source.at), &mut out);
    sort_unique(&mut items.entities, "entity", |entity| (&entity.id, entity.at), &mut out);
    sort_unique(&mut items.terms, "term", |term| (&term.id, term.at), &mut out);
    for (index, sheet) in items.sheets.iter().enumerate() {
        items.sheet_of.extend(sheet.facts.iter().map(|_| SheetId(index as u32)));
        items.facts.extend(sheet.facts.iter().cloned());
    }
    items.ids = Arc::new(Ids {
        facts: index(items.facts.iter().map(|fact| &fact.id), FactId),
        sources: index(items.sources.iter().map(|source| &source.id), SourceId),
        entities: index(items.entities.iter().map(|entity| &entity.id), EntityId),
        terms: index(items.terms.iter().map(|term| &term.id), TermId),
        topics: index(items.config.topics.iter().map(|topic| &topic.id), TopicId),
        spellings: Default::default(),
    });
    (items, out)
}

/// First of an id wins; a sheet's repeated key was reported by the parser already.
fn index<'a, Id: Copy>(ids: impl Iterator<Item = &'a Box<str>>, make: fn(u32) -> Id) -> HashMap<Box<str>, Id> {
    let mut map = HashMap::new();
    for (index, id) in ids.enumerate() {
        map.entry(id.clone()).or_insert_with(|| make(index as u32));
    }
    map
}

fn sort_unique<T>(list: &mut Vec<T>, what: &str, key: impl Fn(&T) -> (&Box<str>, At), out: &mut Vec<Diagnostic>) {
    list.sort_by(|a, b| {
        let ((a_id, a_at), (b_id, b_at)) = (key(a), key(b));
        (a_id, a_at).cmp(&(b_id, b_at))
    });
    for pair in list.windows(2) {
        let ((first, first_at), (second, second_at)) = (key(&pair[0]), key(&pair[1]));
        if first == second {
            let finding = Diagnostic::new("duplicate-id", second_at, format!("{what} `{second}` is defined twice"));
            out.push(finding.note(first_at, "the first one is here").help("give one of them another id"));
        }
    }
    list.dedup_by(|later, earlier| key(later).0 == key(earlier).0);
}
