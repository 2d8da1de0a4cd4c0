//! Writes a site's own files: what an editor's command changed, made or moved.
//!
//! In: a path and the whole new text, or a list of changes. Out: the file, whole or not at all: the text goes to
//! a neighbour first, which then takes the file's place. A link is followed, and the file keeps its permissions.
//! Of a list all changes are made, or, if one fails, those made before are taken back.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::error::WriteError;

/// A change to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A file that holds `was` gets another text.
    Replace {
        /// The file.
        path: PathBuf,
        /// The text it must still have.
        was: String,
        /// Its new text.
        text: String,
    },
    /// A file that must not be there yet.
    Create {
        /// The file.
        path: PathBuf,
        /// Its text.
        text: String,
    },
    /// A file gets another name; nothing may stand there yet.
    Move {
        /// Its name so far.
        from: PathBuf,
        /// Its new name; missing folders are made.
        to: PathBuf,
    },
}

/// Makes all changes, in order. At an error those made so far are taken back.
pub fn change_all(changes: &[Change]) -> Result<(), WriteError> {
    for (done, change) in changes.iter().enumerate() {
        if let Err(error) = make(change) {
            for change in changes[..done].iter().rev() {
                // Best effort: what could be written a moment ago can be written back.
                let _ = undo(change);
            }
            return Err(error);
        }
    }
    Ok(())
}

fn make(change: &Change) -> Result<(), WriteError> {
    match change {
        Change::Replace { path, was, text } => {
            let now = fs::read_to_string(path).map_err(|error| WriteError::io("read", path, error))?;
            if now != *was {
                let cause = std::io::Error::other("it has changed since it was read");
                return Err(WriteError::io("write", path, cause));
            }
            replace(path, text)
        }
        Change::Create { path, text } => create(path, text),
        Change::Move { from, to } => rename(from, to),
    }
}

fn undo(change: &Change) -> Result<(), WriteError> {
    match change {
        Change::Replace { path, was, .. } => replace(path, was),
        Change::Create { path, .. } => fs::remove_file(path).map_err(|error| WriteError::io("remove", path, error)),
        Change::Move { from, to } => rename(to, from),
    }
}

/// Gives a file another name, unless something has it already.
fn rename(from: &Path, to: &Path) -> Result<(), WriteError> {
    let fail = |error| WriteError::io("write", to, error);
    if fs::symlink_metadata(to).is_ok() {
        return Err(fail(ErrorKind::AlreadyExists.into()));
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    fs::rename(from, to).map_err(|error| WriteError::io("move", from, error))
}

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

    #[test]
    fn of_several_changes_all_are_made_or_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        let read = |name: &str| fs::read_to_string(path(name)).ok();
        create(&path("a.md"), "a\n").expect("made");
        create(&path("b.md"), "b\n").expect("made");
        let replaced = |was: &str| Change::Replace { path: path("a.md"), was: was.to_owned(), text: "A\n".to_owned() };
        let moved = |to: &str| Change::Move { from: path("a.md"), to: path(to) };
        let created = Change::Create { path: path("c.md"), text: "c\n".to_owned() };
        let error = change_all(&[replaced("a\n"), created.clone(), moved("b.md")]).expect_err("b.md is there");
        assert!(error.to_string().contains("b.md"), "{error}");
        assert_eq!((read("a.md").as_deref(), read("b.md").as_deref(), read("c.md")), (Some("a\n"), Some("b\n"), None));
        let error = change_all(&[replaced("old\n")]).expect_err("the file is another");
        assert!(error.to_string().contains("changed since"), "{error}");
        change_all(&[replaced("a\n"), created, moved("x/d.md")]).expect("made");
        assert_eq!(
            (read("a.md"), read("x/d.md").as_deref(), read("c.md").as_deref()),
            (None, Some("A\n"), Some("c\n"))
        );
    }
}
