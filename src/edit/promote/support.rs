//! What the sentence rests on: sources cited in it, else the next one of the paragraph, else the one before.

use crate::base::text::Span;
use crate::cite::syntax::parse_citation;
use crate::edit::promote::figure::Spot;
use crate::link::SourceId;
use crate::model::article::Article;
use crate::model::prose::Ref;
use crate::site::Reader;

/// A cited source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Its id.
    pub id: String,
    /// The source, if there is one of that id.
    pub source: Option<SourceId>,
    /// Place in it, as written: "para. 7".
    pub locator: Option<String>,
}

impl Cited {
    /// The short form of evidence: "source, locator".
    pub fn written(&self) -> String {
        match &self.locator {
            Some(locator) => format!("{}, {locator}", self.id),
            None => self.id.clone(),
        }
    }
}

/// The sources that a sentence rests on, each once.
pub fn cited(reader: &Reader<'_>, article: &Article, spot: &Spot, text: &str) -> Vec<Cited> {
    let passage = &spot.passage;
    let of = |at: usize| passage.sentence_of_citation(at);
    let own = passage.citations.iter().filter(|(at, _)| of(*at) == Some(spot.sentence));
    let mut groups: Vec<_> = own.collect();
    let mut out = named(reader, article, spot);
    if groups.is_empty() && out.is_empty() {
        let after = passage.citations.iter().find(|(at, _)| of(*at) > Some(spot.sentence));
        groups.extend(after.or_else(|| passage.citations.iter().rev().find(|(at, _)| of(*at) < Some(spot.sentence))));
    }
    for (_, bytes) in groups {
        let inner = text.get(bytes.start + 1..bytes.end.saturating_sub(1)).unwrap_or("");
        let items = parse_citation(inner).unwrap_or_default();
        let ends: Vec<usize> = items.iter().skip(1).map(|item| item.at.start).chain([inner.len()]).collect();
        for (item, end) in items.iter().zip(ends) {
            // As the author wrote it, up to the next citation of the group.
            let rest = inner.get(item.at.end..end).unwrap_or("");
            let rest = rest.rsplit_once(';').filter(|_| end < inner.len()).map_or(rest, |(rest, _)| rest);
            let rest = rest.trim_start_matches('}').trim_start_matches(',').trim().trim_matches(['{', '}']);
            let locator = item.locator.is_some().then(|| rest.to_owned()).filter(|rest| !rest.is_empty());
            out.push(Cited { id: item.id.to_string(), source: reader.find_source(&item.id), locator });
        }
    }
    let mut seen = Vec::new();
    out.retain(|piece| {
        !seen.contains(&piece.id) && {
            seen.push(piece.id.clone());
            true
        }
    });
    out
}

/// Sources that the sentence names by a link.
fn named(reader: &Reader<'_>, article: &Article, spot: &Spot) -> Vec<Cited> {
    let place = spot.sentence_place();
    let inside = |span: Span| place.start <= span.start as usize && span.end as usize <= place.end + 1;
    let uses = article.prose().flat_map(|prose| &prose.uses).filter(|used| inside(used.words_at.span));
    uses.filter_map(|used| match &used.what {
        Ref::Source(id) => Some(Cited { id: id.to_string(), source: reader.find_source(id), locator: None }),
        _ => None,
    })
    .collect()
}
