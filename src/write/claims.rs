//! Which output paths are taken, and which may be taken at all.
//!
//! In: paths as pages name them. Out: an error for the second of two that cannot both exist.
//! Letter case is ignored, since macOS, Windows and many a host ignore it too.
//! Absent on purpose: the disk. What stands there already is `foreign`'s matter.

use std::collections::HashMap;

use super::error::WriteError;
use super::manifest::MANIFEST;

/// Longest file name that common file systems take, in bytes.
const MAX_NAME: usize = 255;

/// In what way two outputs clash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// They have one path.
    Same,
    /// Their paths differ in letter case only.
    Case,
    /// One is a file where the other needs a folder.
    Folder,
}

/// All paths taken so far.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// By path in lower case.
    taken: HashMap<Box<str>, Claim>,
}

#[derive(Debug)]
struct Claim {
    /// The output that came first and needs this file or folder.
    path: Box<str>,
    is_folder: bool,
}

impl Claims {
    /// Takes `path` and the folders above it. Says whether the folder that holds it is met for the first time.
    pub(super) fn add(&mut self, path: &str) -> Result<bool, WriteError> {
        let key = path.to_lowercase();
        let mut is_fresh = false;
        for (depth, folder) in folders(&key).enumerate() {
            match self.taken.get(folder) {
                Some(claim) if claim.is_folder => break,
                Some(claim) => return Err(clash(&claim.path, path, Clash::Folder)),
                None => is_fresh |= depth == 0,
            }
            self.taken.insert(folder.into(), Claim { path: path.into(), is_folder: true });
        }
        match self.taken.get(key.as_str()) {
            Some(claim) if claim.is_folder => Err(clash(&claim.path, path, Clash::Folder)),
            Some(claim) if *claim.path == *path => Err(clash(path, path, Clash::Same)),
            Some(claim) => Err(clash(&claim.path, path, Clash::Case)),
            None => {
                self.taken.insert(key.into(), Claim { path: path.into(), is_folder: false });
                Ok(is_fresh)
            }
        }
    }
}

fn clash(one: &str, other: &str, how: Clash) -> WriteError {
    // Which came first depends on the threads; the message must not.
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    WriteError::Clash { first: first.into(), second: second.into(), how }
}

/// The folders above a path, nearest first: `a/b`, `a` for `a/b/c`.
pub(super) fn folders(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(above(path), |folder| above(folder))
}

fn above(path: &str) -> Option<&str> {
    path.rfind('/').map(|at| &path[..at])
}

/// Refuses paths that leave the output, that no file can have, or that are the manifest's.
pub(super) fn check_path(path: &str) -> Result<(), WriteError> {
    let bad = |why| Err(WriteError::BadPath { path: path.into(), why });
    if path.is_empty() {
        return bad("the path is empty");
    }
    if path.starts_with('/') {
        return bad("the path is absolute");
    }
    if path.contains('\0') {
        return bad("the path holds a NUL");
    }
    if path.eq_ignore_ascii_case(MANIFEST) {
        return bad("the manifest has this path");
    }
    for name in path.split('/') {
        if name.is_empty() {
            return bad("a name in it is empty");
        }
        if name.bytes().all(|byte| byte == b'.') {
            return bad("a name in it consists of dots");
        }
        if name.len() > MAX_NAME {
            return bad("a name in it is longer than 255 bytes");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add_all(paths: &[&str]) -> String {
        let mut claims = Claims::default();
        let result = paths.iter().try_for_each(|path| claims.add(path).map(drop));
        result.map_or_else(|error| error.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn a_clash_names_both_outputs_in_either_order() {
        for (one, other, message) in [
            ("a/b", "a/b", "two outputs have the path `a/b`"),
            ("a/b", "A/b", "the outputs `A/b` and `a/b` differ in letter case only"),
            ("É", "é", "the outputs `É` and `é` differ in letter case only"),
            ("a", "a/b/c", "the outputs `a` and `a/b/c` clash: one is a file where the other needs a folder"),
            ("A", "a/b/c", "the outputs `A` and `a/b/c` clash: one is a file where the other needs a folder"),
            ("a/b", "a/b/c", "the outputs `a/b` and `a/b/c` clash: one is a file where the other needs a folder"),
            ("a/b", "a/c", "fine"),
            ("a/b", "A/c", "fine"),
            ("ab", "a/b", "fine"),
        ] {
            assert_eq!(add_all(&[one, other]), message);
            assert_eq!(add_all(&[other, one]), message);
        }
    }

    #[test]
    fn the_holding_folder_is_fresh_once() {
        let mut claims = Claims::default();
        let fresh: Vec<bool> = ["a/b/c", "a/b/d", "a/e", "f", "g/h"].map(|path| claims.add(path).unwrap()).into();
        assert_eq!(fresh, [true, false, false, false, true]);
    }

    #[test]
    fn paths_that_leave_the_output_or_cannot_exist_are_refused() {
        let long = "x".repeat(256);
        let bad = ["", "/a", "a/../b", "..", ".", "a/./b", "a//b", "a/", "a/.../b", "a\0b", MANIFEST, &long];
        for path in bad {
            assert!(matches!(check_path(path), Err(WriteError::BadPath { .. })), "{path:?}");
        }
        for path in ["a", "a/b.c", ".nojekyll", "a/..b", "é/中", &long[1..], "sub/.factloom-manifest.json"] {
            assert!(check_path(path).is_ok(), "{path:?}");
        }
    }
}
