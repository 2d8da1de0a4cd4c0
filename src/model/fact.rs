//! Facts: a claim, who says it, where it was read, when it held.

use std::sync::Arc;

use crate::base::text::At;
use crate::model::date::{Date, Length, When};
use crate::model::derived::Derived;
use crate::model::prose::Prose;
use crate::model::quantity::Quantity;
use crate::model::waiver::Waiver;
use crate::model::{IdRef, Text};

/// A sheet of facts, one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// File name without extension; first half of its facts' ids.
    pub id: Box<str>,
    /// Head of the file.
    pub at: At,
    /// At most 80 characters.
    pub title: Text,
    /// At most 240 characters, inline markdown.
    pub summary: Prose,
    /// Topic ids of `site.yml`.
    pub topics: Vec<IdRef>,
    /// Rules waived in the whole file.
    pub allow: Vec<Waiver>,
    /// Facts in the order of the file.
    pub facts: Vec<Arc<Fact>>,
}

/// What sort of statement a fact is; it decides which fields are needed and how support is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FactKind {
    /// A counted or measured figure.
    Statistic,
    /// Something that happened.
    Event,
    /// A rule, plan or programme.
    Policy,
    /// What somebody said.
    Statement,
    /// A judgement.
    Assessment,
    /// A prediction, scenario or target.
    Forecast,
    /// A stage of a development, as somebody divides it.
    Period,
}

/// One fact as its sheet states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// `sheet/key`.
    pub id: Box<str>,
    /// The key alone.
    pub key: Box<str>,
    /// Where the key stands.
    pub at: At,
    /// Sort of statement.
    pub kind: FactKind,
    /// One sentence; `___` stands where the value goes.
    pub claim: Text,
    /// Short name for charts and tables.
    pub label: Option<Box<str>>,
    /// The figure, as the source words it.
    pub value: Option<Value>,
    /// What is counted: `%`, `US dollars`, `sanctions`. Empty when there is nothing to count.
    pub unit: Box<str>,
    /// The day the value held, not the day it was published.
    pub as_of: Option<When>,
    /// When it happened or was said.
    pub when: Option<When>,
    /// Entities that say so.
    pub by: Vec<IdRef>,
    /// Wording that is itself the fact.
    pub quote: Option<Quote>,
    /// Where it was read.
    pub evidence: Vec<Evidence>,
    /// Several answers to the same question; empty or at least two.
    pub values: Vec<Member>,
    /// Points in time, dates rising.
    pub series: Vec<Point>,
    /// File with the series, relative to the sheet; `link` reads its points into `series`.
    pub series_file: Option<Text>,
    /// Parts at one time, by label.
    pub breakdown: Vec<Part>,
    /// How the site computes it from other facts; `link` fills in what comes of it.
    pub derived: Option<Box<Derived>>,
    /// Place among the periods of its sheet.
    pub order: Option<u32>,
    /// When a forecast comes due.
    pub target: Option<Date>,
    /// What became of a forecast.
    pub outcome: Option<Outcome>,
    /// How it was counted.
    pub method: Option<Box<str>>,
    /// Entities it is about.
    pub about: Vec<IdRef>,
    /// Its own topics, where they are not those of its sheet.
    pub topics: Vec<IdRef>,
    /// Overrides the review period of its kind.
    pub stale_after: Option<Length>,
    /// When somebody last looked at it again.
    pub checked: Option<Date>,
    /// Remark under the claim.
    pub note: Option<Prose>,
    /// What was wrong in it before.
    pub corrections: Vec<Correction>,
    /// Set when it may no longer be bound.
    pub retired: Option<Retired>,
    /// Facts that contradict it, in other words or by another count.
    pub conflicts_with: Vec<IdRef>,
    /// Related facts; on an event, the facts it gathers on the timeline.
    pub see: Vec<IdRef>,
    /// Why its series is shown point by point with its sources, but not given away as data.
    pub withhold: Option<Box<str>>,
    /// Rules waived in its entry, those of the sheet's `defaults` included.
    pub allow: Vec<Waiver>,
}

/// A number phrase and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// What it means.
    pub quantity: Quantity,
    /// Where it stands.
    pub at: At,
}

/// Wording, with its translation.
#[derive(Clone, Debug, PartialEq)]
pub struct Quote {
    /// (BCP 47 tag or empty for the source's language, words), original first.
    pub texts: Vec<(Box<str>, Box<str>)>,
    /// Who translated it.
    pub translated_by: Option<Box<str>>,
    /// Where it stands.
    pub at: At,
}

/// One place where a fact was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Source id.
    pub source: IdRef,
    /// Page, paragraph, section or time, as written.
    pub locator: Option<Box<str>>,
    /// A short phrase, verbatim.
    pub quote: Option<Text>,
    /// Entities between the speaker and the source's publisher, in order.
    pub via: Vec<IdRef>,
    /// Who says so, if not the fact's `by`.
    pub by: Vec<IdRef>,
    /// The speaker told this publisher.
    pub direct: bool,
    /// What the source does for the fact.
    pub stance: Stance,
    /// Remark on what exactly the source gives.
    pub note: Option<Box<str>>,
}

/// What a source does for a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// It says so; only these are counted as support.
    Supports,
    /// It says otherwise.
    Disputes,
    /// It helps to understand.
    Context,
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Third part of its id: `sheet/fact/key`.
    pub key: Box<str>,
    /// Where the key stands.
    pub at: At,
    /// The figure.
    pub value: Value,
    /// When it held.
    pub as_of: Option<When>,
    /// Who says so; the fact's `by` when empty.
    pub by: Vec<IdRef>,
    /// Where it was read.
    pub evidence: Vec<Evidence>,
    /// Remark.
    pub note: Option<Box<str>>,
    /// Set when the answer no longer counts.
    pub retired: Option<Retired>,
}

/// A point of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Its date.
    pub date: Date,
    /// Its figure.
    pub value: Value,
    /// Where this point was read, if not where the series was.
    pub evidence: Vec<Evidence>,
    /// Remark, such as a change of definition.
    pub note: Option<Box<str>>,
}

/// A part of a breakdown.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What the part is.
    pub label: Box<str>,
    /// Its figure.
    pub value: Value,
    /// Remark.
    pub note: Option<Box<str>>,
}

/// What became of a forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// When it was known.
    pub date: Date,
    /// One line.
    pub text: Box<str>,
    /// Where it was read.
    pub evidence: Vec<Evidence>,
}

/// A correction, shown for good.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// When it was made.
    pub date: Date,
    /// The wrong words.
    pub was: Box<str>,
    /// The right words.
    pub now: Box<str>,
    /// Why.
    pub why: Box<str>,
}

/// Why a fact may no longer be bound.
#[derive(Clone, Debug, PartialEq)]
pub struct Retired {
    /// Since when.
    pub date: Date,
    /// Why.
    pub why: Box<str>,
    /// The fact to use instead.
    pub instead: Option<IdRef>,
}

impl FactKind {
    /// All kinds, in the order of the handbook.
    pub const ALL: [FactKind; 7] = [
        FactKind::Statistic,
        FactKind::Event,
        FactKind::Policy,
        FactKind::Statement,
        FactKind::Assessment,
        FactKind::Forecast,
        FactKind::Period,
    ];

    /// The word in a sheet and on a page.
    pub const fn word(self) -> &'static str {
        match self {
            FactKind::Statistic => "statistic",
            FactKind::Event => "event",
            FactKind::Policy => "policy",
            FactKind::Statement => "statement",
            FactKind::Assessment => "assessment",
            FactKind::Forecast => "forecast",
            FactKind::Period => "period",
        }
    }

    /// The kind of a sheet's word.
    pub fn of_word(word: &str) -> Option<FactKind> {
        FactKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Fields a fact of this kind must have besides `claim` and `evidence`. `value` is met by
    /// `values`, `series` or `breakdown` too.
    pub fn needs(self) -> &'static [&'static str] {
        match self {
            FactKind::Statistic => &["value", "as_of", "by"],
            FactKind::Event => &["when"],
            FactKind::Policy | FactKind::Statement | FactKind::Forecast => &["when", "by"],
            FactKind::Assessment => &["by"],
            FactKind::Period => &["order", "by"],
        }
    }

    /// Review period when neither the fact nor `site.yml` sets one.
    pub fn stale_after(self) -> Length {
        match self {
            FactKind::Statistic | FactKind::Policy => Length::Years(1),
            FactKind::Assessment => Length::Years(2),
            FactKind::Event | FactKind::Statement | FactKind::Forecast | FactKind::Period => Length::Never,
        }
    }
}

impl Stance {
    /// The word in a sheet.
    pub const fn word(self) -> &'static str {
        match self {
            Stance::Supports => "supports",
            Stance::Disputes => "disputes",
            Stance::Context => "context",
        }
    }
}

impl Fact {
    /// Everybody who says so: of the fact, of one of its answers, or as one piece of evidence has it.
    pub fn speakers(&self) -> impl Iterator<Item = &IdRef> {
        let of_answers = self.values.iter().flat_map(|member| &member.by);
        let of_evidence = self.evidence.iter().flat_map(|evidence| &evidence.by);
        self.by.iter().chain(of_answers).chain(of_evidence)
    }

    /// Evidence that its sheet gives; of a derived fact the rest is that of its inputs.
    pub fn own_evidence(&self) -> &[Evidence] {
        let count = self.derived.as_ref().map_or(self.evidence.len(), |derived| derived.own_evidence);
        self.evidence.get(..count).unwrap_or(&self.evidence)
    }

    /// The date that places it: `as_of`, else `when`.
    pub fn dated(&self) -> Option<When> {
        self.as_of.or(self.when)
    }

    /// The figure the fact leads with: its value, else the newest point of its series.
    pub fn leading_value(&self) -> Option<&Value> {
        self.value.as_ref().or_else(|| self.series.last().map(|point| &point.value))
    }

    /// The claim with the value in its place; with several answers, their hull ("600 – 1,000").
    pub fn full_claim(&self) -> String {
        let claim = match self.slot_text() {
            Some(value) => self.claim.text.replacen("___", &value, 1),
            None => return self.claim.text.to_string(),
        };
        // "nearly 1,000 companies left" is a sentence once its first letter is a capital.
        let mut chars = claim.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    }

    /// What stands in the claim's slot.
    pub fn slot_text(&self) -> Option<String> {
        match &self.value {
            Some(value) => Some(value.quantity.text.to_string()),
            None if !self.values.is_empty() => Some(self.hull_text()),
            None => None,
        }
    }

    /// Lowest and highest live answer as "600 – 1,000"; one number if they agree.
    pub fn hull_text(&self) -> String {
        let mut live: Vec<&Quantity> =
            self.values.iter().filter(|m| m.retired.is_none()).map(|m| &m.value.quantity).collect();
        live.sort_by_key(|quantity| quantity.value);
        match (live.first(), live.last()) {
            (Some(low), Some(high)) if low.text != high.text => format!("{} – {}", low.text, high.text),
            (Some(only), _) => only.text.to_string(),
            _ => String::new(),
        }
    }

    /// Label for tables and charts; the claim with "…" for the value if the sheet gives none.
    pub fn short_label(&self) -> String {
        self.label.as_deref().map_or_else(|| self.claim.text.replacen("___", "…", 1), str::to_owned)
    }
}
