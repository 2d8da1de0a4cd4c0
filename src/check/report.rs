//! From what the rules found to what is reported: levels, waivers, order.
//!
//! In: findings of loading, parsing and linking, and those of the rules. Out: a `Report`. Findings are settled file
//! by file, for a waiver holds within its file; so an edit settles again the files whose findings it changed, and
//! a site of a hundred thousand findings is edited as fast as one of none.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::base::par::par_map;
use crate::base::text::{At, FileId};
use crate::check::lints;
use crate::check::traced::Delta;
use crate::check::waivers::Waivers;
use crate::check::words;
use crate::model::date::Date;
use crate::model::waiver::Waiver;
use crate::site::waivers::all;
use crate::site::{Reader, Site};

/// Rules whose findings say that a part of the site was not read.
const UNREAD: [&str; 2] = ["yaml-syntax", "unreadable-file"];

/// A finding with its level.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Never `Off`.
    pub level: Level,
    /// What was found.
    pub diagnostic: Arc<Diagnostic>,
}

/// A finding that a waiver set aside.
#[derive(Clone, Debug, PartialEq)]
pub struct Waived {
    /// The finding.
    pub finding: Finding,
    /// Where the rule is named in the waiver.
    pub by: At,
    /// The waiver's reason.
    pub reason: Box<str>,
    /// The last day on which it holds, if it ends.
    pub until: Option<Date>,
}

/// All findings of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Sorted by file, place, rule.
    pub findings: Vec<Finding>,
    /// Findings that a waiver set aside, in the same order.
    pub waived: Vec<Waived>,
}

impl Report {
    /// How many findings have a level.
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.level == level).count()
    }

    /// Whether the build must stop.
    pub fn has_errors(&self) -> bool {
        self.count(Level::Error) > 0
    }

    /// The findings in a file.
    pub fn of_file(&self, file: FileId) -> &[Finding] {
        &self.findings[file_range(&self.findings, file, |finding| finding.diagnostic.at.file)]
    }
}

/// Where the entries of a file stand in a list sorted by file.
fn file_range<T>(list: &[T], file: FileId, of: impl Fn(&T) -> FileId) -> std::ops::Range<usize> {
    let start = list.partition_point(|entry| of(entry) < file);
    let length = list[start..].partition_point(|entry| of(entry) == file);
    start..start + length
}

/// Level of a rule: the site's, else the rule's own; errors for findings of no listed rule.
pub fn level_of(reader: &Reader<'_>, rule: &str) -> Level {
    let set = reader.config().rules.iter().find(|(name, _)| *name.text == *rule).map(|(_, level)| *level);
    let own = lints::LINTS.iter().find(|lint| lint.name == rule).map(|lint| lint.level);
    set.or(own).unwrap_or(Level::Error)
}

fn unknown_rules(reader: &Reader<'_>) -> Vec<Diagnostic> {
    let names = || lints::LINTS.iter().map(|lint| lint.name);
    let unknown = reader.config().rules.iter().filter(|(rule, _)| names().all(|name| *name != *rule.text));
    unknown
        .map(|(rule, _)| {
            let help = nearest(&rule.text, names()).map(|near| format!("did you mean `{near}`?"));
            let finding = Diagnostic::new("unknown-key", rule.at, format!("there is no rule `{}`", rule.text));
            words::mend_slip(reader, finding.maybe_help(help), &rule.text, names())
        })
        .collect()
}

/// All that was found, by file, before levels and waivers.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    by_file: BTreeMap<FileId, Vec<Arc<Diagnostic>>>,
    /// Whether all was read. What cannot be read hides findings, and with them what a waiver is for.
    is_whole: bool,
}

/// Reports everything anew.
pub fn report(site: &Site<'_>, found: impl Iterator<Item = Arc<Diagnostic>>) -> (Ledger, Report) {
    let mut by_file: BTreeMap<FileId, Vec<Arc<Diagnostic>>> = BTreeMap::new();
    for diagnostic in found.chain(unknown_rules(&site.reader()).into_iter().map(Arc::new)) {
        by_file.entry(diagnostic.at.file).or_default().push(diagnostic);
    }
    let settling = Settling::of(site, None);
    // A waiver that covers nothing stands in a file without findings, often.
    for file in settling.waivers.keys() {
        by_file.entry(*file).or_default();
    }
    let is_whole = by_file.values().flatten().all(|diagnostic| !settling.is_unread(diagnostic));
    let files: Vec<(&FileId, &Vec<Arc<Diagnostic>>)> = by_file.iter().collect();
    let settled = par_map(&files, |(file, found)| settling.file(**file, found, is_whole));
    let mut report = Report::default();
    for mut settled in settled {
        report.findings.append(&mut settled.findings);
        report.waived.append(&mut settled.waived);
    }
    (Ledger { by_file, is_whole }, report)
}

impl Ledger {
    /// Brings a report up to date after an edit that moved no item: with what came and went, and with the files that
    /// were edited, whose waivers may be others. Returns whether anything is reported otherwise now; `None` if the
    /// report has to be made anew.
    pub fn update(&mut self, site: &Site<'_>, report: &mut Report, edited: &[FileId], delta: Delta) -> Option<bool> {
        let gone: HashSet<*const Diagnostic> = delta.gone.iter().map(Arc::as_ptr).collect();
        let mut touched: BTreeSet<FileId> = edited.iter().copied().collect();
        touched.extend(delta.gone.iter().chain(&delta.new).map(|diagnostic| diagnostic.at.file));
        if touched.is_empty() {
            return Some(false);
        }
        let settling = Settling::of(site, Some(&touched));
        let unread = delta.gone.iter().chain(&delta.new).any(|diagnostic| settling.is_unread(diagnostic));
        if unread {
            return None;
        }
        for file in &touched {
            let list = self.by_file.entry(*file).or_default();
            list.retain(|diagnostic| !gone.contains(&Arc::as_ptr(diagnostic)));
        }
        for diagnostic in delta.new {
            self.by_file.entry(diagnostic.at.file).or_default().push(diagnostic);
        }
        let mut is_other = false;
        for file in touched {
            let found = self.by_file.get(&file).map_or(&[][..], Vec::as_slice);
            let now = settling.file(file, found, self.is_whole);
            is_other |= put(&mut report.findings, file, now.findings, |finding| finding.diagnostic.at.file);
            is_other |= put(&mut report.waived, file, now.waived, |waived| waived.finding.diagnostic.at.file);
        }
        Some(is_other)
    }
}

/// Puts a file's entries in the place of those that it had. Returns whether they differ.
fn put<T: PartialEq>(list: &mut Vec<T>, file: FileId, new: Vec<T>, of: impl Fn(&T) -> FileId) -> bool {
    let range = file_range(list, file, of);
    let is_other = list[range.clone()] != *new;
    if is_other {
        list.splice(range, new);
    }
    is_other
}

/// What is needed to settle the findings of a file.
struct Settling<'s, 'a> {
    site: &'s Site<'a>,
    levels: HashMap<&'static str, Level>,
    waivers: HashMap<FileId, Vec<&'a Waiver>>,
}

impl<'s, 'a> Settling<'s, 'a> {
    /// With the waivers of some files, or of all.
    fn of(site: &'s Site<'a>, files: Option<&BTreeSet<FileId>>) -> Settling<'s, 'a> {
        let reader = site.reader();
        let levels = lints::LINTS.iter().map(|lint| (lint.name, level_of(&reader, lint.name))).collect();
        let mut waivers: HashMap<FileId, Vec<&'a Waiver>> = HashMap::new();
        for (_, waiver) in all(&reader) {
            let file = waiver.rule.at.file;
            if files.is_none_or(|files| files.contains(&file)) {
                waivers.entry(file).or_default().push(waiver);
            }
        }
        Settling { site, levels, waivers }
    }

    fn level(&self, rule: &str) -> Level {
        self.levels.get(rule).copied().unwrap_or(Level::Error)
    }

    fn is_unread(&self, diagnostic: &Diagnostic) -> bool {
        UNREAD.contains(&diagnostic.rule) && self.level(diagnostic.rule) != Level::Off
    }

    /// Levels, waivers and order of what was found in a file.
    fn file(&self, file: FileId, found: &[Arc<Diagnostic>], is_whole: bool) -> Report {
        let mut report = Report::default();
        let (mut waivers, flaws) =
            Waivers::of(&self.site.reader(), self.waivers.get(&file).map_or(&[][..], Vec::as_slice));
        for diagnostic in found.iter().cloned().chain(flaws.into_iter().map(Arc::new)) {
            let finding = Finding { level: self.level(diagnostic.rule), diagnostic };
            if finding.level == Level::Off {
                continue;
            }
            match waivers.take(&finding.diagnostic) {
                Some(waiver) => report.waived.push(Waived {
                    finding,
                    by: waiver.rule.at,
                    reason: waiver.reason.clone(),
                    until: waiver.until,
                }),
                None => report.findings.push(finding),
            }
        }
        let of_waivers = waivers.findings(|rule| is_whole && self.level(rule) != Level::Off).into_iter().map(Arc::new);
        let of_waivers = of_waivers.map(|diagnostic| Finding { level: self.level(diagnostic.rule), diagnostic });
        report.findings.extend(of_waivers.filter(|finding| finding.level != Level::Off));
        // By all that a finding says: the order must not tell in which order rules were run.
        report.findings.sort_by(|a, b| a.diagnostic.cmp(&b.diagnostic));
        report.findings.dedup_by(|a, b| a.diagnostic == b.diagnostic);
        report.waived.sort_by(|a, b| a.finding.diagnostic.cmp(&b.finding.diagnostic));
        report.waived.dedup_by(|a, b| a.finding.diagnostic == b.finding.diagnostic);
        report
    }
}
