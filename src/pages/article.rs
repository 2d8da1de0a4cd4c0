//! An article's page: text, evidence line, facts, references with their way back, corrections.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use crate::link::{ArticleId, FactId, SourceId};
use crate::model::article::{Article, Status};
use crate::model::date::Date;
use crate::model::prose::{Ref, Use};
use crate::pages::cards::{self, Card};
use crate::pages::citing::{self, Citing};
use crate::pages::evidence::{self, EvidenceLine, Marked};
use crate::pages::parts::{self, FactTable};
use crate::pages::sections::{self, Block, Section};
use crate::pages::{Alternate, Cx, Head, Kind, Language, Link, Made, Node, Page, home, mirror, old, structured};
use crate::render::figure::Files;
use crate::render::fragment::{self, Filler};
use crate::render::shell::TemplateError;
use crate::site::Reader;
use crate::site::deps::List;

/// Articles.
pub static KIND: Kind = Kind { name: ("article", "articles"), pages, make };

/// Words a person reads in a minute.
const READING_SPEED: u32 = 230;

#[derive(Serialize)]
struct View {
    title: String,
    summary: String,
    draft: bool,
    date: Day,
    changed: Day,
    minutes: u32,
    authors: Vec<String>,
    reviewed: String,
    topics: Vec<Link>,
    points: Vec<String>,
    body: Vec<Section>,
    contents: Vec<Entry>,
    evidence: EvidenceLine,
    facts: FactTable,
    references: Vec<Reference>,
    corrections: Vec<CorrectionRow>,
    cite: Citing,
    cards: Vec<Card>,
    translations: Vec<Language>,
    markdown: String,
    before: Vec<Link>,
    after: Vec<Link>,
    /// Where places are that another article has now, as JSON; empty without such places.
    moved: String,
    /// Address of the script that leads there those who ask for one.
    moved_script: String,
}

/// Minutes that a text takes.
pub fn minutes(words: u32) -> u32 {
    words.div_ceil(READING_SPEED).max(1)
}

/// A date for people and machines; both empty without one.
#[derive(Clone, Default, Serialize)]
pub struct Day {
    /// `2022-05-12`
    pub iso: String,
    /// "12 May 2022"
    pub words: String,
}

#[derive(Serialize)]
struct Entry {
    level: u8,
    id: String,
    text: String,
}

#[derive(Serialize)]
struct Reference {
    id: String,
    html: String,
    url: String,
    path: String,
    archive: String,
    dead: String,
    backs: Vec<Link>,
}

/// A correction as pages show it.
#[derive(Serialize)]
pub struct CorrectionRow {
    /// When it was made.
    pub date: Day,
    /// The wrong words.
    pub was: String,
    /// The right words.
    pub now: String,
    /// Why.
    pub why: String,
}

impl Day {
    /// A date, if there is one.
    pub fn of(date: Option<Date>) -> Day {
        date.map(|date| Day { iso: date.to_string(), words: date.in_words() }).unwrap_or_default()
    }
}

/// Rows of a list of corrections, newest first.
pub fn correction_rows(corrections: &[crate::model::fact::Correction]) -> Vec<CorrectionRow> {
    let mut rows: Vec<_> = corrections.iter().collect();
    rows.sort_by_key(|correction| std::cmp::Reverse(correction.date));
    let row = |c: &crate::model::fact::Correction| CorrectionRow {
        date: Day::of(Some(c.date)),
        was: c.was.to_string(),
        now: c.now.to_string(),
        why: c.why.to_string(),
    };
    rows.into_iter().map(row).collect()
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let ids = reader.articles().zip(reader.ids(List::Articles)).filter(|(_, id)| *id != "index");
    ids.map(|(id, _)| Page { node: Node::Article(id), path: reader.article_url(id) }).collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let Node::Article(id) = page.node else { return Ok(Made::default()) };
    let article = cx.reader.article(id);
    let mut filler = Filler::new(cx.reader, article, cx.names, Files::beside(cx.reader, &page.path));
    let summary = filler.fill(&article.summary);
    let points: Vec<String> = article.points.iter().map(|point| filler.fill(point)).collect();
    let filled = filler.fill_blocks(&article.body);
    let (figures, linked) = filler.finish();
    let mut rail = cards::rail(cx, &article.body.uses);
    let body = filled
        .into_iter()
        .map(|block| Block { rail: rail.remove(&block.number).unwrap_or_default(), html: block.html });
    let uses = numbered_uses(article);
    let title = fragment::plain(cx.reader, &article.title);
    let authors = authors(cx.reader, article);
    let changed = article.last_changed();
    let (cite, mut files) = citing::citing(cx, &title, &authors, changed, &page.path);
    files.extend(figures.list);
    let markdown = cx.reader.config().outputs.twins.then(|| mirror::markdown(cx, id));
    let (before, after) = neighbours(cx, id);
    let view = View {
        before,
        after,
        moved: old::places_gone(cx, &page.path, &article.body.anchors),
        moved_script: cx.href(&cx.assets.moved.path),
        title: fragment::words(cx.reader, &article.title),
        summary,
        draft: article.status != Status::Published,
        date: Day::of(article.date),
        changed: Day::of(article.last_changed().filter(|changed| Some(*changed) != article.date)),
        minutes: minutes(article.words),
        authors,
        reviewed: article.reviewed.as_ref().map(|(date, by)| format!("{by}, {}", date.in_words())).unwrap_or_default(),
        topics: topics(cx, article),
        points,
        body: sections::sections(body),
        contents: contents(article),
        evidence: evidence_line(cx, &uses),
        facts: fact_rows(cx, &uses),
        references: references(cx, &uses),
        corrections: correction_rows(&article.corrections),
        cite,
        cards: cards::cards(cx, &uses, &linked),
        translations: translations(cx, id),
        markdown: markdown.as_ref().map(|_| cx.href(&format!("{}index.md", page.path))).unwrap_or_default(),
    };
    let mut head = cx.head(&page.path, title, fragment::plain(cx.reader, &article.summary));
    head.section = "articles";
    head.edit = cx.edit_url(article.file);
    head.crumbs = vec![cx.link("Explainers", "/")];
    if !article.lang.is_empty() {
        head.lang = article.lang.to_string();
    }
    head.sort = "article";
    head.published = view.date.iso.clone();
    head.modified = changed.map(|date| date.to_string()).unwrap_or_default();
    head.has_cards = true;
    head.languages = view.translations.clone();
    if let Some(text) = markdown {
        files.push((format!("{}index.md", page.path.trim_start_matches('/')), text.into_bytes()));
        head.alternates.push(Alternate {
            media: "text/markdown",
            title: head.title.clone(),
            url: view.markdown.clone(),
        });
    }
    let head_description = head.description.clone();
    let counted = match view.evidence.dots.len() {
        0 => String::new(),
        count => format!("{count} figures and statements bound to facts"),
    };
    let card = cx.card(&mut head, &page.path, "Explainer", |card| {
        card.text = head_description.clone();
        card.foot = [view.date.words.clone(), counted]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
    });
    if cx.reader.config().outputs.exports {
        head.structured = structured::script(vec![json_ld(cx, &head, &view), structured::breadcrumbs(cx, &head)]);
    }
    let html = cx.shell.render("article.html", &head, &view)?;
    let twin = cx.reader.config().outputs.twins.then(|| twin(cx, id, &view, &uses));
    Ok(Made { html, twin, files, card })
}

/// Uses with anchors, in reading order, with their numbers.
fn numbered_uses(article: &Article) -> Vec<(u32, &Use)> {
    let with_anchor = article.prose().skip(1).flat_map(|prose| &prose.uses);
    with_anchor.enumerate().map(|(index, used)| (index as u32 + 1, used)).collect()
}

/// The articles before and after it in reading order.
fn neighbours(cx: &Cx<'_, '_>, id: ArticleId) -> (Vec<Link>, Vec<Link>) {
    let order = home::reading_order(cx.reader);
    let link =
        |id: &ArticleId| cx.link(fragment::plain(cx.reader, cx.reader.card(*id).title), &cx.reader.article_url(*id));
    let Some(at) = order.iter().position(|one| *one == id) else { return (Vec::new(), Vec::new()) };
    let before = at.checked_sub(1).and_then(|before| order.get(before));
    (before.map(link).into_iter().collect(), order.get(at + 1).map(link).into_iter().collect())
}

fn authors(reader: &Reader<'_>, article: &Article) -> Vec<String> {
    let name = |id: &str| reader.find_entity(id).map(|id| reader.entity(id).name.text.to_string());
    article.authors.iter().map(|author| name(&author.text).unwrap_or_else(|| author.text.to_string())).collect()
}

fn topics(cx: &Cx<'_, '_>, article: &Article) -> Vec<Link> {
    let ids = article.topics.iter().filter_map(|topic| cx.reader.find_topic(&topic.id));
    ids.map(|id| cx.link(&*cx.reader.topic(id).title, &cx.reader.topic_url(id))).collect()
}

fn contents(article: &Article) -> Vec<Entry> {
    if !article.toc {
        return Vec::new();
    }
    let top = article.body.headings.iter().filter(|heading| heading.level <= 3);
    top.map(|heading| Entry { level: heading.level, id: heading.id.to_string(), text: heading.text.to_string() })
        .collect()
}

fn evidence_line(cx: &Cx<'_, '_>, uses: &[(u32, &Use)]) -> EvidenceLine {
    let marked = uses.iter().filter_map(|(number, used)| {
        let Ref::Fact(bound) = &used.what else { return None };
        let fact = cx.reader.find_fact(&bound.id)?;
        let words = match used.words.trim() {
            "" => fragment::bound_text(cx.reader, cx.reader.fact(fact), bound).unwrap_or_default(),
            words => words.to_owned(),
        };
        Some(Marked { fact, url: format!("#use-{number}"), words })
    });
    evidence::line(cx.reader, &marked.collect::<Vec<_>>())
}

/// Facts on the page, each once, in the order of first use.
fn bound_facts(reader: &Reader<'_>, uses: &[(u32, &Use)]) -> Vec<FactId> {
    let mut out = Vec::new();
    for (_, used) in uses {
        if let Ref::Fact(bound) = &used.what {
            out.extend(reader.find_fact(&bound.id).filter(|id| !out.contains(id)));
        }
    }
    out
}

fn fact_rows(cx: &Cx<'_, '_>, uses: &[(u32, &Use)]) -> FactTable {
    parts::fact_table(cx, &bound_facts(cx.reader, uses))
}

/// Sources the page rests on, cited or by a bound fact, in the bibliography's order, each with the way back
/// to every sentence.
fn references(cx: &Cx<'_, '_>, uses: &[(u32, &Use)]) -> Vec<Reference> {
    let mut backs: BTreeMap<SourceId, Vec<u32>> = BTreeMap::new();
    for (number, used) in uses {
        let sources = match &used.what {
            Ref::Source(id) | Ref::Citation(id) => cx.reader.find_source(id).into_iter().collect(),
            Ref::Fact(bound) => {
                cx.reader.find_fact(&bound.id).map(|id| cx.reader.supporting(id, bound)).unwrap_or_default()
            }
            Ref::Entity(_) | Ref::Term(_) => Vec::new(),
        };
        for source in sources {
            backs.entry(source).or_default().push(*number);
        }
    }
    let entries = &cx.reader.bibliography().entries;
    let mut list: Vec<(SourceId, Vec<u32>)> = backs.into_iter().collect();
    list.sort_by(|(a, _), (b, _)| (&entries[a.index()].sort_key, a).cmp(&(&entries[b.index()].sort_key, b)));
    let reference = |(id, numbers): (SourceId, Vec<u32>)| Reference {
        id: cx.reader.source(id).id.to_string(),
        html: entries[id.index()].reference.html().to_string(),
        url: cx.href(&cx.reader.source_url(id)),
        path: cx.reader.source_url(id),
        archive: cx.reader.source(id).archive.as_deref().unwrap_or("").to_owned(),
        dead: cx.reader.dead_source(cx.reader.source(id)).map(|dead| dead.dead.since.in_words()).unwrap_or_default(),
        backs: numbers.iter().enumerate().map(|(i, n)| Link { title: letter(i), url: format!("#use-{n}") }).collect(),
    };
    list.into_iter().map(reference).collect()
}

/// a, b, … z, aa, ab, …
fn letter(index: usize) -> String {
    let last = char::from(b'a' + (index % 26) as u8);
    if index < 26 { last.to_string() } else { format!("{}{last}", letter(index / 26 - 1)) }
}

/// The article in other languages, the site's own first.
fn translations(cx: &Cx<'_, '_>, id: ArticleId) -> Vec<Language> {
    let sections = |id: ArticleId| {
        let headings = cx.reader.article(id).body.headings.iter().filter(|heading| heading.level == 2);
        headings.map(|heading| heading.id.to_string()).collect::<Vec<_>>()
    };
    let own = sections(id).len();
    let link = |other: ArticleId| {
        let heads = Some(sections(other)).filter(|heads| heads.len() == own).unwrap_or_default();
        Language { heads: heads.join(" "), ..language(cx, other) }
    };
    cx.reader.translations_of(id).into_iter().map(link).collect()
}

/// A link to an article by the name of its language.
pub fn language(cx: &Cx<'_, '_>, id: ArticleId) -> Language {
    let lang = match cx.reader.card(id).lang {
        "" => cx.reader.config().lang.to_string(),
        lang => lang.to_owned(),
    };
    let name = match lang.split('-').next().unwrap_or("") {
        "zh" => "中文",
        "en" => "English",
        "ru" => "Русский",
        "de" => "Deutsch",
        "fr" => "Français",
        "es" => "Español",
        "ja" => "日本語",
        _ => &lang,
    };
    Language {
        name: name.to_owned(),
        url: cx.href(&cx.reader.article_url(id)),
        heads: String::new(),
        lang: lang.clone(),
    }
}

fn json_ld(cx: &Cx<'_, '_>, head: &Head, view: &View) -> serde_json::Value {
    // The citation page of a source says the rest in its own JSON-LD.
    let citations = view.references.iter().map(|reference| cx.absolute(&reference.path));
    let mut out = json!({
        "@type": "Article", "headline": head.title, "description": head.description, "inLanguage": head.lang,
        "mainEntityOfPage": head.canonical, "publisher": structured::publisher(cx),
        "datePublished": head.published, "dateModified": head.modified,
        "citation": citations.collect::<Vec<_>>(),
    });
    out["author"] = match view.authors.as_slice() {
        [] => structured::publisher(cx),
        names => names.iter().map(|name| json!({"@type": "Person", "name": name})).collect(),
    };
    if let Some(url) = structured::licence_url(&head.license) {
        out["license"] = json!(url);
    }
    if !head.image.is_empty() {
        out["image"] = json!(head.image);
    }
    out
}

fn twin(cx: &Cx<'_, '_>, id: ArticleId, view: &View, uses: &[(u32, &Use)]) -> serde_json::Value {
    let article = cx.reader.article(id);
    let facts: Vec<_> = uses
        .iter()
        .filter_map(|(number, used)| {
            let Ref::Fact(bound) = &used.what else { return None };
            Some(json!({"fact": bound.id, "anchor": format!("use-{number}"), "words": used.words}))
        })
        .collect();
    let references: Vec<_> = view.references.iter().map(|r| json!({"source": r.id, "url": r.url})).collect();
    json!({
        "title": fragment::plain(cx.reader, &article.title),
        "summary": fragment::plain(cx.reader, &article.summary),
        "points": article.points.iter().map(|p| fragment::plain(cx.reader, p)).collect::<Vec<_>>(),
        "url": cx.absolute(&cx.reader.article_url(id)),
        "date": article.date.map(|date| date.to_string()),
        "updated": article.last_changed().map(|date| date.to_string()),
        "topics": article.topics.iter().map(|topic| &*topic.id).collect::<Vec<_>>(),
        "words": article.words,
        "headings": article.body.headings.iter().map(|h| json!({"id": h.id, "text": h.text})).collect::<Vec<_>>(),
        "facts": facts,
        "references": references,
        "corrections": view.corrections.iter().map(|c| json!({"date": c.date.iso, "was": c.was, "now": c.now, "why": c.why})).collect::<Vec<_>>(),
    })
}
