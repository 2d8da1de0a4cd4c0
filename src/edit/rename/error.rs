//! Why an id cannot be renamed, in words that say what to do.

use std::fmt;

use crate::edit::references::Kind;

/// Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenameError {
    /// The new id may not be one.
    BadId {
        /// What it should name.
        kind: Kind,
        /// As given.
        id: Box<str>,
    },
    /// There is no such id.
    Unknown {
        /// What it should name.
        kind: Kind,
        /// As given.
        id: Box<str>,
        /// The nearest that exists.
        near: Option<Box<str>>,
    },
    /// Something has the new id already.
    Taken {
        /// What it names.
        kind: Kind,
        /// As given.
        id: Box<str>,
        /// Where it is defined, `path:line:column`.
        place: Option<String>,
    },
    /// A file stands where one would be moved to.
    FileTaken {
        /// Its path.
        path: Box<str>,
    },
    /// Two things have the old id.
    Twice {
        /// What they are.
        kind: Kind,
        /// The id.
        id: Box<str>,
    },
    /// The old id is the new one.
    Same {
        /// What it names.
        kind: Kind,
        /// The id.
        id: Box<str>,
    },
    /// A fact would go to another sheet.
    OtherSheet {
        /// Its sheet.
        sheet: Box<str>,
        /// The new id.
        id: Box<str>,
    },
    /// A file that cannot be read seems to name the id.
    Unreadable {
        /// Its path.
        path: Box<str>,
    },
    /// A mention is spelt so that its bytes cannot be told.
    Unplaced {
        /// The id.
        id: Box<str>,
        /// Where, `path:line:column`.
        place: String,
    },
    /// The home page's text cannot be renamed.
    Index,
    /// A part of the site names the article, and only ids without `/` can stand there.
    InPart {
        /// The new id.
        id: Box<str>,
        /// Where it is named.
        place: String,
    },
    /// The site's own pages stand at the new address.
    Section {
        /// The first part of the new id.
        section: Box<str>,
    },
}

impl std::error::Error for RenameError {}

impl fmt::Display for RenameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RenameError::BadId { kind: Kind::Article, id } => write!(
                f,
                "`{id}` cannot be the id of an article: it is its path below content/ without `.md`, of lower-case \
                 letters, digits and hyphens, such as `trade/chips`"
            ),
            RenameError::BadId { kind, id } => write!(
                f,
                "`{id}` cannot be the id of {}: ids are lower-case letters, digits and hyphens, at most 64",
                with_article(*kind)
            ),
            RenameError::Unknown { kind, id, near } => {
                write!(f, "there is no {} `{id}`", kind.word())?;
                near.iter().try_for_each(|near| write!(f, "; did you mean `{near}`?"))
            }
            RenameError::Taken { kind, id, place } => {
                write!(f, "there is {} `{id}` already", with_article(*kind))?;
                place.iter().try_for_each(|place| write!(f, ", at {place}"))?;
                write!(f, "; choose another id")
            }
            RenameError::FileTaken { path } => write!(f, "there is a file {path} already; choose another id"),
            RenameError::Twice { kind, id } => {
                write!(f, "the {} `{id}` is defined twice; take one of them out first", kind.word())
            }
            RenameError::Same { kind, id } => write!(f, "the {} is called `{id}` already", kind.word()),
            RenameError::OtherSheet { sheet, id } => write!(
                f,
                "`{id}` is an id of another sheet; a fact is renamed within its own, such as `{sheet}/new-key`"
            ),
            RenameError::Unreadable { path } => write!(
                f,
                "{path} cannot be read in full and seems to name it; mend the file first (`factloom check` shows where)"
            ),
            RenameError::Unplaced { id, place } => {
                write!(f, "`{id}` at {place} is spelt in a way that cannot be changed; write it plainly there first")
            }
            RenameError::Index => {
                write!(f, "`index` is the text of the home page and has no other name; move the text instead")
            }
            RenameError::InPart { id, place } => write!(
                f,
                "`{id}` lies in a folder, and {place} names the article, where only ids without `/` can stand; take it \
                 out of `parts:` first, or choose an id without `/`"
            ),
            RenameError::Section { section } => {
                write!(f, "no article may stand below `/{section}/`: the site's own pages do; choose another id")
            }
        }
    }
}

fn with_article(kind: Kind) -> String {
    let article = if matches!(kind, Kind::Entity | Kind::Article) { "an" } else { "a" };
    format!("{article} {}", kind.word())
}
