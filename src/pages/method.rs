//! How we know: what the marks mean, and how much of this build they cover.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::json;

use crate::link::FactId;
use crate::model::prose::Ref;
use crate::model::source::Read;
use crate::pages::parts::{self, FactTable};
use crate::pages::{Cx, Kind, Made, Node, Page};
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The method page.
pub static KIND: Kind = Kind { name: ("method page", "method pages"), pages, make };

#[derive(Serialize)]
struct View {
    coverage: Coverage,
    lists: Vec<FactList>,
}

#[derive(Serialize)]
struct Coverage {
    facts: usize,
    bound: usize,
    sources: usize,
    excerpts: usize,
    unread: usize,
    archived: usize,
    single: usize,
    several: usize,
    first_hand: usize,
    relayed: usize,
    disputed: usize,
    retired: usize,
    overdue: usize,
    waivers: usize,
    date: String,
    build: String,
}

#[derive(Serialize)]
struct FactList {
    id: &'static str,
    title: &'static str,
    facts: FactTable,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let wanted = reader.config().outputs.evidence;
    wanted.then(|| Page { node: Node::Site, path: "/method/".to_owned() }).into_iter().collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let reader = cx.reader;
    let select = |test: &dyn Fn(FactId) -> bool| reader.facts().filter(|id| test(*id)).collect::<Vec<_>>();
    let several = select(&|id| reader.support(id).independent(reader.fact(id).kind) > 1);
    let single = select(&|id| reader.support(id).independent(reader.fact(id).kind) < 2);
    let disputed = select(&|id| reader.support(id).disputed);
    let overdue =
        select(&|id| reader.support(id).review_due.is_some_and(|due| due.last_day() < reader.today().first_day()));
    let retired = select(&|id| reader.fact(id).retired.is_some());
    let (first_hand, relayed): (Vec<FactId>, Vec<FactId>) =
        reader.facts().partition(|id| reader.support(*id).first_hand);
    let coverage = coverage(reader, [&several, &disputed, &overdue, &retired, &first_hand]);
    let list = |id, title, ids: Vec<FactId>| FactList { id, title, facts: parts::fact_table(cx, &ids) };
    let lists = vec![
        list("several", "Facts with two or more independent origins", several),
        list("disputed", "Disputed facts", disputed),
        list("retired", "Retired facts", retired),
        list("overdue", "Facts whose review is overdue", overdue),
        list("first-hand", "First-hand facts", first_hand),
        list("relayed", "Relayed facts", relayed),
        list("single", "Facts with a single origin", single),
    ];
    let head = cx.head(&page.path, "How we know", "What the marks on this site mean, and how much of it they cover.");
    let html = cx.shell.render("method.html", &head, &View { coverage, lists })?;
    let twin = reader
        .config()
        .outputs
        .twins
        .then(|| json!({"facts": reader.facts().count(), "lists": ["several", "disputed", "retired", "overdue", "first-hand", "single"]}));
    Ok(Made { html, twin, ..Made::default() })
}

fn coverage(reader: &Reader<'_>, [several, disputed, overdue, retired, first_hand]: [&Vec<FactId>; 5]) -> Coverage {
    let facts = reader.facts().count();
    let sources: Vec<_> = reader.sources().map(|id| reader.source(id)).collect();
    let read = |how| sources.iter().filter(|source| source.read == Some(how)).count();
    let articles: Vec<_> = reader.articles().map(|id| reader.article(id)).collect();
    let uses = articles.iter().flat_map(|article| article.prose()).flat_map(|prose| &prose.uses);
    Coverage {
        facts,
        bound: uses.filter(|used| matches!(used.what, Ref::Fact(_))).count(),
        sources: sources.len(),
        excerpts: read(Read::Excerpt),
        unread: read(Read::No),
        archived: sources.iter().filter(|source| source.archive.is_some()).count(),
        single: facts - several.len(),
        several: several.len(),
        first_hand: first_hand.len(),
        relayed: facts - first_hand.len(),
        disputed: disputed.len(),
        retired: retired.len(),
        overdue: overdue.len(),
        waivers: waivers(reader),
        date: reader.today().in_words(),
        build: reader.build_id().to_string()[..7].to_owned(),
    }
}

/// Places in articles, sheets and records where a rule is waived; one that a sheet's `defaults` give counts once.
fn waivers(reader: &Reader<'_>) -> usize {
    let of_articles = reader.articles().flat_map(|id| {
        let article = reader.article(id);
        article.allow.iter().chain(&article.body.waivers)
    });
    let of_sheets = reader.sheets().flat_map(|id| &reader.sheet(id).allow);
    let of_facts = reader.facts().flat_map(|id| &reader.fact(id).allow);
    let of_sources = reader.sources().flat_map(|id| &reader.source(id).allow);
    let of_entities = reader.entities().flat_map(|id| &reader.entity(id).allow);
    let of_terms = reader.terms().flat_map(|id| &reader.term(id).allow);
    let of_sheets = of_sheets.chain(of_facts);
    let all = of_articles.chain(of_sheets).chain(of_sources).chain(of_entities).chain(of_terms);
    all.map(|waiver| waiver.rule.at).collect::<BTreeSet<_>>().len()
}
