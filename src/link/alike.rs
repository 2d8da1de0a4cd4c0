//! Which facts measure the same thing, and which give the same figure: what rules that compare facts look up.
//!
//! Two statistics measure the same thing if they are about the same entities, count in the same unit and for the
//! same year, and if their labels, or their claims without slot, figures, dates and those who speak, are the same
//! words. That is narrow on purpose: two claims in other words are never compared, so a comparison means something.
//! In: items. Out: for each fact its few neighbours, found by keys, not by comparing all with all; after an edit
//! only the keys of changed facts are computed again. Absent on purpose: whether their figures agree.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash, Hasher};

use crate::link::FactId;
use crate::link::items::Items;
use crate::model::date::When;
use crate::model::fact::{Fact, FactKind, Value};

/// More facts of one key are a template, not answers to one question.
const MOST_OF_A_MEASURE: usize = 32;
/// A figure that more facts give says nothing about any of them.
const MOST_OF_A_VALUE: usize = 12;

/// Words that say nothing about what is measured: of grammar, of speaking and counting, of hedges and of dates.
/// Sorted: it is searched for every word of every claim.
const EMPTY: &[&str] = &[
    "a",
    "about",
    "according",
    "accounts",
    "all",
    "almost",
    "an",
    "and",
    "april",
    "around",
    "as",
    "at",
    "august",
    "by",
    "count",
    "counted",
    "counts",
    "december",
    "end",
    "estimate",
    "estimated",
    "estimates",
    "february",
    "find",
    "finds",
    "for",
    "found",
    "from",
    "gave",
    "give",
    "gives",
    "had",
    "has",
    "have",
    "in",
    "is",
    "it",
    "its",
    "january",
    "july",
    "june",
    "least",
    "less",
    "march",
    "may",
    "more",
    "nearly",
    "november",
    "october",
    "of",
    "on",
    "over",
    "put",
    "puts",
    "report",
    "reported",
    "reports",
    "said",
    "say",
    "says",
    "september",
    "some",
    "than",
    "that",
    "the",
    "their",
    "there",
    "to",
    "up",
    "was",
    "were",
    "year",
];

/// Neighbours of every fact.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alike {
    keys: Vec<Keys>,
    same_measure: Vec<Vec<FactId>>,
    same_value: Vec<Vec<FactId>>,
}

/// What a fact is found by.
#[derive(Clone, Debug, Default, PartialEq)]
struct Keys {
    measure: BTreeSet<u64>,
    value: BTreeSet<u64>,
}

impl Alike {
    /// Computes all neighbours.
    pub fn of(items: &Items) -> Alike {
        Alike::of_keys(items.facts.iter().map(|fact| Keys::of(items, fact)).collect())
    }

    /// The same after some facts changed; nothing if their neighbours are as they were.
    pub fn with(&self, items: &Items, changed: &[FactId]) -> Option<Alike> {
        let now = |id: &FactId| (*id, Keys::of(items, &items.facts[id.index()]));
        let other: Vec<_> = changed.iter().map(now).filter(|(id, keys)| self.keys[id.index()] != *keys).collect();
        if other.is_empty() {
            return None;
        }
        let mut keys = self.keys.clone();
        other.into_iter().for_each(|(id, new)| keys[id.index()] = new);
        Some(Alike::of_keys(keys))
    }

    /// Other facts that measure what a fact measures, in the same unit and year.
    pub fn same_measure(&self, id: FactId) -> &[FactId] {
        self.same_measure.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// Other facts that give one of a fact's figures.
    pub fn same_value(&self, id: FactId) -> &[FactId] {
        self.same_value.get(id.index()).map_or(&[], Vec::as_slice)
    }

    fn of_keys(keys: Vec<Keys>) -> Alike {
        let same_measure = neighbours(&keys, |keys| &keys.measure, MOST_OF_A_MEASURE);
        let same_value = neighbours(&keys, |keys| &keys.value, MOST_OF_A_VALUE);
        Alike { keys, same_measure, same_value }
    }
}

/// Of each fact the others that share a key with it, sorted.
fn neighbours(keys: &[Keys], of: fn(&Keys) -> &BTreeSet<u64>, most: usize) -> Vec<Vec<FactId>> {
    let mut groups: HashMap<u64, Vec<FactId>> = HashMap::new();
    for (index, own) in keys.iter().enumerate() {
        for key in of(own) {
            groups.entry(*key).or_default().push(FactId(index as u32));
        }
    }
    let others = |(index, own): (usize, &Keys)| {
        let groups = of(own).iter().filter_map(|key| groups.get(key)).filter(|group| group.len() <= most);
        let all: BTreeSet<FactId> = groups.flatten().copied().filter(|id| id.index() != index).collect();
        all.into_iter().collect()
    };
    keys.iter().enumerate().map(others).collect()
}

impl Keys {
    fn of(items: &Items, fact: &Fact) -> Keys {
        if fact.retired.is_some() {
            return Keys::default();
        }
        Keys { measure: measure_keys(items, fact), value: values(fact).filter_map(value_key).collect() }
    }
}

/// All live figures of a fact.
fn values(fact: &Fact) -> impl Iterator<Item = &Value> {
    let answers = fact.values.iter().filter(|member| member.retired.is_none()).map(|member| &member.value);
    fact.value.iter().chain(answers).chain(fact.series.iter().map(|point| &point.value))
}

/// Two digits that are no zeros at least: 7 and 1,000 are in every second sheet.
fn value_key(value: &Value) -> Option<u64> {
    let number = value.quantity.value.normalize();
    let digits = number.mantissa().unsigned_abs().to_string();
    let telling = digits.trim_end_matches('0').len();
    (telling >= 2).then(|| hash(&number))
}

fn measure_keys(items: &Items, fact: &Fact) -> BTreeSet<u64> {
    if fact.kind != FactKind::Statistic {
        return BTreeSet::new();
    }
    let about: BTreeSet<&str> = fact.about.iter().map(|about| &*about.id).collect();
    let speakers = speakers(items, fact);
    let of_claim = words(&fact.claim.text, &speakers);
    let of_label = fact.label.as_deref().map(|label| words(label, &speakers));
    // Where no entity says what it is about, the words must.
    let (least_of_claim, least_of_label) = if about.is_empty() { (3, 2) } else { (2, 1) };
    let of_claim = Some(of_claim).filter(|words| words.len() >= least_of_claim);
    let texts = [of_claim, of_label.filter(|words| words.len() >= least_of_label)];
    let periods: BTreeSet<String> = periods(fact).filter_map(period_key).collect();
    let mut out = BTreeSet::new();
    for words in texts.into_iter().flatten() {
        out.extend(periods.iter().map(|period| hash(&(&about, &*fact.unit, &words, period))));
    }
    out
}

/// When each figure held.
fn periods(fact: &Fact) -> impl Iterator<Item = When> {
    let own = fact.value.iter().filter_map(|_| fact.as_of);
    let live = fact.values.iter().filter(|member| member.retired.is_none());
    let answers = live.filter_map(|member| member.as_of.or(fact.as_of));
    own.chain(answers).chain(fact.series.iter().map(|point| When::On(point.date)))
}

/// The year, in which dates of any exactness meet; of a period both ends.
fn period_key(when: When) -> Option<String> {
    match when {
        When::On(date) => Some(date.year.to_string()),
        When::Between(..) => Some(when.to_string()),
        When::Unknown => None,
    }
}

/// Every name of those who say a fact or pass it on, in small letters.
fn speakers(items: &Items, fact: &Fact) -> Vec<String> {
    let answers = fact.values.iter().flat_map(|member| &member.evidence);
    let pieces = || fact.evidence.iter().chain(answers.clone());
    let passed = pieces().flat_map(|evidence| &evidence.via).map(|via| &*via.id);
    let published = pieces().filter_map(|evidence| items.source(&evidence.source.id));
    let published = published.map(|id| &*items.sources[id.index()].publisher);
    let ids: BTreeSet<&str> = fact.speakers().map(|by| &*by.id).chain(passed).chain(published).collect();
    let mut out = Vec::new();
    for id in ids {
        let Some(entity) = items.entity(id).map(|id| &items.entities[id.index()]) else { continue };
        let names = std::iter::once(&entity.name.text).chain(&entity.aliases).chain(&entity.zh);
        out.extend(names.map(|name| name.to_lowercase()));
    }
    // The longest first: "Yale School of Management" goes before "Yale".
    out.sort_by_key(|name| std::cmp::Reverse(name.len()));
    out
}

/// The words of a claim or label that say what is measured, in order.
fn words(text: &str, speakers: &[String]) -> Vec<String> {
    let mut text = text.to_lowercase();
    for name in speakers {
        text = text.replace(name.as_str(), " ");
    }
    let text = text.replace("'s ", " ").replace("’s ", " ");
    let words = text.split(|c: char| !c.is_alphanumeric());
    let telling =
        words.filter(|word| !word.is_empty() && !word.contains(char::is_numeric) && EMPTY.binary_search(word).is_err());
    telling.map(str::to_owned).collect()
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_without_figures_dates_and_speakers_says_what_is_measured() {
        let speakers = ["castellum.ai".to_owned(), "the epoch times".to_owned()];
        let a = words(
            "Castellum.AI, as The Epoch Times reports it, counted ___ sanctions on Russia at the end of April 2022.",
            &speakers,
        );
        assert_eq!(a, ["sanctions", "russia"]);
        assert_eq!(words("Sanctions on Russia, 29 April 2022", &speakers), a);
        assert!(EMPTY.is_sorted());
        assert_ne!(words("New sanctions on Russia", &speakers), a);
    }
}
