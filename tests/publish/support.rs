//! A built site, a target, and the binary: what every test of a host begins with.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

/// Runs the binary on a site.
pub fn factloom(root: &Path, arguments: &[&str], env: &[(&str, &str)]) -> Output {
    command(root, arguments, env).output().expect("the binary starts")
}

/// The same, not yet started.
pub fn command(root: &Path, arguments: &[&str], env: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
    command.args(arguments).current_dir(root).env_remove("AWS_PROFILE").env("HOME", root).env("USER", "tester");
    command.envs(env.iter().copied());
    command
}

/// What a run said, both streams.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A run that must succeed; what it said.
pub fn good(output: &Output) -> String {
    let said = said(output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    said
}

/// A new site, built, whose `site.yml` ends in `targets`. Built once and copied.
pub fn site(targets: &str) -> TempDir {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        good(&factloom(folder.path(), &["init", "."], &[]));
        good(&factloom(folder.path(), &["build", "--date", "2026-11-24"], &[]));
        folder
    });
    let folder = tempfile::tempdir().expect("a folder");
    copy(built.path(), folder.path());
    let path = folder.path().join("content/site.yml");
    let text = fs::read_to_string(&path).expect("there");
    fs::write(path, format!("{text}publish:\n{targets}")).expect("written");
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).expect("made");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Changes the article and builds again.
pub fn edit(root: &Path, words: &str) {
    let path = articles(root).remove(0);
    let text = fs::read_to_string(&path).expect("there");
    fs::write(&path, format!("{text}\n{words}\n")).expect("written");
    good(&factloom(root, &["build", "--date", "2026-11-24"], &[]));
}

fn articles(root: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(root.join("content")).expect("there").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.extension().is_some_and(|it| it == "md")).collect()
}

/// All files of the built site, by path, as bytes; the build's own manifest is not published.
pub fn built(root: &Path) -> BTreeMap<String, Vec<u8>> {
    files(&root.join("public")).into_iter().filter(|(path, _)| path != ".factloom-manifest.json").collect()
}

/// All files below a folder.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let below = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                out.insert(below, fs::read(&path).expect("there"));
            }
        }
    }
    out
}

/// Two sets of files are the same; what differs is named, not printed.
pub fn same(there: &BTreeMap<String, Vec<u8>>, wanted: &BTreeMap<String, Vec<u8>>) {
    let mut paths: Vec<&String> = there.keys().chain(wanted.keys()).collect();
    paths.sort();
    paths.dedup();
    paths.retain(|path| there.get(*path) != wanted.get(*path));
    let told: Vec<String> = paths
        .iter()
        .map(|path| {
            format!("{path}: {:?} there, {:?} wanted", there.get(*path).map(Vec::len), wanted.get(*path).map(Vec::len))
        })
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}
