//! Parsed prose and views to HTML.
//!
//! In: prose with holes, views of pages, a `Reader`. Out: HTML.
//! Absent on purpose: what is on a page (`pages`) and where it is written (`write`).

pub mod chart;
pub mod derived;
pub mod directive;
pub mod figure;
pub mod foreign;
pub mod fragment;
pub mod highlight;
pub mod names;
pub mod shell;
pub mod social;
pub mod theme;
