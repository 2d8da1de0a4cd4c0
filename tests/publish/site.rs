//! A site with one target, in two versions and in as many as are asked for, and the commands that publish it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use factloom::base::hash::Hash;
use factloom::base::text::FileId;
use factloom::load::Input;
use factloom::model::target::Target;
use factloom::parse::{Item, parse};
use factloom::publish::host::{Here, Host, open};

/// The day on which all is built.
pub const DATE: &str = "2026-11-24";

/// Bytes by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What a command did.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Both streams.
    pub fn said(&self) -> String {
        format!("{}{}", self.out, self.err)
    }

    /// It must have succeeded.
    pub fn done(self) -> Run {
        assert_eq!(self.code, 0, "{}", self.said());
        self
    }

    /// It must have failed with that code, and said these words, a remedy among them.
    pub fn fails(self, code: i32, words: &str) -> Run {
        let said = self.said();
        assert_eq!(self.code, code, "{said}");
        assert!(said.contains(words), "`{words}` is not in\n{said}");
        assert!(said.contains("help: "), "{said}");
        self
    }
}

fn factloom() -> Command {
    Command::new(env!("CARGO_BIN_EXE_factloom"))
}

/// The starter's site built twice: `one`, and `two` with a page more, a page less and a page changed. Built once.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        // Kept for all tests; the system clears it away.
        let folder = tempfile::tempdir().expect("a folder").keep();
        let quiet = |command: &mut Command| {
            let output = command.output().expect("started");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        };
        let site = folder.join("site");
        quiet(factloom().arg("init").arg(&site));
        let page = |name: &str, text: &str| {
            let head = "summary: S\ndate: 2026-01-01\ntopics: [rights]\nstatus: published";
            let path = site.join(format!("content/{name}.md"));
            fs::write(path, format!("---\ntitle: The {name} page\n{head}\n---\n{text}\n")).expect("written");
        };
        let build = |version: &str| {
            let output = folder.join(version);
            let mut command = factloom();
            quiet(command.args(["build", "--date", DATE, "--root"]).arg(&site).arg("--output-dir").arg(output));
        };
        page("gone", "It goes.");
        page("same", "As it was.");
        build("one");
        fs::remove_file(site.join("content/gone.md")).expect("removed");
        page("new", "It comes.");
        page("same", "Not as it was.");
        build("two");
        folder
    })
}

/// A site that can be published, in a folder of its own.
pub struct Site {
    pub folder: tempfile::TempDir,
    pub env: Vec<(String, String)>,
}

impl Site {
    /// With one target, `live`: its keys in braces.
    pub fn new(target: &str) -> Site {
        Site::with(target, &[])
    }

    /// The same for commands that find more in their environment.
    pub fn with(target: &str, env: &[(&str, &str)]) -> Site {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let site = Site { folder: tempfile::tempdir().expect("a folder"), env };
        copy(&built().join("site"), site.folder.path());
        fs::create_dir_all(site.path("home")).expect("made");
        site.retarget(target);
        site.version("one");
        site
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Another target in the place of the one there was.
    pub fn retarget(&self, target: &str) {
        let path = self.path("content/site.yml");
        let text = fs::read_to_string(&path).expect("readable");
        let settings = text.split("publish:\n").next().expect("a first part");
        fs::write(path, format!("{settings}publish:\n  live: {target}\n")).expect("written");
    }

    /// Has a version of the site built.
    pub fn version(&self, version: &str) {
        let _ = fs::remove_dir_all(self.path("public"));
        copy(&built().join(version), &self.path("public"));
    }

    /// Writes a file of the sources.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// Adds words to an article, and builds.
    pub fn edit(&self, words: &str) {
        let path = self.path("content/declaration.md");
        let text = fs::read_to_string(&path).expect("there");
        fs::write(&path, format!("{text}\n{words}\n")).expect("written");
        self.run("build", &["--date", DATE]).done();
    }

    /// A command, not yet started. It finds no settings of whoever runs the tests.
    pub fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = factloom();
        quiet_git(&mut command, &self.path("home"));
        command.env_remove("AWS_PROFILE").env("USER", "tester").arg(name).args(arguments);
        command.current_dir(self.folder.path()).envs(self.env.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, name: &str, arguments: &[&str]) -> Run {
        let output = self.command(name, arguments).output().expect("started");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Run { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    pub fn publish(&self, arguments: &[&str]) -> Run {
        self.run("publish", arguments)
    }

    /// Reads the live site back, and finds it to be what was built.
    pub fn verifies(&self) {
        assert!(self.run("verify", &["live"]).done().out.contains("is what was built"));
    }

    /// Publishes the second version after the first: what came, changed and went is said.
    pub fn publishes_what_changed(&self) {
        self.version("two");
        let said = self.publish(&[]).done().out;
        for line in ["+ new/index.html", "~ same/index.html", "- gone/index.html"] {
            assert!(said.contains(line), "{line} is not in\n{said}");
        }
    }

    /// A publish, started.
    pub fn child(&self) -> Child {
        let mut command = self.command("publish", &["--quiet"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
    }

    /// What was built, without what no host gets.
    pub fn files(&self) -> Files {
        let mut files = read(&self.path("public"));
        files.remove(".factloom-manifest.json");
        files
    }

    /// Does something with the host itself, as `rollback` and `verify` do.
    pub fn with_host<T>(&self, act: impl FnOnce(&dyn Host) -> T) -> T {
        let target = self.target();
        let home = self.path("home").to_string_lossy().into_owned();
        let env = move |name: &str| (name == "HOME").then(|| home.clone());
        let here = Here { root: self.folder.path(), env: &env, wait: &|_, _| false };
        let host = open(&target, &here).expect("a host");
        act(&*host)
    }

    fn target(&self) -> Target {
        let text = fs::read_to_string(self.path("content/site.yml")).expect("readable");
        match parse(FileId(0), &Input::of("content/site.yml", &*text)).0 {
            Item::Config(config) => config.targets.first().expect("a target").clone(),
            _ => panic!("no settings"),
        }
    }
}

/// No settings of whoever runs the tests.
pub fn quiet_git(command: &mut Command, home: &Path) {
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GIT_") && name != "GIT_EXEC_PATH") {
        command.env_remove(name);
    }
    command.env("HOME", home).env("GIT_CONFIG_NOSYSTEM", "1").env_remove("XDG_CONFIG_HOME");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).expect("copied")),
        }
    }
}

/// All files below a folder, as a reader finds them; none if there is no such folder.
pub fn read(folder: &Path) -> Files {
    let mut out = Files::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let below = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                out.insert(below, fs::read(&path).unwrap_or_default());
            }
        }
    }
    out
}

/// Whether a plan leaves everything below a folder as it is: bytes, times and inodes of files and folders.
pub fn plans_without_a_trace(site: &Site, folder: &Path) {
    let look = || {
        let mut seen = BTreeMap::new();
        let mut waiting = vec![folder.to_owned()];
        while let Some(path) = waiting.pop() {
            let about = fs::symlink_metadata(&path).expect("there");
            if about.is_dir() {
                waiting.extend(fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
            }
            seen.insert(path, (about.len(), about.ino(), about.mtime(), about.mtime_nsec(), about.ctime_nsec()));
        }
        seen
    };
    site.edit("Words of a plan.");
    let before = look();
    let plan = site.publish(&["--plan"]).done().said();
    assert!(plan.contains(" to change"), "{plan}");
    site.publish(&["--plan", "--format", "json"]).done();
    assert!(look() == before, "a plan wrote below {}", folder.display());
    site.publish(&[]).done();
    assert!(look() != before, "a publish leaves its trace, and it is seen");
}

/// Without what hosts add for themselves.
pub fn plain(mut files: Files) -> Files {
    files.retain(|path, _| !path.starts_with(".factloom/") && !path.starts_with(".git/") && path != ".nojekyll");
    files
}

/// Two sets of files are the same; what differs is named, not printed.
pub fn same(there: &Files, wanted: &Files) {
    let mut paths: Vec<&String> = there.keys().chain(wanted.keys()).collect();
    paths.sort();
    paths.dedup();
    paths.retain(|path| there.get(*path) != wanted.get(*path));
    let size = |files: &Files, path: &str| files.get(path).map(Vec::len);
    let told =
        paths.iter().map(|path| format!("{path}: {:?} there, {:?} wanted", size(there, path), size(wanted, path)));
    let told: Vec<String> = told.collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

/// Leaves what a publish does that is killed between the claim of a name and its bytes, where links are unknown.
pub fn claim(there: &Path, path: &str) {
    let part = there.join(".factloom/parts").join(format!("{}-dead-claim", Hash::of(path.as_bytes())));
    for (file, bytes) in [(part, "dead"), (there.join(path), "")] {
        fs::create_dir_all(file.parent().expect("a parent")).expect("made");
        fs::write(file, bytes).expect("written");
    }
}
