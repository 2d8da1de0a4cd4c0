//! A private bare repository that knows as much of the branch as a publish needs: its last commit and its names.
//!
//! In: the address of a repository, a branch. Out: what the branch holds, contents only where they are asked for.
//! It is a cache: made on demand, made anew if damaged, and safe to delete. Absent on purpose: writing (`commit`).

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout};
use std::sync::{Mutex, PoisonError};

use rustix::fs::FlockOperation;

use super::super::folder::failed;
use super::command::{Git, output};
use super::failure::{Failure, Why};
use crate::publish::error::{Kind, PublishError};

/// Name by which the repository is known in the cache.
pub(super) const REMOTE: &str = "factloom";
/// The branch as it was last seen there.
pub(super) const SEEN: &str = "refs/factloom/seen";
/// Beginning of the line of a message that names the release.
pub(super) const TRAILER: &str = "Factloom-Release";
/// Rubbish of git processes that were killed.
const RUBBISH: &[(&str, &str)] = &[("", "fast_import_crash_"), ("", "shallow.lock"), ("objects/pack", "tmp_")];
/// Whoever finds it makes the cache anew.
const DAMAGED: &str = "factloom-damaged";

/// A file of a tree: its mode and its object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// `100644`, `120000` of a link.
    pub(super) mode: Box<str>,
    /// Name of the object.
    pub(super) object: Box<str>,
}

/// Files of a commit. Names that are no text are in the commit, but not here.
pub(super) type Tree = BTreeMap<Box<str>, Entry>;

/// The cache.
pub(super) struct Cache {
    /// Git for it.
    pub(super) git: Git,
    /// Address of the repository.
    pub(super) url: Box<str>,
    /// `refs/heads/gh-pages`.
    pub(super) branch: String,
    reader: Mutex<Option<Reader>>,
    /// Keeps others from making the cache anew under our hands.
    _lock: fs::File,
}

impl Cache {
    /// Opens the cache at `path`, and makes it if there is none, or none of use.
    pub(super) fn open(git: Git, url: &str, branch: &str) -> Result<Cache, PublishError> {
        let path = git.dir.clone();
        let folder = path.parent().unwrap_or(&path);
        fs::create_dir_all(folder).map_err(|error| failed("make", folder, &error))?;
        ignore(folder)?;
        let lock_path = path.with_extension("lock");
        let lock = fs::File::create(&lock_path).map_err(|error| failed("write", &lock_path, &error))?;
        let is_alone = rustix::fs::flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok();
        let cache = Cache {
            git,
            url: url.into(),
            branch: format!("refs/heads/{branch}"),
            reader: Mutex::new(None),
            _lock: lock,
        };
        if cache.git.run(&["check-ref-format", &cache.branch], None).is_err_and(|failure| failure.why() != Why::NoGit) {
            return Err(PublishError::new(Kind::Name, format!("`{branch}` is no name of a branch"))
                .help("mend `branch` of the target in content/site.yml"));
        }
        if is_alone {
            cache.clear(&path);
            if !cache.is_of_use(&path) {
                cache.make("sha1")?;
            }
        }
        // Another process may read at the same time.
        let _ = rustix::fs::flock(&cache._lock, FlockOperation::LockShared);
        Ok(cache)
    }

    fn is_of_use(&self, path: &Path) -> bool {
        let url = self.git.run(&["config", "--get", &format!("remote.{REMOTE}.url")], None).unwrap_or_default();
        !path.join(DAMAGED).exists() && String::from_utf8_lossy(&url).trim_end_matches('\n') == &*self.url
    }

    fn clear(&self, path: &Path) {
        for (folder, beginning) in RUBBISH {
            for entry in fs::read_dir(path.join(folder)).into_iter().flatten().flatten() {
                if entry.file_name().to_string_lossy().starts_with(beginning) {
                    // It is in nobody's way if it stays.
                    let _ = fs::remove_file(entry.path());
                }
            }
        }
    }

    /// Makes the cache anew, for objects that are named by `format`.
    pub(super) fn make(&self, format: &str) -> Result<(), PublishError> {
        let path = &self.git.dir;
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed("remove", path, &error)),
            _ => {}
        }
        let shown = path.to_string_lossy();
        let format = format!("--object-format={format}");
        let made = self.git.run(&["init", "--bare", "--quiet", "--template=", &format, &shown], None);
        made.map_err(|failure| self.broken("make", &failure))?;
        // Last, for it says that all before was done.
        self.local(&["config", &format!("remote.{REMOTE}.url"), &self.url]).map(|_| ())
    }

    /// Runs git in the cache, without any server.
    pub(super) fn local(&self, arguments: &[&str]) -> Result<Vec<u8>, PublishError> {
        self.git.run(arguments, None).map_err(|failure| self.broken("use", &failure))
    }

    /// The cache cannot be used: the next publish makes it anew.
    pub(super) fn broken(&self, doing: &str, failure: &Failure) -> PublishError {
        let path = &self.git.dir;
        if !matches!(failure.why(), Why::NoGit | Why::Full) {
            let _ = fs::write(path.join(DAMAGED), "");
        }
        match failure.why() {
            Why::NoGit => failure.error("use", &self.url),
            Why::Full => failure.error("write to", &path.to_string_lossy()),
            _ => PublishError::new(
                Kind::Local,
                format!(
                    "cannot {doing} the cache `{}`\n  git: {}",
                    path.display(),
                    failure.text().replace('\n', "\n  git: ")
                ),
            )
            .help("publish again: the cache is then made anew"),
        }
    }

    /// Name of the last commit of the branch, as the server has it; none if there is no such branch.
    pub(super) fn tip(&self) -> Result<Option<String>, Failure> {
        let said = self.git.ask(&["ls-remote", "--quiet", REMOTE, &self.branch], None, &[])?;
        let said = String::from_utf8_lossy(&said).into_owned();
        let named = said.lines().filter_map(|line| line.split_once('\t'));
        Ok(named.filter(|(_, name)| *name == self.branch).map(|(object, _)| object.to_owned()).next())
    }

    /// Gets the last `depth` commits of the branch with their names, without contents where the server can do that;
    /// gives the last one.
    pub(super) fn fetch(&self, depth: u32) -> Result<String, Failure> {
        let (depth, what) = (format!("--depth={depth}"), format!("+{}:{SEEN}", self.branch));
        let plain = ["fetch", "--progress", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
        let mut arguments = plain.to_vec();
        arguments.extend([&*depth, "--filter=blob:none", REMOTE, &what]);
        let fetched = self.git.ask(&arguments, None, &[]);
        if let Err(failure) = fetched {
            if failure.why() != Why::Other {
                return Err(failure);
            }
            // A server that knows neither depth nor filter.
            let mut arguments = plain.to_vec();
            arguments.extend(["--no-filter", REMOTE, &what]);
            self.git.ask(&arguments, None, &[])?;
        }
        let object = self.git.run(&["rev-parse", "--verify", &format!("{SEEN}^{{commit}}")], None)?;
        Ok(String::from_utf8_lossy(&object).trim().to_owned())
    }

    /// Files of a commit that is in the cache.
    pub(super) fn tree(&self, commit: &str) -> Result<Tree, Failure> {
        let said =
            self.git.run_with(&["ls-tree", "-r", "-z", "--full-tree", commit], None, &[("GIT_NO_LAZY_FETCH", "1")])?;
        let entries = said.split(|byte| *byte == 0).filter_map(|entry| {
            let (head, path) = std::str::from_utf8(entry).ok()?.split_once('\t')?;
            let mut head = head.split(' ');
            let (mode, object) = (head.next()?.into(), head.nth(1)?.into());
            Some((path.into(), Entry { mode, object }))
        });
        Ok(entries.collect())
    }

    /// The last commits that lead to `from`, with the release that each made; empty for those of others.
    pub(super) fn named(&self, from: &str, most: u32) -> Result<Vec<(String, String)>, PublishError> {
        let format = format!("--format=%H %(trailers:key={TRAILER},valueonly,separator=%x20)");
        let said = self.local(&["log", "--first-parent", &format!("-{most}"), &format, from])?;
        let said = String::from_utf8_lossy(&said).into_owned();
        let named = said.lines().filter_map(|line| line.split_once(' '));
        Ok(named.map(|(commit, release)| (commit.to_owned(), release.trim().to_owned())).collect())
    }

    /// Gets those of the objects that are not in the cache, in one request.
    pub(super) fn fill<'a>(&self, objects: impl Iterator<Item = &'a str>) -> Result<(), PublishError> {
        let wanted: Vec<&str> = objects.collect();
        let asked = Some((wanted.join("\n") + "\n").into_bytes());
        let asked = self.git.run_with(&["cat-file", "--batch-check"], asked, &[("GIT_NO_LAZY_FETCH", "1")]);
        let said = asked.map_err(|failure| self.broken("use", &failure))?;
        let said = String::from_utf8_lossy(&said).into_owned();
        let missing: String =
            said.lines().filter_map(|line| line.strip_suffix(" missing")).map(|object| format!("{object}\n")).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let arguments = [
            "-c",
            "fetch.negotiationAlgorithm=noop",
            "fetch",
            "--progress",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            "--filter=blob:none",
            "--stdin",
            REMOTE,
        ];
        let fetched = self.git.ask(&arguments, Some(missing.into_bytes()), &[]);
        // A reader has its own view of what there is.
        *self.reader.lock().unwrap_or_else(PoisonError::into_inner) = None;
        fetched.map(|_| ()).map_err(|failure| failure.error("read", &self.url))
    }

    /// Bytes of an object that is in the cache; none if it is not.
    pub(super) fn read(&self, object: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        if reader.is_none() {
            *reader = Some(Reader::start(self)?);
        }
        let read = reader.as_mut().map_or(Ok(None), |reader| reader.read(object));
        read.map_err(|error| {
            *reader = None;
            PublishError::new(Kind::Local, format!("git cannot read the cache `{}`: {error}", self.git.dir.display()))
                .help("publish again: the cache is then made anew")
        })
    }
}

/// What is in the folder of a site that git knows must not end in its history.
fn ignore(folder: &Path) -> Result<(), PublishError> {
    let path: PathBuf = folder.join(".gitignore");
    match fs::File::create_new(&path).and_then(|mut file| file.write_all(b"*\n")) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(failed("write", &path, &error)),
        _ => Ok(()),
    }
}

/// One git that reads many objects.
struct Reader {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Reader {
    fn start(cache: &Cache) -> Result<Reader, PublishError> {
        let started = cache.git.start(&["cat-file", "--batch"], true);
        let mut child = started.map_err(|failure| cache.broken("use", &failure))?;
        let (input, output) = (child.stdin.take(), BufReader::new(output(&mut child)?));
        Ok(Reader { child, input, output })
    }

    fn read(&mut self, object: &str) -> std::io::Result<Option<Vec<u8>>> {
        if let Some(input) = &mut self.input {
            writeln!(input, "{object}")?;
            input.flush()?;
        }
        let mut head = String::new();
        self.output.read_line(&mut head)?;
        if head.trim_end().ends_with(" missing") {
            return Ok(None);
        }
        let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
        let Some(size) = size else { return Err(std::io::Error::other("git went away")) };
        let mut bytes = Vec::new();
        (&mut self.output).take(size).read_to_end(&mut bytes)?;
        self.output.read_exact(&mut [0])?;
        Ok(Some(bytes))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It ends when its input does.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
