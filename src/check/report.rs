//! From what the rules found to what is reported: levels, waivers, order.
//!
//! In: findings of loading, parsing and linking, and those of the rules. Out: a `Report`.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::base::text::At;
use crate::check::traced::Checked;
use crate::check::waivers::Waivers;
use crate::check::{lints, words};
use crate::model::date::Date;
use crate::site::Reader;

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

/// Levels, waivers, order.
pub fn report(reader: &Reader<'_>, earlier: &[Arc<Diagnostic>], checked: &Checked) -> Report {
    let mut own = unknown_rules(reader);
    let mut waivers = Waivers::of(reader, &mut own);
    let levels: HashMap<&str, Level> =
        lints::LINTS.iter().map(|lint| (lint.name, level_of(reader, lint.name))).collect();
    let level = |rule: &str| levels.get(rule).copied().unwrap_or(Level::Error);
    let mut report = Report::default();
    let found = earlier.iter().cloned().chain(own.into_iter().map(Arc::new)).chain(checked.findings().cloned());
    for diagnostic in found {
        let finding = Finding { level: level(diagnostic.rule), diagnostic };
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
    // What cannot be read hides findings, and with them what a waiver is for.
    let is_whole = report.findings.iter().all(|finding| !UNREAD.contains(&finding.diagnostic.rule));
    let of_waivers = waivers.findings(|rule| is_whole && level(rule) != Level::Off).into_iter().map(Arc::new);
    let of_waivers = of_waivers.map(|diagnostic| Finding { level: level(diagnostic.rule), diagnostic });
    report.findings.extend(of_waivers.filter(|finding| finding.level != Level::Off));
    let order = |a: &Finding, b: &Finding| {
        let key = |finding: &Finding| (finding.diagnostic.at, finding.diagnostic.rule);
        key(a).cmp(&key(b)).then_with(|| a.diagnostic.message.cmp(&b.diagnostic.message))
    };
    report.findings.sort_by(order);
    report.findings.dedup_by(|a, b| a.diagnostic == b.diagnostic);
    report.waived.sort_by(|a, b| order(&a.finding, &b.finding));
    report.waived.dedup_by(|a, b| a.finding.diagnostic == b.finding.diagnostic);
    report
}
