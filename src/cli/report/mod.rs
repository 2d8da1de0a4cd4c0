//! `factloom report`: what the site rests on, in numbers, and whether they meet what is asked of them.
//!
//! In: the site as analysed, thresholds of `site.yml` and of the command line. Out: text, markdown or JSON on stdout.
//! Exit codes: 0 every threshold is kept, 1 one is missed, 2 the tool failed.

mod show;

use clap::{Args, ValueEnum};

use super::args::SiteArgs;
use super::{check_root, fail, say_raw};
use crate::base::diag::nearest;
use crate::build::{self, Options};
use crate::model::coverage::{Limit, Metric, Threshold, percent};
use crate::model::date::Date;
use crate::site::coverage::{by_article, coverage};

/// Articles that people are shown unless they ask for more.
const SHOWN: usize = 20;

/// What can be typed after `factloom report`.
#[derive(Args, Debug)]
#[command(after_help = after_help())]
pub struct Arguments {
    /// The site.
    #[command(flatten)]
    pub site: SiteArgs,
    /// How the numbers are printed
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
    /// The same numbers for each article, worst first
    #[arg(long, value_enum, value_name = "WHAT")]
    pub by: Option<By>,
    /// With --by: most articles shown, 0 for all; 20 for people, all for machines if not given
    #[arg(long, value_name = "N", requires = "by")]
    pub limit: Option<usize>,
    /// A share that must be reached: figures-bound=95%
    #[arg(long, value_name = "SHARE=PERCENT", value_parser = at_least)]
    pub min: Vec<Threshold>,
    /// A number that must not be passed: overdue=10
    #[arg(long, value_name = "NUMBER=N", value_parser = at_most)]
    pub max: Vec<Threshold>,
}

/// How the numbers are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Columns for a terminal
    Text,
    /// One JSON document, versioned
    Json,
    /// Tables for a pull request or a page
    Markdown,
}

/// What the numbers are broken down by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// By article
    Article,
}

/// What thresholds may be set on.
fn after_help() -> String {
    let keys = |share: bool| {
        let keys: Vec<&str> =
            Metric::ALL.iter().filter(|metric| metric.is_share() == share).map(|metric| metric.key()).collect();
        keys.join(", ")
    };
    format!(
        "Shares, for --min: {}\nNumbers, for --max: {}\nThe same keys stand in site.yml: \
         `coverage: {{figures-bound: 95%, overdue: 10}}`. There they fail `check` and `build`.",
        keys(true),
        keys(false)
    )
}

fn split(text: &str, share: bool, example: &str) -> Result<(Metric, String), String> {
    let Some((key, value)) = text.split_once('=') else {
        return Err(format!("write what and how much, such as `{example}`"));
    };
    let Some(metric) = Metric::of_key(key.trim()) else {
        let keys = || Metric::ALL.into_iter().filter(|metric| metric.is_share() == share).map(Metric::key);
        return Err(match nearest(key, Metric::ALL.into_iter().map(Metric::key)) {
            Some(near) => format!("nothing is measured as `{key}`; did you mean `{near}`?"),
            None => format!("nothing is measured as `{key}`; there are {}", keys().collect::<Vec<_>>().join(", ")),
        });
    };
    match (metric.is_share(), share) {
        (true, false) => Err(format!("`{key}` is a share: write `--min {key}=50%`")),
        (false, true) => Err(format!("`{key}` is a number: write `--max {key}=10`")),
        _ => Ok((metric, value.trim().to_owned())),
    }
}

/// `figures-bound=95%`.
fn at_least(text: &str) -> Result<Threshold, String> {
    let (metric, value) = split(text, true, "figures-bound=95%")?;
    let key = metric.key();
    let percent =
        percent(&value).ok_or_else(|| format!("`{value}` is no share from 0% to 100%: write it as `{key}=95%`"))?;
    Ok(Threshold { metric, limit: Limit::AtLeast(percent), at: None })
}

/// `overdue=10`.
fn at_most(text: &str) -> Result<Threshold, String> {
    let (metric, value) = split(text, false, "overdue=10")?;
    let key = metric.key();
    let most = value.parse().map_err(|_| format!("`{value}` is no whole number: write it as `{key}=10`"))?;
    Ok(Threshold { metric, limit: Limit::AtMost(most), at: None })
}

/// Measures the site and prints what was found.
pub(super) fn run(arguments: &Arguments, today: Date) -> u8 {
    let site = &arguments.site;
    if let Err(message) = check_root(&site.root) {
        return fail(&message);
    }
    let analysis = build::analyse_root(&site.root, &Options { base_url: None, drafts: site.drafts, today });
    let reader = analysis.site().reader();
    let coverage = coverage(&reader);
    let limit = match (arguments.limit, arguments.format) {
        (Some(0), _) | (None, Form::Json) => usize::MAX,
        (None, _) => SHOWN,
        (Some(limit), _) => limit,
    };
    let articles = arguments.by.map(|By::Article| by_article(&reader));
    let thresholds = thresholds(&reader.config().coverage, arguments);
    let shown = show::Shown { analysis: &analysis, coverage: &coverage, thresholds: &thresholds, root: &site.root };
    let articles = articles.as_deref().map(|rows| (rows, limit));
    say_raw(&match arguments.format {
        Form::Text => shown.text(articles),
        Form::Markdown => shown.markdown(articles),
        Form::Json => shown.json(articles, site.drafts),
    });
    u8::from(thresholds.iter().any(|threshold| !coverage.keeps(threshold)))
}

/// Those of `site.yml` and of the command line, which replaces what the site asks of the same measure.
fn thresholds(of_site: &[Threshold], arguments: &Arguments) -> Vec<Threshold> {
    let mut out = of_site.to_vec();
    for typed in arguments.min.iter().chain(&arguments.max) {
        match out.iter_mut().find(|threshold| threshold.metric == typed.metric) {
            Some(threshold) => *threshold = *typed,
            None => out.push(*typed),
        }
    }
    out
}
