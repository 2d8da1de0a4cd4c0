//! Ids in prose: bound words, citations, directives, and links to the site's own addresses.
//!
//! The address of a link is looked for where links have it: behind `](`, in `<…>`, or in a reference definition
//! `[label]: fact:…` anywhere in the file. Words and code that happen to hold the same letters are let be.

use std::ops::Range;

use crate::base::text::At;
use crate::edit::references::{Kind, Sink};
use crate::model::IdRef;
use crate::model::article::Article;
use crate::model::is_id;
use crate::model::prose::{Directive, Prose, Ref, Use};

/// An article: front matter and body.
pub fn article(sink: &mut Sink<'_>, article: &Article) {
    sink.ids(Kind::Topic, &article.topics);
    for author in article.authors.iter().filter(|author| is_id(&author.text)) {
        sink.id(Kind::Entity, &IdRef { id: author.text.clone(), at: author.at });
    }
    article.prose().for_each(|prose| self::prose(sink, prose));
}

/// Any text with markup.
pub fn prose(sink: &mut Sink<'_>, prose: &Prose) {
    prose.uses.iter().for_each(|used| of_use(sink, used));
    prose.directives.iter().for_each(|named| directive(sink, named));
    for link in &prose.links {
        if let Some((kind, id)) = of_address(&link.target) {
            let shown = id.clone();
            mention(sink, kind, &id, link.at, "", &link.target, &shown);
        }
    }
}

fn of_use(sink: &mut Sink<'_>, used: &Use) {
    let (kind, id, scheme) = match &used.what {
        Ref::Fact(fact) => (Kind::Fact, &fact.id, "fact:"),
        Ref::Source(id) => (Kind::Source, id, "source:"),
        Ref::Entity(id) => (Kind::Entity, id, "entity:"),
        Ref::Term(id) => (Kind::Term, id, "term:"),
        Ref::Citation(id) => return citation(sink, id, used.at),
    };
    mention(sink, kind, id, used.at, scheme, id, id);
}

/// Finds `scheme` and `address` in a link and notes the id in it.
fn mention(sink: &mut Sink<'_>, kind: Kind, id: &str, at: At, scheme: &str, address: &str, shown: &str) {
    let inside = address.find(shown).unwrap_or(0);
    let found: Vec<usize> = addresses(sink, at, scheme, address).iter().map(|range| range.start + inside).collect();
    for start in &found {
        match kind {
            Kind::Fact => sink.fact_at(id, *start),
            _ => sink.push(kind, id, *start..*start + id.len(), false),
        }
    }
    if found.is_empty() {
        sink.unplaced(kind, id, at);
        if let (Kind::Fact, Some((sheet, _))) = (kind, id.split_once('/')) {
            sink.unplaced(Kind::Sheet, sheet, at);
        }
    }
}

/// Bytes of an address in the link at a place, or in the definitions of the file that hold it.
pub fn addresses(sink: &Sink<'_>, at: At, scheme: &str, address: &str) -> Vec<Range<usize>> {
    let start = at.span.start as usize;
    let in_link = find(sink.raw(at), scheme, address, &["](", "<"]);
    if !in_link.is_empty() {
        return in_link.into_iter().map(|range| range.start + start..range.end + start).collect();
    }
    find(sink.text, scheme, address, &["]:"])
}

/// The address behind one of the openings; blanks and `<` may lie between.
fn find(text: &str, scheme: &str, address: &str, openings: &[&str]) -> Vec<Range<usize>> {
    let wanted = format!("{scheme}{address}");
    let opens = |at: usize| {
        let before = &text[..at];
        let bare = before.trim_end().trim_end_matches('<').trim_end();
        openings.iter().any(|opening| match *opening {
            "<" => before.ends_with('<'),
            opening => bare.ends_with(opening),
        })
    };
    let ends = |end: usize| text[end..].chars().next().is_none_or(|c| !(c.is_alphanumeric() || c == '-' || c == '_'));
    // `fact: a/b` is read too.
    let spaced = format!("{scheme} {address}");
    let mut out = Vec::new();
    for pattern in [&wanted, &spaced] {
        for (at, found) in text.match_indices(pattern.as_str()) {
            if opens(at) && ends(at + found.len()) {
                out.push(at + found.len() - address.len()..at + found.len());
            }
        }
        if scheme.is_empty() {
            break;
        }
    }
    out
}

/// A citation knows its id's bytes; in text that is escaped or folded only that of the whole.
fn citation(sink: &mut Sink<'_>, id: &str, at: At) {
    let raw = sink.raw(at);
    let start = at.span.start as usize;
    if raw == id {
        return sink.push(Kind::Source, id, at.span.range(), false);
    }
    let is_free = |end: usize| {
        let mut next = raw[end..].chars();
        let first = next.next();
        let goes_on = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        // A dot or colon belongs to a cite key only if more of it follows.
        !first.is_some_and(|c| goes_on(c) || matches!(c, '.' | ':' | '/') && next.next().is_some_and(goes_on))
    };
    let found: Vec<usize> = ["@", "@{"]
        .iter()
        .flat_map(|sign| {
            raw.match_indices(&format!("{sign}{id}")).map(|(at, found)| at + found.len()).collect::<Vec<_>>()
        })
        .filter(|end| is_free(*end))
        .collect();
    if found.is_empty() {
        sink.unplaced(Kind::Source, id, at);
    }
    for end in found {
        sink.push(Kind::Source, id, start + end - id.len()..start + end, false);
    }
}

fn directive(sink: &mut Sink<'_>, directive: &Directive) {
    directive.facts.iter().for_each(|fact| sink.fact_id(fact));
    sink.ids(Kind::Sheet, &directive.sheet);
    sink.ids(Kind::Topic, &directive.topics);
    sink.ids(Kind::Entity, &directive.entities);
}

/// What stands at an address of the site: `/facts/a/b/`, `/glossary/#swift`.
fn of_address(target: &str) -> Option<(Kind, String)> {
    let path = target.strip_prefix('/')?;
    if let Some(term) = path.strip_prefix("glossary/#").filter(|term| is_id(term)) {
        return Some((Kind::Term, term.to_owned()));
    }
    let path = path.split(['#', '?']).next().unwrap_or("");
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let (section, first, second) = (parts.next()?, parts.next()?, parts.next());
    match (section, second) {
        ("facts", Some(key)) if !key.contains('.') => Some((Kind::Fact, format!("{first}/{key}"))),
        ("facts", _) => Some((Kind::Sheet, first.to_owned())),
        ("sources", _) => Some((Kind::Source, first.to_owned())),
        ("entities", _) => Some((Kind::Entity, first.to_owned())),
        ("topics", _) => Some((Kind::Topic, first.to_owned())),
        _ => None,
    }
}
