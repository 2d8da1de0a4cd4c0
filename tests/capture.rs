//! `factloom capture`: a copy is kept once, checked for good, and never published.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const PAGE: &str = "<!DOCTYPE html><html><head><title>T</title><script>var hidden = 'quaggazebra';</script></head><body>\
    <p>Since then Russia has incurred <b>10,128</b> sanctions<sup><a href=\"#n\">1</a></sup> for its invasion.</p>\
    <p>Xylophonists say that the sanctions do not bite, and that the axolotlparade goes on.</p></body></html>";

const SOURCES: &str = "# What was read.\nepoch:\n  type: newspaper # daily\n  title: T\n  publisher: e\n  # a remark on the day\n  date: 2022-05-09\n  lang: en\n\n# the next one\nother: {type: web, title: O, publisher: e}\n";

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in [
        ("site.yml", "title: S\nurl: https://example.org/\noutputs: {cards: false}\n"),
        ("a.md", "---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\n---\n[10,128](fact:s/count) of them [@epoch].\n"),
        (
            "facts/s.yml",
            "title: S\nsummary: S.\ntopics: []\nfacts:\n  count:\n    kind: statistic\n    claim: ___ sanctions.\n    value: 10,128\n    as_of: 2022-05\n    by: e\n    evidence: {source: epoch, quote: \"incurred 10,128 sanctions for its invasion\"}\n",
        ),
        ("sources/x.yml", SOURCES),
        ("sources/lib.bib", "@book{lu2019, title = {B}, author = {Lu, Bo}, publisher = {P}, year = {2019}}\n"),
        ("entities/e.yml", "e: {name: Echo, kind: company}\n"),
    ] {
        let path = folder.path().join("content").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

/// Runs the command with what is piped in; returns code, stdout and stderr.
fn run(root: &Path, arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_factloom"))
        .args(arguments)
        .arg("--root")
        .arg(root)
        .args(["--date", "2026-11-24"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    // A command that refuses before it reads closes the pipe.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    let output = child.wait_with_output().expect("ended");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join("content").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_page_is_kept_as_text_with_a_head_and_its_source_names_it() {
    let site = site();
    let root = site.path();
    let (code, out, err) = run(root, &["capture", "epoch", "-"], PAGE.as_bytes());
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("its one quote is checked against it: nothing new is wrong"), "{out}");
    let copy = read(root, "captures/epoch.txt");
    let (head, text) = copy.split_once("\n\n").expect("a head");
    assert!(head.starts_with("factloom capture 1\nsource: epoch\ndate: 2026-11-24\noriginal: "), "{head}");
    assert!(text.starts_with("Since then Russia has incurred 10,128 sanctions for its invasion.\n"), "{text}");
    assert!(!text.contains("quagga") && !text.contains('<'), "{text}");
    let want = SOURCES.replace("  lang: en\n", "  accessed: 2026-11-24\n  lang: en\n  capture: captures/epoch.txt\n");
    assert_eq!(read(root, "sources/x.yml"), want, "comments and order stay");
    let before = (copy, want);
    let (code, out, _) = run(root, &["capture", "epoch", "-"], PAGE.as_bytes());
    assert!(code == 0 && out.contains("keeps this text already"), "{out}");
    assert_eq!(
        (read(root, "captures/epoch.txt"), read(root, "sources/x.yml")),
        before,
        "a second time changes nothing"
    );
    assert_eq!(run(root, &["check", "--format", "short"], b"").0, 0);
}

#[test]
fn another_text_is_left_alone_until_it_is_to_be_replaced() {
    let site = site();
    let root = site.path();
    assert_eq!(run(root, &["capture", "epoch", "-"], PAGE.as_bytes()).0, 0);
    let before = read(root, "captures/epoch.txt");
    let changed = PAGE.replace("10,128", "10,182");
    let (code, out, err) = run(root, &["capture", "epoch", "-"], changed.as_bytes());
    assert_eq!(code, 1);
    assert!(
        out.contains("-Since then Russia has incurred 10,128")
            && out.contains("+Since then Russia has incurred 10,182"),
        "{out}"
    );
    assert!(err.contains("`--replace`"), "{err}");
    assert_eq!(read(root, "captures/epoch.txt"), before);
    let (code, out, _) = run(root, &["capture", "epoch", "-", "--replace"], changed.as_bytes());
    assert_eq!(code, 0);
    assert!(out.contains("quote-not-in-source") && out.contains("1 quotation is to look at"), "{out}");
    assert!(read(root, "captures/epoch.txt").contains("10,182"));
    let (code, out, _) = run(root, &["check"], b"");
    assert!(code == 1 && out.contains("the copy has “…Since then Russia has incurred 10,182”"), "{out}");
}

#[test]
fn what_cannot_be_kept_is_refused_and_nothing_is_written() {
    let site = site();
    let root = site.path();
    fs::create_dir_all(root.join("content/captures")).expect("made");
    fs::write(root.join("content/captures/other.txt"), "someone's\n").expect("written");
    let big = "word ".repeat(2 << 20);
    for (source, input, want) in [
        ("epohc", PAGE.as_bytes(), "did you mean `epoch`?"),
        ("lu2019", PAGE.as_bytes(), "has no field for a copy"),
        ("other", PAGE.as_bytes(), "the source does not name it"),
        ("epoch", b"\x00\x01binary", "NUL byte"),
        ("epoch", b"\xff\xfe\xfdtext", "not UTF-8"),
        ("epoch", big.as_bytes(), "more than 8 MB"),
        ("epoch", b"  \n", "no words in it"),
        ("epoch", b"<html><body><script>x</script></body></html>", "no words in it"),
        ("epoch", b"factloom capture 1\nsource: epoch\n\nText.\n", "a kept copy already"),
    ] {
        let (code, out, err) = run(root, &["capture", source, "-"], input);
        assert_eq!(code, 2, "{source}: {out}{err}");
        assert!(err.contains(want), "{want} is not in {err}");
    }
    let (code, _, err) = run(root, &["capture", "epoch", "no.pdf"], b"");
    assert!(code == 2 && err.contains("pdftotext"), "{err}");
    let (code, _, err) = run(root, &["capture", "epoch", "none.txt"], b"");
    assert!(code == 2 && err.contains("there is no such file"), "{err}");
    assert_eq!(read(root, "sources/x.yml"), SOURCES);
    assert!(!root.join("content/captures/epoch.txt").exists());
    fs::write(
        root.join("content/sources/x.yml"),
        SOURCES.replace("  lang: en\n", "  lang: en\n  capture: ../../secret.txt\n"),
    )
    .expect("written");
    let (code, _, err) = run(root, &["capture", "epoch", "-"], PAGE.as_bytes());
    assert!(code == 2 && err.contains("is no place for a copy"), "{err}");
}

#[test]
fn a_dry_run_shows_both_files_and_writes_none() {
    let site = site();
    let root = site.path();
    let (code, out, _) = run(root, &["capture", "epoch", "-", "--dry-run"], PAGE.as_bytes());
    assert_eq!(code, 0);
    assert!(
        out.contains("+++ b/content/captures/epoch.txt") && out.contains("+  capture: captures/epoch.txt"),
        "{out}"
    );
    assert_eq!(read(root, "sources/x.yml"), SOURCES);
    assert!(!root.join("content/captures").exists());
}

#[test]
fn a_copy_changed_by_hand_is_found_and_one_put_there_by_hand_is_taken() {
    let site = site();
    let root = site.path();
    assert_eq!(run(root, &["capture", "epoch", "-"], PAGE.as_bytes()).0, 0);
    let path = root.join("content/captures/epoch.txt");
    let copy = fs::read_to_string(&path).expect("there");
    fs::write(&path, copy.replace("do not bite", "bite")).expect("written");
    let (code, out, _) = run(root, &["check", "--format", "short"], b"");
    assert!(
        code == 1
            && out.contains(
                "error[capture-changed]: the kept copy of `epoch` is not the text that was taken on 2026-11-24"
            ),
        "{out}"
    );
    fs::write(&path, copy.replace('\n', "\r\n")).expect("written");
    let said = || run(root, &["check", "--format", "short"], b"").1;
    assert!(!said().contains("capture"), "line ends of another system are no change: {}", said());
    fs::write(&path, copy.split_once("\n\n").expect("a head").1).expect("written");
    assert!(!said().contains("capture"), "a copy without head is taken as it is: {}", said());
}

#[test]
fn no_byte_of_a_copy_is_published() {
    let site = site();
    let root = site.path();
    assert_eq!(run(root, &["capture", "epoch", "-"], PAGE.as_bytes()).0, 0);
    fs::write(root.join("content/captures/picture.png"), b"axolotlparade").expect("written");
    assert_eq!(run(root, &["build"], b"").0, 0);
    let mut files = 0;
    for entry in walkdir::WalkDir::new(root.join("public")).into_iter().map(|entry| entry.expect("an entry")) {
        if entry.file_type().is_file() {
            files += 1;
            let bytes = fs::read(entry.path()).expect("readable");
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for word in ["axolotlparade", "xylophonists", "factloom capture", "captures/"] {
                assert!(!text.contains(word), "{} holds `{word}`", entry.path().display());
            }
            assert!(!entry.path().to_string_lossy().contains("captures"), "{}", entry.path().display());
        }
    }
    assert!(files > 20, "{files} files were looked at");
}
