//! Looks over a `.csl` file before the CSL reader sees it.
//!
//! The reader and the formatter recurse: over nested elements, and over macros that call macros. A file that
//! would overflow the stack, or unfold into hours of work, is refused here, in one pass over its bytes.

use std::collections::HashMap;

const MOST_BYTES: usize = 1 << 20;
/// Elements within elements, macros unfolded; the archive's styles stay below 60.
const MOST_DEPTH: usize = 120;
const MOST_ATTRIBUTES: usize = 60;
/// The largest style in the archive, all macros unfolded, has far fewer elements.
const MOST_UNFOLDED: u64 = 300_000;

/// One start tag.
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    closes_itself: bool,
}

/// A macro, or the rest of the style under the name "".
#[derive(Default)]
struct Body<'a> {
    elements: u64,
    depth: usize,
    calls: Vec<&'a str>,
}

/// A macro with all it calls.
#[derive(Clone, Copy, Default)]
struct Unfolded {
    elements: u64,
    depth: usize,
}

/// Says why a file is refused.
pub fn check(xml: &str) -> Result<(), String> {
    if xml.len() > MOST_BYTES {
        return Err("it is larger than 1 MB".to_owned());
    }
    let bodies = bodies(xml)?;
    let mut sizes = HashMap::new();
    let mut names: Vec<&str> = bodies.keys().copied().collect();
    names.sort_unstable();
    for name in names {
        let size = unfolded(name, &bodies, &mut sizes, 0)?;
        if size.elements > MOST_UNFOLDED {
            return Err("its macros unfold into too many elements".to_owned());
        }
        if size.depth > MOST_DEPTH {
            return Err(too_deep());
        }
    }
    Ok(())
}

fn bodies(xml: &str) -> Result<HashMap<&str, Body<'_>>, String> {
    let mut bodies: HashMap<&str, Body<'_>> = HashMap::new();
    let (mut depth, mut current, mut rest) = (0_usize, "", xml);
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(after) = skip_other(rest)? {
            rest = after;
            continue;
        }
        if let Some(after) = rest.strip_prefix("</") {
            depth = depth.checked_sub(1).ok_or("an end tag has no start tag")?;
            if after.trim_start().starts_with("macro") || after.starts_with("cs:macro") {
                current = "";
            }
            rest = after;
            continue;
        }
        let (tag, after) = start_tag(&rest[1..])?;
        rest = after;
        if tag.name == "macro" && !tag.closes_itself {
            current = tag.attribute("name").unwrap_or("");
        }
        let body = bodies.entry(current).or_default();
        body.elements += 1;
        body.calls.extend(tag.attribute("macro"));
        if !tag.closes_itself {
            depth += 1;
        }
        body.depth = body.depth.max(depth);
        if depth > MOST_DEPTH {
            return Err(too_deep());
        }
    }
    Ok(bodies)
}

fn too_deep() -> String {
    format!("its elements are nested more than {MOST_DEPTH} deep")
}

/// What follows a comment, CDATA section or instruction; `None` at an element. A document type is refused.
fn skip_other(rest: &str) -> Result<Option<&str>, String> {
    for (open, close) in [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")] {
        if let Some(body) = rest.strip_prefix(open) {
            let end = body.find(close).ok_or_else(|| format!("`{open}` is never closed"))?;
            return Ok(Some(&body[end + close.len()..]));
        }
    }
    if rest.starts_with("<!") { Err("it declares a document type".to_owned()) } else { Ok(None) }
}

/// Reads a start tag behind its `<`.
fn start_tag(text: &str) -> Result<(Tag<'_>, &str), String> {
    let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').ok_or("a tag is never closed")?;
    let (name, mut rest) = text.split_at(end);
    let mut tag = Tag { name: name.rsplit(':').next().unwrap_or(name), attributes: Vec::new(), closes_itself: false };
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return Ok((tag, after));
        }
        if let Some(after) = rest.strip_prefix("/>") {
            tag.closes_itself = true;
            return Ok((tag, after));
        }
        let (key, value) = rest.split_once('=').ok_or("a tag is never closed")?;
        let quote = value.trim_start().chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or("an attribute has no quotes")?;
        let value = &value.trim_start()[1..];
        let close = value.find(quote).ok_or("an attribute is never closed")?;
        tag.attributes.push((key.trim(), &value[..close]));
        if tag.attributes.len() > MOST_ATTRIBUTES {
            return Err(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
        }
        rest = &value[close + 1..];
    }
}

/// Size of a macro with all it calls; an error for one that reaches itself.
fn unfolded<'a>(
    name: &'a str,
    bodies: &HashMap<&'a str, Body<'a>>,
    sizes: &mut HashMap<&'a str, Option<Unfolded>>,
    depth: usize,
) -> Result<Unfolded, String> {
    match sizes.get(name) {
        Some(Some(size)) => return Ok(*size),
        Some(None) => return Err(format!("the macro `{}` calls itself", name.escape_debug())),
        None if depth > MOST_DEPTH => return Err(too_deep()),
        None => {}
    }
    let Some(body) = bodies.get(name) else { return Ok(Unfolded::default()) };
    sizes.insert(name, None);
    let mut size = Unfolded { elements: body.elements, depth: 0 };
    for call in &body.calls {
        let called = unfolded(call, bodies, sizes, depth + 1)?;
        size.elements = size.elements.saturating_add(called.elements);
        size.depth = size.depth.max(called.depth);
    }
    size.depth += body.depth;
    sizes.insert(name, Some(size));
    Ok(size)
}

impl<'a> Tag<'a> {
    fn attribute(&self, key: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_files_are_refused_quickly() {
        let deep = format!("<style>{}", "<group>".repeat(100_000));
        let unfolding: String = (0..40)
            .map(|i| format!("<macro name=\"m{i}\">{}</macro>", format!("<text macro=\"m{}\"/>", i + 1).repeat(10)))
            .collect();
        for (xml, reason) in [
            (deep.as_str(), "nested more than"),
            (unfolding.as_str(), "unfold into too many"),
            ("<macro name=\"a\"><text macro=\"a\"/></macro>", "calls itself"),
            ("<macro name=\"a\"><text macro=\"b\"/></macro><macro name=\"b\"><text macro=\"a\"/></macro>", "calls itself"),
            ("<!DOCTYPE x [<!ENTITY a \"b\">]><style/>", "document type"),
            ("<style a='", "never closed"),
            ("<style", "never closed"),
            ("</style>", "no start tag"),
            ("<!-- ", "never closed"),
        ] {
            let message = check(xml).expect_err(reason);
            assert!(message.contains(reason), "{message}");
        }
        assert!(check(&" ".repeat(MOST_BYTES + 1)).is_err());
        assert_eq!(check("<a b=\"x > y\" macro='none'><!-- <b> --><c/></a>"), Ok(()));
    }
}
