//! TeX in the values of a `.bib` file: accents, signs and quotes become Unicode, braces go.
//!
//! Commands that are not known stay as they are written. Nothing is run and nothing recurses.

use unicode_normalization::UnicodeNormalization;

/// Accent commands and the combining mark of each.
const ACCENTS: &[(&str, char)] = &[
    ("'", '\u{301}'),
    ("`", '\u{300}'),
    ("^", '\u{302}'),
    ("\"", '\u{308}'),
    ("~", '\u{303}'),
    ("=", '\u{304}'),
    (".", '\u{307}'),
    ("u", '\u{306}'),
    ("v", '\u{30C}'),
    ("H", '\u{30B}'),
    ("c", '\u{327}'),
    ("k", '\u{328}'),
    ("r", '\u{30A}'),
    ("d", '\u{323}'),
    ("b", '\u{331}'),
];

/// Commands that stand for letters and signs.
const SIGNS: &[(&str, &str)] = &[
    ("ss", "ß"),
    ("o", "ø"),
    ("O", "Ø"),
    ("l", "ł"),
    ("L", "Ł"),
    ("ae", "æ"),
    ("AE", "Æ"),
    ("oe", "œ"),
    ("OE", "Œ"),
    ("aa", "å"),
    ("AA", "Å"),
    ("i", "ı"),
    ("j", "ȷ"),
    ("dh", "ð"),
    ("DH", "Ð"),
    ("th", "þ"),
    ("TH", "Þ"),
    ("&", "&"),
    ("%", "%"),
    ("$", "$"),
    ("#", "#"),
    ("_", "_"),
    ("{", "{"),
    ("}", "}"),
    (" ", " "),
    (",", "\u{2009}"),
    ("-", ""),
    ("/", ""),
    ("@", ""),
    ("textbackslash", "\\"),
    ("textasciitilde", "~"),
    ("textasciicircum", "^"),
    ("textbraceleft", "{"),
    ("textbraceright", "}"),
    ("lbrace", "{"),
    ("rbrace", "}"),
    ("textendash", "–"),
    ("textemdash", "—"),
    ("textquoteleft", "‘"),
    ("textquoteright", "’"),
    ("textquotedblleft", "“"),
    ("textquotedblright", "”"),
    ("textquotesingle", "'"),
    ("textquotedbl", "\""),
    ("ldots", "…"),
    ("dots", "…"),
    ("textellipsis", "…"),
    ("textunderscore", "_"),
    ("textless", "<"),
    ("textgreater", ">"),
    ("textbar", "|"),
    ("textasciigrave", "`"),
    ("textdollar", "$"),
    ("textdegree", "°"),
    ("S", "§"),
    ("P", "¶"),
    ("pounds", "£"),
    ("copyright", "©"),
    ("euro", "€"),
    ("texteuro", "€"),
    ("TeX", "TeX"),
    ("LaTeX", "LaTeX"),
    ("BibTeX", "BibTeX"),
];

/// Commands of which only the argument is kept.
const WRAPPERS: &[&str] = &[
    "emph",
    "textit",
    "textbf",
    "textsc",
    "textrm",
    "textsf",
    "texttt",
    "textup",
    "textnormal",
    "mkbibquote",
    "mkbibemph",
    "enquote",
    "mbox",
    "url",
    "uppercase",
    "lowercase",
    "it",
    "bf",
    "em",
    "sc",
    "rm",
    "relax",
    "protect",
    "noopsort",
    "nocase",
];

/// Text with accents and signs decoded, spaces collapsed.
pub fn decode(value: &str) -> String {
    let mut reader = Reader { rest: value, out: String::with_capacity(value.len()), literal: 0, accents: Vec::new() };
    while let Some(c) = reader.rest.chars().next() {
        reader.step(c);
    }
    let text: String = reader.out.nfc().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A verbatim value, such as an address: only outer braces and backslashes before signs go.
pub fn verbatim(value: &str) -> String {
    let mut text = value.trim();
    while let Some(inner) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
        text = inner.trim();
    }
    if let Some(inner) = text.strip_prefix("\\url{").and_then(|text| text.strip_suffix('}')) {
        text = inner;
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' || !chars.peek().is_some_and(|next| "_%&#$~{}".contains(*next)) {
            out.push(c);
        }
    }
    out
}

/// Splits at ` and ` outside braces, as the names of a field are joined.
pub fn split_names(value: &str) -> Vec<&str> {
    let bytes = value.as_bytes();
    let (mut out, mut start, mut depth, mut at) = (Vec::new(), 0, 0_usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'a' | b'A' if depth == 0 && is_and(bytes, at) => {
                out.push(value[start..at].trim());
                at += 3;
                start = at;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    out.push(value[start..].trim());
    out
}

fn is_and(bytes: &[u8], at: usize) -> bool {
    let word = bytes.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"and"));
    let before = at == 0 || bytes[at - 1].is_ascii_whitespace();
    word && before && bytes.get(at + 3).is_none_or(u8::is_ascii_whitespace)
}

struct Reader<'a> {
    rest: &'a str,
    out: String,
    /// Depth of braces that belong to an unknown command and stay.
    literal: usize,
    /// Accents that wait for their letter.
    accents: Vec<char>,
}

impl Reader<'_> {
    fn step(&mut self, c: char) {
        match c {
            '\\' => self.command(),
            '{' => {
                self.rest = &self.rest[1..];
                if self.literal > 0 {
                    self.literal += 1;
                    self.out.push('{');
                }
            }
            '}' => {
                self.rest = &self.rest[1..];
                if self.literal > 0 {
                    self.literal -= 1;
                    self.out.push('}');
                }
            }
            '~' => self.take(1, " "),
            '-' if self.rest.starts_with("---") => self.take(3, "—"),
            '-' if self.rest.starts_with("--") => self.take(2, "–"),
            '`' if self.rest.starts_with("``") => self.take(2, "“"),
            '\'' if self.rest.starts_with("''") => self.take(2, "”"),
            _ => {
                self.rest = &self.rest[c.len_utf8()..];
                self.letter(c);
            }
        }
    }

    fn take(&mut self, length: usize, text: &str) {
        self.rest = &self.rest[length..];
        self.out.push_str(text);
    }

    fn letter(&mut self, c: char) {
        let c = match c {
            'ı' if !self.accents.is_empty() => 'i',
            'ȷ' if !self.accents.is_empty() => 'j',
            other => other,
        };
        self.out.push(c);
        while let Some(mark) = self.accents.pop() {
            self.out.push(mark);
        }
    }

    fn command(&mut self) {
        let body = &self.rest[1..];
        let letters = body.bytes().take_while(u8::is_ascii_alphabetic).count();
        let length = if letters > 0 { letters } else { body.chars().next().map_or(0, char::len_utf8) };
        let name = &body[..length];
        let after = &body[length..];
        if let Some((_, mark)) = ACCENTS.iter().find(|(command, _)| *command == name && length > 0) {
            self.rest = after.trim_start();
            let empty = self.rest.starts_with("{}") || self.rest.is_empty();
            if empty {
                self.rest = self.rest.strip_prefix("{}").unwrap_or("");
                self.out.push_str(if name == "~" || name == "^" { name } else { "" });
            } else if self.accents.len() < 4 {
                self.accents.push(*mark);
            }
            return;
        }
        if let Some((_, sign)) = SIGNS.iter().find(|(command, _)| *command == name) {
            self.rest =
                if letters > 0 { after.strip_prefix("{}").unwrap_or_else(|| after.trim_start()) } else { after };
            let mut chars = sign.chars();
            match (chars.next(), chars.next()) {
                (Some(only), None) => self.letter(only),
                _ => self.out.push_str(sign),
            }
            return;
        }
        if WRAPPERS.contains(&name) {
            self.rest = after.trim_start();
            return;
        }
        // Unknown: shown as written, its number and its first argument with the braces.
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = after.split_at(digits);
        self.out.push('\\');
        self.out.push_str(name);
        self.out.push_str(number);
        self.rest = after;
        if let Some(argument) = after.strip_prefix('{') {
            self.rest = argument;
            self.literal += 1;
            self.out.push('{');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_signs_are_read_and_commands_stay_text() {
        for (tex, text) in [
            (r#"G{\"o}del, {\'E}mile, {\ss}, \$5 \& more"#, "Gödel, Émile, ß, $5 & more"),
            (r"\'{e}\'e{\'{\i}}\c{c}\v s\~n \o re", "ééíçšñ øre"),
            (r"{NASA} and the {U.S.}", "NASA and the U.S."),
            ("``quoted'' 3--5 --- x~y", "“quoted” 3–5 — x y"),
            (r"\emph{it} \textbf{{b}}", "it b"),
            (r"\input{/etc/passwd} \write18{id}", r"\input{/etc/passwd} \write18{id}"),
            (r"a\textbackslash{}b\textasciitilde{}c\{d\}", r"a\b~c{d}"),
            (r"{\'", ""),
            (r"\", r"\"),
            ("}}}{{{", ""),
        ] {
            assert_eq!(decode(tex), text, "{tex}");
        }
        assert_eq!(decode(&"{".repeat(200_000)), "");
    }

    #[test]
    fn names_split_at_and_outside_braces() {
        assert_eq!(split_names("A and {B and C} AND D\nand E"), ["A", "{B and C}", "D", "E"]);
        assert_eq!(split_names("and and"), ["", "", ""]);
        assert_eq!(split_names("Anderson, A. and Sandra"), ["Anderson, A.", "Sandra"]);
    }
}
