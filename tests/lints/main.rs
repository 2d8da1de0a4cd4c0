//! Every rule: its documented examples, and tables of what fires and what does not.

mod figures;
mod reading;
mod rules;
mod stock;
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use factloom::check::lints::LINTS;

/// The site literals of a rule's documentation: (under "Example", under "Instead").
fn examples(doc: &str) -> (Vec<String>, Vec<String>) {
    let part = |heading: &str| {
        let start = doc.find(heading).map_or(doc.len(), |at| at + heading.len());
        let rest = &doc[start..];
        let end = rest.find("\n# ").unwrap_or(rest.len());
        let blocks = rest[..end].split("```site\n").skip(1);
        blocks.map(|block| block.split("```").next().unwrap_or("").to_owned()).collect::<Vec<_>>()
    };
    (part("# Example\n"), part("# Instead\n"))
}

#[test]
fn documented_examples_fire_and_their_remedies_do_not() {
    for lint in LINTS {
        let (fires, silent) = examples(lint.doc);
        if fires.is_empty() {
            assert_eq!(lint.name, "unreadable-file", "{} has no example", lint.name);
            continue;
        }
        for literal in fires {
            let found = support::findings_about(lint.name, &literal);
            assert!(found.iter().any(|line| line.contains(&format!(" {}: ", lint.name))), "{}: {found:?}", lint.name);
        }
        for literal in silent {
            let found = support::findings_about(lint.name, &literal);
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
