//! Findings as text: for people, with the excerpt; for machines, a line each or one document.
//!
//! Shared by the command line, the preview server and the language server. Absent on purpose: printing.

pub mod human;
pub mod machine;
