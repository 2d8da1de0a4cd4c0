//! Derived facts as readers and programs get them: run the binary and read what it wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

const SITE: &[(&str, &str)] = &[
    ("site.yml", "title: Looms\nurl: https://example.org/\nlang: en\noutputs: {cards: false}\n"),
    (
        "a.md",
        "---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\n---\nOf them [25](fact:s/part) percent left [@x].\n\n```facts\n- s/part\n```\n",
    ),
    (
        "facts/s.yml",
        "title: S
summary: S.
topics: []
facts:
  left: {kind: statistic, claim: ___ left., label: Companies that left, value: 300, unit: companies, as_of: 2021-05, by: echo, evidence: \"x, p. 3\"}
  all: {kind: statistic, claim: There were ___., label: All companies, value: '1,200', unit: companies, as_of: 2022, by: mirror, evidence: y}
  part:
    kind: statistic
    claim: Of 1,200 companies ___ percent left.
    label: Part that left
    derived: {formula: \"share(left, all)\", from: {left: left, all: all}}
  rates: {kind: statistic, claim: Rates., label: Rates, derived: {formula: a ÷ b, from: {a: rows, b: cols}}}
  rows: {kind: statistic, claim: Rows., label: Rows, unit: items, as_of: 2022, by: echo, evidence: x, series: {2020: 10, 2021: 12, 2022: 15}}
  cols: {kind: statistic, claim: Cols., label: Cols, unit: items, as_of: 2022, by: echo, evidence: x, series: {2021: 24, 2022: 60}}
",
    ),
    (
        "sources/x.yml",
        "x: {type: web, title: Echo counts, publisher: echo, date: 2022}\ny: {type: web, title: Mirror counts, publisher: mirror, date: 2022}\n",
    ),
    ("entities/e.yml", "echo: {name: Echo, kind: company}\nmirror: {name: The Mirror, kind: company}\n"),
];

fn put(root: &Path, changed: &[(&str, &str, &str)]) {
    for (path, text) in SITE {
        let mut text = (*text).to_owned();
        for (_, from, to) in changed.iter().filter(|(of, ..)| of == path) {
            assert!(text.contains(from), "`{from}` is not in {path}");
            text = text.replace(from, to);
        }
        let path = root.join("content").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
}

/// Builds the site; returns the texts of its files.
fn build(changed: &[(&str, &str, &str)]) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path(), changed);
    let run = Command::new(env!("CARGO_BIN_EXE_factloom"))
        .args(["build", "--date", "2026-11-24", "--root"])
        .arg(folder.path())
        .output()
        .expect("started");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stdout));
    let root = folder.path().join("public");
    let files = walkdir::WalkDir::new(&root).into_iter().map(|entry| entry.expect("an entry"));
    let files = files.filter(|entry| entry.file_type().is_file());
    files
        .filter_map(|entry| {
            let text = fs::read_to_string(entry.path()).ok()?;
            Some((entry.path().strip_prefix(&root).expect("below").to_string_lossy().into_owned(), text))
        })
        .collect()
}

#[test]
fn a_derived_fact_shows_its_calculation_and_what_it_rests_on_everywhere() {
    let site = build(&[]);
    let page = &site["facts/s/part/index.html"];
    for part in [
        "Computed by this site from <a href=\"/facts/s/left/\">Companies that left</a> ÷ <a href=\"/facts/s/all/\">All companies</a> × 100",
        "300 ÷ 1,200 × 100 = 25%",
        "<p class=\"big\">25%</p>",
        "as of May 2021",
        "Echo counts, p. 3",
        "Mirror counts",
        "Rests on a single origin",
        "(Computed by Looms from Companies that left ÷ All companies × 100, as of May 2021). https://example.org/facts/s/part/",
        "\"isBasedOn\":[\"https://example.org/facts/s/left/\",\"https://example.org/facts/s/all/\"]",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    assert!(site["facts/s/index.html"].contains("300 ÷ 1,200 × 100 = 25%"), "the sheet shows it");
    let article = &site["a/index.html"];
    assert!(article.contains("<p class=\"worked\">300 ÷ 1,200 × 100 = 25%</p>"), "the card shows it");
    assert!(article.contains("Computed by this site from Companies that left ÷ All companies × 100"), "{article}");
    let twin: serde_json::Value = serde_json::from_str(&site["facts/s/part/index.json"]).expect("JSON");
    assert_eq!(twin["derived"]["formula"], "share(left, all)");
    assert_eq!(twin["derived"]["from"]["all"], "s/all");
    assert_eq!(twin["derived"]["inputs"][0]["figures"][0], "300");
    assert_eq!(twin["derived"]["value"]["low"], 25);
    assert_eq!((&twin["value"]["text"], &twin["unit"], &twin["as_of"]), (&"25".into(), &"%".into(), &"2021-05".into()));
    assert_eq!(twin["support"]["origins"], 2);
    let csv = &site["facts/s/facts.csv"];
    assert!(csv.contains("\"share(left, all); left = s/left; all = s/all\""), "{csv}");
    assert!(site["facts/s/datapackage.json"].contains("\"derived\""));
    for source in ["sources/x/index.html", "sources/y/index.html"] {
        assert!(site[source].contains("Part that left"), "{source} lists what is computed from it");
    }
}

#[test]
fn a_series_over_a_series_is_a_series_over_the_dates_they_share() {
    let site = build(&[]);
    let twin: serde_json::Value = serde_json::from_str(&site["facts/s/rates/index.json"]).expect("JSON");
    let points = twin["series"].as_array().expect("points");
    let shown: Vec<(&str, &str)> = points
        .iter()
        .map(|point| (point["date"].as_str().expect("a date"), point["value"]["text"].as_str().expect("a text")))
        .collect();
    assert_eq!(shown, [("2021", "0.5"), ("2022", "0.25")]);
    assert!(site["facts/s/rates/index.html"].contains("2022: 15 ÷ 60 = 0.25"));
    assert!(site["facts/s/rates/chart.csv"].contains("2021"), "it is drawn as any series");
}

#[test]
fn a_changed_input_changes_what_is_computed_from_it_in_the_same_build() {
    let edits = [
        ("facts/s.yml", "value: 300", "value: nearly 600"),
        ("a.md", "[25](fact:s/part)", "[nearly 50](fact:s/part)"),
        ("facts/s.yml", "Of 1,200 companies", "Of all companies"),
    ];
    let site = build(&edits);
    let page = &site["facts/s/part/index.html"];
    assert!(page.contains("nearly 600 ÷ 1,200 × 100 = nearly 50%"), "{page}");
    assert!(page.contains("<p class=\"big\">nearly 50%</p>"), "{page}");
}
