//! Carries files that we did not write over to the new site.
//!
//! In: the old output and its manifest. Out: each foreign file in the staged directory: hard-linked, or copied
//! where links are not to be had; folders with their permissions, symbolic links as links. A file that stands
//! where one of ours must go is an error, unless its bytes are ours already.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::error::WriteError;
use super::manifest::{MANIFEST, Manifest};
use super::place::Place;
use crate::base::hash::Hash;

/// Carries everything over that is in neither manifest; returns how many files that were.
pub(super) fn carry(place: &Place, old: Option<&Manifest>, new: &Manifest) -> Result<usize, WriteError> {
    let mut count = 0;
    let mut in_the_way: Vec<PathBuf> = Vec::new();
    let mut folders: Vec<(PathBuf, fs::Permissions)> = Vec::new();
    for entry in WalkDir::new(&place.output).min_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|error| walk_error(place, error))?;
        let below = entry.path().strip_prefix(&place.output).unwrap_or(entry.path());
        let target = place.stage.join(below);
        if entry.file_type().is_dir() {
            if is_foreign_folder(below, entry.path(), old)? {
                make_folder(entry.path(), &target, &mut folders)?;
            }
            continue;
        }
        if is_ours(below, old) {
            continue;
        }
        match place_of(entry.path(), &target, below, new)? {
            Standing::Free => {
                make_parents(&target)?;
                carry_file(entry.path(), &target, entry.file_type().is_symlink())?;
                count += 1;
            }
            Standing::Same => count += 1,
            Standing::InTheWay => in_the_way.push(place.show(entry.path())),
        }
    }
    if let Some(first) = in_the_way.first() {
        return Err(WriteError::Foreign { path: first.clone(), n_more: in_the_way.len() - 1 });
    }
    // Permissions last: a write-protected folder takes no files.
    for (folder, permissions) in folders.into_iter().rev() {
        fs::set_permissions(&folder, permissions).map_err(|error| WriteError::io("write", &folder, error))?;
    }
    Ok(count)
}

enum Standing {
    Free,
    Same,
    InTheWay,
}

/// Whether one of ours stands, or must stand, where a foreign file is to go.
fn place_of(source: &Path, target: &Path, below: &Path, new: &Manifest) -> Result<Standing, WriteError> {
    let ours = below.to_str().and_then(|path| new.files.get(path));
    if let Some(entry) = ours {
        let bytes = fs::read(source).map_err(|error| WriteError::io("read", source, error))?;
        let is_same = bytes.len() as u64 == entry.size && Hash::of(&bytes) == entry.hash;
        return Ok(if is_same { Standing::Same } else { Standing::InTheWay });
    }
    // One of ours is a folder where the foreign file stands, or the other way round.
    let blocked_above =
        target.ancestors().skip(1).any(|folder| fs::symlink_metadata(folder).is_ok_and(|m| m.is_file()));
    match blocked_above || fs::symlink_metadata(target).is_ok() {
        true => Ok(Standing::InTheWay),
        false => Ok(Standing::Free),
    }
}

fn is_ours(below: &Path, old: Option<&Manifest>) -> bool {
    let path = below.to_str().unwrap_or("");
    path == MANIFEST || old.is_some_and(|old| old.files.contains_key(path))
}

/// A folder is carried by itself if it is empty, or if something foreign is in it; the latter follows from
/// its files, so only empty ones count here.
fn is_foreign_folder(below: &Path, path: &Path, old: Option<&Manifest>) -> Result<bool, WriteError> {
    let mut entries = fs::read_dir(path).map_err(|error| WriteError::io("read", path, error))?;
    let prefix = format!("{}/", below.to_string_lossy());
    let was_ours = old.is_some_and(|old| {
        old.files
            .range::<Box<str>, _>(Box::from(prefix.as_str())..)
            .next()
            .is_some_and(|(path, _)| path.starts_with(&prefix))
    });
    Ok(!was_ours && (entries.next().is_none() || is_protected(path)))
}

fn is_protected(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly())
}

fn make_folder(source: &Path, target: &Path, folders: &mut Vec<(PathBuf, fs::Permissions)>) -> Result<(), WriteError> {
    fs::create_dir_all(target).map_err(|error| WriteError::io("write", target, error))?;
    let permissions = fs::metadata(source).map_err(|error| WriteError::io("read", source, error))?.permissions();
    folders.push((target.to_owned(), permissions));
    Ok(())
}

fn make_parents(target: &Path) -> Result<(), WriteError> {
    let parent = target.parent().unwrap_or(target);
    fs::create_dir_all(parent).map_err(|error| WriteError::io("write", parent, error))
}

fn carry_file(source: &Path, target: &Path, is_link: bool) -> Result<(), WriteError> {
    let result = match is_link {
        true => fs::read_link(source).and_then(|to| std::os::unix::fs::symlink(to, target)),
        false => link_or_copy(source, target),
    };
    result.map_err(|error| WriteError::io("write", target, error))
}

/// A second name for a file's bytes; a copy where the file system has no links.
pub(super) fn link_or_copy(source: &Path, target: &Path) -> io::Result<()> {
    match fs::hard_link(source, target) {
        Err(error) if error.kind() == ErrorKind::NotFound => Err(error),
        Err(_) => fs::copy(source, target).map(drop),
        Ok(()) => Ok(()),
    }
}

fn walk_error(place: &Place, error: walkdir::Error) -> WriteError {
    let path = error.path().unwrap_or(&place.output).to_owned();
    WriteError::io("read", &path, error.into())
}
