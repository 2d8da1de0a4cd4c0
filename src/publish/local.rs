//! The site that is to be published: what `factloom build` left in its output.
//!
//! In: the manifest and the bytes, read by `write/manifest` and `load`. Out: the manifest of a release, and bytes that
//! are what the manifest says. Absent on purpose: building, which is another command's.

use std::path::{Path, PathBuf};

use super::error::{Kind, PublishError};
use super::state::{File, Published};
use crate::base::hash::Hash;
use crate::load::outside::read_bytes;
use crate::write::manifest::Manifest;

/// Headers of a file, by its path.
pub type Headers<'a> = dyn Fn(&str) -> Vec<(String, String)> + Sync + 'a;

/// Hash of the headers that a file is stored with.
pub fn stored(headers: &[(String, String)]) -> Option<Hash> {
    let text: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    (!text.is_empty()).then(|| Hash::of(text.concat().as_bytes()))
}

/// A built site.
pub struct Local<'a> {
    folder: PathBuf,
    /// What is stored with a file, where a host stores headers.
    pub headers: &'a Headers<'a>,
    /// The manifest of the release.
    pub published: Published,
}

impl<'a> Local<'a> {
    /// Reads the manifest of a build. `stamp` is the time of the release, `20261127-234546`.
    pub fn read(folder: &Path, stamp: &str, headers: &'a Headers<'a>) -> Result<Local<'a>, PublishError> {
        let shown = folder.display();
        let manifest = Manifest::read(folder).map_err(|error| PublishError::new(Kind::Local, error.to_string()))?;
        let Some(manifest) = manifest else {
            return Err(PublishError::new(Kind::Local, format!("there is no built site in `{shown}`"))
                .help("run `factloom build` first"));
        };
        let files = manifest.files.into_iter().map(|(path, entry)| {
            let headers = stored(&headers(&path));
            (path, File { hash: entry.hash, size: entry.size, headers })
        });
        let published = Published { release: "".into(), files: files.collect() }.renamed(stamp);
        Ok(Local { folder: folder.to_owned(), headers, published })
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
