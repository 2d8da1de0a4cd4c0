//! Bars: upright over time, or lying, one a part. They measure from zero.

use super::scale::{self, Scale, number, ticks, width};
use super::svg::{Anchor, Svg};
use super::{Area, Chart, Mark, magnitude};

/// Size of the words.
const SIZE: f64 = 13.0;
/// Height of a lying bar, and what one row takes without its label.
const BAR: f64 = 18.0;
const ROW: f64 = 30.0;

/// Draws upright bars over time; returns the bottom edge.
pub fn columns(chart: &Chart, svg: &mut Svg, area: Area) -> f64 {
    const HEIGHT: f64 = 200.0;
    let marks: Vec<&Mark> = chart.groups.iter().flat_map(|group| &group.marks).collect();
    let (low, high) = chart.extent();
    let (_, word) = magnitude(high);
    let steps = ticks(low.min(0.0), high.max(0.0), 4);
    let y = Scale { domain: (steps[0], steps[steps.len() - 1]), range: (area.top + 34.0 + HEIGHT, area.top + 34.0) };
    let unit = scale::shortened(&format!("{word}{}", chart.unit), 12.0, area.width());
    svg.text((area.left, area.top + 13.0), "un", Anchor::Start, &unit);
    let (slots, count) = slots(&marks);
    let slot = area.width() / count;
    let bar = (slot * 0.72).min(64.0);
    let widest = marks.iter().map(|mark| width(&mark.text, SIZE)).fold(0.0, f64::max);
    let every = ((widest + 6.0) / slot).ceil().max(1.0) as usize;
    // Of several equal extremes the last is named.
    let extremes = [high, low].map(|value| marks.iter().rposition(|mark| mark.span.0 == value));
    let shown = |index: usize| every == 1 || index == 0 || index + 1 == marks.len() || extremes.contains(&Some(index));
    let labels: Vec<String> =
        marks.iter().map(|mark| scale::shortened(&short_date(mark), SIZE, area.width() / 2.0)).collect();
    let label_width = labels.iter().map(|label| width(label, SIZE)).fold(0.0, f64::max) + 8.0;
    let label_every = (label_width / slot).ceil().max(1.0) as usize;
    let mut free = f64::NEG_INFINITY;
    for (index, mark) in marks.iter().enumerate() {
        let middle = area.left + slot * (slots[index] + 0.5);
        let (from, to) = (y.at(0.0), y.at(mark.span.0));
        let class = if mark.note.is_some() { "t0 soft" } else { "t0" };
        svg.bar(class, (middle - bar / 2.0, from.min(to)), (bar, (from - to).abs()));
        let half = width(&mark.text, SIZE) / 2.0;
        let at = scale::within(middle, half, (area.left, area.right));
        if shown(index) && at - half > free {
            let base = if mark.span.0 < 0.0 { to + 16.0 } else { to - 6.0 };
            svg.text((at, base), "lb", Anchor::Middle, &mark.text);
            free = at + half + 4.0;
        }
    }
    // Dates from the last one backwards, as many as there is room for.
    let mut edge = f64::INFINITY;
    for (index, label) in labels.iter().enumerate().rev().step_by(label_every) {
        let half = width(label, SIZE) / 2.0;
        let middle = area.left + slot * (slots[index] + 0.5);
        let at = scale::within(middle, half, (area.left, area.right));
        if at + half < edge {
            svg.text((at, y.range.0 + 19.0), "ax", Anchor::Middle, label);
            edge = at - half - 6.0;
        }
    }
    svg.line("bl", (area.left, y.at(0.0)), (area.right, y.at(0.0)));
    y.range.0 + 22.0
}

/// The slot of each bar, and their number: years that are missing keep theirs, so that time is even. Dates
/// that are no years, or years far apart, stand side by side.
fn slots(marks: &[&Mark]) -> (Vec<f64>, f64) {
    let years: Vec<f64> = marks.iter().filter_map(|mark| mark.at).filter(|at| at.fract() == 0.0).collect();
    let span = years.last().zip(years.first()).map_or(0.0, |(last, first)| last - first + 1.0);
    if years.len() == marks.len() && span <= marks.len() as f64 * 2.0 && years.is_sorted_by(|a, b| a < b) {
        return (years.iter().map(|year| year - years[0]).collect(), span.max(1.0));
    }
    ((0..marks.len()).map(|index| index as f64).collect(), marks.len().max(1) as f64)
}

/// The year of a date known to the year, else month and year in short.
fn short_date(mark: &Mark) -> String {
    let words: Vec<&str> = mark.label.split(' ').collect();
    match words.as_slice() {
        [_, month, year] => format!("{} {year}", month.chars().take(3).collect::<String>()),
        [month, year] => format!("{} {year}", month.chars().take(3).collect::<String>()),
        _ => mark.label.clone(),
    }
}

/// Draws lying bars; returns the bottom edge.
pub fn rows(chart: &Chart, svg: &mut Svg, area: Area) -> f64 {
    let marks: Vec<&Mark> = chart.groups.iter().flat_map(|group| &group.marks).collect();
    let (low, high) = chart.extent();
    let (_, word) = magnitude(high);
    let unit = scale::shortened(&format!("{word}{}", chart.unit), 12.0, area.width());
    let mut top = area.top + 4.0;
    if !chart.unit.is_empty() {
        svg.text((area.left, area.top + 13.0), "un", Anchor::Start, unit.trim());
        top += 22.0;
    }
    let widest = marks.iter().map(|mark| width(&mark.label, SIZE)).fold(0.0, f64::max);
    let beside = widest <= area.width() * 0.38;
    let label_room = if beside { widest + 12.0 } else { 0.0 };
    let value_room = marks.iter().map(|mark| width(&mark.text, SIZE)).fold(0.0, f64::max) + 10.0;
    let right = (area.right - value_room).max(area.left + label_room + 40.0);
    let x = Scale { domain: (low.min(0.0), high.max(0.0)), range: (area.left + label_room, right) };
    for mark in &marks {
        if !beside {
            for line in scale::wrap(&mark.label, SIZE, area.width()) {
                svg.text((area.left, top + 12.0), "ax", Anchor::Start, &line);
                top += 17.0;
            }
        } else {
            svg.text((area.left + label_room - 10.0, top + 14.0), "ax", Anchor::End, &mark.label);
        }
        let (from, to) = (x.at(0.0), x.at(mark.span.1));
        let class = if mark.note.is_some() { "t0 soft" } else { "t0" };
        svg.bar(class, (from.min(to), top), ((to - from).abs(), BAR));
        svg.text((from.max(to) + 6.0, top + 14.0), "lb", Anchor::Start, &mark.text);
        top += ROW;
    }
    svg.line("bl", (x.at(0.0), area.top + 22.0), (x.at(0.0), top - 8.0));
    top - 8.0
}

/// Ticks of an axis under rows of dots, with the words of their unit.
pub fn axis(svg: &mut Svg, x: &Scale, steps: &[f64], (top, bottom): (f64, f64), unit: (&str, f64)) -> f64 {
    let (words, by) = unit;
    let step = steps.get(1).map_or(1.0, |second| second - steps[0]);
    let mut free = f64::NEG_INFINITY;
    for tick in steps {
        let at = x.at(*tick);
        svg.line("gl", (at, top), (at, bottom));
        let text = number(*tick / by, step / by);
        let half = width(&text, SIZE) / 2.0;
        // The outermost labels stay inside the picture.
        let at = scale::within(at, half, (x.range.0 - 14.0, x.range.1 + 14.0));
        if at - half > free {
            svg.text((at, bottom + 17.0), "ax", Anchor::Middle, &text);
            free = at + half + 8.0;
        }
    }
    svg.line("bl", (x.range.0, bottom), (x.range.1, bottom));
    if !words.is_empty() {
        svg.text((x.range.1, bottom + 33.0), "un", Anchor::End, words);
        return bottom + 37.0;
    }
    bottom + 21.0
}
