//! `stale`: words that give a figure past its review for today's, and forecasts that came due without an outcome.

use std::collections::BTreeMap;

use crate::base::diag::{Diagnostic, Level};
use crate::check::words;
use crate::check::{Lint, Run};
use crate::link::{ArticleId, FactId};
use crate::model::date::{Date, Length, When};
use crate::model::fact::{Fact, FactKind};
use crate::model::prose::{Prose, Use};
use crate::site::Reader;

/// See `DOC`.
pub static LINT: Lint = Lint {
    name: "stale",
    level: Level::Warn,
    doc: DOC,
    run: Run::Several(&[Run::PerArticle(in_article), Run::PerFact(of_forecast)]),
};

const DOC: &str = r#"# What it finds

A figure bound to a statistic whose review is past due (`stale_after`, counted from `checked` or `as_of`), where no paragraph of the article that states it gives a year or a month; and a forecast whose `target` is past and that has no `outcome`.

A figure with its date ("in 2022") stays true, and what was ten years past when the article was written is history; it is for an editor to renew, which `factloom review` lists, and no fault of the text.

# Why it matters

What gives no date is read as today's.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
There are [1,234](fact:s/f) of them, Echo says.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: "1,234", as_of: 2022-05, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
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
There were [1,234](fact:s/f) of them in 2022, Echo says.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f: {kind: statistic, claim: ___ left., value: "1,234", as_of: 2022-05, by: e, evidence: x}
-- content/sources/x.yml --
x: {type: web, title: X, publisher: e}
-- content/entities/e.yml --
e: {name: Echo, kind: company}
```
"#;

fn in_article(reader: &Reader<'_>, id: ArticleId, out: &mut Vec<Diagnostic>) {
    let article = reader.article(id);
    // An article that gives the date once has given it.
    let mut bare: BTreeMap<FactId, Option<(&Use, Date)>> = BTreeMap::new();
    for prose in article.prose() {
        for (used, bound) in words::uses_of(prose) {
            let Some(fact) = reader.find_fact(&bound.id).filter(|fact| bare.get(fact) != Some(&None)) else { continue };
            let is_history = article.date.is_some_and(|date| is_history(reader.fact(fact), date));
            let states = !used.stated.is_empty() || used.words.is_empty();
            let Some(due) = overdue(reader, fact).filter(|_| states && !is_history && bound.field.is_none()) else {
                continue;
            };
            match says_when(reader, prose, used) {
                true => drop(bare.insert(fact, None)),
                false => drop(bare.entry(fact).or_insert(Some((used, due)))),
            }
        }
    }
    for (id, used) in bare {
        if let Some((used, due)) = used {
            out.push(report(reader.fact(id), used, due));
        }
    }
}

/// Since when a statistic's review is due, if it is.
fn overdue(reader: &Reader<'_>, id: FactId) -> Option<Date> {
    let fact = reader.fact(id);
    if fact.kind != FactKind::Statistic || fact.retired.is_some() {
        return None;
    }
    reader.support(id).review_due.filter(|due| due.last_day() < reader.today().first_day())
}

/// Whether what a fact says was long past when the article was written: nobody takes that for today's.
fn is_history(fact: &Fact, written: Date) -> bool {
    let end = fact.dated().and_then(|when| when.end().or(when.start()));
    end.and_then(|end| end.after(Length::Years(10))).is_some_and(|later| later.last_day() < written.first_day())
}

/// Whether the paragraph gives a year, or the sentence a date in other words.
fn says_when(reader: &Reader<'_>, prose: &Prose, used: &Use) -> bool {
    let sentence = words::sentence(prose, used);
    let lower = sentence.to_lowercase();
    // The id of a bound fact may hold a year; the words do not.
    let text = words::without_targets(reader.text_at(words::paragraph(prose, used)));
    words::has_year(&text) || DATING.iter().any(|word| lower.contains(word)) || has_month(sentence)
}

/// Words that point to a date given before, and the sign of a month in Chinese.
const DATING: &[&str] = &[
    "that year",
    "same year",
    "that time",
    "at the time",
    "years later",
    "years before",
    "years on",
    "当年",
    "当时",
    "其时",
    "同年",
    "月",
];

/// Names of months. One that begins the sentence may be the verb: "May" and "March" are.
fn has_month(sentence: &str) -> bool {
    const MONTHS: &[&str] = &[
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
    let mut words = sentence.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).enumerate();
    words.any(|(at, word)| MONTHS.contains(&word) && (at > 0 || !matches!(word, "May" | "March")))
}

fn report(fact: &Fact, used: &Use, due: Date) -> Diagnostic {
    let when = fact.dated().filter(|when| *when != When::Unknown);
    let held = when.map_or_else(|| "of no date".to_owned(), |when| format!("as of {when}"));
    let message = format!("{} was due for review on {due}, and the article gives its figure without a date", fact.id);
    let help = format!(
        "say in the sentence when it held ({held}), or look again and run `factloom review --mark {}`",
        fact.id
    );
    Diagnostic::new(LINT.name, used.at, message).label(held).note(fact.at, "the fact is here").help(help)
}

fn of_forecast(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let Some(target) = fact.target.filter(|_| fact.kind == FactKind::Forecast && fact.outcome.is_none()) else {
        return;
    };
    if fact.retired.is_some() || target.last_day() >= reader.today().first_day() {
        return;
    }
    // `checked` after the day says that somebody looked and that nothing is known yet.
    let is_checked = fact.checked.is_some_and(|checked| checked.last_day() > target.last_day());
    let due = reader.support(id).review_due;
    if is_checked && due.is_none_or(|due| due == target || due.last_day() >= reader.today().first_day()) {
        return;
    }
    let on = if target.day.is_some() { "on" } else { "in" };
    let message = format!("the forecast {} came due {on} {target} and has no outcome", fact.id);
    let help = format!("add `outcome: {{date: {}, text: what became of it, evidence: source-id}}`", reader.today());
    out.push(Diagnostic::new(LINT.name, fact.at, message).help(help));
}
