//! The permalink of a fact: value, claim, chain, evidence, where it is used.

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::link::FactId;
use crate::model::date::When;
use crate::model::fact::{Evidence, Fact, Stance};
use crate::model::quantity::{Hedge, Quantity};
use crate::pages::article::{CorrectionRow, correction_rows};
use crate::pages::derived::{self, Calculation};
use crate::pages::parts::{self, EvidenceItem, FactTable, Mark, MentionGroup, Table};
use crate::pages::sheet::date_line;
use crate::pages::{Cx, Kind, Link, Made, Node, Page, evidence as support, structured};
use crate::render::chart::gather;
use crate::render::directive::value_text;
use crate::render::figure::{self, Files};
use crate::render::fragment;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// One page a fact.
pub static KIND: Kind = Kind { name: ("fact", "facts"), pages, make };

#[derive(Serialize)]
struct View {
    kind: &'static str,
    value: String,
    claim: String,
    label: String,
    date: String,
    speakers: Vec<Link>,
    marks: Vec<Mark>,
    hull: String,
    supports: Vec<EvidenceItem>,
    disputes: Vec<EvidenceItem>,
    context: Vec<EvidenceItem>,
    quotes: Vec<QuoteView>,
    figure: String,
    tables: Vec<Table>,
    computed: Option<Calculation>,
    method: String,
    note: String,
    about: Vec<Link>,
    see: FactTable,
    contradicting: FactTable,
    target: String,
    outcome: String,
    retired: String,
    instead: Vec<Link>,
    corrections: Vec<CorrectionRow>,
    uses: Vec<MentionGroup>,
    citation: String,
    sheet: Link,
    neighbours: Vec<Link>,
}

#[derive(Serialize)]
struct QuoteView {
    lang: String,
    text: String,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    reader.facts().map(|id| Page { node: Node::Fact(id), path: reader.fact_url(id) }).collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let Node::Fact(id) = page.node else { return Ok(Made::default()) };
    let fact = cx.reader.fact(id);
    let sheet = cx.reader.sheet(cx.reader.sheet_of(id));
    let mut head = cx.head(&page.path, fact.short_label(), fact.full_claim());
    head.kind = format!("{} fact", fact.kind.word());
    head.section = "facts";
    let sheet_url = cx.reader.sheet_url(cx.reader.sheet_of(id));
    head.crumbs = vec![cx.link("Facts", "/facts/"), cx.link(&*sheet.title.text, &sheet_url)];
    head.edit = cx.edit_url(fact.at.file);
    let card = cx.card(&mut head, &page.path, fact.kind.word(), |card| {
        card.value = value_text(fact);
        card.title = fact.full_claim();
        card.mark = support::shade(cx.reader, id);
        card.foot = foot(cx, fact);
    });
    if cx.reader.config().outputs.exports {
        let mut things = vec![structured::claim(cx, id), structured::breadcrumbs(cx, &head)];
        if fact.series.len() > 1 && fact.withhold.is_none() {
            let csv = format!("{}chart.csv", page.path);
            let data = [("text/csv", &*csv)];
            things.push(structured::dataset(cx, &head.title, &head.description, &page.path, &data));
        }
        head.structured = structured::script(things);
    }
    let mut files = Files::beside(cx.reader, &page.path);
    let mut figure = String::new();
    if let Some((chart, drawn)) = gather::of_fact(cx.reader, id, "chart") {
        figure::write(&chart, &drawn, "chart", &mut files, &mut figure);
    }
    let html = cx.shell.render("fact.html", &head, &view(cx, id, &page.path, figure))?;
    let twin = cx.reader.config().outputs.twins.then(|| twin(cx, id));
    Ok(Made { html, twin, files: files.list, card })
}

fn view(cx: &Cx<'_, '_>, id: FactId, path: &str, figure: String) -> View {
    let fact = cx.reader.fact(id);
    let rows = |ids: Vec<FactId>| parts::fact_table(cx, &ids);
    let sheet = cx.reader.sheet_of(id);
    let see = fact.see.iter().filter_map(|see| cx.reader.find_fact(&see.id)).collect();
    View {
        kind: fact.kind.word(),
        value: value_text(fact),
        claim: fact.full_claim(),
        label: fact.short_label(),
        date: date_line(fact),
        speakers: parts::speakers(cx, fact),
        marks: parts::marks(cx, id),
        hull: if fact.values.is_empty() { String::new() } else { fact.hull_text() },
        supports: parts::evidence_items(cx, id, Stance::Supports),
        disputes: parts::evidence_items(cx, id, Stance::Disputes),
        context: parts::evidence_items(cx, id, Stance::Context),
        quotes: quotes(fact),
        figure,
        tables: parts::tables(cx, fact),
        computed: derived::calculation(cx, id),
        method: fact.method.as_deref().unwrap_or("").to_owned(),
        note: fact.note.as_ref().map(|note| fragment::inline(cx.reader, note)).unwrap_or_default(),
        about: fact.about.iter().map(|about| parts::party(cx, &about.id)).collect(),
        see: rows(see),
        contradicting: rows(cx.reader.contradicting(id)),
        target: fact.target.map(|date| date.in_words()).unwrap_or_default(),
        outcome: fact.outcome.as_ref().map(|o| format!("{}: {}", o.date.in_words(), o.text)).unwrap_or_default(),
        retired: fact.retired.as_ref().map(|r| format!("{}: {}", r.date.in_words(), r.why)).unwrap_or_default(),
        instead: instead(cx, fact),
        corrections: correction_rows(&fact.corrections),
        uses: parts::grouped(cx, &cx.reader.uses_of_fact(id)),
        citation: citation(cx, fact, path),
        sheet: cx.link(&*cx.reader.sheet(sheet).title.text, &cx.reader.sheet_url(sheet)),
        neighbours: neighbours(cx, id),
    }
}

/// "Castellum.AI · as of 29 April 2022"
fn foot(cx: &Cx<'_, '_>, fact: &Fact) -> String {
    let parts = [parts::join(parts::speakers(cx, fact)), date_line(fact)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The facts before and after it in its sheet.
fn neighbours(cx: &Cx<'_, '_>, id: FactId) -> Vec<Link> {
    let ids = cx.reader.facts_of(cx.reader.sheet_of(id));
    let Some(at) = ids.iter().position(|other| *other == id) else { return Vec::new() };
    let near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|index| ids.get(index));
    near.map(|id| cx.link(cx.reader.fact(*id).short_label(), &cx.reader.fact_url(*id))).collect()
}

fn quotes(fact: &Fact) -> Vec<QuoteView> {
    let texts = fact.quote.iter().flat_map(|quote| &quote.texts);
    texts.map(|(lang, text)| QuoteView { lang: lang.to_string(), text: text.to_string() }).collect()
}

fn instead(cx: &Cx<'_, '_>, fact: &Fact) -> Vec<Link> {
    let id = fact.retired.as_ref().and_then(|retired| retired.instead.as_ref());
    let id = id.and_then(|id| cx.reader.find_fact(&id.id));
    id.map(|id| cx.link(cx.reader.fact(id).short_label(), &cx.reader.fact_url(id))).into_iter().collect()
}

/// "10,128 sanctions (Castellum.AI via The Epoch Times, as of 29 April 2022), https://…"
fn citation(cx: &Cx<'_, '_>, fact: &Fact, path: &str) -> String {
    if crate::render::derived::is_own(fact) {
        let (site, words) = (&cx.reader.config().title, crate::render::derived::line(cx.reader, fact));
        let words = words.replacen("this site", site, 1);
        let parts = [words, date_line(fact)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        return format!("{} ({}). {}", fact.full_claim().trim_end_matches('.'), parts.join(", "), cx.absolute(path));
    }
    let by = parts::join(parts::speakers(cx, fact));
    let publishers = fact.evidence.iter().filter(|e| e.stance == Stance::Supports);
    let publishers = publishers.filter_map(|e| cx.reader.find_source(&e.source.id));
    let via = publishers.map(|id| parts::party(cx, &cx.reader.source(id).publisher).title).find(|title| *title != by);
    let via = via.map(|via| format!(" via {via}")).unwrap_or_default();
    let date =
        Some(date_line(fact)).filter(|date| !date.is_empty()).map(|date| format!(", {date}")).unwrap_or_default();
    format!("{} ({by}{via}{date}). {}", fact.full_claim().trim_end_matches('.'), cx.absolute(path))
}

/// The machine twin of a fact.
pub fn twin(cx: &Cx<'_, '_>, id: FactId) -> Json {
    let (fact, support) = (cx.reader.fact(id), cx.reader.support(id));
    let when = |when: Option<When>| when.map(|when| when.to_string());
    let ids = |list: &[crate::model::IdRef]| list.iter().map(|id| id.id.to_string()).collect::<Vec<_>>();
    let uses = cx.reader.uses_of_fact(id);
    let uses: Vec<Json> = uses
        .iter()
        .map(|mention| {
            let page = cx.href(&cx.reader.article_url(mention.usage.article));
            json!({"page": page, "anchor": format!("use-{}", mention.usage.number), "words": mention.words.words})
        })
        .collect();
    let mut twin = json!({
        "id": fact.id, "kind": fact.kind.word(), "claim": fact.full_claim(), "label": fact.label,
        "value": fact.value.as_ref().map(|value| quantity(&value.quantity)), "unit": fact.unit,
        "as_of": when(fact.as_of), "when": when(fact.when), "by": ids(&fact.by),
        "evidence": fact.evidence.iter().zip(&support.evidence_first_hand)
            .map(|(e, first_hand)| evidence(cx, fact, e, *first_hand)).collect::<Vec<_>>(),
        "values": fact.values.iter().map(|m| json!({
            "key": m.key, "value": quantity(&m.value.quantity), "as_of": when(m.as_of), "by": ids(&m.by),
            "sources": m.evidence.iter().map(|e| &*e.source.id).collect::<Vec<_>>(),
            "note": m.note, "retired": m.retired.as_ref().map(|r| &*r.why),
        })).collect::<Vec<_>>(),
        "withheld": fact.withhold,
        "series": fact.series.iter().filter(|_| fact.withhold.is_none()).map(|p| json!({
            "date": p.date.to_string(), "value": quantity(&p.value.quantity), "note": p.note,
            "sources": p.evidence.iter().map(|e| &*e.source.id).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "breakdown": fact.breakdown.iter().map(|p| json!({
            "label": p.label, "value": quantity(&p.value.quantity), "note": p.note,
        })).collect::<Vec<_>>(),
        "support": {
            "origins": support.origins, "carriers": support.carriers, "first_hand": support.first_hand,
            "disputed": support.disputed,
        },
        "conflicts_with": ids(&fact.conflicts_with), "see": ids(&fact.see), "about": ids(&fact.about),
        "derived": derived::twin(cx, fact), "method": fact.method, "note": fact.note.as_ref().map(|note| fragment::plain(cx.reader, note)),
        "review_due": support.review_due.map(|date| date.to_string()),
        "target": fact.target.map(|date| date.to_string()), "order": fact.order,
        "retired": fact.retired.as_ref().map(|r| json!({
            "date": r.date.to_string(), "why": r.why, "use": r.instead.as_ref().map(|id| &*id.id),
        })),
        "corrections": fact.corrections.iter().map(|c| json!({
            "date": c.date.to_string(), "was": c.was, "now": c.now, "why": c.why,
        })).collect::<Vec<_>>(),
    });
    // What the fact says, wherever it is used and wherever the site stands.
    let hashed = crate::base::hash::Hash::of(twin.to_string().as_bytes()).to_string();
    twin["hash"] = json!(hashed[..7]);
    twin["used_in"] = json!(uses);
    twin["url"] = json!(cx.absolute(&cx.reader.fact_url(id)));
    twin
}

fn evidence(cx: &Cx<'_, '_>, fact: &Fact, evidence: &Evidence, first_hand: bool) -> Json {
    let by = if evidence.by.is_empty() { &fact.by } else { &evidence.by };
    let publisher = cx.reader.find_source(&evidence.source.id).map(|id| &*cx.reader.source(id).publisher);
    let mut chain: Vec<&str> = by.iter().chain(&evidence.via).map(|id| &*id.id).collect();
    chain.extend(publisher.filter(|publisher| chain.last() != Some(publisher)));
    json!({
        "source": evidence.source.id, "at": evidence.locator, "chain": chain, "first_hand": first_hand,
        "quote": evidence.quote.as_ref().map(|quote| &*quote.text), "stance": evidence.stance.word(),
        "note": evidence.note,
    })
}

/// `{"text":"nearly 1,000","hedge":"nearly","low":null,"high":1000}`
pub fn quantity(quantity: &Quantity) -> Json {
    let number = |value: Option<rust_decimal::Decimal>| {
        // An exact decimal is a JSON number as written, never by way of a float.
        value.and_then(|value| value.normalize().to_string().parse::<serde_json::Number>().ok())
    };
    let hedge = match quantity.hedge {
        Hedge::Exact => "exact",
        Hedge::About => "about",
        Hedge::Nearly => "nearly",
        Hedge::MoreThan => "more than",
        Hedge::AtLeast => "at least",
        Hedge::LessThan => "less than",
        Hedge::UpTo => "up to",
        Hedge::Range => "range",
    };
    json!({"text": quantity.text, "hedge": hedge, "low": number(quantity.low()), "high": number(quantity.high())})
}
