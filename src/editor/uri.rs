//! `file:` addresses to paths and back.
//!
//! In: an address as an editor writes it, escapes of any letter case included. Out: a path, and the other way
//! the one spelling that every editor reads. Absent on purpose: other schemes; a text that is in no file belongs
//! to no site.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;

use crate::base::escape::percent_decoded;

/// The path of a `file:` address; `None` for another scheme, another host, or bytes that are no UTF-8.
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let path = rest.split(['?', '#']).next().unwrap_or(rest);
    path.starts_with('/').then(|| percent_decoded(path)).flatten().map(PathBuf::from)
}

/// The address of an absolute path; `None` for a path that is not UTF-8.
pub fn uri_of(path: &Path) -> Option<Uri> {
    let mut out = String::from("file://");
    for byte in path.to_str()?.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    Uri::from_str(&out).ok()
}

/// A path with `.` and `..` resolved by its letters, as far as it goes.
pub fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir => {
                out.pop();
            }
            std::path::Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_the_way_there_and_back() {
        for path in ["/a/b.md", "/a b/制裁.md", "/x/100%/y#z?.yml"] {
            assert_eq!(path_of(&uri_of(Path::new(path)).expect("an address")), Some(PathBuf::from(path)), "{path}");
        }
    }

    #[test]
    fn foreign_addresses_have_no_path() {
        for address in ["untitled:Untitled-1", "https://example.org/a.md", "file://host/a", "file:a.md", "file:///%FF"]
        {
            assert_eq!(Uri::from_str(address).ok().and_then(|uri| path_of(&uri)), None, "{address}");
        }
        let lower = Uri::from_str("file:///a/%e5%88%b6.md").expect("an address");
        assert_eq!(path_of(&lower), Some(PathBuf::from("/a/制.md")));
        assert_eq!(clean(Path::new("/a/./b/../c")), PathBuf::from("/a/c"));
    }
}
