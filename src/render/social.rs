//! Social cards: 1200 × 630 PNG, the picture that a shared link brings along. The sole user of resvg and png.
//!
//! A card's file is named by a hash of all that goes into it, so a build that finds the file in the old site
//! need not draw it again. One font is in the binary: a card is the same on every machine, Chinese included.

use std::collections::HashMap;
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use crate::base::hash::Hash;
use crate::parse::markdown::sentence::is_han;
use crate::render::chart::scale::wrap;
use crate::render::chart::svg::{Anchor, Svg};

/// Latin, Greek, Cyrillic and the characters of GB 2312.
const FONT: &[u8] = include_bytes!("../../templates/theme/card.otf");
const FAMILY: &str = "Noto Sans CJK SC";
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;
/// To be raised whenever the same text gives other pixels.
const VERSION: u32 = 2;

/// What a card says.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// Name of the site.
    pub site: String,
    /// Kind of the page: "Explainer", "Statistic".
    pub kind: String,
    /// A figure, shown large; empty for words alone.
    pub value: String,
    /// Title or claim.
    pub title: String,
    /// A few words under the title, where there is room.
    pub text: String,
    /// Who says it, or when; one line.
    pub foot: String,
    /// Shape of the mark: "one", "several", "bad" or "".
    pub mark: &'static str,
}

/// Draws cards.
pub struct Painter {
    options: Options<'static>,
}

impl Card {
    /// The card as SVG in the colours of the light scheme.
    pub fn svg(&self) -> String {
        let card = Card {
            site: plain_quotes(&self.site),
            kind: self.kind.chars().take(1).flat_map(char::to_uppercase).chain(self.kind.chars().skip(1)).collect(),
            value: plain_quotes(&self.value),
            title: plain_quotes(&self.title),
            text: plain_quotes(&self.text),
            foot: plain_quotes(&self.foot),
            mark: self.mark,
        };
        card.drawn()
    }

    fn drawn(&self) -> String {
        let mut svg = Svg::default();
        let (left, room) = (80.0, f64::from(WIDTH) - 160.0);
        svg.text((left, 96.0), "site", Anchor::Start, &self.site);
        svg.text((f64::from(WIDTH) - 80.0, 96.0), "kind", Anchor::End, &self.kind);
        let mut base = 170.0;
        if !self.value.is_empty() {
            let long = self.value.chars().count() > 22;
            let size = if long { 60.0 } else { 96.0 };
            for line in wrap(&self.value, size, room).into_iter().take(2) {
                base += size * 0.85;
                svg.text((left, base), if long { "value small" } else { "value" }, Anchor::Start, &line);
                base += size * 0.3;
            }
        }
        let (size, class) = match (self.value.is_empty(), self.title.chars().count()) {
            (false, _) => (40.0, "claim"),
            (true, 0..=60) => (72.0, "title"),
            (true, 61..=110) => (58.0, "title mid"),
            (true, _) => (48.0, "title long"),
        };
        let fits = ((520.0 - base) / (size * 1.28)).floor().max(1.0) as usize;
        let mut lines = wrap(&self.title, size, room);
        shorten(&mut lines, fits);
        for line in &lines {
            base += size * 1.28;
            svg.text((left, base), class, Anchor::Start, line);
        }
        base += 24.0;
        let room_below = ((520.0 - base) / 46.0).floor().max(0.0) as usize;
        let mut below = if self.value.is_empty() { wrap(&self.text, 34.0, room) } else { Vec::new() };
        shorten(&mut below, room_below.min(4));
        for line in &below {
            base += 46.0;
            svg.text((left, base), "text", Anchor::Start, line);
        }
        let foot = wrap(&self.foot, 28.0, room - 40.0).into_iter().next().unwrap_or_default();
        let shift = if self.mark.is_empty() { 0.0 } else { 40.0 };
        match self.mark {
            "several" => svg.dot("many", (left + 12.0, 562.0), 12.0),
            "bad" => svg.path("bad", "M80 562l12 -12l12 12l-12 12z"),
            "one" => svg.dot("one", (left + 12.0, 562.0), 10.0),
            _ => {}
        }
        svg.text((left + shift, 572.0), "foot", Anchor::Start, &foot);
        const STYLE: &str = "text{fill:#1d1b18}.site{font-size:30px}.kind{font-size:28px;fill:#5c574e}\
            .value{font-size:96px;fill:#0a5a6a}.value.small{font-size:60px}.title{font-size:72px}.title.mid{font-size:58px}.title.long{font-size:48px}.text{font-size:34px;fill:#5c574e}.claim{font-size:40px}\
            .foot{font-size:28px;fill:#5c574e}.many{fill:#285e35}.one{fill:none;stroke:#7d4700;stroke-width:5}\
            .bad{fill:none;stroke:#9b2226;stroke-width:5}";
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" font-family=\"{FAMILY}\" \
             font-weight=\"700\"><style>{STYLE}</style><rect width=\"100%\" height=\"100%\" fill=\"#fbfaf6\"/>\
             <rect width=\"16\" height=\"100%\" fill=\"#0a5a6a\"/>{}</svg>",
            svg.into_body()
        )
    }

    /// Eight digits that change with the card.
    pub fn digest(&self) -> String {
        Hash::of(format!("{VERSION} {}", self.svg()).as_bytes()).to_string()[..8].to_owned()
    }
}

/// Keeps the first lines, with an ellipsis where the rest was cut.
fn shorten(lines: &mut Vec<String>, most: usize) {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = format!("{}…", last.trim_end_matches([',', ';', ':', ' ']));
        }
    }
}

/// Curly quotation marks are as wide as a Chinese character in the font at hand; words without any take straight ones.
fn plain_quotes(text: &str) -> String {
    match text.chars().any(is_han) {
        true => text.to_owned(),
        false => text.replace(['‘', '’'], "'").replace(['“', '”'], "\""),
    }
}

impl Default for Painter {
    fn default() -> Painter {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(FONT.to_vec());
        Painter { options: Options { fontdb: Arc::new(fonts), font_family: FAMILY.to_owned(), ..Options::default() } }
    }
}

impl Painter {
    /// The card as PNG; empty if it cannot be drawn.
    pub fn png(&self, svg: &str) -> Vec<u8> {
        let Ok(tree) = Tree::from_str(svg, &self.options) else { return Vec::new() };
        let Some(mut pixels) = Pixmap::new(WIDTH, HEIGHT) else { return Vec::new() };
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        encoded(&pixels).unwrap_or_default()
    }
}

/// The picture with a palette. A card has few inks, and the edges of letters need no more than sixteen shades of
/// each. Measured on 308 cards: 1.7 s instead of 3.9 with true colour and the usual level, 9.8 MB instead of 13.
fn encoded(pixels: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut palette: Vec<[u8; 3]> = Vec::new();
    let mut places: HashMap<[u8; 3], u8> = HashMap::new();
    let coarse = |channel: u8| (channel & 0xf0) | (channel >> 4);
    let mut indexed = Vec::with_capacity((WIDTH * HEIGHT) as usize);
    let mut last = ([0, 0, 0], None);
    for pixel in pixels.pixels() {
        let exact = [pixel.red(), pixel.green(), pixel.blue()];
        if last.1.is_none() || last.0 != exact {
            // Full inks keep their colour: what is met first stands for its neighbours.
            let place = places.entry(exact.map(coarse)).or_insert_with(|| {
                palette.push(exact);
                (palette.len() - 1).min(255) as u8
            });
            last = (exact, Some(*place));
        }
        indexed.push(last.1.unwrap_or(0));
    }
    palette.truncate(256);
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette(palette.concat());
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Up);
    encoder.write_header()?.write_image_data(&indexed)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(png: &[u8]) -> usize {
        let pixels = Pixmap::decode_png(png).expect("a PNG");
        assert_eq!((pixels.width(), pixels.height()), (WIDTH, HEIGHT));
        pixels.pixels().iter().filter(|pixel| pixel.red() < 100 && pixel.green() < 100).count()
    }

    #[test]
    fn latin_and_chinese_words_leave_ink_and_the_same_card_the_same_bytes() {
        let painter = Painter::default();
        let card = |title: &str| Card { title: title.to_owned(), ..Card::default() };
        let none = ink(&painter.png(&card("").svg()));
        for title in ["Self-reliance", "自力更生", "Самообеспечение", "É → “quoted” – 8.5 %"]
        {
            let png = painter.png(&card(title).svg());
            assert!(ink(&png) > none + 500, "{title} is drawn");
            assert_eq!(png, Painter::default().png(&card(title).svg()));
        }
        assert_ne!(card("a").digest(), card("b").digest());
    }

    #[test]
    fn long_words_stay_inside_the_card() {
        let title = format!("{} {}", "制裁".repeat(100), "w".repeat(60));
        let svg = Card { value: "9".repeat(60), title, foot: "x".repeat(300), ..Card::default() }.svg();
        assert!(svg.matches("<text ").count() < 12, "{svg}");
        assert!(ink(&Painter::default().png(&svg)) > 1000);
    }
}
