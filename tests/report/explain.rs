//! `factloom explain`, and the table of rules that is made from the same texts.

use std::path::Path;

use factloom::check::lints::LINTS;
use factloom::report::handbook;

use super::support::{put, run, site};

#[test]
fn a_rule_is_explained_with_the_level_it_has_here() {
    let folder = site("");
    let ran = run(folder.path(), &["explain", "uncited-figure"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.out.starts_with("uncited-figure (error)\n\nWhat it finds\n\nA number of two or more digits"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("\nInstead\n\n    -- content/a.md --\n"), "{}", ran.out);
    assert!(ran.out.lines().all(|line| line.starts_with("    ") || line.chars().count() <= 100), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'), "no colours where there is no terminal");
    put(folder.path(), "-- content/site.yml --\ntitle: T\nurl: https://example.org/\nrules: {uncited-figure: warn}\n");
    let ran = run(folder.path(), &["explain", "uncited-figure", "bad-id"]);
    assert!(ran.out.starts_with("uncited-figure (warn here, error by default)\n"), "{}", ran.out);
    assert!(ran.out.contains("\nbad-id (error)\n"), "{}", ran.out);
    let nowhere = tempfile::tempdir().expect("a folder");
    assert!(run(nowhere.path(), &["explain", "uncited-figure"]).out.starts_with("uncited-figure (error)\n"));
}

#[test]
fn all_rules_are_listed_or_explained() {
    let folder = site("");
    let table = run(folder.path(), &["explain"]).out;
    let all = run(folder.path(), &["explain", "--all"]).out;
    let list = run(folder.path(), &["explain", "--format", "json"]).json();
    let list = list.as_array().expect("a list");
    assert_eq!(list.len(), LINTS.len());
    for (lint, entry) in LINTS.iter().zip(list) {
        assert!(table.lines().any(|line| line.starts_with(&format!("{} ", lint.name))), "{table}");
        assert!(all.contains(&format!("{} (", lint.name)), "{}", lint.name);
        assert_eq!((&entry["name"], &entry["markdown"]), (&lint.name.into(), &lint.doc.into()));
        assert!(entry["finds"].as_str().is_some_and(|text| !text.is_empty()), "{entry:#}");
    }
    assert!(table.lines().all(|line| line.chars().count() <= 110), "{table}");
    let page = run(folder.path(), &["explain", "bad-id", "--format", "markdown"]).out;
    assert!(page.starts_with("# `bad-id`\n\nLevel: error.\n\n## What it finds\n"), "{page}");
}

#[test]
fn a_name_that_is_none_gets_a_suggestion() {
    let folder = site("");
    for (name, hint) in [
        ("uncited-figur", "did you mean `uncited-figure`?"),
        ("waiver", "there are bad-waiver, expired-waiver, unused-waiver"),
        ("xyz", "`factloom explain` lists all"),
    ] {
        let ran = run(folder.path(), &["explain", name]);
        assert!(ran.code == 2 && ran.err.contains(hint), "{name}: {}", ran.err);
    }
}

/// `UPDATE=1 cargo test --test report` writes the table anew.
#[test]
fn the_table_of_rules_is_that_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/check/lints/README.md");
    let table = handbook::table();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &table).expect("written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == table, "{} is old: `UPDATE=1 cargo test --test report` writes it", path.display());
}
