//! A site in a repository with an origin, and a machine with a `cargo` that installs the built program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The built program.
pub const FACTLOOM: &str = env!("CARGO_BIN_EXE_factloom");

/// Runs the program: exit code, stdout, stderr.
pub fn factloom(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(FACTLOOM);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).env_remove("SOURCE_DATE_EPOCH");
    let output = command.output().expect("started");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("ended"), text(output.stdout), text(output.stderr))
}

/// Runs the program, which must succeed; its stdout.
pub fn done(folder: &Path, arguments: &[&str]) -> String {
    let (code, out, err) = factloom(folder, arguments);
    assert_eq!(code, 0, "{arguments:?}: {out}{err}");
    out
}

/// A file's text.
pub fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

/// Writes a file and its folders.
pub fn put(path: impl AsRef<Path>, text: &str) {
    let path = path.as_ref();
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// Runs git; its stdout.
pub fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "user.name=n", "-c", "user.email=n@example.org"]).args(arguments);
    let output = command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null").output();
    let output = output.expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

/// An origin with a site and its workflow on `main`, and a branch `edit` with a further article.
pub struct World {
    pub folder: tempfile::TempDir,
    /// The site's folder below the root of the repository.
    pub site: &'static str,
}

impl World {
    /// Makes one, for a host.
    pub fn new(host: &str, site: &'static str) -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let world = World { folder, site };
        let work = world.path("work");
        fs::create_dir(&work).expect("made");
        git(&work, &["init", "-q", "-b", "main"]);
        done(&work, &["init", site, "--title", "A site", "--ci", host]);
        git(&work, &["add", "-A"]);
        git(&work, &["commit", "-qm", "Start"]);
        git(world.folder.path(), &["clone", "-q", "--bare", "work", "origin.git"]);
        git(&world.path("origin.git"), &["config", "receive.advertisePushOptions", "true"]);
        git(&work, &["checkout", "-q", "-b", "edit"]);
        let text = "---\ntitle: More\nsummary: More of it.\ndate: 2026-11-24\ntopics: [rights]\n---\nSee [the declaration](declaration.md).\n";
        put(work.join(site).join("content/more.md"), text);
        git(&work, &["add", "-A"]);
        git(&work, &["commit", "-qm", "More"]);
        git(&work, &["push", "-q", world.path("origin.git").to_str().expect("UTF-8"), "edit"]);
        world.put_tools();
        world
    }

    /// A path in the world.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A clone of the origin at a branch, as a runner makes one.
    pub fn check_out(&self, name: &str, branch: &str) -> PathBuf {
        git(self.folder.path(), &["clone", "-q", "origin.git", name, "-b", branch]);
        self.path(name)
    }

    /// What the origin holds on `main`.
    pub fn on_main(&self, path: &str) -> Option<String> {
        let path = if self.site == "." { path.to_owned() } else { format!("{}/{path}", self.site) };
        let listed = git(&self.path("origin.git"), &["ls-tree", "-r", "--name-only", "main"]);
        listed
            .lines()
            .any(|line| line == path)
            .then(|| git(&self.path("origin.git"), &["show", &format!("main:{path}")]))
    }

    /// The commands that were given to the program so far, and to `cargo`.
    pub fn log(&self) -> Vec<String> {
        fs::read_to_string(self.path("log")).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Where `cargo install` finds the program's source.
    pub fn source(&self) -> String {
        self.path("origin.git").display().to_string()
    }

    /// Runs a script as hosts do, `bash -e` at the least; its stdout, or all it said if it failed.
    pub fn bash(
        &self,
        folder: &Path,
        flags: &[&str],
        script: &str,
        env: &BTreeMap<String, String>,
    ) -> Result<String, String> {
        let mut command = Command::new("bash");
        command.args(flags).args(["-c", script]).current_dir(folder).stdin(Stdio::null()).env_clear();
        let path = std::env::var("PATH").unwrap_or_default();
        let more = env.get("PATH_FIRST").map(|first| format!("{first}:")).unwrap_or_default();
        command.env("PATH", format!("{more}{}:{path}", self.path("tools").display()));
        command.env("HOME", self.path("home")).env("GIT_CONFIG_SYSTEM", "/dev/null").envs(env);
        let output = command.output().expect("bash runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match output.status.success() {
            true => Ok(text(&output.stdout)),
            false => Err(format!("{script}\n{}{}", text(&output.stdout), text(&output.stderr))),
        }
    }

    /// A `cargo` whose `install` puts the built program behind a script that notes what it is told. What asks the
    /// network goes no further: of `publish` and `verify` the arguments are read and no more, if the program has these
    /// commands; `links` asks nobody.
    fn put_tools(&self) {
        let log = self.path("log");
        let program = format!(
            "#!/bin/bash\necho \"factloom $*\" >> '{log}'\ncase $1 in\npublish)\n  sent=$(git config --get-urlmatch http.extraheader \"$GITHUB_SERVER_URL/me/site.git\")\n  echo \"git sends $sent\" >> '{log}'\n  ;;&\npublish|verify)\n  if '{FACTLOOM}' --help | grep -q \"^  $1 \"; then exec '{FACTLOOM}' \"$@\" --help; fi\n  exit 0 ;;\nlinks) exec '{FACTLOOM}' \"$@\" --offline ;;\nesac\nexec '{FACTLOOM}' \"$@\"\n",
            log = log.display()
        );
        put(self.path("program"), &program);
        let cargo = format!(
            "#!/bin/bash\nset -e\necho \"cargo $*\" >> '{log}'\nwhile [ $# -gt 0 ]; do\n  if [ \"$1\" = --root ]; then root=$2; fi\n  shift\ndone\nmkdir -p \"$root/bin\"\ncp '{program}' \"$root/bin/factloom\"\nchmod +x \"$root/bin/factloom\"\n",
            log = log.display(),
            program = self.path("program").display()
        );
        put(self.path("tools/cargo"), &cargo);
        put(self.path("tools/sleep"), "#!/bin/bash\n");
        fs::create_dir_all(self.path("home")).expect("made");
        for tool in ["cargo", "sleep"] {
            let status = Command::new("chmod").arg("+x").arg(self.path("tools").join(tool)).status();
            assert!(status.expect("chmod runs").success());
        }
    }
}
