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

/// A stylesheet without comments, indents and line breaks. Nothing inside a line is touched but the blank after
/// a property's colon: the minifier at hand takes the blanks in `calc(1rem + 2vw)` away, which breaks it.
fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut bare = String::with_capacity(text.len());
    while let Some(at) = rest.find("/*") {
        bare.push_str(&rest[..at]);
        rest = rest[at..].find("*/").map_or("", |end| &rest[at + end + 2..]);
    }
    bare.push_str(rest);
    for line in bare.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let line = line.strip_suffix(" {").map_or_else(|| line.to_owned(), |head| format!("{head}{{"));
        match line.split_once(": ") {
            Some((name, value)) if name.chars().all(|c| c.is_ascii_lowercase() || c == '-') => {
                out.push_str(&format!("{name}:{value}"));
            }
            _ => out.push_str(&line),
        }
    }
    out.replace(";}", "}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stylesheet_is_collapsed_and_its_sums_keep_their_blanks() {
        let css = "/* a\n b */\na:hover {\n  width: calc(1rem + 2vw);\n  color: red;\n}\n.b { x: y; }\n";
        assert_eq!(collapsed(css), "a:hover{width:calc(1rem + 2vw);color:red}.b { x: y; }");
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
