//! A directory of releases, and a symlink that is switched from one to the next in one step.
//!
//! In: a path such as `/srv/www/site`. Out: a `Host`: the path is a symlink to `.site.releases/<release>` beside it.
//! A release is made in `next.part` there, unchanged files as hard links to the current one's, files of others with
//! them; only when it is whole and on the disk is the link replaced. Whatever happens before leaves the old release
//! served, whatever happens after the new one. Rubbish of a publish that died is removed by the next.
//! Two publishers are kept apart by a lock of the system and, since a mounted share has many machines, by `lock`.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::FlockOperation;
use rustix::io::Errno;

use super::folder::{Folder, failed, sync};
use super::in_place::Store;
use super::lock::{self, Lock, Wait, changed};
use super::whole::check_clash;
use super::{Delete, Host, Put, State};
use crate::base::hash::Hash;
use crate::publish::error::{Kind, PublishError};
use crate::publish::plan::Plan;
use crate::publish::state::{Doubt, JOURNAL, Journal, OURS, PUBLISHED, Published, is_safe};

/// Earlier releases that are kept unless the target says otherwise.
pub(super) const KEEP: u32 = 5;
/// End of the name of what is half made or half removed.
const PART: &str = ".part";
/// Characters of the time in the name of a release.
const STAMP: usize = "20261127-234546".len();
/// The release that is being made.
const NEXT: &str = "next.part";

/// A symlink to releases.
pub(super) struct Releases<'a> {
    /// The link.
    link: PathBuf,
    /// Name of the folder of releases, beside the link.
    name: String,
    /// That folder.
    folder: PathBuf,
    keep: usize,
    wait: Wait<'a>,
    held: Mutex<Option<Held>>,
}

/// What we hold while we publish.
struct Held {
    lock: Lock,
    /// What the link said when the plan was made.
    base: String,
    /// Whether there is anything to switch to.
    is_new: bool,
    /// Keeps the folder open, and so locked for this machine.
    _folder: fs::File,
}

/// Whether `path` is a directory already, and no link to one.
pub(super) fn is_directory(path: &Path) -> bool {
    fs::symlink_metadata(trimmed(path)).is_ok_and(|metadata| metadata.is_dir())
}

/// The path without a `/` at its end, which would follow the link.
fn trimmed(path: &Path) -> PathBuf {
    path.components().collect()
}

impl<'a> Releases<'a> {
    /// A link that keeps `keep` earlier releases; at least one, for readers who are in it when the link is switched.
    pub(super) fn new(path: &Path, keep: u32, wait: Wait<'a>) -> Result<Releases<'a>, PublishError> {
        let link = trimmed(path);
        let Some(name) = link.file_name().and_then(|name| name.to_str()) else {
            let message = format!("`{}` names no directory that could be a link", path.display());
            return Err(PublishError::new(Kind::NoPlace, message).help("name one, as in `to: /srv/www/site`"));
        };
        let name = format!(".{name}.releases");
        let folder = link.with_file_name(&name);
        let keep = usize::try_from(keep.max(1)).unwrap_or(usize::MAX);
        Ok(Releases { link, name, folder, keep, wait, held: Mutex::new(None) })
    }

    fn held(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The folder of releases as a store, for the journal alone.
    fn store(&self) -> Folder {
        Folder::new(self.folder.clone())
    }

    fn next(&self) -> PathBuf {
        self.folder.join(NEXT)
    }

    /// Name of the current release, if there is any.
    fn current(&self) -> Result<Option<String>, PublishError> {
        let shown = self.link.display();
        let metadata = match fs::symlink_metadata(&self.link) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed("read", &self.link, &error)),
        };
        if !metadata.is_symlink() {
            let what = if metadata.is_dir() { "a directory" } else { "a file" };
            let message = format!("`{shown}` is {what}, and `layout: releases` needs a link there");
            let help = format!(
                "move it away with `mv {shown} {shown}.old` and publish again, or write `layout: flat` to have it \
                 filled file by file"
            );
            return Err(PublishError::new(Kind::NoPlace, message).help(help));
        }
        let target = fs::read_link(&self.link).map_err(|error| failed("read", &self.link, &error))?;
        let name = target.strip_prefix(&self.name).ok().and_then(Path::to_str).filter(|name| is_release(name));
        match name {
            Some(name) => Ok(Some(name.to_owned())),
            None => {
                let message = format!("`{shown}` is a link to `{}`, and is not ours", target.display());
                let help = format!(
                    "remove the link and publish again, or publish into what it points to: `to: {}`",
                    self.link.with_file_name("").join(&target).display()
                );
                Err(PublishError::new(Kind::NoPlace, message).help(help))
            }
        }
    }

    fn manifest(&self, release: &str) -> Result<Option<Published>, PublishError> {
        let object = Folder::new(self.folder.join(release)).get(PUBLISHED)?;
        object.map(|object| Published::read(&object.bytes)).transpose()
    }

    /// Takes the lock of this machine; where a file system has none, the journal must do.
    fn lock_folder(&self) -> Result<fs::File, PublishError> {
        fs::create_dir_all(&self.folder).map_err(|error| failed("make", &self.folder, &error))?;
        let folder = fs::File::open(&self.folder).map_err(|error| failed("read", &self.folder, &error))?;
        match rustix::fs::flock(&folder, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) => {
                let message = format!("another factloom of this machine publishes to `{}`", self.link.display());
                Err(PublishError::new(Kind::Taken, message).help("wait until it is done"))
            }
            _ => Ok(folder),
        }
    }

    /// Removes what publishes that died left: half-made and half-removed releases, and those in `paths`, which were
    /// whole but never switched to.
    fn clear(&self, paths: &Doubt, current: Option<&str>) -> Result<(), PublishError> {
        // A journal that was being written, beside the one that is ours now.
        let journal = self.folder.join(JOURNAL);
        for entry in fs::read_dir(self.folder.join(OURS)).into_iter().flatten().flatten() {
            if entry.path() != journal {
                let removed = match entry.path().is_dir() {
                    true => fs::remove_dir_all(entry.path()),
                    false => fs::remove_file(entry.path()),
                };
                removed.map_err(|error| failed("remove", &entry.path(), &error))?;
            }
        }
        for name in paths.keys().filter(|name| is_release(name) && Some(&***name) != current) {
            self.remove(name)?;
        }
        for name in self.names()?.iter().filter(|name| name.ends_with(PART)) {
            let place = self.folder.join(name);
            fs::remove_dir_all(&place).map_err(|error| failed("remove", &place, &error))?;
        }
        Ok(())
    }

    /// Removes a release in such a way that half of it is never taken for one.
    fn remove(&self, release: &str) -> Result<(), PublishError> {
        let (place, part) = (self.folder.join(release), self.folder.join(format!("{release}{PART}")));
        match fs::rename(&place, &part) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            answer => answer.and_then(|()| fs::remove_dir_all(&part)).map_err(|error| failed("remove", &place, &error)),
        }
    }

    /// Names in the folder of releases.
    fn names(&self) -> Result<Vec<String>, PublishError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed("read", &self.folder, &error)),
        };
        let names: Result<Vec<_>, _> = entries.map(|entry| entry.map(|entry| entry.file_name())).collect();
        let names = names.map_err(|error| failed("read", &self.folder, &error))?;
        Ok(names.into_iter().filter_map(|name| name.into_string().ok()).collect())
    }

    /// Begins the next release with everything of the current one that the plan leaves alone.
    fn carry_along(&self, current: Option<&str>, plan: &Plan) -> Result<(), PublishError> {
        let next = self.next();
        fs::create_dir(&next).map_err(|error| failed("make", &next, &error))?;
        let Some(current) = current else { return Ok(()) };
        let (from, skipped) = (self.folder.join(current), plan.steps.iter().map(|step| &*step.path));
        let skipped: BTreeSet<&str> = skipped.collect();
        let mut waiting = vec![PathBuf::new()];
        while let Some(below) = waiting.pop() {
            let place = from.join(&below);
            let entries = match fs::read_dir(&place) {
                Ok(entries) => entries,
                // Somebody removed it by hand: all of it is sent.
                Err(error) if error.kind() == ErrorKind::NotFound && below.as_os_str().is_empty() => return Ok(()),
                Err(error) => return Err(failed("read", &place, &error)),
            };
            let mut is_empty = true;
            for entry in entries {
                let entry = entry.map_err(|error| failed("read", &place, &error))?;
                let path = below.join(entry.file_name());
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                is_empty = false;
                if is_folder {
                    if format!("{}/", path.display()) != OURS {
                        waiting.push(path);
                    }
                } else if path.to_str().is_none_or(|path| !skipped.contains(path)) {
                    link_or_copy(&from, &next, &path)?;
                }
            }
            // An empty folder was not made by us.
            if is_empty {
                let place = next.join(&below);
                fs::create_dir_all(&place).map_err(|error| failed("make", &place, &error))?;
            }
        }
        Ok(())
    }

    /// Where the new link is made before it takes the place of the old.
    fn new_link(&self) -> PathBuf {
        self.folder.join(format!("link{PART}"))
    }

    /// Fails where the file system knows no links, before anything is sent.
    fn try_link(&self) -> Result<(), PublishError> {
        let place = self.new_link();
        let answer = symlink("x", &place).and_then(|()| fs::remove_file(&place));
        answer.map_err(|error| match error.kind() {
            ErrorKind::Unsupported | ErrorKind::PermissionDenied | ErrorKind::InvalidInput => {
                let message = format!("`{}` takes no symbolic links: {error}", self.folder.display());
                PublishError::new(Kind::NoPlace, message)
                    .help("write `layout: flat` to have the directory filled file by file")
            }
            _ => failed("make a link in", &self.folder, &error),
        })
    }

    /// The next release gets its name and its link.
    fn switch(&self, held: &mut Held, published: &Published) -> Result<(), PublishError> {
        let next = Folder::new(self.next());
        next.put(PUBLISHED, published.print().as_bytes(), &[])?;
        let taken: BTreeSet<String> = self.names()?.into_iter().collect();
        let mut names = (2..).map(|count| format!("{}-{count}", published.release));
        let mut release = published.release.to_string();
        while taken.contains(&release) {
            release = names.next().expect("numbers do not end");
        }
        if !is_release(&release) {
            return Err(PublishError::new(Kind::Name, format!("`{release}` is no name of a release")));
        }
        // Fails if the lock was taken from us; and says which release is whole, but perhaps never switched to.
        held.lock.beat(&self.store(), Some(Doubt::from([(release.as_str().into(), Vec::new())])))?;
        sync(&self.folder)?;
        let (from, to) = (self.next(), self.folder.join(&release));
        fs::rename(&from, &to).map_err(|error| failed("rename", &from, &error))?;
        if self.current()?.unwrap_or_default() != held.base {
            return Err(changed());
        }
        let new = self.new_link();
        let target = Path::new(&self.name).join(&release);
        symlink(target, &new).map_err(|error| failed("make", &new, &error))?;
        fs::rename(&new, &self.link).map_err(|error| failed("switch", &self.link, &error))?;
        held.base = release;
        sync(&self.folder)
    }

    /// Removes releases beyond those that are kept.
    fn prune(&self, current: &str) -> Result<(), PublishError> {
        let earlier = self.earlier(Some(current))?;
        earlier.iter().skip(self.keep).try_for_each(|release| self.remove(release)).map_err(|error| PublishError {
            message: format!("the site is published, but an old release stays: {}", error.message),
            ..error
        })
    }

    /// Releases other than the current one, newest first.
    fn earlier(&self, current: Option<&str>) -> Result<Vec<String>, PublishError> {
        let mut names = self.names()?;
        names.retain(|name| is_release(name) && Some(&**name) != current);
        // Their names begin with their time in seconds; of two of one second, files tell.
        let made = |name: &String| {
            let manifest = fs::metadata(self.folder.join(name).join(PUBLISHED));
            (name.get(..STAMP).map(str::to_owned), manifest.and_then(|manifest| manifest.modified()).ok())
        };
        names.sort_by_cached_key(|name| std::cmp::Reverse(made(name)));
        Ok(names)
    }
}

impl Host for Releases<'_> {
    fn state(&self) -> Result<State, PublishError> {
        let Some(release) = self.current()? else { return Ok(State::default()) };
        let mut published = self.manifest(&release)?;
        let mut there: BTreeSet<Box<str>> = Folder::new(self.folder.join(&release)).list("")?.into_iter().collect();
        if let Some(published) = &mut published {
            // What was removed by hand is sent again.
            published.files.retain(|path, _| there.remove(path));
        }
        let foreign = there.into_iter().filter(|path| !path.starts_with(OURS)).collect();
        Ok(State { published, version: release, foreign })
    }

    fn journal(&self) -> Result<Option<Journal>, PublishError> {
        // The release that is served is never touched: nothing in it is in doubt.
        Ok(lock::read(&self.store())?.map(|(journal, _)| Journal { paths: Doubt::new(), ..journal }))
    }

    fn begin(&self, journal: &Journal, state: &State, plan: &Plan) -> Result<Option<Journal>, PublishError> {
        check_clash(plan, &state.foreign)?;
        let folder = self.lock_folder()?;
        let store = self.store();
        let begun = Lock::take(&store, &Journal { paths: Doubt::new(), ..journal.clone() }, self.wait);
        let (lock, other) = match begun {
            Ok(begun) => begun,
            Err(error) => {
                // Nothing of ours stays, unless something is in it.
                let _ = fs::remove_dir(self.folder.join(OURS)).and_then(|()| fs::remove_dir(&self.folder));
                return Err(error);
            }
        };
        let is_new = !plan.steps.is_empty() || state.published.is_none();
        *self.held() = Some(Held { lock, base: state.version.clone(), is_new, _folder: folder });
        let begun = self.current().and_then(|current| {
            self.clear(&other.map(|other| other.paths).unwrap_or_default(), current.as_deref())?;
            if current.as_deref().unwrap_or_default() != state.version {
                return Err(changed());
            }
            if is_new {
                self.try_link()?;
                self.carry_along(current.as_deref(), plan)?;
            }
            Ok(())
        });
        if begun.is_err() {
            self.stop();
        }
        begun.map(|()| None)
    }

    fn beat(&self) -> Result<(), PublishError> {
        self.held().as_mut().map_or(Ok(()), |held| held.lock.beat(&self.store(), None))
    }

    fn put(&self, put: &Put<'_>) -> Result<(), PublishError> {
        if !is_safe(put.path) {
            return Err(PublishError::new(Kind::Name, format!("`{}` is no path of a file", put.path)));
        }
        Folder::new(self.next()).put(put.path, put.bytes, put.headers)
    }

    fn delete(&self, _: &[Delete<'_>]) -> Result<(), PublishError> {
        // What the plan touches was not carried along.
        Ok(())
    }

    fn finish(&self, published: &Published) -> Result<(), PublishError> {
        let mut guard = self.held();
        let Some(held) = guard.as_mut() else { return Ok(()) };
        if held.is_new {
            self.switch(held, published)?;
        }
        self.prune(&held.base)?;
        self.store().delete(&[JOURNAL])?;
        *guard = None;
        Ok(())
    }

    fn stop(&self) {
        let Some(held) = self.held().take() else { return };
        let store = self.store();
        if !held.lock.is_held(&store) {
            return;
        }
        // What cannot be removed now is removed by the next publish, which then must know of us.
        let cleared = self.current().and_then(|current| self.clear(held.lock.paths(), current.as_deref()));
        match cleared.and_then(|()| store.delete(&[JOURNAL])) {
            Ok(()) => drop(fs::remove_dir(&self.folder)),
            Err(_) => held.lock.leave(&store),
        }
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let Some(release) = self.current()? else { return Ok(None) };
        Ok(Folder::new(self.folder.join(release)).get(path)?.map(|object| object.bytes))
    }

    fn releases(&self) -> Result<Vec<String>, PublishError> {
        self.earlier(self.current()?.as_deref())
    }

    fn release(&self, name: &str) -> Result<Published, PublishError> {
        let found = if is_release(name) { self.manifest(name)? } else { None };
        found.ok_or_else(|| PublishError::new(Kind::NoReleases, format!("no release `{name}` is kept there")))
    }

    fn kept(&self, release: &str, path: &str, hash: Hash) -> Result<Vec<u8>, PublishError> {
        let is_named = is_release(release) && is_safe(path);
        let object = if is_named { Folder::new(self.folder.join(release)).get(path)? } else { None };
        object.map(|object| object.bytes).filter(|bytes| Hash::of(bytes) == hash).ok_or_else(|| {
            let message = format!("`{path}` of release {release} is no longer there as it was published");
            PublishError::new(Kind::NoReleases, message)
        })
    }
}

/// Whether a name can be a release's: one component, none of ours, nothing half made.
fn is_release(name: &str) -> bool {
    is_safe(name) && !name.contains('/') && !name.starts_with('.') && !name.ends_with(PART)
}

/// A file, link or whatever it is, in another folder: as a hard link, or as a copy where those are not to be had.
fn link_or_copy(from: &Path, to: &Path, below: &Path) -> Result<(), PublishError> {
    let (from, to) = (from.join(below), to.join(below));
    let parent = to.parent().unwrap_or(&to);
    fs::create_dir_all(parent).map_err(|error| failed("make", parent, &error))?;
    let Err(error) = fs::hard_link(&from, &to) else { return Ok(()) };
    if matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::ReadOnlyFilesystem | ErrorKind::NotFound) {
        return Err(failed("write", &to, &error));
    }
    let copied = match fs::read_link(&from) {
        Ok(target) => symlink(target, &to),
        Err(_) => fs::copy(&from, &to).map(|_| ()),
    };
    copied.map_err(|error| failed("copy", &from, &error))
}
