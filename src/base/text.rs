//! Places in text: byte spans, files, lines and columns.
//!
//! A span is kept in bytes; lines and columns are counted only when something is printed.

use std::ops::Range;

/// An input file. Numbers rise with the files' paths, so that places sort as a reader of a list of files expects;
/// there is room between them, so that a file may come and go without another changing its number. 0 is no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FileId(pub u32);

/// Bytes `start..end` of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A span of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct At {
    /// The file.
    pub file: FileId,
    /// The bytes in it.
    pub span: Span,
}

/// A place for people: both numbers count from one, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

impl Span {
    /// The span of a byte range; offsets past 4 GiB are clamped (inputs are bounded far below).
    pub fn of(range: Range<usize>) -> Span {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Span { start: clamp(range.start), end: clamp(range.end) }
    }

    /// The span as a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The same span moved by `offset` bytes.
    pub fn shifted(self, offset: u32) -> Span {
        Span { start: self.start.saturating_add(offset), end: self.end.saturating_add(offset) }
    }
}

impl At {
    /// The place `range` in `file`.
    pub fn new(file: FileId, range: Range<usize>) -> At {
        At { file, span: Span::of(range) }
    }
}

/// Line and column of a byte offset; an offset past the end, or inside a character, is moved back.
pub fn line_column(text: &str, offset: usize) -> LineColumn {
    let offset = floor_char_boundary(text, offset);
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let column = before[line_start..].chars().count() + 1;
    LineColumn { line: u32::try_from(line).unwrap_or(u32::MAX), column: u32::try_from(column).unwrap_or(u32::MAX) }
}

/// Counts lines and columns of rising offsets without starting over: findings come sorted, and a file may hold
/// thousands of them on one long line.
#[derive(Clone, Debug)]
pub struct Counter<'a> {
    text: &'a str,
    offset: usize,
    at: LineColumn,
}

impl<'a> Counter<'a> {
    /// A counter at the start of a text.
    pub fn new(text: &'a str) -> Counter<'a> {
        Counter { text, offset: 0, at: LineColumn { line: 1, column: 1 } }
    }

    /// Line and column of an offset; one before the last is counted from the start again.
    pub fn line_column(&mut self, offset: usize) -> LineColumn {
        let offset = floor_char_boundary(self.text, offset);
        if offset < self.offset {
            *self = Counter::new(self.text);
        }
        for c in self.text[self.offset..offset].chars() {
            match c {
                '\n' => self.at = LineColumn { line: self.at.line + 1, column: 1 },
                _ => self.at.column += 1,
            }
        }
        self.offset = offset;
        self.at
    }
}

/// Prose as it reads once a citation is taken out of it: no blank before a stop.
pub fn without_gaps(text: &str) -> String {
    [" .", " ,", " ;", " :"].iter().fold(text.to_owned(), |text, gap| text.replace(gap, &gap[1..]))
}

/// The largest character boundary that is not past `offset`.
pub fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_taken_out_leaves_no_gap() {
        assert_eq!(
            without_gaps("It has thirty articles . So they say , all ; see : it."),
            "It has thirty articles. So they say, all; see: it."
        );
    }

    #[test]
    fn counting_on_gives_what_counting_from_the_start_gives() {
        let text = "a\n制裁 x\n\nlast";
        let mut counter = Counter::new(text);
        for offset in [0, 1, 2, 5, 9, 3, 11, 99] {
            assert_eq!(counter.line_column(offset), line_column(text, offset), "{offset}");
        }
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "a\n制裁 x\n";
        assert_eq!(line_column(text, 0), LineColumn { line: 1, column: 1 });
        assert_eq!(line_column(text, "a\n制裁 ".len()), LineColumn { line: 2, column: 4 });
        assert_eq!(line_column(text, 3), LineColumn { line: 2, column: 1 });
        assert_eq!(line_column(text, 999), LineColumn { line: 3, column: 1 });
    }
}
