//! `wrong-subject`: words bound to one fact that speak of another with the same figure.

use std::collections::BTreeSet;

use crate::base::diag::{Diagnostic, Level};
use crate::check::words;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, FactId};
use crate::model::fact::Fact;
use crate::model::prose::{FactRef, Prose, Use};
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "wrong-subject", level: Level::Info, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

A figure bound to a fact of which the sentence holds no word: neither who says it or what it is about, nor its unit, nor a telling word of its label or claim; while another fact gives the same figure, and the sentence holds two of its words at least.

# Why it matters

The number is right, so no other rule sees it; the reader who follows it comes to another matter.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
Ruritania had [1,234](fact:s/f) sanctions to bear.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ boats were built., value: "1,234", unit: boats, as_of: 2022, by: e, evidence: x}
  g: {kind: statistic, claim: Ruritania incurred ___ sanctions., value: "1,234", unit: sanctions, as_of: 2022, by: e, about: ruritania, evidence: x}
-- content/sources/x.yml --
x: {type: newspaper, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
ruritania: {name: Ruritania, kind: country}
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
Ruritania had [1,234](fact:s/g) sanctions to bear.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ boats were built., value: "1,234", unit: boats, as_of: 2022, by: e, evidence: x}
  g: {kind: statistic, claim: Ruritania incurred ___ sanctions., value: "1,234", unit: sanctions, as_of: 2022, by: e, about: ruritania, evidence: x}
-- content/sources/x.yml --
x: {type: newspaper, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
ruritania: {name: Ruritania, kind: country}
```
"#;

fn check(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    for prose in reader.article(id).prose() {
        for (used, bound) in words::uses_of(prose) {
            let Some(fact) = reader.find_fact(&bound.id).filter(|_| bound.field.is_none()) else { continue };
            if !used.stated.is_empty() {
                out.extend(check_use(reader, prose, used, bound, fact));
            }
        }
    }
}

fn check_use(reader: &Reader<'_>, prose: &Prose, used: &Use, bound: &FactRef, id: FactId) -> Option<Diagnostic> {
    let others = reader.same_value(id);
    if others.is_empty() {
        return None;
    }
    let sentence = words::sentence(prose, used);
    let said = telling(sentence);
    let fact = reader.fact(id);
    if names(reader, fact, sentence) || !words_of(reader, fact).is_disjoint(&said) {
        return None;
    }
    let fits = |other: &FactId| {
        let fact = reader.fact(*other);
        gives(fact, used) && fact.retired.is_none() && !names_each_other(reader, id, *other)
    };
    let score = |other: &FactId| {
        let fact = reader.fact(*other);
        let own = words_of(reader, fact).intersection(&said).count();
        own + usize::from(names(reader, fact, sentence))
    };
    let best = others.iter().filter(|other| fits(other)).map(|other| (score(other), *other)).max_by_key(|(n, _)| *n);
    let (_, other) = best.filter(|(score, _)| *score >= 2)?;
    let other = reader.fact(other);
    let message = format!("“{}” is bound to {}, and the sentence speaks of {}", used.words, bound.id, other.id);
    let finding = Diagnostic::new(LINT.name, used.at, message).label(format!("“{}”", other.full_claim()));
    Some(
        finding
            .note(fact.at, format!("bound is “{}”", fact.full_claim()))
            .note(other.at, "the other fact is here")
            .help(format!("if that is meant, write `[{}](fact:{})`", used.words, other.id)),
    )
}

/// Whether one of a fact's figures is the one that the words state.
fn gives(fact: &Fact, used: &Use) -> bool {
    let bound = FactRef { id: fact.id.clone(), member: None, point: None, field: None };
    let answers = words::answers(fact).map(|member| &member.value);
    let figures: Vec<_> = words::figures(fact, &bound).into_iter().chain(answers).collect();
    used.stated.iter().any(|said| figures.iter().any(|value| value.quantity.value == said.value))
}

fn names_each_other(reader: &Reader<'_>, a: FactId, b: FactId) -> bool {
    reader.named_by(a).contains(&b) || reader.named_by(b).contains(&a)
}

/// Whether a sentence names an entity that a fact is about or that says it or publishes it.
fn names(reader: &Reader<'_>, fact: &Fact, sentence: &str) -> bool {
    let mut ids = words::origins(reader, &fact.by, &fact.evidence);
    ids.extend(fact.about.iter().map(|about| &*about.id));
    words::names_one(reader, sentence, &ids)
}

/// Telling words of a fact's unit, label and claim, and of the names of what it is about.
fn words_of(reader: &Reader<'_>, fact: &Fact) -> BTreeSet<String> {
    let mut out = telling(&fact.claim.text);
    out.extend(telling(&fact.unit));
    out.extend(fact.label.as_deref().map(telling).into_iter().flatten());
    out.extend(words::names_of(reader, &fact.about).iter().flat_map(|name| telling(name)));
    out
}

/// Words of five letters and more, plural and singular as one; of Chinese text each pair of characters.
fn telling(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let mut out = BTreeSet::new();
    for word in lower.split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = word.chars().collect();
        if letters.iter().any(|c| !c.is_ascii()) {
            out.extend(letters.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else if letters.len() >= 5 && !word.contains(char::is_numeric) && !COMMON.contains(&word) {
            out.insert(word.strip_suffix('s').unwrap_or(word).to_owned());
        }
    }
    out
}

/// Long words that say nothing of a subject.
const COMMON: &[&str] = &[
    "about", "above", "after", "again", "almost", "around", "before", "below", "between", "billion", "could", "count",
    "counted", "counts", "during", "every", "figure", "figures", "first", "least", "million", "nearly", "number",
    "other", "percent", "reached", "report", "reported", "reports", "second", "since", "still", "their", "there",
    "these", "those", "thousand", "total", "trillion", "under", "until", "value", "where", "which", "while", "would",
    "years",
];
