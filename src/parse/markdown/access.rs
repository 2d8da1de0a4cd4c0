//! What keeps a text from being read by ear or by keyboard, found while it is written: headings that skip a level,
//! links whose words say nothing, tables without a header, words in a script that nothing marks.
//!
//! In: the events of the writer. Out: findings of `heading-order`, `link-text` and `table-header`, and the runs of
//! foreign script in the prose, which `lang-missing` judges: only the site knows the language of the page.
//! Chinese and Japanese are none of them: the renderer marks those by itself.

use std::ops::Range;

use crate::base::text::{At, Span};
use crate::model::prose::{Foreign, Script};
use crate::parse::markdown::raw;
use crate::parse::markdown::writer::Writer;

/// Words of links that say nothing of where they lead.
const EMPTY_WORDS: &[&str] = &[
    "here",
    "click",
    "click here",
    "see here",
    "read more",
    "learn more",
    "more",
    "link",
    "this link",
    "这里",
    "此处",
    "这儿",
    "点击",
    "点击这里",
    "点击此处",
    "点此",
    "更多",
    "阅读更多",
    "查看更多",
    "链接",
];

/// A run of a foreign script is long from so many words on: one or two are mostly a name.
const FOREIGN_WORDS: usize = 3;
/// Or from so many letters on, where words are not parted.
const FOREIGN_LETTERS: usize = 20;

/// What is remembered from event to event.
#[derive(Default)]
pub(super) struct Access {
    /// Level of the last heading; 0 before the first.
    level: u8,
    /// Where the text of the open cell begins, and how many images stood before it.
    cell: (usize, usize),
    /// Columns of the open table whose header is blank, from 0.
    blank: Vec<usize>,
    /// Tags of the author's that are open, and whether each has a language.
    tags: Vec<bool>,
}

impl Writer<'_, '_> {
    /// A heading of a level as written begins.
    pub(super) fn note_heading(&mut self, written: u8, range: &Range<usize>) {
        let line = self.source[range.clone()].lines().next().unwrap_or("").trim();
        let words = line.trim_matches('#').trim().to_owned();
        let span = self.span(range.start..range.start + line.len());
        let last = std::mem::replace(&mut self.access.level, written.max(2));
        let wanted = "#".repeat(usize::from(last.max(1)) + 1);
        let message = match (written, last) {
            (1, _) => "a heading of level 1 in the text: the article's title is the only one of the page".to_owned(),
            (_, 0) if written > 2 => format!("the first heading is of level {written}, not 2"),
            (_, last) if last > 0 && written > last + 1 => {
                format!("a heading of level {written} follows one of level {last}")
            }
            _ => return,
        };
        let wanted = if written == 1 { "##" } else { &wanted };
        self.cx.report("heading-order", span, message).help = Some(format!("write `{wanted} {words}`"));
    }

    /// A link whose words are `text` ends.
    pub(super) fn note_link(&mut self, text: &str, address: &str, images: usize, range: Range<usize>) {
        let words = text.trim().trim_matches(['.', ':', '…', '>', '»', '→', '，', '。', ' ']).to_lowercase();
        let is_bare = words.starts_with("http://") || words.starts_with("https://") || words.starts_with("www.");
        let message = match &*words {
            "" if self.prose.images.len() > images => return,
            "" => "a link without words".to_owned(),
            _ if is_bare => "a link whose words are its bare address".to_owned(),
            words if EMPTY_WORDS.contains(&words) => {
                format!("the words of the link, “{words}”, do not say where it leads")
            }
            _ => return,
        };
        let span = self.span(range);
        self.cx.report("link-text", span, message).help = Some(format!("write `[what it leads to]({address})`"));
    }

    pub(super) fn note_cell_start(&mut self) {
        self.access.cell = (self.block.as_ref().map_or(0, |block| block.text.len()), self.prose.images.len());
    }

    pub(super) fn note_cell_end(&mut self) {
        let (start, images) = self.access.cell;
        let text = self.block.as_ref().and_then(|block| block.text.get(start..)).unwrap_or("");
        if self.in_head && text.trim().is_empty() && self.prose.images.len() == images {
            self.access.blank.push(self.cell);
        }
    }

    /// The header row of a table ends. An empty corner above the names of the rows is usual.
    pub(super) fn note_table_head(&mut self, range: &Range<usize>) {
        let blank = std::mem::take(&mut self.access.blank);
        let line = self.source[range.clone()].lines().next().unwrap_or("").len();
        let span = self.span(range.start..range.start + line);
        let message = match blank.iter().find(|column| **column > 0) {
            _ if !blank.is_empty() && blank.len() == self.cell => "a table without a header row".to_owned(),
            Some(column) => format!("column {} of the table has no header", column + 1),
            None => return,
        };
        self.cx.report("table-header", span, message).help =
            Some("name each column in the first row: who hears the table hears the name with each cell".to_owned());
    }

    /// A tag of the author's own begins or ends.
    pub(super) fn note_tag(&mut self, tag: &str) {
        if tag.starts_with("</") {
            self.access.tags.pop();
        } else if !tag.ends_with("/>") && !["<br", "<hr", "<wbr"].iter().any(|void| tag.starts_with(void)) {
            self.access.tags.push(raw::attribute(tag, "lang").is_some());
        }
        self.prose.anchors.extend(raw::attribute(tag, "id").map(Into::into));
    }

    /// A block begins: what was left open before does not reach into it.
    pub(super) fn note_block(&mut self) {
        self.access.tags.clear();
    }

    /// Notes long runs of a script that neither the author nor the renderer marks.
    pub(super) fn note_script(&mut self, text: &str, range: &Range<usize>) {
        // The first bytes of what is looked for; Latin letters, typographic marks and Chinese have others.
        let is_one = |byte: u8| matches!(byte, 0xcd..=0xe1 | 0xea..=0xed);
        if text.is_ascii() || !text.bytes().any(is_one) || self.access.tags.contains(&true) {
            return;
        }
        let exact = self.source.get(range.clone()) == Some(text);
        for (run, script) in runs(text) {
            let run = if exact { range.start + run.start..range.start + run.end } else { range.clone() };
            let span: Span = self.span(run);
            let at = At { file: self.cx.file, span };
            self.prose.foreign.push(Foreign { at, script, block: self.number });
        }
    }
}

/// Long runs of one foreign script each.
fn runs(text: &str) -> Vec<(Range<usize>, Script)> {
    let mut out = Vec::new();
    let mut open: Option<(Range<usize>, Script, usize)> = None;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match (Script::of(c), &mut open) {
            (Some(script), Some((run, of, letters))) if script == *of => {
                run.end = end;
                *letters += 1;
            }
            (Some(script), _) => {
                close(text, open.take(), &mut out);
                open = Some((at..end, script, 1));
            }
            (None, Some(_)) if c.is_alphabetic() => close(text, open.take(), &mut out),
            (None, _) => {}
        }
    }
    close(text, open, &mut out);
    out
}

fn close(text: &str, run: Option<(Range<usize>, Script, usize)>, out: &mut Vec<(Range<usize>, Script)>) {
    let Some((run, script, letters)) = run else { return };
    if text[run.clone()].split_whitespace().count() >= FOREIGN_WORDS || letters >= FOREIGN_LETTERS {
        out.push((run, script));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_runs_of_a_foreign_script_are_found_and_names_are_not() {
        let found = |text: &str| runs(text).into_iter().map(|(run, s)| (text[run].to_owned(), s)).collect::<Vec<_>>();
        assert_eq!(
            found("He said: Мы не сдаёмся, друзья! And left."),
            [("Мы не сдаёмся, друзья".to_owned(), Script::Cyrillic)]
        );
        assert_eq!(found("ภาษาไทยไม่มีช่องว่างระหว่างคำ")[0].1, Script::Thai);
        assert!(found("Владимир Путин, café naïve, 自力更生是我们的方针, ひらがなでかくよ").is_empty());
        assert_eq!(found("하나 둘 셋 и ещё раз да").len(), 2);
    }
}
