//! A source: what was read, who wrote it, who published it.
//!
//! In: one entry of `sources/*.yml`, `*.bib` or CSL-JSON. Names and publishers that look like ids are kept
//! as written; `link` decides whether an entity of that id exists.

use crate::base::text::At;
use crate::model::date::Date;
use crate::model::waiver::Waiver;

/// One source, as its entry states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Id in the `source` namespace; for `.bib` and CSL-JSON the cite key.
    pub id: Box<str>,
    /// Where the entry's key stands.
    pub at: At,
    /// What sort of text it is.
    pub kind: SourceKind,
    /// Title in its own language, without quotes or markup.
    pub title: Box<str>,
    /// A translation of the title into the site's language.
    pub title_en: Option<Box<str>>,
    /// The title is a description of ours (the real one is not known): printed in brackets.
    pub untitled: bool,
    /// Authors in order.
    pub authors: Vec<Name>,
    /// Editors in order.
    pub editors: Vec<Name>,
    /// Translators in order.
    pub translators: Vec<Name>,
    /// Entity id or plain name.
    pub publisher: Box<str>,
    /// Where the publisher stands in the entry.
    pub publisher_at: At,
    /// The book or journal it stands in (`in:`).
    pub container: Option<Box<str>>,
    /// Day, month or year of publication.
    pub date: Option<Date>,
    /// When it was read.
    pub accessed: Option<Date>,
    /// `http` or `https` address.
    pub url: Option<Box<str>>,
    /// Address of an archived copy.
    pub archive: Option<Box<str>>,
    /// When the copy was made.
    pub archived: Option<Date>,
    /// Volume, as printed.
    pub volume: Option<Box<str>>,
    /// Issue, as printed.
    pub issue: Option<Box<str>>,
    /// Page range, as printed.
    pub pages: Option<Box<str>>,
    /// DOI without resolver.
    pub doi: Option<Box<str>>,
    /// ISBN as printed.
    pub isbn: Option<Box<str>>,
    /// BCP 47 tag.
    pub lang: Option<Box<str>>,
    /// Id of the source this is a copy of.
    pub republishes: Option<Box<str>>,
    /// Path of a private text copy, relative to `content/`; quotes are checked against it.
    pub capture: Option<Box<str>>,
    /// Set when the publisher withdrew it.
    pub retracted: Option<Retraction>,
    /// How much of it was read.
    pub read: Option<Read>,
    /// Remark for readers, inline markdown.
    pub note: Option<Box<str>>,
    /// Where the note stands.
    pub note_at: At,
    /// Rules waived in its entry.
    pub allow: Vec<Waiver>,
}

/// A person or body as a bibliography names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Name {
    /// Written `Family, Given`.
    Person {
        /// Family name.
        family: Box<str>,
        /// Given names; may be empty.
        given: Box<str>,
    },
    /// A name in natural order, a body's name or an entity id.
    Plain(Box<str>),
}

/// Withdrawal of a source by its publisher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retraction {
    /// Day of the withdrawal.
    pub date: Date,
    /// Reason, one line.
    pub why: Box<str>,
}

/// How much of a source the author of the entry has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// All of it.
    Full,
    /// An excerpt.
    Excerpt,
    /// Nothing: it is known only from another source.
    No,
}

macro_rules! source_kinds {
    ($($(#[$doc:meta])* $kind:ident = $word:literal, $csl:literal, $ris:literal, $bib:literal, $says:literal;)*) => {
        /// What sort of text a source is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum SourceKind { $($(#[$doc])* $kind,)* }

        impl SourceKind {
            /// All kinds in the order of the handbook.
            pub const ALL: &[SourceKind] = &[$(SourceKind::$kind,)*];
            /// The word in a sheet.
            pub const fn word(self) -> &'static str { match self { $(SourceKind::$kind => $word,)* } }
            /// The type in CSL 1.0.2.
            pub fn csl(self) -> &'static str { match self { $(SourceKind::$kind => $csl,)* } }
            /// The `TY` of a RIS record.
            pub fn ris(self) -> &'static str { match self { $(SourceKind::$kind => $ris,)* } }
            /// The entry type in BibTeX (biblatex names).
            pub fn bib(self) -> &'static str { match self { $(SourceKind::$kind => $bib,)* } }
            /// What a page calls it.
            pub fn says(self) -> &'static str { match self { $(SourceKind::$kind => $says,)* } }
        }
    };
}

source_kinds! {
    /// A newspaper's article.
    Newspaper = "newspaper", "article-newspaper", "NEWS", "article", "Newspaper article";
    /// A magazine's article.
    Magazine = "magazine", "article-magazine", "MGZN", "article", "Magazine article";
    /// A journal's article.
    Article = "article", "article-journal", "JOUR", "article", "Journal article";
    /// A book.
    Book = "book", "book", "BOOK", "book", "Book";
    /// A chapter of a book.
    Chapter = "chapter", "chapter", "CHAP", "incollection", "Book chapter";
    /// A report.
    Report = "report", "report", "RPRT", "report", "Report";
    /// A data set.
    Dataset = "dataset", "dataset", "DATA", "dataset", "Data set";
    /// A page on the web.
    Web = "web", "webpage", "ELEC", "online", "Web page";
    /// A post on a blog or a social medium.
    Post = "post", "post-weblog", "BLOG", "online", "Post";
    /// A speech.
    Speech = "speech", "speech", "GEN", "unpublished", "Speech";
    /// A law, rule or treaty.
    Law = "law", "legislation", "STAT", "legislation", "Law or rule";
    /// A film or broadcast.
    Video = "video", "motion_picture", "VIDEO", "video", "Video";
    /// A thesis.
    Thesis = "thesis", "thesis", "THES", "thesis", "Thesis";
    /// A letter.
    Letter = "letter", "personal_communication", "PCOMM", "letter", "Letter";
}

impl SourceKind {
    /// The kind of a sheet's word.
    pub fn of_word(word: &str) -> Option<SourceKind> {
        SourceKind::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// Whether its publisher is printed as the container (the periodical's name).
    pub fn is_periodical(self) -> bool {
        matches!(self, SourceKind::Newspaper | SourceKind::Magazine | SourceKind::Article)
    }
}

impl Name {
    /// Reads `Family, Given` or a plain name. With a comma at its end it is a body's, whole and with all its commas.
    pub fn parse(text: &str) -> Name {
        if let Some(body) = text.trim().strip_suffix(',').map(str::trim).filter(|body| !body.is_empty()) {
            return Name::Person { family: body.into(), given: "".into() };
        }
        match text.split_once(',') {
            Some((family, given)) if !family.trim().is_empty() => {
                Name::Person { family: family.trim().into(), given: given.trim().into() }
            }
            _ => Name::Plain(text.trim().into()),
        }
    }
}
