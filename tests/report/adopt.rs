//! How a site adopts the checker: baselines, thresholds.

use std::fs;

use super::support::{put, run, site};

const HEAD: &str = "---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\n---\n";

fn article(text: &str) -> String {
    format!("-- content/a.md --\n{HEAD}{text}\n")
}

#[test]
fn a_baseline_sets_aside_what_was_there_and_lets_new_findings_fail() {
    let folder = site(&article("There were 1,234 people.\n\nThere were 1,234 people."));
    let root = folder.path();
    let check = |more: &[&str]| run(root, &[&["check", "--baseline", "known.json"], more].concat());
    let ran = check(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("`factloom check --baseline known.json --update-baseline` makes it"), "{}", ran.err);
    let ran = check(&["--update-baseline"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    assert!(ran.out.contains("wrote 2 findings to the baseline `known.json`: 2 new, 0 gone"), "{}", ran.out);
    let text = fs::read_to_string(root.join("known.json")).expect("written");
    assert!(text.contains("\"version\": 1") && text.contains("\"count\": 2"), "{text}");
    let ran = check(&[]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("2 findings set aside by the baseline `known.json`\n"), "{}", ran.out);

    put(root, &article("A line.\n\nAnother, above.\n\nThere were 1,234 people.\n\nThere were 1,234 people."));
    assert_eq!(check(&[]).code, 0, "lines do not count");
    put(root, &article("There were 1,234 people.\n\nThere were 1,234 people.\n\nThere were 1,234 people."));
    let ran = check(&["--format", "short"]);
    assert_eq!((ran.code, ran.out.lines().count()), (1, 1), "a third one like them is new: {}", ran.out);
    put(root, &article("There were 1,234 people.\n\nThere were 4,321 people."));
    let ran = check(&[]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("4,321") && ran.out.contains("1 finding set aside by the baseline"), "{}", ran.out);
    assert!(ran.out.contains("1 finding of it is gone: update it with `--update-baseline`"), "{}", ran.out);
    let json = check(&["--format", "json"]);
    assert_eq!(json.json()["findings"].as_array().map(Vec::len), Some(1));
    assert!(json.err.contains("is gone"), "beside a document remarks go to stderr: {}", json.err);

    put(root, &article("There were 1,234 people."));
    assert!(check(&["--update-baseline"]).out.contains("wrote 1 finding to the baseline `known.json`: 0 new, 1 gone"));
    let again = fs::read_to_string(root.join("known.json")).expect("written");
    check(&["--update-baseline"]);
    assert_eq!(fs::read_to_string(root.join("known.json")).expect("written"), again, "the same site, the same bytes");
}

#[test]
fn a_build_takes_the_baseline_too() {
    let folder = site(&article("There were 1,234 people."));
    let root = folder.path();
    assert_eq!(run(root, &["build"]).code, 1);
    run(root, &["check", "--baseline", "known.json", "--update-baseline"]);
    let ran = run(root, &["build", "--baseline", "known.json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(root.join("public/a/index.html").exists());
}

#[test]
fn a_file_that_is_no_baseline_is_refused() {
    let folder = site("");
    for (text, why) in [
        ("[", "it is no JSON"),
        ("{}", "it has no `version`"),
        ("{\"version\": 9}", "version 9"),
        ("{\"version\": 1}", "no list `findings`"),
        ("{\"version\": 1, \"findings\": [{\"path\": 1}]}", "entry 1 has no text `path`"),
    ] {
        fs::write(folder.path().join("b.json"), text).expect("written");
        let ran = run(folder.path(), &["check", "--baseline", "b.json"]);
        assert!(ran.code == 2 && ran.err.contains(why), "{text}: {}", ran.err);
        let ran = run(folder.path(), &["check", "--baseline", "b.json", "--update-baseline"]);
        assert_eq!(ran.code, 2, "what is no baseline is not overwritten");
        assert_eq!(fs::read_to_string(folder.path().join("b.json")).expect("there"), text);
    }
}

#[test]
fn what_fails_a_run_can_be_chosen() {
    let folder = site(&article("<!-- allow uncited-figure: why -->\n\nText."));
    let code = |more: &[&str]| run(folder.path(), &[&["check"], more].concat()).code;
    assert_eq!(code(&[]), 0, "a warning");
    assert_eq!(code(&["--error-on", "warning"]), 1);
    assert_eq!(code(&["--error-on", "warn"]), 1);
    assert_eq!(code(&["--error-on", "info"]), 1);
    put(folder.path(), &article("There were 1,234 people."));
    assert_eq!((code(&[]), code(&["--exit-zero"])), (1, 0));
    assert_eq!(code(&["--exit-zero", "--error-on", "info"]), 2, "one or the other");
}
