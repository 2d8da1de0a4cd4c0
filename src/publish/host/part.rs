//! A file of a directory appears whole under its name, or not at all, whoever is killed when, and on every disk.
//!
//! In: a directory, a path below it, bytes. Out: the file. It is written under `.factloom/parts/` and gets its name in one
//! step. A name that somebody else has is left alone; how that is made sure in one step depends on the disk, and `WAYS`
//! lists how. What a killed publish leaves lies there together, and goes with the next journal (`clear`).

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::folder::failed;
use crate::base::hash::Hash;
use crate::publish::error::PublishError;

/// Where files lie that are being written.
pub(super) const PARTS: &str = ".factloom/parts";

/// How often, and how long each time, a claim is waited for whose publisher may live.
const PATIENCE: (u32, Duration) = (20, Duration::from_millis(100));

/// How a part gets a name that nobody has, the best way first. Each fails with `AlreadyExists` where there is a file, and
/// with any other error where the disk does not know it; then the next one is tried.
const WAYS: [Way; 3] = [renamed, linked, claimed];

/// Gives a part (first) its name (second).
type Way = fn(&Path, &Path) -> io::Result<()>;

/// The parts of one publisher below one directory.
pub(super) struct Parts {
    root: PathBuf,
    /// Tells ours from those of another publisher that writes the same file at once.
    suffix: String,
}

impl Parts {
    /// For a directory.
    pub(super) fn new(root: PathBuf) -> Parts {
        // Process numbers of two machines that share a directory may be the same.
        let suffix = format!("{:016x}", RandomState::new().build_hasher().finish());
        Parts { root, suffix }
    }

    /// Makes a file where there is none; false if there is one.
    pub(super) fn create(&self, place: &Path, bytes: &[u8]) -> Result<bool, PublishError> {
        self.create_by(&WAYS, place, bytes)
    }

    fn create_by(&self, ways: &[Way], place: &Path, bytes: &[u8]) -> Result<bool, PublishError> {
        let is_claim = self.is_dead_claim(place);
        let part = self.write(place, bytes)?;
        let mut made = if is_claim { fs::rename(&part, place) } else { Err(ErrorKind::Unsupported.into()) };
        for way in ways {
            if made.as_ref().map_or_else(is_taken, |()| true) {
                break;
            }
            made = way(&part, place);
            if made.is_err() && !part.exists() {
                // Another publisher was done, and cleared the parts away.
                self.write(place, bytes)?;
                made = way(&part, place);
            }
        }
        let _ = fs::remove_file(&part);
        match made {
            Ok(()) => Ok(true),
            Err(error) if is_taken(&error) => Ok(false),
            Err(error) => Err(failed("write", place, &error)),
        }
    }

    /// Writes a file, whatever is there.
    pub(super) fn put(&self, place: &Path, bytes: &[u8]) -> Result<(), PublishError> {
        let part = self.write(place, bytes)?;
        fs::rename(&part, place).map_err(|error| {
            let _ = fs::remove_file(&part);
            failed("write", place, &error)
        })
    }

    /// Whether a file is a name that was claimed and has no bytes yet: to a reader of ours there is none.
    pub(super) fn is_claim(&self, place: &Path) -> bool {
        let is_empty = fs::symlink_metadata(place).is_ok_and(|data| data.is_file() && data.len() == 0);
        let name = name_of(place);
        let mut parts = is_empty.then(|| fs::read_dir(self.root.join(PARTS)).ok()).flatten().into_iter().flatten();
        parts.any(|part| part.is_ok_and(|part| part.file_name().to_string_lossy().starts_with(&name)))
    }

    /// Takes away what lies about. The publish is over: nobody writes there.
    pub(super) fn clear(&self) {
        let _ = fs::remove_dir_all(self.root.join(PARTS));
    }

    /// Whether a claim is one that nobody will fill.
    fn is_dead_claim(&self, place: &Path) -> bool {
        let (times, pause) = PATIENCE;
        for _ in 0..times {
            if !self.is_claim(place) {
                return false;
            }
            std::thread::sleep(pause);
        }
        self.is_claim(place)
    }

    fn write(&self, place: &Path, bytes: &[u8]) -> Result<PathBuf, PublishError> {
        self.make_parent(place)?;
        let part = self.root.join(PARTS).join(format!("{}-{}", name_of(place), self.suffix));
        self.make_parent(&part)?;
        let written = fs::File::create(&part).and_then(|mut file| file.write_all(bytes));
        written.map_err(|error| {
            // A half-written file is no use to anyone, nor are folders that hold nothing.
            let _ = fs::remove_file(&part);
            for empty in part.ancestors().skip(1).take(2) {
                let _ = fs::remove_dir(empty);
            }
            failed("write", place, &error)
        })?;
        Ok(part)
    }

    pub(super) fn make_parent(&self, place: &Path) -> Result<(), PublishError> {
        let parent = place.parent().unwrap_or(&self.root);
        fs::create_dir_all(parent).map_err(|error| failed("make", parent, &error))
    }
}

/// The beginning of the names of all parts of a file.
fn name_of(place: &Path) -> String {
    Hash::of(place.as_os_str().as_encoded_bytes()).to_string()
}

/// Whether somebody else has the name: then no other way is tried.
fn is_taken(error: &io::Error) -> bool {
    error.kind() == ErrorKind::AlreadyExists
}

/// One step. Linux knows it for ext4, xfs, btrfs, tmpfs, FAT and exFAT; not for NFS, nor by FUSE.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn renamed(part: &Path, place: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, part, CWD, place, RenameFlags::NOREPLACE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn renamed(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Two names for a moment; NFS knows it.
fn linked(part: &Path, place: &Path) -> io::Result<()> {
    fs::hard_link(part, place)
}

/// Two steps: an empty file takes the name, the part its place. Who is killed between leaves the empty file and its part,
/// by which the next publish knows the claim as ours (`is_claim`): an empty file beside no part is somebody's.
fn claimed(part: &Path, place: &Path) -> io::Result<()> {
    fs::File::create_new(place)?;
    fs::rename(part, place).inspect_err(|_| drop(fs::remove_file(place)))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn parts(root: &Path) -> Parts {
        Parts::new(root.to_path_buf())
    }

    #[test]
    fn each_way_makes_a_file_whole_and_leaves_what_is_there() {
        for (number, way) in WAYS.iter().enumerate() {
            let root = tempfile::tempdir().unwrap();
            let (place, theirs) = (root.path().join("a/b"), root.path().join("theirs"));
            fs::write(&theirs, "").unwrap();
            let parts = parts(root.path());
            assert!(parts.create_by(&[*way], &place, b"one").unwrap(), "way {number}");
            assert!(!parts.create_by(&[*way], &place, b"two").unwrap(), "way {number}");
            assert!(!parts.create_by(&[*way], &theirs, b"two").unwrap(), "way {number}: empty, but not ours");
            assert_eq!((fs::read(&place).unwrap(), fs::read(&theirs).unwrap()), (b"one".to_vec(), Vec::new()));
            assert_eq!(fs::read_dir(root.path().join(PARTS)).unwrap().count(), 0, "way {number}: no part is left");
        }
    }

    #[test]
    fn of_many_who_make_a_file_at_once_one_does() {
        for (number, way) in WAYS.iter().enumerate() {
            let root = tempfile::tempdir().unwrap();
            for round in 0..50 {
                let place = root.path().join(format!("file-{round}"));
                let made = AtomicU32::new(0);
                std::thread::scope(|scope| {
                    for who in ["one", "two", "three"] {
                        let (parts, place, made) = (parts(root.path()), &place, &made);
                        scope.spawn(move || {
                            let is_ours = parts.create_by(&[*way], place, who.as_bytes()).unwrap();
                            made.fetch_add(u32::from(is_ours), Ordering::Relaxed);
                        });
                    }
                });
                assert_eq!(made.into_inner(), 1, "way {number}, round {round}");
                assert!(!fs::read(&place).unwrap().is_empty());
            }
        }
    }

    #[test]
    fn a_claim_of_a_killed_publish_is_filled_by_the_next_one() {
        let root = tempfile::tempdir().unwrap();
        let place = root.path().join("page");
        // Killed between the two steps of `claimed`.
        parts(root.path()).write(&place, b"one").unwrap();
        fs::File::create_new(&place).unwrap();
        let next = parts(root.path());
        assert!(next.is_claim(&place));
        assert!(next.create(&place, b"two").unwrap());
        assert_eq!(fs::read(&place).unwrap(), b"two");
        assert!(!next.is_claim(&place), "a part beside a file that has bytes says nothing");
        next.clear();
        fs::write(&place, "").unwrap();
        assert!(!next.is_claim(&place), "it is somebody's");
        assert!(!next.create(&place, b"three").unwrap());
    }

    #[test]
    fn parts_that_are_cleared_away_while_we_write_are_written_anew() {
        fn cleared(part: &Path, place: &Path) -> io::Result<()> {
            static TIMES: AtomicU32 = AtomicU32::new(0);
            if TIMES.fetch_add(1, Ordering::Relaxed) == 0 {
                fs::remove_dir_all(part.parent().unwrap())?;
            }
            renamed(part, place)
        }
        let root = tempfile::tempdir().unwrap();
        let place = root.path().join("page");
        assert!(parts(root.path()).create_by(&[cleared], &place, b"one").unwrap());
        assert_eq!(fs::read(&place).unwrap(), b"one");
    }
}
