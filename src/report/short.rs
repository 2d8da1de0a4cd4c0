//! One line a finding, `path:line:column: level[rule]: message`, as editors and grep read it.

use crate::check::report::Report;
use crate::load::Inputs;
use crate::report::machine::{Places, level_word};
use crate::report::{Format, More, Shown};

/// The format.
pub static FORMAT: Format =
    Format { name: "short", about: "One line each: path:line:column level rule: message", render };

fn render(shown: &Shown<'_>) -> String {
    let places = Places::new(shown.inputs);
    let mut out = String::new();
    for finding in shown.findings() {
        let place = places.of(finding.diagnostic.at);
        let (level, rule) = (level_word(finding.level), finding.diagnostic.rule);
        let (path, line, column) = (&place.path, place.start.line, place.start.column);
        out.push_str(&format!("{path}:{line}:{column}: {level}[{rule}]: {}\n", finding.diagnostic.message));
    }
    if shown.more.waived {
        for waived in &shown.report.waived {
            let diagnostic = &waived.finding.diagnostic;
            let place = places.of(diagnostic.at);
            let (path, line, column) = (&place.path, place.start.line, place.start.column);
            let (rule, message, reason) = (diagnostic.rule, &diagnostic.message, &waived.reason);
            out.push_str(&format!("{path}:{line}:{column}: waived[{rule}]: {message} ({reason})\n"));
        }
    }
    out
}

/// All findings of a report.
pub fn short(inputs: &Inputs, report: &Report) -> String {
    render(&Shown { inputs, report, root: "", color: false, quiet: false, more: More::default() })
}
