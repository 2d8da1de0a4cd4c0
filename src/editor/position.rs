//! Bytes to the positions of an editor and back.
//!
//! In: a text, byte offsets, or lines and columns in the unit that client and server agreed on. Out: the other.
//! A column past the end of its line means the end of the line, a line past the end the end of the text, and a
//! column inside a character its beginning: an editor may be a change behind, and nothing here may fail.

use std::ops::Range;

use lsp_types::{Position, PositionEncodingKind};

/// What a column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units: an emoji is two.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// The first encoding a client offers that is known here; UTF-16 if it offers none.
    pub fn negotiate(offered: Option<&[PositionEncodingKind]>) -> Encoding {
        let known = |kind: &PositionEncodingKind| match kind.as_str() {
            "utf-8" => Some(Encoding::Utf8),
            "utf-16" => Some(Encoding::Utf16),
            "utf-32" => Some(Encoding::Utf32),
            _ => None,
        };
        offered.unwrap_or_default().iter().find_map(known).unwrap_or_default()
    }

    /// The protocol's word for it.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// A text and where its lines begin. Lines end with `\n`, `\r\n` or `\r`.
#[derive(Clone, Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'a> Lines<'a> {
    /// Finds the lines of a text.
    pub fn new(text: &'a str, encoding: Encoding) -> Lines<'a> {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (index, byte) in bytes.iter().enumerate() {
            let ends = *byte == b'\n' || *byte == b'\r' && bytes.get(index + 1) != Some(&b'\n');
            if ends {
                starts.push(index + 1);
            }
        }
        Lines { text, starts, encoding }
    }

    /// The bytes of a line without its end; `None` past the last one.
    pub fn line(&self, number: u32) -> Option<Range<usize>> {
        let start = *self.starts.get(number as usize)?;
        let end = self.starts.get(number as usize + 1).copied().unwrap_or(self.text.len());
        let text = self.text[start..end].trim_end_matches(['\n', '\r']);
        Some(start..start + text.len())
    }

    /// The line of an offset, from 0.
    pub fn line_of(&self, offset: usize) -> u32 {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1) as u32
    }

    /// The byte a position names.
    pub fn offset(&self, position: Position) -> usize {
        let Some(line) = self.line(position.line) else { return self.text.len() };
        let mut left = position.character as usize;
        for (index, c) in self.text[line.clone()].char_indices() {
            let width = self.encoding.width(c);
            if left < width {
                return line.start + index;
            }
            left -= width;
        }
        line.end
    }

    /// The position of a byte; one inside a character counts as its beginning.
    pub fn position(&self, offset: usize) -> Position {
        let offset = crate::base::text::floor_char_boundary(self.text, offset);
        let line = self.line_of(offset);
        let start = self.starts[line as usize];
        let column: usize = self.text[start..offset].chars().map(|c| self.encoding.width(c)).sum();
        Position { line, character: column as u32 }
    }

    /// The bytes a range names; empty if it runs backwards.
    pub fn bytes(&self, range: lsp_types::Range) -> Range<usize> {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        start..end.max(start)
    }

    /// The range of some bytes.
    pub fn range(&self, bytes: Range<usize>) -> lsp_types::Range {
        lsp_types::Range { start: self.position(bytes.start), end: self.position(bytes.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_count_what_was_agreed() {
        let text = "制裁🙂x\n";
        for (encoding, column) in [(Encoding::Utf8, 10), (Encoding::Utf16, 4), (Encoding::Utf32, 3)] {
            let lines = Lines::new(text, encoding);
            assert_eq!(lines.position("制裁🙂".len()), at(0, column));
            assert_eq!(lines.offset(at(0, column)), "制裁🙂".len());
        }
        // The second half of a surrogate pair is the beginning of the character.
        assert_eq!(Lines::new(text, Encoding::Utf16).offset(at(0, 3)), "制裁".len());
    }

    #[test]
    fn lines_end_in_three_ways_and_positions_past_them_are_moved_back() {
        let lines = Lines::new("ab\r\ncd\re\n", Encoding::Utf16);
        assert_eq!(lines.offset(at(0, 99)), 2, "before the carriage return");
        assert_eq!((lines.offset(at(1, 1)), lines.offset(at(2, 0))), (5, 7));
        assert_eq!((lines.offset(at(3, 0)), lines.offset(at(9, 9))), (9, 9));
        assert_eq!((lines.position(4), lines.position(9), lines.position(99)), (at(1, 0), at(3, 0), at(3, 0)));
        assert_eq!(lines.bytes(lsp_types::Range { start: at(1, 1), end: at(0, 0) }), 5..5);
        assert_eq!(Lines::new("", Encoding::Utf8).position(0), at(0, 0));
    }

    #[test]
    fn offset_and_position_are_inverse_on_every_character() {
        let text = "a\r\n制🙂\n\u{feff}b́\n";
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let lines = Lines::new(text, encoding);
            for (offset, c) in text.char_indices().filter(|(_, c)| !matches!(c, '\n')) {
                assert_eq!(lines.offset(lines.position(offset)), offset, "{c:?}");
            }
        }
    }
}
