//! The picture on a citation page: who speaks through a source, and which sheets rest on it.

use crate::base::plural::count;
use std::collections::BTreeMap;

use super::scale::{width, wrap};
use super::svg::{Anchor, Frame, Svg, tenth};

/// A party on the left or a sheet on the right, and how many facts pass.
#[derive(Clone, Debug)]
pub struct End {
    /// Name.
    pub name: String,
    /// Address.
    pub url: String,
}

/// Facts that pass from a speaker through the source to a sheet.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Index of the speaker.
    pub from: usize,
    /// Index of the sheet.
    pub to: usize,
    /// How many facts.
    pub facts: usize,
}

/// Draws the flow; `None` with fewer than two streams, which a sentence says better.
pub fn draw(id: &str, speakers: &[End], sheets: &[End], streams: &[Stream]) -> Option<String> {
    if streams.len() < 2 || speakers.is_empty() || sheets.is_empty() {
        return None;
    }
    const WIDTH: f64 = 760.0;
    let total: usize = streams.iter().map(|stream| stream.facts).sum();
    // Four pixels a fact, less where there are many: the trunk stays shorter than the picture.
    let unit = (150.0 / total as f64).min(5.0);
    let row = 34.0;
    let height = row * speakers.len().max(sheets.len()) as f64 + 30.0;
    let middle = height / 2.0;
    let trunk = unit * total as f64;
    let place = |index: usize, count: usize| {
        middle + (index as f64 - (count as f64 - 1.0) / 2.0) * row * spread(count, speakers.len().max(sheets.len()))
    };
    let mut svg = Svg::default();
    let sum = |side: &dyn Fn(&Stream) -> usize| {
        let mut map: BTreeMap<usize, usize> = BTreeMap::new();
        streams.iter().for_each(|stream| *map.entry(side(stream)).or_default() += stream.facts);
        map
    };
    let (left, right) = (sum(&|stream| stream.from), sum(&|stream| stream.to));
    let mut at = middle - trunk / 2.0;
    for (index, facts) in &left {
        let thick = unit * *facts as f64;
        let (from, to) = (place(*index, speakers.len()), at + thick / 2.0);
        svg.stroke("fl", &curve(248.0, from, 400.0, to), thick.max(1.2));
        at += thick;
    }
    let mut at = middle - trunk / 2.0;
    for (index, facts) in &right {
        let thick = unit * *facts as f64;
        let (from, to) = (at + thick / 2.0, place(*index, sheets.len()));
        svg.stroke("fl", &curve(412.0, from, 560.0, to), thick.max(1.2));
        at += thick;
    }
    svg.bar("t0", (400.0, middle - trunk / 2.0), (12.0, trunk));
    svg.text((406.0, middle - trunk / 2.0 - 8.0), "un", Anchor::Middle, "this source");
    for (index, end) in speakers.iter().enumerate() {
        let y = place(index, speakers.len());
        linked(&mut svg, end, (240.0, y + 4.5), Anchor::End, 232.0);
    }
    for (index, end) in sheets.iter().enumerate() {
        let y = place(index, sheets.len());
        let facts = right.get(&index).copied().unwrap_or(0);
        linked(&mut svg, end, (568.0, y - 1.0), Anchor::Start, 186.0);
        let words = count(facts, "fact");
        svg.text((568.0, y + 14.0), "un", Anchor::Start, &words);
    }
    let desc = format!("{} speakers pass through this source to {} fact sheets.", speakers.len(), sheets.len());
    let frame = Frame {
        id,
        class: "chart flow",
        size: (WIDTH, height),
        title: "Who speaks through this source, and what rests on it",
        desc: &desc,
        alone: false,
    };
    Some(svg.finish(&frame))
}

/// Sides with fewer ends are spread further, up to the height of the other side.
fn spread(count: usize, most: usize) -> f64 {
    if count < 2 { 1.0 } else { ((most as f64 - 1.0) / (count as f64 - 1.0)).clamp(1.0, 2.4) }
}

fn curve(x1: f64, y1: f64, x2: f64, y2: f64) -> String {
    let half = tenth((x1 + x2) / 2.0);
    format!("M{} {}C{half} {} {half} {} {} {}", tenth(x1), tenth(y1), tenth(y1), tenth(y2), tenth(x2), tenth(y2))
}

fn linked(svg: &mut Svg, end: &End, at: (f64, f64), anchor: Anchor, room: f64) {
    let size = 13.0;
    let mut words = wrap(&end.name, size, room).into_iter().next().unwrap_or_default();
    if width(&words, size) + 1.0 < width(&end.name, size) {
        words.push('…');
    }
    if end.url.is_empty() {
        return svg.text(at, "lb", anchor, &words);
    }
    svg.open_link(&end.url);
    svg.text(at, "lb", anchor, &words);
    svg.close_link();
}
