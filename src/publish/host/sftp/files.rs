//! What SFTP is asked, request by request.
//!
//! In: a connection, places on the host. Out: bytes, names, or why not. Each request is answered before the next that
//! needs it is sent, so that a part is never given a name before its last byte is stored.

use std::io::SeekFrom;
use std::pin::Pin;
use std::sync::atomic::Ordering;

use bytes::BytesMut;
use futures_util::{StreamExt, TryStreamExt, stream};
use openssh_sftp_client::error::SftpErrorKind;
use openssh_sftp_client::file::File;
use tokio::io::AsyncSeek;

use super::line::{Session, Trouble};
use super::{AT_ONCE, Sftp, parent, taken};
use crate::publish::error::{Kind, PublishError};
use crate::publish::host::part::name_of;
use crate::publish::state::PARTS;

/// Largest file that is read: manifests of a million files are smaller.
const LARGEST: usize = 512 << 20;
/// Bytes of one write, and writes of one file in flight.
const PIECE: usize = 128 << 10;
const PIECES: usize = 16;
/// How often names are tried that somebody else takes away at the same time.
const TRIES: usize = 3;
/// `ST_RDONLY` of statvfs.
const READ_ONLY: u64 = 1;

/// Whether a place is a folder; `None` if there is nothing, or nothing is told. Links are not followed.
pub(super) async fn is_folder(session: &Session, place: &str) -> Result<Option<bool>, Trouble> {
    let data = told(session.sftp.fs().symlink_metadata(place).await)?;
    Ok(data.map(|data| data.file_type().is_some_and(|kind| kind.is_dir())))
}

/// Whether a place is an empty file. Links are not followed.
pub(super) async fn is_empty(session: &Session, place: &str) -> Result<bool, Trouble> {
    let data = told(session.sftp.fs().symlink_metadata(place).await)?;
    Ok(data.is_some_and(|data| data.len() == Some(0) && data.file_type().is_some_and(|kind| kind.is_file())))
}

/// Why there is no room at a place, and what to do.
pub(super) async fn room(session: &Session, root: &str) -> Result<Option<(&'static str, &'static str)>, Trouble> {
    let mut fs = session.sftp.fs();
    let there = match told(fs.statvfs(root).await)? {
        // The root may not be made yet.
        None => told(fs.statvfs(parent(root)).await)?,
        there => there,
    };
    let Some(there) = there else { return Ok(None) };
    let help = "make room there, and publish again: what was not yet sent is sent then";
    Ok(match () {
        () if there.flag & READ_ONLY != 0 => {
            Some(("the file system is read-only", "mount it for writing, and publish again"))
        }
        () if there.blocks > 0 && (there.bavail == 0 || there.bfree == 0) => Some(("the disk is full", help)),
        () if there.files > 0 && there.ffree == 0 => Some(("the disk has no room for more files", help)),
        () => None,
    })
}

/// An answer, `None` for a refusal. A connection that broke is neither.
fn told<T>(answer: Result<T, openssh_sftp_client::Error>) -> Result<Option<T>, Trouble> {
    match answer.map_err(Trouble::from) {
        Ok(answer) => Ok(Some(answer)),
        Err(Trouble::Refused(..)) => Ok(None),
        Err(trouble) => Err(trouble),
    }
}

/// A whole file; `None` if there is none.
pub(super) async fn read(session: &Session, place: &str) -> Result<Option<Vec<u8>>, Trouble> {
    let mut file = match session.sftp.open(place).await.map_err(Trouble::from) {
        Err(trouble) if trouble.is_missing() => return Ok(None),
        opened => opened?,
    };
    let bytes = read_up_to(&mut file, LARGEST + 1).await?;
    file.close().await?;
    if bytes.len() > LARGEST {
        let message = format!("`{place}` is larger than {} MB", LARGEST >> 20);
        return Err(Trouble::Told(PublishError::new(Kind::Host, message).help("see what it is; it is none of ours")));
    }
    Ok(Some(bytes))
}

/// The beginning of a file, and its size; `None` if there is none.
pub(super) async fn read_head(session: &Session, place: &str, most: usize) -> Result<Option<(Vec<u8>, u64)>, Trouble> {
    let mut file = match session.sftp.open(place).await.map_err(Trouble::from) {
        Err(trouble) if trouble.is_missing() => return Ok(None),
        opened => opened?,
    };
    let size = file.metadata().await?.len();
    let head = read_up_to(&mut file, most).await?;
    file.close().await?;
    let size = size.unwrap_or(head.len() as u64);
    Ok(Some((head, size)))
}

async fn read_up_to(file: &mut File, most: usize) -> Result<Vec<u8>, Trouble> {
    let mut out = Vec::new();
    while out.len() < most {
        // Said each time: the library takes a short answer for a whole one, and would leave out what was not sent.
        seek(file, out.len());
        let wanted = u32::try_from(most - out.len()).unwrap_or(u32::MAX);
        match file.read(wanted, BytesMut::new()).await? {
            Some(bytes) if !bytes.is_empty() => out.extend_from_slice(&bytes),
            _ => break,
        }
    }
    Ok(out)
}

fn seek(file: &mut File, at: usize) {
    Pin::new(file).start_seek(SeekFrom::Start(at as u64)).expect("to seek from the start is to note a number");
}

/// Writes a file that is not there yet; refused if it is.
pub(super) async fn write_new(session: &Session, place: &str, bytes: &[u8]) -> Result<(), Trouble> {
    let mut file = session.sftp.options().write(true).create_new(true).open(place).await?;
    if bytes.len() <= PIECE {
        file.write_all(bytes).await?;
    } else {
        // One answer at a time would make a video as slow as the line is long.
        let pieces = stream::iter(bytes.chunks(PIECE).enumerate()).map(|(index, piece)| {
            let mut file = file.clone();
            seek(&mut file, index * PIECE);
            async move { file.write_all(piece).await }
        });
        pieces.buffer_unordered(PIECES).try_collect::<()>().await?;
    }
    Ok(file.close().await?)
}

/// Gives a file a second name; refused if there is such a file.
pub(super) async fn link(session: &Session, from: &str, to: &str) -> Result<(), Trouble> {
    Ok(session.sftp.fs().hard_link(from, to).await?)
}

/// Gives a file a name, whatever had it before.
pub(super) async fn rename(session: &Session, from: &str, to: &str) -> Result<(), Trouble> {
    let mut fs = session.sftp.fs();
    let renamed = fs.rename(from, to).await.map_err(Trouble::from);
    match renamed {
        // The protocol's own rename replaces nothing. Where a server lacks the extension for it, there is a moment
        // without the file; nothing better is to be had.
        Err(trouble) if trouble.is_refused() && !trouble.is_missing() && !session.sftp.support_posix_rename() => {
            remove(session, to).await?;
            Ok(fs.rename(from, to).await?)
        }
        renamed => renamed,
    }
}

/// Deletes a file; that there is none is no failure.
pub(super) async fn remove(session: &Session, place: &str) -> Result<(), Trouble> {
    match session.sftp.fs().remove_file(place).await.map_err(Trouble::from) {
        Err(trouble) if !trouble.is_missing() => Err(trouble),
        _ => Ok(()),
    }
}

/// Names in a folder and whether they are folders; none if there is no such folder. Links are not followed.
pub(super) async fn names(session: &Session, folder: &str) -> Result<Vec<(String, bool)>, Trouble> {
    let opened = session.sftp.fs().open_dir(folder).await.map_err(Trouble::from);
    let entries = match opened {
        Err(trouble) if trouble.is_missing() => return Ok(Vec::new()),
        opened => opened?.read_dir(),
    };
    let entries: Vec<_> = entries.try_collect().await?;
    let named = stream::iter(entries).map(async |entry| {
        // What is no text has no name that the site could have.
        let Some(name) = entry.filename().to_str().filter(|name| !matches!(*name, "." | "..")) else {
            return Ok(None);
        };
        let is_folder = match entry.file_type() {
            Some(kind) => kind.is_dir(),
            None => is_folder(session, &format!("{folder}/{name}")).await?.unwrap_or(false),
        };
        Ok(Some((name.to_owned(), is_folder)))
    });
    named.buffer_unordered(AT_ONCE).try_filter_map(async |name| Ok(name)).try_collect().await
}

impl Sftp {
    /// Writes a part of `path` and gives it to `name`, which names it. Where a folder turns out to be missing it is made,
    /// and all is tried again: another publisher that ends may take away what it thinks is nobody's.
    pub(super) async fn with_part(
        &self,
        session: &Session,
        path: &str,
        bytes: &[u8],
        name: impl AsyncFn(&str) -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        let place = self.place(path);
        let mut tries = 1;
        loop {
            let part = self.write_part(session, path, bytes).await?;
            match name(&part).await {
                Err(trouble) if trouble.is_missing() && tries < TRIES => {
                    self.forget(parent(&place));
                    self.make_folder(session, parent(&place)).await?;
                    let _ = remove(session, &part).await;
                    tries += 1;
                }
                Err(trouble @ Trouble::Refused(..)) => {
                    let _ = remove(session, &part).await;
                    return Err(trouble);
                }
                named => return named,
            }
        }
    }

    async fn write_part(&self, session: &Session, path: &str, bytes: &[u8]) -> Result<String, Trouble> {
        let number = self.parts.fetch_add(1, Ordering::Relaxed);
        let part = self.place(&format!("{PARTS}{}-{}-{number}", name_of(path), self.word));
        for _ in 0..TRIES {
            self.make_folder(session, parent(&part)).await?;
            match write_new(session, &part, bytes).await {
                Ok(()) => return Ok(part),
                Err(trouble) if trouble.is_missing() => self.forget(parent(&part)),
                Err(Trouble::Refused(kind, said)) => {
                    // Before the part is deleted: it may be what fills the disk.
                    let trouble = self.refused(session, "write", &part, kind, &said).await;
                    let _ = remove(session, &part).await;
                    return Err(trouble);
                }
                Err(trouble) => return Err(trouble),
            }
        }
        Err(Trouble::Refused(SftpErrorKind::NoSuchFile, String::new()))
    }

    /// Makes a folder and those it is in, up to the root. What the root is in must be there: a slip of the pen in an
    /// address makes no tree.
    pub(super) async fn make_folder(&self, session: &Session, folder: &str) -> Result<(), Trouble> {
        let mut waiting = vec![folder.to_owned()];
        // Each level is asked for at most twice, if nobody takes away what we make.
        for _ in 0..2 * folder.split('/').count() + TRIES {
            let Some(next) = waiting.last() else { return Ok(()) };
            if self.is_known(next) {
                waiting.pop();
                continue;
            }
            match session.sftp.fs().create_dir(next).await.map_err(Trouble::from) {
                Ok(()) => self.know(next),
                Err(trouble) if trouble.is_missing() => {
                    let above = parent(next).to_owned();
                    if **next == *self.root {
                        return Err(Trouble::Told(self.no_place(&above)));
                    }
                    self.forget(&above);
                    waiting.push(above);
                }
                Err(Trouble::Refused(kind, said)) => match told(session.sftp.fs().metadata(next).await)? {
                    Some(data) if data.file_type().is_some_and(|kind| kind.is_dir()) => self.know(next),
                    Some(_) => {
                        let what = format!("cannot make `{next}` on {}", self.line.ssh.name);
                        return Err(Trouble::Told(taken(&what)));
                    }
                    None => return Err(self.refused(session, "make", next, kind, &said).await),
                },
                Err(trouble) => return Err(trouble),
            }
        }
        match waiting.iter().all(|folder| self.is_known(folder)) {
            true => Ok(()),
            false => Err(Trouble::Refused(SftpErrorKind::NoSuchFile, String::new())),
        }
    }

    fn no_place(&self, folder: &str) -> PublishError {
        let ssh = &self.line.ssh;
        PublishError::new(Kind::NoPlace, format!("there is no directory `{folder}` on {}", ssh.name))
            .help(format!("make it (`{} mkdir -p {}`), or mend `to` of the target", ssh.by_hand, self.root))
    }
}
