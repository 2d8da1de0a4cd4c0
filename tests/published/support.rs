//! A site in a git repository of its own, built, recorded and committed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use factloom::build::{Options, analyse_root};
use factloom::model::date::Date;
use factloom::pages::KINDS;

const FILES: &[(&str, &str)] = &[
    (
        "content/site.yml",
        "title: T\nurl: https://example.org/sub/\ntopics: {t: {title: Topic}, u: {title: Unused}}\nrules: {orphan: off, stale: off, single-origin: off, contradiction: off, unused-fact: off, unused-source: off, no-archive: off, relayed-only: off}\n",
    ),
    (
        "content/one.md",
        "---\ntitle: The first\nsummary: First.\ndate: 2026-11-01\ntopics: []\n---\n## Numbers\n\n\
         [1,200](fact:s/firms) firms left.\n\n## Reasons\n\nMany.\n",
    ),
    ("content/two.md", "---\ntitle: The second\nsummary: Second.\ndate: 2026-11-02\ntopics: []\n---\nText.\n"),
    ("content/two.zh.md", "---\ntitle: 第二\nsummary: 二。\ndate: 2026-11-02\ntopics: []\n---\n## 文\n\n文。\n"),
    ("content/draft.md", "---\ntitle: D\nsummary: D.\ndate: 2026-11-02\ntopics: []\nstatus: draft\n---\n"),
    (
        "content/facts/s.yml",
        "title: S\nsummary: S.\ntopics: [t]\ndefaults: {by: e, evidence: x}\nfacts:\n  \
         firms: {kind: statistic, claim: ___ firms left., value: 1200, unit: firms, as_of: 2022-05}\n  \
         near: {kind: statistic, claim: ___ firms stayed., value: nearly 80, unit: firms, as_of: 2022-05}\n  \
         began: {kind: event, claim: It began., when: 2020-01-02}\n  \
         said: {kind: statement, claim: They will see., when: 2021, quote: we shall see}\n  \
         series: {kind: statistic, claim: They are counted each year., unit: firms, as_of: 2021, series: {2020: 10, 2021: 12}}\n  \
         answers:\n    kind: statistic\n    claim: ___ came.\n    unit: firms\n    values:\n      \
         a: {value: 4, as_of: 2021, by: e, evidence: x}\n      b: {value: 9, as_of: 2021, by: e, evidence: x}\n      \
         c: {value: 5, as_of: 2021, by: e, evidence: x}\n",
    ),
    ("content/sources/x.yml", "x: {type: web, title: X, publisher: e}\n"),
    ("content/sources/y.bib", "@book{Smith:2020+b, title = {Y}, author = {Lu, Bo}, publisher = {P}, year = {2019}}\n"),
    ("content/entities/e.yml", "e: {name: E, kind: company}\n"),
    ("content/glossary.yml", "swift: {term: SWIFT, def: A network., evidence: x}\n"),
    (".gitignore", "public/\n"),
];

/// The site in its folder, which goes with it.
pub struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// Written, built, recorded on 20 November 2026 and committed.
    pub fn published() -> Site {
        let site = Site { folder: tempfile::tempdir().expect("a folder") };
        FILES.iter().for_each(|(path, text)| site.write(path, text));
        site.git(&["init", "-q"]);
        let (code, said) = site.run_on("2026-11-20", &["record"]);
        assert!(code == 0 && said.starts_with("recorded "), "{said}");
        site.git(&["add", "-A"]);
        site.git(&["-c", "user.name=T", "-c", "user.email=t@example.org", "commit", "-q", "-m", "Published"]);
        assert_eq!(site.check(), "", "a site that was just published has nothing to answer for");
        site
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    /// What git prints.
    pub fn git(&self, arguments: &[&str]) -> String {
        let out = Command::new("git").args(arguments).current_dir(self.root()).output().expect("git runs");
        assert!(out.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8_lossy(&out.stdout).into_owned()
    }

    /// Runs the tool two days later: exit code and what it printed.
    pub fn run(&self, arguments: &[&str]) -> (i32, String) {
        self.run_on("2026-11-22", arguments)
    }

    fn run_on(&self, day: &str, arguments: &[&str]) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
        let out = command.args(arguments).args(["--date", day]).current_dir(self.root()).output().expect("it runs");
        let text = [out.stdout, out.stderr].concat();
        (out.status.code().unwrap_or(-1), String::from_utf8_lossy(&text).into_owned())
    }

    /// All findings, a line each.
    pub fn check(&self) -> String {
        self.run(&["check", "--format", "short"]).1
    }

    /// All findings as people read them.
    pub fn human(&self) -> String {
        self.run(&["check"]).1
    }

    /// Builds without errors.
    pub fn build(&self) {
        let (code, said) = self.run(&["build"]);
        assert_eq!(code, 0, "{said}");
    }

    /// Records without errors.
    pub fn record(&self) {
        let (code, said) = self.run(&["record"]);
        assert_eq!(code, 0, "{said}");
    }

    fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// A file of the output.
    pub fn output(&self, path: &str) -> String {
        self.read(&format!("public/{path}"))
    }

    /// A file.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        std::fs::write(path, text).expect("written");
    }

    /// Adds lines to a file.
    pub fn append(&self, path: &str, text: &str) {
        self.write(path, &format!("{}{text}", self.read(path)));
    }

    /// Replaces the first of some words in a file.
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "`{from}` is not in {path}");
        self.write(path, &text.replacen(from, to, 1));
    }
}

/// "error lost-url" of each line `path:1:2: error[lost-url]: …`.
pub fn codes(found: &str) -> Vec<String> {
    let words =
        |line: &str| line.split(' ').nth(1).unwrap_or("").trim_end_matches(':').replace('[', " ").replace(']', "");
    found.lines().map(words).collect()
}

/// Fails unless the addresses that a record holds are those of the pages and feeds that the build plans.
pub fn hold_to_pages(settings: &str) {
    let site = Site { folder: tempfile::tempdir().expect("a folder") };
    FILES.iter().for_each(|(path, text)| site.write(path, text));
    site.append("content/site.yml", settings);
    site.append("content/site.yml", "gone: [{address: /taken/, date: 2026-11-01, why: W.}]\n");
    site.append(
        "content/facts/s.yml",
        "  stage: {kind: period, order: 1, claim: A stage., when: 2019, retired: {date: 2020, why: W.}}\n",
    );
    site.replace("content/two.md", "topics: []", "topics: [t]\naliases: [/older/, /one/#old]");
    site.append("content/two.md", "\n```chart\nfact: s/series\n```\n");
    let today = Date::parse("2026-11-20").expect("a day");
    let analysis = analyse_root(site.root(), &Options { base_url: None, drafts: false, today });
    let findings = factloom::report::short::short(&analysis.inputs, &analysis.report);
    assert!(!analysis.report.has_errors(), "{findings}");
    let reader_of = analysis.site();
    let reader = reader_of.reader();
    let files = ["/404.html", "/robots.txt", "/sitemap.xml", "/llms.txt"];
    let pages = KINDS.iter().flat_map(|kind| (kind.pages)(&reader)).map(|page| page.path);
    let pages: BTreeSet<String> = pages.filter(|path| !files.contains(&path.as_str())).collect();
    assert!(pages.contains("/older/") && pages.contains("/taken/") && pages.len() > 20, "{pages:?}");
    let record = factloom::edit::record::record(&analysis, today);
    let recorded = record.addresses.keys().map(|address| address.to_string());
    assert_eq!(recorded.filter(|address| !address.contains('#')).collect::<BTreeSet<String>>(), pages, "{settings}");
    let places: Vec<&str> = record.addresses.keys().map(|address| &**address).filter(|it| it.contains('#')).collect();
    let glossary = if pages.contains("/glossary/") { vec!["/glossary/#swift"] } else { Vec::new() };
    let want = [glossary, vec!["/one/#numbers", "/one/#reasons", "/zh/two/#文"]].concat();
    assert_eq!(places, want, "{settings}");
}
