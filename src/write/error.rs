//! What can go wrong while a site is written: each error names the path, the cause, and a way out.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::claims::Clash;

/// Why a site was not written. The previous one is untouched, except after `Leftover`.
#[derive(Debug)]
pub enum WriteError {
    /// The system refused.
    Io {
        /// A verb: "write", "read".
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        cause: io::Error,
    },
    /// No space, no inodes or no quota left.
    DiskFull {
        /// The file that did not fit.
        path: PathBuf,
    },
    /// Another process holds the lock.
    Busy {
        /// The output directory.
        output: PathBuf,
    },
    /// An output has a path that no site may have.
    BadPath {
        /// The path.
        path: Box<str>,
        /// What is wrong with it, as the end of a sentence.
        why: &'static str,
    },
    /// Two outputs cannot both be written; in the order of their paths.
    Clash {
        /// One of them.
        first: Box<str>,
        /// The other.
        second: Box<str>,
        /// In what way.
        how: Clash,
    },
    /// Files that we did not write stand where ours must go.
    Foreign {
        /// The first of them.
        path: PathBuf,
        /// How many more there are.
        n_more: usize,
    },
    /// The output would replace something precious.
    Protected {
        /// The output directory.
        output: PathBuf,
        /// What it equals, contains or lies in.
        protected: PathBuf,
    },
    /// The output is there and is no directory.
    NotFolder {
        /// The output.
        output: PathBuf,
    },
    /// The output, or something in it, is a mount point: it cannot change places.
    Mount {
        /// The mount point.
        path: PathBuf,
    },
    /// The manifest was written by a later factloom.
    Newer {
        /// The manifest.
        path: PathBuf,
        /// Its version.
        version: u64,
    },
    /// A build was cut off between two renames, and the output has since been made anew by someone else.
    Interrupted {
        /// The output directory.
        output: PathBuf,
        /// Where the site of then is.
        old: PathBuf,
    },
    /// The new site is in place; the old one could not be removed.
    Leftover {
        /// Where it is.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

impl WriteError {
    /// An error of the system: `DiskFull` where that is the cause.
    pub(super) fn io(doing: &'static str, path: &Path, cause: io::Error) -> WriteError {
        let path = path.to_owned();
        match cause.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => WriteError::DiskFull { path },
            _ => WriteError::Io { doing, path, cause },
        }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Io { doing, path, cause } => write!(f, "cannot {doing} {}: {}", quoted(path), words(cause)),
            WriteError::DiskFull { path } => {
                write!(
                    f,
                    "cannot write {}: the disk is full (no space left); the previous site is unchanged",
                    quoted(path)
                )
            }
            WriteError::Busy { output } => write!(f, "another build is writing {}", quoted(output)),
            WriteError::BadPath { path, why } => write!(f, "cannot write `{}`: {why}", path.escape_debug()),
            WriteError::Clash { first, second, how } => match how {
                Clash::Same => write!(f, "two outputs have the path `{first}`"),
                Clash::Case => write!(f, "the outputs `{first}` and `{second}` differ in letter case only"),
                Clash::Folder => {
                    write!(
                        f,
                        "the outputs `{first}` and `{second}` clash: one is a file where the other needs a folder"
                    )
                }
            },
            WriteError::Foreign { path, n_more } => write_foreign(f, path, *n_more),
            WriteError::Protected { output, protected } => write!(
                f,
                "the output {} may not be, contain or lie inside {}: choose another --output-dir",
                quoted(output),
                quoted(protected)
            ),
            WriteError::NotFolder { output } => {
                write!(f, "the output {} is not a folder: remove it, or choose another --output-dir", quoted(output))
            }
            WriteError::Mount { path } => write!(
                f,
                "{} is a mount point and cannot be replaced in one step: choose an --output-dir inside it or elsewhere",
                quoted(path)
            ),
            WriteError::Newer { path, version } => write!(
                f,
                "{} has version {version}, from a newer factloom: update factloom, or choose another --output-dir",
                quoted(path)
            ),
            WriteError::Interrupted { output, old } => write!(
                f,
                "an interrupted build left the previous site in {}, and {} was made since: move one of them away",
                quoted(old),
                quoted(output)
            ),
            WriteError::Leftover { path, cause } => {
                write!(
                    f,
                    "the site is written, but the previous one cannot be removed from {}: {}",
                    quoted(path),
                    words(cause)
                )
            }
        }
    }
}

fn write_foreign(f: &mut fmt::Formatter<'_>, path: &Path, n_more: usize) -> fmt::Result {
    let path = quoted(path);
    match n_more {
        0 => write!(f, "{path} is in the way and not a file of ours: remove it, or choose another --output-dir"),
        _ => write!(
            f,
            "{path} and {n_more} more are in the way and not files of ours: remove them, or choose another --output-dir"
        ),
    }
}

fn quoted(path: &Path) -> String {
    format!("`{}`", path.display())
}

/// The system's message without its number, in lower case: "permission denied".
fn words(cause: &io::Error) -> String {
    let text = cause.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            WriteError::Io { cause, .. } | WriteError::Leftover { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
