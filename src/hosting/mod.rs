//! How hosts are told to serve the site: headers by file, redirects, and both in the words of each server.
//!
//! In: a `Reader` for the policy and the redirects. Out: `headers` of a path, `redirects`, and texts: `_headers` and
//! `_redirects` of Netlify and Cloudflare, a configuration of nginx and of Caddy. All of them are printed from one list
//! of rules, so that a site is served alike everywhere.
//! Absent on purpose: writing and uploading files, and asking a server whether it does as it was told.

pub mod caddy;
pub mod csp;
pub mod files;
pub mod nginx;
pub mod policy;
pub mod record;
pub mod redirects;
pub mod types;

pub use policy::{Policy, Rule, headers, policy};
pub use redirects::{Redirect, Redirects, Status, redirects};
