//! The explainer in this repository, built by the binary as a user would.

mod links;
mod output;
mod watch;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use output::{Output, build, copy_site, root};

/// A day for builds that must not depend on the clock.
const DAY: &str = "2026-11-24";

#[test]
fn the_site_checks_clean() {
    let output = output::run(&root(), &["check", "--date", DAY], &[]);
    assert_eq!(output.code, 0, "{}", output.stdout);
    assert!(output.stdout.contains("no errors"), "{}", output.stdout);
}

#[test]
fn every_internal_link_and_fragment_resolves() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = build(&root(), folder.path(), &["--date", DAY], &[]);
    assert_eq!(links::broken(&site, "https://example.org/", "/"), Vec::<String>::new());
}

#[test]
fn links_hold_under_a_sub_path_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["--date", DAY, "--base-url", "https://example.org/sub/path/"];
    let site = build(&root(), folder.path(), &arguments, &[]);
    assert_eq!(links::broken(&site, "https://example.org/sub/path/", "/sub/path/"), Vec::<String>::new());
    let home = site.text("index.html");
    assert!(home.contains("href=\"/sub/path/"), "links begin with the base path");
}

#[test]
fn two_folders_and_any_thread_count_give_the_same_bytes() {
    let (here, there) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let copy = tempfile::tempdir().expect("a folder");
    copy_site(&root(), copy.path());
    let one = build(&root(), here.path(), &["--date", DAY], &[("RAYON_NUM_THREADS", "1")]);
    let two = build(copy.path(), there.path(), &["--date", DAY], &[("RAYON_NUM_THREADS", "2")]);
    assert_eq!(one.paths(), two.paths());
    let different: Vec<&String> = one.files.keys().filter(|path| one.files[*path] != two.files[*path]).collect();
    assert_eq!(different, Vec::<&String>::new());
}

#[test]
fn the_date_comes_from_source_date_epoch_or_the_flag_and_not_from_the_clock() {
    let (a, b) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    // 2026-11-24T12:00:00Z
    let epoch = build(&root(), a.path(), &[], &[("SOURCE_DATE_EPOCH", "1795521600")]);
    let flag = build(&root(), b.path(), &["--date", DAY], &[]);
    assert_eq!(epoch.files, flag.files);
}

#[test]
fn every_item_of_the_content_has_its_page_and_its_twin() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = build(&root(), folder.path(), &["--date", DAY], &[]);
    let count = |prefix: &str, depth: usize| {
        let pages = site.files.keys().filter(|path| path.starts_with(prefix) && path.ends_with("/index.html"));
        pages.filter(|path| path.matches('/').count() == depth).count()
    };
    // The research counts 197 facts; four pairs of rival answers stand as two values of one fact each. To
    // them come 71 dated events, and four sums that this site makes of them.
    assert_eq!(count("facts/", 3), 197 - 4 + 71 + 4);
    assert_eq!(count("sources/", 2), 226);
    assert!(count("entities/", 2) >= 91);
    for path in site.files.keys().filter(|path| path.ends_with("/index.html")) {
        let twin = path.replace("index.html", "index.json");
        let json: serde_json::Value = serde_json::from_slice(&site.files[&twin]).expect("the twin is JSON");
        assert!(json.is_object(), "{twin}");
    }
    for path in ["facts.csv", "facts.json", "sources.bib", "sources.json", "404.html", "feed.xml", "sitemap.xml"] {
        assert!(site.files.contains_key(path), "{path} is missing");
    }
}

#[test]
fn a_fact_page_lists_each_sentence_that_uses_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = build(&root(), folder.path(), &["--date", DAY], &[]);
    let page = site.text("facts/russia-sanctions/castellum-10128-apr-2022/index.html");
    assert!(page.contains("<b>10,128</b>"), "the words are set off in their sentence");
    assert!(page.contains("/why-self-reliance/#use-"), "the sentence is linked");
    let source = site.text("sources/epoch-times-2022-self-reliance/index.html");
    assert!(source.contains("/sanctions-on-russia/#use-"), "sentences bound to facts read there are listed");
}

#[test]
fn minimal_outputs_are_pages_a_sitemap_and_one_feed() {
    let site_folder = tempfile::tempdir().expect("a folder");
    copy_site(&root(), site_folder.path());
    let config = site_folder.path().join("content/site.yml");
    let text = fs::read_to_string(&config).expect("site.yml");
    fs::write(&config, format!("{text}\noutputs: minimal\n")).expect("written");
    let folder = tempfile::tempdir().expect("a folder");
    let site = build(site_folder.path(), folder.path(), &["--date", DAY], &[]);
    let mut by_extension: BTreeMap<&str, usize> = BTreeMap::new();
    for path in site.files.keys().filter(|path| !path.starts_with('.')) {
        *by_extension.entry(path.rsplit('.').next().unwrap_or("")).or_default() += 1;
    }
    assert_eq!(by_extension.get("json"), None);
    assert_eq!(by_extension.get("csv"), None);
    assert_eq!(by_extension.get("bib"), None);
    assert_eq!(by_extension["xml"], 2);
    assert_eq!(links::broken(&site, "https://example.org/", "/"), Vec::<String>::new());
}

#[test]
fn the_first_page_and_the_articles_lead_through_the_parts_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = build(&root(), folder.path(), &["--date", DAY], &[]);
    let home = site.text("index.html");
    let places: Vec<usize> = ["The shock of 2022", "Two economies", "/entity-list/", "/chips/", "A longer history"]
        .iter()
        .map(|words| home.find(words).unwrap_or_else(|| panic!("{words} is on the first page")))
        .collect();
    let from = home.find("id=\"explainers\"").expect("the list of explainers");
    assert!(places.iter().skip(1).all(|place| *place > from) && places.is_sorted(), "{places:?}");
    let chips = site.text("chips/index.html");
    assert!(chips.contains("<a href=\"/entity-list/\" rel=\"prev\">"), "the article before it");
    assert!(chips.contains("<a href=\"/dual-circulation/\" rel=\"next\">"), "the one after, of the next part");
    assert!(!home.contains("About this site"), "the page about the site is no explainer");
}

#[test]
fn no_page_holds_a_broken_binding_or_a_template_left_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let site: Output = build(&root(), folder.path(), &["--date", DAY], &[]);
    for (path, bytes) in &site.files {
        if !path.ends_with(".html") {
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        for trace in ["{{", "{%", "fact:", "class=\"fact broken", "\u{1}cite", "undefined"] {
            assert!(!text.contains(trace), "{path} holds `{trace}`");
        }
    }
    assert!(Path::new(&root()).join("content").is_dir());
}

/// Five slips of an editor on the real content: exactly these findings, each at its place, and the site built
/// before stays as it was.
#[test]
fn five_slips_are_found_and_the_built_site_stays() {
    let folder = tempfile::tempdir().expect("a folder");
    copy_site(&root(), folder.path());
    let before = build(folder.path(), folder.path(), &["--date", DAY], &[]);
    let slips = [
        ("why-self-reliance.md", "at [10,128](fact", "at [10,182](fact", "10,182", "figure-mismatch"),
        (
            "why-self-reliance.md",
            "reports it, [nearly 1,000]",
            "reports it, [1,000]",
            "1,000](fact:company",
            "figure-mismatch",
        ),
        (
            "why-self-reliance.md",
            "\"killing a chicken to warn a monkey\"",
            "\"killing a monkey to warn a chicken\"",
            "\"killing",
            "quote-mismatch",
        ),
        (
            "decoupling-since-2018.md",
            "[@piie-2022-phase-one]",
            "[@piie-2022-phase-two]",
            "piie-2022-phase-two",
            "unknown-source",
        ),
        (
            "sanctions-on-russia.md",
            "The European Union's figure, in two law firms' accounts, is [336]",
            "The figure is [336]",
            "[336]",
            "disputed-unqualified",
        ),
    ];
    let mut expected = Vec::new();
    for (file, from, to, _, _) in slips {
        let path = folder.path().join("content").join(file);
        let text = fs::read_to_string(&path).expect("readable");
        assert!(text.contains(from), "{file} holds `{from}`");
        fs::write(&path, text.replacen(from, to, 1)).expect("written");
    }
    for (file, _, to, marked, rule) in slips {
        let text = fs::read_to_string(folder.path().join("content").join(file)).expect("readable");
        let slip = text.find(to).expect("the slip is there");
        let at = slip + text[slip..].find(marked).expect("the marked words");
        let line = text[..at].matches('\n').count() + 1;
        let column = text[..at].rsplit('\n').next().unwrap_or("").chars().count() + 1;
        expected.push(format!("content/{file}:{line}:{column}: error[{rule}]"));
    }
    let output = folder.path().join("public").to_string_lossy().into_owned();
    let run = output::run(folder.path(), &["build", "--date", DAY, "--format", "short", "--output-dir", &output], &[]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    let mut found: Vec<String> =
        run.stdout.lines().map(|line| line.split(": “").next().unwrap_or("").to_owned()).collect();
    found.iter_mut().for_each(|line| line.truncate(line.find(']').map_or(line.len(), |at| at + 1)));
    found.retain(|line| line.contains(": error["));
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "{}", run.stdout);
    assert!(Output::read(&folder.path().join("public")).files == before.files, "the site built before is as it was");
}
