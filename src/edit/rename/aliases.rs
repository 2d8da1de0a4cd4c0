//! The old address of an article, noted in its front matter.
//!
//! In: the article's text and its two addresses. Out: one edit; nothing if the address is noted already or there
//! is no front matter. An alias that is the new address gives way: an article renamed back has not lost its way.

use crate::base::text::Span;
use crate::model::article::Article;

/// Where and what to write so that `aliases` holds the old address.
pub fn with_alias(text: &str, article: &Article, old: &str, new: &str) -> Option<(Span, String)> {
    let aliases = &article.aliases;
    if let Some(own) = aliases.iter().find(|alias| same(&alias.text, new)) {
        let raw = text.get(own.at.span.range())?;
        let offset = raw.find(&*own.text)?;
        let start = own.at.span.start as usize + offset;
        return Some((Span::of(start..start + own.text.len()), old.to_owned()));
    }
    if aliases.iter().any(|alias| same(&alias.text, old)) {
        return None;
    }
    match aliases.last() {
        Some(last) => append(text, last.at.span, old),
        None => insert(text, article, old),
    }
}

fn same(a: &str, b: &str) -> bool {
    a.trim_matches('/') == b.trim_matches('/')
}

/// After the last of a list, in the manner of the list; a single address becomes a list.
fn append(text: &str, last: Span, old: &str) -> Option<(Span, String)> {
    let line_start = text[..last.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let line = &text[line_start..last.start as usize];
    let indent = &line[..line.len() - line.trim_start().len()];
    if line.trim_start().starts_with('-') {
        let end = last.end as usize + text[last.end as usize..].find('\n')?;
        let ending = if text[..end].ends_with('\r') { "\r\n" } else { "\n" };
        return Some((Span::of(end + 1..end + 1), format!("{indent}- {old}{ending}")));
    }
    let before = text[..last.start as usize].rfind(['[', '\n'])?;
    if text[before..].starts_with('[') {
        return Some((Span { start: last.end, end: last.end }, format!(", {old}")));
    }
    Some((last, format!("[{}, {old}]", text.get(last.range())?)))
}

/// A line of its own before the end of the front matter; an empty `aliases:` is filled.
fn insert(text: &str, article: &Article, old: &str) -> Option<(Span, String)> {
    let body = article.body.at.span.start as usize;
    let front = text.get(..body)?;
    let fence = front.trim_end_matches(['\n', '\r']).rfind('\n').map(|at| at + 1)?;
    if !matches!(front[fence..].trim_end(), "---" | "...") {
        return None;
    }
    let ending = if front[..fence].ends_with("\r\n") { "\r\n" } else { "\n" };
    let mut at = 0;
    for line in front[..fence].split_inclusive('\n') {
        let words = line.trim_end();
        if words.strip_prefix("aliases:").is_some_and(|rest| matches!(rest.trim(), "" | "[]" | "~" | "null")) {
            return Some((Span::of(at..at + words.len()), format!("aliases: [{old}]")));
        }
        at += line.len();
    }
    Some((Span::of(fence..fence), format!("aliases: [{old}]{ending}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::FileId;
    use crate::edit::{Edit, apply};
    use crate::parse::article::read_article;
    use crate::parse::record::Cx;

    fn after(front: &str) -> Option<String> {
        let text = format!("---\ntitle: A\n{front}---\nText.\n");
        let mut cx = Cx::new(FileId(0), &text);
        let article = read_article(&mut cx, "b.md");
        let (span, new) = with_alias(&text, &article, "/a/", "/b/")?;
        let (text, _) = apply(&text, &[Edit { path: "b.md".into(), span, text: new }]);
        Some(text.strip_prefix("---\ntitle: A\n").expect("the head stays").replace("---\nText.\n", ""))
    }

    #[test]
    fn the_address_is_written_in_the_manner_of_the_file() {
        for (front, want) in [
            ("", "aliases: [/a/]\n"),
            ("toc: false\n", "toc: false\naliases: [/a/]\n"),
            ("aliases:\ntoc: false\n", "aliases: [/a/]\ntoc: false\n"),
            ("aliases: [/x/]\n", "aliases: [/x/, /a/]\n"),
            ("aliases: /x/\n", "aliases: [/x/, /a/]\n"),
            (
                "aliases:\n  - /x/ # first\n  - /y/\ntoc: false\n",
                "aliases:\n  - /x/ # first\n  - /y/\n  - /a/\ntoc: false\n",
            ),
            ("aliases: [/b/]\n", "aliases: [/a/]\n"),
            ("aliases:\n  - \"/b/\"\n", "aliases:\n  - \"/a/\"\n"),
        ] {
            assert_eq!(after(front).as_deref(), Some(want), "{front}");
        }
        assert_eq!(after("aliases: [/a/]\n"), None);
    }
}
