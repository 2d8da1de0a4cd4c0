//! A built site in two versions, made once, and the commands that publish it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use factloom::base::text::FileId;
use factloom::load::Input;
use factloom::model::target::Target;
use factloom::parse::{Item, parse};
use factloom::publish::host::{Here, Host, open};

/// Bytes by path.
pub type Files = BTreeMap<String, Vec<u8>>;

pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    pub fn done(self) -> Run {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }
}

fn factloom() -> Command {
    Command::new(env!("CARGO_BIN_EXE_factloom"))
}

fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        // Kept for all tests; the system clears it away.
        let folder = tempfile::tempdir().expect("a folder").keep();
        let quiet = |command: &mut Command| assert!(command.output().expect("started").status.success());
        quiet(factloom().arg("init").arg(folder.join("site")));
        let settings = folder.join("site/content/site.yml");
        for (version, tagline) in [("one", "Every figure."), ("two", "Each figure.")] {
            let text = fs::read_to_string(&settings).expect("readable");
            let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with("tagline:")).collect();
            fs::write(&settings, format!("{}\ntagline: {tagline}\n", lines.join("\n"))).expect("written");
            let output = folder.join(version).join("public");
            quiet(factloom().args(["build", "--root"]).arg(folder.join("site")).arg("--output-dir").arg(output));
        }
        folder
    })
}

/// A site that can be published, in a folder of its own.
pub struct Site {
    pub folder: tempfile::TempDir,
    pub env: Vec<(String, String)>,
}

impl Site {
    /// With one target: its keys in braces.
    pub fn new(target: &str) -> Site {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir_all(folder.path().join("content")).expect("made");
        fs::create_dir_all(folder.path().join("home")).expect("made");
        let text = format!("title: T\nurl: https://example.org/\npublish:\n  live: {target}\n");
        fs::write(folder.path().join("content/site.yml"), text).expect("written");
        let site = Site { folder, env: Vec::new() };
        site.version("one");
        site
    }

    pub fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    /// Another target in the place of the one there was.
    pub fn retarget(&self, target: &str) {
        let text = format!("title: T\nurl: https://example.org/\npublish:\n  live: {target}\n");
        fs::write(self.path("content/site.yml"), text).expect("written");
    }

    /// Has a version of the site built.
    pub fn version(&self, version: &str) {
        let _ = fs::remove_dir_all(self.path("public"));
        let mut copy = Command::new("cp");
        copy.arg("-R").arg(built().join(version).join("public")).arg(self.path("public"));
        assert!(copy.status().expect("started").success());
    }

    fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = factloom();
        quiet_git(&mut command, &self.path("home"));
        command.args([name, "live", "--root"]).arg(self.folder.path()).args(arguments);
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    pub fn publish(&self, arguments: &[&str]) -> Run {
        self.run("publish", arguments)
    }

    /// Reads the live site back, and finds it to be what was built.
    pub fn verifies(&self) {
        assert!(self.run("verify", &[]).done().out.contains("is what was built"));
    }

    fn run(&self, name: &str, arguments: &[&str]) -> Run {
        let output = self.command(name, arguments).output().expect("started");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Run { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    pub fn child(&self) -> Child {
        self.command("publish", &[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
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

/// All files below a folder, as a reader finds them.
pub fn read(folder: &Path) -> Files {
    let mut out = Files::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).expect("readable") {
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

/// Without what hosts add for themselves.
pub fn plain(mut files: Files) -> Files {
    files.retain(|path, _| !path.starts_with(".factloom/") && !path.starts_with(".git/") && path != ".nojekyll");
    files
}
