//! Fact sheets, and the list of all of them.

use serde::Serialize;
use serde_json::json;

use crate::exchange::package::{Package, datapackage};
use crate::link::{FactId, SheetId};
use crate::model::fact::{Fact, FactKind, Stance};
use crate::pages::evidence::{self, EvidenceLine, Marked};
use crate::pages::parts::{self, EvidenceItem, Mark, Table};
use crate::pages::{Cx, Head, Kind, Link, Made, Node, Page, derived, fact, structured};
use crate::render::chart::gather;
use crate::render::directive::value_text;
use crate::render::fragment;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// One page a sheet.
pub static KIND: Kind = Kind { name: ("fact sheet", "fact sheets"), pages, make };
/// The list of sheets.
pub static INDEX: Kind = Kind { name: ("list of sheets", "lists of sheets"), pages: index_pages, make: make_index };

#[derive(Serialize)]
struct View {
    title: String,
    summary: String,
    topics: Vec<Link>,
    evidence: EvidenceLine,
    facts: Vec<Section>,
    kinds: Vec<KindCount>,
    downloads: Vec<Link>,
}

/// How many facts of a kind a sheet holds.
#[derive(Serialize)]
struct KindCount {
    kind: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct Section {
    key: String,
    kind: &'static str,
    claim: String,
    value: String,
    unit: String,
    speakers: Vec<Link>,
    role: String,
    date: String,
    marks: Vec<Mark>,
    evidence: Vec<EvidenceItem>,
    quote: String,
    quote_lang: String,
    computed: Vec<Link>,
    worked: String,
    note: String,
    figure: String,
    tables: Vec<Table>,
    used: Vec<UsedOn>,
    retired: bool,
    url: String,
}

/// A page that uses a fact, and how often.
#[derive(Serialize)]
struct UsedOn {
    link: Link,
    times: usize,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    reader.sheets().map(|id| Page { node: Node::Sheet(id), path: reader.sheet_url(id) }).collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let Node::Sheet(id) = page.node else { return Ok(Made::default()) };
    let sheet = cx.reader.sheet(id);
    let facts = cx.reader.facts_of(id);
    let marked: Vec<Marked> = facts.iter().map(|fact| marked(cx, *fact)).collect();
    let topics = sheet.topics.iter().filter_map(|topic| cx.reader.find_topic(&topic.id));
    let view = View {
        title: sheet.title.text.to_string(),
        summary: fragment::inline(cx.reader, &sheet.summary),
        topics: topics.map(|id| cx.link(&*cx.reader.topic(id).title, &cx.reader.topic_url(id))).collect(),
        evidence: evidence::line(cx.reader, &marked),
        facts: facts.iter().map(|fact| section(cx, *fact)).collect(),
        kinds: kinds(cx, &facts),
        downloads: downloads(cx, &page.path),
    };
    let mut head = cx.head(&page.path, &*sheet.title.text, fragment::plain(cx.reader, &sheet.summary));
    head.kind = "fact sheet".to_owned();
    head.section = "facts";
    head.crumbs = vec![cx.link("Facts", "/facts/")];
    head.edit = cx.edit_url(sheet.at.file);
    let card = cx.card(&mut head, &page.path, "Fact sheet", |card| {
        card.text = fragment::plain(cx.reader, &sheet.summary);
        card.foot = format!("{} facts", facts.len());
    });
    let mut files = Vec::new();
    if cx.reader.config().outputs.exports {
        files = exports(cx, &head, &page.path, &facts);
        let csv = format!("{}facts.csv", page.path);
        let data = [("text/csv", &*csv)];
        let set = structured::dataset(cx, &sheet.title.text, &head.description, &page.path, &data);
        head.structured = structured::script(vec![set, structured::breadcrumbs(cx, &head)]);
    }
    let html = cx.shell.render("sheet.html", &head, &view)?;
    let twin = cx.reader.config().outputs.twins.then(|| {
        json!({
            "id": sheet.id, "title": sheet.title.text, "summary": fragment::plain(cx.reader, &sheet.summary),
            "topics": sheet.topics.iter().map(|topic| &*topic.id).collect::<Vec<_>>(),
            "url": cx.absolute(&page.path),
            "facts": facts.iter().map(|id| fact::twin(cx, *id)).collect::<Vec<_>>(),
        })
    });
    Ok(Made { html, twin, files, card })
}

/// The facts as CSV with a Data Package beside it.
fn exports(cx: &Cx<'_, '_>, head: &Head, path: &str, facts: &[FactId]) -> Vec<(String, Vec<u8>)> {
    let config = cx.reader.config();
    let folder = path.trim_start_matches('/');
    let name = folder.trim_matches('/').replace('/', "-");
    let package = datapackage(&Package {
        name: &name,
        title: &head.title,
        description: &head.description,
        homepage: &head.canonical,
        licence: (&config.license, structured::licence_url(&config.license)),
        created: &cx.reader.today().to_string(),
        facts: facts.len(),
    });
    vec![
        (format!("{folder}facts.csv"), crate::exchange::tables::facts_csv(cx.reader, facts)),
        (format!("{folder}datapackage.json"), format!("{package:#}\n").into_bytes()),
    ]
}

/// Kinds of facts in the order of the handbook, for the filter.
fn kinds(cx: &Cx<'_, '_>, facts: &[FactId]) -> Vec<KindCount> {
    let count = |kind: FactKind| facts.iter().filter(|id| cx.reader.fact(**id).kind == kind).count();
    let all = FactKind::ALL.into_iter().map(|kind| KindCount { kind: kind.word(), count: count(kind) });
    all.filter(|one| one.count > 0).collect()
}

/// Pages that use a fact, in the order of their first use.
fn used_on(cx: &Cx<'_, '_>, id: FactId) -> Vec<UsedOn> {
    let mut out: Vec<UsedOn> = Vec::new();
    for mention in parts::mentions(cx, &cx.reader.uses_of_fact(id)) {
        match out.iter_mut().find(|used| used.link.title == mention.page) {
            Some(used) => used.times += 1,
            None => out.push(UsedOn { link: Link { title: mention.page, url: mention.url }, times: 1 }),
        }
    }
    out
}

fn marked(cx: &Cx<'_, '_>, id: FactId) -> Marked {
    let fact = cx.reader.fact(id);
    let value = value_text(fact);
    let words = if value.is_empty() { fact.short_label() } else { value };
    Marked { fact: id, url: format!("#{}", fact.key), words }
}

fn section(cx: &Cx<'_, '_>, id: FactId) -> Section {
    let fact = cx.reader.fact(id);
    let supports = [Stance::Supports, Stance::Disputes, Stance::Context];
    Section {
        key: fact.key.to_string(),
        kind: fact.kind.word(),
        claim: fact.full_claim(),
        value: fact
            .leading_value()
            .map(|v| v.quantity.text.to_string())
            .or_else(|| fact.slot_text())
            .unwrap_or_default(),
        unit: fact.unit.to_string(),
        speakers: parts::speakers(cx, fact),
        role: role(cx, fact),
        date: date_line(fact),
        marks: parts::marks(cx, id),
        evidence: supports.into_iter().flat_map(|stance| parts::evidence_items(cx, id, stance)).collect(),
        quote: fact
            .quote
            .as_ref()
            .and_then(|quote| quote.texts.first())
            .map(|(_, text)| text.to_string())
            .unwrap_or_default(),
        quote_lang: fact.quote.as_ref().and_then(|q| q.texts.first()).map(|(l, _)| l.to_string()).unwrap_or_default(),
        computed: derived::words(cx, fact),
        worked: crate::render::derived::worked(cx.reader, fact),
        note: fact.note.as_ref().map(|note| fragment::inline(cx.reader, note)).unwrap_or_default(),
        figure: picture(cx, id),
        tables: parts::tables(cx, fact).into_iter().map(without_anchors).collect(),
        used: used_on(cx, id),
        retired: fact.retired.is_some(),
        url: cx.href(&cx.reader.fact_url(id)),
    }
}

/// The anchors of points and answers belong to the fact's own page; here there are many facts.
fn without_anchors(mut table: Table) -> Table {
    table.rows.iter_mut().for_each(|row| row.id.clear());
    table
}

/// The picture of a fact with several figures, its files on the fact's own page.
fn picture(cx: &Cx<'_, '_>, id: FactId) -> String {
    let fact = cx.reader.fact(id);
    gather::of_fact(cx.reader, id, &format!("chart-{}", fact.key)).map(|(_, f)| f.pictures).unwrap_or_default()
}

/// What its only speaker is.
fn role(cx: &Cx<'_, '_>, fact: &Fact) -> String {
    let [by] = fact.by.as_slice() else { return String::new() };
    let entity = cx.reader.find_entity(&by.id).map(|id| cx.reader.entity(id));
    entity.and_then(|entity| entity.role.as_deref()).unwrap_or("").to_owned()
}

/// "as of 29 April 2022", "24 February 2022".
pub fn date_line(fact: &Fact) -> String {
    match (fact.as_of, fact.when) {
        (Some(as_of), _) => match as_of {
            crate::model::date::When::Unknown => "date not shown".to_owned(),
            as_of => format!("as of {}", as_of.in_words()),
        },
        (None, Some(when)) => when.in_words(),
        (None, None) => String::new(),
    }
}

fn downloads(cx: &Cx<'_, '_>, path: &str) -> Vec<Link> {
    let outputs = cx.reader.config().outputs;
    let mut out = Vec::new();
    if outputs.exports {
        out.push(cx.link("CSV", &format!("{path}facts.csv")));
    }
    if outputs.twins {
        out.push(cx.link("JSON", &format!("{path}index.json")));
    }
    if outputs.exports {
        out.push(cx.link("Data Package", &format!("{path}datapackage.json")));
    }
    out
}

#[derive(Serialize)]
struct IndexView {
    sheets: Vec<SheetCard>,
    facts: usize,
}

/// A sheet in a list.
#[derive(Serialize)]
pub struct SheetCard {
    /// Its page.
    pub link: Link,
    /// What it holds.
    pub summary: String,
    /// How many facts.
    pub facts: usize,
}

/// A sheet in a list.
pub fn card(cx: &Cx<'_, '_>, id: SheetId) -> SheetCard {
    let sheet = cx.reader.sheet(id);
    SheetCard {
        link: cx.link(&*sheet.title.text, &cx.reader.sheet_url(id)),
        summary: fragment::words(cx.reader, &sheet.summary),
        facts: cx.reader.facts_of(id).len(),
    }
}

fn index_pages(reader: &Reader<'_>) -> Vec<Page> {
    let any = reader.sheets().next().is_some();
    any.then(|| Page { node: Node::Site, path: "/facts/".to_owned() }).into_iter().collect()
}

fn make_index(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let sheets: Vec<SheetCard> = cx.reader.sheets().map(|id| card(cx, id)).collect();
    let facts = sheets.iter().map(|sheet| sheet.facts).sum();
    let description = format!("{facts} facts in {} sheets, each with who says so and where it was read.", sheets.len());
    let mut head = cx.head(&page.path, "Facts", &*description);
    head.section = "facts";
    let twin = cx.reader.config().outputs.twins.then(|| {
        json!({"sheets": cx.reader.sheets().map(|id| json!({
            "id": cx.reader.sheet(id).id, "title": cx.reader.sheet(id).title.text,
            "url": cx.absolute(&cx.reader.sheet_url(id)), "facts": cx.reader.facts_of(id).len(),
        })).collect::<Vec<_>>()})
    });
    let html = cx.shell.render("facts_index.html", &head, &IndexView { sheets, facts })?;
    Ok(Made { html, twin, ..Made::default() })
}
