//! Findings as text: for people, with the excerpt; for machines, one file a format and one line in `FORMATS`.
//!
//! In: a report and the files it is about. Out: text. Shared by the command line, the preview server and the
//! language server. Absent on purpose: printing, and what decides the exit code.

pub mod baseline;
pub mod by_rule;
pub mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod handbook;
pub mod human;
pub mod json;
pub mod junit;
pub mod machine;
pub mod paint;
pub mod sarif;
pub mod short;

use crate::base::diag::Level;
use crate::check::report::{Finding, Report};
use crate::load::Inputs;

/// A way to write findings.
pub struct Format {
    /// As it is typed behind `--format`.
    pub name: &'static str,
    /// What it is, for the help text.
    pub about: &'static str,
    /// Writes it.
    pub render: fn(&Shown<'_>) -> String,
}

/// All formats, in the order of the help text.
pub static FORMATS: &[&Format] =
    &[&human::FORMAT, &short::FORMAT, &json::FORMAT, &sarif::FORMAT, &github::FORMAT, &gitlab::FORMAT, &junit::FORMAT];

/// What is to be shown, and how.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The files that places point into.
    pub inputs: &'a Inputs,
    /// What was found.
    pub report: &'a Report,
    /// What stands before a path of the site so that it can be opened from where the tool was started: empty, or a
    /// folder with a slash at its end. Used by formats that other tools read; people and JSON get the site's paths.
    pub root: &'a str,
    /// Whether to colour.
    pub color: bool,
    /// Findings of level error and nothing else.
    pub quiet: bool,
    /// What is left out unless it is asked for.
    pub more: More,
}

/// What is shown only if it is asked for.
#[derive(Clone, Copy, Default)]
pub struct More {
    /// Infos with their excerpts, among findings for people; every other format lists them anyway.
    pub infos: bool,
    /// Waived findings too, with their reasons.
    pub waived: bool,
}

impl<'a> Shown<'a> {
    /// The least level that people are shown with its excerpt; infos are a count unless they are asked for.
    pub fn least(&self) -> Level {
        match (self.quiet, self.more.infos) {
            (true, _) => Level::Error,
            (false, false) => Level::Warn,
            (false, true) => Level::Info,
        }
    }

    /// The findings to be shown, in the order of the report.
    pub fn findings(&self) -> impl Iterator<Item = &'a Finding> + use<'a> {
        let quiet = self.quiet;
        self.report.findings.iter().filter(move |finding| !quiet || finding.level == Level::Error)
    }
}
