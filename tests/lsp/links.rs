//! Links that an editor follows with a click, and the words it shows of uses.

use serde_json::Value;

use crate::support::{Client, SITE};

/// Each link of a file: the text it covers, and where it leads.
fn links(path: &str) -> Vec<String> {
    let mut client = Client::on(SITE);
    let place = client.open_with(path, "", "|");
    let text = std::fs::read_to_string(client.root.join(path)).expect("a file");
    let answer = client.ask("textDocument/documentLink", serde_json::json!({ "textDocument": place["textDocument"] }));
    let shown = |link: &Value| {
        let (start, end) = (&link["range"]["start"], &link["range"]["end"]);
        let line: Vec<u16> =
            text.lines().nth(start["line"].as_u64().expect("a line") as usize).expect("it").encode_utf16().collect();
        let at = |place: &Value| place["character"].as_u64().expect("a column") as usize;
        let words = String::from_utf16_lossy(&line[at(start)..at(end)]);
        let target = link["target"].as_str().expect("a target");
        format!("{words} → {}", target.rsplit("content/").next().expect("a path"))
    };
    answer.as_array().expect("links").iter().map(shown).collect()
}

#[test]
fn whatever_a_file_names_is_a_link_to_its_definition() {
    // VS Code takes `fact:…` for an address of the web unless the server says where it leads.
    assert_eq!(
        links("content/why.md"),
        [
            "fact:russia-sanctions/count → facts/russia-sanctions.yml#L5,3",
            "sanctions → site.yml#L3,10",
            "fact:russia-sanctions/companies → facts/russia-sanctions.yml#L16,3",
            "epoch → sources/news.yml#L1,1",
            "other.md → other.md#L1,1",
        ]
    );
    let sheet = links("content/facts/russia-sanctions.yml");
    assert!(sheet.contains(&"castellum → entities/e.yml#L1,1".to_owned()), "{sheet:?}");
    assert!(sheet.iter().all(|link| !link.contains("count →")), "a definition leads nowhere: {sheet:?}");
}

#[test]
fn keys_are_listed_all_and_the_editor_filters_them_by_what_is_typed() {
    let mut client = Client::on(SITE);
    let place = client.open_with(
        "content/facts/russia-sanctions.yml",
        "    unit: companies\n    as_of: 2022-05-05\n    by",
        "    no|\n    by",
    );
    let answer = client.ask("textDocument/completion", place);
    let items = answer["items"].as_array().expect("items");
    let filters: Vec<&str> = items.iter().map(|item| item["filterText"].as_str().expect("text")).collect();
    assert!(filters.iter().any(|text| text.starts_with("note")), "{filters:?}");
    // What was typed must not stand before a key that it is no part of: an editor would take that for the best.
    assert!(filters.iter().all(|text| !text.starts_with("no ")), "{filters:?}");
}

#[test]
fn uses_are_shown_as_readers_see_them() {
    let mut client = Client::on(SITE);
    let text = "---\ntitle: N\nsummary: S.\ndate: 2022\ntopics: []\n---\nThey count [](fact:russia-sanctions/count) of them [@epoch].\n";
    let place = client.open("content/new.md", &text.replace("russia-sanctions/count)", "russia-sanctions/co|unt)"));
    // The site is analysed with what was typed before this is answered.
    client.ask("textDocument/definition", place.clone());
    let card = client.ask("textDocument/hover", place)["contents"]["value"].as_str().expect("a card").to_owned();
    assert!(card.contains("They count 10,128 of them."), "{card}");
}
