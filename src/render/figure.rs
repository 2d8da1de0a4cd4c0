//! Charts and strips as parts of a page: title, picture, downloads, the data as a table.

use crate::base::escape;
use crate::base::plural::count;
use crate::link::FactId;
use crate::model::fact::FactKind;
use crate::model::prose::Directive;
use crate::render::chart::strip::{self, Moment};
use crate::render::chart::{Chart, Figure, Shape, gather, scale};
use crate::render::directive::placed;
use crate::site::Reader;

/// Files that lie beside a page, made while its text is filled in.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Address of the page, with the site's base path; files are linked below it.
    pub href: String,
    /// The page's folder in the output, ending in `/`.
    pub folder: String,
    /// Whether the site offers downloads.
    pub wanted: bool,
    /// Path in the output and bytes.
    pub list: Vec<(String, Vec<u8>)>,
}

impl Files {
    /// No files yet, for a page at a path below the site's base.
    pub fn beside(reader: &Reader<'_>, path: &str) -> Files {
        let config = reader.config();
        Files {
            href: config.href(path),
            folder: path.trim_start_matches('/').to_owned(),
            wanted: config.outputs.exports,
            list: Vec::new(),
        }
    }

    /// Keeps a figure's picture and data; returns the links to them.
    fn keep(&mut self, name: &str, figure: &Figure) -> String {
        if !self.wanted {
            return String::new();
        }
        let (svg, csv) = (format!("{name}.svg"), format!("{name}.csv"));
        self.list.push((format!("{}{svg}", self.folder), figure.file.clone().into_bytes()));
        self.list.push((format!("{}{csv}", self.folder), figure.csv.clone().into_bytes()));
        let link = |file: &str, words: &str| {
            format!("<a href=\"{}{}\" download>{words}</a>", escape::html(&self.href), escape::html(file))
        };
        format!("{} {}", link(&csv, "CSV"), link(&svg, "SVG"))
    }
}

/// Writes a chart. One without figures to draw says so; `empty-chart` has reported it.
pub fn chart(
    reader: &Reader<'_>,
    directive: &Directive,
    ids: &[FactId],
    number: u32,
    files: &mut Files,
    out: &mut String,
) {
    let chart = gather::chart(reader, directive, ids);
    match chart.figure(&format!("figure-{number}")) {
        Some(figure) => write(&chart, &figure, &format!("figure-{number}"), files, out),
        None => out.push_str("<p class=\"muted\">There are no figures to draw.</p>\n"),
    }
}

/// Writes a figure with its title, its downloads and its table.
pub fn write(chart: &Chart, figure: &Figure, name: &str, files: &mut Files, out: &mut String) {
    out.push_str(&format!("<p class=\"figure-title\">{}</p>\n{}\n", escape::html(&chart.title), figure.pictures));
    if !figure.notes.is_empty() {
        let notes: Vec<String> = figure.notes.iter().map(|note| format!("<li>{}</li>", escape::html(note))).collect();
        out.push_str(&format!(
            "<details class=\"figure-notes\"><summary>{}: {}</summary><ul>{}</ul></details>\n",
            if matches!(chart.shape, Shape::Columns | Shape::Bars) { "Pale bars" } else { "Hollow marks" },
            count(notes.len(), "remark"),
            notes.concat()
        ));
    }
    let links = files.keep(name, figure);
    out.push_str(&format!(
        "<div class=\"figure-links\"><details><summary>Table</summary>{}</details>{links}</div>\n",
        figure.table
    ));
}

/// Writes the strip over a timeline, for wide and narrow screens; nothing where there is little to see.
pub fn strip(reader: &Reader<'_>, ids: &[FactId], number: u32, out: &mut String) {
    let moments: Vec<Moment> = ids
        .iter()
        .filter_map(|id| {
            let fact = reader.fact(*id);
            let kind = if fact.kind == FactKind::Event { "event" } else { "other" };
            placed(fact).map(|date| Moment { at: scale::year(date), kind })
        })
        .collect();
    // A list that one screen holds is its own overview.
    if moments.len() < 16 {
        return;
    }
    let title = "When it happened";
    for (name, class, width) in [("w", "chart wide-only", 600.0), ("n", "chart narrow-only", 340.0)] {
        out.push_str(&strip::draw(&format!("strip-{number}{name}"), class, width, &moments, title).unwrap_or_default());
    }
}
