//! What the README says is so.

use factloom::build::{Options, analyse};
use factloom::load::Inputs;
use factloom::model::date::Date;
use factloom::report::human;

const README: &str = include_str!("../README.md");

/// Fenced blocks of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let marker = format!("```{language}\n");
    let parts = README.split(marker.as_str()).skip(1);
    parts.map(|part| part.split("```").next().unwrap_or("")).collect()
}

/// The README's sheet and source with an article around some text, checked.
fn checked(text: &str) -> String {
    let mut files = vec![
        ("content/site.yml".to_owned(), "title: T\nurl: https://example.org/\ntopics: {sanctions: {title: S}}\n".to_owned()),
        (
            "content/entities/e.yml".to_owned(),
            "yale-som: {name: Yale School of Management, kind: university}\nepoch-times: {name: The Epoch Times, kind: newspaper}\n"
                .to_owned(),
        ),
        (
            "content/why-self-reliance.md".to_owned(),
            format!("---\ntitle: A\nsummary: B\ndate: 2022\ntopics: [sanctions]\n---\n{text}\n"),
        ),
    ];
    for block in blocks("yaml") {
        let path = block.lines().next().and_then(|line| line.strip_prefix("# ")).expect("a path in the first line");
        files.push((path.split(' ').next().unwrap_or("").to_owned(), block.to_owned()));
    }
    let options = Options { base_url: None, drafts: false, today: Date::parse("2026-11-24").expect("a date") };
    let analysis = analyse(Inputs::of_texts(files), &options);
    human::render(&analysis.inputs, &analysis.report, false, factloom::base::diag::Level::Warn)
}

#[test]
fn the_sheet_the_source_and_the_sentence_check_clean() {
    assert_eq!(checked(blocks("markdown")[0]), "");
    let chart = blocks("chart")[0];
    assert!(chart.contains("type: dot"));
    assert_eq!(checked(&format!("```chart\n{chart}```\n")), "", "the chart of the README is drawn");
}

#[test]
fn the_finding_shown_is_the_finding_printed() {
    let shown = blocks("text")[0];
    let printed = checked("[1,000](fact:russia-sanctions/companies) companies had said they would");
    for line in shown.lines().filter(|line| ["error[", "^^^^^", "help:"].iter().any(|part| line.contains(part))) {
        let words = line.trim_start_matches([' ', '|']).trim_start();
        assert!(printed.contains(words), "`{words}` is not in\n{printed}");
    }
}

#[test]
fn options_and_commands_named_exist() {
    for option in ["--root", "--base-url", "--drafts", "--date", "--format", "--quiet", "--output-dir"] {
        assert!(README.contains(option), "{option} is not in the README");
        let help = std::process::Command::new(env!("CARGO_BIN_EXE_factloom")).args(["build", "--help"]).output();
        let help = String::from_utf8(help.expect("started").stdout).expect("UTF-8");
        assert!(help.contains(option), "{option} is not in the help");
    }
}

#[test]
fn the_commands_take_what_the_readme_says() {
    let commands = [
        ("fix", &["--dry-run", "--rule"][..]),
        ("promote", &["--dry-run", "--yes", "--sheet", "--key"][..]),
        ("rename", &["--dry-run", "sheet", "source", "entity", "term", "topic", "article"][..]),
        ("hosting", &["caddy", "headers", "redirects", "--root-dir", "--listen", "--name", "--brotli", "--for"][..]),
    ];
    for (command, words) in commands {
        assert!(README.contains(&format!("`factloom {command}")), "{command} is not in the README");
        let help = std::process::Command::new(env!("CARGO_BIN_EXE_factloom")).args([command, "--help"]).output();
        let help = String::from_utf8(help.expect("started").stdout).expect("UTF-8");
        for word in words {
            assert!(help.contains(word), "{word} is not in the help of {command}");
            assert!(README.contains(word), "{word} is not in the README");
        }
    }
}

/// The block of YAML that holds some words.
fn yml(words: &str) -> &'static str {
    blocks("yml").into_iter().find(|block| block.contains(words)).expect("a block")
}

#[test]
fn the_targets_shown_are_targets() {
    let text = format!("title: T\nurl: https://example.org/\n{}", yml("publish:"));
    let inputs = factloom::load::Inputs::of_texts([("content/site.yml".to_owned(), text)]);
    let (item, found) = factloom::parse::parse(factloom::base::text::FileId(0), &inputs.files[0]);
    let said: Vec<&String> = found.iter().map(|finding| &finding.message).collect();
    assert!(said.is_empty(), "{said:?}");
    let factloom::parse::Item::Config(config) = item else { panic!("settings") };
    assert_eq!(config.targets.len(), 7);
    for target in &config.targets {
        assert_eq!(target.misplaced(), Vec::<&str>::new(), "{}", target.name);
    }
}

#[test]
fn the_action_has_the_inputs_shown_and_the_options_named_for_code_hosts_exist() {
    let shown: serde_yaml::Value = serde_yaml::from_str(yml("uses:")).expect("YAML");
    let action: serde_yaml::Value = serde_yaml::from_str(include_str!("../action.yml")).expect("YAML");
    let keys = |value: &serde_yaml::Value| {
        let keys = value.as_mapping().expect("a mapping").keys();
        keys.map(|key| key.as_str().expect("a name").to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(keys(&shown[0]["with"]), keys(&action["inputs"]));
    for (command, words) in [("build", &["--noindex"][..]), ("init", &["--ci", "github", "gitlab", "forgejo"])] {
        let help = std::process::Command::new(env!("CARGO_BIN_EXE_factloom")).args([command, "--help"]).output();
        let help = String::from_utf8(help.expect("started").stdout).expect("UTF-8");
        for word in words {
            assert!(help.contains(word) && README.contains(word), "{word} of {command}");
        }
    }
}
