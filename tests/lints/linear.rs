//! Every rule takes time in proportion to the site: instructions counted by Valgrind, not seconds.
//!
//! Each site is checked at one, two and four times its size. What the second doubling adds may be little more than
//! twice what the first added: fixed costs fall out, and work that grows with the square would add four times as much.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};

use factloom::check::Run;
use factloom::check::lints::LINTS;

/// What the second doubling may add, as a multiple of what the first added; sorting takes a little more than twice.
const MOST: f64 = 2.6;
/// Instructions below which a rule has done next to nothing, and noise decides.
const LITTLE: u64 = 300_000;

/// Rules that are counted together.
const SHARING: [(&str, &str); 2] = [("contradiction", "spread"), ("broken-fragment", "broken-link")];

type Files = BTreeMap<String, String>;

/// Inclusive instructions of each rule, and under "" of the whole program.
fn work(files: &Files) -> BTreeMap<String, u64> {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let profile = folder.path().join("profile");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--quiet"]).arg(format!("--callgrind-out-file={}", profile.display()));
    valgrind.arg(env!("CARGO_BIN_EXE_factloom")).args(["check", "--format", "json", "--date", "2026-11-24", "--root"]);
    // Tables that several rules share are counted for the rule that asks first, so that has to be the same one.
    valgrind.arg(folder.path()).env("RAYON_NUM_THREADS", "1").stdout(Stdio::null()).stderr(Stdio::piped());
    let run = valgrind.output().expect("valgrind starts; `.ci/setup` installs it");
    let code = run.status.code();
    assert!(matches!(code, Some(0 | 1)), "{code:?} {}", String::from_utf8_lossy(&run.stderr));
    let profile = fs::read_to_string(profile).expect("a profile");
    let mut out = BTreeMap::from([(String::new(), 0)]);
    for (name, cost) in inclusive(&profile) {
        if let Some(rule) = name.split("lints::").nth(1).and_then(|rest| rest.split("::").next()) {
            // What a rule calls of its own is part of what the rule costs.
            let most = out.entry(rule.replace('_', "-")).or_default();
            *most = cost.max(*most);
        }
    }
    // Two and two share a table, and which of them asks first is left to chance.
    for (one, other) in SHARING {
        let more = out.remove(other).unwrap_or(0);
        *out.entry(one.to_owned()).or_default() += more;
    }
    let all = profile.lines().find_map(|line| line.strip_prefix("totals: ")).expect("totals");
    out.insert(String::new(), all.trim().parse().expect("a number"));
    out
}

/// What each function and all that it calls cost, from a profile in Callgrind's format.
fn inclusive(profile: &str) -> Vec<(&str, u64)> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut costs: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut own, mut called, mut is_call) = ("", "", false);
    for line in profile.lines() {
        if let Some(rest) = line.strip_prefix("fn=").or_else(|| line.strip_prefix("cfn=")) {
            // "(12) name" at first, then "(12)".
            let (id, name) = rest.split_once(' ').unwrap_or((rest, ""));
            if !name.is_empty() {
                names.insert(id, name);
            }
            *(if line.starts_with('c') { &mut called } else { &mut own }) = id;
        } else if line.starts_with("calls=") {
            is_call = true;
        } else if line.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first)) {
            let cost = line.split(' ').nth(1).and_then(|cost| cost.parse().ok()).unwrap_or(0);
            if !is_call || called != own {
                *costs.entry(own).or_default() += cost;
            }
            is_call = false;
        }
    }
    costs.into_iter().filter_map(|(id, cost)| Some((*names.get(id)?, cost))).collect()
}

/// Checks three sizes of a site and tells rules whose work grows faster than it. Names all rules that did anything.
fn grows(what: &str, size: usize, site: impl Fn(usize) -> Files + Sync) -> Vec<String> {
    // The largest alone takes longer than the two others together.
    let (four, (one, two)) = rayon::join(|| work(&site(size * 4)), || (work(&site(size)), work(&site(size * 2))));
    let mut fast = Vec::new();
    for (rule, most) in &four {
        let at = |work: &BTreeMap<String, u64>| work.get(rule).copied().unwrap_or(0);
        let (first, second) = (at(&two).saturating_sub(at(&one)), most.saturating_sub(at(&two)));
        let ratio = second as f64 / first.max(1) as f64;
        if second > LITTLE && ratio > MOST {
            let name = if rule.is_empty() { "the whole check" } else { rule };
            fast.push(format!("{name}: {} {} {most}, ratio {ratio:.1}", at(&one), at(&two)));
        }
        println!("{what:10} {rule:24} {:>12} {:>12} {most:>12} {ratio:5.2}", at(&one), at(&two));
    }
    assert!(fast.is_empty(), "{what}: more than {MOST} times as much for twice as much:\n{}", fast.join("\n"));
    four.into_keys().collect()
}

const ENTITIES: &str = "e: {name: Echo, kind: company}\np: {name: The Post, kind: newspaper}\n\
                        ruritania: {name: Ruritania, kind: country}\n";
const ARTICLE: &str = "---\ntitle: T\nsummary: S\ndate: 2022\ntopics: [t]\n---\n";
const SHEET: &str = "title: S\nsummary: S.\ntopics: [t]\nfacts:\n";
const CONFIG: &str = "title: T\nurl: https://example.org/\nlang: en\nlanguages: [en, zh]\ntopics: {t: {title: T}}\n\
                      coverage: {figures-bound: 50%}\nunits: [firms, boats]\nrules: {unused-fact: warn}\n";

fn base() -> Files {
    let mut files = Files::new();
    files.insert("content/site.yml".into(), CONFIG.into());
    files.insert("content/entities/base.yml".into(), ENTITIES.into());
    files.insert(
        "content/sources/base.yml".into(),
        "x: {type: web, title: X, publisher: e, url: https://example.com/x, date: 2023}\n".into(),
    );
    files
}

/// Numbers of as many digits whatever the size of the site: longer names have more in common.
fn numbers(count: usize) -> std::ops::Range<usize> {
    1000..1000 + count
}

/// Sentences that give every rule on prose something to do, about the `n`th of each kind.
fn sentences(n: usize) -> String {
    format!(
        "Ruritania had [12{n}](fact:s{n}/a) firms, and 12{n:04} boats were built there.\n\n\
         It was the largest fleet ever, the Post said on 3 May 2022, because nobody else built any.\n\n\
         > “We shall rely on ourselves alone {n}.” [@s{n}, p. 3]\n\n\
         He said “we shall rely on others {n}” [@s{n}] and [about 5](fact:s{n}/g) [](fact:s{n}/b) left [Echo](entity:e).\n\n\
         ### Deep {n}\n\n![](picture.png) [here](https://example.com/{n}) [that](#deep-{n}x) [that](/sources/#s{n}x) [gone](/nowhere-{n}/) \
         [x](term:t{n}x) [y](fact:s{n}/aa) [z](entity:e{n}x) [@s{n}x]\n\n\
         | a | |\n|---|---|\n| 12,{n:03} | 45.6 percent |\n\n<!-- allow uncited-figure: none -->\nNothing.\n\n\
         <!-- allow uncited-figure until 2020-01-01: long ago -->\nThere were 7,{n:03} of them.\n\n\
         ```chart\nfact: s{n}/g\n```\n\n<b>raw</b> 这一年有12{n:04}家公司离开，他说。\n\n"
    )
}

/// Many items of each kind, none of them large.
fn wide(count: usize) -> Files {
    let mut files = base();
    let (mut published, mut links) = (String::new(), String::new());
    for n in numbers(count) {
        files.insert(format!("content/a{n}.md"), format!("{ARTICLE}{}", sentences(n)));
        let translated =
            "---\ntitle: 甲\nsummary: 乙\ndate: 2022\ntopics: [t]\ntranslated_from: 32684b 9f9524 000000\n---\n";
        files.insert(format!("content/a{n}.zh.md"), format!("{translated}这一年有12{n:04}家公司离开，他说。\n"));
        let mut sheet = SHEET.to_owned();
        let statistic = "unit: firms, as_of: 2022, about: ruritania, evidence:";
        for (key, value, rest) in [
            ("a", format!("\"12{n}\""), format!("by: e, {statistic} s{n}")),
            ("b", format!("\"19{n}\""), format!("by: p, {statistic} {{source: s{n}, via: e, quote: some 999 left}}")),
            ("c", format!("about 2{n:04}"), format!("by: e{n}x, {statistic} s{n}x")),
            (
                "d",
                format!("\"1,{n:03}\""),
                format!("by: e, {statistic} s{n}, retired: {{date: 2023, why: Old., use: s{n}/a}}"),
            ),
        ] {
            writeln!(
                sheet,
                "  {key}: {{kind: statistic, claim: Echo counted ___ firms of group {n} that left., value: {value}, {rest}}}"
            )
            .expect("text");
        }
        write!(
            sheet,
            "  g:\n    kind: statistic\n    claim: Firms that left.\n    unit: firms\n    as_of: 2022\n    by: e\n    \
             evidence: [x, s{n}]\n    series:\n      2020: {{value: 10, evidence: x}}\n      2021: {{value: 12, evidence: s{n}}}\n  \
             h:\n    kind: statistic\n    claim: ___ in all.\n    unit: firms\n    as_of: 2022\n    value: 7\n    derived: \
             {{formula: a + b, from: {{a: s{n}/a, b: s{n}/b}}}}\n  i: {{kind: policy, claim: It began., when: 2022, evidence: x}}\n  \
             j:\n    kind: statistic\n    claim: ___ left.\n    unit: firms\n    evidence: x\n    values:\n      a: {{value: 10, as_of: 2022, by: e, \
             evidence: x}}\n      b: {{value: 20, as_of: 2022, by: p, evidence: x}}\n"
        )
        .expect("text");
        files.insert(format!("content/facts/s{n}.yml"), sheet);
        files.insert(
            format!("content/facts/s{n}.zh.yml"),
            format!("title: 表{n}\nfacts:\n  a: {{claim: 有___家公司离开。, value: 3}}\n"),
        );
        files.insert(
            format!("content/sources/s{n}.yml"),
            format!(
                "s{n}: {{type: newspaper, title: N{n}, publisher: p, date: 2022, url: \"https://example.com/{n}\", capture: captures/s{n}.txt}}\n"
            ),
        );
        files.insert(
            format!("content/captures/s{n}.txt"),
            format!("factloom capture 1\nsource: s{n}\ndate: 2022-05-01\ntext: {:032}\n\nWe shall rely on ourselves alone {n}.\n", 0),
        );
        files.insert(
            format!("content/entities/e{n}.yml"),
            format!("e{n}: {{name: House {n}, kind: company, owner: e, perspective: {{label: party newspaper}}}}\n"),
        );
        writeln!(published, "s{n}/a\t2026-11-20\t0\t2022\t1,200\tfirms\t-").expect("text");
        writeln!(links, "https://example.com/{n}\t2026-11-20\t404\t2026-11-01\t2026-10-25\t2026-11-01\t3@2026-11-20\t3@2026-11-20\t-")
            .expect("text");
    }
    let terms = numbers(count).map(|n| format!("t{n}: {{term: Term {n}, def: A term., evidence: x}}\n")).collect();
    files.insert("content/glossary.yml".into(), terms);
    files.insert("content/published.tsv".into(), published);
    files.insert("content/links.tsv".into(), links);
    files
}

/// One article that holds everything, in one file and in long paragraphs.
fn long(count: usize) -> Files {
    let mut files = base();
    let rows: String = (0..count).map(|n| format!("| {n} | 12,{:03} | 45.6 percent |\n", n % 1000)).collect();
    let counts: String = (0..count).map(|n| format!("There were 12,{:03} boats and he said so. ", n % 1000)).collect();
    let chinese: String = (0..count).map(|n| format!("这一年有{n}家公司离开，他说。")).collect();
    let quote: String = (0..count).map(|n| format!("we shall rely {n} … on ourselves, ")).collect();
    let brackets = "[".repeat(count) + &"](fact:s/a) ".repeat(count) + &"“".repeat(count) + &"12".repeat(count);
    let parts: String = numbers(count).map(sentences).collect();
    files.insert("content/parts.md".into(), format!("{ARTICLE}{parts}"));
    files.insert(
        "content/runs.md".into(),
        format!("{ARTICLE}| a | b | c |\n|---|---|---|\n{rows}\n{counts}\n\n{chinese}\n\n{brackets}\n\nHe said “{quote}” [@q].\n"),
    );
    let capture: String = (0..count).map(|n| format!("we shall rely {} not on ourselves, ", n + 1)).collect();
    files.insert(
        "content/sources/q.yml".into(),
        "q: {type: web, title: Q, publisher: e, capture: captures/q.txt}\n".into(),
    );
    files.insert("content/captures/q.txt".into(), capture);
    files
}

/// Chains, circles and crowds: what only a file made for it holds.
fn deep(count: usize) -> Files {
    let mut files = base();
    let (mut sources, mut entities, mut facts, mut crowd) =
        (String::new(), String::new(), SHEET.to_owned(), SHEET.to_owned());
    let before = |n: usize| (n + count - 1) % count;
    for n in 0..count {
        writeln!(sources, "c{n}: {{type: web, title: C{n}, publisher: h{n}, republishes: c{}}}", before(n))
            .expect("text");
        writeln!(entities, "h{n}: {{name: H{n}, kind: company, owner: h{}}}", before(n)).expect("text");
        writeln!(
            facts,
            "  d{n}: {{kind: statistic, claim: ___ of {n}., unit: firms, as_of: 2022, value: 7, derived: {{formula: a + 1, from: {{a: deep/d{}}}}}}}",
            before(n)
        )
        .expect("text");
        writeln!(
            crowd,
            "  d{n}: {{kind: statistic, claim: Echo counted ___ firms that left., value: {}, unit: firms, as_of: 2022, by: e, about: \
             ruritania, evidence: c{n}}}",
            1000 + n * n
        )
        .expect("text");
    }
    let list = |of: &dyn Fn(usize) -> String| (0..count).map(of).collect::<Vec<_>>().join("");
    write!(
        crowd,
        "  many:\n    kind: statistic\n    claim: ___ left.\n    unit: firms\n    about: e\n    values:\n{}  told:\n    kind: statistic\n    \
         claim: ___ went.\n    value: 7\n    unit: firms\n    as_of: 2022\n    by: e\n    evidence:\n{}  row:\n    kind: statistic\n    \
         claim: Left.\n    unit: boats\n    by: e\n    as_of: 2022\n    evidence: x\n    series:\n{}",
        list(&|n| format!("      v{n}: {{value: {n}, as_of: 2022, by: h{n}, evidence: {{source: c{n}, via: h{}}}}}\n", before(n))),
        list(&|n| format!("      - {{source: c{n}, via: [h{}, e], by: h{n}}}\n", before(n))),
        list(&|n| format!("      {}: {{value: {n}, evidence: c{n}}}\n", 1000 + n)),
    )
    .expect("text");
    files.insert("content/sources/deep.yml".into(), sources);
    files.insert("content/entities/deep.yml".into(), entities);
    files.insert("content/facts/deep.yml".into(), facts);
    files.insert("content/facts/crowd.yml".into(), crowd);
    files.insert(
        "content/crowd.md".into(),
        format!("{ARTICLE}There were [7](fact:crowd/many) and [1,001](fact:crowd/d1).\n"),
    );
    files
}

#[test]
fn work_grows_with_the_site_and_no_faster() {
    let only = std::env::var("LINEAR").unwrap_or_default();
    // Beyond 32 of a measure and 24 names alike, from where on more are not compared with each other.
    let sites: [(&str, usize, fn(usize) -> Files); 3] = [("wide", 34, wide), ("long", 50, long), ("deep", 50, deep)];
    let wanted = sites.into_iter().filter(|(what, ..)| only.is_empty() || only == *what);
    let seen: Vec<String> = std::thread::scope(|scope| {
        let running: Vec<_> = wanted.map(|(what, size, site)| scope.spawn(move || grows(what, size, site))).collect();
        running.into_iter().flat_map(|one| one.join().expect("it grows no faster")).collect()
    });
    let silent: Vec<&str> = LINTS
        .iter()
        .filter(|lint| !matches!(lint.run, Run::Earlier) && SHARING.iter().all(|(_, other)| *other != lint.name))
        .filter(|lint| !seen.iter().any(|rule| rule == lint.name))
        .map(|lint| lint.name)
        .collect();
    assert!(silent.is_empty() || !only.is_empty(), "rules that no site here gives any work: {silent:?}");
}
