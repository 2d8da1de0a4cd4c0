//! `unknown-entity`: an entity id that no entity has.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, EntityId, FactId};
use crate::model::IdRef;
use crate::model::fact::Evidence;
use crate::model::prose::Ref;
use crate::site::Reader;
use crate::site::deps::List;

/// Everything that may name one.
const RUN: Run = Run::Several(&[Run::PerArticle(of_article), Run::PerFact(of_fact), Run::PerEntity(of_entity)]);

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-entity", level: Level::Error, doc: DOC, run: RUN };

const DOC: &str = r#"# What it finds

A speaker, relay, owner or link whose entity does not exist.

`factloom fix` puts a slip right where it can mean one id only: other capitals or separators, or one wrong letter in a word of five or more.

# Why it matters

Nobody would be answerable for the claim.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Says [E](entity:f).
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
Says [E](entity:e).
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
    for prose in reader.article(id).prose() {
        for used in &prose.uses {
            if let Ref::Entity(id) = &used.what {
                check(reader, &IdRef { id: id.clone(), at: used.at }, out);
            }
        }
        for named in prose.directives.iter().flat_map(|directive| &directive.entities) {
            check(reader, named, out);
        }
    }
}

fn of_fact(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let of_answers = fact.values.iter().flat_map(|member| &member.by);
    fact.by.iter().chain(&fact.about).chain(of_answers).for_each(|named| check(reader, named, out));
    let of_answers = fact.values.iter().flat_map(|member| &member.evidence);
    fact.own_evidence().iter().chain(of_answers).flat_map(parties).for_each(|named| check(reader, &named, out));
}

fn of_entity(reader: &Reader<'_>, id: EntityId, out: &mut Vec<Diagnostic>) {
    reader.entity(id).owner.iter().for_each(|named| check(reader, named, out));
}

fn check(reader: &Reader<'_>, named: &IdRef, out: &mut Vec<Diagnostic>) {
    let IdRef { id, at } = named;
    if reader.find_entity(id).is_none() {
        let known = reader.like(List::Entities, id);
        let help = match nearest(id, known.names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add `{id}: {{name: …, kind: …}}` to a file in content/entities/"),
        };
        let finding = Diagnostic::new(LINT.name, *at, format!("there is no entity `{id}`")).help(help);
        out.push(mend_slip(reader, finding, id, known.certain()));
    }
}

fn parties(evidence: &Evidence) -> impl Iterator<Item = IdRef> {
    evidence.by.iter().chain(&evidence.via).cloned()
}
