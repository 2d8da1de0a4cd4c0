//! Words and phrases of several kinds, found in one pass over a sentence.
//!
//! In: lists, each with its bit. Out: where a word or phrase of a list begins in a line, and of which lists it is.
//! A line has a blank before and behind each of its words, so that only whole words are found.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;

/// Which lists a word or phrase is of, a bit each.
pub type Kinds = u32;

/// The lists.
pub struct Lexicon {
    automaton: AhoCorasick,
    /// Of each pattern.
    kinds: Vec<Kinds>,
}

impl Lexicon {
    /// From lists whose entries have bars between them.
    pub fn new(lists: &[(Kinds, &str)]) -> Lexicon {
        let mut patterns: BTreeMap<String, Kinds> = BTreeMap::new();
        for (kind, list) in lists {
            for entry in list.split('|') {
                *patterns.entry(format!(" {entry} ")).or_default() |= kind;
            }
        }
        let automaton = AhoCorasick::new(patterns.keys()).expect("a few hundred short words");
        Lexicon { automaton, kinds: patterns.into_values().collect() }
    }

    /// Words and phrases of the lists in a line, in the order of their ends: where each begins, its length in bytes.
    pub fn find<'s>(&'s self, line: &'s str) -> impl Iterator<Item = (usize, usize, Kinds)> + 's {
        let found = self.automaton.find_overlapping_iter(line);
        found.map(|found| (found.start() + 1, found.len() - 2, self.kinds[found.pattern().as_usize()]))
    }
}
