//! `factloom lsp`: the language server on standard input and output.

use std::path::PathBuf;

use crate::build::Options;
use crate::editor::server::{Settings, serve};
use crate::model::date::Date;

/// Serves until the editor ends it.
pub fn lsp(root: Option<PathBuf>, today: Date) -> u8 {
    let options = Options { base_url: None, drafts: true, today };
    serve(std::io::stdin(), std::io::stdout(), Settings { root, options })
}
