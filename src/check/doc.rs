//! The documentation of a rule, taken apart: the terminal, the handbook, hovers, schemas and SARIF show one text.
//!
//! In: a rule's `doc`, markdown under the headings *What it finds*, *Why it matters*, *Example*, *Instead*.
//! Out: its parts. Absent on purpose: how they look.

use crate::check::{Lint, lints};

/// Headings of parts that hold examples.
const EXAMPLES: [&str; 2] = ["Example", "Instead"];

/// The rule of a name.
pub fn rule(name: &str) -> Option<&'static Lint> {
    lints::LINTS.iter().copied().find(|lint| lint.name == name)
}

/// Headings with the text below them, in order. A line of a fenced example is no heading.
pub fn parts(doc: &str) -> Vec<(&str, &str)> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut is_fenced) = (0, false);
    for line in doc.split_inclusive('\n') {
        is_fenced ^= line.starts_with("```");
        if !is_fenced && line.starts_with("# ") {
            starts.push((at, at + line.len()));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([doc.len()]);
    let part = |((start, text), end): (&(usize, usize), usize)| (doc[*start + 2..*text].trim(), doc[*text..end].trim());
    starts.iter().zip(ends).map(part).collect()
}

/// The text below a heading; empty if there is none.
pub fn part<'d>(doc: &'d str, heading: &str) -> &'d str {
    parts(doc).into_iter().find(|(name, _)| *name == heading).map_or("", |(_, text)| text)
}

/// A paragraph on one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A paragraph's first sentence, cut between words if it has more than `most` characters.
pub fn in_brief(text: &str, most: usize) -> String {
    let line = one_line(text);
    let sentence = line.find(". ").map_or(&*line, |end| &line[..=end]);
    if sentence.chars().count() <= most {
        return sentence.to_owned();
    }
    let end = sentence.char_indices().nth(most.saturating_sub(1)).map_or(sentence.len(), |(at, _)| at);
    let cut = sentence[..end].rfind(' ').unwrap_or(end);
    format!("{}…", sentence[..cut].trim_end_matches([',', ';', ':']))
}

/// What a rule finds: its first paragraph.
pub fn finds(doc: &str) -> &str {
    part(doc, "What it finds").split("\n\n").next().unwrap_or("")
}

/// The sites below a heading, as literals of their files.
pub fn sites<'d>(doc: &'d str, heading: &str) -> Vec<&'d str> {
    let blocks = part(doc, heading).split("```site\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or("")).collect()
}

/// The documentation with headings in bold and without the examples, which are whole sites.
pub fn in_short(doc: &str) -> String {
    let told = parts(doc).into_iter().filter(|(name, _)| !EXAMPLES.contains(name));
    told.map(|(name, text)| format!("**{name}**\n\n{text}")).collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOC: &str = "# What it finds\n\nA thing.\n\nMore.\n\n# Example\n\n```site\n-- a.yml --\n# no heading\n```\n\n# Instead\n\nNothing.\n";

    #[test]
    fn parts_are_told_apart_and_examples_keep_their_comments() {
        let names: Vec<&str> = parts(DOC).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["What it finds", "Example", "Instead"]);
        assert_eq!((finds(DOC), part(DOC, "Instead"), part(DOC, "None")), ("A thing.", "Nothing.", ""));
        assert_eq!(sites(DOC, "Example"), ["-- a.yml --\n# no heading\n"]);
        assert_eq!(in_brief("One two, three.\nFour.", 99), "One two, three.");
        assert_eq!(in_brief("One two, three.", 10), "One two…");
        assert_eq!(in_short(DOC), "**What it finds**\n\nA thing.\n\nMore.");
    }
}
