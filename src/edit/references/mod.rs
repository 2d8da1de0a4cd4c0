//! Where ids stand in a site's files: every definition and every mention, each with the bytes of the id alone.
//!
//! In: inputs; each file is read by the parsers, drafts and translations included. Out: references, and mentions
//! whose bytes cannot be told (an id spelt with escapes). A fact's id is two: `sheet` is a mention of the sheet,
//! `key` one of the fact, so that each can be changed by itself.
//! Absent on purpose: relative links between articles, which are paths and no ids (`rename::article`).

mod libraries;
mod markdown;
mod sheets;

use std::ops::Range;

use crate::base::par::par_map;
use crate::base::text::{At, FileId, Span};
use crate::load::{Input, Inputs};
use crate::model::IdRef;
use crate::model::fact::Evidence;
use crate::parse::{self, Item};

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `sheet/key`.
    Fact,
    /// A sheet: the file's name.
    Sheet,
    /// A source.
    Source,
    /// A person, body, place or rule.
    Entity,
    /// A term of the glossary.
    Term,
    /// A topic of `site.yml`.
    Topic,
    /// An article: the file's path below `content/`.
    Article,
}

/// A place where an id stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// What it names.
    pub kind: Kind,
    /// The whole id: of a fact `sheet/key`, also where only the key is written.
    pub id: Box<str>,
    /// The bytes of the id; of a fact those of its key.
    pub at: At,
    /// Whether it is defined here. Sheets and articles are files and have no such place.
    pub is_definition: bool,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Collected {
    /// In order of kind, id and place, each once.
    pub references: Vec<Reference>,
    /// Mentions whose bytes could not be told.
    pub unplaced: Vec<(Kind, Box<str>, At)>,
    /// A part of it could not be read, so it may hold more.
    pub is_partial: bool,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 7] =
        [Kind::Fact, Kind::Sheet, Kind::Source, Kind::Entity, Kind::Term, Kind::Topic, Kind::Article];

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Fact => "fact",
            Kind::Sheet => "sheet",
            Kind::Source => "source",
            Kind::Entity => "entity",
            Kind::Term => "term",
            Kind::Topic => "topic",
            Kind::Article => "article",
        }
    }
}

/// Collects from every file, in the order of the inputs.
pub fn all(inputs: &Inputs) -> Vec<Collected> {
    par_map(&inputs.files, |input| of_file(input.id, input))
}

/// Collects from one file.
pub fn of_file(file: FileId, input: &Input) -> Collected {
    let (item, findings) = parse::parse(file, input);
    let mut sink = Sink { file, text: &input.text, out: Collected::default() };
    sink.out.is_partial = findings.iter().any(|finding| finding.rule == "yaml-syntax");
    match &item {
        Item::Article(article) => markdown::article(&mut sink, article),
        Item::Sheet(sheet) => sheets::sheet(&mut sink, sheet),
        Item::Sources(sources) => libraries::sources(&mut sink, &input.path, sources),
        Item::Entities(entities) => sheets::entities(&mut sink, entities),
        Item::Glossary(terms) => sheets::terms(&mut sink, terms),
        Item::Config(config) => sheets::config(&mut sink, config),
        Item::Links(_) | Item::Published(_) => {}
        Item::Plain => sheets::translation(&mut sink, &input.path),
    }
    let mut out = sink.out;
    out.references.sort();
    out.references.dedup();
    out
}

/// Bytes of the address of a link within the site, at the link's place or in the definition it refers to; empty
/// if the address is spelt otherwise there.
pub fn places_of_address(file: FileId, text: &str, link: At, address: &str) -> Vec<Range<usize>> {
    let sink = Sink { file, text, out: Collected::default() };
    markdown::addresses(&sink, link, "", address)
}

/// Values of `capture:` in a file of sources, with their places.
pub fn captures(file: FileId, text: &str) -> Vec<IdRef> {
    libraries::captures(file, text)
}

/// Takes references of one file.
struct Sink<'t> {
    file: FileId,
    text: &'t str,
    out: Collected,
}

impl Sink<'_> {
    fn raw(&self, at: At) -> &str {
        self.text.get(at.span.range()).unwrap_or("")
    }

    fn push(&mut self, kind: Kind, id: &str, range: Range<usize>, is_definition: bool) {
        let at = At { file: self.file, span: Span::of(range) };
        self.out.references.push(Reference { kind, id: id.into(), at, is_definition });
    }

    fn unplaced(&mut self, kind: Kind, id: &str, at: At) {
        self.out.unplaced.push((kind, id.into(), at));
    }

    /// A key of a map.
    fn define(&mut self, kind: Kind, id: &str, written: &str, at: At) {
        match whole_word(self.raw(at), written) {
            Some(offset) => {
                let start = at.span.start as usize + offset;
                self.push(kind, id, start..start + written.len(), true);
            }
            None => self.unplaced(kind, id, at),
        }
    }

    /// A scalar that holds an id, quoted or not. Another use of an anchor (`*name`) has no words of its own.
    fn id(&mut self, kind: Kind, id: &IdRef) {
        let raw = self.raw(id.at);
        let start = id.at.span.start as usize;
        match whole_word(raw, &id.id) {
            Some(offset) => self.push(kind, &id.id, start + offset..start + offset + id.id.len(), false),
            None if raw.starts_with('*') => {}
            None => self.unplaced(kind, &id.id, id.at),
        }
    }

    fn ids<'i>(&mut self, kind: Kind, ids: impl IntoIterator<Item = &'i IdRef>) {
        ids.into_iter().for_each(|id| self.id(kind, id));
    }

    /// A fact named in YAML: `sheet/key` with what may follow, or the key alone within its own sheet.
    fn fact_id(&mut self, id: &IdRef) {
        let base = id.id.split(['@', '#']).next().unwrap_or("");
        let mut parts = base.splitn(3, '/');
        let (Some(sheet), Some(key)) = (parts.next(), parts.next()) else { return };
        let full = format!("{sheet}/{key}");
        let raw = self.raw(id.at);
        let start = id.at.span.start as usize;
        if let Some(offset) = whole_word(raw, &full) {
            self.fact_at(&full, start + offset);
        } else if let Some(offset) = whole_word(raw, key).filter(|_| !raw.contains('/')) {
            self.push(Kind::Fact, &full, start + offset..start + offset + key.len(), false);
        } else if !raw.starts_with('*') {
            self.unplaced(Kind::Fact, &full, id.at);
            self.unplaced(Kind::Sheet, sheet, id.at);
        }
    }

    /// `sheet/key` written at an offset of the file.
    fn fact_at(&mut self, full: &str, start: usize) {
        let Some((sheet, _)) = full.split_once('/') else { return };
        self.push(Kind::Sheet, sheet, start..start + sheet.len(), false);
        self.push(Kind::Fact, full, start + sheet.len() + 1..start + full.len(), false);
    }

    fn evidence<'e>(&mut self, evidence: impl IntoIterator<Item = &'e Evidence>) {
        for piece in evidence {
            self.id(Kind::Source, &piece.source);
            self.ids(Kind::Entity, piece.by.iter().chain(&piece.via));
        }
    }
}

/// Where an id stands in a text and is no part of a longer one.
fn whole_word(text: &str, id: &str) -> Option<usize> {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let mut found = text.match_indices(id);
    found
        .find(|(at, _)| !joins(text[..*at].chars().next_back()) && !joins(text[at + id.len()..].chars().next()))
        .map(|(at, _)| at)
}
