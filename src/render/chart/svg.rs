//! Writes SVG: escaped, rounded to tenths of a pixel, themed by classes. Knows nothing of facts.

use std::fmt::Write;

use crate::base::escape;

/// A picture being drawn.
#[derive(Default)]
pub struct Svg {
    body: String,
}

/// Where words are held: at their start, middle or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// At the left.
    Start,
    /// In the middle.
    Middle,
    /// At the right.
    End,
}

/// What a picture says about itself to those who cannot see it, and how it is put into a page or a file.
pub struct Frame<'t> {
    /// Prefix of the ids of title and description, unique on the page.
    pub id: &'t str,
    /// Class of the root.
    pub class: &'t str,
    /// Width and height in pixels.
    pub size: (f64, f64),
    /// `<title>`
    pub title: &'t str,
    /// `<desc>`
    pub desc: &'t str,
    /// Whether it is a file of its own, with its own style.
    pub alone: bool,
}

/// The style of a picture that stands alone; in a page the stylesheet has the same classes.
const STYLE: &str = "svg{color-scheme:light dark;--bg:#fbfaf6;--ink:#1d1b18;--muted:#5c574e;--line:#e2dcd0;\
--line-strong:#8b8475;--accent:#0a5a6a;--cite:#7a3b12;--ok:#285e35;--warn:#7d4700;--bad:#9b2226;\
font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','PingFang SC','Noto Sans CJK SC',sans-serif}\
@media (prefers-color-scheme:dark){svg{--bg:#13161a;--ink:#e9e6df;--muted:#a8a49a;--line:#2f353e;\
--line-strong:#7d8592;--accent:#7fcbd8;--cite:#e5a878;--ok:#8fd09c;--warn:#f2bd6f;--bad:#ff9c94}}.bg{fill:var(--bg)}";
/// The classes of charts, for pictures that stand alone.
const CLASSES: &str = include_str!("../../../templates/theme/chart.css");

impl Svg {
    /// Words on a baseline.
    pub fn text(&mut self, at: (f64, f64), class: &str, anchor: Anchor, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        // Words need no tenths of a pixel; the pictures of a page are a good part of its weight.
        let (x, y) = (at.0.round(), at.1.round());
        let words = escape::html(words);
        let _ = write!(self.body, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{anchor}>{words}</text>");
    }

    /// A path.
    pub fn path(&mut self, class: &str, d: &str) {
        let _ = write!(self.body, "<path class=\"{class}\" d=\"{d}\"/>");
    }

    /// A path of a width.
    pub fn stroke(&mut self, class: &str, d: &str, width: f64) {
        let _ = write!(self.body, "<path class=\"{class}\" d=\"{d}\" stroke-width=\"{}\"/>", tenth(width));
    }

    /// A line between two points.
    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.path(class, &format!("M{} {}L{} {}", tenth(from.0), tenth(from.1), tenth(to.0), tenth(to.1)));
    }

    /// A disc.
    pub fn dot(&mut self, class: &str, at: (f64, f64), radius: f64) {
        let (x, y, r) = (tenth(at.0), tenth(at.1), tenth(radius));
        let _ = write!(self.body, "<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>");
    }

    /// A box with round corners.
    pub fn bar(&mut self, class: &str, at: (f64, f64), size: (f64, f64)) {
        let (x, y, w, h) = (tenth(at.0), tenth(at.1), tenth(size.0.max(0.5)), tenth(size.1.max(0.5)));
        let _ =
            write!(self.body, "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"2\"/>");
    }

    /// Begins a link around what follows.
    pub fn open_link(&mut self, url: &str) {
        let _ = write!(self.body, "<a href=\"{}\">", escape::html(url));
    }

    /// Ends a link.
    pub fn close_link(&mut self) {
        self.body.push_str("</a>");
    }

    /// What was drawn, without a root.
    pub fn into_body(self) -> String {
        self.body
    }

    /// The finished picture.
    pub fn finish(self, frame: &Frame<'_>) -> String {
        let (width, height) = (tenth(frame.size.0), tenth(frame.size.1));
        let (id, title, desc) = (frame.id, escape::html(frame.title), escape::html(frame.desc));
        let (space, style, ground) = match frame.alone {
            true => (
                " xmlns=\"http://www.w3.org/2000/svg\"",
                format!("<style>{}</style>", style_alone()),
                "<rect class=\"bg\" width=\"100%\" height=\"100%\"/>",
            ),
            false => ("", String::new(), ""),
        };
        // Links inside an image could not be reached.
        let role = if self.body.contains("<a ") { "group" } else { "img" };
        format!(
            "<svg{space} class=\"{}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             role=\"{role}\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{title}</title>\
             <desc id=\"{id}-d\">{desc}</desc>{style}{ground}{}</svg>",
            frame.class, self.body
        )
    }
}

/// The style within a picture that stands alone: the same in all of them, so that a policy can let it pass by one hash.
pub fn style_alone() -> String {
    format!("{STYLE}{}", CLASSES.lines().map(str::trim).collect::<String>())
}

/// A number with at most one decimal: enough for pixels, and the same on every machine.
pub fn tenth(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
