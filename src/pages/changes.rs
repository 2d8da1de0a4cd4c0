//! Values that moved: facts that were corrected, and facts that a later edition replaced.

use serde::Serialize;
use serde_json::json;

use crate::link::FactId;
use crate::model::date::{Date, When};
use crate::model::fact::{Fact, Point};
use crate::pages::article::Day;
use crate::pages::{Cx, Kind, Link, Made, Node, Page};
use crate::render::directive::value_text;
use crate::render::shell::TemplateError;
use crate::site::Reader;

/// The page of changed values; absent where nothing has changed.
pub static KIND: Kind = Kind { name: ("page of changes", "pages of changes"), pages, make };

/// A value that moved.
#[derive(Clone, Serialize)]
pub struct Change {
    /// When.
    pub date: Day,
    /// The fact.
    pub of: Link,
    /// Its value before.
    pub was: String,
    /// Its value now.
    pub now: String,
    /// Where the value now stands, if in another fact.
    pub instead: Option<Link>,
    /// Why.
    pub why: String,
    /// Address of the fact below the base.
    #[serde(skip)]
    pub path: String,
}

#[derive(Serialize)]
struct View {
    changes: Vec<Change>,
    feed: bool,
}

/// All changes, newest first.
pub fn all(cx: &Cx<'_, '_>) -> Vec<Change> {
    let mut out: Vec<(Date, Change)> = cx.reader.facts().flat_map(|id| of_fact(cx, id)).collect();
    out.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.path.cmp(&b.1.path)));
    out.into_iter().map(|(_, change)| change).collect()
}

fn of_fact(cx: &Cx<'_, '_>, id: FactId) -> Vec<(Date, Change)> {
    let fact = cx.reader.fact(id);
    let path = cx.reader.fact_url(id);
    let of = cx.link(fact.short_label(), &path);
    let corrections = fact.corrections.iter().map(|c| {
        let (was, now, why) = (c.was.to_string(), c.now.to_string(), c.why.to_string());
        let date = Day::of(Some(c.date));
        (c.date, Change { date, of: of.clone(), was, now, instead: None, why, path: path.clone() })
    });
    let mut out: Vec<(Date, Change)> = corrections.collect();
    if let Some(retired) = &fact.retired {
        let other = retired.instead.as_ref().and_then(|id| cx.reader.find_fact(&id.id));
        out.push((
            retired.date,
            Change {
                date: Day::of(Some(retired.date)),
                of,
                was: value_text(fact),
                now: other.map(|id| value_now(fact, cx.reader.fact(id))).unwrap_or_default(),
                instead: other.map(|id| cx.link(cx.reader.fact(id).short_label(), &cx.reader.fact_url(id))),
                why: retired.why.to_string(),
                path,
            },
        ));
    }
    out
}

/// What the replacing fact says for the date of the retired one: the point of a series, else its value.
fn value_now(old: &Fact, new: &Fact) -> String {
    let date = old.as_of.and_then(When::start);
    let same = |point: &&Point| date.is_some_and(|date| point.date == date || point.date.year == date.year);
    match new.series.iter().find(same) {
        Some(point) => format!("{} {}", point.value.quantity.text, new.unit).replace(" %", "%").trim().to_owned(),
        None if new.series.is_empty() => value_text(new),
        None => String::new(),
    }
}

/// Whether any value has moved.
pub fn exists(reader: &Reader<'_>) -> bool {
    reader.config().outputs.evidence && reader.has_changes()
}

fn pages(reader: &Reader<'_>) -> Vec<Page> {
    exists(reader).then(|| Page { node: Node::Site, path: "/changes/".to_owned() }).into_iter().collect()
}

fn make(cx: &Cx<'_, '_>, page: &Page) -> Result<Made, TemplateError> {
    let view = View { changes: all(cx), feed: cx.reader.config().outputs.exports };
    let mut head = cx.head(&page.path, "Changes", "Values that were corrected or replaced by a later edition.");
    head.crumbs = vec![cx.link("Corrections", "/corrections/")];
    let html = cx.shell.render("changes.html", &head, &view)?;
    let twin = cx.reader.config().outputs.twins.then(|| {
        json!({"changes": view.changes.iter().map(|c| json!({
            "date": c.date.iso, "fact": c.of.url, "was": c.was, "now": c.now, "why": c.why,
        })).collect::<Vec<_>>()})
    });
    Ok(Made { html, twin, ..Made::default() })
}
