//! Rules over the linked site: one file a rule in `lints/`, one line in its table.
//!
//! In: a `Site` and the findings of earlier phases. Out: a `Report`: every finding with its level, waivers
//! applied, sorted by place. Adding a rule is one file and one line; a test fails if a file is not listed.
//! Absent on purpose: how findings look.

pub mod circles;
pub mod compare;
pub mod drift;
pub mod lints;
pub mod doc;
pub mod report;
pub mod restate;
pub mod traced;
pub mod waivers;
pub mod verbatim;
pub mod words;

use std::sync::Arc;

use crate::base::diag::{Diagnostic, Level};
use crate::link::{ArticleId, EntityId, FactId, SheetId, SourceId, TermId};
use crate::site::{Reader, Site};
use report::Report;
use traced::Checked;

/// A rule.
pub struct Lint {
    /// Its name, stable: the key in `site.yml` and in waivers.
    pub name: &'static str,
    /// Level unless `site.yml` sets another.
    pub level: Level,
    /// *What it finds / Why it matters / Example / Instead*; the examples are run as tests.
    pub doc: &'static str,
    /// How it is run.
    pub run: Run,
}

/// What a rule looks at.
pub enum Run {
    /// One article at a time.
    PerArticle(fn(&Reader<'_>, ArticleId, &mut Vec<Diagnostic>)),
    /// One fact at a time.
    PerFact(fn(&Reader<'_>, FactId, &mut Vec<Diagnostic>)),
    /// One source at a time.
    PerSource(fn(&Reader<'_>, SourceId, &mut Vec<Diagnostic>)),
    /// One entity at a time.
    PerEntity(fn(&Reader<'_>, EntityId, &mut Vec<Diagnostic>)),
    /// One term at a time.
    PerTerm(fn(&Reader<'_>, TermId, &mut Vec<Diagnostic>)),
    /// One sheet at a time.
    PerSheet(fn(&Reader<'_>, SheetId, &mut Vec<Diagnostic>)),
    /// Several of these: a rule about what articles and facts both name.
    Several(&'static [Run]),
    /// The whole site at once.
    Site(fn(&Reader<'_>, (), &mut Vec<Diagnostic>)),
    /// Reported while loading, parsing or linking; the file holds its documentation.
    Earlier,
}

/// Runs every rule that is not off.
pub fn check(site: &Site<'_>, earlier: &[Arc<Diagnostic>]) -> Report {
    let checked = Checked::all(site, false);
    report::report(site, earlier.iter().chain(checked.findings()).cloned()).1
}
