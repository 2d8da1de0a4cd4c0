//! `unreadable-file`: reported while loading, parsing or linking; the level and the documentation are here.

use crate::base::diag::Level;
use crate::check::{Lint, Run};

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unreadable-file", level: Level::Error, doc: DOC, run: Run::Earlier };

const DOC: &str = r#"# What it finds

A file that is not UTF-8, too large, cannot be opened, or a link that leads back to itself.

# Why it matters

What is not read is not on the site.
"#;
