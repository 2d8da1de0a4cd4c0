//! temp
use crate::check::Lint;
/// temp
pub static LINTS: &[&Lint] = &[];
