//! An article: front matter and body.

use crate::base::text::{At, FileId};
use crate::model::date::Date;
use crate::model::fact::Correction;
use crate::model::prose::Prose;
use crate::model::waiver::Waiver;
use crate::model::{IdRef, Text};

/// One markdown file.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// Path below `content/` without `.md`; `index` for the home page's text.
    pub id: Box<str>,
    /// Its file.
    pub file: FileId,
    /// Head of the file.
    pub at: At,
    /// BCP 47 tag from the file name (`x.zh.md`); empty for the site's language.
    pub lang: Box<str>,
    /// Inline markdown.
    pub title: Prose,
    /// The dek, at most 240 characters; inline markdown.
    pub summary: Prose,
    /// Day of first publication.
    pub date: Option<Date>,
    /// Day of the last substantive change, if stated.
    pub updated: Option<Date>,
    /// Topic ids of `site.yml`.
    pub topics: Vec<IdRef>,
    /// How far it is.
    pub status: Status,
    /// Entity ids or names.
    pub authors: Vec<Text>,
    /// Who checked it and when.
    pub reviewed: Option<(Date, Box<str>)>,
    /// "In brief", at most five; inline markdown.
    pub points: Vec<Prose>,
    /// What was wrong in it before.
    pub corrections: Vec<Correction>,
    /// Old addresses, site paths.
    pub aliases: Vec<Text>,
    /// Of a translation: marks of the original's paragraphs as they were translated, separated by blanks.
    pub translated_from: Option<Text>,
    /// Link the first mention of names and terms.
    pub autolink: bool,
    /// Print a table of contents.
    pub toc: bool,
    /// Rules waived in the whole file.
    pub allow: Vec<Waiver>,
    /// The text.
    pub body: Prose,
    /// Words in the body, for reading time.
    pub words: u32,
}

/// How far an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Built only with `--drafts`.
    Draft,
    /// With an editor; built only with `--drafts`.
    Review,
    /// Built.
    Published,
}

impl Article {
    /// All prose in reading order: title, summary, points, body.
    pub fn prose(&self) -> impl Iterator<Item = &Prose> {
        [&self.title, &self.summary].into_iter().chain(&self.points).chain([&self.body])
    }

    /// The last substantive change: `updated`, else the newest correction, else `date`.
    pub fn last_changed(&self) -> Option<Date> {
        self.updated.or_else(|| self.corrections.iter().map(|c| c.date).max()).or(self.date)
    }
}
