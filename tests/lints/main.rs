//! Every rule: its documented examples, and tables of what fires and what does not.

mod derived;
mod figures;
mod linear;
mod reading;
mod rules;
mod stock;
mod support;
mod waivers;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use factloom::check::doc;
use factloom::check::lints::LINTS;

#[test]
fn documented_examples_fire_and_their_remedies_do_not() {
    for lint in LINTS {
        let [fires, silent] = ["Example", "Instead"].map(|heading| doc::sites(lint.doc, heading));
        if fires.is_empty() {
            assert_eq!(lint.name, "unreadable-file", "{} has no example", lint.name);
            continue;
        }
        for literal in fires {
            let found = support::findings_about(lint.name, literal);
            assert!(found.iter().any(|line| line.contains(&format!(" {}: ", lint.name))), "{}: {found:?}", lint.name);
        }
        for literal in silent {
            let found = support::findings_about(lint.name, literal);
            assert_eq!(found, Vec::<String>::new(), "the remedy of {}", lint.name);
        }
    }
}

#[test]
fn every_rule_is_documented_under_the_four_headings() {
    for lint in LINTS {
        assert!(lint.doc.starts_with("# What it finds\n"), "{}", lint.name);
        assert!(lint.doc.contains("\n# Why it matters\n"), "{}", lint.name);
    }
    let names: BTreeSet<&str> = LINTS.iter().map(|lint| lint.name).collect();
    assert_eq!(names.len(), LINTS.len(), "a name stands twice");
}

/// Names of rules given to `Diagnostic::new` and `cx.report` anywhere in the sources.
fn reported(folder: &Path, out: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            reported(&path, out);
        } else {
            let text = fs::read_to_string(&path).expect("UTF-8");
            for marker in ["Diagnostic::new(\"", "report(\"", ".report(\n            \"", "rule: \""] {
                for part in text.split(marker).skip(1) {
                    out.insert(part.split('"').next().unwrap_or("").to_owned());
                }
            }
        }
    }
}

#[test]
fn every_rule_that_is_reported_is_in_the_table() {
    let mut names = BTreeSet::new();
    reported(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut names);
    let known: BTreeSet<String> = LINTS.iter().map(|lint| lint.name.to_owned()).collect();
    let missing: Vec<&String> = names.difference(&known).collect();
    assert_eq!(missing, Vec::<&String>::new());
    assert!(names.len() > 15, "the scan finds the rules: {names:?}");
}
