//! Words against a sheet: what the rules about bindings share.
//!
//! In: a fact, what of it is bound, words of an article. Out: the figures the sheet gives, the places to point
//! at, text folded for comparison. Absent on purpose: findings; each rule writes its own.

use rust_decimal::Decimal;

use crate::base::diag::{Diagnostic, ID_LETTERS, certain};
use crate::base::text::At;
use crate::check::verbatim::{fold, is_quote};
use crate::model::IdRef;
use crate::model::date::When;
use crate::model::derived::Outcome;
use crate::model::fact::{Evidence, Fact, Value};
use crate::model::prose::{FactRef, Prose, Ref, Use};
use crate::model::unit::SCALES;
use crate::site::Reader;

/// All prose that belongs to an item, with the uses in it.
pub fn uses_of(prose: &Prose) -> impl Iterator<Item = (&Use, &FactRef)> {
    prose.uses.iter().filter_map(|used| match &used.what {
        Ref::Fact(bound) => Some((used, bound)),
        _ => None,
    })
}

/// The figures that a binding may state, as the sheet has them: of an answer, a point, the value; of a fact
/// without value its points and parts.
pub fn figures<'a>(fact: &'a Fact, bound: &FactRef) -> Vec<&'a Value> {
    if let Some(key) = &bound.member {
        return fact.values.iter().filter(|member| member.key == *key).map(|member| &member.value).collect();
    }
    if let Some(date) = &bound.point {
        return fact.series.iter().filter(|point| point.date == *date).map(|point| &point.value).collect();
    }
    if let Some(value) = &fact.value {
        let parts = fact.breakdown.iter().map(|part| &part.value);
        return std::iter::once(value).chain(parts).collect();
    }
    let points = fact.series.iter().map(|point| &point.value);
    let parts = fact.breakdown.iter().map(|part| &part.value);
    points.chain(parts).collect()
}

/// What is wrong with the formula of a fact.
pub fn of_formula(fact: &Fact) -> impl Iterator<Item = &Diagnostic> {
    fact.derived.iter().filter_map(|derived| match &derived.outcome {
        Outcome::Failed(finding) => Some(&**finding),
        Outcome::Nothing | Outcome::Computed(_) => None,
    })
}

/// Live answers of a fact.
pub fn answers(fact: &Fact) -> impl Iterator<Item = &crate::model::fact::Member> {
    fact.values.iter().filter(|member| member.retired.is_none())
}

/// The scale word that follows bound digits: `[300](fact:…) billion dollars`.
pub fn following_scale(after: &str) -> Option<Decimal> {
    let after = after.trim_start();
    SCALES.iter().find(|(word, _)| after.starts_with(word)).map(|(_, scale)| Decimal::from(*scale))
}

/// The rest of the sentence behind a use's words.
pub fn after<'p>(prose: &'p Prose, used: &Use) -> &'p str {
    let sentence = prose.sentences.get(used.sentence as usize).map_or("", |sentence| &*sentence.text);
    sentence.get(used.in_sentence.1 as usize..).unwrap_or("")
}

/// The sentence a use stands in.
pub fn sentence<'p>(prose: &'p Prose, used: &Use) -> &'p str {
    prose.sentences.get(used.sentence as usize).map_or("", |sentence| &*sentence.text)
}

/// The paragraph a use stands in; of a line of front matter the whole line.
pub fn paragraph(prose: &Prose, used: &Use) -> At {
    match prose.block_span(used.block) {
        Some((from, to)) if from >= prose.at.span.start => At::new(prose.at.file, from as usize..to as usize),
        _ => prose.at,
    }
}

/// Markdown without the addresses of its links: ids hold years and names that the words do not.
pub fn without_targets(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(at) = rest.find("](") {
        out.push_str(&rest[..at + 1]);
        let end = rest[at..].find(')').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Whether a year from 1800 to 2199 stands in a text, as a word of its own.
pub fn has_year(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_digit() && c != ',' && c != '.');
    let mut years = numbers.map(|number| number.trim_matches([',', '.'])).filter(|number| number.len() == 4);
    years.any(|number| number.parse::<u32>().is_ok_and(|year| (1800..2200).contains(&year)))
}

/// "the sheet says nearly 1,000 companies, as of 2022-05-05 (Yale School of Management)"
pub fn sheet_says(reader: &Reader<'_>, fact: &Fact, values: &[&Value]) -> String {
    let mut texts: Vec<&str> = values.iter().map(|value| &*value.quantity.text).collect();
    texts.dedup();
    let more = if texts.len() > 6 { ", …" } else { "" };
    texts.truncate(6);
    let unit = match &*fact.unit {
        "" => String::new(),
        "%" => "%".to_owned(),
        unit => format!(" {unit}"),
    };
    let date = fact.as_of.or(fact.when).filter(|when| *when != When::Unknown);
    let date = date.map(|when| format!(", as of {when}")).unwrap_or_default();
    let names: Vec<String> = names_of(reader, &fact.by);
    let by = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    format!("the sheet says {}{more}{unit}{date}{by}", texts.join(", "))
}

/// Printed names of entities; ids that do not exist as they are.
pub fn names_of(reader: &Reader<'_>, ids: &[IdRef]) -> Vec<String> {
    let name = |id: &IdRef| reader.find_entity(&id.id).map(|entity| reader.entity(entity).name.text.to_string());
    ids.iter().map(|id| name(id).unwrap_or_else(|| id.id.to_string())).collect()
}

/// The printed name of an entity; what is none stands for itself.
pub fn name_of(reader: &Reader<'_>, id: &str) -> String {
    reader.find_entity(id).map_or_else(|| id.to_owned(), |entity| reader.entity(entity).name.text.to_string())
}

/// Who says what is bound and where it was read: of one answer its own, of a fact with several answers nobody in
/// particular.
pub fn said_by<'a>(fact: &'a Fact, bound: &FactRef) -> (&'a [IdRef], &'a [Evidence]) {
    let member = bound.member.as_ref().and_then(|key| fact.values.iter().find(|member| member.key == *key));
    match member {
        Some(member) if member.by.is_empty() => (&fact.by, &member.evidence),
        Some(member) => (&member.by, &member.evidence),
        None if !fact.values.is_empty() => (&[], &[]),
        None => (&fact.by, &fact.evidence),
    }
}

/// Whether a sentence names one of these entities, by name, Chinese name, alias, or a person's family name.
pub fn names_one(reader: &Reader<'_>, sentence: &str, ids: &[&str]) -> bool {
    let sentence = fold(sentence);
    ids.iter().any(|id| {
        let Some(entity) = reader.find_entity(id).map(|entity| reader.entity(entity)) else {
            return !id.is_empty() && sentence.contains(&*fold(id));
        };
        let says = |form: &str| form.chars().nth(1).is_some() && sentence.contains(form);
        let full = fold(&entity.name.text);
        let family = match entity.kind {
            crate::model::entity::EntityKind::Person => full.rsplit(' ').next(),
            _ => None,
        };
        says(&full)
            || family.is_some_and(says)
            || full.strip_prefix("The ").is_some_and(says)
            || entity.aliases.iter().chain(&entity.zh).any(|name| says(&fold(name)))
    })
}

/// Words with which a sentence says that a figure is somebody's.
const ATTRIBUTING: &[&str] = &[
    "according",
    "account",
    "accounts",
    "calculated",
    "calculates",
    "calculation",
    "count",
    "counted",
    "counts",
    "data",
    "estimate",
    "estimated",
    "estimates",
    "figures",
    "found",
    "note",
    "projects",
    "puts",
    "reckons",
    "records",
    "reported",
    "reports",
    "said",
    "says",
    "statistics",
    "survey",
    "tally",
];
/// The same in Chinese.
const ATTRIBUTING_HAN: &[&str] = &["据", "统计", "数据", "称", "表示", "报道", "估计", "认为"];

/// Whether a sentence says that what it states is somebody's count or word, by name or not.
pub fn attributes(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| ATTRIBUTING.contains(&word)) || ATTRIBUTING_HAN.iter().any(|word| sentence.contains(word))
}

/// Ids of those who say a fact: speakers, and publishers of its supporting evidence.
pub fn origins<'a>(reader: &Reader<'a>, by: &'a [IdRef], evidence: &'a [Evidence]) -> Vec<&'a str> {
    let mut out: Vec<&str> = by.iter().map(|by| &*by.id).collect();
    for piece in evidence {
        out.extend(piece.by.iter().chain(&piece.via).map(|by| &*by.id));
        if let Some(source) = reader.find_source(&piece.source.id) {
            out.push(&reader.source(source).publisher);
        }
    }
    out
}

/// Words in quotation marks within bound words, without the marks.
pub fn quoted(words: &str) -> Vec<String> {
    let mut out = Vec::new();
    if !words.contains(is_quote) {
        return out;
    }
    let folded = fold(words);
    let mut rest = &*folded;
    while let Some(start) = rest.find('"') {
        let Some(end) = rest[start + 1..].find('"').map(|at| start + 1 + at) else { break };
        out.push(rest[start + 1..end].trim().to_owned());
        rest = &rest[end + 1..];
    }
    out
}

/// A finding about an id or a rule that does not exist, with the change that puts a certain slip right: of the
/// text at its place only the id is touched.
pub fn mend_slip<'k>(
    reader: &Reader<'_>,
    finding: Diagnostic,
    id: &str,
    known: impl IntoIterator<Item = &'k str>,
) -> Diagnostic {
    let Some(meant) = certain(id, known, ID_LETTERS) else { return finding };
    let raw = reader.text_at(finding.at);
    // A sheet names its own facts by their keys alone.
    let short = || Some((id.split_once('/')?, meant.split_once('/')?)).filter(|((a, _), (b, _))| a == b);
    let (wrong, right) = match raw.contains(id) {
        true => (id, meant),
        false => match short() {
            Some(((_, wrong), (_, right))) => (wrong, right),
            None => return finding,
        },
    };
    let Some(offset) = raw.rfind(wrong) else { return finding };
    let start = finding.at.span.start as usize + offset;
    let at = At::new(finding.at.file, start..start + wrong.len());
    finding.fix_at(at, right)
}

/// Path of the file a place stands in, for remedies.
pub fn path(reader: &Reader<'_>, at: At) -> String {
    reader.path(at.file).to_owned()
}
