//! All dated facts in order, with a list of years to jump to.

use serde::Serialize;
use serde_json::json;

use crate::link::FactId;
use crate::model::fact::FactKind;
use crate::pages::{Cx, Kind, Link, Made, Node, Page};
use crate::render::shell::TemplateError;
use crate::render::{directive, figure};
use crate::site::Reader;

/// The timeline.
pub static KIND: Kind = Kind { name: ("timeline", "timelines"), pages, make };

#[derive(Serialize)]
struct View {
    years: Vec<Year>,
    undated: usize,
    count: usize,
    strip: String,
    kinds: Vec<Choice>,
    topics: Vec<Choice>,
    downloads: Vec<Link>,
}

/// A value that the list can be narrowed to.
#[derive(Serialize)]
struct Choice {
    value: String,
    title: String,
    count: usize,
}

#[derive(Serialize)]
struct Year {
    year: i16,
    count: usize,
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
        Year { year: year_of(&chunk[0]), count: chunk.len(), html }
    });
    let mut strip = String::new();
    figure::strip(cx.reader, &ids, 0, &mut strip);
    let exports = cx.reader.config().outputs.exports;
    let downloads = match exports {
        true => vec![cx.link("CSV", "/timeline/timeline.csv"), cx.link("Calendar (ICS)", "/timeline/timeline.ics")],
        false => Vec::new(),
    };
    let view = View {
        years: years.collect(),
        undated: undated.len(),
        count: ids.len(),
        strip,
        kinds: kinds(cx, &ids),
        topics: topics(cx, &ids),
        downloads,
    };
    let mut files = Vec::new();
    if exports {
        files.push(("timeline/timeline.csv".to_owned(), crate::exchange::tables::facts_csv(cx.reader, &ids)));
    }
    let mut head = cx.head(&page.path, "Timeline", "All dated facts of this site in order.");
    head.section = "timeline";
    let html = cx.shell.render("timeline.html", &head, &view)?;
    let twin = cx.reader.config().outputs.twins.then(|| json!({"facts": ids.iter().map(|id| {
        let fact = cx.reader.fact(*id);
        json!({"id": fact.id, "when": fact.when.or(fact.as_of).map(|when| when.to_string()), "claim": fact.full_claim()})
    }).collect::<Vec<_>>()}));
    Ok(Made { html, twin, files, ..Made::default() })
}

fn kinds(cx: &Cx<'_, '_>, ids: &[FactId]) -> Vec<Choice> {
    let count = |kind: FactKind| ids.iter().filter(|id| cx.reader.fact(**id).kind == kind).count();
    let all = FactKind::ALL.into_iter().map(|kind| Choice {
        value: kind.word().to_owned(),
        title: format!("{}s", kind.word()).replace("ys", "ies"),
        count: count(kind),
    });
    all.filter(|choice| choice.count > 0).collect()
}

fn topics(cx: &Cx<'_, '_>, ids: &[FactId]) -> Vec<Choice> {
    let all = cx.reader.topics().map(|id| {
        let topic = cx.reader.topic(id);
        let has = |fact: &&FactId| cx.reader.topics_of(**fact).iter().any(|of| of.id == topic.id);
        let count = ids.iter().filter(has).count();
        Choice { value: topic.id.to_string(), title: topic.title.to_string(), count }
    });
    all.filter(|choice| choice.count > 0).collect()
}
