//! The text of an article in sections, each with about the height it has on a phone.
//!
//! In: the blocks of a text as HTML. Out: what stands under one heading, together. A browser lays a section out when
//! it comes near (`content-visibility`); the height keeps its place until then, so the scroll bar does not jump.
//! Absent on purpose: exactness. A browser corrects a height as soon as it knows it, and holds what is read in place.

use serde::Serialize;

use crate::pages::cards::RailItem;

/// Letters that a line of running text holds at 375 CSS pixels. A Chinese character takes the room of two.
const LETTERS: u32 = 42;
/// Height of a line, in CSS pixels.
const LINE: u32 = 27;
/// What the elements that begin a line add to their lines, in CSS pixels: margins, padding, larger type.
const SPACES: &[(&str, u32)] = &[
    ("p", 19),
    ("li", 14),
    ("h2", 62),
    ("h3", 40),
    ("figure", 66),
    ("figcaption", 12),
    ("blockquote", 30),
    ("pre", 45),
    ("tr", 12),
];

/// A top-level block of the text with what stands beside it.
#[derive(Serialize)]
pub struct Block {
    /// Evidence of the figures and statements in it.
    pub rail: Vec<RailItem>,
    /// The block itself.
    pub html: String,
}

/// What stands under one heading of the second level, the heading included.
#[derive(Serialize)]
pub struct Section {
    /// Height on a phone in CSS pixels, roughly; 0 for what stands before the first heading, which is seen at once.
    pub height: u32,
    /// Its blocks.
    pub blocks: Vec<Block>,
}

/// Cuts a text before each heading of the second level, but within nothing that folds.
pub fn sections(blocks: impl IntoIterator<Item = Block>) -> Vec<Section> {
    let mut out = vec![Section { height: 0, blocks: Vec::new() }];
    // `<details>` is the one element that authors may open in one block and close in another.
    let mut folds = 0;
    for block in blocks {
        if folds == 0 && block.html.starts_with("<h2") {
            out.push(Section { height: 0, blocks: Vec::new() });
        }
        folds += block.html.matches("<details").count();
        folds -= block.html.matches("</details").count().min(folds);
        let is_first = out.len() == 1;
        if let Some(section) = out.last_mut() {
            section.height += if is_first { 0 } else { height(&block.html) };
            section.blocks.push(block);
        }
    }
    out.retain(|section| !section.blocks.is_empty());
    out
}

/// About the height of a block on a phone.
fn height(html: &str) -> u32 {
    let (mut height, mut letters, mut rest) = (0, 0, html);
    while let Some(at) = rest.find('<') {
        letters += width(&rest[..at]);
        rest = &rest[at..];
        let tag = &rest[..rest.find('>').map_or(rest.len(), |end| end + 1)];
        let name = tag[1..].split([' ', '>', '\n']).next().unwrap_or_default();
        rest = &rest[tag.len()..];
        // Pictures come twice, for wide and narrow screens; what is folded is not seen.
        let skipped = match name {
            "svg" => {
                height += if tag.contains("narrow-only") { picture(tag) } else { 0 };
                "</svg>"
            }
            "/summary" => "</details>",
            _ => "",
        };
        rest = rest.find(skipped).map_or("", |at| &rest[at + skipped.len()..]);
        if let Some((_, space)) = SPACES.iter().find(|(other, _)| *other == name) {
            height += letters.div_ceil(LETTERS) * LINE + space;
            letters = 0;
        }
    }
    height + (letters + width(rest)).div_ceil(LETTERS) * LINE
}

/// Room that a text takes, in letters.
fn width(text: &str) -> u32 {
    text.trim_ascii().chars().map(|c| if c < '\u{2e80}' { 1 } else { 2 }).sum()
}

/// Height of a picture that is as wide as the text.
fn picture(tag: &str) -> u32 {
    let height = tag.split(" height=\"").nth(1).and_then(|rest| rest.split(['"', '.']).next());
    height.and_then(|height| height.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(blocks: &[&str]) -> Vec<(usize, u32)> {
        let blocks = blocks.iter().map(|html| Block { rail: Vec::new(), html: (*html).to_owned() });
        sections(blocks).iter().map(|section| (section.blocks.len(), section.height)).collect()
    }

    #[test]
    fn a_section_ends_where_the_next_heading_stands_but_not_within_a_fold() {
        let line = "<p>Words.</p>";
        let heights: Vec<usize> = cut(&[line, line, "<h2>A</h2>", line, "<h2>B</h2>"]).iter().map(|s| s.0).collect();
        assert_eq!(heights, [2, 2, 1]);
        assert_eq!(cut(&["<h2>A</h2>"]).len(), 1, "nothing stands before it");
        let folded = ["<h2>A</h2>", "<details><summary>More</summary>", "<h2>B</h2>", "</details>", "<h2>C</h2>"];
        assert_eq!(cut(&folded).iter().map(|s| s.0).collect::<Vec<_>>(), [4, 1]);
        assert!(cut(&[]).is_empty());
    }

    #[test]
    fn heights_grow_with_what_is_seen() {
        let one = height("<p>Words.</p>");
        assert_eq!(height(&format!("<p>{}</p>", "words ".repeat(28))), one + 3 * LINE);
        assert_eq!(height(&format!("<p>{}</p>", "中文".repeat(42))), one + 3 * LINE, "Chinese is twice as wide");
        let picture = "<svg class=\"chart wide-only\" height=\"400\"><text>a</text></svg><svg class=\"chart narrow-only\" height=\"310.5\"><text>a</text></svg>";
        assert_eq!(height(picture), 310);
        assert_eq!(height("<details><summary>Table</summary><p>Words.</p></details>"), LINE);
        for cut in
            ["<", "<p", "<svg", "<svg class=\"narrow-only\" height=\"", "<summary></summary", "</summary>", "<p>中"]
        {
            height(cut);
        }
    }
}
