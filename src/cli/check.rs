//! `factloom check`: all findings, or those that a baseline or an unchanged file does not excuse.
//!
//! In: a site, perhaps a baseline and a revision of git. Out: findings in any format, counts by rule, an exit code.
//! The site is always checked as a whole; what is left out afterwards is counted and said.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::args::{Common, Format};
use super::{Color, analyse, changed, eprint_line, fail, options, print_report, say, say_raw, summary};
use crate::base::diag::Level;
use crate::base::plural::count;
use crate::build::Analysis;
use crate::check::report::Report;
use crate::load::Inputs;
use crate::load::outside::{Unusable, read_outside};
use crate::model::date::Date;
use crate::report::baseline::{Applied, Baseline};
use crate::report::{More, by_rule};
use crate::write::content;

/// What can be typed after `factloom check`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  factloom check --changed                     for a commit hook: what the working tree's changes bring about
  factloom check --changed=origin/main --format github
  factloom check --baseline known.json --update-baseline
  factloom check --baseline known.json         from then on: only what is new")]
pub struct CheckArgs {
    /// Options of both commands.
    #[command(flatten)]
    pub common: Common,
    /// Show only what lies in files changed since a git revision, or was not found there; HEAD if none is named
    #[arg(long, value_name = "REV", num_args = 0..=1, require_equals = true, default_missing_value = "HEAD")]
    pub changed: Option<String>,
    /// Set aside the findings that FILE holds
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write all findings that there are now to the baseline
    #[arg(long, requires = "baseline", conflicts_with = "changed")]
    pub update_baseline: bool,
    /// Show infos too, with the excerpt; formats other than human always do
    #[arg(long, conflicts_with = "quiet")]
    pub show_infos: bool,
    /// Show waived findings too, with their reasons
    #[arg(long)]
    pub show_waived: bool,
    /// The least level that makes the exit code 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Threshold::Error)]
    pub error_on: Threshold,
    /// Exit with 0 whatever was found
    #[arg(long, conflicts_with = "error_on")]
    pub exit_zero: bool,
}

/// A level that fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Threshold {
    /// Errors alone
    Error,
    /// Warnings too
    #[value(alias = "warn")]
    Warning,
    /// Whatever is reported
    Info,
}

impl Threshold {
    fn level(self) -> Level {
        match self {
            Threshold::Error => Level::Error,
            Threshold::Warning => Level::Warn,
            Threshold::Info => Level::Info,
        }
    }
}

/// Checks a site.
pub fn run(arguments: &CheckArgs, today: Date, color: Color) -> u8 {
    let common = &arguments.common;
    let mut analysis = match analyse(common, today) {
        Ok(analysis) => analysis,
        Err(message) => return fail(&message),
    };
    let mut remarks = Vec::new();
    if let Some(path) = &arguments.baseline {
        let remark = match arguments.update_baseline {
            true => update(path, &analysis.inputs, &mut analysis.report),
            false => set_aside(path, &analysis.inputs, &mut analysis.report),
        };
        match remark {
            Ok(remark) => remarks.extend(remark),
            Err(message) => return fail(&message),
        }
    }
    if let Some(revision) = &arguments.changed {
        match changed::retain(&common.site.root, revision, &options(common, today), &mut analysis) {
            Ok(remark) => remarks.extend(remark),
            Err(message) => return fail(&message),
        }
    }
    let more = More { infos: arguments.show_infos, waived: arguments.show_waived };
    print_report(common, &analysis, color, more);
    if !more.infos && common.format == Format::Human && analysis.report.count(Level::Info) > 0 {
        remarks.push("`factloom check --show-infos` prints the infos too".to_owned());
    }
    close(common, &analysis, &remarks, color);
    let fails = |level: Level| !arguments.exit_zero && level >= arguments.error_on.level();
    let code = u8::from(analysis.report.findings.iter().any(|finding| fails(finding.level)));
    // The process is over: the analysis is not taken apart piece by piece first.
    std::mem::forget(analysis);
    code
}

/// Counts by rule, remarks, the closing line. Beside a format for machines remarks go to stderr.
pub(super) fn close(common: &Common, analysis: &Analysis, remarks: &[String], color: Color) {
    match (common.format, common.quiet) {
        (_, true) => {}
        (Format::Human, false) => {
            say_raw(&by_rule::table(&analysis.report, color.out));
            remarks.iter().for_each(|remark| say(remark));
            say(&summary::of_check(analysis));
        }
        (_, false) => remarks.iter().for_each(|remark| eprint_line(remark)),
    }
}

/// Sets aside what a baseline holds; the remark says how much, and what it holds for nothing.
pub(super) fn set_aside(path: &Path, inputs: &Inputs, report: &mut Report) -> Result<Option<String>, String> {
    let Some(baseline) = read(path)? else {
        let path = path.display();
        return Err(format!(
            "there is no baseline `{path}`; `factloom check --baseline {path} --update-baseline` makes it"
        ));
    };
    let Applied { known, gone } = baseline.apply(inputs, report);
    let path = path.display();
    let set_aside = format!("{} set aside by the baseline `{path}`", count(known, "finding"));
    Ok(match (known, gone) {
        (0, 0) => None,
        (_, 0) => Some(set_aside),
        _ => {
            let are = if gone == 1 { "is" } else { "are" };
            let entries = count(gone, "finding");
            Some(format!("{set_aside}; {entries} of it {are} gone: update it with `--update-baseline`"))
        }
    })
}

/// Writes all findings to the baseline, and sets them aside.
fn update(path: &Path, inputs: &Inputs, report: &mut Report) -> Result<Option<String>, String> {
    let old = read(path)?;
    let new = Baseline::of(inputs, report);
    let text = new.write();
    let written = if old.is_some() { content::replace(path, &text) } else { content::create(path, &text) };
    written.map_err(|error| error.to_string())?;
    new.apply(inputs, report);
    let old = old.unwrap_or_default();
    let (come, gone) = (new.beyond(&old), old.beyond(&new));
    let all = count(new.count(), "finding");
    Ok(Some(format!("wrote {all} to the baseline `{}`: {come} new, {gone} gone", path.display())))
}

/// A baseline, if there is such a file.
fn read(path: &Path) -> Result<Option<Baseline>, String> {
    if !path.exists() {
        return Ok(None);
    }
    let text = read_outside(path).map_err(|error| {
        let cause = match error {
            Unusable::Unread(cause) | Unusable::NoText(_, _, cause) => cause,
        };
        format!("the baseline `{}` cannot be read: {cause}", path.display())
    })?;
    let baseline = Baseline::read(&text);
    baseline.map(Some).map_err(|problem| format!("`{}` cannot be used as a baseline: {problem}", path.display()))
}
