//! `unknown-term`: a term id that the glossary does not have.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, TermId};
use crate::model::IdRef;
use crate::model::prose::Ref;
use crate::site::Reader;
use crate::site::deps::List;

/// Everything that may name one.
const RUN: Run = Run::Several(&[Run::PerArticle(of_article), Run::PerTerm(of_term)]);

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-term", level: Level::Error, doc: DOC, run: RUN };

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

fn of_article(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    for used in reader.article(id).prose().flat_map(|prose| &prose.uses) {
        if let Ref::Term(id) = &used.what {
            check(reader, &IdRef { id: id.clone(), at: used.at }, out);
        }
    }
}

fn of_term(reader: &Reader<'_>, id: TermId, out: &mut Vec<Diagnostic>) {
    reader.term(id).see.iter().for_each(|named| check(reader, named, out));
}

fn check(reader: &Reader<'_>, IdRef { id, at }: &IdRef, out: &mut Vec<Diagnostic>) {
    if reader.find_term(id).is_none() {
        let known = reader.like(List::Terms, id);
        let help = nearest(id, known.names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let finding = Diagnostic::new(LINT.name, *at, format!("the glossary has no term `{id}`")).maybe_help(help);
        out.push(mend_slip(reader, finding, id, known.certain()));
    }
}
