//! Words against a sheet: what the rules about bindings share.
//!
//! In: a fact, what of it is bound, words of an article. Out: the figures the sheet gives, the places to point
//! at, text folded for comparison. Absent on purpose: findings; each rule writes its own.

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use crate::base::diag::{Diagnostic, ID_LETTERS, certain};
use crate::base::text::At;
use crate::model::IdRef;
use crate::model::date::When;
use crate::model::fact::{Evidence, Fact, Value};
use crate::model::prose::{FactRef, Prose, Ref, Use};
use crate::model::quantity::{Measure, Quantity};
use crate::site::Reader;

/// Scale words that may stand in a unit or behind bound digits.
const SCALES: &[(&str, i64)] =
    &[("thousand", 1_000), ("million", 1_000_000), ("billion", 1_000_000_000), ("trillion", 1_000_000_000_000)];

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

/// Live answers of a fact.
pub fn answers(fact: &Fact) -> impl Iterator<Item = &crate::model::fact::Member> {
    fact.values.iter().filter(|member| member.retired.is_none())
}

/// A figure of the sheet with its unit said: "399" in billions of US dollars is $399 billion.
pub fn in_unit(quantity: &Quantity, unit: &str) -> Quantity {
    let mut out = quantity.clone();
    let (scale, rest) = split_scale(unit);
    if let Some(value) = out.value.checked_mul(scale) {
        out.upper = out.upper.and_then(|upper| upper.checked_mul(scale));
        out.value = value;
    }
    if out.measure == Measure::None {
        out.measure = measure_of(rest);
    }
    out
}

fn split_scale(unit: &str) -> (Decimal, &str) {
    let found = SCALES.iter().find_map(|(word, scale)| unit.strip_prefix(word).map(|rest| (*scale, rest.trim_start())));
    found.map_or((Decimal::ONE, unit), |(scale, rest)| (Decimal::from(scale), rest))
}

fn measure_of(unit: &str) -> Measure {
    match unit {
        "%" => Measure::Percent,
        "US dollars" | "USD" | "dollars" => Measure::Currency("USD".into()),
        "euros" | "EUR" => Measure::Currency("EUR".into()),
        "yuan" | "CNY" => Measure::Currency("CNY".into()),
        "" => Measure::None,
        words => Measure::Words(words.into()),
    }
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
            return !id.is_empty() && sentence.contains(&fold(id));
        };
        let full = fold(&entity.name.text);
        let family = match entity.kind {
            crate::model::entity::EntityKind::Person => full.rsplit(' ').next().map(str::to_owned),
            _ => None,
        };
        let short = full.strip_prefix("The ").map(str::to_owned);
        let more = entity.aliases.iter().chain(&entity.zh).map(|name| fold(name));
        let forms = std::iter::once(full).chain(family).chain(short).chain(more);
        forms.into_iter().any(|form| form.chars().count() > 1 && sentence.contains(&form))
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

/// Text for comparison: NFC, straight quotes, one dash, single blanks.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        let c = match c {
            '‘' | '’' | '‚' | '′' | '`' => '\'',
            '“' | '”' | '„' | '″' | '「' | '」' | '『' | '』' => '"',
            '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if !(c == ' ' && (out.is_empty() || out.ends_with(' '))) && !is_invisible(c) {
            out.push(c);
        }
    }
    out.trim_end().to_owned()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Whether the pieces of a quotation stand in a text in order. `…`, `...` and `[…]` part pieces; what an
/// ellipsis passes over holds no negation and at most 200 characters. The first letter's case is free.
pub fn is_verbatim(quote: &str, text: &str) -> bool {
    let (quote, text) = (fold(quote), fold(text));
    let pieces = pieces(&quote);
    let Some(first) = pieces.first() else { return true };
    let mut from = 0;
    while let Some(start) = find_first(&text[from..], first).map(|at| from + at) {
        if rest_follows(&pieces[1..], &text[start + first.len()..]) {
            return true;
        }
        from = start + text[start..].chars().next().map_or(1, char::len_utf8);
    }
    false
}

/// Finds a piece, its first letter in either case.
fn find_first(text: &str, piece: &str) -> Option<usize> {
    let mut chars = piece.chars();
    let first = chars.next()?;
    let swapped: String = match first.is_uppercase() {
        true => first.to_lowercase().chain(chars).collect(),
        false => first.to_uppercase().chain(chars).collect(),
    };
    match (text.find(piece), text.find(&swapped)) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn rest_follows(pieces: &[String], mut text: &str) -> bool {
    for piece in pieces {
        let Some(at) = text.find(piece.as_str()) else { return false };
        let skipped = &text[..at];
        let negates = [" not ", "n't ", " never ", " no ", " nor ", "不", "没", "未", "非"];
        let padded = format!(" {skipped} ");
        if skipped.chars().count() > 200 || negates.iter().any(|word| padded.contains(word)) {
            return false;
        }
        text = &text[at + piece.len()..];
    }
    true
}

fn pieces(quote: &str) -> Vec<String> {
    let mut out = String::new();
    let mut in_brackets = false;
    for c in quote.replace("...", "…").chars() {
        match c {
            '[' => in_brackets = true,
            ']' => {
                in_brackets = false;
                out.push('…');
            }
            _ if !in_brackets => out.push(c),
            _ => {}
        }
    }
    let trim = |piece: &str| piece.trim().trim_matches([',', '.', ';', ':']).trim().to_owned();
    out.split('…').map(trim).filter(|piece| !piece.is_empty()).collect()
}

/// Words in quotation marks within bound words, without the marks.
pub fn quoted(words: &str) -> Vec<String> {
    let folded = fold(words);
    let mut out = Vec::new();
    let mut rest = folded.as_str();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_verbatim_up_to_typography() {
        let text = "It is “not a bad thing” – for China’s rise, but one must never forget the cost.";
        for good in ["not a bad thing", "Not a bad thing", "It is … a bad thing\" - for China's rise", "bad  thing"] {
            assert!(is_verbatim(good, text), "{good}");
        }
        for bad in ["a good thing", "one must … forget the cost", "for China's rise … It is"] {
            assert!(!is_verbatim(bad, text), "{bad}");
        }
        assert!(is_verbatim("[Xi said] a bad thing", text));
    }

    #[test]
    fn a_units_scale_is_the_figures() {
        let quantity = crate::parse::phrase::parse("399").expect("a number");
        let scaled = in_unit(&quantity, "billion US dollars");
        assert_eq!(scaled.value, Decimal::from(399_000_000_000_i64));
        assert_eq!(scaled.measure, Measure::Currency("USD".into()));
        assert_eq!(in_unit(&quantity, ""), quantity);
    }
}
