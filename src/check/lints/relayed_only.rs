//! `relayed-only`: a figure read only where others report it.

use crate::base::diag::{Diagnostic, Level};
use crate::check::words;
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::model::entity::EntityKind;
use crate::model::fact::{Fact, FactKind, Stance};
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "relayed-only", level: Level::Info, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A statistic or a policy of a body, used in an article, whose supporting sources are all reports by others: none is by or of the body that says so, or was told by it directly.

What persons say is left out: it is mostly known from reports alone.

# Why it matters

Numbers and hedges change from mouth to mouth. A body's own count or rule is mostly published and can be read there.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
By the count of Echo there were [1,234](fact:s/f).
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: "1,234", as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: newspaper, title: X, publisher: p}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
p: {name: The Post, kind: newspaper}
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
By the count of Echo there were [1,234](fact:s/f).
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: "1,234", as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let is_meant = matches!(fact.kind, FactKind::Statistic | FactKind::Policy) && fact.retired.is_none();
    if !is_meant || reader.support(id).first_hand || reader.support(id).carriers == 0 {
        return;
    }
    let bodies: Vec<&str> = fact.speakers().map(|by| &*by.id).filter(|by| is_body(reader, by)).collect();
    let Some(body) = bodies.first() else { return };
    if reader.uses_of_fact(id).is_empty() && reader.blocks_of_fact(id).is_empty() {
        return;
    }
    let who = words::name_of(reader, body);
    let message = format!("{} was read only in reports of what {who} says", fact.id);
    let help = format!("look for {who}'s own publication and add it as evidence");
    let label = format!("read in {}", carriers(reader, fact).join(", "));
    out.push(Diagnostic::new(LINT.name, fact.at, message).label(label).help(help));
}

fn is_body(reader: &Reader<'_>, id: &str) -> bool {
    let entity = reader.find_entity(id).map(|entity| reader.entity(entity));
    entity.is_some_and(|entity| entity.kind != EntityKind::Person && entity.kind != EntityKind::Country)
}

/// Names of those who publish its supporting sources, each once, in order.
fn carriers(reader: &Reader<'_>, fact: &Fact) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let of_answers = words::answers(fact).flat_map(|member| &member.evidence);
    for piece in fact.evidence.iter().chain(of_answers).filter(|piece| piece.stance == Stance::Supports) {
        let Some(source) = reader.find_source(&piece.source.id).map(|id| reader.source(id)) else { continue };
        let name = words::name_of(reader, &source.publisher);
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}
