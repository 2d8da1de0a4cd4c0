//! `vintage-mixed`: a series put together from several editions, without a word about it.

use std::collections::BTreeSet;

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::model::fact::{Fact, Point};
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "vintage-mixed", level: Level::Warn, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A series in which a point was read in another source, or another edition, than the point before it, where neither of the two has a note and the note of the fact does not speak of editions, revisions, methods or definitions.

# Why it matters

Figures are revised and definitions change. A step between two editions may be the editions' and not the world's, and a line drawn through both hides it.

# Example

```site
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f:
    kind: statistic
    claim: Firms that left.
    unit: firms
    as_of: 2022
    by: e
    evidence: [x, y]
    series:
      2020: {value: 10, evidence: x}
      2021: {value: 12, evidence: x}
      2022: {value: 19, evidence: y}
-- content/sources/x.yml --
x: {type: report, title: Report of 2021, publisher: e, date: 2021}
y: {type: report, title: Report of 2023, publisher: e, date: 2023}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
```

# Instead

```site
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f:
    kind: statistic
    claim: Firms that left.
    unit: firms
    as_of: 2022
    by: e
    evidence: [x, y]
    series:
      2020: {value: 10, evidence: x}
      2021: {value: 12, evidence: x}
      2022: {value: 19, evidence: y, note: The report of 2023 counts branches too}
-- content/sources/x.yml --
x: {type: report, title: Report of 2021, publisher: e, date: 2021}
y: {type: report, title: Report of 2023, publisher: e, date: 2023}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let is_plain = fact.series.iter().all(|point| point.evidence.is_empty());
    if is_plain || fact.retired.is_some() || fact.note.as_ref().is_some_and(|note| speaks_of_editions(&note.plain())) {
        return;
    }
    let changes: Vec<(&Point, &Point)> = fact
        .series
        .windows(2)
        .map(|pair| (&pair[0], &pair[1]))
        .filter(|(a, b)| is_said_by_neither(a, b) && has_other_sources(fact, a, b))
        .collect();
    let Some((before, first)) = changes.first() else { return };
    let more = match changes.len() {
        1 => String::new(),
        count => format!(", and so do {} more of its points", count - 1),
    };
    let of = |point: &Point| sources(fact, point).into_iter().collect::<Vec<_>>().join(" and ");
    let message = format!("the series {} changes its source at {}{more}", fact.id, first.date);
    let mut finding = Diagnostic::new(LINT.name, first.value.at, message)
        .label(format!("from {}", of(first)))
        .note(before.value.at, format!("from {}", of(before)));
    for (_, point) in &changes[1..] {
        finding = finding.note(point.value.at, format!("from {}", of(point)));
    }
    out.push(finding.help(format!(
        "read all points in one edition, or give the point a note: `{}: {{value: {}, note: What changed}}`",
        first.date, first.value.quantity.text
    )));
}

fn speaks_of_editions(note: &str) -> bool {
    const WORDS: &[&str] = &[
        "edition",
        "vintage",
        "revis",
        "release",
        "restat",
        "comparab",
        "definition",
        "method",
        "count differently",
        "版",
        "修订",
        "口径",
        "定义",
    ];
    let note = note.to_lowercase();
    WORDS.iter().any(|word| note.contains(word))
}

fn is_said_by_neither(a: &Point, b: &Point) -> bool {
    let says = |point: &Point| point.note.is_some() || point.evidence.iter().any(|piece| piece.note.is_some());
    !says(a) && !says(b)
}

/// Ids of the sources of a point: its own, else those of the series.
fn sources<'a>(fact: &'a Fact, point: &'a Point) -> BTreeSet<&'a str> {
    let pieces = if point.evidence.is_empty() { &fact.evidence } else { &point.evidence };
    pieces.iter().map(|piece| &*piece.source.id).collect()
}

fn has_other_sources(fact: &Fact, a: &Point, b: &Point) -> bool {
    sources(fact, a).is_disjoint(&sources(fact, b))
}
