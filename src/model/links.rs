//! What is known of external links: one record an address, and the verdict that follows from it.
//!
//! In: what was seen of an address on a day. Out: its record with that day in it, by `Record::with`, a function of its
//! arguments alone; and a verdict, which needs evidence of several days before it calls a link dead or moved.
//! Absent on purpose: the network, and the file that records are kept in (`parse/link_log`).

use std::collections::BTreeMap;
use std::fmt;

use crate::model::date::Date;

/// Days on which a page must have been gone, and days from the first such failure to the last, to be dead.
const GONE: (u32, i64) = (3, 7);
/// The same where the server says itself that the page is gone for good (410).
const GONE_FOR_GOOD: (u32, i64) = (2, 1);
/// The same for failures that may pass: no answer, an error of the server, a certificate that does not hold.
const FAILING: (u32, i64) = (5, 30);

/// What came of asking for an address, as one word: a status such as `404`, or a name such as `timeout`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Outcome(Box<str>);

/// What an outcome says about the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// It is there.
    Alive,
    /// It is not there: 404, 410, no such host.
    Gone,
    /// Something failed that may pass.
    Failing,
    /// Nothing: the answer was meant for the asking program, not for readers.
    Nothing,
}

impl Outcome {
    /// The page is there, and so is the place in it.
    pub const OK: &str = "ok";
    /// The page has another address for good.
    pub const MOVED: &str = "moved";
    /// The page is there, its `#place` is not.
    pub const NO_PLACE: &str = "no-place";
    /// The page is there, the words of its `#:~:text=` are not.
    pub const NO_TEXT: &str = "no-text";
    /// There is no such host.
    pub const NO_HOST: &str = "no-host";
    /// The host's name could not be looked up this time.
    pub const LOOKUP: &str = "lookup-failed";
    /// The host takes no connection.
    pub const REFUSED: &str = "refused";
    /// The connection broke off.
    pub const RESET: &str = "reset";
    /// No answer in time.
    pub const TIMEOUT: &str = "timeout";
    /// No secure connection: the certificate does not hold, or the port speaks no TLS.
    pub const TLS: &str = "tls";
    /// A certificate whose issuer we do not know; a browser may.
    pub const ISSUER: &str = "unknown-issuer";
    /// The proxy of this machine let nothing through.
    pub const PROXY: &str = "proxy";
    /// The answer is no HTTP, or cannot be read.
    pub const BROKEN: &str = "broken-answer";
    /// A redirect that names no place, or one that no browser follows.
    pub const BAD_REDIRECT: &str = "bad-redirect";
    /// The page leads to the front page of its site: what many sites do instead of saying 404.
    pub const FRONT_PAGE: &str = "front-page";
    /// Redirects in a circle, or too many: mostly a site that wants cookies.
    pub const LOOP: &str = "redirect-loop";
    /// A page that wants a login first.
    pub const LOGIN: &str = "login";
    /// A page that keeps programs out.
    pub const WALL: &str = "bot-wall";
    /// The server asks to come back later.
    pub const BUSY: &str = "busy";

    /// An outcome by its word.
    pub fn named(word: &str) -> Outcome {
        Outcome(word.into())
    }

    /// The outcome of a status.
    pub fn status(status: u16) -> Outcome {
        Outcome(status.to_string().into())
    }

    /// Its word.
    pub fn word(&self) -> &str {
        &self.0
    }

    /// What it says about the page. Only 404, 410 and a host that does not exist say that it is gone; what a server
    /// answers to programs (401, 403, 429, 451, 999 and every other 4xx) says nothing. Nor does a word of a later
    /// version.
    pub fn evidence(&self) -> Evidence {
        match self.word() {
            Outcome::OK | Outcome::MOVED | Outcome::NO_PLACE | Outcome::NO_TEXT => Evidence::Alive,
            "404" | "410" | Outcome::NO_HOST => Evidence::Gone,
            Outcome::REFUSED
            | Outcome::RESET
            | Outcome::TIMEOUT
            | Outcome::TLS
            | Outcome::BROKEN
            | Outcome::BAD_REDIRECT
            | Outcome::FRONT_PAGE
            | Outcome::LOOKUP => Evidence::Failing,
            word => match word.parse::<u16>() {
                Ok(500..=599) => Evidence::Failing,
                _ => Evidence::Nothing,
            },
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How often something was seen, at most once a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// On how many days.
    pub days: u32,
    /// The last of them.
    pub last: Date,
}

/// The present run of failures: from the first failure on which no success followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// Day of the first.
    pub since: Date,
    /// Days with any failure.
    pub all: Count,
    /// Days on which the page was gone.
    pub gone: Option<Count>,
}

/// What was seen of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What came of it.
    pub outcome: Outcome,
    /// The address that a redirect for good leads to.
    pub target: Option<Box<str>>,
}

/// All that is kept about an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Day of the last check.
    pub checked: Date,
    /// What came of it.
    pub seen: Seen,
    /// Since which check the same came of it.
    pub since: Date,
    /// Last day on which the page was there.
    pub ok: Option<Date>,
    /// The present run of failures.
    pub failures: Option<Failures>,
}

/// What to think of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Gone, by evidence of several days.
    Dead,
    /// No reader can follow it: it leads into this machine or its network, or is no web address.
    Wrong,
    /// Has another address for good, by evidence of two days.
    Moved,
    /// The page is there, the place in it is not, by evidence of two days.
    Misplaced,
    /// Failed, but not for long enough to be called dead.
    Failing,
    /// Nothing can be said: the site keeps programs out.
    Unknown,
    /// Never checked.
    Unchecked,
    /// All is well.
    Ok,
}

impl Verdict {
    /// All of them, worst first.
    pub const ALL: [Verdict; 8] = [
        Verdict::Dead,
        Verdict::Wrong,
        Verdict::Moved,
        Verdict::Misplaced,
        Verdict::Failing,
        Verdict::Unknown,
        Verdict::Unchecked,
        Verdict::Ok,
    ];

    /// Its word, for people and machines.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Dead => "dead",
            Verdict::Wrong => "wrong",
            Verdict::Moved => "moved",
            Verdict::Misplaced => "misplaced",
            Verdict::Failing => "failing",
            Verdict::Unknown => "unknown",
            Verdict::Unchecked => "unchecked",
            Verdict::Ok => "ok",
        }
    }
}

/// Calendar days from one day to another; negative if the other is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.first_day().duration_until(to.first_day()).as_hours() / 24
}

fn count(old: Option<Count>, day: Date) -> Count {
    match old {
        Some(old) if old.last == day => old,
        Some(old) => Count { days: old.days.saturating_add(1), last: day },
        None => Count { days: 1, last: day },
    }
}

impl Record {
    /// The record after a check on a day. A second check of a day corrects the first and counts no further failure;
    /// a check of an earlier day changes nothing.
    pub fn with(old: Option<&Record>, seen: Seen, day: Date) -> Record {
        if let Some(old) = old.filter(|old| days_between(old.checked, day) < 0) {
            return old.clone();
        }
        let since = old.filter(|old| old.seen == seen).map_or(day, |old| old.since);
        let failures = old.and_then(|old| old.failures);
        let failed = |gone: bool| Failures {
            since: failures.map_or(day, |failures| failures.since),
            all: count(failures.map(|failures| failures.all), day),
            gone: match (failures.and_then(|failures| failures.gone), gone) {
                (before, true) => Some(count(before, day)),
                (before, false) => before,
            },
        };
        let evidence = seen.outcome.evidence();
        let failures = match evidence {
            Evidence::Alive => None,
            Evidence::Nothing => failures,
            Evidence::Gone => Some(failed(true)),
            Evidence::Failing => Some(failed(false)),
        };
        let ok = if evidence == Evidence::Alive { Some(day) } else { old.and_then(|old| old.ok) };
        Record { checked: day, seen, since, ok, failures }
    }

    /// What to think of the link.
    pub fn verdict(&self) -> Verdict {
        if self.is_dead() {
            return Verdict::Dead;
        }
        let twice = days_between(self.since, self.checked) > 0;
        match self.seen.outcome.evidence() {
            Evidence::Alive => match self.seen.outcome.word() {
                Outcome::MOVED if twice && self.seen.target.is_some() => Verdict::Moved,
                Outcome::NO_PLACE | Outcome::NO_TEXT if twice => Verdict::Misplaced,
                _ => Verdict::Ok,
            },
            Evidence::Nothing if self.failures.is_none() => Verdict::Unknown,
            _ => Verdict::Failing,
        }
    }

    fn is_dead(&self) -> bool {
        let Some(failures) = self.failures else { return false };
        let enough = |count: Count, (days, span): (u32, i64)| {
            count.days >= days && days_between(failures.since, count.last) >= span
        };
        let gone_for_good = self.seen.outcome.word() == "410";
        enough(failures.all, FAILING)
            || failures.gone.is_some_and(|gone| enough(gone, GONE) || gone_for_good && enough(gone, GONE_FOR_GOOD))
    }

    /// Of two records of one address, as a merge of two branches leaves them, the one that knows more.
    #[must_use]
    pub fn or_newer(self, other: Record) -> Record {
        let key = |record: &Record| {
            let failed = record.failures.map_or(0, |failures| failures.all.days);
            (record.checked.first_day(), failed, record.ok.map(Date::first_day))
        };
        if key(&other) > key(&self) { other } else { self }
    }
}

/// The records of all addresses, by address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkLog(pub BTreeMap<Box<str>, Record>);

impl LinkLog {
    /// What is known of an address.
    pub fn get(&self, address: &str) -> Option<&Record> {
        self.0.get(address)
    }

    /// What to think of an address.
    pub fn verdict(&self, address: &str) -> Verdict {
        self.get(address).map_or(Verdict::Unchecked, Record::verdict)
    }

    /// The dead addresses, in order.
    pub fn dead(&self) -> impl Iterator<Item = (&str, Dead<'_>)> {
        self.0.iter().filter_map(|(address, record)| Some((&**address, Dead::of(record)?)))
    }
}

/// What pages and rules show of a dead link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dead<'a> {
    /// Day of the first failure.
    pub since: Date,
    /// Last day on which the page was there, if it ever was.
    pub ok: Option<Date>,
    /// What came of the last check.
    pub outcome: &'a Outcome,
}

impl<'a> Dead<'a> {
    /// The dead link of a record, if it is one.
    pub fn of(record: &'a Record) -> Option<Dead<'a>> {
        let failures = record.failures.filter(|_| record.verdict() == Verdict::Dead)?;
        Some(Dead { since: failures.since, ok: record.ok, outcome: &record.seen.outcome })
    }

    /// Where the web's archive would show the page as it last was.
    pub fn copy_at(&self, address: &str) -> String {
        let day = self.ok.unwrap_or(self.since);
        let stamp: String = day.to_string().chars().filter(char::is_ascii_digit).collect();
        format!("https://web.archive.org/web/{stamp}/{address}")
    }
}

#[cfg(test)]
#[path = "links_tests.rs"]
mod tests;
