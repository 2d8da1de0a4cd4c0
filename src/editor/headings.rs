//! Where the headings of an article stand.
//!
//! In: an article's text. Out: its headings with their places. The parser knows their words, levels and ids and not
//! their bytes; these are found by going through the lines in the same order.

use crate::editor::names::{self, links};

/// A heading in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// 2 to 6.
    pub level: u8,
    /// Its `id`.
    pub id: Box<str>,
    /// Its words.
    pub text: Box<str>,
    /// Where its line begins.
    pub start: usize,
    /// Where its line ends.
    pub end: usize,
}

/// The headings of an article in order.
pub fn of(path: &str, text: &str) -> Vec<Placed> {
    let Some(article) = names::article(path, text) else { return Vec::new() };
    let body = article.body.at.span.range();
    let mut known = article.body.headings.iter().peekable();
    let mut out = Vec::new();
    let mut at = body.start;
    let mut before: Option<(usize, usize)> = None;
    for line in text[body].split_inclusive('\n') {
        let trimmed = line.trim();
        let hashes = trimmed.len() - trimmed.trim_start_matches('#').len();
        let is_atx = (1..=6).contains(&hashes) && line.starts_with([' ', '#']);
        let is_rule =
            !trimmed.is_empty() && (trimmed.trim_matches('=').is_empty() || trimmed.trim_matches('-').is_empty());
        let span = match (is_atx, before) {
            (true, _) => Some((at, at + line.trim_end().len())),
            (false, Some(words)) if is_rule => Some(words),
            _ => None,
        };
        if let (Some((start, end)), Some(heading)) = (span, known.peek())
            && is_of(&text[start..end], &heading.text)
            && links::fenced(text, start).is_none()
            && let Some(heading) = known.next()
        {
            out.push(Placed { level: heading.level, id: heading.id.clone(), text: heading.text.clone(), start, end });
        }
        before = (!trimmed.is_empty()).then_some((at, at + line.trim_end().len()));
        at += line.len();
    }
    out
}

/// Whether a line may be the heading of some words: the first word is in it.
fn is_of(line: &str, words: &str) -> bool {
    let first = words.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    first.is_none_or(|word| line.contains(word))
}

/// Where the heading with an id begins.
pub fn find(path: &str, text: &str, id: &str) -> Option<usize> {
    of(path, text).into_iter().find(|heading| *heading.id == *id).map(|heading| heading.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_where_they_stand() {
        let text =
            "---\ntitle: x\n---\n# not\n\n## One *two*\n\n```sh\n## no\n```\n\nThree\n-----\n\n### 制裁 {#sanctions}\n";
        let found: Vec<(u8, String)> =
            of("content/a.md", text).into_iter().map(|it| (it.level, text[it.start..it.end].to_owned())).collect();
        let shown: Vec<&str> = found.iter().map(|(_, line)| line.as_str()).collect();
        assert!(shown.ends_with(&["## One *two*", "Three", "### 制裁 {#sanctions}"]), "{found:?}");
        assert_eq!(find("content/a.md", text, "sanctions").map(|at| &text[at..at + 3]), Some("###"));
    }
}
