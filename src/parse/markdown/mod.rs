//! Markdown to `Prose`: HTML with holes, and everything the text rests on. The sole user of pulldown-cmark.
//!
//! CommonMark with GitHub's tables, strikethrough, task lists, footnotes and alerts, and two readings of
//! our own: links whose address begins with `fact:`, `source:`, `entity:` or `term:`, and pandoc's
//! citations `[@id, p. 3]`, which arrive through the parser's callback for unknown references, so code
//! spans and escapes keep their meaning. The HTML is written here and not by the library, because its
//! writer passes any heading attribute and any address.
//! Absent on purpose: what the ids mean, and the words of citations; `link` and `render` know those.

mod access;
mod block;
mod directive;
mod figure;
mod fragment;
mod inline;
mod links;
mod named;
mod notes;
mod ordinal;
pub mod passage;
mod raw;
mod reference;
pub mod sentence;
mod spelled;
mod table;
mod writer;

use pulldown_cmark::{BrokenLink, CowStr, Options, Parser};

use crate::base::text::Span;
use crate::cite::syntax::parse_citation;
use crate::model::Text;
use crate::model::prose::{Prose, Ref};
use crate::model::quantity::Quantity;
use crate::parse::phrase::{self, FigureKind};
use crate::parse::record::Cx;
use writer::{Place, Writer};

/// Parses one line of a sheet or of front matter as inline markdown; a wrapping paragraph is dropped.
pub fn inline(cx: &mut Cx<'_>, text: &Text) -> Prose {
    let place = place_of(cx, text);
    let mut prose = run(cx, &text.text, place);
    if let Some(inner) = prose.html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>\n"))
        && !inner.contains("<p>")
    {
        let html: Box<str> = inner.into();
        unwrap_paragraph(&mut prose, html);
    }
    prose.at = text.at;
    prose
}

/// Parses the body of an article, `cx.text[start..]`.
pub fn body(cx: &mut Cx<'_>, start: usize) -> Prose {
    let text = cx.text;
    let source = &text[start..];
    let mut prose = run(cx, source, Place::Exact(Span::of(start..start).start));
    prose.at = cx.at(Span::of(start..text.len()));
    prose
}

fn run(cx: &mut Cx<'_>, source: &str, place: Place) -> Prose {
    let mut writer = Writer::new(cx, source, place);
    events(source, |event, range| writer.event(event, range));
    let mut prose = writer.finish();
    for used in &mut prose.uses {
        if matches!(&used.what, Ref::Fact(bound) if bound.field.is_none()) {
            used.stated = stated(&used.words);
        }
    }
    prose
}

/// Figures of some words. A bare year among them is a date, not a figure of the fact.
fn stated(words: &str) -> Box<[Quantity]> {
    let figures = phrase::figures(words);
    let mut quantities: Vec<Quantity> = match phrase::parse(words) {
        Ok(quantity) => vec![quantity],
        Err(_) => {
            let plain = figures.iter().filter(|figure| figure.kind == FigureKind::Plain);
            plain.map(|figure| figure.quantity.clone()).collect()
        }
    };
    let is_only_date = !figures.is_empty() && figures.iter().all(|figure| figure.kind != FigureKind::Plain);
    if is_only_date && quantities.len() == 1 {
        quantities.clear();
    }
    quantities.into()
}

/// Feeds every event of `source` to `each`.
fn events<'s>(source: &'s str, mut each: impl FnMut(pulldown_cmark::Event<'s>, std::ops::Range<usize>)) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let callback = |link: BrokenLink<'s>| {
        parse_citation(&link.reference).map(|_| (CowStr::Borrowed(links::CITE), CowStr::Borrowed("")))
    };
    for (event, range) in Parser::new_with_broken_link_callback(source, options, Some(callback)).into_offset_iter() {
        each(event, range);
    }
}

/// Where a scalar's words stand: byte by byte if the file has them so, else only as a whole.
fn place_of(cx: &Cx<'_>, text: &Text) -> Place {
    let raw = cx.text.get(text.at.span.range()).unwrap_or("");
    match raw.find(&*text.text) {
        Some(offset) => Place::Exact(text.at.span.start + offset as u32),
        None => Place::Whole(text.at.span),
    }
}

fn unwrap_paragraph(prose: &mut Prose, html: Box<str>) {
    const TAG: u32 = "<p>".len() as u32;
    prose.html = html;
    for (offset, _) in &mut prose.holes {
        *offset -= TAG;
    }
    for (start, end) in &mut prose.runs {
        *start -= TAG;
        *end -= TAG;
    }
}
