//! A page reads the site only through its reader: whatever changes a page stands in that page's trace.

use std::collections::BTreeMap;

use factloom::build::{Analysis, Options, analyse};
use factloom::load::Inputs;
use factloom::model::date::Date;
use factloom::pages::{Cx, KINDS};
use factloom::render::names::Names;
use factloom::render::shell::Shell;
use factloom::render::theme::Assets;
use factloom::site::deps::{Dep, List};

const SITE: &[(&str, &str)] = &[
    ("content/site.yml", "title: T\nurl: https://example.org/\ntopics: {t: {title: Topic}}\n"),
    (
        "content/a.md",
        "---\ntitle: First\nsummary: S\ndate: 2022\ntopics: [t]\n---\n[7](fact:s/f) left [@x]. So says [Echo](entity:e).\n",
    ),
    ("content/b.md", "---\ntitle: Second\nsummary: S\ndate: 2022\ntopics: [t]\n---\nSee [first](a.md), on SWIFT.\n"),
    (
        "content/facts/s.yml",
        "title: Sheet\nsummary: S.\ntopics: [t]\nfacts:\n  f: {kind: statistic, claim: ___ left., value: 7, as_of: 2022, by: e, evidence: x}\n  g: {kind: event, claim: It began., when: 2021, evidence: x}\n",
    ),
    ("content/sources/x.yml", "x: {type: web, title: Source, publisher: e}\n"),
    ("content/entities/e.yml", "e: {name: Echo, kind: company}\n"),
    ("content/glossary.yml", "swift: {term: SWIFT, def: A network., evidence: x}\n"),
];

fn analysed(site: &[(&str, &str)]) -> Analysis {
    let today = Date::parse("2026-11-24").expect("a date");
    let texts = site.iter().map(|(path, text)| (path.to_string(), text.to_string()));
    let analysis = analyse(Inputs::of_texts(texts), &Options { base_url: None, drafts: false, today });
    assert!(!analysis.report.has_errors(), "{:#?}", analysis.report.findings);
    analysis
}

/// Every page's HTML, twin and files, and what it read.
fn pages(analysis: &Analysis) -> BTreeMap<String, (String, Vec<Dep>)> {
    let shell = Shell::new(&[]).expect("the theme compiles");
    let site = analysis.site();
    let reader = site.reader();
    let names = Names::of(&reader);
    let assets = Assets::of(&[]);
    let mut out = BTreeMap::new();
    for kind in KINDS {
        for page in (kind.pages)(&reader) {
            let own = site.reader();
            let cx = Cx { reader: &own, shell: &shell, names: &names, assets: &assets, styles: &[] };
            let made = (kind.make)(&cx, &page).expect("the page is made");
            out.insert(page.path, (format!("{}{:?}{:?}", made.html, made.twin, made.files), own.trace()));
        }
    }
    out
}

/// Changes `from` to `to` in one file; each page that comes out different must have read something of a kind
/// that `read` accepts.
fn changed(path: &str, from: &str, to: &str, read: impl Fn(&Dep) -> bool) -> usize {
    let edited: Vec<(&str, String)> = SITE
        .iter()
        .map(|(file, text)| (*file, if *file == path { text.replacen(from, to, 1) } else { text.to_string() }))
        .collect();
    let edited: Vec<(&str, &str)> = edited.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let (before, after) = (pages(&analysed(SITE)), pages(&analysed(&edited)));
    let mut count = 0;
    for (page, (text, trace)) in &before {
        if after.get(page).is_some_and(|(other, _)| other != text) {
            count += 1;
            assert!(trace.iter().any(&read), "{page} changed with {path} and did not read it: {trace:?}");
        }
    }
    count
}

#[test]
fn a_page_that_changes_has_read_what_changed() {
    let fact =
        changed("content/facts/s.yml", "claim: ___ left.", "claim: Only ___ left.", |dep| matches!(dep, Dep::Fact(_)));
    assert!(fact >= 3, "a fact is on its own page, its sheet's and in the data: {fact}");
    let source = changed("content/sources/x.yml", "title: Source", "title: Other", |dep| {
        matches!(dep, Dep::Source(_) | Dep::List(List::Sources))
    });
    assert!(source >= 3, "a source is on its page, in references and in the bibliography: {source}");
    let entity = changed("content/entities/e.yml", "name: Echo", "name: Narcissus", |dep| {
        matches!(dep, Dep::Entity(_) | Dep::List(List::Entities | List::Sources))
    });
    assert!(entity >= 4, "{entity}");
    let title = changed("content/a.md", "title: First", "title: Premier", |dep| {
        matches!(dep, Dep::Card(_) | Dep::Body(_) | Dep::UsesOfFact(_) | Dep::UsesOfSource(_) | Dep::UsesOfEntity(_))
    });
    assert!(title >= 3, "{title}");
    let body =
        changed("content/a.md", "So says", "Thus says", |dep| matches!(dep, Dep::Body(_) | Dep::UsesOfEntity(_)));
    assert!(body >= 2, "the article, and the page of the entity it names: {body}");
    let config = changed("content/site.yml", "title: T\n", "title: U\n", |dep| matches!(dep, Dep::Config));
    assert!(config >= 15, "the name of the site is on every page: {config}");
}

#[test]
fn a_page_reads_no_more_of_others_than_their_cards() {
    let before = pages(&analysed(SITE));
    let (_, trace) = &before["/b/"];
    let bodies = trace.iter().filter(|dep| matches!(dep, Dep::Body(_))).count();
    assert_eq!(bodies, 1, "its own: {trace:?}");
}
