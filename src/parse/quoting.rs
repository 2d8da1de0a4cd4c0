//! Quotation marks in YAML: text as a scalar, and the line that cannot be read because they are missing.
//!
//! In: text, or a document and where it cannot be read. Out: a scalar that reads back as the text; the value to
//! quote, and whether quoting it is surely what was meant. A list without its end is not text in want of quotes.
//! Absent on purpose: reading YAML; `yaml` reads the document again before it believes a remedy.

use std::ops::Range;

use crate::base::text::floor_char_boundary;

/// Characters that begin something other than text.
const MARKS: [char; 16] = ['%', '@', '{', '}', '[', ']', ',', '"', '\'', '&', '*', '!', '|', '>', '`', '#'];

/// A value to be quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// Its bytes in the document.
    pub range: Range<usize>,
    /// The value in quotes.
    pub text: String,
    /// The remedy in words.
    pub help: String,
    /// Whether the value can only have been meant as text.
    pub certain: bool,
}

/// A text as a scalar of a block, in double quotes only where it needs them.
pub fn scalar(text: &str) -> String {
    if needs_quotes(text) { quoted(text) } else { text.to_owned() }
}

/// A text in double quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn needs_quotes(text: &str) -> bool {
    let first = text.chars().next();
    let second = text.chars().nth(1);
    let marked = first.is_some_and(|c| MARKS.contains(&c));
    let indicator = matches!(first, Some('-' | '?' | ':')) && second.is_none_or(char::is_whitespace);
    let nothing = matches!(text, "" | "~" | "null" | "---" | "...") || text.starts_with("--- ");
    let inside = text.contains(": ") || text.contains(" #") || text.ends_with(':');
    marked || indicator || nothing || inside || text.trim() != text || text.contains(char::is_control)
}

/// What to quote on the line at `offset`, where a document cannot be read.
pub fn remedy(text: &str, offset: usize) -> Option<Remedy> {
    let at = floor_char_boundary(text, offset);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next()?;
    let (shown, value) = value_of(line)?;
    let needed = value.contains(": ") || value.ends_with(':') || value.starts_with(MARKS);
    if !needed || value.starts_with('#') {
        return None;
    }
    let from = start + (value.as_ptr() as usize - line.as_ptr() as usize);
    if value.starts_with('{') && value.ends_with('}') {
        let help = "quote the text inside `{ }`, such as `{claim: \"Xi said: rely on us\"}`".to_owned();
        return Some(Remedy { range: from..from + value.len(), text: String::new(), help, certain: false });
    }
    let new = quoted(value);
    let help = format!("quote the text: `{shown} {new}`");
    let certain = is_text(value) && !is_continued(&text[start..]);
    Some(Remedy { range: from..from + value.len(), text: new, help, certain })
}

/// The value of a line, and its key or dash as shown in a remedy. What follows a dash is a value of its own
/// unless it begins with a key such as ours: lower-case letters without blanks.
fn value_of(line: &str) -> Option<(&str, &str)> {
    let mut rest = line.trim();
    let mut dash = false;
    while let Some(inner) = rest.strip_prefix("- ") {
        (rest, dash) = (inner.trim_start(), true);
    }
    let is_key = |key: &str| {
        let ours = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        !key.is_empty() && (key.chars().all(ours) || !dash && !key.contains(char::is_whitespace))
    };
    match rest.split_once(": ").filter(|(key, _)| is_key(key)) {
        Some((key, value)) => Some((&rest[..key.len() + 1], value.trim())),
        None if dash => Some(("-", rest)),
        None => None,
    }
}

/// Whether a value can only be text, given that YAML cannot read it as it stands.
fn is_text(value: &str) -> bool {
    let rest: String = value.chars().skip(1).collect();
    let words = value.split_whitespace().count();
    // Behind ` #` YAML sees a remark, and it may be one.
    if value.contains(" #") {
        return false;
    }
    match value.chars().next() {
        Some('[') => value.starts_with("[@") || value.split_once(']').is_some_and(|(_, after)| after.starts_with('(')),
        Some('{') => rest.split_once('}').is_some_and(|(_, after)| after.starts_with(' ') && after.len() > 2),
        Some('"') => rest.split_once('"').is_some_and(|(_, after)| after.contains(char::is_alphanumeric)),
        Some('\'') => rest.split_once('\'').is_some_and(|(_, after)| after.contains(char::is_alphanumeric)),
        Some('*') => words > 1 || rest.contains('*'),
        Some('&') => words > 1,
        Some('!') => !rest.starts_with('!') && words > 2,
        Some('|' | '>') => rest.starts_with(' '),
        Some(']' | '}' | ',') => false,
        _ => true,
    }
}

/// Whether the next line with words is deeper than the first: it belongs to the same value.
fn is_continued(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let depth = |line: Option<&str>| line.map_or(0, |line| line.len() - line.trim_start().len());
    let own = depth(lines.next());
    depth(lines.next()) > own
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::FileId;
    use crate::parse::yaml;

    #[test]
    fn every_text_reads_back() {
        let texts = [
            "plain",
            "Xi said: rely",
            "a #b",
            "@x",
            "%",
            "*a*",
            "&b",
            "!c",
            "{d}",
            "[e](f)",
            "'g",
            "\"h\"",
            "- i",
            "-",
            "",
            "null",
            "~",
            "j:",
            " k ",
            "l\nm",
            "`n`",
            "50%: o",
            "x\\y",
            "制裁：约",
            "# p",
            "---",
            "q\tr",
            "it's",
        ];
        for text in texts {
            let document = format!("- {}\n", scalar(text));
            let node = yaml::read(FileId(0), &document, 0).expect("valid");
            let yaml::Value::List(items) = &node.value else { panic!("a list") };
            assert_eq!((items[0].text(), items[0].is_null()), (Some(text), false), "{document}");
        }
        assert_eq!(scalar("People's Daily, 2022"), "People's Daily, 2022");
    }

    fn certain(line: &str) -> Option<String> {
        let document = format!("a: 1\n{line}\nb: 2\n");
        remedy(&document, 5).filter(|remedy| remedy.certain).map(|remedy| {
            format!(
                "{}{}{}",
                &document[5..remedy.range.start],
                remedy.text,
                &document[remedy.range.end..5 + line.len()]
            )
        })
    }

    #[test]
    fn what_can_only_be_text_is_quoted() {
        for (line, want) in [
            ("claim: Xi said: rely on us", "claim: \"Xi said: rely on us\""),
            ("  - @home: no", "  - \"@home: no\""),
            ("- title: %5", "- title: \"%5\""),
            ("claim: [10,128](fact:a/b) sanctions", "claim: \"[10,128](fact:a/b) sanctions\""),
            ("title: *Kursk* explained  ", "title: \"*Kursk* explained\"  "),
            ("title: \"Tis\" the season", "title: \"\\\"Tis\\\" the season\""),
            ("- Xi: said: x", "- \"Xi: said: x\""),
        ] {
            assert_eq!(certain(line).as_deref(), Some(want), "{line}");
        }
    }

    #[test]
    fn what_may_be_something_else_is_left() {
        for line in ["topics: [a, b", "by: *b", "x: {claim: a: b}", "t: \"open", "t: a: b # note", "t: !tag x", "a: ]"]
        {
            assert_eq!(certain(line), None, "{line}");
        }
        assert!(!remedy("a: b: c\n  d\n", 3).expect("a remedy").certain, "the value goes on");
    }
}
