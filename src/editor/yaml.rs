//! Where in YAML a place is: the keys on the way to it, and the word being written there.
//!
//! In: a text that need not be whole YAML (it is being typed), the bytes of it that are YAML, an offset. Out: a
//! `Spot`. Lines are read from the first on: blocks by indentation, `[ ]` and `{ }` by their brackets. An open
//! bracket ends where a line stands as far left as its key, so that one slip does not spoil all that follows.
//! Absent on purpose: values, anchors, tags, errors; `parse/yaml` reads those.

use std::ops::Range;

/// A place in YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Keys of the maps around it, outermost first; for a value, its own key last.
    pub path: Vec<String>,
    /// Whether a key or a value stands or is to stand there.
    pub part: Part,
    /// The bytes of the word at the place, without quotes; empty where none is yet.
    pub word: Range<usize>,
    /// Within `[ ]` or `{ }`.
    pub in_flow: bool,
}

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A key, or on a line of its own something that may become one.
    Key,
    /// A value, or an item of a list.
    Value,
}

/// The place of an offset; `None` in comments and in texts of several lines.
pub fn spot(text: &str, region: Range<usize>, offset: usize) -> Option<Spot> {
    let mut scan = Scan { text, end: region.end, offset, levels: Vec::new() };
    let mut at = region.start;
    while at < region.end || at == offset {
        match scan.line(at) {
            Step::Next(next) => at = next,
            Step::Found(spot) => return spot,
        }
        if at > offset {
            return None;
        }
    }
    None
}

struct Scan<'a> {
    text: &'a str,
    end: usize,
    offset: usize,
    /// Open maps: how far right their keys stand, and the key read last.
    levels: Vec<(usize, &'a str)>,
}

enum Step {
    /// Go on at this offset.
    Next(usize),
    /// The place, if it is one.
    Found(Option<Spot>),
}

impl<'a> Scan<'a> {
    fn line_end(&self, at: usize) -> usize {
        self.text[at..self.end].find('\n').map_or(self.end, |length| at + length)
    }

    /// The line's bytes without a carriage return and a comment.
    fn content_end(&self, start: usize, end: usize) -> usize {
        let line = &self.text[start..end];
        let line = line.find(" #").map_or(line, |at| &line[..at]);
        start + line.trim_end().len()
    }

    fn path(&self, below: usize) -> Vec<String> {
        self.levels.iter().filter(|(indent, _)| *indent < below).map(|(_, key)| (*key).to_owned()).collect()
    }

    fn found(&self, path: Vec<String>, part: Part, word: Range<usize>) -> Step {
        // A blank between the word and the place: the word is over.
        let word = if (word.start..=word.end).contains(&self.offset) { word } else { self.offset..self.offset };
        Step::Found(Some(Spot { path, part, word, in_flow: false }))
    }

    /// Reads the line at `at` and all that belongs to a value begun on it.
    fn line(&mut self, at: usize) -> Step {
        let end = self.line_end(at);
        let here = self.offset <= end;
        let next = (end + 1).max(at + 1);
        let line = &self.text[at..end];
        let mut indent = line.len() - line.trim_start_matches(' ').len();
        let mut start = at + indent;
        if start >= self.content_end(at, end) || self.text[start..end].starts_with('#') {
            let is_blank = self.text[start..end].trim().is_empty();
            return match here {
                true if is_blank => self.found(self.path(self.offset - at), Part::Key, self.offset..self.offset),
                true => Step::Found(None),
                false => Step::Next(next),
            };
        }
        let mut dashed = false;
        while self.text[start..end].starts_with("- ") || self.text[start..end].trim_end() == "-" {
            self.levels.retain(|(level, _)| *level <= indent);
            let after = &self.text[start + 1..end];
            let blanks = after.len() - after.trim_start_matches(' ').len();
            start += 1 + blanks;
            indent += 1 + blanks;
            dashed = true;
        }
        if here && self.offset < start {
            return match dashed {
                true => self.found(self.path(usize::MAX), Part::Value, self.offset..self.offset),
                false => Step::Found(None),
            };
        }
        let content_end = self.content_end(start, end);
        match key_end(&self.text[start..content_end]) {
            Some(length) => self.entry(start, start + length, indent, end),
            None => self.scalar(start, indent, dashed, end),
        }
    }

    /// A line `key: …`.
    fn entry(&mut self, start: usize, key_end: usize, indent: usize, end: usize) -> Step {
        let key = self.text[start..key_end].trim_end().trim_matches(['"', '\'']);
        self.levels.retain(|(level, _)| *level < indent);
        if self.offset <= key_end {
            return self.found(self.path(indent), Part::Key, start..key_end);
        }
        self.levels.push((indent, key));
        let value = &self.text[key_end + 1..end];
        let begin = key_end + 1 + (value.len() - value.trim_start_matches(' ').len());
        if self.offset < begin {
            return self.found(self.path(usize::MAX), Part::Value, self.offset..self.offset);
        }
        self.value(begin, indent, end)
    }

    /// A line without a key: an item of a list, the rest of a value, or a key to be.
    fn scalar(&mut self, start: usize, indent: usize, dashed: bool, end: usize) -> Step {
        if dashed || self.text[start..end].starts_with(['[', '{']) {
            return self.value(start, indent, end);
        }
        let word = start..self.content_end(start, end);
        match self.offset <= end {
            true => self.found(self.path(indent), Part::Key, word),
            false => Step::Next(end + 1),
        }
    }

    /// A value that begins on this line, below a key at `indent`.
    fn value(&mut self, begin: usize, indent: usize, end: usize) -> Step {
        let first = self.text[begin..end].chars().next();
        match first {
            Some('|' | '>') => self.block(indent, end),
            Some('[' | '{') => self.flow(begin, indent),
            Some(quote @ ('"' | '\'')) => self.quoted(begin, quote),
            _ => {
                let word = begin..self.content_end(begin, end).max(begin);
                let in_comment = self.offset > word.end && self.text[word.end..self.offset.min(end)].contains('#');
                match self.offset <= end {
                    true if in_comment => Step::Found(None),
                    true => self.found(self.path(usize::MAX), Part::Value, word),
                    false => Step::Next(end + 1),
                }
            }
        }
    }

    /// `|` or `>`: all lines that stand further right.
    fn block(&mut self, indent: usize, end: usize) -> Step {
        let mut at = end + 1;
        while at < self.end {
            let line_end = self.line_end(at);
            let line = &self.text[at..line_end];
            let depth = line.len() - line.trim_start_matches(' ').len();
            if !line.trim().is_empty() && depth <= indent {
                break;
            }
            at = line_end + 1;
        }
        if self.offset < at { Step::Found(None) } else { Step::Next(at) }
    }

    fn quoted(&mut self, begin: usize, quote: char) -> Step {
        let close = close_of(self.text, begin, self.end, quote);
        let inside = begin + 1..close;
        if self.offset <= close {
            return self.found(self.path(usize::MAX), Part::Value, inside);
        }
        let end = self.line_end(close.min(self.end));
        if self.offset <= end { Step::Found(None) } else { Step::Next(end + 1) }
    }

    /// `[ ]` or `{ }`, nested as it may be.
    fn flow(&mut self, begin: usize, indent: usize) -> Step {
        let mut frames: Vec<(bool, Option<&'a str>)> = Vec::new();
        let mut word: Option<Range<usize>> = None;
        let mut at = begin;
        while at < self.end {
            let c = self.text[at..].chars().next().unwrap_or(' ');
            let next = at + c.len_utf8();
            let follows = self.text[next..self.end].chars().next().unwrap_or(' ');
            let is_mark = matches!(c, '[' | ']' | '{' | '}' | ',' | '\n') || c == ':' && !follows.is_alphanumeric();
            if self.offset <= at && (is_mark || c.is_whitespace() && word.is_none()) && at > begin {
                return self.in_flow(&frames, word);
            }
            match c {
                '[' | '{' => frames.push((c == '{', None)),
                ']' | '}' => {
                    frames.pop();
                }
                ',' => {
                    if let Some((true, key)) = frames.last_mut() {
                        *key = None;
                    }
                }
                ':' if is_mark => {
                    if let (Some((true, key @ None)), Some(word)) = (frames.last_mut(), &word) {
                        *key = Some(self.text[word.clone()].trim_end().trim_matches(['"', '\'']));
                    }
                }
                '"' | '\'' if word.is_none() => {
                    let close = close_of(self.text, at, self.end, c);
                    if self.offset > at && self.offset <= close {
                        return self.in_flow(&frames, Some(at + 1..close));
                    }
                    word = Some(at..(close + 1).min(self.end));
                    at = (close + 1).min(self.end);
                    continue;
                }
                c if !c.is_whitespace() => match &mut word {
                    Some(word) => word.end = next,
                    None => word = Some(at..next),
                },
                _ => {}
            }
            if is_mark {
                word = None;
            }
            if frames.is_empty() {
                let end = self.line_end(at);
                return if self.offset <= end { Step::Found(None) } else { Step::Next(end + 1) };
            }
            if c == '\n' && self.breaks_off(next, indent) {
                return Step::Next(next);
            }
            at = next;
        }
        self.in_flow(&frames, word)
    }

    fn in_flow(&self, frames: &[(bool, Option<&'a str>)], word: Option<Range<usize>>) -> Step {
        let mut path = self.path(usize::MAX);
        path.extend(frames.iter().filter_map(|(_, key)| *key).map(str::to_owned));
        let part = if matches!(frames.last(), Some((true, None))) { Part::Key } else { Part::Value };
        let word = word.filter(|word| (word.start..=word.end).contains(&self.offset));
        let word = word.unwrap_or(self.offset..self.offset);
        Step::Found(Some(Spot { path, part, word, in_flow: true }))
    }

    /// Whether the line at `at` belongs to a map further out, although a bracket is still open.
    fn breaks_off(&self, at: usize, indent: usize) -> bool {
        let line = &self.text[at.min(self.end)..self.line_end(at.min(self.end))];
        let depth = line.len() - line.trim_start_matches(' ').len();
        !line.trim().is_empty() && depth <= indent && !line.trim_start().starts_with([']', '}'])
    }
}

/// Where the quote opened at `begin` closes; the end of the text if it does not.
fn close_of(text: &str, begin: usize, end: usize, quote: char) -> usize {
    let mut at = begin + 1;
    while at < end {
        match text.as_bytes()[at] {
            b'\\' if quote == '"' => at += 2,
            byte if byte == quote as u8 => {
                // '' stands for one.
                if quote == '\'' && text.as_bytes().get(at + 1) == Some(&b'\'') {
                    at += 2;
                    continue;
                }
                return at;
            }
            _ => at += 1,
        }
    }
    end
}

/// Length of the key that a line begins with, up to its colon.
fn key_end(line: &str) -> Option<usize> {
    let after = match line.chars().next()? {
        quote @ ('"' | '\'') => line[1..].find(quote).map(|at| at + 2)?,
        '[' | '{' | '|' | '>' | '&' | '*' | '!' => return None,
        _ => 0,
    };
    let colons = line[after..].match_indices(':').map(|(at, _)| after + at);
    colons.into_iter().find(|at| line[at + 1..].is_empty() || line[at + 1..].starts_with([' ', '\t', '\r']))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Path, part and word at the mark `|` of a text.
    fn at(marked: &str) -> String {
        let offset = marked.find('|').expect("a mark");
        let text = marked.replacen('|', "", 1);
        match spot(&text, 0..text.len(), offset) {
            Some(spot) => format!("{} {:?} “{}”", spot.path.join("."), spot.part, &text[spot.word]),
            None => "nowhere".to_owned(),
        }
    }

    #[test]
    fn blocks_are_told_by_indentation() {
        let sheet = "title: T\nfacts:\n  a:\n    kind: event\n    by: |\n";
        assert_eq!(at(sheet), "facts.a.by Value “”");
        assert_eq!(at("facts:\n  a:\n    by: cast|ellum # who\n"), "facts.a.by Value “castellum”");
        assert_eq!(at("facts:\n  a:\n    by: x\n    ev|\n"), "facts.a Key “ev”");
        assert_eq!(at("facts:\n  a:\n    by: x\n    |\n"), "facts.a Key “”");
        assert_eq!(at("facts:\n  a:\n    by: x\n  |"), "facts Key “”");
        assert_eq!(at("facts:\n  a:\n    ev|idence: x\n"), "facts.a Key “evidence”");
        assert_eq!(at("a:\n  x: 1\nb|: 2\n"), " Key “b”");
        assert_eq!(at("a: x # no|te\n"), "nowhere");
    }

    #[test]
    fn items_of_lists_belong_to_their_key() {
        assert_eq!(at("a:\n  by:\n    - x\n    - y|\n"), "a.by Value “y”");
        assert_eq!(at("topics:\n- a\n- |\n"), "topics Value “”");
        assert_eq!(at("topics:\n- a\n-|"), "topics Value “”");
        let evidence = "a:\n  evidence:\n    - source: s\n      at: p. 1\n    - source: |\n";
        assert_eq!(at(evidence), "a.evidence.source Value “”");
        assert_eq!(at("a:\n  evidence:\n    - source: s\n      v|\n"), "a.evidence Key “v”");
        assert_eq!(at("a:\n  evidence: s, para. |7\n"), "a.evidence Value “s, para. 7”");
    }

    #[test]
    fn brackets_are_read_as_far_as_they_go() {
        assert_eq!(at("topics: [a, |\nby: x\n"), "topics Value “”");
        assert_eq!(at("topics: [a, b|c]\n"), "topics Value “bc”");
        assert_eq!(at("topics: [|]\n"), "topics Value “”");
        assert_eq!(at("a: {value: 1, by: [x, y|], evidence: z}\n"), "a.by Value “y”");
        assert_eq!(at("a: {value: 1, b|}\n"), "a Key “b”");
        assert_eq!(at("a: {value: 1, |}\n"), "a Key “”");
        assert_eq!(at("- {source: s, via: |}\n"), "via Value “”");
        assert_eq!(at("a:\n  - {source: s,\n     via: w|sj}\n"), "a.via Value “wsj”");
        assert_eq!(at("topics: [a,\nby: x|\n"), "by Value “x”");
        assert_eq!(at("a: {url: http://x.org/y, by: z|}\n"), "a.by Value “z”");
    }

    #[test]
    fn quotes_and_texts_of_several_lines_are_passed_over() {
        assert_eq!(at("a: \"x: [y\"\nb: |\n"), "b Value “”");
        assert_eq!(at("a: 'it''s'\nb: x|\n"), "b Value “x”");
        assert_eq!(at("a: \"制|裁\"\n"), "a Value “制裁”");
        assert_eq!(at("a: >\n  x: y\n  z\nb: c|"), "b Value “c”");
        assert_eq!(at("a: >\n  x: |y\n"), "nowhere");
        assert_eq!(at("a: x\r\nb: y|\r\n"), "b Value “y”");
    }

    #[test]
    fn no_text_is_too_odd() {
        let odd = [
            "",
            "-",
            "- - - ",
            "{",
            "[[[{{{",
            "a:\n\t- x",
            "'",
            "\"\\",
            ":",
            ": :",
            "- {a: [",
            "制:\n 裁",
            "a: {\n\n}",
        ];
        for text in odd {
            for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let _ = spot(text, 0..text.len(), offset);
            }
        }
    }
}
