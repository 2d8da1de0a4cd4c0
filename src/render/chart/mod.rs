//! Pictures of facts, drawn at build time as SVG.
//!
//! In: facts through the `Reader`. Out: a `Figure`: the picture for wide and for narrow screens, a file that
//! stands alone, the data as rows and as CSV. Ours, since no library at hand writes title and description,
//! takes colours from CSS variables and spaces dates by time. `scale` measures, `svg` writes, `gather` reads
//! facts, one file a shape draws.

mod bars;
mod dots;
pub mod flow;
pub mod gather;
mod line;
pub mod scale;
pub mod strip;
pub mod svg;

use crate::base::escape;
use svg::{Anchor, Frame, Svg};

/// How the marks are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Points over time, joined where nothing is missing.
    Line,
    /// Points over time that must not be joined, since they do not count the same.
    Points,
    /// Upright bars over time.
    Columns,
    /// Lying bars, one a part.
    Bars,
    /// One dot or range a row, on one axis.
    Dots,
}

/// What a chart shows.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Layout.
    pub shape: Shape,
    /// The finding, in words.
    pub title: String,
    /// What is counted.
    pub unit: String,
    /// The data, one group a fact.
    pub groups: Vec<Group>,
    /// Who says it and where it can be found, printed in the picture.
    pub source: String,
    /// Description by the author; else one is written from the data.
    pub alt: Option<String>,
}

/// Marks of one fact.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Its marks, in time or in the sheet's order.
    pub marks: Vec<Mark>,
}

/// One figure.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Date or part, in words.
    pub label: String,
    /// Date or part, as data.
    pub key: String,
    /// Years and a fraction, on time axes.
    pub at: Option<f64>,
    /// The number named, and the upper end of a range.
    pub span: (f64, f64),
    /// Whether it is open upwards ("more than") or downwards ("nearly").
    pub open: Open,
    /// The figure as the source words it.
    pub text: String,
    /// Remark: an edition, a change of definition.
    pub note: Option<String>,
    /// Address of the fact, the point or the answer.
    pub url: String,
}

/// On which side a figure is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// It names what it means.
    No,
    /// "more than", "at least".
    Up,
    /// "nearly", "less than", "up to".
    Down,
}

/// A chart in all its forms.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// The pictures for wide and narrow screens, as markup.
    pub pictures: String,
    /// The picture as a file.
    pub file: String,
    /// The data as CSV.
    pub csv: String,
    /// The data as an HTML table.
    pub table: String,
    /// What the notes of single marks say, in plain words.
    pub notes: Vec<String>,
}

/// Widths of the pictures: the text column of a desk, and that of a phone.
const WIDE: f64 = 600.0;
const NARROW: f64 = 340.0;

impl Chart {
    /// Draws the chart; `id` is unique on the page. `None` if there is nothing to draw.
    pub fn figure(&self, id: &str) -> Option<Figure> {
        if self.groups.iter().all(|group| group.marks.is_empty()) {
            return None;
        }
        let wide = self.picture(&format!("{id}w"), "chart wide-only", WIDE, false);
        let narrow = self.picture(&format!("{id}n"), "chart narrow-only", NARROW, false);
        Some(Figure {
            pictures: format!("{wide}{narrow}"),
            file: format!("{}\n", self.picture(id, "chart", WIDE, true)),
            csv: self.csv(),
            table: self.table(),
            notes: self.notes(),
        })
    }

    /// The small picture alone, for lists of charts. `None` if there is nothing to draw.
    pub fn thumbnail(&self, id: &str) -> Option<String> {
        let any = self.groups.iter().any(|group| !group.marks.is_empty());
        any.then(|| self.picture(id, "chart", NARROW, false))
    }

    fn picture(&self, id: &str, class: &str, width: f64, alone: bool) -> String {
        let mut svg = Svg::default();
        let margin = if alone { 16.0 } else { 0.0 };
        let (left, right) = (margin, width - margin);
        let mut top = margin;
        if alone {
            for line in scale::wrap(&self.title, 16.0, right - left) {
                top += 20.0;
                svg.text((left, top), "hd", Anchor::Start, &line);
            }
            top += 8.0;
        }
        let area = Area { left, right, top };
        let mut bottom = match self.shape {
            Shape::Line | Shape::Points => line::draw(self, &mut svg, area),
            Shape::Columns => bars::columns(self, &mut svg, area),
            Shape::Bars => bars::rows(self, &mut svg, area),
            Shape::Dots => dots::draw(self, &mut svg, area),
        };
        bottom += 8.0;
        for line in scale::wrap(&self.source, 12.0, right - left) {
            bottom += 16.0;
            svg.text((left, bottom), "sr1", Anchor::Start, &line);
        }
        let desc = self.description();
        let frame = Frame { id, class, size: (width, bottom + 5.0 + margin), title: &self.title, desc: &desc, alone };
        svg.finish(&frame)
    }

    /// All marks.
    fn marks(&self) -> impl Iterator<Item = &Mark> {
        self.groups.iter().flat_map(|group| &group.marks)
    }

    /// Lowest and highest number.
    fn extent(&self) -> (f64, f64) {
        let ends = self.marks().flat_map(|mark| [mark.span.0, mark.span.1]);
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    }

    /// What the picture shows, for those who cannot see it.
    pub fn description(&self) -> String {
        if let Some(alt) = &self.alt {
            return alt.clone();
        }
        let said = |mark: &Mark| format!("{}: {}", mark.label, mark.text);
        let parts = self.groups.iter().filter(|group| !group.marks.is_empty()).map(|group| {
            let words = match group.marks.as_slice() {
                few if few.len() <= 8 => few.iter().map(said).collect::<Vec<_>>().join("; "),
                many => {
                    let highest = many.iter().max_by(|a, b| a.span.1.total_cmp(&b.span.1));
                    let lowest = many.iter().min_by(|a, b| a.span.0.total_cmp(&b.span.0));
                    let ends = [many.first(), many.last()].map(|m| m.map(said).unwrap_or_default());
                    format!(
                        "{} figures, from {} to {}; highest {}, lowest {}",
                        many.len(),
                        ends[0],
                        ends[1],
                        highest.map(said).unwrap_or_default(),
                        lowest.map(said).unwrap_or_default()
                    )
                }
            };
            format!("{} — {words}.", group.name)
        });
        let unit = if self.unit.is_empty() { String::new() } else { format!("In {}. ", self.unit) };
        format!("{unit}{}", parts.collect::<Vec<_>>().join(" "))
    }

    fn notes(&self) -> Vec<String> {
        let mut out: Vec<(String, Vec<String>)> = Vec::new();
        for mark in self.marks() {
            let Some(note) = &mark.note else { continue };
            match out.iter_mut().find(|(text, _)| text == note) {
                Some((_, labels)) => labels.push(mark.label.clone()),
                None => out.push((note.clone(), vec![mark.label.clone()])),
            }
        }
        out.into_iter().map(|(note, labels)| format!("{}: {note}", labels.join(", "))).collect()
    }

    /// Column heads: groups have a name of their own where there are several.
    fn is_grouped(&self) -> bool {
        self.groups.len() > 1 && self.groups.iter().any(|group| group.marks.len() > 1)
    }

    fn table(&self) -> String {
        let mut out = String::from("<div class=\"table-scroll\"><table><thead><tr>");
        let unit = if self.unit.is_empty() { String::new() } else { format!(", {}", escape::html(&self.unit)) };
        if self.is_grouped() {
            out.push_str("<th scope=\"col\">Series</th>");
        }
        let first = if self.marks().any(|mark| mark.at.is_some()) { "Date" } else { "What" };
        out.push_str(&format!("<th scope=\"col\">{first}</th><th scope=\"col\" class=\"n\">Value{unit}</th>"));
        out.push_str("</tr></thead><tbody>");
        for group in &self.groups {
            for mark in &group.marks {
                out.push_str("<tr>");
                if self.is_grouped() {
                    out.push_str(&format!("<td>{}</td>", escape::html(&group.name)));
                }
                out.push_str(&format!(
                    "<td><a href=\"{}\">{}</a></td><td class=\"n\">{}</td></tr>",
                    escape::html(&mark.url),
                    escape::html(&mark.label),
                    escape::html(&mark.text)
                ));
            }
        }
        out.push_str("</tbody></table></div>");
        out
    }

    /// RFC 4180: fact, date or part, figure as worded, low and high number, remark.
    fn csv(&self) -> String {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        let _ = writer.write_record(["series", "key", "value", "low", "high", "unit", "note", "fact"]);
        for group in &self.groups {
            for mark in &group.marks {
                let bound = |value: f64, open| if mark.open == open { String::new() } else { value.to_string() };
                let _ = writer.write_record([
                    &*group.name,
                    &mark.key,
                    &mark.text,
                    &bound(mark.span.0, Open::Down),
                    &bound(mark.span.1, Open::Up),
                    &self.unit,
                    mark.note.as_deref().unwrap_or(""),
                    &mark.url,
                ]);
            }
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

/// The part of a picture that a shape may use; it grows downwards from the top.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    /// Left edge.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Top edge.
    pub top: f64,
}

impl Area {
    /// From edge to edge.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }
}

/// A power of ten that shortens the figures of an axis, and its word.
pub fn magnitude(high: f64) -> (f64, &'static str) {
    match high.abs() {
        v if v >= 1e12 => (1e12, "trillion "),
        v if v >= 1e9 => (1e9, "billion "),
        v if v >= 2e6 => (1e6, "million "),
        _ => (1.0, ""),
    }
}

#[cfg(test)]
mod tests;
