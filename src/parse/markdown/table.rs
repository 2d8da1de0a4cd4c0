//! Tables: cells with their alignment, and what a table as a whole rests on.

use std::ops::Range;

use pulldown_cmark::Alignment;

use crate::base::text::At;
use crate::parse::markdown::block::Part;
use crate::parse::markdown::writer::Writer;

impl Writer<'_, '_> {
    pub(super) fn start_cell(&mut self) {
        self.note_cell_start();
        let align = match self.columns.get(self.cell) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        };
        let tag = if self.in_head { "th scope=\"col\"" } else { "td" };
        self.top().push(&format!("<{tag}{align}>"));
    }

    /// A table with figures and no source in any row is reported once, at its head.
    pub(super) fn end_table(&mut self, range: Range<usize>) {
        self.close("</tbody></table></div>\n");
        let line_end = self.source[range.clone()].find('\n').map_or(range.end, |at| range.start + at);
        let at = At { file: self.cx.file, span: self.span(range.start..line_end) };
        self.parts.push(Part::TableEnd { at, block: self.number });
    }
}
