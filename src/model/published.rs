//! What readers were last given: addresses that others may have linked, and values that others may have quoted.
//!
//! In: facts, and the addresses of a site. Out: a record of both, and what a fact tells its readers.
//! An address stays in the record for good: a page that moved is still owed to those who linked it. A value is
//! replaced by the next one that is published.

use std::collections::BTreeMap;

use crate::base::text::At;
use crate::model::date::{Date, When};
use crate::model::fact::{Fact, Value};

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Published {
    /// Addresses below the site's own: `/page/` and `/page/#place`.
    pub addresses: BTreeMap<Box<str>, Promise>,
    /// What facts said: of the fact `sheet/key`, its answer `sheet/key/answer`, its point `sheet/key@2021`, its part
    /// `sheet/key:label`.
    pub values: BTreeMap<Box<str>, Told>,
}

/// An address that was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Its line in the record.
    pub at: At,
    /// The first day it was recorded.
    pub since: Date,
}

/// What a fact said.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its line in the record.
    pub at: At,
    /// The day on which this was first recorded.
    pub since: Date,
    /// What was said.
    pub says: Says,
    /// How many corrections the fact had: one more says that something changed.
    pub corrections: usize,
}

/// A value as readers read it. Blanks are single, so that it fits on a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Says {
    /// When it held or happened.
    pub date: Option<When>,
    /// The figure, as worded; empty without one.
    pub value: Box<str>,
    /// What is counted.
    pub unit: Box<str>,
    /// Wording that is itself the fact, in its own language.
    pub quote: Box<str>,
}

impl Published {
    /// Whether nothing was ever recorded.
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty() && self.values.is_empty()
    }

    /// The places of a page that were published, each with its line.
    pub fn places<'p>(&'p self, page: &str) -> impl Iterator<Item = (&'p str, Promise)> + use<'p> {
        let first = format!("{page}#");
        let length = first.len();
        let from = self.addresses.range::<str, _>((std::ops::Bound::Included(&*first), std::ops::Bound::Unbounded));
        from.take_while(move |(address, _)| address.starts_with(&*first))
            .map(move |(address, promise)| (&address[length..], *promise))
    }

    /// What was published of a fact, its answers, points and parts.
    pub fn of_fact<'p>(&'p self, fact: &str) -> impl Iterator<Item = (&'p str, &'p Told)> + use<'p> {
        let fact: Box<str> = fact.into();
        let from = self.values.range::<str, _>((std::ops::Bound::Included(&*fact), std::ops::Bound::Unbounded));
        // `a/b-c` lies between `a/b` and `a/b/c`.
        let (all, own) = (fact.clone(), fact);
        from.take_while(move |(id, _)| id.starts_with(&*all))
            .filter(move |(id, _)| matches!(id.as_bytes().get(own.len()), None | Some(b'/' | b'@' | b':')))
            .map(|(id, told)| (&**id, told))
    }
}

impl Says {
    /// "10,128 sanctions (2022-04-29)", for findings.
    pub fn words(&self) -> String {
        let unit = if self.unit.starts_with('%') || self.value.is_empty() { "" } else { &*self.unit };
        let figure = [&*self.value, unit].join(" ").trim().to_owned();
        let quote = if self.quote.is_empty() { String::new() } else { format!("“{}”", self.quote) };
        let date = self.date.map(|date| if figure.is_empty() { date.to_string() } else { format!("({date})") });
        let parts = [figure, date.unwrap_or_default(), quote];
        parts.iter().filter(|part| !part.is_empty()).map(|part| &**part).collect::<Vec<_>>().join(" ")
    }
}

/// What a fact tells its readers, as the record has it: the id, where it stands, and what is said. The fact itself
/// comes first.
pub fn told(fact: &Fact) -> Vec<(String, At, Says)> {
    let quote = fact.quote.as_ref().and_then(|quote| quote.texts.first());
    let says = |value: Option<&Value>, date: Option<When>| Says {
        date,
        value: value.map(|value| one_line(&value.quantity.text)).unwrap_or_default(),
        unit: one_line(&fact.unit),
        quote: "".into(),
    };
    let own = Says {
        quote: quote.map(|(_, text)| one_line(text)).unwrap_or_default(),
        ..says(fact.value.as_ref(), fact.dated())
    };
    let at = fact.value.as_ref().map(|value| value.at).or(fact.quote.as_ref().map(|quote| quote.at));
    let mut out = vec![(fact.id.to_string(), at.unwrap_or(fact.at), own)];
    let mut add = |id: String, value: &Value, date: Option<When>| {
        out.push((id, value.at, says(Some(value), date)));
    };
    for answer in &fact.values {
        add(format!("{}/{}", fact.id, answer.key), &answer.value, answer.as_of.or(fact.as_of));
    }
    for point in &fact.series {
        add(format!("{}@{}", fact.id, point.date), &point.value, Some(When::On(point.date)));
    }
    for part in &fact.breakdown {
        add(format!("{}:{}", fact.id, one_line(&part.label)), &part.value, fact.dated());
    }
    out
}

/// A text with single blanks between its words.
fn one_line(text: &str) -> Box<str> {
    text.split_whitespace().collect::<Vec<_>>().join(" ").into()
}
