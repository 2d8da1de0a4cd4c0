//! Text as a YAML scalar.
//!
//! In: any text. Out: a scalar of one line that reads as that text, plain where that is the same.
//! Absent on purpose: styles beyond plain and double-quoted.

use crate::base::text::FileId;
use crate::parse::yaml::{self, Value};

/// A text as the value of a block map: plain if it reads as itself, else in double quotes. Line ends and other
/// control characters become blanks.
pub fn plain_or_quoted(text: &str) -> String {
    let text = text.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty());
    let text = text.collect::<Vec<_>>().join(" ");
    if reads_as_itself(&text) { text } else { quoted(&text) }
}

/// Some texts as a list of one line.
pub fn list(texts: &[String]) -> String {
    let one = |text: &String| {
        let scalar = plain_or_quoted(text);
        match scalar.contains([',', '[', ']', '{', '}']) && !scalar.starts_with('"') {
            true => quoted(&scalar),
            false => scalar,
        }
    };
    format!("[{}]", texts.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// A JSON string is a YAML one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn reads_as_itself(text: &str) -> bool {
    // Words that other readers of YAML take for something else than text.
    let odd = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    if text.is_empty() || odd.contains(&text.to_lowercase().as_str()) {
        return false;
    }
    let Ok(root) = yaml::read(FileId::default(), &format!("k: {text}\n"), 0) else { return false };
    let Value::Map(entries) = &root.value else { return false };
    matches!(&entries[..], [entry] if entry.value.plain && !entry.value.is_null() && entry.value.text() == Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_reads_as_itself_whatever_it_holds() {
        let plain = ["Why Beijing talks", "10,128", "自力更生", "a #b".trim_end_matches(" #b"), "https://example.org/"];
        for text in plain {
            assert_eq!(plain_or_quoted(text), text);
        }
        let hard = [
            "",
            "a: b",
            "a #b",
            "%",
            "@x",
            "\"q\" and \\",
            "- a",
            "true",
            "No",
            "~",
            "[a",
            "{a}",
            "'",
            "a:",
            "? b",
            "|",
            "!x",
            "&a",
            "*a",
            "# c",
        ];
        for text in hard {
            let scalar = plain_or_quoted(text);
            let root = yaml::read(FileId::default(), &format!("k: {scalar}\n"), 0).expect("valid");
            let Value::Map(entries) = &root.value else { panic!("a map") };
            assert_eq!(entries[0].value.text(), Some(text), "{scalar}");
            assert!(scalar.starts_with('"'), "{scalar}");
        }
        assert_eq!(plain_or_quoted(" two\r\nlines\u{7f} "), "two lines");
    }

    #[test]
    fn a_list_keeps_its_items_apart() {
        assert_eq!(
            list(&["a".to_owned(), "Han, Winnie".to_owned(), "x: y".to_owned()]),
            "[a, \"Han, Winnie\", \"x: y\"]"
        );
    }
}
