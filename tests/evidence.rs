//! Support is counted: who says so, who carries it, who has read what.

use factloom::build::{Analysis, Options, analyse};
use factloom::link::support::Support;
use factloom::load::Inputs;
use factloom::model::date::Date;

fn site(facts: &str) -> Analysis {
    let files = [
        ("content/site.yml", "title: T\nurl: https://example.org/\n".to_owned()),
        (
            "content/entities/e.yml",
            "party: {name: Party, kind: party}\ndaily: {name: Daily, kind: newspaper, owner: party}\n\
             weekly: {name: Weekly, kind: newspaper, owner: party}\nfree: {name: Free, kind: newspaper}\nbody: {name: Body, kind: organization}\n"
                .to_owned(),
        ),
        (
            "content/sources/s.yml",
            "d: {type: newspaper, title: D, publisher: daily}\nw: {type: newspaper, title: W, publisher: weekly}\n\
             f: {type: newspaper, title: F, publisher: free}\ncopy: {type: web, title: C, publisher: body, republishes: f}\n\
             own: {type: report, title: O, publisher: body}\nunread: {type: report, title: U, publisher: body, read: \"no\"}\n"
                .to_owned(),
        ),
        ("content/facts/t.yml", format!("title: T\nsummary: T.\ntopics: []\nfacts:\n{facts}")),
    ];
    let options = Options { base_url: None, drafts: false, today: Date::parse("2026-11-24").expect("a date") };
    let files: Vec<(String, String)> = files.map(|(path, text)| (path.to_owned(), text)).into();
    let analysis = analyse(Inputs::of_texts(files), &options);
    let errors: Vec<_> = analysis.report.findings.iter().map(|finding| finding.diagnostic.message.clone()).collect();
    assert!(analysis.report.findings.iter().all(|f| f.level < factloom::base::diag::Level::Error), "{errors:?}");
    analysis
}

#[track_caller]
fn support(kind: &str, evidence: &str) -> Support {
    let value = if kind == "statistic" {
        "value: 5, unit: things, as_of: 2022, claim: ___ things."
    } else {
        "claim: It happened., when: 2022"
    };
    site(&format!("  a: {{kind: {kind}, {value}, by: body, evidence: [{evidence}]}}\n")).links.support[0].clone()
}

#[test]
fn papers_of_one_owner_are_one_carrier() {
    assert_eq!(support("event", "d, w").carriers, 1);
    assert_eq!(support("event", "d, w, f").carriers, 2);
}

#[test]
fn a_copy_counts_with_its_original() {
    assert_eq!(support("event", "f, copy").carriers, 1);
}

#[test]
fn a_source_that_nobody_read_supports_nothing() {
    let read = support("statistic", "f, own");
    assert!(read.first_hand, "the body's own report was read");
    let unread = support("statistic", "f, unread");
    assert!(!unread.first_hand);
    assert_eq!((unread.carriers, support("event", "unread").carriers), (1, 0));
}

#[test]
fn a_fact_is_of_its_own_topics_else_of_its_sheets() {
    let text = |topics: &str| format!("  a: {{kind: event, claim: It happened., when: 2022, evidence: f{topics}}}\n");
    for (own, expected) in [("", vec![]), (", topics: [x, y]", vec!["x", "y"])] {
        let files = vec![
            (
                "content/site.yml".to_owned(),
                "title: T\nurl: https://example.org/\ntopics: {x: {title: X}, y: {title: Y}}\n".to_owned(),
            ),
            ("content/sources/s.yml".to_owned(), "f: {type: web, title: F, publisher: P}\n".to_owned()),
            ("content/facts/t.yml".to_owned(), format!("title: T\nsummary: T.\ntopics: []\nfacts:\n{}", text(own))),
        ];
        let options = Options { base_url: None, drafts: false, today: Date::parse("2026-11-24").expect("a date") };
        let analysis = analyse(Inputs::of_texts(files), &options);
        let site = analysis.site();
        let reader = site.reader();
        let fact = reader.find_fact("t/a").expect("the fact");
        let topics: Vec<&str> = reader.topics_of(fact).iter().map(|topic| &*topic.id).collect();
        assert_eq!(topics, expected);
    }
}
