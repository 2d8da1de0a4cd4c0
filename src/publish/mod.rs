//! From a built folder to a host: only what changed, in a safe order, and provably.
//!
//! In: the output of a build, a target of `site.yml`, credentials from the environment. Out: the same site on the host.
//! `local` reads what was built, `host` what is there, `plan` compares the two and touches nothing, `run` carries a
//! plan out, `state` is what is kept on the host, `order` says why no page ever points at what is not there yet.
//! Absent on purpose: building and checking, which are done before.

pub mod error;
pub mod host;
pub mod local;
pub mod order;
pub mod plan;
pub mod run;
pub mod state;
pub mod verify;
