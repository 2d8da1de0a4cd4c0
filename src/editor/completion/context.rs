//! What is being written at a place: what sort of id or word, and the bytes it takes the place of.

use std::ops::Range;

use crate::editor::keys::{Scope, Values};
use crate::editor::names::links::{self, SCHEMES};
use crate::editor::names::{Kind, kind_of, yaml_at};
use crate::editor::view::Document;
use crate::editor::yaml::{self, Part, Spot};

/// What is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The id of something, from markdown or a YAML value.
    Id(Kind),
    /// An address: an article beside this one, or one of the schemes.
    Address,
    /// A key of a map.
    Keys(Scope),
    /// The name of a rule: a key of `rules` or `allow`, or in a comment that waives it.
    Rule,
    /// One of some words.
    Words(&'static [&'static str]),
    /// A unit of `site.yml`.
    Unit,
}

/// What is being written at an offset, and the bytes of it so far, up to the end of the word.
pub fn at(document: &Document<'_>, offset: usize) -> Option<(Wanted, Range<usize>)> {
    let text = document.text;
    let line = document.lines.line(document.lines.line_of(offset))?;
    let in_prose = in_link(text, line.clone(), offset).or_else(|| in_citation(text, line.clone(), offset));
    let in_comment = || in_waiver(text, line, offset).filter(|_| document.path.ends_with(".md"));
    if let Some(found) = in_prose.or_else(in_comment) {
        let in_code = document.path.ends_with(".md") && links::fenced(text, offset).is_some();
        return (!in_code || links::directive(text, offset).is_some()).then_some(found);
    }
    let (scope, region) = yaml_at(&document.path, text, offset)?;
    in_yaml(text, scope, &yaml::spot(text, region, offset)?, offset)
}

/// `](fact:…`, `](entity:…`, `](why-…`.
fn in_link(text: &str, line: Range<usize>, offset: usize) -> Option<(Wanted, Range<usize>)> {
    let before = &text[line.start..offset];
    let open = before.rfind("](")? + 2;
    let written = &before[open..];
    if written.contains(')') {
        return None;
    }
    let end = offset + word_length(&text[offset..line.end], ")");
    let start = line.start + open;
    match SCHEMES.iter().find(|(scheme, _)| written.starts_with(scheme)) {
        Some((scheme, kind)) => Some((Wanted::Id(*kind), start + scheme.len()..end)),
        None if written.contains(':') => None,
        None => Some((Wanted::Address, start..end)),
    }
}

/// `<!-- allow …`.
fn in_waiver(text: &str, line: Range<usize>, offset: usize) -> Option<(Wanted, Range<usize>)> {
    let before = &text[line.start..offset];
    let comment = &before[before.rfind("<!--")? + "<!--".len()..];
    let written = comment.trim_start().strip_prefix("allow ")?;
    let is_name = |c: char| c.is_ascii_lowercase() || c == '-';
    let rest = &text[offset..line.end];
    let word = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
    // The end of the comment is none of the name.
    let word = word.strip_suffix("--").filter(|word| rest[word.len()..].starts_with("-->")).unwrap_or(word);
    written.chars().all(is_name).then(|| (Wanted::Rule, offset - written.len()..offset + word.len()))
}

/// `[@…`, `[see @a; @…`.
fn in_citation(text: &str, line: Range<usize>, offset: usize) -> Option<(Wanted, Range<usize>)> {
    let before = &text[line.start..offset];
    let open = before.rfind('[')? + 1;
    let written = &before[open..];
    let sign = written.rfind('@')?;
    let after_word = written[..sign].ends_with(|c: char| c.is_alphanumeric());
    let id = written[sign + 1..].trim_start_matches('{');
    if written.contains(']') || after_word || id.contains([',', ';']) || id.contains(char::is_whitespace) {
        return None;
    }
    let end = offset + word_length(&text[offset..line.end], "],;}");
    Some((Wanted::Id(Kind::Source), offset - id.len()..end))
}

/// Length of the rest of the word, up to a blank or one of the marks.
fn word_length(rest: &str, marks: &str) -> usize {
    rest.find(|c: char| c.is_whitespace() || marks.contains(c)).unwrap_or(rest.len())
}

fn in_yaml(text: &str, root: Scope, spot: &Spot, offset: usize) -> Option<(Wanted, Range<usize>)> {
    let path = || spot.path.iter().map(String::as_str);
    if spot.part == Part::Key {
        // What stands alone below `by:` may be its value on a line of its own.
        if let (Some((key, above)), false) = (spot.path.split_last(), spot.in_flow)
            && let Some(scope) = root.at(above.iter().map(String::as_str))
            && scope.child(key).is_none()
        {
            return in_value(text, scope.values(key), spot, offset);
        }
        return match root.at(path())? {
            Scope::Rules | Scope::Waivers => Some((Wanted::Rule, spot.word.clone())),
            scope if scope.keys().is_empty() => None,
            scope => Some((Wanted::Keys(scope), spot.word.clone())),
        };
    }
    match spot.path.split_last() {
        Some((key, above)) => {
            let scope = root.at(above.iter().map(String::as_str))?;
            // An item of a list of maps begins with a key.
            let values = scope.values(key);
            match (kind_of(values), scope.child(key)) {
                (None, Some(inner)) if !inner.keys().is_empty() => Some((Wanted::Keys(inner), spot.word.clone())),
                _ => in_value(text, values, spot, offset),
            }
        }
        None => in_value(text, root.values(""), spot, offset),
    }
}

fn in_value(text: &str, values: Values, spot: &Spot, offset: usize) -> Option<(Wanted, Range<usize>)> {
    let mut word = spot.word.clone();
    if values == Values::Evidence {
        let comma = text[word.clone()].find(',').map_or(word.end, |at| word.start + at);
        if offset > comma {
            return None;
        }
        word.end = comma;
    }
    let wanted = match values {
        Values::Words(words) => Wanted::Words(words),
        Values::Units => Wanted::Unit,
        values => Wanted::Id(kind_of(values)?),
    };
    Some((wanted, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editor::position::{Encoding, Lines};

    /// What is wanted at the mark `|`, and the bytes that would be replaced.
    fn wanted(path: &str, marked: &str) -> String {
        let offset = marked.find('|').expect("a mark");
        let text = marked.replacen('|', "", 1);
        let document = Document { path: path.into(), text: &text, lines: Lines::new(&text, Encoding::Utf8) };
        match at(&document, offset) {
            Some((wanted, range)) => format!("{wanted:?} “{}”", &text[range]),
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn links_and_citations_in_prose() {
        let article = |text: &str| wanted("content/a.md", text);
        assert_eq!(article("x [1](fact:|) y"), "Id(Fact) “”");
        assert_eq!(article("x [1](fact:s/co|unt) y"), "Id(Fact) “s/count”");
        assert_eq!(article("x [1](fact:|"), "Id(Fact) “”");
        assert_eq!(article("x [1](fact:制裁|)"), "Id(Fact) “制裁”");
        assert_eq!(article("x [1](fact:left the|)"), "Id(Fact) “left the”");
        assert_eq!(article("[a](term:b) [x](entity:|)"), "Id(Entity) “”");
        assert_eq!(article("[a](why|.md)"), "Address “why.md”");
        assert_eq!(article("[a](https://x|)"), "nothing");
        assert_eq!(article("[@ep|]"), "Id(Source) “ep”");
        assert_eq!(article("[see @a, p. 3; @|]"), "Id(Source) “”");
        assert_eq!(article("[@a, p. |3]"), "nothing");
        assert_eq!(article("[a@b|.org]"), "nothing");
        assert_eq!(article("<!-- allow un|-->"), "Rule “un”");
        assert_eq!(article("<!-- allow un|cited: x -->"), "Rule “uncited”");
        assert_eq!(article("<!-- allow uncited: x| -->"), "nothing");
        assert_eq!(article("plain |"), "nothing");
        assert_eq!(article("```\n[1](fact:|)\n```\n"), "nothing");
    }

    #[test]
    fn values_and_keys_in_yaml() {
        let sheet = |text: &str| wanted("content/facts/s.yml", text);
        assert_eq!(sheet("facts:\n  a:\n    by: |\n"), "Id(Entity) “”");
        assert_eq!(sheet("facts:\n  a:\n    by: [a, b|]\n"), "Id(Entity) “b”");
        assert_eq!(sheet("facts:\n  a:\n    by:\n      - |\n"), "Id(Entity) “”");
        assert_eq!(sheet("facts:\n  a:\n    by:\n      cast|\n"), "Id(Entity) “cast”");
        assert_eq!(sheet("facts:\n  a:\n    evidence: ep|o, para. 3\n"), "Id(Source) “epo”");
        assert_eq!(sheet("facts:\n  a:\n    evidence: epo, para. |3\n"), "nothing");
        assert_eq!(sheet("facts:\n  a:\n    evidence:\n      - so|\n"), "Id(Source) “so”");
        assert_eq!(sheet("facts:\n  a:\n    evidence:\n      - {source: x, via: |}\n"), "Id(Entity) “”");
        assert_eq!(sheet("facts:\n  a:\n    see: [|]\n"), "Id(Fact) “”");
        assert!(sheet("facts:\n  a:\n    kind: |\n").starts_with("Words"));
        assert_eq!(sheet("facts:\n  a:\n    unit: |\n"), "Unit “”");
        assert_eq!(sheet("facts:\n  a:\n    cl|\n"), "Keys(Fact) “cl”");
        assert_eq!(sheet("facts:\n  a:\n    note: of [1](fact:|)\n"), "Id(Fact) “”");
        assert_eq!(sheet("facts:\n  a:\n    allow:\n      un|\n"), "Rule “un”");
        assert_eq!(sheet("facts:\n  a:\n    allow:\n      stale: {wh|}\n"), "Keys(Waiver) “wh”");
        assert_eq!(wanted("content/site.yml", "rules:\n  un|\n"), "Rule “un”");
        assert_eq!(wanted("content/sources/a.yml", "a:\n  publisher: |\n"), "Id(Entity) “”");
        assert_eq!(wanted("content/entities/a.yml", "a: {owner: x|}\n"), "Id(Entity) “x”");
    }

    #[test]
    fn front_matter_and_directives() {
        assert_eq!(wanted("content/a.md", "---\ntitle: x\ntopics: [a, |]\n---\n"), "Id(Topic) “”");
        assert_eq!(wanted("content/a.md", "---\nsta|\n---\n"), "Keys(Article) “sta”");
        assert_eq!(wanted("content/a.md", "---\nt: x\n---\n```chart\nfact: |\n```\n"), "Id(Fact) “”");
        assert_eq!(wanted("content/a.md", "```facts\n- a/|\n```\n"), "Id(Fact) “a/”");
        assert_eq!(wanted("content/a.md", "```timeline\nkinds: [|]\n```\n").split('(').next(), Some("Words"));
    }
}
