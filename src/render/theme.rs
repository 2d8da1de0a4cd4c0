//! The default theme, embedded in the binary.

macro_rules! templates {
    ($($name:literal,)*) => {
        /// Name below `templates/` and text of each template.
        pub const TEMPLATES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../templates/", $name))),)*];
    };
}

templates! {
    "base.html",
    "parts.html",
    "404.html",
    "about.html",
    "article.html",
    "bibliography.html",
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
    "sheet.html",
    "sitemap.xml",
    "source.html",
    "stages.html",
    "timeline.html",
    "topic.html",
}

/// Path in the output and text of each file the theme brings along.
pub const STATIC: &[(&str, &str)] = &[("site.css", include_str!("../../static/site.css"))];
