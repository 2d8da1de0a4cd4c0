//! A page of the web as text: its words in reading order, a line a block.
//!
//! In: HTML, however bad. Out: text as a reader sees it, without scripts, styles, what stands in the head, and the
//! marks of footnotes. Inline tags leave no trace, so that a quotation across them is found.
//! Absent on purpose: choosing the article among the rest of the page; a menu in a kept copy does no harm.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// Elements whose contents are no words of the page.
const HIDDEN: &[&str] = &["head", "script", "style", "noscript", "template", "svg", "iframe", "object", "select"];
/// Elements that end a head although nobody closed it.
const BODY: &[&str] = &["body", "main", "article", "section", "header", "div", "p", "h1", "table"];
/// Elements within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr", "img", "button", "input",
];

/// Whether a text is HTML, by how it begins.
pub fn is_html(text: &str) -> bool {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let start = start.get(..crate::base::text::floor_char_boundary(start, 1024)).unwrap_or("").to_lowercase();
    let opens = ["<!doctype html", "<html", "<head", "<body", "<?xml", "<!--"].iter().any(|tag| start.starts_with(tag));
    opens || start.starts_with('<') && ["<p>", "<p ", "<div", "<article", "<h1"].iter().any(|tag| start.contains(tag))
}

/// The text of a page.
pub fn text(html: &str) -> String {
    let mut hidden: Vec<&str> = HIDDEN.to_vec();
    loop {
        match reduce(html, &hidden) {
            Ok(text) => return text,
            // What is never closed hides nothing: a browser would not show an empty page either.
            Err(open) => hidden.retain(|name| *name != open),
        }
    }
}

struct Page {
    out: String,
    /// How many `pre` are open.
    pre: usize,
    /// Where the text of an open `sup` begins, and whether it holds a link.
    sup: Option<(usize, bool)>,
}

/// The text, or the hidden element that is not closed.
fn reduce(html: &str, hidden: &[&'static str]) -> Result<String, &'static str> {
    let mut emitter = DefaultEmitter::default();
    // Scripts and styles are read to their end tags.
    emitter.naively_switch_states(true);
    let mut page = Page { out: String::with_capacity(html.len() / 3), pre: 0, sup: None };
    let mut inside: Option<(&'static str, usize)> = None;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                match &mut inside {
                    Some((open, _)) if *open == "head" && BODY.contains(&&*name) => inside = None,
                    Some((open, depth)) => {
                        *depth += usize::from(*open == name && !tag.self_closing);
                        continue;
                    }
                    None => {}
                }
                match hidden.iter().find(|hidden| **hidden == name) {
                    Some(open) if !tag.self_closing => inside = Some((open, 1)),
                    _ => page.start(&name),
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                match &mut inside {
                    Some((open, depth)) if *open == name => {
                        *depth -= 1;
                        if *depth == 0 {
                            inside = None;
                        }
                    }
                    Some(_) => {}
                    None => page.end(&name),
                }
            }
            Token::String(words) if inside.is_none() => page.words(&String::from_utf8_lossy(&words)),
            _ => {}
        }
    }
    match inside {
        Some((open, _)) => Err(open),
        None => Ok(tidy(&page.out)),
    }
}

impl Page {
    fn start(&mut self, name: &str) {
        match name {
            "br" => self.out.push('\n'),
            "td" | "th" => self.words(" "),
            "sup" => self.sup = Some((self.out.len(), false)),
            "a" => self.sup = self.sup.map(|(at, _)| (at, true)),
            "pre" | "textarea" => {
                self.pre += 1;
                self.block();
            }
            name if INLINE.contains(&name) => {}
            _ => self.block(),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "sup" => {
                if let Some((at, is_link)) = self.sup.take() {
                    let inner = self.out[at..].trim();
                    if is_link || inner.starts_with('[') && inner.ends_with(']') {
                        self.out.truncate(at);
                    }
                }
            }
            "pre" | "textarea" => {
                self.pre = self.pre.saturating_sub(1);
                self.block();
            }
            "td" | "th" | "br" => {}
            name if INLINE.contains(&name) => {}
            _ => self.block(),
        }
    }

    fn block(&mut self) {
        // A block within a `sup` is no footnote's mark.
        self.sup = None;
        if !self.out.ends_with("\n\n") && !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn words(&mut self, words: &str) {
        if self.pre > 0 {
            self.out.push_str(words);
            return;
        }
        for c in words.chars() {
            match c {
                c if c.is_whitespace() && c != '\u{a0}' => {
                    if !self.out.ends_with([' ', '\n']) && !self.out.is_empty() {
                        self.out.push(' ');
                    }
                }
                c => self.out.push(c),
            }
        }
    }
}

/// Lines without blanks at their ends, at most one empty line in a row, and a line end at the end.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let line = line.trim_end();
        empty = if line.trim().is_empty() { empty + 1 } else { 0 };
        if empty <= 1 && !(empty == 1 && out.is_empty()) {
            out.push_str(if empty == 1 { "" } else { line });
            out.push('\n');
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_its_words_a_line_a_block() {
        let html = "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head><body><nav><a href=x>Home</a></nav>\
            <h1>The <em>big</em> day</h1><script>if (a < b) { document.write('<p>no</p>') }</script>\
            <p>Russia had incurred <b>10,128</b>\n sanctions<sup><a href='#1'>1</a></sup> for its&nbsp;invasion&mdash;so \
            far<sup>[2]</sup>.<br>Next 10<sup>3</sup></p><ul><li>One<li>Two</ul><table><tr><td>a</td><td>b</td></tr></table>\
            <noscript>Enable it</noscript><pre>x\n  y</pre></body></html>";
        let want = "Home\n\nThe big day\n\nRussia had incurred 10,128 sanctions for its\u{a0}invasion—so far.\nNext 103\n\nOne\nTwo\n\na b\n\nx\n  y\n";
        assert_eq!(text(html).replace("\n\n", "\n"), want.replace("\n\n", "\n"));
    }

    #[test]
    fn broken_pages_lose_no_words() {
        for (html, want) in [
            ("<p>One<p>Two", "One\nTwo\n"),
            ("<head><title>T</title><body><p>One", "One\n"),
            ("<html><head><p>One</p>", "One\n"),
            ("<p>One</p><svg><path><p>Two</p>", "One\nTwo\n"),
            ("<template><p>One</p>", "One\n"),
            ("a &lt; b &amp; c &#x4e2d; &nope;", "a < b & c 中 &nope;\n"),
            ("", ""),
            ("<", "<\n"),
            ("<p", ""),
        ] {
            assert_eq!(text(html).replace("\n\n", "\n"), want, "{html}");
        }
    }

    #[test]
    fn any_text_is_reduced() {
        let mut random = fastrand::Rng::with_seed(9);
        let parts = [
            "<p>",
            "</p>",
            "<head>",
            "<svg>",
            "</svg>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<sup>",
            "</sup>",
            "<a>",
            "x",
            "中",
            "&",
            "<",
            "\n",
            "<pre>",
            "<td>",
        ];
        for _ in 0..3000 {
            let html: String = (0..random.usize(..14)).map(|_| parts[random.usize(..parts.len())]).collect();
            let _ = text(&html);
        }
        let deep = "<div>".repeat(100_000) + "x";
        assert_eq!(text(&deep).trim(), "x");
    }

    #[test]
    fn html_is_told_by_how_it_begins() {
        for html in ["<!DOCTYPE html>", " \n<html lang=en>", "<div class=a>x</div>", "\u{feff}<!-- saved --><html>"] {
            assert!(is_html(html), "{html}");
        }
        for plain in ["", "Text about <p> tags", "<3 you", "x < y"] {
            assert!(!is_html(plain), "{plain}");
        }
    }
}
