//! Hosts that change file by file: what a bucket, an SFTP server and a plain directory have in common.
//!
//! In: a `Store`, the few things such a host can do. Out: a `Host`: lock and journal in one object that is made only
//! where there is none, the manifest last, and copies of what is overwritten for as many releases as are to be kept.
//! The lock is `lock`.
//! A publish that changes `n` files costs n + 5 requests: the manifest read twice, the journal made and deleted, the
//! manifest written.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::lock::{self, Lock, Wait, changed};
use super::{Delete, Host, Put, State};
use crate::base::hash::Hash;
use crate::publish::error::{Kind, PublishError};
use crate::publish::plan::Plan;
use crate::publish::state::{JOURNAL, Journal, KEPT, OURS, PUBLISHED, Published, RELEASES};

/// An object and what tells it from a later one of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// An entity tag or the like.
    pub version: String,
}

/// What such a host can do. Paths are below the target, with `/`.
pub trait Store: Sync {
    /// Whether it stores headers with a file.
    fn stores_headers(&self) -> bool;
    /// Reads a file; `None` if there is none.
    fn get(&self, path: &str) -> Result<Option<Object>, PublishError>;
    /// Whether a file still has a version, as cheaply as can be told.
    fn is_still(&self, path: &str, version: &str) -> Result<bool, PublishError>;
    /// Makes a file where there is none, and gives its version; `None` if there is one.
    fn create(&self, path: &str, bytes: &[u8], headers: &[(String, String)]) -> Result<Option<String>, PublishError>;
    /// Replaces a file of that version, and gives its new one; `None` if it has another by now.
    fn replace(&self, path: &str, bytes: &[u8], version: &str) -> Result<Option<String>, PublishError>;
    /// Writes a file, whatever is there; readers meet the old or the new one whole.
    fn put(&self, path: &str, bytes: &[u8], headers: &[(String, String)]) -> Result<(), PublishError>;
    /// Deletes files; that one is not there is no failure.
    fn delete(&self, paths: &[&str]) -> Result<(), PublishError>;
    /// Copies a file within the host.
    fn copy(&self, from: &str, to: &str) -> Result<(), PublishError>;
    /// All files whose path begins with `prefix`.
    fn list(&self, prefix: &str) -> Result<Vec<Box<str>>, PublishError>;
}

/// A store with a journal.
pub struct InPlace<'a> {
    store: Box<dyn Store + 'a>,
    keep: u32,
    wait: Wait<'a>,
    held: Mutex<Option<Held>>,
}

/// The lock, while we hold it.
struct Held {
    lock: Lock,
    /// Version of the manifest that the plan was made from.
    base: String,
    /// Hashes of what is kept already.
    kept: BTreeSet<Hash>,
}

impl<'a> InPlace<'a> {
    /// A host on a store that keeps `keep` earlier releases.
    pub fn new(store: Box<dyn Store + 'a>, keep: u32, wait: Wait<'a>) -> InPlace<'a> {
        InPlace { store, keep, wait, held: Mutex::new(None) }
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the bytes of `path`, which has `old`, before it is overwritten.
    fn keep(&self, path: &str, old: Option<Hash>) -> Result<(), PublishError> {
        let Some(old) = old.filter(|_| self.keep > 0) else { return Ok(()) };
        if self.held().as_ref().is_some_and(|held| held.kept.contains(&old)) {
            return Ok(());
        }
        self.store.copy(path, &format!("{KEPT}{old}"))?;
        if let Some(held) = self.held().as_mut() {
            held.kept.insert(old);
        }
        Ok(())
    }

    /// Drops releases beyond `keep`, and kept bytes that no release needs.
    fn prune(&self) -> Result<(), PublishError> {
        let releases = self.releases()?;
        let most = usize::try_from(self.keep).unwrap_or(usize::MAX);
        let (kept, dropped) = releases.split_at(most.min(releases.len()));
        if dropped.is_empty() {
            return Ok(());
        }
        let mut needed = BTreeSet::new();
        for name in kept {
            needed.extend(self.release(name)?.files.values().map(|file| format!("{KEPT}{}", file.hash)));
        }
        let mut paths: Vec<Box<str>> = dropped.iter().map(|name| format!("{RELEASES}{name}.json").into()).collect();
        paths.extend(self.store.list(KEPT)?.into_iter().filter(|path| !needed.contains(&**path)));
        self.store.delete(&paths.iter().map(|path| &**path).collect::<Vec<_>>())
    }
}

impl Host for InPlace<'_> {
    fn stores_headers(&self) -> bool {
        self.store.stores_headers()
    }

    fn state(&self) -> Result<State, PublishError> {
        match self.store.get(PUBLISHED)? {
            Some(Object { bytes, version }) => {
                Ok(State { published: Some(Published::read(&bytes)?), version, foreign: Vec::new() })
            }
            None => {
                let all = self.store.list("")?;
                let foreign = all.into_iter().filter(|path| !path.starts_with(OURS)).collect();
                Ok(State { published: None, version: String::new(), foreign })
            }
        }
    }

    fn journal(&self) -> Result<Option<Journal>, PublishError> {
        Ok(lock::read(&*self.store)?.map(|(journal, _)| journal))
    }

    fn begin(&self, journal: &Journal, state: &State, _: &Plan) -> Result<Option<Journal>, PublishError> {
        let (lock, other) = Lock::take(&*self.store, journal, self.wait)?;
        *self.held() = Some(Held { lock, base: state.version.clone(), kept: BTreeSet::new() });
        let is_same = match state.version.is_empty() {
            true => self.store.get(PUBLISHED)?.is_none(),
            false => self.store.is_still(PUBLISHED, &state.version)?,
        };
        if !is_same {
            if other.is_none() {
                // Nothing was touched yet.
                self.held().take();
                self.store.delete(&[JOURNAL])?;
            } else {
                self.stop();
            }
            return Err(changed());
        }
        if let Some(published) = state.published.as_ref().filter(|_| self.keep > 0) {
            let hashes = self.store.list(KEPT)?;
            let hashes = hashes.iter().filter_map(|path| Hash::from_hex(path.strip_prefix(KEPT)?));
            if let Some(held) = self.held().as_mut() {
                held.kept = hashes.collect();
            }
            self.store.put(&format!("{RELEASES}{}.json", published.release), published.print().as_bytes(), &[])?;
        }
        Ok(other)
    }

    fn beat(&self) -> Result<(), PublishError> {
        let mut held = self.held();
        held.as_mut().map_or(Ok(()), |held| held.lock.beat(&*self.store, None))
    }

    fn put(&self, put: &Put<'_>) -> Result<(), PublishError> {
        if !put.is_new {
            self.keep(put.path, put.old)?;
            return self.store.put(put.path, put.bytes, put.headers);
        }
        if self.store.create(put.path, put.bytes, put.headers)?.is_some() {
            return Ok(());
        }
        // Ours, if a first answer was lost on its way; else it is somebody's.
        match self.store.get(put.path)? {
            Some(object) if object.bytes == put.bytes || put.left.contains(&Hash::of(&object.bytes)) => {
                self.store.put(put.path, put.bytes, put.headers)
            }
            _ => {
                let message = format!("`{}` is on the host already, and is not ours", put.path);
                Err(PublishError::new(Kind::Taken, message)
                    .help("move it away, or let it be overwritten with `--adopt`"))
            }
        }
    }

    fn delete(&self, files: &[Delete<'_>]) -> Result<(), PublishError> {
        let mut paths = Vec::with_capacity(files.len());
        for file in files {
            self.keep(file.path, file.old)?;
            // What cannot be read is a name that was claimed, or nothing: that goes too.
            let is_ours = file.left.is_empty()
                || self.store.get(file.path)?.is_none_or(|object| file.left.contains(&Hash::of(&object.bytes)));
            paths.extend(is_ours.then_some(file.path));
        }
        self.store.delete(&paths)
    }

    fn finish(&self, published: &Published) -> Result<(), PublishError> {
        let text = published.print();
        let base = self.held().as_ref().map(|held| held.base.clone()).unwrap_or_default();
        let written = match base.is_empty() {
            true => self.store.create(PUBLISHED, text.as_bytes(), &[])?,
            false => self.store.replace(PUBLISHED, text.as_bytes(), &base)?,
        };
        if written.is_none() {
            // A retry after a lost answer finds our own bytes there.
            let there = self.store.get(PUBLISHED)?;
            if there.is_none_or(|object| object.bytes != text.as_bytes()) {
                return Err(changed());
            }
        }
        if self.keep > 0 {
            self.prune()?;
        }
        self.store.delete(&[JOURNAL])?;
        self.held().take();
        Ok(())
    }

    fn stop(&self) {
        if let Some(held) = self.held().take() {
            held.lock.leave(&*self.store);
        }
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        Ok(self.store.get(path)?.map(|object| object.bytes))
    }

    fn releases(&self) -> Result<Vec<String>, PublishError> {
        let paths = self.store.list(RELEASES)?;
        let name = |path: &str| path.strip_prefix(RELEASES)?.strip_suffix(".json").map(str::to_owned);
        let mut names: Vec<String> = paths.iter().filter_map(|path| name(path)).collect();
        // Their names begin with their time.
        names.sort_unstable_by(|a, b| b.cmp(a));
        Ok(names)
    }

    fn release(&self, name: &str) -> Result<Published, PublishError> {
        match self.store.get(&format!("{RELEASES}{name}.json"))? {
            Some(object) => Published::read(&object.bytes),
            None => Err(PublishError::new(Kind::NoReleases, format!("no release `{name}` is kept there"))),
        }
    }

    fn kept(&self, release: &str, path: &str, hash: Hash) -> Result<Vec<u8>, PublishError> {
        // Unchanged since that release, so never copied; or copied when it was overwritten.
        for place in [format!("{KEPT}{hash}"), path.to_owned()] {
            if let Some(object) = self.store.get(&place)?.filter(|object| Hash::of(&object.bytes) == hash) {
                return Ok(object.bytes);
            }
        }
        let message = format!("`{path}` of release {release} is no longer on the host");
        Err(PublishError::new(Kind::NoReleases, message))
    }
}
