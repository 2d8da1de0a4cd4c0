//! Publishes a site to a directory: whole or not at all.
//!
//! In: outputs, one by one and from many threads. Out: the directory, with a manifest of what is ours.
//! The new site is staged beside the output. Unchanged files are hard-linked, foreign ones carried along,
//! the manifest comes last; then the two directories change places in one step. So a failed or killed build
//! leaves the old site as it was, and a reader never meets a gap.
//!
//! Files reach the disk when the system likes: nothing is synced. A killed process loses nothing by that,
//! for the kernel holds what was written. After a power cut a file may be short or the manifest unreadable;
//! then its size differs or all counts as foreign, and the next build writes it again. Syncing 12,700 files
//! would cost seconds at every build to save one rebuild after a power cut, and a synced directory entry is
//! worth nothing while the files behind it are not synced.
//!
//! What a directory that changes places means for others: a shell or a container mount that holds the output
//! itself, not its path, keeps looking at the old one. A build that changes nothing exchanges nothing.
//! Absent on purpose: deciding what a site consists of, and Windows, which cannot exchange directories.

mod claims;
mod compress;
pub mod content;
pub mod error;
mod exchange;
mod foreign;
mod lock;
pub mod manifest;
mod place;
pub mod plan;
pub mod stage;
pub mod token;
