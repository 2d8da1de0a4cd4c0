//! `contradiction`: two figures that cannot both be true, and no word about it.

use crate::base::diag::{Diagnostic, Level};
use crate::check::compare::{self, Standing};
use crate::check::{Lint, Run};
use crate::link::FactId;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "contradiction", level: Level::Warn, doc: DOC, run: Run::PerFact(check) };

const DOC: &str = r#"# What it finds

Two statistics of one thing whose figures cannot both be true, and of which neither names the other in `conflicts_with`.

Of one thing are facts about the same entities, in the same unit, for the same date as far as it is given, whose labels are the same words, or whose claims are once the figure, dates and those who speak are left out. Figures contradict if no number fits both and they differ by more than `hedges.bound` of site.yml, and by more than twice that where different speakers hedge. Of one fact, its value is compared with the point of its own series for the same date, and what one speaker answers twice for one date without a note.

# Why it matters

The site would say one thing on one page and another on the next. Where sources disagree, that is worth saying.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
By the count of Echo there were [1,234](fact:s/f).
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: Echo counted ___ firms that left., value: "1,234", unit: firms, as_of: 2022-05, by: e, about: ruritania, evidence: x}
  g: {kind: statistic, claim: The Post counted ___ firms that left., value: "1,900", unit: firms, as_of: 2022, by: p, about: ruritania, evidence: x}
-- content/sources/x.yml --
x: {type: newspaper, title: X, publisher: p}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
p: {name: The Post, kind: newspaper}
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
By the count of Echo there were [1,234](fact:s/f), The Post says [1,900](fact:s/g).
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: Echo counted ___ firms that left., value: "1,234", unit: firms, as_of: 2022-05, by: e, about: ruritania, evidence: x}
  g: {kind: statistic, claim: The Post counted ___ firms that left., value: "1,900", unit: firms, as_of: 2022, by: p, about: ruritania, evidence: x, conflicts_with: s/f}
-- content/sources/x.yml --
x: {type: newspaper, title: X, publisher: p}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
p: {name: The Post, kind: newspaper}
ruritania: {name: Ruritania, kind: country}
```
"#;

fn check(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    for pair in compare::pairs(reader, id).into_iter().filter(|pair| pair.standing == Standing::Contradict) {
        let (own, that) = (&pair.own.quantity.text, &pair.that.quantity.text);
        let finding = match pair.other == id {
            true => {
                let message = format!("{} gives {own} and {that} for {}", fact.id, pair.own.when);
                Diagnostic::new(LINT.name, pair.own.at, message)
                    .note(pair.that.at, "the other figure is here")
                    .help("put one of them right, or say in a `note:` of the answer or point why both stand")
            }
            false => {
                let other = &reader.fact(pair.other).id;
                let message =
                    format!("{} says {own} and {other} says {that}, of the same thing at the same time", fact.id);
                Diagnostic::new(LINT.name, pair.own.at, message)
                    .label(format!("for {}", pair.own.when))
                    .note(pair.that.at, format!("{that} for {}", pair.that.when))
                    .help(format!(
                        "if the sources disagree, say so: `conflicts_with: {other}`; if not, put one right or retire it"
                    ))
            }
        };
        out.push(finding);
    }
}
