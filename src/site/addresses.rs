//! Which addresses a build makes, and where old ones lead.
//!
//! In: a reader. Out: addresses below the site's own, old ones included; what was published of them.
//! The pages themselves are planned in `pages`; a test holds this list to that one. Asked for only where a record
//! of what was published, or an old address, gives a reason to.

use std::collections::{BTreeMap, BTreeSet};

use super::Reader;
use super::deps::{Dep, List};
use crate::link::ArticleId;
use crate::model::Text;
use crate::model::config::Gone;
use crate::model::published::Published;
use crate::parse::address::normal;

/// An old address of an article.
pub struct Alias<'a> {
    /// The article that it leads to.
    pub article: ArticleId,
    /// As written.
    pub text: &'a Text,
    /// The page: `/old/`.
    pub path: String,
    /// The place in it.
    pub place: Option<&'a str>,
}

/// What stands at an old address.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Old<'a> {
    /// It leads to an article.
    Moved(ArticleId),
    /// It was taken down.
    Gone(&'a Gone),
}

impl<'a> Reader<'a> {
    /// What readers were last given.
    pub fn published(&self) -> &'a Published {
        self.log(Dep::List(List::Published));
        &self.site.items.published
    }

    /// Old addresses of all articles, in the order of their ids.
    pub fn aliases(&self) -> Vec<Alias<'a>> {
        self.log(Dep::List(List::Aliases));
        let mut out = Vec::new();
        for &article in &self.site.links.outline.aliased {
            for text in &self.site.items.articles[article.index()].aliases {
                let (path, place) = normal(&text.text);
                out.push(Alias { article, text, path, place });
            }
        }
        out
    }

    /// Where places of a page went that have an old address of their own: the place, and the article that has it now.
    pub fn moved_places(&self, page: &str) -> Vec<(&'a str, ArticleId)> {
        self.log(Dep::List(List::Aliases));
        let mut out = Vec::new();
        for &article in &self.site.links.outline.aliased {
            let texts = self.site.items.articles[article.index()].aliases.iter().map(|alias| &*alias.text);
            for (path, place) in texts.filter(|text| text.contains('#')).map(normal) {
                out.extend(place.filter(|_| path == page).map(|place| (place, article)));
            }
        }
        out
    }

    /// Where old addresses lead, unless a page stands there now. Of two articles the first has it.
    pub fn old_addresses(&self) -> BTreeMap<String, Old<'a>> {
        let mut out = BTreeMap::new();
        for alias in self.aliases().into_iter().filter(|alias| alias.place.is_none()) {
            out.entry(alias.path).or_insert(Old::Moved(alias.article));
        }
        for gone in &self.config().gone {
            let (path, place) = normal(&gone.address.text);
            if place.is_none() && !gone.address.text.ends_with('*') {
                out.entry(path).or_insert(Old::Gone(gone));
            }
        }
        if !out.is_empty() {
            let now = self.addresses();
            out.retain(|path, _| !now.contains(path));
        }
        out
    }

    /// The entry of `gone` that covers an address, with or without a place in the page.
    pub fn gone(&self, address: &str) -> Option<&'a Gone> {
        let page = address.split('#').next().unwrap_or(address);
        let covers = |gone: &&Gone| match gone.address.text.strip_suffix('*') {
            Some(beginning) => page.trim_start_matches('/').starts_with(beginning.trim_start_matches('/')),
            None => {
                let (path, place) = normal(&gone.address.text);
                page == path && place.is_none_or(|place| address[page.len()..].strip_prefix('#') == Some(place))
            }
        };
        self.config().gone.iter().find(covers)
    }

    /// Addresses of all pages and feeds that the build makes; neither old ones nor files beside pages.
    pub fn addresses(&self) -> BTreeSet<String> {
        let (outputs, mut out) = (self.config().outputs, BTreeSet::new());
        let articles = self.articles().zip(self.ids(List::Articles)).filter(|(_, id)| *id != "index");
        out.extend(articles.map(|(id, _)| self.article_url(id)));
        out.extend(self.sheets().map(|id| self.sheet_url(id)));
        out.extend(self.facts().map(|id| self.fact_url(id)));
        out.extend(self.sources().map(|id| self.source_url(id)));
        out.extend(self.entities().map(|id| self.entity_url(id)));
        out.extend(self.topics().filter(|id| !self.articles_of_topic(*id).is_empty()).map(|id| self.topic_url(id)));
        let of_sheets =
            self.sheets().flat_map(|id| &self.sheet(id).topics).filter_map(|topic| self.find_topic(&topic.id));
        out.extend(of_sheets.map(|id| self.topic_url(id)));
        let evidence = outputs.evidence;
        let (exports, changes) = (outputs.exports, evidence && self.has_changes());
        let single = [
            ("/", true),
            ("/facts/", self.sheets().next().is_some()),
            ("/sources/", self.sources().next().is_some()),
            ("/entities/", self.entities().next().is_some()),
            ("/timeline/", evidence && self.facts().next().is_some()),
            ("/timeline/timeline.ics", evidence && exports),
            ("/stages/", evidence && self.has_periods()),
            ("/charts/", evidence && !self.charted().is_empty()),
            ("/glossary/", evidence),
            ("/corrections/", evidence),
            ("/corrections/feed.xml", evidence && exports),
            ("/corrections/feed.json", evidence && exports),
            ("/changes/", changes),
            ("/changes/feed.xml", changes && exports),
            ("/changes/feed.json", changes && exports),
            ("/method/", evidence),
            ("/data/", evidence),
            ("/about/", evidence),
            ("/search/", outputs.search),
            ("/feed.xml", true),
            ("/feed.json", exports),
        ];
        out.extend(single.into_iter().filter(|(_, is_there)| *is_there).map(|(path, _)| path.to_owned()));
        out
    }

    /// Places that an address promises: headings of articles and terms of the glossary. Figures and notes are counted
    /// through, so that their ids promise nothing; a fact's place in its sheet stands and falls with its own page.
    pub fn places(&self) -> BTreeMap<String, Vec<&'a str>> {
        let mut out: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
        for id in self.articles() {
            let places = self.article(id).body.headings.iter().map(|heading| &*heading.id);
            out.insert(self.article_url(id), places.collect());
        }
        if self.config().outputs.evidence {
            out.insert("/glossary/".to_owned(), self.ids(List::Terms));
        }
        out
    }
}
