//! Writes a site's own files: what an editor's command changed or made.
//!
//! In: a path and the whole new text. Out: the file, whole or not at all: the text goes to a neighbour first,
//! which then takes the file's place. A link is followed, and the file keeps its permissions.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::error::WriteError;

/// Replaces a file's text.
pub fn replace(path: &Path, text: &str) -> Result<(), WriteError> {
    let fail = |error| WriteError::io("write", path, error);
    let real = fs::canonicalize(path).map_err(fail)?;
    let permissions = fs::metadata(&real).map_err(fail)?.permissions();
    let beside = neighbour(&real);
    let written = write_new(&beside, text).and_then(|()| fs::set_permissions(&beside, permissions));
    let moved = written.and_then(|()| fs::rename(&beside, &real));
    if moved.is_err() {
        // Best effort: the file itself is untouched, and the error says so.
        let _ = fs::remove_file(&beside);
    }
    moved.map_err(fail)
}

/// Makes a file that must not be there yet, and its folders.
pub fn create(path: &Path, text: &str) -> Result<(), WriteError> {
    let fail = |error| WriteError::io("write", path, error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    if fs::symlink_metadata(path).is_ok() {
        return Err(fail(ErrorKind::AlreadyExists.into()));
    }
    let beside = neighbour(path);
    let made = write_new(&beside, text).and_then(|()| fs::hard_link(&beside, path));
    let _ = fs::remove_file(&beside);
    made.map_err(fail)
}

/// Hidden, so that no walk over the site takes it for a file of its own.
fn neighbour(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.factloom-{}", std::process::id()))
}

fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_never_made_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("content/facts/a.yml");
        create(&path, "one\n").expect("made");
        assert!(create(&path, "two\n").is_err(), "it is there already");
        replace(&path, "three\n").expect("replaced");
        assert_eq!(fs::read_to_string(&path).expect("there"), "three\n");
        assert!(replace(&folder.path().join("none.yml"), "x").is_err());
        let left: Vec<_> = fs::read_dir(path.parent().expect("a folder")).expect("read").collect();
        assert_eq!(left.len(), 1, "nothing else is left behind");
    }
}
