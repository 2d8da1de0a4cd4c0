//! Prose to HTML: every hole filled.
//!
//! In: a `Prose` and what its page knows: the article, the number of its first use, names to link.
//! Out: HTML. Uses become links with the anchors `use-1`, `use-2`, … that backlinks point to.

use std::collections::BTreeSet;

use crate::base::escape;
use crate::cite::CitedItem;
use crate::cite::syntax::{Label, Locator};
use crate::link::targets::Target;
use crate::link::{EntityId, FactId, TermId};
use crate::model::article::Article;
use crate::model::fact::Fact;
use crate::model::prose::{FactField, FactRef, Hole, Prose, Ref, Use};
use crate::render::directive;
use crate::render::figure::Files;
use crate::render::highlight;
use crate::render::names::{Named, Names};
use crate::site::Reader;

/// What a page knows while its prose is filled in.
pub struct Filler<'f, 'a> {
    reader: &'f Reader<'a>,
    article: &'f Article,
    names: &'f Names,
    /// Number of the next use.
    next: u32,
    linked: BTreeSet<Named>,
    /// Pictures and data of the page's figures.
    files: Files,
}

/// Prose of a sheet, a source or a card on another page: links, but no anchors and no first mentions.
pub fn inline(reader: &Reader<'_>, prose: &Prose) -> String {
    fill(prose, |hole, out| plain_hole(reader, prose, hole, true, out))
}

/// The words alone, escaped, for places that cannot hold links.
pub fn words(reader: &Reader<'_>, prose: &Prose) -> String {
    without_links(&fill(prose, |hole, out| plain_hole(reader, prose, hole, false, out)))
}

/// The same HTML without `<a>` and `</a>`, which may not stand inside another link.
fn without_links(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        if !(tag.starts_with("<a ") || tag == "<a>" || tag == "</a>") {
            out.push_str(tag);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The words as plain text, for `<title>` and descriptions.
pub fn plain(reader: &Reader<'_>, prose: &Prose) -> String {
    Prose { html: words(reader, prose).into(), ..Prose::default() }.plain()
}

impl<'f, 'a> Filler<'f, 'a> {
    /// A filler for an article's summary, points and body, to be given in this order.
    /// `files` takes what its figures leave beside the page.
    pub fn new(reader: &'f Reader<'a>, article: &'f Article, names: &'f Names, files: Files) -> Filler<'f, 'a> {
        if article.autolink && !names.is_empty() {
            // The names were collected once for all pages; each page that looks for them has read the lists.
            let _ = (reader.entities(), reader.terms());
        }
        Filler { reader, article, names, next: 1, linked: BTreeSet::new(), files }
    }

    /// The HTML of a dek or a point: names in it wait for the text below, which has room for them.
    pub fn fill(&mut self, prose: &Prose) -> String {
        prose.uses.iter().for_each(|used| self.note_linked(used));
        self.fill_with(prose, Vec::new()).into_iter().map(|block| block.html).collect()
    }

    /// Files of the figures so far, and the names and terms that were linked.
    pub fn finish(self) -> (Files, BTreeSet<Named>) {
        (self.files, self.linked)
    }

    /// The HTML of the next prose, cut where its top-level blocks begin.
    pub fn fill_blocks(&mut self, prose: &Prose) -> Vec<Filled> {
        prose.uses.iter().for_each(|used| self.note_linked(used));
        let mentions = self.mentions(prose);
        self.fill_with(prose, mentions)
    }

    fn fill_with<'p>(&mut self, prose: &'p Prose, mentions: Vec<(u32, Piece<'p>)>) -> Vec<Filled> {
        let first = self.next;
        self.next += prose.uses.len() as u32;
        let mut pieces: Vec<(u32, Piece<'_>)> = prose.holes.iter().map(|(at, hole)| (*at, Piece::Hole(hole))).collect();
        pieces.extend(mentions);
        pieces.sort_by_key(|(at, _)| *at);
        let mut blocks = vec![Filled { number: 0, html: String::with_capacity(prose.html.len() * 3 / 2) }];
        let mut starts = (1..).zip(prose.starts.iter().copied()).peekable();
        let mut written = 0;
        let end = prose.html.len() as u32;
        for (at, piece) in pieces.into_iter().map(|(at, piece)| (at, Some(piece))).chain([(end, None)]) {
            // A block begins before what stands at its first byte.
            while let Some((number, start)) = starts.next_if(|(_, start)| *start <= at) {
                push(&mut blocks, &prose.html[written..start as usize]);
                written = start as usize;
                blocks.push(Filled { number, html: String::new() });
            }
            push(&mut blocks, &prose.html[written..at as usize]);
            written = at as usize;
            let Some(last) = blocks.last_mut() else { continue };
            match piece {
                Some(Piece::Hole(hole)) => self.hole(prose, hole, first, &mut last.html),
                Some(Piece::Open(url)) => last.html.push_str(&url),
                Some(Piece::Close) => last.html.push_str("</a>"),
                None => {}
            }
        }
        blocks.retain(|block| !block.html.is_empty());
        blocks
    }

    /// A name that is linked by hand is not linked again.
    fn note_linked(&mut self, used: &Use) {
        let named = match &used.what {
            Ref::Entity(id) => self.reader.find_entity(id).map(Named::Entity),
            Ref::Term(id) => self.reader.find_term(id).map(Named::Term),
            _ => None,
        };
        self.linked.extend(named);
    }

    fn mentions<'p>(&mut self, prose: &Prose) -> Vec<(u32, Piece<'p>)> {
        let mut out = Vec::new();
        if !self.article.autolink || self.names.is_empty() {
            return out;
        }
        for (start, end) in &prose.runs {
            for found in self.names.find(&prose.html[*start as usize..*end as usize]) {
                if self.linked.insert(found.named) {
                    let (from, to) = (start + found.start as u32, start + found.end as u32);
                    out.push((from, Piece::Open(self.open_named(found.named))));
                    out.push((to, Piece::Close));
                }
            }
        }
        out
    }

    fn open_named(&self, named: Named) -> String {
        match named {
            Named::Entity(id) => format!("<a class=\"entity\" href=\"{}\">", entity_href(self.reader, id)),
            Named::Term(id) => format!("<a class=\"term\" href=\"{}\">", term_href(self.reader, id)),
        }
    }

    fn hole(&mut self, prose: &Prose, hole: &Hole, first: u32, out: &mut String) {
        match hole {
            Hole::Open(index) => {
                let id = format!(" id=\"use-{}\"", first + index);
                open_use(self.reader, &prose.uses[*index as usize], &id, out);
            }
            Hole::Cite(index) => self.citation(prose, *index, first, out),
            Hole::LinkOpen(index) => self.link(&prose.links[*index as usize].target, out),
            Hole::ImageSource(index) => {
                let address = self.address(&prose.images[*index as usize].source);
                escape::push_html(out, &address);
            }
            Hole::Directive(index) => {
                directive::write(self.reader, &prose.directives[*index as usize], *index + 1, &mut self.files, out)
            }
            Hole::Close(_) | Hole::Code(_) => plain_hole(self.reader, prose, hole, true, out),
        }
    }

    fn citation(&self, prose: &Prose, group: u32, first: u32, out: &mut String) {
        let items = &prose.groups[group as usize].items;
        let known: Vec<(u32, CitedItem<'_>)> =
            items.iter().filter_map(|item| cited(self.reader, prose, item)).collect();
        let cited: Vec<CitedItem<'_>> = known.iter().map(|(_, item)| item.clone()).collect();
        let text = self.reader.bibliography().linked_citation(&cited, &|position, inner| {
            let (index, _) = &known[position];
            let source = &prose.uses[*index as usize].what;
            let Ref::Citation(id) = source else { return inner.to_owned() };
            let id = escape::html(id);
            format!(
                "<a class=\"ref\" id=\"use-{}\" href=\"#ref-{id}\" role=\"doc-biblioref\">{inner}</a>",
                first + index
            )
        });
        // The blank before the bracket is the author's; after a full stop it is part of the sentence.
        out.push_str(&format!("<span class=\"citation\">{text}</span>"));
    }

    fn link(&self, target: &str, out: &mut String) {
        let address = escape::html(&self.address(target));
        out.push_str(&format!("<a href=\"{address}\">"));
    }

    /// The address of a link within the site; a broken one stays as written, and was reported.
    fn address(&self, target: &str) -> String {
        let config = self.reader.config();
        match self.reader.resolve(self.article, target) {
            Ok(Target::Article(id, fragment)) => {
                let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
                format!("{}{fragment}", config.href(&self.reader.article_url(id)))
            }
            Ok(Target::File(path)) => config.href(&escape::url_part(&path)),
            Ok(Target::Address(address)) => config.href(&address),
            Ok(Target::Here(fragment)) => format!("#{fragment}"),
            Err(_) => target.to_owned(),
        }
    }
}

/// A top-level block, filled in.
#[derive(Clone, Debug)]
pub struct Filled {
    /// Its number, as in `Use::block`; 0 for what stands before the first.
    pub number: u32,
    /// Its HTML.
    pub html: String,
}

fn push(blocks: &mut [Filled], html: &str) {
    if let Some(last) = blocks.last_mut() {
        last.html.push_str(html);
    }
}

enum Piece<'p> {
    Hole(&'p Hole),
    Open(String),
    Close,
}

fn fill(prose: &Prose, mut each: impl FnMut(&Hole, &mut String)) -> String {
    let mut out = String::with_capacity(prose.html.len() * 3 / 2);
    let mut written = 0;
    for (at, hole) in &prose.holes {
        out.push_str(&prose.html[written..*at as usize]);
        written = *at as usize;
        each(hole, &mut out);
    }
    out.push_str(&prose.html[written..]);
    out
}

/// Holes of prose that is no article's own: links if wanted, citations as links to the citation page.
fn plain_hole(reader: &Reader<'_>, prose: &Prose, hole: &Hole, links: bool, out: &mut String) {
    match hole {
        Hole::Open(index) if links => open_use(reader, &prose.uses[*index as usize], "", out),
        Hole::Open(index) => inserted(reader, &prose.uses[*index as usize], out),
        Hole::Close(_) if links => out.push_str("</a>"),
        Hole::Cite(index) if links => {
            let items = &prose.groups[*index as usize].items;
            let known: Vec<(u32, CitedItem<'_>)> = items.iter().filter_map(|item| cited(reader, prose, item)).collect();
            let list: Vec<CitedItem<'_>> = known.iter().map(|(_, item)| item.clone()).collect();
            out.push_str(&reader.bibliography().linked_citation(&list, &|position, inner| {
                match &prose.uses[known[position].0 as usize].what {
                    Ref::Citation(id) => match reader.find_source(id) {
                        Some(source) => {
                            let url = reader.config().href(&reader.source_url(source));
                            format!("<a class=\"ref\" href=\"{}\">{inner}</a>", escape::html(&url))
                        }
                        None => inner.to_owned(),
                    },
                    _ => inner.to_owned(),
                }
            }));
        }
        Hole::LinkOpen(_) if links => out.push_str("<a>"),
        Hole::Code(index) => {
            let code = &prose.code[*index as usize];
            out.push_str(&highlight::code_block(&code.language, &code.text));
        }
        _ => {}
    }
}

/// A citation of a group as the bibliography takes it, with the index of its use.
pub fn cited<'p>(
    reader: &Reader<'_>,
    prose: &'p Prose,
    item: &'p crate::model::prose::Citation,
) -> Option<(u32, CitedItem<'p>)> {
    let Ref::Citation(id) = &prose.uses[item.in_uses as usize].what else { return None };
    let source = reader.find_source(id)?;
    let locator = item
        .locator
        .as_ref()
        .and_then(|(label, payload)| Some(Locator { label: Label::of_csl(label)?, payload: payload.clone() }));
    let cited = CitedItem {
        entry: source.index(),
        prefix: item.prefix.as_deref(),
        locator,
        suffix: item.suffix.as_deref(),
        suppress_author: item.suppress_author,
    };
    Some((item.in_uses, cited))
}

fn open_use(reader: &Reader<'_>, used: &Use, id: &str, out: &mut String) {
    let config = reader.config();
    let (class, url) = match &used.what {
        Ref::Fact(fact) => ("fact", reader.find_fact(&fact.id).map(|found| fact_href(reader, found, fact))),
        Ref::Source(source) | Ref::Citation(source) => {
            ("source", reader.find_source(source).map(|found| config.href(&reader.source_url(found))))
        }
        Ref::Entity(entity) => ("entity", reader.find_entity(entity).map(|found| entity_href(reader, found))),
        Ref::Term(term) => ("term", reader.find_term(term).map(|found| term_href(reader, found))),
    };
    // An id that does not exist was reported; while previewing, its words are shown as broken.
    let class = if url.is_some() { class.to_owned() } else { format!("{class} broken") };
    let href = url.map(|url| format!(" href=\"{}\"", escape::html(&url))).unwrap_or_default();
    out.push_str(&format!("<a class=\"{class}\"{id}{href}>"));
    inserted(reader, used, out);
}

/// The value where the author left the words empty.
fn inserted(reader: &Reader<'_>, used: &Use, out: &mut String) {
    if let (true, Ref::Fact(fact)) = (used.words.trim().is_empty(), &used.what) {
        let text = reader.find_fact(&fact.id).and_then(|id| bound_text(reader, reader.fact(id), fact));
        escape::push_html(out, text.as_deref().unwrap_or(&fact.id));
    }
}

/// What a binding says in the sheet's own words: the value, a point, an answer, a date, the speakers.
pub fn bound_text(reader: &Reader<'_>, fact: &Fact, bound: &FactRef) -> Option<String> {
    match bound.field {
        Some(FactField::AsOf) => return fact.as_of.map(|when| when.in_words()),
        Some(FactField::When) => return fact.when.map(|when| when.in_words()),
        Some(FactField::Unit) => return Some(fact.unit.to_string()),
        Some(FactField::By) => {
            let names = fact.by.iter().filter_map(|by| reader.find_entity(&by.id));
            let names: Vec<&str> = names.map(|id| &*reader.entity(id).name.text).collect();
            return Some(names.join(", "));
        }
        None => {}
    }
    let quantity = match (&bound.member, &bound.point) {
        (Some(key), _) => &fact.values.iter().find(|member| member.key == *key)?.value.quantity,
        (_, Some(date)) => &fact.series.iter().find(|point| point.date == *date)?.value.quantity,
        _ => match fact.leading_value() {
            Some(value) => &value.quantity,
            None => return fact.slot_text(),
        },
    };
    Some(with_unit(&quantity.text, &fact.unit))
}

/// "8.5%", "1,000", "399 billion US dollars": only units that belong to the number are said with it.
fn with_unit(text: &str, unit: &str) -> String {
    match unit {
        "%" if !text.ends_with('%') => format!("{text}%"),
        unit if ["billion", "million", "trillion"].iter().any(|scale| unit.starts_with(scale)) => {
            format!("{text} {unit}")
        }
        _ => text.to_owned(),
    }
}

/// Address of what a binding names: the fact, an answer or a point on its page.
pub fn fact_href(reader: &Reader<'_>, id: FactId, bound: &FactRef) -> String {
    let fragment = match (&bound.member, &bound.point) {
        (Some(member), _) => format!("#{member}"),
        (_, Some(date)) => format!("#at-{date}"),
        _ => String::new(),
    };
    format!("{}{fragment}", reader.config().href(&reader.fact_url(id)))
}

fn entity_href(reader: &Reader<'_>, id: EntityId) -> String {
    reader.config().href(&reader.entity_url(id))
}

fn term_href(reader: &Reader<'_>, id: TermId) -> String {
    format!("{}#{}", reader.config().href("/glossary/"), reader.term(id).id)
}
