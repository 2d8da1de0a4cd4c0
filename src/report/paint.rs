//! Colours of a terminal, for what annotate-snippets does not print.

use crate::base::diag::Level;

/// Bold.
pub const BOLD: &str = "1";
/// Less bright than the rest.
pub const DIM: &str = "2";

/// The colour of a level, the same as in excerpts.
pub fn of_level(level: Level) -> &'static str {
    match level {
        Level::Error => "1;91",
        Level::Warn => "1;33",
        Level::Info => "1;94",
        Level::Off => DIM,
    }
}

/// The text in a colour, if colours are wanted.
pub fn paint(color: bool, code: &str, text: &str) -> String {
    if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
}
