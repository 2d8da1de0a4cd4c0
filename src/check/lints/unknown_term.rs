//! `unknown-term`: a term id that the glossary does not have.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::model::IdRef;
use crate::model::prose::Ref;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-term", level: Level::Error, doc: DOC, run: Run::Site(check) };

const DOC: &str = r#"# What it finds

A link to a term that the glossary does not define.

`factloom fix` puts a slip right where it can mean one id only: other capitals or separators, or one wrong letter in a word of five or more.

# Why it matters

The reader would look for its meaning in vain.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
The [word](term:w).
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
The word.
```
"#;

fn check(reader: &Reader<'_>, out: &mut Vec<Diagnostic>) {
    let mut named: Vec<IdRef> = Vec::new();
    for id in reader.articles() {
        let uses = reader.article(id).prose().flat_map(|prose| &prose.uses);
        named.extend(uses.filter_map(|used| match &used.what {
            Ref::Term(id) => Some(IdRef { id: id.clone(), at: used.at }),
            _ => None,
        }));
    }
    for id in reader.terms() {
        named.extend(reader.term(id).see.iter().cloned());
    }
    let known: Vec<&str> = reader.terms().map(|id| &*reader.term(id).id).collect();
    for IdRef { id, at } in named {
        if reader.find_term(&id).is_none() {
            let help = nearest(&id, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
            let finding = Diagnostic::new(LINT.name, at, format!("the glossary has no term `{id}`")).maybe_help(help);
            out.push(mend_slip(reader, finding, &id, known.iter().copied()));
        }
    }
}
