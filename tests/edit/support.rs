//! Sites as literals, analysed in memory or written to a folder for the binary.

use std::path::Path;
use std::process::{Command, Output};

use factloom::build::{Analysis, Options, analyse};
use factloom::load::Inputs;
use factloom::model::date::Date;
use factloom::report::short;

/// Rules that look at a site's whole stock have something to say of every site as small as these.
pub const QUIET: &str = "rules: {single-origin: off, stale: off, relayed-only: off, unused-fact: off, unused-source: off, no-archive: off, orphan: off, translation-missing: off}\n";

/// Files of a literal: `-- path --` and the lines that follow.
pub fn files(literal: &str) -> Vec<(String, String)> {
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
        out.push(("content/site.yml".to_owned(), format!("title: T\nurl: https://example.org/\n{QUIET}")));
    }
    out
}

/// The inputs of a literal.
pub fn inputs(literal: &str) -> Inputs {
    Inputs::of_texts(files(literal))
}

/// Options of every test: drafts are left out, as a build does.
pub fn options() -> Options {
    Options { base_url: None, drafts: false, today: Date::parse("2026-11-24").expect("a date") }
}

/// A literal, checked.
pub fn analysis(literal: &str) -> Analysis {
    analyse(inputs(literal), &options())
}

/// All findings, a line each.
pub fn findings(analysis: &Analysis) -> String {
    short::short(&analysis.inputs, &analysis.report)
}

/// The text of a file.
pub fn text<'a>(inputs: &'a Inputs, path: &str) -> &'a str {
    let file = inputs.file(path).unwrap_or_else(|| panic!("{path} is not there"));
    inputs.text(file)
}

/// A literal written to a folder that goes with its handle.
pub fn folder(literal: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files(literal) {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }
    folder
}

/// Runs the binary in a folder: its exit code, stdout and stderr.
pub fn factloom(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
    command.args(arguments).args(["--date", "2026-11-24"]).current_dir(folder).stdin(std::process::Stdio::null());
    let Output { status, stdout, stderr } = command.output().expect("started");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("not killed"), text(stdout), text(stderr))
}

/// The text of a file of a folder.
pub fn read(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
