//! From the bytes of a `.bib` file to entries with fields: keys, values, abbreviations.
//!
//! One pass with a counter of braces. At a brace that is never closed the next line that begins an entry is
//! where reading goes on; from then on no entry may reach beyond the next such line, which keeps it linear.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::{BibProblem, Keys};

/// Longest value, abbreviations unfolded: doubling ones would fill the memory.
const LONGEST_VALUE: usize = 1 << 20;

/// One entry as written.
#[derive(Debug)]
pub struct Raw<'a> {
    /// Type in lower case.
    pub kind: String,
    pub kind_at: Range<usize>,
    pub key: &'a str,
    pub key_at: Range<usize>,
    pub fields: Vec<Field>,
}

/// One field, TeX not yet decoded.
#[derive(Debug)]
pub struct Field {
    /// Name in lower case.
    pub name: String,
    pub value: String,
    /// Name and value.
    pub at: Range<usize>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Scanned<'a> {
    pub entries: Vec<Raw<'a>>,
    pub problems: Vec<BibProblem>,
}

impl Raw<'_> {
    /// The keys this entry inherits from, each with its field.
    pub fn heirlooms(&self) -> impl Iterator<Item = (&str, &Field)> {
        let fields = self.fields.iter().filter(|field| matches!(&*field.name, "crossref" | "xdata"));
        fields
            .flat_map(|field| field.value.split(',').map(move |key| (key.trim(), field)))
            .filter(|(key, _)| !key.is_empty())
    }

    /// The first field of one of the names that is not empty.
    pub fn field(&self, names: &[&str]) -> Option<&Field> {
        names
            .iter()
            .find_map(|name| self.fields.iter().find(|field| field.name == *name && !field.value.trim().is_empty()))
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// Where the entry at hand must end: the file's end until a brace was left open.
    limit: usize,
    careful: bool,
    keys: Keys,
    strings: HashMap<String, String>,
    out: Scanned<'a>,
}

/// Why an entry cannot be read further: where, and a message.
type Stop = (Range<usize>, String);

/// Reads all entries.
pub fn scan(text: &str, keys: Keys) -> Scanned<'_> {
    let (limit, strings, out) = (text.len(), HashMap::new(), Scanned::default());
    let mut scanner = Scanner { text, at: 0, limit, careful: false, keys, strings, out };
    while let Some(offset) = text[scanner.at..].find('@') {
        scanner.at += offset;
        let start = scanner.at;
        scanner.limit = if scanner.careful { scanner.next_entry(start + 1) } else { text.len() };
        if let Err((range, message)) = scanner.entry() {
            scanner.problem(range, message, None);
            scanner.careful = true;
            scanner.at = scanner.next_entry(start + 1);
        }
    }
    scanner.out
}

impl<'a> Scanner<'a> {
    fn entry(&mut self) -> Result<(), Stop> {
        let start = self.at;
        self.at += 1;
        let kind_at = self.word();
        let kind = self.text[kind_at.clone()].to_lowercase();
        self.space();
        let Some(open @ (b'{' | b'(')) = self.peek() else { return Ok(()) };
        if kind.is_empty() {
            return Ok(());
        }
        self.at += 1;
        let close = if open == b'{' { b'}' } else { b')' };
        match kind.as_str() {
            "comment" | "preamble" => self.group(start, close).map(drop),
            "string" => self.string(start, close),
            _ => self.record(start, kind, kind_at, close),
        }
    }

    fn string(&mut self, start: usize, close: u8) -> Result<(), Stop> {
        while let Some(field) = self.field(start, close)? {
            self.strings.insert(field.name, field.value);
        }
        Ok(())
    }

    fn record(&mut self, start: usize, kind: String, kind_at: Range<usize>, close: u8) -> Result<(), Stop> {
        self.space();
        let key_start = self.at;
        while self.peek().is_some_and(|b| !b",}=\n".contains(&b)) {
            self.at += 1;
        }
        let key = self.text[key_start..self.at].trim_end();
        let key_at = key_start..key_start + key.len();
        match self.peek() {
            Some(b',') => {}
            Some(b'}') if close == b'}' => {}
            _ if key.is_empty() => return Err((start..self.at, format!("this `@{kind}` has no key"))),
            _ => return Err((key_at, format!("a comma is missing after the key of this `@{kind}`"))),
        }
        let at = if key.is_empty() { kind_at.clone() } else { key_at.clone() };
        let sound = self.check_key(key, &kind, at);
        let fields = self.fields(start, close)?;
        if sound {
            self.out.entries.push(Raw { kind, kind_at, key, key_at, fields });
        }
        Ok(())
    }

    fn check_key(&mut self, key: &str, kind: &str, at: Range<usize>) -> bool {
        if self.keys == Keys::Any {
            return true;
        }
        let message = if key.is_empty() {
            format!("this `@{kind}` has no key")
        } else if !key.bytes().all(|b| b.is_ascii_alphanumeric() || b"_:.#$%&+?~/-".contains(&b)) {
            format!("the key `{}` has characters that a citation cannot hold", key.escape_debug())
        } else if key.starts_with(['.', '/']) || key.contains("..") || key.contains("//") || key.len() > 120 {
            format!("the key `{key}` cannot be part of an address")
        } else {
            return true;
        };
        let help = "a key is made of letters a-z, digits and _ : . - +, such as `han-2022`".to_owned();
        self.problem(at, message, Some(help));
        false
    }

    fn fields(&mut self, start: usize, close: u8) -> Result<Vec<Field>, Stop> {
        let mut out: Vec<Field> = Vec::new();
        let mut names = HashSet::new();
        if self.peek() == Some(b',') {
            self.at += 1;
        }
        while let Some(field) = self.field(start, close)? {
            if names.insert(field.name.clone()) {
                out.push(field);
            } else {
                let message = format!("the field `{}` is given twice; the first one counts", field.name);
                self.problem(field.at, message, Some("remove one of the two".to_owned()));
            }
        }
        Ok(out)
    }

    /// `name = value` and the comma behind it; `None` at the end of the entry, which is passed over.
    fn field(&mut self, start: usize, close: u8) -> Result<Option<Field>, Stop> {
        loop {
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b) if b == close => {
                    self.at += 1;
                    return Ok(None);
                }
                Some(_) => break,
                None => return Err(self.unclosed(start)),
            }
        }
        let name_at = self.word();
        self.space();
        if name_at.is_empty() || self.peek() != Some(b'=') {
            let end = (self.at + 1).min(self.text.len());
            let end = (end..=self.text.len()).find(|end| self.text.is_char_boundary(*end)).unwrap_or(end);
            return Err((name_at.start..end, "here a field `name = {value}` is expected".to_owned()));
        }
        self.at += 1;
        let value = self.value(start)?;
        let name = self.text[name_at.clone()].to_lowercase();
        Ok(Some(Field { name, value, at: name_at.start..self.at }))
    }

    /// Pieces joined by `#`.
    fn value(&mut self, start: usize) -> Result<String, Stop> {
        let mut out = String::new();
        loop {
            self.space();
            let piece_at = self.at;
            match self.peek() {
                Some(b'{') => {
                    self.at += 1;
                    let group = self.group(start, b'}')?;
                    out.push_str(&self.text[group]);
                }
                Some(b'"') => {
                    self.at += 1;
                    let group = self.group(start, b'"')?;
                    out.push_str(&self.text[group]);
                }
                _ => {
                    let word = self.word();
                    if word.is_empty() {
                        return Err((piece_at..self.at, "here a value in braces is expected".to_owned()));
                    }
                    self.abbreviation(word, &mut out);
                }
            }
            if out.len() > LONGEST_VALUE {
                return Err((piece_at..self.at, "this value is longer than 1 MB".to_owned()));
            }
            self.space();
            if self.peek() != Some(b'#') {
                return Ok(out);
            }
            self.at += 1;
        }
    }

    fn abbreviation(&mut self, word: Range<usize>, out: &mut String) {
        let name = self.text[word.clone()].to_lowercase();
        let is_month = super::fields::month(&name).is_some();
        if let Some(value) = self.strings.get(&name) {
            out.push_str(value);
        } else {
            if !is_month && !name.bytes().all(|b| b.is_ascii_digit()) {
                let message = format!("the abbreviation `{name}` is not defined above");
                self.problem(
                    word,
                    message,
                    Some(format!("put the value in braces, or write `@string{{{name} = {{…}}}}` above")),
                );
            }
            out.push_str(&name);
        }
    }

    /// Bytes up to the closing mark, which is passed over.
    fn group(&mut self, start: usize, close: u8) -> Result<Range<usize>, Stop> {
        let from = self.at;
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'\\' => self.at += 1,
                _ if byte == close && depth == 0 => {
                    self.at += 1;
                    return Ok(from..self.at - 1);
                }
                b'{' => depth += 1,
                b'}' if depth == 0 => break,
                b'}' => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
        Err(self.unclosed(start))
    }

    fn unclosed(&self, start: usize) -> Stop {
        let line_end = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        (start..line_end, "a brace or quote of this entry is never closed".to_owned())
    }

    /// Where the next line begins an entry: `@word{`.
    fn next_entry(&self, from: usize) -> usize {
        let mut at = from;
        while let Some(offset) = self.text[at..].find("\n@") {
            at += offset + 1;
            let rest = self.text[at + 1..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
            if rest.len() < self.text.len() - at - 1 && rest.trim_start().starts_with(['{', '(']) {
                return at;
            }
        }
        self.text.len()
    }

    fn word(&mut self) -> Range<usize> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || b"_-:.+/*".contains(&b) || b >= 0x80) {
            self.at += 1;
        }
        start..self.at
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|b| b.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied().filter(|_| self.at < self.limit)
    }

    fn problem(&mut self, range: Range<usize>, message: String, help: Option<String>) {
        self.out.problems.push(BibProblem { range, rule: "bad-entry", message, help });
    }
}
