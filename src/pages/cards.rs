//! Evidence beside the sentence: the rail of an article, and the cards that open on hover and tap.
//!
//! In: the uses of an article. Out: rail items by paragraph and one card per thing linked. Cards are found by
//! the address their link leads to, so that a link needs no attribute of its own.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::link::{FactId, SourceId};
use crate::model::date::When;
use crate::model::fact::{Evidence, Fact, Stance};
use crate::model::prose::{FactRef, Ref, Use};
use crate::pages::parts::{self, Mark};
use crate::pages::{Cx, Link, evidence};
use crate::render::derived;
use crate::render::fragment::{self, bound_text, fact_href};
use crate::render::names::Named;

/// What stands in the rail beside a paragraph.
#[derive(Serialize)]
pub struct RailItem {
    /// Addresses that light it up, separated by blanks.
    pub hrefs: String,
    /// Where it leads.
    pub url: String,
    /// The figures, or the fact's short name.
    pub value: String,
    /// What is counted, said once after the figures.
    pub unit: String,
    /// Whether `value` is figures.
    pub figure: bool,
    /// Name of the fact under its figures.
    pub label: String,
    /// Speaker → relays → publisher.
    pub chain: Vec<Link>,
    /// When it held.
    pub date: String,
    /// "one", "several" or "bad": shape of its mark.
    pub class: &'static str,
    /// "single origin" and so on.
    pub standing: String,
}

/// A card.
#[derive(Serialize)]
pub struct Card {
    /// The address that opens it.
    pub href: String,
    /// Figure with unit, empty for words.
    pub value: String,
    /// Claim, definition or role.
    pub text: String,
    /// When it held.
    pub date: String,
    /// The calculation of a derived fact.
    pub worked: String,
    /// Words of the source.
    pub quote: String,
    /// Speaker → relays → publisher.
    pub chain: Vec<Link>,
    /// What the support amounts to.
    pub marks: Vec<Mark>,
    /// Where to go on from here besides the link itself, which the script adds.
    pub acts: Vec<Link>,
}

/// Rail items of an article's paragraphs, by the number of the paragraph. A figure stands where it is used
/// first; figures of one fact in one paragraph stand together.
pub fn rail(cx: &Cx<'_, '_>, uses: &[Use]) -> BTreeMap<u32, Vec<RailItem>> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut out: BTreeMap<u32, Vec<(FactId, RailItem)>> = BTreeMap::new();
    for used in uses {
        let Ref::Fact(bound) = &used.what else { continue };
        let Some(id) = cx.reader.find_fact(&bound.id) else { continue };
        let href = fact_href(cx.reader, id, bound);
        let items = out.entry(used.block).or_default();
        let (value, unit) = figure(cx, id, bound);
        if let Some((_, item)) = items.iter_mut().find(|(of, item)| *of == id && item.figure) {
            if !item.hrefs.split(' ').any(|known| known == href) {
                item.hrefs = format!("{} {href}", item.hrefs);
                if !value.is_empty() {
                    item.value = format!("{} · {value}", item.value);
                    item.date = span(&item.date, &date_of(cx.reader.fact(id), bound));
                }
            }
            continue;
        }
        if seen.insert(href.clone()) {
            items.push((id, rail_item(cx, id, bound, href, (value, unit))));
        }
    }
    out.into_iter().map(|(block, items)| (block, items.into_iter().map(|(_, item)| item).collect())).collect()
}

fn span(first: &str, second: &str) -> String {
    match (first.split(" – ").next().unwrap_or(""), second) {
        (a, b) if a == b || b.is_empty() => first.to_owned(),
        (a, b) => format!("{a} – {b}"),
    }
}

fn rail_item(cx: &Cx<'_, '_>, id: FactId, bound: &FactRef, href: String, (value, unit): (String, String)) -> RailItem {
    let fact = cx.reader.fact(id);
    let is_figure = !value.is_empty();
    RailItem {
        url: href.clone(),
        hrefs: href,
        figure: is_figure,
        label: if is_figure { fact.short_label() } else { String::new() },
        value: if is_figure { value } else { fact.short_label() },
        unit: if is_figure { unit } else { String::new() },
        chain: chain(cx, id, bound).0,
        date: date_of(fact, bound),
        class: evidence::shade(cx.reader, id),
        standing: evidence::standing(cx.reader, id),
    }
}

/// What a binding says as a figure, and its unit; empty for words.
fn figure(cx: &Cx<'_, '_>, id: FactId, bound: &FactRef) -> (String, String) {
    let fact = cx.reader.fact(id);
    let whole = FactRef { field: None, ..bound.clone() };
    let has_figure = bound.member.is_some() || bound.point.is_some() || fact.value.is_some() || !fact.values.is_empty();
    if !has_figure {
        return (String::new(), String::new());
    }
    let text = bound_text(cx.reader, fact, &whole).unwrap_or_default();
    let unit = &*fact.unit;
    let bare = text.strip_suffix(unit).unwrap_or(&text).trim_end().to_owned();
    (bare, unit.to_owned())
}

/// A figure with its unit: "8.5%", "nearly 1,000 companies".
fn with_unit((text, unit): (String, String)) -> String {
    match &*unit {
        "" => text,
        "%" => format!("{text}%"),
        unit => format!("{text} {unit}"),
    }
}

/// When the bound figure held.
fn date_of(fact: &Fact, bound: &FactRef) -> String {
    if let Some(date) = bound.point {
        return date.in_words();
    }
    let member = bound.member.as_ref().and_then(|key| fact.values.iter().find(|member| member.key == *key));
    let when = member.and_then(|member| member.as_of).or_else(|| fact.dated());
    when.filter(|when| *when != When::Unknown).map(When::in_words).unwrap_or_default()
}

/// Who says what is bound, by way of whom, and where it was read: the chain and its last link's source.
fn chain(cx: &Cx<'_, '_>, id: FactId, bound: &FactRef) -> (Vec<Link>, Option<(SourceId, Option<Evidence>)>) {
    let fact = cx.reader.fact(id);
    if derived::is_own(fact) {
        return (vec![Link { title: derived::line(cx.reader, fact), url: String::new() }], None);
    }
    let point = bound.point.and_then(|date| fact.series.iter().find(|point| point.date == date));
    let member = bound.member.as_ref().and_then(|key| fact.values.iter().find(|member| member.key == *key));
    let own = point.map(|p| &p.evidence).or(member.map(|m| &m.evidence)).filter(|evidence| !evidence.is_empty());
    let by = member.map(|member| &member.by).filter(|by| !by.is_empty()).unwrap_or(&fact.by);
    let list = own.unwrap_or(&fact.evidence);
    let Some(first) = list.iter().find(|evidence| evidence.stance == Stance::Supports).or(list.first()) else {
        return (by.iter().map(|by| parts::party(cx, &by.id)).collect(), None);
    };
    let by = if first.by.is_empty() { by } else { &first.by };
    let mut links: Vec<Link> = by.iter().chain(&first.via).map(|party| parts::party(cx, &party.id)).collect();
    let source = cx.reader.find_source(&first.source.id);
    if let Some(source) = source {
        let publisher = parts::party(cx, &cx.reader.source(source).publisher);
        if !publisher.title.is_empty() && links.last().is_none_or(|last| last.title != publisher.title) {
            links.push(publisher);
        }
    }
    (links, source.map(|source| (source, Some(first.clone()))))
}

/// One card for every fact, term and entity that the article links; references bring their own.
pub fn cards(cx: &Cx<'_, '_>, uses: &[(u32, &Use)], linked: &BTreeSet<Named>) -> Vec<Card> {
    let mut out: BTreeMap<String, Card> = BTreeMap::new();
    for (_, used) in uses {
        let Ref::Fact(bound) = &used.what else { continue };
        let Some(id) = cx.reader.find_fact(&bound.id) else { continue };
        let href = fact_href(cx.reader, id, bound);
        if !out.contains_key(&href) {
            out.insert(href.clone(), fact_card(cx, id, bound, href));
        }
    }
    for named in linked {
        let card = match named {
            Named::Term(id) => {
                let term = cx.reader.term(*id);
                let zh = term.zh.as_deref().map(|zh| format!(" {zh}")).unwrap_or_default();
                Card {
                    value: format!("{}{zh}", term.term.text),
                    text: fragment::plain(cx.reader, &term.definition),
                    ..plain(cx.href(&format!("/glossary/#{}", term.id)))
                }
            }
            Named::Entity(id) => {
                let entity = cx.reader.entity(*id);
                // A card that repeats the name and says "person" is in the way of the link.
                if entity.role.is_none() && entity.zh.is_none() {
                    continue;
                }
                let zh = entity.zh.as_deref().map(|zh| format!(" {zh}")).unwrap_or_default();
                let role = entity.role.as_deref().unwrap_or(entity.kind.word());
                Card {
                    value: format!("{}{zh}", entity.name.text),
                    text: role.to_owned(),
                    ..plain(cx.href(&cx.reader.entity_url(*id)))
                }
            }
        };
        out.insert(card.href.clone(), card);
    }
    out.into_values().collect()
}

/// A card whose link itself is the way on, which the script adds.
fn plain(href: String) -> Card {
    Card {
        acts: Vec::new(),
        href,
        value: String::new(),
        text: String::new(),
        date: String::new(),
        worked: String::new(),
        quote: String::new(),
        chain: Vec::new(),
        marks: Vec::new(),
    }
}

fn fact_card(cx: &Cx<'_, '_>, id: FactId, bound: &FactRef, href: String) -> Card {
    let fact = cx.reader.fact(id);
    let (chain, read) = chain(cx, id, bound);
    let mut acts = Vec::new();
    let mut quote = String::new();
    if let Some((source, evidence)) = &read {
        acts.push(cx.link("Source", &cx.reader.source_url(*source)));
        quote = evidence.as_ref().and_then(|e| e.quote.as_ref()).map(|q| q.text.to_string()).unwrap_or_default();
    }
    let worked = derived::worked(cx.reader, fact);
    if !worked.is_empty() {
        acts.push(cx.link("Calculation", &format!("{}#computed", cx.reader.fact_url(id))));
    }
    let value = with_unit(figure(cx, id, bound));
    let date = date_of(fact, bound);
    let text = fact.quote.as_ref().and_then(|quote| quote.texts.first()).map(|(_, text)| text.to_string());
    Card {
        href,
        value,
        text: fact.full_claim(),
        date,
        worked,
        quote: if quote.is_empty() { text.unwrap_or_default() } else { quote },
        chain,
        marks: parts::marks(cx, id),
        acts,
    }
}
