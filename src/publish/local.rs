//! The site that is to be published: what `factloom build` left in its output.
//!
//! In: the manifest and the bytes, read by `write/manifest` and `load`. Out: the manifest of a release, and bytes that
//! are what the manifest says. Absent on purpose: building, which is another command's.

use std::path::{Path, PathBuf};

use super::error::{Kind, PublishError};
use super::state::{File, Published};
use super::verify::Redirect;
use crate::base::hash::Hash;
use crate::hosting::record::{self, Record};
use crate::hosting::redirects::decoded;
use crate::load::newer_than;
use crate::load::outside::read_bytes;
use crate::write::manifest::{MANIFEST, Manifest};

/// Headers of a file, by its path.
pub type Headers<'a> = dyn Fn(&str) -> Vec<(String, String)> + Sync + 'a;

/// Hash of the headers that a file is stored with.
pub fn stored(headers: &[(String, String)]) -> Option<Hash> {
    let text: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    (!text.is_empty()).then(|| Hash::of(text.concat().as_bytes()))
}

/// A built site.
pub struct Local {
    folder: PathBuf,
    record: Record,
    /// The manifest of the release.
    pub published: Published,
}

impl Local {
    /// Reads the manifest of a build. `stamp` is the time of the release, `20261127-234546`.
    pub fn read(folder: &Path, stamp: &str) -> Result<Local, PublishError> {
        let shown = folder.display();
        let manifest = Manifest::read(folder).map_err(|error| PublishError::new(Kind::Local, error.to_string()))?;
        let Some(manifest) = manifest else {
            return Err(PublishError::new(Kind::Local, format!("there is no built site in `{shown}`"))
                .help("run `factloom build` first"));
        };
        let Some(record) = record::read(&manifest.serving) else {
            let message = format!("`{shown}` was built by another factloom, which says nothing of headers");
            return Err(PublishError::new(Kind::Local, message).help("run `factloom build` again"));
        };
        let files = manifest.files.into_iter().map(|(path, entry)| {
            let headers = stored(&headers(&record, &path));
            (path, File { hash: entry.hash, size: entry.size, headers })
        });
        let published = Published { release: "".into(), files: files.collect() }.renamed(stamp);
        Ok(Local { folder: folder.to_owned(), record, published })
    }

    /// The newest file of the site at `root` that was saved after this build, as far as times tell.
    pub fn is_older_than(&self, root: &Path) -> Option<Box<str>> {
        newer_than(root, &self.folder.join(MANIFEST))
    }

    /// Headers of a file.
    pub fn headers(&self, path: &str) -> Vec<(String, String)> {
        headers(&self.record, path)
    }

    /// Old addresses that lead elsewhere.
    pub fn redirects(&self) -> Vec<Redirect> {
        let base = self.record.policy.base.trim_end_matches('/');
        let one = |(from, to, status): &(String, String, u16)| Redirect {
            from: decoded(from.strip_prefix(base).unwrap_or(from)).trim_start_matches('/').to_owned(),
            to: to.clone(),
            status: *status,
        };
        self.record.redirects.iter().map(one).collect()
    }

    /// Bytes of a file, which are what the manifest says.
    pub fn bytes(&self, path: &str, hash: Hash) -> Result<Vec<u8>, PublishError> {
        let place = self.folder.join(path);
        let why = match read_bytes(&place) {
            Ok(bytes) if Hash::of(&bytes) == hash => return Ok(bytes),
            Ok(_) => "was changed after the build".to_owned(),
            Err(error) => format!("cannot be read: {error}"),
        };
        Err(PublishError::new(Kind::Local, format!("`{}` {why}", place.display())).help("run `factloom build` again"))
    }
}

/// What hosts have to do for the site that was built in a folder.
pub fn policy(folder: &Path) -> Option<Record> {
    record::read(&Manifest::read(folder).ok()??.serving)
}

/// Headers of a file: names in lower case, and values.
pub fn headers(record: &Record, path: &str) -> Vec<(String, String)> {
    let pairs = crate::hosting::headers(&record.policy, path).into_iter();
    pairs.map(|(name, value)| (name.to_ascii_lowercase(), value)).collect()
}
