//! Citations: each source formatted once a build, citation groups put together from those parts.
//!
//! In: sources with their names resolved, a style, the site's language. Out: a `Bibliography`: per source the
//! words for the text and the reference, and the joints (delimiters, locator labels) of the style.
//! Absent on purpose: reading files, deciding which sources are cited, and links from citation to reference.

pub mod format;
mod guard;
pub(crate) mod item;
mod joints;
pub mod names;
mod order;
mod prune;
mod reference;
mod repair;
mod runs;
pub mod style;
pub mod syntax;

use std::fmt;

use rayon::prelude::*;

use crate::base::escape;
use crate::model::source::{Name, Source};
use joints::Joints;
pub use order::pinyin_order;
pub use reference::Reference;
use syntax::Locator;

/// Escaped HTML, ready for a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Html(pub String);

/// What the formatter needs of one source; the caller has resolved entity ids to names.
///
/// A body's name that might be taken for a person's is given as a family name without a given one.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The source.
    pub source: &'a Source,
    /// Authors in order.
    pub authors: Vec<Name>,
    /// Editors in order.
    pub editors: Vec<Name>,
    /// Translators in order.
    pub translators: Vec<Name>,
    /// The publisher's name; may be empty.
    pub publisher: &'a str,
}

/// One source as a style prints it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Formatted {
    /// The words in the text without parentheses: "Han and Liang 2022a".
    pub in_text: Html,
    /// Their first part: "Han and Liang", or the title of an unsigned work.
    pub author: Html,
    /// Their second part: "2022a", "n.d."; empty in styles without years.
    pub date: Html,
    /// The full entry of the reference list.
    pub reference: Reference,
    /// Names, date and title in lower case, for pages that sort by themselves.
    pub sort_key: String,
}

/// All sources of a site in one style.
#[derive(Clone, Debug, Default)]
pub struct Bibliography {
    /// One for each entry, in the order given.
    pub entries: Vec<Formatted>,
    order: Vec<usize>,
    joints: Joints,
}

/// One citation of a group.
#[derive(Clone, Debug, Default)]
pub struct CitedItem<'a> {
    /// Index into the bibliography's entries.
    pub entry: usize,
    /// Words before it: "see".
    pub prefix: Option<&'a str>,
    /// Place in the source.
    pub locator: Option<Locator>,
    /// Words after it: "and passim".
    pub suffix: Option<&'a str>,
    /// Print the year alone.
    pub suppress_author: bool,
}

impl Bibliography {
    /// A group of citations: "(see Han 2022, para. 7; Segal 2021, 3–5)". An index out of range is left out.
    pub fn citation(&self, items: &[CitedItem<'_>]) -> Html {
        Html(self.linked_citation(items, &|_, inner| inner.to_owned()))
    }

    /// The same with the words of each item handed to `link`, which gets its position and its HTML.
    pub fn linked_citation(&self, items: &[CitedItem<'_>], link: &dyn Fn(usize, &str) -> String) -> String {
        let mut out = escape::html(&self.joints.open);
        let mut before: Option<&CitedItem<'_>> = None;
        for (position, item) in items.iter().enumerate() {
            let Some(formatted) = self.entries.get(item.entry) else { continue };
            let joined = before.filter(|before| self.same_author(before, item));
            if let Some(before) = before {
                let bare = joined.is_some() && before.locator.is_none() && before.suffix.is_none();
                let close = self.joints.collapse.as_deref().filter(|_| bare);
                escape::push_html(&mut out, close.unwrap_or(&self.joints.delimiter));
            }
            let year_alone = (item.suppress_author || joined.is_some()) && !formatted.date.0.is_empty();
            let core = if year_alone { &formatted.date } else { &formatted.in_text };
            let mut words = String::new();
            self.push_item(&mut words, item, &core.0);
            out.push_str(&link(position, &words));
            before = Some(item);
        }
        escape::push_html(&mut out, &self.joints.close);
        out
    }

    /// A citation that is part of the sentence: "Han and Liang (2022a, para. 7)".
    pub fn narrative(&self, item: &CitedItem<'_>) -> Html {
        let Some(formatted) = self.entries.get(item.entry) else { return Html::default() };
        let mut inner = String::new();
        let rest = CitedItem { prefix: None, ..item.clone() };
        self.push_item(&mut inner, &rest, &formatted.date.0);
        let inner = inner.trim_start_matches([',', ' ']);
        let author = &formatted.author.0;
        match (formatted.author == formatted.in_text, inner) {
            (true, "") => Html(author.clone()),
            _ => {
                Html(format!("{author} {}{inner}{}", escape::html(&self.joints.open), escape::html(&self.joints.close)))
            }
        }
    }

    /// A locator in the style's words: "para. 7", "3–5".
    pub fn locator(&self, locator: &Locator) -> Html {
        let (before, after) = self.joints.around(locator);
        let before = before.trim_start_matches([',', ' ', ':', '，']);
        Html(escape::html(&format!("{before}{}{after}", joints::dashed(&locator.payload))))
    }

    /// Whether another bibliography joins and orders its entries alike, whatever they say.
    pub fn same_frame(&self, other: &Bibliography) -> bool {
        self.order == other.order && self.joints == other.joints
    }

    /// Renders every reference that was not asked for yet, in parallel: for when all of them will be.
    pub fn make_references(&self) {
        self.entries.par_iter().for_each(|entry| {
            entry.reference.html();
        });
    }

    /// Indices of the entries in the order of the reference list.
    pub fn sorted(&self) -> Vec<usize> {
        self.order.clone()
    }

    fn same_author(&self, before: &CitedItem<'_>, item: &CitedItem<'_>) -> bool {
        let (Some(a), Some(b)) = (self.entries.get(before.entry), self.entries.get(item.entry)) else { return false };
        let plain = item.prefix.is_none() && self.joints.collapse.is_some();
        plain && before.entry != item.entry && a.author == b.author && !a.date.0.is_empty() && !b.date.0.is_empty()
    }

    fn push_item(&self, out: &mut String, item: &CitedItem<'_>, core: &str) {
        if let Some(prefix) = item.prefix.filter(|prefix| !prefix.is_empty()) {
            escape::push_html(out, prefix);
            out.push(' ');
        }
        out.push_str(core);
        if let Some(locator) = &item.locator {
            let (before, after) = self.joints.around(locator);
            let mut before = before;
            // American punctuation stands inside closing quotes.
            if core.ends_with('”') && before.starts_with(',') && !self.joints.chinese {
                let quotes = out[out.trim_end_matches(['”', '’']).len()..].to_owned();
                out.truncate(out.len() - quotes.len());
                out.push(',');
                out.push_str(&quotes);
                before = &before[1..];
            }
            escape::push_html(out, &format!("{before}{}{after}", joints::dashed(&locator.payload)));
        }
        if let Some(suffix) = item.suffix.filter(|suffix| !suffix.is_empty()) {
            if !suffix.starts_with([',', '.', ';', ':', ')', '，', '。']) {
                out.push(' ');
            }
            escape::push_html(out, suffix);
        }
    }
}

impl Html {
    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
