//! `promote`: what it proposes from sentences in English and Chinese, and the command.

use factloom::build::{Analysis, analyse};
use factloom::edit::promote::{Promoted, Wish, promote};
use factloom::edit::texts;

use crate::support::{analysis, factloom, findings, folder, options, read};

const BASE: &str = "
-- content/facts/exits.yml --
title: Exits
summary: Who left.
topics: []
facts:
  yale-list:
    kind: statistic
    claim: The list held ___ companies.   # at first
    value: 200
    unit: companies
    as_of: 2022-03
    by: yale-som
    evidence: epoch, para. 2

# end of the sheet
-- content/sources/x.yml --
epoch: {type: newspaper, title: X, publisher: epoch-times, date: 2022-05-10}
old: {type: web, title: Y, publisher: Some Press}
-- content/entities/e.yml --
yale-som: {name: Yale School of Management, kind: university, aliases: [Yale], zh: 耶鲁管理学院}
epoch-times: {name: The Epoch Times, kind: newspaper}
russia: {name: Russia, kind: country, zh: 俄罗斯}
";

/// An article whose text begins on line 8.
fn site(body: &str) -> String {
    format!(
        "-- content/a.md --\n---\ntitle: 'A \"title\": one'\nsummary: B\ndate: 2022\ntopics: []\n---\n\n{body}\n{BASE}"
    )
}

fn wish(line: u32) -> Wish {
    Wish { path: "content/a.md".to_owned(), line, column: None, sheet: None, key: None }
}

fn proposal(literal: &str, wish: &Wish) -> (Analysis, Promoted) {
    let before = analysis(literal);
    let promoted = promote(&before, wish).unwrap_or_else(|error| panic!("{error}"));
    let edited = texts(&before.inputs, &promoted.edits);
    let mut inputs = before.inputs.with_texts(edited.iter().map(|(path, (text, _))| (&**path, text.as_str())));
    if let Some((path, text)) = &promoted.created {
        inputs = inputs.with_text(path, text).0;
    }
    (analyse(inputs, Vec::new(), &options()), promoted)
}

/// The sentence and the fact that are proposed for the first figure of a text, checked without findings.
fn proposed(body: &str) -> (String, String) {
    let (after, _) = proposal(&site(body), &wish(8));
    assert_eq!(findings(&after), "", "{body}");
    parts(&after)
}

fn parts(after: &Analysis) -> (String, String) {
    let article = crate::support::text(&after.inputs, "content/a.md");
    let sheet = crate::support::text(&after.inputs, "content/facts/exits.yml");
    let fact = sheet.split_once("evidence: epoch, para. 2\n").expect("the first fact stays").1;
    let fact = fact.split_once("\n# end of the sheet\n").expect("the last remark stays").0;
    (article.lines().nth(7).expect("the text").to_owned(), fact.to_owned())
}

fn bound(body: &str) -> String {
    format!("{body} They began with [200](fact:exits/yale-list).")
}

#[test]
fn a_sentence_with_speaker_date_and_source_becomes_a_fact() {
    let body = bound(
        "By 5 May 2022, according to Yale, nearly 1,000 companies had said they would leave Russia [@epoch, para. 8].",
    );
    let (text, fact) = proposed(&body);
    assert_eq!(text, body.replace("nearly 1,000", "[nearly 1,000](fact:exits/companies-leave-russia)"));
    let want = "  companies-leave-russia:
    kind: statistic
    claim: By 5 May 2022, according to Yale, ___ companies had said they would leave Russia.
    value: nearly 1,000
    unit: companies
    as_of: 2022-05-05
    by: yale-som
    about: russia
    evidence: epoch, para. 8
";
    assert_eq!(fact, want);
}

#[test]
fn units_of_money_and_shares_are_parted_from_the_value() {
    for (sentence, value, unit, claim) in [
        (
            "Yale counted about 7 percent of them in 2022 [@epoch].",
            "about 7",
            "\"%\"",
            "Yale counted ___ percent of them in 2022.",
        ),
        (
            "Yale put trade at $399 billion in 2021 [@epoch].",
            "399 billion",
            "US dollars",
            "Yale put trade at ___ US dollars in 2021.",
        ),
        (
            "Yale put trade at 58 billion dollars in 2021 [@epoch].",
            "58 billion",
            "US dollars",
            "Yale put trade at ___ dollars in 2021.",
        ),
        (
            "Yale counted 10,128 new sanctions in 2022 [@epoch].",
            "10,128",
            "new sanctions",
            "Yale counted ___ new sanctions in 2022.",
        ),
        (
            "Yale counted 900 to 1,100 of them in 2022 [@epoch].",
            "900 to 1,100",
            "",
            "Yale counted ___ of them in 2022.",
        ),
    ] {
        let (_, fact) = proposed(&bound(sentence));
        assert!(fact.contains(&format!("    value: {value}\n")), "{fact}");
        assert!(fact.contains(&format!("    claim: {claim}\n")), "{fact}");
        match unit {
            "" => assert!(!fact.contains("unit:"), "{fact}"),
            unit => assert!(fact.contains(&format!("    unit: {unit}\n")), "{fact}"),
        }
    }
}

#[test]
fn chinese_sentences_are_read_too() {
    let (text, fact) = proposed(
        "据耶鲁管理学院统计，截至2022年5月5日，近1000家公司离开俄罗斯[@epoch, para. 8]。起初有[200](fact:exits/yale-list)家。",
    );
    assert!(text.contains("，[近1000](fact:exits/figure-2022)家公司离开"), "{text}");
    for line in [
        "value: 近1000",
        "unit: 公司",
        "as_of: 2022-05-05",
        "by: yale-som",
        "about: russia",
        "claim: 据耶鲁管理学院统计，截至2022年5月5日，___家公司离开俄罗斯。",
    ] {
        assert!(fact.contains(&format!("    {line}\n")), "{line}\n{fact}");
    }
}

#[test]
fn what_the_sentence_does_not_say_is_taken_from_the_source_and_said() {
    let (after, promoted) =
        proposal(&site(&bound("Nearly 1,000 companies left. It was much [@epoch, p. 3; @old].")), &wish(8));
    assert_eq!(findings(&after), "");
    let (_, fact) = parts(&after);
    for line in ["as_of: 2022-05-10", "by: epoch-times", "evidence:\n      - epoch, p. 3\n      - old"] {
        assert!(fact.contains(line), "{fact}");
    }
    assert!(promoted.notes.iter().any(|note| note.contains("does not say by whose count")), "{:?}", promoted.notes);
    assert!(promoted.notes.iter().any(|note| note.contains("has no date")), "{:?}", promoted.notes);
}

#[test]
fn a_figure_ahead_of_its_source_is_a_forecast() {
    let (_, fact) = proposed(&bound("Yale expects 1,200 companies to leave by 2030 [@epoch]."));
    assert!(fact.contains("kind: forecast\n") && fact.contains("when: 2022-05-10\n    target: 2030\n"), "{fact}");
}

#[test]
fn without_a_citation_the_missing_evidence_is_named() {
    let (after, promoted) = proposal(&site(&bound("In 2022 Yale counted 1,000 companies.")), &wish(8));
    assert!(
        promoted
            .notes
            .iter()
            .any(|note| note.contains("add where it was read, such as `evidence: source-id, para. 7`"))
    );
    let left = findings(&after);
    assert_eq!(left.lines().count(), 1, "{left}");
    assert!(left.contains("missing-field") && left.contains("has no `evidence`"), "{left}");
}

#[test]
fn of_several_dates_the_one_that_goes_with_the_figure_counts() {
    let body = "Yale counted [200](fact:exits/yale-list) in 2021, 1,000 companies in April 2022 [@epoch].";
    let (_, fact) = proposed(body);
    assert!(fact.contains("as_of: 2022-04\n"), "{fact}");
}

#[test]
fn other_figures_are_cut_from_the_claim() {
    let (after, promoted) = proposal(
        &site(&bound("In 2022 Yale counted 1,000 companies in Russia, and 850 banks had closed there [@epoch].")),
        &wish(8),
    );
    assert_eq!(findings(&after), "");
    assert!(parts(&after).1.contains("claim: In 2022 Yale counted ___ companies in Russia.\n"), "{}", parts(&after).1);
    assert!(promoted.notes.iter().any(|note| note.contains("see that it stands alone")));
}

#[test]
fn a_column_chooses_the_figure_and_a_line_break_is_no_hindrance() {
    let literal = site(
        "In 2022 Yale counted 1,000 companies, and\n850 banks of Russia\nhad closed [@epoch]. [200](fact:exits/yale-list)",
    );
    let choose = |line, column| proposal(&literal, &Wish { column, ..wish(line) });
    let (after, _) = choose(9, None);
    let article = crate::support::text(&after.inputs, "content/a.md");
    assert!(article.contains("\n[850](fact:exits/banks-russia-closed) banks"), "{article}");
    let (after, _) = choose(8, Some(36));
    assert!(
        crate::support::text(&after.inputs, "content/a.md").contains("and\n[850](fact:"),
        "the next one behind the column"
    );
    let (after, _) = choose(8, Some(3));
    assert!(crate::support::text(&after.inputs, "content/a.md").contains("counted [1,000](fact:"));
}

#[test]
fn a_new_sheet_takes_the_head_of_the_article() {
    let literal = site("In 2022 Yale counted 1,000 companies [@epoch].");
    let (after, promoted) = proposal(&literal, &Wish { key: Some("left".to_owned()), ..wish(8) });
    assert_eq!((findings(&after), promoted.id.as_str()), (String::new(), "a/left"));
    let (path, text) = promoted.created.expect("a new sheet");
    assert_eq!(path, "content/facts/a.yml");
    let head = "summary: B\ntopics: []\nfacts:\n  left:\n    kind: statistic\n";
    assert_eq!(
        text.split_once("\n").map(|(title, rest)| (title, rest.starts_with(head))),
        Some(("title: \"A “title”: one\"", true))
    );
}

#[test]
fn points_of_front_matter_are_prose_too() {
    let literal = site(&bound("Text."))
        .replace("topics: []\n---", "topics: []\npoints:\n  - 1,000 companies left in 2022, by Yale’s count.\n---");
    let before = analysis(&literal);
    let promoted = promote(&before, &wish(7)).expect("a proposal");
    let edited = texts(&before.inputs, &promoted.edits);
    assert!(
        edited["content/a.md"]
            .0
            .contains("\n  - \"[1,000](fact:exits/companies-left-yale) companies left in 2022, by Yale’s count.\"\n"),
        "{}",
        edited["content/a.md"].0
    );
}

#[test]
fn what_cannot_be_promoted_is_refused_with_the_reason() {
    let literal = site(
        "Nothing here.\n\n[200](fact:exits/yale-list) `300` left.\n\n| a |\n|---|\n| 1,000 companies |\n\nSome 1,**000** left [@epoch].",
    );
    let before = analysis(&literal);
    for (line, want) in [
        (8, "“Nothing here.” states no figure"),
        (10, "“200” is a link or code already"),
        (14, "“1,000” stands in a table"),
        (9, "no sentence stands there"),
        (99, "there is no line 99; the file has 17"),
    ] {
        let error = promote(&before, &wish(line)).expect_err(want).to_string();
        assert!(error.contains(want), "{line}: {error}");
    }
    let with = |sheet: &str, key: &str| {
        let literal = site("In 2022 Yale counted 1,000 companies [@epoch].");
        let wish = Wish { sheet: Some(sheet.to_owned()), key: Some(key.to_owned()), ..wish(8) };
        promote(&analysis(&literal), &wish).expect_err("refused").to_string()
    };
    assert!(with("exits", "yale-list").contains("there is a fact `exits/yale-list` already"));
    assert!(with("Exits", "a").contains("`Exits` cannot be an id"));
    assert!(promote(&before, &Wish { path: "content/facts/exits.yml".to_owned(), ..wish(1) }).is_err());
}

#[test]
fn the_command_shows_the_diff_and_writes_only_when_told() {
    let folder = folder(&site(&bound("In 2022 Yale counted 1,000 companies [@epoch].")));
    let before = (read(folder.path(), "content/a.md"), read(folder.path(), "content/facts/exits.yml"));
    let now = || (read(folder.path(), "content/a.md"), read(folder.path(), "content/facts/exits.yml"));
    let (code, out, _) = factloom(folder.path(), &["promote", "content/a.md:8", "--key", "left", "--dry-run"]);
    assert_eq!((code, now()), (0, before.clone()));
    assert!(
        out.contains("+In 2022 Yale counted [1,000](fact:exits/left) companies [@epoch].")
            && out.contains("\n+  left:\n"),
        "{out}"
    );
    let (code, _, err) = factloom(folder.path(), &["promote", "a.md:8", "--key", "left"]);
    assert_eq!((code, now()), (2, before));
    assert!(err.contains("no terminal to ask at: add --yes"), "{err}");
    let (code, out, err) = factloom(folder.path(), &["promote", "a.md:8", "--key", "left", "--yes"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.ends_with("wrote exits/left\n"), "{out}");
    let (code, out, _) = factloom(folder.path(), &["check"]);
    assert_eq!(code, 0, "{out}");
    let (code, _, err) = factloom(folder.path(), &["promote", "a.md"]);
    assert_eq!(code, 2);
    assert!(err.contains("such as content/why.md:21"), "{err}");
}

#[test]
fn the_command_says_what_is_missing() {
    let folder = folder(&site("In 2022 Yale counted 1,000 companies."));
    let (code, out, err) = factloom(folder.path(), &["promote", "content/a.md:8", "--sheet", "new", "--yes"]);
    assert_eq!(code, 1, "{out}{err}");
    assert!(out.contains("error[missing-field]: fact `new/companies-yale-counted` has no `evidence`"), "{out}");
    assert!(err.contains("note: no source is cited in the paragraph"), "{err}");
    assert!(read(folder.path(), "content/facts/new.yml").contains("    by: yale-som\n"));
}
