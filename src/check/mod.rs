//! Rules over the linked site: one file a rule in `lints/`, one line in its table.
//!
//! In: a `Site` and the findings of earlier phases. Out: a `Report`: every finding with its level, waivers
//! applied, sorted by place. Adding a rule is one file and one line; a test fails if a file is not listed.
//! Absent on purpose: how findings look.

pub mod lints;
pub mod restate;
pub mod words;

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::base::par::par_map;
use crate::link::{ArticleId, EntityId, FactId, SourceId, TermId};
use crate::model::prose::Waiver;
use crate::site::{Reader, Site};

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
    /// The whole site at once.
    Site(fn(&Reader<'_>, &mut Vec<Diagnostic>)),
    /// Reported while loading, parsing or linking; the file holds its documentation.
    Earlier,
}

/// A finding with its level.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Never `Off`.
    pub level: Level,
    /// What was found.
    pub diagnostic: Diagnostic,
}

/// All findings of a run.
#[derive(Debug, Default)]
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

/// Runs every rule that is not off.
pub fn check(site: &Site<'_>, earlier: Vec<Diagnostic>) -> Report {
    let reader = site.reader();
    let mut found = earlier;
    found.extend(unknown_rules(&reader));
    for lint in lints::LINTS {
        if level_of(&reader, lint.name) != Level::Off {
            found.extend(run(site, lint));
        }
    }
    report(&reader, found)
}

fn run(site: &Site<'_>, lint: &Lint) -> Vec<Diagnostic> {
    let reader = site.reader();
    match lint.run {
        Run::PerArticle(f) => each(site, &reader.articles().collect::<Vec<_>>(), f),
        Run::PerFact(f) => each(site, &reader.facts().collect::<Vec<_>>(), f),
        Run::PerSource(f) => each(site, &reader.sources().collect::<Vec<_>>(), f),
        Run::PerEntity(f) => each(site, &reader.entities().collect::<Vec<_>>(), f),
        Run::PerTerm(f) => each(site, &reader.terms().collect::<Vec<_>>(), f),
        Run::Site(f) => {
            let mut out = Vec::new();
            f(&reader, &mut out);
            out
        }
        Run::Earlier => Vec::new(),
    }
}

fn each<Id: Copy + Sync>(site: &Site<'_>, ids: &[Id], f: fn(&Reader<'_>, Id, &mut Vec<Diagnostic>)) -> Vec<Diagnostic> {
    let found = par_map(ids, |id| {
        let mut out = Vec::new();
        f(&site.reader(), *id, &mut out);
        out
    });
    found.into_iter().flatten().collect()
}

/// Level of a rule: the site's, else the rule's own; errors for findings of no listed rule.
fn level_of(reader: &Reader<'_>, rule: &str) -> Level {
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
fn report(reader: &Reader<'_>, mut found: Vec<Diagnostic>) -> Report {
    let mut report = Report::default();
    let waivers = Waivers::of(reader, &mut found);
    for diagnostic in found {
        let level = level_of(reader, diagnostic.rule);
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
    list: Vec<(crate::base::text::FileId, &'a Waiver, Option<(u32, u32)>)>,
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
