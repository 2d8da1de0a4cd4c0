//! What stands behind the `#` of an address: a place by its id, or words (`#:~:text=`).
//!
//! In: the fragment as written. Out: what a browser would look for. Fragments that are no places (`#!/route`,
//! `#page=3` of a PDF, `#top`) ask for nothing.

use crate::link::targets::decode;

/// What an address asks of its page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    /// The id or name of an element.
    pub id: Option<String>,
    /// Words; one of the directives is enough, as in a browser.
    pub texts: Vec<TextDirective>,
}

/// `text=[prefix-,]start[,end][,-suffix]`, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextDirective {
    /// Words before.
    pub prefix: String,
    /// The words, or those they begin with.
    pub start: String,
    /// The words they end with.
    pub end: String,
    /// Words behind.
    pub suffix: String,
}

impl Fragment {
    /// Reads what stands behind the `#`.
    pub fn parse(text: &str) -> Fragment {
        let (place, directives) = text.split_once(":~:").unwrap_or((text, ""));
        let texts = directives.split('&').filter_map(|part| directive(part.strip_prefix("text=")?)).collect();
        let is_place = !place.is_empty()
            && !place.eq_ignore_ascii_case("top")
            && !place.starts_with(['!', '/', '?'])
            && !place.contains(['=', '&']);
        Fragment { id: is_place.then(|| decode(place)), texts }
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.id.is_none() && self.texts.is_empty()
    }
}

fn directive(text: &str) -> Option<TextDirective> {
    let mut parts: Vec<&str> = text.split(',').collect();
    let mut out = TextDirective::default();
    if let Some(prefix) = parts.first().and_then(|part| part.strip_suffix('-')) {
        out.prefix = decode(prefix);
        parts.remove(0);
    }
    if let Some(suffix) = parts.last().and_then(|part| part.strip_prefix('-')) {
        out.suffix = decode(suffix);
        parts.pop();
    }
    match parts[..] {
        [start] => out.start = decode(start),
        [start, end] => (out.start, out.end) = (decode(start), decode(end)),
        _ => return None,
    }
    (!out.start.trim().is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_are_read_as_browsers_read_them() {
        let id = |text: &str| Fragment::parse(text).id;
        assert_eq!(id("part-2").as_deref(), Some("part-2"));
        assert_eq!(id("%E5%88%B6%E8%A3%81").as_deref(), Some("制裁"));
        assert_eq!(id("part:~:text=x").as_deref(), Some("part"));
        for none in ["", "top", "!/route", "/route", "page=3", "t=30&x", ":~:text=a"] {
            assert_eq!(id(none), None, "{none}");
        }
        let text = |prefix: &str, start: &str, end: &str, suffix: &str| TextDirective {
            prefix: prefix.to_owned(),
            start: start.to_owned(),
            end: end.to_owned(),
            suffix: suffix.to_owned(),
        };
        for (fragment, want) in [
            (":~:text=a%20b", vec![text("", "a b", "", "")]),
            (":~:text=a,b", vec![text("", "a", "b", "")]),
            (":~:text=p-,a,b,-s", vec![text("p", "a", "b", "s")]),
            (":~:text=a%2Cb%2Dc", vec![text("", "a,b-c", "", "")]),
            (":~:text=a&text=b", vec![text("", "a", "", ""), text("", "b", "", "")]),
            (":~:text=&other=1", vec![]),
            (":~:text=a,b,c", vec![]),
        ] {
            assert_eq!(Fragment::parse(fragment).texts, want, "{fragment}");
        }
    }
}
