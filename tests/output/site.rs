//! A site of any size, its builds, and what they wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Two states of the same site that differ on every page.
#[derive(Clone, Copy)]
pub enum Version {
    One,
    Two,
}

pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Writes a site of `count` articles.
pub fn make(folder: &Path, count: usize, version: Version) {
    let content = folder.join("content");
    // The output must not be touched here; only the content is made anew.
    let _ = fs::remove_dir_all(&content);
    for part in ["facts", "sources", "entities"] {
        fs::create_dir_all(content.join(part)).expect("made");
    }
    let title = match version {
        Version::One => "One",
        Version::Two => "Two",
    };
    let put = |path: &str, text: &str| fs::write(content.join(path), text).expect("written");
    put("site.yml", &format!("title: {title}\nurl: https://example.org/\noutputs: {{cards: false}}\n"));
    put(
        "facts/s.yml",
        "title: S\nsummary: S.\ntopics: []\nfacts:\n  count: {kind: statistic, claim: ___ sanctions., value: '10,128', as_of: 2022, by: e, evidence: x}\n",
    );
    put("sources/x.yml", "x: {type: web, title: X, publisher: e}\n");
    put("entities/e.yml", "e: {name: Echo, kind: company}\n");
    for number in 0..count {
        let body = "Words that fill a page. ".repeat(40);
        put(
            &format!("a{number}.md"),
            &format!(
                "---\ntitle: A{number}\nsummary: {title}\ndate: 2022\ntopics: []\n---\n[10,128](fact:s/count) of them. {body}\n"
            ),
        );
    }
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
    command.args(["build", "--date", "2026-11-24", "--root"]).arg(folder).args(arguments);
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = command(folder, arguments).output().expect("started");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Builds, and expects no error.
pub fn build(folder: &Path) {
    let run = run(folder, &[]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

/// A build that runs on its own.
pub fn child(folder: &Path) -> Child {
    command(folder, &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
}

/// All files of the output.
pub fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    collect(&folder.join("public"), "", &mut out);
    out
}

fn collect(folder: &Path, prefix: &str, out: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("readable") {
        let entry = entry.expect("an entry");
        let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => collect(&entry.path(), &name, out),
            false => drop(out.insert(name, fs::read(entry.path()).expect("readable"))),
        }
    }
}
