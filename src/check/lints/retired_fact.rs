//! `retired-fact`: words bound to a retired fact.

use crate::base::diag::{Diagnostic, Level};
use crate::check::words;
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "retired-fact", level: Level::Error, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

Words bound to a fact or an answer that was retired.

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
            let Some(fact) = reader.find_fact(&bound.id).map(|id| reader.fact(id)) else { continue };
            let member = bound.member.as_ref().and_then(|key| fact.values.iter().find(|member| member.key == *key));
            let retired = member.and_then(|member| member.retired.as_ref()).or(fact.retired.as_ref());
            let Some(retired) = retired else { continue };
            let help = retired.instead.as_ref().map(|id| format!("bind `fact:{}` instead", id.id));
            let message = format!("{} was retired on {}: {}", fact.id, retired.date, retired.why.trim_end_matches('.'));
            let finding = Diagnostic::new(LINT.name, used.at, message).maybe_help(help);
            out.push(finding.note(fact.at, "the fact is here"));
        }
    }
}
