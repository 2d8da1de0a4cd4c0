//! `single-origin`: words that state as plain truth what one origin alone says.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::diag::{Diagnostic, Level};
use crate::check::words;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, FactId};
use crate::model::entity::EntityKind;
use crate::model::fact::FactKind;
use crate::model::prose::{FactRef, Prose, Use};
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "single-origin", level: Level::Warn, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

Words bound to a statistic that one origin alone supports, where no paragraph of the article that states it names that origin, and no sentence says that it is somebody's count ("by the official count", "according to").

Of what somebody said, judged or foretold, one origin is all there can be, and it is not meant; nor are events.

# Why it matters

One count is a claim, and the reader may take it for knowledge unless the article says whose it is. Where nobody else can be found, a name in the sentence is enough.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were [1,234](fact:s/f) of them.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: "1,234", as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: p}
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
By the count of Echo there were [1,234](fact:s/f) of them.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: "1,234", as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: p}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
p: {name: The Post, kind: newspaper}
```
"#;

fn check(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    // An article that says once whose figure it is has said it.
    let mut bare: BTreeMap<FactId, Option<&Use>> = BTreeMap::new();
    for prose in reader.article(id).prose() {
        for (used, bound) in words::uses_of(prose) {
            let states = !used.stated.is_empty() || used.words.is_empty();
            let Some(fact) = reader.find_fact(&bound.id).filter(|_| states && bound.field.is_none()) else { continue };
            if bare.get(&fact) == Some(&None) || !rests_on_one(reader, fact) {
                continue;
            }
            match is_attributed(reader, prose, used, bound, fact) {
                true => drop(bare.insert(fact, None)),
                false => drop(bare.entry(fact).or_insert(Some(used))),
            }
        }
    }
    let found = bare.into_iter().filter_map(|(fact, used)| Some((fact, used?)));
    out.extend(found.map(|(fact, used)| report(reader, used, fact)));
}

fn rests_on_one(reader: &Reader<'_>, id: FactId) -> bool {
    let fact = reader.fact(id);
    fact.kind == FactKind::Statistic && fact.retired.is_none() && reader.support(id).origins == 1
}

/// Whether the sentence says whose count it is in whatever words, or the paragraph names who says so.
fn is_attributed(reader: &Reader<'_>, prose: &Prose, used: &Use, bound: &FactRef, id: FactId) -> bool {
    let (by, evidence) = words::said_by(reader.fact(id), bound);
    let text = words::without_targets(reader.text_at(words::paragraph(prose, used)));
    let mut origins = words::origins(reader, by, evidence);
    let speakers = by.iter().filter_map(|by| reader.find_entity(&by.id));
    origins.extend(speakers.filter_map(|id| reader.entity(id).owner.as_ref()).map(|owner| &*owner.id));
    words::attributes(words::sentence(prose, used))
        || words::names_one(reader, &text, &origins)
        || origins.iter().any(|id| has_first_word(reader, id, &text))
}

/// Whether a paragraph holds the word that tells a body from others: "Yale" of the Yale Chief Executive Leadership
/// Institute.
fn has_first_word(reader: &Reader<'_>, id: &str, text: &str) -> bool {
    let Some(entity) = reader.find_entity(id).map(|id| reader.entity(id)) else { return false };
    let name = entity.name.text.strip_prefix("The ").unwrap_or(&entity.name.text);
    let Some((first, _)) = name.split_once(' ') else { return false };
    let is_proper = entity.kind != EntityKind::Person && first.chars().count() >= 4;
    is_proper && !GENERIC.contains(&first) && text.split(|c: char| !c.is_alphanumeric()).any(|word| word == first)
}

/// First words that many bodies share.
const GENERIC: &[&str] = &[
    "Academy",
    "American",
    "Asian",
    "Association",
    "British",
    "Bureau",
    "Central",
    "Centre",
    "Center",
    "China",
    "Chinese",
    "Commission",
    "Committee",
    "Communist",
    "Council",
    "Department",
    "European",
    "Federal",
    "General",
    "German",
    "Global",
    "Government",
    "Institute",
    "International",
    "Japanese",
    "Korean",
    "Ministry",
    "National",
    "Office",
    "People",
    "Russian",
    "State",
    "Supreme",
    "United",
    "University",
    "World",
];

fn report(reader: &Reader<'_>, used: &Use, id: FactId) -> Diagnostic {
    let fact = reader.fact(id);
    let speakers: BTreeSet<String> = fact.speakers().map(|by| words::name_of(reader, &by.id)).collect();
    let who = speakers.into_iter().collect::<Vec<_>>().join(" and ");
    let message = format!("{} has a single origin, and the article does not say whose figure it is", fact.id);
    Diagnostic::new(LINT.name, used.at, message)
        .label(format!("only {who} says so"))
        .note(fact.at, "the fact is here")
        .help(format!("name {who} in the sentence, or add evidence from somebody else to the fact"))
}
