//! Properties of records and verdicts, on random histories.

use jiff::ToSpan;

use super::*;

fn day(number: u32) -> Date {
    Date::of_day(jiff::civil::date(2026, 1, 1).checked_add(i64::from(number).days()).expect("a day"))
}

fn seen(word: &str) -> Seen {
    let target = (word == Outcome::MOVED).then(|| "https://x.org/new".into());
    Seen { outcome: Outcome::named(word), target }
}

/// The record of checks, `(day, word)`.
fn record(checks: &[(u32, &str)]) -> Option<Record> {
    checks.iter().fold(None, |old: Option<Record>, (at, word)| Some(Record::with(old.as_ref(), seen(word), day(*at))))
}

fn verdict(checks: &[(u32, &str)]) -> Verdict {
    record(checks).map_or(Verdict::Unchecked, |record| record.verdict())
}

#[test]
fn a_link_dies_of_several_days_and_of_what_says_so() {
    for (checks, want) in [
        (&[][..], Verdict::Unchecked),
        (&[(0, "ok")], Verdict::Ok),
        (&[(0, "404")], Verdict::Failing),
        (&[(0, "404"), (1, "404"), (2, "404")], Verdict::Failing),
        (&[(0, "404"), (0, "404"), (9, "404")], Verdict::Failing),
        (&[(0, "404"), (3, "404"), (7, "404")], Verdict::Dead),
        (&[(0, "404"), (3, "no-host"), (9, "404")], Verdict::Dead),
        (&[(0, "404"), (3, "ok"), (7, "404")], Verdict::Failing),
        (&[(0, "404"), (3, "404"), (5, "403"), (9, "404"), (10, "429")], Verdict::Dead),
        (&[(0, "404"), (3, "404"), (9, "404"), (10, "ok")], Verdict::Ok),
        (&[(0, "410")], Verdict::Failing),
        (&[(0, "410"), (1, "410")], Verdict::Dead),
        (&[(0, "403"), (9, "429"), (40, "bot-wall")], Verdict::Unknown),
        (&[(0, "timeout"), (3, "500"), (9, "reset"), (12, "tls")], Verdict::Failing),
        (&[(0, "timeout"), (3, "500"), (9, "reset"), (12, "tls"), (30, "502")], Verdict::Dead),
        (&[(0, "moved")], Verdict::Ok),
        (&[(0, "moved"), (0, "moved")], Verdict::Ok),
        (&[(0, "moved"), (1, "moved")], Verdict::Moved),
        (&[(0, "moved"), (1, "ok"), (2, "moved")], Verdict::Ok),
        (&[(0, "no-place")], Verdict::Ok),
        (&[(0, "no-text"), (8, "no-text")], Verdict::Misplaced),
        (&[(0, "word-of-a-later-version")], Verdict::Unknown),
    ] {
        assert_eq!(verdict(checks), want, "{checks:?}");
    }
}

#[test]
fn every_4xx_but_two_says_nothing() {
    for status in 400..=499 {
        let evidence = Outcome::status(status).evidence();
        let want = if matches!(status, 404 | 410) { Evidence::Gone } else { Evidence::Nothing };
        assert_eq!(evidence, want, "{status}");
    }
    assert_eq!(Outcome::status(999).evidence(), Evidence::Nothing);
    assert_eq!(Outcome::status(503).evidence(), Evidence::Failing);
}

const WORDS: &[&str] = &["ok", "moved", "404", "404", "404", "410", "500", "timeout", "403", "429", "no-place"];

#[test]
fn random_histories_keep_what_a_record_promises() {
    for seed in 0..4_000 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut at = 0;
        let checks: Vec<(u32, &str)> = (0..random.usize(1..14))
            .map(|_| {
                at += random.u32(..6);
                (at, WORDS[random.usize(..WORDS.len())])
            })
            .collect();
        let record = record(&checks).expect("there was a check");
        // The run of failures, counted anew from the list.
        let alive = |word: &str| Outcome::named(word).evidence() == Evidence::Alive;
        let run = checks.iter().rposition(|(_, word)| alive(word)).map_or(&checks[..], |last| &checks[last + 1..]);
        let days = |wanted: &[Evidence]| {
            let mut days: Vec<u32> = run
                .iter()
                .filter(|(_, word)| wanted.contains(&Outcome::named(word).evidence()))
                .map(|(at, _)| *at)
                .collect();
            days.dedup();
            days
        };
        let (all, gone) = (days(&[Evidence::Gone, Evidence::Failing]), days(&[Evidence::Gone]));
        assert_eq!(record.failures.map_or(0, |failures| failures.all.days), all.len() as u32, "{checks:?}");
        let counted = record.failures.and_then(|failures| failures.gone).map_or(0, |count| count.days);
        assert_eq!(counted, gone.len() as u32, "{checks:?}");
        let span = |days: &[u32]| days.last().map_or(0, |last| last - all[0]);
        let last = checks.last().expect("a check").1;
        let dead = gone.len() >= 3 && span(&gone) >= 7
            || last == "410" && gone.len() >= 2
            || all.len() >= 5 && span(&all) >= 30;
        assert_eq!(record.verdict() == Verdict::Dead, dead, "{checks:?}");
        assert_eq!(record.checked, day(at));
        assert_eq!(record.ok, checks.iter().rev().find(|(_, word)| alive(word)).map(|(at, _)| day(*at)));
        // The same again on the same day changes nothing, and an earlier day never does.
        assert_eq!(Record::with(Some(&record), seen(last), day(at)), record);
        assert_eq!(Record::with(Some(&record), seen("404"), day(0)).checked, day(at));
        if at > 0 {
            assert_eq!(Record::with(Some(&record), seen("404"), day(at - 1)), record);
        }
        // One success and nothing is held against it.
        assert_eq!(Record::with(Some(&record), seen("ok"), day(at)).verdict(), Verdict::Ok);
    }
}

#[test]
fn of_two_records_the_newer_knows_more() {
    let (old, new) = (record(&[(0, "ok")]).expect("one"), record(&[(0, "404"), (5, "404")]).expect("one"));
    assert_eq!(old.clone().or_newer(new.clone()), new);
    assert_eq!(new.clone().or_newer(old), new);
}

#[test]
fn the_archive_is_asked_for_the_last_good_day() {
    let record = record(&[(0, "ok"), (5, "404"), (9, "404"), (12, "404")]).expect("a record");
    let dead = Dead::of(&record).expect("it is dead");
    assert_eq!(dead.since, day(5));
    assert_eq!(dead.copy_at("https://x.org/a"), "https://web.archive.org/web/20260101/https://x.org/a");
}
