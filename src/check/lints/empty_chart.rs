//! `empty-chart`: a chart with nothing to draw, or of figures that may not be given away.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::{ArticleId, FactId};
use crate::model::fact::Fact;
use crate::model::prose::{ChartKind, Directive, DirectiveKind, FactRef};
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "empty-chart", level: Level::Error, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

A `chart` whose facts hold no figure in the span it asks for, a line without a series, and a chart of a fact
whose series is withheld.

# Why it matters

An empty frame tells a reader nothing, and what its owner has not released must not appear as a picture.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
~~~chart
fact: s/f
type: line
~~~
-- content/facts/s.yml --
title: S
summary: S
topics: []
facts:
  f: {kind: event, claim: It happened., when: 2022, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: E}
```

# Instead

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
~~~chart
fact: s/f
type: line
~~~
-- content/facts/s.yml --
title: S
summary: S
topics: []
facts:
  f: {kind: statistic, claim: It grew., series: {2020: 5, 2021: 7}, as_of: 2021, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: organization}
```
"#;

fn check(reader: &Reader<'_>, article: ArticleId, out: &mut Vec<Diagnostic>) {
    let directives = reader.article(article).prose().flat_map(|prose| &prose.directives);
    for chart in directives.filter(|directive| directive.kind == DirectiveKind::Chart) {
        let named = chart.facts.iter().filter_map(|id| Some((id, reader.find_fact(&FactRef::parse(&id.id).ok()?.id)?)));
        let named: Vec<(_, FactId)> = named.collect();
        for (id, fact) in &named {
            if let Some(why) = &reader.fact(*fact).withhold {
                let message = format!("`{}` is withheld and cannot be drawn: {why}", id.id);
                let help = "cite its single figures in the text, or draw another fact";
                out.push(Diagnostic::new(LINT.name, id.at, message).help(help));
            }
        }
        let open = named.iter().map(|(_, fact)| reader.fact(*fact)).filter(|fact| fact.withhold.is_none());
        let open: Vec<&Fact> = open.collect();
        // A fact that does not exist or may not be drawn was reported; the rest cannot be judged.
        if open.len() < chart.facts.len() || open.iter().any(|fact| has_figures(fact, chart)) {
            continue;
        }
        let (message, help) = match chart.chart {
            Some(ChartKind::Line) => (
                "a line needs a series, and none of its facts has one in this span",
                "give the fact a `series`, widen `from` and `to`, or take `type: dot`",
            ),
            _ => ("its facts hold no figure to draw", "name facts with a `value`, `values`, `series` or `breakdown`"),
        };
        out.push(Diagnostic::new(LINT.name, chart.at, message).help(help));
    }
}

fn has_figures(fact: &Fact, chart: &Directive) -> bool {
    let shown = fact.series.iter().any(|point| {
        chart.from.is_none_or(|from| point.date.last_day() >= from.first_day())
            && chart.to.is_none_or(|to| point.date.first_day() <= to.last_day())
    });
    let others = fact.value.is_some() || !fact.values.is_empty() || !fact.breakdown.is_empty();
    shown || (others && chart.chart != Some(ChartKind::Line))
}
