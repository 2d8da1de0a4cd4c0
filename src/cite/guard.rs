//! Looks over a `.csl` file before the CSL reader sees it, and over the style before it is used.
//!
//! The reader and the formatter recurse: over nested elements, and over macros that call macros. A file that
//! would overflow the stack, or unfold into hours of work, is refused here, in one pass over each.

use std::collections::HashMap;

use hayagriva::citationberg::{IndependentStyle, LayoutRenderingElement as Element, NamesChild, TextTarget};

const MOST_BYTES: usize = 1 << 20;
/// Elements within elements, macros unfolded; the archive's styles stay below 60.
const MOST_DEPTH: usize = 120;
const MOST_ATTRIBUTES: usize = 60;
/// The largest style in the archive, all macros unfolded, has far fewer elements.
const MOST_UNFOLDED: u64 = 300_000;

/// One start tag, as far as it matters.
struct Tag {
    attributes: usize,
    closes_itself: bool,
}

/// Elements of a macro, without what it calls.
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

/// Says why a file is refused unread: too large, too deep, not markup, a document type of its own.
pub fn check_markup(xml: &str) -> Result<(), String> {
    if xml.len() > MOST_BYTES {
        return Err("it is larger than 1 MB".to_owned());
    }
    let (mut depth, mut rest) = (0_usize, xml);
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(after) = skip_other(rest)? {
            rest = after;
        } else if let Some(after) = rest.strip_prefix("</") {
            depth = depth.checked_sub(1).ok_or("an end tag has no start tag")?;
            rest = after;
        } else {
            let (tag, after) = start_tag(&rest[1..])?;
            rest = after;
            depth += usize::from(!tag.closes_itself);
            if depth > MOST_DEPTH {
                return Err(too_deep());
            }
        }
    }
    Ok(())
}

/// Says why a style is refused: a macro that calls itself, or macros that unfold into too much.
pub fn check_macros(style: &IndependentStyle) -> Result<(), String> {
    let mut bodies: HashMap<&str, Body<'_>> = HashMap::new();
    for one in &style.macros {
        look(&one.children, 1, bodies.entry(&one.name).or_default());
    }
    let mut root = Body::default();
    look(&style.citation.layout.elements, 1, &mut root);
    if let Some(list) = &style.bibliography {
        look(&list.layout.elements, 1, &mut root);
    }
    root.calls.extend(style.macros.iter().map(|one| one.name.as_str()));
    let mut sizes = HashMap::new();
    for name in root.calls {
        let size = unfolded(name, &bodies, &mut sizes, 0)?;
        if size.elements > MOST_UNFOLDED {
            return Err("its macros unfold into too many elements".to_owned());
        }
        if size.depth + root.depth > MOST_DEPTH {
            return Err(too_deep());
        }
    }
    Ok(())
}

fn look<'a>(elements: &'a [Element], depth: usize, body: &mut Body<'a>) {
    body.depth = body.depth.max(depth);
    body.elements += elements.len() as u64;
    for element in elements {
        match element {
            Element::Text(text) => {
                if let TextTarget::Macro { name } = &text.target {
                    body.calls.push(name);
                }
            }
            Element::Group(group) => look(&group.children, depth + 1, body),
            Element::Names(names) => {
                for child in &names.children {
                    if let NamesChild::Substitute(substitute) = child {
                        look(&substitute.children, depth + 1, body);
                    }
                }
            }
            Element::Choose(choose) => {
                choose.branches().for_each(|branch| look(&branch.children, depth + 1, body));
                choose.otherwise.iter().for_each(|branch| look(&branch.children, depth + 1, body));
            }
            Element::Date(_) | Element::Number(_) | Element::Label(_) => {}
        }
    }
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

/// Reads a start tag behind its `<`, and what follows it.
fn start_tag(text: &str) -> Result<(Tag, &str), String> {
    let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').ok_or("a tag is never closed")?;
    let mut rest = &text[end..];
    let mut tag = Tag { attributes: 0, closes_itself: false };
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix('>') {
            return Ok((tag, after));
        }
        if let Some(after) = rest.strip_prefix("/>") {
            tag.closes_itself = true;
            return Ok((tag, after));
        }
        let (_, value) = rest.split_once('=').ok_or("a tag is never closed")?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or("an attribute has no quotes")?;
        let close = value[1..].find(quote).ok_or("an attribute is never closed")?;
        tag.attributes += 1;
        if tag.attributes > MOST_ATTRIBUTES {
            return Err(format!("an element has more than {MOST_ATTRIBUTES} attributes"));
        }
        rest = &value[close + 2..];
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

#[cfg(test)]
mod tests {
    use super::super::style::style_from_csl;
    use super::*;

    #[track_caller]
    fn refused(xml: &str, reason: &str) {
        let message = style_from_csl(xml).map(|_| ()).expect_err(reason).to_string();
        assert!(message.contains(reason), "{message}");
    }

    #[test]
    fn hostile_markup_is_refused_unread() {
        refused(&format!("<style>{}", "<group>".repeat(100_000)), "nested more than");
        refused("<!DOCTYPE x [<!ENTITY a \"b\">]><style/>", "document type");
        refused("<style a='", "never closed");
        refused("<style", "never closed");
        refused("</style>", "no start tag");
        refused("<!-- ", "never closed");
        refused(&format!("<style {}/>", "a=\"b\" ".repeat(100)), "attributes");
        refused(&" ".repeat(MOST_BYTES + 1), "1 MB");
        assert_eq!(check_markup("<a b=\"x > y\" macro='none'><!-- <b> --><c/></a>"), Ok(()));
    }

    #[test]
    fn macros_that_never_end_are_refused() {
        let style = |macros: &str| {
            format!(
                "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\"><info><title>T</title>\
                 <id>i</id><updated>2020-01-01T00:00:00+00:00</updated></info>{macros}<citation><layout>\
                 <text macro=\"m0\"/></layout></citation></style>"
            )
        };
        let calls = |from: usize, times: usize| {
            format!("<macro name=\"m{from}\">{}</macro>", format!("<text macro=\"m{}\"/>", from + 1).repeat(times))
        };
        let end = "<macro name=\"m40\"><text variable=\"title\"/></macro>";
        assert!(style_from_csl(&style(&((0..40).map(|i| calls(i, 1)).collect::<String>() + end))).is_ok());
        refused(&style(&((0..40).map(|i| calls(i, 3)).collect::<String>() + end)), "unfold into too many");
        refused(&style(&(0..200).map(|i| calls(i, 1)).collect::<String>()), "nested more than");
        refused(&style("<macro name=\"m0\"><text macro=\"m0\"/></macro>"), "calls itself");
        refused(&style("<macro name=\"m0\"><text macro=\"&#109;0\"/></macro>"), "calls itself");
        refused(
            &style(
                "<macro name=\"m0\"><choose><if type=\"book\"><text macro=\"m1\"/></if></choose></macro><macro name=\"m1\"><group><text macro=\"m0\"/></group></macro>",
            ),
            "calls itself",
        );
    }
}
