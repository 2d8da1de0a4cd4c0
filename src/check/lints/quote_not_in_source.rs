//! `quote-not-in-source`: a quote that the kept copy of its source does not hold.

use crate::base::diag::{Diagnostic, Level};
use crate::check::words::is_verbatim;
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::model::fact::Stance;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "quote-not-in-source", level: Level::Error, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A quote, of a fact or of its evidence, that is not verbatim in the source's `capture`, or a capture that is not there.

# Why it matters

Quotes are copied by hand, and hands slip.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Text.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 1234, as_of: 2022, by: e, evidence: {source: x, quote: "1,234 people left us"}}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e, capture: captures/x.txt}
-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/captures/x.txt --
On that day 1,234 people stayed.
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
Text.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 1234, as_of: 2022, by: e, evidence: {source: x, quote: "1,234 people left us"}}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e, capture: captures/x.txt}
-- content/entities/e.yml --
e: {name: E, kind: company}
-- content/captures/x.txt --
On that day 1,234 people left us.
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let mut captures: Vec<&str> = Vec::new();
    for evidence in fact.own_evidence() {
        let Some(source) = reader.find_source(&evidence.source.id).map(|id| reader.source(id)) else { continue };
        let Some(path) = source.capture.as_deref() else { continue };
        let Some(text) = reader.file_text(path) else {
            let message = format!("there is no capture `content/{path}` of the source `{}`", source.id);
            out.push(Diagnostic::new(LINT.name, source.at, message).help("add the file, or take `capture:` out"));
            continue;
        };
        if evidence.stance == Stance::Supports {
            captures.push(text);
        }
        if let Some(quote) = evidence.quote.as_ref().filter(|quote| !is_verbatim(&quote.text, text)) {
            let message = format!("“{}” is not in the kept copy of `{}`", quote.text, source.id);
            out.push(Diagnostic::new(LINT.name, quote.at, message).help(format!("compare it with content/{path}")));
        }
    }
    let Some(quote) = &fact.quote else { return };
    if captures.is_empty() {
        return;
    }
    // A translation is nobody's wording but the translator's: the original comes first.
    if let Some((_, text)) = quote.texts.first().filter(|(_, text)| !captures.iter().any(|c| is_verbatim(text, c))) {
        let message = format!("“{text}” is in no kept copy of a source of {}", fact.id);
        out.push(Diagnostic::new(LINT.name, quote.at, message));
    }
}
