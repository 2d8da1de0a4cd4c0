//! `fix`: what it changes, what it leaves, and the command.

use factloom::base::diag::Level;
use factloom::edit::fix::{Fixed, Wanted, run};

use crate::support::{factloom, findings, folder, inputs, options, read, text};

/// Sheets, sources and entities that the articles of these tests rest on.
const BASE: &str = "
-- content/facts/s.yml --
# Counts of 2022.
title: S
summary: S.
topics: []
facts:
  left:   # companies that left
    kind: statistic
    claim: ___ companies left.
    value: nearly 1,000
    unit: companies
    as_of: 2022-05-05
    by: yale-som
    evidence: x, para. 8
  share: {kind: statistic, claim: ___ percent of it., value: 8.5, unit: '%', as_of: 2022-04, by: [yale-som, wsj], evidence: x}
  trade:
    kind: statistic
    claim: Trade in billions.
    unit: billion US dollars
    as_of: 2022
    by: wsj
    evidence: x
    series: {2020: 380, 2021: 399}
  answers:
    kind: statistic
    claim: ___ companies left.
    unit: companies
    by: wsj
    values:
      low: {value: 600, as_of: 2022-05, by: wsj, evidence: x}
      high: {value: '1,000', as_of: 2022-05, by: yale-som, evidence: x}
  plan: {kind: policy, claim: A plan., when: unknown, by: wsj, evidence: x, note: The source shows no date.}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: wsj, date: 2023}
-- content/entities/e.yml --
yale-som: {name: Yale School of Management, kind: university}
wsj: {name: The Wall Street Journal, kind: newspaper}
";

const FRONT: &str = "---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\n---\n";

fn with_article(body: &str) -> String {
    format!("-- content/a.md --\n{FRONT}{body}\n{BASE}")
}

fn fixed(literal: &str) -> Fixed {
    run(&inputs(literal), &options(), &Wanted::default())
}

/// The body of the article after all fixes.
fn body(before: &str) -> String {
    let fixed = fixed(&with_article(before));
    text(&fixed.analysis.inputs, "content/a.md").strip_prefix(FRONT).expect("front matter").trim_end().to_owned()
}

#[test]
fn empty_bindings_get_the_words_of_their_page() {
    for (link, words) in [
        ("fact:s/left", "nearly 1,000"),
        ("fact:s/share", "8.5%"),
        ("fact:s/share#by", "Yale School of Management, The Wall Street Journal"),
        ("fact:s/share#as_of", "April 2022"),
        ("fact:s/left#unit", "companies"),
        ("fact:s/trade@2020", "380 billion US dollars"),
        ("fact:s/trade", "399 billion US dollars"),
        ("fact:s/answers/high", "1,000"),
    ] {
        assert_eq!(body(&format!("So []({link}) it is.")), format!("So [{words}]({link}) it is."), "{link}");
    }
    assert_eq!(
        body("Both []( fact:s/left ) and [ ](fact:s/left)."),
        "Both [nearly 1,000]( fact:s/left ) and [nearly 1,000](fact:s/left)."
    );
}

#[test]
fn an_empty_binding_without_words_of_its_own_stays() {
    for text in ["[](fact:s/plan)", "[](fact:s/plan#when)", "[](fact:s/nothing)", "`[](fact:s/left)`", "[](other.md)"] {
        assert_eq!(body(text), text);
    }
}

#[test]
fn filled_words_are_what_the_page_showed() {
    let literal =
        with_article("It was [](fact:s/left) and [](fact:s/trade@2020), by [](fact:s/share#by), of [](fact:s/share).");
    let page = |literal: &str| {
        let analysis = crate::support::analysis(literal);
        let site = analysis.site();
        let reader = site.reader();
        let article = reader.article(reader.articles().next().expect("one"));
        factloom::render::fragment::plain(&reader, &article.body)
    };
    let shown = page(&literal);
    let fixed = fixed(&literal);
    let after: String =
        fixed.analysis.inputs.files.iter().map(|input| format!("-- {} --\n{}\n", input.path, input.text)).collect();
    assert_eq!(page(&after), shown);
    assert!(shown.contains("380 billion US dollars, by Yale School"), "{shown}");
    assert_eq!(findings(&fixed.analysis), "");
}

#[test]
fn markup_in_the_words_of_a_sheet_is_escaped() {
    let literal = with_article("By [](fact:s/left#by).").replace("Yale School of Management", "\"Y*S*M [x] & <b>\"");
    let fixed = fixed(&literal);
    assert!(text(&fixed.analysis.inputs, "content/a.md").contains(r"By [Y\*S\*M \[x\] \& \<b\>](fact:s/left#by)."));
    assert_eq!(findings(&fixed.analysis), "");
}

#[test]
fn exact_numbers_and_dropped_hedges_are_put_right_and_nothing_else_is_touched() {
    for (before, after) in [
        ("Then [1,000](fact:s/left) companies  left.", "Then [nearly 1,000](fact:s/left) companies  left."),
        ("Then [900 companies](fact:s/left) left.", "Then [nearly 1,000 companies](fact:s/left) left."),
        ("[7 percent](fact:s/share) and [9%](fact:s/share)", "[8.5 percent](fact:s/share) and [8.5%](fact:s/share)"),
        ("[$300 billion](fact:s/trade@2020)", "[$380 billion](fact:s/trade@2020)"),
        ("[300](fact:s/trade@2020) billion dollars", "[380](fact:s/trade@2020) billion dollars"),
        ("有[1000家](fact:s/left)公司。", "有[近1,000家](fact:s/left)公司。"),
    ] {
        assert_eq!(body(before), after);
        assert_eq!(findings(&fixed(&with_article(before)).analysis), "", "{after}");
    }
}

#[test]
fn what_a_person_has_to_word_is_left() {
    for text in [
        "[all 13 of them](fact:s/left)",
        "[1,**000**](fact:s/left)",
        "[7 percent](fact:s/left) left",
        "[1,000](fact:s/answers)",
    ] {
        assert_eq!(body(text), text);
        assert!(!findings(&fixed(&with_article(text)).analysis).is_empty(), "{text}");
    }
}

#[test]
fn yaml_is_quoted_line_by_line_and_comments_stay() {
    let literal = format!(
        "-- content/facts/t.yml --
# A sheet.
title: T   # its title
summary: Xi said: rely on us
topics: []
facts:
  a:
    kind: assessment
    claim: @home, China relies on itself.
    by: wsj
    evidence:
      - source: x
        quote: [sic](a) word
  b: {{kind: assessment, claim: A., by: wsj, evidence: x}} # last
{BASE}"
    );
    let fixed = fixed(&literal);
    let want = "# A sheet.
title: T   # its title
summary: \"Xi said: rely on us\"
topics: []
facts:
  a:
    kind: assessment
    claim: \"@home, China relies on itself.\"
    by: wsj
    evidence:
      - source: x
        quote: \"[sic](a) word\"
  b: {kind: assessment, claim: A., by: wsj, evidence: x} # last
";
    assert_eq!(text(&fixed.analysis.inputs, "content/facts/t.yml").trim_end(), want.trim_end());
    assert_eq!(findings(&fixed.analysis), "");
    assert_eq!(fixed.files.iter().map(|file| file.fixes).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_file_that_can_be_read_again_shows_more_to_fix() {
    let literal = with_article("Then [1,000](fact:t/left).")
        + "-- content/facts/t.yml --
title: Now: T
summary: T.
topics: []
facts:
  left: {kind: statistc, claim: ___ left., vlaue: 1,234, as_of: 29 April 2022, by: Yale_SOM, evidence: x}
";
    let fixed = fixed(&literal);
    assert_eq!(findings(&fixed.analysis), "");
    assert!(text(&fixed.analysis.inputs, "content/facts/t.yml").ends_with(
        "  left: {kind: statistic, claim: ___ left., value: \"1,234\", as_of: 2022-04-29, by: yale-som, evidence: x}\n"
    ));
    assert!(text(&fixed.analysis.inputs, "content/a.md").contains("\nThen [1,234](fact:t/left).\n"));
}

#[test]
fn a_slip_in_an_id_is_put_right_only_where_it_can_mean_one_thing() {
    let literal =
        with_article("By [The Wall Street Journal](entity:wsj) [@reportt; @x-2021] and [some](fact:s/shares).")
            + "-- content/sources/y.yml --
report: {type: web, title: Y, publisher: wsj}
x-2022: {type: web, title: Z, publisher: wsj}
";
    let fixed = fixed(&literal);
    assert!(text(&fixed.analysis.inputs, "content/a.md").contains("[@report; @x-2021] and [some](fact:s/share)."));
    let left = findings(&fixed.analysis);
    assert_eq!(left.lines().count(), 1, "{left}");
    assert!(left.contains("there is no source `x-2021`"), "{left}");
}

#[test]
fn other_slips_of_sheets_are_put_right() {
    let literal = format!(
        "-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
toc: no
points:
  - Beijing says: no
---
Text.
-- content/facts/t.yml --
title: T
summary: T.
topics: []
facts:
  n: {{kind: statistic, claim: There were 1234 in 1999., value: 1234, as_of: 2022, by: wsj, evidence: x}}
{BASE}"
    );
    let fixed = fixed(&literal);
    assert_eq!(findings(&fixed.analysis), "");
    let article = text(&fixed.analysis.inputs, "content/a.md");
    assert!(article.contains("\ntoc: false\n") && article.contains("\n  - \"Beijing says: no\"\n"), "{article}");
    assert!(text(&fixed.analysis.inputs, "content/facts/t.yml").contains("claim: There were ___ in 1999."));
}

#[test]
fn a_file_that_a_fix_would_harm_is_left_alone() {
    // `Left` is but a slip of `left`; put right, both stand there twice, and the second one is lost.
    let literal = with_article("Text.").replace(
        "  share: {",
        "  Left: {kind: event, claim: It left., when: 2022, evidence: x, see: [q], about: [z]}\n  share: {",
    );
    let before = crate::support::analysis(&literal);
    let fixed = fixed(&literal);
    assert!(fixed.analysis.report.count(Level::Error) <= before.report.count(Level::Error));
    assert_eq!(text(&fixed.analysis.inputs, "content/facts/s.yml"), text(&before.inputs, "content/facts/s.yml"));
    assert_eq!(fixed.refused, ["content/facts/s.yml".into()]);
}

#[test]
fn rules_and_paths_limit_what_is_changed() {
    let literal =
        with_article("[](fact:s/left) [1,000](fact:s/left)") + "-- content/b.md --\n" + FRONT + "[](fact:s/left)\n";
    let run = |wanted: Wanted| run(&inputs(&literal), &options(), &wanted);
    let by_rule = run(Wanted { rules: vec!["figure-mismatch".to_owned()], ..Wanted::default() });
    assert!(
        text(&by_rule.analysis.inputs, "content/a.md").ends_with("[](fact:s/left) [nearly 1,000](fact:s/left)\n\n")
    );
    let by_path = run(Wanted { paths: vec!["content/b.md".to_owned()], ..Wanted::default() });
    assert_eq!(by_path.files.iter().map(|file| &*file.path).collect::<Vec<_>>(), ["content/b.md"]);
}

#[test]
fn a_waived_finding_is_not_fixed() {
    let text = "<!-- allow figure-mismatch: the older count -->\n\nOnce [900](fact:s/left) left.";
    assert_eq!(body(text), text);
}

#[test]
fn the_command_shows_a_diff_and_then_writes() {
    let folder = folder(&with_article("Then [1,000](fact:s/left) left, [@nobody]."));
    let before = read(folder.path(), "content/a.md");
    let (code, out, err) = factloom(folder.path(), &["fix", "--dry-run"]);
    assert_eq!(code, 1, "an error remains: {out}{err}");
    assert!(out.starts_with("--- a/content/a.md\n+++ b/content/a.md\n@@ "), "{out}");
    assert!(out.contains(
        "\n-Then [1,000](fact:s/left) left, [@nobody].\n+Then [nearly 1,000](fact:s/left) left, [@nobody].\n"
    ));
    assert!(err.contains("would make 1 fix in 1 file; left for a person to decide: 1 error"), "{err}");
    assert_eq!(read(folder.path(), "content/a.md"), before, "nothing was written");
    let (code, out, _) = factloom(folder.path(), &["fix"]);
    assert_eq!(code, 1);
    assert!(out.contains("there is no source `nobody`"), "{out}");
    assert!(
        out.ends_with("content/a.md: 1 fix\nmade 1 fix in 1 file; left for a person to decide: 1 error\n"),
        "{out}"
    );
    assert_eq!(read(folder.path(), "content/a.md"), before.replace("[1,000]", "[nearly 1,000]"));
    let (code, out, _) = factloom(folder.path(), &["fix", "content/facts"]);
    assert_eq!((code, out.lines().last()), (1, Some("nothing to fix; left for a person to decide: 1 error")));
}

#[test]
fn the_command_refuses_rules_and_files_that_do_not_exist() {
    let folder = folder(&with_article("Text."));
    let (code, _, err) = factloom(folder.path(), &["fix", "--rule", "figure-mismach"]);
    assert_eq!(code, 2);
    assert!(err.contains("did you mean `figure-mismatch`?"), "{err}");
    let (code, _, err) = factloom(folder.path(), &["fix", "content/none.md"]);
    assert_eq!(code, 2);
    assert!(err.contains("`content/none.md` is no file"), "{err}");
    let (code, out, _) = factloom(folder.path(), &["fix", "--format", "json"]);
    assert_eq!(code, 0);
    assert!(out.trim_start().starts_with('{') && out.contains("\"findings\": []"), "{out}");
}

#[test]
fn a_publisher_written_as_a_name_becomes_the_id_of_the_entity() {
    let base = BASE.replace("publisher: wsj", "publisher: The Wall Street Journal");
    let fixed = fixed(&format!("-- content/a.md --\n{FRONT}Text.\n{base}"));
    let source = text(&fixed.analysis.inputs, "content/sources/x.yml");
    assert_eq!(source.trim_end(), "x: {type: web, title: X, publisher: wsj, date: 2023}");
}
