//! Feeds (Atom and JSON Feed) of articles, corrections and changed values; sitemap, robots.txt, llms.txt and
//! the calendar.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use crate::exchange::calendar::{Dated, calendar};
use crate::link::{ArticleId, FactId};
use crate::model::date::{Date, When};
use crate::pages::{Cx, KINDS, Kind, Made, Node, Page, changes, corrections, home, old, parts};
use crate::render::shell::TemplateError;
use crate::render::{directive, fragment};
use crate::site::Reader;

/// Files for feed readers and search engines.
pub static KIND: Kind = Kind { name: ("feed file", "feed files"), pages, make };

/// Entries in a feed.
const ENTRIES: usize = 20;

#[derive(Serialize)]
struct Feed {
    title: String,
    updated: String,
    url: String,
    home: String,
    entries: Vec<Entry>,
}

#[derive(Clone, Serialize)]
struct Entry {
    id: String,
    title: String,
    url: String,
    summary: String,
    published: String,
    updated: String,
}

#[derive(Serialize)]
struct Sitemap {
    urls: Vec<Address>,
}

#[derive(Serialize)]
struct Address {
    loc: String,
    lastmod: String,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let outputs = reader.config().outputs;
    let mut paths = vec!["/feed.xml", "/robots.txt"];
    if !reader.config().noindex {
        paths.push("/sitemap.xml");
    }
    if outputs.exports {
        paths.extend(["/feed.json", "/llms.txt"]);
    }
    if outputs.exports && outputs.evidence {
        paths.extend(["/corrections/feed.xml", "/corrections/feed.json", "/timeline/timeline.ics"]);
        if changes::exists(reader) {
            paths.extend(["/changes/feed.xml", "/changes/feed.json"]);
        }
    }
    paths.into_iter().map(|path| Page { node: Node::Site, path: path.to_owned() }).collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let html = match &*page.path {
        "/sitemap.xml" => cx.shell.render("sitemap.xml", &cx.head("/", "", ""), &sitemap(cx))?,
        // Crawlers read it at the root of a host alone, so each page says `noindex` too.
        "/robots.txt" if cx.reader.config().noindex => "User-agent: *\nDisallow: /\n".to_owned(),
        "/robots.txt" => format!("User-agent: *\nAllow: /\nSitemap: {}\n", cx.absolute("/sitemap.xml")),
        "/llms.txt" => llms(cx),
        "/timeline/timeline.ics" => events(cx),
        path => {
            let feed = match path.split('/').nth(1).unwrap_or("") {
                "corrections" => of_corrections(cx, path),
                "changes" => of_changes(cx, path),
                _ => of_articles(cx, path),
            };
            match path.ends_with(".json") {
                true => json_feed(cx, &feed),
                false => cx.shell.render("feed.xml", &cx.head("/", "", ""), &feed)?,
            }
        }
    };
    Ok(Made { html, ..Made::default() })
}

fn feed(cx: &Cx<'_, '_>, name: &str, path: &str, home: &str, entries: Vec<Entry>) -> Feed {
    let site = &cx.reader.config().title;
    Feed {
        title: if name.is_empty() { site.to_string() } else { format!("{site}: {name}") },
        updated: entries.iter().map(|e| e.updated.clone()).max().unwrap_or_else(|| moment(Some(cx.reader.today()))),
        url: cx.absolute(path),
        home: cx.absolute(home),
        entries,
    }
}

fn of_articles(cx: &Cx<'_, '_>, path: &str) -> Feed {
    let ids: Vec<ArticleId> = home::newest(cx.reader).into_iter().take(ENTRIES).collect();
    let entry = |id: &ArticleId| {
        let card = cx.reader.card(*id);
        let url = cx.absolute(&cx.reader.article_url(*id));
        Entry {
            id: url.clone(),
            title: fragment::plain(cx.reader, card.title),
            url,
            summary: fragment::plain(cx.reader, card.summary),
            published: moment(card.date),
            updated: moment(card.changed),
        }
    };
    feed(cx, "", path, "/", ids.iter().map(entry).collect())
}

fn of_corrections(cx: &Cx<'_, '_>, path: &str) -> Feed {
    let entries = corrections::all(cx).into_iter().take(ENTRIES).map(|item| {
        let at = format!("{}T00:00:00Z", first_day(&item.row.date.iso));
        Entry {
            id: format!("{}#correction-{}", cx.absolute(&item.path), item.row.date.iso),
            title: format!("Corrected: {}", item.of.title),
            url: cx.absolute(&item.path),
            summary: format!("We wrote “{}”; now “{}”. {}", item.row.was, item.row.now, item.row.why),
            published: at.clone(),
            updated: at,
        }
    });
    feed(cx, "corrections", path, "/corrections/", unique(entries.collect()))
}

fn of_changes(cx: &Cx<'_, '_>, path: &str) -> Feed {
    let entries = changes::all(cx).into_iter().take(ENTRIES).map(|change| {
        let at = format!("{}T00:00:00Z", first_day(&change.date.iso));
        let now = if change.now.is_empty() { String::new() } else { format!(" → {}", change.now) };
        Entry {
            id: format!("{}#change-{}", cx.absolute(&change.path), change.date.iso),
            title: format!("{}: {}{now}", change.of.title, change.was),
            url: cx.absolute(&change.path),
            summary: change.why,
            published: at.clone(),
            updated: at,
        }
    });
    feed(cx, "changed values", path, "/changes/", unique(entries.collect()))
}

/// Two corrections of one page on one day need two ids.
fn unique(mut entries: Vec<Entry>) -> Vec<Entry> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &mut entries {
        let count = seen.entry(entry.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            entry.id = format!("{}-{count}", entry.id);
        }
    }
    entries
}

/// JSON Feed 1.1.
fn json_feed(cx: &Cx<'_, '_>, feed: &Feed) -> String {
    let items = feed.entries.iter().map(|entry| {
        json!({
            "id": entry.id, "url": entry.url, "title": entry.title, "content_text": entry.summary,
            "date_published": entry.published, "date_modified": entry.updated,
        })
    });
    let config = cx.reader.config();
    let whole = json!({
        "version": "https://jsonfeed.org/version/1.1", "title": feed.title, "home_page_url": feed.home,
        "feed_url": feed.url, "description": config.tagline, "language": config.lang,
        "items": items.collect::<Vec<_>>(),
    });
    format!("{whole:#}\n")
}

/// RFC 3339 at midnight UTC; a date known to the month is its first day.
fn moment(date: Option<Date>) -> String {
    date.map(|date| format!("{}T00:00:00Z", date.first_day())).unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())
}

fn first_day(iso: &str) -> String {
    Date::parse(iso).map_or_else(|| iso.to_owned(), |date| date.first_day().to_string())
}

/// Addresses with the day on which what they show last changed, where that is known.
fn sitemap(cx: &Cx<'_, '_>) -> Sitemap {
    let reader = cx.reader;
    let shown = KINDS.iter().filter(|kind| ![KIND.name, old::KIND.name].contains(&kind.name));
    let pages = shown.flat_map(|kind| (kind.pages)(reader));
    let html = pages.filter(|page| page.path.ends_with('/'));
    let newest = home::newest(reader).iter().filter_map(|id| reader.card(*id).changed).max();
    let of_topic = |id| reader.articles_of_topic(id).iter().filter_map(|id| reader.card(*id).changed).max();
    let urls = html.map(|page| {
        let lastmod = match page.node {
            Node::Article(id) => reader.card(id).changed,
            Node::Fact(id) => fact_changed(reader, id),
            Node::Sheet(id) => reader.facts_of(id).into_iter().filter_map(|id| fact_changed(reader, id)).max(),
            Node::Topic(id) => of_topic(id),
            Node::Site if page.path == "/" => newest,
            _ => None,
        };
        Address { loc: cx.absolute(&page.path), lastmod: lastmod.map(|date| date.to_string()).unwrap_or_default() }
    });
    Sitemap { urls: urls.collect() }
}

/// The day of a fact's last change that is on record: checked, corrected or retired.
fn fact_changed(reader: &Reader<'_>, id: FactId) -> Option<Date> {
    let fact = reader.fact(id);
    let corrections = fact.corrections.iter().map(|correction| correction.date);
    corrections.chain(fact.checked).chain(fact.retired.as_ref().map(|retired| retired.date)).max()
}

/// What the site holds, for language models: <https://llmstxt.org>.
fn llms(cx: &Cx<'_, '_>) -> String {
    let config = cx.reader.config();
    let mut out = format!("# {}\n\n> {}\n\n", config.title, config.description);
    out.push_str("Every figure in the articles is bound to a fact; every fact names who states it, where it was read ");
    out.push_str("and when it held. Cite the fact's page and name who states it.\n\n## Articles\n\n");
    let twins = config.outputs.twins;
    for id in home::newest(cx.reader) {
        let card = cx.reader.card(id);
        let file = if twins { "index.md" } else { "" };
        let url = cx.absolute(&format!("{}{file}", cx.reader.article_url(id)));
        let (title, summary) = (fragment::plain(cx.reader, card.title), fragment::plain(cx.reader, card.summary));
        out.push_str(&format!("- [{title}]({url}): {summary}\n"));
    }
    out.push_str("\n## Data\n\n");
    for (file, what) in [
        ("facts.json", "all facts with evidence, series and uses"),
        ("facts.csv", "one row a fact"),
        ("datapackage.json", "what the columns mean"),
        ("sources.json", "all sources as CSL-JSON"),
    ] {
        out.push_str(&format!("- [{file}]({}): {what}\n", cx.absolute(file)));
    }
    out.push_str("\n## Fact sheets\n\n");
    for id in cx.reader.sheets() {
        let sheet = cx.reader.sheet(id);
        let file = if twins { "index.json" } else { "" };
        let url = cx.absolute(&format!("{}{file}", cx.reader.sheet_url(id)));
        out.push_str(&format!("- [{}]({url}): {}\n", sheet.title.text, fragment::plain(cx.reader, &sheet.summary)));
    }
    out
}

/// Facts whose date is known to the day, as a calendar.
fn events(cx: &Cx<'_, '_>) -> String {
    let config = cx.reader.config();
    let host = config.url.split("://").last().and_then(|rest| rest.split('/').next()).unwrap_or("localhost");
    let ids = cx.reader.facts().filter(|id| directive::placed(cx.reader.fact(*id)).is_some()).collect();
    let dated = directive::gather(cx.reader, ids).into_iter().filter_map(|id| {
        let fact = cx.reader.fact(id);
        let when = fact.when.or(fact.as_of)?;
        let (start, end) = (when.start()?, when.end().or(when.start())?);
        let is_day = |date: Date| date.first_day() == date.last_day();
        let shown = is_day(start) && is_day(end) && when != When::Unknown;
        shown.then(|| Dated {
            id: fact.id.replace('/', "."),
            days: (start.first_day(), end.last_day()),
            summary: fact.full_claim(),
            by: parts::join(parts::speakers(cx, fact)),
            url: cx.absolute(&cx.reader.fact_url(id)),
        })
    });
    calendar(&config.title, host, cx.reader.today().first_day(), &dated.collect::<Vec<_>>())
}
