//! Chinese and Japanese words on pages of another language, marked with `lang`: a screen reader changes its
//! voice there, and a browser takes the right face.
//!
//! In: a finished page. Out: the same page with `<span lang>` around such words, wherever they come from:
//! titles, quotes, names, notes. What an element with `lang` holds is left alone.

use crate::parse::markdown::sentence::is_han;

/// Elements that hold no markup, or no HTML.
const OPAQUE: [&str; 6] = ["script", "style", "title", "svg", "option", "textarea"];
/// Elements without an end.
const VOID: [&str; 8] = ["meta", "link", "br", "img", "input", "hr", "source", "wbr"];

/// Marks the words; the page itself where there are none or where it is Chinese or Japanese throughout.
pub fn mark(html: String) -> String {
    // The first byte of each such character is one of these; most pages have none.
    if !html.bytes().any(|byte| (0xe3..=0xe9).contains(&byte) || byte == 0xf0 || byte == 0xef) {
        return html;
    }
    let mut out = String::with_capacity(html.len() + 512);
    let mut rest = html.as_str();
    // The element inside which nothing is marked, and how many of its name are open.
    let mut quiet: Option<(String, usize)> = None;
    while let Some(at) = rest.find('<') {
        text(&rest[..at], quiet.is_some(), &mut out);
        let end = tag_end(&rest[at..]).map_or(rest.len(), |end| at + end);
        let tag = &rest[at..end];
        out.push_str(tag);
        rest = &rest[end..];
        follow(tag, &mut quiet);
    }
    text(rest, quiet.is_some(), &mut out);
    out
}

/// One past the `>` that ends a tag; a `>` inside an attribute does not.
fn tag_end(html: &str) -> Option<usize> {
    if html.starts_with("<!--") {
        return html.find("-->").map(|at| at + 3);
    }
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            (b'>', None) => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn follow(tag: &str, quiet: &mut Option<(String, usize)>) {
    let closes = tag.starts_with("</");
    let name = tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or("");
    match quiet {
        Some((open, depth)) if open == name => {
            *depth = if closes { *depth - 1 } else { *depth + usize::from(!tag.ends_with("/>")) };
            if *depth == 0 {
                *quiet = None;
            }
        }
        Some(_) => {}
        None if closes || tag.ends_with("/>") || VOID.contains(&name) => {}
        None => {
            let lang = tag.split(" lang=\"").nth(1).and_then(|rest| rest.split('"').next());
            let is_cjk = lang.is_some_and(|lang| ["zh", "ja", "ko"].iter().any(|cjk| lang.starts_with(cjk)));
            // The language of the page itself says nothing of foreign words in it, unless they are at home.
            let own = lang.is_some() && (name != "html" || is_cjk);
            if own || OPAQUE.contains(&name) {
                *quiet = Some((name.to_owned(), 1));
            }
        }
    }
}

fn text(words: &str, quiet: bool, out: &mut String) {
    if quiet {
        return out.push_str(words);
    }
    let mut rest = words;
    while let Some(start) = rest.find(|c| is_han(c) || is_kana(c)) {
        let run = &rest[start..];
        let end = run_end(run);
        let lang = if run[..end].chars().any(is_kana) { "ja" } else { "zh" };
        out.push_str(&rest[..start]);
        out.push_str(&format!("<span lang=\"{lang}\">{}</span>", &run[..end]));
        rest = &run[end..];
    }
    out.push_str(rest);
}

/// Bytes up to the last character of a run: its punctuation, digits and blanks belong to it where it goes on.
fn run_end(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if is_han(c) || is_kana(c) {
            end = at + c.len_utf8();
        } else if !(('\u{3000}'..='\u{303f}').contains(&c)
            || ('\u{ff00}'..='\u{ff65}').contains(&c)
            || c.is_ascii_digit()
            || c == ' ')
        {
            break;
        }
    }
    end
}

fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fe}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(mark(html.to_owned()), expected);
    }

    #[test]
    fn words_are_marked_where_no_element_says_their_language() {
        check("<p>The slogan 自力更生 of 1945</p>", "<p>The slogan <span lang=\"zh\">自力更生</span> of 1945</p>");
        check("<p>「双循环」，2020年</p>", "<p>「<span lang=\"zh\">双循环」，2020年</span></p>");
        check("<p>朝日しんぶん</p>", "<p><span lang=\"ja\">朝日しんぶん</span></p>");
        check(
            "<h1>A <b lang=\"zh\">中<i>文</i></b> 文</h1>",
            "<h1>A <b lang=\"zh\">中<i>文</i></b> <span lang=\"zh\">文</span></h1>",
        );
    }

    #[test]
    fn attributes_scripts_titles_and_pictures_are_left_alone() {
        for html in [
            "<a title=\"中文 > x\" href=\"/中/\">x</a>",
            "<title>中文</title>",
            "<script>let a = \"<中>\";</script>",
            "<svg><text>中文</text><svg>中</svg>中</svg>",
            "<html lang=\"zh-Hans\"><p>中文</p></html>",
            "<!-- 中文 > -->",
            "no such word – “quoted” é",
        ] {
            check(html, html);
        }
        check("<html lang=\"en\"><p>中</p></html>", "<html lang=\"en\"><p><span lang=\"zh\">中</span></p></html>");
    }
}
