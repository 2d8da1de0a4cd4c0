//! Where old addresses lead, for servers that can say so themselves.
//!
//! In: a reader. Out: redirects and what is gone. A server never sees the place in a page, `/old/#place`: browsers
//! carry it along to the new address, which is right unless the place went elsewhere. Such addresses stay with their
//! pages (`pages::old`), whose script knows; they are listed by themselves.

use crate::base::escape;
use crate::pages::old;
use crate::parse::address::normal;
use crate::site::Reader;
use crate::site::addresses::Old;

/// All of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redirects {
    /// Single addresses first, then beginnings of several, each in the order of the address.
    pub list: Vec<Redirect>,
    /// Old addresses that only their pages can lead on from.
    pub by_page: Vec<String>,
}

/// An old address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Below the site's own, percent-encoded: `/old/`.
    pub from: String,
    /// Whether all that begin so are meant, but for those where something stands.
    pub is_beginning: bool,
    /// Where to go: an address of the host, beginning with a slash, or of another; nothing if it is gone.
    pub to: Option<String>,
    /// Whether something stands at an address that begins so.
    pub has_pages: bool,
}

/// How a server answers at an old address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// 301: it is elsewhere.
    Moved,
    /// 410: it is gone.
    Gone,
}

impl Status {
    /// Its number.
    pub fn code(self) -> u16 {
        match self {
            Status::Moved => 301,
            Status::Gone => 410,
        }
    }
}

impl Redirect {
    /// How it is answered.
    pub fn status(&self) -> Status {
        if self.to.is_some() { Status::Moved } else { Status::Gone }
    }
}

/// The redirects of a site: aliases of articles, and entries of `gone`.
pub fn redirects(reader: &Reader<'_>) -> Redirects {
    let config = reader.config();
    let goal = |goal: Option<&str>| match goal.filter(|goal| !goal.is_empty()) {
        Some(goal) if goal.contains("://") => escape::is_safe_url(goal).then(|| goal.to_owned()),
        Some(goal) => Some(config.href(&encoded(goal))),
        None => None,
    };
    let mut out = Redirects::default();
    for (from, old) in reader.old_addresses() {
        if !old::elsewhere(reader, &from).is_empty() {
            out.by_page.push(from);
            continue;
        }
        let to = match old {
            Old::Moved(article) => Some(config.href(&reader.article_url(article))),
            Old::Gone(gone) => goal(gone.instead.as_deref()),
        };
        out.list.push(Redirect { from, is_beginning: false, to, has_pages: false });
    }
    let now = if config.gone.iter().any(|gone| gone.address.text.ends_with('*')) {
        reader.addresses()
    } else {
        Default::default()
    };
    for gone in &config.gone {
        let Some(beginning) = gone.address.text.strip_suffix('*') else { continue };
        let from = encoded(beginning);
        let has_pages =
            now.iter().chain(out.list.iter().map(|one| &one.from)).any(|address| address.starts_with(&from));
        out.list.push(Redirect { from, is_beginning: true, to: goal(gone.instead.as_deref()), has_pages });
    }
    out
}

/// From the root, percent-encoded, its end and its place as written.
fn encoded(address: &str) -> String {
    let (path, place) = match address.split_once('#') {
        Some((path, place)) => (path, format!("#{place}")),
        None => (address, String::new()),
    };
    let path = path.trim_start_matches('/');
    let path = if path.contains('%') { path.to_owned() } else { escape::url_part(path) };
    format!("/{path}{place}")
}

/// The address as file names have it, for servers that compare what they have decoded.
pub fn decoded(address: &str) -> String {
    crate::link::targets::decode(address)
}

/// Whether the address names a page by its folder: then `/old` is asked for as well as `/old/`.
pub fn is_folder(address: &str) -> bool {
    address.ends_with('/') && normal(address).0 == *address && address.len() > 1
}
