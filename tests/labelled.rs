//! How often the rules on prose are right: sentences labelled by hand, before the rules were written, beside findings.
//!
//! Two sets, `held`, are not looked at while the rules are tuned but by their totals, and neither is one, `fresh`, which was
//! labelled before the last tuning and totalled first before it; each by two annotators. Of the first two sets one half
//! was looked at from the start, `tune`, and the other held back until those took its place, `opened`; the sets of `more`
//! were labelled before they were looked at.
//! `cargo test --test labelled -- --nocapture` prints the tables; with `LABELLED=tune`, `opened` or `more` it also
//! prints where labels and findings of that part differ.

use std::collections::{BTreeMap, BTreeSet};

use factloom::build::{Options, analyse};
use factloom::load::Inputs;
use factloom::model::date::Date;
use factloom::report::machine::place;

const HEAD: &str = "---\ntitle: T\nsummary: S\ndate: 2022\ntopics: []\n---\n";
const CONFIG: &str = "title: T\nurl: https://example.org/\n";

struct Row {
    id: String,
    /// `held`, `fresh`, `tune`, `opened` or `more`.
    part: String,
    claim: bool,
    figures: Vec<String>,
    text: String,
}

fn rows(path: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(format!("{}/tests/labelled/{path}", env!("CARGO_MANIFEST_DIR"))).expect(path);
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn sentences() -> Vec<Row> {
    let all = [
        "site.tsv",
        "written.tsv",
        "more.tsv",
        "again.tsv",
        "traps.tsv",
        "site_held.tsv",
        "written_held.tsv",
        "fresh_held.tsv",
    ]
    .into_iter()
    .flat_map(rows);
    all.map(|row| Row {
        id: row[0].clone(),
        part: if row[0].starts_with(['m', 'd', 'e', 'f', 'g', 'h', 'i']) { "more".to_owned() } else { row[1].clone() },
        claim: row[4] == "1",
        figures: row[5].split("; ").filter(|figure| *figure != "-").map(str::to_owned).collect(),
        text: row[6].clone(),
    })
    .collect()
}

/// Findings of a site: (path, rule, the words they point at).
fn findings(files: Vec<(String, String)>) -> Vec<(String, String, String)> {
    let today = Date::parse("2026-11-24").expect("a date");
    let analysis = analyse(Inputs::of_texts(files), &Options { base_url: None, drafts: false, today });
    let row = |finding: &factloom::check::report::Finding| {
        let at = finding.diagnostic.at;
        let (path, ..) = place(&analysis.inputs, at);
        let words = analysis.inputs.get(at.file).map_or("", |input| &input.text[at.span.range()]);
        (path, finding.diagnostic.rule.to_owned(), words.to_owned())
    };
    analysis.report.findings.iter().map(row).collect()
}

#[derive(Default)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn precision(&self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.wrong).max(1))
    }

    fn recall(&self) -> f64 {
        f64::from(self.right) / f64::from((self.right + self.missed).max(1))
    }
}

fn print(rule: &str, scores: &BTreeMap<&str, Score>) {
    println!("\n| {rule} | found | right | wrong | missed | precision | recall |\n|---|--:|--:|--:|--:|--:|--:|");
    for (half, score) in scores {
        let (right, wrong, missed) = (score.right, score.wrong, score.missed);
        let (precision, recall) = (score.precision(), score.recall());
        println!("| {half} | {} | {right} | {wrong} | {missed} | {precision:.3} | {recall:.3} |", right + wrong);
    }
}

#[test]
fn findings_agree_with_labels() {
    let rows = sentences();
    let (of_site, written) = rows.iter().partition::<Vec<_>, _>(|row| row.id.starts_with(['s', 'n']));
    assert!(of_site.len() >= 900 && written.len() >= 1000, "{} and {}", of_site.len(), written.len());
    let mut files: Vec<(String, String)> =
        rows.iter().map(|row| (format!("content/{}.md", row.id), format!("{HEAD}{}\n", row.text))).collect();
    files.push(("content/site.yml".to_owned(), CONFIG.to_owned()));
    let found = findings(files);
    let (mut figures, mut claims) = (BTreeMap::<&str, Score>::new(), BTreeMap::<&str, Score>::new());
    let shown = std::env::var("LABELLED").unwrap_or_default();
    for row in &rows {
        let path = format!("content/{}.md", row.id);
        let of = |rule: &str| {
            found
                .iter()
                .filter(|(at, r, _)| *at == path && r == rule)
                .map(|(.., words)| words.as_str())
                .collect::<Vec<_>>()
        };
        let show = |what: &str| {
            if row.part == shown {
                println!("{what} {} {}", row.id, row.text);
            }
        };
        let score = claims.entry(&row.part).or_default();
        match (of("uncited-claim").is_empty(), row.claim) {
            (false, true) => score.right += 1,
            (false, false) => {
                score.wrong += 1;
                show("WRONG claim");
            }
            (true, true) => {
                score.missed += 1;
                show("missed claim");
            }
            (true, false) => {}
        }
        let mut left = of("uncited-figure");
        let score = figures.entry(&row.part).or_default();
        for figure in &row.figures {
            match left.iter().position(|words| words.contains(figure.as_str()) || figure.contains(words)) {
                Some(at) => {
                    // A range is one finding and two labels.
                    score.right += 1;
                    let is_range = row.figures.iter().filter(|other| left[at].contains(other.as_str())).count() > 1;
                    if !is_range || row.figures.last() == Some(figure) {
                        left.remove(at);
                    }
                }
                None => {
                    score.missed += 1;
                    show(&format!("missed figure {figure}"));
                }
            }
        }
        left.retain(|words| !row.figures.iter().any(|figure| words.contains(figure.as_str())));
        score.wrong += left.len() as u32;
        if !left.is_empty() {
            show(&format!("WRONG figure {left:?}"));
        }
    }
    print("uncited-figure", &figures);
    print("uncited-claim", &claims);
    // The aim is 0.98 and 0.95. `more` holds traps that are not mended, and may not fall further.
    for (part, score) in &figures {
        let (precision, recall) = match *part {
            "held" | "fresh" => (0.98, 0.95),
            "more" => (0.97, 0.95),
            _ => (0.985, 0.98),
        };
        assert!(score.precision() >= precision && score.recall() >= recall, "uncited-figure, {part}");
    }
    // The aim is 0.9 in precision.
    for (part, score) in &claims {
        let (precision, recall) = match *part {
            "held" => (0.9, 0.55),
            "fresh" => (0.95, 0.5),
            "more" => (0.92, 0.59),
            _ => (0.95, 0.83),
        };
        assert!(score.precision() >= precision && score.recall() >= recall, "uncited-claim, {part}");
    }
}

#[test]
fn words_that_agree_with_their_fact_are_told_from_those_that_do_not() {
    let rows = rows("bindings.tsv");
    let quoted = |text: &str| serde_json::to_string(text).expect("text");
    let mut sheet = "title: S\nsummary: S.\ntopics: []\nfacts:\n".to_owned();
    let mut files = vec![
        ("content/site.yml".to_owned(), CONFIG.to_owned()),
        ("content/sources/x.yml".to_owned(), "x: {type: web, title: X, publisher: e}\n".to_owned()),
        ("content/entities/e.yml".to_owned(), "e: {name: E, kind: company}\n".to_owned()),
    ];
    for (number, row) in rows.iter().enumerate() {
        let (words, value, unit) = (&row[0], quoted(&row[1]), quoted(&row[2]));
        sheet += &format!(
            "  f{number}: {{kind: statistic, claim: ___ it is., value: {value}, unit: {unit}, as_of: 2022, by: e, evidence: x}}\n"
        );
        let words = words.replace('[', "\\[").replace(']', "\\]").replace('$', "\\$").replace('~', "\\~");
        files.push((format!("content/b{number}.md"), format!("{HEAD}Here [{words}](fact:s/f{number}) stands.\n")));
    }
    files.push(("content/facts/s.yml".to_owned(), sheet));
    let found = findings(files);
    let flagged: BTreeSet<&str> =
        found.iter().filter(|(_, rule, _)| rule == "figure-mismatch").map(|(path, ..)| path.as_str()).collect();
    let unread = found.iter().filter(|(path, ..)| path.starts_with("content/facts")).collect::<Vec<_>>();
    assert!(unread.is_empty(), "{unread:?}");
    let mut score = Score::default();
    for (number, row) in rows.iter().enumerate() {
        let path = format!("content/b{number}.md");
        match (flagged.contains(path.as_str()), row[3] == "differs") {
            (true, true) => score.right += 1,
            (true, false) => {
                score.wrong += 1;
                println!("WRONG: {row:?}");
            }
            (false, true) => {
                score.missed += 1;
                println!("missed: {row:?}");
            }
            (false, false) => {}
        }
    }
    assert!(score.wrong == 0 && score.precision() == 1.0 && score.recall() >= 0.98);
    print("figure-mismatch", &BTreeMap::from([("all", score)]));
}
