//! Links and citations by their letters: `](fact:…)`, `[@…]`, and the fences of directives.
//!
//! In: a text and bytes of it. Out: names with the bytes of their ids. Which links count is decided by the caller:
//! in an article the parser says where they are, in a line of YAML they are found here.

use std::ops::Range;

use super::{Kind, Name};
use crate::cite::syntax::parse_citation;
use crate::model::prose::DirectiveKind;

/// Schemes of links that name something.
pub const SCHEMES: &[(&str, Kind)] =
    &[("fact:", Kind::Fact), ("source:", Kind::Source), ("entity:", Kind::Entity), ("term:", Kind::Term)];

/// The name of one whole link `[words](scheme:id)`.
pub fn link(text: &str, whole: Range<usize>) -> Option<Name> {
    let open = whole.start + text.get(whole.clone())?.rfind("](")? + 2;
    address(text, open, whole)
}

/// The name of an address that begins at `open`.
fn address(text: &str, open: usize, whole: Range<usize>) -> Option<Name> {
    let rest = text.get(open..whole.end)?;
    let (scheme, kind) = SCHEMES.iter().find(|(scheme, _)| rest.starts_with(scheme))?;
    let start = open + scheme.len();
    let written = text[start..whole.end].split(|c: char| c == ')' || c.is_whitespace()).next().unwrap_or("");
    let (id, rest) = if *kind == Kind::Fact { cut_fact(written) } else { (written, "") };
    let span = start..start + id.len();
    Some(Name { kind: *kind, id: id.into(), rest: rest.into(), span, whole, defines: false })
}

/// `sheet/key` and what stands behind it.
pub fn cut_fact(text: &str) -> (&str, &str) {
    let base = text.find(['@', '#']).unwrap_or(text.len());
    let end = text[..base].match_indices('/').nth(1).map_or(base, |(at, _)| at);
    text.split_at(end)
}

/// The name of a cited source: the parser gives the bytes of the id.
pub fn citation(text: &str, whole: Range<usize>, id: &str) -> Option<Name> {
    let written = text.get(whole.clone())?;
    let start = whole.start + written.find(id)?;
    let span = start..start + id.len();
    Some(Name { kind: Kind::Source, id: id.into(), rest: "".into(), span, whole, defines: false })
}

/// A link to a page or file of the site.
pub fn page(text: &str, whole: Range<usize>, target: &str) -> Option<Name> {
    let written = text.get(whole.clone())?;
    let span = match written.rfind("](").and_then(|open| Some(open + 2 + written[open + 2..].find(target)?)) {
        Some(start) => whole.start + start..whole.start + start + target.len(),
        None => whole.clone(),
    };
    Some(Name { kind: Kind::Link, id: target.into(), rest: "".into(), span, whole, defines: false })
}

/// All names in a line of inline markdown.
pub fn find(text: &str, region: Range<usize>, out: &mut Vec<Name>) {
    let Some(line) = text.get(region.clone()) else { return };
    for (at, _) in line.match_indices("](") {
        let open = region.start + at + 2;
        let end = text[open..region.end].find(')').map_or(region.end, |close| open + close + 1);
        let begin = line[..at].rfind('[').map_or(open - 2, |begin| region.start + begin);
        out.extend(address(text, open, begin..end));
    }
    for (at, _) in line.match_indices('[') {
        let inner = &line[at + 1..];
        let Some(inner) = inner.find(']').map(|close| &inner[..close]) else { continue };
        // `[@a](…)` is a link whose words look like a citation.
        if !inner.contains('@') || line[at + inner.len() + 2..].starts_with('(') {
            continue;
        }
        for cited in parse_citation(inner).unwrap_or_default() {
            let start = region.start + at + 1;
            let span = start + cited.at.start..start + cited.at.end;
            let whole = span.clone();
            out.push(Name { kind: Kind::Source, id: cited.id, rest: "".into(), span, whole, defines: false });
        }
    }
}

/// The directive whose body holds an offset.
pub fn directive(text: &str, offset: usize) -> Option<(DirectiveKind, Range<usize>)> {
    let body = fenced(text, offset)?;
    let head = text[..body.start].trim_end_matches(['\n', '\r']);
    let info = head.rsplit('\n').next()?.trim_start().trim_start_matches(['`', '~']);
    let kind = DirectiveKind::ALL.into_iter().find(|kind| kind.word() == info.trim())?;
    Some((kind, body))
}

/// The body of the fence that holds an offset.
pub fn fenced(text: &str, offset: usize) -> Option<Range<usize>> {
    let mut open: Option<(char, usize, usize)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let next = at + line.len();
        let trimmed = line.trim_start_matches(' ');
        let mark = trimmed.chars().next().filter(|c| matches!(c, '`' | '~'));
        let length = mark.map_or(0, |mark| trimmed.len() - trimmed.trim_start_matches(mark).len());
        match (open, mark) {
            (None, Some(mark)) if length >= 3 => open = Some((mark, length, next)),
            (Some((fence, least, start)), Some(mark))
                if mark == fence && length >= least && trimmed[length..].trim().is_empty() =>
            {
                if start <= offset && offset < at.max(start + 1) {
                    return Some(start..at);
                }
                open = None;
            }
            _ => {}
        }
        if at > offset && open.is_none() {
            return None;
        }
        at = next;
    }
    open.filter(|(_, _, start)| *start <= offset).map(|(_, _, start)| start..text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_hold_what_stands_between_them() {
        let text = "a\n```chart\nfact: x\n```\nb\n~~~\nc\n";
        let body = |word: &str| fenced(text, text.find(word).expect("there"));
        assert_eq!(body("fact").map(|range| &text[range]), Some("fact: x\n"));
        assert_eq!((body("b\n"), body("a\n")), (None, None));
        assert_eq!(body("c\n").map(|range| &text[range]), Some("c\n"), "a fence that nobody closed");
        assert_eq!(directive(text, text.find("x").expect("there")).map(|(kind, _)| kind), Some(DirectiveKind::Chart));
        assert_eq!(directive(text, text.find("c\n").expect("there")), None);
    }

    #[test]
    fn facts_are_cut_from_what_follows_them() {
        assert_eq!(cut_fact("a/b"), ("a/b", ""));
        assert_eq!(cut_fact("a/b/c"), ("a/b", "/c"));
        assert_eq!(cut_fact("a/b@2021"), ("a/b", "@2021"));
        assert_eq!(cut_fact("a/b/c#when"), ("a/b", "/c#when"));
        assert_eq!(cut_fact("a"), ("a", ""));
    }
}
