//! All that a topic has: articles, sheets, a timeline of its events.

use serde::Serialize;
use serde_json::json;

use crate::link::{ArticleId, FactId, SheetId, TopicId};
use crate::model::fact::FactKind;
use crate::pages::home::{self, Card};
use crate::pages::sheet::{self, SheetCard};
use crate::pages::{Cx, Kind, Link, Made, Node, Page};
use crate::render::shell::TemplateError;
use crate::render::{directive, figure};
use crate::site::Reader;

/// One page a topic that has something.
pub static KIND: Kind = Kind { name: ("topic", "topics"), pages, make };

#[derive(Serialize)]
struct View {
    title: String,
    zh: String,
    summary: String,
    articles: Vec<Card>,
    sheets: Vec<SheetCard>,
    strip: String,
    timeline: String,
    downloads: Vec<Link>,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let mut used = vec![false; reader.topics().count()];
    for topic in reader.topics() {
        used[topic.index()] = !reader.articles_of_topic(topic).is_empty();
    }
    for topic in reader.sheets().flat_map(|id| sheet_topics(reader, id)) {
        used[topic.index()] = true;
    }
    let ids = reader.topics().filter(|id| used[id.index()]);
    ids.map(|id| Page { node: Node::Topic(id), path: reader.topic_url(id) }).collect()
}

fn sheet_topics(reader: &Reader<'_>, id: SheetId) -> Vec<TopicId> {
    reader.sheet(id).topics.iter().filter_map(|topic| reader.find_topic(&topic.id)).collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let Node::Topic(id) = page.node else { return Ok(Made::default()) };
    let topic = cx.reader.topic(id);
    let of_topic = cx.reader.articles_of_topic(id).iter().copied();
    let articles: Vec<ArticleId> = of_topic.filter(|id| home::is_listed(cx.reader, *id)).collect();
    let sheets: Vec<SheetId> =
        cx.reader.sheets().filter(|sheet| sheet_topics(cx.reader, *sheet).contains(&id)).collect();
    let all: Vec<FactId> = cx.reader.facts().filter(|fact| is_of(cx.reader, *fact, &topic.id)).collect();
    let events: Vec<FactId> = all.iter().copied().filter(|fact| is_event(cx.reader, *fact)).collect();
    let (mut strip, mut timeline) = (String::new(), String::new());
    if !events.is_empty() {
        let events = directive::gather(cx.reader, events);
        figure::strip(cx.reader, &events, 0, &mut strip);
        directive::timeline(cx.reader, &events, &mut timeline);
    }
    let (mut files, mut downloads) = (Vec::new(), Vec::new());
    if cx.reader.config().outputs.exports && !all.is_empty() {
        let path = format!("{}facts.csv", page.path);
        downloads.push(cx.link(format!("{} facts as CSV", all.len()), &path));
        files.push((path.trim_start_matches('/').to_owned(), crate::exchange::tables::facts_csv(cx.reader, &all)));
    }
    let view = View {
        title: topic.title.to_string(),
        zh: topic.zh.as_deref().unwrap_or("").to_owned(),
        summary: topic.summary.as_deref().unwrap_or("").to_owned(),
        articles: articles.iter().map(|id| home::card(cx, *id)).collect(),
        sheets: sheets.iter().map(|id| sheet::card(cx, *id)).collect(),
        strip,
        timeline,
        downloads,
    };
    let description = topic.summary.as_deref().unwrap_or(&topic.title).to_owned();
    let mut head = cx.head(&page.path, &*topic.title, description);
    head.kind = "topic".to_owned();
    head.section = "articles";
    head.crumbs = vec![cx.link("Explainers", "/")];
    let card = cx.card(&mut head, &page.path, "Topic", |card| {
        card.text = topic.summary.as_deref().unwrap_or("").to_owned();
        card.foot = format!("{} explainers, {} facts", articles.len(), all.len());
    });
    let html = cx.shell.render("topic.html", &head, &view)?;
    let twin = cx.reader.config().outputs.twins.then(|| {
        json!({
            "id": topic.id, "title": topic.title, "zh": topic.zh, "url": cx.absolute(&page.path),
            "articles": view.articles.iter().map(|card| json!({"title": card.link.title, "url": card.link.url})).collect::<Vec<_>>(),
            "sheets": sheets.iter().map(|id| &*cx.reader.sheet(*id).id).collect::<Vec<_>>(),
        })
    });
    Ok(Made { html, twin, files, card })
}

fn is_of(reader: &Reader<'_>, id: FactId, topic: &str) -> bool {
    reader.topics_of(id).iter().any(|of| *of.id == *topic)
}

fn is_event(reader: &Reader<'_>, id: FactId) -> bool {
    let fact = reader.fact(id);
    matches!(fact.kind, FactKind::Event | FactKind::Policy) && directive::placed(fact).is_some()
}
