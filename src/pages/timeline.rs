//! All dated facts in order, with a list of years to jump to.

use serde::Serialize;
use serde_json::json;

use crate::link::FactId;
use crate::pages::{Cx, Kind, Made, Node, Page};
use crate::render::directive;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The timeline.
pub static KIND: Kind = Kind { name: ("timeline", "timelines"), pages, make };

#[derive(Serialize)]
struct View {
    years: Vec<Year>,
    undated: usize,
}

#[derive(Serialize)]
struct Year {
    year: i16,
    html: String,
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    let any = reader.facts().next().is_some() && reader.config().outputs.evidence;
    any.then(|| Page { node: Node::Site, path: "/timeline/".to_owned() }).into_iter().collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let (dated, undated): (Vec<FactId>, Vec<FactId>) =
        cx.reader.facts().partition(|id| directive::placed(cx.reader.fact(*id)).is_some());
    let ids = directive::gather(cx.reader, dated);
    let year_of = |id: &FactId| directive::placed(cx.reader.fact(*id)).map_or(0, |date| date.year);
    let years = ids.chunk_by(|a, b| year_of(a) == year_of(b)).map(|chunk| {
        let mut html = String::new();
        directive::timeline(cx.reader, chunk, &mut html);
        Year { year: year_of(&chunk[0]), html }
    });
    let view = View { years: years.collect(), undated: undated.len() };
    let mut head = cx.head(&page.path, "Timeline", "All dated facts of this site in order.");
    head.section = "timeline";
    let html = cx.shell.render("timeline.html", &head, &view)?;
    let twin = cx.reader.config().outputs.twins.then(|| json!({"facts": ids.iter().map(|id| {
        let fact = cx.reader.fact(*id);
        json!({"id": fact.id, "when": fact.when.or(fact.as_of).map(|when| when.to_string()), "claim": fact.full_claim()})
    }).collect::<Vec<_>>()}));
    Ok(Made { html, twin, files: Vec::new() })
}
