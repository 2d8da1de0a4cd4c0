//! The plain text of one paragraph, heading, list item or table row while it is being read, and what is
//! known about it at its end: its sentences, their uses, its figures and quotations.

use std::ops::Range;

use crate::base::text::{At, FileId, Span};
use crate::model::prose::{Prose, Ref, Sentence, Unbound, UnboundKind};
use crate::model::quantity::Quantity;
use crate::parse::claim::{claim, is_about_the_page};
use crate::parse::markdown::figure::{self, may_hold_figure};
use crate::parse::markdown::sentence::{self, is_han};
use crate::parse::phrase;

/// Words in quotation marks count as a quotation from this many on; fewer are scare quotes.
const QUOTE_WORDS: usize = 5;
/// The same in Chinese, in characters.
const QUOTE_HAN: usize = 10;

/// Text of a block and where its bytes come from.
#[derive(Default)]
pub struct Block {
    /// Plain text so far.
    pub text: String,
    /// (offset in `text`, place in the file, whether the bytes correspond one by one).
    origins: Vec<(usize, Span, bool)>,
    /// Uses in it: index into the prose's uses, bytes of the words.
    uses: Vec<(usize, Range<usize>, bool)>,
    /// Bytes of code: its numbers are no figures.
    code: Vec<Range<usize>>,
    /// A table's row: no sentence, so its figures are judged with the table's.
    pub is_row: bool,
    /// A heading: it claims nothing that its section does not.
    pub is_heading: bool,
    /// Number of the top-level block, for waivers.
    pub number: u32,
}

impl Block {
    /// An empty block of a top-level block.
    pub fn new(number: u32) -> Block {
        Block { number, ..Block::default() }
    }

    /// Adds words that came from a place of the file.
    pub fn push(&mut self, text: &str, from: Span, exact: bool) {
        self.origins.push((self.text.len(), from, exact));
        self.text.push_str(text);
    }

    /// Notes that the last `length` bytes of the text are code.
    pub fn note_code(&mut self, length: usize) {
        self.code.push(self.text.len().saturating_sub(length)..self.text.len());
    }

    /// Notes a use whose words are `range` of the text; `citation` stands at a point after words.
    pub fn note_use(&mut self, index: usize, range: Range<usize>, citation: bool) {
        self.uses.push((index, range, citation));
    }

    /// Ends the block: its sentences, bound words, figures and quotations go into the prose.
    pub fn finish(self, file: FileId, prose: &mut Prose) {
        if self.text.trim().is_empty() && self.uses.is_empty() {
            return;
        }
        let sentences = sentence::split(&self.text);
        let mut written: Vec<Option<u32>> = vec![None; sentences.len()];
        for (index, range, citation) in &self.uses {
            let which = self.sentence_of(&sentences, range.start, *citation);
            let span = which.map_or(0..self.text.len(), |which| sentences[which].clone());
            let slot = which.and_then(|which| written[which]);
            let number = slot.unwrap_or_else(|| {
                prose.sentences.push(Sentence { text: self.text[span.clone()].into() });
                (prose.sentences.len() - 1) as u32
            });
            if let Some(which) = which {
                written[which] = Some(number);
            }
            let used = &mut prose.uses[*index];
            used.sentence = number;
            let inside = |offset: usize| (offset.clamp(span.start, span.end) - span.start) as u32;
            used.in_sentence = (inside(range.start), inside(range.end));
        }
        if !self.is_row {
            self.find_unbound(file, &sentences, prose);
        }
    }

    fn sentence_of(&self, sentences: &[Range<usize>], at: usize, citation: bool) -> Option<usize> {
        let begins = |range: &Range<usize>| if citation { range.start < at } else { range.start <= at };
        sentences.iter().rposition(begins).or(if sentences.is_empty() { None } else { Some(0) })
    }

    fn find_unbound(&self, file: FileId, sentences: &[Range<usize>], prose: &mut Prose) {
        let cited: Vec<usize> =
            self.uses.iter().filter(|(_, _, citation)| *citation).map(|(index, ..)| *index).collect();
        let mut cited = cited.into_iter().filter_map(|index| match &prose.uses[index].what {
            Ref::Citation(id) => Some(id.clone()),
            _ => None,
        });
        let source = cited.next();
        let is_only = cited.all(|other| Some(&other) == source.as_ref());
        if source.is_some() && !is_only {
            return;
        }
        let bound = self.uses.iter().filter(|(_, _, citation)| !citation);
        let bound: Vec<usize> =
            bound.filter_map(|(_, range, _)| self.sentence_of(sentences, range.start, false)).collect();
        for (number, range) in sentences.iter().enumerate() {
            if bound.contains(&number) {
                continue;
            }
            let text = &self.text[range.clone()];
            if source.is_none() && may_hold_figure(text) {
                self.figures(file, range, prose);
            }
            self.quotes(file, range, source.as_deref(), prose);
        }
        let rests = |what: &Ref| !matches!(what, Ref::Entity(_) | Ref::Term(_));
        if !self.is_heading && !self.uses.iter().any(|(index, ..)| rests(&prose.uses[*index].what)) {
            self.claims(file, sentences, prose);
        }
    }

    /// Sentences that a source is wanted for, where the paragraph names none.
    fn claims(&self, file: FileId, sentences: &[Range<usize>], prose: &mut Prose) {
        for range in sentences {
            let text = &self.text[range.clone()];
            if let Some(claim) = claim(text) {
                let at = At { file, span: self.place(range.clone()) };
                prose.unbound.push(Unbound {
                    at,
                    text: text.into(),
                    what: UnboundKind::Claim(claim),
                    block: self.number,
                });
            }
        }
    }

    fn figures(&self, file: FileId, range: &Range<usize>, prose: &mut Prose) {
        let found = self.counting_figures(range);
        if found.is_empty() || is_about_the_page(&self.text[range.clone()]) {
            return;
        }
        for (at, quantity) in found {
            let text = self.text[at.clone()].into();
            let at = At { file, span: self.place(at) };
            prose.unbound.push(Unbound { at, text, what: UnboundKind::Figure(quantity), block: self.number });
        }
    }

    /// Figures that need a source: two digits or more, or a percentage; no years, dates, list numbers, names or code.
    fn counting_figures(&self, range: &Range<usize>) -> Vec<(Range<usize>, Quantity)> {
        let found = phrase::figures(&self.text[range.clone()]).into_iter();
        let placed = found.map(|figure| (figure.at.start + range.start..figure.at.end + range.start, figure));
        let counting = placed.filter(|(at, figure)| {
            let in_code = self.code.iter().any(|code| code.start <= at.start && at.end <= code.end);
            !in_code && figure::counts(&self.text[range.start..range.end], figure)
        });
        let in_words = figure::in_words(&self.text[range.clone()]).into_iter();
        let in_words = in_words.map(|(at, quantity)| (at.start + range.start..at.end + range.start, quantity));
        let mut all: Vec<(Range<usize>, Quantity)> = counting.map(|(at, figure)| (at, figure.quantity)).collect();
        all.extend(in_words);
        all.sort_by_key(|(at, _)| at.start);
        all
    }

    /// Whether anything is bound or cited in it.
    pub fn rests_on_something(&self) -> bool {
        !self.uses.is_empty()
    }

    /// Whether it holds a figure that needs a source.
    pub fn holds_figure(&self) -> bool {
        may_hold_figure(&self.text) && !self.counting_figures(&(0..self.text.len())).is_empty()
    }

    fn quotes(&self, file: FileId, range: &Range<usize>, source: Option<&str>, prose: &mut Prose) {
        let text = &self.text[range.clone()];
        for (open, close) in [('“', '”'), ('「', '」')] {
            let mut rest = 0;
            while let Some(start) = text[rest..].find(open).map(|at| rest + at) {
                let Some(end) = text[start..].find(close).map(|at| start + at) else { break };
                let words = &text[start + open.len_utf8()..end];
                let han = words.chars().filter(|c| is_han(*c)).count();
                if words.split_whitespace().count() >= QUOTE_WORDS || han >= QUOTE_HAN {
                    let at = range.start + start..range.start + end + close.len_utf8();
                    let place = At { file, span: self.place(at) };
                    let what = source.map_or(UnboundKind::Quote, |id| UnboundKind::CitedQuote(id.into()));
                    prose.unbound.push(Unbound { at: place, text: words.into(), what, block: self.number });
                }
                rest = end + close.len_utf8();
            }
        }
    }

    /// The place in the file of a range of the text.
    pub fn place(&self, range: Range<usize>) -> Span {
        let start = self.origin(range.start, false);
        let end = self.origin(range.end, true);
        match (start, end) {
            (Some(start), Some(end)) => Span { start: start.start, end: end.end.max(start.start) },
            _ => Span::default(),
        }
    }

    fn origin(&self, offset: usize, is_end: bool) -> Option<Span> {
        let before = |at: usize| if is_end { at < offset } else { at <= offset };
        let (at, span, exact) = self.origins.iter().rev().find(|(at, _, _)| before(*at))?;
        if !exact {
            return Some(*span);
        }
        let point = (span.start + (offset - at) as u32).min(span.end);
        Some(Span { start: point, end: point })
    }
}
