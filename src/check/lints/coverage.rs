//! `coverage`: the site as a whole falls short of what its `site.yml` asks.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::model::coverage::{Limit, Measure, Metric, Threshold};
use crate::site::Reader;
use crate::site::coverage::coverage;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "coverage", level: Level::Error, doc: DOC, run: Run::Site(check) };

const DOC: &str = r#"# What it finds

A share of the site that is less, or a number that is more, than `coverage` in `site.yml` allows.

# Why it matters

A site gets worse one article at a time; no single finding says so.

# Example

```site
-- content/site.yml --
title: T
url: https://example.org/
coverage: {figures-bound: 50%}
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were 1,234 people [@x].
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```

# Instead

```site
-- content/site.yml --
title: T
url: https://example.org/
coverage: {figures-bound: 50%}
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were [1,234](fact:s/f) people.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 1234, as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```
"#;

fn check(reader: &Reader<'_>, (): (), out: &mut Vec<Diagnostic>) {
    let config = reader.config();
    // A site that asks for nothing is not measured.
    if config.coverage.is_empty() {
        return;
    }
    let coverage = coverage(reader);
    for threshold in config.coverage.iter().filter(|threshold| !coverage.keeps(threshold)) {
        let measure = coverage.measure(threshold.metric);
        let (key, limit) = (threshold.metric.key(), threshold.limit.words());
        let message = format!("{}: {}, where `{key}` asks for {limit}", threshold.metric.words(), measure.words());
        let help = format!("{}, or write `{}`", remedy(threshold.metric), within_reach(threshold, measure));
        out.push(Diagnostic::new(LINT.name, threshold.at.unwrap_or(config.at), message).help(help));
    }
}

/// How to find what falls short.
fn remedy(metric: Metric) -> &'static str {
    match metric {
        Metric::FiguresBound
        | Metric::FiguresSourced
        | Metric::QuotesSourced
        | Metric::ParagraphsSourced
        | Metric::Uncited
        | Metric::Waivers => "see which articles by `factloom report --by article`",
        Metric::Relayed | Metric::Disputed | Metric::Overdue | Metric::UnusedFacts | Metric::UnusedSources => {
            "see which by `factloom review`"
        }
        Metric::SeveralOrigins | Metric::SingleOrigin => "add evidence of somebody else's to facts",
        Metric::FirstHand => "add the speaker's own words to the evidence of facts",
        Metric::Archived => "add `archive: https://…` to sources",
        Metric::Captured => "add `capture: path` to sources",
        Metric::Read | Metric::Unread => "read the sources marked `read: no`, and say so",
        Metric::Translated | Metric::Untranslated => "translate what is missing",
    }
}

/// The threshold that the site would meet now.
fn within_reach(threshold: &Threshold, measure: Measure) -> String {
    let key = threshold.metric.key();
    match (threshold.limit, measure) {
        (Limit::AtLeast(_), Measure::Share(share)) => {
            let tenths = share.tenths().unwrap_or(0);
            format!("{key}: {}.{}%", tenths / 10, tenths % 10)
        }
        (_, measure) => format!("{key}: {}", measure.words()),
    }
}
