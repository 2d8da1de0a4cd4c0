//! External links: which there are, what an answer says of one, and what to do about it.
//!
//! In: an analysed site, its history of links, and answers. Out: places of every address, outcomes, records, edits.
//! The network is behind `probe::Asker`, so all of this is plain functions. Absent on purpose: verdicts, which are
//! the history's own (`model/links`), and how anything looks.

pub mod collect;
pub mod fragment;
pub mod mend;
pub mod page;
pub mod plan;
pub mod probe;
pub mod wall;
