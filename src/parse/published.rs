//! `content/published.tsv`: the committed record of what readers were last given, one line an address or a value.
//!
//! In: the file's text, or a record. Out: the record and the lines that are none, or the text. Lines are sorted and
//! stand alone, so a diff shows what a deployment changed, and `merge=union` merges branches: of two lines of one
//! address the older holds, of two of one value the newer, and the marks of a conflict are passed over.

use crate::base::text::{At, FileId, Span};
use crate::model::date::{Date, When};
use crate::model::published::{Promise, Published, Says, Told};

/// Where the file stands, below the root.
pub const PATH: &str = "content/published.tsv";
/// What says that a file is our record.
pub const MARK: &str = "# Written by `factloom record`";

const HEAD: &str = ": what readers were last given. Commit this file.\n\
                    # /address/#place\tsince\n\
                    # fact\tsince\tcorrections\tdate\tvalue\tunit\tquote\n";

/// Reads the file; lines that are no record are returned with the reason: no dot, no place.
pub fn read(file: FileId, text: &str) -> (Published, Vec<(Span, String)>) {
    let mut record = Published::default();
    let mut bad = Vec::new();
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\n', '\r']);
        let span = Span::of(start..start + line.len());
        start += whole.len();
        let line = line.trim_start_matches('\u{feff}');
        let is_mark = ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| line.starts_with(mark));
        if line.trim().is_empty() || line.starts_with('#') || is_mark {
            continue;
        }
        if let Err(why) = take(&mut record, line, At { file, span }) {
            bad.push((span, why));
        }
    }
    (record, bad)
}

/// Writes the file.
pub fn print(record: &Published) -> String {
    let mut out = format!("{MARK}{HEAD}");
    for (address, promise) in &record.addresses {
        out.push_str(&format!("{address}\t{}\n", promise.since));
    }
    for (id, told) in &record.values {
        let says = &told.says;
        let date = says.date.map_or_else(|| "-".to_owned(), |date| date.to_string());
        let dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        let (value, unit, quote) = (dash(&says.value), dash(&says.unit), dash(&says.quote));
        let (since, corrections) = (told.since, told.corrections);
        out.push_str(&format!("{id}\t{since}\t{corrections}\t{date}\t{value}\t{unit}\t{quote}\n"));
    }
    out
}

fn take(record: &mut Published, line: &str, at: At) -> Result<(), String> {
    let cells: Vec<&str> = line.split('\t').collect();
    match cells[..] {
        [address, since] if address.starts_with('/') => {
            let promise = Promise { at, since: day(since)? };
            let known = record.addresses.entry(address.into()).or_insert(promise);
            if promise.since < known.since {
                *known = promise;
            }
        }
        [id, since, corrections, date, value, unit, quote] if id.contains('/') && !id.starts_with('/') => {
            let date = match date {
                "-" => None,
                date => Some(When::parse(date).ok_or_else(|| format!("`{date}` is no date"))?),
            };
            let text = |cell: &str| if cell == "-" { "".into() } else { cell.into() };
            let says = Says { date, value: text(value), unit: text(unit), quote: text(quote) };
            let corrections = corrections.parse().map_err(|_| format!("`{corrections}` is no count"))?;
            let told = Told { at, since: day(since)?, says, corrections };
            let newest = record.values.get(id).is_none_or(|known| known.since <= told.since);
            if newest {
                record.values.insert(id.into(), told);
            }
        }
        [first, ..] if first.starts_with('/') => return Err(format!("an address has 2 cells, not {}", cells.len())),
        _ => return Err(format!("a value has an id and 7 cells, not {}", cells.len())),
    }
    Ok(())
}

fn day(cell: &str) -> Result<Date, String> {
    let date = Date::parse(cell).filter(|date| date.day.is_some());
    date.ok_or_else(|| format!("`{cell}` is no day"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "/a/\t2026-11-01\n/a/#x\t2026-11-01\ns/k\t2026-11-02\t1\t2022-04\tnearly 1,000\tcompanies\t-\n\
                        s/k/a\t2026-11-02\t0\t-\t-\t-\twe shall echo\n";

    fn read_text(text: &str) -> (Published, Vec<(Span, String)>) {
        read(FileId(7), text)
    }

    #[test]
    fn what_is_written_is_read_again() {
        let (record, bad) = read_text(TEXT);
        assert_eq!((record.addresses.len(), record.values.len(), bad.len()), (2, 2, 0));
        let text = print(&record);
        assert!(text.ends_with(TEXT), "{text}");
        assert_eq!(print(&read_text(&text).0), text);
        assert_eq!(print(&read_text(&text.replace('\n', "\r\n")).0), text);
        let words: Vec<String> = record.values.values().map(|told| told.says.words()).collect();
        assert_eq!(words, ["nearly 1,000 companies (2022-04)", "“we shall echo”"]);
    }

    #[test]
    fn branches_merge_line_by_line() {
        let (older, newer) = (TEXT.replace("2026-11", "2026-10"), TEXT);
        let merged = format!("<<<<<<< ours\n{older}=======\n{newer}>>>>>>> theirs\n");
        let (record, bad) = read_text(&merged);
        assert_eq!(bad, Vec::new());
        let since = |text: &str| Date::parse(text).expect("a day");
        assert_eq!(record.addresses["/a/"].since, since("2026-10-01"), "an address is owed since it was first given");
        assert_eq!(record.values["s/k"].since, since("2026-11-02"), "of a value the last word holds");
    }

    #[test]
    fn places_and_values_belong_to_their_own_page_and_fact() {
        let more = "/a/#y\t2026-11-01\n/a/b/#z\t2026-11-01\ns/k-2\t2026-11-02\t0\t-\t1\t-\t-\n\
                    s/k@2021\t2026-11-02\t0\t-\t1\t-\t-\ns/k2\t2026-11-02\t0\t-\t1\t-\t-\n";
        let (record, _) = read_text(&format!("{TEXT}{more}"));
        assert_eq!(record.places("/a/").map(|(place, _)| place).collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(record.of_fact("s/k").map(|(id, _)| id).collect::<Vec<_>>(), ["s/k", "s/k/a", "s/k@2021"]);
    }

    #[test]
    fn lines_that_are_none_are_told_with_their_place() {
        let bad = ["x", "/a/\t2026", "/a/\t2026-11-01\tx", "s/k\t2026-11-02\tmany\t-\t1\t-\t-"];
        let text = format!("{}\n{TEXT}{}\n{}\n{}", bad[0], bad[1], bad[2], bad[3]);
        let (record, found) = read_text(&text);
        assert_eq!(record.addresses.len() + record.values.len(), 4);
        assert_eq!(found.iter().map(|(span, _)| &text[span.range()]).collect::<Vec<_>>(), bad);
    }
}
