//! Questions to a person at a terminal.
//!
//! In: a question, a default. Out: an answer; the default for an empty one and at the end of the input.
//! Questions go to stderr, so that stdout holds only what a script wants. Absent on purpose: anything that needs
//! more of a terminal than lines.

use std::io::{BufRead, Write};

/// Who answers.
pub struct Asker<'a> {
    input: &'a mut dyn BufRead,
    out: &'a mut dyn Write,
}

impl<'a> Asker<'a> {
    /// Asks on `out` and reads answers from `input`.
    pub fn new(input: &'a mut dyn BufRead, out: &'a mut dyn Write) -> Asker<'a> {
        Asker { input, out }
    }

    /// An answer in one line; nothing if it is left open.
    pub fn text(&mut self, question: &str, default: Option<&str>) -> Option<String> {
        let hint = default.map_or_else(|| " (empty: later)".to_owned(), |default| format!(" [{default}]"));
        // A terminal that is gone answers nothing.
        let _ = write!(self.out, "{question}{hint}: ").and_then(|()| self.out.flush());
        let mut line = String::new();
        let _ = self.input.read_line(&mut line);
        match line.trim() {
            "" => default.map(str::to_owned),
            answer => Some(answer.to_owned()),
        }
    }

    /// One of some words; asked again until it is one, or the input ends.
    pub fn word(&mut self, question: &str, words: &[&str], default: &str) -> String {
        loop {
            let mut line = String::new();
            let _ = write!(self.out, "{question} ({}) [{default}]: ", words.join(", ")).and_then(|()| self.out.flush());
            if self.input.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
                return default.to_owned();
            }
            // The beginning of one word is enough.
            let matching: Vec<&&str> = words.iter().filter(|word| word.starts_with(line.trim())).collect();
            match matching[..] {
                _ if words.contains(&line.trim()) => return line.trim().to_owned(),
                [only] => return (*only).to_owned(),
                _ => {
                    let _ = writeln!(self.out, "`{}` is none of them", line.trim());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_defaults_and_the_end_of_the_input() {
        let (mut input, mut out) = (&b"A title\n\nnonsense\nst\nperiod\n"[..], Vec::new());
        let mut asker = Asker::new(&mut input, &mut out);
        assert_eq!(asker.text("title", Some("x")).as_deref(), Some("A title"));
        assert_eq!(asker.text("title", Some("x")).as_deref(), Some("x"));
        assert_eq!(asker.word("kind", &["statistic", "event", "period"], "event"), "statistic");
        assert_eq!(asker.word("kind", &["statistic", "event", "period"], "event"), "period");
        assert_eq!(asker.word("kind", &["statistic", "event"], "event"), "event", "the input has ended");
        assert_eq!(asker.text("summary", None), None);
        assert!(String::from_utf8_lossy(&out).contains("`nonsense` is none of them"));
    }
}
