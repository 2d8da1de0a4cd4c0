//! Where a place on a page comes from: a figure's line in its sheet, a sentence's line in the markdown.

use crate::base::text::At;
use crate::pages::Node;
use crate::session::Session;

/// The place of what a link on a page leads to: the fact, source or entity in its file.
pub(super) fn of_link(session: &Session, address: &str) -> Option<At> {
    let items = &session.analysis().items;
    Some(match session.node(address)? {
        Node::Fact(id) => items.facts[id.index()].at,
        Node::Sheet(id) => items.sheets[id.index()].at,
        Node::Source(id) => items.sources[id.index()].at,
        Node::Entity(id) => items.entities[id.index()].at,
        Node::Article(id) => items.articles[id.index()].at,
        Node::Topic(id) => items.config.topics[id.index()].at,
        Node::Site => return None,
    })
}

/// The place of some words on a page in the file that the page is made from.
pub(super) fn of_words(session: &Session, page: &str, words: &str) -> Option<At> {
    let file = *session.files_of(page).first()?;
    let text = &session.analysis().inputs.get(file)?.text;
    let start = find(text, words)?;
    Some(At::new(file, start..start))
}

/// The offset in a marked-up text at which the most of `words` stand together: markup between them is no
/// obstacle, for only words are compared.
fn find(text: &str, words: &str) -> Option<usize> {
    let (source, wanted) = (tokens(text), tokens(words));
    let first = wanted.first()?;
    let run = |at: usize| {
        // A figure's link puts its target between two words: up to so many tokens may be skipped.
        let (mut at, mut length, mut skipped) = (at, 0, 0);
        for (_, word) in &wanted {
            match source[at..].iter().take(SKIPPED).position(|(_, other)| other == word) {
                Some(more) => (at, skipped) = (at + more + 1, skipped + more),
                None => break,
            }
            length += 1;
        }
        (length, std::cmp::Reverse(skipped))
    };
    let starts = source.iter().enumerate().filter(|(_, (_, word))| *word == first.1);
    let best = starts.map(|(at, (offset, _))| (run(at), std::cmp::Reverse(*offset))).max()?;
    (best.0.0 * 2 >= wanted.len().min(8)).then_some(best.1.0)
}

/// Most tokens of markup between two words.
const SKIPPED: usize = 12;

/// Words in lower case with their offsets; a Chinese character is a word.
fn tokens(text: &str) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let alone = crate::parse::markdown::sentence::is_han(c);
        match (c.is_alphanumeric(), open && !alone, out.last_mut()) {
            (true, true, Some((_, word))) => word.extend(c.to_lowercase()),
            (true, _, _) => out.push((at, c.to_lowercase().collect())),
            (false, _, _) => {}
        }
        open = c.is_alphanumeric() && !alone;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_behind_markup_and_among_their_like() {
        let text = "---\ntitle: Nearly 1,000\n---\nIt was nearly [1,000](fact:russia/companies) *companies* then.\n\nNearly 1,000 others [@x] stayed.\n";
        let found = |words: &str| find(text, words).map(|at| &text[at..at + 6]);
        assert_eq!(found("nearly 1,000 companies then"), Some("nearly"));
        assert_eq!(find(text, "nearly 1,000 companies then"), text.find("nearly [1"));
        assert_eq!(find(text, "Nearly 1,000 others stayed"), text.find("Nearly 1,000 others"));
        assert_eq!(found("something that is not there at all"), None);
        assert_eq!(find("共有[近1000](fact:a/b)家公司。", "家公司"), "共有[近1000](fact:a/b)".len().into());
    }
}
