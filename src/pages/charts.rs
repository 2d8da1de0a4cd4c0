//! The gallery of charts: every chart of the articles, with the way to where it stands.

use serde::Serialize;
use serde_json::json;

use crate::model::prose::{Directive, DirectiveKind};
use crate::pages::{Cx, Kind, Link, Made, Node, Page};
use crate::render::chart::gather;
use crate::render::directive;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The gallery.
pub static KIND: Kind = Kind { name: ("chart gallery", "chart galleries"), pages, make };

#[derive(Serialize)]
struct View {
    charts: Vec<Thumb>,
}

#[derive(Serialize)]
struct Thumb {
    title: String,
    picture: String,
    url: String,
    page: Link,
    downloads: Vec<Link>,
}

fn charts<'a>(reader: &Reader<'a>) -> Vec<(crate::link::ArticleId, usize, &'a Directive)> {
    let mut out = Vec::new();
    for &id in reader.charted() {
        let directives = reader.article(id).body.directives.iter().enumerate();
        out.extend(
            directives.filter(|(_, one)| one.kind == DirectiveKind::Chart).map(|(index, one)| (id, index + 1, one)),
        );
    }
    out
}

/// Whether there is a gallery.
pub fn exists(reader: &Reader<'_>) -> bool {
    reader.config().outputs.evidence && !reader.charted().is_empty()
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    exists(reader).then(|| Page { node: Node::Site, path: "/charts/".to_owned() }).into_iter().collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let mut thumbs = Vec::new();
    for (id, number, one) in charts(cx.reader) {
        let chart = gather::chart(cx.reader, one, &directive::facts(cx.reader, one));
        let Some(picture) = chart.thumbnail(&format!("chart-{}", thumbs.len() + 1)) else { continue };
        let article = cx.reader.article_url(id);
        let file = |extension: &str| format!("{article}figure-{number}.{extension}");
        let downloads = match cx.reader.config().outputs.exports {
            true => vec![cx.link("CSV", &file("csv")), cx.link("SVG", &file("svg"))],
            false => Vec::new(),
        };
        thumbs.push(Thumb {
            title: chart.title,
            picture,
            url: cx.href(&format!("{article}#figure-{number}")),
            page: cx.link(crate::render::fragment::plain(cx.reader, cx.reader.card(id).title), &article),
            downloads,
        });
    }
    let view = View { charts: thumbs };
    let head = cx.head(&page.path, "Charts", "All charts of this site, each with its data and the page it stands on.");
    let html = cx.shell.render("charts.html", &head, &view)?;
    let twin = cx.reader.config().outputs.twins.then(
        || json!({"charts": view.charts.iter().map(|c| json!({"title": c.title, "url": c.url})).collect::<Vec<_>>()}),
    );
    Ok(Made { html, twin, ..Made::default() })
}
