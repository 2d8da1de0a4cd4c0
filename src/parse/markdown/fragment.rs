//! A growing piece of HTML with its holes; pieces are joined by shifting offsets.

use crate::base::escape;
use crate::model::prose::Hole;

/// HTML, holes in it, and the runs of plain words.
#[derive(Default)]
pub struct Fragment {
    pub html: String,
    pub holes: Vec<(u32, Hole)>,
    pub runs: Vec<(u32, u32)>,
}

impl Fragment {
    /// Appends markup.
    pub fn push(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Appends words, escaped; `plain` words may be linked to entities and terms later.
    pub fn text(&mut self, text: &str, plain: bool) {
        let start = self.offset();
        escape::push_html(&mut self.html, text);
        if !plain {
            return;
        }
        let end = self.offset();
        match self.runs.last_mut() {
            Some(last) if last.1 == start && self.holes.last().is_none_or(|(at, _)| *at < start) => last.1 = end,
            _ => self.runs.push((start, end)),
        }
    }

    /// Leaves a hole here.
    pub fn hole(&mut self, hole: Hole) {
        self.holes.push((self.offset(), hole));
    }

    /// Appends another fragment.
    pub fn append(&mut self, other: Fragment) {
        let shift = self.offset();
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.into_iter().map(|(at, hole)| (at + shift, hole)));
        self.runs.extend(other.runs.into_iter().map(|(start, end)| (start + shift, end + shift)));
    }

    /// Where the next piece begins.
    pub fn offset(&self) -> u32 {
        u32::try_from(self.html.len()).unwrap_or(u32::MAX)
    }
}
