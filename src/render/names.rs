//! First mentions: names of entities and terms in running text become links.
//!
//! One automaton over all names is built per build; a text is searched once, and a name is linked the first
//! time it stands as whole words outside links, headings and code.

use aho_corasick::{AhoCorasick, MatchKind};

use crate::base::escape;
use crate::link::{EntityId, TermId};
use crate::parse::markdown::sentence::is_han;
use crate::site::Reader;

/// Shortest name that is linked: "US" and "IMF" are, single letters are not.
const SHORTEST: usize = 2;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// An entity.
    Entity(EntityId),
    /// A term of the glossary; of an entity and a term with one name the term wins.
    Term(TermId),
}

/// All names of a site.
#[derive(Default)]
pub struct Names {
    automaton: Option<AhoCorasick>,
    meanings: Vec<Named>,
}

/// A name found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What it stands for.
    pub named: Named,
}

impl Names {
    /// Collects names, aliases and Chinese names of all entities and terms, as they stand in escaped HTML.
    pub fn of(reader: &Reader<'_>) -> Names {
        let mut list: Vec<(String, Named)> = Vec::new();
        for id in reader.terms() {
            let term = reader.term(id);
            let words =
                [&*term.term.text].into_iter().chain(term.zh.as_deref()).chain(term.aliases.iter().map(|a| &**a));
            list.extend(words.map(|word| (word.to_owned(), Named::Term(id))));
        }
        for id in reader.entities() {
            let entity = reader.entity(id);
            let aliases = entity.aliases.iter().map(|alias| &**alias);
            let words = [&*entity.name.text].into_iter().chain(entity.zh.as_deref()).chain(aliases);
            list.extend(words.map(|word| (word.to_owned(), Named::Entity(id))));
        }
        let mut patterns: Vec<String> = Vec::new();
        let mut meanings = Vec::new();
        for (word, named) in list {
            if word.chars().count() < SHORTEST {
                continue;
            }
            // Smart punctuation turns the apostrophe of a name round.
            for form in [escape::html(&word), escape::html(&word.replace('\'', "’"))] {
                if patterns.last() != Some(&form) {
                    patterns.push(form);
                    meanings.push(named);
                }
            }
        }
        if patterns.is_empty() {
            return Names::default();
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns).ok();
        Names { automaton, meanings }
    }

    /// Names that stand as whole words in a piece of escaped HTML without markup, in order.
    pub fn find(&self, html: &str) -> Vec<Found> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let found = automaton.find_iter(html).filter(|found| stands_alone(html, found.start(), found.end()));
        found
            .map(|found| Found {
                start: found.start(),
                end: found.end(),
                named: self.meanings[found.pattern().as_usize()],
            })
            .collect()
    }

    /// Whether there is nothing to find.
    pub fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let joins = |inner: Option<char>, outer: Option<char>| match (inner, outer) {
        (Some(inner), Some(outer)) => !is_han(inner) && (outer.is_alphanumeric() && !is_han(outer)),
        _ => false,
    };
    let before = joins(text[start..].chars().next(), text[..start].chars().next_back());
    let after = joins(text[..end].chars().next_back(), text[end..].chars().next());
    // "US-based" is no mention of "US", nor is "non-EU" one of "EU".
    let hyphen = |c: Option<char>| matches!(c, Some('-'));
    !before && !after && !hyphen(text[..start].chars().next_back()) && !hyphen(text[end..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_whole_words() {
        let alone = |text: &str, word: &str| {
            let start = text.find(word).expect("the word is in the text");
            stands_alone(text, start, start + word.len())
        };
        assert!(alone("the IMF said", "IMF"));
        assert!(!alone("the IMFs", "IMF"));
        assert!(!alone("US-based", "US"));
        assert!(alone("新华社的", "新华社"));
        assert!(alone("(SWIFT)", "SWIFT"));
    }
}
