//! Which addresses are asked for today, and which of them are one page.
//!
//! In: addresses, their history, the day. Out: jobs by host, what failed before first. Addresses that differ in their
//! fragment alone are one job: the page is fetched once.

use std::collections::BTreeMap;

use url::Url;

use super::fragment::Fragment;
use crate::model::date::Date;
use crate::model::links::{Evidence, LinkLog, Record, Verdict, days_between};
use crate::wire::is_local;

/// One page to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its address without a fragment.
    pub url: Url,
    /// The addresses as written, each with what it wants of the page.
    pub wanted: Vec<(Box<str>, Fragment)>,
}

/// Which addresses are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// All, those that were checked today too.
    All,
    /// Those last checked so many days ago, and every day those that are not simply well.
    After(u32),
}

/// An address as it is asked for. `None` if no reader can follow it, unless local ones are allowed.
pub fn followed(address: &str, allows_local: bool) -> Option<Url> {
    let whole = if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
    let url = Url::parse(&whole).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https") && url.host().is_some();
    (is_web && (allows_local || !is_local(&url))).then_some(url)
}

/// Whether an address is to be checked today.
pub fn is_due(record: Option<&Record>, due: Due, today: Date) -> bool {
    let Some(record) = record else { return true };
    let Due::After(days) = due else { return true };
    let age = days_between(record.checked, today);
    let is_well = record.verdict() == Verdict::Ok && is_settled(record);
    age >= if is_well { i64::from(days.max(1)) } else { 1 }
}

/// Whether nothing waits for a second day: a redirect or a missing place seen once is not yet a verdict.
fn is_settled(record: &Record) -> bool {
    record.seen.outcome.evidence() == Evidence::Alive && record.seen.outcome.word() == crate::model::links::Outcome::OK
}

/// The jobs of a day, each with its host: what failed before first, then what was never checked, then the oldest.
pub fn jobs<'a>(
    addresses: impl Iterator<Item = &'a str>,
    log: &LinkLog,
    due: Due,
    today: Date,
    allows_local: bool,
) -> Vec<(String, Job)> {
    let mut pages: BTreeMap<Url, Vec<(Box<str>, Fragment)>> = BTreeMap::new();
    for address in addresses {
        if let Some(mut url) = followed(address, allows_local) {
            let fragment = Fragment::parse(url.fragment().unwrap_or(""));
            url.set_fragment(None);
            pages.entry(url).or_default().push((address.into(), fragment));
        }
    }
    let mut out: Vec<Job> = pages.into_iter().map(|(url, wanted)| Job { url, wanted }).collect();
    out.retain(|job| job.wanted.iter().any(|(address, _)| is_due(log.get(address), due, today)));
    let rank = |job: &Job| {
        let records = job.wanted.iter().map(|(address, _)| log.get(address));
        let rank = |record: Option<&Record>| match record {
            Some(record) if record.failures.is_some() => (0, None),
            None => (1, None),
            Some(record) => (2, Some(record.checked.first_day())),
        };
        records.map(rank).min()
    };
    out.sort_by_cached_key(rank);
    out.into_iter().map(|job| (host(&job.url), job)).collect()
}

/// Host and port: what is asked in turn.
pub fn host(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or(""), url.port_or_known_default().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::links::{Outcome, Seen};

    fn record(day: &str, word: &str, old: Option<&Record>) -> Record {
        let seen = Seen { outcome: Outcome::named(word), target: (word == "moved").then(|| "https://y.org/".into()) };
        Record::with(old, seen, Date::parse(day).expect("a day"))
    }

    #[test]
    fn what_is_well_waits_a_week_and_what_is_not_a_day() {
        let today = Date::parse("2026-11-24").expect("a day");
        let due = |record: Option<&Record>| is_due(record, Due::After(7), today);
        assert!(due(None));
        for (day, word, want) in [
            ("2026-11-24", "ok", false),
            ("2026-11-18", "ok", false),
            ("2026-11-17", "ok", true),
            ("2026-11-24", "404", false),
            ("2026-11-23", "404", true),
            ("2026-11-23", "moved", true),
            ("2026-11-23", "no-place", true),
            ("2026-11-23", "403", true),
        ] {
            assert_eq!(due(Some(&record(day, word, None))), want, "{day} {word}");
        }
        assert!(is_due(Some(&record("2026-11-24", "ok", None)), Due::All, today));
    }

    #[test]
    fn one_page_is_one_job_and_failures_come_first() {
        let today = Date::parse("2026-11-24").expect("a day");
        let mut log = LinkLog::default();
        log.0.insert("https://a.org/old".into(), record("2026-10-01", "ok", None));
        log.0.insert("https://a.org/bad".into(), record("2026-11-20", "404", None));
        log.0.insert("https://a.org/fresh".into(), record("2026-11-23", "ok", None));
        let addresses = [
            "https://a.org/old",
            "https://a.org/fresh",
            "https://A.org:443/new#one",
            "https://a.org/new#:~:text=two",
            "https://a.org/bad",
            "//b.org/",
            "http://localhost/",
            "https://",
            "ftp://a.org/",
        ];
        let jobs = jobs(addresses.into_iter(), &log, Due::After(7), today, false);
        let seen: Vec<(&str, &str, usize)> =
            jobs.iter().map(|(host, job)| (&**host, job.url.path(), job.wanted.len())).collect();
        assert_eq!(
            seen,
            [("a.org:443", "/bad", 1), ("a.org:443", "/new", 2), ("b.org:443", "/", 1), ("a.org:443", "/old", 1)]
        );
    }
}
