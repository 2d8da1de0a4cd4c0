//! Findings for machines: one line each, or one JSON document.

use serde_json::json;

use crate::base::diag::Level;
use crate::base::text::{At, Counter, FileId, LineColumn, line_column};
use crate::check::report::{Finding, Report};
use crate::load::Inputs;

/// The word of a level.
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info => "info",
        Level::Off => "off",
    }
}

/// Path, line and column of a place.
pub fn place(inputs: &Inputs, at: At) -> (String, u32, u32) {
    match inputs.get(at.file) {
        Some(input) => {
            let position = line_column(&input.text, at.span.start as usize);
            (input.path.to_string(), position.line, position.column)
        }
        None => ("content".to_owned(), 1, 1),
    }
}

/// `path:line:column: level[rule]: message`, a line each.
pub fn short(inputs: &Inputs, report: &Report) -> String {
    let mut out = String::new();
    let mut counter: Option<(FileId, Counter<'_>)> = None;
    for finding in &report.findings {
        let at = finding.diagnostic.at;
        let Some(input) = inputs.get(at.file) else {
            out.push_str(&format!(
                "content:1:1: {}[{}]: {}\n",
                level_word(finding.level),
                finding.diagnostic.rule,
                finding.diagnostic.message
            ));
            continue;
        };
        if counter.as_ref().is_none_or(|(file, _)| *file != at.file) {
            counter = Some((at.file, Counter::new(&input.text)));
        }
        let start = at.span.start as usize;
        let place =
            counter.as_mut().map_or(LineColumn { line: 1, column: 1 }, |(_, counter)| counter.line_column(start));
        let (path, line, column) = (&input.path, place.line, place.column);
        let (level, rule) = (level_word(finding.level), finding.diagnostic.rule);
        out.push_str(&format!("{path}:{line}:{column}: {level}[{rule}]: {}\n", finding.diagnostic.message));
    }
    out
}

/// All findings as one document. `version` changes only when a field changes its meaning.
pub fn json(inputs: &Inputs, report: &Report) -> String {
    let findings: Vec<_> = report.findings.iter().map(|finding| json_finding(inputs, finding)).collect();
    let document = json!({
        "version": 1,
        "findings": findings,
        "counts": {
            "error": report.count(Level::Error),
            "warning": report.count(Level::Warn),
            "info": report.count(Level::Info),
            "waived": report.waived.len(),
        },
    });
    format!("{document:#}\n")
}

fn json_finding(inputs: &Inputs, finding: &Finding) -> serde_json::Value {
    let diagnostic = &finding.diagnostic;
    let span = |at: At| {
        let (path, line, column) = place(inputs, at);
        let end = inputs.get(at.file).map(|input| line_column(&input.text, at.span.end as usize));
        json!({
            "path": path, "line": line, "column": column,
            "end_line": end.map_or(line, |end| end.line), "end_column": end.map_or(column, |end| end.column),
        })
    };
    let notes: Vec<_> = diagnostic.notes.iter().map(|(at, text)| json!({"at": span(*at), "text": text})).collect();
    json!({
        "rule": diagnostic.rule,
        "level": level_word(finding.level),
        "at": span(diagnostic.at),
        "message": diagnostic.message,
        "label": diagnostic.label,
        "notes": notes,
        "help": diagnostic.help,
        "fix": diagnostic.fix.as_ref().map(|fix| json!({"at": span(fix.at), "text": fix.text})),
    })
}
