//! Coverage in print: columns, markdown tables, one JSON document. All three show the same rows.

use std::path::Path;

use serde_json::{Value, json};

use crate::base::diag::Level;
use crate::base::text::At;
use crate::build::Analysis;
use crate::cli::shown;
use crate::model::coverage::{Limit, Measure, Share, Threshold};
use crate::report::machine::place;
use crate::site::coverage::{Coverage, OfArticle, json_of};

/// Columns of the list of articles, after the article.
const COLUMNS: [&str; 8] =
    ["figures", "bound", "with a source", "no source", "waivers", "first-hand facts", "2+ origins", "overdue"];

/// What is shown.
pub(super) struct Shown<'s, 'a> {
    /// The site.
    pub analysis: &'s Analysis,
    /// What was measured of it.
    pub coverage: &'s Coverage<'a>,
    /// What is asked of it.
    pub thresholds: &'s [Threshold],
    /// Where it lies, as it was typed.
    pub root: &'s Path,
}

/// Articles, and how many of them to show.
type Articles<'r> = Option<(&'r [OfArticle], usize)>;

impl Shown<'_, '_> {
    /// For a terminal.
    pub fn text(&self, articles: Articles<'_>) -> String {
        let mut out = String::new();
        for group in self.coverage.groups() {
            out.push_str(&format!("{}\n", group.heading));
            let mut rows: Vec<[String; 3]> = Vec::new();
            for row in group.rows {
                let [number, percent] = cells(row.measure);
                rows.push([row.label, number, percent]);
            }
            out.push_str(&columns(&rows));
            out.push('\n');
        }
        if let Some(oldest) = self.oldest() {
            out.push_str(&format!("Longest overdue: {oldest}\n\n"));
        }
        self.list(&mut out, "Waivers", self.waivers(), "  ");
        self.list(&mut out, "Thresholds", self.judged(), "  ");
        if let Some((rows, limit)) = articles {
            out.push_str("Articles, those with most to do first\n");
            let mut table = vec![std::iter::once("").chain(COLUMNS).map(str::to_owned).collect::<Vec<_>>()];
            table.extend(rows.iter().take(limit).map(|row| self.of_article(row)));
            out.push_str(&columns(&table));
            out.push_str(&more(rows.len(), limit));
            out.push('\n');
        }
        out.push_str(&self.closing());
        out
    }

    /// For a pull request.
    pub fn markdown(&self, articles: Articles<'_>) -> String {
        let mut out = String::new();
        for group in self.coverage.groups() {
            out.push_str(&format!("| {} | | |\n|---|--:|--:|\n", group.heading));
            for row in group.rows {
                let [number, percent] = cells(row.measure);
                out.push_str(&format!("| {} | {number} | {percent} |\n", in_cell(&row.label)));
            }
            out.push('\n');
        }
        if let Some(oldest) = self.oldest() {
            out.push_str(&format!("Longest overdue: {oldest}\n\n"));
        }
        self.list(&mut out, "**Waivers**", self.waivers(), "- ");
        self.list(&mut out, "**Thresholds**", self.judged(), "- ");
        if let Some((rows, limit)) = articles {
            out.push_str(&format!("| Article | {} |\n|---{}|\n", COLUMNS.join(" | "), "|--:".repeat(COLUMNS.len())));
            for row in rows.iter().take(limit) {
                let cells: Vec<String> = self.of_article(row).iter().map(|cell| in_cell(cell)).collect();
                out.push_str(&format!("| {} |\n", cells.join(" | ")));
            }
            out.push_str(&format!("\n{}\n", more(rows.len(), limit).trim()));
        }
        out.push_str(&self.closing());
        out
    }

    /// For machines. `version` changes only when a field changes its meaning.
    pub fn json(&self, articles: Articles<'_>, drafts: bool) -> String {
        let (analysis, coverage) = (self.analysis, self.coverage);
        let oldest = coverage.facts.oldest.map(|(id, due)| {
            let fact = &analysis.items.facts[id.index()];
            with_place(self, fact.at, json!({"fact": fact.id, "due": due.to_string()}))
        });
        let waiver = |waived: &crate::site::coverage::Waived<'_>| {
            with_place(self, waived.at(), json!({"rule": waived.waiver.rule.text, "reason": waived.reason()}))
        };
        let mut document = json!({
            "version": 1,
            "date": analysis.today.to_string(),
            "drafts": drafts,
            "errors": analysis.report.count(Level::Error),
            "coverage": coverage.json(),
            "longest_overdue": oldest,
            "waivers": coverage.waivers.iter().map(waiver).collect::<Vec<_>>(),
            "thresholds": self.thresholds.iter().map(|threshold| self.threshold(threshold)).collect::<Vec<_>>(),
        });
        if let Some((rows, limit)) = articles {
            let rows: Vec<Value> = rows.iter().take(limit).map(|row| self.json_of_article(row)).collect();
            document["articles"] = rows.into();
        }
        format!("{document:#}\n")
    }

    fn threshold(&self, threshold: &Threshold) -> Value {
        let (name, limit) = match threshold.limit {
            Limit::AtLeast(percent) => ("min", json!(percent.to_string().parse::<f64>().unwrap_or_default())),
            Limit::AtMost(most) => ("max", json!(most)),
        };
        let kept = self.coverage.keeps(threshold);
        let is = json_of(self.coverage.measure(threshold.metric));
        json!({"key": threshold.metric.key(), name: limit, "is": is, "kept": kept, "in_site": threshold.at.is_some()})
    }

    fn json_of_article(&self, row: &OfArticle) -> Value {
        let article = &self.analysis.items.articles[row.article.index()];
        let share = |share: Share| json_of(Measure::Share(share));
        let text = row.text;
        json!({
            "path": self.analysis.inputs.of(article.file).path, "id": article.id, "lang": article.lang,
            "figures": text.figures.all(),
            "figures_bound": share(text.figures.share(text.figures.bound)),
            "figures_sourced": share(text.figures.sourced()),
            "quotes_sourced": share(text.quotes.sourced()),
            "paragraphs_sourced": share(text.paragraphs),
            "uncited": text.findings, "waivers": row.waivers,
            "first_hand": share(row.first_hand), "several_origins": share(row.several), "overdue": row.overdue,
        })
    }

    fn of_article(&self, row: &OfArticle) -> Vec<String> {
        let article = &self.analysis.items.articles[row.article.index()];
        let path = self.opened(article.at).rsplitn(3, ':').last().unwrap_or_default().to_owned();
        let (figures, text) = (row.text.figures, row.text);
        vec![
            path,
            figures.all().to_string(),
            figures.share(figures.bound).percent(),
            figures.sourced().percent(),
            text.findings.to_string(),
            row.waivers.to_string(),
            if row.first_hand.of == 0 { String::new() } else { row.first_hand.ratio() },
            if row.several.of == 0 { String::new() } else { row.several.ratio() },
            row.overdue.to_string(),
        ]
    }

    fn oldest(&self) -> Option<String> {
        let (id, due) = self.coverage.facts.oldest?;
        let fact = &self.analysis.items.facts[id.index()];
        Some(format!("{}, due since {due} ({})", fact.id, self.opened(fact.at)))
    }

    fn waivers(&self) -> Vec<String> {
        let line = |waived: &crate::site::coverage::Waived<'_>| {
            format!("{}: {}: {}", self.opened(waived.at()), waived.waiver.rule.text, waived.reason())
        };
        self.coverage.waivers.iter().map(line).collect()
    }

    fn judged(&self) -> Vec<String> {
        let line = |threshold: &Threshold| {
            let metric = threshold.metric;
            let word = if self.coverage.keeps(threshold) { "kept  " } else { "MISSED" };
            let from = if threshold.at.is_some() { "site.yml" } else { "the command line" };
            let (is, limit) = (self.coverage.measure(metric).words(), threshold.limit.words());
            format!("{word} {}: {is}; {from} asks for {limit}", metric.key())
        };
        self.thresholds.iter().map(line).collect()
    }

    /// A heading with a count, and lines; nothing of nothing.
    fn list(&self, out: &mut String, heading: &str, lines: Vec<String>, before: &str) {
        if lines.is_empty() {
            return;
        }
        out.push_str(&format!("{heading} ({})\n", lines.len()));
        if before.starts_with('-') {
            out.push('\n');
        }
        lines.iter().for_each(|line| out.push_str(&format!("{before}{line}\n")));
        out.push('\n');
    }

    fn closing(&self) -> String {
        let missed = self.thresholds.iter().filter(|threshold| !self.coverage.keeps(threshold)).count();
        let thresholds = match (self.thresholds.len(), missed) {
            (0, _) => "no thresholds are set".to_owned(),
            (1, 0) => "the threshold is kept".to_owned(),
            (_, 0) => "all thresholds are kept".to_owned(),
            (all, missed) => format!("{missed} of {all} thresholds missed"),
        };
        let mut out = format!("as of {}: {thresholds}\n", self.analysis.today);
        match self.analysis.report.count(Level::Error) {
            0 => {}
            1 => out.push_str("1 error of the site may hide more here: see `factloom check`\n"),
            count => out.push_str(&format!("{count} errors of the site may hide more here: see `factloom check`\n")),
        }
        out
    }

    /// A place as it can be opened from where the command was typed.
    fn opened(&self, at: At) -> String {
        let (path, line, column) = place(&self.analysis.inputs, at);
        format!("{}:{line}:{column}", shown(self.root, &path))
    }
}

fn with_place(shown: &Shown<'_, '_>, at: At, mut value: Value) -> Value {
    let (path, line, column) = place(&shown.analysis.inputs, at);
    value["path"] = json!(path);
    value["line"] = json!(line);
    value["column"] = json!(column);
    value
}

fn cells(measure: Measure) -> [String; 2] {
    match measure {
        Measure::Count(count) => [count.to_string(), String::new()],
        Measure::Share(share) => [share.ratio(), share.percent()],
    }
}

/// Rows with their columns one under another: the first to the left, the others to the right.
fn columns<R: AsRef<[String]>>(rows: &[R]) -> String {
    let count = rows.first().map_or(0, |row| row.as_ref().len());
    let width = |column: usize| rows.iter().map(|row| row.as_ref()[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = format!("  {:<width$}", row.as_ref()[0], width = widths[0]);
        for (cell, width) in row.as_ref().iter().zip(&widths).skip(1) {
            line.push_str(&format!("  {cell:>width$}"));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn more(all: usize, limit: usize) -> String {
    match all.checked_sub(limit) {
        Some(rest) if rest > 0 => format!("  … and {rest} more; `--limit 0` lists all\n"),
        _ => String::new(),
    }
}

/// A bar would end the cell.
fn in_cell(text: &str) -> String {
    text.replace('|', "\\|")
}
