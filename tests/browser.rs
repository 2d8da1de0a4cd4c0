//! The built site in a real browser: `tests/browser/*.test.mjs`, run by Node's test runner on a site that the
//! binary has just built, and on a site of hard cases.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn build(site: &Path, output: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
    command.args(["build", "--quiet", "--date", "2026-11-24", "--root"]).arg(site).arg("--output-dir").arg(output);
    let run = command.output().expect("the binary starts");
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert_eq!(run.status.code(), Some(0), "{said}");
}

/// Content that strains a layout: one point, long Chinese, long words, a name in Chinese alone, an empty topic.
fn hard_site(folder: &Path) {
    let put = |path: &str, text: &str| {
        let path = folder.join("content").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    let (word, chinese) = ("w".repeat(60), "中国实体被列入制裁名单的数量".repeat(14));
    let chinese: String = chinese.chars().take(190).collect();
    put(
        "site.yml",
        "title: Hard cases\nurl: https://example.org/\nlanguages: [en, zh]\nlicense: CC-BY-4.0\ntopics:\n  busy: {title: Busy}\n  empty: {title: Empty}\n",
    );
    put(
        "entities/all.yml",
        &format!("ohne: {{name: 国家统计局, kind: government}}\nlong: {{name: {word}, kind: company, role: {word}}}\n"),
    );
    put(
        "sources/all.yml",
        &format!(
            "long:\n  type: web\n  title: {word} {chinese}\n  author: [{word}]\n  publisher: long\n  url: https://example.org/{0}?a={0}&b=%e4%b8%ad\n  lang: zh\n  title_en: {word}\n",
            "x".repeat(300)
        ),
    );
    let points = (1900..2026).map(|year| format!("{year}: {}", year % 7)).collect::<Vec<_>>().join(", ");
    put(
        "facts/hard.yml",
        &format!(
            "title: {word} and more\nsummary: Hard.\ntopics: [busy]\ndefaults: {{kind: statistic, by: [long, ohne], evidence: long, as_of: 2022}}\nfacts:\n\
             \x20 one-point: {{claim: One point., unit: '%', series: {{2022: 5}}}}\n\
             \x20 long-chinese: {{claim: {chinese}, label: {0}, kind: assessment, when: 2022-01-01}}\n\
             \x20 long-word: {{claim: '___ {word}.', label: {1}, value: '123,456,789,012,345', unit: {word}}}\n\
             \x20 many: {{claim: Many points., unit: things, series: {{{points}}}}}\n\
             \x20 zeros: {{claim: Nothing at all., unit: things, series: {{2020: 0, 2021: 0}}}}\n\
             \x20 answers:\n    claim: ___ of them.\n    unit: things\n    values:\n      a: {{value: 1, as_of: 2022, by: long, evidence: long}}\n      b: {{value: '900,000 to 1,000,000', as_of: 2022, by: ohne, evidence: long}}\n\
             \x20 stage: {{kind: period, order: 1, claim: {word}., label: {1}}}\n",
            &chinese.chars().take(38).collect::<String>(),
            &word[..40]
        ),
    );
    put("glossary.yml", &format!("t: {{term: {word}, zh: 词, def: {word}, evidence: long}}\n"));
    let pair = |first: &str, second: &str| {
        format!(
            "---\ntitle: {first}\nsummary: {second}\ndate: 2022-01-01\ntopics: [busy]\n---\n## {first}\n\n{0}\n\n## {second}\n\n{0}\n",
            "Text. ".repeat(900)
        )
    };
    put("pair.md", &pair("First", "Second"));
    put("pair.zh.md", &pair("第一", "第二"));
    put(
        "hard.md",
        &format!(
            "---\ntitle: {word} 中国\nsummary: {word}\ndate: 2022-01-01\ntopics: [busy]\npoints: [\"{word}\", \"{chinese}\"]\n---\n\
             ## {word}\n\nText [{word}](fact:hard/long-word#by) and `{word}{word}` and https://example.org/{word}{word} [@long].\n\n\
             | a | b | c | d | e | f |\n|---|---|---|---|---|---|\n| {word} | {word} | c | d | e | f |\n\n\
             ```rust\nlet {word}{word} = 1;\n```\n\n\
             ```chart\nfact: hard/one-point\ntitle: {word}\n```\n\n```chart\nfact: hard/many\ntype: bar\n```\n\n\
             ```chart\nfacts: [hard/many, hard/zeros]\ntype: line\ntitle: {chinese}\n```\n\n```chart\nfact: hard/answers\ntype: range\n```\n\n\
             ```chart\nfacts: [hard/long-word]\ntype: bar\n```\n\n\
             ```table\nsheet: hard\n```\n\n```timeline\nsheet: hard\nkinds: [statistic, assessment]\n```\n\n```stages\nsheet: hard\n```\n\n```facts\n- hard/long-chinese\n- hard/long-word\n```\n"
        ),
    );
}

#[test]
fn a_real_browser_finds_the_pages_good() {
    let folder = root().join("tests/browser");
    let set_up = "run `.ci/setup` first: it installs Chromium, Node.js, Java and the packages of tests/browser";
    assert!(folder.join("node_modules/playwright-core").is_dir(), "{set_up}");
    let (site, hard) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    build(&root(), site.path());
    hard_site(hard.path());
    build(hard.path(), &hard.path().join("public"));
    let mut tests: Vec<PathBuf> = fs::read_dir(&folder).expect("there").map(|e| e.expect("an entry").path()).collect();
    tests.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    tests.sort();
    assert_eq!(tests.len(), 5);
    let run = Command::new("node")
        .args(["--test", "--test-reporter=spec", "--test-concurrency=2"])
        .args(tests)
        .env("FACTLOOM_SITE", site.path())
        .env("FACTLOOM_HARD_SITE", hard.path().join("public"))
        .env("FACTLOOM_BINARY", env!("CARGO_BIN_EXE_factloom"))
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("node does not start ({error}); {set_up}"));
    let said = String::from_utf8_lossy(&run.stdout);
    let failed: Vec<&str> = said.lines().skip_while(|line| !line.contains("failing tests")).collect();
    assert!(run.status.success(), "{}\n{}", failed.join("\n"), String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("pass "), "tests ran: {said}");
}
