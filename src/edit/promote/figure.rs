//! The figure that is meant: the first free one of a line, or the one at a column or next behind it.

use std::ops::Range;

use crate::base::text::without_gaps;
use crate::edit::promote::{PromoteError, Wish};
use crate::model::article::Article;
use crate::parse::markdown::passage::{Passage, passages};
use crate::parse::phrase::{self, Figure, FigureKind};

/// A figure in its sentence.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The passage it stands in.
    pub passage: Passage,
    /// Index of its sentence.
    pub sentence: usize,
    /// The figure; its bytes count in the passage's text.
    pub figure: Figure,
    /// Its bytes in the file.
    pub place: Range<usize>,
    /// Bytes of the plain scalar of front matter it stands in.
    pub scalar: Option<Range<usize>>,
}

impl Spot {
    /// The words of the sentence.
    pub fn text(&self) -> &str {
        &self.passage.text[self.range()]
    }

    /// The sentence's bytes in the passage.
    pub fn range(&self) -> Range<usize> {
        self.passage.sentences.get(self.sentence).cloned().unwrap_or(0..self.passage.text.len())
    }

    /// The figure's bytes in the sentence.
    pub fn in_sentence(&self) -> Range<usize> {
        let start = self.range().start;
        self.figure.at.start - start..self.figure.at.end - start
    }

    /// The sentence's bytes in the file.
    pub fn sentence_place(&self) -> Range<usize> {
        self.passage.place(self.range()).unwrap_or(self.place.clone())
    }
}

/// Finds the figure a wish means.
pub fn find(text: &str, article: &Article, wish: &Wish) -> Result<Spot, PromoteError> {
    let line = line_range(text, wish.line)?;
    let at = wish.column.map(|column| {
        let shown = &text[line.clone()];
        let offset = shown.char_indices().nth(column.saturating_sub(1) as usize).map_or(shown.len(), |(at, _)| at);
        line.start + offset
    });
    let near = at.map_or(line.clone(), |at| at..at + 1);
    let all = spots(text, article);
    let overlaps = |range: &Range<usize>| range.start < near.end && near.start < range.end.max(range.start + 1);
    let mut here: Vec<&(Spot, bool)> = match at {
        // With a column the whole sentence around it is looked at.
        Some(_) => all.iter().filter(|(spot, _)| overlaps(&spot.sentence_place())).collect(),
        None => all.iter().filter(|(spot, _)| overlaps(&spot.place)).collect(),
    };
    if here.is_empty() {
        here = all.iter().filter(|(spot, _)| overlaps(&spot.sentence_place())).collect();
    }
    let counts = |spot: &Spot| {
        let digits = spot.figure.quantity.text.chars().filter(|c| c.is_numeric()).count();
        digits >= 2 || spot.figure.quantity.is_percent()
    };
    let behind = |spot: &Spot| at.is_none_or(|at| at < spot.place.end);
    let free = || here.iter().filter(|(_, taken)| !taken).map(|(spot, _)| spot);
    // A column names a figure even if it is linked: then that is what to say.
    if let Some((spot, true)) = here.iter().find(|(spot, _)| at.is_some_and(|at| spot.place.contains(&at))).copied() {
        return Err(PromoteError::Bound { words: words(spot) });
    }
    let chosen = free().find(|spot| counts(spot) && behind(spot)).or_else(|| free().find(|spot| behind(spot)));
    let Some(spot) = chosen.or_else(|| free().find(|spot| counts(spot))) else {
        return Err(match here.first() {
            Some((spot, _)) => PromoteError::Bound { words: words(spot) },
            None => PromoteError::NoFigure { words: sentence_at(text, article, &near) },
        });
    };
    if spot.passage.is_cell {
        return Err(PromoteError::InTable { words: words(spot) });
    }
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match plain(&text[spot.place.clone()]) == plain(&words(spot)) {
        true => Ok(spot.clone()),
        false => Err(PromoteError::Marked { words: words(spot) }),
    }
}

fn words(spot: &Spot) -> String {
    spot.figure.quantity.text.to_string()
}

fn line_range(text: &str, line: u32) -> Result<Range<usize>, PromoteError> {
    let mut start = 0;
    let mut lines = 0;
    for part in text.split_inclusive('\n') {
        lines += 1;
        if lines == line {
            return Ok(start..start + part.trim_end_matches(['\n', '\r']).len());
        }
        start += part.len();
    }
    Err(PromoteError::NoPlace { line, lines })
}

/// Texts of the article that hold sentences: its body, and what of its front matter is prose in plain words.
fn texts<'t>(text: &'t str, article: &Article) -> Vec<(usize, &'t str, bool)> {
    let body = article.body.at.span.start as usize;
    let fields = std::iter::once(&article.summary).chain(&article.points);
    let scalars = fields.map(|prose| prose.at.span.range()).filter(|range| !range.is_empty() && range.end <= body);
    let plain = scalars.filter_map(|range| {
        let raw = text.get(range.clone())?;
        (!raw.starts_with(['"', '\'', '|', '>', '*', '&']) && !raw.contains('\n')).then_some((range.start, raw, true))
    });
    plain.chain([(body, &text[body..], false)]).collect()
}

/// All plain figures with whether they are a link's or code's.
fn spots(text: &str, article: &Article) -> Vec<(Spot, bool)> {
    let mut out = Vec::new();
    for (base, source, is_scalar) in texts(text, article) {
        for passage in passages(source, base) {
            for figure in phrase::figures(&passage.text).into_iter().filter(|figure| figure.kind == FigureKind::Plain) {
                let Some(place) = passage.place(figure.at.clone()) else { continue };
                let sentence =
                    passage.sentences.iter().position(|sentence| figure.at.start < sentence.end).unwrap_or(0);
                let taken =
                    passage.taken.iter().any(|taken| taken.start < figure.at.end && figure.at.start < taken.end);
                let scalar = is_scalar.then(|| base..base + source.len());
                out.push((Spot { passage: passage.clone(), sentence, figure, place, scalar }, taken));
            }
        }
    }
    out
}

/// The words at a place, for a message.
fn sentence_at(text: &str, article: &Article, near: &Range<usize>) -> String {
    for (base, source, _) in texts(text, article) {
        for passage in passages(source, base) {
            for sentence in &passage.sentences {
                let place = passage.place(sentence.clone());
                if place.is_some_and(|place| place.start < near.end && near.start < place.end) {
                    return without_gaps(&passage.text[sentence.clone()]).chars().take(80).collect();
                }
            }
        }
    }
    String::new()
}
