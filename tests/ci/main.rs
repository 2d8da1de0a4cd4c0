//! Continuous integration of a site: previews, the workflows of `factloom init --ci`, and `action.yml`.
//!
//! The scripts of the workflows run here as a host would run them, in clones of a local repository, with the built
//! program in the place where `cargo install` would put it. What asks the network is noted and not done.

mod init;
mod preview;

#[cfg(target_os = "linux")] // the hosts' shells: bash and the tools of GNU
mod action;
#[cfg(target_os = "linux")]
mod actions;
#[cfg(target_os = "linux")]
mod expression;
#[cfg(target_os = "linux")]
mod forgejo;
#[cfg(target_os = "linux")]
mod github;
#[cfg(target_os = "linux")]
mod gitlab;
mod support;
