//! `site.yml`.

use std::collections::BTreeMap;

use crate::base::diag::Level;
use crate::base::text::At;
use crate::model::coverage::Threshold;
use crate::model::date::{Date, Length};
use crate::model::fact::FactKind;
use crate::model::hosting::Hosting;
use crate::model::licence::Tolerance;
use crate::model::target::Target;
use crate::model::{IdRef, Text};

/// The site's settings. Defaults hold for every key that `site.yml` leaves out.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Head of the file.
    pub at: At,
    /// Name of the site.
    pub title: Box<str>,
    /// One line under the name.
    pub tagline: Box<str>,
    /// One sentence for search engines; the tagline if absent.
    pub description: Box<str>,
    /// Public address, ending in `/`.
    pub url: Box<str>,
    /// Path of `url`, beginning and ending in `/`; every internal link starts with it.
    pub base_path: Box<str>,
    /// Whether search engines are asked to stay away, as from a preview. Never set by `site.yml`.
    pub noindex: bool,
    /// Main language, BCP 47.
    pub lang: Box<str>,
    /// All languages, main one first.
    pub languages: Vec<Box<str>>,
    /// SPDX id of the content's licence.
    pub license: Box<str>,
    /// CSL style name, or a path ending in `.csl`.
    pub citation_style: Text,
    /// Styles that readers may copy the citation of a page in; the site's own style stands first.
    pub cite_as: Vec<Text>,
    /// Topics in the order of the file.
    pub topics: Vec<Topic>,
    /// Articles in the order in which they are to be read, under headings; empty for newest first.
    pub parts: Vec<Part>,
    /// Units facts may use; any if empty.
    pub units: Vec<Box<str>>,
    /// Review periods by kind.
    pub stale_after: BTreeMap<FactKind, Length>,
    /// How far a hedge may reach.
    pub hedges: Tolerance,
    /// Two values conflict only if their dates fall in one period of this length.
    pub conflict_period: Length,
    /// Levels set by the site.
    pub rules: Vec<(Text, Level)>,
    /// What the site asks of its coverage, in the order of the measures.
    pub coverage: Vec<Threshold>,
    /// Link to a file on the code host, `{path}` replaced.
    pub edit_url: Option<Box<str>>,
    /// What to write besides pages.
    pub outputs: Outputs,
    /// Publishers of the site, shown on the about page.
    pub publisher: Option<Box<str>>,
    /// Addresses that were taken down on purpose.
    pub gone: Vec<Gone>,
    /// Where the site is published; the first is the default.
    pub targets: Vec<Target>,
    /// How it is served.
    pub hosting: Hosting,
}

/// An address that was taken down on purpose.
#[derive(Clone, Debug, PartialEq)]
pub struct Gone {
    /// `/old/`, `/page/#place`, or the beginning of several: `/facts/old/*`.
    pub address: Text,
    /// When.
    pub date: Date,
    /// Why.
    pub why: Box<str>,
    /// Where to go instead: an address of the site, or of another.
    pub instead: Option<Box<str>>,
}

/// A part of the explainer.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its heading.
    pub title: Box<str>,
    /// One sentence under it.
    pub summary: Option<Box<str>>,
    /// Ids of its articles.
    pub articles: Vec<IdRef>,
}

/// A topic.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// Id, last part of its address.
    pub id: Box<str>,
    /// Where its key stands.
    pub at: At,
    /// Name.
    pub title: Box<str>,
    /// Name in Chinese.
    pub zh: Option<Box<str>>,
    /// One or two sentences.
    pub summary: Option<Box<str>>,
}

/// Groups of output that can be turned off. Pages, sitemap and one feed are always written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outputs {
    /// JSON twins of pages.
    pub twins: bool,
    /// Files of all facts and sources, and per-source citation files.
    pub exports: bool,
    /// Pages for single facts, entities and lists beyond what a bare generator makes.
    pub evidence: bool,
    /// The search page and its index.
    pub search: bool,
    /// Social cards as PNG.
    pub cards: bool,
}

impl Outputs {
    /// Everything.
    pub const ALL: Outputs = Outputs { twins: true, exports: true, evidence: true, search: true, cards: true };
    /// What a bare generator writes: pages, sitemap, one feed.
    pub const MINIMAL: Outputs = Outputs { twins: false, exports: false, evidence: true, search: false, cards: false };
}

impl Default for Config {
    fn default() -> Config {
        Config {
            at: At::default(),
            title: "Untitled site".into(),
            tagline: "".into(),
            description: "".into(),
            url: "http://localhost/".into(),
            base_path: "/".into(),
            noindex: false,
            lang: "en".into(),
            languages: vec!["en".into()],
            license: "".into(),
            citation_style: Text { text: "chicago-author-date".into(), at: At::default() },
            cite_as: Vec::new(),
            topics: Vec::new(),
            parts: Vec::new(),
            units: Vec::new(),
            stale_after: BTreeMap::new(),
            hedges: Tolerance::default(),
            conflict_period: Length::Years(1),
            rules: Vec::new(),
            coverage: Vec::new(),
            edit_url: None,
            outputs: Outputs::ALL,
            publisher: None,
            gone: Vec::new(),
            targets: Vec::new(),
            hosting: Hosting::default(),
        }
    }
}

impl Config {
    /// Sets the public address and the path that internal links start with.
    pub fn set_url(&mut self, url: &str) {
        let url = format!("{}/", url.trim_end_matches('/'));
        let after_scheme = url.find("://").map_or(0, |at| at + 3);
        let path = url[after_scheme..].find('/').map_or("/", |at| &url[after_scheme + at..]);
        self.base_path = path.into();
        self.url = url.into();
    }

    /// The address of a path below the base, as a link on any page: `/sub/facts/a/`.
    pub fn href(&self, path: &str) -> String {
        format!("{}{}", self.base_path, path.trim_start_matches('/'))
    }

    /// Review period of a kind.
    pub fn stale_after(&self, kind: FactKind) -> Length {
        self.stale_after.get(&kind).copied().unwrap_or_else(|| kind.stale_after())
    }
}
