//! The codings in which a host may keep a file beside itself: `index.html.br`.

/// A content coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coding {
    /// Brotli.
    Br,
    /// gzip.
    Gz,
    /// Zstandard.
    Zst,
}

impl Coding {
    /// All, the most wanted first.
    pub const ALL: [Coding; 3] = [Coding::Br, Coding::Zst, Coding::Gz];

    /// The ending of the file: `br`.
    pub const fn ending(self) -> &'static str {
        match self {
            Coding::Br => "br",
            Coding::Gz => "gz",
            Coding::Zst => "zst",
        }
    }

    /// Its name in `Accept-Encoding` and `Content-Encoding`.
    pub const fn token(self) -> &'static str {
        match self {
            Coding::Br => "br",
            Coding::Gz => "gzip",
            Coding::Zst => "zstd",
        }
    }
}
