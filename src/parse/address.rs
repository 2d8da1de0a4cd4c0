//! Addresses of the site itself, as people write them: `/old/`, `old`, `/old.html#place`, `/facts/old/*`.
//!
//! In: the text of a field. Out: a finding if it is none, and the one form in which addresses are compared: from
//! the root, percent-encoded, with a slash at the end unless a file is meant.

use crate::base::escape::url_part;
use crate::model::Text;
use crate::parse::record::Cx;

/// Reports a text that is no address below the site's own; whether it is one.
pub fn check(cx: &mut Cx<'_>, text: &Text, key: &str) -> bool {
    let path = text.text.split('#').next().unwrap_or("");
    let why = if text.text.contains("://") || text.text.starts_with("//") {
        "names a host"
    } else if path.split('/').any(|part| matches!(part, "." | ".."))
        || path.to_ascii_lowercase().contains("%2e")
        || path.trim_matches('/').contains("//")
    {
        "leads through a folder without a name"
    } else if text.text.contains(|c: char| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '?' | '<' | '>')) {
        "holds what no address of a page may hold"
    } else if text.text.is_empty() || text.text.starts_with('#') {
        "names no page"
    } else {
        return true;
    };
    let finding = cx.report("bad-value", text.at.span, format!("`{}` in `{key}` {why}", text.text));
    finding.help = Some("write the path below the site's address: `/old-page/` or `/old-page/#place`".to_owned());
    false
}

/// The form in which addresses are compared, and the place in the page.
pub fn normal(text: &str) -> (String, Option<&str>) {
    let (path, place) = match text.split_once('#') {
        Some((path, place)) => (path, Some(place).filter(|place| !place.is_empty())),
        None => (text, None),
    };
    let path = path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(path);
    let path = path.trim_matches('/');
    let encode = |part: &str| if part.contains('%') { part.to_owned() } else { url_part(part) };
    let joined = path.split('/').map(encode).collect::<Vec<_>>().join("/");
    let last = path.rsplit('/').next().unwrap_or("");
    let end = if path.is_empty() || last.contains('.') { "" } else { "/" };
    (format!("/{joined}{end}"), place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_one_form_however_it_is_written() {
        for text in ["/a/b/", "a/b", "/a/b", "a/b/index.html"] {
            assert_eq!(normal(text), ("/a/b/".to_owned(), None), "{text}");
        }
        assert_eq!(normal("/"), ("/".to_owned(), None));
        assert_eq!(normal("/old.html#x"), ("/old.html".to_owned(), Some("x")));
        assert_eq!(normal("/a/#"), ("/a/".to_owned(), None));
        assert_eq!(normal("/制/"), normal("/%E5%88%B6/"));
    }
}
