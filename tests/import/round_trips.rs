//! What was exported comes back; what a format cannot hold is the only thing that is missing.

use factloom::base::diag::Level;
use factloom::base::text::FileId;
use factloom::build::{Analysis, Options, analyse, analyse_root};
use factloom::edit::entry::fields;
use factloom::edit::import::{Offer, Plan, Wish, append, plan, prove};
use factloom::exchange::{bibtex, csl_json, ris};
use factloom::load::Inputs;
use factloom::model::date::Date;
use factloom::parse::library;

fn options() -> Options {
    Options { base_url: None, drafts: true, today: Date::parse("2026-11-24").expect("a date") }
}

/// A site with the entities of the repository's own and no source.
fn without_sources(full: &Analysis) -> Analysis {
    let kept = full.inputs.files.iter().filter(|input| input.path.starts_with("content/entities/"));
    let site = ("content/site.yml".to_owned(), "title: T\nurl: https://example.org/\n".to_owned());
    let texts = kept.map(|input| (input.path.to_string(), input.text.to_string())).chain([site]);
    analyse(Inputs::of_texts(texts), &options())
}

fn imported(site: &Analysis, text: &str) -> Plan {
    let (entries, problems) = library::read(text, FileId::default());
    assert_eq!(problems, []);
    let offers = entries.into_iter().map(|incoming| Offer { from: "x".into(), line: 1, incoming }).collect();
    plan(&site.items, &site.inputs, offers, &Wish { keep_both: true, ..Wish::default() })
}

#[test]
fn the_whole_bibliography_comes_back_from_each_format_and_checks_clean() {
    let full = analyse_root(std::path::Path::new(env!("CARGO_MANIFEST_DIR")), &options());
    let (site, reader) = (without_sources(&full), full.site());
    let reader = reader.reader();
    let entries: Vec<_> = reader.sources().map(|id| reader.entry(id)).collect();
    assert!(entries.len() > 200);
    let ris: String = entries.iter().map(ris::ris).collect();
    for (format, text) in
        [("bib", bibtex::sources_bib(&entries)), ("json", csl_json::sources_json(&entries)), ("ris", ris)]
    {
        let plan = imported(&site, &text);
        assert_eq!((plan.accepted.len(), plan.held.len()), (entries.len(), 0), "{format}");
        for (before, after) in full.items.sources.iter().zip(&plan.accepted) {
            assert_eq!(before.id, after.source.id);
            let named: Vec<&str> = after.unplaced.iter().map(|one| &*one.field).collect();
            // Not in any format: what was read of it. A type that is lost is named.
            // The site writes some authors by name though it has them as entities.
            let renamed = after.remarks.iter().any(|remark| remark.starts_with("author"));
            let is_kept = |key: &str| match key {
                "read" | "capture" | "republishes" | "retracted" => false,
                "type" => named != ["TY"],
                "author" => !renamed,
                _ => true,
            };
            let held = |list: Vec<(&'static str, String)>| {
                list.into_iter().filter(|(key, _)| is_kept(key)).collect::<Vec<_>>()
            };
            assert_eq!(held(fields(&after.source)), held(fields(before)), "{format}");
        }
        let sheet = append("", &plan.accepted);
        prove("", &sheet, &plan.accepted).expect("it reads back");
        let texts = site.inputs.files.iter().map(|input| (input.path.to_string(), input.text.to_string()));
        let texts = texts.filter(|(path, _)| !path.contains("entities"));
        let texts = texts.chain([("content/sources/imported.yml".to_owned(), sheet)]);
        let report = analyse(Inputs::of_texts(texts), &options()).report;
        let grave = report.findings.iter().find(|finding| finding.level != Level::Info);
        assert!(grave.is_none(), "{format}: {grave:?}");
    }
}

#[test]
fn hostile_titles_and_names_are_written_so_that_they_read_back() {
    let site = analyse(
        Inputs::of_texts([("content/site.yml".to_owned(), "title: T\nurl: https://example.org/\n".to_owned())]),
        &options(),
    );
    let titles = [
        "a: b",
        "# no comment",
        "@handle says",
        "- a list?",
        "yes",
        "Null",
        "~",
        "1e3",
        "2022-05-06",
        "0x1F",
        "12:30:00",
        "\"q\" and 'r'",
        "back\\slash",
        "{braces}",
        "[notes] on",
        "*bold* &amp; !tag",
        "| pipe",
        "> quote",
        "%percent",
        "`tick`",
        "trailing:",
        "two\nlines",
        "emoji 👩‍🚀💥",
        "שלום עולם",
        "\u{202e}override",
        "坚持独立自主：走向",
        "<script>alert(1)</script>",
        "?",
        ", comma",
        "...",
        "---",
        "<<",
        "=",
        "nbsp\u{a0}end\u{a0}",
        "zero\u{200b}width",
        "bell\u{7}",
    ];
    let items: Vec<_> = titles
        .iter()
        .enumerate()
        .map(|(number, title)| {
            serde_json::json!({"id": format!("t-{number}"), "type": "book", "title": title, "publisher": title, "note": title,
                "author": [{"literal": title}, {"family": title, "given": "A"}], "volume": title, "URL": format!("https://e.org/{title}")})
        })
        .collect();
    let plan = imported(&site, &serde_json::to_string(&items).expect("JSON"));
    assert_eq!(plan.accepted.len(), titles.len());
    let sheet = append("x: {type: web, title: X, publisher: p}\n", &plan.accepted);
    prove("x: {type: web, title: X, publisher: p}\n", &sheet, &plan.accepted).expect("it reads back");
    let texts = [("site.yml", "title: T\nurl: https://example.org/\n"), ("sources/s.yml", &sheet)];
    let texts = texts.map(|(path, text)| (format!("content/{path}"), text.to_owned()));
    let after = analyse(Inputs::of_texts(texts), &options());
    let grave = after.report.findings.iter().find(|finding| finding.level != Level::Info);
    assert!(grave.is_none(), "{grave:?}");
    for (number, title) in titles.iter().enumerate() {
        let source =
            after.items.source(&format!("t-{number}")).map(|id| &after.items.sources[id.index()]).expect("there");
        let words = title.replace('\u{7}', "");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(&words).to_owned();
        assert_eq!(*source.title, *words);
        assert_eq!(
            source.note.as_deref(),
            Some(&*title.replace('\u{7}', "").split_whitespace().collect::<Vec<_>>().join(" "))
        );
    }
}
