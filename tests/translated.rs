//! `factloom translated`: the marks it writes are those that `translation-drift` compares.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn factloom(root: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
    command.args(arguments).args(["--date", "2026-11-24"]).current_dir(root).output().expect("it runs")
}

fn findings(root: &Path) -> Vec<String> {
    let out = factloom(root, &["check", "--format", "short"]);
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    text.lines().filter(|line| line.contains("translation-drift")).map(str::to_owned).collect()
}

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    fs::create_dir_all(&content).expect("made");
    let article =
        |title: &str, text: &str| format!("---\ntitle: {title}\nsummary: S.\ndate: 2022\ntopics: []\n---\n{text}");
    for (path, text) in [
        ("site.yml", "title: T\nurl: https://example.org/\nlanguages: [en, zh]\n".to_owned()),
        ("a.md", article("A", "First part.\n\nSecond part.\n")),
        ("a.zh.md", article("甲", "第一。\r\n\r\n第二。\r\n").replace('\n', "\r\n").replace("\r\r", "\r")),
        ("b.zh.md", article("乙", "文。\n")),
    ] {
        fs::write(content.join(path), text).expect("written");
    }
    folder
}

#[test]
fn a_marked_translation_is_up_to_date_until_the_words_of_its_original_change() {
    let folder = site();
    let root = folder.path();
    let (path, original) = (root.join("content/a.zh.md"), root.join("content/a.md"));
    let before = fs::read_to_string(&path).expect("read");
    assert!(findings(root).is_empty(), "without marks nothing is known");
    let dry = factloom(root, &["translated", "--dry-run", "content/a.zh.md"]);
    assert!(String::from_utf8_lossy(&dry.stdout).contains("+translated_from: "), "{dry:?}");
    assert_eq!(fs::read_to_string(&path).expect("read"), before, "a dry run writes nothing");

    let marked = factloom(root, &["translated", "a.zh.md"]);
    assert!(marked.status.success(), "{marked:?}");
    let after = fs::read_to_string(&path).expect("read");
    let line = after.lines().find(|line| line.starts_with("translated_from: ")).expect("a line");
    assert_eq!(after, before.replacen("topics: []\r\n", &format!("topics: []\r\n{line}\r\n"), 1), "one line more");
    assert!(findings(root).is_empty());

    let text = fs::read_to_string(&original).expect("read");
    fs::write(&original, text.replace("First part.", "First\n*part*.")).expect("written");
    assert!(findings(root).is_empty(), "another wrapping is no change");
    fs::write(&original, text.replace("Second", "Other")).expect("written");
    let found = findings(root);
    assert!(found.len() == 1 && found[0].starts_with("content/a.zh.md:10:1: "), "{found:#?}");
    assert!(factloom(root, &["translated", "content/a.zh.md"]).status.success());
    assert!(findings(root).is_empty());
}

#[test]
fn what_is_no_translation_is_refused_and_then_nothing_is_marked() {
    let folder = site();
    let root = folder.path();
    let before = fs::read_to_string(root.join("content/a.zh.md")).expect("read");
    let out = factloom(root, &["translated", "a.zh.md", "a.md", "b.zh.md", "c.zh.md", "site.yml"]);
    assert_eq!(out.status.code(), Some(2));
    let errors = String::from_utf8_lossy(&out.stderr).into_owned();
    for part in ["`content/a.md` is no translation", "there is no `content/b.md`", "no file `c.zh.md`", "is no article"]
    {
        assert!(errors.contains(part), "{part}: {errors}");
    }
    assert_eq!(fs::read_to_string(root.join("content/a.zh.md")).expect("read"), before);
}
