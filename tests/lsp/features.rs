//! What is asked of a place: completion, hover, definition, references, symbols, hints, actions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{Client, SITE};

/// Labels of a completion with their details.
fn offered(answer: &Value) -> Vec<String> {
    let items = answer["items"].as_array().unwrap_or_else(|| panic!("no list: {answer}"));
    let show =
        |item: &Value| format!("{} — {}", item["label"].as_str().unwrap_or(""), item["detail"].as_str().unwrap_or(""));
    items.iter().map(show).collect()
}

/// What is offered at the mark of an article's body.
fn complete(body: &str) -> Vec<String> {
    let mut client = Client::on(SITE);
    let head = "---\ntitle: N\nsummary: S\ndate: 2022\ntopics: [sanctions]\n---\n";
    let place = client.open("content/new.md", &format!("{head}{body}"));
    offered(&client.ask("textDocument/completion", place))
}

/// What is offered at the mark that replaces a part of a file.
fn complete_in(path: &str, what: &str, marked: &str) -> Vec<String> {
    let mut client = Client::on(SITE);
    let place = client.open_with(path, what, marked);
    offered(&client.ask("textDocument/completion", place))
}

#[test]
fn facts_are_offered_with_value_date_and_who_says_so() {
    let all = complete("制裁🙂 [1](fact:|");
    assert_eq!(all.len(), 4);
    assert!(
        all.contains(&"russia-sanctions/count — 10,128 sanctions, 29 Apr 2022, Castellum.AI".to_owned()),
        "{all:?}"
    );
    assert!(
        all.iter().any(|it| it.starts_with("russia-sanctions/departures — 600 to 700 – 1000 companies")
            || it.contains("departures"))
    );
}

#[test]
fn facts_are_found_by_words_of_the_claim_and_by_chinese_names() {
    assert_eq!(complete("[1](fact:withdraw|)").len(), 1);
    assert!(complete("[1](fact:withdraw|)")[0].starts_with("russia-sanctions/companies"));
    let chinese = complete("[1](fact:卡斯特|)");
    assert!(chinese.iter().all(|it| it.contains("Castellum.AI")) && !chinese.is_empty(), "{chinese:?}");
    assert_eq!(complete("[1](fact:制裁|)").len(), 4, "the topic's Chinese name");
    assert_eq!(complete("[1](fact:zebra|)"), Vec::<String>::new());
}

#[test]
fn a_completion_takes_the_place_of_the_whole_id() {
    let mut client = Client::on(SITE);
    let place = client.open("content/new.md", "制裁🙂 [1](fact:withd|raw-x) end");
    let answer = client.ask("textDocument/completion", place);
    let item = &answer["items"][0];
    assert_eq!(item["textEdit"]["newText"], json!("russia-sanctions/companies"));
    let range = json!({ "start": { "line": 0, "character": 14 }, "end": { "line": 0, "character": 24 } });
    assert_eq!(item["textEdit"]["range"], range);
    assert!(item["filterText"].as_str().expect("text").starts_with("withd"), "{item}");
    assert_eq!(item["labelDetails"]["description"], item["detail"]);
}

#[test]
fn parts_of_a_fact_are_offered_behind_its_id() {
    let answers = complete("[1](fact:russia-sanctions/departures#|)");
    assert!(
        answers[0].starts_with("russia-sanctions/departures/a — 1000 companies, 5 May 2022, Castellum.AI"),
        "{answers:?}"
    );
    assert!(answers.iter().any(|it| it.starts_with("russia-sanctions/departures#as_of — 5 May 2022")));
    let points = complete("[1](fact:russia-sanctions/rising@|)");
    assert!(points[0].starts_with("russia-sanctions/rising@2022 — 10,128 sanctions"), "{points:?}");
}

#[test]
fn sources_entities_and_terms_are_offered_in_prose() {
    assert_eq!(complete("As read [@|]"), ["epoch — CCP Calls for Self-Reliance, The Epoch Times, 9 May 2022"]);
    assert_eq!(complete("[see @epoch, p. 1; @大纪元|]").len(), 1);
    assert_eq!(complete("[x](source:ccp|)").len(), 1, "a word of the title");
    assert_eq!(complete("[x](entity:卡斯|)"), ["castellum — Castellum.AI, company, 卡斯特勒姆"]);
    assert_eq!(complete("[x](term:|)")[0], "swift — SWIFT, 环球银行金融电信协会: The messaging system of banks.");
    assert_eq!(complete("[x](oth|)"), ["other.md — Other"]);
    assert!(complete("[x](f|)").iter().any(|it| it.starts_with("fact:")));
}

#[test]
fn yaml_keys_offer_what_they_take() {
    let sheet = "content/facts/russia-sanctions.yml";
    assert!(complete_in(sheet, "by: castellum\n", "by: |\n").iter().any(|it| it.starts_with("yale-som — Yale")));
    assert_eq!(
        complete_in(sheet, "by: castellum\n", "by: [castellum, ya|\n"),
        ["yale-som — Yale School of Management, university"]
    );
    assert_eq!(complete_in(sheet, "- source: epoch", "- source: |").len(), 1);
    assert_eq!(complete_in(sheet, "evidence: epoch, para. 8", "evidence: e|poch, para. 8").len(), 1);
    assert_eq!(
        complete_in(sheet, "topics: [sanctions]", "topics: [sanctions, |"),
        ["sanctions — Sanctions, 制裁", "stages — Stages"]
    );
    assert_eq!(complete_in(sheet, "kind: statistic", "kind: |").len(), 7);
    assert_eq!(complete_in(sheet, "unit: sanctions", "unit: |").len(), 2);
    assert!(
        complete_in(sheet, "    kind: statistic", "    con|").iter().any(|it| it.starts_with("conflicts_with — Facts"))
    );
    assert_eq!(complete_in("content/sources/news.yml", "publisher: epoch-times", "publisher: 大纪|").len(), 1);
    assert_eq!(complete_in("content/sources/news.yml", "capture: captures/epoch.txt", "capture: |").len(), 1);
    assert_eq!(complete_in("content/entities/e.yml", "kind: company,", "kind: company, owner: yale|,").len(), 1);
    assert_eq!(complete_in("content/why.md", "topics: [sanctions]", "topics: [|").len(), 2);
}

/// The text of a hover.
fn hover(path: &str, what: &str, marked: &str) -> String {
    let mut client = Client::on(SITE);
    let place = client.open_with(path, what, marked);
    client.ask("textDocument/hover", place)["contents"]["value"].as_str().unwrap_or("").to_owned()
}

#[test]
fn a_derived_fact_is_hovered_with_its_calculation_and_completed_in_its_formula() {
    let rising = "  rising:\n";
    let derived = "  growth:\n    kind: statistic\n    claim: It rose by ___ percent.\n    derived:\n      formula: change(a, b)\n      from:\n        a: russia-sanctions/rising@2021\n        b: ri@@sing@2022\n  rising:\n";
    let sheet = "content/facts/russia-sanctions.yml";
    // A hover is answered by the last analysis: the new text is waited for.
    let fresh = |marked: &str| {
        let mut client = Client::on(SITE);
        let place = client.open_with(sheet, rising, marked);
        client.ask("workspace/symbol", json!({ "query": "growth" }));
        client.ask("textDocument/hover", place)["contents"]["value"].as_str().unwrap_or("").to_owned()
    };
    let card = fresh(&derived.replace("  growth:", "  gro|wth:").replace("@@", ""));
    assert!(card.contains("267.8%") || card.contains("267.8\\%"), "{card}");
    assert!(card.contains("Computed by this site from (b, 2022 − a, 2021) ÷ a, 2021 × 100"), "{card}");
    assert!(card.contains("(10,128 − 2,754) ÷ 2,754 × 100 = 267.8%"), "{card}");
    let input = fresh(&derived.replace("@@", "|"));
    assert!(input.contains("10,128") && input.contains("The count of sanctions rose."), "{input}");
    let offered = complete_in(sheet, rising, &derived.replace("ri@@sing@2022", "russia-sanctions/co|"));
    assert!(offered.iter().any(|it| it.starts_with("russia-sanctions/companies")), "{offered:?}");
    let keys =
        complete_in(sheet, rising, &derived.replace("      formula: change(a, b)\n", "      |\n").replace("@@", ""));
    assert!(
        keys.iter().any(|it| it.starts_with("formula")) && keys.iter().any(|it| it.starts_with("digits")),
        "{keys:?}"
    );
}

#[test]
fn a_hover_tells_value_chain_marks_and_uses() {
    let card = hover("content/other.md", "(fact:russia", "(fa|ct:russia");
    for part in [
        "**10,128 sanctions · 29 Apr 2022**",
        "Castellum.AI → The Epoch Times → [CCP Calls",
        "para. 7",
        "single origin",
        "relayed",
        "review overdue since 29 April 2023",
        "Used 2 times",
        "[Other](file://",
        "statistic `russia-sanctions/count`",
    ] {
        assert!(card.contains(part), "no {part} in\n{card}");
    }
    assert!(hover("content/facts/russia-sanctions.yml", "  count:", "  co|unt:").contains("10,128 sanctions"));
    assert!(
        hover("content/facts/russia-sanctions.yml", "by: castellum", "by: cast|ellum")
            .contains("Castellum.AI, company")
    );
    assert!(hover("content/why.md", "@epoch", "@ep|och").contains("CCP Calls for Self-Reliance"));
    assert!(hover("content/other.md", "(term:", "(te|rm:").contains("The messaging system of banks."));
    assert!(hover("content/why.md", "topics: [sanc", "topics: [sa|nc").contains("制裁"));
    assert!(hover("content/why.md", "(other.md", "(ot|her.md").contains("**Other**"));
    assert_eq!(hover("content/why.md", "By May", "By M|ay"), "");
}

#[test]
fn a_hover_over_a_disputed_fact_shows_its_answers() {
    let card = hover("content/facts/russia-sanctions.yml", "  departures:", "  dep|artures:");
    assert!(card.contains("disputed") && card.contains("`/b` 600 to 700"), "{card}");
}

#[test]
fn a_hover_explains_keys_and_rules() {
    let meaning = hover("content/facts/russia-sanctions.yml", "as_of: 2022-04-29", "as|_of: 2022-04-29");
    assert_eq!(meaning.split(' ').next(), Some("`as_of`"), "{meaning}");
    let mut client = Client::on(SITE);
    let place = client.open_with("content/why.md", "nearly 1,000", "1,|000");
    client.findings("content/why.md");
    let text = client.ask("textDocument/hover", place)["contents"]["value"].to_string();
    assert!(text.contains("### figure-mismatch") && text.contains("Figures drift"), "{text}");
    assert!(text.contains("nearly 1,000 companies"), "the fact's card stands above it");
    let says = "A reader must be able to see who says so.";
    let comment = hover("content/why.md", "By May", "<!-- allow uncited-fi|gure: hers -->\n\nBy May");
    assert!(comment.matches(says).count() == 1, "{comment}");
    let in_yaml = "allow: {uncited-f|igure: hers}\n    as_of: 2022-04-29";
    let entry = hover("content/facts/russia-sanctions.yml", "as_of: 2022-04-29", in_yaml);
    assert!(entry.contains(says), "{entry}");
}

/// File, line and column of a definition.
fn defined(path: &str, what: &str, marked: &str) -> String {
    let mut client = Client::on(SITE);
    let place = client.open_with(path, what, marked);
    let answer = client.ask("textDocument/definition", place);
    let start = &answer["range"]["start"];
    let uri = answer["uri"].as_str().unwrap_or("nowhere");
    format!("{}:{}:{}", uri.rsplit("content/").next().unwrap_or(uri), start["line"], start["character"])
}

#[test]
fn definitions_are_found_from_every_sort_of_name() {
    assert_eq!(defined("content/other.md", "(fact:", "(f|act:"), "facts/russia-sanctions.yml:4:2");
    assert_eq!(
        defined("content/other.md", "(fact:russia-sanctions/count)", "(fact:russia-sanctions/rising@|2021)"),
        "facts/russia-sanctions.yml:39:12"
    );
    assert_eq!(
        defined("content/other.md", "(fact:russia-sanctions/count)", "(fact:russia-sanctions/departures/|b)"),
        "facts/russia-sanctions.yml:30:6"
    );
    assert_eq!(defined("content/why.md", "@epoch", "@ep|och"), "sources/news.yml:0:0");
    assert_eq!(defined("content/other.md", "(entity:", "(entity:|"), "entities/e.yml:0:0");
    assert_eq!(defined("content/other.md", "(term:", "(term:|"), "glossary.yml:0:0");
    assert_eq!(defined("content/why.md", "topics: [sanc", "topics: [sa|nc"), "site.yml:2:9");
    assert_eq!(defined("content/why.md", "(other.md", "(ot|her.md"), "other.md:0:0");
    assert_eq!(defined("content/other.md", "There were", "[c](why.md#the-|count) There were"), "why.md:6:0");
    assert_eq!(defined("content/sources/news.yml", "captures/", "cap|tures/"), "captures/epoch.txt:0:0");
    assert_eq!(defined("content/sources/news.yml", "publisher: epoch", "publisher: ep|och"), "entities/e.yml:2:0");
    assert_eq!(
        defined("content/facts/russia-sanctions.yml", "evidence: epoch, para. 8", "evidence: ep|och, para. 8"),
        "sources/news.yml:0:0"
    );
    assert_eq!(defined("content/why.md", "By May", "By M|ay"), "nowhere:null:null");
}

/// Places of a name, as file:line:column.
fn used(path: &str, what: &str, marked: &str, with_definition: bool) -> Vec<String> {
    let mut client = Client::on(SITE);
    let mut params = client.open_with(path, what, marked);
    params["context"] = json!({ "includeDeclaration": with_definition });
    let answer = client.ask("textDocument/references", params);
    let place = |it: &Value| {
        let (uri, start) = (it["uri"].as_str().unwrap_or(""), &it["range"]["start"]);
        format!("{}:{}:{}", uri.rsplit("content/").next().unwrap_or(uri), start["line"], start["character"])
    };
    answer.as_array().expect("a list").iter().map(place).collect()
}

#[test]
fn uses_are_found_from_the_use_and_from_the_definition() {
    let uses = ["other.md:6:25", "why.md:2:26"];
    assert_eq!(used("content/other.md", "(fact:", "(fa|ct:", false), uses);
    assert_eq!(used("content/facts/russia-sanctions.yml", "  count:", "  cou|nt:", false), uses);
    assert_eq!(used("content/facts/russia-sanctions.yml", "  count:", "  cou|nt:", true).len(), 3);
    assert_eq!(used("content/entities/e.yml", "castellum:", "cast|ellum:", false).len(), 4);
    assert_eq!(used("content/sources/news.yml", "epoch:", "epo|ch:", false).len(), 7);
    assert_eq!(used("content/why.md", "(other.md", "(oth|er.md", false), ["why.md:8:105"]);
    assert_eq!(used("content/site.yml", "sanctions: {", "sanc|tions: {", false).len(), 2);
}

#[test]
fn symbols_of_an_article_are_headings_with_the_figures_below_them() {
    let mut client = Client::on(SITE);
    client.open_with("content/why.md", "By May", "By May");
    let document = json!({ "textDocument": { "uri": client.uri("content/why.md") } });
    let symbols = client.ask("textDocument/documentSymbol", document);
    assert_eq!(symbols[0]["name"], json!("10,128"), "the summary's figure stands above all headings");
    assert_eq!(symbols[1]["name"], json!("The count"));
    assert_eq!(symbols[1]["children"][0]["name"], json!("nearly 1,000"));
    let range = &symbols[1]["children"][0]["range"];
    assert_eq!(range["start"], json!({ "line": 8, "character": 12 }));
    let document = json!({ "textDocument": { "uri": client.uri("content/facts/russia-sanctions.yml") } });
    let symbols = client.ask("textDocument/documentSymbol", document);
    let names: Vec<&str> = symbols.as_array().expect("a list").iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names, ["count", "companies", "departures", "rising"]);
    assert_eq!(symbols[0]["detail"], json!("10,128 sanctions, 29 Apr 2022, Castellum.AI"));
}

#[test]
fn symbols_are_flat_where_the_editor_shows_no_tree() {
    let mut client = Client::with(SITE, json!({}));
    let document = json!({ "textDocument": { "uri": client.uri("content/entities/e.yml") } });
    let symbols = client.ask("textDocument/documentSymbol", document);
    assert_eq!(symbols[0]["location"]["range"]["start"], json!({ "line": 0, "character": 0 }));
    assert_eq!(symbols[0]["containerName"], json!("Castellum.AI, company, 卡斯特勒姆"));
}

#[test]
fn symbols_of_the_site_are_found_by_id_title_and_chinese_name() {
    let mut client = Client::on(SITE);
    let mut names = |query: &str| -> Vec<String> {
        let answer = client.ask("workspace/symbol", json!({ "query": query }));
        answer.as_array().expect("a list").iter().map(|it| it["name"].as_str().unwrap_or("").to_owned()).collect()
    };
    assert_eq!(names("大纪元"), ["epoch-times"]);
    assert_eq!(names("Calls"), ["epoch"]);
    assert_eq!(names("companies will"), ["russia-sanctions/companies"]);
    assert!(names("").len() > 10);
}

#[test]
fn an_empty_link_hints_its_value_and_nothing_else_does() {
    let mut client = Client::on(SITE);
    client.open(
        "content/new.md",
        "制裁 [](fact:russia-sanctions/count) and [10,128](fact:russia-sanctions/count) and [x](y.md)\n",
    );
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let hints = client.ask(
        "textDocument/inlayHint",
        json!({ "textDocument": { "uri": client.uri("content/new.md") }, "range": range }),
    );
    assert_eq!(hints.as_array().map(Vec::len), Some(1), "{hints}");
    assert_eq!((&hints[0]["label"], &hints[0]["position"]), (&json!("10,128"), &json!({ "line": 0, "character": 34 })));
    let above = json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 0 } });
    let none = client.ask(
        "textDocument/inlayHint",
        json!({ "textDocument": { "uri": client.uri("content/new.md") }, "range": above }),
    );
    assert_eq!(none, json!([]));
}

/// Titles of the actions at a mark with their new texts.
fn actions(client: &mut Client, place: &Value) -> Vec<(String, String)> {
    let position = place["position"].clone();
    let range = json!({ "start": position, "end": position });
    let params = json!({ "textDocument": place["textDocument"], "range": range, "context": { "diagnostics": [] } });
    let answer = client.ask("textDocument/codeAction", params);
    let shown = |it: &Value| {
        let edit = &it["edit"]["documentChanges"][0]["edits"][0];
        (it["title"].as_str().unwrap_or("").to_owned(), edit["newText"].as_str().unwrap_or("").to_owned())
    };
    answer.as_array().expect("a list").iter().map(shown).collect()
}

#[test]
fn the_sheets_words_can_be_written() {
    let mut client = Client::on(SITE);
    let place = client.open_with("content/why.md", "nearly 1,000", "1,|000");
    let found = actions(&mut client, &place);
    assert_eq!(
        found[0],
        ("Write “nearly 1,000”, as the sheet does".to_owned(), "nearly 1,000".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_rule_can_be_waived_and_the_reason_is_asked_for() {
    let mut client = Client::on(SITE);
    let head = "---\ntitle: N\nsummary: S\ndate: 2022\ntopics: [stages]\n---\n";
    let place = client.open("content/new.md", &format!("{head}First.\n\nShe was born in a town of 12|,345 people.\n"));
    assert!(client.findings("content/new.md")[0].contains("uncited-figure"));
    let found = actions(&mut client, &place);
    let waiver = found.iter().find(|(title, _)| title.starts_with("Allow uncited-figure")).expect("a waiver");
    assert_eq!(waiver.1, "<!-- allow uncited-figure: … -->\n");
    let document = json!({ "uri": client.uri("content/new.md"), "version": 2 });
    let change = |client: &mut Client, reason: &str| {
        let text = format!(
            "{head}First.\n\n<!-- allow uncited-figure: {reason} -->\nShe was born in a town of 12,345 people.\n"
        );
        client
            .tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "text": text }] }));
        client.findings("content/new.md")
    };
    let waiting = change(&mut client, "…");
    assert!(waiting.iter().any(|it| it.contains("bad-waiver") && it.contains("gives no reason")), "{waiting:?}");
    assert!(waiting.iter().any(|it| it.contains("uncited-figure")), "and it does not hold yet");
    assert_eq!(change(&mut client, "the town's own page"), Vec::<String>::new());
}

#[test]
fn a_number_can_be_bound_to_the_facts_that_say_it_best_first() {
    let mut client = Client::on(SITE);
    let head = "---\ntitle: N\nsummary: S\ndate: 2022\ntopics: [stages]\n---\n";
    let place = client.open("content/new.md", &format!("{head}制裁🙂: Castellum counts 10,|128 sanctions.\n"));
    let found: Vec<_> =
        actions(&mut client, &place).into_iter().filter(|(title, _)| title.starts_with("Bind")).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].1, "[10,128](fact:russia-sanctions/count)");
    assert!(found[0].0.contains("10,128 sanctions, 29 Apr 2022, Castellum.AI: Russia has incurred"), "{found:?}");
    assert_eq!(found[1].1, "[10,128](fact:russia-sanctions/rising@2022)");
}

#[test]
fn a_number_that_is_bound_or_said_by_nobody_is_not_offered() {
    let mut client = Client::on(SITE);
    let place = client.open_with("content/other.md", "[10,128]", "[10,|128]");
    assert!(actions(&mut client, &place).iter().all(|(title, _)| !title.starts_with("Bind")));
    let place = client.open("content/new.md", "Some 77,|777 people, and `10,128`.\n");
    assert!(actions(&mut client, &place).iter().all(|(title, _)| !title.starts_with("Bind")));
}

#[test]
fn an_empty_link_can_be_filled() {
    let mut client = Client::on(SITE);
    let place = client.open("content/new.md", "There were [|](fact:russia-sanctions/count) of them.\n");
    let found = actions(&mut client, &place);
    assert!(found.contains(&("Write “10,128” into the brackets".to_owned(), "10,128".to_owned())), "{found:?}");
}

/// New text of every file of an edit, by path, and files moved.
fn applied(client: &Client, edit: &Value) -> (BTreeMap<String, String>, Vec<(String, String)>) {
    let (mut texts, mut moves) = (BTreeMap::new(), Vec::new());
    for change in edit["documentChanges"].as_array().expect("changes") {
        let path = |uri: &Value| uri.as_str().expect("an address").rsplit("content/").next().unwrap_or("").to_owned();
        if change["kind"] == json!("rename") {
            moves.push((path(&change["oldUri"]), path(&change["newUri"])));
            continue;
        }
        let path = path(&change["textDocument"]["uri"]);
        let text = std::fs::read_to_string(client.root.join("content").join(&path)).expect("there");
        let mut lines: Vec<Vec<u16>> = text.split('\n').map(|line| line.encode_utf16().collect()).collect();
        let mut edits: Vec<&Value> = change["edits"].as_array().expect("edits").iter().collect();
        edits.sort_by_key(|it| {
            let start = &it["range"]["start"];
            std::cmp::Reverse((start["line"].as_u64(), start["character"].as_u64()))
        });
        for edit in edits {
            let (start, end) = (&edit["range"]["start"], &edit["range"]["end"]);
            assert_eq!(start["line"], end["line"], "ids stand on one line");
            let column = |it: &Value| it["character"].as_u64().expect("a column") as usize;
            let line = &mut lines[start["line"].as_u64().expect("a line") as usize];
            line.splice(column(start)..column(end), edit["newText"].as_str().expect("text").encode_utf16());
        }
        let text: Vec<String> = lines.iter().map(|line| String::from_utf16(line).expect("UTF-16")).collect();
        texts.insert(path, text.join("\n"));
    }
    (texts, moves)
}

/// The edit that renames what stands at a mark.
fn renamed(client: &mut Client, path: &str, what: &str, marked: &str, new: &str) -> Value {
    let mut params = client.open_with(path, what, marked);
    params["newName"] = json!(new);
    client.ask("textDocument/rename", params)
}

#[test]
fn an_id_is_renamed_across_the_whole_site() {
    let mut client = Client::on(SITE);
    let edit = renamed(&mut client, "content/why.md", "@epoch", "@ep|och", "epoch-times-2022");
    let (texts, _) = applied(&client, &edit);
    let names: Vec<&str> = texts.keys().map(String::as_str).collect();
    assert_eq!(names, ["facts/russia-sanctions.yml", "glossary.yml", "sources/news.yml", "why.md"]);
    assert!(texts["why.md"].contains("[@epoch-times-2022, para. 8]"), "{}", texts["why.md"]);
    assert!(texts["sources/news.yml"].starts_with("epoch-times-2022:\n"));
    assert_eq!(texts["facts/russia-sanctions.yml"].matches("epoch-times-2022").count(), 5);
}

#[test]
fn a_fact_is_renamed_by_its_key_and_a_sheet_with_its_file() {
    let mut client = Client::on(SITE);
    let place = client.open_with("content/other.md", "russia-sanctions/count", "russia-sanctions/co|unt");
    let prepared = client.ask("textDocument/prepareRename", place);
    assert_eq!(prepared["placeholder"], json!("count"));
    assert_eq!(prepared["range"]["start"], json!({ "line": 6, "character": 42 }));
    let edit = renamed(&mut client, "content/other.md", "russia-sanctions/count", "russia-sanctions/co|unt", "total");
    let (texts, moves) = applied(&client, &edit);
    assert!(texts["facts/russia-sanctions.yml"].contains("\n  total:\n") && moves.is_empty());
    assert!(texts["why.md"].contains("[10,128](fact:russia-sanctions/total)"));
    let edit =
        renamed(&mut client, "content/other.md", "russia-sanctions/count", "rus|sia-sanctions/count", "sanctions-2022");
    let (texts, moves) = applied(&client, &edit);
    assert_eq!(moves, [("facts/russia-sanctions.yml".to_owned(), "facts/sanctions-2022.yml".to_owned())]);
    assert!(texts["why.md"].contains("(fact:sanctions-2022/companies)"));
}

#[test]
fn an_article_is_renamed_from_a_link_to_it() {
    let mut client = Client::on(SITE);
    let edit = renamed(&mut client, "content/why.md", "(other.md", "(oth|er.md", "another");
    let (texts, moves) = applied(&client, &edit);
    assert_eq!(moves, [("other.md".to_owned(), "another.md".to_owned())]);
    assert!(texts["why.md"].contains("[more](another.md)"));
}

#[test]
fn a_rename_that_cannot_be_is_refused_with_the_reason() {
    let mut client = Client::on(SITE);
    let mut params = client.open_with("content/why.md", "@epoch", "@ep|och");
    for (new, why) in [("Bad Id", "Bad Id"), ("epoch", "epoch")] {
        params["newName"] = json!(new);
        let (code, message) = client.ask_in_vain("textDocument/rename", params.clone());
        assert!(code == -32803 && message.contains(why), "{code} {message}");
    }
    let mut nowhere = client.open_with("content/why.md", "By May", "By M|ay");
    assert_eq!(client.ask("textDocument/prepareRename", nowhere.clone()), Value::Null);
    nowhere["newName"] = json!("x");
    assert_eq!(client.ask_in_vain("textDocument/rename", nowhere).0, -32803);
    // An editor that moves no files is told of the command that does.
    let mut client = Client::with(SITE, json!({}));
    let mut sheet = client.open_with("content/other.md", "russia-sanctions/count", "rus|sia-sanctions/count");
    sheet["newName"] = json!("sanctions-2022");
    let (_, message) = client.ask_in_vain("textDocument/rename", sheet);
    assert!(message.contains("factloom rename sheet russia-sanctions sanctions-2022"), "{message}");
}

#[test]
fn what_is_renamed_is_what_is_found() {
    let mut client = Client::on(SITE);
    // A capture named after its source is renamed with it: one more place, and a file.
    for (path, what, marked, more) in [
        ("content/other.md", "(fact:russia-sanctions/c", "(fact:russia-sanctions/|c", 0),
        ("content/why.md", "@epoch", "@ep|och", 1),
        ("content/other.md", "(entity:", "(entity:|", 0),
        ("content/other.md", "(term:", "(term:|", 0),
        ("content/why.md", "topics: [sanc", "topics: [sa|nc", 0),
    ] {
        let mut params = client.open_with(path, what, marked);
        params["context"] = json!({ "includeDeclaration": true });
        params["newName"] = json!("another-name");
        let found = client.ask("textDocument/references", params.clone());
        let edit = client.ask("textDocument/rename", params);
        let ends = |uri: &Value, range: &Value| (uri.as_str().expect("uri").to_owned(), range["end"].to_string());
        let found = found.as_array().expect("a list").iter().map(|it| ends(&it["uri"], &it["range"]));
        let changes = edit["documentChanges"].as_array().expect("a list").iter();
        let changed = changes.filter(|file| file.get("kind").is_none()).flat_map(|file| {
            let uri = &file["textDocument"]["uri"];
            file["edits"].as_array().expect("a list").iter().map(move |it| ends(uri, &it["range"]))
        });
        let (found, changed): (BTreeSet<_>, BTreeSet<_>) = (found.collect(), changed.collect());
        assert!(found.is_subset(&changed) && changed.len() == found.len() + more, "{marked}: {found:?} {changed:?}");
    }
}

#[test]
fn a_sentence_can_be_made_a_fact() {
    let mut client = Client::on(SITE);
    let place =
        client.open_with("content/other.md", "There were", "By June 7,|500 ships had left [@epoch]. There were");
    let range = json!({ "start": place["position"], "end": place["position"] });
    let context = json!({ "diagnostics": [], "only": ["refactor.extract"] });
    let params = json!({ "textDocument": place["textDocument"], "range": range, "context": context });
    let found = client.ask("textDocument/codeAction", params);
    let found = found.as_array().expect("a list");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0]["title"].as_str().expect("text").starts_with("Make a fact of this sentence: russia-sanctions/"));
    let edits: Vec<&str> = found[0]["edit"]["documentChanges"]
        .as_array()
        .expect("changes")
        .iter()
        .filter_map(|file| file["edits"][0]["newText"].as_str())
        .collect();
    assert!(edits.iter().any(|text| text.starts_with("[7,500](fact:russia-sanctions/")), "{edits:?}");
    assert!(edits.iter().any(|text| text.contains("value: 7,500") && text.contains("evidence: epoch")), "{edits:?}");
}
