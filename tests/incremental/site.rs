//! A small site that uses every kind of thing, as one literal, and edits of it.

/// Files of a literal: `-- path --` and the lines that follow.
pub fn files(literal: &str) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for line in literal.split_inclusive('\n') {
        match line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            Some(path) => out.push((path.to_owned(), String::new())),
            None => out.last_mut().expect("a file comes first").1.push_str(line),
        }
    }
    out
}

/// The site.
pub const SITE: &str = r#"-- content/site.yml --
title: Looms
tagline: Facts, woven
url: https://example.org/sub/
languages: [en, zh]
license: CC-BY-4.0
cite_as: [apa]
topics:
  trade: {title: Trade, zh: 贸易, summary: What is sold.}
  chips: {title: Chips}
parts:
  - title: The whole story
    articles: [one, two, deep/three]
-- content/one.md --
---
title: The first
summary: What [Echo](entity:echo) says.
date: 2022-05-12
topics: [trade]
points:
  - There were [nearly 1,000](fact:trade/companies) companies.
---
## Numbers

Echo counted [nearly 1,000](fact:trade/companies) companies [@x, p. 3]. It is [a count](term:count).

Of these [more than 25 percent](fact:computed/part) made chips. By [January 2020](fact:chips/began#when) there were [12](fact:trade/series@2021) items; see [the second](two.md#later).

```chart
fact: trade/series
title: Items by year
```

```facts
- trade/companies
- chips/began
```
-- content/one.zh.md --
---
title: 第一篇
summary: 说什么。
date: 2022-05-12
topics: [trade]
---
## 数字

共有[近1000](fact:trade/companies)家公司[@x]。
-- content/two.md --
---
title: The second
summary: On chips.
date: 2022-06-01
topics: [chips, trade]
aliases: [/older/]
corrections: [{date: 2022-07-01, was: 3, now: 4, why: A slip.}]
---
## Later

As [@y] says, the answers are [4](fact:chips/answers/a) by Echo’s count and [9](fact:chips/answers/b) by that of Narcissus. SWIFT is a network, and 回声 echoes.

```timeline
sheet: chips
```

```table
sheet: trade
```

![A picture](pic.png)
-- content/deep/three.md --
---
title: The third
summary: Deep.
date: 2022-06-02
topics: [chips]
---
Read [one](../one.md#numbers) and [two](../two.md), or [aside](../aside.md). It rests on [@z; @x].

```stages
sheet: chips
```
-- content/aside.md --
---
title: Aside
summary: Beside the way.
date: 2022-06-03
topics: [chips]
---
There were [1,350](fact:more/firms) firms.
-- content/facts/more.yml --
title: More items
summary: Once more.
topics: [trade]
facts:
  firms: {kind: statistic, claim: The Mirror counted ___ forms that left., value: "1,350", unit: firms, as_of: 2022, by: mirror, about: echo, evidence: y}
  gone: {kind: statistic, claim: Echo counted ___ firms that left., value: "1,700", unit: firms, as_of: 2022-05, by: echo, about: echo, evidence: {source: x, via: narcissus}}
-- content/facts/trade.yml --
title: Trade in items
summary: How many.
topics: [trade]
defaults: {kind: statistic, by: echo, evidence: x}
facts:
  companies:
    claim: ___ companies were counted.
    value: nearly 1,000
    unit: companies
    as_of: 2022-05-05
  series:
    claim: Items sold.
    as_of: 2022
    unit: items
    series: {2020: 10, 2021: 12, 2022: 15}
  filed:
    claim: Items on file.
    as_of: 2022
    unit: items
    series: filed.csv
-- content/facts/filed.csv --
date,value
2020,5
2021,6
-- content/facts/chips.yml --
title: Chips
summary: How they began.
topics: [chips]
facts:
  began: {kind: event, claim: It began., when: 2020-01-02, evidence: "z, p. 1", about: narcissus}
  answers:
    kind: statistic
    claim: ___ were made.
    unit: chips
    values:
      a: {value: 4, as_of: 2021, by: echo, evidence: x}
      b: {value: 9, as_of: 2021, by: narcissus, evidence: y}
  said: {kind: statement, claim: They will echo., when: 2021-05-05, by: narcissus, quote: we shall echo, evidence: {source: y, quote: we shall echo}}
  stage-one: {kind: period, order: 1, claim: A first stage., label: First, when: 2019, by: echo, evidence: x}
  rival: {kind: event, claim: It began later., when: 2021-01-02, evidence: y, conflicts_with: chips/began}
-- content/facts/computed.yml --
title: What follows
summary: What this site computes.
topics: [chips]
facts:
  makers: {kind: statistic, claim: ___ companies made chips., label: Makers, value: 250, unit: companies, as_of: 2021, by: narcissus, evidence: y}
  part:
    kind: statistic
    claim: ___ percent of the companies made chips.
    label: Part of makers
    derived: {formula: "share(made, all)", from: {made: makers, all: trade/companies}}
  double: {kind: statistic, claim: Twice that is ___ percent., derived: {formula: part × 2, from: {part: part}}}
  rates: {kind: statistic, claim: Items on file for each sold., derived: {formula: filed ÷ sold, from: {filed: trade/filed, sold: trade/series}}}
-- content/sources/all.yml --
x: {type: web, title: Echo counts, author: [echo], publisher: echo, date: 2022-05-06, url: "https://example.org/x"}
y: {type: newspaper, title: Mirror says, author: ["Dee, Ann"], publisher: mirror, date: 2022-05-07}
z: {type: newspaper, title: Mirror again, author: ["Dee, Ann"], publisher: mirror, date: 2022-05-08, republishes: x}
-- content/sources/more.bib --
@book{w, title = {A book}, author = {Lu, Bo}, publisher = {Press}, year = {2019}}
-- content/entities/all.yml --
echo: {name: Echo, kind: company, aliases: [Echo Ltd], zh: 回声, role: Counter, owner: group}
narcissus: {name: Narcissus, kind: person}
mirror: {name: The Mirror, kind: company}
group: {name: Sound Group, kind: company}
-- content/glossary.yml --
count: {term: count, zh: 计数, def: How many., evidence: x}
swift: {term: SWIFT, def: A network., evidence: y}
-- content/captures/y.txt --
Indeed we shall echo, said Narcissus.
-- content/links.tsv --
https://example.org/x	2026-11-20	404	2026-11-18	2026-11-01	2026-11-18	2@2026-11-20	2@2026-11-20	-
-- content/published.tsv --
/one/	2026-11-20
/one/#numbers	2026-11-20
/older/	2026-11-20
/glossary/#swift	2026-11-20
/facts/chips/began/	2026-11-20
trade/companies	2026-11-20	0	2022-05-05	nearly 1,000	companies	-
-- templates/about.html --
{% extends "base.html" %}
{% block main %}<h1>About {{ page.site }}</h1>{% endblock main %}
-- templates/theme/print.css --
@media print { body { color: black; } }
-- static/pic.png --
not really a picture
"#;

/// One change each: what every kind of page and rule must notice. `None` removes the file.
pub fn edits() -> Vec<(&'static str, Box<dyn Fn(Option<&str>) -> Option<String>>)> {
    fn change(from: &'static str, to: &'static str) -> Box<dyn Fn(Option<&str>) -> Option<String>> {
        Box::new(move |text| {
            let text = text.expect("the file is there");
            assert!(text.contains(from), "`{from}` is not in it");
            Some(text.replacen(from, to, 1))
        })
    }
    fn put(new: &'static str) -> Box<dyn Fn(Option<&str>) -> Option<String>> {
        Box::new(move |_| Some(new.to_owned()))
    }
    fn remove() -> Box<dyn Fn(Option<&str>) -> Option<String>> {
        Box::new(|_| None)
    }
    vec![
        // First those that show when some sort of read is not logged: the proof takes them in order and stops at one.
        ("content/one.md", change("Echo counted", "Once more, Echo counted")),
        ("content/one.md", change("title: The first", "title: The very first")),
        ("content/one.md", change("topics: [trade]", "topics: [chips]")),
        (
            "content/one.md",
            change("[nearly 1,000](fact:trade/companies) companies [@x", "[2,000](fact:trade/companies) companies [@w"),
        ),
        ("content/two.md", change("SWIFT is a network", "SWIFT is no [Echo](entity:echo) of [a count](term:count)")),
        ("content/facts/trade.yml", change("value: nearly 1,000", "value: 1,200")),
        ("content/facts/trade.yml", change("title: Trade in items", "title: Trade in goods")),
        // As many letters as before: the fact below stands where it stood, and only its likeness to this one changes.
        ("content/facts/more.yml", change("___ forms that", "___ firms that")),
        ("content/deep/three.md", change("[aside](../aside.md)", "[one more](../one.md)")),
        (
            "content/facts/trade.yml",
            change("    as_of: 2022-05-05\n", "    as_of: 2022-05-05\n    retired: {date: 2023, why: Old.}\n"),
        ),
        ("content/facts/chips.yml", change("  began:", "  start:")),
        ("content/sources/all.yml", change("title: Mirror says", "title: The Mirror says so")),
        ("content/sources/more.bib", remove()),
        ("content/entities/all.yml", change("name: Echo,", "name: Echo Company,")),
        ("content/entities/all.yml", change("narcissus: {name: Narcissus, kind: person}\n", "")),
        ("content/glossary.yml", change("def: A network.", "def: A network of banks.")),
        ("content/links.tsv", change("2@2026-11-20\t2@2026-11-20", "3@2026-11-25\t3@2026-11-25")),
        ("content/published.tsv", change("nearly 1,000", "nearly 2,000")),
        ("content/two.md", change("aliases: [/older/]", "aliases: [/older/, /one/#figures]")),
        ("static/pic.png", remove()),
        ("content/glossary.yml", change("swift: {term: SWIFT, def: A network., evidence: y}\n", "")),
        ("content/one.md", change("```chart\nfact: trade/series\ntitle: Items by year\n```\n\n", "")),
        ("content/site.yml", change("tagline: Facts, woven", "tagline: Woven facts")),
        ("content/facts/trade.yml", put("title: [\n")),
        // And all the others.
        ("content/one.md", change("## Numbers", "## Counts")),
        ("content/one.md", change("date: 2022-05-12", "date: 2022-06-12")),
        ("content/facts/trade.yml", change("claim: ___ companies", "claim: Some ___ companies")),
        ("content/facts/trade.yml", change("2021: 12", "2021: 13")),
        ("content/facts/trade.yml", change("topics: [trade]", "topics: [chips]")),
        ("content/facts/trade.yml", change("by: echo", "by: mirror")),
        ("content/facts/trade.yml", change("evidence: x", "evidence: w")),
        (
            "content/facts/trade.yml",
            change("  series:\n", "  fresh: {claim: ___ more., value: 7, unit: items, as_of: 2022}\n  series:\n"),
        ),
        (
            "content/facts/more.yml",
            change("\"1,700\", unit: firms, as_of: 2022-05", "\"1,350\", unit: firms, as_of: 2022-05"),
        ),
        ("content/facts/more.yml", change("via: narcissus", "via: mirror")),
        ("content/one.md", change("- chips/began\n", "")),
        ("content/facts/filed.csv", change("2021,6", "2021,8")),
        ("content/facts/computed.yml", change("value: 250", "value: 260")),
        ("content/facts/computed.yml", change("label: Makers", "label: Those who made them")),
        ("content/facts/computed.yml", change("share(made, all)", "share(all - made, all)")),
        ("content/facts/computed.yml", change("as_of: 2021, by: narcissus", "as_of: 2019, by: echo")),
        ("content/facts/computed.yml", change("evidence: y", "evidence: z")),
        ("content/facts/computed.yml", change("formula: part × 2", "formula: part × part ÷ double")),
        ("content/facts/computed.yml", change("{part: part}", "{part: double}")),
        ("content/facts/computed.yml", change("made: makers", "made: gone")),
        ("content/facts/computed.yml", change("    label: Part of makers\n", "    value: 25\n")),
        (
            "content/facts/computed.yml",
            change("derived: {formula: part × 2, from: {part: part}}", "value: 50, as_of: 2021, by: echo, evidence: x"),
        ),
        ("content/facts/trade.yml", change("unit: companies", "unit: firms")),
        (
            "content/facts/trade.yml",
            change("    as_of: 2022-05-05\n", "    as_of: 2022-05-05\n    conflicts_with: trade/series\n"),
        ),
        ("content/facts/chips.yml", change("claim: It began.", "claim: It all began.")),
        ("content/facts/chips.yml", change("about: narcissus", "about: echo")),
        ("content/facts/chips.yml", change("conflicts_with: chips/began", "see: chips/began")),
        ("content/facts/chips.yml", change("b: {value: 9", "b: {value: 4")),
        (
            "content/sources/all.yml",
            change(
                "author: [\"Dee, Ann\"], publisher: mirror, date: 2022-05-07",
                "author: [\"Dee, Bea\"], publisher: echo, date: 2021-05-07",
            ),
        ),
        ("content/sources/all.yml", change("republishes: x", "republishes: y")),
        (
            "content/sources/more.bib",
            put(
                "@book{v, title = {Another}, author = {Lu, Bo}, publisher = {Press}, year = {2019}}\n@book{w, title = {A book}, author = {Lu, Bo}, publisher = {Press}, year = {2019}}\n",
            ),
        ),
        ("content/entities/all.yml", change("owner: group", "owner: mirror")),
        ("content/entities/all.yml", change("name: Sound Group", "name: Group of Sounds")),
        ("content/entities/all.yml", change("name: The Mirror", "name: A Mirror")),
        ("content/glossary.yml", change("zh: 计数", "zh: 数")),
        ("content/links.tsv", change("2026-11-01\t", "2026-11-02\t")),
        ("content/published.tsv", change("/one/#numbers\t", "/one/#figures\t")),
        ("content/two.md", change("aliases: [/older/]", "aliases: [/elder/]")),
        ("content/captures/y.txt", change("we shall echo", "we will echo")),
        ("content/one.zh.md", remove()),
        (
            "content/one.zh.md",
            put(
                "---\ntitle: 第一\nsummary: 说。\ndate: 2022-05-12\ntopics: [trade]\n---\n## 数字\n\n共有[近1000](fact:trade/companies)家公司[@x]。\n",
            ),
        ),
        (
            "content/four.md",
            put(
                "---\ntitle: The fourth\nsummary: New.\ndate: 2022-07-01\ntopics: [trade]\n---\nNew [12](fact:trade/series@2021) [@y].\n",
            ),
        ),
        ("content/deep/three.md", remove()),
        ("content/facts/chips.yml", change("kind: period, order: 1,", "kind: event,")),
        (
            "content/facts/trade.yml",
            change(
                "    unit: companies\n",
                "    unit: companies\n    corrections: [{date: 2022-08-01, was: 1, now: 2, why: A slip.}]\n",
            ),
        ),
        (
            "content/facts/trade.yml",
            change(
                "    unit: companies\n",
                "    unit: companies\n    allow: {bad-date: {why: So it says, until: 2026-10}}\n",
            ),
        ),
        ("content/facts/trade.yml", change("topics: [trade]", "topics: [trade]\nallow: {unknown-unit: none is}")),
        ("content/entities/all.yml", change("name: Echo,", "name: Echo, allow: {owner-cycle: none is},")),
        ("content/glossary.yml", change("def: A network.", "def: A network., allow: {unknown-source: none is}")),
        ("content/sources/all.yml", change("republishes: x", "republishes: x, allow: {bad-date: none is}")),
        ("content/one.md", change("Echo counted", "<!-- allow uncited-figure: none is -->Echo counted")),
        ("content/site.yml", change("trade: {title: Trade,", "trade: {title: Commerce,")),
        ("templates/about.html", change("About", "On")),
        ("templates/theme/print.css", change("black", "#111")),
        ("templates/about.html", put("{% extends \"base.html\" %}{% block main %}{{ broken")),
        ("templates/about.html", remove()),
        ("content/site.yml", remove()),
    ]
}
