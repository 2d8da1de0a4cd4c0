//! `retired-fact`: words bound to a retired fact, and figures computed from one.

use crate::base::diag::{Diagnostic, Level};
use crate::base::text::At;
use crate::check::words;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, FactId};
use crate::model::prose::FactRef;
use crate::site::Reader;

/// What binds facts, and what is computed from them.
const RUN: Run = Run::Several(&[Run::PerArticle(check), Run::PerFact(of_fact)]);

/// See `DOC`.
pub static LINT: Lint = Lint { name: "retired-fact", level: Level::Error, doc: DOC, run: RUN };

const DOC: &str = r#"# What it finds

Words bound to a fact or an answer that was retired, and figures computed from one.

# Why it matters

It was retired for a reason; there is a better one.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were [1,234](fact:s/f).
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 1234, as_of: 2022, by: e, evidence: x, retired: {date: 2023, why: Revised.}}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
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
There were [1,234](fact:s/f).
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

fn check(reader: &Reader<'_>, article: ArticleId, out: &mut Vec<Diagnostic>) {
    for prose in reader.article(article).prose() {
        for (used, bound) in words::uses_of(prose) {
            out.extend(finding(reader, bound, used.at, "bind `fact:"));
        }
    }
}

fn of_fact(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    // What is retired itself may rest on what is.
    if fact.retired.is_none() {
        for input in fact.derived.iter().flat_map(|derived| &derived.from) {
            out.extend(finding(reader, &input.bound, input.what.at, "compute it from `"));
        }
    }
}

fn finding(reader: &Reader<'_>, bound: &FactRef, at: At, remedy: &str) -> Option<Diagnostic> {
    let fact = reader.find_fact(&bound.id).map(|id| reader.fact(id))?;
    let member = bound.member.as_ref().and_then(|key| fact.values.iter().find(|member| member.key == *key));
    let retired = member.and_then(|member| member.retired.as_ref()).or(fact.retired.as_ref())?;
    let help = retired.instead.as_ref().map(|id| format!("{remedy}{}` instead", id.id));
    let message = format!("{} was retired on {}: {}", fact.id, retired.date, retired.why.trim_end_matches('.'));
    Some(Diagnostic::new(LINT.name, at, message).maybe_help(help).note(fact.at, "the fact is here"))
}
