//! Tables: cells with their alignment, and what a table as a whole rests on.

use std::ops::Range;

use pulldown_cmark::Alignment;

use crate::base::text::At;
use crate::model::prose::{Unbound, UnboundKind};
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

    /// Notes what the row that ends rests on, and how many figures in it are bound to nothing themselves.
    pub(super) fn note_row(&mut self) {
        if let Some(block) = self.block.as_ref() {
            let (rests, figures) = self.table;
            self.table =
                (rests || block.rests_on_something(&self.prose), figures + block.note_figures(&mut self.prose));
        }
    }

    /// A table with figures and no source in any row is reported once, at its head.
    pub(super) fn end_table(&mut self, range: Range<usize>) {
        self.close("</tbody></table></div>\n");
        let (rests, figures) = self.table;
        if figures > 0 {
            self.prose.sourced.paragraphs += 1;
            self.prose.sourced.paragraphs_sourced += u32::from(rests);
        }
        if rests {
            self.prose.sourced.figures_cited += figures;
        } else if figures > 0 {
            let line_end = self.source[range.clone()].find('\n').map_or(range.end, |at| range.start + at);
            let at = At { file: self.cx.file, span: self.span(range.start..line_end) };
            let block = self.number;
            self.prose.unbound.push(Unbound { at, text: "".into(), what: UnboundKind::Table(figures), block });
        }
    }
}
