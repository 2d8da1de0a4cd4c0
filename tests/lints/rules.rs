//! Findings at their places, a literal a rule.

use crate::support::{check, findings};

const ENTITIES: &str = "-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
";

#[test]
fn the_five_slips_of_an_editor_are_found_at_their_places() {
    check(&format!(
        r#"
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Russia had incurred [10,182](fact:s/count) sanctions.
                     ^^^^^^ error figure-mismatch: “10,182” is not the figure of s/count

[1,000](fact:s/companies) companies left.
 ^^^^^ error figure-mismatch: “1,000” drops the hedge of s/companies

It was ["killing a monkey"](fact:s/warning), they say [@nobody].
        ^^^^^^^^^^^^^^^^^^ error quote-mismatch: “killing a monkey” is not verbatim in s/warning
                                                        ^^^^^^ error unknown-source: there is no source `nobody`

There were [600](fact:s/left/b) of them.
           ^^^^^^^^^^^^^^^^^^^^ error disputed-unqualified: s/left is disputed
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  count: {{kind: statistic, claim: ___ sanctions., value: "10,128", as_of: 2022-04-29, by: e, evidence: x}}
  companies: {{kind: statistic, claim: ___ left., value: "nearly 1,000", as_of: 2022, by: e, evidence: x}}
  warning: {{kind: assessment, claim: A warning., by: e, quote: killing a chicken to warn a monkey, evidence: x}}
  left:
    kind: statistic
    claim: ___ left the market.
    evidence: x
    values:
      a: {{value: 1000, as_of: 2022-05, by: e, evidence: x}}
      b: {{value: 600, as_of: 2022-05, by: f, evidence: x}}
-- content/entities/f.yml --
f: {{name: Office of F, kind: government}}
{ENTITIES}"#
    ));
}

#[test]
fn semantic_errors_point_at_the_very_node() {
    check(&format!(
        r#"
-- content/facts/s.yml --
title: S
summary: S.
topics: [nowhere]
         ^^^^^^^ error unknown-topic: site.yml lists no topic `nowhere`
facts:
  a:
  ^ error missing-field: fact `s/a` has no `as_of`
    kind: statistic
    claim: ___ left.
    vaule: 7
    ^^^^^ error unknown-key: fact `s/a` has no field `vaule`
    value: a few dozen
           ^^^^^^^^^^^ error bad-value: `a few dozen` is no number phrase
    by: [e, nobody]
            ^^^^^^ error unknown-entity: there is no entity `nobody`
    evidence: "y, p. 3"
               ^ error unknown-source: there is no source `y`
           ^ error claim-slot: the claim of s/a has a blank
  b:
    kind: event
    claim: It happened.
    when: 2022-02-30
          ^^^^^^^^^^ error bad-date: `when: 2022-02-30` is no date
    evidence: x
    see: [a, c]
             ^ error unknown-fact: there is no fact `s/c`
{ENTITIES}"#
    )
    .replace("               ^ error unknown-source: there is no source `y`\n           ^ error claim-slot: the claim of s/a has a blank\n", "               ^ error unknown-source: there is no source `y`\n")
    .replace("    claim: ___ left.\n    vaule", "    claim: ___ left.\n           ^ error claim-slot: the claim of s/a has a blank\n    vaule"));
}

#[test]
fn figures_without_a_source_in_reach_are_found_and_ordinary_prose_is_not() {
    check(
        r#"
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were 1,234 people in 2022, and 7 more came on 29 April.
           ^^^^^ error uncited-figure: no source in reach of the figure “1,234

About 12% agreed.
^^^^^^^^^ error uncited-figure: no source in reach of the figure “About 12%”

Boeing 747s and G7 leaders met at 14:30 in 1999, in chapter 3, for the 14th plan; see https://example.org/12345.
^ warning uncited-claim: no source in this paragraph for a dated event

`let x = 12345;` is code. 俄罗斯受到12345项制裁。
                               ^^^^^ error uncited-figure

<!-- allow uncited-figure: the author counted them -->

Some 5,678 of them are waived.
"#,
    );
}

#[test]
fn citations_in_a_paragraph_reach_its_figures() {
    check(&format!(
        "
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were 1,234 people. They left [see @x, pp. 3-5; -@x].
{ENTITIES}"
    ));
}

#[test]
fn links_between_files_work_as_on_a_code_host() {
    check(
        r#"
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
## Part one

[one](sub/b.md#there) [two](b.md) [three](#part-one) [four](#part-two) [five](/timeline/) ![A chip](chip.png)
                      ^^^^^^^^^^^ error broken-link: `b.md` leads to no file
                                                     ^^^^^^^^^^^^^^^^^ error broken-fragment: `#part-two` leads to no heading
-- content/sub/b.md --
---
title: B
summary: B
date: 2022
topics: []
---
## There

[up](../a.md) [gone](../a.md#nope)
              ^^^^^^^^^^^^^^^^^^^^ error broken-fragment: `../a.md#nope` leads to no heading of a
-- content/chip.png --
x
"#,
    );
}

#[test]
fn titles_summaries_and_points_are_checked_like_prose() {
    check(&format!(
        r#"
-- content/a.md --
---
title: "After [11](fact:s/n) years"
               ^^ error figure-mismatch
summary: Some 1,234 people came.
         ^^^^^^^^^^ error uncited-figure
date: 2022
topics: []
points:
  - "They were [](fact:s/m)."
               ^^^^^^^^^^^^ error unknown-fact: there is no fact `s/m`
---
Text.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  n: {{kind: statistic, claim: ___ years., value: 12, as_of: 2022, by: e, evidence: x}}
{ENTITIES}"#
    ));
}

#[test]
fn a_broken_file_hides_nothing_in_the_others() {
    let found = findings(
        "-- content/facts/s.yml --\ntitle: [S\n-- content/entities/e.yml --\na: {kind: person}\n-- content/b.md --\nno front matter\n",
    );
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn levels_are_set_by_the_site_and_unknown_rules_are_named() {
    let text = "-- content/site.yml --
title: T
url: https://example.org/
rules: {missing-alt: off, broken-link: warn, uncited-figur: error}
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
![](x.png) [b](b.md)
-- content/x.png --
x
";
    let found = findings(text);
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(found[0].contains("warning broken-link"), "{found:#?}");
    assert!(found[1].contains("there is no rule `uncited-figur`"), "{found:#?}");
}

#[test]
fn inside_braces_a_comma_splits_a_number_and_the_remedy_says_so() {
    let text = "-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  a: {kind: statistic, claim: ___ left., value: 1,000, as_of: 2022, by: e, evidence: x}
";
    let found = findings(&format!("{text}{ENTITIES}"));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("unknown-key"), "{found:#?}");
}

#[test]
fn support_is_counted_and_not_typed_in() {
    let text = "-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  a: {kind: event, claim: It happened., when: 2022, evidence: [p1, p2]}
-- content/sources/p.yml --
p1: {type: newspaper, title: P, publisher: daily}
p2: {type: newspaper, title: Q, publisher: weekly}
-- content/entities/o.yml --
party: {name: P, kind: party}
daily: {name: D, kind: newspaper, owner: party}
weekly: {name: W, kind: newspaper, owner: party}
";
    assert_eq!(findings(text), Vec::<String>::new());
}

#[test]
fn a_series_may_stand_in_a_file_of_its_own() {
    check(&format!(
        "
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
They were [399](fact:s/f@2011) and [467](fact:s/f@2014), then [500](fact:s/f@2015).
                                                              ^^^^^^^^^^^^^^^^^^^^ error unknown-fact: the series of s/f has no point `2015`
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {{kind: statistic, claim: Imports., as_of: 2014, by: e, evidence: x, series: f.csv}}
  g: {{kind: statistic, claim: Imports., as_of: 2014, by: e, evidence: x, series: g.csv}}
                                                                                 ^^^^^ error bad-value: there is no file `content/facts/g.csv`
-- content/facts/f.csv --
date,value,note
2011,399,
2014,467,\"later, revised\"
2012,about
^^^^^^^^^^ error bad-value: `about` is no number phrase
{ENTITIES}"
    )
    .replace('\\', ""));
}

#[test]
fn quotations_beside_one_citation_are_looked_up_in_its_kept_copy() {
    check(&format!(
        "
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
He said “we shall rely on others alone” there [@z].
        ^ warning cited-quote-differs: “we shall rely on others alone” is not in the kept copy of `z`

He said “we shall rely on ourselves alone” there [@z], and “by way of nothing much” [@z, p. 3].
                                                           ^ warning cited-quote-differs: “by way of nothing much” is not in the kept copy

Two are cited here, “which of them is it that says so?” [@z; @x].

None is kept of this one: “who knows what it may hold” [@x].

One word is “borrowed” here [@z], and “我们要依靠自己的力量，走自己的路” is in another script.

[“we shall rely on others alone”](fact:s/f) is bound, and its fact is looked at [@z].
 ^ error quote-mismatch: “we shall rely on others alone” is not verbatim in s/f
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {{kind: assessment, claim: A., by: e, quote: we shall rely on ourselves alone, evidence: z}}
-- content/sources/z.yml --
z: {{type: web, title: Z, publisher: e, capture: captures/z.txt}}
-- content/captures/z.txt --
From now on we shall rely on ourselves alone. By way of
comparison nothing much was said.
{ENTITIES}"
    ));
}

#[test]
fn a_name_that_one_entity_has_is_found_where_its_id_should_stand() {
    check(
        r#"
-- content/sources/x.yml --
by-name:
  type: report
  title: R
  publisher: The Company
             ^^^^^^^^^^^ warning entity-by-name: the publisher “The Company” is the entity `company`
by-alias: {type: report, title: R, publisher: Comp}
                                              ^^^^ warning entity-by-name: the publisher “Comp” is the entity `company`
in-chinese: {type: report, title: R, publisher: 公司}
                                                ^^^^ warning entity-by-name: the publisher “公司” is the entity `company`
by-id: {type: report, title: R, publisher: company, author: [person]}
shared: {type: report, title: R, publisher: Agency}
nobody: {type: report, title: R, publisher: company ltd}
written: {type: report, title: R, publisher: company, author: ["Ada Person"]}
^^^^^^^ warning entity-by-name: the author “Ada Person” of written is the entity `person`
-- content/entities/e.yml --
company: {name: The Company, kind: company, aliases: [Comp], zh: 公司}
person: {name: Ada Person, kind: person}
one: {name: Agency, kind: organization}
other: {name: Another, kind: organization, aliases: [Agency]}
"#,
    );
}
