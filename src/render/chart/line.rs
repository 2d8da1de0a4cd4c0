//! Points over time: joined as a line, or left apart.

use super::scale::{self, Scale, floor_of, number, ticks, time_ticks, width};
use super::svg::{Anchor, Svg, tenth};
use super::{Area, Chart, Group, Mark, Shape, magnitude};

/// Height of the plot.
const HEIGHT: f64 = 210.0;
/// Size of the words at marks and axes.
const SIZE: f64 = 13.0;

/// Draws points over time; returns the bottom edge.
pub fn draw(chart: &Chart, svg: &mut Svg, area: Area) -> f64 {
    let (low, high) = chart.extent();
    let (by, word) = magnitude(high);
    let steps = ticks(floor_of(low, high, false), high, 4);
    let step = steps.get(1).map_or(1.0, |second| second - steps[0]);
    let label = |value: f64| number(value / by, step / by);
    let gutter = steps.iter().map(|tick| width(&label(*tick), SIZE)).fold(0.0, f64::max) + 8.0;
    let names = chart.groups.len() > 1;
    let name_room = match names {
        true => chart.groups.iter().map(|group| width(&group.name, SIZE)).fold(0.0, f64::max).min(area.width() * 0.3),
        false => 0.0,
    };
    let top = area.top + 34.0;
    let bottom = top + HEIGHT;
    let unit = scale::shortened(&format!("{word}{}", chart.unit), 12.0, area.width());
    svg.text((area.left, area.top + 13.0), "un", Anchor::Start, &unit);
    let bounds = (*steps.first().unwrap_or(&0.0), *steps.last().unwrap_or(&1.0));
    let y = Scale { domain: bounds, range: (bottom, top) };
    for tick in &steps {
        let class = if *tick == 0.0 || tick == &bounds.0 { "bl" } else { "gl" };
        svg.line(class, (area.left + gutter, y.at(*tick)), (area.right, y.at(*tick)));
        svg.text((area.left + gutter - 8.0, y.at(*tick) + 4.5), "ax", Anchor::End, &label(*tick));
    }
    let times = || chart.groups.iter().flat_map(|group| &group.marks).filter_map(|mark| mark.at);
    let span = (times().fold(f64::INFINITY, f64::min), times().fold(f64::NEG_INFINITY, f64::max));
    let inset = 16.0;
    let x = Scale { domain: span, range: (area.left + gutter + inset, area.right - inset - name_room) };
    let mut taken = time_axis(svg, &x, bottom, (area.left + gutter, area.right));
    let mut ends: Vec<Name> = Vec::new();
    for (index, group) in chart.groups.iter().enumerate() {
        let places: Vec<(f64, f64)> =
            group.marks.iter().map(|mark| (x.at(mark.at.unwrap_or(span.0)), y.at(mark.span.0))).collect();
        if chart.shape == Shape::Line {
            svg.path(&format!("ln c{}", index % 4), &joined(group, &places));
        }
        for (mark, at) in group.marks.iter().zip(&places) {
            let class = match mark.note.is_some() {
                true => format!("nt c{}", index % 4),
                false => format!("t{}", index % 4),
            };
            svg.dot(&class, *at, if places.len() > 24 { 2.4 } else { 3.6 });
        }
        if let (true, Some(last)) = (names, places.last()) {
            let mut lines = scale::wrap(&group.name, SIZE, name_room + 4.0);
            lines.truncate(3);
            ends.push(Name { class: format!("t{} lb", index % 4), at: (last.0 + 10.0, last.1 + 4.5), lines });
        }
        label_marks(svg, group, &places, (area, names), &mut taken);
    }
    write_names(svg, ends, bottom);
    bottom + 22.0
}

/// The name of a series, at the end of its line.
struct Name {
    class: String,
    at: (f64, f64),
    lines: Vec<String>,
}

/// Names from the top downwards: one that would touch the name above it moves down, and all move up again if
/// the last leaves the plot.
fn write_names(svg: &mut Svg, mut names: Vec<Name>, bottom: f64) {
    const STEP: f64 = 15.0;
    names.sort_by(|a, b| a.at.1.total_cmp(&b.at.1));
    let mut free = f64::NEG_INFINITY;
    for name in &mut names {
        name.at.1 = name.at.1.max(free);
        free = name.at.1 + name.lines.len() as f64 * STEP + 3.0;
    }
    let mut edge = bottom - 4.0;
    for name in names.iter_mut().rev() {
        name.at.1 = name.at.1.min(edge - (name.lines.len() as f64 - 1.0) * STEP);
        edge = name.at.1 - STEP - 3.0;
    }
    for name in names {
        for (row, line) in name.lines.iter().enumerate() {
            svg.text((name.at.0, name.at.1 + row as f64 * STEP), &name.class, Anchor::Start, line);
        }
    }
}

/// Draws the axis of dates; returns where its words stand.
fn time_axis(svg: &mut Svg, x: &Scale, bottom: f64, edges: (f64, f64)) -> Vec<Label> {
    let mut taken = Vec::new();
    let marks = time_ticks(x.domain.0, x.domain.1, x.range.1 - x.range.0);
    let mut free = f64::NEG_INFINITY;
    for tick in marks {
        let at = x.at(tick.at);
        let half = width(&tick.text, SIZE) / 2.0;
        svg.line("bl", (at, bottom), (at, bottom + 4.0));
        // A label at the edge is moved inwards; one that would touch its neighbour is left out.
        let middle = scale::within(at, half, (edges.0 - 6.0, edges.1));
        if middle - half > free {
            svg.text((middle, bottom + 19.0), "ax", Anchor::Middle, &tick.text);
            free = middle + half + 6.0;
            taken.push(Label { left: middle - half, right: middle + half, top: bottom + 8.0 });
        }
    }
    taken
}

/// The path through the points of a group, broken where points are missing.
fn joined(group: &Group, places: &[(f64, f64)]) -> String {
    let gap = usual_gap(&group.marks);
    let mut path = String::new();
    for (index, (x, y)) in places.iter().enumerate() {
        let broken = index == 0
            || gap.is_some_and(|gap| {
                let at = |i: usize| group.marks[i].at.unwrap_or(0.0);
                at(index) - at(index - 1) > gap * 1.6
            });
        path.push_str(&format!("{}{} {}", if broken { "M" } else { "L" }, tenth(*x), tenth(*y)));
    }
    path
}

/// The distance between neighbours of a series that is kept at regular dates, in years; `None` if it is not.
fn usual_gap(marks: &[Mark]) -> Option<f64> {
    let mut gaps: Vec<f64> = marks.windows(2).filter_map(|pair| Some(pair[1].at? - pair[0].at?)).collect();
    gaps.sort_by(f64::total_cmp);
    let middle = *gaps.get(gaps.len() / 2)?;
    let regular = gaps.iter().filter(|gap| (*gap - middle).abs() < middle * 0.15).count();
    (gaps.len() >= 3 && regular * 10 >= gaps.len() * 6).then_some(middle)
}

/// Words at a mark, as a box.
struct Label {
    left: f64,
    right: f64,
    top: f64,
}

/// Figures beside their marks: the last, the extremes and the first, then the others while there is room.
fn label_marks(
    svg: &mut Svg,
    group: &Group,
    places: &[(f64, f64)],
    (area, names): (Area, bool),
    taken: &mut Vec<Label>,
) {
    let marks = &group.marks;
    let extreme = |high: bool| {
        (0..marks.len()).reduce(|a, b| {
            let more = marks[b].span.0 > marks[a].span.0;
            if more == high { b } else { a }
        })
    };
    let mut order = vec![marks.len().wrapping_sub(1)];
    order.extend(extreme(true));
    order.extend(extreme(false));
    order.push(0);
    if marks.len() <= 16 {
        order.extend(0..marks.len());
    }
    let mut done = vec![false; marks.len()];
    for index in order {
        if index >= marks.len() || std::mem::replace(&mut done[index], true) {
            continue;
        }
        let (x, y) = places[index];
        let half = width(&marks[index].text, SIZE) / 2.0 + 2.0;
        let middle = scale::within(x, half, (area.left, area.right));
        let is_last_named = names && index + 1 == marks.len();
        let neighbours = [index.checked_sub(1), Some(index + 1)].into_iter().flatten();
        let lower = neighbours.filter_map(|i| places.get(i)).filter(|place| place.1 < y - 2.0).count();
        // Above, unless the line goes on upwards from here.
        let tries = if lower > 0 && !is_last_named { [y + 18.0, y - 10.0] } else { [y - 10.0, y + 18.0] };
        let free = |base: f64| {
            let top = base - 11.0;
            let hits_label =
                taken.iter().any(|l| middle - half < l.right && middle + half > l.left && (l.top - top).abs() < 15.0);
            let hits_mark = places.iter().enumerate().any(|(i, place)| {
                i != index && (place.0 - middle).abs() < half + 3.0 && place.1 > top - 4.0 && place.1 < base + 5.0
            });
            let hits_line =
                places.windows(2).any(|pair| crosses(pair[0], pair[1], (middle - half, middle + half), (top, base)));
            !hits_label && !hits_mark && !hits_line
        };
        let Some(base) = tries.into_iter().find(|base| free(*base)) else { continue };
        svg.text((middle, base), "lb", Anchor::Middle, &marks[index].text);
        taken.push(Label { left: middle - half, right: middle + half, top: base - 11.0 });
    }
}

/// Whether a stretch of the line runs through a box.
fn crosses(from: (f64, f64), to: (f64, f64), across: (f64, f64), down: (f64, f64)) -> bool {
    let steps = 12;
    (0..=steps).any(|step| {
        let share = f64::from(step) / f64::from(steps);
        let (x, y) = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
        x > across.0 && x < across.1 && y > down.0 && y < down.1 + 2.0
    })
}
