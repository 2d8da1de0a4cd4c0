//! `factloom report`, the method page and the rule `coverage`: one set of numbers, thresholds that fail.

use std::fs;
use std::path::Path;
use std::process::Command;

use factloom::model::coverage::Metric;
use factloom::parse::fields::Shape;
use factloom::parse::fields::site::COVERAGE;
use serde_json::Value;

/// A site whose numbers can be counted by hand.
const SITE: &[(&str, &str)] = &[
    ("site.yml", "title: T\nurl: https://example.org/\nlanguages: [en, zh]\n"),
    (
        "entities/e.yml",
        "e: {name: Echo, kind: company}\nf: {name: Foxtrot, kind: company}\ng: {name: Golf, kind: company}\np: {name: The Post, kind: newspaper}\n",
    ),
    (
        "sources/s.yml",
        "post: {type: newspaper, title: P, publisher: p, date: 2026, url: https://p.example/a, archive: https://a.example/p, read: full}\n\
         own: {type: web, title: O, publisher: f, date: 2026-03, url: https://f.example/b, read: excerpt}\n\
         third: {type: web, title: G, publisher: g, url: https://g.example/c}\n\
         book: {type: book, title: B, publisher: p, read: no}\n\
         idle: {type: book, title: I, publisher: p}\n",
    ),
    (
        "facts/a.yml",
        "title: A\nsummary: A.\ntopics: []\nfacts:\n\
        \x20 late: {kind: statistic, claim: ___ left., value: 7100, as_of: 2024, by: e, evidence: post}\n\
        \x20 later: {kind: statistic, claim: ___ came., value: 8200, as_of: 2023-05-01, by: e, evidence: post}\n\
        \x20 share: {kind: statistic, claim: ___ stayed., value: 5%, as_of: 2026, by: f, evidence: own}\n\
        \x20 rain: {kind: event, claim: It rained., when: 2026, evidence: [post, own, third]}\n\
        \x20 snow: {kind: event, claim: It snowed., when: 2026, evidence: [post, own]}\n\
        \x20 hearsay: {kind: event, claim: It blew., when: 2026, evidence: book}\n\
        \x20 gone: {kind: event, claim: It shone., when: 2020, by: p, evidence: post, retired: {date: 2026-01-01, why: wrong}}\n",
    ),
    (
        "a.md",
        "---\ntitle: A\nsummary: B\ndate: 2026\ntopics: []\npoints: [\"Some [5%](fact:a/share) stayed.\"]\n---\n\
         First [7,100](fact:a/late) left, then 31 more and [](fact:a/later).\n\n\
         They were 44 and then 45 [@post]. One said “we shall not be moved by this” there.\n\n\
         <!-- allow uncited-figure: counted by hand -->\nThe text has 66 words and 67 marks.\n\n\
         It [rained](fact:a/rain), in no numbers.\n\n\
         | what | how many |\n|---|--:|\n| one | [7,100](fact:a/late) |\n| two | 22 |\n",
    ),
    ("b.md", "---\ntitle: B\nsummary: B\ndate: 2026\ntopics: []\n---\nIt [snowed](fact:a/snow).\n"),
    ("b.zh.md", "---\ntitle: B\nsummary: B\ndate: 2026\ntopics: []\n---\n下雪了。\n"),
];

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in SITE {
        put(folder.path(), path, text);
    }
    folder
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join("content").join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// Exit code, stdout, stderr.
fn factloom(root: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_factloom"))
        .arg(arguments[0])
        .args(["--date", "2026-11-24", "--root"])
        .arg(root)
        .args(&arguments[1..])
        .output()
        .expect("started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&root.display().to_string(), "ROOT");
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn json(root: &Path, arguments: &[&str]) -> (i32, Value) {
    let (code, out, err) = factloom(root, &[&["report", "--format", "json"], arguments].concat());
    (code, serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}")))
}

fn share(value: &Value) -> (u64, u64) {
    (value["n"].as_u64().expect("n"), value["of"].as_u64().expect("of"))
}

#[test]
fn every_number_is_what_a_count_by_hand_gives() {
    let folder = site();
    let (code, out) = json(folder.path(), &[]);
    assert_eq!((code, &out["version"], &out["errors"]), (0, &1.into(), &0.into()), "{out:#}");
    let coverage = &out["coverage"];
    let of = |group: &str, key: &str| share(&coverage[group][key]);
    // 5% in brief; 7,100, 31 and the inserted value; 44 and 45; 66 and 67; 7,100 and 22 in the table.
    assert_eq!(coverage["figures"]["all"], 10);
    for (key, n) in [("bound", 4), ("cited", 4), ("waived", 2), ("uncited", 0), ("sourced", 8)] {
        assert_eq!(of("figures", key), (n, 10), "{key}");
    }
    assert_eq!((of("quotes", "cited"), of("quotes", "bound")), ((1, 1), (0, 1)));
    assert_eq!(of("articles", "paragraphs"), (4, 5));
    assert_eq!(coverage["articles"]["bound_words"], 6);
    assert_eq!((&coverage["facts"]["all"], &coverage["facts"]["retired"]), (&6.into(), &1.into()));
    for (key, n) in [
        ("statistic", 3),
        ("event", 3),
        ("no_origin", 1),
        ("single_origin", 3),
        ("two_origins", 1),
        ("three_origins", 1),
        ("several_origins", 2),
        ("disputed", 0),
        ("overdue", 2),
        ("unused", 1),
    ] {
        assert_eq!(of("facts", key), (n, 6), "{key}");
    }
    let (first_hand, relayed) = (of("facts", "first_hand").0, of("facts", "relayed").0);
    assert_eq!(first_hand + relayed, 6);
    assert_eq!(out["longest_overdue"]["fact"], "a/later");
    assert_eq!(of("sources", "archived"), (1, 3), "books have no address to archive");
    for (key, n) in [("read_full", 1), ("read_excerpt", 1), ("unread", 1), ("read_unstated", 2), ("unused", 1)] {
        assert_eq!(of("sources", key), (n, 5), "{key}");
    }
    assert_eq!(of("translations", "zh"), (1, 2));
    let waivers = out["waivers"].as_array().expect("a list");
    assert_eq!(waivers.len(), 1);
    assert_eq!((&waivers[0]["path"], &waivers[0]["line"]), (&"content/a.md".into(), &12.into()));
    assert_eq!((&waivers[0]["rule"], &waivers[0]["reason"]), (&"uncited-figure".into(), &"counted by hand".into()));
}

#[test]
fn a_waived_and_a_missing_source_are_told_apart() {
    let folder = site();
    let text = "---\ntitle: C\nsummary: B\ndate: 2026\ntopics: []\n---\n[Echo](entity:e) had 1,234 of them.\n\n<!-- allow uncited-figure: … -->\nAnd 99 more.\n\n| a | b |\n|---|---|\n| 11 | 12 |\n";
    put(folder.path(), "c.md", text);
    let (_, out) = json(folder.path(), &["--by", "article"]);
    // A name beside a figure is no source, a waiver without a reason does not hold, a table is one finding.
    assert_eq!(share(&out["coverage"]["figures"]["uncited"]), (4, 14), "{out:#}");
    assert_eq!(out["coverage"]["articles"]["uncited"], 3);
    let (_, found, _) = factloom(folder.path(), &["check", "--format", "short"]);
    assert_eq!(
        found.matches("[uncited-figure]").count() + found.matches("[uncited-table]").count(),
        3,
        "the rules find the same:\n{found}"
    );
    let first = &out["articles"][0];
    assert_eq!((&first["path"], &first["uncited"], &first["waivers"]), (&"content/c.md".into(), &3.into(), &1.into()));
    assert_eq!(out["articles"].as_array().map(Vec::len), Some(4));
}

#[test]
fn waivers_of_entries_and_files_count_once_and_hold_until_their_day() {
    let folder = site();
    put(
        folder.path(),
        "facts/w.yml",
        "title: W\nsummary: W.\ntopics: []\ndefaults: {allow: {stale: of its time}}\nfacts:\n\
        \x20 one: {kind: statistic, claim: ___ left., value: 7100, as_of: 2024, by: e, evidence: post}\n\
        \x20 two: {kind: statistic, claim: ___ came., value: 8200, as_of: 2024, by: e, evidence: post}\n",
    );
    put(
        folder.path(),
        "entities/w.yml",
        "w: {name: Whisky, kind: company, allow: {owner-cycle: {why: as filed, until: 2027-01-31}}}\n",
    );
    let article = |name: &str, allow: &str| {
        let text = format!(
            "---\ntitle: {name}\nsummary: B\ndate: 2026\ntopics: []\nallow: {allow}\n---\nThere were 1,234 of them.\n"
        );
        put(folder.path(), &format!("{name}.md"), &text);
    };
    article("w", "{uncited-figure: counted by hand}");
    article("v", "{uncited-figure: {why: counted by hand, until: 2026-11-23}}");
    let (_, out) = json(folder.path(), &["--by", "article"]);
    // One waiver holds; the other ended yesterday.
    assert_eq!(share(&out["coverage"]["figures"]["waived"]), (3, 12), "{out:#}");
    assert_eq!(share(&out["coverage"]["figures"]["uncited"]), (1, 12));
    assert_eq!(out["coverage"]["articles"]["uncited"], 1);
    let waivers = out["waivers"].as_array().expect("a list");
    let mut paths: Vec<&str> = waivers.iter().filter_map(|waiver| waiver["path"].as_str()).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        ["content/a.md", "content/entities/w.yml", "content/facts/w.yml", "content/v.md", "content/w.md"]
    );
    assert_eq!(out["coverage"]["articles"]["waivers"], 5);
    assert!(waivers.iter().any(|waiver| waiver["reason"] == "as filed (until 2027-01-31)"), "{waivers:#?}");
    assert_eq!(json(folder.path(), &["--max", "waivers=4"]).0, 1);
    factloom(folder.path(), &["build", "--quiet"]);
    let (_, found, _) = factloom(folder.path(), &["check", "--format", "short"]);
    assert_eq!(found.matches("[uncited-figure]").count(), 1, "the rules find the same:\n{found}");
}

#[test]
fn a_cited_quotation_and_a_claim_are_not_uncited() {
    let folder = site();
    let text = "---\ntitle: C\nsummary: B\ndate: 2026\ntopics: []\n---\nShe said “we have never been there before” [@post].\n\nIt is the largest port in the world.\n";
    put(folder.path(), "c.md", text);
    let (_, out) = json(folder.path(), &[]);
    assert_eq!(share(&out["coverage"]["quotes"]["cited"]), (2, 2), "{out:#}");
    assert_eq!(out["coverage"]["articles"]["uncited"], 0);
    assert_eq!(share(&out["coverage"]["articles"]["paragraphs"]), (5, 6));
}

#[test]
fn a_threshold_on_the_line_decides_the_exit_code() {
    let folder = site();
    for (code, threshold) in [
        (0, ["--min", "figures-bound=40%"]),
        (1, ["--min", "figures-bound=40.1%"]),
        (0, ["--min", "archived=33.3%"]),
        (1, ["--min", "archived=33.4%"]),
        (1, ["--min", "first-hand=100%"]),
        (0, ["--max", "overdue=2"]),
        (1, ["--max", "overdue=1"]),
        (1, ["--max", "untranslated=0"]),
        (0, ["--max", "uncited=0"]),
    ] {
        let (found, out) = json(folder.path(), &threshold);
        assert_eq!(found, code, "{threshold:?}");
        assert_eq!(out["thresholds"][0]["kept"], code == 0, "{threshold:?}");
    }
    let (code, out, _) = factloom(folder.path(), &["report", "--min", "figures-bound=95%", "--max", "overdue=2"]);
    assert_eq!(code, 1);
    assert!(out.contains("MISSED figures-bound: 4 of 10 (40%); the command line asks for at least 95%\n"), "{out}");
    assert!(out.contains("kept   overdue: 2; the command line asks for at most 2\n"), "{out}");
    assert!(out.ends_with("as of 2026-11-24: 1 of 2 thresholds missed\n"), "{out}");
}

#[test]
fn a_wrong_threshold_is_refused_with_the_right_one() {
    let folder = site();
    for (arguments, message) in [
        (["--min", "overdue=5%"], "write `--max overdue=10`"),
        (["--max", "archived=5"], "write `--min archived=50%`"),
        (["--min", "figure-bound=5%"], "did you mean `figures-bound`?"),
        (["--min", "archived=50"], "write it as `archived=95%`"),
        (["--min", "archived=101%"], "no share from 0% to 100%"),
        (["--max", "overdue=-1"], "write it as `overdue=10`"),
        (["--max", "overdue"], "such as `overdue=10`"),
    ] {
        let (code, out, err) = factloom(folder.path(), &[&["report"], &arguments[..]].concat());
        assert_eq!((code, &*out), (2, ""), "{arguments:?}");
        assert!(err.contains(message), "{arguments:?}: {err}");
    }
    let (code, _, err) = factloom(&folder.path().join("nowhere"), &["report"]);
    assert_eq!(code, 2);
    assert!(err.contains("there is no folder"), "{err}");
}

#[test]
fn a_threshold_of_site_yml_fails_check_and_build_at_its_line() {
    let folder = site();
    let config = |coverage: &str| format!("{}coverage:\n{coverage}", SITE[0].1);
    put(folder.path(), "site.yml", &config("  overdue: 2\n  archived: 33%\n"));
    assert_eq!(factloom(folder.path(), &["check"]).0, 0);
    put(folder.path(), "site.yml", &config("  overdue: 1\n  archived: 33.4%\n"));
    let (code, out, _) = factloom(folder.path(), &["check", "--format", "short"]);
    assert_eq!(code, 1);
    let lines: Vec<&str> = out.lines().filter(|line| line.contains("error[")).collect();
    assert_eq!(
        lines,
        [
            "content/site.yml:5:3: error[coverage]: facts overdue for review: 2, where `overdue` asks for at most 1",
            "content/site.yml:6:3: error[coverage]: sources on the web with an archived copy: 1 of 3 (33.3%), where `archived` asks for at least 33.4%",
        ]
    );
    let (_, out, _) = factloom(folder.path(), &["check"]);
    assert!(out.contains("see which by `factloom review`, or write `overdue: 2`"), "{out}");
    assert!(out.contains("or write `archived: 33.3%`"), "{out}");
    assert_eq!(factloom(folder.path(), &["build"]).0, 1);
    assert!(!folder.path().join("public").exists(), "nothing is written");
    // The report says the same; what is typed replaces what stands in the file.
    let (code, out) = json(folder.path(), &["--max", "overdue=2"]);
    assert_eq!(code, 1);
    let kept: Vec<_> = out["thresholds"].as_array().expect("a list").iter().map(|t| (&t["key"], &t["kept"])).collect();
    assert_eq!(kept, [(&"archived".into(), &false.into()), (&"overdue".into(), &true.into())]);
    assert_eq!(json(folder.path(), &["--max", "overdue=2", "--min", "archived=1%"]).0, 0);
    // The level of the rule is the site's, as of any other.
    put(folder.path(), "site.yml", &format!("{}rules: {{coverage: warn}}\n", config("  overdue: 1\n")));
    let (code, out, _) = factloom(folder.path(), &["check", "--format", "short"]);
    assert_eq!((code, out.contains("warning[coverage]")), (0, true), "{out}");
}

#[test]
fn a_wrong_value_in_site_yml_is_reported() {
    let folder = site();
    put(
        folder.path(),
        "site.yml",
        &format!("{}coverage: {{archived: 50, overdue: 5%, figure-bound: 1%}}\n", SITE[0].1),
    );
    let (code, out, _) = factloom(folder.path(), &["check", "--format", "short"]);
    assert_eq!(code, 1);
    assert!(out.contains("error[bad-value]: `archived: 50` is no share from 0% to 100%"), "{out}");
    assert!(out.contains("error[bad-value]: `overdue` is `5%`, not a whole number"), "{out}");
    assert!(out.contains("error[unknown-key]") && out.contains("figure-bound"), "{out}");
}

#[test]
fn site_yml_knows_exactly_what_is_measured() {
    let keys: Vec<&str> = COVERAGE.keys().collect();
    assert_eq!(keys, Metric::ALL.map(Metric::key));
    for metric in Metric::ALL {
        let field = COVERAGE.field(metric.key()).expect("a field");
        assert_eq!(matches!(field.shape, Shape::Percent), metric.is_share(), "{}", field.key);
    }
}

/// Cells of the rows of the method page: what, how many, share.
fn page_rows(html: &str) -> Vec<Vec<String>> {
    let plain = |cell: &str| {
        let mut out = String::new();
        let mut inside = false;
        for c in cell.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => out.push(c),
                _ => {}
            }
        }
        out.trim().to_owned()
    };
    let cells = |row: &str| row.split("<td").skip(1).map(|cell| plain(&format!("<td{cell}"))).collect::<Vec<_>>();
    html.split("<tr>").skip(1).map(|row| cells(row.split("</tr>").next().unwrap_or(""))).collect()
}

#[test]
fn the_method_page_shows_what_the_command_prints() {
    let folder = site();
    assert_eq!(factloom(folder.path(), &["build", "--quiet"]).0, 0);
    let read = |path: &str| fs::read_to_string(folder.path().join("public").join(path)).expect("written");
    let html = read("method/index.html");
    let rows = page_rows(&html);
    let (_, text, _) = factloom(folder.path(), &["report"]);
    let mut compared = 0;
    // Beside the table stands a list for the first group.
    for line in text.split("\n\n").skip(1).flat_map(str::lines).filter(|line| line.starts_with("  ")) {
        let cells: Vec<&str> = line.trim().split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let shown =
            |row: &&Vec<String>| cells.iter().enumerate().all(|(n, cell)| row.get(n).is_some_and(|c| c == cell));
        if cells.len() < 2 {
            continue;
        }
        assert!(rows.iter().any(|row| shown(&row)), "`{line}` is not on the page: {rows:#?}");
        compared += 1;
    }
    assert!(compared > 30, "{compared} rows were compared in\n{text}");
    assert!(html.contains("<dt>Words bound to facts</dt><dd>6</dd>"), "{html}");
    assert!(html.contains("counted by hand"), "waivers are listed with their reasons");
    let twin: Value = serde_json::from_str(&read("method/index.json")).expect("JSON");
    let (_, out) = json(folder.path(), &[]);
    let holds = |value: &Value| value.get("coverage").is_some_and(|coverage| *coverage == out["coverage"]);
    assert!(holds(&twin) || twin.as_object().expect("an object").values().any(holds), "{twin:#}");
}

#[test]
fn text_and_markdown_hold_the_same_rows() {
    let folder = site();
    let (_, text, _) = factloom(folder.path(), &["report", "--by", "article", "--limit", "1"]);
    let (_, markdown, _) =
        factloom(folder.path(), &["report", "--by", "article", "--limit", "1", "--format", "markdown"]);
    for row in ["Bound to a fact | 4 of 10 | 40%", "Retired, not counted above | 1 | "] {
        assert!(markdown.contains(&format!("| {row} |\n")), "{row} in {markdown}");
        let cells: Vec<&str> = row.split(" | ").filter(|cell| !cell.is_empty()).collect();
        assert!(text.lines().any(|line| cells.iter().all(|cell| line.contains(cell))), "{row} in {text}");
    }
    for out in [&text, &markdown] {
        assert!(out.contains("ROOT/content/a.md:12:12: uncited-figure: counted by hand"), "{out}");
        assert!(out.contains("… and 2 more; `--limit 0` lists all"), "{out}");
        assert!(out.contains("Longest overdue: a/later, due since 2024-05-01 (ROOT/content/facts/a.yml:6:3)"), "{out}");
    }
}

#[test]
fn the_sums_of_the_real_site_agree() {
    let (code, out) = json(Path::new(env!("CARGO_MANIFEST_DIR")), &["--by", "article"]);
    assert_eq!((code, &out["errors"]), (0, &0.into()));
    let coverage = &out["coverage"];
    let n = |group: &str, key: &str| coverage[group][key]["n"].as_u64().unwrap_or(0);
    let sum = |group: &str, keys: &[&str]| keys.iter().map(|key| n(group, key)).sum::<u64>();
    let all = |group: &str| coverage[group]["all"].as_u64().expect("a number");
    for group in ["figures", "quotes"] {
        assert_eq!(sum(group, &["bound", "cited", "waived", "uncited"]), all(group));
        assert_eq!(sum(group, &["bound", "cited"]), n(group, "sourced"));
    }
    let kinds = ["statistic", "event", "policy", "statement", "assessment", "forecast", "period"];
    assert_eq!(sum("facts", &kinds), all("facts"));
    assert_eq!(sum("facts", &["no_origin", "single_origin", "two_origins", "three_origins"]), all("facts"));
    assert_eq!(sum("facts", &["first_hand", "relayed"]), all("facts"));
    assert_eq!(sum("sources", &["read_full", "read_excerpt", "unread", "read_unstated"]), all("sources"));
    let of_articles = |key: &str| {
        let rows = out["articles"].as_array().expect("a list");
        rows.iter().map(|row| row[key].as_u64().or(row[key]["n"].as_u64()).expect("a number")).sum::<u64>()
    };
    assert_eq!(of_articles("figures"), all("figures"));
    assert_eq!(of_articles("figures_bound"), n("figures", "bound"));
    let waivers = out["waivers"].as_array().expect("a list");
    let in_article = |waiver: &&serde_json::Value| waiver["path"].as_str().is_some_and(|path| path.ends_with(".md"));
    assert_eq!(of_articles("waivers"), waivers.iter().filter(in_article).count() as u64);
    // The site's promise: every figure has a source, or a waiver with a reason.
    assert_eq!((n("figures", "uncited"), &coverage["articles"]["uncited"]), (0, &0.into()));
    assert!(all("figures") > 300 && n("figures", "bound") * 2 > all("figures"), "{coverage:#}");
    let justified = |waiver: &Value| waiver["reason"].as_str().is_some_and(|reason| reason.split(' ').count() > 3);
    assert!(out["waivers"].as_array().expect("a list").iter().all(justified), "{:#}", out["waivers"]);
}
