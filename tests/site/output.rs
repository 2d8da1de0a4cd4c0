//! Runs the binary and reads what it wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a run printed.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A written site: path to bytes, the manifest left out.
pub struct Output {
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Output {
    pub fn read(folder: &Path) -> Output {
        let mut files = BTreeMap::new();
        collect(folder, folder, &mut files);
        Output { files }
    }

    pub fn paths(&self) -> Vec<&String> {
        self.files.keys().collect()
    }

    pub fn text(&self, path: &str) -> String {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("there is no {path}"));
        String::from_utf8(bytes.clone()).expect("UTF-8")
    }
}

fn collect(root: &Path, folder: &Path, out: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, out);
        } else {
            let name = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
            out.insert(name, fs::read(&path).expect("readable"));
        }
    }
}

/// The repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `factloom` with `--root`.
pub fn run(site: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
    command.arg(arguments[0]).arg("--root").arg(site).args(&arguments[1..]).env_remove("SOURCE_DATE_EPOCH");
    for (name, value) in variables {
        command.env(name, value);
    }
    let output = command.output().expect("the binary starts");
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Builds a site into a new folder below `folder` and reads it.
pub fn build(site: &Path, folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let output = folder.join("public");
    let output_text = output.to_string_lossy().into_owned();
    let mut all = vec!["build", "--output-dir", &output_text];
    all.extend(arguments);
    let run = run(site, &all, variables);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    Output::read(&output)
}

/// Copies the parts of a site that a build reads.
pub fn copy_site(from: &Path, to: &Path) {
    for folder in ["content", "static", "templates"] {
        copy(&from.join(folder), &to.join(folder));
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("readable") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => {
                fs::copy(entry.path(), target).expect("copied");
            }
        }
    }
}
