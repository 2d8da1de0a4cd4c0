//! `check --changed` in repositories of git.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::support::{put, run, site};

const HEAD: &str = "---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\n---\n";

/// A site with an old error in one article, and another that binds a fact.
fn start() -> String {
    format!(
        "-- content/old.md --\n{HEAD}There were 1,234 people.
-- content/uses.md --\n{HEAD}There were [1,000](fact:s/f) of them.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {{kind: statistic, claim: ___ left., value: 1000, as_of: 2022, by: e, evidence: x}}
-- content/sources/x.yml --
x: {{type: web, title: X, publisher: e}}
-- content/entities/e.yml --
e: {{name: E, kind: company}}
"
    )
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args([
        "-c",
        "user.name=n",
        "-c",
        "user.email=n@example.org",
        "-c",
        "init.defaultBranch=main",
    ]);
    command.args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let output = command.output().expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit(folder: &Path) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-qm", "x"]);
}

/// A repository with the site below `below`.
fn repository(below: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    git(folder.path(), &["init", "-q"]);
    put(
        &folder.path().join(below),
        "-- content/site.yml --\ntitle: T\nurl: https://example.org/\nrules: {orphan: off, stale: off, single-origin: off, unused-fact: off, unused-source: off}\n",
    );
    put(&folder.path().join(below), &start());
    commit(folder.path());
    folder
}

/// Rules and paths that a run shows, and its exit code.
fn shown(folder: &Path, more: &[&str]) -> (Vec<String>, i32) {
    let ran = run(folder, &[&["check", "--format", "json"], more].concat());
    let document = ran.json();
    let findings = document["findings"].as_array().expect("a list").iter();
    let row = |finding: &serde_json::Value| format!("{} {}", finding["rule"], finding["at"]["path"]).replace('"', "");
    (findings.map(row).collect(), ran.code)
}

#[test]
fn only_what_the_changes_bring_about_is_shown() {
    let folder = repository("");
    let root = folder.path();
    assert_eq!(shown(root, &[]), (vec!["uncited-figure content/old.md".to_owned()], 1));
    assert_eq!(shown(root, &["--changed"]), (vec![], 0), "nothing has changed");
    // Another article, not yet known to git, with a name that git quotes.
    put(root, "-- content/entities/né w.yml --\nq: {name: Q, kind: company, rolle: R}\n");
    assert_eq!(shown(root, &["--changed"]), (vec!["unknown-key content/entities/né w.yml".to_owned()], 1));
    git(root, &["add", "-A"]);
    assert_eq!(shown(root, &["--changed"]).1, 1, "staged");
    fs::remove_file(root.join("content/entities/né w.yml")).expect("removed");
    // A changed sheet, and the article that it makes wrong.
    put(root, &start().replace("value: 1000", "value: 2000"));
    assert_eq!(shown(root, &["--changed"]), (vec!["figure-mismatch content/uses.md".to_owned()], 1));
    // A fact that is gone leaves no place to point into; it is found all the same.
    put(root, &start().replace("  f: {", "  g: {"));
    assert_eq!(shown(root, &["--changed"]), (vec!["unknown-fact content/uses.md".to_owned()], 1));
    fs::remove_file(root.join("content/facts/s.yml")).expect("removed");
    assert_eq!(shown(root, &["--changed"]), (vec!["unknown-fact content/uses.md".to_owned()], 1));
    // An old finding in a changed file is the writer's to mend.
    put(root, &start().replace("There were 1,234", "In all there were 1,234"));
    assert_eq!(shown(root, &["--changed"]), (vec!["uncited-figure content/old.md".to_owned()], 1));
    let human = run(root, &["check", "--changed"]);
    assert!(human.out.contains("1 error  uncited-figure"), "{}", human.out);
}

#[test]
fn a_file_under_another_name_is_a_changed_one() {
    let folder = repository("");
    git(folder.path(), &["mv", "content/old.md", "content/other.md"]);
    assert_eq!(shown(folder.path(), &["--changed"]), (vec!["uncited-figure content/other.md".to_owned()], 1));
}

#[test]
fn a_site_in_a_folder_of_the_repository_is_found() {
    let folder = repository("docs/my site");
    let root = "docs/my site";
    assert_eq!(shown(folder.path(), &["--root", root, "--changed"]), (vec![], 0));
    put(folder.path(), "-- elsewhere.txt --\nx\n");
    let text = start().replace("value: 1000", "value: 2000");
    put(&folder.path().join(root), &text);
    let want = (vec!["figure-mismatch content/uses.md".to_owned()], 1);
    assert_eq!(shown(folder.path(), &["--root", root, "--changed"]), want);
    assert_eq!(shown(&folder.path().join(root), &["--changed"]), want);
}

/// As a hook of `git commit -a` in a worktree is started.
#[test]
fn a_hook_sees_the_same_as_its_writer() {
    let folder = repository("docs/site");
    let tree = tempfile::tempdir().expect("a folder");
    let tree = tree.path().join("tree");
    git(folder.path(), &["worktree", "add", "-q", tree.to_str().expect("UTF-8")]);
    put(&tree.join("docs/site"), &start().replace("value: 1000", "value: 2000"));
    let own = folder.path().join(".git/worktrees/tree");
    let hook = format!(
        "#!/bin/sh\nexec {} check --root docs/site --changed --format short --date 2026-11-24 > found\n",
        env!("CARGO_BIN_EXE_factloom")
    );
    let path = folder.path().join(".git/hooks/pre-commit");
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(&path, hook).expect("written");
    fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("set");
    let mut commit = Command::new("git");
    commit.current_dir(tree.join("docs/site")).args(["-c", "user.name=n", "-c", "user.email=n@example.org"]);
    let output = commit.args(["commit", "-qam", "x"]).output().expect("git runs");
    assert!(own.is_dir() && !output.status.success(), "the hook stops the commit");
    let found = fs::read_to_string(tree.join("found")).expect("written");
    assert!(found.lines().count() == 1 && found.starts_with("content/uses.md:"), "{found}");
}

#[test]
fn a_branch_is_compared_with_where_it_left() {
    let folder = repository("");
    let root = folder.path();
    git(root, &["checkout", "-qb", "topic"]);
    put(root, &start().replace("value: 1000", "value: 2000"));
    commit(root);
    git(root, &["checkout", "-q", "main"]);
    put(root, &start().replace("There were 1,234", "In all there were 1,234"));
    commit(root);
    git(root, &["checkout", "-q", "topic"]);
    assert_eq!(shown(root, &["--changed"]), (vec![], 0), "nothing since the last commit");
    let want = (vec!["figure-mismatch content/uses.md".to_owned()], 1);
    assert_eq!(shown(root, &["--changed=main"]), want, "what main did meanwhile is none of ours");
}

#[test]
fn before_the_first_commit_all_is_new() {
    let folder = site(&start());
    git(folder.path(), &["init", "-q"]);
    assert_eq!(shown(folder.path(), &["--changed"]), (vec!["uncited-figure content/old.md".to_owned()], 1));
}

#[test]
fn what_git_cannot_answer_is_said() {
    let folder = site(&start());
    let ran = run(folder.path(), &["check", "--changed"]);
    assert!(ran.code == 2 && ran.err.contains("which knows no repository around `.`"), "{}", ran.err);
    git(folder.path(), &["init", "-q"]);
    commit(folder.path());
    for revision in ["nowhere", "-x", "HEAD..main", ""] {
        let ran = run(folder.path(), &["check", &format!("--changed={revision}")]);
        assert!(ran.code == 2 && ran.err.contains("git knows no revision"), "{revision}: {}", ran.err);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
    let output = command.current_dir(folder.path()).args(["check", "--changed"]).env("PATH", "/nowhere").output();
    let output = output.expect("it runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && err.contains("cannot be started"), "{err}");
}
