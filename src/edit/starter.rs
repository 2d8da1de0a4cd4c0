//! A new site: what `factloom init` writes.
//!
//! In: title, address, language and the day. Out: paths and texts. The texts are those of `starter/`, a true
//! and tiny site that builds without a finding; its comments teach. Absent on purpose: specimen figures, which
//! someone would publish.

use crate::edit::scalar;
use crate::exchange::schema::{FileKind, modeline};
use crate::model::date::Date;
use crate::render::theme::{SCRIPTS, STYLES, TEMPLATES};

/// What a new site is told apart by.
#[derive(Clone, Debug)]
pub struct Starter<'a> {
    /// Name of the site.
    pub title: &'a str,
    /// Public address.
    pub url: &'a str,
    /// Language, BCP 47.
    pub lang: &'a str,
    /// The day the article is dated.
    pub today: Date,
}

/// Path below the root, and text, of each file of the content.
pub fn content(starter: &Starter<'_>) -> Vec<(String, String)> {
    let texts = [
        ("content/site.yml", Some(FileKind::Site), include_str!("../../starter/content/site.yml")),
        ("content/declaration.md", None, include_str!("../../starter/content/declaration.md")),
        (
            "content/facts/declaration.yml",
            Some(FileKind::Sheet),
            include_str!("../../starter/content/facts/declaration.yml"),
        ),
        (
            "content/sources/sources.yml",
            Some(FileKind::Source),
            include_str!("../../starter/content/sources/sources.yml"),
        ),
        (
            "content/entities/entities.yml",
            Some(FileKind::Entity),
            include_str!("../../starter/content/entities/entities.yml"),
        ),
    ];
    let filled = |text: &str| {
        // The title last: it may hold what looks like a blank to fill in.
        text.replace("{today}", &starter.today.to_string())
            .replace("{url}", &scalar::plain_or_quoted(starter.url))
            .replace("{lang}", &scalar::plain_or_quoted(starter.lang))
            .replace("{title}", &scalar::plain_or_quoted(starter.title))
    };
    let texts = texts.into_iter().map(|(path, kind, text)| {
        let head = kind.map_or_else(String::new, |kind| format!("{}\n", modeline(kind, path)));
        (path.to_owned(), format!("{head}{}", filled(text)))
    });
    texts.collect()
}

/// The file that keeps the built site out of git: its path and text.
pub const GITIGNORE: (&str, &str) = (".gitignore", include_str!("../../starter/gitignore"));

/// The theme's templates, parts of its stylesheet and scripts, as a site may have its own.
pub fn theme() -> Vec<(String, String)> {
    let templates = TEMPLATES.iter().map(|(name, text)| (format!("templates/{name}"), (*text).to_owned()));
    let parts = STYLES.iter().chain(SCRIPTS);
    let parts = parts.map(|(name, text)| (format!("templates/theme/{name}"), (*text).to_owned()));
    templates.chain(parts).collect()
}
