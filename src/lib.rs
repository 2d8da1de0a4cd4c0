//! Factloom: markdown articles and YAML fact sheets in, a linked site with citation pages out.
//!
//! ```text
//! files ──load──▶ Inputs ──parse──▶ items, spans ──link──▶ Site ──┬─check──▶ findings ──▶ report
//!                                                                 └─render─▶ pages ──write──▶ public/
//! ```
//!
//! Each arrow is a function of its left side, the options and the date of the build. Parsing never fails: it
//! returns what it could read, and findings; all findings are reported at once, and one error means that
//! nothing is written. A page or a rule reads the site only through `site::Reader`, which logs each read.
//!
//! While somebody works on a site it is held in memory by a `session::Session`: after an edit only those pages and
//! findings are made again that read something that changed. `serve` (the preview), `editor` (the language server)
//! and `build --watch` share it. `edit` holds what commands and editors propose to change in a site's own files.
//! Only `load` and `write` touch files, only `serve` and `wire` the network: `factloom links` asks other hosts, `links`
//! says what their answers mean. Modules stand below in reading order; each
//! imports only from those above it, which `tests/architecture.rs` holds.

pub mod base;
pub mod model;
pub mod load;
pub mod cite;
pub mod parse;
pub mod link;
pub mod site;
pub mod check;
pub mod exchange;
pub mod render;
pub mod pages;
pub mod hosting;
pub mod write;
pub mod build;
pub mod session;
pub mod report;
pub mod edit;
pub mod wire;
pub mod links;
pub mod publish;
pub mod serve;
pub mod editor;
pub mod cli;
