//! What was published is neither lost nor changed unnoticed: a site in a git repository is built, recorded and
//! committed, then edited in the ways that lose addresses and change values, and put right as the findings say.

mod support;

use support::{Site, codes};

#[test]
fn a_page_that_moved_is_lost_until_its_old_address_leads_on() {
    let site = Site::published();
    site.git(&["mv", "content/one.md", "content/first.md"]);
    let found = site.check();
    assert_eq!(codes(&found), ["error lost-url"], "{found}");
    assert!(found.contains("`/one/` was published and is gone"), "{found}");
    let (code, said) = site.run(&["record"]);
    assert!(code == 1 && said.contains("nothing was recorded"), "{said}");
    assert_eq!(site.git(&["status", "--short", "--", "content/published.tsv"]), "", "the record is as it was");

    let human = site.human();
    assert!(human.contains("if the page is `content/first.md` now, write `aliases: [/one/]` there"), "{human}");
    site.replace("content/first.md", "topics: []\n", "topics: []\naliases: [/one/]\n");
    assert_eq!(site.check(), "");
    site.build();
    let stub = site.output("one/index.html");
    for part in [
        "<meta name=\"robots\" content=\"noindex\">",
        "<link rel=\"canonical\" href=\"https://example.org/sub/first/\">",
        "<meta http-equiv=\"refresh\" content=\"0; url=/sub/first/\">",
        "<a href=\"/sub/first/\">The first</a>",
    ] {
        assert!(stub.contains(part), "no {part} in\n{stub}");
    }
    assert!(!site.output("sitemap.xml").contains("/one/"), "search engines are led to the new address");

    site.record();
    site.replace("content/first.md", "aliases: [/one/]\n", "");
    assert_eq!(codes(&site.check()), ["error lost-url"], "an address is owed for good");
}

#[test]
fn of_several_new_pages_the_one_with_the_old_headings_is_named() {
    let site = Site::published();
    site.git(&["mv", "content/one.md", "content/zebra.md"]);
    site.write("content/once.md", "---\ntitle: New\nsummary: New.\ndate: 2026-11-21\ntopics: []\n---\nNew.\n");
    let human = site.human();
    assert!(human.contains("if the page is `content/zebra.md` now"), "{human}");
}

#[test]
fn a_heading_that_was_renamed_keeps_its_address_or_is_lost() {
    let site = Site::published();
    site.replace("content/one.md", "## Numbers", "## Counts");
    let (found, human) = (site.check(), site.human());
    assert_eq!(codes(&found), ["error lost-url"], "{found}");
    assert!(human.contains("`## Counts {#numbers}`"), "{human}");
    site.replace("content/one.md", "## Counts", "## Counts {#numbers}");
    assert_eq!(site.check(), "");
    site.build();
    assert!(site.output("one/index.html").contains("id=\"numbers\""));
}

#[test]
fn a_heading_that_moved_to_another_article_is_led_there() {
    let site = Site::published();
    site.replace("content/one.md", "## Numbers\n", "");
    assert_eq!(codes(&site.check()), ["error lost-url"]);
    site.replace("content/two.md", "topics: []\n", "topics: []\naliases: [\"/one/#numbers\"]\n");
    assert_eq!(site.check(), "");
    site.build();
    let page = site.output("one/index.html");
    assert!(page.contains("data-moved=\"{&quot;numbers&quot;:&quot;/sub/two/&quot;}\""), "{page}");
    assert!(!site.output("two/index.html").contains("data-moved"), "no other page has it");
}

#[test]
fn a_heading_is_owed_under_the_old_address_of_its_page_too() {
    let site = Site::published();
    site.git(&["mv", "content/one.md", "content/first.md"]);
    site.replace("content/first.md", "topics: []\n", "topics: []\naliases: [one]\n");
    site.replace("content/first.md", "## Numbers", "## Counts");
    let found = site.check();
    assert_eq!(codes(&found), ["error lost-url"], "{found}");
    assert!(found.contains("`/one/#numbers`"), "{found}");
    site.replace("content/first.md", "## Counts", "## Counts {#numbers}");
    assert_eq!(site.check(), "");
}

#[test]
fn what_was_taken_down_is_listed_and_says_why() {
    let site = Site::published();
    site.git(&["rm", "-q", "content/two.md"]);
    site.replace("content/facts/s.yml", "  began:", "  start:");
    let found = site.check();
    assert_eq!(codes(&found), ["error lost-url", "error lost-url"], "{found}");
    let human = site.human();
    assert!(human.contains("use: /facts/s/start/}]`"), "the fact that says the same is offered: {human}");
    site.append(
        "content/site.yml",
        "gone:\n  - {address: /two/, date: 2026-11-22, why: It was <never> finished.}\n  \
         - {address: /facts/s/began/, date: 2026-11-22, why: Renamed., use: /facts/s/start/}\n",
    );
    assert_eq!(site.check(), "");
    site.build();
    let page = site.output("two/index.html");
    assert!(page.contains("Since 22 November 2026: It was &lt;never&gt; finished."), "{page}");
    assert!(page.contains("noindex") && !page.contains("http-equiv=\"refresh\""), "{page}");
    assert!(site.output("facts/s/began/index.html").contains("url=/sub/facts/s/start/"));
}

#[test]
fn one_entry_speaks_for_all_that_begin_alike() {
    let site = Site::published();
    site.git(&["rm", "-q", "content/facts/s.yml"]);
    site.replace("content/one.md", "[1,200](fact:s/firms)", "Some");
    let found = codes(&site.check()).join(", ");
    assert!(found.matches("error lost-url").count() > 3, "{found}");
    let gone = "gone:\n  - {address: /facts/*, date: 2026-11-22, why: No more.}\n  \
                - {address: timeline/*, date: 2026-11-22, why: No more.}\n  \
                - {address: /topics/t, date: 2026-11-22, why: No more.}\n";
    site.append("content/site.yml", gone);
    let found = site.check();
    assert_eq!(codes(&found), Vec::<String>::new(), "{found}");
}

#[test]
fn a_value_that_changed_wants_a_word_and_a_correction_is_one() {
    let site = Site::published();
    site.replace("content/facts/s.yml", "value: 1200", "value: 1300");
    site.replace("content/one.md", "1,200", "1,300");
    let (found, human) = (site.check(), site.human());
    assert_eq!(codes(&found), ["warning silent-change"], "{found}");
    let said = "`s/firms` said 1200 firms when it was last published, and says 1300 firms now";
    assert!(found.starts_with("content/facts/s.yml:6:") && found.contains(said), "{found}");
    let entry = r#"corrections: [{date: 2026-11-22, was: "1200 firms", now: "1300 firms", why: …}]"#;
    assert!(human.contains(entry), "{human}");
    site.replace("content/facts/s.yml", "value: 1300,", &format!("value: 1300, {entry},"));
    assert_eq!(site.check(), "", "what the finding said to paste resolves it");
    site.record();
    site.replace("content/facts/s.yml", "value: 1300", "value: 1400");
    site.replace("content/one.md", "1,300", "1,400");
    assert_eq!(codes(&site.check()), ["warning silent-change"], "a correction speaks for one change");
}

#[test]
fn a_world_that_moved_on_is_no_silent_change() {
    let site = Site::published();
    site.replace(
        "content/facts/s.yml",
        "value: 1200, unit: firms, as_of: 2022-05",
        "value: 1400, unit: firms, as_of: 2022-06",
    );
    site.replace("content/one.md", "1,200", "1,400");
    site.replace("content/facts/s.yml", "2021: 12", "2021: 12, 2022: 14");
    assert_eq!(site.check(), "");
    site.replace("content/facts/s.yml", "2021: 12,", "2021: 13,");
    let found = site.check();
    assert_eq!(codes(&found), ["warning silent-change"], "{found}");
    assert!(
        found.contains("`s/series@2021` said 12 firms when it was last published, and says 13 firms now"),
        "{found}"
    );
}

#[test]
fn other_words_for_the_same_are_no_change_and_a_lost_hedge_is_one() {
    let site = Site::published();
    site.replace("content/facts/s.yml", "value: 1200", "value: \"1,200\"");
    site.replace("content/facts/s.yml", "as_of: 2022-05}", "as_of: 2022-05-03}");
    site.replace("content/facts/s.yml", "a: {value: 4", "first: {value: 4");
    assert_eq!(site.check(), "");
    site.replace("content/facts/s.yml", "value: nearly 80", "value: 80");
    let found = site.check();
    assert_eq!(codes(&found), ["warning silent-change"], "{found}");
    assert!(found.contains("said nearly 80 firms") && found.contains("says 80 firms now"), "{found}");
}

#[test]
fn quotes_units_earlier_dates_and_answers_taken_out_are_changes() {
    for (from, to, said) in [
        ("quote: we shall see", "quote: we shall know", "`s/said` said “we shall see”"),
        ("unit: firms, as_of: 2022-05", "unit: banks, as_of: 2022-05", "says 1200 banks now"),
        ("as_of: 2022-05", "as_of: 2022-04", "says 1200 firms (2022-04) now"),
        (
            "b: {value: 9, as_of: 2021, by: e, evidence: x}",
            "b: {value: 7, as_of: 2021, by: e, evidence: x}",
            "`s/answers/b` said 9 firms",
        ),
        (
            "      c: {value: 5, as_of: 2021, by: e, evidence: x}\n",
            "",
            "`s/answers/c` said 5 firms (2021) when it was last published, and says nothing now",
        ),
        ("when: 2020-01-02", "when: 2019-01-02", "`s/began` said 2020-01-02"),
    ] {
        let site = Site::published();
        site.replace("content/facts/s.yml", from, to);
        let found = site.check();
        assert_eq!(codes(&found), ["warning silent-change"], "{from}: {found}");
        assert!(found.contains(said), "{from}: {found}");
    }
    let site = Site::published();
    site.replace("content/facts/s.yml", "c: {value: 5,", "c: {value: 6, retired: {date: 2026-11-22, why: Wrong.},");
    assert_eq!(site.check(), "", "what is retired says why");
}

#[test]
fn the_record_keeps_what_it_owes_and_changes_only_the_lines_that_changed() {
    let site = Site::published();
    let before = site.read("content/published.tsv");
    let (code, said) = site.run(&["record", "--check"]);
    assert_eq!((code, said.as_str()), (0, ""));
    site.replace("content/two.md", "Text.", "Text.\n\n## More\n\nMore.");
    let (code, said) = site.run(&["record", "--check"]);
    assert!(code == 1 && said.contains("+/two/#more\t2026-11-22"), "{said}");
    assert_eq!(site.read("content/published.tsv"), before, "`--check` writes nothing");
    site.record();
    let after = site.read("content/published.tsv");
    let new: Vec<&str> = after.lines().filter(|line| !before.contains(line)).collect();
    assert_eq!(new, ["/two/#more\t2026-11-22"]);
    assert_eq!(site.git(&["diff", "--numstat", "--", "content/published.tsv"]).trim(), "1\t0\tcontent/published.tsv");
}

#[test]
fn a_draft_is_not_recorded_and_a_page_made_a_draft_is_lost() {
    let site = Site::published();
    assert!(!site.read("content/published.tsv").contains("/draft/"));
    site.replace("content/two.md", "topics: []", "topics: []\nstatus: draft");
    assert_eq!(codes(&site.check()), ["error lost-url"]);
}

#[test]
fn an_old_address_leads_to_one_page_and_names_one() {
    let site = Site::published();
    site.replace("content/two.md", "topics: []", "topics: []\naliases: [/one/, /x/]");
    site.replace("content/one.md", "topics: []", "topics: []\naliases: [x, ../y, \"https://example.org/z/\"]");
    let found = site.check();
    let want = ["error bad-value", "error bad-value", "error duplicate-url", "error duplicate-url"];
    let mut codes = codes(&found);
    codes.sort();
    assert_eq!(codes, want, "{found}");
    assert!(found.contains("a page stands at `/one/` now") && found.contains("two articles claim"), "{found}");
}

#[test]
fn a_record_that_is_not_ours_or_not_whole_is_left_alone() {
    let site = Site::published();
    site.append("content/published.tsv", "nonsense\n");
    let found = site.check();
    assert!(codes(&found) == ["error lost-url"] && found.contains("this line is no record"), "{found}");
    site.write("content/published.tsv", "# My own\n/one/\t2026-11-20\n");
    let (code, said) = site.run(&["record"]);
    assert!(code == 2 && said.contains("is left alone"), "{said}");
    assert_eq!(site.read("content/published.tsv"), "# My own\n/one/\t2026-11-20\n");
}

#[test]
fn the_addresses_of_the_record_are_those_of_the_pages() {
    for settings in
        ["", "outputs: minimal\n", "outputs: {evidence: false}\n", "outputs: {exports: false, search: false}\n"]
    {
        support::hold_to_pages(settings);
    }
}
