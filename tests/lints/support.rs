//! A site as one literal, and its findings. Findings expected stand under the text they point at.

use factloom::base::diag::Level;
use factloom::build::{Options, analyse};
use factloom::load::Inputs;
use factloom::model::date::Date;
use factloom::report::machine::{level_word, place};

const CONFIG: &str = "title: T\nurl: https://example.org/\n";

/// Rules about the whole stock of a site, which have something to say of nearly every site as small as these
/// literals: each is heard only where a test is about it.
const OF_STOCK: &[&str] = &[
    "single-origin",
    "stale",
    "relayed-only",
    "unused-fact",
    "unused-source",
    "no-archive",
    "orphan",
    "contradiction",
];

/// Files of a literal: `-- path --` and the lines that follow.
fn files(literal: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for line in literal.split_inclusive('\n') {
        let header = line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --"));
        match (header, out.last_mut()) {
            (Some(path), _) => out.push((path.to_owned(), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => assert!(line.trim().is_empty(), "text before the first file: {line}"),
        }
    }
    if !out.iter().any(|(path, _)| path == "content/site.yml") {
        out.push(("content/site.yml".to_owned(), CONFIG.to_owned()));
    }
    out
}

fn run(files: Vec<(String, String)>, about: &str) -> Vec<(String, u32, u32, Level, String, String)> {
    let today = Date::parse("2026-11-24").expect("a date");
    let options = Options { base_url: None, drafts: false, today };
    let analysis = analyse(Inputs::of_texts(files), &options);
    let row = |finding: &factloom::check::report::Finding| {
        let (path, line, column) = place(&analysis.inputs, finding.diagnostic.at);
        let diagnostic = &finding.diagnostic;
        (path, line, column, finding.level, diagnostic.rule.to_owned(), diagnostic.message.clone())
    };
    let is_heard = |rule: &str| rule == about || !OF_STOCK.contains(&rule);
    analysis.report.findings.iter().map(row).filter(|(_, _, _, _, rule, _)| is_heard(rule)).collect()
}

/// "path:line:column level rule: message", in the order of the report; rules about the whole stock are not heard.
pub fn findings(literal: &str) -> Vec<String> {
    findings_about("", literal)
}

/// The same, one rule about the stock included.
pub fn findings_about(rule: &str, literal: &str) -> Vec<String> {
    let rows = run(files(literal), rule).into_iter();
    rows.map(|(path, line, column, level, rule, message)| {
        format!("{path}:{line}:{column} {} {rule}: {message}", level_word(level))
    })
    .collect()
}

/// Checks a literal whose expectations are lines `   ^^^^ level rule: beginning of the message` under the text
/// they point at. Columns count characters. Any finding or expectation left over fails.
pub fn check(literal: &str) {
    check_about("", literal);
}

/// The same, one rule about the whole stock included.
pub fn check_about(about: &str, literal: &str) {
    let mut expected = Vec::new();
    let mut clean = Vec::new();
    for (path, text) in files(literal) {
        let mut lines: Vec<&str> = Vec::new();
        for line in text.lines() {
            let trimmed = line.trim_start_matches([' ', '\u{3000}']);
            match trimmed.starts_with("^") {
                true => {
                    let column = line.chars().count() - trimmed.chars().count() + 1;
                    let words = trimmed.trim_start_matches('^').trim();
                    expected.push(format!("{path}:{}:{column} {words}", lines.len()));
                }
                false => lines.push(line),
            }
        }
        clean.push((path, format!("{}\n", lines.join("\n"))));
    }
    let rows = run(clean, about).into_iter();
    let mut found: Vec<String> = rows
        .map(|(path, line, column, level, rule, message)| {
            format!("{path}:{line}:{column} {} {rule}: {message}", level_word(level))
        })
        .collect();
    expected.retain(|want| match found.iter().position(|line| line.starts_with(want.as_str())) {
        Some(index) => {
            found.remove(index);
            false
        }
        None => true,
    });
    assert!(
        expected.is_empty() && found.is_empty(),
        "not found:\n  {}\nnot expected:\n  {}",
        expected.join("\n  "),
        found.join("\n  ")
    );
}
