//! A site in a folder, and the tool run on it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

pub struct TestSite {
    folder: tempfile::TempDir,
}

impl TestSite {
    /// A site with a config, an entity and some files.
    pub fn new(files: &[(&str, &str)]) -> TestSite {
        let site = TestSite { folder: tempfile::tempdir().expect("a folder") };
        site.put("content/site.yml", "title: T\nurl: https://example.org/\n");
        site.put("content/entities/e.yml", "e: {name: E, kind: company}\n");
        files.iter().for_each(|(path, text)| site.put(path, text));
        site
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn put(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.root().join(path)).unwrap_or_default()
    }

    pub fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
        command.arg(name).arg("--root").arg(self.root()).args(arguments);
        for name in
            ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "SOURCE_DATE_EPOCH"]
        {
            command.env_remove(name);
        }
        command
    }

    pub fn run(&self, name: &str, arguments: &[&str]) -> Run {
        let output = self.command(name, arguments).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Run { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// `factloom links` on a day, quick, with local addresses.
    pub fn links(&self, day: &str, more: &[&str]) -> Run {
        let mut arguments = vec!["--date", day, "--allow-local"];
        for pair in [["--delay", "0"], ["--timeout", "2"], ["--every", "1"]] {
            arguments.extend(pair.iter().filter(|_| !more.contains(&pair[0])));
        }
        arguments.extend(more);
        self.run("links", &arguments)
    }

    /// The verdict and the outcome of each address, as a JSON document.
    pub fn verdicts(&self, day: &str, more: &[&str]) -> Value {
        let run = self.links(day, &[more, &["--format", "json"]].concat());
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {} {}", run.out, run.err))
    }
}

/// One link of a document.
pub fn link<'v>(document: &'v Value, address: &str) -> &'v Value {
    let links = document["links"].as_array().expect("a list");
    links.iter().find(|link| link["address"] == address).unwrap_or_else(|| panic!("{address} is not in {document:#}"))
}

/// "verdict outcome".
pub fn verdict(document: &Value, address: &str) -> String {
    let link = link(document, address);
    format!("{} {}", link["verdict"].as_str().unwrap_or("-"), link["outcome"].as_str().unwrap_or("-"))
}
