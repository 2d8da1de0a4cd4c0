//! A fetched page as a reader's browser sees it: its ids and its words. The sole user of html5gum and encoding_rs.
//!
//! In: bytes and their media type. Out: whether a place or words are there. Words are compared as browsers do for
//! text fragments: without case, accents and differences of white space, from word boundary to word boundary; and
//! quotation marks and dashes are folded, as everywhere on this site.
//! Absent on purpose: scripts. What a script would put there is not there.

use std::collections::BTreeSet;

use encoding_rs::{Encoding, UTF_8};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::fragment::TextDirective;

/// Elements whose content no reader sees as text.
const HIDDEN: &[&[u8]] = &[b"script", b"style", b"noscript", b"template", b"title", b"textarea", b"svg"];
/// Elements that do not part words: all others do.
const INLINE: &[&[u8]] = &[
    b"a", b"abbr", b"b", b"bdi", b"bdo", b"cite", b"code", b"del", b"dfn", b"em", b"font", b"i", b"ins", b"kbd",
    b"mark", b"q", b"rp", b"rt", b"ruby", b"s", b"samp", b"small", b"span", b"strong", b"sub", b"sup", b"time", b"u",
    b"var", b"wbr",
];

/// What is on a page.
#[derive(Debug, Default)]
pub struct Page {
    ids: BTreeSet<String>,
    /// Folded.
    words: Vec<char>,
}

impl Page {
    /// Reads a page. `media_type` is the `Content-Type`.
    pub fn read(bytes: &[u8], media_type: &str) -> Page {
        let text = decoded(bytes, media_type);
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut page = Page::default();
        let (mut words, mut hidden): (String, Option<Vec<u8>>) = (String::new(), None);
        let tokens = Tokenizer::new_with_emitter(&*text, emitter);
        for Ok(token) in tokens {
            match token {
                Token::StartTag(tag) => {
                    let attribute = |name: &[u8]| {
                        let found = tag.attributes.iter().find(|(known, _)| ***known == *name);
                        found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
                    };
                    page.ids.extend(attribute(b"id"));
                    if **tag.name == *b"a" {
                        page.ids.extend(attribute(b"name"));
                    }
                    if hidden.is_none() && HIDDEN.contains(&&**tag.name) && !tag.self_closing {
                        hidden = Some(tag.name.to_vec());
                    }
                    if !INLINE.contains(&&**tag.name) {
                        words.push(' ');
                    }
                }
                Token::EndTag(tag) => {
                    if hidden.as_deref() == Some(&**tag.name) {
                        hidden = None;
                    }
                    if !INLINE.contains(&&**tag.name) {
                        words.push(' ');
                    }
                }
                Token::String(text) if hidden.is_none() => words.push_str(&String::from_utf8_lossy(&text)),
                _ => {}
            }
        }
        page.words = fold(&words);
        page
    }

    /// Whether an element has this id or name. What code hosts put before the ids of authors is passed over.
    pub fn has_id(&self, id: &str) -> bool {
        self.ids.contains(id) || self.ids.contains(&format!("user-content-{id}"))
    }

    /// Whether the words of a directive are there.
    pub fn has_text(&self, wanted: &TextDirective) -> bool {
        let [prefix, start, end, suffix] =
            [&wanted.prefix, &wanted.start, &wanted.end, &wanted.suffix].map(|text| fold(text.trim()));
        if start.is_empty() {
            return false;
        }
        let mut from = 0;
        while let Some(at) = find(&self.words, &start, from) {
            from = at + 1;
            let first_end = at + start.len();
            let fits = is_bound(&self.words, at) && (!end.is_empty() || is_bound(&self.words, first_end));
            if !fits || !self.is_before(&prefix, at) {
                continue;
            }
            if end.is_empty() {
                if self.is_behind(&suffix, first_end) {
                    return true;
                }
                continue;
            }
            let mut later = first_end;
            while let Some(last) = find(&self.words, &end, later) {
                let stop = last + end.len();
                if is_bound(&self.words, last) && is_bound(&self.words, stop) && self.is_behind(&suffix, stop) {
                    return true;
                }
                later = last + 1;
            }
            // No end behind the first start: none behind a later one.
            return false;
        }
        false
    }

    fn is_before(&self, prefix: &[char], at: usize) -> bool {
        let before = &self.words[..at];
        let bare = before.strip_suffix(&[' ']).unwrap_or(before);
        prefix.is_empty() || bare.ends_with(prefix) && is_bound(bare, bare.len() - prefix.len())
    }

    fn is_behind(&self, suffix: &[char], at: usize) -> bool {
        let behind = &self.words[at..];
        let bare = behind.strip_prefix(&[' ']).unwrap_or(behind);
        suffix.is_empty() || bare.starts_with(suffix) && is_bound(bare, suffix.len())
    }
}

fn find(text: &[char], wanted: &[char], from: usize) -> Option<usize> {
    let text = text.get(from..)?;
    let first = wanted.first()?;
    let mut at = 0;
    while let Some(next) = text[at..].iter().position(|c| c == first) {
        at += next;
        if text[at..].starts_with(wanted) {
            return Some(from + at);
        }
        at += 1;
    }
    None
}

/// Whether a word may begin or end here. Scripts without blanks have a boundary everywhere.
fn is_bound(text: &[char], at: usize) -> bool {
    let is_word = |c: char| c.is_alphanumeric() && u32::from(c) < 0x2e80;
    match (at.checked_sub(1).and_then(|before| text.get(before)), text.get(at)) {
        (Some(before), Some(behind)) => !(is_word(*before) && is_word(*behind)),
        _ => true,
    }
}

/// Letters alone: no case, no accents, one blank for any white space, plain quotes and dashes.
fn fold(text: &str) -> Vec<char> {
    let mut out = Vec::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}' => {}
            '‘' | '’' | '‚' | '‛' | '`' | '´' => out.push('\''),
            '“' | '”' | '„' | '«' | '»' => out.push('"'),
            '‐'..='―' | '−' => out.push('-'),
            c if c.is_whitespace() => {
                if out.last().is_some_and(|last| *last != ' ') {
                    out.push(' ');
                }
            }
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// The text of bytes: by a mark at the start, the header, or the page's own word, as browsers do; else UTF-8.
fn decoded<'b>(bytes: &'b [u8], media_type: &str) -> std::borrow::Cow<'b, str> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let named = |text: &str| {
        let label = text.split_once("charset")?.1.trim_start().strip_prefix('=')?.trim_start().to_owned();
        let label = label.trim_start_matches(['"', '\'']);
        let end = label.find(['"', '\'', ';', ' ', '>', '/']).unwrap_or(label.len());
        Encoding::for_label(&label.as_bytes()[..end])
    };
    let encoding = named(&media_type.to_ascii_lowercase()).or_else(|| named(&head)).unwrap_or(UTF_8);
    encoding.decode(bytes).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::fragment::Fragment;

    fn has(html: &str, fragment: &str) -> bool {
        let page = Page::read(html.as_bytes(), "text/html");
        let fragment = Fragment::parse(fragment);
        let is_there = fragment.id.is_none_or(|id| page.has_id(&id));
        is_there && (fragment.texts.is_empty() || fragment.texts.iter().any(|text| page.has_text(text)))
    }

    #[test]
    fn places_are_ids_and_names_of_anchors() {
        let html = "<h2 ID='One'>x</h2><a name=two></a><input name=three><p id=\"user-content-four\"><!-- <p id=five> -->\
                    <script>'<p id=six>'</script>";
        for (fragment, want) in [
            ("One", true),
            ("one", false),
            ("two", true),
            ("three", false),
            ("four", true),
            ("five", false),
            ("six", false),
        ] {
            assert_eq!(has(html, fragment), want, "{fragment}");
        }
    }

    #[test]
    fn words_are_found_as_browsers_find_them() {
        let html = "<title>Hidden title</title><p>Russia  had\n<b>incurred</b> 10,128 sanc<i>tions</i>.</p>\
                    <p>Caf&eacute; &ldquo;Zur Post&rdquo; &mdash; open</p><p>制裁与脱钩</p><script>secret words</script>\
                    <p>start here and then a middle, and the end there</p>";
        for (fragment, want) in [
            (":~:text=russia%20had%20incurred", true),
            (":~:text=incurred%2010%2C128%20sanctions", true),
            (":~:text=10%2C128%20sanction", false),
            (":~:text=ussia", false),
            (":~:text=cafe%20%22zur%20post%22%20%2D%20open", true),
            (":~:text=%E8%84%B1%E9%92%A9", true),
            (":~:text=hidden%20title", false),
            (":~:text=secret", false),
            (":~:text=start%20here,end%20there", true),
            (":~:text=end%20there,start%20here", false),
            (":~:text=had-,incurred", true),
            (":~:text=here-,incurred", false),
            (":~:text=incurred,-10%2C128", true),
            (":~:text=incurred,-11", false),
            (":~:text=nowhere&text=sanctions", true),
            (":~:text=sanctions%20cafe", false),
        ] {
            assert_eq!(has(html, fragment), want, "{fragment}");
        }
    }

    #[test]
    fn pages_in_other_encodings_are_read() {
        let (bytes, ..) = encoding_rs::GBK.encode("<p>中国的自力更生</p>");
        let wanted = Fragment::parse(":~:text=%E8%87%AA%E5%8A%9B%E6%9B%B4%E7%94%9F").texts;
        assert!(Page::read(&bytes, "text/html; charset=gb2312").has_text(&wanted[0]));
        let with_meta = [b"<meta charset='gbk'>", &*bytes].concat();
        assert!(Page::read(&with_meta, "text/html").has_text(&wanted[0]));
        assert!(!Page::read(&bytes, "text/html").has_text(&wanted[0]));
    }

    #[test]
    fn odd_pages_take_no_longer_than_others() {
        let start = std::time::Instant::now();
        for html in ["<".repeat(200_000), "<p id=a ".repeat(40_000), "a".repeat(200_000), "<div>".repeat(60_000)] {
            has(&html, "x");
            has(&html, ":~:text=aaaaab");
        }
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
