//! The list of what we wrote, kept in the output: it tells ours from foreign, and changed from unchanged.
//!
//! In: JSON text. Out: a `Manifest`, and back: one line per file, so that a diff of two builds can be read.
//! Holds no times, no absolute paths, no machine: the same site has the same manifest everywhere.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::WriteError;
use crate::base::hash::Hash;

/// Its name in the output directory.
pub const MANIFEST: &str = ".factloom-manifest.json";
/// The version written; higher ones are refused, since their meaning is unknown.
const VERSION: u64 = 1;

/// What a site consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Program and version: "factloom 0.1.0".
    pub generator: Box<str>,
    /// How a host is to serve the site, in the words of `hosting/record`; null if nothing is known of that.
    pub serving: Value,
    /// By path below the output, with `/`; the manifest itself is not in it.
    pub files: BTreeMap<Box<str>, Entry>,
}

/// One file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Hash of its bytes.
    pub hash: Hash,
    /// Their number.
    pub size: u64,
}

#[derive(Deserialize)]
struct Head {
    version: u64,
}

#[derive(Deserialize)]
struct Body {
    generator: Box<str>,
    #[serde(default)]
    serving: Value,
    files: BTreeMap<Box<str>, Entry>,
}

impl Manifest {
    /// A manifest of `files` by this factloom.
    pub fn new(files: BTreeMap<Box<str>, Entry>) -> Manifest {
        Manifest { generator: concat!("factloom ", env!("CARGO_PKG_VERSION")).into(), serving: Value::Null, files }
    }

    /// The manifest in a directory; `None` if there is none, or none that can be understood.
    pub fn read(output: &Path) -> Result<Option<Manifest>, WriteError> {
        let path = output.join(MANIFEST);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(WriteError::io("read", &path, error)),
        };
        match serde_json::from_slice(&text) {
            Ok(Head { version }) if version > VERSION => Err(WriteError::Newer { path, version }),
            Ok(Head { version: VERSION }) => Ok(Manifest::parse(&text)),
            Ok(_) | Err(_) => Ok(None),
        }
    }

    fn parse(text: &[u8]) -> Option<Manifest> {
        let Body { generator, serving, files } = serde_json::from_slice(text).ok()?;
        Some(Manifest { generator, serving, files })
    }

    /// Its text, sorted by path.
    pub fn print(&self) -> String {
        let mut out = String::with_capacity(64 + self.files.len() * 112);
        let generator = json(&self.generator);
        out.push_str(&format!("{{\"version\":{VERSION},\"generator\":{generator},"));
        if !self.serving.is_null() {
            out.push_str(&format!("\"serving\":{},", self.serving));
        }
        out.push_str("\"files\":{");
        for (index, (path, entry)) in self.files.iter().enumerate() {
            let comma = if index == 0 { "\n" } else { ",\n" };
            let Entry { hash, size } = entry;
            write!(out, "{comma}{}:{{\"hash\":\"{hash}\",\"size\":{size}}}", json(path)).expect("a String takes all");
        }
        out.push_str("\n}}\n");
        out
    }
}

fn json(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(files: &[(&str, &str)]) -> Manifest {
        let entry = |text: &str| Entry { hash: Hash::of(text.as_bytes()), size: text.len() as u64 };
        Manifest::new(files.iter().map(|(path, text)| ((*path).into(), entry(text))).collect())
    }

    #[test]
    fn the_text_is_sorted_and_reads_back() {
        let manifest = manifest(&[("b \"x\"", "two"), ("a/é", "")]);
        let text = manifest.print();
        let expected = "{\"version\":1,\"generator\":\"factloom VERSION\",\"files\":{\n\
            \"a/é\":{\"hash\":\"af1349b9f5f9a1a6a0404dea36dcc949\",\"size\":0},\n\
            \"b \\\"x\\\"\":{\"hash\":\"dc770fff53f50835f8cc957e01c0d573\",\"size\":3}\n}}\n"
            .replace("VERSION", env!("CARGO_PKG_VERSION"));
        assert_eq!(text, expected);
        assert_eq!(Manifest::parse(text.as_bytes()), Some(manifest));
        assert_eq!(Manifest::parse(self::manifest(&[]).print().as_bytes()), Some(self::manifest(&[])));
    }
}
