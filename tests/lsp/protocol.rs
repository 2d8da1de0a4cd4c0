//! The protocol itself: phases, bad messages, strange documents, sites that are not there yet.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Client, SITE, capabilities, write_site};

fn initialize(client: &mut Client, folder: &str) -> Value {
    let folders = json!([{ "uri": client.uri(folder), "name": "x" }]);
    let params =
        json!({ "processId": null, "rootUri": null, "capabilities": capabilities(), "workspaceFolders": folders });
    let result = client.ask("initialize", params);
    client.tell("initialized", json!({}));
    result
}

#[test]
fn the_handshake_tells_what_there_is_and_asks_for_watched_files() {
    let folder = tempfile::tempdir().expect("a folder");
    write_site(folder.path(), SITE);
    let mut client = Client::start(folder.path(), &[]);
    let result = initialize(&mut client, "");
    let can = &result["capabilities"];
    assert_eq!(can["positionEncoding"], json!("utf-16"));
    for feature in
        ["completionProvider", "hoverProvider", "definitionProvider", "referencesProvider", "codeActionProvider"]
    {
        assert!(can.get(feature).is_some(), "{feature}");
    }
    let asked = client.wait("registration", |it| it["method"] == "client/registerCapability");
    let watchers = asked["params"]["registrations"][0]["registerOptions"]["watchers"].clone();
    assert_eq!(watchers[0]["globPattern"]["pattern"], json!("content/**"));
    assert_eq!(watchers[0]["globPattern"]["baseUri"], json!(client.uri("")));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn requests_out_of_turn_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    write_site(folder.path(), SITE);
    let mut client = Client::start(folder.path(), &[]);
    assert_eq!(client.ask_in_vain("textDocument/hover", json!({})).0, -32002);
    client.tell("textDocument/didOpen", json!({}));
    initialize(&mut client, "");
    assert_eq!(client.ask_in_vain("initialize", json!({ "capabilities": {} })).0, -32600);
    client.ask("shutdown", Value::Null);
    assert_eq!(client.ask_in_vain("textDocument/hover", json!({})).0, -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(0));
}

#[test]
fn an_editor_that_goes_away_leaves_no_server_behind() {
    assert_eq!(Client::on(SITE).hang_up(), Some(1));
    let mut client = Client::on(SITE);
    client.tell("exit", Value::Null);
    assert_eq!(client.exit_code(), Some(1), "no `shutdown` before");
}

#[test]
fn bad_messages_are_answered_or_logged_and_the_rest_goes_on() {
    let mut client = Client::on(SITE);
    for bytes in [
        &b"Content-Length: 5\r\n\r\n{\"a\":"[..],
        b"Content-Length: 2\r\n\r\n[]",
        b"Content-Length: 2\r\n\r\n\xff\xfe",
        b"garbage\r\n",
        b"Content-Length: none\r\n\r\n",
        b"Content-Type: x\r\n\r\n",
    ] {
        client.send_raw(bytes);
        let logged = client.wait("log message", |it| it["method"] == "window/logMessage");
        assert_eq!(logged["params"]["type"], json!(1));
    }
    assert_eq!(client.ask_in_vain("textDocument/flyToTheMoon", json!({})).0, -32601);
    assert_eq!(client.ask_in_vain("textDocument/hover", json!({ "position": 7 })).0, -32602);
    assert_eq!(
        client.ask_in_vain("textDocument/hover", client.at("x", json!({ "line": -1, "character": 0 }))).0,
        -32602
    );
    let bad = json!({ "textDocument": { "uri": "no uri at all" }, "position": { "line": 0, "character": 0 } });
    assert_eq!(client.ask_in_vain("textDocument/hover", bad).0, -32602);
    client.tell("textDocument/didChange", json!({ "nonsense": true }));
    client.wait("log message", |it| it["method"] == "window/logMessage");
    client.tell("$/somethingNew", json!({}));
    client.tell("workspace/didSomethingNew", json!({}));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn documents_of_another_folder_are_left_alone() {
    let mut client = Client::on(SITE);
    for uri in ["file:///elsewhere/a.md", "untitled:Untitled-1", "https://example.org/a.md", "file:///%FF%FE"] {
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": "[1](fact:no/no)" });
        client.tell("textDocument/didOpen", json!({ "textDocument": document }));
        client.wait("log message", |it| it["method"] == "window/logMessage" && it["params"]["type"] == json!(3));
        let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 8 } });
        for method in ["textDocument/hover", "textDocument/definition", "textDocument/completion"] {
            assert_eq!(client.ask(method, place.clone()), Value::Null, "{method} of {uri}");
        }
        client.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }
    assert_eq!(client.end(), Some(0));
}

#[test]
fn places_that_do_not_exist_have_nothing() {
    let mut client = Client::on(SITE);
    client.open("content/empty.md", "");
    for position in
        [json!({ "line": 0, "character": 0 }), json!({ "line": 4_000_000_000_u32, "character": 4_000_000_000_u32 })]
    {
        for method in ["textDocument/hover", "textDocument/definition", "textDocument/completion"] {
            let place = client.at("content/empty.md", position.clone());
            client.ask(method, place);
        }
    }
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_cancelled_request_is_answered_as_such() {
    let mut client = Client::on(SITE);
    // The first keeps the server busy with reading; the second waits behind it and is cancelled there.
    let message = |id: i32, method: &str, params: Value| {
        let text = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string();
        format!("Content-Length: {}\r\n\r\n{text}", text.len())
    };
    let cancel = json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": 1002 } }).to_string();
    let symbols = || json!({ "query": "" });
    let batch = format!(
        "{}{}Content-Length: {}\r\n\r\n{cancel}",
        message(1001, "workspace/symbol", symbols()),
        message(1002, "workspace/symbol", symbols()),
        cancel.len()
    );
    client.send_raw(batch.as_bytes());
    assert!(client.answer(1001)["result"].is_array());
    let second = client.answer(1002);
    // It may have been read and answered before the word came.
    assert!(second["error"]["code"] == json!(-32800) || second["result"].is_array(), "{second}");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_folder_within_the_site_leads_to_its_root() {
    let folder = tempfile::tempdir().expect("a folder");
    write_site(
        folder.path(),
        &SITE.replace("[10,128](fact:russia-sanctions/count) of", "[7](fact:russia-sanctions/count) of"),
    );
    let mut client = Client::start(folder.path(), &[]);
    initialize(&mut client, "content/facts");
    assert!(client.findings("content/other.md")[0].contains("figure-mismatch"));
    // The command line has the last word.
    let root = folder.path().to_string_lossy().into_owned();
    let mut client = Client::start(folder.path(), &["--root", &root]);
    client.ask("initialize", json!({ "capabilities": {}, "rootUri": "file:///nowhere" }));
    client.tell("initialized", json!({}));
    assert!(client.findings("content/other.md")[0].contains("figure-mismatch"));
}

#[test]
fn a_document_leads_to_its_site_where_the_folder_holds_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("docs/site");
    write_site(&site, SITE);
    let mut client = Client::start(folder.path(), &[]);
    initialize(&mut client, "");
    client.wait("message", |it| it["method"] == "window/showMessage");
    client.open_with("docs/site/content/why.md", "nearly 1,000", "1,000");
    assert!(client.findings("docs/site/content/why.md")[0].contains("figure-mismatch"));
}

#[test]
fn a_site_that_is_not_there_yet_is_a_message() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut client = Client::start(folder.path(), &[]);
    initialize(&mut client, "");
    let said = client.wait("message", |it| it["method"] == "window/showMessage");
    assert!(said["params"]["message"].as_str().expect("text").contains("there is no folder"));
    write_site(folder.path(), &SITE.replace("nearly 1,000](", "1,000]("));
    client.tell(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": [{ "uri": client.uri("content/site.yml"), "type": 1 }] }),
    );
    assert!(client.findings("content/why.md")[0].contains("figure-mismatch"));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn files_that_cannot_be_read_are_findings_and_no_end() {
    let folder = tempfile::tempdir().expect("a folder");
    write_site(folder.path(), SITE);
    fs::write(folder.path().join("content/bad.md"), b"---\ntitle: \xff\n---\n").expect("written");
    let mut client = Client::start(folder.path(), &[]);
    initialize(&mut client, "");
    assert!(client.findings("content/bad.md")[0].contains("unreadable-file"));
    // Once it is open as text, what is typed counts.
    client.open("content/bad.md", "---\ntitle: T\nsummary: S\ndate: 2022\ntopics: [stages]\n---\n");
    assert_eq!(client.findings("content/bad.md"), Vec::<String>::new());
    assert_eq!(client.end(), Some(0));
}
