//! Rules about facts, sources and what leads where: what each finds, and what looks alike and is none of it.

use crate::support::{check_about, findings_about};

/// Findings of one rule in a site of one article, some facts and the entities and sources of these tests.
#[track_caller]
fn found(rule: &str, body: &str, facts: &str) -> Vec<String> {
    let literal = format!(
        "-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
{body}
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
{facts}
-- content/sources/x.yml --
own: {{type: report, title: Own, publisher: echo}}
post: {{type: newspaper, title: In the Post, publisher: post}}
quill: {{type: newspaper, title: In the Quill, publisher: quill}}
-- content/entities/e.yml --
echo: {{name: Echo Research, kind: company}}
delta: {{name: Delta, kind: company}}
post: {{name: The Post, kind: newspaper}}
quill: {{name: The Quill, kind: newspaper}}
wire: {{name: The Wire, kind: newspaper}}
ruritania: {{name: Ruritania, kind: country}}
"
    );
    let all = findings_about(rule, &literal);
    let errors: Vec<&String> = all.iter().filter(|line| line.contains(" error ")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    all.into_iter().filter(|line| line.contains(&format!(" {rule}: "))).collect()
}

const COUNT: &str = "  f: {kind: statistic, claim: ___ firms left., value: \"1,234\", unit: firms, as_of: 2022-05, by: echo, evidence: post}\n";

#[test]
fn one_origin_wants_a_name_once_in_the_article() {
    for silent in [
        "Echo Research counted [1,234](fact:s/f) firms.",
        "By one firm’s count there were [1,234](fact:s/f).",
        "According to a report there were [1,234](fact:s/f).",
        "The list is kept by Echo in Paris. It had [1,234](fact:s/f) names.",
        "There were [1,234](fact:s/f).\n\nEcho Research counts them: [1,234](fact:s/f).",
        "They [left](fact:s/f).",
        "There were [firms](fact:s/f#unit).",
    ] {
        assert_eq!(found("single-origin", silent, COUNT), Vec::<String>::new(), "{silent}");
    }
    let plain = found("single-origin", "There were [1,234](fact:s/f).\n\nAgain, [1,234](fact:s/f).", COUNT);
    assert_eq!(plain.len(), 1, "once an article: {plain:#?}");
    assert!(plain[0].starts_with("content/a.md:7:12 warning"), "{plain:#?}");
    let two = COUNT.replace("evidence: post", "evidence: [post, {source: quill, by: delta}]");
    assert!(found("single-origin", "There were [1,234](fact:s/f).", &two).is_empty(), "two origins");
    let event = "  f: {kind: event, claim: They left., when: 2022, evidence: post}\n";
    assert!(found("single-origin", "[They left](fact:s/f).", event).is_empty(), "an event has no count");
}

#[test]
fn a_figure_past_its_review_wants_its_date() {
    for (body, count) in [
        ("There are [1,234](fact:s/f) of them.", 1),
        ("In 2022 there were [1,234](fact:s/f).", 0),
        ("In May there were [1,234](fact:s/f).", 0),
        ("May there be [1,234](fact:s/f) more.", 1),
        ("The war came in 2022. There were [1,234](fact:s/f) then.", 0),
        ("There were [1,234](fact:s/f) in 1,999 places.", 1),
    ] {
        assert_eq!(found("stale", body, COUNT).len(), count, "{body}");
    }
    let body = "There are [1,234](fact:s/f) of them.";
    assert!(found("stale", body, &COUNT.replace("by: echo", "by: echo, checked: 2026-05-01")).is_empty());
    assert!(found("stale", body, &COUNT.replace("by: echo", "by: echo, stale_after: never")).is_empty());
    assert!(found("stale", body, &COUNT.replace("2022-05", "1957")).is_empty(), "history when it was written");
    let forecast =
        "  f: {kind: forecast, claim: They will leave., when: 2020, target: 2025, by: echo, evidence: own}\n";
    assert_eq!(found("stale", "Text.", forecast).len(), 1);
    let known = forecast.replace("by:", "outcome: {date: 2025, text: They stayed., evidence: own}, by:");
    assert!(found("stale", "Text.", &known).is_empty());
    assert!(found("stale", "Text.", &forecast.replace("target: 2025", "target: 2027")).is_empty());
}

#[test]
fn a_bodys_figure_read_in_reports_alone_is_relayed() {
    let body = "Echo counted [1,234](fact:s/f).";
    assert_eq!(found("relayed-only", body, COUNT).len(), 1);
    assert!(found("relayed-only", "Text.", COUNT).is_empty(), "nobody uses it");
    assert!(found("relayed-only", body, &COUNT.replace("post", "own")).is_empty());
    assert!(found("relayed-only", body, &COUNT.replace("post", "{source: post, direct: true}")).is_empty());
}

#[test]
fn what_a_block_or_another_fact_names_is_used() {
    assert_eq!(found("unused-fact", "Text.", COUNT).len(), 1);
    assert!(found("unused-fact", "Echo: [1,234](fact:s/f).", COUNT).is_empty());
    assert!(found("unused-fact", "```facts\n- s/f\n```", COUNT).is_empty());
    assert!(found("unused-fact", "```table\nsheet: s\n```", COUNT).is_empty());
    let related = format!("{COUNT}  g: {{kind: event, claim: It began., when: 2022, evidence: post, see: s/f}}\n");
    assert!(found("unused-fact", "[It began](fact:s/g).", &related).is_empty(), "its page names it");
}

fn two(a: &str, b: &str) -> String {
    let fact = |key: &str, fields: &str| {
        format!("  {key}: {{kind: statistic, evidence: post, about: ruritania, unit: firms, {fields}}}\n")
    };
    fact("f", a) + &fact("g", b)
}

#[test]
fn figures_of_one_thing_are_compared_and_of_two_things_not() {
    let a = "claim: Echo Research counted ___ firms that left., value: \"1,000\", as_of: 2022-05-05, by: echo";
    let same = |value: &str, date: &str| {
        format!(
            "claim: \"The Post counted ___ firms that left, on 5 May.\", value: \"{value}\", as_of: {date}, by: post"
        )
    };
    for (value, date, contradictions, spreads) in [
        ("1,000", "2022-05-05", 0, 0),
        ("1,040", "2022-05-05", 0, 0),
        ("about 1,045", "2022", 0, 0),
        ("1,090", "2022-05-05", 0, 1),
        ("about 1,200", "2022-05", 0, 1),
        ("1,200", "2022-05", 1, 0),
        ("more than 900", "2022-05-05", 0, 0),
        ("700 to 2,000", "2022-05-05", 0, 0),
        ("about 2,000", "2022", 1, 0),
        ("1,600", "2022-05-06", 0, 0),
        ("1,600", "2021", 0, 0),
    ] {
        let facts = two(a, &same(value, date));
        let counts = ["contradiction", "spread"].map(|rule| found(rule, "Text.", &facts).len());
        assert_eq!(counts, [contradictions, spreads], "{value} {date}");
    }
    let far = same("1,600", "2022");
    for (what, other) in [
        ("it says so", far.replace("by: post", "by: post, conflicts_with: s/f")),
        ("it is retired", far.replace("by: post", "by: post, retired: {date: 2023, why: Wrong.}")),
        ("another measure", far.replace("that left", "that stayed")),
    ] {
        let rules = ["contradiction", "spread"].map(|rule| found(rule, "Text.", &two(a, &other)).len());
        assert_eq!(rules, [0, 0], "{what}");
    }
    let unit = two(a, &far).replacen("unit: firms, claim: \"The", "unit: branches, claim: \"The", 1);
    assert!(found("contradiction", "Text.", &unit).is_empty(), "another unit");
    let place = two(a, &far).replacen(
        "about: ruritania, unit: firms, claim: \"The",
        "about: delta, unit: firms, claim: \"The",
        1,
    );
    assert!(found("contradiction", "Text.", &place).is_empty(), "another subject");
    let labels = two(
        "claim: ___ went., label: \"Firms gone, 2022\", value: \"1,000\", as_of: 2022, by: echo",
        "claim: ___ of them have gone away., label: Firms gone, value: \"3,000\", as_of: 2022, by: echo",
    );
    let found = found("contradiction", "Text.", &labels);
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("s/g says 3,000 and s/f says 1,000"), "{found:#?}");
}

#[test]
fn a_fact_may_not_contradict_itself() {
    let answers = |b: &str| {
        format!(
            "  f:\n    kind: statistic\n    claim: ___ firms left.\n    unit: firms\n    values:\n      a: {{value: 1000, as_of: 2022, by: echo, evidence: own}}\n      b: {{{b}}}\n"
        )
    };
    assert_eq!(
        found("contradiction", "Text.", &answers("value: 2000, as_of: 2022, by: echo, evidence: post")).len(),
        1
    );
    for other in [
        "value: 2000, as_of: 2022, by: delta, evidence: post",
        "value: 2000, as_of: 2021, by: echo, evidence: post",
        "value: 2000, as_of: 2022, by: echo, evidence: post, note: With branches",
    ] {
        assert!(found("contradiction", "Text.", &answers(other)).is_empty(), "{other}");
    }
    let series = "  f: {kind: statistic, claim: ___ firms left., value: 700, unit: firms, as_of: 2021, by: echo, evidence: own, series: {2020: 5, 2021: 7}}\n";
    assert_eq!(found("contradiction", "Text.", series).len(), 1);
    assert!(found("contradiction", "Text.", &series.replace("700", "7")).is_empty());
}

#[test]
fn evidence_that_goes_round_is_found() {
    let event = |evidence: &str| format!("  f: {{kind: event, claim: They left., when: 2022, {evidence}}}\n");
    for (evidence, part) in [
        ("by: echo, evidence: {source: post, via: echo}", "leads back to Echo Research: Echo Research → Echo Research"),
        ("by: echo, evidence: {source: post, via: [wire, post]}", "leads back to The Post"),
        (
            "evidence: [{source: post, via: wire}, {source: quill, via: wire}]",
            "all 2 publishers of s/f had it from The Wire",
        ),
        ("evidence: [{source: post, via: quill}, {source: quill, via: post}]", "two reports of s/f rest on each other"),
        ("evidence: [{source: post, by: quill}, {source: quill, by: post}]", "two reports of s/f rest on each other"),
    ] {
        let found = found("circular-source", "Text.", &event(evidence));
        assert!(found.len() == 1 && found[0].contains(part), "{evidence}: {found:#?}");
    }
    for evidence in [
        "by: echo, evidence: own",
        "by: echo, evidence: [{source: post, via: wire}, quill]",
        "by: echo, evidence: [{source: post, via: wire}, {source: quill, via: delta}]",
        "by: [post, quill], evidence: [post, quill]",
        "by: echo, evidence: {source: post, via: wire}",
    ] {
        assert_eq!(found("circular-source", "Text.", &event(evidence)), Vec::<String>::new(), "{evidence}");
    }
}

#[test]
fn copies_in_a_circle_and_pages_of_the_site_itself_are_no_sources() {
    check_about(
        "",
        r#"
-- content/site.yml --
title: T
url: https://acme.org/sub/
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e, republishes: y}
^ warning circular-source: these sources are copies of each other: x → y → z → x
y: {type: web, title: Y, publisher: e, republishes: z}
z: {type: web, title: Z, publisher: e, republishes: x}
of-one: {type: web, title: A copy, publisher: e, republishes: x}
itself: {type: web, title: I, publisher: e, republishes: itself}
^^^^^^ warning circular-source: itself is said to be a copy of itself
home: {type: web, title: H, publisher: e, url: "https://www.acme.org/sub/facts/a/"}
^^^^ warning circular-source: home is a page of this site
other: {type: web, title: H, publisher: e, url: "https://acme.org/elsewhere/"}
-- content/entities/e.yml --
e: {name: E, kind: company}
"#,
    );
}

#[test]
fn a_step_between_editions_wants_a_note() {
    let series = |last: &str, rest: &str| {
        format!(
            "  f:\n    kind: statistic\n    claim: Firms.\n    unit: firms\n    as_of: 2022\n    by: echo\n    evidence: own\n{rest}    series:\n      2020: {{value: 10, evidence: own}}\n      2021: 12\n      2022: {{{last}}}\n"
        )
    };
    assert_eq!(found("vintage-mixed", "Text.", &series("value: 19, evidence: post", "")).len(), 1);
    assert!(found("vintage-mixed", "Text.", &series("value: 19, evidence: own", "")).is_empty());
    assert!(found("vintage-mixed", "Text.", &series("value: 19, evidence: post, note: With branches", "")).is_empty());
    let noted = "    note: The Post gives a later edition.\n";
    assert!(found("vintage-mixed", "Text.", &series("value: 19, evidence: post", noted)).is_empty());
}

#[test]
fn the_right_number_of_the_wrong_fact_is_found_where_no_word_fits() {
    let facts = "  boats: {kind: statistic, claim: ___ boats were built., value: \"1,234\", unit: boats, as_of: 2022, by: delta, evidence: post}
  bans: {kind: statistic, claim: Ruritania incurred ___ sanctions., value: \"1,234\", unit: sanctions, as_of: 2022, by: echo, about: ruritania, evidence: quill}\n";
    for (body, count) in [
        ("Ruritania bore [1,234](fact:s/boats) sanctions.", 1),
        ("Ruritania bore [1,234](fact:s/bans) sanctions.", 0),
        ("Delta saw [1,234](fact:s/boats) of Ruritania under sanctions.", 0),
        ("Ruritania built [1,234](fact:s/boats) boats under sanctions.", 0),
        ("There were [1,234](fact:s/boats) sanctions.", 0),
        ("It had [1,234](fact:s/boats) of them.", 0),
    ] {
        assert_eq!(found("wrong-subject", body, facts).len(), count, "{body}");
    }
}

#[test]
fn terms_and_entities_that_nothing_names_are_orphans() {
    check_about(
        "orphan",
        r#"
-- content/a.md --
---
^^^ info orphan: a stands in no topic
title: A
summary: B
date: 2022
topics: []
---
Said over SWIFT, see [the second](b.md). Echoes ring.
-- content/b.md --
---
title: B
summary: B
date: 2022
topics: []
---
Text.
-- content/glossary.yml --
swift: {term: SWIFT, def: A network., evidence: x}
sepa: {term: SEPA, def: A zone., evidence: x, see: chips-net}
^^^^ info orphan: no article uses the term sepa
chips-net: {term: CHIPS, def: A network., evidence: x}
-- content/entities/e.yml --
e: {name: Publisher, kind: company, owner: top}
top: {name: Owner, kind: company}
ring: {name: Echoes, kind: company}
nobody: {name: Nobody At All, kind: company}
^^^^^^ info orphan: nothing names the entity nobody
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
"#,
    );
}
