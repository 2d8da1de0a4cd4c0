//! A source as an entry of `sources/*.yml`.
//!
//! In: a source. Out: its fields in the order of the handbook, each as the lines a person would have written: words
//! that YAML could take for something else in quotes, long lists of names one a line, nothing that is empty.
//! Absent on purpose: places, and fields that nobody gave.

use crate::cite::names::{Shape, shape};
use crate::model::source::{Name, Read, Source};

/// Longest line of names.
const LINE: usize = 100;

/// Key and lines of each field that says something.
pub fn fields(source: &Source) -> Vec<(&'static str, String)> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    let mut put = |key: &'static str, value: Option<String>| {
        out.extend(value.filter(|value| !value.is_empty()).map(|value| (key, format!("  {key}: {value}\n"))));
    };
    let words = |text: &Option<Box<str>>| text.as_deref().map(scalar);
    put("type", Some(source.kind.word().to_owned()));
    put("title", Some(scalar(&source.title)));
    put("title_en", words(&source.title_en));
    put("untitled", source.untitled.then(|| "true".to_owned()));
    for (key, people) in [("author", &source.authors), ("editor", &source.editors), ("translator", &source.translators)]
    {
        put(key, names(people));
    }
    put("publisher", Some(scalar(&source.publisher)));
    put("in", words(&source.container));
    put("date", source.date.map(|date| date.to_string()));
    put("accessed", source.accessed.map(|date| date.to_string()));
    put("url", words(&source.url));
    put("archive", words(&source.archive));
    put("archived", source.archived.map(|date| date.to_string()));
    for (key, text) in [("volume", &source.volume), ("issue", &source.issue), ("pages", &source.pages)] {
        put(key, text.as_deref().map(number));
    }
    put("doi", words(&source.doi));
    put("isbn", words(&source.isbn));
    put("lang", words(&source.lang));
    put("republishes", words(&source.republishes));
    put("capture", words(&source.capture));
    let retracted = source.retracted.as_ref();
    put("retracted", retracted.map(|it| format!("\n    date: {}\n    why: {}", it.date, scalar(&it.why))));
    let read = source.read.map(|read| match read {
        Read::Full => "full",
        Read::Excerpt => "excerpt",
        Read::No => "\"no\"",
    });
    put("read", read.map(str::to_owned));
    put("note", words(&source.note));
    out
}

/// The whole entry under an id.
pub fn entry(source: &Source, id: &str) -> String {
    let fields: String = fields(source).into_iter().map(|(_, lines)| lines).collect();
    format!("{}:\n{fields}", scalar(id))
}

/// How a name is written so that it reads as the same name: "Clem Tisdell", "韩伟", "Lu, Xiang", "Legal Partners,".
pub fn name(name: &Name) -> String {
    let natural = match name {
        Name::Plain(text) => text.to_string(),
        _ => match shape(name) {
            Shape::Whole(text) => text,
            Shape::Person { family, given, suffix: None } => format!("{given} {family}"),
            Shape::Person { family, given, suffix: Some(suffix) } => format!("{given} {family} {suffix}"),
        },
    };
    let turned = match name {
        Name::Plain(text) => format!("{text},"),
        Name::Person { family, given } if given.is_empty() => format!("{family},"),
        Name::Person { family, given } => format!("{family}, {given}"),
    };
    let same = |text: &&String| shape(&Name::parse(text)) == shape(name);
    [&natural, &turned].into_iter().find(same).unwrap_or(&turned).clone()
}

/// A short list in brackets, a long one a name a line.
fn names(people: &[Name]) -> Option<String> {
    let written: Vec<String> = people.iter().map(name).collect();
    let short = format!("[{}]", written.iter().map(|name| in_brackets(name)).collect::<Vec<_>>().join(", "));
    match (written.is_empty(), short.chars().count() <= LINE) {
        (true, _) => None,
        (_, true) => Some(short),
        _ => Some(written.iter().map(|name| format!("\n    - {}", scalar(name))).collect()),
    }
}

/// Whole numbers stay bare where a number is what is meant.
fn number(text: &str) -> String {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0') && !text.is_empty();
    if plain { text.to_owned() } else { scalar(text) }
}

fn in_brackets(text: &str) -> String {
    match text.contains([',', '[', ']', '{', '}', ':']) {
        true => quoted(text),
        false => scalar(text),
    }
}

/// Text as YAML of any version reads it: bare where that is safe, else in double quotes.
pub fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 14] =
        ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "~", "<<", "=", ".nan", ".inf"];
    let Some(first) = text.chars().next() else { return false };
    let starts_well = first.is_alphanumeric() || matches!(first, '“' | '‘' | '«' | '(' | '《' | '「' | '【');
    // `1e3`, `0x1F`, `2001-12-14 21:59:43`; "10 Downing Street" and "10.1000/x" are none.
    let is_number = first.is_ascii_digit()
        && text.bytes().all(|b| b.is_ascii_hexdigit() || b".,:+-_ xXoOtTzZ".contains(&b))
        && !text.split(' ').any(|word| word.len() > 1 && word.bytes().all(|b| b.is_ascii_alphabetic()));
    starts_well
        && !text.chars().any(must_escape)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
        && (!is_number || is_page_range(text))
}

/// `239-252` is no number and no date in any YAML.
fn is_page_range(text: &str) -> bool {
    let mut parts = text.split('-');
    let digits =
        |part: Option<&str>| part.is_some_and(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    digits(parts.next()) && digits(parts.next()) && parts.next().is_none()
}

/// Control characters, marks that turn the direction of a line, and what is no character at all.
fn must_escape(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || matches!(u32::from(c) & 0xfffe, 0xfffe)
        || matches!(c, '\u{e000}'..='\u{f8ff}')
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if must_escape(c) && u32::from(c) > 0xffff => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c if must_escape(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::FileId;
    use crate::parse::yaml::{self, Value};

    #[track_caller]
    fn reads_back(text: &str) {
        for line in [format!("k: {}\n", scalar(text)), format!("k: [{}, x]\n", in_brackets(text))] {
            let root = yaml::read(FileId(0), &line, 0).unwrap_or_else(|error| panic!("{line}: {}", error.message));
            let Value::Map(map) = &root.value else { panic!("{line}") };
            let read = match &map[0].value.value {
                Value::List(items) => items[0].text(),
                _ => map[0].value.text(),
            };
            assert_eq!(read, Some(text), "{line}");
            assert!(!map[0].value.is_null(), "{line}");
        }
    }

    #[test]
    fn what_yaml_could_take_for_something_else_is_quoted() {
        for text in [
            "yes",
            "No",
            "null",
            "~",
            "1e3",
            "1984",
            "2022-05-06",
            "12:30:00",
            "0x1F",
            "1_000",
            "- a",
            "-",
            "a: b",
            "a:",
            "a #b",
            "#a",
            "@a",
            "`a",
            "\"a\"",
            "'a'",
            "{a}",
            "[a]",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "%a",
            "? a",
            ", a",
            "=",
            "<<",
            "…",
            "---",
            "...",
            " a",
            "a ",
            "\u{202e}abc",
            "\u{feff}a",
            "\u{0}",
            "\u{85}",
            "\u{e000}",
            "\u{fffe}",
            "\u{1fffe}",
            "",
        ] {
            assert!(scalar(text).starts_with('"'), "{text:?} is bare");
            reads_back(text);
        }
        for text in [
            "Tisdell",
            "坚持独立自主",
            "“Quoted” words",
            "U.S.-China Trade",
            "239-252",
            "a:b",
            "5G and 1,000 jobs",
            "שלום",
            "x 👩‍🚀",
        ] {
            assert_eq!(scalar(text), text);
            reads_back(text);
        }
    }

    #[test]
    fn any_text_reads_back() {
        let mut random = fastrand::Rng::with_seed(3);
        let marks: Vec<char> = " :#-?,[]{}&*!|>'\"%@`\\\n\t~=<.ab1制\u{202e}é👍".chars().collect();
        for _ in 0..3000 {
            let text: String = (0..random.usize(1..8)).map(|_| marks[random.usize(..marks.len())]).collect();
            reads_back(&text);
        }
    }

    #[test]
    fn a_name_reads_back_in_the_shape_it_had() {
        for (name_in, written) in [
            (Name::Person { family: "Tisdell".into(), given: "Clem".into() }, "Clem Tisdell"),
            (Name::Person { family: "韩".into(), given: "伟".into() }, "韩伟"),
            (Name::Plain("李明".into()), "李明"),
            (Name::Person { family: "World Bank".into(), given: "".into() }, "World Bank"),
            (Name::Person { family: "Jane Street".into(), given: "".into() }, "Jane Street,"),
            (Name::Plain("Smith, Jones & Co".into()), "Smith, Jones & Co,"),
            (Name::Person { family: "King".into(), given: "Martin Luther, Jr.".into() }, "Martin Luther King Jr."),
            (Name::Person { family: "Lu".into(), given: "xiang".into() }, "Lu, xiang"),
        ] {
            assert_eq!(name(&name_in), written);
            assert_eq!(shape(&Name::parse(written)), shape(&name_in), "{written}");
        }
    }
}
