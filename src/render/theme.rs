//! The default theme, embedded in the binary: templates, stylesheet, scripts.
//!
//! The stylesheet and the scripts are kept in parts, joined and minified once a build, and named by a hash of
//! their bytes, so that a host may let browsers keep them for good. A site's own `templates/theme/NAME`
//! replaces the part of that name. The sole user of minifier.

use crate::base::hash::Hash;
use crate::load::Input;

macro_rules! embedded {
    ($(#[$doc:meta])* $list:ident, $folder:literal, $($name:literal,)*) => {
        $(#[$doc])*
        pub const $list: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../templates/", $folder, $name))),)*];
    };
}

embedded! {
    /// Name below `templates/` and text of each template.
    TEMPLATES, "",
    "base.html",
    "parts.html",
    "404.html",
    "about.html",
    "article.html",
    "bibliography.html",
    "changes.html",
    "charts.html",
    "corrections.html",
    "data.html",
    "entities_index.html",
    "entity.html",
    "fact.html",
    "facts_index.html",
    "feed.xml",
    "glossary.html",
    "home.html",
    "method.html",
    "old.html",
    "search.html",
    "sheet.html",
    "sitemap.xml",
    "source.html",
    "stages.html",
    "timeline.html",
    "topic.html",
}

embedded! {
    /// Parts of the stylesheet, in order.
    STYLES, "theme/",
    "tokens.css",
    "base.css",
    "chrome.css",
    "layout.css",
    "evidence.css",
    "figures.css",
    "chart.css",
    "tables.css",
    "markdown.css",
    "pages.css",
    "print.css",
}

embedded! {
    /// The script of every page, that of the search page, and that of pages from which something moved away.
    SCRIPTS, "theme/",
    "page.js",
    "search.js",
    "moved.js",
}

/// Files of the theme, ready to be written and linked.
#[derive(Clone, Debug)]
pub struct Assets {
    /// The stylesheet.
    pub style: Asset,
    /// The script of every page.
    pub script: Asset,
    /// The script of the search page.
    pub search: Asset,
    /// The script that leads on from an old address: a file, so that no page needs a script within it.
    pub moved: Asset,
}

/// A file with its name.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Path in the output: `assets/site.3f9a71c2.css`.
    pub path: String,
    /// What is in it.
    pub text: String,
}

impl Assets {
    /// The theme's files, with a site's own parts in place of those of the same name.
    pub fn of(own: &[Input]) -> Assets {
        let part = |(name, text): &(&'static str, &'static str)| {
            let path = format!("theme/{name}");
            own.iter().find(|input| *input.path == *path).map_or_else(|| (*text).to_owned(), |i| i.text.to_string())
        };
        let styles: String = STYLES.iter().map(part).collect();
        let script = |index: usize| minified_script(&part(&SCRIPTS[index]));
        let style = collapsed(&styles);
        Assets {
            style: Asset::named("site", "css", style),
            script: Asset::named("page", "js", script(0)),
            search: Asset::named("search", "js", script(1)),
            moved: Asset::named("moved", "js", script(2)),
        }
    }

    /// All files.
    pub fn all(&self) -> [&Asset; 4] {
        [&self.style, &self.script, &self.search, &self.moved]
    }
}

impl Asset {
    fn named(stem: &str, extension: &str, text: String) -> Asset {
        let hash = Hash::of(text.as_bytes()).to_string();
        Asset { path: format!("assets/{stem}.{}.{extension}", &hash[..8]), text }
    }
}

/// A script without comments and blanks; one that the minifier does not understand is served as it is.
fn minified_script(text: &str) -> String {
    minifier::js::minify(text).map_or_else(|_| text.to_owned(), |script| script.to_string())
}

/// A stylesheet without comments and without the blanks that mean nothing. What stands in quotation marks stays as it
/// is, and so do the blanks around a sign: the minifier at hand takes those in `calc(1rem + 2vw)` away.
fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_comment = rest.starts_with("/*");
        let length = match first {
            '"' | '\'' => quoted(rest, first),
            _ if is_comment => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            _ => first.len_utf8(),
        };
        let (part, after) = rest.split_at(length);
        rest = after;
        // A comment parts words as a blank does.
        if is_comment || first.is_ascii_whitespace() {
            if !out.is_empty() && !out.ends_with([' ', '{', '}', ';', ':', ',']) {
                out.push(' ');
            }
            continue;
        }
        if matches!(first, '{' | '}' | ';' | ',') {
            let kept = out.trim_end_matches(|c| c == ' ' || c == ';' && first == '}').len();
            out.truncate(kept);
        }
        out.push_str(part);
    }
    out.truncate(out.trim_end().len());
    out
}

/// Length of the quotation that a text begins with, its marks included.
fn quoted(text: &str, mark: char) -> usize {
    let mut is_escaped = false;
    let end = text[1..].find(|c| {
        let ends = c == mark && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_is_collapsed_and_its_sums_keep_their_blanks() {
        let css = "/* a\n b */\na:hover {\n  width: calc(1rem + 2vw);\n  color: red;\n}\n.b { x: y; }\n";
        assert_eq!(collapsed(css), "a:hover{width:calc(1rem + 2vw);color:red}.b{x:y}");
        let css = "a :is(b, .c) > d::before {\n content: \"; } \\\" /* , \" ; grid-area: 'a  b'\n 1; }\r\n@media ( a : b ) { }";
        let small = "a :is(b,.c) > d::before{content:\"; } \\\" /* , \";grid-area:'a  b' 1}@media ( a :b ){}";
        assert_eq!(collapsed(css), small);
        for cut in ["/*/", "\"", "a {b: '\\", "/* é", "é:"] {
            assert!(collapsed(cut).len() <= cut.len());
        }
    }

    #[test]
    fn the_files_of_the_theme_are_small_and_named_by_their_bytes() {
        let assets = Assets::of(&[]);
        assert!(assets.script.text.len() <= 8 << 10, "page.js has {} bytes", assets.script.text.len());
        for asset in assets.all() {
            let hash = Hash::of(asset.text.as_bytes()).to_string();
            assert!(asset.path.contains(&hash[..8]), "{}", asset.path);
        }
    }
}
