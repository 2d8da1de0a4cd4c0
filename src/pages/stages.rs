//! Stages of development, one row of steps per sheet that holds periods.

use serde::Serialize;
use serde_json::json;

use crate::pages::{Cx, Kind, Link, Made, Node, Page, parts};
use crate::render::directive;
use crate::render::fragment;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The stages.
pub static KIND: Kind = Kind { name: ("stage page", "stage pages"), pages, make };

#[derive(Serialize)]
struct View {
    divisions: Vec<Division>,
}

#[derive(Serialize)]
struct Division {
    link: Link,
    summary: String,
    by: Vec<Link>,
    html: String,
}

/// Whether a sheet divides a development into periods.
pub fn exists(reader: &Reader<'_>) -> bool {
    reader.config().outputs.evidence && reader.has_periods()
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    exists(reader).then(|| Page { node: Node::Site, path: "/stages/".to_owned() }).into_iter().collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let mut divisions = Vec::new();
    let mut twins = Vec::new();
    for sheet in cx.reader.sheets() {
        let ids = directive::periods(cx.reader, cx.reader.facts_of(sheet));
        let Some(first) = ids.first() else { continue };
        let mut html = String::new();
        directive::stepper(cx.reader, &ids, &mut html);
        let head = cx.reader.sheet(sheet);
        divisions.push(Division {
            link: cx.link(&*head.title.text, &cx.reader.sheet_url(sheet)),
            summary: fragment::inline(cx.reader, &head.summary),
            by: parts::speakers(cx, cx.reader.fact(*first)),
            html,
        });
        let stages = ids.iter().map(|id| cx.reader.fact(*id));
        twins.push(json!({"sheet": head.id, "stages": stages.map(|fact| {
            json!({"id": fact.id, "order": fact.order, "label": fact.short_label(), "when": fact.when.map(|w| w.to_string())})
        }).collect::<Vec<_>>()}));
    }
    let mut head = cx.head(&page.path, "Stages", "Stages of development, as their authors divide them.");
    head.section = "stages";
    let html = cx.shell.render("stages.html", &head, &View { divisions })?;
    let twin = cx.reader.config().outputs.twins.then(|| json!({"divisions": twins}));
    Ok(Made { html, twin, ..Made::default() })
}
