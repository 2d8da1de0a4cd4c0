//! All external addresses of a site, each with the places where it stands.
//!
//! In: inputs and items. Out: addresses as written, sorted, with their places in the order of the files. The place is
//! that of the address itself wherever its bytes can be found; where it is spelt otherwise (escaped, folded), that of
//! what holds it, and then no machine changes it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::base::text::{At, FileId};
use crate::edit::references::places_of_address;
use crate::link::items::Items;
use crate::load::Inputs;
use crate::model::prose::Prose;
use crate::model::source::Source;

/// Where an address stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The address itself, or what holds it.
    pub at: At,
    /// Whether `at` is the address, byte for byte.
    pub is_exact: bool,
    /// What it is there: "source `x`".
    pub what: String,
    /// What part it plays.
    pub role: Role,
}

/// What part an address plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// The address of a source, with its archived copy.
    Source(Option<Box<str>>),
    /// The archived copy of a source.
    Archive,
    /// Any other link.
    Link,
}

/// Addresses and their places.
pub type Places = BTreeMap<Box<str>, Vec<Place>>;

/// Collects all of a site.
pub fn collect(inputs: &Inputs, items: &Items) -> Places {
    let mut cx = Cx { inputs, out: BTreeMap::new() };
    for article in &items.articles {
        article.prose().for_each(|prose| cx.prose(prose, &format!("article `{}`", article.id)));
    }
    for sheet in &items.sheets {
        cx.prose(&sheet.summary, &format!("sheet `{}`", sheet.id));
    }
    for fact in &items.facts {
        fact.note.iter().for_each(|note| cx.prose(note, &format!("fact `{}`", fact.id)));
    }
    for term in &items.terms {
        cx.prose(&term.definition, &format!("term `{}`", term.id));
    }
    let ends = starts(items.entities.iter().map(|entity| entity.at));
    for entity in &items.entities {
        let what = format!("entity `{}`", entity.id);
        if let Some(url) = &entity.url {
            cx.field(url, entity.at, end(&ends, entity.at), &what, Role::Link);
        }
        entity.note.iter().for_each(|note| cx.prose(note, &what));
    }
    let ends = starts(items.sources.iter().map(|source| source.at));
    items.sources.iter().for_each(|source| cx.source(source, end(&ends, source.at)));
    let mut out = cx.out;
    for places in out.values_mut() {
        places.sort_by_key(|place| place.at);
        places.dedup_by(|later, earlier| later.at == earlier.at);
    }
    out
}

/// Where the entries of each file begin, in order.
fn starts(all: impl Iterator<Item = At>) -> BTreeMap<FileId, Vec<u32>> {
    let mut out: BTreeMap<FileId, Vec<u32>> = BTreeMap::new();
    all.for_each(|at| out.entry(at.file).or_default().push(at.span.start));
    out.values_mut().for_each(|starts| starts.sort_unstable());
    out
}

/// Where the entry at a place ends: where the next begins.
fn end(starts: &BTreeMap<FileId, Vec<u32>>, at: At) -> usize {
    let of_file = starts.get(&at.file).map_or(&[][..], Vec::as_slice);
    let next = of_file.partition_point(|start| *start <= at.span.start);
    of_file.get(next).map_or(usize::MAX, |start| *start as usize)
}

struct Cx<'a> {
    inputs: &'a Inputs,
    out: Places,
}

impl Cx<'_> {
    fn source(&mut self, source: &Source, end: usize) {
        let what = format!("source `{}`", source.id);
        if let Some(url) = &source.url {
            self.field(url, source.at, end, &what, Role::Source(source.archive.clone()));
        }
        if let Some(copy) = &source.archive {
            self.field(copy, source.at, end, &format!("archived copy of {what}"), Role::Archive);
        }
    }

    /// An address that a field of an entry holds.
    fn field(&mut self, address: &str, at: At, end: usize, what: &str, role: Role) {
        let text = self.inputs.text(at.file);
        let range = at.span.start as usize..end.min(text.len());
        match find(text, range, address) {
            Some(range) => self.push(address, At::new(at.file, range), true, what, role),
            None => self.push(address, at, false, what, role),
        }
    }

    fn prose(&mut self, prose: &Prose, what: &str) {
        let images = prose.images.iter().map(|image| (&*image.source, image.at));
        let links = prose.outgoing.iter().map(|link| (&*link.target, link.at));
        for (address, at) in links.chain(images.filter(|(address, _)| address.contains("//"))) {
            if address.starts_with("mailto:") {
                continue;
            }
            let text = self.inputs.text(at.file);
            let found = places_of_address(at.file, text, at, address);
            let found: Vec<Range<usize>> = found.into_iter().filter(|range| ends_well(text, range.end)).collect();
            match found.as_slice() {
                [] => self.push(address, at, false, what, Role::Link),
                all => all.iter().for_each(|range| {
                    self.push(address, At::new(at.file, range.clone()), true, what, Role::Link);
                }),
            }
        }
    }

    fn push(&mut self, address: &str, at: At, is_exact: bool, what: &str, role: Role) {
        let place = Place { at, is_exact, what: what.to_owned(), role };
        self.out.entry(address.into()).or_default().push(place);
    }
}

/// The first place in a range where an address stands by itself, not as a part of a longer one.
fn find(text: &str, range: Range<usize>, address: &str) -> Option<Range<usize>> {
    let part = text.get(range.clone())?;
    let all = part.match_indices(address).map(|(at, found)| range.start + at..range.start + at + found.len());
    let begins =
        |at: usize| text[..at].chars().next_back().is_none_or(|c| c.is_whitespace() || "\"'{[(<,=:".contains(c));
    all.into_iter().find(|range| begins(range.start) && ends_well(text, range.end))
}

/// Whether an address may end here: a comma ends one only before a blank.
fn ends_well(text: &str, end: usize) -> bool {
    let mut rest = text[end..].chars();
    match rest.next() {
        None => true,
        Some(',') => rest.next().is_none_or(|c| c.is_whitespace() || c == '}'),
        Some(c) => c.is_whitespace() || "\"'})]>".contains(c),
    }
}
