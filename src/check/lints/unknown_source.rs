//! `unknown-source`: a source id that no source has.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::base::spelling::Like;
use crate::base::text::At;
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, EntityId, FactId, SourceId, TermId};
use crate::model::fact::Evidence;
use crate::model::prose::Ref;
use crate::site::Reader;
use crate::site::deps::List;

/// Everything that may name one.
const RUN: Run = Run::Several(&[
    Run::PerArticle(of_article),
    Run::PerFact(of_fact),
    Run::PerTerm(of_term),
    Run::PerEntity(of_entity),
    Run::PerSource(of_source),
]);

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-source", level: Level::Error, doc: DOC, run: RUN };

const DOC: &str = r#"# What it finds

A citation or a piece of evidence whose source does not exist.

`factloom fix` puts a slip right where it can mean one id only: other capitals or separators, or one wrong letter in a word of five or more.

# Why it matters

The reader could not look it up.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
As they say [@y].
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

# Instead

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
As they say [@x].
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

fn of_article(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    for used in reader.article(id).prose().flat_map(|prose| &prose.uses) {
        if let Ref::Source(id) | Ref::Citation(id) = &used.what {
            check(reader, id, used.at, out);
        }
    }
}

fn of_fact(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let of_answers = fact.values.iter().flat_map(|member| &member.evidence);
    let of_points = fact.series.iter().flat_map(|point| &point.evidence);
    let of_outcome = fact.outcome.iter().flat_map(|outcome| &outcome.evidence);
    let all = fact.own_evidence().iter().chain(of_answers).chain(of_points).chain(of_outcome);
    all.for_each(|piece| of_evidence(reader, piece, out));
}

fn of_term(reader: &Reader<'_>, id: TermId, out: &mut Vec<Diagnostic>) {
    reader.term(id).evidence.iter().for_each(|piece| of_evidence(reader, piece, out));
}

fn of_entity(reader: &Reader<'_>, id: EntityId, out: &mut Vec<Diagnostic>) {
    let perspective = reader.entity(id).perspective.iter();
    perspective.flat_map(|perspective| &perspective.evidence).for_each(|piece| of_evidence(reader, piece, out));
}

fn of_source(reader: &Reader<'_>, id: SourceId, out: &mut Vec<Diagnostic>) {
    let source = reader.source(id);
    source.republishes.iter().for_each(|id| check(reader, id, source.at, out));
}

fn of_evidence(reader: &Reader<'_>, piece: &Evidence, out: &mut Vec<Diagnostic>) {
    check(reader, &piece.source.id, piece.source.at, out);
}

fn check(reader: &Reader<'_>, id: &str, at: At, out: &mut Vec<Diagnostic>) {
    if reader.find_source(id).is_none() {
        out.push(unknown(reader, id, at, &reader.like(List::Sources, id)));
    }
}

fn unknown(reader: &Reader<'_>, id: &str, at: At, known: &Like<'_>) -> Diagnostic {
    let help = match nearest(id, known.names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add `{id}:` with `type`, `title` and `publisher` to a file in content/sources/"),
    };
    let finding = Diagnostic::new(LINT.name, at, format!("there is no source `{id}`")).help(help);
    mend_slip(reader, finding, id, known.certain())
}
