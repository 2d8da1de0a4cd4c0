//! Events to HTML with holes. One method a construct; state that nests is a stack.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd};

use crate::base::escape;
use crate::base::text::Span;
use crate::model::Text;
use crate::model::figures::Later;
use crate::model::prose::{Code, Heading, Hole, Image, Prose};
use crate::model::waiver::Waiver;
use crate::parse::markdown::access::Access;
use crate::parse::markdown::block::{Block, CELL_END, Part, figures_of};
use crate::parse::markdown::directive;
use crate::parse::markdown::events;
use crate::parse::markdown::fragment::Fragment;
use crate::parse::markdown::links::slug;
use crate::parse::markdown::notes;
use crate::parse::record::Cx;

/// How offsets of the text map to the file.
#[derive(Clone, Copy)]
pub enum Place {
    /// Byte by byte from this offset on.
    Exact(u32),
    /// Not byte by byte: everything stands in this span.
    Whole(Span),
}

/// An open link.
pub(super) enum Open {
    /// Words of `uses[i]`, which begin at an offset of the block's text; span of the inner words.
    Use(usize, usize, Option<Span>),
    /// A citation: inner events are skipped.
    Citation,
    /// `<a>` was written: its address, where its words begin in the block's text, how many images stood before.
    Anchor(Box<str>, usize, usize),
    /// Nothing was written.
    Nothing,
}

/// Writes one text.
pub struct Writer<'w, 'c> {
    pub(super) cx: &'w mut Cx<'c>,
    pub(super) source: String,
    pub(super) place: Place,
    pub(super) prose: Prose,
    /// Open fragments, outermost first: the text, then a heading or footnote being written.
    pub(super) stack: Vec<Fragment>,
    pub(super) block: Option<Block>,
    /// Number of the current top-level block and how deep we are inside it.
    pub(super) number: u32,
    depth: u32,
    /// Waivers that wait for the next block.
    pub(super) waiting: Vec<Waiver>,
    pub(super) links: Vec<Open>,
    pub(super) image: Option<(Image, String)>,
    heading: Option<(u8, Option<Box<str>>, Vec<String>, String)>,
    code: Option<(CodeBlockKind<'static>, String, Option<Range<usize>>, Range<usize>)>,
    slugs: HashMap<String, u32>,
    pub(super) notes: HashMap<String, Fragment>,
    /// Footnote labels in the order of their first reference, with the number of references.
    pub(super) references: Vec<(String, u32)>,
    pub(super) note: Option<String>,
    /// Blocks that ended, in which figures are looked for later.
    pub(super) parts: Vec<Part>,
    pub(super) columns: Vec<Alignment>,
    pub(super) cell: usize,
    pub(super) in_head: bool,
    pub(super) access: Access,
    html: String,
}

impl<'w, 'c> Writer<'w, 'c> {
    pub fn new(cx: &'w mut Cx<'c>, source: &str, place: Place) -> Writer<'w, 'c> {
        Writer {
            cx,
            source: source.to_owned(),
            place,
            prose: Prose::default(),
            stack: vec![Fragment::default()],
            block: None,
            number: 0,
            depth: 0,
            waiting: Vec::new(),
            links: Vec::new(),
            image: None,
            heading: None,
            code: None,
            slugs: HashMap::new(),
            notes: HashMap::new(),
            references: Vec::new(),
            note: None,
            parts: Vec::new(),
            columns: Vec::new(),
            cell: 0,
            in_head: false,
            access: Access::default(),
            html: String::new(),
        }
    }

    /// The finished prose: footnotes appended, uses in the order of the page.
    pub fn finish(mut self) -> Prose {
        self.close_block();
        self.take_waivers();
        self.write_footnotes();
        let text = self.stack.pop().unwrap_or_default();
        let mut prose = self.prose;
        prose.html = text.html.into();
        prose.holes = text.holes;
        prose.runs = text.runs;
        notes::order_uses(&mut prose);
        let parts = self.parts;
        prose.figures = Later::new(move || figures_of(&parts));
        prose
    }

    pub fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Some(Open::Citation) = self.links.last()
            && !matches!(event, Event::End(TagEnd::Link))
        {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.inline_code(&code, range),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(html) => self.raw_html(&html, range, true),
            Event::FootnoteReference(label) => self.footnote_reference(&label),
            Event::SoftBreak => self.line_break("\n", range),
            Event::HardBreak => self.line_break("<br>\n", range),
            Event::Rule => self.top().push("<hr>\n"),
            Event::TaskListMarker(done) => {
                let checked = if done { " checked" } else { "" };
                let label = if done { "done" } else { "open" };
                self.top().push(&format!("<input type=\"checkbox\" disabled{checked} aria-label=\"{label}\"> "));
            }
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            // A comment before a block is no block of its own: waivers in it wait for the next one.
            Tag::HtmlBlock => self.depth += 1,
            _ if is_block(&tag) => self.enter_block(&range),
            _ => {}
        }
        match tag {
            Tag::Paragraph => self.open("<p>"),
            Tag::Heading { level, id, classes, .. } => {
                self.note_heading(level as u8, &range);
                self.start_heading(level, id, classes);
            }
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::CodeBlock(kind) => self.code = Some((owned(kind), String::new(), None, range)),
            Tag::HtmlBlock => self.html.clear(),
            Tag::List(Some(1)) => self.flow("<ol>\n"),
            Tag::List(Some(first)) => self.flow(&format!("<ol start=\"{first}\">\n")),
            Tag::List(None) => self.flow("<ul>\n"),
            Tag::Item => {
                self.close_block();
                self.open("<li>");
            }
            Tag::FootnoteDefinition(label) => {
                self.close_block();
                self.note = Some(label.to_string());
                self.stack.push(Fragment::default());
            }
            Tag::Table(columns) => {
                self.columns = columns;
                self.flow("<div class=\"table-scroll\"><table>\n");
            }
            Tag::TableHead => {
                self.in_head = true;
                self.cell = 0;
                self.open("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.open("<tr>");
                self.block.iter_mut().for_each(|block| block.is_row = true);
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.top().push("<em>"),
            Tag::Strong => self.top().push("<strong>"),
            Tag::Strikethrough => self.top().push("<del>"),
            Tag::Link { dest_url, .. } => self.start_link(&dest_url, range),
            Tag::Image { dest_url, .. } => self.start_image(&dest_url, range),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => self.close("</p>\n"),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(kind) => self.close(if kind.is_some() { "</aside>\n" } else { "</blockquote>\n" }),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => {
                let html = std::mem::take(&mut self.html);
                self.raw_html(&html, range, false);
            }
            TagEnd::List(true) => self.close("</ol>\n"),
            TagEnd::List(false) => self.close("</ul>\n"),
            TagEnd::Item => self.close("</li>\n"),
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::Table => self.end_table(range),
            TagEnd::TableHead => {
                self.note_table_head(&range);
                self.in_head = false;
                self.close("</tr></thead>\n<tbody>\n");
            }
            TagEnd::TableRow => {
                self.close("</tr>\n");
            }
            TagEnd::TableCell => {
                self.note_cell_end();
                let end = if self.in_head { "</th>" } else { "</td>" };
                self.top().push(end);
                if let Some(block) = &mut self.block {
                    block.push(CELL_END, Span::default(), false);
                }
                self.cell += 1;
            }
            TagEnd::Emphasis => self.top().push("</em>"),
            TagEnd::Strong => self.top().push("</strong>"),
            TagEnd::Strikethrough => self.top().push("</del>"),
            TagEnd::Link => self.end_link(range),
            TagEnd::Image => self.end_image(),
            _ => {}
        }
        if is_block_end(tag) {
            self.depth = self.depth.saturating_sub(1);
        }
    }

    // Blocks.

    fn enter_block(&mut self, range: &Range<usize>) {
        if self.depth == 0 {
            self.number += 1;
            self.note_block();
            let span = self.span(range.clone());
            self.prose.blocks.push((span.start, span.end.max(span.start + 1)));
            let start = self.top().offset();
            self.prose.starts.push(start);
            self.take_waivers();
        }
        self.depth += 1;
    }

    /// Waivers that waited for a block hold for the one that has begun last.
    fn take_waivers(&mut self) {
        let over = self.block_span();
        self.prose.waivers.extend(self.waiting.drain(..).map(|waiver| Waiver { over, ..waiver }));
    }

    /// The bytes of the block that has begun last; none before the first.
    pub(super) fn block_span(&self) -> Span {
        let block = (self.number as usize).checked_sub(1).and_then(|index| self.prose.blocks.get(index));
        block.map_or(Span::default(), |(start, end)| Span { start: *start, end: *end })
    }

    /// Markup that opens a block holding text.
    fn open(&mut self, html: &str) {
        self.top().push(html);
        let number = self.number;
        let is_fresh = self.block.as_ref().is_none_or(|block| block.text.trim().is_empty());
        if !is_fresh {
            self.close_block();
        }
        self.block.get_or_insert_with(|| Block::new(number));
    }

    /// Markup that ends what was being said and holds blocks of its own.
    fn flow(&mut self, html: &str) {
        self.close_block();
        self.top().push(html);
    }

    pub(super) fn close(&mut self, html: &str) {
        self.close_block();
        self.top().push(html);
    }

    pub(super) fn close_block(&mut self) {
        if let Some(mut block) = self.block.take() {
            block.is_heading = self.heading.is_some();
            self.parts.extend(block.finish(self.cx.file, &mut self.prose));
        }
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (class, title) = match kind {
            None => return self.flow("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        self.flow(&format!(
            "<aside class=\"alert alert-{class}\" role=\"note\"><p class=\"alert-title\">{title}</p>\n"
        ));
    }

    fn start_heading(&mut self, level: HeadingLevel, id: Option<CowStr<'_>>, classes: Vec<CowStr<'_>>) {
        self.close_block();
        let classes = classes.iter().map(|class| class.to_string()).collect();
        // The page's title is its one h1.
        self.heading = Some(((level as u8).max(2), id.map(|id| (&*id).into()), classes, String::new()));
        self.stack.push(Fragment::default());
        self.open("");
    }

    fn end_heading(&mut self) {
        self.close_block();
        let Some((level, id, classes, text)) = self.heading.take() else { return };
        let inner = self.stack.pop().unwrap_or_default();
        let id = self.unique_id(id.as_deref().unwrap_or(&slug(&text)));
        let class = match classes.is_empty() {
            true => String::new(),
            false => format!(" class=\"{}\"", escape::html(&classes.join(" "))),
        };
        let top = self.top();
        top.push(&format!("<h{level} id=\"{}\"{class}>", escape::html(&id)));
        top.append(inner);
        top.push(&format!("</h{level}>\n"));
        self.prose.headings.push(Heading { level, id: id.as_str().into(), text: text.trim().into() });
    }

    fn unique_id(&mut self, wanted: &str) -> String {
        let mut id: String = wanted.chars().map(|c| if c.is_whitespace() { '-' } else { c }).collect();
        let count = self.slugs.entry(id.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            id = format!("{id}-{}", *count - 1);
        }
        self.prose.anchors.push(id.as_str().into());
        id
    }

    fn end_code(&mut self) {
        let Some((kind, text, inner, outer)) = self.code.take() else { return };
        let info = match &kind {
            CodeBlockKind::Fenced(info) => info.to_string(),
            CodeBlockKind::Indented => String::new(),
        };
        match directive::kind_of(&info) {
            Some(kind) => self.directive(kind, inner, outer),
            None => {
                let language = info.split([' ', ',']).next().unwrap_or("");
                self.prose.code.push(Code { language: language.into(), text: text.into() });
                let index = self.prose.code.len() as u32 - 1;
                self.top().hole(Hole::Code(index));
            }
        }
    }

    /// Writes a caption as part of this text, so that its uses are numbered with the others.
    pub(super) fn caption(&mut self, caption: &Text) {
        let place = match self.cx.text.get(caption.at.span.range()).and_then(|raw| raw.find(&*caption.text)) {
            Some(offset) => Place::Exact(caption.at.span.start + offset as u32),
            None => Place::Whole(caption.at.span),
        };
        let outer = (std::mem::replace(&mut self.source, caption.text.to_string()), self.place);
        self.depth += 1;
        self.place = place;
        let text = caption.text.to_string();
        events(&text, |event, range| self.event(event, range));
        self.close_block();
        self.depth -= 1;
        (self.source, self.place) = outer;
    }

    // Words.

    fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some((_, code, inner, _)) = &mut self.code {
            code.push_str(text);
            let start = inner.as_ref().map_or(range.start, |inner| inner.start);
            *inner = Some(start..range.end);
            return;
        }
        if let Some((_, alt)) = &mut self.image {
            alt.push_str(text);
            return;
        }
        self.note_script(text, &range);
        self.words(text, range);
        let plain = self.heading.is_none() && self.links.is_empty();
        self.top().text(text, plain);
    }

    /// Notes words for the block, the heading and the open link.
    fn words(&mut self, text: &str, range: Range<usize>) {
        let exact = self.source.get(range.clone()) == Some(text);
        let span = self.span(range);
        if let Some((_, _, _, heading)) = &mut self.heading {
            heading.push_str(text);
        }
        if let Some(Open::Use(_, _, words)) = self.links.last_mut() {
            *words = Some(words.map_or(span, |words| Span { start: words.start, end: span.end }));
        }
        let exact = exact && matches!(self.place, Place::Exact(_));
        let number = self.number;
        self.block.get_or_insert_with(|| Block::new(number)).push(text, span, exact);
    }

    fn inline_code(&mut self, code: &str, range: Range<usize>) {
        self.words(code, range);
        if let Some(block) = &mut self.block {
            block.note_code(code.len());
        }
        let top = self.top();
        top.push("<code>");
        top.text(code, false);
        top.push("</code>");
    }

    fn line_break(&mut self, html: &str, range: Range<usize>) {
        if let Some((_, alt)) = &mut self.image {
            alt.push(' ');
            return;
        }
        self.words(" ", range);
        self.top().push(html);
    }

    pub(super) fn top(&mut self) -> &mut Fragment {
        if self.stack.is_empty() {
            self.stack.push(Fragment::default());
        }
        self.stack.last_mut().expect("the stack was just filled")
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        match self.place {
            Place::Exact(base) => Span::of(range).shifted(base),
            Place::Whole(span) => span,
        }
    }
}

fn owned(kind: CodeBlockKind<'_>) -> CodeBlockKind<'static> {
    match kind {
        CodeBlockKind::Fenced(info) => CodeBlockKind::Fenced(info.to_string().into()),
        CodeBlockKind::Indented => CodeBlockKind::Indented,
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::List(_)
            | Tag::Item
            | Tag::FootnoteDefinition(_)
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
    )
}

fn is_block_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
    )
}
