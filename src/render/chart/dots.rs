//! One dot or range a row on one axis: counts that must not be joined, answers that disagree.

use super::bars::axis;
use super::scale::{self, Scale, floor_of, ticks, width};
use super::svg::{Anchor, Svg, tenth};
use super::{Area, Chart, Mark, Open, magnitude};

/// Size of the words.
const SIZE: f64 = 13.0;

/// Draws rows of dots; returns the bottom edge.
pub fn draw(chart: &Chart, svg: &mut Svg, area: Area) -> f64 {
    let marks: Vec<&Mark> = chart.groups.iter().flat_map(|group| &group.marks).collect();
    let (low, high) = chart.extent();
    let (by, word) = magnitude(high);
    let steps = ticks(floor_of(low, high, false), high, if area.width() < 400.0 { 3 } else { 5 });
    let widest = marks.iter().map(|mark| width(&mark.label, SIZE)).fold(0.0, f64::max);
    let beside = widest <= area.width() * 0.4;
    let label_room = if beside { widest + 16.0 } else { 0.0 };
    let inset = 14.0;
    let x = Scale {
        domain: (steps[0], steps[steps.len() - 1]),
        range: (area.left + label_room + inset, area.right - inset),
    };
    let row = |mark: &Mark| match beside {
        true => 1,
        false => 1 + scale::wrap(&mark.label, SIZE, area.width()).len(),
    };
    let start = area.top + 6.0;
    let bottom = start + marks.iter().map(|mark| 17.0 * row(mark) as f64 + 15.0).sum::<f64>();
    let unit = scale::shortened(&format!("{word}{}", chart.unit), 12.0, area.width());
    let end = axis(svg, &x, &steps, (start, bottom), (unit.trim(), by));
    let mut top = start;
    for mark in marks {
        match beside {
            true => svg.text((area.left, top + 17.0), "ax", Anchor::Start, &mark.label),
            false => {
                for line in scale::wrap(&mark.label, SIZE, area.width()) {
                    top += 17.0;
                    svg.text((area.left, top), "ax", Anchor::Start, &line);
                }
            }
        }
        let y = top + 13.0;
        top += 32.0;
        let (from, to) = (x.at(mark.span.0), x.at(mark.span.1));
        if to - from > 1.0 {
            svg.path("rg", &format!("M{} {}H{}", tenth(from), tenth(y), tenth(to)));
        } else {
            tail(svg, mark.open, to, y);
            svg.dot(if mark.note.is_some() { "nt c0" } else { "t0" }, (to, y), 5.5);
        }
        let need = width(&mark.text, SIZE) + 14.0;
        let after = if mark.open == Open::Up { 30.0 } else { 12.0 };
        match to + after + need - 14.0 <= area.right {
            true => svg.text((to + after, y + 4.5), "lb", Anchor::Start, &mark.text),
            false => svg.text(
                (from - if mark.open == Open::Down { 30.0 } else { 12.0 }, y + 4.5),
                "lb",
                Anchor::End,
                &mark.text,
            ),
        }
    }
    end
}

/// "more than" points onwards, "nearly" points back.
fn tail(svg: &mut Svg, open: Open, x: f64, y: f64) {
    let (to, back) = match open {
        Open::No => return,
        Open::Up => (x + 24.0, -5.0),
        Open::Down => (x - 24.0, 5.0),
    };
    let (x, y, to, tip) = (tenth(x), tenth(y), tenth(to), tenth(to + back));
    svg.path(
        "op",
        &format!("M{x} {y}H{to}m{0} -4L{to} {y}L{tip} {1}", back, tenth(y.parse::<f64>().unwrap_or(0.0) + 4.0)),
    );
}
