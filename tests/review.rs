//! `factloom review`: the list in its order, and marks that touch the bytes they must.

use std::fs;
use std::path::Path;
use std::process::Command;

const SITE: &[(&str, &str)] = &[
    ("site.yml", "title: T\nurl: https://example.org/\nrules: {uncited-figure: warn}\n"),
    (
        "entities/e.yml",
        "e: {name: Echo, kind: company}\nf: {name: Foxtrot, kind: company}\np: {name: The Post, kind: newspaper}\n",
    ),
    (
        "sources/s.yml",
        "post: {type: newspaper, title: P, publisher: p, date: 2026}\nown: {type: web, title: O, publisher: f, date: 2026-03}\nidle: {type: web, title: I, publisher: p}\n",
    ),
    (
        "facts/a.yml",
        "title: A\nsummary: A.\ntopics: []\nfacts:\n  late: {kind: statistic, claim: ___ left., value: 7, as_of: 2024, by: e, evidence: post}\n  later:\n    kind: statistic\n    claim: ___ came. # c\n    value: 8\n    as_of: 2023-05-01\n    by: e\n    evidence: post\n    # why\n    note: N\n",
    ),
    (
        "facts/b.yml",
        "title: B\nsummary: B.\ntopics: []\nfacts:\n  split:\n    kind: statistic\n    claim: ___ stayed.\n    values:\n      x: {value: 10, as_of: 2026, by: e, evidence: own}\n      y: {value: 20, as_of: 2026, by: f, evidence: own}\n  lone: {kind: statistic, claim: ___ saw it., value: 9, as_of: 2026, by: f, evidence: own}\n  told: {kind: statement, claim: They knew., when: 2026-02, by: f, evidence: post}\n  quiet: {kind: event, claim: It rained., when: 2026, by: p, evidence: post}\n  gone: {kind: event, claim: It shone., when: 2020, by: p, evidence: post, retired: {date: 2026-01-01, why: wrong}}\n",
    ),
    (
        "a.md",
        "---\ntitle: A\nsummary: B\ndate: 2026\ntopics: []\npoints: [\"By Foxtrot [9](fact:b/lone) saw it.\"]\n---\n[7](fact:a/late), [8](fact:a/later) and [10 to 20](fact:b/split); [they](fact:b/told).\n\nThere were 4,321 of them.\n",
    ),
];

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in SITE {
        put(folder.path(), path, text);
    }
    folder
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join("content").join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join("content").join(path)).expect("there")
}

/// Exit code, stdout, stderr.
fn review(root: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_factloom"))
        .args(["review", "--date", "2026-11-24", "--root"])
        .arg(root)
        .args(arguments)
        .output()
        .expect("started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&root.display().to_string(), "ROOT");
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_list_is_worst_first_each_entry_once_with_all_its_reasons() {
    let folder = site();
    let (code, out, _) = review(folder.path(), &["--format", "short"]);
    assert_eq!(code, 0);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(
        lines,
        [
            "ROOT/content/facts/a.yml:6:3: overdue: a/later: due since 2024-05-01",
            "ROOT/content/facts/a.yml:5:3: overdue: a/late: due since 2025-12-31",
            "ROOT/content/facts/b.yml:5:3: disputed: b/split: its answers 10 – 20 cannot all be right",
            "ROOT/content/facts/b.yml:11:3: single-origin-in-brief: b/lone: one origin: Foxtrot; in brief of a.md",
            "ROOT/content/facts/b.yml:12:3: relayed-original-findable: b/told: read in The Post; of Foxtrot's own there is own",
            "ROOT/content/a.md:10:12: uncited: a: no source in reach of the figure “4,321” [uncited-figure]",
            "ROOT/content/facts/b.yml:13:3: unused: b/quiet: no sentence binds it and no block names it",
            "ROOT/content/sources/s.yml:3:1: unused: idle: no fact rests on it and no sentence cites it",
        ]
    );
}

#[test]
fn people_see_groups_with_counts_a_limit_and_the_way_on() {
    let folder = site();
    let (_, out, _) = review(folder.path(), &["--limit", "1"]);
    assert!(
        out.starts_with(
            "Review overdue (2)\n  ROOT/content/facts/a.yml:6:3: a/later: due since 2024-05-01\n  … and 1 more"
        ),
        "{out}"
    );
    assert!(out.contains("\nUnused (2)\n"), "{out}");
    assert!(!out.contains("Dead links"), "nobody has asked yet: {out}");
    assert!(out.contains("8 entries wait, of 7 facts and 3 sources\n"), "{out}");
    assert!(out.contains("$EDITOR +6 ROOT/content/facts/a.yml\n"), "{out}");
    assert!(out.contains("--mark a/later\n"), "{out}");
    let (_, json, _) = review(folder.path(), &["--format", "json", "--limit", "1"]);
    let document: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&document["version"], &document["count"]), (&1.into(), &8.into()));
    assert_eq!(document["groups"][0]["count"], 2);
    let first = &document["groups"][0]["entries"][0];
    assert_eq!((first["path"].as_str(), first["line"].as_u64()), (Some("content/facts/a.yml"), Some(6)));
    assert_eq!(document["groups"][0]["entries"].as_array().map(Vec::len), Some(1));
}

#[test]
fn marked_facts_leave_the_list_and_their_sheets_keep_every_other_byte() {
    let folder = site();
    let (before_a, before_b) = (read(folder.path(), "facts/a.yml"), read(folder.path(), "facts/b.yml"));
    let marks = ["--mark", "a/later", "b/lone", "a/late"];
    let (code, diff, _) = review(folder.path(), &[&marks[..], &["--dry-run"]].concat());
    assert_eq!((code, read(folder.path(), "facts/a.yml")), (0, before_a.clone()), "a dry run writes nothing");
    assert!(diff.starts_with("--- a/content/facts/a.yml\n+++ b/content/facts/a.yml\n@@"), "{diff}");
    assert!(diff.contains("\n     evidence: post\n+    checked: 2026-11-24\n     # why\n"), "{diff}");

    let (code, out, _) = review(folder.path(), &marks);
    assert_eq!(
        (code, out.as_str()),
        (0, "set checked: 2026-11-24 of 3 facts in content/facts/a.yml, content/facts/b.yml\n")
    );
    let after = before_a
        .replace("evidence: post}", "evidence: post, checked: 2026-11-24}")
        .replace("    # why\n", "    checked: 2026-11-24\n    # why\n");
    assert_eq!(read(folder.path(), "facts/a.yml"), after);
    let lone = "as_of: 2026, by: f, evidence: own";
    let after = before_b.replacen(&format!("{lone}}}\n  told"), &format!("{lone}, checked: 2026-11-24}}\n  told"), 1);
    assert_eq!(read(folder.path(), "facts/b.yml"), after);
    let (_, out, _) = review(folder.path(), &["--format", "short"]);
    assert!(!out.contains("overdue"), "{out}");
    let (code, out, _) = review(folder.path(), &marks);
    assert_eq!((code, out.as_str()), (0, "checked: 2026-11-24 stands there already\n"));
}

#[test]
fn one_unknown_id_and_nothing_is_changed() {
    let folder = site();
    let before = read(folder.path(), "facts/a.yml");
    let (code, out, err) = review(folder.path(), &["--mark", "a/late", "a/latre", "split", "zzzzzz"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("there is no fact `a/latre`; did you mean `a/late`?"), "{err}");
    assert!(err.contains("there is no fact `split`; did you mean `b/split`?"), "{err}");
    assert!(err.contains("there is no fact `zzzzzz`; ids are written `sheet/key`"), "{err}");
    assert!(err.ends_with("nothing was changed\n"), "{err}");
    assert_eq!(read(folder.path(), "facts/a.yml"), before);
}

#[test]
fn a_fact_behind_an_anchor_is_refused_with_its_place() {
    let folder = site();
    put(
        folder.path(),
        "facts/c.yml",
        "title: C\nsummary: C.\ntopics: []\nfacts:\n  x: &x {kind: event, claim: It was., when: 2026, evidence: post}\n  y: *x\n",
    );
    let (code, _, err) = review(folder.path(), &["--mark", "c/y", "a/late"]);
    assert_eq!(code, 2);
    assert!(err.contains("content/facts/c.yml:6:3: `y` cannot be marked: it shares text"), "{err}");
    assert!(!read(folder.path(), "facts/a.yml").contains("checked"));
}
