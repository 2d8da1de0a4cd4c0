//! `disputed-unqualified`: a disputed fact without whose count it is.

use crate::base::diag::{Diagnostic, Level};
use crate::check::words;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, FactId};
use crate::model::prose::{FactRef, Prose, Use};
use crate::model::quantity::Hedge;
use crate::parse::phrase;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint =
    Lint { name: "disputed-unqualified", level: Level::Error, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

Words bound to a fact whose answers, or another fact, contradict it, in a sentence that neither gives the range of all answers nor names who says so.

# Why it matters

Where sources disagree the reader must hear by whose count.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were [1000](fact:s/f/a) of them.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f:
    kind: statistic
    claim: ___ left.
    evidence: x
    values:
      a: {value: 1000, as_of: 2022-05, by: e, evidence: x}
      b: {value: 600 to 700, as_of: 2022-06, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
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
By the count of Echo there were [1000](fact:s/f/a) of them.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f:
    kind: statistic
    claim: ___ left.
    evidence: x
    values:
      a: {value: 1000, as_of: 2022-05, by: e, evidence: x}
      b: {value: 600 to 700, as_of: 2022-06, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
```
"#;

fn check(reader: &Reader<'_>, article: ArticleId, out: &mut Vec<Diagnostic>) {
    for prose in reader.article(article).prose() {
        for (used, bound) in words::uses_of(prose) {
            let Some(id) = reader.find_fact(&bound.id).filter(|id| reader.support(*id).disputed) else { continue };
            if bound.field.is_none() && !is_qualified(reader, prose, used, bound, id) {
                out.push(report(reader, used, bound, id));
            }
        }
    }
}

fn is_qualified(reader: &Reader<'_>, prose: &Prose, used: &Use, bound: &FactRef, id: FactId) -> bool {
    let fact = reader.fact(id);
    let gives_hull = bound.member.is_none()
        && !fact.values.is_empty()
        && phrase::parse(&used.words).is_ok_and(|quantity| quantity.hedge == Hedge::Range);
    let (by, evidence) = words::said_by(fact, bound);
    gives_hull || words::names_one(reader, words::sentence(prose, used), &words::origins(reader, by, evidence))
}

fn report(reader: &Reader<'_>, used: &Use, bound: &FactRef, id: FactId) -> Diagnostic {
    let fact = reader.fact(id);
    let others: Vec<&str> = reader.contradicting(id).into_iter().map(|other| &*reader.fact(other).id).collect();
    let disputed = fact.derived.iter().flat_map(|derived| &derived.from);
    let disputed =
        disputed.filter(|input| reader.find_fact(&input.bound.id).is_some_and(|id| reader.support(id).disputed));
    let disputed: Vec<&str> = disputed.map(|input| &*input.bound.id).collect();
    let label = match others.is_empty() {
        true if !disputed.is_empty() => format!("computed from {}, which is disputed", disputed.join(", ")),
        true => format!("the answers run from {}", fact.hull_text()),
        false => format!("contradicted by {}", others.join(", ")),
    };
    let (by, evidence) = words::said_by(fact, bound);
    let mut names = words::names_of(reader, by);
    if fact.derived.is_some() {
        evidence.iter().for_each(|piece| names.extend(words::names_of(reader, &piece.by)));
        names.dedup();
    }
    let names = names.join(" or ");
    let help = match (fact.values.is_empty() || bound.member.is_some(), names.is_empty()) {
        (true, false) => format!("name whose count it is in the sentence: {names}"),
        (true, true) => "name in the sentence who says so".to_owned(),
        (false, _) => format!(
            "give the range, `[{}](fact:{})`, or bind one answer, `fact:{}/KEY`, and name its origin",
            fact.hull_text().replace(" – ", " to "),
            fact.id,
            fact.id
        ),
    };
    let message = format!("{} is disputed, and the sentence does not say by whose count", fact.id);
    Diagnostic::new(LINT.name, used.at, message).label(label).note(fact.at, "the fact is here").help(help)
}
