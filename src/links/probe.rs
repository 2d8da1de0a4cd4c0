//! One address asked for: HEAD, then GET where HEAD says anything but yes; redirects followed one by one, failures
//! that may pass tried again.
//!
//! In: an address with all its fragments, and somebody who asks. Out: what was seen, for each fragment. Only a GET
//! makes a failure: servers answer HEAD with what they like.

use std::collections::BTreeSet;
use std::time::Duration;

use url::Url;

use super::fragment::Fragment;
use super::page::Page;
use super::wall::is_wall;
use crate::model::links::{Outcome, Seen};
use crate::wire::{Answer, End, Failure, Method, is_local};

/// Most redirects that are followed: what browsers do is 20.
const MOST_HOPS: usize = 12;
/// Tries after the first, where a failure may pass.
const MORE_TRIES: u32 = 2;
/// Longest wait that a server may ask for; one that wants more is left alone.
pub const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Who asks for a page, and knows how much time is left.
pub trait Asker {
    /// Asks once.
    ///
    /// # Errors
    /// Why there is no answer.
    fn ask(&self, method: Method, url: &Url) -> Result<Answer, Failure>;
    /// Waits; `false`, at once, if there is no time for it.
    fn pause(&self, wait: Duration) -> bool;
    /// The wait before the second try; it doubles.
    fn back_off(&self) -> Duration;
    /// Whether redirects into this machine are followed: in tests alone.
    fn allows_local(&self) -> bool;
}

/// What was seen.
#[derive(Debug, PartialEq, Eq)]
pub struct Probed {
    /// For each fragment, in their order.
    pub seen: Vec<Seen>,
    /// Whether any host answered, whatever it said.
    pub is_answered: bool,
    /// The host wants to be left alone.
    pub close: bool,
}

/// Where a chain of redirects ended.
struct Walk {
    end: Result<Answer, Trouble>,
    /// Where it ended.
    at: Url,
    /// Where the redirects for good led, before any other.
    moved: Option<Url>,
    hops: usize,
}

enum Trouble {
    Failed(Failure),
    Outcome(&'static str),
}

/// Asks for a page. `fragments` are what its addresses want of it, and at least one.
pub fn probe(asker: &dyn Asker, url: &Url, fragments: &[Fragment]) -> Probed {
    let wants_page = fragments.iter().any(|fragment| !fragment.is_empty());
    let mut wait = Duration::ZERO;
    if !wants_page {
        let walk = follow(asker, url, Method::Head);
        if matches!(&walk.end, Ok(answer) if is_good(answer.status)) {
            return judged(url, fragments, &walk);
        }
        // A server that asks to wait is asked again as late as it says.
        wait = asked_to_wait(&walk).unwrap_or_default();
    }
    let mut walk = None;
    for attempt in 0..=MORE_TRIES {
        if wait > LONGEST_WAIT || !asker.pause(wait) {
            break;
        }
        let tried = follow(asker, url, Method::Get);
        let again = may_pass(&tried);
        wait = asked_to_wait(&tried).unwrap_or_default().max(asker.back_off() * 2_u32.pow(attempt));
        walk = Some(tried);
        if !again {
            break;
        }
    }
    match walk {
        Some(walk) => judged(url, fragments, &walk),
        None => {
            let close = wait > LONGEST_WAIT;
            let word = if close { Outcome::BUSY } else { Outcome::TIMEOUT };
            let seen = Seen { outcome: Outcome::named(word), target: None };
            Probed { seen: vec![seen; fragments.len()], is_answered: close, close }
        }
    }
}

fn is_good(status: u16) -> bool {
    (200..300).contains(&status)
}

fn asked_to_wait(walk: &Walk) -> Option<Duration> {
    walk.end.as_ref().ok().filter(|answer| matches!(answer.status, 429 | 503)).and_then(Answer::retry_after)
}

/// Whether another try may end otherwise.
fn may_pass(walk: &Walk) -> bool {
    match &walk.end {
        Ok(answer) if is_wall(answer) => false,
        Ok(answer) => {
            matches!(answer.status, 408 | 425 | 429 | 500 | 502..=504 | 520..=527)
                || is_good(answer.status) && answer.body.is_empty() && matches!(answer.end, End::Broken(_))
        }
        Err(Trouble::Failed(failure)) => !matches!(failure, Failure::Tls | Failure::Issuer),
        Err(Trouble::Outcome(_)) => false,
    }
}

/// Asks for an address and for those it redirects to.
fn follow(asker: &dyn Asker, url: &Url, method: Method) -> Walk {
    let mut walk = Walk { end: Err(Trouble::Outcome(Outcome::LOOP)), at: url.clone(), moved: None, hops: 0 };
    let mut known = BTreeSet::new();
    let mut for_good = true;
    while walk.hops <= MOST_HOPS && known.insert(walk.at.clone()) {
        let answer = match asker.ask(method, &walk.at) {
            Ok(answer) => answer,
            Err(failure) => {
                walk.end = Err(Trouble::Failed(failure));
                return walk;
            }
        };
        let is_redirect = matches!(answer.status, 301 | 302 | 303 | 307 | 308);
        let Some(location) = answer.header("location").filter(|_| is_redirect) else {
            walk.end = if is_redirect { Err(Trouble::Outcome(Outcome::BAD_REDIRECT)) } else { Ok(answer) };
            return walk;
        };
        let next = walk
            .at
            .join(location.trim())
            .ok()
            .filter(|next| matches!(next.scheme(), "http" | "https") && (asker.allows_local() || !is_local(next)));
        let Some(mut next) = next else {
            walk.end = Err(Trouble::Outcome(Outcome::BAD_REDIRECT));
            return walk;
        };
        for_good &= matches!(answer.status, 301 | 308);
        if for_good {
            walk.moved = Some(next.clone());
        }
        next.set_fragment(None);
        walk.at = next;
        walk.hops += 1;
    }
    walk
}

fn judged(url: &Url, fragments: &[Fragment], walk: &Walk) -> Probed {
    let is_answered = walk.hops > 0 || !matches!(walk.end, Err(Trouble::Failed(_)));
    let close = asked_to_wait(walk).is_some_and(|wait| wait > LONGEST_WAIT);
    let all = |outcome: Outcome| {
        let seen = Seen { outcome, target: None };
        Probed { seen: vec![seen; fragments.len()], is_answered, close }
    };
    let answer = match &walk.end {
        Ok(answer) => answer,
        Err(Trouble::Outcome(word)) => return all(Outcome::named(word)),
        Err(Trouble::Failed(failure)) => return all(Outcome::named(word(failure))),
    };
    if is_wall(answer) {
        return all(Outcome::named(Outcome::WALL));
    }
    if !is_good(answer.status) {
        let is_busy = answer.status == 503 && answer.retry_after().is_some();
        return all(if is_busy { Outcome::named(Outcome::BUSY) } else { Outcome::status(answer.status) });
    }
    if let (true, End::Broken(failure)) = (answer.body.is_empty(), &answer.end) {
        return all(Outcome::named(word(failure)));
    }
    if wants_login(url, &walk.at) {
        return all(Outcome::named(Outcome::LOGIN));
    }
    let lost_its_way = is_front(&walk.at) && !is_front(url);
    if lost_its_way && site(url) == site(&walk.at) {
        return all(Outcome::named(Outcome::FRONT_PAGE));
    }
    let target = walk.moved.as_ref().filter(|to| !lost_its_way && is_better(url, to));
    let page = is_html(answer).then(|| Page::read(&answer.body, answer.header("content-type").unwrap_or("")));
    let seen = |fragment: &Fragment| {
        let missing = page.as_ref().and_then(|page| missing(page, fragment, answer));
        match (missing, target) {
            (Some(word), _) => Seen { outcome: Outcome::named(word), target: None },
            (None, Some(to)) => Seen { outcome: Outcome::named(Outcome::MOVED), target: Some(to.as_str().into()) },
            (None, None) => Seen { outcome: Outcome::named(Outcome::OK), target: None },
        }
    };
    Probed { seen: fragments.iter().map(seen).collect(), is_answered, close }
}

fn word(failure: &Failure) -> &'static str {
    match failure {
        Failure::NoHost => Outcome::NO_HOST,
        Failure::Lookup => Outcome::LOOKUP,
        Failure::Refused => Outcome::REFUSED,
        Failure::Reset => Outcome::RESET,
        Failure::Timeout => Outcome::TIMEOUT,
        Failure::Tls => Outcome::TLS,
        Failure::Issuer => Outcome::ISSUER,
        Failure::Broken => Outcome::BROKEN,
        Failure::Proxy => Outcome::PROXY,
    }
}

/// What a page lacks. Of a page that was not read to its end nothing can be said to be missing.
fn missing(page: &Page, fragment: &Fragment, answer: &Answer) -> Option<&'static str> {
    if answer.end != End::Whole {
        return None;
    }
    let no_place = fragment.id.as_ref().is_some_and(|id| !page.has_id(id));
    let no_text = !fragment.texts.is_empty() && !fragment.texts.iter().any(|text| page.has_text(text));
    match (no_place, no_text) {
        (true, _) => Some(Outcome::NO_PLACE),
        (_, true) => Some(Outcome::NO_TEXT),
        _ => None,
    }
}

fn is_html(answer: &Answer) -> bool {
    let media_type = answer.header("content-type").unwrap_or("text/html").to_ascii_lowercase();
    !answer.body.is_empty() && (media_type.contains("text/html") || media_type.contains("application/xhtml"))
}

/// Whether an address is to be written in place of another: not one that gives up the secure connection.
fn is_better(url: &Url, to: &Url) -> bool {
    !(url.scheme() == "https" && to.scheme() == "http") && to.username().is_empty() && url != to
}

fn is_front(url: &Url) -> bool {
    let name = url.path().trim_matches('/');
    url.query().is_none() && (name.is_empty() || matches!(name, "index.html" | "index.php" | "index.htm" | "home"))
}

/// The host without `www.`.
fn site(url: &Url) -> &str {
    let host = url.host_str().unwrap_or("");
    host.strip_prefix("www.").unwrap_or(host)
}

fn wants_login(from: &Url, to: &Url) -> bool {
    const WORDS: &[&str] = &["login", "log-in", "signin", "sign-in", "sso", "auth", "authorize", "consent", "accounts"];
    let asks = |url: &Url| {
        let segments = url.path_segments().into_iter().flatten();
        let stem = |part: &str| part.split('.').next().unwrap_or("").to_ascii_lowercase();
        let hosts = url.host_str().unwrap_or("").split('.').next().unwrap_or("").to_owned();
        segments.map(stem).chain([hosts]).any(|part| WORDS.contains(&part.as_str()))
    };
    asks(to) && !asks(from)
}

#[cfg(test)]
#[path = "probe_tests.rs"]
mod tests;
