//! Keeps two builds apart: an advisory lock on a file beside the output.
//!
//! The kernel drops the lock with its process, so a killed build leaves at most an unlocked file.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::FlockOperation;
use rustix::io::Errno;

/// Held while it lives; its file is removed with it.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    /// Keeps the file open, and so locked.
    _file: File,
}

impl Lock {
    /// Takes the lock without waiting; `None` if another holds it.
    pub(super) fn take(path: &Path) -> io::Result<Option<Lock>> {
        loop {
            let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
            match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) if is_at(&file, path)? => return Ok(Some(Lock { path: path.to_owned(), _file: file })),
                // Its holder removed the file between our open and our lock: what we locked has no name.
                Ok(()) | Err(Errno::INTR) => {}
                Err(Errno::WOULDBLOCK) => return Ok(None),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    let ours = file.metadata()?;
    match std::fs::metadata(path) {
        Ok(there) => Ok((there.dev(), there.ino()) == (ours.dev(), ours.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while still locked. If that fails, an unlocked file stays, which the next build takes.
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_taken_once_and_again_after_release() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = Lock::take(&path).unwrap().unwrap();
        assert!(Lock::take(&path).unwrap().is_none());
        drop(first);
        assert!(!path.exists());
        std::fs::write(&path, "left by a killed build").unwrap();
        assert!(Lock::take(&path).unwrap().is_some());
    }

    #[test]
    fn many_threads_never_hold_it_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let n_inside = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..2_000 {
                        if let Some(lock) = Lock::take(&path).unwrap() {
                            assert_eq!(n_inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0);
                            n_inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                            drop(lock);
                        }
                    }
                });
            }
        });
    }
}
