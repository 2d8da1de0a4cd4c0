//! The real YAML language server, driven by `server.test.mjs` on the content of this repository and on a new site.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::real::files;

fn factloom(arguments: &[&str], root: &Path) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_factloom")).args(arguments).current_dir(root).output();
    let run = run.expect("the binary starts");
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).expect("UTF-8")
}

#[test]
fn the_yaml_language_server_completes_explains_and_checks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema");
    let set_up = "run `.ci/setup` first: it installs Node.js and the packages of tests/schema";
    assert!(folder.join("node_modules/yaml-language-server").is_dir(), "{set_up}");
    // The globs of the server's settings match no path with a hidden folder in it.
    let scratch = tempfile::Builder::new().prefix("factloom-").tempdir().expect("a folder");
    let (root, starter) = (scratch.path().join("site"), scratch.path().join("starter"));
    let mut paths: Vec<PathBuf> = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &mut paths);
    for path in paths {
        let to = root.join(path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("below the repository"));
        fs::create_dir_all(to.parent().expect("a folder")).expect("made");
        fs::copy(&path, to).expect("copied");
    }
    let said = factloom(&["schema", "--write"], &root);
    factloom(&["init", "starter"], scratch.path());
    let run = Command::new("node")
        .args(["--test", "--test-reporter=spec", "server.test.mjs"])
        .current_dir(&folder)
        .env("FACTLOOM_ROOT", &root)
        .env("FACTLOOM_STARTER", &starter)
        .env("FACTLOOM_SCHEMAS", said)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("node does not start ({error}); {set_up}"));
    let said = String::from_utf8_lossy(&run.stdout);
    let failed: Vec<&str> = said.lines().skip_while(|line| !line.contains("failing tests")).collect();
    assert!(run.status.success(), "{}\n{}", failed.join("\n"), String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("pass 5"), "tests ran: {said}");
}
