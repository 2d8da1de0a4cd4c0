//! `factloom init --ci`.

use std::fs;
use std::path::Path;

use super::support::{done, factloom, put, read};

const HOSTS: [(&str, &str); 3] = [
    ("github", ".github/workflows/factloom.yml"),
    ("gitlab", ".gitlab-ci.yml"),
    ("forgejo", ".forgejo/workflows/factloom.yml"),
];

/// Files below a folder, and their texts.
fn tree(folder: &Path) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => waiting.push(path),
                false => {
                    out.push((path.strip_prefix(folder).expect("below").to_string_lossy().into_owned(), read(&path)))
                }
            }
        }
    }
    out.sort();
    out
}

#[test]
fn a_new_site_has_its_workflow_and_one_that_is_there_gets_nothing_else() {
    for (host, path) in HOSTS {
        let folder = tempfile::tempdir().expect("a folder");
        let out = done(folder.path(), &["init", "new", "--ci", host]);
        assert!(out.contains(path) && out.contains("next:"), "{out}");
        assert!(folder.path().join("new/content/site.yml").is_file());
        let text = read(folder.path().join("new").join(path));
        assert!(!text.contains("{site}") && !text.contains("{git}") && text.contains("SITE: ."), "{text}");
        assert!(serde_yaml::from_str::<serde_yaml::Value>(&text).is_ok());

        done(folder.path(), &["init", "old"]);
        let old = folder.path().join("old");
        let before = tree(&old);
        let out = done(&old, &["init", "--ci", host]);
        assert!(out.contains(path) && !out.contains("next:"), "{out}");
        let added: Vec<String> = tree(&old).into_iter().filter(|file| !before.contains(file)).map(|(p, _)| p).collect();
        assert_eq!(added, [path]);
    }
}

#[test]
fn a_site_that_cannot_be_read_gets_its_workflow_too() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path().join("content/a.md"), "no settings beside it\n");
    done(folder.path(), &["init", ".", "--ci", "github"]);
    assert_eq!(tree(folder.path()).len(), 2, "the article and the workflow");
}

#[test]
fn what_is_there_stays_and_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    put(folder.path().join(".gitlab-ci.yml"), "mine: {}\n");
    let (code, out, err) = factloom(folder.path(), &["init", ".", "--ci", "gitlab"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains(".gitlab-ci.yml` is in the way") && err.contains("by hand"), "{err}");
    assert_eq!(tree(folder.path()), [(".gitlab-ci.yml".to_owned(), "mine: {}\n".to_owned())], "no site either");
    // A file where a folder is needed.
    put(folder.path().join(".github"), "");
    let (code, _, err) = factloom(folder.path(), &["init", ".", "--ci", "github"]);
    assert!(code == 2 && err.contains(".github` is in the way"), "{err}");
}

#[test]
fn a_workflow_stands_at_the_root_of_the_repository_and_names_the_folder_of_the_site() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(".git")).expect("made");
    let out = done(folder.path(), &["init", "docs/the site", "--ci", "github"]);
    assert!(out.contains("  .github/workflows/factloom.yml\n"), "{out}");
    let text = read(folder.path().join(".github/workflows/factloom.yml"));
    let workflow: serde_yaml::Value = serde_yaml::from_str(&text).expect("YAML");
    assert_eq!(workflow["env"]["SITE"], "docs/the site");
    let inside = folder.path().join("docs/the site");
    assert!(!inside.join(".github").exists());
    let out = done(&inside, &["init", "--ci", "gitlab"]);
    assert!(out.contains("../../.gitlab-ci.yml"), "{out}");
    // The same file from elsewhere.
    let (code, _, err) = factloom(folder.path(), &["init", "docs/the site", "--ci", "github"]);
    assert!(code == 2 && err.contains("`.github/workflows/factloom.yml` is in the way"), "{err}");
}

#[test]
fn where_there_is_no_site_none_is_made_unasked() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, _, err) = factloom(folder.path(), &["init", "--ci", "github"]);
    assert!(code == 2 && err.contains("factloom init . --ci"), "{err}");
    let (code, _, err) = factloom(folder.path(), &["init", ".", "--ci", "bitbucket"]);
    assert!(code == 2 && err.contains("github"), "{err}");
    assert_eq!(tree(folder.path()), []);
}
