//! No place and no text is too odd: every feature at many places of the site in this repository, as it is and cut
//! off anywhere, as texts are while they are typed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use factloom::build::Options;
use factloom::editor::view::{Client, View};
use factloom::editor::workspace::{Open, Workspace};
use factloom::editor::{actions, completion, definition, hover, inlay, names, references, rename, symbols, uri};
use factloom::model::date::Date;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn params<P: DeserializeOwned>(value: &Value) -> P {
    serde_json::from_value(value.clone()).expect("parameters")
}

/// Asks everything at a place.
fn ask_all(view: &View<'_>, uri: &str, line: u32, character: u32) {
    let position = json!({ "line": line, "character": character });
    let range = json!({ "start": position, "end": position });
    let document = json!({ "uri": uri });
    let place = json!({ "textDocument": document, "position": position, "context": { "includeDeclaration": true }, "newName": "x-y" });
    completion::complete(view, &params(&json!({ "textDocument": document, "position": position })));
    hover::hover(view, &params(&place));
    definition::definition(view, &params(&place));
    references::references(view, &params(&place));
    rename::prepare(view, &params(&place));
    let _ = rename::rename(view, &params(&place));
    inlay::hints(view, &params(&json!({ "textDocument": document, "range": range })));
    symbols::of_document(view, &params(&json!({ "textDocument": document })));
    actions::actions(
        view,
        &params(&json!({ "textDocument": document, "range": range, "context": { "diagnostics": [] } })),
    );
}

#[test]
fn every_feature_takes_every_place_of_every_text() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let options = Options { base_url: None, drafts: true, today: Date::parse("2026-11-24").expect("a date") };
    let mut workspace = Workspace::open(root, &options);
    let client = Client { document_changes: true, file_renames: true, file_creates: true, ..Client::default() };
    let files: Vec<(Box<str>, Box<str>)> =
        workspace.inputs().iter().map(|input| (input.path.clone(), input.text.to_string().into_boxed_str())).collect();
    let mut random = fastrand::Rng::with_seed(7);
    for round in 0..40 {
        let (path, text) = &files[random.usize(..files.len())];
        let mut cut = random.usize(..=text.len());
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        // Every other text is whole; the others end where somebody has just typed.
        let tail = ["", "[x](fact:", "[@", "\nby: [", "]( fact:a/b#", "{", "\"", "`", "<!-- allow"][random.usize(..9)];
        let typed = if round % 2 == 0 { text.to_string() } else { format!("{}{tail}", &text[..cut]) };
        let uri = uri::uri_of(&root.join(&**path)).expect("an address");
        workspace.set_open(path, Open { uri: uri.clone(), text: typed.clone(), version: round });
        let asked = catch_unwind(AssertUnwindSafe(|| {
            let view = View { workspace: &workspace, client: &client };
            let lines = typed.split('\n').count() as u32;
            let width = |line: u32| typed.split('\n').nth(line as usize).map_or(0, |line| line.chars().count() as u32);
            ask_all(&view, uri.as_str(), lines - 1, width(lines - 1));
            let line = random.u32(..lines + 2);
            ask_all(&view, uri.as_str(), line, random.u32(..width(line) + 3));
        }));
        assert!(asked.is_ok(), "{path} cut at {cut}, then “{tail}”");
        for name in names::of(path, &typed) {
            assert!(
                typed.get(name.span.clone()).is_some() && typed.get(name.whole).is_some(),
                "{path}: {:?}",
                name.span
            );
        }
        workspace.set_open(path, Open { uri, text: text.to_string(), version: round });
    }
}
