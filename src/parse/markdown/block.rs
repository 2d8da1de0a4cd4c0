//! The plain text of one paragraph, heading, list item or table row while it is being read, and what is
//! known about it at its end: its sentences, their uses, its figures and quotations.

use std::collections::HashSet;
use std::ops::Range;

use crate::base::text::{At, FileId, Span};
use crate::model::figures::Figures;
use crate::model::prose::{Prose, Ref, Sentence, Unbound, UnboundKind};
use crate::model::quantity::Quantity;
use crate::parse::claim::{claim, is_about_the_page};
use crate::parse::markdown::figure::{self, may_hold_figure};
use crate::parse::markdown::sentence::{self, is_han};
use crate::parse::markdown::spelled;
use crate::parse::phrase;

/// What stands between the cells of a row in its text.
pub const CELL_END: &str = " — ";
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

    /// Ends the block: its sentences and bound words go into the prose; what is left is to look for figures.
    pub fn finish(self, file: FileId, prose: &mut Prose) -> Option<Part> {
        if self.text.trim().is_empty() && self.uses.is_empty() {
            return None;
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
        let rests_on = self.uses.iter().map(|(index, ..)| Rest::of(&prose.uses[*index].what)).collect();
        let is_row = self.is_row;
        let settled = Settled { block: self, file, sentences, rests_on, without_claims: false };
        Some(if is_row { Part::Row(settled) } else { Part::Text(settled) })
    }

    fn sentence_of(&self, sentences: &[Range<usize>], at: usize, citation: bool) -> Option<usize> {
        let begins = |range: &Range<usize>| if citation { range.start < at } else { range.start <= at };
        sentences.iter().rposition(begins).or(if sentences.is_empty() { None } else { Some(0) })
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

/// What a use says about where the words beside it are from.
enum Rest {
    /// A fact's value.
    Value,
    /// A field of a fact.
    Field,
    /// A source, by its name in the text.
    Source,
    /// A citation of a source.
    Citation(Box<str>),
    /// An entity or a term: nothing.
    Nothing,
}

impl Rest {
    fn of(what: &Ref) -> Rest {
        match what {
            Ref::Fact(fact) if fact.field.is_none() => Rest::Value,
            Ref::Fact(_) => Rest::Field,
            Ref::Source(_) => Rest::Source,
            Ref::Citation(id) => Rest::Citation(id.clone()),
            _ => Rest::Nothing,
        }
    }

    fn is_fact(&self) -> bool {
        matches!(self, Rest::Value | Rest::Field)
    }

    fn is_source(&self) -> bool {
        !matches!(self, Rest::Nothing)
    }
}

/// A block that ended, or the end of a table: what is looked through for figures.
pub enum Part {
    /// A paragraph, heading or list item.
    Text(Settled),
    /// A row of a table: no sentence, so its figures are judged with the table's.
    Row(Settled),
    /// The end of the table whose rows came before.
    TableEnd {
        /// Its head line.
        at: At,
        /// Number of the top-level block, for waivers.
        block: u32,
    },
}

impl Part {
    /// What is said here claims nothing that is not shown beside it.
    pub fn leave_out_claims(&mut self) {
        if let Part::Text(settled) = self {
            settled.without_claims = true;
        }
    }
}

/// Figures, quotations and claims of some parts, in their order.
pub fn figures_of(parts: &[Part]) -> Figures {
    let mut out = Figures::default();
    // Of the table so far: whether a row binds or cites anything, how many figures are not bound themselves.
    let mut table = (false, 0);
    for part in parts {
        match part {
            Part::Text(settled) => settled.look_for_figures(&mut out),
            Part::Row(settled) => {
                table = (table.0 || settled.rests_on_something(), table.1 + settled.note_figures(&mut out));
            }
            Part::TableEnd { at, block } => {
                let (rests, figures) = std::mem::take(&mut table);
                out.sourced.paragraphs += u32::from(figures > 0);
                out.sourced.paragraphs_sourced += u32::from(figures > 0 && rests);
                if rests {
                    out.sourced.figures_cited += figures;
                } else if figures > 0 {
                    // Reported once, at its head.
                    let what = UnboundKind::Table(figures);
                    out.unbound.push(Unbound { at: *at, text: "".into(), what, block: *block });
                }
            }
        }
    }
    out
}

/// A block that ended, with all that is needed to look for figures in it later.
pub struct Settled {
    block: Block,
    file: FileId,
    /// Bytes of its text.
    sentences: Vec<Range<usize>>,
    /// Of each of its uses.
    rests_on: Vec<Rest>,
    without_claims: bool,
}

impl Settled {
    /// Its uses: bytes of the words, whether a citation, what it says of where they are from.
    fn uses(&self) -> impl Iterator<Item = (&Range<usize>, bool, &Rest)> {
        let uses = self.block.uses.iter().zip(&self.rests_on);
        uses.map(|((_, range, citation), rest)| (range, *citation, rest))
    }

    fn place(&self, range: Range<usize>) -> At {
        At { file: self.file, span: self.block.place(range) }
    }

    /// The source that all citations of the paragraph name, if they name one.
    fn only_source(&self) -> Option<Box<str>> {
        let mut cited = self.rests_on.iter().filter_map(|rest| match rest {
            Rest::Citation(id) => Some(id),
            _ => None,
        });
        let first = cited.next()?;
        cited.all(|other| other == first).then(|| first.clone())
    }

    /// Counts figures and quotations by what they rest on; those that rest on nothing go into the prose.
    fn look_for_figures(&self, out: &mut Figures) {
        let is_cited = self.block.uses.iter().any(|(_, _, citation)| *citation);
        let only_source = self.only_source();
        let bound: HashSet<usize> = self
            .uses()
            .filter(|(_, citation, rest)| !citation && rest.is_source())
            .filter_map(|(range, ..)| self.block.sentence_of(&self.sentences, range.start, false))
            .collect();
        let (before, first) = (out.sourced, out.unbound.len());
        out.sourced.figures_bound += self.values_to_insert();
        for (number, range) in self.sentences.iter().enumerate() {
            let rests = is_cited || bound.contains(&number);
            let text = &self.block.text[range.clone()];
            if may_hold_figure(text) {
                self.figures(range, rests, out);
            }
            // What is verbatim in a fact is checked against the fact, the rest against the source that is cited.
            let source = only_source.as_deref().filter(|_| !bound.contains(&number));
            self.quotes(range, rests, source, out);
        }
        let is_clean = out.unbound[first..].iter().all(|unbound| !unbound.what.lacks_source());
        let holds_any = !is_clean || out.sourced != before;
        out.sourced.paragraphs += u32::from(holds_any);
        out.sourced.paragraphs_sourced += u32::from(holds_any && is_clean);
        if !self.block.is_heading && !self.without_claims && !self.rests_on_something() {
            self.claims(out);
        }
    }

    /// Sentences that a source is wanted for, where the paragraph names none.
    fn claims(&self, out: &mut Figures) {
        for range in &self.sentences {
            let text = &self.block.text[range.clone()];
            if let Some(claim) = claim(text) {
                let at = self.place(range.clone());
                out.unbound.push(Unbound {
                    at,
                    text: text.into(),
                    what: UnboundKind::Claim(claim),
                    block: self.block.number,
                });
            }
        }
    }

    fn figures(&self, range: &Range<usize>, rests: bool, out: &mut Figures) {
        let found = self.counting_figures(range);
        // Nobody else can be asked for a figure of the page itself: without a fact it is none to count.
        let is_own = !found.is_empty() && is_about_the_page(&self.block.text[range.clone()]);
        for (at, quantity) in found {
            if rests && self.is_bound(&at) {
                out.sourced.figures_bound += 1;
            } else if rests && !is_own {
                out.sourced.figures_cited += 1;
            } else if !is_own {
                let text = self.block.text[at.clone()].into();
                let (at, block) = (self.place(at), self.block.number);
                out.unbound.push(Unbound { at, text, what: UnboundKind::Figure(quantity), block });
            }
        }
    }

    /// Whether a range of the text shares a letter with words bound to a fact.
    fn is_bound(&self, at: &Range<usize>) -> bool {
        // Uses stand in the order of the text, none in another.
        let first = self.block.uses.partition_point(|(_, words, _)| words.end <= at.start);
        let near = self.block.uses[first..].iter().zip(&self.rests_on[first..]);
        near.take_while(|((_, words, _), _)| words.start < at.end).any(|(_, rest)| rest.is_fact())
    }

    /// Links without words, into which the site writes a fact's value: bound figures without a digit here.
    fn values_to_insert(&self) -> u32 {
        self.uses().filter(|(words, _, rest)| words.is_empty() && matches!(rest, Rest::Value)).count() as u32
    }

    /// Counts the bound figures of a table's row; returns how many others it holds.
    fn note_figures(&self, out: &mut Figures) -> u32 {
        out.sourced.figures_bound += self.values_to_insert();
        if !may_hold_figure(&self.block.text) {
            return 0;
        }
        // Cell by cell: with the dash between them, two figures would be read as a range.
        let mut start = 0;
        let mut figures = Vec::new();
        for cell in self.block.text.split(CELL_END) {
            figures.extend(self.counting_figures(&(start..start + cell.len())));
            start += cell.len() + CELL_END.len();
        }
        let bound = figures.iter().filter(|(at, _)| self.is_bound(at)).count();
        out.sourced.figures_bound += bound as u32;
        (figures.len() - bound) as u32
    }

    /// Figures that need a source: two digits or more, or a percentage; no years, dates, list numbers, names or code.
    fn counting_figures(&self, range: &Range<usize>) -> Vec<(Range<usize>, Quantity)> {
        let text = &self.block.text[range.clone()];
        let found = phrase::figures(text);
        let overlaps = |at: &Range<usize>| {
            let next = found.partition_point(|figure| figure.at.end <= at.start);
            found.get(next).is_some_and(|figure| figure.at.start < at.end)
        };
        let mut all: Vec<(Range<usize>, Quantity)> =
            spelled::figures(text).into_iter().filter(|(at, _)| !overlaps(at)).collect();
        let counting = found.into_iter().filter(|figure| {
            let at = figure.at.start + range.start..figure.at.end + range.start;
            let in_code = self.block.code.iter().any(|code| code.start <= at.start && at.end <= code.end);
            !in_code && figure::counts(text, figure)
        });
        all.extend(counting.map(|figure| (figure.at, figure.quantity)));
        if figure::are_spans_reckoned_with(text, all.iter().map(|(at, _)| at.clone())) {
            all.clear();
        }
        all.iter_mut().for_each(|(at, _)| *at = at.start + range.start..at.end + range.start);
        all.sort_by_key(|(at, _)| at.start);
        all
    }

    /// Whether anything is bound or cited in it.
    fn rests_on_something(&self) -> bool {
        self.rests_on.iter().any(Rest::is_source)
    }

    fn quotes(&self, range: &Range<usize>, rests: bool, source: Option<&str>, out: &mut Figures) {
        let text = &self.block.text[range.clone()];
        for (open, close) in [('“', '”'), ('「', '」')] {
            let mut rest = 0;
            while let Some(start) = text[rest..].find(open).map(|at| rest + at) {
                let Some(end) = text[start..].find(close).map(|at| start + at) else { break };
                let words = &text[start + open.len_utf8()..end];
                let han = words.chars().filter(|c| is_han(*c)).count();
                if words.split_whitespace().count() >= QUOTE_WORDS || han >= QUOTE_HAN {
                    let at = range.start + start..range.start + end + close.len_utf8();
                    let (place, block) = (self.place(at.clone()), self.block.number);
                    let mut note = |what| out.unbound.push(Unbound { at: place, text: words.into(), what, block });
                    if let Some(id) = source {
                        note(UnboundKind::CitedQuote(id.into()));
                    } else if !rests {
                        note(UnboundKind::Quote);
                    }
                    if rests && self.is_bound(&at) {
                        out.sourced.quotes_bound += 1;
                    } else if rests {
                        out.sourced.quotes_cited += 1;
                    }
                }
                rest = end + close.len_utf8();
            }
        }
    }
}
