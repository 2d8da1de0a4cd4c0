//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::date::Date;

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
    Build {
        /// Options of both commands.
        #[command(flatten)]
        common: Common,
        /// Folder to write to; `public` below the root if not given
        #[arg(long, value_name = "DIR")]
        output_dir: Option<PathBuf>,
    },
    /// Check facts, sources and articles, and write nothing
    Check {
        /// Options of both commands.
        #[command(flatten)]
        common: Common,
    },
    /// Apply the fixes that are certain, and say what is left for a person to decide
    Fix(crate::cli::fix::Arguments),
    /// Make a fact from a sentence with a figure, and bind the figure to it
    Promote(crate::cli::promote::Arguments),
    /// Give a fact, sheet, source, entity, term, topic or article another id, everywhere
    Rename(crate::cli::rename::Arguments),
    /// Serve an editor: findings as you type, completion, hover, rename (Language Server Protocol over stdio)
    Lsp(crate::cli::lsp::Arguments),
}

/// Options of both commands.
#[derive(Args, Debug)]
pub struct Common {
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Public address of the site, in place of `url` in site.yml
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// Include articles whose status is draft or review
    #[arg(long)]
    pub drafts: bool,
    /// The day of the build, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = full_date)]
    pub date: Option<Date>,
    /// How findings are printed
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Print findings of level error and nothing else
    #[arg(long, short)]
    pub quiet: bool,
}

/// How findings are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the excerpt and a remedy
    Human,
    /// One line each: path:line:column level rule: message
    Short,
    /// One JSON document, versioned
    Json,
}

impl Command {
    /// The date that was given in place of the clock.
    pub fn date(&self) -> Option<Date> {
        match self {
            Command::Build { common, .. } | Command::Check { common } => common.date,
            Command::Fix(arguments) => arguments.common.date,
            Command::Promote(arguments) => arguments.date,
            Command::Rename(arguments) => arguments.date,
            Command::Lsp(arguments) => arguments.date,
        }
    }
}

/// A date with its day.
pub fn full_date(text: &str) -> Result<Date, String> {
    Date::parse(text).filter(|date| date.day.is_some()).ok_or_else(|| "write a full date such as 2026-11-24".to_owned())
}

fn base_url(text: &str) -> Result<String, String> {
    let is_web = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme) && text.len() > scheme.len());
    let is_clean = !text.contains(|c: char| c.is_whitespace() || "<>\"'?#".contains(c));
    if is_web && is_clean {
        Ok(text.to_owned())
    } else {
        Err("write an address such as https://example.org/sub/".to_owned())
    }
}
