//! What an editor waits for, on a site of 10,000 articles and 5,000 facts: `cargo bench --bench lsp [ARTICLES]`.
//!
//! The site is written to a temporary folder and held as the server holds it; each request is made many times, with
//! no message on a wire in between. `--profile dev` does without the release build, at several times the numbers.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, Instant};

use factloom::build::Options;
use factloom::editor::view::{Client, View};
use factloom::editor::workspace::{Open, Workspace};
use factloom::editor::{actions, completion, definition, diagnostics, hover, inlay, references, symbols, uri};
use factloom::model::date::Date;
use serde_json::{Value, json};

const ROUNDS: u32 = 40;
const WORDS: [&str; 12] =
    ["tariff", "export", "chips", "sanction", "growth", "farm", "steel", "plan", "trade", "energy", "patent", "port"];

fn write_site(root: &Path, articles: usize) {
    let put = |path: String, text: String| {
        let path = root.join("content").join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    let facts = articles / 2;
    put(
        "site.yml".to_owned(),
        "title: B\nurl: https://example.org/\noutputs: minimal\ntopics: {t: {title: Trade, zh: 贸易}}\n".to_owned(),
    );
    let mut entities = String::new();
    for index in 0..500 {
        writeln!(entities, "e-{index}: {{name: Institute {index}, kind: organization, zh: 研究所{index}}}")
            .expect("text");
    }
    put("entities/all.yml".to_owned(), entities);
    let mut sources = String::new();
    for index in 0..articles / 4 {
        let word = WORDS[index % 12];
        writeln!(
            sources,
            "s-{index}:\n  type: report\n  title: The {word} report {index}\n  publisher: e-{}\n  date: 2022-05",
            index % 500
        )
        .expect("text");
    }
    put("sources/all.yml".to_owned(), sources);
    for sheet in 0..facts / 50 {
        let mut text = format!("title: Sheet {sheet}\nsummary: Figures.\ntopics: [t]\nfacts:\n");
        for key in 0..50 {
            let (word, number) = (WORDS[key % 12], sheet * 50 + key);
            write!(text, "  {word}-{key}:\n    kind: statistic\n    claim: The count of {word} cases in year {number} was ___ by all accounts.\n    value: {}\n    unit: cases\n    as_of: 2022-04-29\n    by: e-{}\n    evidence: s-{}, p. {key}\n", 1000 + number, number % 500, number % (articles / 4)).expect("text");
        }
        put(format!("facts/sheet-{sheet}.yml"), text);
    }
    for index in 0..articles {
        let mut text = format!("---\ntitle: Article {index}\nsummary: On cases.\ndate: 2022-05-10\ntopics: [t]\n---\n");
        for paragraph in 0..8 {
            let number = (index * 8 + paragraph) % facts;
            let (sheet, key) = (number / 50, number % 50);
            write!(
                text,
                "## Part {paragraph}\n\nThe year saw [{}](fact:sheet-{sheet}/{}-{key}) cases, as the report has it [@s-{}]. {}\n\n",
                1000 + number,
                WORDS[key % 12],
                number % (articles / 4),
                "Words of prose that say nothing of note follow here. ".repeat(8)
            )
            .expect("text");
        }
        put(format!("a-{index}.md"), text);
    }
}

fn measure<T>(what: &str, work: impl FnMut(u32) -> T) {
    measure_rounds(what, ROUNDS, work);
}

fn measure_rounds<T>(what: &str, rounds: u32, mut work: impl FnMut(u32) -> T) {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|round| {
            let start = Instant::now();
            std::hint::black_box(work(round));
            start.elapsed()
        })
        .collect();
    times.sort();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let (middle, last) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{what:<44} median {:>9.3} ms   worst {:>9.3} ms", milliseconds(middle), milliseconds(last));
}

fn params<P: serde::de::DeserializeOwned>(value: Value) -> P {
    serde_json::from_value(value).expect("parameters")
}

fn main() {
    let articles = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a folder");
    write_site(folder.path(), articles);
    let options = Options { base_url: None, drafts: true, today: Date::parse("2026-11-24").expect("a date") };
    let start = Instant::now();
    let mut workspace = Workspace::open(folder.path(), &options);
    println!("{articles} articles, {} facts: opened in {:.2?}", articles / 2, start.elapsed());
    let client = Client::default();
    let path = "content/a-7.md";
    let uri = uri::uri_of(&workspace.root().join(path)).expect("an address");
    let text = workspace.text(path).expect("there").to_owned();
    let typed = |tail: &str| format!("{text}\n{tail}");
    let line = text.matches('\n').count() + 1;
    let at = |tail: &str| json!({ "textDocument": { "uri": uri.as_str() }, "position": { "line": line, "character": tail.encode_utf16().count() } });

    for query in ["", "tariff", "sheet-9/", "cases", "研究所77", "zebra"] {
        let tail = format!("[1](fact:{query}");
        let version = 1;
        workspace.set_open(path, Open { uri: uri.clone(), text: typed(&tail), version });
        let view = View { workspace: &workspace, client: &client };
        measure(&format!("completion fact:{query}"), |_| completion::complete(&view, &params(at(&tail))));
    }
    let tail = "[@report";
    workspace.set_open(path, Open { uri: uri.clone(), text: typed(tail), version: 2 });
    let view = View { workspace: &workspace, client: &client };
    measure("completion [@report", |_| completion::complete(&view, &params(at(tail))));
    let link = json!({ "textDocument": { "uri": uri.as_str() }, "position": { "line": 8, "character": 25 } });
    let whole = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let document = json!({ "uri": uri.as_str() });
    measure("hover", |_| hover::hover(&view, &params(link.clone())));
    measure("definition", |_| definition::definition(&view, &params(link.clone())));
    measure("inlay hints", |_| inlay::hints(&view, &params(json!({ "textDocument": document, "range": whole }))));
    measure("symbols of the document", |_| symbols::of_document(&view, &params(json!({ "textDocument": document }))));
    measure("symbols of the site: chips", |_| symbols::of_workspace(&view, &params(json!({ "query": "chips" }))));
    let mut wanted = link.clone();
    wanted["context"] = json!({ "includeDeclaration": true });
    measure_rounds("references", 5, |_| references::references(&view, &params(wanted.clone())));
    let point = json!({ "line": 8, "character": 14 });
    let asked = json!({ "textDocument": document, "range": { "start": point, "end": point }, "context": { "diagnostics": [] } });
    measure("code actions", |_| actions::actions(&view, &params(asked.clone())));
    measure_rounds("findings of all files, the first time", 5, |_| diagnostics::Kept::default().all(&view));
    let mut kept = diagnostics::Kept::default();
    kept.all(&view);
    measure_rounds("findings of all files, once more", 5, |_| kept.all(&view));
    measure_rounds("a keystroke analysed", 5, |round| {
        let open = Open {
            uri: lsp_types::Uri::from_str(uri.as_str()).expect("an address"),
            text: typed(&round.to_string()),
            version: 3,
        };
        workspace.set_open(path, open);
        workspace.refresh();
    });
}
