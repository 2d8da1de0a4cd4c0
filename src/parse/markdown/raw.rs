//! HTML that authors write into markdown: comments, a few harmless tags, and nothing else.
//!
//! A page is only as valid as what is pasted into it, and a script in an article is a hole in the site's
//! Content-Security-Policy; so tags outside the list are printed as text and reported.

/// Tags that may stand in markdown, without attributes except `lang`, `id`, `class`, `title`, `open`.
const TAGS: &[&str] = &[
    "abbr", "b", "bdi", "br", "cite", "del", "details", "dfn", "em", "hr", "i", "ins", "kbd", "mark", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "u", "var", "wbr",
];
const ATTRIBUTES: &[&str] = &["lang", "id", "class", "title", "open"];

/// One piece of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub enum Raw<'a> {
    /// The inside of a comment, trimmed.
    Comment(&'a str),
    /// A tag that may stand as it is.
    Tag(&'a str),
    /// Anything else.
    Refused(&'a str),
}

/// Cuts raw HTML into comments, allowed tags, refused tags and the text between them (as `Tag`-free
/// `Refused` only if it holds a `<`).
pub fn pieces(html: &str) -> Vec<Raw<'_>> {
    let mut out = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        if !rest[..start].trim().is_empty() {
            out.push(Raw::Refused(&rest[..start]));
        }
        rest = &rest[start..];
        let (piece, length) = piece(rest);
        out.push(piece);
        rest = &rest[length..];
    }
    if !rest.trim().is_empty() {
        out.push(Raw::Refused(rest));
    }
    out
}

fn piece(text: &str) -> (Raw<'_>, usize) {
    if let Some(inner) = text.strip_prefix("<!--") {
        let end = inner.find("-->");
        let length = end.map_or(text.len(), |end| end + "<!---->".len());
        return (Raw::Comment(inner[..end.unwrap_or(inner.len())].trim()), length);
    }
    let length = text.find('>').map_or(text.len(), |end| end + 1);
    let tag = &text[..length];
    match is_allowed(tag) {
        true => (Raw::Tag(tag), length),
        false => (Raw::Refused(tag), length),
    }
}

fn is_allowed(tag: &str) -> bool {
    let Some(inner) = tag.strip_prefix('<').and_then(|t| t.strip_suffix('>')) else { return false };
    if let Some(name) = inner.strip_prefix('/') {
        return TAGS.contains(&name.trim());
    }
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let name_end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    TAGS.contains(&&inner[..name_end]) && attributes_are_allowed(&inner[name_end..])
}

fn attributes_are_allowed(text: &str) -> bool {
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len());
        if !ATTRIBUTES.contains(&&rest[..end]) {
            return false;
        }
        rest = rest[end..].trim_start();
        let Some(value) = rest.strip_prefix('=') else { continue };
        let value = value.trim_start();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { return false };
        let Some(end) = value[1..].find(quote) else { return false };
        rest = value[end + 2..].trim_start();
    }
    true
}

/// The value of an attribute of an allowed tag.
pub fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let at = tag.match_indices(name).find(|(at, _)| tag[..*at].ends_with(char::is_whitespace))?.0;
    let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next()
}

/// The parts of `<!-- allow RULE until DATE: reason -->`, each a piece of the comment.
#[derive(Debug, PartialEq, Eq)]
pub struct Allow<'a> {
    /// The rule.
    pub rule: &'a str,
    /// What stands behind `until`, if that stands there.
    pub until: Option<&'a str>,
    /// The reason; may be empty.
    pub reason: &'a str,
}

/// Reads the inside of a comment that waives a rule.
pub fn waiver(comment: &str) -> Option<Allow<'_>> {
    let rest = comment.strip_prefix("allow ")?;
    let (head, reason) = rest.split_once(':').unwrap_or((rest, ""));
    let head = head.trim();
    let until = head.split_once(char::is_whitespace).and_then(|(rule, rest)| {
        let date = rest.trim_start().strip_prefix("until")?;
        (date.is_empty() || date.starts_with(char::is_whitespace)).then_some((rule, date.trim()))
    });
    let (rule, until) = until.map_or((head, None), |(rule, date)| (rule, Some(date)));
    Some(Allow { rule, until, reason: reason.trim() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_tags_pass_and_others_are_refused() {
        for tag in ["<br>", "<br/>", "<kbd>", "</kbd>", "<span lang=\"zh\">", "<details open>", "<abbr title='x y'>"] {
            assert_eq!(pieces(tag), [Raw::Tag(tag)], "{tag}");
        }
        for tag in ["<script>", "<span onclick=\"x\">", "<a href=x>", "<span class=x>", "<span title=\"a", "<b"] {
            assert_eq!(pieces(tag), [Raw::Refused(tag)], "{tag}");
        }
    }

    #[test]
    fn comments_may_waive_a_rule() {
        assert_eq!(pieces("<!-- allow uncited-figure: her age -->"), [Raw::Comment("allow uncited-figure: her age")]);
        let read = |text| waiver(text).map(|allow| (allow.rule, allow.until, allow.reason));
        assert_eq!(read("allow uncited-figure: her age: 12"), Some(("uncited-figure", None, "her age: 12")));
        assert_eq!(read("allow x  until 2027-01-31 : why"), Some(("x", Some("2027-01-31"), "why")));
        assert_eq!(read("allow x until: why"), Some(("x", Some(""), "why")));
        assert_eq!(read("allow x untold: why"), Some(("x untold", None, "why")));
        assert_eq!(read("allow x"), Some(("x", None, "")));
        assert_eq!(read("TODO"), None);
        assert_eq!(pieces("<!-- open"), [Raw::Comment("open")]);
    }
}
