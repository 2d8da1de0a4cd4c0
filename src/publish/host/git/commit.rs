//! A commit that is made without a work tree, from what was and what is sent.
//!
//! In: the last commit, bytes and names. Out: the next commit, in the cache. It is one `git fast-import`: whatever is
//! not named keeps its place in the tree, contents that are not in the cache included; only what is new is written.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::process::Child;

use super::cache::Cache;
use super::failure::Failure;
use crate::publish::error::PublishError;

/// Where the next commit stands until it is pushed.
const NEXT: &str = "refs/factloom/next";

/// A commit under way.
pub(super) struct Commit {
    import: Child,
    /// Marks of what was sent, by path.
    sent: BTreeMap<Box<str>, usize>,
    /// Number of marks given.
    marks: usize,
    deleted: BTreeSet<Box<str>>,
}

/// What the commit begins from.
pub(super) enum Parent<'a> {
    /// It follows this commit.
    Follows(&'a str),
    /// It replaces a commit with this tree.
    Replaces(&'a str),
    /// There is nothing.
    Nothing,
}

impl Commit {
    /// Begins.
    pub(super) fn new(cache: &Cache) -> Result<Commit, PublishError> {
        cache.local(&["update-ref", "-d", NEXT])?;
        let started = cache.git.start(&["fast-import", "--quiet", "--done", "--force", "--date-format=raw"], false);
        let import = started.map_err(|failure| cache.broken("use", &failure))?;
        Ok(Commit { import, sent: BTreeMap::new(), marks: 0, deleted: BTreeSet::new() })
    }

    fn write(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        let Some(pipe) = &mut self.import.stdin else {
            return Err(io::Error::other("git was started without an input"));
        };
        parts.iter().try_for_each(|part| pipe.write_all(part))
    }

    /// What git said when it went away.
    fn failed(&mut self, cache: &Cache, error: &io::Error) -> PublishError {
        drop(self.import.stdin.take());
        let mut said = Vec::new();
        if let Some(pipe) = &mut self.import.stderr {
            // What was read so far is all there is.
            let _ = pipe.read_to_end(&mut said);
        }
        let failure = if said.is_empty() { Failure::unstarted(error) } else { Failure::said(Vec::new(), &said) };
        cache.broken("write to", &failure)
    }

    /// Takes the bytes of a file.
    pub(super) fn put(&mut self, cache: &Cache, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        self.marks += 1;
        let mark = self.marks;
        let head = format!("blob\nmark :{mark}\ndata {}\n", bytes.len());
        self.write(&[head.as_bytes(), bytes, b"\n"]).map_err(|error| self.failed(cache, &error))?;
        self.sent.insert(path.into(), mark);
        Ok(())
    }

    /// A file goes.
    pub(super) fn delete(&mut self, path: &str) {
        self.deleted.insert(path.into());
    }

    /// Makes the commit, and gives its name.
    pub(super) fn finish(mut self, cache: &Cache, parent: &Parent<'_>, message: &str) -> Result<String, PublishError> {
        let (author, committer) = (ident(cache, "AUTHOR")?, ident(cache, "COMMITTER")?);
        let mut text =
            format!("commit {NEXT}\nauthor {author}\ncommitter {committer}\ndata {}\n{message}\n", message.len());
        match parent {
            Parent::Follows(commit) => text.push_str(&format!("from {commit}\n")),
            Parent::Replaces(tree) => text.push_str(&format!("M 040000 {tree} \"\"\n")),
            Parent::Nothing => {}
        }
        // First what goes: a file may take the name of a directory that is gone.
        self.deleted.iter().for_each(|path| text.push_str(&format!("D {}\n", quoted(path))));
        self.sent.iter().for_each(|(path, mark)| text.push_str(&format!("M 100644 :{mark} {}\n", quoted(path))));
        text.push_str("\ndone\n");
        self.write(&[text.as_bytes()]).map_err(|error| self.failed(cache, &error))?;
        drop(self.import.stdin.take());
        let mut said = Vec::new();
        let read = self.import.stderr.take().map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut said));
        match read.and_then(|_| self.import.wait()) {
            Ok(status) if status.success() => {}
            Ok(_) => return Err(cache.broken("write to", &Failure::said(Vec::new(), &said))),
            Err(error) => return Err(cache.broken("write to", &Failure::unstarted(&error))),
        }
        let object = cache.local(&["rev-parse", "--verify", NEXT])?;
        Ok(String::from_utf8_lossy(&object).trim().to_owned())
    }
}

impl Drop for Commit {
    fn drop(&mut self) {
        // Done already, or given up: either way nobody waits for it.
        let _ = self.import.kill();
        let _ = self.import.wait();
    }
}

/// Name, address and time: as git is set up, else ours. What git guesses would make this machine's name public.
fn ident(cache: &Cache, role: &str) -> Result<String, PublishError> {
    let asked = format!("GIT_{role}_IDENT");
    let known = cache.git.run(&["-c", "user.useConfigOnly=true", "var", &asked], None);
    let said = match known {
        Ok(said) => said,
        Err(_) => {
            let (name, email) = (format!("GIT_{role}_NAME"), format!("GIT_{role}_EMAIL"));
            let ours = [(&*name, "factloom"), (&*email, "factloom@localhost")];
            let said = cache.git.run_with(&["var", &asked], None, &ours);
            said.map_err(|failure| cache.broken("use", &failure))?
        }
    };
    Ok(String::from_utf8_lossy(&said).trim().to_owned())
}

/// A path as `fast-import` reads it.
fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}
