//! Where a site goes, where it is staged, and whether that place may be replaced.
//!
//! In: the output as the user named it. Out: real paths, links resolved, all in one parent folder, since
//! only neighbours on one file system can change places.

use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use super::error::WriteError;

/// The paths of one output.
#[derive(Debug)]
pub(super) struct Place {
    /// As the user named it, for messages.
    pub(super) shown: PathBuf,
    /// The real directory, which need not exist yet.
    pub(super) output: PathBuf,
    /// The new site until the exchange, the old one after it; whatever is here at a start is rubbish.
    pub(super) stage: PathBuf,
    /// The whole old site, while two renames stand in for one exchange.
    pub(super) old: PathBuf,
    /// The lock's file.
    pub(super) lock: PathBuf,
}

impl Place {
    /// Resolves `output` and refuses one that is, contains or lies in a protected path. Touches nothing.
    pub(super) fn find(output: &Path, protected: &[PathBuf]) -> Result<Place, WriteError> {
        let real = resolve(output).map_err(|error| WriteError::io("use", output, error))?;
        for protected in protected {
            let root = resolve(protected).map_err(|error| WriteError::io("read", protected, error))?;
            if real.starts_with(&root) || root.starts_with(&real) {
                return Err(WriteError::Protected { output: output.to_owned(), protected: protected.clone() });
            }
        }
        let Some(name) = real.file_name() else {
            return Err(WriteError::Protected { output: output.to_owned(), protected: real });
        };
        let beside = |what: &str| {
            let mut beside = OsString::from(".");
            beside.push(name);
            beside.push(what);
            real.with_file_name(beside)
        };
        let (stage, old, lock) = (beside(".factloom-new"), beside(".factloom-old"), beside(".factloom-lock"));
        Ok(Place { shown: output.to_owned(), output: real.clone(), stage, old, lock })
    }

    /// Whether the output exists. Refuses what is no directory, a mount point, or holds one: a foreign file
    /// there could not be carried along, and removing the old site would empty what is mounted.
    pub(super) fn check_output(&self) -> Result<bool, WriteError> {
        match std::fs::symlink_metadata(&self.output) {
            Ok(metadata) if !metadata.is_dir() => return Err(WriteError::NotFolder { output: self.shown.clone() }),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(WriteError::io("read", &self.shown, error)),
        }
        // Absent outside Linux; there the exchange itself reports a mount point.
        let mounts = std::fs::read("/proc/self/mountinfo").unwrap_or_default();
        match mount_points(&mounts).find(|mount| mount.starts_with(&self.output)) {
            Some(path) => Err(WriteError::Mount { path: self.show(&path) }),
            None => Ok(true),
        }
    }

    /// A path in the output as the user would write it.
    pub(super) fn show(&self, path: &Path) -> PathBuf {
        let below = path.strip_prefix(&self.output).or_else(|_| path.strip_prefix(&self.stage)).unwrap_or(path);
        if below.as_os_str().is_empty() { self.shown.clone() } else { self.shown.join(below) }
    }
}

/// The real path, also where its last parts do not exist, or a link leads to nothing yet.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    let missing = match std::fs::canonicalize(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => error,
        result => return result,
    };
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(missing);
    };
    let parent = resolve(if parent.as_os_str().is_empty() { Path::new(".") } else { parent })?;
    match std::fs::read_link(path) {
        Ok(target) => resolve(&parent.join(target)),
        Err(_) => Ok(parent.join(name)),
    }
}

/// The mount points in the text of `/proc/self/mountinfo`: the fifth field, blanks written in octal.
fn mount_points(mountinfo: &[u8]) -> impl Iterator<Item = PathBuf> {
    let lines = mountinfo.split(|&byte| byte == b'\n');
    lines.filter_map(|line| line.split(|&byte| byte == b' ').nth(4)).map(unescape)
}

fn unescape(mut text: &[u8]) -> PathBuf {
    let mut out = Vec::with_capacity(text.len());
    while let [first, rest @ ..] = text {
        match text {
            [b'\\', a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', rest @ ..] => {
                out.push((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'));
                text = rest;
            }
            _ => {
                out.push(*first);
                text = rest;
            }
        }
    }
    PathBuf::from(OsString::from_vec(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mount_points_are_read_with_their_blanks() {
        let text = b"36 35 98:0 /mnt1 /mnt/my\\040site rw,noatime master:1 - ext3 /dev/root rw\n\
            37 35 0:4 / / rw - proc proc rw\n";
        let mounts: Vec<PathBuf> = mount_points(text).collect();
        assert_eq!(mounts, [PathBuf::from("/mnt/my site"), PathBuf::from("/")]);
    }

    #[test]
    fn links_are_followed_also_to_what_does_not_exist_yet() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("real")).unwrap();
        std::os::unix::fs::symlink("real", root.join("link")).unwrap();
        std::os::unix::fs::symlink("real/later", root.join("dangling")).unwrap();
        for (path, expected) in
            [("link", "real"), ("link/a/b", "real/a/b"), ("dangling", "real/later"), ("none/x", "none/x")]
        {
            assert_eq!(resolve(&root.join(path)).unwrap(), root.join(expected));
        }
        assert!(resolve(Path::new("no/../..")).is_err());
    }
}
