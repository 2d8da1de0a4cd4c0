//! A site being staged beside its output, file by file, from many threads.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT, utimensat};

use super::claims::{Claims, check_path};
use super::compress;
use super::error::WriteError;
use super::exchange;
use super::foreign;
use super::lock::Lock;
use super::manifest::{Entry, MANIFEST, Manifest};
use super::place::Place;
use super::plan::{Op, plan};
use crate::base::coding::Coding;
use crate::base::hash::{Hash, Hasher};

/// What may not be touched, and what is to be made of each file.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Paths that the output may not be, contain or lie in: the folders a site is made from.
    pub protected: Vec<PathBuf>,
    /// Codings in which text files are kept beside themselves.
    pub codings: Vec<Coding>,
}

/// A site being written. Dropped without `finish`, it leaves the output as it was.
#[derive(Debug)]
pub struct Stage {
    place: Place,
    old: Option<Manifest>,
    codings: Vec<Coding>,
    state: Mutex<State>,
    /// Set once the staged directory has been put in place or given up.
    done: bool,
    /// Dropped last: until then no other build may begin.
    _lock: Lock,
}

#[derive(Debug, Default)]
struct State {
    claims: Claims,
    files: BTreeMap<Box<str>, Entry>,
    serving: serde_json::Value,
}

/// What a build did to the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files of the site, the manifest left out.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Files whose bytes are as they were.
    pub unchanged: usize,
    /// Files of the old site that are gone.
    pub removed: usize,
    /// Files that are not ours and were kept.
    pub foreign: usize,
}

impl Stage {
    /// Takes the lock, ends what a killed build began, reads the old manifest and makes the staging directory
    /// beside `output`. The output's parent folders are made where they are missing.
    pub fn begin(output: &Path, options: Options) -> Result<Stage, WriteError> {
        let present: Vec<PathBuf> = options.protected.into_iter().filter(|path| path.exists()).collect();
        let place = Place::find(output, &present)?;
        let parent = place.output.parent().unwrap_or(Path::new("/")).to_owned();
        fs::create_dir_all(&parent).map_err(|error| WriteError::io("write", &parent, error))?;
        let lock = Lock::take(&place.lock).map_err(|error| WriteError::io("write", &place.lock, error))?;
        let Some(lock) = lock else { return Err(WriteError::Busy { output: place.shown }) };
        exchange::recover(&place)?;
        let old = if place.check_output()? { Manifest::read(&place.output)? } else { None };
        fs::create_dir(&place.stage).map_err(|error| WriteError::io("write", &place.stage, error))?;
        let codings = options.codings;
        Ok(Stage { place, old, codings, state: Mutex::default(), done: false, _lock: lock })
    }

    /// Stages one file. Bytes that the old site has at the same path are linked, not written again.
    pub fn put(&self, path: &str, data: &[u8]) -> Result<(), WriteError> {
        let entry = Entry { hash: Hash::of(data), size: data.len() as u64 };
        let target = self.claim(path)?;
        if !self.link_unchanged(path, entry, &target) {
            fs::write(&target, data).map_err(|error| self.error("write", &target, error))?;
        }
        self.note(path, entry);
        self.pack(path, entry, &target, Some(data))
    }

    /// Whether the old site has a file, with these bytes if their hash is known.
    pub fn has(&self, path: &str, hash: Option<Hash>) -> bool {
        let entry = self.old.as_ref().and_then(|old| old.files.get(path)).copied();
        entry.is_some_and(|entry| hash.is_none_or(|hash| hash == entry.hash) && self.is_unchanged(path, entry))
    }

    /// Stages a file that the old site has; `false` if it has none, and the caller must make it. Either the hash of
    /// its bytes is known, or the path must be one that changes whenever the bytes would.
    pub fn reuse(&self, path: &str, hash: Option<Hash>) -> Result<bool, WriteError> {
        let Some(entry) = self.old.as_ref().and_then(|old| old.files.get(path)).copied() else { return Ok(false) };
        if hash.is_some_and(|hash| hash != entry.hash) || !self.is_unchanged(path, entry) {
            return Ok(false);
        }
        let target = self.claim(path)?;
        let linked = foreign::link_or_copy(&self.place.output.join(path), &target);
        linked.map_err(|error| self.error("write", &target, error))?;
        self.note(path, entry);
        self.pack(path, entry, &target, None)?;
        Ok(true)
    }

    /// Stages a copy of a file. Never a link to the source: a later edit of it must not reach the site.
    pub fn copy(&self, path: &str, from: &Path) -> Result<(), WriteError> {
        let target = self.claim(path)?;
        let mut source = File::open(from).map_err(|error| WriteError::io("read", from, error))?;
        let mut file = File::create(&target).map_err(|error| self.error("write", &target, error))?;
        let mut hasher = Hasher::default();
        let mut size = 0;
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = source.read(&mut buffer).map_err(|error| WriteError::io("read", from, error))?;
            if count == 0 {
                break;
            }
            hasher.update(&buffer[..count]);
            size += count as u64;
            file.write_all(&buffer[..count]).map_err(|error| self.error("write", &target, error))?;
        }
        drop(file);
        let entry = Entry { hash: hasher.finish(), size };
        if self.is_unchanged(path, entry) {
            // The same bytes: the old file's name is put on them, so that hosts see no new file.
            fs::remove_file(&target).map_err(|error| self.error("write", &target, error))?;
            if !self.link_unchanged(path, entry, &target) {
                fs::copy(from, &target).map_err(|error| self.error("write", &target, error))?;
            }
        }
        self.note(path, entry);
        self.pack(path, entry, &target, None)
    }

    /// Stages a file in the codings asked for, beside itself. What an earlier build by the same program packed is
    /// taken over where the file is the same; a file that did not shrink then is tried again.
    fn pack(&self, path: &str, entry: Entry, target: &Path, data: Option<&[u8]>) -> Result<(), WriteError> {
        if self.codings.is_empty() || !compress::is_worth(path, entry.size) {
            return Ok(());
        }
        let is_same = self.is_unchanged(path, entry)
            && self.old.as_ref().is_some_and(|old| old.generator == Manifest::new(BTreeMap::new()).generator);
        let mut read = None;
        for coding in &self.codings {
            let beside = format!("{path}.{}", coding.ending());
            if is_same && self.reuse(&beside, None)? {
                continue;
            }
            let bytes = match data {
                Some(data) => data,
                None if read.is_none() => {
                    let bytes = fs::read(target).map_err(|error| self.error("read", target, error))?;
                    read.insert(bytes).as_slice()
                }
                None => read.as_deref().unwrap_or_default(),
            };
            if let Some(packed) = compress::pack(*coding, bytes) {
                self.put(&beside, &packed)?;
            }
        }
        Ok(())
    }

    /// Notes how a host is to serve the site, for those who publish and verify it.
    pub fn note_serving(&self, serving: serde_json::Value) {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).serving = serving;
    }

    /// Carries foreign files over, writes the manifest last, puts the site in place in one step and removes
    /// the old one. A site that is the same as before is left alone, but for the time of its manifest.
    pub fn finish(mut self) -> Result<Written, WriteError> {
        let state = std::mem::take(&mut *self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner()));
        let new = Manifest { serving: state.serving, ..Manifest::new(state.files) };
        let had_output = self.place.output.is_dir();
        let foreign = if had_output { foreign::carry(&self.place, self.old.as_ref(), &new)? } else { 0 };
        let written = self.count(&new, foreign);
        let is_same = self
            .old
            .as_ref()
            .is_some_and(|old| old.files == new.files && old.generator == new.generator && old.serving == new.serving);
        if is_same && written.unchanged == written.files {
            let now = Timespec { tv_sec: 0, tv_nsec: UTIME_NOW };
            let times = Timestamps { last_access: Timespec { tv_nsec: UTIME_OMIT, ..now }, last_modification: now };
            // Its time says when the site was last built, for a hint of `factloom publish`; without it that hint is wrong.
            let _ = utimensat(CWD, self.place.output.join(MANIFEST), &times, AtFlags::empty());
            return Ok(written);
        }
        let manifest = self.place.stage.join(MANIFEST);
        fs::write(&manifest, new.print()).map_err(|error| self.error("write", &manifest, error))?;
        let stage = self.place.stage.clone();
        let result = match had_output {
            true => exchange::exchange(&self.place),
            false => fs::rename(&stage, &self.place.output),
        };
        result.map_err(|error| self.error("replace", &self.place.output, error))?;
        self.done = true;
        exchange::remove_tree(&stage).map_err(|cause| WriteError::Leftover { path: stage, cause })?;
        Ok(written)
    }

    fn count(&self, new: &Manifest, foreign: usize) -> Written {
        let empty = Manifest::new(BTreeMap::new());
        let ops = plan(self.old.as_ref().unwrap_or(&empty), new);
        let is_kept = |path: &str| new.files.get(path).is_some_and(|entry| self.is_unchanged(path, *entry));
        Written {
            files: new.files.len(),
            bytes: new.files.values().map(|entry| entry.size).sum(),
            unchanged: ops.iter().filter(|op| matches!(op, Op::Keep(path) if is_kept(path))).count(),
            removed: ops.iter().filter(|op| matches!(op, Op::Remove(_))).count(),
            foreign,
        }
    }

    /// Checks and takes a path, and makes the folder that holds it.
    fn claim(&self, path: &str) -> Result<PathBuf, WriteError> {
        check_path(path)?;
        let is_fresh = self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).claims.add(path)?;
        let target = self.place.stage.join(path);
        // Another thread may have claimed the folder and not made it yet: then it is made here.
        let needs_folder = is_fresh || target.parent().is_some_and(|parent| !parent.is_dir());
        if needs_folder {
            let parent = target.parent().unwrap_or(&self.place.stage);
            fs::create_dir_all(parent).map_err(|error| self.error("write", parent, error))?;
        }
        Ok(target)
    }

    fn note(&self, path: &str, entry: Entry) {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).files.insert(path.into(), entry);
    }

    /// Whether the old site has these bytes at this path, and the file there is as long as it should be.
    fn is_unchanged(&self, path: &str, entry: Entry) -> bool {
        let noted = self.old.as_ref().and_then(|old| old.files.get(path)).is_some_and(|old| *old == entry);
        noted
            && fs::symlink_metadata(self.place.output.join(path))
                .is_ok_and(|metadata| metadata.is_file() && metadata.len() == entry.size)
    }

    /// Links the old file if it is the same; `false` if it has to be written.
    fn link_unchanged(&self, path: &str, entry: Entry, target: &Path) -> bool {
        self.is_unchanged(path, entry) && foreign::link_or_copy(&self.place.output.join(path), target).is_ok()
    }

    /// An error about a staged file, named as the reader of the message knows it.
    fn error(&self, doing: &'static str, path: &Path, cause: std::io::Error) -> WriteError {
        match cause.kind() {
            ErrorKind::ResourceBusy | ErrorKind::CrossesDevices if doing == "replace" => {
                WriteError::Mount { path: self.place.show(path) }
            }
            _ => WriteError::io(doing, &self.place.show(path), cause),
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if !self.done {
            // Whatever cannot be removed now is removed by the next build.
            let _ = exchange::remove_tree(&self.place.stage);
        }
    }
}
