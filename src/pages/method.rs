//! How we know: what the marks mean, and how much of this build they cover.

use serde::Serialize;
use serde_json::json;

use crate::link::FactId;
use crate::model::coverage::Measure;
use crate::pages::parts::{self, FactTable};
use crate::pages::{Cx, Kind, Made, Node, Page};
use crate::render::shell::TemplateError;
use crate::site::Reader;
use crate::site::coverage::{self, Waived, coverage};
use crate::site::waivers::Owner;

/// The method page.
pub static KIND: Kind = Kind { name: ("method page", "method pages"), pages, make };

#[derive(Serialize)]
struct View {
    date: String,
    build: String,
    groups: Vec<Group>,
    waivers: Vec<Waiver>,
    oldest: Option<Oldest>,
    lists: Vec<FactList>,
}

#[derive(Serialize)]
struct Group {
    heading: &'static str,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    label: String,
    number: String,
    percent: String,
    /// Where the page lists them; empty where it does not.
    list: &'static str,
}

#[derive(Serialize)]
struct Waiver {
    url: String,
    title: String,
    rule: String,
    reason: String,
}

#[derive(Serialize)]
struct Oldest {
    url: String,
    label: String,
    due: String,
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
    let (retired, live): (Vec<FactId>, Vec<FactId>) = reader.facts().partition(|id| reader.fact(*id).retired.is_some());
    let select = |test: &dyn Fn(FactId) -> bool| live.iter().copied().filter(|id| test(*id)).collect::<Vec<_>>();
    let origins = |id: FactId| reader.support(id).independent(reader.fact(id).kind);
    let is_overdue =
        |id: FactId| reader.support(id).review_due.is_some_and(|due| due.last_day() < reader.today().first_day());
    let list = |id, title, ids: Vec<FactId>| FactList { id, title, facts: parts::fact_table(cx, &ids) };
    let lists = vec![
        list("several", "Facts with two or more independent origins", select(&|id| origins(id) > 1)),
        list("disputed", "Disputed facts", select(&|id| reader.support(id).disputed)),
        list("retired", "Retired facts", retired),
        list("overdue", "Facts whose review is overdue", select(&is_overdue)),
        list("first-hand", "First-hand facts", select(&|id| reader.support(id).first_hand)),
        list("relayed", "Relayed facts", select(&|id| !reader.support(id).first_hand)),
        list("single", "Facts with a single origin", select(&|id| origins(id) == 1)),
        list("none", "Facts without an origin that was read", select(&|id| origins(id) == 0)),
    ];
    let coverage = coverage(reader);
    let view = View {
        date: reader.today().in_words(),
        build: reader.build_id().to_string()[..7].to_owned(),
        groups: coverage.groups().into_iter().map(group).collect(),
        waivers: coverage.waivers.iter().map(|waived| waiver(cx, waived)).collect(),
        oldest: coverage.facts.oldest.map(|(id, due)| Oldest {
            url: cx.href(&reader.fact_url(id)),
            label: reader.fact(id).short_label(),
            due: due.in_words(),
        }),
        lists,
    };
    let head = cx.head(&page.path, "How we know", "What the marks on this site mean, and how much of it they cover.");
    let html = cx.shell.render("method.html", &head, &view)?;
    let ids: Vec<&str> = view.lists.iter().map(|list| list.id).collect();
    let twin = || json!({"facts": coverage.facts.all, "coverage": coverage.json(), "lists": ids});
    let twin = reader.config().outputs.twins.then(twin);
    Ok(Made { html, twin, ..Made::default() })
}

fn group(group: coverage::Group) -> Group {
    let is_of_facts = group.key == "facts";
    let row = |row: coverage::Row| {
        let (number, percent, is_any) = match row.measure {
            Measure::Count(count) => (count.to_string(), String::new(), count > 0),
            Measure::Share(share) => (share.ratio(), share.percent(), share.n > 0),
        };
        let list = match row.key.as_str() {
            "waivers" if is_any => "waivers",
            key if is_of_facts && is_any => list_of(key),
            _ => "",
        };
        Row { label: row.label, number, percent, list }
    };
    Group { heading: group.heading, rows: group.rows.into_iter().map(row).collect() }
}

/// The list of a row about facts; empty where there is none.
fn list_of(key: &str) -> &'static str {
    match key {
        "several_origins" => "several",
        "single_origin" => "single",
        "no_origin" => "none",
        "disputed" => "disputed",
        "retired" => "retired",
        "overdue" => "overdue",
        "first_hand" => "first-hand",
        "relayed" => "relayed",
        _ => "",
    }
}

fn waiver(cx: &Cx<'_, '_>, waived: &Waived<'_>) -> Waiver {
    let reader = cx.reader;
    let (url, title) = match waived.owner {
        Owner::Article(id) => (reader.article_url(id), reader.card(id).title.plain()),
        Owner::Sheet(id) => (reader.sheet_url(id), reader.sheet(id).title.text.to_string()),
        Owner::Fact(id) => (reader.fact_url(id), reader.fact(id).short_label()),
        Owner::Source(id) => (reader.source_url(id), reader.source(id).title.to_string()),
        Owner::Entity(id) => (reader.entity_url(id), reader.entity(id).name.text.to_string()),
        Owner::Term(id) => (format!("/glossary/#{}", reader.term(id).id), reader.term(id).term.text.to_string()),
    };
    Waiver { url: cx.href(&url), title, rule: waived.waiver.rule.text.to_string(), reason: waived.reason() }
}
