//! Findings as an editor shows them, file by file.
//!
//! In: the report of the last refresh. Out: for each file with findings its list: the rule as code, other places as
//! related information, the remedy under the message. Errors in drafts are warnings: a draft may be wrong.
//! The help stands in the message, since most editors show nothing else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use lsp_types::{Diagnostic as Shown, DiagnosticRelatedInformation, DiagnosticSeverity, NumberOrString};

use crate::base::diag::{Diagnostic, Level};
use crate::base::text::FileId;
use crate::check::report::Finding;
use crate::editor::position::Lines;
use crate::editor::view::View;
use crate::model::article::Status;

/// The name findings go by.
pub const SOURCE: &str = "factloom";

/// The list of a file, and what it was made of.
struct Made {
    findings: Vec<Finding>,
    is_draft: bool,
    /// The file and those that its findings name beside it, as they were.
    texts: Vec<(FileId, Arc<str>)>,
    list: Arc<Vec<Shown>>,
}

/// Lists that were made before: on a site of a hundred thousand findings a keystroke makes that of one file anew.
#[derive(Default)]
pub struct Kept(HashMap<FileId, Made>);

impl Kept {
    /// Findings of every file that has any, by path below the root.
    pub fn all(&mut self, view: &View<'_>) -> BTreeMap<Box<str>, Arc<Vec<Shown>>> {
        let (drafts, broken) = (drafts(view), view.workspace.broken());
        let mut out = BTreeMap::new();
        let mut before = std::mem::take(&mut self.0);
        let findings = &view.analysis().report.findings;
        for of_file in findings.chunk_by(|a, b| a.diagnostic.at.file == b.diagnostic.at.file) {
            let Some(first) = of_file.first() else { continue };
            let file = first.diagnostic.at.file;
            let Some(input) = view.workspace.input(file).filter(|it| !broken.contains_key(&it.path)) else { continue };
            let is_draft = drafts.contains(&file);
            let is_same = |made: &Made| {
                let is_as_it_was = |(file, text): &(FileId, Arc<str>)| {
                    view.workspace.input(*file).is_some_and(|input| Arc::ptr_eq(&input.text, text))
                };
                made.is_draft == is_draft && made.findings == of_file && made.texts.iter().all(is_as_it_was)
            };
            let made = before.remove(&file).filter(is_same).unwrap_or_else(|| {
                let lines = Lines::new(&input.text, view.client.encoding);
                let list = of_file.iter().map(|finding| shown(view, &input.text, &lines, finding, is_draft)).collect();
                let noted = of_file.iter().flat_map(|finding| &finding.diagnostic.notes).map(|(at, _)| at.file);
                let files: BTreeSet<FileId> = noted.chain([file]).collect();
                let texts = files.into_iter().filter_map(|file| Some((file, view.workspace.input(file)?.text.clone())));
                Made { findings: of_file.to_vec(), is_draft, texts: texts.collect(), list: Arc::new(list) }
            });
            out.insert(input.path.clone(), made.list.clone());
            self.0.insert(file, made);
        }
        for (path, problem) in broken {
            let Some(document) = view.document_at(path) else { continue };
            let finding = Finding { level: Level::Error, diagnostic: problem.clone().into() };
            out.insert(path.clone(), Arc::new(vec![shown(view, document.text, &document.lines, &finding, false)]));
        }
        out
    }
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
