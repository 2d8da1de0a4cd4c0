//! Empty bindings, `[](fact:…)`, filled with the words their pages show.
//!
//! In: an analysed site. Out: one edit a binding. The words are those of `render`, escaped for markdown, so that
//! the page stays the same and the source reads as the article.
//! Absent on purpose: bindings of facts that have no figure (a page shows their id), and dates that are unknown.

use std::collections::BTreeSet;

use crate::base::text::{At, Span};
use crate::build::Analysis;
use crate::edit::Edit;
use crate::model::date::When;
use crate::model::fact::Fact;
use crate::model::prose::{FactField, FactRef, Prose, Ref, Use};
use crate::render::fragment::bound_text;
use crate::site::Reader;

/// What an empty binding is called where changes are chosen by name: it is no finding, so no rule has it.
pub const NAME: &str = "empty-words";

/// Edits that fill all empty bindings of a site: in articles, in heads of sheets, in notes and meanings.
pub fn fill(analysis: &Analysis) -> Vec<Edit> {
    let site = analysis.site();
    let reader = site.reader();
    let mut out = BTreeSet::new();
    for id in reader.articles() {
        let article = reader.article(id);
        article.prose().for_each(|prose| of_prose(&reader, prose, prose.at == article.body.at, &mut out));
    }
    let summaries = reader.sheets().map(|id| &reader.sheet(id).summary);
    let notes = reader.facts().filter_map(|id| reader.fact(id).note.as_ref());
    let remarks = reader.entities().filter_map(|id| reader.entity(id).note.as_ref());
    let meanings = reader.terms().map(|id| &reader.term(id).definition);
    for prose in summaries.chain(notes).chain(remarks).chain(meanings) {
        of_prose(&reader, prose, false, &mut out);
    }
    out.into_iter().collect()
}

fn of_prose(reader: &Reader<'_>, prose: &Prose, is_body: bool, out: &mut BTreeSet<Edit>) {
    for used in &prose.uses {
        let Ref::Fact(bound) = &used.what else { continue };
        if !used.words.trim().is_empty() {
            continue;
        }
        let Some(words) = words(reader, bound).filter(|words| !words.trim().is_empty()) else { continue };
        let words = escaped(&words);
        // Text of a sheet or of front matter is YAML as well.
        let is_safe = is_body || ![": ", " #", "\"", "'", "\\"].iter().any(|mark| words.contains(mark));
        for span in empty_words(reader.text_at(used.at), used, bound).into_iter().filter(|_| is_safe) {
            out.insert(Edit { path: reader.path(used.at.file).into(), span, text: words.clone() });
        }
    }
}

/// The words a page shows for a binding.
fn words(reader: &Reader<'_>, bound: &FactRef) -> Option<String> {
    let fact = reader.fact(reader.find_fact(&bound.id)?);
    let when = |fact: &Fact| match bound.field {
        Some(FactField::AsOf) => fact.as_of,
        Some(FactField::When) => fact.when,
        _ => None,
    };
    if when(fact) == Some(When::Unknown) {
        return None;
    }
    bound_text(reader, fact, bound)
}

/// Where the words go: between the brackets of this link, or, where only the whole text has a place, of every
/// such link in it.
fn empty_words(raw: &str, used: &Use, bound: &FactRef) -> Vec<Span> {
    let At { span, .. } = used.at;
    let between = |start: usize, raw: &str| {
        let inner = raw.strip_prefix('[')?;
        let end = inner.find("](")?;
        inner[..end].trim().is_empty().then(|| Span::of(start + 1..start + 1 + end))
    };
    if let Some(span) = between(span.start as usize, raw) {
        return vec![span];
    }
    let is_same = |raw: &str| {
        let address = raw.split_once("](fact:").and_then(|(_, rest)| rest.split_once(')')).map(|(address, _)| address);
        address.is_some_and(|address| FactRef::parse(address.trim()).as_ref() == Ok(bound))
    };
    let starts = raw.match_indices('[').filter(|(at, _)| is_same(&raw[*at..]));
    starts.filter_map(|(at, _)| between(span.start as usize + at, &raw[at..])).collect()
}

/// Text that markdown reads as itself, inside a link as elsewhere.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
