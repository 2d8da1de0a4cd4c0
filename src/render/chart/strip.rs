//! A timeline at a glance: one mark a dated fact over an axis of years, piled up where they crowd.

use std::collections::BTreeMap;

use super::scale::{self, Scale, time_ticks, width};
use super::svg::{Anchor, Frame, Svg};

/// Greatest height of a pile.
const HEIGHT: f64 = 96.0;

/// A mark of the strip.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Years and a fraction.
    pub at: f64,
    /// Kind of the fact, its class.
    pub kind: &'static str,
}

/// Draws the strip at a width; `None` with fewer than three moments.
pub fn draw(id: &str, class: &str, width_of: f64, moments: &[Moment], title: &str) -> Option<String> {
    if moments.len() < 3 {
        return None;
    }
    let at = || moments.iter().map(|moment| moment.at);
    let (low, high) = (at().fold(f64::INFINITY, f64::min), at().fold(f64::NEG_INFINITY, f64::max));
    if high - low < 0.1 {
        return None;
    }
    let x = Scale { domain: (low, high), range: (14.0, width_of - 14.0) };
    let size = 9.0;
    // Marks that would touch are counted together: a column of the width holds a pile.
    let columns = (width_of / (size + 1.5)).floor();
    let mut piles: BTreeMap<i64, (usize, usize)> = BTreeMap::new();
    for moment in moments {
        let column = ((moment.at - low) / (high - low) * (columns - 1.0)).round() as i64;
        let pile = piles.entry(column).or_default();
        if moment.kind == "event" { pile.0 += 1 } else { pile.1 += 1 }
    }
    let highest = piles.values().map(|(a, b)| a + b).max().unwrap_or(1) as f64;
    let others = moments.iter().any(|moment| moment.kind != "event");
    let mut svg = Svg::default();
    let top = if others { 24.0 } else { 4.0 };
    if others {
        svg.dot("t0", (5.0, 8.0), 4.5);
        svg.text((15.0, 12.5), "un", Anchor::Start, "events");
        svg.bar("t1", (72.0, 3.5), (9.0, 9.0));
        svg.text((87.0, 12.5), "un", Anchor::Start, "other dated facts");
    }
    let step = (HEIGHT / highest).min(size + 1.5);
    let base = top + highest * step + 6.0;
    svg.line("bl", (0.0, base), (width_of, base));
    let mut free = f64::NEG_INFINITY;
    for tick in time_ticks(low, high, width_of) {
        let place = x.at(tick.at);
        let half = width(&tick.text, 13.0) / 2.0;
        svg.line("bl", (place, base), (place, base + 4.0));
        let middle = scale::within(place, half, (0.0, width_of));
        if middle - half > free {
            svg.text((middle, base + 19.0), "ax", Anchor::Middle, &tick.text);
            free = middle + half + 8.0;
        }
    }
    for (column, (events, others)) in piles {
        let place = x.range.0 + column as f64 / (columns - 1.0) * (x.range.1 - x.range.0);
        let lower = base - 2.0 - events as f64 * step;
        if step >= size {
            for level in 0..events {
                svg.dot("t0", (place, base - 2.0 - (level as f64 + 0.5) * step), size / 2.0);
            }
            for level in 0..others {
                svg.bar("t1", (place - size / 2.0, lower - (level as f64 + 1.0) * step + 1.0), (size, size));
            }
            continue;
        }
        // Too many to tell apart: their height counts them.
        if events > 0 {
            svg.bar("t0", (place - size / 2.0, lower), (size, events as f64 * step));
        }
        if others > 0 {
            svg.bar("t1", (place - size / 2.0, lower - others as f64 * step), (size, others as f64 * step));
        }
    }
    let desc = format!("{} dated facts; the list below has them in order.", moments.len());
    let frame = Frame { id, class, size: (width_of, base + 26.0), title, desc: &desc, alone: false };
    Some(svg.finish(&frame))
}
