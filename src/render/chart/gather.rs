//! Facts as the data of a chart.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::scale;
use super::{Chart, Figure, Group, Mark, Open, Shape};
use crate::link::FactId;
use crate::model::IdRef;
use crate::model::date::{Date, When};
use crate::model::fact::{Fact, Member, Part, Point};
use crate::model::prose::{ChartKind, Directive};
use crate::model::quantity::{Hedge, Quantity};
use crate::site::Reader;

/// The chart a directive asks for; without figures to draw it has no marks.
pub fn chart(reader: &Reader<'_>, directive: &Directive, ids: &[FactId]) -> Chart {
    let shown = |date: Date| {
        directive.from.is_none_or(|from| date.last_day() >= from.first_day())
            && directive.to.is_none_or(|to| date.first_day() <= to.last_day())
    };
    let open: Vec<FactId> = ids.iter().copied().filter(|id| reader.fact(*id).withhold.is_none()).collect();
    let shape = shape(reader, directive.chart, &open);
    let mut chart = of_facts(reader, &open, shape, &shown);
    if let Some(title) = &directive.title {
        chart.title = title.to_string();
    }
    chart.alt = directive.alt.as_ref().map(|alt| alt.to_string());
    chart
}

/// The picture of one fact, for its own page: its series, its answers or its parts. `None` if it has none of
/// them, or if they may not be given away. `name` is the id of the picture, unique on the page.
pub fn of_fact(reader: &Reader<'_>, id: FactId, name: &str) -> Option<(Chart, Figure)> {
    let fact = reader.fact(id);
    let many = fact.series.len() > 1 || fact.values.len() > 1 || fact.breakdown.len() > 1;
    if fact.withhold.is_some() || !many {
        return None;
    }
    let chart = of_facts(reader, &[id], shape(reader, None, &[id]), &|_| true);
    let figure = chart.figure(name)?;
    Some((chart, figure))
}

/// What fits the data: the kind asked for where it can be drawn, else what the fact is made of.
fn shape(reader: &Reader<'_>, kind: Option<ChartKind>, ids: &[FactId]) -> Shape {
    let has_series = ids.iter().any(|id| reader.fact(*id).series.len() > 1);
    let has_parts = ids.iter().any(|id| !reader.fact(*id).breakdown.is_empty());
    let disputed = ids.iter().any(|id| reader.fact(*id).values.len() > 1);
    match kind {
        Some(ChartKind::Line) | None if has_series => Shape::Line,
        Some(ChartKind::Dot) if has_series => Shape::Points,
        Some(ChartKind::Bar) if has_series && ids.len() == 1 => Shape::Columns,
        Some(ChartKind::Bar) => Shape::Bars,
        Some(ChartKind::Dot | ChartKind::Range) => Shape::Dots,
        _ if disputed || !has_parts => Shape::Dots,
        _ => Shape::Bars,
    }
}

fn of_facts(reader: &Reader<'_>, ids: &[FactId], shape: Shape, shown: &dyn Fn(Date) -> bool) -> Chart {
    let over_time = matches!(shape, Shape::Line | Shape::Points | Shape::Columns);
    let groups = ids.iter().map(|id| Group {
        name: reader.fact(*id).short_label(),
        marks: marks(reader, *id, over_time, ids.len() > 1, shown),
    });
    let mut units: Vec<&str> = ids.iter().map(|id| &*reader.fact(*id).unit).filter(|unit| !unit.is_empty()).collect();
    units.dedup();
    Chart {
        shape,
        title: ids.first().map(|id| reader.fact(*id).short_label()).unwrap_or_default(),
        unit: match units.as_slice() {
            ["%", ..] => "percent".to_owned(),
            [unit, ..] => (*unit).to_owned(),
            [] => String::new(),
        },
        groups: groups.filter(|group| !group.marks.is_empty()).collect(),
        source: source(reader, ids),
        alt: None,
    }
}

/// The figures of a fact: points, answers or parts, else its one value.
fn marks(
    reader: &Reader<'_>,
    id: FactId,
    over_time: bool,
    among_others: bool,
    shown: &dyn Fn(Date) -> bool,
) -> Vec<Mark> {
    let fact = reader.fact(id);
    let url = reader.config().href(&reader.fact_url(id));
    let points = fact.series.iter().filter(|point| shown(point.date));
    if over_time {
        let mut marks: Vec<Mark> = points.clone().map(|point| of_point(point, &url)).collect();
        // Figures of whole years stand over the year's own tick, not in the middle between two.
        if points.clone().all(|point| point.date.month.is_none()) {
            for (mark, point) in marks.iter_mut().zip(points) {
                mark.at = Some(f64::from(point.date.year));
            }
        }
        return marks;
    }
    if !fact.values.is_empty() {
        let live = fact.values.iter().filter(|member| member.retired.is_none());
        return live.map(|member| of_member(reader, fact, member, &url)).collect();
    }
    if !fact.breakdown.is_empty() && !among_others {
        return fact.breakdown.iter().map(|part| of_part(part, &url)).collect();
    }
    match &fact.value {
        Some(value) => {
            let mut mark = mark(&value.quantity, fact.short_label(), &url);
            mark.key = fact.id.to_string();
            vec![mark]
        }
        None => points.map(|point| of_point(point, &url)).collect(),
    }
}

fn of_point(point: &Point, url: &str) -> Mark {
    let url = format!("{url}#at-{}", point.date);
    let mut mark = mark(&point.value.quantity, point.date.in_words(), &url);
    mark.key = point.date.to_string();
    mark.at = Some(scale::year(point.date));
    mark.note = point.note.as_ref().map(|note| note.to_string());
    mark
}

/// An answer is named after who gives it, and when it held.
fn of_member(reader: &Reader<'_>, fact: &Fact, member: &Member, url: &str) -> Mark {
    let by: &[IdRef] = if member.by.is_empty() { &fact.by } else { &member.by };
    let names: Vec<String> = by
        .iter()
        .map(|by| match reader.find_entity(&by.id) {
            Some(id) => reader.entity(id).name.text.to_string(),
            None => by.id.to_string(),
        })
        .collect();
    let date = member.as_of.or(fact.as_of).and_then(When::start).map(|date| format!(", {}", date.in_words()));
    let label = format!("{}{}", names.join(", "), date.unwrap_or_default());
    let mut mark = mark(&member.value.quantity, label, &format!("{url}#{}", member.key));
    mark.key = member.key.to_string();
    mark.note = member.note.as_ref().map(|note| note.to_string());
    mark
}

fn of_part(part: &Part, url: &str) -> Mark {
    let mut mark = mark(&part.value.quantity, part.label.to_string(), url);
    mark.key = part.label.to_string();
    mark.note = part.note.as_ref().map(|note| note.to_string());
    mark
}

fn mark(quantity: &Quantity, label: String, url: &str) -> Mark {
    // Places on a picture, not figures: the figure itself is printed as the source words it.
    let place = |value: Decimal| value.to_f64().unwrap_or(0.0);
    Mark {
        label,
        key: String::new(),
        at: None,
        span: (place(quantity.value), place(quantity.upper.unwrap_or(quantity.value))),
        open: match quantity.hedge {
            Hedge::MoreThan | Hedge::AtLeast => Open::Up,
            Hedge::Nearly | Hedge::LessThan | Hedge::UpTo => Open::Down,
            Hedge::Exact | Hedge::About | Hedge::Range => Open::No,
        },
        text: quantity.text.to_string(),
        note: None,
        url: url.to_owned(),
    }
}

/// "Source: Castellum.AI. Self-Reliance, Explained, example.org/facts/…"
fn source(reader: &Reader<'_>, ids: &[FactId]) -> String {
    let mut names: Vec<String> = Vec::new();
    for id in ids {
        let fact = reader.fact(*id);
        let of_members = fact.values.iter().flat_map(|member| &member.by);
        let of_points = fact.series.iter().flat_map(|point| &point.evidence).flat_map(|evidence| &evidence.by);
        for by in fact.by.iter().chain(of_members).chain(of_points) {
            let name = match reader.find_entity(&by.id) {
                Some(id) => reader.entity(id).name.text.to_string(),
                None => by.id.to_string(),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let config = reader.config();
    let host = config.url.trim_end_matches('/').split("://").last().unwrap_or("").to_owned();
    let path = match ids {
        [only] => reader.fact_url(*only),
        [first, ..] => reader.sheet_url(reader.sheet_of(*first)),
        [] => String::new(),
    };
    let names = if names.len() > 4 { format!("{} and others", names[..3].join(", ")) } else { names.join(", ") };
    let said = if names.is_empty() { String::new() } else { format!("Source: {names}. ") };
    format!("{said}{}, {host}{path}", config.title)
}
