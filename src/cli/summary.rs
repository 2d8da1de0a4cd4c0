//! The closing line, and progress while a long build runs. The sole user of indicatif.

use std::path::Path;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::base::diag::Level;
use crate::base::plural::count;
use crate::build::{Analysis, Built};

/// A build shorter than this shows no progress.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on stderr that appears after a second.
pub struct Progress {
    bar: ProgressBar,
    started: Instant,
    wanted: bool,
}

impl Progress {
    /// A bar that counts pages and is not yet shown; never, unless `wanted`.
    pub fn new(wanted: bool) -> Progress {
        Progress::of(wanted, "pages")
    }

    /// The same for other things than pages.
    pub fn of(wanted: bool, things: &str) -> Progress {
        Progress::shown(wanted, &format!("{{bar:30}} {{pos}}/{{len}} {things}"))
    }

    /// A bar that counts bytes, with the time left.
    pub fn transfer(wanted: bool) -> Progress {
        Progress::shown(wanted, "{bar:30} {bytes}/{total_bytes}, {eta} left")
    }

    fn shown(wanted: bool, template: &str) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Progress { bar, started: Instant::now(), wanted }
    }

    /// Notes that `done` of `all` bytes are sent.
    pub fn transferred(&self, done: u64, all: u64) {
        if !self.wanted || self.started.elapsed() < PATIENCE {
            return;
        }
        if self.bar.is_hidden() {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_length(all);
        self.bar.set_position(done);
    }

    /// Notes that `done` of `all` pages are made.
    pub fn tick(&self, done: usize, all: usize) {
        self.transferred(done as u64, all as u64);
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// "checked 12 articles, 197 facts, 226 sources: no errors, 3 warnings (load 2 ms, …)".
pub fn of_check(analysis: &Analysis) -> String {
    let items = &analysis.items;
    format!(
        "checked {}, {}, {}, {}: {} ({})",
        articles(analysis),
        count(items.facts.len(), "fact"),
        count(items.sources.len(), "source"),
        count(items.entities.len(), "entity"),
        findings(analysis),
        timings(&analysis.timings)
    )
}

/// Counts of pages by kind, of files, and the time of each phase.
pub fn of_build(analysis: &Analysis, built: &Built, output: &Path) -> String {
    let pages: usize = built.pages.iter().map(|(_, count)| count).sum();
    let kinds: Vec<String> =
        built.pages.iter().map(|((one, many), n)| format!("{n} {}", if *n == 1 { one } else { many })).collect();
    let written = &built.written;
    let laps: Vec<_> = analysis.timings.iter().chain(&built.timings).copied().collect();
    let warnings: String = built.warnings.iter().map(|warning| format!("warning: {warning}\n")).collect();
    format!(
        "{warnings}{}\nbuilt {pages} pages into {}: {}\n{} files, {:.1} MB: {} unchanged, {} removed, {} kept that are not ours ({})",
        of_check_counts(analysis),
        output.display(),
        kinds.join(", "),
        written.files,
        written.bytes as f64 / 1e6,
        written.unchanged,
        written.removed,
        written.foreign,
        timings(&laps)
    )
}

fn of_check_counts(analysis: &Analysis) -> String {
    let items = &analysis.items;
    format!(
        "checked {}, {}, {}: {}",
        articles(analysis),
        count(items.facts.len(), "fact"),
        count(items.sources.len(), "source"),
        findings(analysis)
    )
}

/// Articles, and what was left out: nobody should look for findings in a draft that is not read.
fn articles(analysis: &Analysis) -> String {
    let shown = count(analysis.items.articles.len(), "article");
    left_out(analysis).map_or(shown.clone(), |left| format!("{shown} ({left})"))
}

/// "1 draft left out: --drafts takes it in"; nothing if every article is published.
pub fn left_out(analysis: &Analysis) -> Option<String> {
    match analysis.items.left_out {
        0 => None,
        1 => Some("1 draft left out: --drafts takes it in".to_owned()),
        n => Some(format!("{n} drafts left out: --drafts takes them in")),
    }
}

fn findings(analysis: &Analysis) -> String {
    let report = &analysis.report;
    let mut parts = vec![match report.count(Level::Error) {
        0 => "no errors".to_owned(),
        n => count(n, "error"),
    }];
    let more = [(report.count(Level::Warn), "warning", ""), (report.count(Level::Info), "info", "")];
    let waived = (report.waived.len(), "finding", " waived");
    let some = more.into_iter().chain([waived]).filter(|(n, ..)| *n > 0);
    parts.extend(some.map(|(n, noun, after)| count(n, noun) + after));
    parts.join(", ")
}

fn timings(laps: &[(&'static str, Duration)]) -> String {
    let total: Duration = laps.iter().map(|(_, time)| *time).sum();
    let parts: Vec<String> = laps.iter().map(|(name, time)| format!("{name} {}", millis(*time))).collect();
    format!("{}; {}", millis(total), parts.join(", "))
}

fn millis(time: Duration) -> String {
    match time.as_millis() {
        0..10_000 => format!("{} ms", time.as_millis()),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}
