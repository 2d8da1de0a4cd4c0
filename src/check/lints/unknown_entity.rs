//! `unknown-entity`: an entity id that no entity has.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::model::IdRef;
use crate::model::fact::Evidence;
use crate::model::prose::Ref;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-entity", level: Level::Error, doc: DOC, run: Run::Site(check) };

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

fn check(reader: &Reader<'_>, out: &mut Vec<Diagnostic>) {
    let mut named: Vec<IdRef> = Vec::new();
    for id in reader.articles() {
        for prose in reader.article(id).prose() {
            let links = prose.uses.iter().filter_map(|used| match &used.what {
                Ref::Entity(id) => Some(IdRef { id: id.clone(), at: used.at }),
                _ => None,
            });
            named.extend(links);
            named.extend(prose.directives.iter().flat_map(|directive| &directive.entities).cloned());
        }
    }
    for id in reader.facts() {
        let fact = reader.fact(id);
        let of_answers = fact.values.iter().flat_map(|member| &member.by);
        named.extend(fact.by.iter().chain(&fact.about).chain(of_answers).cloned());
        let of_answers = fact.values.iter().flat_map(|member| &member.evidence);
        named.extend(fact.evidence.iter().chain(of_answers).flat_map(parties));
    }
    for id in reader.entities() {
        named.extend(reader.entity(id).owner.iter().cloned());
    }
    let known: Vec<&str> = reader.entities().map(|id| &*reader.entity(id).id).collect();
    for IdRef { id, at } in named {
        if reader.find_entity(&id).is_none() {
            let help = match nearest(&id, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `{id}: {{name: …, kind: …}}` to a file in content/entities/"),
            };
            let finding = Diagnostic::new(LINT.name, at, format!("there is no entity `{id}`")).help(help);
            out.push(mend_slip(reader, finding, &id, known.iter().copied()));
        }
    }
}

fn parties(evidence: &Evidence) -> impl Iterator<Item = IdRef> {
    evidence.by.iter().chain(&evidence.via).cloned()
}
