//! Views that several pages share: chains, marks, figures in tables, sentences that use something.

use serde::Serialize;

use crate::link::{FactId, SourceId};
use crate::model::IdRef;
use crate::model::date::When;
use crate::model::fact::{Evidence, Fact, Stance};
use crate::model::prose::Ref;
use crate::pages::{Cx, Link, evidence};
use crate::render::derived;
use crate::render::directive::value_text;
use crate::render::fragment;
use crate::site::Mention;

/// A mark: what the support of a fact amounts to, in words.
#[derive(Serialize)]
pub struct Mark {
    /// Class of its shape.
    pub class: &'static str,
    /// Its words.
    pub text: String,
    /// The day after which a review is overdue, else empty.
    pub due: String,
}

/// A row of a list of facts.
#[derive(Serialize)]
pub struct FactRow {
    /// Address of the fact.
    pub url: String,
    /// Its short name.
    pub label: String,
    /// Its value with unit.
    pub value: String,
    /// When it held.
    pub date: String,
    /// Who says so.
    pub by: String,
    /// "single origin" and so on.
    pub standing: String,
}

/// A list of facts; a column that no row fills is left out.
#[derive(Serialize)]
pub struct FactTable {
    /// The facts.
    pub rows: Vec<FactRow>,
    /// Whether any has a value.
    pub values: bool,
    /// Whether any has a date.
    pub dates: bool,
    /// Whether who says so is worth a column.
    pub speakers: bool,
}

/// One piece of evidence.
#[derive(Serialize)]
pub struct EvidenceItem {
    /// Speaker → relays → publisher with locator.
    pub chain: Vec<Link>,
    /// Words of the source.
    pub quote: String,
    /// Whether the source is the speaker's own.
    pub first_hand: bool,
    /// Remark.
    pub note: String,
    /// The citation page.
    pub source: Link,
    /// The source itself, at the quote; empty without address.
    pub open: String,
    /// The archived copy; empty without one.
    pub archive: String,
}

/// A table of figures.
#[derive(Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Heads of the columns.
    pub head: Vec<ColumnHead>,
    /// Rows.
    pub rows: Vec<Row>,
}

/// Head of a column.
#[derive(Serialize)]
pub struct ColumnHead {
    /// Words.
    pub title: &'static str,
    /// Whether figures stand under it.
    pub number: bool,
}

/// A row with an anchor.
#[derive(Serialize)]
pub struct Row {
    /// Anchor.
    pub id: String,
    /// Cells.
    pub cells: Vec<Cell>,
}

/// A cell: text or links.
#[derive(Default, Serialize)]
pub struct Cell {
    /// Words.
    pub text: String,
    /// Links instead of words.
    pub links: Vec<Link>,
    /// Whether it is a figure.
    pub number: bool,
}

/// Sentences of one page.
#[derive(Serialize)]
pub struct MentionGroup {
    /// The page.
    pub page: Link,
    /// Its sentences, in reading order.
    pub sentences: Vec<MentionView>,
}

/// A sentence that uses something, cut at the words.
#[derive(Serialize)]
pub struct MentionView {
    /// Before the words.
    pub before: String,
    /// The bound words.
    pub words: String,
    /// After them.
    pub after: String,
    /// Address of the sentence.
    pub url: String,
    /// Title of its page.
    pub page: String,
}

impl Table {
    /// The table without columns that no row fills.
    fn without_empty_columns(mut self) -> Table {
        let filled = |column: usize, rows: &[Row]| {
            rows.iter().any(|row| !row.cells[column].text.trim().is_empty() || !row.cells[column].links.is_empty())
        };
        for column in (0..self.head.len()).rev() {
            if !filled(column, &self.rows) {
                self.head.remove(column);
                self.rows.iter_mut().for_each(|row| drop(row.cells.remove(column)));
            }
        }
        self
    }
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// A figure.
    pub fn number(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), number: true, ..Cell::default() }
    }

    /// Links.
    pub fn links(links: Vec<Link>) -> Cell {
        Cell { links, ..Cell::default() }
    }
}

/// Marks of a fact, most important first.
pub fn marks(cx: &Cx<'_, '_>, id: FactId) -> Vec<Mark> {
    let (fact, support) = (cx.reader.fact(id), cx.reader.support(id));
    let mark = |class, text: &str| Mark { class, text: text.to_owned(), due: String::new() };
    let mut out = Vec::new();
    if fact.retired.is_some() {
        out.push(mark("none", "Retired"));
    }
    if support.disputed {
        out.push(mark("clash", "Disputed"));
    }
    match support.independent(fact.kind) {
        0 | 1 if fact.derived.is_some() => out.push(mark("one", "Rests on a single origin")),
        n if fact.derived.is_some() => out.push(mark("many", &format!("{n} independent origins for each input"))),
        0 | 1 => out.push(mark("one", "Single origin")),
        n => out.push(mark("many", &format!("{n} independent origins"))),
    }
    out.push(match support.first_hand {
        true => mark("first", "First-hand"),
        false => mark("relay", "Relayed: original not read"),
    });
    if let Some(due) = support.review_due {
        let text = format!("Review due {}", due.in_words());
        out.push(Mark { class: "due", text, due: due.last_day().to_string() });
    }
    if !fact.corrections.is_empty() {
        out.push(mark("fixed", "Corrected"));
    }
    out
}

/// A row of a list of facts.
pub fn fact_row(cx: &Cx<'_, '_>, id: FactId) -> FactRow {
    let fact = cx.reader.fact(id);
    FactRow {
        url: cx.href(&cx.reader.fact_url(id)),
        label: fact.short_label(),
        value: value_text(fact),
        date: fact.dated().map(When::in_words).unwrap_or_default(),
        by: join(speakers(cx, fact)),
        standing: evidence::standing(cx.reader, id),
    }
}

/// A list of facts.
pub fn fact_table(cx: &Cx<'_, '_>, ids: &[FactId]) -> FactTable {
    let rows: Vec<FactRow> = ids.iter().map(|id| fact_row(cx, *id)).collect();
    FactTable {
        values: rows.iter().any(|row| !row.value.is_empty()),
        dates: rows.iter().any(|row| !row.date.is_empty()),
        speakers: rows.iter().any(|row| !row.by.is_empty()),
        rows,
    }
}

/// Who says a fact, those of its answers included, each once.
pub fn speakers(cx: &Cx<'_, '_>, fact: &Fact) -> Vec<Link> {
    let of_answers = fact.values.iter().flat_map(|member| &member.by);
    let mut out: Vec<Link> = Vec::new();
    for by in fact.by.iter().chain(of_answers) {
        let link = party(cx, &by.id);
        if !out.iter().any(|known| known.title == link.title) {
            out.push(link);
        }
    }
    if out.is_empty() && derived::is_own(fact) {
        out.push(Link { title: derived::SPEAKER.to_owned(), url: String::new() });
    }
    out
}

/// Titles of links, joined by commas.
pub fn join(links: Vec<Link>) -> String {
    links.into_iter().map(|link| link.title).collect::<Vec<_>>().join(", ")
}

/// An entity by id, linked to its page; another name as it is.
pub fn party(cx: &Cx<'_, '_>, id: &str) -> Link {
    match cx.reader.find_entity(id) {
        Some(entity) => cx.link(&*cx.reader.entity(entity).name.text, &cx.reader.entity_url(entity)),
        None => Link { title: id.to_owned(), url: String::new() },
    }
}

/// Evidence of one stance.
pub fn evidence_items(cx: &Cx<'_, '_>, id: FactId, stance: Stance) -> Vec<EvidenceItem> {
    let fact = cx.reader.fact(id);
    let numbered = fact.evidence.iter().zip(&cx.reader.support(id).evidence_first_hand);
    let of_stance = numbered.filter(|(evidence, _)| evidence.stance == stance);
    let item = |(evidence, first_hand): (&Evidence, &bool)| EvidenceItem {
        open: open_at(cx, evidence, &quoted_words(cx, fact, evidence)),
        ..evidence_item(cx, evidence, &fact.by, *first_hand)
    };
    of_stance.map(item).collect()
}

/// Words that a source is quoted for: the evidence's own, or the fact's where it is the first that supports it,
/// in the source's language. Empty where it is not quoted.
pub fn quoted_words(cx: &Cx<'_, '_>, fact: &Fact, evidence: &Evidence) -> String {
    if let Some(quote) = &evidence.quote {
        return quote.text.to_string();
    }
    let first = fact.evidence.iter().find(|evidence| evidence.stance == Stance::Supports);
    let (Some(quote), true) = (&fact.quote, first.is_some_and(|first| std::ptr::eq(first, evidence))) else {
        return String::new();
    };
    let source = cx.reader.find_source(&evidence.source.id).map(|id| cx.reader.source(id));
    let lang = source.and_then(|source| source.lang.as_deref()).unwrap_or("");
    let words = quote.texts.iter().find(|(of, _)| of.is_empty() || **of == *lang);
    words.map(|(_, words)| words.to_string()).unwrap_or_default()
}

/// The address of a piece of evidence's source, at the words; empty without one.
fn open_at(cx: &Cx<'_, '_>, evidence: &Evidence, words: &str) -> String {
    let source = cx.reader.find_source(&evidence.source.id).map(|id| cx.reader.source(id));
    source.map(|source| open_source(cx, source, words)).unwrap_or_default()
}

/// The address at which a source can be read, at the words: its own, or that of the archived copy once its own is
/// dead; empty without one.
fn open_source(cx: &Cx<'_, '_>, source: &crate::model::source::Source, words: &str) -> String {
    let copy = cx.reader.dead_source(source).and_then(|dead| dead.copy);
    copy.or(source.url.as_deref()).map(|url| at_words(url, words)).unwrap_or_default()
}

/// One piece of evidence; `by` are the fact's own speakers.
pub fn evidence_item(cx: &Cx<'_, '_>, evidence: &Evidence, by: &[IdRef], first_hand: bool) -> EvidenceItem {
    let by = if evidence.by.is_empty() { by } else { &evidence.by };
    let mut chain: Vec<Link> = by.iter().chain(&evidence.via).map(|party_id| party(cx, &party_id.id)).collect();
    let mut source_link = Link { title: evidence.source.id.to_string(), url: String::new() };
    let (mut open, mut archive) = (String::new(), String::new());
    if let Some(id) = cx.reader.find_source(&evidence.source.id) {
        let source = cx.reader.source(id);
        let publisher = party(cx, &source.publisher);
        if chain.last().is_none_or(|last| last.title != publisher.title) && !publisher.title.is_empty() {
            chain.push(publisher);
        }
        source_link = cx.link(&*source.title, &cx.reader.source_url(id));
        let words = evidence.quote.as_ref().map_or("", |quote| &*quote.text);
        open = open_source(cx, source, words);
        archive = source.archive.as_deref().unwrap_or("").to_owned();
    }
    let locator = evidence.locator.as_deref().map(|at| format!(", {at}")).unwrap_or_default();
    chain.push(Link { title: format!("{}{locator}", source_link.title), url: source_link.url.clone() });
    EvidenceItem {
        chain,
        quote: evidence.quote.as_ref().map(|quote| quote.text.to_string()).unwrap_or_default(),
        first_hand,
        note: evidence.note.as_deref().unwrap_or("").to_owned(),
        source: source_link,
        open,
        archive,
    }
}

/// The address with a text fragment, so that the reader lands on the quoted words.
fn at_words(url: &str, words: &str) -> String {
    if words.is_empty() || url.contains('#') {
        return url.to_owned();
    }
    let words = crate::base::escape::url_part(words).replace('-', "%2D").replace('/', "%2F");
    format!("{url}#:~:text={words}")
}

/// Series, breakdown and answers of a fact as tables.
pub fn tables(cx: &Cx<'_, '_>, fact: &Fact) -> Vec<Table> {
    let mut out = Vec::new();
    let head = |title, number| ColumnHead { title, number };
    if !fact.values.is_empty() {
        let rows = fact.values.iter().map(|member| answer_row(cx, fact, member)).collect();
        let head = vec![
            head("By whose count", false),
            head("Value", true),
            head("As of", false),
            head("Source", false),
            head("Remark", false),
        ];
        out.push(Table { caption: "The answers side by side".to_owned(), head, rows }.without_empty_columns());
    }
    if !fact.series.is_empty() {
        let rows = fact.series.iter().map(|point| point_row(cx, point)).collect();
        let caption = format!("Series{}", in_unit(fact));
        out.push(
            Table {
                caption,
                head: vec![head("Date", false), head("Value", true), head("Source", false), head("Remark", false)],
                rows,
            }
            .without_empty_columns(),
        );
    }
    if !fact.breakdown.is_empty() {
        let rows = fact.breakdown.iter().enumerate().map(|(index, part)| {
            let cells = vec![
                Cell::text(&*part.label),
                Cell::number(&*part.value.quantity.text),
                Cell::text(part.note.as_deref().unwrap_or("")),
            ];
            Row { id: format!("part-{}", index + 1), cells }
        });
        let caption = format!("Breakdown{}", in_unit(fact));
        let head = vec![head("Part", false), head("Value", true), head("Remark", false)];
        out.push(Table { caption, head, rows: rows.collect() }.without_empty_columns());
    }
    out
}

fn in_unit(fact: &Fact) -> String {
    if fact.unit.is_empty() { String::new() } else { format!(" ({})", fact.unit) }
}

fn answer_row(cx: &Cx<'_, '_>, fact: &Fact, member: &crate::model::fact::Member) -> Row {
    let by = if member.by.is_empty() { &fact.by } else { &member.by };
    let date = member.as_of.or(fact.as_of).or(fact.when).map(When::in_words).unwrap_or_default();
    let mut note = member.note.as_deref().unwrap_or("").to_owned();
    if let Some(retired) = &member.retired {
        note = format!("Retired {}: {}. {note}", retired.date.in_words(), retired.why);
    }
    let cells = vec![
        Cell::links(by.iter().map(|by| party(cx, &by.id)).collect()),
        Cell::number(&*member.value.quantity.text),
        Cell::text(date),
        Cell::links(source_links(cx, &member.evidence)),
        Cell::text(note),
    ];
    Row { id: member.key.to_string(), cells }
}

fn point_row(cx: &Cx<'_, '_>, point: &crate::model::fact::Point) -> Row {
    let cells = vec![
        Cell::text(point.date.in_words()),
        Cell::number(&*point.value.quantity.text),
        Cell::links(source_links(cx, &point.evidence)),
        Cell::text(point.note.as_deref().unwrap_or("")),
    ];
    Row { id: format!("at-{}", point.date), cells }
}

/// Sources of evidence by the name of their publisher.
pub fn source_links(cx: &Cx<'_, '_>, evidence: &[Evidence]) -> Vec<Link> {
    let ids = evidence.iter().filter_map(|evidence| cx.reader.find_source(&evidence.source.id));
    ids.map(|id| source_link(cx, id)).collect()
}

/// A source by the name of its publisher and its year.
pub fn source_link(cx: &Cx<'_, '_>, id: SourceId) -> Link {
    let source = cx.reader.source(id);
    let publisher = party(cx, &source.publisher).title;
    let year = source.date.map(|date| format!(" {}", date.year)).unwrap_or_default();
    cx.link(format!("{publisher}{year}"), &cx.reader.source_url(id))
}

/// Sentences, each once, in reading order.
pub fn mentions(cx: &Cx<'_, '_>, list: &[Mention<'_>]) -> Vec<MentionView> {
    let mut seen = std::collections::BTreeSet::new();
    let fresh = list.iter().filter(|m| seen.insert((m.usage.article, m.usage.prose, m.words.number)));
    fresh.map(|mention| mention_view(cx, mention)).collect()
}

/// The same by page.
pub fn grouped(cx: &Cx<'_, '_>, list: &[Mention<'_>]) -> Vec<MentionGroup> {
    let mut out: Vec<MentionGroup> = Vec::new();
    for sentence in mentions(cx, list) {
        match out.last_mut() {
            Some(group) if group.page.title == sentence.page => group.sentences.push(sentence),
            _ => {
                let url = sentence.url.split('#').next().unwrap_or("").to_owned();
                let page = Link { title: sentence.page.clone(), url };
                out.push(MentionGroup { page, sentences: vec![sentence] });
            }
        }
    }
    out
}

fn mention_view(cx: &Cx<'_, '_>, mention: &Mention<'_>) -> MentionView {
    let (start, end) = mention.words.in_sentence;
    let sentence = mention.words.sentence;
    let (start, end) = (floor(sentence, start), floor(sentence, end));
    // A citation leaves no words, only the blank that stood before it.
    let (start, end) = match &mention.words.what {
        Ref::Citation(_) if start == end => (sentence[..start].trim_end().len(), end),
        _ => (start, end),
    };
    let words = match (&mention.words.what, start == end) {
        (Ref::Fact(bound), true) => cx
            .reader
            .find_fact(&bound.id)
            .and_then(|id| fragment::bound_text(cx.reader, cx.reader.fact(id), bound))
            .unwrap_or_default(),
        _ => sentence[start..end].to_owned(),
    };
    let anchor = if mention.usage.number > 0 { format!("#use-{}", mention.usage.number) } else { String::new() };
    let card = cx.reader.card(mention.usage.article);
    MentionView {
        before: sentence[..start].to_owned(),
        words,
        after: sentence[end..].strip_suffix(" .").map_or_else(|| sentence[end..].to_owned(), |rest| format!("{rest}.")),
        url: format!("{}{anchor}", cx.href(&cx.reader.article_url(mention.usage.article))),
        page: fragment::plain(cx.reader, card.title),
    }
}

fn floor(text: &str, offset: u32) -> usize {
    crate::base::text::floor_char_boundary(text, offset as usize)
}
