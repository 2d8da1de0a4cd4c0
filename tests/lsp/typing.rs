//! Findings as you type.

use std::fs;

use serde_json::json;

use crate::support::{Client, SITE};

/// Replaces a part of an open document.
fn change(client: &mut Client, path: &str, version: i32, range: [u32; 4], text: &str) {
    let range = json!({
        "start": { "line": range[0], "character": range[1] },
        "end": { "line": range[2], "character": range[3] },
    });
    let params = json!({
        "textDocument": { "uri": client.uri(path), "version": version },
        "contentChanges": [{ "range": range, "text": text }],
    });
    client.tell("textDocument/didChange", params);
}

#[test]
fn a_site_without_findings_says_nothing() {
    let mut client = Client::on(SITE);
    let said = client.rest();
    assert!(said.iter().all(|it| it["method"] != "textDocument/publishDiagnostics"), "{said:#?}");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_dropped_hedge_is_found_before_the_file_is_saved_and_gone_when_mended() {
    let mut client = Client::on(SITE);
    client.open_with("content/why.md", "nearly 1,000", "|nearly 1,000");
    // 制裁 is two columns, the emoji two: the words begin at column 13.
    change(&mut client, "content/why.md", 2, [8, 13, 8, 20], "");
    let found = client.findings("content/why.md");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("8:13-8:18 1 figure-mismatch: “1,000” drops the hedge"), "{found:?}");
    assert!(found[0].contains("write “nearly 1,000”"), "the remedy is in the message: {found:?}");
    change(&mut client, "content/why.md", 3, [8, 13, 8, 13], "nearly ");
    assert_eq!(client.findings("content/why.md"), Vec::<String>::new());
    assert_eq!(fs::read_to_string(client.root.join("content/why.md")).expect("there").matches("nearly").count(), 1);
}

#[test]
fn a_change_of_the_sheet_is_found_in_the_articles_and_only_they_are_told_of() {
    let mut client = Client::on(SITE);
    client.open_with("content/facts/russia-sanctions.yml", "value: 10,128", "value: 10,129");
    for path in ["content/why.md", "content/other.md", "content/facts/russia-sanctions.yml"] {
        assert!(client.findings(path)[0].contains("10,12"), "{path}");
    }
    // The same again, a space changed elsewhere: nothing is sent twice.
    change(&mut client, "content/facts/russia-sanctions.yml", 2, [0, 6, 0, 7], "  ");
    let said = client.rest();
    assert!(said.iter().all(|it| it["method"] != "textDocument/publishDiagnostics"), "{said:#?}");
    // Closing without saving goes back to the file.
    let document = json!({ "textDocument": { "uri": client.uri("content/facts/russia-sanctions.yml") } });
    client.tell("textDocument/didClose", document);
    assert_eq!(client.findings("content/why.md"), Vec::<String>::new());
}

#[test]
fn a_finding_names_its_rule_and_the_other_place() {
    let mut client = Client::on(SITE);
    client.open_with("content/other.md", "[10,128]", "[10,129]");
    let uri = client.uri("content/other.md");
    let news =
        client.wait("findings", |it| it["params"]["uri"] == json!(uri) && it["params"].get("diagnostics").is_some());
    let finding = &news["params"]["diagnostics"][0];
    assert_eq!((&finding["code"], &finding["source"]), (&json!("figure-mismatch"), &json!("factloom")));
    assert_eq!(news["params"]["version"], json!(1));
    let related = &finding["relatedInformation"][0];
    assert_eq!(related["location"]["uri"], json!(client.uri("content/facts/russia-sanctions.yml")));
    assert_eq!(related["location"]["range"]["start"], json!({ "line": 7, "character": 11 }));
}

#[test]
fn the_other_place_of_a_finding_follows_an_edit_above_it() {
    let mut client = Client::on(SITE);
    client.open_with("content/other.md", "[10,128]", "[10,129]");
    let line_told = |client: &mut Client| {
        let uri = client.uri("content/other.md");
        let news = client
            .wait("findings", |it| it["params"]["uri"] == json!(uri) && it["params"].get("diagnostics").is_some());
        news["params"]["diagnostics"][0]["relatedInformation"][0]["location"]["range"]["start"]["line"].clone()
    };
    assert_eq!(line_told(&mut client), json!(7));
    // A letter less and a line more: all bytes below stand where they stood, so the finding is the same.
    client.open_with("content/facts/russia-sanctions.yml", "cost.\n", "cos.|\n\n");
    assert_eq!(line_told(&mut client), json!(8));
}

#[test]
fn files_changed_on_disk_are_read_again_but_an_open_text_wins() {
    let mut client = Client::on(SITE);
    let path = client.root.join("content/other.md");
    let wrong = fs::read_to_string(&path).expect("there").replace("10,128", "7,000");
    fs::write(&path, &wrong).expect("written");
    let news = json!({ "changes": [{ "uri": client.uri("content/other.md"), "type": 2 }] });
    client.tell("workspace/didChangeWatchedFiles", news);
    assert!(client.findings("content/other.md")[0].contains("7,000"));
    client.open("content/other.md", &wrong.replace("7,000", "10,128"));
    assert_eq!(client.findings("content/other.md"), Vec::<String>::new());
    // A new file that nobody opened.
    fs::write(client.root.join("content/new.md"), "---\ntitle: N\nsummary: S\ndate: 2022\ntopics: [nothing]\n---\n")
        .expect("written");
    client.tell(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": client.uri("content/new.md"), "type": 1 }] }),
    );
    assert!(client.findings("content/new.md")[0].contains("unknown-topic"));
    fs::remove_file(client.root.join("content/new.md")).expect("removed");
    client.tell(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": client.uri("content/new.md"), "type": 3 }] }),
    );
    assert_eq!(client.findings("content/new.md"), Vec::<String>::new());
}

#[test]
fn errors_in_a_draft_are_warnings() {
    let mut client = Client::on(SITE);
    client.open_with("content/other.md", "topics: [stages]", "topics: [stages]\nstatus: draft");
    client.rest();
    client.open_with("content/why.md", "[10,128]", "[7,000]");
    assert!(client.findings("content/why.md")[0].contains(" 1 figure-mismatch"));
    let draft = fs::read_to_string(client.root.join("content/other.md")).expect("there");
    let draft = draft.replace("topics: [stages]", "topics: [stages]\nstatus: draft").replace("10,128", "7,000");
    let document = json!({ "uri": client.uri("content/other.md"), "version": 2 });
    client.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "text": draft }] }));
    assert!(client.findings("content/other.md")[0].contains(" 2 figure-mismatch"));
}

#[test]
fn lines_may_end_in_two_characters_and_changes_past_their_end_are_taken_there() {
    let literal = SITE.to_owned();
    let mut client = Client::on(&literal);
    let text = fs::read_to_string(client.root.join("content/other.md")).expect("there").replace('\n', "\r\n");
    client.open("content/other.md", &text);
    // Far past the end of the line: the new words stand before the line's end.
    change(&mut client, "content/other.md", 2, [6, 9000, 6, 9000], " It was [7,000](fact:russia-sanctions/count).");
    let found = client.findings("content/other.md");
    let line = text.lines().nth(6).expect("the line");
    let column = line.encode_utf16().count() + " It was [".len();
    assert!(found[0].starts_with(&format!("6:{column}-6:{} 1 figure-mismatch", column + 5)), "{found:?}");
}

#[test]
fn bytes_are_counted_where_both_sides_like_them_better() {
    let capabilities = json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } });
    let mut client = Client::with(SITE, capabilities);
    client.open_with("content/why.md", "nearly 1,000", "1,000");
    // 制裁🙂 are ten bytes.
    assert!(client.findings("content/why.md")[0].starts_with("8:19-8:24 "));
}

#[test]
fn a_bracket_left_open_in_a_sheet_takes_no_facts_away() {
    let mut client = Client::on(SITE);
    client.open_with("content/facts/russia-sanctions.yml", "topics: [sanctions]", "topics: [sanctions");
    let found = client.findings("content/facts/russia-sanctions.yml");
    assert!(found.len() == 1 && found[0].contains("yaml-syntax"), "{found:?}");
    let said = client.rest();
    assert!(said.iter().all(|it| it["method"] != "textDocument/publishDiagnostics"), "no use is reported: {said:#?}");
    let place = client.open("content/new.md", "[1](fact:count|)");
    assert_eq!(client.ask("textDocument/completion", place)["items"][0]["label"], json!("russia-sanctions/count"));
    change(&mut client, "content/facts/russia-sanctions.yml", 2, [2, 18, 2, 18], "]");
    assert_eq!(client.findings("content/facts/russia-sanctions.yml"), Vec::<String>::new());
}
