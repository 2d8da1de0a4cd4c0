//! The headers of each file, as rules: of several that set one header the last counts.
//!
//! In: a reader, then a path below the output. Out: names and values. Rules speak of addresses, as hosts see them: a
//! page is `/facts/a/`, a file has its own path; both are below the site's own address, percent-encoding resolved.

use super::csp::csp;
use super::types::{self, FEEDS, TYPES};
use crate::model::hosting::{Hosting, Pattern, YEAR};
use crate::render::theme::Assets;
use crate::site::Reader;

/// `Cache-Control` of what may change at the next build: kept, and asked for anew each time, which costs a short
/// answer. A correction reaches readers at once.
pub const FRESH: &str = "public, max-age=0, must-revalidate";

/// Headers by address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// In order; the first holds for everything.
    pub rules: Vec<Rule>,
    /// Path that addresses begin with, beginning and ending in `/`.
    pub base: String,
}

/// Headers of the addresses that fit a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Which addresses.
    pub pattern: Pattern,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// Whether hosts send its `Content-Type` by themselves.
    pub is_known: bool,
}

/// The policy of a site.
pub fn policy(reader: &Reader<'_>, assets: &Assets) -> Policy {
    let config = reader.config();
    let mut rules = vec![for_all(&config.hosting, csp(reader), config.url.starts_with("https://"))];
    rules.extend(by_ending(&config.hosting));
    rules.extend(FEEDS.iter().map(|(pattern, media)| rule(pattern, &[("Content-Type", media)])));
    let kept = format!("public, max-age={YEAR}, immutable");
    let cards = config.outputs.cards.then(|| "/cards/*.png".to_owned());
    let named = assets.all().into_iter().map(|asset| by_content(&asset.path));
    rules.extend(named.chain(cards).map(|pattern| rule(&pattern, &[("Cache-Control", &kept)])));
    let cache = config.hosting.cache.iter();
    rules.extend(cache.map(|(pattern, value)| of(pattern, vec![("Cache-Control".to_owned(), value.to_string())])));
    rules.extend(config.hosting.headers.iter().map(|(pattern, headers)| {
        of(pattern, headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect())
    }));
    rules.retain(|rule| !rule.headers.is_empty());
    Policy { rules, base: config.base_path.to_string() }
}

fn rule(pattern: &str, headers: &[(&str, &str)]) -> Rule {
    of(&Pattern::of(pattern), headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

fn of(pattern: &Pattern, headers: Vec<(String, String)>) -> Rule {
    Rule { pattern: pattern.clone(), headers, is_known: false }
}

fn for_all(hosting: &Hosting, csp: Option<String>, is_https: bool) -> Rule {
    let hsts = hosting.hsts.filter(|_| is_https).map(|hsts| {
        let subdomains = if hsts.subdomains { "; includeSubDomains" } else { "" };
        let preload = if hsts.preload { "; preload" } else { "" };
        format!("max-age={}{subdomains}{preload}", hsts.max_age)
    });
    let text = |value: &Option<Box<str>>| value.as_deref().map(str::to_owned);
    // Without a policy there is only the older header to say it with; it knows none and self.
    let frames = match (&csp, hosting.frame_ancestors.as_deref()) {
        (None, Some("'none'")) => Some("DENY".to_owned()),
        (None, Some("'self'")) => Some("SAMEORIGIN".to_owned()),
        _ => None,
    };
    let all = [
        ("Cache-Control", Some(FRESH.to_owned())),
        ("Content-Security-Policy", csp),
        ("Strict-Transport-Security", hsts),
        ("X-Content-Type-Options", hosting.nosniff.then(|| "nosniff".to_owned())),
        ("X-Frame-Options", frames),
        ("Referrer-Policy", text(&hosting.referrer_policy)),
        ("Permissions-Policy", text(&hosting.permissions_policy)),
    ];
    let headers = all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    of(&Pattern::of("/*"), headers)
}

fn by_ending(hosting: &Hosting) -> Vec<Rule> {
    let one = |kind: &types::Type| {
        let mut headers = vec![("Content-Type".to_owned(), kind.media.to_owned())];
        let cors = hosting.cors.as_deref().filter(|_| kind.is_data);
        headers.extend(cors.map(|origin| ("Access-Control-Allow-Origin".to_owned(), origin.to_owned())));
        Rule { is_known: kind.is_known, ..of(&Pattern::of(&format!("/*.{}", kind.ending)), headers) }
    };
    // Pictures, sound and archives every server knows; of text not all say that it is UTF-8.
    TYPES.iter().filter(|kind| kind.ending != "html" && kind.media.contains("charset")).map(one).collect()
}

/// `/assets/site.*.css` of `assets/site.3f9a71c2.css`: a file named by its content.
fn by_content(path: &str) -> String {
    let (head, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    let stem = head.rsplit_once('.').map_or(head, |(stem, _)| stem);
    format!("/{stem}.*.{ending}")
}

/// The address of a file below the output: `/facts/a/` of `facts/a/index.html`.
pub fn address(path: &str) -> String {
    let path = path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(path);
    format!("/{path}")
}

/// The headers of a file, `path` below the output, such as `facts/a/index.html`: content type, caching, security,
/// each name once, in the order of the rules.
pub fn headers(policy: &Policy, path: &str) -> Vec<(String, String)> {
    let address = address(path);
    let mut out = vec![("Content-Type".to_owned(), types::media(path).to_owned())];
    for (name, value) in policy.rules.iter().filter(|rule| rule.pattern.fits(&address)).flat_map(|rule| &rule.headers) {
        match out.iter_mut().find(|(other, _)| other.eq_ignore_ascii_case(name)) {
            Some((_, old)) => old.clone_from(value),
            None => out.push((name.clone(), value.clone())),
        }
    }
    out
}
