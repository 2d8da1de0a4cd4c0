//! What can be typed.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::cli::serve::ServeArgs;
use crate::model::date::Date;
use crate::report;

/// Turns markdown articles and YAML fact sheets into a linked website with citation pages.
#[derive(Debug, Parser)]
#[command(name = "factloom", version, about, propagate_version = true, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the site and write it, if there are no errors
    Build(BuildArgs),
    /// Check facts, sources and articles, and write nothing
    Check(crate::cli::check::CheckArgs),
    /// Say what a rule finds, why it matters and what to write instead
    Explain(super::explain::Arguments),
    /// Show the site in a browser, every page up to date the moment a file is saved
    Serve(ServeArgs),
    /// Apply the fixes that are certain, and say what is left for a person to decide
    Fix(crate::cli::fix::Arguments),
    /// Make a fact from a sentence with a figure, and bind the figure to it
    Promote(crate::cli::promote::Arguments),
    /// Give a fact, sheet, source, entity, term, topic or article another id, everywhere
    Rename(crate::cli::rename::Arguments),
    /// Keep a private copy of a source's text, against which its quotes are checked
    Capture(crate::cli::capture::Arguments),
    /// Append the entries of BibTeX, RIS, CSL-JSON or DOI files to a sheet of sources
    Import(super::import::Import),
    /// List what wants an editor's eye, worst first, or mark facts as checked today
    Review(super::review::Review),
    /// Measure what the site rests on: figures bound, origins, first-hand and archived shares, reviews overdue
    Report(super::report::Arguments),
    /// Ask the network which external links still lead to their pages, and keep what it says; never part of a build
    Links(super::links::Arguments),
    /// Say of translations that they are up to date with their originals
    Translated(crate::cli::translated::Arguments),
    /// Send what was built to a host: only what changed, in a safe order, with a plan to look at first
    Publish(super::publish::Arguments),
    /// Read the live site back, and say where it is not what was built
    Verify(super::publish::verify::Arguments),
    /// Go back to an earlier release on a host that keeps them
    Rollback(super::publish::rollback::Arguments),
    /// Print what a server has to be told: headers, redirects, caching, for nginx, Caddy, Netlify or Cloudflare
    Hosting(super::hosting::Arguments),
    /// After a deployment: note its addresses and values, so that none is lost or changed unnoticed
    Record(super::record::Arguments),
    /// Start a new site: one article, one sheet, one source, ready to build
    Init(super::init::Arguments),
    /// Add an article, sheet, fact, source or entity
    New(super::new::args::Arguments),
    /// Print or store JSON Schemas, by which editors complete and check YAML
    Schema(super::schema::Arguments),
    /// Serve an editor: findings as you type, completion, hover, rename (Language Server Protocol over stdio)
    Lsp(crate::cli::lsp::Arguments),
}

/// What can be typed after `factloom build`.
#[derive(Args, Debug)]
pub struct BuildArgs {
    /// Options of both commands.
    #[command(flatten)]
    pub common: Common,
    /// Folder to write to; `public` below the root if not given
    #[arg(long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Set aside the findings that FILE holds, as `check` does
    #[arg(long, value_name = "FILE", conflicts_with = "watch")]
    pub baseline: Option<PathBuf>,
    /// Make a preview: every page and robots.txt ask search engines to stay away
    #[arg(long, conflicts_with = "watch")]
    pub noindex: bool,
    /// Build again after every edit, until stopped
    #[arg(long, short)]
    pub watch: bool,
}

/// Which site, as of when: options of all commands that read one.
#[derive(Args, Clone, Debug)]
pub struct SiteArgs {
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Include articles whose status is draft or review
    #[arg(long)]
    pub drafts: bool,
    /// The day of the build, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = full_date)]
    pub date: Option<Date>,
}

/// Options of both commands.
#[derive(Args, Debug)]
pub struct Common {
    /// The site.
    #[command(flatten)]
    pub site: SiteArgs,
    /// Public address of the site, in place of `url` in site.yml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Print findings of level error and nothing else
    #[arg(long, short)]
    pub quiet: bool,
}

/// How findings are printed: the names of `report::FORMATS`, which a test holds this to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the excerpt and a remedy
    Human,
    /// One line each: path:line:column level rule: message
    Short,
    /// One JSON document, versioned; `factloom schema findings` prints its schema
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// A Code Quality report of GitLab
    Gitlab,
    /// JUnit XML, for CI servers
    Junit,
}

impl Format {
    /// What writes it.
    pub fn entry(self) -> &'static report::Format {
        report::FORMATS[self as usize]
    }
}

/// The formats of what is no list of findings.
pub fn plain_formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(["human", "short", "json"])
        .map(|word| Format::from_str(&word, false).expect("clap let only names of formats through"))
}

impl Command {
    /// The day that was given on the command line.
    pub fn date(&self) -> Option<Date> {
        match self {
            Command::Build(arguments) => arguments.common.site.date,
            Command::Check(arguments) => arguments.common.site.date,
            Command::Serve(args) => args.site.date,
            Command::Fix(arguments) => arguments.common.site.date,
            Command::Publish(_) | Command::Verify(_) | Command::Rollback(_) => None,
            Command::Promote(arguments) => arguments.date,
            Command::Rename(arguments) => arguments.date,
            Command::Capture(arguments) => arguments.date,
            Command::Import(options) => options.common.site.date,
            Command::Review(options) => options.common.site.date,
            Command::Translated(arguments) => arguments.common.site.date,
            Command::Init(arguments) => arguments.date,
            Command::New(arguments) => arguments.date(),
            Command::Record(arguments) => arguments.date,
            Command::Hosting(arguments) => arguments.date,
            Command::Report(arguments) => arguments.site.date,
            Command::Links(arguments) => arguments.date,
            Command::Schema(_) | Command::Explain(_) => None,
            Command::Lsp(arguments) => arguments.date,
        }
    }
}

/// A date with its day.
pub fn full_date(text: &str) -> Result<Date, String> {
    Date::parse(text).filter(|date| date.day.is_some()).ok_or_else(|| "write a full date such as 2026-11-24".to_owned())
}

pub(super) fn language(text: &str) -> Result<String, String> {
    let mut parts = text.split('-');
    let first_is_good =
        parts.next().is_some_and(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic()));
    match first_is_good
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
    {
        true => Ok(text.to_owned()),
        false => Err("write a language such as en, zh or pt-BR".to_owned()),
    }
}

pub(super) fn base_url(text: &str) -> Result<String, String> {
    let is_web = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme) && text.len() > scheme.len());
    let is_clean = !text.contains(|c: char| c.is_whitespace() || "<>\"'?#".contains(c));
    if is_web && is_clean {
        Ok(text.to_owned())
    } else {
        Err("write an address such as https://example.org/sub/".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_can_be_typed_and_says_what_it_is() {
        let typed: Vec<(String, String)> = Format::value_variants()
            .iter()
            .filter_map(Format::to_possible_value)
            .map(|value| (value.get_name().to_owned(), value.get_help().map(ToString::to_string).unwrap_or_default()))
            .collect();
        let listed: Vec<(String, String)> =
            report::FORMATS.iter().map(|format| (format.name.to_owned(), format.about.to_owned())).collect();
        assert_eq!(typed, listed);
        assert!(
            Format::value_variants().iter().zip(report::FORMATS).all(|(one, entry)| one.entry().name == entry.name)
        );
    }
}
