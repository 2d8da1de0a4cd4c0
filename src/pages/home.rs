//! The first page: what the site explains, its articles, topics and sheets.

use serde::Serialize;
use serde_json::json;

use crate::link::{ArticleId, FactId};
use crate::model::prose::DirectiveKind;
use crate::pages::article::{Day, minutes};
use crate::pages::changes::{self, Change};
use crate::pages::evidence::{self, EvidenceLine};
use crate::pages::sheet::{self, SheetCard};
use crate::pages::{Cx, Kind, Link, Made, Node, Page, structured};
use crate::render::chart::gather;
use crate::render::directive;
use crate::render::figure::{self, Files};
use crate::render::fragment::{self, Filler};
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The first page.
pub static KIND: Kind = Kind { name: ("home page", "home pages"), pages, make };

/// Most articles listed on the first page; all are on the pages of their topics.
const NEWEST: usize = 50;

#[derive(Serialize)]
struct View {
    lead: String,
    intro: String,
    lead_card: Option<Card>,
    picture: String,
    picture_of: Option<Link>,
    parts: Vec<PartView>,
    strip: String,
    topics: Vec<TopicRow>,
    sheets: Vec<SheetCard>,
    more: usize,
    changes: Vec<Change>,
    evidence: EvidenceLine,
    facts: usize,
    sources: usize,
}

/// A part of the explainer with its articles.
#[derive(Serialize)]
struct PartView {
    title: String,
    summary: String,
    cards: Vec<Card>,
}

#[derive(Serialize)]
struct TopicRow {
    link: Link,
    summary: String,
    articles: usize,
}

/// An article in a list.
#[derive(Serialize)]
pub struct Card {
    /// Its page.
    pub link: Link,
    /// Its dek, without links.
    pub summary: String,
    /// First published.
    pub date: Day,
    /// Its points, without links.
    pub points: Vec<String>,
    /// Minutes to read it.
    pub minutes: u32,
    /// Words in it that are bound to facts.
    pub bound: usize,
}

/// An article in a list.
pub fn card(cx: &Cx<'_, '_>, id: ArticleId) -> Card {
    let card = cx.reader.card(id);
    Card {
        link: cx.link(fragment::plain(cx.reader, card.title), &cx.reader.article_url(id)),
        summary: fragment::words(cx.reader, card.summary),
        date: Day::of(card.date),
        points: card.points.iter().map(|point| fragment::words(cx.reader, point)).collect(),
        minutes: minutes(card.words),
        bound: card.bound,
    }
}

/// Articles in the site's language, newest first.
pub fn newest(reader: &Reader<'_>) -> Vec<ArticleId> {
    reader.newest().to_vec()
}

/// Articles in the order of `parts:`, each once; empty where the site gives no order.
pub fn reading_order(reader: &Reader<'_>) -> Vec<ArticleId> {
    let mut out: Vec<ArticleId> = Vec::new();
    for named in reader.config().parts.iter().flat_map(|part| &part.articles) {
        out.extend(reader.find_article(&named.id).filter(|id| !out.contains(id)));
    }
    out
}

/// The parts of the explainer; what stands in none of them follows, newest first.
fn parts(cx: &Cx<'_, '_>, newest: &[ArticleId]) -> Vec<PartView> {
    let mut shown: Vec<ArticleId> = Vec::new();
    let mut out = Vec::new();
    for part in &cx.reader.config().parts {
        let found = part.articles.iter().filter_map(|named| cx.reader.find_article(&named.id));
        let ids: Vec<ArticleId> = found.filter(|id| !shown.contains(id)).collect();
        shown.extend(&ids);
        let cards: Vec<Card> = ids.into_iter().map(|id| card(cx, id)).collect();
        let summary = part.summary.as_deref().unwrap_or("").to_owned();
        out.push(PartView { title: part.title.to_string(), summary, cards });
    }
    let rest = newest.iter().filter(|id| !shown.contains(id)).take(NEWEST);
    let cards: Vec<Card> = rest.map(|id| card(cx, *id)).collect();
    let title = if out.is_empty() { String::new() } else { "More".to_owned() };
    out.push(PartView { title, summary: String::new(), cards });
    out.retain(|part| !part.cards.is_empty());
    out
}

/// The article the first page leads with: the newest, of several the first in reading order.
fn leading(reader: &Reader<'_>, newest: &[ArticleId]) -> Option<ArticleId> {
    let date = reader.card(*newest.first()?).date;
    let order = reading_order(reader);
    let mut candidates = order.iter().chain(newest);
    candidates.find(|id| reader.card(**id).date == date).copied()
}

/// The first chart of an article, small, with the way to it.
fn first_chart(cx: &Cx<'_, '_>, id: ArticleId) -> Option<(String, Link)> {
    let directives = cx.reader.article(id).body.directives.iter().enumerate();
    let mut charts = directives.filter(|(_, one)| one.kind == DirectiveKind::Chart);
    charts.find_map(|(index, one)| {
        let chart = gather::chart(cx.reader, one, &directive::facts(cx.reader, one));
        let picture = chart.thumbnail("lead")?;
        Some((picture, cx.link(chart.title, &format!("{}#figure-{}", cx.reader.article_url(id), index + 1))))
    })
}

/// Whether an article stands in lists: in the site’s language, and neither the first page’s own text nor the
/// page about the site.
pub fn is_listed(reader: &Reader<'_>, id: ArticleId) -> bool {
    reader.card(id).lang.is_empty() && !matches!(&*reader.article_url(id), "/" | "/about/")
}

/// The first page in other languages.
fn home_languages(cx: &Cx<'_, '_>) -> Vec<crate::pages::Language> {
    let index = cx.reader.articles().filter(|id| !cx.reader.card(*id).lang.is_empty());
    let index = index.filter(|id| cx.reader.article_url(*id) == format!("/{}/", cx.reader.card(*id).lang));
    index.map(|id| crate::pages::article::language(cx, id)).collect()
}

/// All dated facts at a glance, where the site has a timeline.
fn strip(cx: &Cx<'_, '_>, facts: &[FactId]) -> String {
    let mut out = String::new();
    if cx.reader.config().outputs.evidence {
        let dated = facts.iter().copied().filter(|id| directive::placed(cx.reader.fact(*id)).is_some()).collect();
        figure::strip(cx.reader, &directive::gather(cx.reader, dated), 0, &mut out);
    }
    out
}

fn pages(_: &Reader<'_>) -> Vec<Page> {
    vec![Page { node: Node::Site, path: "/".to_owned() }]
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let config = cx.reader.config();
    let newest = newest(cx.reader);
    let index = cx.reader.articles().find(|id| cx.reader.article_url(*id) == "/").map(|id| cx.reader.article(id));
    let (lead, intro) = match index {
        Some(article) => {
            let mut filler = Filler::new(cx.reader, article, cx.names, Files::beside(cx.reader, "/"));
            let lead = filler.fill(&article.summary);
            article.points.iter().for_each(|point| drop(filler.fill(point)));
            (lead, filler.fill_blocks(&article.body).into_iter().map(|block| block.html).collect())
        }
        None => (crate::base::escape::html(&config.description), String::new()),
    };
    let topics = cx.reader.topics().map(|id| {
        let topic = cx.reader.topic(id);
        let summary = topic.summary.as_deref().unwrap_or("").to_owned();
        TopicRow {
            link: cx.link(&*topic.title, &cx.reader.topic_url(id)),
            summary,
            articles: cx.reader.articles_of_topic(id).len(),
        }
    });
    let facts: Vec<_> = cx.reader.facts().collect();
    let changes = if changes::exists(cx.reader) { changes::all(cx) } else { Vec::new() };
    let lead_article = leading(cx.reader, &newest);
    let (picture, picture_of) = lead_article.and_then(|id| first_chart(cx, id)).unzip();
    let picture = picture.unwrap_or_default();
    let view = View {
        facts: facts.len(),
        sources: cx.reader.sources().count(),
        changes: changes.into_iter().take(5).collect(),
        evidence: evidence::whole(cx.reader, &facts),
        lead,
        intro,
        topics: topics.filter(|topic| topic.articles > 0).collect(),
        sheets: cx.reader.sheets().take(NEWEST).map(|id| sheet::card(cx, id)).collect(),
        more: newest.len().saturating_sub(NEWEST.max(config.parts.iter().map(|part| part.articles.len()).sum())),
        lead_card: lead_article.map(|id| card(cx, id)),
        picture,
        picture_of,
        parts: parts(cx, &newest),
        strip: strip(cx, &facts),
    };
    let mut head = cx.head(&page.path, &*config.title, &*config.description);
    head.section = "articles";
    if config.outputs.exports {
        let website = json!({
            "@type": "WebSite", "name": config.title, "url": config.url, "description": config.description,
            "inLanguage": config.lang, "publisher": structured::publisher(cx),
        });
        head.structured = structured::script(vec![website]);
    }
    head.languages = home_languages(cx);
    let card = cx.card(&mut head, "/", "", |card| {
        card.text = config.description.to_string();
        card.foot = config.tagline.to_string();
    });
    let html = cx.shell.render("home.html", &head, &view)?;
    let twin = config.outputs.twins.then(|| {
        let cards = view.parts.iter().flat_map(|part| &part.cards);
        let articles = cards.map(|card| json!({"title": card.link.title, "url": card.link.url, "date": card.date.iso}));
        json!({
            "title": config.title, "tagline": config.tagline, "url": config.url,
            "articles": articles.collect::<Vec<_>>(),
        })
    });
    Ok(Made { html, twin, card, ..Made::default() })
}
