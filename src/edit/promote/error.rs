//! Why no fact is proposed, in words that say what to do.

use std::fmt;

/// Nothing was proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromoteError {
    /// There is no such file.
    NoFile {
        /// As given.
        path: String,
    },
    /// The file is no article.
    NoArticle {
        /// As given.
        path: String,
    },
    /// The file has fewer lines, or the line fewer characters.
    NoPlace {
        /// As given.
        line: u32,
        /// How many lines there are.
        lines: u32,
    },
    /// No figure stands there.
    NoFigure {
        /// The words there.
        words: String,
    },
    /// The figure is bound already.
    Bound {
        /// The words of the link.
        words: String,
    },
    /// The figure stands in a table: its sentence is the table.
    InTable {
        /// The figure.
        words: String,
    },
    /// Markup stands inside the figure.
    Marked {
        /// The figure.
        words: String,
    },
    /// An id that cannot be one.
    BadId {
        /// As given.
        id: String,
    },
    /// The fact is there already.
    Taken {
        /// Its id.
        id: String,
    },
    /// The sheet cannot be read, so nothing can be put into it.
    Sheet {
        /// Its path.
        path: String,
    },
}

impl std::error::Error for PromoteError {}

impl fmt::Display for PromoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PromoteError::NoFile { path } => write!(f, "`{path}` is no file of `content/`"),
            PromoteError::NoArticle { path } => {
                write!(f, "`{path}` is no article; name a markdown file and a line, such as `content/why.md:21`")
            }
            PromoteError::NoPlace { line, lines } => write!(f, "there is no line {line}; the file has {lines}"),
            PromoteError::NoFigure { words } if words.is_empty() => {
                write!(f, "no sentence stands there; name the line of one that states a figure")
            }
            PromoteError::NoFigure { words } => write!(
                f,
                "“{words}” states no figure; a fact without one is written by hand, with `kind: event` or `statement`"
            ),
            PromoteError::Bound { words } => {
                write!(f, "“{words}” is a link or code already; name the column of a figure that is free")
            }
            PromoteError::InTable { words } => write!(
                f,
                "“{words}” stands in a table, where no sentence says what it means; write the fact by hand and bind it"
            ),
            PromoteError::Marked { words } => {
                write!(f, "“{words}” has markup inside; take it out, so that the figure can be a link")
            }
            PromoteError::BadId { id } => {
                write!(f, "`{id}` cannot be an id: ids are lower-case letters, digits and hyphens, at most 64")
            }
            PromoteError::Taken { id } => write!(f, "there is a fact `{id}` already; choose another key"),
            PromoteError::Sheet { path } => {
                write!(f, "{path} cannot be read as a sheet; mend it first, or give another with `--sheet`")
            }
        }
    }
}
