//! From what the rules found to what is reported: levels, waivers, order.
//!
//! In: findings of loading, parsing and linking, and those of the rules. Out: a `Report`.

use std::collections::HashMap;
use std::sync::Arc;

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::base::text::FileId;
use crate::check::traced::Checked;
use crate::check::{lints, words};
use crate::model::prose::Waiver;
use crate::site::Reader;

/// A finding with its level.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Never `Off`.
    pub level: Level,
    /// What was found.
    pub diagnostic: Arc<Diagnostic>,
}

/// All findings of a run.
#[derive(Debug, Default, PartialEq)]
pub struct Report {
    /// Sorted by file, place, rule.
    pub findings: Vec<Finding>,
    /// Findings that a waiver set aside.
    pub waived: usize,
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
    let waivers = Waivers::of(reader, &mut own);
    let levels: HashMap<&str, Level> =
        lints::LINTS.iter().map(|lint| (lint.name, level_of(reader, lint.name))).collect();
    let mut report = Report::default();
    let found = earlier.iter().cloned().chain(own.into_iter().map(Arc::new)).chain(checked.findings().cloned());
    for diagnostic in found {
        let level = levels.get(diagnostic.rule).copied().unwrap_or(Level::Error);
        if level == Level::Off {
            continue;
        }
        match waivers.covers(&diagnostic) {
            true => report.waived += 1,
            false => report.findings.push(Finding { level, diagnostic }),
        }
    }
    let key = |finding: &Finding| (finding.diagnostic.at, finding.diagnostic.rule);
    report.findings.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.diagnostic.message.cmp(&b.diagnostic.message)));
    report.findings.dedup_by(|a, b| a.diagnostic == b.diagnostic);
    report
}

/// Where rules are waived: (article's file, rule) and the bytes of the waived block.
struct Waivers<'a> {
    list: Vec<(FileId, &'a Waiver, Option<(u32, u32)>)>,
}

impl<'a> Waivers<'a> {
    /// Collects waivers; those without a reason or for no rule are reported and do not hold.
    fn of(reader: &Reader<'a>, found: &mut Vec<Diagnostic>) -> Waivers<'a> {
        let mut list = Vec::new();
        for id in reader.articles() {
            let article = reader.article(id);
            for waiver in &article.body.waivers {
                let is_rule = lints::LINTS.iter().any(|lint| *lint.name == *waiver.rule.text);
                if !is_rule {
                    let names = || lints::LINTS.iter().map(|lint| lint.name);
                    let help = nearest(&waiver.rule.text, names()).map(|near| format!("did you mean `{near}`?"));
                    let message = format!("there is no rule `{}` to allow", waiver.rule.text);
                    let finding = Diagnostic::new("bad-waiver", waiver.rule.at, message).maybe_help(help);
                    found.push(words::mend_slip(reader, finding, &waiver.rule.text, names()));
                } else if !waiver.reason.contains(char::is_alphanumeric) {
                    // `…` is what an editor writes where the reason is to go.
                    let message = format!("`allow {}` gives no reason", waiver.rule.text);
                    let help = format!("write `<!-- allow {}: why this is right -->`", waiver.rule.text);
                    found.push(Diagnostic::new("bad-waiver", waiver.rule.at, message).help(help));
                } else {
                    list.push((article.file, waiver, article.body.block_span(waiver.block)));
                }
            }
        }
        Waivers { list }
    }

    fn covers(&self, diagnostic: &Diagnostic) -> bool {
        let start = diagnostic.at.span.start;
        self.list.iter().any(|(file, waiver, block)| {
            *file == diagnostic.at.file
                && *waiver.rule.text == *diagnostic.rule
                && block.is_some_and(|(from, to)| from <= start && start < to)
        })
    }
}
