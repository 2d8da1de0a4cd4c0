//! `cited-quote-differs`: a quotation in an article that the kept copy of the only source cited there does not hold.

use crate::base::diag::{Diagnostic, Level};
use crate::check::lints::quote_not_in_source::report;
use crate::check::verbatim::{self, LEAST, fold, weight};
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::model::prose::UnboundKind;
use crate::parse::capture;
use crate::parse::markdown::sentence::is_han;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "cited-quote-differs", level: Level::Warn, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

A quotation in a paragraph that cites one source alone, of which a copy is kept, where the copy does not hold the words. It
looks at quotations that are bound to no fact, long enough to be looked for, and in the script of the copy: a translation
is not expected there.

# Why it matters

A reader takes the words for those of the source that is cited.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
He said “we shall rely on others alone” there [@x].
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e, capture: captures/x.txt}
-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/captures/x.txt --
From now on we shall rely on ourselves alone.
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
He said “we shall rely on ourselves alone” there [@x].
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e, capture: captures/x.txt}
-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/captures/x.txt --
From now on we shall rely on ourselves alone.
```
"#;

fn check(reader: &Reader<'_>, article: ArticleId, out: &mut Vec<Diagnostic>) {
    for quote in reader.article(article).prose().flat_map(|prose| &prose.figures.get().unbound) {
        let UnboundKind::CitedQuote(id) = &quote.what else { continue };
        let Some(source) = reader.find_source(id).map(|id| reader.source(id)) else { continue };
        let Some((path, text)) = source.capture.as_deref().and_then(|path| Some((path, reader.file_text(path)?)))
        else {
            continue;
        };
        let folded = fold(capture::read(text).text);
        let is_foreign = is_chinese(&quote.text) != is_chinese(&folded);
        if is_foreign || weight(&quote.text) < LEAST {
            continue;
        }
        if let Err(wrong) = verbatim::in_copy(&quote.text, &folded) {
            let place = format!("the kept copy of `{id}`, the only source cited there");
            let finding = report(&quote.text, quote.at, &wrong, &[(&folded, path)], &place);
            out.push(Diagnostic { rule: LINT.name, ..finding });
        }
    }
}

/// Whether Chinese is what a text is written in, rather than a name in it.
fn is_chinese(text: &str) -> bool {
    let han = text.chars().take(4_000).filter(|c| is_han(*c)).count();
    let letters = text.chars().take(4_000).filter(|c| c.is_alphabetic()).count();
    han * 3 > letters
}
