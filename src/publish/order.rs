//! In which order files go to a host, so that at no moment anything refers to what is not there yet.
//!
//! In: a path below the output. Out: its phase. Within a phase files go in any order, and a phase begins when the
//! one before it has ended: first what pages load and link to, then new pages, which nothing links to yet, then
//! changed ones, then what lists pages to machines; last what is gone, pages before what they loaded. Two pages that
//! change together and point at each other's new sections cannot be ordered by anyone who sends them one by one;
//! hosts that switch a whole release (`folder`, `git`) have no such moment.

use serde::{Deserialize, Serialize};

/// When a file is sent or deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Style sheets, scripts, pictures, data, twins.
    Assets,
    /// Pages that were not there before.
    NewPages,
    /// Pages that were.
    Pages,
    /// The first page, feeds, site maps, redirects.
    Indexes,
    /// Pages that are gone.
    GonePages,
    /// Everything else that is gone.
    GoneAssets,
}

/// Names that list pages to machines, wherever they stand.
const INDEXES: &[&str] = &[
    "sitemap.xml",
    "atom.xml",
    "feed.json",
    "feed.xml",
    "rss.xml",
    "robots.txt",
    "llms.txt",
    "_redirects",
    "_headers",
];

/// Whether a path is a page that a person opens.
pub fn is_page(path: &str) -> bool {
    path.ends_with(".html")
}

/// Whether a path is a page that servers show where there is none, `404.html` of a language included.
pub fn is_missing_page(path: &str) -> bool {
    path.rsplit('/').next() == Some("404.html")
}

/// The phase of a file that is sent.
pub fn sent(path: &str, is_new: bool) -> Phase {
    let plain = [".gz", ".br", ".zst"].iter().find_map(|packed| path.strip_suffix(packed)).unwrap_or(path);
    let name = plain.rsplit('/').next().unwrap_or(plain);
    if plain == "index.html" || INDEXES.contains(&name) {
        Phase::Indexes
    } else if is_page(plain) {
        if is_new { Phase::NewPages } else { Phase::Pages }
    } else {
        Phase::Assets
    }
}

/// The phase of a file that is deleted.
pub fn deleted(path: &str) -> Phase {
    if is_page(path) { Phase::GonePages } else { Phase::GoneAssets }
}

/// The address that readers know a page by: `facts/x/index.html` is `/facts/x/`.
pub fn address(path: &str) -> Option<String> {
    if is_missing_page(path) || !is_page(path) {
        return None;
    }
    let page = path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(path);
    Some(format!("/{page}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pointed_at_goes_first() {
        assert_eq!(sent("assets/style.1a2b.css", true), Phase::Assets);
        assert_eq!(sent("facts/x/index.json", false), Phase::Assets);
        assert_eq!(sent("facts/x/index.html", true), Phase::NewPages);
        assert_eq!(sent("facts/x/index.html.br", false), Phase::Pages);
        assert_eq!(sent("index.html", true), Phase::Indexes);
        assert_eq!(sent("zh/atom.xml", false), Phase::Indexes);
        assert!(deleted("a.html") < deleted("a.css") && sent("sitemap.xml", true) < deleted("a.html"));
        assert_eq!(address("facts/x/index.html").as_deref(), Some("/facts/x/"));
        assert_eq!(address("index.html").as_deref(), Some("/"));
        assert_eq!(address("a/my-index.html").as_deref(), Some("/a/my-index.html"));
        assert_eq!(address("404.html"), None);
    }
}
