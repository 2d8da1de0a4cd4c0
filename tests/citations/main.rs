//! Citations end to end: four styles, groups in the text, Pandoc's syntax, `.bib` and CSL-JSON in and out.

mod forms;
mod groups;
mod libraries;
mod round_trips;
mod support;
mod syntax;
