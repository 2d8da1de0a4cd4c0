//! HTML escaping, and the addresses a page may link to.

/// Appends `text` with `& < > " '` escaped: right in element content and in quoted attributes.
pub fn push_html(out: &mut String, text: &str) {
    let mut rest = text;
    let is_special = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
    while let Some(at) = rest.bytes().position(is_special) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// `text` with `& < > " '` escaped.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_html(&mut out, text);
    out
}

/// Whether an outgoing address is one a reader may click: `http`, `https`, `mailto`, or relative.
/// `javascript:`, `data:`, `vbscript:` and anything else with a scheme is refused.
pub fn is_safe_url(url: &str) -> bool {
    let head: String = url.chars().filter(|c| !c.is_control() && !c.is_whitespace()).take(64).collect();
    let scheme_end = head.find([':', '/', '?', '#']);
    match scheme_end {
        Some(at) if head.as_bytes()[at] == b':' => {
            ["http", "https", "mailto"].iter().any(|scheme| head[..at].eq_ignore_ascii_case(scheme))
        }
        _ => true,
    }
}

/// Percent-encodes what may not stand in a URL path or fragment; keeps letters of any script readable
/// by browsers only after encoding, so non-ASCII bytes are encoded too.
pub fn url_part(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Resolves percent-escapes; `None` if the bytes are no UTF-8 then.
pub fn percent_decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = bytes.get(index + 1..index + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| bytes[index] == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                index += 3;
            }
            None => {
                out.push(bytes[index]);
                index += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_script_addresses_are_refused() {
        assert_eq!(html("a<b>&\"'"), "a&lt;b&gt;&amp;&quot;&#39;");
        for bad in
            ["javascript:alert(1)", " JavaScript:x", "java\nscript:x", "data:text/html,x", "vbscript:x", "file:///etc"]
        {
            assert!(!is_safe_url(bad), "{bad}");
        }
        for good in ["https://example.org/a:b", "mailto:a@b.c", "a/b.md#c", "?q=a:b", "#x:y", ""] {
            assert!(is_safe_url(good), "{good}");
        }
    }
}
