//! A file of a directory gets its name when it is whole, and no name that somebody else has, whoever is killed when.
//!
//! In: a directory, a path below it, bytes. Out: the file. It is written under `.factloom/parts/` and gets its name in one
//! step; how that leaves another's file alone depends on the disk, and `WAYS` lists how. Where a disk knows no such step
//! the name is claimed by an empty file first, which a reader may meet. What a killed publish leaves lies there together,
//! and goes with the next journal (`clear`).

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::BuildHasher;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::folder::failed;
use crate::base::hash::Hash;
use crate::publish::error::PublishError;
use crate::publish::state::PARTS;

/// How often, and how long each time, a claim is waited for whose publisher may live.
const PATIENCE: (u32, Duration) = (20, Duration::from_millis(100));

/// How often a file is written anew whose folder somebody takes away at the same time.
const TRIES: u32 = 3;

/// How a part gets a name that nobody has, the safest way first. Each fails with `AlreadyExists` where there is a file,
/// and with any other error where the disk does not know it; then the next one is tried.
const WAYS: [Way; 3] = [linked, renamed, claimed];

/// Gives a part (first) its name (second).
type Way = fn(&Path, &Path) -> io::Result<()>;

/// Ends the name of a part whose name is claimed: without one an empty file is somebody's.
pub(super) const CLAIM: &str = "-claim";

/// The parts of one publisher below one directory.
pub(super) struct Parts {
    root: PathBuf,
    /// Tells ours from those of another publisher that writes the same file at once.
    word: String,
}

impl Parts {
    /// For a directory.
    pub(super) fn new(root: PathBuf) -> Parts {
        Parts { root, word: word() }
    }

    /// Makes a file where there is none; false if there is one.
    pub(super) fn create(&self, path: &str, bytes: &[u8]) -> Result<bool, PublishError> {
        self.create_by(&WAYS, path, bytes)
    }

    fn create_by(&self, ways: &[Way], path: &str, bytes: &[u8]) -> Result<bool, PublishError> {
        let place = self.root.join(path);
        let dead = self.dead_claim(path);
        let part = self.write(path, bytes)?;
        let mut made = match dead.is_empty() {
            true => Err(ErrorKind::Unsupported.into()),
            false => inherited(&dead, &part, &place),
        };
        for way in ways {
            if made.as_ref().map_or_else(is_taken, |()| true) {
                break;
            }
            made = way(&part, &place);
            if made.as_ref().is_err_and(is_missing) && !part.exists() && !place.exists() {
                // Another publisher was done, and cleared the parts away.
                self.write(path, bytes)?;
                made = way(&part, &place);
            }
        }
        let _ = fs::remove_file(&part);
        let _ = fs::remove_file(claim_of(&part));
        match made {
            Ok(()) => Ok(true),
            Err(error) if is_taken(&error) => Ok(false),
            Err(error) => Err(failed("write", &place, &error)),
        }
    }

    /// Writes a file, whatever is there.
    pub(super) fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let place = self.root.join(path);
        let mut tries = 1;
        loop {
            let part = self.write(path, bytes)?;
            match fs::rename(&part, &place) {
                Err(error) if is_missing(&error) && tries < TRIES => tries += 1,
                renamed => {
                    return renamed.map_err(|error| {
                        let _ = fs::remove_file(&part);
                        failed("write", &place, &error)
                    });
                }
            }
        }
    }

    /// Whether a file is a name that was claimed and has no bytes yet: to a reader of ours there is none.
    pub(super) fn is_claim(&self, path: &str) -> bool {
        !self.claimants(path).is_empty()
    }

    /// Takes away what lies about. The publish is over: nobody writes there.
    pub(super) fn clear(&self) {
        let _ = fs::remove_dir_all(self.root.join(PARTS));
    }

    pub(super) fn make_parent(&self, place: &Path) -> Result<(), PublishError> {
        let parent = place.parent().unwrap_or(&self.root);
        fs::create_dir_all(parent).map_err(|error| failed("make", parent, &error))
    }

    /// The parts of a claim, in order: of an empty file that has any.
    fn claimants(&self, path: &str) -> Vec<PathBuf> {
        if !is_empty(&self.root.join(path)) {
            return Vec::new();
        }
        claims(&self.root.join(PARTS), &name_of(path))
    }

    /// The parts of a claim that nobody filled for a while; none if there is no such claim.
    fn dead_claim(&self, path: &str) -> Vec<PathBuf> {
        let first = self.claimants(path);
        let (times, pause) = PATIENCE;
        for _ in 0..times {
            if first.is_empty() || self.claimants(path) != first {
                return Vec::new();
            }
            std::thread::sleep(pause);
        }
        first
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<PathBuf, PublishError> {
        let place = self.root.join(path);
        self.make_parent(&place)?;
        let part = self.root.join(PARTS).join(format!("{}-{}", name_of(path), self.word));
        let mut tries = 1;
        loop {
            self.make_parent(&part)?;
            match fs::File::create(&part).and_then(|mut file| file.write_all(bytes)) {
                Ok(()) => return Ok(part),
                Err(error) if is_missing(&error) && tries < TRIES => tries += 1,
                Err(error) => {
                    // A half-written file is no use to anyone, nor are folders that hold nothing.
                    let _ = fs::remove_file(&part);
                    for empty in part.ancestors().skip(1).take(2) {
                        let _ = fs::remove_dir(empty);
                    }
                    return Err(failed("write", &place, &error));
                }
            }
        }
    }
}

/// A word that is never the same twice; nothing secret. Process numbers of two machines may be the same.
pub(super) fn word() -> String {
    Hash::of(&RandomState::new().hash_one(()).to_le_bytes()).to_string()[..12].to_owned()
}

/// The beginning of the names of all parts of a file. Its path is below the target, so that it is the same for whoever
/// reaches the target by another way.
pub(super) fn name_of(path: &str) -> String {
    Hash::of(path.as_bytes()).to_string()
}

/// Whether somebody else has the name: then no other way is tried.
fn is_taken(error: &io::Error) -> bool {
    error.kind() == ErrorKind::AlreadyExists
}

fn is_missing(error: &io::Error) -> bool {
    error.kind() == ErrorKind::NotFound
}

/// Two names for a moment. First, since servers of SMB and NFS hold to it.
fn linked(part: &Path, place: &Path) -> io::Result<()> {
    fs::hard_link(part, place)
}

/// One step, for disks without links; Linux knows it for FAT and exFAT of its own.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn renamed(part: &Path, place: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, part, CWD, place, RenameFlags::NOREPLACE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn renamed(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Steps: the part says that it claims, an empty file takes the name, the part its place. Who is killed between leaves
/// both, by which the next publish knows the claim as ours.
fn claimed(part: &Path, place: &Path) -> io::Result<()> {
    if fs::symlink_metadata(place).is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    let claim = claim_of(part);
    fs::rename(part, &claim)?;
    fs::File::create_new(place)?;
    fill(&claim, place)
}

/// Gives a part the name that we have just claimed for it.
fn fill(claim: &Path, place: &Path) -> io::Result<()> {
    let Err(error) = fs::rename(claim, place) else { return Ok(()) };
    // We stood still for so long that an heir took our part: it is filling the place, or has.
    let (folder, name) = (claim.parent().unwrap_or(claim), claim.file_name().unwrap_or_default().to_string_lossy());
    let name = name.split('-').next().unwrap_or_default();
    if is_missing(&error) && (!is_empty(place) || !claims(folder, name).is_empty()) {
        return Err(ErrorKind::AlreadyExists.into());
    }
    // Cleared away before the name was free, or not to be renamed.
    let _ = fs::remove_file(place);
    Err(error)
}

/// What a part is called while it claims its name.
fn claim_of(part: &Path) -> PathBuf {
    let mut name = part.as_os_str().to_owned();
    name.push(CLAIM);
    name.into()
}

/// Parts in a folder that claim the name of a file, in order.
fn claims(folder: &Path, name: &str) -> Vec<PathBuf> {
    let parts = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = parts.filter(|part| {
        let part = part.file_name();
        let part = part.to_string_lossy();
        part.starts_with(name) && part.ends_with(CLAIM)
    });
    let mut ours: Vec<PathBuf> = ours.map(|part| part.path()).collect();
    ours.sort();
    ours
}

fn is_empty(place: &Path) -> bool {
    fs::symlink_metadata(place).is_ok_and(|data| data.is_file() && data.len() == 0)
}

/// Fills the claim of a publisher that died. Its parts can be taken by one heir only, whose own claims from then on.
fn inherited(dead: &[PathBuf], part: &Path, place: &Path) -> io::Result<()> {
    let claim = claim_of(part);
    fs::rename(part, &claim)?;
    for theirs in dead {
        fs::remove_file(theirs).map_err(|error| match error.kind() {
            ErrorKind::NotFound => ErrorKind::AlreadyExists.into(),
            _ => error,
        })?;
    }
    fs::rename(claim, place)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    fn parts(root: &Path) -> Parts {
        Parts::new(root.to_path_buf())
    }

    /// Leaves what a publisher does that is killed between the two steps of `claimed`.
    fn claim(root: &Path, path: &str) {
        let part = parts(root).write(path, b"dead").unwrap();
        fs::rename(&part, claim_of(&part)).unwrap();
        fs::File::create_new(root.join(path)).unwrap();
    }

    fn at_once<T: Send>(acts: [impl FnOnce() -> T + Send; 3]) -> Vec<T> {
        std::thread::scope(|scope| {
            let running: Vec<_> = acts.into_iter().map(|act| scope.spawn(act)).collect();
            running.into_iter().map(|act| act.join().unwrap()).collect()
        })
    }

    #[test]
    fn each_way_makes_a_file_whole_and_leaves_what_is_there() {
        for (number, way) in WAYS.iter().enumerate() {
            let root = tempfile::tempdir().unwrap();
            let theirs = root.path().join("theirs");
            fs::write(&theirs, "").unwrap();
            let parts = parts(root.path());
            assert!(parts.create_by(&[*way], "a/b", b"one").unwrap(), "way {number}");
            assert!(!parts.create_by(&[*way], "a/b", b"two").unwrap(), "way {number}");
            assert!(!parts.create_by(&[*way], "theirs", b"two").unwrap(), "way {number}: empty, but not ours");
            assert_eq!(fs::read(root.path().join("a/b")).unwrap(), b"one");
            assert_eq!(fs::read(&theirs).unwrap(), b"");
            assert_eq!(fs::read_dir(root.path().join(PARTS)).unwrap().count(), 0, "way {number}: no part is left");
        }
    }

    #[test]
    fn of_many_who_make_a_file_at_once_one_does() {
        let root = tempfile::tempdir().unwrap();
        for (number, way) in WAYS.iter().enumerate() {
            for round in 0..50 {
                let path = format!("file-{number}-{round}");
                let made = at_once([(); 3].map(|()| || parts(root.path()).create_by(&[*way], &path, b"x").unwrap()));
                assert_eq!(made.iter().filter(|made| **made).count(), 1, "way {number}, round {round}");
                assert_eq!(fs::read(root.path().join(&path)).unwrap(), b"x");
            }
        }
    }

    #[test]
    fn a_claim_of_a_killed_publish_is_filled_by_one_heir_by_whatever_way_it_came() {
        let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let link = other.path().join("link");
        std::os::unix::fs::symlink(root.path(), &link).unwrap();
        claim(root.path(), "page");
        assert!(parts(&link).is_claim("page"));
        let heirs = [root.path(), &link, root.path()];
        let made = at_once(heirs.map(|root| || parts(root).create("page", b"heir").unwrap()));
        assert_eq!(made.iter().filter(|made| **made).count(), 1);
        assert_eq!(fs::read(root.path().join("page")).unwrap(), b"heir");
        let next = parts(root.path());
        assert!(!next.is_claim("page"), "a part beside a file that has bytes says nothing");
        next.clear();
        fs::write(root.path().join("page"), "").unwrap();
        next.write("page", b"a part that claims nothing").unwrap();
        assert!(!next.is_claim("page"), "it is somebody's");
        assert!(!next.create("page", b"three").unwrap());
    }

    #[test]
    fn who_stands_still_until_an_heir_came_leaves_its_file_alone() {
        let root = tempfile::tempdir().unwrap();
        let (late, place) = (parts(root.path()), root.path().join("page"));
        let part = late.write("page", b"late").unwrap();
        let claim = claim_of(&part);
        fs::rename(part, &claim).unwrap();
        fs::File::create_new(&place).unwrap();
        assert!(parts(root.path()).create("page", b"heir").unwrap());
        assert!(is_taken(&fill(&claim, &place).unwrap_err()));
        assert!(!late.create("page", b"late").unwrap());
        assert_eq!(fs::read(place).unwrap(), b"heir");
    }

    #[test]
    fn parts_that_are_cleared_away_while_we_write_are_written_anew() {
        static CLEARED: AtomicU32 = AtomicU32::new(0);
        fn cleared(part: &Path, place: &Path) -> io::Result<()> {
            if CLEARED.fetch_add(1, Ordering::Relaxed) % 2 == 0 {
                fs::remove_dir_all(part.parent().unwrap())?;
            }
            WAYS[CLEARED.load(Ordering::Relaxed) as usize / 2 % WAYS.len()](part, place)
        }
        let root = tempfile::tempdir().unwrap();
        for round in 0..6 {
            let path = format!("page-{round}");
            assert!(parts(root.path()).create_by(&[cleared], &path, b"one").unwrap(), "{round}");
            assert_eq!(fs::read(root.path().join(path)).unwrap(), b"one");
        }
    }
}
