//! `factloom lsp`: the language server on standard input and output.
//!
//! Exit codes: 0 after `shutdown` and `exit`, 1 if the editor went away without them.

use std::path::PathBuf;

use crate::build::Options;
use crate::editor::server::{Settings, serve};
use crate::model::date::Date;

/// What can be typed.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Folder that holds `content/`; if not given, the folder the editor opens, or the site it lies in
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Taken and without effect: standard input and output are all there is
    #[arg(long, hide = true)]
    pub stdio: bool,
    /// The day, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::args::full_date)]
    pub date: Option<Date>,
}

/// Serves until the editor ends it.
pub fn run(arguments: Arguments, today: Date) -> u8 {
    let options = Options { base_url: None, drafts: true, today };
    serve(std::io::stdin(), std::io::stdout(), Settings { root: arguments.root, options })
}
