//! Each format against its schema, its rules of escaping, or a parser of its own.

use std::collections::BTreeSet;

use boon::{Compiler, Schemas};
use factloom::check::lints::LINTS;
use factloom::report::FORMATS;
use serde_json::{Value, json};

use super::support::{Ran, put, run, site};

/// The schema of the OASIS standard with errata 01, from github.com/oasis-tcs/sarif-spec, sarif-2.1/schema.
const SARIF: &str = include_str!("sarif-schema-2.1.0.json");

/// Findings of all levels and sorts: with notes, with fixes, waived, in odd files, in Chinese, of several lines.
const SITE: &str = "-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
制裁：有 [900](fact:s/f) 家公司。

There were 1,234 people, and 5,678 more.

<!-- allow uncited-figure until 2999: counted, \"by hand\" -->

There were 4,321 of them.

<!-- allow uncited-figure: not needed -->

Text.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 1000, as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
d: {name: D, kind: company}
-- content/entities/é, 50%.yml --
d: {name: D, kind: \"per\\u0007son\", rolle: B}
";

fn check(format: &str, more: &[&str]) -> Ran {
    let folder = site(SITE);
    run(folder.path(), &[&["check", "--format", format][..], more].concat())
}

fn holds_to(schema: Value, document: &Value) {
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.enable_format_assertions();
    compiler.add_resource("https://example.org/schema.json", schema).expect("added");
    let index = compiler.compile("https://example.org/schema.json", &mut schemas).expect("a schema");
    if let Err(error) = schemas.validate(document, index) {
        panic!("{error:#}\n{document:#}");
    }
}

fn results(document: &Value) -> Vec<&Value> {
    document["runs"][0]["results"].as_array().expect("results").iter().collect()
}

fn of_rule<'d>(document: &'d Value, rule: &str) -> Vec<&'d Value> {
    results(document).into_iter().filter(|result| result["ruleId"] == rule).collect()
}

#[test]
fn sarif_holds_to_the_official_schema() {
    let schema: Value = serde_json::from_str(SARIF).expect("JSON");
    for more in [&[][..], &["--show-waived"], &["--quiet"]] {
        let ran = check("sarif", more);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(results(&ran.json()).len() > 4);
        holds_to(schema.clone(), &ran.json());
    }
    let clean = site("");
    let ran = run(clean.path(), &["check", "--format", "sarif"]);
    holds_to(schema.clone(), &ran.json());
    std::fs::remove_file(clean.path().join("content/site.yml")).expect("removed");
    let ran = run(clean.path(), &["check", "--format", "sarif"]);
    let document = ran.json();
    let place = &results(&document)[0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/site.yml");
    holds_to(schema.clone(), &document);
    // The schema is one that can fail.
    let mut broken = check("sarif", &[]).json();
    broken["runs"][0]["results"][0]["level"] = json!("fatal");
    let failed = std::panic::catch_unwind(|| holds_to(schema, &broken));
    assert!(failed.is_err());
}

#[test]
fn sarif_tells_places_in_code_points_and_fixes_as_replacements() {
    let document = check("sarif", &[]).json();
    let run = &document["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let figure = of_rule(&document, "figure-mismatch")[0];
    let place = &figure["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"], json!({"uri": "content/a.md", "uriBaseId": "%SRCROOT%"}));
    assert_eq!(place["region"], json!({"startLine": 7, "startColumn": 7, "endLine": 7, "endColumn": 10}));
    let change = &figure["fixes"][0]["artifactChanges"][0];
    assert_eq!(change["replacements"][0]["deletedRegion"], place["region"]);
    assert_eq!(change["replacements"][0]["insertedContent"]["text"], "1000");
    let odd = of_rule(&document, "unknown-key")[0];
    let uri = &odd["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "content/entities/%C3%A9%2C%2050%25.yml");
    let twice = of_rule(&document, "duplicate-id")[0];
    assert!(twice["relatedLocations"][0]["physicalLocation"]["region"]["startLine"].is_u64(), "{twice:#}");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let names: Vec<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    assert_eq!(names, LINTS.iter().map(|lint| lint.name).collect::<Vec<_>>());
    for result in results(&document) {
        assert_eq!(rules[result["ruleIndex"].as_u64().expect("an index") as usize]["id"], result["ruleId"]);
    }
    for rule in rules {
        assert!(rule["help"]["markdown"].as_str().is_some_and(|text| text.contains("# Why it matters")), "{rule:#}");
    }
}

#[test]
fn sarif_suppresses_waived_findings_when_they_are_asked_for() {
    let document = check("sarif", &[]).json();
    assert_eq!(of_rule(&document, "uncited-figure").len(), 2);
    assert!(results(&document).iter().all(|result| result.get("suppressions").is_none()));
    let document = check("sarif", &["--show-waived"]).json();
    let figures = of_rule(&document, "uncited-figure");
    assert_eq!(figures.len(), 3);
    assert!(results(&document).iter().all(|result| result["suppressions"].is_array()), "all or none");
    let [suppression] = figures[2]["suppressions"].as_array().expect("a list").as_slice() else { panic!("one") };
    assert_eq!(suppression["justification"], "counted, \"by hand\" (until 2999)");
    assert_eq!(suppression["location"]["physicalLocation"]["region"]["startLine"], 11);
}

fn fingerprints(document: &Value) -> BTreeSet<String> {
    let prints = results(document).into_iter().map(|result| result["partialFingerprints"]["factloom/v1"].to_string());
    prints.collect()
}

#[test]
fn fingerprints_are_unique_and_do_not_follow_lines() {
    let folder = site(SITE);
    let sarif = || run(folder.path(), &["check", "--format", "sarif"]).json();
    let before = sarif();
    assert_eq!(fingerprints(&before).len(), results(&before).len());
    put(
        folder.path(),
        &SITE.replace("---\n制裁", "---\nA line.\n\nAnother.\n\n制裁").replace("facts:\n", "\n\nfacts:\n"),
    );
    let after = sarif();
    assert_ne!(results(&before), results(&after));
    assert_eq!(fingerprints(&before), fingerprints(&after));
    put(folder.path(), &SITE.replace("5,678", "1,234"));
    let twice = sarif();
    assert_eq!(fingerprints(&twice).len(), results(&twice).len(), "two findings alike are told apart");
}

/// No object may have a key that the schema does not name.
fn closed(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") {
                map.insert("additionalProperties".to_owned(), json!(false));
            }
            map.values_mut().for_each(closed);
        }
        Value::Array(items) => items.iter_mut().for_each(closed),
        _ => {}
    }
}

#[test]
fn json_holds_to_the_schema_that_is_published_and_to_no_more() {
    let folder = site("");
    let mut schema = run(folder.path(), &["schema", "findings"]).json();
    closed(&mut schema);
    let document = check("json", &[]).json();
    assert_eq!((document["findings"].as_array().map(Vec::len), &document["version"]), (Some(7), &json!(1)));
    assert_eq!(document["waived"][0]["waiver"]["reason"], "counted, \"by hand\"");
    assert_eq!(document["waived"][0]["waiver"]["until"], "2999");
    holds_to(schema.clone(), &document);
    holds_to(schema, &run(folder.path(), &["check", "--format", "json"]).json());
}

#[test]
fn github_gets_workflow_commands_errors_first_and_escaped() {
    let ran = check("github", &[]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 7, "{}", ran.out);
    let levels: Vec<&str> = lines.iter().map(|line| line.split(' ').next().unwrap_or("")).collect();
    assert!(levels.is_sorted_by_key(|level| *level != "::error") && levels.contains(&"::warning"), "{levels:?}");
    assert!(
        ran.out.contains("::error file=content/a.md,line=7,endLine=7,col=7,endColumn=10,title=figure-mismatch::"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("file=content/entities/é%2C 50%25.yml,"), "{}", ran.out);
    assert!(ran.out.contains("%0A"), "the remedy follows on a line of its own: {}", ran.out);
    let folder = site("");
    put(&folder.path().join("docs"), SITE);
    let ran = run(folder.path(), &["check", "--root", "./docs/", "--format", "github"]);
    assert!(ran.out.contains("file=docs/content/a.md,"), "paths are those of the repository: {}", ran.out);
}

#[test]
fn gitlab_gets_a_code_quality_report() {
    let document = check("gitlab", &[]).json();
    let list = document.as_array().expect("a list");
    assert_eq!(list.len(), 7);
    let mut prints = BTreeSet::new();
    for issue in list {
        let text = |key: &str| issue[key].as_str().unwrap_or_else(|| panic!("{key}: {issue:#}"));
        assert!(prints.insert(text("fingerprint").to_owned()), "two of one fingerprint");
        assert!(!text("description").is_empty() && LINTS.iter().any(|lint| lint.name == text("check_name")));
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&text("severity")));
        assert!(issue["location"]["path"].as_str().is_some_and(|path| path.starts_with("content/")));
        assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 0));
    }
    let folder = site("");
    assert_eq!(run(folder.path(), &["check", "--format", "gitlab"]).json(), json!([]));
}

#[test]
fn junit_is_xml_with_a_case_for_each_finding() {
    let ran = check("junit", &[]);
    let document = roxmltree::Document::parse(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.out));
    let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    assert_eq!((count("testcase"), count("failure"), count("skipped")), (7, 6, 1));
    let total = |key: &str| document.root_element().attribute(key).map(str::to_owned);
    assert_eq!((total("tests").as_deref(), total("failures").as_deref()), (Some("7"), Some("6")));
    let suites: Vec<&str> = document.root_element().children().filter_map(|suite| suite.attribute("name")).collect();
    assert_eq!(suites, ["content/a.md", "content/entities/é, 50%.yml"]);
    assert!(ran.out.contains("per\u{fffd}son"), "a bell is no character of XML");
    let case = document.descendants().find(|node| node.has_tag_name("testcase")).expect("a case");
    assert_eq!((case.attribute("classname"), case.attribute("line")), (Some("content/a.md"), Some("7")));
    let folder = site("");
    let clean = run(folder.path(), &["check", "--format", "junit"]);
    let document = roxmltree::Document::parse(&clean.out).expect("XML");
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("testcase")).count(), 1);
}

#[test]
fn people_get_counts_by_rule_and_the_waivers_on_demand() {
    let ran = check("human", &[]);
    assert!(ran.out.contains(" 2 errors  uncited-figure"), "{}", ran.out);
    assert!(ran.out.contains("1 warning  unused-waiver"), "{}", ran.out);
    assert!(ran.out.contains("`factloom explain uncited-figure` says"), "the most frequent error: {}", ran.out);
    assert!(!ran.out.contains("by hand"), "{}", ran.out);
    assert!(!ran.out.contains("--show-infos"), "there are none: {}", ran.out);
    let ran = check("human", &["--show-waived"]);
    assert!(ran.out.contains("waived[uncited-figure]: "), "{}", ran.out);
    assert!(ran.out.contains("because: counted, \"by hand\" (until 2999), in line 11"), "{}", ran.out);
    let quiet = check("human", &["--quiet"]);
    assert!(!quiet.out.contains("explain") && !quiet.out.contains("unused-waiver"), "{}", quiet.out);
    let short = check("short", &["--show-waived"]);
    assert!(short.out.contains("content/a.md:13:12: waived[uncited-figure]: "), "{}", short.out);
}

#[test]
fn infos_are_counted_and_shown_on_demand() {
    let folder = site(
        "-- content/site.yml --\ntitle: T\nurl: https://example.org/\n\
         -- content/facts/s.yml --\ntitle: S\nsummary: S.\ntopics: []\nfacts:\n  \
         f: {kind: event, claim: They left., when: 2022, evidence: x}\n\
         -- content/sources/x.yml --\nx: {type: web, title: X, publisher: P}\n",
    );
    let ran = run(folder.path(), &["check"]);
    assert!(ran.out.contains("1 info  unused-fact"), "{}", ran.out);
    assert!(ran.out.contains("`factloom check --show-infos` prints the infos too"), "{}", ran.out);
    assert!(!ran.out.contains("info[unused-fact]"), "{}", ran.out);
    let ran = run(folder.path(), &["check", "--show-infos"]);
    assert!(ran.out.contains("info[unused-fact]") && ran.out.contains("content/facts/s.yml:5:3"), "{}", ran.out);
}

#[test]
fn every_format_is_in_the_readme() {
    let readme = include_str!("../../README.md");
    for format in FORMATS {
        assert!(readme.contains(format.name), "{}", format.name);
    }
}
