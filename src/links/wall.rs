//! Pages that keep programs out, told by the marks their makers put there.

use crate::wire::Answer;

/// Marks of a page that is nothing but a wall, in lower case.
const PAGES: &[&str] = &[
    "cf-chl",
    "cf_chl_opt",
    "/cdn-cgi/challenge-platform/",
    "<title>just a moment",
    "enable javascript and cookies to continue",
    "captcha-delivery.com",
    "_incapsula_resource",
    "px-captcha",
    "aws-waf-token",
    "awswafcookiedomainlist",
    "/_sec/cp_challenge/",
    "ddos-guard",
    "anubis_challenge",
    "<title>attention required! | cloudflare",
    "<title>pardon our interruption",
    "<title>client challenge",
];
/// Marks that mean a wall only where the status is an error: good pages have them too.
const REFUSALS: &[&str] = &["captcha", "are you a robot", "unusual traffic", "automated access", "access denied"];
/// Most of a page that is searched; walls are small.
const SEARCHED: usize = 64 << 10;

/// Whether an answer is a wall and not the page.
pub fn is_wall(answer: &Answer) -> bool {
    let header = |name: &str, value: &str| answer.header(name).is_some_and(|known| known.contains(value));
    if header("cf-mitigated", "challenge") || header("x-amzn-waf-action", "c") {
        return true;
    }
    let is_error = answer.status >= 400;
    if is_error && answer.header("x-datadome").is_some() {
        return true;
    }
    let text = String::from_utf8_lossy(&answer.body[..answer.body.len().min(SEARCHED)]).to_ascii_lowercase();
    // A real page that runs such a script for its forms is larger than the wall itself.
    let is_small = answer.body.len() < SEARCHED;
    (is_small || is_error) && PAGES.iter().any(|mark| text.contains(mark))
        || is_error && answer.status != 404 && REFUSALS.iter().any(|mark| text.contains(mark))
}
