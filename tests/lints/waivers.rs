//! Waivers: what they cover, when they end, and what is said of those that cover nothing.

use super::support::{check, findings};

const HEAD: &str = "-- content/a.md --\n---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\n---\n";

#[test]
fn a_comment_covers_the_next_block_until_its_day_is_past() {
    check(&format!("{HEAD}<!-- allow uncited-figure until 2026-11-24: counted -->\n\nIn all 1,234 people.\n"));
    check(&format!(
        "{HEAD}<!-- allow uncited-figure until 2026-11-23: counted -->
           ^^^^^^^^^^^^^^ warning expired-waiver: `allow uncited-figure` ended on 2026-11-23

In all 1,234 people.
       ^^^^^ error uncited-figure: no source
"
    ));
    // A bare month or year holds to its last day.
    check(&format!("{HEAD}<!-- allow uncited-figure until 2026-11: counted -->\n\nIn all 1,234 people.\n"));
}

#[test]
fn a_waiver_that_covers_nothing_is_said_to() {
    check(&format!(
        "{HEAD}<!-- allow uncited-figure: counted -->
           ^^^^^^^^^^^^^^ warning unused-waiver: `allow uncited-figure` covers nothing

Some people.

In all 1,234 people.
       ^^^^^ error uncited-figure: no source
"
    ));
    check(&format!(
        "{HEAD}<!-- allow uncited-figure until 2025: counted -->
           ^^^^^^^^^^^^^^ warning expired-waiver: `allow uncited-figure` ended on 2025

Some people.
"
    ));
}

#[test]
fn a_waiver_of_a_rule_that_is_off_or_unjudged_is_left_alone() {
    let config = "-- content/site.yml --\ntitle: T\nurl: https://example.org/\nrules: {uncited-figure: off}\n";
    check(&format!("{HEAD}<!-- allow uncited-figure: counted -->\n\nSome people.\n{config}"));
    let found = findings(&format!(
        "{HEAD}<!-- allow uncited-figure: counted -->\n\nSome people.\n-- content/facts/s.yml --\ntitle: [\n"
    ));
    assert!(found.len() == 1 && found[0].contains("yaml-syntax"), "{found:?}");
}

#[test]
fn a_date_that_is_none_and_a_rule_about_waivers_are_refused() {
    check(&format!(
        "{HEAD}<!-- allow uncited-figure until May: counted -->
                                ^^^ error bad-waiver: `allow uncited-figure` holds until `May`, which is no date

In all 1,234 people.
       ^^^^^ error uncited-figure: no source

<!-- allow unused-waiver: we like them -->
           ^^^^^^^^^^^^^ error bad-waiver: `unused-waiver` cannot be waived

Text.
"
    ));
}

#[test]
fn allow_covers_its_entry_its_sheet_or_the_facts_that_inherit_it() {
    let sheet = |head: &str, fact: &str, other: &str| {
        format!(
            "-- content/facts/s.yml --\ntitle: S\nsummary: S.\ntopics: []\n{head}facts:\n  f: {{kind: assessment, claim: C., by: nobody{fact}, evidence: x}}\n  g: {{kind: assessment, claim: D., by: nobody{other}, evidence: x}}\n-- content/sources/x.yml --\nx: {{type: web, title: X, publisher: E.}}\n"
        )
    };
    let rules = |literal: String| -> Vec<String> {
        let names = findings(&literal);
        names.iter().map(|line| line.split(' ').nth(2).unwrap_or("").trim_end_matches(':').to_owned()).collect()
    };
    let own = ", allow: {unknown-entity: no page yet}";
    assert_eq!(rules(sheet("", "", "")), ["unknown-entity", "unknown-entity"]);
    assert_eq!(rules(sheet("", own, "")), ["unknown-entity"]);
    assert_eq!(rules(sheet("", own, own)), Vec::<String>::new());
    assert_eq!(rules(sheet("allow: {unknown-entity: no page yet}\n", "", "")), Vec::<String>::new());
    assert_eq!(rules(sheet("defaults: {allow: {unknown-entity: no page yet}}\n", "", "")), Vec::<String>::new());
    // The narrowest is used, so the wider one is needed for the other fact only.
    assert_eq!(rules(sheet("allow: {unknown-entity: no page yet}\n", own, own)), ["unused-waiver"]);
    // One waiver of the defaults that no fact needs is one finding.
    assert_eq!(
        rules(sheet("defaults: {allow: {bad-date: why}}\n", "", "")),
        ["unused-waiver", "unknown-entity", "unknown-entity"]
    );
    let until = |day: &str| format!(", allow: {{unknown-entity: {{why: no page yet, until: {day}}}}}");
    assert_eq!(rules(sheet("", own, &until("2026-11-24"))), Vec::<String>::new());
    assert_eq!(rules(sheet("", own, &until("2026-10"))), ["unknown-entity", "expired-waiver"]);
    assert_eq!(rules(sheet("", own, &until("soon"))), ["unknown-entity", "bad-date"]);
    assert_eq!(rules(sheet("", own, ", allow: {unknown-entity: …}")), ["unknown-entity", "bad-waiver"]);
    assert_eq!(rules(sheet("", own, ", allow: {unknown-entiti: why}")), ["unknown-entity", "bad-waiver"]);
    assert_eq!(rules(sheet("", own, ", allow: {unknown-entity: {until: 2027}}")), ["unknown-entity", "missing-field"]);
}

#[test]
fn articles_sources_entities_and_terms_may_waive_too() {
    check(
        "-- content/a.md --
---
title: A
summary: Some 1,234 people.
date: 2022
topics: []
allow: {uncited-figure: A tale.}
---
There were 4,321 of them.
-- content/entities/e.yml --
e: {name: E, kind: company, owner: nobody, allow: {unknown-entity: no page yet}}
-- content/glossary.yml --
t: {term: T, def: It is., evidence: nowhere, allow: {unknown-source: lost}}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e, republishes: nothing, allow: {unknown-source: lost}}
y: {type: web, title: Y, publisher: e, allow: {unknown-source: lost}}
                                               ^^^^^^^^^^^^^^ warning unused-waiver
",
    );
}
