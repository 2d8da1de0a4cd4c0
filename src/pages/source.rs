//! The citation page of a source: who speaks through it, and every sentence that rests on it.

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::exchange;
use crate::link::SourceId;
use crate::model::fact::Stance;
use crate::model::source::{Name, Read, Source};
use crate::pages::evidence::{self, EvidenceLine, Marked};
use crate::pages::parts::{self, EvidenceItem, FactTable, MentionGroup, MentionView};
use crate::pages::{Cx, Kind, Link, Made, Node, Page, structured};
use crate::render::chart;
use crate::render::chart::flow::{End, Stream};
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// One page a source.
pub static KIND: Kind = Kind { name: ("source", "sources"), pages, make };

#[derive(Serialize)]
struct View {
    title: String,
    title_lang: String,
    title_en: String,
    kind: &'static str,
    reference: String,
    evidence: EvidenceLine,
    record: Vec<Field>,
    publisher: Link,
    publisher_role: String,
    perspective: String,
    perspective_evidence: Vec<EvidenceItem>,
    url: String,
    archive: String,
    archived: String,
    dead: String,
    read: &'static str,
    note: String,
    retracted: String,
    cited_in: Vec<MentionGroup>,
    bound_in: Vec<MentionGroup>,
    supports: FactTable,
    disputes: FactTable,
    context: FactTable,
    terms: Vec<Link>,
    exports: Vec<Link>,
    passages: Vec<Passage>,
    flow: String,
    flow_list: Vec<FlowRow>,
    citation: String,
}

/// Words of the source that a fact rests on.
#[derive(Serialize)]
struct Passage {
    quote: String,
    at: String,
    by: String,
    fact: Link,
    lang: String,
}

/// The flow in words: a sheet and those who speak through the source to it.
#[derive(Serialize)]
struct FlowRow {
    sheet: Link,
    speakers: String,
}

#[derive(Serialize)]
struct Field {
    name: &'static str,
    links: Vec<Link>,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    reader.sources().map(|id| Page { node: Node::Source(id), path: reader.source_url(id) }).collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let Node::Source(id) = page.node else { return Ok(Made::default()) };
    let source = cx.reader.source(id);
    let description = cx.reader.bibliography().entries[id.index()].reference.text().to_owned();
    let mut head = cx.head(&page.path, printed_title(source), description);
    head.kind = format!("source {}", source.id);
    head.section = "sources";
    head.crumbs = vec![cx.link("Sources", "/sources/")];
    head.edit = cx.edit_url(source.at.file);
    if cx.reader.config().outputs.exports {
        let work = structured::source(cx, id);
        head.structured = structured::script(vec![work, structured::breadcrumbs(cx, &head)]);
    }
    let html = cx.shell.render("source.html", &head, &view(cx, id, &page.path))?;
    let outputs = cx.reader.config().outputs;
    let twin = outputs.twins.then(|| twin(cx, id));
    let mut files = Vec::new();
    if outputs.exports {
        let entry = cx.reader.entry(id);
        let path = |extension: &str| format!("{}source.{extension}", page.path.trim_start_matches('/'));
        files.push((path("bib"), exchange::bibtex::bibtex(&entry).into_bytes()));
        files.push((path("ris"), exchange::ris::ris(&entry).into_bytes()));
        files.push((path("json"), format!("{:#}\n", exchange::csl_json::csl_json(&entry)).into_bytes()));
    }
    Ok(Made { html, twin, files, ..Made::default() })
}

/// The title, in brackets when it is a description of ours.
pub fn printed_title(source: &Source) -> String {
    if source.untitled { format!("[{}]", source.title) } else { source.title.to_string() }
}

fn view(cx: &Cx<'_, '_>, id: SourceId, path: &str) -> View {
    let source = cx.reader.source(id);
    let entity = cx.reader.find_entity(&source.publisher).map(|entity| cx.reader.entity(entity));
    let perspective = entity.and_then(|entity| entity.perspective.as_ref());
    let facts = |stance| facts_of_stance(cx, id, stance);
    let flow = flow(cx, id);
    let marked: Vec<Marked> = cx
        .reader
        .facts_of_source(id)
        .iter()
        .map(|fact| Marked {
            fact: *fact,
            url: cx.href(&cx.reader.fact_url(*fact)),
            words: cx.reader.fact(*fact).short_label(),
        })
        .collect();
    let terms = cx.reader.terms_of_source(id).iter().map(|term| {
        let term = cx.reader.term(*term);
        cx.link(&*term.term.text, &format!("/glossary/#{}", term.id))
    });
    View {
        title: printed_title(source),
        title_lang: source.lang.as_deref().unwrap_or("").to_owned(),
        title_en: source.title_en.as_deref().unwrap_or("").to_owned(),
        kind: source.kind.says(),
        reference: cx.reader.bibliography().entries[id.index()].reference.html().to_string(),
        evidence: evidence::line(cx.reader, &marked),
        record: record(cx, source),
        publisher: parts::party(cx, &source.publisher),
        publisher_role: entity.and_then(|entity| entity.role.as_deref()).unwrap_or("").to_owned(),
        perspective: perspective.map(|p| p.label.text.to_string()).unwrap_or_default(),
        perspective_evidence: perspective
            .iter()
            .flat_map(|p| &p.evidence)
            .map(|evidence| parts::evidence_item(cx, evidence, &[], false))
            .collect(),
        url: source.url.as_deref().unwrap_or("").to_owned(),
        archive: source.archive.as_deref().unwrap_or("").to_owned(),
        archived: source.archived.map(|date| date.to_string()).unwrap_or_default(),
        dead: cx.reader.dead_source(source).map(|dead| dead.dead.since.in_words()).unwrap_or_default(),
        read: match source.read {
            Some(Read::Full) => "Read in full.",
            Some(Read::Excerpt) => "Only an excerpt was read.",
            Some(Read::No) => "Not read: known from another source.",
            None => "",
        },
        note: source.note.as_deref().unwrap_or("").to_owned(),
        retracted: source.retracted.as_ref().map(|r| format!("{}: {}", r.date.in_words(), r.why)).unwrap_or_default(),
        cited_in: parts::grouped(cx, &cx.reader.uses_of_source(id)),
        bound_in: parts::grouped(cx, &cx.reader.bound_to_source(id)),
        supports: facts(Stance::Supports),
        disputes: facts(Stance::Disputes),
        context: facts(Stance::Context),
        terms: terms.collect(),
        passages: passages(cx, id),
        flow: flow.picture,
        flow_list: flow.rows,
        citation: cx.reader.bibliography().entries[id.index()].reference.text().to_owned(),
        exports: exports(cx, path),
    }
}

/// Short phrases of the source that facts quote, each with its place and speaker.
fn passages(cx: &Cx<'_, '_>, id: SourceId) -> Vec<Passage> {
    let source = cx.reader.source(id);
    let mut out = Vec::new();
    for fact_id in cx.reader.facts_of_source(id) {
        let fact = cx.reader.fact(*fact_id);
        for evidence in fact.evidence.iter().filter(|evidence| evidence.source.id == source.id) {
            let quote = parts::quoted_words(cx, fact, evidence);
            if quote.is_empty() {
                continue;
            }
            let by = if evidence.by.is_empty() { &fact.by } else { &evidence.by };
            out.push(Passage {
                quote,
                at: evidence.locator.as_deref().unwrap_or("").to_owned(),
                by: parts::join(by.iter().map(|by| parts::party(cx, &by.id)).collect()),
                fact: cx.link(fact.short_label(), &cx.reader.fact_url(*fact_id)),
                lang: source.lang.as_deref().unwrap_or("").to_owned(),
            });
        }
    }
    out
}

/// Who speaks through a source, as a picture and in words.
#[derive(Default)]
struct Flow {
    picture: String,
    rows: Vec<FlowRow>,
}

/// Speakers → this source → sheets, counted in facts; the largest speakers first, the rest together.
fn flow(cx: &Cx<'_, '_>, id: SourceId) -> Flow {
    const MOST: usize = 12;
    let mut speakers: Vec<(Link, usize)> = Vec::new();
    let mut streams: Vec<(String, crate::link::SheetId, usize)> = Vec::new();
    for fact_id in cx.reader.facts_of_source(id) {
        let fact = cx.reader.fact(*fact_id);
        let own = fact.evidence.iter().find(|evidence| evidence.source.id == cx.reader.source(id).id);
        let by = own.map(|evidence| &evidence.by).filter(|by| !by.is_empty()).unwrap_or(&fact.by);
        let link = match by.first() {
            Some(by) => parts::party(cx, &by.id),
            None => parts::party(cx, &cx.reader.source(id).publisher),
        };
        let sheet = cx.reader.sheet_of(*fact_id);
        match streams.iter_mut().find(|(name, to, _)| *name == link.title && *to == sheet) {
            Some((_, _, count)) => *count += 1,
            None => streams.push((link.title.clone(), sheet, 1)),
        }
        match speakers.iter_mut().find(|(known, _)| known.title == link.title) {
            Some((_, count)) => *count += 1,
            None => speakers.push((link, 1)),
        }
    }
    speakers.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.title.cmp(&b.0.title)));
    let mut sheets: Vec<crate::link::SheetId> = streams.iter().map(|(_, sheet, _)| *sheet).collect();
    sheets.sort();
    sheets.dedup();
    let rest = speakers.len().saturating_sub(MOST);
    let mut left: Vec<End> =
        speakers.iter().take(MOST).map(|(l, _)| End { name: l.title.clone(), url: l.url.clone() }).collect();
    if rest > 0 {
        left.push(End { name: format!("{rest} others"), url: String::new() });
    }
    let sheet_link = |sheet| cx.link(&*cx.reader.sheet(sheet).title.text, &cx.reader.sheet_url(sheet));
    let right: Vec<End> =
        sheets.iter().map(|sheet| sheet_link(*sheet)).map(|l| End { name: l.title, url: l.url }).collect();
    let place = |name: &str| speakers.iter().position(|(link, _)| link.title == *name).unwrap_or(0).min(MOST);
    let drawn: Vec<Stream> = streams
        .iter()
        .map(|(name, sheet, facts)| Stream {
            from: place(name),
            to: sheets.binary_search(sheet).unwrap_or(0),
            facts: *facts,
        })
        .collect();
    let Some(picture) = chart::flow::draw("flow", &left, &right, &drawn) else { return Flow::default() };
    let rows = sheets.iter().map(|sheet| {
        let of_sheet = streams.iter().filter(|(_, to, _)| to == sheet);
        let names = of_sheet.map(|(name, _, n)| if *n > 1 { format!("{name} ({n})") } else { name.clone() });
        FlowRow { sheet: sheet_link(*sheet), speakers: names.collect::<Vec<_>>().join("; ") }
    });
    Flow { picture, rows: rows.collect() }
}

/// Facts for which the source has a stance; evidence of single points and answers counts as support.
fn facts_of_stance(cx: &Cx<'_, '_>, id: SourceId, stance: Stance) -> FactTable {
    let source = &cx.reader.source(id).id;
    let has = |fact: &crate::model::fact::Fact, stance| {
        fact.evidence.iter().any(|evidence| evidence.source.id == *source && evidence.stance == stance)
    };
    let of = cx.reader.facts_of_source(id).iter().copied().filter(|fact| {
        let fact = cx.reader.fact(*fact);
        let elsewhere = !fact.evidence.iter().any(|evidence| evidence.source.id == *source);
        has(fact, stance) || (stance == Stance::Supports && elsewhere)
    });
    parts::fact_table(cx, &of.collect::<Vec<_>>())
}

fn record(cx: &Cx<'_, '_>, source: &Source) -> Vec<Field> {
    let plain = |text: String| vec![Link { title: text, url: String::new() }];
    let people = |names: &[Name]| names.iter().map(|name| person(cx, name)).collect::<Vec<_>>();
    let text = |value: &Option<Box<str>>| value.as_deref().map(|text| plain(text.to_owned())).unwrap_or_default();
    let fields = [
        ("Author", people(&source.authors)),
        ("Editor", people(&source.editors)),
        ("Translator", people(&source.translators)),
        ("Published", source.date.map(|date| plain(date.in_words())).unwrap_or_default()),
        ("In", text(&source.container)),
        ("Volume", text(&source.volume)),
        ("Issue", text(&source.issue)),
        ("Pages", text(&source.pages)),
        ("DOI", text(&source.doi)),
        ("ISBN", text(&source.isbn)),
        ("Language", text(&source.lang)),
        ("Read on", source.accessed.map(|date| plain(date.in_words())).unwrap_or_default()),
        ("Id", plain(source.id.to_string())),
    ];
    fields.into_iter().filter(|(_, links)| !links.is_empty()).map(|(name, links)| Field { name, links }).collect()
}

fn person(cx: &Cx<'_, '_>, name: &Name) -> Link {
    match name {
        Name::Plain(name) => parts::party(cx, name),
        Name::Person { family, given } => {
            Link { title: format!("{given} {family}").trim().to_owned(), url: String::new() }
        }
    }
}

fn exports(cx: &Cx<'_, '_>, path: &str) -> Vec<Link> {
    let outputs = cx.reader.config().outputs;
    let mut out = Vec::new();
    if outputs.exports {
        for (title, extension) in [("BibTeX", "bib"), ("RIS", "ris"), ("CSL-JSON", "json")] {
            out.push(cx.link(title, &format!("{path}source.{extension}")));
        }
    }
    out
}

fn twin(cx: &Cx<'_, '_>, id: SourceId) -> Json {
    let mentions = |list: Vec<MentionView>| {
        list.iter()
            .map(|m| json!({"page": m.url, "sentence": format!("{}{}{}", m.before, m.words, m.after)}))
            .collect::<Vec<_>>()
    };
    let source = cx.reader.source(id);
    json!({
        "id": source.id, "reference": cx.reader.bibliography().entries[id.index()].reference.text(),
        "csl": exchange::csl_json::csl_json(&cx.reader.entry(id)),
        "publisher": source.publisher, "carrier": cx.reader.carrier(id), "republishes": source.republishes,
        "note": source.note, "url": cx.absolute(&cx.reader.source_url(id)),
        "facts": cx.reader.facts_of_source(id).iter().map(|fact| &*cx.reader.fact(*fact).id).collect::<Vec<_>>(),
        "cited_in": mentions(parts::mentions(cx, &cx.reader.uses_of_source(id))),
        "bound_in": mentions(parts::mentions(cx, &cx.reader.bound_to_source(id))),
        "title": printed_title(source),
    })
}
