//! What a host can do for a publish: one file per host, one line in `open`.
//!
//! In: a target. Out: a `Host`. Hosts that change file by file (buckets, SFTP, plain directories) are `Store`s behind
//! `in_place`, which brings the journal and what rollback needs; hosts that switch a whole release at once (a git
//! branch, releases behind a symlink) implement `Host` themselves. All calls block, and may come from many threads.

pub mod folder;
mod git;
pub mod http;
pub mod in_place;
mod lock;
pub mod object;
mod part;
mod profile;
mod releases;
mod sftp;
mod whole;

use std::path::Path;

use super::error::PublishError;
use super::plan::Plan;
use super::state::{Journal, Published};
use crate::base::hash::Hash;
use crate::model::target::{Layout, Place, Target};

/// What a host has of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The manifest, if there is one.
    pub published: Option<Published>,
    /// Tells one manifest from another without reading it; empty if there is none.
    pub version: String,
    /// Files that are not ours, as far as the host tells them for nothing, or if there is no manifest yet.
    pub foreign: Vec<Box<str>>,
}

/// A file to be sent.
#[derive(Clone, Copy, Debug)]
pub struct Put<'a> {
    /// Where, below the target.
    pub path: &'a str,
    /// What.
    pub bytes: &'a [u8],
    /// Headers to be stored with it: names in lower case, and values.
    pub headers: &'a [(String, String)],
    /// Whether nothing of that name may be there.
    pub is_new: bool,
    /// Hash of the bytes that are there, if that is known for sure.
    pub old: Option<Hash>,
    /// Hashes of what a publish that died may have left there.
    pub left: &'a [Hash],
}

/// A file to be deleted.
#[derive(Clone, Copy, Debug)]
pub struct Delete<'a> {
    /// Where, below the target.
    pub path: &'a str,
    /// Hash of the bytes that are there, if that is known for sure.
    pub old: Option<Hash>,
    /// If not empty: the file is deleted only if it has one of these hashes; else it is somebody's.
    pub left: &'a [Hash],
}

/// A host.
pub trait Host: Sync {
    /// Whether it stores headers with a file, so that a change of them is a change of the file.
    fn stores_headers(&self) -> bool {
        false
    }

    /// What it has of the site. Writes nothing.
    fn state(&self) -> Result<State, PublishError>;

    /// Whether it lacks something that is no file of the site, but is to be there with it.
    fn is_incomplete(&self) -> Result<bool, PublishError> {
        Ok(false)
    }

    /// A publish that is under way there, or died. Writes nothing.
    fn journal(&self) -> Result<Option<Journal>, PublishError>;

    /// Takes the lock for `journal`, if the host still is in `state`. What it gives is the journal of a publish that
    /// died, whose paths are in doubt and now in our journal too.
    fn begin(&self, journal: &Journal, state: &State, plan: &Plan) -> Result<Option<Journal>, PublishError>;

    /// Says that we are alive; fails if the lock was taken from us.
    fn beat(&self) -> Result<(), PublishError>;

    /// Sends a file. Calling it again does no harm.
    fn put(&self, put: &Put<'_>) -> Result<(), PublishError>;

    /// Deletes files; that one is not there is no failure.
    fn delete(&self, files: &[Delete<'_>]) -> Result<(), PublishError>;

    /// The site is complete: `published` is its manifest. Gives the lock back.
    fn finish(&self, published: &Published) -> Result<(), PublishError>;

    /// The publish failed: gives the lock back, and leaves word of what is in doubt.
    fn stop(&self);

    /// Bytes of a published file, for `verify`.
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError>;

    /// Names of earlier releases that can be gone back to, newest first.
    fn releases(&self) -> Result<Vec<String>, PublishError>;

    /// Manifest of an earlier release.
    fn release(&self, name: &str) -> Result<Published, PublishError>;

    /// Bytes of a file of an earlier release.
    fn kept(&self, release: &str, path: &str, hash: Hash) -> Result<Vec<u8>, PublishError>;
}

/// What hosts need to know of where we are.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    /// Root of the site, for directories that are named relative to it.
    pub root: &'a Path,
    /// The environment.
    pub env: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// Called with seconds to sleep where another publisher may be alive; false to give up.
    pub wait: &'a (dyn Fn(&Journal, u64) -> bool + Sync),
}

/// How many files are sent at once.
pub fn connections(target: &Target) -> usize {
    // Over SSH all share one connection, and are only as many files in flight.
    let usual = if matches!(target.place, Place::Sftp(_)) { 64 } else { 16 };
    target.connections.map_or(usual, |count| usize::try_from(count.get()).unwrap_or(usize::MAX))
}

/// The host of a target. Nothing is asked of it yet.
pub fn open<'a>(target: &'a Target, here: &'a Here<'a>) -> Result<Box<dyn Host + 'a>, PublishError> {
    let keep = target.keep.unwrap_or(0);
    let stored = |store: Box<dyn in_place::Store>| Box::new(in_place::InPlace::new(store, keep, here.wait));
    Ok(match &target.place {
        Place::S3(bucket) => stored(object::s3(target, bucket, here)?),
        Place::Google(bucket) => stored(object::google(target, bucket)?),
        Place::Azure(bucket) => stored(object::azure(target, bucket)?),
        Place::Folder(path) => {
            let path = here.root.join(&**path);
            let is_flat = match target.layout {
                Layout::Flat => true,
                Layout::Releases => false,
                Layout::Auto => releases::is_directory(&path),
            };
            match is_flat {
                true => stored(Box::new(folder::Folder::new(path))),
                false => Box::new(releases::Releases::new(&path, target.keep.unwrap_or(releases::KEEP), here.wait)?),
            }
        }
        Place::Sftp(place) => stored(sftp::sftp(place, here)?),
        Place::Git(url) => Box::new(git::Branch::new(target, url, here)?),
    })
}
