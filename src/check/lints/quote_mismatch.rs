//! `quote-mismatch`: words in quotation marks that are bound to a fact and not in its quotes.

use crate::base::diag::{Diagnostic, Level};
use crate::check::verbatim::is_verbatim;
use crate::check::words;
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::model::fact::Fact;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "quote-mismatch", level: Level::Error, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

Words in quotation marks, bound to a fact, that are not verbatim in the fact's `quote` or in the quotes of its
evidence. `…` and `[ ]` may leave words out, at most 200 characters and no negation; words and numbers stay whole.

# Why it matters

Quotation marks promise somebody's very words.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
He spoke of ["killing a monkey"](fact:s/warning).
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  warning: {kind: assessment, claim: A warning., by: e, quote: killing a chicken to warn a monkey, evidence: x}
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
He spoke of ["killing a chicken"](fact:s/warning).
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  warning: {kind: assessment, claim: A warning., by: e, quote: killing a chicken to warn a monkey, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```
"#;

fn check(reader: &Reader<'_>, article: ArticleId, out: &mut Vec<Diagnostic>) {
    for prose in reader.article(article).prose() {
        for (used, bound) in words::uses_of(prose) {
            let Some(fact) = reader.find_fact(&bound.id).map(|id| reader.fact(id)) else { continue };
            let texts = quotes(fact);
            for quote in words::quoted(&used.words) {
                if !texts.iter().any(|text| is_verbatim(&quote, text)) {
                    out.push(report(used.words_at, &quote, fact, &texts));
                }
            }
        }
    }
}

/// All wording the sheet keeps of a fact.
fn quotes(fact: &Fact) -> Vec<&str> {
    let own = fact.quote.iter().flat_map(|quote| &quote.texts).map(|(_, text)| &**text);
    own.chain(fact.evidence.iter().filter_map(|e| e.quote.as_ref()).map(|quote| &*quote.text)).collect()
}

fn report(at: crate::base::text::At, quote: &str, fact: &Fact, texts: &[&str]) -> Diagnostic {
    let finding = Diagnostic::new(LINT.name, at, format!("“{quote}” is not verbatim in {}", fact.id));
    match texts.first() {
        Some(text) => {
            let place = fact.quote.as_ref().map_or(fact.at, |quote| quote.at);
            let finding = finding.label(format!("the sheet quotes “{text}”")).note(place, "the quote is here");
            finding.help(format!("quote “{text}” or a part of it, or drop the quotation marks"))
        }
        None => finding
            .label("the fact keeps no quote")
            .note(fact.at, "the fact is here")
            .help(format!("add `quote: {quote}` to the fact if its source says so, or drop the quotation marks")),
    }
}
