//! Findings as an editor shows them, file by file.
//!
//! In: the report of the last refresh. Out: for each file with findings its list: the rule as code, other places as
//! related information, the remedy under the message. Errors in drafts are warnings: a draft may be wrong.
//! The help stands in the message, since most editors show nothing else.

use std::collections::{BTreeMap, BTreeSet};

use lsp_types::{Diagnostic as Shown, DiagnosticRelatedInformation, DiagnosticSeverity, NumberOrString};

use crate::base::diag::{Diagnostic, Level};
use crate::base::text::FileId;
use crate::check::report::Finding;
use crate::editor::position::Lines;
use crate::editor::view::View;
use crate::model::article::Status;

/// The name findings go by.
pub const SOURCE: &str = "factloom";

/// Findings of every file that has any, by path below the root.
pub fn all(view: &View<'_>) -> BTreeMap<Box<str>, Vec<Shown>> {
    let (drafts, broken) = (drafts(view), view.workspace.broken());
    let mut out: BTreeMap<Box<str>, Vec<Shown>> = BTreeMap::new();
    let findings = &view.analysis().report.findings;
    for of_file in findings.chunk_by(|a, b| a.diagnostic.at.file == b.diagnostic.at.file) {
        let Some(first) = of_file.first() else { continue };
        let file = first.diagnostic.at.file;
        let Some(input) = view.workspace.input(file).filter(|it| !broken.contains_key(&it.path)) else { continue };
        let lines = Lines::new(&input.text, view.client.encoding);
        let list = out.entry(input.path.clone()).or_default();
        list.extend(of_file.iter().map(|finding| shown(view, &input.text, &lines, finding, drafts.contains(&file))));
    }
    for (path, problem) in broken {
        let Some(document) = view.document_at(path) else { continue };
        let finding = Finding { level: Level::Error, diagnostic: problem.clone().into() };
        out.insert(path.clone(), vec![shown(view, document.text, &document.lines, &finding, false)]);
    }
    out
}

fn drafts(view: &View<'_>) -> BTreeSet<FileId> {
    let articles = view.analysis().items.article_ids();
    articles.filter(|(_, article)| article.status != Status::Published).map(|(_, article)| article.file).collect()
}

fn shown(view: &View<'_>, text: &str, lines: &Lines<'_>, finding: &Finding, is_draft: bool) -> Shown {
    let diagnostic = &finding.diagnostic;
    let severity = match finding.level {
        Level::Error if is_draft => DiagnosticSeverity::WARNING,
        Level::Error => DiagnosticSeverity::ERROR,
        Level::Warn => DiagnosticSeverity::WARNING,
        Level::Info | Level::Off => DiagnosticSeverity::INFORMATION,
    };
    let related: Vec<DiagnosticRelatedInformation> = diagnostic
        .notes
        .iter()
        .filter_map(|(at, message)| {
            Some(DiagnosticRelatedInformation { location: view.location(*at)?, message: message.clone() })
        })
        .collect();
    Shown {
        range: lines.range(bytes(text, lines, diagnostic)),
        severity: Some(severity),
        code: Some(NumberOrString::String(diagnostic.rule.to_owned())),
        source: Some(SOURCE.to_owned()),
        message: message(diagnostic),
        related_information: (!related.is_empty()).then_some(related),
        ..Shown::default()
    }
}

/// A finding about no bytes in particular marks the rest of its line, so that there is something to see.
pub fn bytes(text: &str, lines: &Lines<'_>, diagnostic: &Diagnostic) -> std::ops::Range<usize> {
    let range = diagnostic.at.span.range();
    let (start, end) = (range.start.min(text.len()), range.end.min(text.len()));
    match start < end {
        true => start..end,
        false => start..lines.line(lines.line_of(start)).map_or(start, |line| line.end.max(start)),
    }
}

/// The message, what the sheet says, and the remedy.
fn message(diagnostic: &Diagnostic) -> String {
    let mut out = diagnostic.message.clone();
    if !diagnostic.label.is_empty() {
        out.push_str(&format!(": {}", diagnostic.label));
    }
    if let Some(help) = &diagnostic.help {
        out.push_str(&format!("\n{help}"));
    }
    out
}
