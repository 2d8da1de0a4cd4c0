//! How `factloom links` prints verdicts: for people with places and remedies, for machines a line or a document.

use serde_json::json;

use super::{Arguments, Asked, Link};
use crate::base::plural::count;
use crate::build::Analysis;
use crate::cli::args::Format;
use crate::cli::shown as as_typed;
use crate::links::collect::{Place, Role};
use crate::links::mend::new_address;
use crate::model::links::{Dead, LinkLog, Outcome, Record, Verdict};
use crate::report::machine::place;

/// Addresses of a verdict that people are shown unless they ask for more.
const SHOWN: usize = 20;

/// All there is to show.
pub(super) struct Shown<'a> {
    pub(super) arguments: &'a Arguments,
    pub(super) analysis: &'a Analysis,
    pub(super) links: &'a [Link<'a>],
    pub(super) log: &'a LinkLog,
    pub(super) asked: &'a Asked,
}

impl<'a> Shown<'a> {
    /// The links of a verdict, in order.
    fn of(&self, verdict: Verdict) -> impl Iterator<Item = &'a Link<'a>> {
        self.links.iter().filter(move |link| link.verdict == verdict)
    }

    fn limit(&self) -> usize {
        match (self.arguments.limit, self.arguments.format) {
            (None, Format::Human) => SHOWN,
            (Some(0) | None, _) => usize::MAX,
            (Some(limit), _) => limit,
        }
    }

    /// Verdicts of which links are listed one by one.
    fn listed(&self) -> impl Iterator<Item = Verdict> {
        let quiet = self.arguments.quiet;
        let is_listed = move |verdict: &Verdict| match verdict {
            Verdict::Dead | Verdict::Wrong => true,
            Verdict::Ok | Verdict::Unchecked => false,
            _ => !quiet,
        };
        Verdict::ALL.into_iter().filter(is_listed)
    }

    fn at(&self, one: &Place) -> (String, u32, u32) {
        let (path, line, column) = place(&self.analysis.inputs, one.at);
        (as_typed(&self.arguments.root, &path), line, column)
    }

    fn record(&self, link: &Link<'_>) -> Option<&'a Record> {
        self.log.get(link.address)
    }

    /// What is known, in a few words: "404 since 2026-11-01, seen on 3 days".
    fn words(&self, link: &Link<'_>) -> String {
        let Some(record) = self.record(link).filter(|_| link.verdict != Verdict::Wrong) else {
            return match link.verdict {
                Verdict::Wrong => {
                    "no reader can follow it: it leads into this machine or its network, or nowhere".to_owned()
                }
                _ => "not checked yet".to_owned(),
            };
        };
        let outcome = says(&record.seen.outcome);
        match (record.failures, &record.seen.target) {
            (Some(failures), _) => {
                let days = count(failures.all.days as usize, "day");
                let ok = record.ok.map(|day| format!(", last well on {day}")).unwrap_or_default();
                format!("{outcome}; failing since {}, seen on {days}{ok}", failures.since)
            }
            (None, Some(target)) => format!("→ {target} since {}", record.since),
            (None, None) => format!("{outcome} since {}", record.since),
        }
    }

    /// What to do about it.
    fn remedy(&self, link: &Link<'_>) -> Option<String> {
        let record = self.record(link);
        match link.verdict {
            Verdict::Dead => {
                let dead = record.and_then(Dead::of)?;
                let copy = link.places.iter().find_map(|place| match &place.role {
                    Role::Source(Some(copy)) if self.log.verdict(copy) != Verdict::Dead => Some(copy),
                    _ => None,
                });
                let search = dead.copy_at(link.address);
                let is_source = link.places.iter().any(|place| matches!(place.role, Role::Source(_)));
                Some(match copy {
                    Some(copy) => format!("the archived copy takes over: {copy}"),
                    None if is_source => format!("look for a copy, then write `archive: {search}`"),
                    None => format!("link to a copy: {search}"),
                })
            }
            Verdict::Wrong => Some("write the address that readers have, or take the link out".to_owned()),
            Verdict::Misplaced => Some(format!("open {} and link to what is there now", link.address)),
            _ => None,
        }
    }
}

/// An outcome in words.
fn says(outcome: &Outcome) -> String {
    match outcome.word() {
        "404" => "404 not found".to_owned(),
        "410" => "410 gone".to_owned(),
        Outcome::NO_HOST => "no such host".to_owned(),
        Outcome::LOOKUP => "the host's name cannot be looked up".to_owned(),
        Outcome::REFUSED => "no connection".to_owned(),
        Outcome::RESET => "the connection breaks off".to_owned(),
        Outcome::TIMEOUT => "no answer in time".to_owned(),
        Outcome::TLS => "no secure connection".to_owned(),
        Outcome::ISSUER => "a certificate of an unknown issuer".to_owned(),
        Outcome::BROKEN => "an answer that cannot be read".to_owned(),
        Outcome::BAD_REDIRECT => "a redirect that leads nowhere".to_owned(),
        Outcome::FRONT_PAGE => "leads to the front page of its site".to_owned(),
        Outcome::LOOP => "redirects in a circle".to_owned(),
        Outcome::LOGIN => "wants a login".to_owned(),
        Outcome::WALL => "keeps programs out".to_owned(),
        Outcome::BUSY => "asks to come back later".to_owned(),
        Outcome::NO_PLACE => "the page has no such place".to_owned(),
        Outcome::NO_TEXT => "the page does not hold these words".to_owned(),
        word => word.to_owned(),
    }
}

fn heading(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Dead => "Dead",
        Verdict::Wrong => "Not to be followed",
        Verdict::Moved => "Moved for good",
        Verdict::Misplaced => "The page is there, the place in it is not",
        Verdict::Failing => "Failing, not yet dead",
        Verdict::Unknown => "Unknown: these sites keep programs out",
        Verdict::Unchecked => "Never checked",
        Verdict::Ok => "Well",
    }
}

pub(super) fn human(shown: &Shown<'_>) -> String {
    let mut out = String::new();
    for verdict in shown.listed() {
        let all = shown.of(verdict).count();
        if all == 0 {
            continue;
        }
        out.push_str(&format!("{} ({all})\n", heading(verdict)));
        for link in shown.of(verdict).take(shown.limit()) {
            out.push_str(&format!("  {}\n    {}\n", link.address, shown.words(link)));
            for one in link.places {
                let (path, line, column) = shown.at(one);
                out.push_str(&format!("    {path}:{line}:{column}: {}\n", one.what));
            }
            if let Some(remedy) = shown.remedy(link) {
                out.push_str(&format!("    = help: {remedy}\n"));
            }
        }
        if all > shown.limit() {
            out.push_str(&format!("  … and {} more; `--limit 0` lists all\n", all - shown.limit()));
        }
        if verdict == Verdict::Moved && !shown.arguments.fix {
            out.push_str(
                "  = help: `factloom links --offline --fix` writes the new addresses, `--dry-run` shows them\n",
            );
        }
        out.push('\n');
    }
    if !shown.arguments.quiet {
        out.push_str(&closing(shown));
    }
    out
}

/// "412 addresses: 398 ok, 1 dead; asked for 57 pages".
fn closing(shown: &Shown<'_>) -> String {
    let counts: Vec<String> = Verdict::ALL
        .iter()
        .rev()
        .map(|verdict| (shown.of(*verdict).count(), verdict.word()))
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
    let mut out = count(shown.links.len(), "address");
    if !counts.is_empty() {
        out.push_str(&format!(": {}", counts.join(", ")));
    }
    if !shown.arguments.offline {
        out.push_str(&match shown.asked.pages {
            0 => "; none was due".to_owned(),
            pages => format!("; asked for {}", count(pages, "page")),
        });
        if shown.asked.left > 0 {
            out.push_str(&format!(", left {} for another time", shown.asked.left));
        }
    }
    out.push('\n');
    out
}

pub(super) fn short(shown: &Shown<'_>) -> String {
    let mut out = String::new();
    for link in shown.listed().flat_map(|verdict| shown.of(verdict).take(shown.limit())) {
        for one in link.places {
            let (path, line, column) = shown.at(one);
            let (verdict, address, words) = (link.verdict.word(), link.address, shown.words(link));
            out.push_str(&format!("{path}:{line}:{column}: {verdict}: {address}: {words}\n"));
        }
    }
    out
}

pub(super) fn json(shown: &Shown<'_>) -> String {
    let one = |link: &Link<'_>| {
        let record = shown.record(link);
        let places: Vec<_> = link
            .places
            .iter()
            .map(|one| {
                let (path, line, column) = place(&shown.analysis.inputs, one.at);
                json!({"path": path, "line": line, "column": column, "what": one.what})
            })
            .collect();
        let failures = record.and_then(|record| record.failures);
        json!({
            "address": link.address,
            "verdict": link.verdict.word(),
            "outcome": record.map(|record| record.seen.outcome.word()),
            "checked": record.map(|record| record.checked.to_string()),
            "since": record.map(|record| record.since.to_string()),
            "ok": record.and_then(|record| record.ok).map(|day| day.to_string()),
            "failing_since": failures.map(|failures| failures.since.to_string()),
            "failed_days": failures.map_or(0, |failures| failures.all.days),
            "new_address": record.and_then(|record| new_address(link.address, record)),
            "help": shown.remedy(link),
            "places": places,
        })
    };
    let listed: Vec<Verdict> = if shown.arguments.quiet { shown.listed().collect() } else { Verdict::ALL.to_vec() };
    let links: Vec<_> = listed.iter().flat_map(|verdict| shown.of(*verdict).take(shown.limit())).map(one).collect();
    let counts: serde_json::Map<String, serde_json::Value> =
        Verdict::ALL.iter().map(|verdict| (verdict.word().to_owned(), json!(shown.of(*verdict).count()))).collect();
    let document = json!({
        "version": 1, "date": shown.analysis.today.to_string(), "counts": counts,
        "asked": shown.asked.pages, "left": shown.asked.left, "links": links,
    });
    format!("{document:#}\n")
}
