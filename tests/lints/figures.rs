//! `figure-mismatch` over one sheet and many words.

use crate::support;

const SHEET: &str = "-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  exact: {kind: statistic, claim: ___ left., value: '10,128', unit: sanctions, as_of: 2022-04-29, by: firm, evidence: x}
  nearly: {kind: statistic, claim: ___ left., value: 'nearly 1,000', unit: companies, as_of: 2022-05-05, by: firm, evidence: x}
  percent: {kind: statistic, claim: ___ percent., value: more than 7, unit: '%', as_of: 2021, by: firm, evidence: x}
  money: {kind: statistic, claim: ___ dollars., value: about 300 billion, unit: US dollars, as_of: 2022, by: firm, evidence: x}
  trade: {kind: statistic, claim: Trade., unit: billion US dollars, as_of: 2024, by: firm, evidence: x, series: {2011: 399, 2018: 539.5}}
  parts: {kind: statistic, claim: Parts., unit: persons, as_of: 2023, by: firm, evidence: x, breakdown: {one list: 603, another: 398}}
  event: {kind: event, claim: It began., when: 1960-07-16, evidence: x}
  two:
    kind: statistic
    claim: ___ left.
    unit: companies
    evidence: x
    values:
      a: {value: '1,000', as_of: 2022-05, by: firm, evidence: x}
      b: {value: 600 to 700, as_of: 2022-06, by: office, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: firm}
-- content/entities/e.yml --
firm: {name: The Firm, kind: company, zh: 公司}
office: {name: Office, kind: government}
";

/// Rules that fire for a sentence about the sheet above.
fn rules(sentence: &str) -> Vec<String> {
    let article =
        format!("-- content/a.md --\n---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\n---\n{sentence}\n{SHEET}");
    let found = support::findings(&article);
    found.iter().map(|line| line.split(' ').nth(2).unwrap_or("").trim_end_matches(':').to_owned()).collect()
}

#[test]
fn words_that_the_sheet_licenses() {
    for sentence in [
        "[10,128](fact:s/exact) sanctions",
        "[10128](fact:s/exact)",
        "[10,128 sanctions](fact:s/exact)",
        "[](fact:s/exact)",
        "[more than 10,000](fact:s/exact)",
        "[about 10,000](fact:s/exact)",
        "[at least 10,000](fact:s/exact)",
        "[超过1万](fact:s/exact)项",
        "[一万零一百二十八](fact:s/exact)",
        "[its count](fact:s/exact)",
        "**[10,128](fact:s/exact)**",
        "[**10,128**](fact:s/exact)",
        "[nearly 1,000](fact:s/nearly)",
        "[almost 1,000 companies](fact:s/nearly)",
        "[近1000家公司](fact:s/nearly)",
        "[more than 7 percent](fact:s/percent)",
        "[over 7%](fact:s/percent)",
        "[超过百分之七](fact:s/percent)",
        "[about 300 billion](fact:s/money)",
        "[about $300 billion](fact:s/money)",
        "[about 300 billion dollars](fact:s/money)",
        "[about 300](fact:s/money) billion dollars",
        "[约3000亿美元](fact:s/money)",
        "[399 billion dollars](fact:s/trade@2011)",
        "[$539.5 billion](fact:s/trade@2018)",
        "[539.5](fact:s/trade@2018) billion",
        "[603](fact:s/parts) and [398](fact:s/parts)",
        "[in July 1960](fact:s/event#when)",
        "[16 July](fact:s/event#when)",
        "[1960年7月16日](fact:s/event#when)",
        "[29 April 2022](fact:s/exact#as_of)",
        "[The Firm](fact:s/exact#by)",
        "[公司](fact:s/exact#by)",
        "[sanctions](fact:s/exact#unit)",
        "[two days before it began](fact:s/event)",
        "[600 to 1,000](fact:s/two)",
        "The Firm counts [1,000](fact:s/two/a)",
        "the Office counts [600 to 700](fact:s/two/b)",
    ] {
        assert_eq!(rules(sentence), Vec::<String>::new(), "{sentence}");
    }
}

#[test]
fn words_that_the_sheet_does_not_license() {
    for sentence in [
        "[10,127](fact:s/exact)",
        "[10.128](fact:s/exact)",
        "[101,280](fact:s/exact)",
        "[less than 10,128](fact:s/exact)",
        "[more than 11,000](fact:s/exact)",
        "[about 9,000](fact:s/exact)",
        "[10,128%](fact:s/exact)",
        "[一万零一百二十九](fact:s/exact)",
        "[1,000](fact:s/nearly)",
        "[more than 1,000](fact:s/nearly)",
        "[超过1000](fact:s/nearly)",
        "[exactly 1,000](fact:s/nearly)",
        "[nearly 2,000](fact:s/nearly)",
        "[7 percent](fact:s/percent)",
        "[7%](fact:s/percent)",
        "[nearly 7 percent](fact:s/percent)",
        "[300 billion](fact:s/money)",
        "[about 300 million](fact:s/money)",
        "[about €300 billion](fact:s/money)",
        "[399 million dollars](fact:s/trade@2011)",
        "[539.5 billion](fact:s/trade@2011)",
        "[604](fact:s/parts)",
        "[in July 1961](fact:s/event#when)",
        "[17 July](fact:s/event#when)",
        "[June 1960](fact:s/event#when)",
        "[28 April](fact:s/exact#as_of)",
        "[Office](fact:s/exact#by)",
        "[companies](fact:s/exact#unit)",
        "[12 of them](fact:s/event)",
        "the Office counts [1,000](fact:s/two/b)",
    ] {
        assert_eq!(rules(sentence), ["figure-mismatch"], "{sentence}");
    }
}

#[test]
fn disputes_are_qualified_by_range_or_by_name() {
    for sentence in [
        "there were [1,000](fact:s/two/a)",
        "there were [companies that left](fact:s/two)",
        "the Office counts [1,000](fact:s/two/a)",
    ] {
        assert_eq!(rules(sentence), ["disputed-unqualified"], "{sentence}");
    }
}
