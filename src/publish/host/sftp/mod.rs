//! A directory reached by SSH, filled file by file.
//!
//! In: an address. Out: a `Store`. `ssh` is how the host is reached, `line` the connection, `files` what SFTP is asked.
//! A file is written to `.factloom/parts/` and renamed over its place, so that a reader meets the old or the new one
//! whole, and so that all a killed publish leaves behind lies in one folder, which the end of the next one empties.
//! Requests of all threads are in flight on one connection. Absent on purpose: headers, which SFTP does not store, and
//! file modes: files get 0666 and folders 0777 less the umask of the host, which is set there for such folders.

mod files;
mod line;
mod ssh;

use std::collections::BTreeSet;
use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt, stream};
use openssh_sftp_client::error::SftpErrorKind;

use super::Here;
use super::in_place::{Object, Store};
use super::part;
use crate::base::hash::Hash;
use crate::model::target;
use crate::publish::error::{Kind, PublishError};
use crate::publish::state::{JOURNAL, PARTS};
use line::{Line, Session, Trouble};

/// Requests of one call that are in flight at once.
const AT_ONCE: usize = 64;
/// Bytes at the beginning of a file that tell its versions apart, see `version`.
const HEAD: usize = 4 << 10;
/// Entries and levels of folders that are listed; more is no site.
const MOST_LISTED: usize = 4_000_000;
const DEEPEST: usize = 128;
/// Longest wait for another publisher that replaces the same file, in looks a second apart.
const LOOKS: usize = 10;
/// How long a claim is waited for whose publisher may live.
const CLAIM_LOOKS: usize = 4;
const CLAIM_PAUSE: Duration = Duration::from_millis(500);

/// A directory on a host.
struct Sftp {
    line: Line,
    /// As given: absolute, or relative to the home folder.
    root: Box<str>,
    /// Folders that are there for sure.
    known: Mutex<BTreeSet<String>>,
    /// Ends of the names of parts: a random word and a number.
    word: String,
    parts: AtomicU64,
}

/// The store of an address. Nothing is asked of it yet.
pub(super) fn sftp(place: &target::Sftp, here: &Here<'_>) -> Result<Box<dyn Store>, PublishError> {
    let line = Line::new(ssh::Ssh::new(place, here)?)?;
    let (root, word) = (place.path.clone(), part::word());
    Ok(Box::new(Sftp { line, root, known: Mutex::default(), word, parts: AtomicU64::new(0) }))
}

/// What tells a file from a later one of the same name: its size and its beginning. Only our journal and our manifest
/// are ever asked about; a journal begins with its token and beat, a manifest with its release, and neither is
/// repeated. So a manifest of a hundred thousand files is not read again to see that it is still the same.
fn version(head: &[u8], size: u64) -> String {
    format!("{}-{size}", Hash::of(&head[..head.len().min(HEAD)]))
}

impl Sftp {
    fn place(&self, path: &str) -> String {
        match &*self.root {
            "/" => format!("/{path}"),
            root => format!("{root}/{path}").trim_end_matches('/').to_owned(),
        }
    }

    /// Does `work` on `path`, which is called `doing` in messages. It may be done twice.
    fn act<T>(
        &self,
        doing: &str,
        path: &str,
        work: impl AsyncFn(&Session) -> Result<T, Trouble>,
    ) -> Result<T, PublishError> {
        let answer = self.line.run(async |session| match work(session).await {
            Err(Trouble::Refused(kind, said)) => {
                Err(self.refused(session, doing, &self.place(path), kind, &said).await)
            }
            answer => answer,
        });
        answer.map_err(|trouble| match trouble {
            Trouble::Told(error) => error,
            Trouble::Lost(why) | Trouble::Refused(_, why) => PublishError::new(Kind::Host, why),
        })
    }

    /// A refusal in our words. The protocol has few: most are "Failure", so the host is asked what it could be.
    async fn refused(&self, session: &Session, doing: &str, place: &str, kind: SftpErrorKind, said: &str) -> Trouble {
        let what = format!("cannot {doing} `{place}` on {}", self.line.ssh.name);
        Trouble::Told(match kind {
            SftpErrorKind::NoSuchFile => {
                PublishError::new(Kind::NoPlace, format!("{what}: there is no such directory"))
            }
            SftpErrorKind::PermDenied => PublishError::new(Kind::Denied, format!("{what}: permission denied"))
                .help("let this user write there, or publish as one who may: sftp://user@host/folder"),
            SftpErrorKind::BadMessage => {
                PublishError::new(Kind::Name, format!("{what}: the file system cannot store that name"))
                    .help("give the page another id or slug")
            }
            _ => match self.why_not(session, &what, place).await {
                Ok(Some(error)) => error,
                Ok(None) => {
                    let message = format!("{what}: the server says \"{}\"", said.trim());
                    PublishError::new(Kind::Host, message)
                        .help("SFTP says no more; is your quota used up? is a part of it another file system?")
                }
                // The connection broke just now: all is done again.
                Err(trouble) => return trouble,
            },
        })
    }

    /// What a failure without a reason may come from.
    async fn why_not(&self, session: &Session, what: &str, place: &str) -> Result<Option<PublishError>, Trouble> {
        if files::is_folder(session, place).await? == Some(true) {
            return Ok(Some(taken(what)));
        }
        let room = files::room(session, &self.root).await?;
        Ok(room.map(|(why, help)| PublishError::new(Kind::Full, format!("{what}: {why}")).help(help)))
    }

    fn is_known(&self, folder: &str) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).contains(folder)
    }

    fn know(&self, folder: &str) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(folder.to_owned());
    }

    fn forget(&self, folder: &str) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(folder);
    }

    async fn write(&self, session: &Session, path: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let place = self.place(path);
        self.with_part(session, path, bytes, async |part| files::rename(session, part, &place).await).await
    }

    /// Makes a file whole where there is none; whether it did.
    async fn make(&self, session: &Session, path: &str, bytes: &[u8]) -> Result<bool, Trouble> {
        let place = self.place(path);
        self.make_folder(session, parent(&place)).await?;
        if session.sftp.support_hardlink() {
            let made = self.with_part(session, path, bytes, async |part| {
                let linked = files::link(session, part, &place).await;
                // A link is left of the two names, or nothing.
                files::remove(session, part).await?;
                linked
            });
            match made.await {
                Ok(()) => return Ok(true),
                Err(Trouble::Refused(..)) if files::is_folder(session, &place).await?.is_some() => {
                    return self.inherit(session, path, bytes).await;
                }
                // Nothing is in the way: the disk may know no links.
                Err(Trouble::Refused(..)) => {}
                Err(trouble) => return Err(trouble),
            }
        }
        match self.claim(session, path, bytes).await {
            Err(Trouble::Refused(..)) if files::is_folder(session, &place).await?.is_some() => {
                self.inherit(session, path, bytes).await
            }
            claimed => claimed.map(|()| true),
        }
    }

    /// Makes a file where links are unknown. The protocol's own rename leaves a file alone that has the name. With the
    /// extension that replaces it, the part says that it claims, an empty file takes the name, the part its place: who
    /// dies between leaves both, by which the next publish knows the claim as ours, as in a directory (`part`).
    async fn claim(&self, session: &Session, path: &str, bytes: &[u8]) -> Result<(), Trouble> {
        let place = self.place(path);
        let claimed = self.with_part(session, path, bytes, async |part| {
            if !session.sftp.support_posix_rename() {
                return Ok(session.sftp.fs().rename(part, &place).await?);
            }
            let claim = format!("{part}{}", part::CLAIM);
            session.sftp.fs().rename(part, &claim).await?;
            if let Err(trouble) = files::write_new(session, &place, b"").await {
                files::remove(session, &claim).await?;
                return Err(trouble);
            }
            match files::rename(session, &claim, &place).await {
                // We stood still for so long that an heir took our part: it is filling the place, or has.
                Err(trouble) if trouble.is_missing() && !self.is_abandoned(session, path).await? => {
                    Err(taken_by_another())
                }
                Err(trouble) if trouble.is_refused() => {
                    files::remove(session, &place).await?;
                    files::remove(session, &claim).await?;
                    Err(trouble)
                }
                renamed => renamed,
            }
        });
        claimed.await
    }

    /// Whether a place is empty and nobody claims it.
    async fn is_abandoned(&self, session: &Session, path: &str) -> Result<bool, Trouble> {
        Ok(files::is_empty(session, &self.place(path)).await? && self.claimants(session, path).await?.is_empty())
    }

    /// Fills the claim of a publisher that died; whether there was one. Its parts can be taken by one heir only, whose own
    /// claims from then on.
    async fn inherit(&self, session: &Session, path: &str, bytes: &[u8]) -> Result<bool, Trouble> {
        let first = self.claimants(session, path).await?;
        for _ in 0..CLAIM_LOOKS {
            if first.is_empty() || self.claimants(session, path).await? != first {
                return Ok(false);
            }
            tokio::time::sleep(CLAIM_PAUSE).await;
        }
        let place = self.place(path);
        let inherited = self.with_part(session, path, bytes, async |part| {
            let claim = format!("{part}{}", part::CLAIM);
            session.sftp.fs().rename(part, &claim).await?;
            for theirs in &first {
                if let Err(trouble) = session.sftp.fs().remove_file(theirs).await.map_err(Trouble::from) {
                    files::remove(session, &claim).await?;
                    return Err(if trouble.is_missing() { taken_by_another() } else { trouble });
                }
            }
            files::rename(session, &claim, &place).await
        });
        match inherited.await {
            Err(Trouble::Refused(..)) => Ok(false),
            inherited => inherited.map(|()| true),
        }
    }

    /// The parts of a claim, in order: of an empty file that has any.
    async fn claimants(&self, session: &Session, path: &str) -> Result<Vec<String>, Trouble> {
        if !files::is_empty(session, &self.place(path)).await? {
            return Ok(Vec::new());
        }
        let (folder, name) = (self.place(PARTS.trim_end_matches('/')), part::name_of(path));
        let all = files::names(session, &folder).await?;
        let ours = all.into_iter().map(|(part, _)| part);
        let ours = ours.filter(|part| part.starts_with(&name) && part.ends_with(part::CLAIM));
        let mut ours: Vec<String> = ours.map(|part| format!("{folder}/{part}")).collect();
        ours.sort_unstable();
        Ok(ours)
    }

    async fn is_version(&self, session: &Session, path: &str, known: &str) -> Result<bool, Trouble> {
        let head = files::read_head(session, &self.place(path), HEAD).await?;
        Ok(head.is_some_and(|(head, size)| version(&head, size) == known))
    }

    /// Replaces a file of version `old`, see `replace`. To compare and to rename are two requests, so whoever wants to
    /// do both says so first, with a file that only one can make. One who died in between leaves it behind: then the
    /// next waits a while, and goes on without.
    async fn exchange(&self, session: &Session, path: &str, bytes: &[u8], old: &str) -> Result<bool, Trouble> {
        let claim = self.place(&format!("{PARTS}after-{old}"));
        for look in 0..=LOOKS {
            if !self.is_version(session, path, old).await? {
                // Ours, if a first answer was lost on its way.
                return self.is_version(session, path, &version(bytes, bytes.len() as u64)).await;
            }
            self.make_folder(session, parent(&claim)).await?;
            match files::write_new(session, &claim, b"").await {
                Err(Trouble::Refused(..)) if look < LOOKS => tokio::time::sleep(Duration::from_secs(1)).await,
                Err(trouble @ Trouble::Lost(_)) => return Err(trouble),
                _ => break,
            }
        }
        let written = match self.is_version(session, path, old).await? {
            true => self.write(session, path, bytes).await.map(|()| true),
            false => Ok(false),
        };
        files::remove(session, &claim).await?;
        written
    }
}

/// Not missing: that would be tried again.
fn taken_by_another() -> Trouble {
    Trouble::Refused(SftpErrorKind::Failure, "another publisher has that name".to_owned())
}

impl Store for Sftp {
    fn stores_headers(&self) -> bool {
        false
    }

    fn get(&self, path: &str) -> Result<Option<Object>, PublishError> {
        let bytes = self.act("read", path, async |session| {
            let bytes = files::read(session, &self.place(path)).await?;
            if bytes.as_ref().is_none_or(|bytes| !bytes.is_empty()) {
                return Ok(bytes);
            }
            // A name that was claimed and has no bytes yet is none. It may have been filled since.
            let is_claim = !self.claimants(session, path).await?.is_empty();
            if is_claim { Ok(None) } else { files::read(session, &self.place(path)).await }
        })?;
        Ok(bytes.map(|bytes| Object { version: version(&bytes, bytes.len() as u64), bytes }))
    }

    fn is_still(&self, path: &str, known: &str) -> Result<bool, PublishError> {
        self.act("read", path, async |session| self.is_version(session, path, known).await)
    }

    fn create(&self, path: &str, bytes: &[u8], _: &[(String, String)]) -> Result<Option<String>, PublishError> {
        let made = self.act("write", path, async |session| self.make(session, path, bytes).await)?;
        Ok(made.then(|| version(bytes, bytes.len() as u64)))
    }

    fn replace(&self, path: &str, bytes: &[u8], old: &str) -> Result<Option<String>, PublishError> {
        let is_ours = self.act("write", path, async |session| self.exchange(session, path, bytes, old).await)?;
        Ok(is_ours.then(|| version(bytes, bytes.len() as u64)))
    }

    fn put(&self, path: &str, bytes: &[u8], _: &[(String, String)]) -> Result<(), PublishError> {
        self.act("write", path, async |session| self.write(session, path, bytes).await)
    }

    fn delete(&self, paths: &[&str]) -> Result<(), PublishError> {
        let first = paths.first().copied().unwrap_or_default();
        self.act("delete", first, async |session| {
            if paths.contains(&JOURNAL) {
                // The lock is given back: what is left of publishes that died is nobody's.
                let folder = self.place(PARTS.trim_end_matches('/'));
                let parts = files::names(session, &folder).await?;
                let parts = parts.into_iter().map(|(name, _)| format!("{folder}/{name}")).collect();
                self.remove_all(session, parts, BTreeSet::from([folder])).await?;
            }
            let places: Vec<String> = paths.iter().map(|path| self.place(path)).collect();
            let folders = places.iter().map(|place| parent(place).to_owned()).collect();
            self.remove_all(session, places, folders).await
        })
    }

    fn copy(&self, from: &str, to: &str) -> Result<(), PublishError> {
        let place = self.place(to);
        let linked = self.act("write", to, async |session| {
            self.make_folder(session, parent(&place)).await?;
            // `put` renames over names and never writes into files, so that a link keeps the old bytes.
            match files::link(session, &self.place(from), &place).await {
                // Nothing is there that could be kept.
                Err(trouble) if trouble.is_missing() => Ok(true),
                Err(Trouble::Refused(..)) => Ok(files::is_folder(session, &place).await?.is_some()),
                linked => linked.map(|()| true),
            }
        })?;
        match linked {
            true => Ok(()),
            false => match self.get(from)? {
                Some(object) => self.put(to, &object.bytes, &[]),
                None => Ok(()),
            },
        }
    }

    fn list(&self, prefix: &str) -> Result<Vec<Box<str>>, PublishError> {
        let top = prefix.rsplit_once('/').map_or("", |(top, _)| top);
        let mut out = self.act("read", top, async |session| self.list_below(session, top).await)?;
        out.retain(|path| path.starts_with(prefix));
        out.sort_unstable();
        Ok(out)
    }
}

impl Sftp {
    /// All below a folder, level by level; links are listed and not followed.
    async fn list_below(&self, session: &Session, top: &str) -> Result<Vec<Box<str>>, Trouble> {
        let (mut out, mut level) = (Vec::new(), vec![top.to_owned()]);
        for _ in 0..DEEPEST {
            let listed = stream::iter(level.drain(..)).map(async |folder| {
                let names = files::names(session, &self.place(&folder)).await?;
                Ok::<_, Trouble>((folder, names))
            });
            let listed: Vec<_> = listed.buffer_unordered(AT_ONCE).try_collect().await?;
            for (folder, names) in listed {
                let folder = if folder.is_empty() { folder } else { format!("{folder}/") };
                for (name, is_folder) in names {
                    let path = format!("{folder}{name}");
                    if is_folder { level.push(path) } else { out.push(path.into()) }
                }
            }
            if level.is_empty() {
                return Ok(out);
            }
            if out.len() + level.len() > MOST_LISTED {
                break;
            }
        }
        let message = format!("`{}` holds too much to be a site", self.place(top));
        Err(Trouble::Told(PublishError::new(Kind::NoPlace, message).help("name a folder of its own in `to`")))
    }

    /// Deletes files, and of `folders` and those they are in what is empty then: it held nothing but ours. The root
    /// stays.
    async fn remove_all(
        &self,
        session: &Session,
        places: Vec<String>,
        mut folders: BTreeSet<String>,
    ) -> Result<(), Trouble> {
        let gone = stream::iter(places).map(async |place| files::remove(session, &place).await);
        gone.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        let depth = |folder: &str| folder.split('/').count();
        while let Some(deepest) = folders.iter().map(|folder| depth(folder)).max() {
            let level = folders.iter().filter(|folder| depth(folder) == deepest).cloned();
            let level: Vec<String> = level.filter(|folder| **folder != *self.root).collect();
            folders.retain(|folder| depth(folder) < deepest);
            let emptied = stream::iter(level).map(async |folder| {
                // A folder that is no longer known is made again when it is needed.
                self.forget(&folder);
                match session.sftp.fs().remove_dir(&folder).await.map_err(Trouble::from) {
                    Err(Trouble::Lost(why)) => Err(Trouble::Lost(why)),
                    removed => Ok(removed.is_ok().then_some(folder)),
                }
            });
            let emptied: Vec<_> = emptied.buffer_unordered(AT_ONCE).try_collect().await?;
            folders.extend(emptied.into_iter().flatten().map(|folder| parent(&folder).to_owned()));
        }
        Ok(())
    }
}

/// The folder that a place is in.
fn parent(place: &str) -> &str {
    match place.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => ".",
    }
}

fn taken(what: &str) -> PublishError {
    PublishError::new(Kind::Taken, format!("{what}: a directory and a file want one name"))
        .help("move away what is there and not ours")
}
