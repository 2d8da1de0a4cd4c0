//! `content/links.tsv`: the committed history of external links, one line an address, sorted.
//!
//! In: the file's text, or records. Out: records and the lines that are none, or the text. A line holds all that is
//! known of its address, so a diff shows what changed, and `merge=union` merges branches: of two lines of one address
//! the newer holds, and the marks of a conflict are passed over.

use crate::base::text::Span;
use crate::model::date::Date;
use crate::model::links::{Count, Failures, LinkLog, Outcome, Record, Seen};

/// Where the file stands, below the root.
pub const PATH: &str = "content/links.tsv";
/// Longest address kept: browsers and servers take no longer ones.
pub const LONGEST: usize = 4000;

const HEAD: &str = "# Written by `factloom links`: what each external link answered. Commit this file.\n\
                    # address\tchecked\toutcome\tsince\tok\tfailing since\tfailed\tgone\tmoved to\n";

/// A line that is no record.
#[derive(Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Where it stands.
    pub span: Span,
    /// Why: no dot, no place.
    pub why: String,
}

/// Reads the file.
pub fn read(text: &str) -> (LinkLog, Vec<BadLine>) {
    let mut log = LinkLog::default();
    let mut bad = Vec::new();
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}');
        let span = Span::of(start..start + whole.trim_end_matches(['\n', '\r']).len());
        start += whole.len();
        let is_mark = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark));
        if line.trim().is_empty() || line.starts_with('#') || is_mark {
            continue;
        }
        match record(line) {
            Ok((address, record)) => {
                let record = match log.0.remove(address) {
                    Some(other) => other.or_newer(record),
                    None => record,
                };
                log.0.insert(address.into(), record);
            }
            Err(why) => bad.push(BadLine { span, why }),
        }
    }
    (log, bad)
}

/// Writes the file.
pub fn print(log: &LinkLog) -> String {
    let mut out = HEAD.to_owned();
    for (address, record) in &log.0 {
        let dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        let day = |day: Option<Date>| dash(day.map(|day| day.to_string()));
        let count = |count: Option<Count>| dash(count.map(|count| format!("{}@{}", count.days, count.last)));
        let failures = record.failures;
        let cells = [
            address.to_string(),
            record.checked.to_string(),
            record.seen.outcome.to_string(),
            record.since.to_string(),
            day(record.ok),
            day(failures.map(|failures| failures.since)),
            count(failures.map(|failures| failures.all)),
            count(failures.and_then(|failures| failures.gone)),
            dash(record.seen.target.as_deref().map(str::to_owned)),
        ];
        out.push_str(&cells.join("\t"));
        out.push('\n');
    }
    out
}

fn record(line: &str) -> Result<(&str, Record), String> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [address, checked, outcome, since, ok, failing, failed, gone, target] = cells[..] else {
        return Err(format!("it has {} cells, not 9", cells.len()));
    };
    if !address.contains("//") || address.len() > LONGEST || address.contains(char::is_whitespace) {
        return Err("it does not begin with a web address".to_owned());
    }
    if outcome.is_empty() || outcome == "-" {
        return Err("it says no outcome".to_owned());
    }
    let (checked, since) = (day(checked)?, day(since)?);
    let failures = match (maybe(failing, day)?, maybe(failed, count)?) {
        (Some(since), Some(all)) => Some(Failures { since, all, gone: maybe(gone, count)? }),
        (None, None) => None,
        _ => return Err("`failing since` and `failed` belong together".to_owned()),
    };
    let target = maybe(target, |target| Ok(target.into()))?;
    let seen = Seen { outcome: Outcome::named(outcome), target };
    Ok((address, Record { checked, seen, since, ok: maybe(ok, day)?, failures }))
}

fn maybe<T>(cell: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if cell == "-" { Ok(None) } else { read(cell).map(Some) }
}

fn day(cell: &str) -> Result<Date, String> {
    let date = Date::parse(cell).filter(|date| date.day.is_some());
    date.ok_or_else(|| format!("`{cell}` is no day"))
}

fn count(cell: &str) -> Result<Count, String> {
    let wrong = || format!("`{cell}` is no count of days, such as 3@2026-11-20");
    let (days, last) = cell.split_once('@').ok_or_else(wrong)?;
    Ok(Count { days: days.parse().ok().filter(|days| *days > 0).ok_or_else(wrong)?, last: day(last)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(day: &str, word: &str, old: Option<&Record>) -> Record {
        let target = (word == Outcome::MOVED).then(|| "https://y.org/".into());
        let seen = Seen { outcome: Outcome::named(word), target };
        Record::with(old, seen, Date::parse(day).expect("a day"))
    }

    #[test]
    fn what_is_written_is_read_again() {
        for seed in 0..500 {
            let mut random = fastrand::Rng::with_seed(seed);
            let mut log = LinkLog::default();
            for number in 0..random.u32(..4) {
                let mut record = None;
                for day in 1..random.u32(2..9) {
                    let word = ["ok", "404", "moved", "403", "timeout"][random.usize(..5)];
                    record = Some(checked(&format!("2026-11-{:02}", day * 3), word, record.as_ref()));
                }
                log.0.insert(format!("https://x.org/{number}").into(), record.expect("checked once at least"));
            }
            let text = print(&log);
            assert_eq!(read(&text), (log, Vec::new()), "{text}");
            assert_eq!(print(&read(&text).0), text);
        }
    }

    #[test]
    fn branches_merge_line_by_line() {
        let line = |day: &str, word: &str| {
            let log = LinkLog([("https://x.org/".into(), checked(day, word, None))].into_iter().collect());
            print(&log).lines().last().expect("a line").to_owned()
        };
        let (old, new) = (line("2026-11-01", "ok"), line("2026-11-09", "404"));
        for text in [
            format!("{old}\n{new}\n"),
            format!("{new}\r\n{old}\r\n"),
            format!("<<<<<<< ours\n{old}\n=======\n{new}\n>>>>>>> theirs\n"),
        ] {
            let (log, bad) = read(&text);
            assert_eq!((log.0.len(), bad.len()), (1, 0), "{text}");
            assert_eq!(log.get("https://x.org/").map(|record| record.seen.outcome.word()), Some("404"), "{text}");
        }
    }

    #[test]
    fn lines_that_are_none_are_told_with_their_place() {
        let good = "https://x.org/\t2026-11-01\tok\t2026-11-01\t2026-11-01\t-\t-\t-\t-";
        let bad = [
            "x",
            "https://y.org/\t2026\tok\t2026-11-01\t-\t-\t-\t-\t-",
            &good.replace("\t-\t-\t-\t-", "\t-\t0@2026-11-01\t-\t-"),
        ];
        let text = format!("{}\n{good}\n{}\n{}", bad[0], bad[1], bad[2]);
        let (log, found) = read(&text);
        assert_eq!(log.0.len(), 1);
        let lines: Vec<&str> = found.iter().map(|line| &text[line.span.range()]).collect();
        assert_eq!(lines, bad);
    }
}
