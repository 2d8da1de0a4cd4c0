//! The evidence line: one mark a bound fact in reading order, and one sentence that says the same.
//!
//! In: facts with the places that use them. Out: a view for the templates. Nothing here is typed in by an
//! author, so it cannot be faked.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::link::FactId;
use crate::model::date::{Date, When};
use crate::site::Reader;

/// The evidence line of a page.
#[derive(Default, Serialize)]
pub struct EvidenceLine {
    /// One mark a use.
    pub dots: Vec<Dot>,
    /// Its first sentence: how many, and that all are bound.
    pub lead: String,
    /// The rest of the same in a sentence or a few; empty when nothing is bound.
    pub sentence: String,
}

/// One mark.
#[derive(Serialize)]
pub struct Dot {
    /// Address of the sentence or section.
    pub url: String,
    /// Shape and fill: "one", "several", "bad", with "quote" for words instead of a figure.
    pub class: String,
    /// "10,128: single origin".
    pub label: String,
}

/// A use to be marked.
pub struct Marked {
    /// The fact.
    pub fact: FactId,
    /// Where the mark leads.
    pub url: String,
    /// The bound words, or the fact's value.
    pub words: String,
}

/// The line for uses in reading order.
pub fn line(reader: &Reader<'_>, uses: &[Marked]) -> EvidenceLine {
    let facts: BTreeSet<FactId> = uses.iter().map(|used| used.fact).collect();
    let lead = match (uses.len(), facts.len()) {
        (0, _) => String::new(),
        (1, _) => "One statement, bound to a fact.".to_owned(),
        (uses, facts) if uses == facts => format!("{uses} figures and statements, each bound to a fact."),
        (uses, facts) => format!("{uses} figures and statements, all bound to facts ({facts} of them)."),
    };
    let dots = uses.iter().map(|used| dot(reader, used)).collect();
    EvidenceLine { dots, lead, sentence: sentence(reader, &facts) }
}

/// The line of a whole site or a sheet, without marks where they would be too many to tell apart.
pub fn whole(reader: &Reader<'_>, ids: &[FactId]) -> EvidenceLine {
    let facts: BTreeSet<FactId> = ids.iter().copied().collect();
    let lead = if facts.is_empty() { String::new() } else { format!("{} facts.", facts.len()) };
    EvidenceLine { dots: Vec::new(), lead, sentence: sentence(reader, &facts) }
}

/// What the support of a fact amounts to, in words: "single origin", "2 independent origins", "disputed".
pub fn standing(reader: &Reader<'_>, id: FactId) -> String {
    let (fact, support) = (reader.fact(id), reader.support(id));
    match support.independent(fact.kind) {
        _ if support.disputed => "disputed".to_owned(),
        0 | 1 if fact.derived.is_some() => "rests on a single origin".to_owned(),
        0 | 1 => "single origin".to_owned(),
        count => format!("{count} independent origins"),
    }
}

/// Shape of a fact's mark: "bad", "one" or "several".
pub fn shade(reader: &Reader<'_>, id: FactId) -> &'static str {
    let (fact, support) = (reader.fact(id), reader.support(id));
    match support.independent(fact.kind) {
        _ if support.disputed => "bad",
        0 | 1 => "one",
        _ => "several",
    }
}

fn dot(reader: &Reader<'_>, used: &Marked) -> Dot {
    let shade = shade(reader, used.fact);
    let shape = if used.words.chars().any(char::is_numeric) { "" } else { " quote" };
    Dot {
        url: used.url.clone(),
        class: format!("{shade}{shape}"),
        label: format!("{}: {}", used.words, standing(reader, used.fact)),
    }
}

fn sentence(reader: &Reader<'_>, facts: &BTreeSet<FactId>) -> String {
    if facts.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    let count = |test: &dyn Fn(FactId) -> bool| facts.iter().filter(|id| test(**id)).count();
    let single = count(&|id| reader.support(id).independent(reader.fact(id).kind) < 2);
    out.push_str(&match single {
        0 => " Each rests on two or more independent origins.".to_owned(),
        n if n == facts.len() && n > 1 => format!(" All {n} facts rest on a single origin."),
        1 => " One fact rests on a single origin.".to_owned(),
        n => format!(" {n} facts rest on a single origin."),
    });
    match count(&|id| reader.support(id).disputed) {
        0 => {}
        1 => out.push_str(" One is disputed."),
        n => out.push_str(&format!(" {n} are disputed.")),
    }
    let sources: BTreeSet<_> = facts.iter().flat_map(|id| reader.sources_of(*id)).collect();
    let relayed = count(&|id| !reader.support(id).first_hand);
    let read = if sources.len() == 1 { "One source".to_owned() } else { format!("{} sources", sources.len()) };
    out.push_str(&format!(" {read}"));
    out.push_str(&match relayed {
        0 => ", first-hand for every fact.".to_owned(),
        n if n == facts.len() => ", none of them the speaker's own.".to_owned(),
        1 => "; 1 fact is relayed.".to_owned(),
        n => format!("; {n} facts are relayed."),
    });
    if let Some(newest) = newest(reader, facts) {
        out.push_str(&format!(" Newest figure {}.", newest.in_words()));
    }
    out.trim_start().to_owned()
}

fn newest(reader: &Reader<'_>, facts: &BTreeSet<FactId>) -> Option<Date> {
    facts.iter().filter_map(|id| reader.fact(*id).as_of.and_then(When::start)).max()
}
