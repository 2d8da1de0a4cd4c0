//! `quote-not-in-source`: a quote that the kept copy of its source does not hold.

use crate::base::diag::{Diagnostic, Level};
use crate::base::text::At;
use crate::check::verbatim::{self, Wrong, fold};
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::model::fact::Stance;
use crate::parse::capture;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "quote-not-in-source", level: Level::Error, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

A quote, of a fact or of its evidence, that is not verbatim in the source's `capture`, or a capture that is not there.

Quotation marks, dashes, blanks and Unicode forms may differ, and the case of the first letter. `…` and `[ ]` may leave
out at most 200 characters and no negation. Each piece has twelve characters or more, a Chinese one counting as three, and
begins and ends with whole words and numbers.

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
    let mut captures: Vec<(String, &str)> = Vec::new();
    for evidence in fact.own_evidence() {
        let Some(source) = reader.find_source(&evidence.source.id).map(|id| reader.source(id)) else { continue };
        let Some(path) = source.capture.as_deref() else { continue };
        let Some(text) = reader.file_text(path) else {
            let message = format!("there is no capture `content/{path}` of the source `{}`", source.id);
            let help = format!("make it: `factloom capture {} FILE`, or take `capture:` out", source.id);
            out.push(Diagnostic::new(LINT.name, source.at, message).help(help));
            continue;
        };
        // Most facts quote nothing: their copies are not looked at.
        let is_quoted = evidence.quote.is_some() || fact.quote.is_some() && evidence.stance == Stance::Supports;
        if !is_quoted {
            continue;
        }
        let folded = fold(capture::read(text).text);
        if let Some(quote) = &evidence.quote
            && let Err(wrong) = verbatim::in_copy(&quote.text, &folded)
        {
            out.push(report(
                &quote.text,
                quote.at,
                &wrong,
                &[(&folded, path)],
                &format!("the kept copy of `{}`", source.id),
            ));
        }
        if evidence.stance == Stance::Supports {
            captures.push((folded.into_owned(), path));
        }
    }
    let Some(quote) = &fact.quote else { return };
    // A translation is nobody's wording but the translator's: the original comes first.
    let Some((_, text)) = quote.texts.first().filter(|_| !captures.is_empty()) else { return };
    let found: Vec<_> = captures.iter().map(|(folded, _)| verbatim::in_copy(text, folded)).collect();
    if let Some(Err(wrong)) = found.first().filter(|_| found.iter().all(Result::is_err)) {
        let copies: Vec<(&str, &str)> = captures.iter().map(|(folded, path)| (folded.as_str(), *path)).collect();
        let place = match copies.len() {
            1 => format!("the kept copy of the source of {}", fact.id),
            _ => format!("any kept copy of a source of {}", fact.id),
        };
        out.push(report(text, quote.at, wrong, &copies, &place));
    }
}

/// A quotation that is not in a kept copy, and why. Copies are folded texts with their paths.
pub(super) fn report(quote: &str, at: At, wrong: &Wrong, copies: &[(&str, &str)], place: &str) -> Diagnostic {
    let paths: Vec<String> = copies.iter().map(|(_, path)| format!("content/{path}")).collect();
    let compare = format!("compare it with {}", paths.join(" and "));
    let (message, help) = match wrong {
        Wrong::Absent(piece) => {
            let parting = copies.iter().find_map(|(folded, _)| verbatim::parting(quote, folded));
            let help = parting.map_or_else(|| compare.clone(), |parting| format!("{parting}; {compare}"));
            let part = if copies_whole(quote, piece) { String::new() } else { format!(": “{piece}”") };
            (format!("“{quote}” is not in {place}{part}"), help)
        }
        Wrong::CutsWord(piece) => {
            (format!("“{piece}” begins or ends within a word or a number of {place}"), "quote whole words".to_owned())
        }
        Wrong::TooShort(piece) => (
            format!("“{piece}” is too short to be found for certain in {place}"),
            format!(
                "quote at least {} characters in one piece; a Chinese one counts as {}",
                verbatim::LEAST,
                verbatim::HAN_WEIGHT
            ),
        ),
        Wrong::SkipsNegation(word) => (
            format!("“{quote}” leaves out “{word}”, which stands there in {place}"),
            "an ellipsis may leave out no negation: quote it".to_owned(),
        ),
        Wrong::SkipsTooMuch => (
            format!("“{quote}” puts together what stands apart in {place}, or in another order"),
            format!("an ellipsis leaves out at most {} characters: make two quotations of it", verbatim::MOST_SKIPPED),
        ),
    };
    Diagnostic::new(LINT.name, at, message).help(help)
}

/// Whether a piece is all there is of a quotation.
fn copies_whole(quote: &str, piece: &str) -> bool {
    !quote.contains(['…', '[']) && !quote.contains("...") || fold(quote) == piece
}
