//! Puts a staged site in place: one exchange where the system has it, two renames where it has not.
//!
//! Two renames leave an instant without a site. A process killed in it leaves the old site, whole, under its
//! `old` name; that name is the recovery note, and the next build puts it back.
//! Absent on purpose: any look at what the directories hold.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use walkdir::WalkDir;

use super::error::WriteError;
use super::place::Place;

/// Puts the staged site in the place of an old one, which is then found at `place.stage`.
pub(super) fn exchange(place: &Place) -> io::Result<()> {
    match exchange_in_one_step(&place.stage, &place.output) {
        Err(error) if is_unsupported(&error) => exchange_in_two_steps(place),
        result => result,
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange_in_one_step(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange_in_one_step(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// EINVAL is how most file systems say that they know no flags, ENOSYS and ENOTSUP how old kernels do.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::InvalidInput)
        || rustix::io::Errno::from_io_error(error) == Some(rustix::io::Errno::NOTSUP)
}

fn exchange_in_two_steps(place: &Place) -> io::Result<()> {
    fs::rename(&place.output, &place.old)?;
    if let Err(error) = fs::rename(&place.stage, &place.output) {
        // If this fails too, the note stays, and the next build tries again.
        fs::rename(&place.old, &place.output)?;
        return Err(error);
    }
    fs::rename(&place.old, &place.stage)
}

/// Ends what a killed build began: puts an old site back that was moved aside, removes leftovers.
pub(super) fn recover(place: &Place) -> Result<(), WriteError> {
    let is_there = |path: &Path| fs::symlink_metadata(path).is_ok();
    if is_there(&place.old) {
        let target = match (is_there(&place.output), is_there(&place.stage)) {
            (false, _) => &place.output,
            // The new site is in place; only the last rename is missing.
            (true, false) => &place.stage,
            (true, true) => {
                return Err(WriteError::Interrupted { output: place.shown.clone(), old: place.old.clone() });
            }
        };
        fs::rename(&place.old, target).map_err(|error| WriteError::io("recover", &place.old, error))?;
    }
    remove_tree(&place.stage).map_err(|error| WriteError::io("remove", &place.stage, error))
}

/// Removes a directory and all in it, also where folders are write-protected. Fine if there is none.
pub(super) fn remove_tree(root: &Path) -> io::Result<()> {
    let result = match fs::remove_dir_all(root) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            unprotect_folders(root);
            fs::remove_dir_all(root)
        }
        result => result,
    };
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Makes each folder writable; what cannot be changed shows when it is removed.
fn unprotect_folders(root: &Path) {
    for entry in WalkDir::new(root).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_dir() {
            let _ = fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o700));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A place with an old site `1` and a staged site `2`.
    fn place_of_two(root: &Path) -> Place {
        let place = Place::find(&root.join("public"), &[]).unwrap();
        for (folder, text) in [(&place.output, "1"), (&place.stage, "2")] {
            fs::create_dir(folder).unwrap();
            fs::write(folder.join("x"), text).unwrap();
        }
        place
    }

    fn text_at(folder: &Path) -> String {
        fs::read_to_string(folder.join("x")).unwrap_or_default()
    }

    #[test]
    fn both_ways_lead_to_the_same_directories() {
        for way in [exchange, exchange_in_two_steps] {
            let root = tempfile::tempdir().unwrap();
            let place = place_of_two(root.path());
            way(&place).unwrap();
            assert_eq!((text_at(&place.output), text_at(&place.stage)), ("2".into(), "1".into()));
            assert!(!place.old.exists());
        }
    }

    #[test]
    fn a_failed_second_rename_is_taken_back() {
        let root = tempfile::tempdir().unwrap();
        let place = place_of_two(root.path());
        fs::remove_dir_all(&place.stage).unwrap();
        assert!(exchange_in_two_steps(&place).is_err());
        assert_eq!(text_at(&place.output), "1");
        assert!(!place.old.exists());
    }

    #[test]
    fn a_build_killed_between_the_renames_is_recovered() {
        for (n_renames, expected) in [(0, "1"), (1, "1"), (2, "2"), (3, "2")] {
            let root = tempfile::tempdir().unwrap();
            let place = place_of_two(root.path());
            let renames = [(&place.output, &place.old), (&place.stage, &place.output), (&place.old, &place.stage)];
            for (from, to) in &renames[..n_renames] {
                fs::rename(from, to).unwrap();
            }
            recover(&place).unwrap();
            assert_eq!(text_at(&place.output), expected);
            assert!(!place.old.exists() && !place.stage.exists());
        }
    }

    #[test]
    fn an_output_made_since_the_interruption_is_not_overwritten() {
        let root = tempfile::tempdir().unwrap();
        let place = place_of_two(root.path());
        fs::rename(&place.output, &place.old).unwrap();
        fs::create_dir(&place.output).unwrap();
        assert!(matches!(recover(&place), Err(WriteError::Interrupted { .. })));
        assert_eq!((text_at(&place.old), text_at(&place.stage)), ("1".into(), "2".into()));
    }

    #[test]
    fn write_protected_folders_are_removed() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a");
        fs::create_dir_all(folder.join("b")).unwrap();
        fs::write(folder.join("b/c"), "").unwrap();
        fs::set_permissions(folder.join("b"), fs::Permissions::from_mode(0o555)).unwrap();
        remove_tree(&folder).unwrap();
        remove_tree(&folder).unwrap();
        assert!(!folder.exists());
    }
}
