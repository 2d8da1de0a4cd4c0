//! How a site wants to be served: cache rules, security headers, files for hosts.
//!
//! Plain data with the defaults of a site that says nothing; what they come to for one file is `hosting`'s.

use crate::base::coding::Coding;

/// Seconds of a year, the longest that caches and HSTS are told.
pub const YEAR: u32 = 31_536_000;

/// What `hosting` in `site.yml` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosting {
    /// The host for which `_headers` and `_redirects` are written.
    pub files: Option<Host>,
    /// Codings in which text files are kept beside themselves, each once.
    pub compress: Vec<Coding>,
    /// `Cache-Control` by pattern; of several that fit the last counts.
    pub cache: Vec<(Pattern, Box<str>)>,
    /// The Content-Security-Policy.
    pub csp: Csp,
    /// Sources that may show the site in a frame, as the policy lists them; `None` says nothing of it.
    pub frame_ancestors: Option<Box<str>>,
    /// `Strict-Transport-Security`, for a site whose address begins with https.
    pub hsts: Option<Hsts>,
    /// `X-Content-Type-Options: nosniff`.
    pub nosniff: bool,
    /// `Referrer-Policy`.
    pub referrer_policy: Option<Box<str>>,
    /// `Permissions-Policy`.
    pub permissions_policy: Option<Box<str>>,
    /// `Access-Control-Allow-Origin` of data files.
    pub cors: Option<Box<str>>,
    /// Further headers by pattern: names and values; of several of one name the last counts.
    pub headers: Vec<(Pattern, Vec<(Box<str>, Box<str>)>)>,
}

/// A host that reads `_headers` and `_redirects`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// Netlify.
    Netlify,
    /// Cloudflare Pages, and Workers with static assets.
    Cloudflare,
}

/// What is said of the Content-Security-Policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Csp {
    /// No such header.
    Off,
    /// This policy, in place of our own.
    Whole(Box<str>),
    /// Our own, with these directives in place of those of the same name: names and sources.
    With(Vec<(Box<str>, Box<str>)>),
}

/// `Strict-Transport-Security`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hsts {
    /// Seconds.
    pub max_age: u32,
    /// Whether it holds for all hosts below this one.
    pub subdomains: bool,
    /// Whether browsers may ship with it.
    pub preload: bool,
}

/// `on` or `off`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Said.
    On,
    /// Not said.
    Off,
}

/// What of an address other sites are told when a reader follows a link there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referrer {
    /// Nothing.
    NoReferrer,
    /// Nothing from https to http.
    NoReferrerWhenDowngrade,
    /// The origin.
    Origin,
    /// All within the site, the origin elsewhere.
    OriginWhenCrossOrigin,
    /// All within the site, nothing elsewhere.
    SameOrigin,
    /// The origin, nothing from https to http.
    StrictOrigin,
    /// All within the site, the origin elsewhere, nothing from https to http.
    StrictOriginWhenCrossOrigin,
    /// The whole address.
    UnsafeUrl,
    /// The header is left out.
    Off,
}

impl Referrer {
    /// As the header says it.
    pub const fn word(self) -> &'static str {
        match self {
            Referrer::NoReferrer => "no-referrer",
            Referrer::NoReferrerWhenDowngrade => "no-referrer-when-downgrade",
            Referrer::Origin => "origin",
            Referrer::OriginWhenCrossOrigin => "origin-when-cross-origin",
            Referrer::SameOrigin => "same-origin",
            Referrer::StrictOrigin => "strict-origin",
            Referrer::StrictOriginWhenCrossOrigin => "strict-origin-when-cross-origin",
            Referrer::UnsafeUrl => "unsafe-url",
            Referrer::Off => "off",
        }
    }
}

impl Default for Hosting {
    fn default() -> Hosting {
        Hosting {
            files: None,
            compress: Vec::new(),
            cache: Vec::new(),
            csp: Csp::With(Vec::new()),
            frame_ancestors: Some("'none'".into()),
            hsts: Some(Hsts { max_age: YEAR, subdomains: false, preload: false }),
            nosniff: true,
            referrer_policy: Some(Referrer::StrictOriginWhenCrossOrigin.word().into()),
            permissions_policy: Some(PERMISSIONS.into()),
            cors: Some("*".into()),
            headers: Vec::new(),
        }
    }
}

/// What no page of the theme asks a browser for. Copying to the clipboard is not in it: readers copy citations.
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
                           magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// Which addresses a rule is for: a path below the site's address, in which one `*` stands for anything, slashes
/// included. A page is named by its address, `/facts/a/`, a file by its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Before the `*`; all of it if there is none.
    head: Box<str>,
    /// After the `*`.
    tail: Option<Box<str>>,
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.head)?;
        match &self.tail {
            Some(tail) => write!(f, "*{tail}"),
            None => Ok(()),
        }
    }
}

impl Pattern {
    /// Reads a pattern; says why if it is none.
    pub fn parse(text: &str) -> Result<Pattern, &'static str> {
        let is_plain = |c: char| c.is_alphanumeric() || "/-._~@+,=*".contains(c);
        if !text.starts_with('/') {
            return Err("does not begin with a slash");
        }
        if !text.chars().all(is_plain) {
            return Err("holds what no address of a file holds");
        }
        if text.matches('*').count() > 1 {
            return Err("has more than one `*`, which hosts do not take");
        }
        let text = match text.strip_suffix("/index.html") {
            Some(folder) => format!("{folder}/"),
            None => text.to_owned(),
        };
        Ok(match text.split_once('*') {
            Some((head, tail)) => Pattern { head: head.into(), tail: Some(tail.into()) },
            None => Pattern { head: text.into(), tail: None },
        })
    }

    /// A pattern of ours.
    pub fn of(text: &str) -> Pattern {
        Pattern::parse(text).expect("patterns of ours are well formed")
    }

    /// Whether it fits an address that begins with a slash, not percent-encoded.
    pub fn fits(&self, address: &str) -> bool {
        match &self.tail {
            None => *address == *self.head,
            Some(tail) => {
                address.len() >= self.head.len() + tail.len()
                    && address.starts_with(&*self.head)
                    && address.ends_with(&**tail)
            }
        }
    }

    /// Whether some address may fit both.
    pub fn meets(&self, other: &Pattern) -> bool {
        match (&self.tail, &other.tail) {
            (None, _) => other.fits(&self.head),
            (_, None) => self.fits(&other.head),
            (Some(one), Some(two)) => {
                let heads = self.head.starts_with(&*other.head) || other.head.starts_with(&*self.head);
                heads && (one.ends_with(&**two) || two.ends_with(&**one))
            }
        }
    }

    /// What stands before the `*`, and after it if there is one.
    pub fn parts(&self) -> (&str, Option<&str>) {
        (&self.head, self.tail.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything_and_comes_once() {
        let fits = |pattern: &str, address: &str| Pattern::of(pattern).fits(address);
        assert!(fits("/*", "/") && fits("/*.json", "/facts/a/index.json") && fits("/a/*", "/a/"));
        assert!(fits("/*feed.xml", "/feed.xml") && fits("/*feed.xml", "/changes/feed.xml"));
        assert!(!fits("/a/*", "/a") && !fits("/*.json", "/a/") && !fits("/ab*ba", "/aba"));
        assert!(fits("/a/", "/a/") && !fits("/a/", "/a/b/") && fits("/a/index.html", "/a/"));
        let meet = |one: &str, two: &str| Pattern::of(one).meets(&Pattern::of(two));
        assert!(meet("/*.json", "/a/*") && meet("/*", "/a/") && meet("/a/*", "/*") && meet("/*.xml", "/*feed.xml"));
        assert!(!meet("/*.json", "/*.csv") && !meet("/a/*", "/b/*") && !meet("/a/", "/b/") && !meet("/a/", "/*.css"));
        for bad in ["a", "/%41", "", "/a b", "/*/*", "/a?b", "/a\"b", "/a#b", "/:x", "/a\n"] {
            assert!(Pattern::parse(bad).is_err(), "{bad}");
        }
    }
}
