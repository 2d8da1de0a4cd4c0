//! Plain data and its invariants: what the sheets, sources and articles say, before anything is linked.
//!
//! Ids stay text here; `link` turns them into indices. Every item knows the place it was read from.

pub mod article;
pub mod config;
pub mod coverage;
pub mod date;
pub mod derived;
pub mod entity;
pub mod fact;
pub mod figures;
pub mod hosting;
pub mod licence;
pub mod links;
pub mod prose;
pub mod published;
pub mod quantity;
pub mod source;
pub mod target;
pub mod waiver;
pub mod unit;

use crate::base::text::At;

/// An id as written somewhere, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdRef {
    /// The id.
    pub id: Box<str>,
    /// Where it stands.
    pub at: At,
}

/// Text with its place, for findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: Box<str>,
    /// Where it stands.
    pub at: At,
}

/// Whether `text` may be an id: `[a-z0-9][a-z0-9-]*`, at most 64 characters.
pub fn is_id(text: &str) -> bool {
    let starts_well = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    starts_well && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
