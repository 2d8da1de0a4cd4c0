//! A timeline at a glance: one mark a dated fact over an axis of years, stacked where they crowd.

use super::scale::{Scale, time_ticks, width};
use super::svg::{Anchor, Frame, Svg};

/// A mark of the strip.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Years and a fraction.
    pub at: f64,
    /// Kind of the fact, its class.
    pub kind: &'static str,
    /// Where it leads.
    pub url: String,
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
    // Marks that would touch are stacked: each column of the width holds a pile.
    let mut piles: Vec<(f64, usize)> = Vec::new();
    let mut placed = Vec::new();
    for moment in moments {
        let place = x.at(moment.at);
        let pile = piles.iter_mut().rev().find(|(from, _)| (place - *from).abs() < size + 1.0);
        let (column, level) = match pile {
            Some((from, count)) => {
                *count += 1;
                (*from, *count - 1)
            }
            None => {
                piles.push((place, 1));
                (place, 0)
            }
        };
        placed.push((column, level, moment));
    }
    let highest = piles.iter().map(|(_, count)| *count).max().unwrap_or(1) as f64;
    let base = highest * (size + 1.5) + 8.0;
    let mut svg = Svg::default();
    svg.line("bl", (0.0, base), (width_of, base));
    let mut free = f64::NEG_INFINITY;
    for tick in time_ticks(low, high, width_of) {
        let place = x.at(tick.at);
        let half = width(&tick.text, 13.0) / 2.0;
        svg.line("bl", (place, base), (place, base + 4.0));
        let middle = place.clamp(half, width_of - half);
        if middle - half > free {
            svg.text((middle, base + 19.0), "ax", Anchor::Middle, &tick.text);
            free = middle + half + 8.0;
        }
    }
    for (column, level, moment) in placed {
        let y = base - 6.0 - level as f64 * (size + 1.5);
        match moment.kind {
            "event" => svg.dot("t0", (column, y), size / 2.0),
            _ => svg.bar("t1", (column - size / 2.0, y - size / 2.0), (size, size)),
        }
    }
    let desc = format!("{} dated facts; the list below has them in order.", moments.len());
    let frame = Frame { id, class, size: (width_of, base + 26.0), title, desc: &desc, alone: false };
    Some(svg.finish(&frame))
}
