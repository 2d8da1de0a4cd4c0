//! The pages of a site: one file a kind, one line in the table.
//!
//! In: a `Reader` and a compiled theme. Out: `Made`: the page's HTML, its JSON twin, files beside it.
//! A page reads the site only through the reader it is given. Paths are addresses below the site's base:
//! `/facts/a/b/` is written as `facts/a/b/index.html` with its twin at `facts/a/b/index.json`.
//! Absent on purpose: writing, and any decision about which pages are stale.

pub mod about;
pub mod article;
pub mod bibliography;
pub mod cards;
pub mod changes;
pub mod charts;
pub mod citing;
pub mod corrections;
pub mod data;
pub mod derived;
pub mod entity;
pub mod evidence;
pub mod fact;
pub mod feed;
pub mod glossary;
pub mod home;
pub mod method;
pub mod mirror;
pub mod old;
pub mod parts;
pub mod search;
pub mod sections;
pub mod sheet;
pub mod source;
pub mod stages;
pub mod structured;
pub mod timeline;
pub mod topic;

use serde::Serialize;

use crate::base::escape;
use crate::link::{ArticleId, EntityId, FactId, SheetId, SourceId, TopicId};
use crate::pages::citing::PageStyle;
use crate::render::names::Names;
use crate::render::shell::{Shell, TemplateError};
use crate::render::social::Card;
use crate::render::theme::Assets;
use crate::site::Reader;

/// A kind of page.
pub struct Kind {
    /// Its name in the closing line of a build, one and many: ("fact sheet", "fact sheets").
    pub name: (&'static str, &'static str),
    /// All pages of the kind.
    pub pages: fn(&Reader<'_>) -> Vec<Page>,
    /// Makes one of them.
    pub make: fn(&Cx<'_, '_>, &Page) -> Result<Made, TemplateError>,
}

/// All kinds, in the order of the closing line of a build.
pub static KINDS: &[&Kind] = &[
    &home::KIND,
    &topic::KIND,
    &article::KIND,
    &sheet::INDEX,
    &sheet::KIND,
    &fact::KIND,
    &bibliography::KIND,
    &source::KIND,
    &entity::INDEX,
    &entity::KIND,
    &timeline::KIND,
    &stages::KIND,
    &charts::KIND,
    &glossary::KIND,
    &corrections::KIND,
    &changes::KIND,
    &method::KIND,
    &data::KIND,
    &search::KIND,
    &about::KIND,
    &about::NOT_FOUND,
    &feed::KIND,
    &old::KIND,
];

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node {
    /// The site as a whole: home, lists, method.
    Site,
    /// An article.
    Article(ArticleId),
    /// A sheet.
    Sheet(SheetId),
    /// A fact.
    Fact(FactId),
    /// A source.
    Source(SourceId),
    /// An entity.
    Entity(EntityId),
    /// A topic.
    Topic(TopicId),
}

/// A page to be made.
#[derive(Clone, Debug)]
pub struct Page {
    /// What it is about.
    pub node: Node,
    /// Address below the base, beginning and ending in `/`; a file's path for anything that is no HTML page.
    pub path: String,
}

/// A page that was made.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// The HTML, empty for kinds that only make files.
    pub html: String,
    /// The machine twin, written as `index.json` beside the page.
    pub twin: Option<serde_json::Value>,
    /// Other files: path in the output and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// The social card: path in the output, named by its content, and the picture as SVG.
    pub card: Option<(String, String)>,
}

/// What making a page needs besides the page.
pub struct Cx<'r, 'a> {
    /// The site.
    pub reader: &'r Reader<'a>,
    /// The theme.
    pub shell: &'r Shell,
    /// Names to link at their first mention.
    pub names: &'r Names,
    /// The theme's stylesheet and scripts.
    pub assets: &'r Assets,
    /// Styles that pages are cited in.
    pub styles: &'r [PageStyle],
}

/// The frame of a page, `page` in the templates.
#[derive(Serialize)]
pub struct Head {
    /// `<title>` without the site's name.
    pub title: String,
    /// What the page is, said after the title where several pages may bear one title; else empty.
    pub kind: String,
    /// Meta description, plain text.
    pub description: String,
    /// Full address.
    pub canonical: String,
    /// Whether search engines are asked to stay away; the page then names no address as the one to be found.
    pub noindex: bool,
    /// Language of the page.
    pub lang: String,
    /// Which entry of the navigation is current: "articles", "facts", "timeline", "stages", "sources" or "".
    pub section: &'static str,
    /// The pages above it, from the top.
    pub crumbs: Vec<Link>,
    /// Address of the JSON twin, empty without one.
    pub twin: String,
    /// Other forms of the page: feeds, markdown, files for reference managers.
    pub alternates: Vec<Alternate>,
    /// Address of the stylesheet.
    pub style: String,
    /// Address of the script.
    pub script: String,
    /// Open Graph type: "article" or "website".
    pub sort: &'static str,
    /// First published and last changed, `2022-05-12`, empty if unknown.
    pub published: String,
    /// See `published`.
    pub modified: String,
    /// Full address of the social card, empty without one.
    pub image: String,
    /// JSON-LD, safe inside `<script>`.
    pub structured: String,
    /// Whether the page opens cards.
    pub has_cards: bool,
    /// The first page in other languages.
    pub languages: Vec<Language>,
    /// Whether the site has a search page.
    pub search: bool,
    /// Path every internal address begins with.
    pub base: String,
    /// Name of the site.
    pub site: String,
    /// Line under the name.
    pub tagline: String,
    /// Licence of the content.
    pub license: String,
    /// Entries of the navigation that have pages.
    pub nav: Vec<NavEntry>,
    /// Whether the pages of evidence exist: method, data, corrections, glossary, about.
    pub evidence: bool,
    /// Link to the file on the code host, empty without one.
    pub edit: String,
}

/// A link with its words.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Words, plain text.
    pub title: String,
    /// Address.
    pub url: String,
}

/// Another form of a page.
#[derive(Clone, Debug, Serialize)]
pub struct Alternate {
    /// Media type.
    pub media: &'static str,
    /// What it is.
    pub title: String,
    /// Address.
    pub url: String,
}

/// A page in another language.
#[derive(Clone, Debug, Serialize)]
pub struct Language {
    /// BCP 47.
    pub lang: String,
    /// Its own name for itself.
    pub name: String,
    /// Address.
    pub url: String,
    /// Ids of its sections, where they answer to those of the page that links here; else empty.
    pub heads: String,
}

/// An entry of the navigation.
#[derive(Serialize)]
pub struct NavEntry {
    /// Key compared with `Head::section`.
    pub key: &'static str,
    /// Words.
    pub title: &'static str,
    /// Address.
    pub url: String,
}

impl<'a> Cx<'_, 'a> {
    /// The address of a path below the base, as a link on any page: `/sub/facts/a/`.
    pub fn href(&self, path: &str) -> String {
        self.reader.config().href(path)
    }

    /// The full address of a path below the base.
    pub fn absolute(&self, path: &str) -> String {
        let config = self.reader.config();
        format!("{}{}", config.url, path.trim_start_matches('/'))
    }

    /// A link to a path below the base.
    pub fn link(&self, title: impl Into<String>, path: &str) -> Link {
        Link { title: title.into(), url: self.href(path) }
    }

    /// The frame of a page at a path.
    pub fn head(&self, path: &str, title: impl Into<String>, description: impl Into<String>) -> Head {
        let config = self.reader.config();
        let twin = if config.outputs.twins { self.href(&format!("{path}index.json")) } else { String::new() };
        Head {
            title: title.into(),
            kind: String::new(),
            description: shortened(&description.into()),
            canonical: self.absolute(path),
            noindex: config.noindex,
            lang: config.lang.to_string(),
            section: "",
            crumbs: Vec::new(),
            twin,
            alternates: self.feeds(),
            style: self.href(&self.assets.style.path),
            script: self.href(&self.assets.script.path),
            sort: "website",
            published: String::new(),
            modified: String::new(),
            image: String::new(),
            structured: String::new(),
            has_cards: false,
            languages: Vec::new(),
            search: config.outputs.search,
            base: config.base_path.to_string(),
            site: config.title.to_string(),
            tagline: config.tagline.to_string(),
            license: config.license.to_string(),
            nav: self.nav(),
            evidence: config.outputs.evidence,
            edit: String::new(),
        }
    }

    /// The feeds every page offers.
    fn feeds(&self) -> Vec<Alternate> {
        let outputs = self.reader.config().outputs;
        let site = &self.reader.config().title;
        let mut out =
            vec![Alternate { media: "application/atom+xml", title: site.to_string(), url: self.href("/feed.xml") }];
        if outputs.exports {
            out.push(Alternate {
                media: "application/feed+json",
                title: site.to_string(),
                url: self.href("/feed.json"),
            });
        }
        out
    }

    fn nav(&self) -> Vec<NavEntry> {
        let entry = |key, title, path: &str| NavEntry { key, title, url: self.href(path) };
        let mut nav = vec![entry("articles", "Explainers", "/")];
        let has_facts = self.reader.facts().next().is_some();
        if has_facts {
            nav.push(entry("facts", "Facts", "/facts/"));
        }
        if has_facts && self.reader.config().outputs.evidence {
            nav.push(entry("timeline", "Timeline", "/timeline/"));
        }
        if stages::exists(self.reader) {
            nav.push(entry("stages", "Stages", "/stages/"));
        }
        if self.reader.sources().next().is_some() {
            nav.push(entry("sources", "Sources", "/sources/"));
        }
        nav
    }

    /// Gives a page its social card: names the picture in the head, and returns what is to be drawn.
    pub fn card(
        &self,
        head: &mut Head,
        path: &str,
        kind: &str,
        fill: impl FnOnce(&mut Card),
    ) -> Option<(String, String)> {
        let config = self.reader.config();
        if !config.outputs.cards {
            return None;
        }
        let mut card = Card {
            site: config.title.to_string(),
            kind: kind.to_owned(),
            title: head.title.clone(),
            ..Card::default()
        };
        fill(&mut card);
        let name = path.trim_matches('/');
        let name = if name.is_empty() { "home" } else { name };
        let file = format!("cards/{name}.{}.png", card.digest());
        head.image = self.absolute(&file);
        Some((file, card.svg()))
    }

    /// The link to a file on the code host, or nothing.
    pub fn edit_url(&self, file: crate::base::text::FileId) -> String {
        let template = self.reader.config().edit_url.as_deref().unwrap_or("");
        template.replace("{path}", &escape::url_part(self.reader.path(file)))
    }
}

/// Longest meta description; search engines cut what is longer.
const LONGEST_DESCRIPTION: usize = 200;

/// A description cut at a word, with an ellipsis where it was cut.
fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_DESCRIPTION {
        return text.to_owned();
    }
    let head: String = text.chars().take(LONGEST_DESCRIPTION - 1).collect();
    let cut = head.rfind(' ').unwrap_or(head.len());
    format!("{}…", head[..cut].trim_end_matches([',', ';', ':', '.', ' ']))
}

/// The output file of a page's address: `facts/a/index.html`; percent-escapes resolved to file names.
pub fn output_path(path: &str) -> String {
    let trimmed = path.trim_start_matches('/');
    match trimmed.is_empty() || trimmed.ends_with('/') {
        true => format!("{trimmed}index.html"),
        false => trimmed.to_owned(),
    }
}
