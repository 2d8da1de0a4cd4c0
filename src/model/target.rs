//! Where a site is published: the targets of `site.yml`.
//!
//! In: an address such as `s3://bucket/site`. Out: a `Place`. Plain data; no target holds a secret.
//! Absent on purpose: reaching a host, which is `publish/host`.

use std::num::NonZeroU32;

use crate::base::text::At;
use crate::model::Text;

/// A place to publish to, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its name: `live`.
    pub name: Box<str>,
    /// Where its key stands.
    pub at: At,
    /// Where files go, as written.
    pub to: Text,
    /// The same, taken apart.
    pub place: Place,
    /// Public address of the site there, ending in `/`; the site's own if absent.
    pub url: Option<Box<str>>,
    /// Region of a bucket.
    pub region: Option<Box<str>>,
    /// Address of an S3-compatible store that is not Amazon's.
    pub endpoint: Option<Box<str>>,
    /// Account of an Azure container.
    pub account: Option<Box<str>>,
    /// Branch of a git repository; `gh-pages` if absent.
    pub branch: Option<Box<str>>,
    /// How much history a git branch keeps.
    pub history: History,
    /// Name of the domain, for hosts that read it from a file `CNAME`.
    pub domain: Option<Box<str>>,
    /// How many earlier releases can be gone back to.
    pub keep: Option<u32>,
    /// How many files a publish may delete unasked; 256 if absent, but never more than a tenth of the site.
    pub max_delete: Option<u32>,
    /// How many files are sent at once.
    pub connections: Option<NonZeroU32>,
    /// How a directory is filled.
    pub layout: Layout,
}

impl Target {
    /// A target of the place itself, with nothing else set.
    pub fn new(name: &str, at: At, to: Text, place: Place) -> Target {
        Target {
            name: name.into(),
            at,
            to,
            place,
            url: None,
            region: None,
            endpoint: None,
            account: None,
            branch: None,
            history: History::default(),
            domain: None,
            keep: None,
            max_delete: None,
            connections: None,
            layout: Layout::default(),
        }
    }

    /// Keys that are set and mean nothing for such a place: each would be a silent mistake.
    pub fn misplaced(&self) -> Vec<&'static str> {
        let set = [
            ("region", self.region.is_some()),
            ("endpoint", self.endpoint.is_some()),
            ("account", self.account.is_some()),
            ("branch", self.branch.is_some()),
            ("history", self.history != History::default()),
            ("domain", self.domain.is_some()),
            ("keep", self.keep.is_some()),
            ("connections", self.connections.is_some()),
            ("layout", self.layout != Layout::default()),
        ];
        let may: &[&str] = match self.place {
            Place::S3(_) => &["region", "endpoint", "keep", "connections"],
            Place::Google(_) => &["endpoint", "keep", "connections"],
            Place::Azure(_) => &["endpoint", "account", "keep", "connections"],
            Place::Sftp(_) => &["keep", "connections"],
            Place::Git(_) => &["branch", "history", "domain"],
            Place::Folder(_) => &["keep", "connections", "layout"],
        };
        set.iter().filter(|(key, is_set)| *is_set && !may.contains(key)).map(|(key, _)| *key).collect()
    }

    /// What stands for a target where an address is all that is needed.
    pub fn nowhere() -> Target {
        Target::new("", At::default(), Text { text: "".into(), at: At::default() }, Place::Folder("".into()))
    }
}

/// How much history a git branch keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum History {
    /// A commit for each publish.
    #[default]
    All,
    /// A single commit, replaced each time.
    Squash,
}

/// How a directory is filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Releases beside it, and the path a symlink to one of them, unless it is a directory already.
    #[default]
    Auto,
    /// Releases and a symlink.
    Releases,
    /// File by file in the directory itself.
    Flat,
}

/// Where files go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A bucket of an S3-compatible store.
    S3(Bucket),
    /// A bucket of Google Cloud Storage.
    Google(Bucket),
    /// A container of Azure Blob Storage.
    Azure(Bucket),
    /// A directory reached by SSH.
    Sftp(Sftp),
    /// A repository that git can push to, as git takes it.
    Git(Box<str>),
    /// A directory, absolute or relative to the site's root.
    Folder(Box<str>),
}

/// A bucket and the beginning of the names in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: Box<str>,
    /// Empty, or ending in `/`.
    pub prefix: Box<str>,
}

/// A directory reached by SSH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sftp {
    /// Who logs in; as the SSH configuration says if absent.
    pub user: Option<Box<str>>,
    /// The host, or its name in the SSH configuration.
    pub host: Box<str>,
    /// As the SSH configuration says if absent.
    pub port: Option<u16>,
    /// The directory; relative to the home of the user if it begins with no `/`.
    pub path: Box<str>,
}

/// How places are written, for messages.
pub const PLACES: &str = "a place is s3://bucket/folder, gs://bucket/folder, az://container/folder, \
     sftp://user@host/folder, a git repository (git@host:me/site.git or https://host/me/site.git), or a directory";

impl Place {
    /// Reads an address; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Place, String> {
        if text.is_empty() || text.contains(|c: char| c.is_control()) {
            return Err("it is empty, or holds control characters".to_owned());
        }
        // What begins with a dash would be an option to git or ssh.
        if text.starts_with('-') {
            return Err("it begins with `-`".to_owned());
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme), rest),
            None => (None, text),
        };
        if let Some(authority) = scheme.map(|_| rest.split('/').next().unwrap_or("")) {
            let user = authority.rsplit_once('@').map(|(user, _)| user);
            if user.is_some_and(|user| user.contains(':')) {
                return Err("it holds a password, which would be public with the site's sources".to_owned());
            }
        }
        let bucket = |rest: &str| bucket(rest).ok_or_else(|| "it names no bucket".to_owned());
        match scheme {
            Some("s3") => Ok(Place::S3(bucket(rest)?)),
            Some("gs") => Ok(Place::Google(bucket(rest)?)),
            Some("az" | "azure") => Ok(Place::Azure(bucket(rest)?)),
            Some("sftp") => sftp(rest).map(Place::Sftp),
            Some("git" | "ssh" | "git+ssh") => Ok(Place::Git(text.into())),
            Some("http" | "https" | "file") if rest.trim_end_matches('/').ends_with(".git") => {
                Ok(Place::Git(text.into()))
            }
            Some("git+http" | "git+https" | "git+file") => Ok(Place::Git(text["git+".len()..].into())),
            Some("file") if rest.starts_with('/') => Ok(Place::Folder(rest.into())),
            Some("http" | "https") => Err("it is no repository: its name does not end in `.git`".to_owned()),
            Some(scheme) => Err(format!("no host is reached by `{scheme}://`")),
            None if is_scp(text) => Ok(Place::Git(text.into())),
            None => Ok(Place::Folder(text.into())),
        }
    }
}

/// `git@host:path`, as git and scp write it: a colon before the first slash.
fn is_scp(text: &str) -> bool {
    let head = text.split('/').next().unwrap_or("");
    head.split_once(':').is_some_and(|(host, _)| host.len() > 1 && !host.starts_with('.'))
}

fn bucket(rest: &str) -> Option<Bucket> {
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let prefix = prefix.trim_matches('/');
    let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
    (!name.is_empty()).then(|| Bucket { name: name.into(), prefix: prefix.into() })
}

fn sftp(rest: &str) -> Result<Sftp, String> {
    let (authority, path) = rest.split_once('/').ok_or("it names no directory: sftp://host/directory")?;
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let is_port = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0).ok_or(format!("`{text}` is no port"));
    // An address of IPv6 stands in brackets: sftp://[::1]:22/site.
    let (host, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(is_port(port.strip_prefix(':').ok_or("it names no host")?)?)),
        None => match host.split_once(':') {
            Some((host, port)) => (host, Some(is_port(port)?)),
            None => (host, None),
        },
    };
    // Both go to `ssh`, whose configuration may hand them to a shell.
    let is_name = |text: &str| {
        let is_plain = |c: char| c.is_alphanumeric() || "._-+@:%".contains(c);
        !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain)
    };
    if !is_name(host) || user.is_some_and(|user| !is_name(user)) {
        return Err("it names no host".to_owned());
    }
    // As in other tools: sftp://host/~/site is in the home folder, all else begins at the root.
    let path = match path.strip_prefix("~/") {
        Some(path) => path.trim_end_matches('/').to_owned(),
        None => format!("/{}", path.trim_matches('/')),
    };
    if path.trim_matches('/').is_empty() {
        return Err("it names no directory: sftp://host/directory".to_owned());
    }
    Ok(Sftp { user: user.map(Into::into), host: host.into(), port, path: path.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_by_their_scheme() {
        let bucket = |name: &str, prefix: &str| Bucket { name: name.into(), prefix: prefix.into() };
        assert_eq!(Place::parse("s3://site"), Ok(Place::S3(bucket("site", ""))));
        assert_eq!(Place::parse("s3://site/a/b/"), Ok(Place::S3(bucket("site", "a/b/"))));
        assert_eq!(Place::parse("gs://site/x"), Ok(Place::Google(bucket("site", "x/"))));
        assert_eq!(Place::parse("az://site"), Ok(Place::Azure(bucket("site", ""))));
        let sftp = Sftp { user: Some("me".into()), host: "h".into(), port: Some(22), path: "/srv/x".into() };
        assert_eq!(Place::parse("sftp://me@h:22/srv/x/"), Ok(Place::Sftp(sftp)));
        let six = Sftp { user: None, host: "fe80::1%eth0".into(), port: Some(22), path: "/x".into() };
        assert_eq!(Place::parse("sftp://[fe80::1%eth0]:22/x"), Ok(Place::Sftp(six)));
        let home = Sftp { user: None, host: "h".into(), port: None, path: "www".into() };
        assert_eq!(Place::parse("sftp://h/~/www"), Ok(Place::Sftp(home)));
        for git in ["git@h:me/x.git", "ssh://git@h/me/x", "https://h/me/x.git", "file:///srv/x.git"] {
            assert_eq!(Place::parse(git), Ok(Place::Git(git.into())), "{git}");
        }
        for folder in ["/srv/www", "../public-site", "site", "./a:b"] {
            assert_eq!(Place::parse(folder), Ok(Place::Folder(folder.into())), "{folder}");
        }
    }

    #[test]
    fn what_is_no_place_says_why() {
        for (text, why) in [
            ("", "empty"),
            ("s3://", "no bucket"),
            ("s3:///x", "no bucket"),
            ("ftp://h/x", "no host is reached by `ftp://`"),
            ("https://me:secret@h/x.git", "password"),
            ("sftp://me:pw@h/x", "password"),
            ("sftp://h", "no directory"),
            ("sftp://h:x/y", "no port"),
            ("sftp://-oProxyCommand=x/y", "no host"),
            ("sftp://h$(x)/y", "no host"),
            ("sftp://[::1]22/y", "no host"),
            ("sftp://h:0/y", "no port"),
            ("--upload-pack=x", "begins with `-`"),
            ("https://h/me/x", "does not end in `.git`"),
        ] {
            let error = Place::parse(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
            assert!(!error.contains("secret") && !error.contains(":pw"));
        }
    }
}
