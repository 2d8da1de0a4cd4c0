//! `unused-source`: a source that nothing rests on.

use crate::base::diag::{Diagnostic, Level};
use crate::check::{Lint, Run};
use crate::link::SourceId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unused-source", level: Level::Info, doc: DOC, run: Run::PerSource(check) };

const DOC: &str = r#"# What it finds

A source on which no fact, term or label rests, which no sentence cites or names, and of which no other source is a copy.

# Why it matters

It stands in the bibliography as if the site had made use of it. It may be what a fact still lacks.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were some.
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
There were some [@x].
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
```
"#;

fn check(reader: &Reader<'_>, id: SourceId, out: &mut Vec<Diagnostic>) {
    let is_used = !reader.facts_of_source(id).is_empty()
        || !reader.uses_of_source(id).is_empty()
        || !reader.terms_of_source(id).is_empty()
        || !reader.labels_of_source(id).is_empty()
        || !reader.copies_of_source(id).is_empty();
    if is_used {
        return;
    }
    let source = reader.source(id);
    let message = format!("no fact rests on {} and no sentence cites it", source.id);
    let help = format!("cite it, `[@{}]`, name it as evidence of a fact, or take it out", source.id);
    out.push(Diagnostic::new(LINT.name, source.at, message).help(help));
}
