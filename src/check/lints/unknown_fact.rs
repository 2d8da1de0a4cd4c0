//! `unknown-fact`: a fact id that no sheet defines.

use crate::base::diag::{Diagnostic, Level, nearest};
use crate::base::text::At;
use crate::check::words::mend_slip;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, FactId};
use crate::model::IdRef;
use crate::model::prose::{FactRef, Ref};
use crate::site::Reader;
use crate::site::deps::List;

/// Everything that may name one.
const RUN: Run = Run::Several(&[Run::PerArticle(of_article), Run::PerFact(of_fact)]);

/// Most points of a series that are listed.
const LISTED: usize = 24;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "unknown-fact", level: Level::Error, doc: DOC, run: RUN };

const DOC: &str = r#"# What it finds

A fact, answer or point that does not exist, in an article, a directive or another fact.

`factloom fix` puts a slip right where it can mean one id only: other capitals or separators, or one wrong letter in a word of five or more.

# Why it matters

Words bound to nothing are words without a source.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were [1,234](fact:s/g).
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 1234, as_of: 2022, by: e, evidence: x}
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
There were [1,234](fact:s/f).
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: 1234, as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```
"#;

fn of_article(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    for prose in reader.article(id).prose() {
        for used in &prose.uses {
            if let Ref::Fact(bound) = &used.what {
                check_bound(reader, bound, used.at, out);
            }
        }
        for named in prose.directives.iter().flat_map(|directive| &directive.facts) {
            check_named(reader, named, out);
        }
        for sheet in prose.directives.iter().filter_map(|directive| directive.sheet.as_ref()) {
            check_sheet(reader, sheet, out);
        }
    }
}

fn of_fact(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let instead = fact.retired.iter().filter_map(|retired| retired.instead.as_ref());
    fact.see.iter().chain(&fact.conflicts_with).chain(instead).for_each(|other| check_named(reader, other, out));
    for input in fact.derived.iter().flat_map(|derived| &derived.from) {
        check_bound(reader, &input.bound, input.what.at, out);
        // Of a span both ends are points.
        if input.until.is_some() && reader.find_fact(&input.bound.id).is_some() {
            check_bound(reader, &FactRef { point: input.until, ..input.bound.clone() }, input.what.at, out);
        }
    }
}

fn check_named(reader: &Reader<'_>, named: &IdRef, out: &mut Vec<Diagnostic>) {
    match FactRef::parse(&named.id) {
        Ok(bound) => check_bound(reader, &bound, named.at, out),
        Err(_) => out.push(unknown(reader, &named.id, named.at)),
    }
}

fn check_bound(reader: &Reader<'_>, bound: &FactRef, at: At, out: &mut Vec<Diagnostic>) {
    let Some(id) = reader.find_fact(&bound.id) else {
        out.push(unknown(reader, &bound.id, at));
        return;
    };
    if bound.member.is_none() && bound.point.is_none() {
        return;
    }
    let fact = reader.fact(id);
    if let Some(member) = bound.member.as_deref().filter(|key| fact.values.iter().all(|member| *member.key != **key)) {
        let keys = || fact.values.iter().map(|member| &*member.key);
        let help = nearest(member, keys()).map(|near| format!("did you mean `{}/{near}`?", fact.id));
        let message = format!("{} has no answer `{member}`", fact.id);
        let finding = Diagnostic::new(LINT.name, at, message).maybe_help(help).note(fact.at, "the fact is here");
        out.push(mend_slip(reader, finding, member, keys()));
    }
    if let Some(date) = bound.point.filter(|date| fact.series.iter().all(|point| point.date != *date)) {
        let mut dates: Vec<String> = fact.series.iter().take(LISTED).map(|point| point.date.to_string()).collect();
        if let [_, .., last] = &*fact.series
            && fact.series.len() > LISTED
        {
            dates.push(format!("… {}", last.date));
        }
        let message = format!("the series of {} has no point `{date}`", fact.id);
        let finding = Diagnostic::new(LINT.name, at, message).note(fact.at, "the fact is here");
        out.push(finding.help(format!("its points are {}", dates.join(", "))));
    }
}

fn unknown(reader: &Reader<'_>, id: &str, at: At) -> Diagnostic {
    let known = reader.like(List::Facts, id);
    let help = nearest(id, known.names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    let finding = Diagnostic::new(LINT.name, at, format!("there is no fact `{id}`")).maybe_help(help);
    mend_slip(reader, finding, id, known.certain())
}

fn check_sheet(reader: &Reader<'_>, sheet: &IdRef, out: &mut Vec<Diagnostic>) {
    if reader.find_sheet(&sheet.id).is_none() {
        let known = reader.like(List::Sheets, &sheet.id);
        let help = nearest(&sheet.id, known.names.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let finding = Diagnostic::new(LINT.name, sheet.at, format!("there is no sheet `{}`", sheet.id));
        out.push(mend_slip(reader, finding.maybe_help(help), &sheet.id, known.certain()));
    }
}
