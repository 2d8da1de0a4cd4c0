//! A small site in a folder, and the command run on it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use factloom::build::{Options, analyse_root};
use factloom::model::date::Date;
use factloom::report::short;

pub struct Site(tempfile::TempDir);

impl Site {
    /// A site with two entities and nothing else.
    pub fn new() -> Site {
        let site = Site(tempfile::tempdir().expect("a folder"));
        site.write("content/site.yml", "title: T\nurl: https://example.org/\n");
        site.write("content/entities/e.yml", "peoples-daily: {name: People's Daily, zh: 人民日报, kind: newspaper}\n");
        fs::create_dir_all(site.path("content/sources")).expect("made");
        site
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("there")
    }

    /// Exit code, stdout, stderr of an import run in the site's folder.
    pub fn run(&self, files: &[&str], options: &[&str]) -> (i32, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_factloom"))
            .current_dir(self.0.path())
            .args(["import", "--date", "2026-11-24"])
            .args(options)
            .args(files)
            .output()
            .expect("started");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let err = text(&output.stderr);
        assert!(!err.contains("panicked"), "{err}");
        (output.status.code().unwrap_or(-1), text(&output.stdout), err)
    }
}

pub fn import(site: &Site, name: &str, text: &str, options: &[&str]) -> (i32, String, String) {
    import_from(site, &[(name, text)], options)
}

pub fn import_from(site: &Site, files: &[(&str, &str)], options: &[&str]) -> (i32, String, String) {
    files.iter().for_each(|(name, text)| site.write(name, text));
    site.run(&files.iter().map(|(name, _)| *name).collect::<Vec<_>>(), options)
}

/// The site has no errors and no warnings: that a source is not cited yet goes without saying.
pub fn check_clean(site: &Site) {
    let options = Options { base_url: None, drafts: false, today: Date::parse("2026-11-24").expect("a date") };
    let analysis = analyse_root(site.0.path(), &options);
    let found = short::short(&analysis.inputs, &analysis.report);
    let grave: Vec<&str> = found.lines().filter(|line| !line.contains(": info[")).collect();
    assert_eq!(grave, Vec::<&str>::new());
}
