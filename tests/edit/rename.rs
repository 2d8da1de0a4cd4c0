//! `rename`: a site with every field that can hold an id, each id of each kind renamed and renamed back.

use std::collections::{BTreeMap, BTreeSet};

use factloom::build::{Analysis, Options, analyse};
use factloom::edit::references::{self, Kind};
use factloom::edit::rename::{RenameError, rename, renamed_inputs};
use factloom::load::Inputs;
use factloom::parse::fields::sheet::FACT;

use crate::support::{factloom, files, findings, folder, options, read};

/// Ids are such as stand nowhere else, so that a text without them has no mention of them.
pub const SITE: &str = r#"
-- content/site.yml --
title: T
url: https://example.org/
languages: [en, zh]
rules: {disputed-unqualified: off, retired-fact: off, single-origin: off, unused-fact: off, stale: off, unused-source: off, orphan: off, translation-missing: off}
topics: {tau-topic: {title: Tau}, upsilon-topic: {title: Ups}}
parts:
  - {title: One, articles: [alpha-article]}
-- content/alpha-article.md --
---
title: "The [first](fact:sigma-sheet/kappa-count) \"article\""
summary: On [nearly 1,000](fact:sigma-sheet/kappa-count) and [E](entity:epsilon-body), kappa-count and all.
date: 2022-05-10
topics: [tau-topic, "upsilon-topic"]
authors: [epsilon-body, Ann Author]
points:
  - 'See [the \ count](fact:sigma-sheet/kappa-count) and [Epsilon](fact:sigma-sheet/kappa-count#by) [@rho-source].'
---

By [nearly 1,000](fact:sigma-sheet/kappa-count), by [Epsilon](fact:sigma-sheet/kappa-count#by) [see @rho-source, p. 3; -@pi-source]. A
reader asks [what][count] and [why](<fact:sigma-sheet/kappa-count>), [low](fact:sigma-sheet/lambda-answers/lo "title"), and
[in 2020](fact:other-sheet/mu-series@2020#when). [Rho](source:rho-source), [E](entity:epsilon-body), [term](term:theta-term).
[Page](/facts/sigma-sheet/kappa-count/), [sheet](/facts/sigma-sheet/), [source](/sources/rho-source/), [who](/entities/epsilon-body),
[topic](/topics/tau-topic/), [word](/glossary/#theta-term), [next](folder/beta-article.md#part), [back](./alpha-article.md), `fact:sigma-sheet/x`.
[fact:sigma-sheet/kappa-count](fact:sigma-sheet/lambda-answers/hi) [@{pi-source}]

[count]: fact:sigma-sheet/kappa-count
[other]: folder/beta-article.md

A [reference][other] by its label, an ![empty picture](pic.png), one of [the site](/alpha-article/), one of [the file](/folder/beta-article.md).

```table
facts: [sigma-sheet/kappa-count, "other-sheet/mu-series"]
caption: Of [nearly 1,000](fact:sigma-sheet/kappa-count), [@pi-source].
```

```timeline
sheet: sigma-sheet
topics: [tau-topic]
entities: [epsilon-body]
```

```chart
fact: other-sheet/mu-series
```

- ```facts
  - sigma-sheet/lambda-answers
  ```
-- content/alpha-article.zh.md --
---
title: 一
summary: 二
date: 2022-05-10
topics: [tau-topic]
---

[近1,000](fact:sigma-sheet/kappa-count)家，[乙](folder/beta-article.md)。
-- content/folder/beta-article.md --
---
title: B
summary: B
date: 2022-05-10
topics: []
---

## Part

[First](../alpha-article.md), [its Chinese](../alpha-article.zh.md), [this part](beta-article.md#part), ![empty picture](../pic.png).
-- content/gamma-draft.md --
---
title: Draft
summary: D
date: 2022-05-10
topics: [tau-topic]
status: draft
---

[nearly 1,000](fact:sigma-sheet/kappa-count), [First](alpha-article.md) [@rho-source], [E](entity:epsilon-body), [t](term:theta-term).
-- content/facts/sigma-sheet.yml --
# The sheet.
title: S
summary: Of [nearly 1,000](fact:sigma-sheet/kappa-count).
topics: [tau-topic]
defaults:
  by: &who epsilon-body   # says so
  about: [epsilon-body]
facts:
  kappa-count:   # the count
    kind: statistic
    claim: ___ companies left.
    label: Left
    allow: {retired-fact: It is shown.}
    value: nearly 1,000
    unit: companies
    as_of: 2022-05-05
    evidence:
      - {source: rho-source, at: p. 1, by: epsilon-body, via: [eta-wire], quote: "nearly 1,000 left"}
      - pi-source, para. 8
    method: Counted.
    stale_after: 1y
    checked: 2022-06-01
    topics: [upsilon-topic]
    note: "See [t](term:theta-term): \"it\", [E](entity:epsilon-body) and [this](fact:sigma-sheet/kappa-count)."
    corrections: [{date: 2022-05-12, was: "1,000", now: "nearly 1,000", why: A slip.}]
    see: [lambda-answers, other-sheet/mu-series]
    conflicts_with: sigma-sheet/lambda-answers
    withhold: For a reason.
  lambda-answers:
    kind: statistic
    claim: ___ companies left.
    unit: companies
    by: *who
    values:
      lo: {value: 600, as_of: 2022-05, by: epsilon-body, evidence: rho-source}
      hi: {value: 700, as_of: 2022-05, by: zeta-paper, evidence: [pi-source], retired: {date: 2022-06-01, why: Old., use: lo}}
    conflicts_with: [kappa-count]
  nu-event:
    kind: period
    order: 1
    claim: A stage, as they say.
    when: 2022
    target: 2023
    outcome: {date: 2023-02-01, text: It came., evidence: rho-source}
    quote: {zh: 甲乙丙丁, en: A}
    translated_by: somebody
    evidence: rho-source
    retired: {date: 2023-03-01, why: No longer so., use: kappa-count}
-- content/facts/sigma-sheet.zh.yml --
facts:
  kappa-count: {claim: ___家公司离开。}
-- content/facts/other-sheet.yml --
title: O
summary: O.
topics: []
facts:
  mu-series:
    kind: statistic
    claim: A series.
    unit: companies
    as_of: 2021
    when: 2020
    by: [epsilon-body, zeta-paper]
    evidence: rho-source
    series: {2020: 10, 2021: {value: 12, evidence: pi-source, note: Another count}}
    breakdown: {first: 5, second: 7}
    see: sigma-sheet/kappa-count
  tau-derived: {kind: statistic, claim: They make ___., derived: {formula: a + b, from: {a: mu-series@2020, b: other-sheet/mu-series@2021}}}
-- content/sources/a.yml --
rho-source: {type: newspaper, title: R, publisher: zeta-paper, author: [epsilon-body, "Family, Given"], date: 2024, capture: captures/rho-source.txt}
pi-source:
  type: web
  title: P
  publisher: "epsilon-body"
  editor: epsilon-body
  date: 2024
  republishes: rho-source
-- content/sources/b.bib --
@book{omega-parent, title = {About chi-book}, publisher = {epsilon-body}, year = 2001}
@incollection{chi-book, crossref = {omega-parent}, title = "C", author = {{epsilon-body} and Ann Author}}
-- content/sources/c.json --
[{"title": "On psi-item", "id": "psi-item", "type": "book", "publisher": "epsilon-body", "author": [{"literal": "zeta-paper"}]}]
-- content/captures/rho-source.txt --
It said that nearly 1,000 left. 甲乙丙丁
-- content/entities/e.yml --
# Bodies.
epsilon-body: {name: Epsilon, kind: organization, owner: zeta-paper, perspective: {label: a label, evidence: rho-source}, note: "Of [t](term:theta-term)."}
zeta-paper: {name: Zed, kind: newspaper}
eta-wire: {name: Eta, kind: newspaper}
-- content/glossary.yml --
theta-term: {term: Word, def: "As [E](entity:epsilon-body) says.", evidence: "rho-source, p. 2", see: [iota-term]}
iota-term: {term: Another, def: Meaning., evidence: pi-source, see: theta-term}
-- content/pic.png --
"#;

fn site() -> Analysis {
    with_drafts(files(SITE))
}

fn with_drafts(files: Vec<(String, String)>) -> Analysis {
    analyse(Inputs::of_texts(files), &Options { drafts: true, ..options() })
}

/// A renamed site with the files that are no texts.
fn again(texts: Vec<(String, String)>) -> Analysis {
    let pictures = files(SITE).into_iter().filter(|(path, _)| path.ends_with(".png"));
    with_drafts(texts.into_iter().chain(pictures).collect())
}

/// Each id of each kind with a new one.
fn renames() -> Vec<(Kind, String, String)> {
    let analysis = site();
    let mut out: BTreeSet<(Kind, String)> = BTreeSet::new();
    for reference in references::all(&analysis.inputs).into_iter().flat_map(|file| file.references) {
        if reference.is_definition {
            out.insert((reference.kind, reference.id.to_string()));
        }
    }
    out.extend(analysis.items.sheets.iter().map(|sheet| (Kind::Sheet, sheet.id.to_string())));
    out.extend(analysis.items.articles.iter().map(|article| (Kind::Article, article.id.to_string())));
    out.into_iter()
        .map(|(kind, id)| {
            let new = match (kind, id.rsplit_once('/')) {
                (Kind::Article, _) if id == "gamma-draft" => "deep/er/new-name".to_owned(),
                (Kind::Article, _) => format!("new-{}x", &id[..2]),
                (_, Some((sheet, key))) => format!("{sheet}/new-{}x", &key[..2]),
                _ => format!("new-{}x", &id[..2]),
            };
            (kind, id, new)
        })
        .collect()
}

/// Findings without what names places and ids.
fn rules(analysis: &Analysis) -> Vec<&'static str> {
    analysis.report.findings.iter().map(|finding| finding.diagnostic.rule).collect()
}

#[test]
fn the_site_of_these_tests_has_every_field_and_no_finding() {
    assert_eq!(findings(&site()), "");
    for field in FACT.keys() {
        assert!(
            SITE.contains(&format!("{field}: ")) || SITE.contains(&format!("{field}:\n")),
            "`{field}` is not tried"
        );
    }
}

#[test]
fn every_id_is_renamed_everywhere_and_back() {
    let before = site();
    let texts: BTreeMap<String, String> = files(SITE).into_iter().filter(|(path, _)| !path.ends_with(".png")).collect();
    let all = renames();
    assert!(Kind::ALL.iter().all(|kind| all.iter().any(|(of, ..)| of == kind)), "{all:?}");
    for (kind, old, new) in all {
        let renamed = rename(&before, kind, &old, &new).unwrap_or_else(|error| panic!("{old}: {error}"));
        let after = again(renamed_inputs(&before.inputs, &renamed));
        assert_eq!(rules(&after), rules(&before), "{old} as {new}\n{}", findings(&after));
        let word = if kind == Kind::Fact { old.split_once('/').expect("a key").1 } else { &old };
        for input in &after.inputs.files {
            let text =
                input.text.replace(&format!("aliases: [/{old}/]"), "").replace(&format!("aliases: [/zh/{old}/]"), "");
            // Words, code and titles that have the same letters are no mentions.
            let text = [
                "kappa-count and all",
                "[fact:sigma-sheet/kappa-count]",
                "`fact:sigma-sheet/x`",
                "On psi-item",
                "About chi-book",
            ]
            .iter()
            .fold(text, |text, words| text.replace(words, ""));
            assert!(!text.contains(word), "`{word}` is left in {}:\n{}", input.path, input.text);
            assert!(!input.path.contains(word), "{} keeps its name", input.path);
        }
        let back = rename(&after, kind, &new, &old).unwrap_or_else(|error| panic!("{new}: {error}"));
        let again: BTreeMap<String, String> = renamed_inputs(&after.inputs, &back).into_iter().collect();
        for (path, text) in &texts {
            let own = again.get(path).unwrap_or_else(|| panic!("{path} is gone after {old}"));
            let own: String = own.split_inclusive('\n').filter(|line| !line.starts_with("aliases:")).collect();
            assert_eq!(&own, text, "{path} after {old}");
        }
        assert_eq!(again.len(), texts.len());
    }
}

#[test]
fn an_article_notes_its_old_address_once() {
    let before = site();
    let there = rename(&before, Kind::Article, "alpha-article", "trade-article").expect("renamed");
    let after = again(renamed_inputs(&before.inputs, &there));
    let text = |analysis: &Analysis, path: &str| crate::support::text(&analysis.inputs, path).to_owned();
    assert!(text(&after, "content/trade-article.md").contains("\naliases: [/alpha-article/]\n---\n"));
    assert!(text(&after, "content/trade-article.zh.md").contains("\naliases: [/zh/alpha-article/]\n---\n"));
    let back = rename(&after, Kind::Article, "trade-article", "alpha-article").expect("renamed");
    let home = again(renamed_inputs(&after.inputs, &back));
    assert!(text(&home, "content/alpha-article.md").contains("\naliases: [/trade-article/]\n---\n"));
}

#[test]
fn an_article_in_another_folder_keeps_its_links() {
    let before = site();
    let renamed = rename(&before, Kind::Article, "folder/beta-article", "top").expect("renamed");
    let after = again(renamed_inputs(&before.inputs, &renamed));
    assert_eq!(findings(&after), "");
    let text = crate::support::text(&after.inputs, "content/top.md");
    let want = "[First](alpha-article.md), [its Chinese](alpha-article.zh.md), [this part](top.md#part), ![empty picture](pic.png).";
    assert!(text.contains(want), "{text}");
    let first = crate::support::text(&after.inputs, "content/alpha-article.md");
    assert!(
        first.contains("[next](top.md#part)") && first.contains("\n[other]: top.md\n") && first.contains("(/top.md)"),
        "{first}"
    );
}

#[test]
fn bad_and_taken_ids_are_refused_with_the_reason() {
    let analysis = site();
    for (kind, old, new, want) in [
        (
            Kind::Fact,
            "sigma-sheet/kappa-count",
            "sigma-sheet/lambda-answers",
            "there is a fact `sigma-sheet/lambda-answers` already, at content/facts/sigma-sheet.yml:29:3",
        ),
        (Kind::Fact, "sigma-sheet/kappa-count", "other-sheet/kappa", "within its own, such as `sigma-sheet/new-key`"),
        (Kind::Fact, "sigma-sheet/kappa-count", "Kappa", "lower-case letters, digits and hyphens"),
        (Kind::Fact, "sigma-sheet/kapa-count", "k", "did you mean `sigma-sheet/kappa-count`?"),
        (Kind::Sheet, "sigma-sheet", "other-sheet", "there is a sheet `other-sheet` already"),
        (Kind::Source, "rho-source", "psi-item", "there is a source `psi-item` already"),
        (Kind::Entity, "epsilon-body", "epsilon-body", "is called `epsilon-body` already"),
        (Kind::Term, "nothing-such", "x", "there is no term `nothing-such`"),
        (Kind::Article, "alpha-article", "facts/x", "no article may stand below `/facts/`"),
        (Kind::Article, "alpha-article", "x/y", "take it out of `parts:` first"),
        (Kind::Article, "alpha-article", "Up", "cannot be the id of an article"),
        (Kind::Article, "alpha-article", "gamma-draft", "there is an article `gamma-draft` already"),
        (Kind::Article, "index", "home", "`index` is the text of the home page"),
    ] {
        let error = rename(&analysis, kind, old, new).expect_err(new).to_string();
        assert!(error.contains(want), "{old} as {new}: {error}");
    }
}

#[test]
fn what_cannot_be_changed_for_certain_refuses_the_whole() {
    let broken = files(SITE).into_iter().chain([("content/facts/z.yml".to_owned(), "a: b: rho-source\n".to_owned())]);
    let error = rename(&with_drafts(broken.collect()), Kind::Source, "rho-source", "r").expect_err("unreadable");
    assert!(error.to_string().starts_with("content/facts/z.yml cannot be read in full"), "{error}");
    let escaped = files(&SITE.replace("publisher: \"epsilon-body\"", "publisher: \"epsilon\\x2dbody\""));
    let error = rename(&with_drafts(escaped), Kind::Entity, "epsilon-body", "e").expect_err("escaped");
    assert!(matches!(&error, RenameError::Unplaced { place, .. } if place == "content/sources/a.yml:5:14"), "{error}");
    let twice = files(&SITE.replace("zeta-paper: {name: Zed", "epsilon-body: {name: Zed"));
    let error = rename(&with_drafts(twice), Kind::Entity, "epsilon-body", "e").expect_err("twice");
    assert!(error.to_string().contains("is defined twice"), "{error}");
}

#[test]
fn the_command_renames_files_and_says_what_it_did() {
    let folder = folder(SITE);
    let (code, out, err) = factloom(folder.path(), &["rename", "sheet", "sigma-sheet", "exits", "--dry-run"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("--- a/content/facts/sigma-sheet.yml\n+++ b/content/facts/exits.yml\n"), "{out}");
    assert!(err.contains("would move content/facts/sigma-sheet.zh.yml to content/facts/exits.zh.yml"), "{err}");
    assert!(folder.path().join("content/facts/sigma-sheet.yml").exists(), "nothing was moved");
    let (code, out, err) = factloom(folder.path(), &["rename", "sheet", "sigma-sheet", "exits"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("content/facts/sigma-sheet.yml is now content/facts/exits.yml\n"), "{out}");
    assert!(out.contains("the page moves from /facts/sigma-sheet/ to /facts/exits/"), "{out}");
    assert!(read(folder.path(), "content/gamma-draft.md").contains("(fact:exits/kappa-count)"), "drafts too");
    assert!(!folder.path().join("content/facts/sigma-sheet.yml").exists());
    let (code, out, _) = factloom(folder.path(), &["check", "--drafts"]);
    assert_eq!(code, 0, "{out}");
    let (code, _, err) = factloom(folder.path(), &["rename", "source", "rho-source", "pi-source"]);
    assert_eq!(code, 2);
    assert!(err.contains("error: there is a source `pi-source` already, at content/sources/a.yml:2:1"), "{err}");
    let (code, ..) = factloom(folder.path(), &["rename", "source", "rho-source", "report-2024"]);
    assert_eq!((code, folder.path().join("content/captures/report-2024.txt").exists()), (0, true));
}
