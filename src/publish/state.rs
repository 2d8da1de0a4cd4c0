//! What a host knows of the site: the manifest of what is published, and the journal of a publish under way.
//!
//! In: JSON texts. Out: values, and back. Both live beside the site under `.factloom/`, which no page links to.
//! The manifest tells ours from foreign and changed from unchanged, by hash. The journal is also the lock: it is
//! made only where none is, and lists every path that the publish may touch, so that whoever comes after a killed
//! publish knows which files are in doubt. Absent on purpose: reading and writing them, which is the host's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::hash::Hash;
use crate::publish::error::{Kind, PublishError};

/// Beginning of the names that are ours and not the site's.
pub const OURS: &str = ".factloom/";
/// Name of the manifest on a host.
pub const PUBLISHED: &str = ".factloom/published.json";
/// Name of the journal.
pub const JOURNAL: &str = ".factloom/journal.json";
/// Where the bytes of earlier releases are kept, by hash.
pub const KEPT: &str = ".factloom/kept/";
/// Where the manifests of earlier releases are kept.
pub const RELEASES: &str = ".factloom/releases/";

/// Where files lie that are being written, on hosts where a file is written before it gets its name.
pub const PARTS: &str = ".factloom/parts/";

/// The version written; higher ones are refused, since their meaning is unknown.
const VERSION: u64 = 1;

/// One published file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Hash of its bytes.
    pub hash: Hash,
    /// Their number.
    pub size: u64,
    /// Hash of the headers that it is stored with, where the host stores any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<Hash>,
}

/// What is published: the manifest of a site on a host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Name of the release: UTC time and beginning of the site's hash, `20261127-234546-1a2b3c4d`.
    pub release: Box<str>,
    /// By path, with `/`; none of ours is in it.
    pub files: BTreeMap<Box<str>, File>,
}

#[derive(Deserialize)]
struct Head {
    version: u64,
}

#[derive(Deserialize)]
struct Body {
    release: Box<str>,
    files: BTreeMap<Box<str>, File>,
}

impl Published {
    /// Reads a manifest from a host.
    pub fn read(bytes: &[u8]) -> Result<Published, PublishError> {
        check_version(bytes, PUBLISHED)?;
        let body: Body = serde_json::from_slice(bytes).map_err(|error| damaged(PUBLISHED, &error.to_string()))?;
        match body.files.keys().find(|path| !is_safe(path)) {
            Some(path) => Err(damaged(PUBLISHED, &format!("`{path}` is no path of a file"))),
            None => Ok(Published { release: body.release, files: body.files }),
        }
    }

    /// The same files as a release of the time `stamp`.
    pub fn renamed(mut self, stamp: &str) -> Published {
        let id = super::plan::id(Some(&self), &Doubt::new()).to_string();
        self.release = format!("{stamp}-{}", &id[..8]).into();
        self
    }

    /// Its text, one line a file, sorted by path.
    pub fn print(&self) -> String {
        let mut out = String::with_capacity(80 + self.files.len() * 120);
        let quoted = |text: &str| serde_json::to_string(text).expect("text is JSON");
        out.push_str(&format!("{{\"version\":{VERSION},\"release\":{},\"files\":{{", quoted(&self.release)));
        for (index, (path, file)) in self.files.iter().enumerate() {
            out.push_str(if index == 0 { "\n" } else { ",\n" });
            out.push_str(&quoted(path));
            out.push(':');
            out.push_str(&serde_json::to_string(file).expect("a file is JSON"));
        }
        out.push_str("\n}}\n");
        out
    }
}

/// A path that stays below the place, and is none of ours: what is on a host may have been written by others.
pub fn is_safe(path: &str) -> bool {
    !path.starts_with(OURS)
        && !path.contains(['\\', '\0'])
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

/// Paths that a publish may touch. For one that no manifest knows: hashes of what of ours may stand there, so that
/// a file of somebody else of that name is told from a half-done publish.
pub type Doubt = BTreeMap<Box<str>, Vec<Hash>>;

/// A publish that is under way, or died.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// Version of the format.
    pub version: u64,
    /// Who publishes: `user@machine`, for messages.
    pub by: String,
    /// When it began, for messages: UTC.
    pub since: String,
    /// Known to the machine that began it alone.
    pub token: String,
    /// Raised as long as the publisher lives.
    pub beat: u64,
    /// Whether its publisher gave up and said so.
    #[serde(default)]
    pub is_left: bool,
    /// Every path that may be written or deleted.
    pub paths: Doubt,
}

impl Journal {
    /// A journal of a publish that begins.
    pub fn new(by: &str, since: &str, token: &str, paths: Doubt) -> Journal {
        Journal {
            version: VERSION,
            by: by.to_owned(),
            since: since.to_owned(),
            token: token.to_owned(),
            beat: 0,
            is_left: false,
            paths,
        }
    }

    /// Reads a journal from a host.
    pub fn read(bytes: &[u8]) -> Result<Journal, PublishError> {
        check_version(bytes, JOURNAL)?;
        let journal: Journal = serde_json::from_slice(bytes).map_err(|error| damaged(JOURNAL, &error.to_string()))?;
        match journal.paths.keys().find(|path| !is_safe(path)) {
            Some(path) => Err(damaged(JOURNAL, &format!("`{path}` is no path of a file"))),
            None => Ok(journal),
        }
    }

    /// Its text.
    pub fn print(&self) -> String {
        serde_json::to_string(self).expect("a journal is JSON")
    }
}

fn check_version(bytes: &[u8], name: &str) -> Result<(), PublishError> {
    match serde_json::from_slice(bytes) {
        Ok(Head { version: VERSION }) => Ok(()),
        Ok(Head { version }) if version > VERSION => {
            let message = format!("`{name}` on the host has format {version}, which this factloom does not know");
            Err(PublishError::new(Kind::Newer, message).help("publish with the newer factloom that wrote it"))
        }
        Ok(Head { version }) => Err(damaged(name, &format!("there is no format {version}"))),
        Err(error) => Err(damaged(name, &error.to_string())),
    }
}

fn damaged(name: &str, why: &str) -> PublishError {
    PublishError::new(Kind::Host, format!("`{name}` on the host cannot be understood: {why}")).help(format!(
        "if nothing else uses that name, delete `{name}` there: the next publish then sends every file again"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_reads_back_and_refuses_paths_that_leave_the_place() {
        let file = File { hash: Hash::of(b"x"), size: 1, headers: Some(Hash::of(b"y")) };
        let files = BTreeMap::from([("a/index.html".into(), file), ("b".into(), File { headers: None, ..file })]);
        let published = Published { release: "r".into(), files };
        assert_eq!(Published::read(published.print().as_bytes()), Ok(published.clone()));
        for path in ["../x", "/etc/passwd", "a//b", "a/./b", ".factloom/journal.json", "a\\b", ""] {
            let bad = Published { files: BTreeMap::from([(path.into(), file)]), ..published.clone() };
            assert_eq!(Published::read(bad.print().as_bytes()).map_err(|error| error.kind), Err(Kind::Host), "{path}");
        }
    }

    #[test]
    fn what_is_newer_or_damaged_says_so() {
        let kind = |text: &str| Published::read(text.as_bytes()).map_err(|error| error.kind);
        assert_eq!(kind("{\"version\":2}"), Err(Kind::Newer));
        assert_eq!(kind("{\"version\":1,\"release\":\"x\",\"files\":7}"), Err(Kind::Host));
        assert_eq!(kind("<html>"), Err(Kind::Host));
        let journal = Journal::new("me@here", "now", "t", Doubt::from([("a".into(), vec![Hash::of(b"x")])]));
        assert_eq!(Journal::read(journal.print().as_bytes()), Ok(journal));
    }
}
