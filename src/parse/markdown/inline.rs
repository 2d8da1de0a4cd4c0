//! Links, bound words, citations, images, raw HTML.

use std::ops::Range;

use crate::base::escape;
use crate::base::text::{At, Span};
use crate::cite::syntax::parse_citation;
use crate::model::Text;
use crate::model::date::Date;
use crate::model::prose::{Citation, CiteGroup, Hole, Image, PageLink, Ref, Use};
use crate::model::waiver::Waiver;
use crate::parse::markdown::block::Block;
use crate::parse::markdown::links::{Target, target};
use crate::parse::markdown::raw::{self, Raw};
use crate::parse::markdown::writer::{Open, Writer};

impl Writer<'_, '_> {
    pub(super) fn start_link(&mut self, address: &str, range: Range<usize>) {
        let start = self.block.as_ref().map_or(0, |block| block.text.len());
        let anchor = Open::Anchor(address.into(), start, self.prose.images.len());
        let at = At { file: self.cx.file, span: self.span(range.clone()) };
        let open = match target(address) {
            Target::Citation => self.citation(range),
            Target::Bound(what) => self.start_use(what, at),
            Target::Site => {
                self.prose.links.push(PageLink { target: address.into(), at });
                let index = self.prose.links.len() as u32 - 1;
                self.top().hole(Hole::LinkOpen(index));
                anchor
            }
            Target::Web => {
                self.prose.outgoing.push(PageLink { target: address.into(), at });
                let href = escape::html(address);
                self.top().push(&format!("<a href=\"{href}\" rel=\"external noopener\">"));
                anchor
            }
            Target::Unsafe => {
                let scheme = address.split(':').next().unwrap_or("");
                self.cx.report("unsafe-link", at.span, format!("a link may not begin with `{scheme}:`"));
                Open::Nothing
            }
            Target::Broken(reason) => {
                self.cx.report("unknown-fact", at.span, reason);
                Open::Nothing
            }
        };
        self.links.push(open);
    }

    pub(super) fn start_use(&mut self, what: Ref, at: At) -> Open {
        let start = self.block.as_ref().map_or(0, |block| block.text.len());
        let index = self.add_use(what, at);
        self.top().hole(Hole::Open(index as u32));
        Open::Use(index, start, None)
    }

    pub(super) fn add_use(&mut self, what: Ref, at: At) -> usize {
        let block = self.number;
        let words: Box<str> = "".into();
        self.prose.uses.push(Use {
            what,
            at,
            words_at: at,
            words,
            stated: Box::default(),
            sentence: 0,
            in_sentence: (0, 0),
            block,
        });
        self.prose.uses.len() - 1
    }

    pub(super) fn end_link(&mut self, range: Range<usize>) {
        match self.links.pop() {
            Some(Open::Use(index, start, words)) => self.end_use(index, start, words, range),
            Some(Open::Anchor(address, start, images)) => {
                let text = self.block.as_ref().and_then(|block| block.text.get(start..)).unwrap_or("").to_owned();
                self.note_link(&text, &address, images, range);
                self.top().push("</a>");
            }
            Some(Open::Citation | Open::Nothing) | None => {}
        }
    }

    pub(super) fn end_use(&mut self, index: usize, start: usize, words: Option<Span>, range: Range<usize>) {
        let number = self.number;
        let block = self.block.get_or_insert_with(|| Block::new(number));
        let end = block.text.len();
        let start = start.min(end);
        block.note_use(index, start..end, false);
        let text: Box<str> = block.text[start..end].into();
        // Of an empty link the fix goes between the brackets.
        let inside = self.span(range.start + 1..range.start + 1);
        let used = &mut self.prose.uses[index];
        used.words = text;
        used.words_at = At { file: used.at.file, span: words.unwrap_or(inside) };
        self.top().hole(Hole::Close(index as u32));
    }

    pub(super) fn citation(&mut self, range: Range<usize>) -> Open {
        let source = self.source[range.clone()].to_owned();
        let inner = source.trim_start_matches('[').trim_end_matches(']');
        let Some(cited) = parse_citation(inner) else { return Open::Nothing };
        let mut group = CiteGroup::default();
        for item in cited {
            let start = range.start + 1 + item.at.start;
            let at = At { file: self.cx.file, span: self.span(start..start + item.at.len()) };
            let index = self.add_use(Ref::Citation(item.id.clone()), at);
            let number = self.number;
            let block = self.block.get_or_insert_with(|| Block::new(number));
            // The blank before the bracket belongs to the citation.
            let end = block.text.trim_end().len();
            block.note_use(index, end..end, true);
            group.items.push(Citation {
                in_uses: index as u32,
                prefix: Some(item.prefix).filter(|prefix| !prefix.is_empty()),
                locator: item.locator.map(|locator| (locator.label.csl().into(), locator.payload)),
                suffix: Some(item.suffix).filter(|suffix| !suffix.is_empty()),
                suppress_author: item.suppress_author,
            });
        }
        self.prose.groups.push(group);
        let index = self.prose.groups.len() as u32 - 1;
        self.top().hole(Hole::Cite(index));
        Open::Citation
    }

    // Images.

    pub(super) fn start_image(&mut self, address: &str, range: Range<usize>) {
        let at = At { file: self.cx.file, span: self.span(range) };
        let safe = escape::is_safe_url(address);
        if !safe {
            self.cx.report("unsafe-link", at.span, "an image's address may not carry data or scripts");
        }
        let source = if safe { address } else { "" };
        self.image = Some((Image { source: source.into(), alt: "".into(), at, block: self.number }, String::new()));
    }

    pub(super) fn end_image(&mut self) {
        let Some((mut image, alt)) = self.image.take() else { return };
        image.alt = alt.trim().into();
        let alt = escape::html(&image.alt);
        self.prose.images.push(image);
        let index = self.prose.images.len() as u32 - 1;
        self.top().push("<img src=\"");
        self.top().hole(Hole::ImageSource(index));
        self.top().push(&format!("\" alt=\"{alt}\" loading=\"lazy\">"));
    }

    pub(super) fn raw_html(&mut self, html: &str, range: Range<usize>, inline: bool) {
        for piece in raw::pieces(html) {
            let offset = |part: &str| range.start + (part.as_ptr() as usize - html.as_ptr() as usize);
            match piece {
                Raw::Tag(tag) => {
                    self.note_tag(tag);
                    self.top().push(tag);
                }
                Raw::Comment(comment) => self.comment(comment, offset(comment), inline),
                Raw::Refused(text) => {
                    self.refuse_html(text, offset(text));
                    self.top().text(text, false);
                }
            }
        }
    }

    pub(super) fn refuse_html(&mut self, text: &str, start: usize) {
        if !text.contains('<') {
            return;
        }
        let span = self.span(start..start + text.len());
        self.cx.report("raw-html", span, format!("`{}` may not stand in markdown", text.trim())).help =
            Some("use markdown, or write `&lt;` for the sign itself".to_owned());
    }

    pub(super) fn comment(&mut self, comment: &str, start: usize, inline: bool) {
        let Some(allow) = raw::waiver(comment) else { return };
        let place = |part: &str| {
            let offset = start + (part.as_ptr() as usize - comment.as_ptr() as usize);
            offset..offset + part.len()
        };
        let until = match allow.until {
            None => None,
            Some(words) => match Date::parse(words) {
                Some(date) => Some(date),
                None => {
                    let span = self.span(place(words));
                    let message = format!("`allow {}` holds until `{words}`, which is no date", allow.rule);
                    self.cx.report("bad-waiver", span, message).help =
                        Some(format!("write `<!-- allow {} until 2027-01-31: why this is right -->`", allow.rule));
                    return;
                }
            },
        };
        let at = At { file: self.cx.file, span: self.span(place(allow.rule)) };
        let rule = Text { text: allow.rule.into(), at };
        let waiver = Waiver { rule, reason: allow.reason.into(), until, over: self.block_span() };
        match inline {
            true => self.prose.waivers.push(waiver),
            false => self.waiting.push(waiver),
        }
    }
}
