//! The five directives as HTML: tables, cards, timelines, stages, charts.

use std::cmp::Ordering;

use crate::base::escape;
use crate::link::FactId;
use crate::model::date::{Date, When};
use crate::model::fact::{Fact, FactKind};
use crate::model::prose::{Directive, DirectiveKind};
use crate::render::derived;
use crate::render::figure::{self, Files};
use crate::site::Reader;

/// Columns of a table that names none.
const COLUMNS: &[&str] = &["claim", "value", "as_of", "by"];

/// Writes a directive; `number` counts the directives of the page, for ids. The files of a chart are added to
/// `files`.
pub fn write(reader: &Reader<'_>, directive: &Directive, number: u32, files: &mut Files, out: &mut String) {
    match directive.kind {
        DirectiveKind::Table => table(reader, directive, out),
        DirectiveKind::Facts => cards(reader, &facts(reader, directive), out),
        DirectiveKind::Timeline => {
            let ids = dated(reader, directive);
            figure::strip(reader, &ids, number, out);
            timeline(reader, &ids, out);
        }
        DirectiveKind::Stages => stages(reader, directive, out),
        DirectiveKind::Chart => figure::chart(reader, directive, &facts(reader, directive), number, files, out),
    }
}

/// Facts a directive names, in its order; unknown ids were reported.
pub fn facts(reader: &Reader<'_>, directive: &Directive) -> Vec<FactId> {
    let named = directive.facts.iter().filter_map(|fact| reader.find_fact(base_id(&fact.id)));
    let of_sheet = directive.sheet.iter().filter_map(|sheet| reader.find_sheet(&sheet.id));
    named.chain(of_sheet.flat_map(|sheet| reader.facts_of(sheet))).collect()
}

/// `sheet/key` of an id that may name an answer or a point.
fn base_id(id: &str) -> &str {
    let id = id.split(['@', '#']).next().unwrap_or(id);
    match id.match_indices('/').nth(1) {
        Some((at, _)) => &id[..at],
        None => id,
    }
}

// Tables.

fn table(reader: &Reader<'_>, directive: &Directive, out: &mut String) {
    let mut ids = facts(reader, directive);
    if let Some(sort) = &directive.sort {
        sort_by(reader, &mut ids, sort);
    }
    let columns: Vec<&str> = match directive.columns.is_empty() {
        true => COLUMNS.to_vec(),
        false => directive.columns.iter().map(|column| &**column).collect(),
    };
    out.push_str("<div class=\"table-scroll\"><table class=\"stack\"><thead><tr>");
    for column in &columns {
        out.push_str(&format!("<th scope=\"col\"{}>{}</th>", number_class(column), heading(column)));
    }
    out.push_str("</tr></thead><tbody>\n");
    for id in ids {
        out.push_str("<tr>");
        for column in &columns {
            out.push_str(&format!("<td{}>{}</td>", number_class(column), cell(reader, id, column)));
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn sort_by(reader: &Reader<'_>, ids: &mut [FactId], sort: &str) {
    let (column, reverse) = match sort.strip_prefix('-') {
        Some(column) => (column, true),
        None => (sort, false),
    };
    ids.sort_by(|a, b| {
        let (a, b) = (reader.fact(*a), reader.fact(*b));
        let order = match column {
            "value" => number(a).cmp(&number(b)),
            "as_of" | "when" => start(a).cmp(&start(b)),
            _ => a.short_label().cmp(&b.short_label()),
        };
        if reverse { order.reverse() } else { order }
    });
}

fn number(fact: &Fact) -> Option<rust_decimal::Decimal> {
    fact.leading_value().map(|value| value.quantity.value)
}

fn start(fact: &Fact) -> Option<Date> {
    fact.dated().and_then(When::start)
}

fn heading(column: &str) -> &'static str {
    match column {
        "claim" | "label" => "Fact",
        "value" => "Value",
        "unit" => "Unit",
        "as_of" => "As of",
        "when" => "When",
        "by" => "Who says",
        "source" => "Source",
        "kind" => "Kind",
        _ => "Note",
    }
}

fn number_class(column: &str) -> &'static str {
    if column == "value" { " class=\"n\"" } else { "" }
}

fn cell(reader: &Reader<'_>, id: FactId, column: &str) -> String {
    let fact = reader.fact(id);
    match column {
        "claim" => fact_link(reader, id, &fact.full_claim()),
        "label" => fact_link(reader, id, &fact.short_label()),
        "value" => Some(value_text(fact))
            .filter(|text| !text.is_empty())
            .map_or(String::new(), |text| format!("<b>{}</b>", escape::html(&text))),
        "unit" => escape::html(&fact.unit),
        "as_of" => escape::html(&fact.as_of.map(When::in_words).unwrap_or_default()),
        "when" => escape::html(&fact.dated().map(When::in_words).unwrap_or_default()),
        "by" => speakers(reader, fact),
        "source" => sources(reader, id),
        "kind" => fact.kind.word().to_owned(),
        _ => fact.note.as_ref().map(|note| super::fragment::inline(reader, note)).unwrap_or_default(),
    }
}

/// The value with its unit: "8.5%", "nearly 1,000 companies".
pub fn value_text(fact: &Fact) -> String {
    let text = fact.leading_value().map(|value| value.quantity.text.to_string()).or_else(|| fact.slot_text());
    match (text, &*fact.unit) {
        (None, _) => String::new(),
        (Some(text), "") => text,
        (Some(text), "%") => format!("{}%", text.trim_end_matches('%')),
        (Some(text), unit) => format!("{text} {unit}"),
    }
}

fn fact_link(reader: &Reader<'_>, id: FactId, words: &str) -> String {
    let url = reader.config().href(&reader.fact_url(id));
    format!("<a href=\"{}\">{}</a>", escape::html(&url), escape::html(words))
}

/// Who says a fact, each linked to its page.
fn speakers(reader: &Reader<'_>, fact: &Fact) -> String {
    let of_answers = fact.values.iter().flat_map(|member| &member.by);
    let mut links: Vec<String> = Vec::new();
    for by in fact.by.iter().chain(of_answers) {
        let link = match reader.find_entity(&by.id) {
            Some(id) => {
                let url = reader.config().href(&reader.entity_url(id));
                format!("<a href=\"{}\">{}</a>", escape::html(&url), escape::html(&reader.entity(id).name.text))
            }
            None => escape::html(&by.id),
        };
        if !links.contains(&link) {
            links.push(link);
        }
    }
    if links.is_empty() && derived::is_own(fact) {
        links.push(derived::SPEAKER.to_owned());
    }
    links.join(", ")
}

fn sources(reader: &Reader<'_>, id: FactId) -> String {
    let links = reader.sources_of(id).into_iter().map(|source| {
        let url = reader.config().href(&reader.source_url(source));
        format!("<a href=\"{}\">{}</a>", escape::html(&url), escape::html(&reader.source(source).title))
    });
    links.collect::<Vec<_>>().join("; ")
}

// Cards.

fn cards(reader: &Reader<'_>, ids: &[FactId], out: &mut String) {
    out.push_str("<ul class=\"cards\">\n");
    for id in ids {
        let fact = reader.fact(*id);
        let (value, claim) = (value_text(fact), fact_link(reader, *id, &fact.full_claim()));
        out.push_str("<li class=\"card\">");
        if !value.is_empty() {
            out.push_str(&format!("<span class=\"v\">{}</span>", escape::html(&value)));
        }
        let date = fact.dated().map(When::in_words).unwrap_or_default();
        out.push_str(&format!("<p>{claim}</p><p class=\"chain\"><b>{}</b></p>", speakers(reader, fact)));
        out.push_str(&format!("<p class=\"muted\">{}</p></li>\n", escape::html(&date)));
    }
    out.push_str("</ul>\n");
}

// Timelines.

/// Dated facts a directive selects, oldest first. Facts that a listed event gathers are left to it.
pub fn dated(reader: &Reader<'_>, directive: &Directive) -> Vec<FactId> {
    let named = facts(reader, directive);
    let all: Vec<FactId> = match named.is_empty() && directive.sheet.is_none() {
        true => reader.facts().collect(),
        false => named,
    };
    let chosen = all.into_iter().filter(|id| is_chosen(reader, directive, *id)).collect();
    gather(reader, chosen)
}

/// Sorts dated facts and drops those that an event among them lists under `see`.
pub fn gather(reader: &Reader<'_>, ids: Vec<FactId>) -> Vec<FactId> {
    let gathered: std::collections::BTreeSet<FactId> = ids
        .iter()
        .map(|id| reader.fact(*id))
        .filter(|fact| fact.kind == FactKind::Event)
        .flat_map(|fact| fact.see.iter().filter_map(|see| reader.find_fact(&see.id)))
        .collect();
    let mut ids: Vec<FactId> = ids.into_iter().filter(|id| !gathered.contains(id)).collect();
    ids.sort_by(|a, b| {
        let (x, y) = (reader.fact(*a), reader.fact(*b));
        placed(x).cmp(&placed(y)).then_with(|| x.id.cmp(&y.id))
    });
    ids
}

/// The date that places a fact on a timeline: when it happened, else when it held.
pub fn placed(fact: &Fact) -> Option<Date> {
    fact.when.and_then(When::start).or_else(|| fact.as_of.and_then(When::start))
}

fn is_chosen(reader: &Reader<'_>, directive: &Directive, id: FactId) -> bool {
    let fact = reader.fact(id);
    let Some(date) = placed(fact) else { return false };
    let topics = reader.topics_of(id);
    let in_topics =
        directive.topics.is_empty() || directive.topics.iter().any(|topic| topics.iter().any(|of| of.id == topic.id));
    let of_kinds = match directive.kinds.is_empty() {
        // Without a choice a timeline shows what happened, not every dated figure.
        true => {
            directive.facts.is_empty() && matches!(fact.kind, FactKind::Event | FactKind::Policy)
                || !directive.facts.is_empty()
        }
        false => directive.kinds.contains(&fact.kind),
    };
    let on_entities = directive.entities.is_empty()
        || directive.entities.iter().any(|entity| fact.about.iter().chain(&fact.by).any(|of| of.id == entity.id));
    let after = directive.from.is_none_or(|from| date.last_day() >= from.first_day());
    let before = directive.to.is_none_or(|to| date.first_day() <= to.last_day());
    in_topics && of_kinds && on_entities && after && before
}

/// Writes dated facts as a list.
pub fn timeline(reader: &Reader<'_>, ids: &[FactId], out: &mut String) {
    out.push_str("<ol class=\"timeline\">\n");
    for id in ids {
        let fact = reader.fact(*id);
        let when = fact.when.or(fact.as_of);
        let (iso, words) = (when.and_then(When::start).map(|d| d.to_string()), when.map(When::in_words));
        out.push_str(&format!(
            "<li class=\"{0}\" data-kind=\"{0}\" data-topic=\"{1}\"><time datetime=\"{2}\">{3}</time><div>{4}{5}</div></li>\n",
            fact.kind.word(),
            topic_ids(reader, *id),
            iso.unwrap_or_default(),
            escape::html(&words.unwrap_or_default()),
            fact_link(reader, *id, &fact.full_claim()),
            by_line(reader, fact)
        ));
    }
    out.push_str("</ol>\n");
}

/// Ids of the topics of a fact, separated by blanks.
fn topic_ids(reader: &Reader<'_>, id: FactId) -> String {
    reader.topics_of(id).iter().map(|topic| escape::html(&topic.id)).collect::<Vec<_>>().join(" ")
}

/// Who says so, for claims that are somebody's.
fn by_line(reader: &Reader<'_>, fact: &Fact) -> String {
    match speakers(reader, fact) {
        by if by.is_empty() || fact.kind == FactKind::Event => String::new(),
        by => format!(" <span class=\"muted\">{by}</span>"),
    }
}

// Stages.

fn stages(reader: &Reader<'_>, directive: &Directive, out: &mut String) {
    let ids: Vec<FactId> = match facts(reader, directive) {
        named if named.is_empty() => reader.facts().collect(),
        named => named,
    };
    stepper(reader, &periods(reader, ids), out);
}

/// The periods among facts, in order.
pub fn periods(reader: &Reader<'_>, ids: Vec<FactId>) -> Vec<FactId> {
    let mut ids: Vec<FactId> = ids.into_iter().filter(|id| reader.fact(*id).kind == FactKind::Period).collect();
    ids.sort_by(|a, b| {
        let order = reader.fact(*a).order.cmp(&reader.fact(*b).order);
        if reader.sheet_of(*a) == reader.sheet_of(*b) { order } else { Ordering::Equal }
    });
    ids
}

/// Writes periods as numbered steps.
pub fn stepper(reader: &Reader<'_>, ids: &[FactId], out: &mut String) {
    out.push_str("<ol class=\"stages\">\n");
    for id in ids {
        let fact = reader.fact(*id);
        let dates = fact.when.map_or_else(|| "no dates given".to_owned(), When::in_words);
        out.push_str(&format!(
            "<li><b>{}</b><span class=\"d\">{}</span>{}</li>\n",
            fact_link(reader, *id, &fact.short_label()),
            escape::html(&dates),
            escape::html(&fact.full_claim())
        ));
    }
    out.push_str("</ol>\n");
}
