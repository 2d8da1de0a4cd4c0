//! What a style returns, flattened to runs of text that we repair and then escape ourselves.
//!
//! In: hayagriva's tree of elements. Out: runs, HTML, plain text. hayagriva's own writer escapes nothing, so
//! only `<i>`, `<b>`, small capitals, `lang` spans and links to http and https leave this file.

use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatting};

use super::Html;
use super::item::{TITLE_END, is_web_address};
use super::names::is_cjk;
use crate::base::escape::push_html;

/// Text of one look and one origin.
#[derive(Clone, Debug, Default)]
pub struct Run {
    pub text: String,
    pub italic: bool,
    pub bold: bool,
    pub small_caps: bool,
    pub link: Option<String>,
    pub origin: Origin,
    /// Inside the names, or inside what stands for them.
    pub in_names: bool,
}

/// What printed a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Punctuation and terms of the style.
    #[default]
    Style,
    /// A name.
    Name,
    /// A date.
    Date,
    /// A variable, a term or a macro.
    Text,
}

impl Run {
    /// The same look with other text.
    pub fn with_text(&self, text: &str) -> Run {
        Run { text: text.to_owned(), ..self.clone() }
    }

    /// Whether the title is in it.
    pub fn has_title(&self) -> bool {
        self.text.contains(TITLE_END)
    }
}

/// The runs of a tree in reading order.
pub fn flatten(tree: &ElemChildren) -> Vec<Run> {
    let mut out = Vec::new();
    walk(tree, Origin::Style, false, &mut out);
    out
}

fn walk(tree: &ElemChildren, origin: Origin, in_names: bool, out: &mut Vec<Run>) {
    for child in &tree.0 {
        match child {
            ElemChild::Text(text) => out.push(run(&text.text, text.formatting, None, origin, in_names)),
            ElemChild::Link { text, url } => {
                let link = Some(url.clone()).filter(|url| is_web_address(url));
                out.push(run(&text.text, text.formatting, link, Origin::Text, in_names));
            }
            ElemChild::Markup(text) => out.push(run(text, Formatting::default(), None, origin, in_names)),
            ElemChild::Elem(elem) => {
                let (origin, in_names) = match elem.meta {
                    Some(ElemMeta::Names(_)) => (origin, true),
                    Some(ElemMeta::Name(..)) => (Origin::Name, in_names),
                    Some(ElemMeta::Date) => (Origin::Date, in_names),
                    Some(ElemMeta::Text) if origin != Origin::Date => (Origin::Text, in_names),
                    _ => (origin, in_names),
                };
                walk(&elem.children, origin, in_names, out);
            }
            ElemChild::Transparent { .. } => {}
        }
    }
}

fn run(text: &str, look: Formatting, link: Option<String>, origin: Origin, in_names: bool) -> Run {
    Run {
        text: text.to_owned(),
        italic: look.font_style == FontStyle::Italic,
        bold: look.font_weight == FontWeight::Bold,
        small_caps: look.font_variant == FontVariant::SmallCaps,
        link,
        origin,
        in_names,
    }
}

/// The runs as plain text.
pub fn to_text(runs: &[Run]) -> String {
    runs.iter().flat_map(|run| run.text.chars()).filter(|c| *c != TITLE_END).collect()
}

/// Neighbours of one look joined, empty runs dropped.
fn merged(runs: &[Run]) -> Vec<Run> {
    let look = |run: &Run| (run.italic, run.bold, run.small_caps, run.link.clone());
    let mut out: Vec<Run> = Vec::new();
    for run in runs.iter().filter(|run| !run.text.is_empty()) {
        match out.last_mut() {
            Some(last) if look(last) == look(run) => last.text.push_str(&run.text),
            _ => out.push(run.clone()),
        }
    }
    out
}

/// The runs as HTML. `cjk` is the language to mark CJK words with, where the page is in another one.
pub fn to_html(runs: &[Run], cjk: Option<&str>) -> Html {
    let mut out = String::new();
    for run in &merged(runs) {
        let tags = [(run.italic, "i"), (run.bold, "b")];
        if let Some(url) = &run.link {
            let cut = shortened(url).filter(|_| run.text.trim() == url);
            out.push_str(if cut.is_some() { "<a class=\"cut\" href=\"" } else { "<a href=\"" });
            push_html(&mut out, url);
            out.push_str("\">");
            if let Some(cut) = cut {
                push_html(&mut out, &url[..cut]);
                out.push_str("…</a>");
                continue;
            }
        }
        tags.iter().filter(|(set, _)| *set).for_each(|(_, tag)| out.push_str(&format!("<{tag}>")));
        if run.small_caps {
            out.push_str("<span class=\"smallcaps\">");
        }
        push_marked(&mut out, &run.text, cjk);
        if run.small_caps {
            out.push_str("</span>");
        }
        tags.iter().rev().filter(|(set, _)| *set).for_each(|(_, tag)| out.push_str(&format!("</{tag}>")));
        if run.link.is_some() {
            out.push_str("</a>");
        }
    }
    Html(out)
}

/// Longest address that is shown whole.
const LONGEST_ADDRESS: usize = 64;

/// Where a long address is cut on screens, if it is: escapes say nothing to a reader. On paper it stands whole.
fn shortened(url: &str) -> Option<usize> {
    if url.len() <= LONGEST_ADDRESS {
        return None;
    }
    let host = url.find("://").map_or(0, |at| at + 3);
    let path = url[host..].find('/').map_or(url.len(), |at| host + at + 1);
    let readable = url[path..].find(['%', '?', '&']).map_or(url.len(), |at| path + at);
    let most = url.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST_ADDRESS - 10).last()?;
    Some(readable.min(most).max(path.min(most)))
}

/// Escaped text, its CJK stretches in `<span lang>`, numbers beside them included: 2月18日.
fn push_marked(out: &mut String, text: &str, cjk: Option<&str>) {
    let text: String = text.chars().filter(|c| *c != TITLE_END).collect();
    let Some(lang) = cjk else { return push_html(out, &text) };
    let mut rest = text.as_str();
    while let Some(first) = rest.find(is_cjk) {
        let start = rest[..first].trim_end_matches(|c: char| c.is_ascii_digit()).len();
        push_html(out, &rest[..start]);
        let length = stretch(&rest[start..]);
        out.push_str("<span lang=\"");
        push_html(out, lang);
        out.push_str("\">");
        push_html(out, &rest[start..start + length]);
        out.push_str("</span>");
        rest = &rest[start + length..];
    }
    push_html(out, rest);
}

/// Bytes up to the last CJK character that only digits and blanks part from the one before it.
fn stretch(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if is_cjk(c) {
            end = at + c.len_utf8();
        } else if !c.is_ascii_digit() && c != ' ' {
            break;
        }
    }
    end
}
