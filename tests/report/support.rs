//! A site in a folder, and the tool run in it.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What came of a run.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Stdout as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }
}

/// Writes files of a literal, `-- path --` and the lines that follow, below a folder.
pub fn put(root: &Path, literal: &str) {
    let mut path = None;
    let mut text = String::new();
    let write = |path: &Option<String>, text: &str| {
        let Some(path) = path else { return };
        let full = root.join(path);
        fs::create_dir_all(full.parent().expect("a folder")).expect("made");
        fs::write(full, text).expect("written");
    };
    for line in literal.split_inclusive('\n') {
        match line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            Some(next) => {
                write(&path, &text);
                path = Some(next.to_owned());
                text.clear();
            }
            None => text.push_str(line),
        }
    }
    write(&path, &text);
}

/// A folder with a site.
pub fn site(literal: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    put(
        folder.path(),
        "-- content/site.yml --\ntitle: T\nurl: https://example.org/\nrules: {orphan: off, stale: off, single-origin: off, unused-fact: off, unused-source: off}\n",
    );
    put(folder.path(), literal);
    folder
}

/// Runs the tool in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
    command.current_dir(folder).args(arguments).env("SOURCE_DATE_EPOCH", "1795478400");
    let output = command.output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}
