//! `figure-mismatch`: bound words say a figure, a date or a name that the sheet does not license.

use crate::base::diag::{Diagnostic, Level};
use crate::check::restate::restate;
use crate::check::verbatim::fold;
use crate::check::words::{self, figures};
use crate::check::{Lint, Run};
use crate::link::ArticleId;
use crate::model::date::{Date, When};
use crate::model::fact::{Fact, Value};
use crate::model::licence::{Verdict, licensed};
use crate::model::prose::{FactField, FactRef, Prose, Use};
use crate::model::quantity::{Hedge, Quantity};
use crate::model::unit::in_unit;
use crate::parse::phrase;
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint { name: "figure-mismatch", level: Level::Error, doc: DOC, run: Run::PerArticle(check) };

const DOC: &str = r#"# What it finds

A figure in words bound to a fact that the sheet does not support: another number, a hedge that was dropped or
turned round, a date that is not the fact's.

`factloom fix` writes the sheet's number and hedge where the words are one number phrase; other words are for a person to find.

# Why it matters

Figures drift when a page is edited and the sheet is not, or the other way round. "1,000" is not what a source
said that wrote "nearly 1,000".

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There were [1,000](fact:s/companies) of them.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  companies: {kind: statistic, claim: ___ left., value: "nearly 1,000", as_of: 2022, by: e, evidence: x}
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
There were [nearly 1,000](fact:s/companies) of them.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  companies: {kind: statistic, claim: ___ left., value: "nearly 1,000", as_of: 2022, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: E, kind: company}
```
"#;

fn check(reader: &Reader<'_>, article: ArticleId, out: &mut Vec<Diagnostic>) {
    for prose in reader.article(article).prose() {
        for (used, bound) in words::uses_of(prose) {
            if let Some(fact) = reader.find_fact(&bound.id) {
                check_use(reader, prose, used, bound, reader.fact(fact), out);
            }
        }
    }
}

fn check_use(reader: &Reader<'_>, prose: &Prose, used: &Use, bound: &FactRef, fact: &Fact, out: &mut Vec<Diagnostic>) {
    if used.words.trim().is_empty() {
        return;
    }
    match bound.field {
        Some(FactField::AsOf) => check_date(used, fact.as_of, "as_of", &fact.id, out),
        Some(FactField::When) => check_date(used, fact.when.or(fact.as_of), "when", &fact.id, out),
        Some(FactField::By) => check_names(reader, used, fact, out),
        Some(FactField::Unit) => {
            if !fold(&used.words).contains(&*fold(&fact.unit)) {
                out.push(
                    mismatch(used, format!("“{}” is not the unit of {}", used.words, fact.id))
                        .label(format!("the sheet says {}", fact.unit)),
                );
            }
        }
        None => check_figures(reader, prose, used, bound, fact, out),
    }
}

fn mismatch(used: &Use, message: String) -> Diagnostic {
    Diagnostic::new(LINT.name, used.words_at, message)
}

/// Figures of the words with the scale that may follow them outside the link.
fn stated(prose: &Prose, used: &Use) -> Vec<Quantity> {
    let mut quantities = used.stated.to_vec();
    if let [only] = quantities.as_mut_slice() {
        *only = scaled(only.clone(), words::after(prose, used));
    }
    quantities
}

fn check_figures(
    reader: &Reader<'_>,
    prose: &Prose,
    used: &Use,
    bound: &FactRef,
    fact: &Fact,
    out: &mut Vec<Diagnostic>,
) {
    let stated = stated(prose, used);
    // "six days before" and "four lists" count days and lists: number words speak of the fact's figure only
    // where it has a value.
    let in_words = !used.words.contains(|c: char| c.is_numeric() || ('一'..='龟').contains(&c));
    let has_value = fact.value.is_some() || !fact.values.is_empty();
    if stated.is_empty() || in_words && !has_value {
        return;
    }
    let mut values: Vec<&Value> = figures(fact, bound);
    if bound.member.is_none() {
        values.extend(words::answers(fact).map(|member| &member.value));
    }
    if values.is_empty() && (bound.member.is_some() || bound.point.is_some()) {
        // `unknown-fact` says that there is no such answer or point.
        return;
    }
    if values.is_empty() {
        let message = format!("“{}” states a figure, and {} has none", used.words, fact.id);
        let help = "bind the words without the figure, or give the fact a `value:`, `series:` or `breakdown:`";
        out.push(mismatch(used, message).note(fact.at, "the fact is here").help(help));
        return;
    }
    for quantity in &stated {
        let verdict = best_verdict(reader, fact, &values, quantity);
        if verdict != Verdict::Licensed && !is_hull(fact, bound, quantity) {
            out.push(report(reader, prose, used, fact, &values, verdict));
            return;
        }
    }
}

/// The kindest verdict that any figure of the sheet gives.
fn best_verdict(reader: &Reader<'_>, fact: &Fact, values: &[&Value], quantity: &Quantity) -> Verdict {
    let tolerance = &reader.config().hedges;
    let rank = |verdict: &Verdict| match verdict {
        Verdict::Licensed => 0,
        Verdict::HedgeDropped => 1,
        Verdict::HedgeReversed => 2,
        Verdict::UnitDiffers => 3,
        Verdict::NumberDiffers => 4,
    };
    let verdicts = values.iter().map(|value| licensed(quantity, &in_unit(&value.quantity, &fact.unit), tolerance));
    verdicts.min_by_key(rank).unwrap_or(Verdict::NumberDiffers)
}

/// "600 to 1,000" for a fact whose live answers run from 600 to 1,000.
fn is_hull(fact: &Fact, bound: &FactRef, quantity: &Quantity) -> bool {
    if bound.member.is_some() || quantity.hedge != Hedge::Range {
        return false;
    }
    let all: Vec<Quantity> = words::answers(fact).map(|member| in_unit(&member.value.quantity, &fact.unit)).collect();
    let low = all.iter().map(|answer| answer.value).min();
    let high = all.iter().map(|answer| answer.upper.unwrap_or(answer.value)).max();
    low == Some(quantity.value) && high == quantity.upper
}

fn report(
    reader: &Reader<'_>,
    prose: &Prose,
    used: &Use,
    fact: &Fact,
    values: &[&Value],
    verdict: Verdict,
) -> Diagnostic {
    let id = &fact.id;
    let message = match verdict {
        Verdict::HedgeDropped => format!("“{}” drops the hedge of {id}", used.words),
        Verdict::HedgeReversed => format!("“{}” turns the hedge of {id} round", used.words),
        Verdict::UnitDiffers => format!("“{}” has another unit than {id}", used.words),
        Verdict::NumberDiffers | Verdict::Licensed => format!("“{}” is not the figure of {id}", used.words),
    };
    let mut finding = mismatch(used, message).label(words::sheet_says(reader, fact, values));
    let Some(first) = values.first() else { return finding };
    finding = finding.note(first.at, "the sheet's figure is here");
    if let [only] = values {
        let sheet = words::path(reader, only.at);
        let after = words::after(prose, used);
        let restated = restate(&used.words, after, &only.quantity, &fact.unit).filter(|text| {
            let stated = phrase::parse(text).ok().map(|quantity| scaled(quantity, after));
            stated.is_some_and(|stated| best_verdict(reader, fact, values, &stated) == Verdict::Licensed)
        });
        let text = restated.as_deref().unwrap_or(&only.quantity.text);
        finding = finding.help(format!("write “{text}”, or change the figure in {sheet}"));
        // Words with markup inside are a person's to rewrite.
        let is_plain = reader.text_at(used.words_at) == &*used.words;
        if let (Some(text), true, true) = (restated, is_plain, verdict != Verdict::UnitDiffers) {
            finding = finding.fix(text);
        }
    }
    finding
}

/// A figure with the scale word that follows it outside the link.
fn scaled(mut quantity: Quantity, after: &str) -> Quantity {
    if let Some(scale) = words::following_scale(after)
        && let Some(value) = quantity.value.checked_mul(scale)
    {
        quantity.value = value;
        quantity.upper = quantity.upper.and_then(|upper| upper.checked_mul(scale));
    }
    quantity
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn check_date(used: &Use, when: Option<When>, field: &str, id: &str, out: &mut Vec<Diagnostic>) {
    let Some(when) = when.filter(|when| *when != When::Unknown) else {
        let message = format!("{id} has no `{field}` that words could be bound to");
        out.push(Diagnostic::new(LINT.name, used.at, message));
        return;
    };
    let dates: Vec<Date> = when.start().into_iter().chain(when.end()).collect();
    if !dates.iter().any(|date| fits(&used.words, *date)) {
        let message = format!("“{}” is not the `{field}` of {id}", used.words);
        let words = when.in_words();
        out.push(mismatch(used, message).label(format!("the sheet says {words}")).help(format!("write “{words}”")));
    }
}

/// Whether every number and month in the words belongs to the date, and at least one does.
fn fits(words: &str, date: Date) -> bool {
    let mut any = false;
    for number in words.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()) {
        let value: u16 = number.parse().unwrap_or(u16::MAX);
        let known = match number.len() {
            4 => value == date.year as u16,
            1 | 2 => {
                date.day.is_some_and(|day| u16::from(day) == value)
                    || words.contains(['月', '-']) && date.month.is_some_and(|month| u16::from(month) == value)
            }
            _ => false,
        };
        if !known {
            return false;
        }
        any = true;
    }
    for (index, month) in MONTHS.iter().enumerate() {
        if words.contains(month) {
            if date.month.map(usize::from) != Some(index + 1) {
                return false;
            }
            any = true;
        }
    }
    any
}

fn check_names(reader: &Reader<'_>, used: &Use, fact: &Fact, out: &mut Vec<Diagnostic>) {
    let ids: Vec<&str> = fact.by.iter().map(|by| &*by.id).collect();
    if !words::names_one(reader, &used.words, &ids) {
        let names = words::names_of(reader, &fact.by).join(", ");
        let message = format!("“{}” does not name who says {}", used.words, fact.id);
        out.push(mismatch(used, message).label(format!("the sheet says {names}")).help(format!("write “{names}”")));
    }
}
