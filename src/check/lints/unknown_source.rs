//! `unknown-source`: a source id that no source has.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::base::text::At;
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::model::fact::Evidence;
use crate::model::prose::Ref;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-source", level: Level::Error, doc: DOC, run: Run::Site(check) };

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

fn check(reader: &Reader<'_>, out: &mut Vec<Diagnostic>) {
    let known: Vec<&str> = reader.sources().map(|id| &*reader.source(id).id).collect();
    let mut named: Vec<(&str, At)> = Vec::new();
    for id in reader.articles() {
        for used in reader.article(id).prose().flat_map(|prose| &prose.uses) {
            if let Ref::Source(id) | Ref::Citation(id) = &used.what {
                named.push((id, used.at));
            }
        }
    }
    let mut add = |evidence: &mut dyn Iterator<Item = &Evidence>| {
        for piece in evidence {
            if reader.find_source(&piece.source.id).is_none() {
                out.push(unknown(reader, &piece.source.id, piece.source.at, &known));
            }
        }
    };
    for id in reader.facts() {
        let fact = reader.fact(id);
        let of_answers = fact.values.iter().flat_map(|member| &member.evidence);
        let of_points = fact.series.iter().flat_map(|point| &point.evidence);
        let of_outcome = fact.outcome.iter().flat_map(|outcome| &outcome.evidence);
        add(&mut fact.evidence.iter().chain(of_answers).chain(of_points).chain(of_outcome));
    }
    for id in reader.terms() {
        add(&mut reader.term(id).evidence.iter());
    }
    for id in reader.entities() {
        add(&mut reader.entity(id).perspective.iter().flat_map(|perspective| &perspective.evidence));
    }
    for id in reader.sources() {
        let source = reader.source(id);
        named.extend(source.republishes.as_deref().map(|id| (id, source.at)));
    }
    out.extend(
        named
            .into_iter()
            .filter(|(id, _)| reader.find_source(id).is_none())
            .map(|(id, at)| unknown(reader, id, at, &known)),
    );
}

fn unknown(reader: &Reader<'_>, id: &str, at: At, known: &[&str]) -> Diagnostic {
    let help = match nearest(id, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("add `{id}:` with `type`, `title` and `publisher` to a file in content/sources/"),
    };
    let finding = Diagnostic::new(LINT.name, at, format!("there is no source `{id}`")).help(help);
    mend_slip(reader, finding, id, known.iter().copied())
}
