//! Bad input: a finding that names the file, exit 1, nothing written; never a panic or a hang.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use factloom::build::{Options, analyse};
use factloom::load::Inputs;
use factloom::model::date::Date;

/// Builds a site with one file put over it; returns exit code and all that was printed.
fn build_with(put: impl Fn(&Path)) -> (i32, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("content");
    for part in ["facts", "sources", "entities"] {
        fs::create_dir_all(content.join(part)).expect("made");
    }
    fs::write(content.join("site.yml"), "title: T\nurl: https://example.org/\n").expect("written");
    put(folder.path());
    let started = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_factloom"))
        .args(["build", "--format", "short", "--date", "2026-11-24", "--root"])
        .arg(folder.path())
        .output()
        .expect("started");
    assert!(started.elapsed() < Duration::from_secs(60), "a hang");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let code = output.status.code().unwrap_or(-1);
    assert!(!text.contains("panicked"), "{text}");
    if code != 0 {
        assert!(!folder.path().join("public").exists(), "something was written");
    }
    (code, text)
}

/// Expects exit 1 and a line that begins with a place and holds the words.
fn refused(place: &str, words: &str, put: impl Fn(&Path)) {
    let (code, text) = build_with(put);
    assert_eq!(code, 1, "{text}");
    let found = text.lines().any(|line| line.starts_with(place) && line.contains(words));
    assert!(found, "`{place}` with `{words}` is not in\n{}", &text[..text.len().min(2000)]);
}

fn write(path: &'static str, text: impl Into<Vec<u8>>) -> impl Fn(&Path) {
    let text = text.into();
    move |root: &Path| fs::write(root.join("content").join(path), &text).expect("written")
}

const FRONT: &str = "---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\n---\n";

#[test]
fn what_is_wrong_is_named_with_file_and_place() {
    refused("content/a.md:1:1:", "not UTF-8: bad byte at line 2, column 3", write("a.md", b"---\nab\xff\n".to_vec()));
    refused("content/facts/s.yml:1:8:", "yaml-syntax", write("facts/s.yml", "title: [a\n"));
    refused("content/sources/s.yml:1:", "yaml-syntax", write("sources/s.yml", "[".repeat(100_000)));
    refused("content/sources/s.yml:", "nested more than", write("sources/s.yml", "- ".repeat(50_000)));
    refused("content/a.md:1:1:", "line 8 is longer than", write("a.md", format!("{FRONT}\n{}", "x".repeat(2 << 20))));
    refused("content/a.md:1:1:", "at most 8 MB are read", write("a.md", "x".repeat(10 << 20)));
    refused("content/a.md:", "unknown-fact", write("a.md", format!("{FRONT}[x](fact:a/b)\n")));
    refused(
        "content/a.md:3:7:",
        "bad-date",
        write("a.md", "---\ntitle: A\ndate: 2022-13-01\nsummary: B\ntopics: []\n---\n"),
    );
    refused(
        "content/site.yml:2:1:",
        "unknown-key",
        write("site.yml", "title: T\nurll: https://example.org/\nurl: https://example.org/\n"),
    );
    refused("content/sources/a.bib:", "", write("sources/a.bib", "@book{a, title = {x"));
    refused("content/sources/a.json:", "", write("sources/a.json", "[{\"id\": \"a\", "));
    refused("content/a.md:1:1:", "has no front matter", write("a.md", "Just text.\n"));
}

#[test]
fn ids_that_clash_across_files_are_named_in_both() {
    refused("content/entities/b.yml:1:1:", "entity `e` is defined twice", |root| {
        fs::write(root.join("content/entities/a.yml"), "e: {name: E, kind: company}\n").expect("written");
        fs::write(root.join("content/entities/b.yml"), "e: {name: F, kind: company}\n").expect("written");
    });
}

#[test]
fn links_in_the_file_system_are_followed_only_within_the_site() {
    use std::os::unix::fs::symlink;
    refused("content/loop:1:1:", "leads back to", |root| symlink(".", root.join("content/loop")).expect("linked"));
    refused("content/p.md:1:1:", "leads out of the site", |root| {
        symlink("/etc/hostname", root.join("content/p.md")).expect("linked");
    });
    refused("content/gone.md:1:1:", "cannot be read", |root| {
        symlink("nowhere", root.join("content/gone.md")).expect("linked")
    });
    refused("content/zero.md:1:1:", "", |root| symlink("/dev/zero", root.join("content/zero.md")).expect("linked"));
}

#[test]
fn bombs_go_off_without_harm() {
    let list: String = (0..20_000).map(|number| format!("{number},")).collect();
    let bomb = format!("a: &x [{list}]\nb: [{}]\n", "*x,".repeat(2_000));
    refused("content/entities/e.yml:2:", "add up to more than", write("entities/e.yml", bomb));
    for deep in ["[", "(", "*", "> ", "- ", "`", "![", "<", "[^", "**a"] {
        let (code, text) = build_with(write("a.md", format!("{FRONT}{}\n", deep.repeat(100_000))));
        assert!(matches!(code, 0 | 1), "{deep}: {code} {}", &text[..text.len().min(500)]);
    }
    let many: String = (0..3_000).map(|number| format!("[{number}0](fact:s/f) ")).collect();
    let (code, text) = build_with(write("a.md", format!("{FRONT}{many}\n")));
    assert_eq!(code, 1, "{}", &text[..text.len().min(500)]);
    let owners: String =
        (0..300).map(|n| format!("e{n}: {{name: N{n}, kind: company, owner: e{}}}\n", (n + 1) % 300)).collect();
    refused("content/entities/e.yml:1:", "owner-cycle", write("entities/e.yml", owners));
}

#[test]
fn a_template_that_runs_away_ends_at_a_bound() {
    let (code, text) = build_with(|root| {
        fs::create_dir(root.join("templates")).expect("made");
        let turns = "{% for a in range(end=2000) %}{% for b in range(end=2000) %}{% for c in range(end=2000) %}xxxxxxxx{% endfor %}{% endfor %}{% endfor %}";
        fs::write(root.join("templates/about.html"), turns).expect("written");
    });
    assert_eq!(code, 1, "{text}");
    assert!(text.contains("larger than 64 MB"), "{text}");
}

#[test]
fn names_from_content_never_become_markup() {
    let hostile = "<script>alert(1)</script>\" onload=\"x";
    let (code, text) = build_with(move |root| {
        let quoted = serde_json::to_string(hostile).expect("JSON is YAML");
        let entity = format!("e: {{name: {quoted}, kind: company, role: {quoted}, url: \"https://x.org/\"}}\n");
        fs::write(root.join("content/entities/e.yml"), entity).expect("written");
        let source = format!("x: {{type: web, title: {quoted}, publisher: e, author: [{quoted}], note: {quoted}}}\n");
        fs::write(root.join("content/sources/x.yml"), source).expect("written");
        fs::write(root.join("content/a.md"), format!("{FRONT}Said [E](entity:e) [@x].\n")).expect("written");
        let facts = format!(
            "title: {quoted}\nsummary: S.\ntopics: []\nfacts:\n  f: {{kind: event, claim: {quoted}, when: 2022, evidence: x}}\n"
        );
        fs::write(root.join("content/facts/s.yml"), facts).expect("written");
        let bad = Command::new(env!("CARGO_BIN_EXE_factloom"))
            .args(["build", "--date", "2026-11-24", "--output-dir"])
            .arg(root.join("out"))
            .arg("--root")
            .arg(root)
            .output()
            .expect("started");
        assert!(bad.status.success(), "{}", String::from_utf8_lossy(&bad.stdout));
        let mut folders = vec![root.join("out")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("readable") {
                let path = entry.expect("entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "html" || extension == "xml") {
                    let page = fs::read_to_string(&path).expect("UTF-8");
                    assert!(!page.contains("<script>alert") && !page.contains("\" onload=\"x"), "{}", path.display());
                }
            }
        }
    });
    assert_eq!(code, 0, "{text}");
}

#[test]
fn any_bytes_of_text_are_read_without_a_panic() {
    const PIECES: &[&str] = &[
        "---\n",
        "title: ",
        "a: ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "(fact:s/f)",
        "[@x, p. 3; -@y]",
        "\"",
        "'",
        ":",
        "\n",
        "  ",
        "&a ",
        "*a",
        "|\n",
        "# ",
        "```table\n",
        "```\n",
        "| a | b |\n|---|---|\n",
        "[^1]",
        "[^1]: x\n",
        "<!-- allow x: y -->",
        "**",
        "_",
        "1,234",
        "12%",
        "一万",
        "。",
        "é",
        "🦀",
        "\u{feff}",
        "@book{",
        "title = {",
        "}",
        "value: nearly 1,000\n",
        "facts:\n",
        "  f:\n",
        "    kind: statistic\n",
        "    claim: ___ x\n",
        "![",
        "](",
        ")",
        "> [!NOTE]\n",
        "<b>",
        "</b>",
        "\\",
        "\t",
        "~~",
        "`",
        "…",
    ];
    let today = Date::parse("2026-11-24").expect("a date");
    let mut random = fastrand::Rng::with_seed(1964);
    for _ in 0..1_500 {
        let text: String = (0..random.usize(0..60)).map(|_| PIECES[random.usize(0..PIECES.len())]).collect();
        let chars: String = (0..random.usize(0..80)).map(|_| random.char(..)).collect();
        let paths = [
            "a.md",
            "b.zh.md",
            "facts/s.yml",
            "sources/s.yml",
            "sources/s.bib",
            "sources/s.json",
            "entities/e.yml",
            "glossary.yml",
            "site.yml",
        ];
        let files = paths.map(|path| {
            let body = if path.ends_with(".md") && random.bool() {
                format!("{FRONT}{text}{chars}")
            } else {
                format!("{chars}{text}")
            };
            (format!("content/{path}"), body)
        });
        let options = Options { base_url: None, drafts: true, today };
        let analysis = analyse(Inputs::of_texts(files), &options);
        for finding in &analysis.report.findings {
            let at = finding.diagnostic.at;
            let length = analysis.inputs.text(at.file).len();
            assert!(
                at.span.start as usize <= length && at.span.end as usize <= length,
                "{finding:?} lies outside its file"
            );
        }
        factloom::report::human::render(&analysis.inputs, &analysis.report, false, factloom::base::diag::Level::Warn);
    }
}
