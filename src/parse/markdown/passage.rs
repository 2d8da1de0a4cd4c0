//! Plain passages of a text with the way back to its bytes: what a figure in prose stands in.
//!
//! In: markdown and where it begins in its file. Out: paragraphs, headings, list items and cells, each with its
//! words, its sentences, what of it is a link or code, and where sources are cited.
//! Absent on purpose: HTML. The writer makes that, and keeps only sentences that hold something.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use crate::parse::markdown::{events, links, sentence};

/// A run of words that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// Its words without markup, citations left out.
    pub text: String,
    /// Bytes of its sentences in `text`.
    pub sentences: Vec<Range<usize>>,
    /// Bytes of `text` that are words of a link or code.
    pub taken: Vec<Range<usize>>,
    /// Offsets in `text` where sources are cited, with the bytes of the brackets in the file.
    pub citations: Vec<(usize, Range<usize>)>,
    /// Whether it is a cell of a table.
    pub is_cell: bool,
    /// (offset in `text`, bytes in the file).
    origins: Vec<(usize, Range<usize>)>,
}

impl Passage {
    /// The bytes of the file from the first to the last of a range of the text.
    pub fn place(&self, range: Range<usize>) -> Option<Range<usize>> {
        let point = |offset: usize, is_end: bool| {
            let holds = |at: usize| if is_end { at < offset } else { at <= offset };
            let (at, bytes) = self.origins.iter().rev().find(|(at, _)| holds(*at))?;
            Some((bytes.start + (offset - at)).min(bytes.end))
        };
        Some(point(range.start, false)?..point(range.end, true)?).filter(|range| range.start <= range.end)
    }

    /// The sentence a citation belongs to: the one that began before it.
    pub fn sentence_of_citation(&self, at: usize) -> Option<usize> {
        self.sentences.iter().rposition(|sentence| sentence.start < at)
    }

    fn push(&mut self, text: &str, bytes: Range<usize>) {
        self.origins.push((self.text.len(), bytes));
        self.text.push_str(text);
    }
}

/// All passages of `source`, which stands at `base` in its file; code blocks and HTML are none.
pub fn passages(source: &str, base: usize) -> Vec<Passage> {
    let mut out = Vec::new();
    let mut now = Passage::default();
    let (mut opened, mut in_citation, mut in_block): (Vec<usize>, bool, bool) = (Vec::new(), false, false);
    events(source, |event, range| {
        let bytes = range.start + base..range.end + base;
        match event {
            Event::End(TagEnd::Link) if in_citation => in_citation = false,
            _ if in_citation => {}
            Event::Start(Tag::Link { dest_url, .. }) if *dest_url == *links::CITE => {
                in_citation = true;
                now.citations.push((now.text.len(), bytes));
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => opened.push(now.text.len()),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                let start = opened.pop().unwrap_or(now.text.len());
                now.taken.push(start..now.text.len());
            }
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => in_block = true,
            Event::End(TagEnd::CodeBlock | TagEnd::HtmlBlock) => in_block = false,
            Event::Text(text) if !in_block => now.push(&text, bytes),
            Event::Code(code) => {
                let start = now.text.len();
                now.push(&code, bytes);
                now.taken.push(start..now.text.len());
            }
            Event::SoftBreak | Event::HardBreak => now.push(" ", bytes),
            Event::Start(tag) if is_container(&tag) => {
                end(&mut now, &mut out);
                now.is_cell = matches!(tag, Tag::TableCell);
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell) => {
                end(&mut now, &mut out);
            }
            _ => {}
        }
    });
    end(&mut now, &mut out);
    out
}

fn is_container(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::Item
            | Tag::TableCell
            | Tag::List(_)
            | Tag::BlockQuote(_)
            | Tag::FootnoteDefinition(_)
    )
}

fn end(now: &mut Passage, out: &mut Vec<Passage>) {
    let mut passage = std::mem::take(now);
    if !passage.text.trim().is_empty() {
        passage.sentences = sentence::split(&passage.text);
        out.push(passage);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_their_bytes_and_what_is_taken() {
        let text = "# H\n\nOne *two* [three](fact:a/b) `4`\nfive [@x, p. 3]. Six 制裁 seven [@y].\n\n- item\n\n```\ncode\n```\n";
        let all = passages(text, 0);
        let words: Vec<&str> = all.iter().map(|passage| passage.text.as_str()).collect();
        assert_eq!(words, ["H", "One two three 4 five . Six 制裁 seven .", "item"]);
        let passage = &all[1];
        let part = |range: &Range<usize>| &passage.text[range.clone()];
        assert_eq!(passage.taken.iter().map(part).collect::<Vec<_>>(), ["three", "4"]);
        let at = passage.text.find("seven").expect("there");
        assert_eq!(&text[passage.place(at..at + 5).expect("a place")], "seven");
        let cited: Vec<_> = passage
            .citations
            .iter()
            .map(|(at, bytes)| (passage.sentence_of_citation(*at), &text[bytes.clone()]))
            .collect();
        assert_eq!(cited, [(Some(0), "[@x, p. 3]"), (Some(1), "[@y]")]);
    }
}
