//! Media types of what a site consists of.
//!
//! Text says that it is UTF-8, which all of it is. What is not in the table is known to servers.

/// A kind of file.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Ending of its name, without the dot.
    pub ending: &'static str,
    /// `Content-Type`.
    pub media: &'static str,
    /// Whether it is data, which scripts of other sites may read.
    pub is_data: bool,
    /// Whether hosts call it so by themselves.
    pub is_known: bool,
}

const fn of(ending: &'static str, media: &'static str, is_data: bool, is_known: bool) -> Type {
    Type { ending, media, is_data, is_known }
}

/// All of them, text first.
pub static TYPES: &[Type] = &[
    of("html", "text/html; charset=utf-8", false, true),
    of("css", "text/css; charset=utf-8", false, true),
    of("js", "text/javascript; charset=utf-8", false, true),
    of("json", "application/json; charset=utf-8", true, true),
    of("csv", "text/csv; charset=utf-8", true, false),
    of("md", "text/markdown; charset=utf-8", true, false),
    of("bib", "application/x-bibtex; charset=utf-8", true, false),
    of("ris", "application/x-research-info-systems; charset=utf-8", true, false),
    of("ics", "text/calendar; charset=utf-8", true, false),
    of("xml", "application/xml; charset=utf-8", true, true),
    of("txt", "text/plain; charset=utf-8", true, true),
    of("svg", "image/svg+xml; charset=utf-8", false, true),
    of("webmanifest", "application/manifest+json; charset=utf-8", false, true),
    of("vtt", "text/vtt; charset=utf-8", false, true),
    of("png", "image/png", false, true),
    of("jpg", "image/jpeg", false, true),
    of("jpeg", "image/jpeg", false, true),
    of("gif", "image/gif", false, true),
    of("webp", "image/webp", false, true),
    of("avif", "image/avif", false, true),
    of("ico", "image/vnd.microsoft.icon", false, true),
    of("pdf", "application/pdf", false, true),
    of("mp3", "audio/mpeg", false, true),
    of("m4a", "audio/mp4", false, true),
    of("ogg", "audio/ogg", false, true),
    of("mp4", "video/mp4", false, true),
    of("webm", "video/webm", false, true),
    of("woff2", "font/woff2", false, true),
    of("woff", "font/woff", false, true),
    of("zip", "application/zip", false, true),
    of("gz", "application/gzip", false, true),
    of("zst", "application/zstd", false, true),
];

/// Files that are more than their ending says: a pattern and the `Content-Type`.
pub const FEEDS: &[(&str, &str)] =
    &[("/*feed.xml", "application/atom+xml; charset=utf-8"), ("/*feed.json", "application/feed+json; charset=utf-8")];

/// What nothing is known of.
pub const UNKNOWN: &str = "application/octet-stream";

/// `Content-Type` by the ending of a file's name.
pub fn media(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    TYPES.iter().find(|one| one.ending == ending).map_or(UNKNOWN, |one| one.media)
}
