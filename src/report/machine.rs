//! What formats for machines share: the words of levels, and places in lines and columns.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::base::diag::Level;
use crate::base::text::{At, FileId, LineColumn, floor_char_boundary, line_column};
use crate::load::Inputs;

/// The word of a level.
pub fn level_word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warn => "warning",
        Level::Info => "info",
        Level::Off => "off",
    }
}

/// Path, line and column of a place.
pub fn place(inputs: &Inputs, at: At) -> (String, u32, u32) {
    match inputs.get(at.file) {
        Some(input) => {
            let position = line_column(&input.text, at.span.start as usize);
            (input.path.to_string(), position.line, position.column)
        }
        None => ("content".to_owned(), 1, 1),
    }
}

/// Where a finding stands, from its first character to the one behind its last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Path below the root; `content` of a finding that no file holds.
    pub path: &'a str,
    /// Whether a file holds it.
    pub is_in_file: bool,
    /// Its beginning.
    pub start: LineColumn,
    /// Its end; not before the beginning.
    pub end: LineColumn,
}

/// Finds places of many findings: the lines of a file are found once, and a long line is not counted anew for
/// every finding in it.
pub struct Places<'a> {
    inputs: &'a Inputs,
    files: RefCell<HashMap<FileId, Lines>>,
}

struct Lines {
    /// Offsets at which lines begin.
    starts: Vec<usize>,
    /// Line by its number from 0, an offset in it, and that offset's column.
    last: (usize, usize, u32),
}

impl<'a> Places<'a> {
    /// Places in these files.
    pub fn new(inputs: &'a Inputs) -> Places<'a> {
        Places { inputs, files: RefCell::new(HashMap::new()) }
    }

    /// The place of a span.
    pub fn of(&self, at: At) -> Place<'a> {
        let Some(input) = self.inputs.get(at.file) else {
            let start = LineColumn { line: 1, column: 1 };
            return Place { path: "content", is_in_file: false, start, end: start };
        };
        let mut files = self.files.borrow_mut();
        let lines = files.entry(at.file).or_insert_with(|| Lines::of(&input.text));
        let start = lines.line_column(&input.text, at.span.start as usize);
        let end = lines.line_column(&input.text, at.span.end.max(at.span.start) as usize);
        Place { path: &input.path, is_in_file: true, start, end }
    }
}

impl Lines {
    fn of(text: &str) -> Lines {
        let starts = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Lines { starts, last: (0, 0, 1) }
    }

    fn line_column(&mut self, text: &str, offset: usize) -> LineColumn {
        let offset = floor_char_boundary(text, offset);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let (from, column) = match self.last {
            (last, from, column) if last == line && from <= offset => (from, column),
            _ => (self.starts[line], 1),
        };
        let column = column + u32::try_from(text[from..offset].chars().count()).unwrap_or(u32::MAX - column);
        self.last = (line, offset, column);
        LineColumn { line: u32::try_from(line + 1).unwrap_or(u32::MAX), column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_where_counting_from_the_start_finds_them() {
        let text = "a\n制裁 x\n\nlast";
        let inputs = Inputs::of_texts([("content/a.md".to_owned(), text.to_owned())]);
        let (file, places) = (inputs.file("content/a.md").expect("there"), Places::new(&inputs));
        for (start, end) in [(2, 5), (5, 9), (2, 8), (0, 1), (11, 99), (3, 2), (9, 9)] {
            let place = places.of(At::new(file, start..end));
            assert_eq!(place.start, line_column(text, start), "{start}");
            assert_eq!(place.end, line_column(text, end.max(start)), "{end}");
        }
        assert_eq!(places.of(At::default()).path, "content");
    }
}
