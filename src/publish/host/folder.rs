//! A directory that is filled file by file: a mounted share, or any place without links.
//!
//! In: a path. Out: a `Store`. A file is replaced whole, and a full disk leaves the old one; how a new one gets its name
//! is `part`. Releases behind a symlink are `releases`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::in_place::{Object, Store};
use super::part::Parts;
use crate::base::hash::Hash;
use crate::publish::error::{Kind, PublishError};
use crate::publish::state::{JOURNAL, PARTS, PUBLISHED};

/// A directory.
pub(super) struct Folder {
    root: PathBuf,
    parts: Parts,
}

impl Folder {
    /// A directory, which is made when the first file is written.
    pub(super) fn new(root: PathBuf) -> Folder {
        Folder { parts: Parts::new(root.clone()), root }
    }

    /// The manifest says what is there: before it is written all must be.
    fn sync_before(&self, path: &str) -> Result<(), PublishError> {
        if path == PUBLISHED { sync(&self.root) } else { Ok(()) }
    }
}

impl Store for Folder {
    fn stores_headers(&self) -> bool {
        false
    }

    fn get(&self, path: &str) -> Result<Option<Object>, PublishError> {
        let place = self.root.join(path);
        match fs::read(&place) {
            Ok(bytes) if bytes.is_empty() && self.parts.is_claim(path) => Ok(None),
            Ok(mut bytes) => {
                if bytes.is_empty() {
                    // A claim may have been filled since.
                    bytes = fs::read(&place).map_err(|error| failed("read", &place, &error))?;
                }
                let version = Hash::of(&bytes).to_string();
                Ok(Some(Object { bytes, version }))
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(failed("read", &place, &error)),
        }
    }

    fn is_still(&self, path: &str, version: &str) -> Result<bool, PublishError> {
        Ok(self.get(path)?.is_some_and(|object| object.version == version))
    }

    fn create(&self, path: &str, bytes: &[u8], _: &[(String, String)]) -> Result<Option<String>, PublishError> {
        self.sync_before(path)?;
        let is_made = self.parts.create(path, bytes)?;
        Ok(is_made.then(|| Hash::of(bytes).to_string()))
    }

    fn replace(&self, path: &str, bytes: &[u8], version: &str) -> Result<Option<String>, PublishError> {
        self.sync_before(path)?;
        if !self.is_still(path, version)? {
            return Ok(None);
        }
        self.put(path, bytes, &[])?;
        Ok(Some(Hash::of(bytes).to_string()))
    }

    fn put(&self, path: &str, bytes: &[u8], _: &[(String, String)]) -> Result<(), PublishError> {
        self.parts.put(path, bytes)
    }

    fn delete(&self, paths: &[&str]) -> Result<(), PublishError> {
        if paths.contains(&JOURNAL) {
            self.parts.clear();
        }
        for path in paths {
            let place = self.root.join(path);
            match fs::remove_file(&place) {
                Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    return Err(failed("delete", &place, &error));
                }
                _ => {}
            }
            // A folder that is empty now held nothing but ours.
            let mut folder = place.parent();
            while let Some(empty) = folder.filter(|folder| *folder != self.root && fs::remove_dir(folder).is_ok()) {
                folder = empty.parent();
            }
        }
        Ok(())
    }

    fn copy(&self, from: &str, to: &str) -> Result<(), PublishError> {
        let (from, place) = (self.root.join(from), self.root.join(to));
        self.parts.make_parent(&place)?;
        // `put` renames over names and never writes into files, so that a link keeps the old bytes.
        match fs::hard_link(&from, &place) {
            Ok(()) => return Ok(()),
            Err(error) if matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound) => return Ok(()),
            Err(_) => {}
        }
        // As a part: a copy that was cut short would be taken for one that need not be made again.
        match fs::read(&from) {
            Ok(bytes) => self.parts.put(to, &bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(failed("read", &from, &error)),
        }
    }

    fn list(&self, prefix: &str) -> Result<Vec<Box<str>>, PublishError> {
        let mut out = Vec::new();
        let mut waiting = vec![self.root.clone()];
        while let Some(folder) = waiting.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(error) => return Err(failed("read", &folder, &error)),
            };
            for entry in entries {
                let entry = entry.map_err(|error| failed("read", &folder, &error))?;
                let path = entry.path();
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    waiting.push(path);
                } else if let Some(below) = path.strip_prefix(&self.root).ok().and_then(Path::to_str) {
                    let below = below.replace('\\', "/");
                    if below.starts_with(prefix) && !below.starts_with(PARTS) {
                        out.push(below.into());
                    }
                }
            }
        }
        out.sort_unstable();
        Ok(out)
    }
}

/// Brings all that was written below a folder to its disk, with one request instead of one a file. What a share has no
/// room for it may say only now.
pub(super) fn sync(folder: &Path) -> Result<(), PublishError> {
    let opened = fs::File::open(folder).map_err(|error| failed("read", folder, &error))?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let synced = rustix::fs::syncfs(&opened).map_err(std::io::Error::from);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let synced = {
        rustix::fs::sync();
        opened.sync_all()
    };
    synced.map_err(|error| failed("write", folder, &error))
}

/// A failure of the system in our words.
pub(super) fn failed(doing: &str, path: &Path, error: &std::io::Error) -> PublishError {
    let shown = path.display();
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            PublishError::new(Kind::Full, format!("no room to {doing} `{shown}`: the disk is full"))
                .help("make room there, and publish again: what was not yet sent is sent then")
        }
        ErrorKind::ReadOnlyFilesystem => {
            PublishError::new(Kind::Full, format!("cannot {doing} `{shown}`: the file system is read-only"))
                .help("mount it for writing, and publish again")
        }
        ErrorKind::PermissionDenied => {
            PublishError::new(Kind::Denied, format!("cannot {doing} `{shown}`: permission denied"))
                .help("let this user write there, or publish as one who may")
        }
        ErrorKind::InvalidFilename | ErrorKind::InvalidInput => {
            PublishError::new(Kind::Name, format!("cannot {doing} `{shown}`: the file system cannot store that name"))
                .help("give the page another id or slug")
        }
        ErrorKind::CrossesDevices => {
            PublishError::new(Kind::Host, format!("cannot {doing} `{shown}`: it is on another disk than the target"))
                .help("publish to a directory that is on one disk, or to each disk by a target of its own")
        }
        ErrorKind::IsADirectory | ErrorKind::NotADirectory => {
            PublishError::new(Kind::Taken, format!("cannot {doing} `{shown}`: a directory and a file want one name"))
                .help("move away what is there and not ours")
        }
        _ => PublishError::new(Kind::Host, format!("cannot {doing} `{shown}`: {error}")),
    }
}
