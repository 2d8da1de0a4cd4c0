//! Who says it, and whom it is about: entities that the sentence names.
//!
//! A named entity says it only where the words show that: "according to X", "X counted", 据X统计. Otherwise the
//! publisher of the cited source does, which is true of everything that is printed; the named are what it is about.

use crate::base::escape;
use crate::edit::promote::figure::Spot;
use crate::edit::promote::support::Cited;
use crate::link::EntityId;
use crate::model::article::Article;
use crate::model::entity::EntityKind;
use crate::model::prose::Ref;
use crate::render::names::{Named, Names};
use crate::site::Reader;

/// Words right before a speaker.
const BEFORE: &[&str] = &["according to", "by", "per", "据", "根据", "按"];
/// The same for a country, which things are made by and bought by more often than said.
const BEFORE_PLACE: &[&str] = &["according to", "据", "根据"];
/// What a speaker makes: "by data of X", "X’s count".
const WORKS: &[&str] = &[
    "count",
    "counts",
    "estimate",
    "estimates",
    "figure",
    "figures",
    "data",
    "tally",
    "survey",
    "report",
    "list",
    "study",
    "series",
    "forecast",
    "index",
    "database",
];
/// Verbs behind a speaker.
const VERBS: &[&str] = &[
    "said",
    "says",
    "counted",
    "counts",
    "estimated",
    "estimates",
    "reported",
    "reports",
    "put",
    "puts",
    "found",
    "finds",
    "announced",
    "announces",
    "wrote",
    "writes",
    "calculated",
    "calculates",
    "noted",
    "notes",
    "expected",
    "expects",
    "forecast",
    "forecasts",
    "projected",
    "projects",
    "claimed",
    "claims",
    "stated",
    "states",
    "gave",
    "gives",
    "listed",
    "lists",
    "tallied",
    "tracked",
    "tracks",
    "recorded",
    "records",
    "showed",
    "shows",
    "measured",
    "measures",
    "surveyed",
    "published",
    "printed",
    "say",
    "report",
    "count",
    "estimate",
    "find",
    "write",
    "expect",
    "calculate",
];
/// Words that may stand before such a verb.
const HELPERS: &[&str] = &["has", "had", "have", "also", "later", "now", "then", "even", "still", "itself", "first"];
/// The same in Chinese, at once or after 的.
const AFTER_HAN: &[&str] = &[
    "称", "说", "表示", "统计", "估计", "报道", "发布", "认为", "指出", "宣布", "预计", "数据", "报告", "计算", "公布",
];

/// The parties of a fact, as ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// Who says it.
    pub by: Vec<String>,
    /// Whom or what it is about.
    pub about: Vec<String>,
}

/// Reads the parties off a sentence.
pub fn of(reader: &Reader<'_>, article: &Article, spot: &Spot, cited: &[Cited], notes: &mut Vec<String>) -> Parties {
    let named = named(reader, article, spot);
    let id = |entity: EntityId| reader.entity(entity).id.to_string();
    let mut by: Vec<String> = named.iter().filter(|(_, speaks)| *speaks).map(|(entity, _)| id(*entity)).collect();
    if by.is_empty() {
        let publishers = cited.iter().filter_map(|piece| reader.find_entity(&reader.source(piece.source?).publisher));
        by.extend(publishers.take(1).map(id));
        if let Some(publisher) = by.first() {
            notes
                .push(format!("the sentence does not say by whose count: `by` is the source's publisher, {publisher}"));
        }
    }
    if by.is_empty() {
        let can_speak = |entity: EntityId| {
            let kind = reader.entity(entity).kind;
            !is_place(kind) && !matches!(kind, EntityKind::Law | EntityKind::Policy)
        };
        by.extend(named.iter().map(|(entity, _)| *entity).find(|entity| can_speak(*entity)).map(id));
    }
    if by.is_empty() {
        notes.push("nobody is named who says it: add `by: entity-id`, one of content/entities/".to_owned());
    }
    let mut about: Vec<String> =
        named.into_iter().map(|(entity, _)| id(entity)).filter(|id| !by.contains(id)).collect();
    about.dedup();
    Parties { by, about }
}

/// Entities of the sentence in order, each once, and whether the words say that it speaks.
fn named(reader: &Reader<'_>, article: &Article, spot: &Spot) -> Vec<(EntityId, bool)> {
    let html = escape::html(spot.text());
    let mut out: Vec<(EntityId, bool)> = Vec::new();
    for found in Names::of(reader).find(&html) {
        if let Named::Entity(entity) = found.named {
            let is_place = is_place(reader.entity(entity).kind);
            note(&mut out, entity, speaks(&html[..found.start], &html[found.end..], is_place));
        }
    }
    let place = spot.sentence_place();
    for used in article.prose().flat_map(|prose| &prose.uses) {
        let at = used.words_at.span.range();
        if let (Ref::Entity(id), true) = (&used.what, place.start <= at.start && at.end <= place.end)
            && let Some(entity) = reader.find_entity(id)
        {
            let words = escape::html(&used.words);
            let (before, after) = html.split_once(&words).unwrap_or((&html, ""));
            note(&mut out, entity, speaks(before, after, is_place(reader.entity(entity).kind)));
        }
    }
    out
}

fn note(out: &mut Vec<(EntityId, bool)>, entity: EntityId, speaks: bool) {
    match out.iter_mut().find(|(known, _)| *known == entity) {
        Some((_, known)) => *known |= speaks,
        None => out.push((entity, speaks)),
    }
}

fn is_place(kind: EntityKind) -> bool {
    matches!(kind, EntityKind::Country | EntityKind::Place)
}

/// Whether the words around a name make it the speaker.
fn speaks(before: &str, after: &str, is_place: bool) -> bool {
    let before = before.trim_end().to_lowercase();
    let before = before.strip_suffix(" the").unwrap_or(&before).trim_end();
    let ends = |cue: &str| match cue.is_ascii() {
        true => before == cue || before.strip_suffix(cue).is_some_and(|rest| rest.ends_with([' ', '(', ','])),
        false => before.ends_with(cue),
    };
    let cues = if is_place { BEFORE_PLACE } else { BEFORE };
    let is_end = after.trim_start().is_empty() || after.starts_with([',', '.', ';', ')']);
    let led = cues.iter().any(|cue| ends(cue))
        || before.strip_suffix(" of").is_some_and(|rest| WORKS.iter().any(|work| rest.ends_with(work)))
        || is_end && (ends("said") || ends("says"));
    let han = after.strip_prefix('的').unwrap_or(after);
    let owns = after.strip_prefix('’').or_else(|| after.strip_prefix("&#39;")).or_else(|| after.strip_prefix('\''));
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        words.take(3).map(str::to_lowercase).collect()
    };
    let is_in = |list: &[&str], word: Option<&String>| word.is_some_and(|word| list.contains(&word.as_str()));
    let works = owns.is_some_and(|rest| words(rest).iter().any(|word| is_in(WORKS, Some(word))));
    let next = words(after);
    let verb = next.iter().take_while(|word| is_in(HELPERS, Some(word))).count();
    // "Anton Siluanov, the finance minister, put it at".
    let inserted =
        after.strip_prefix(", ").and_then(|rest| rest.split_once(", ")).filter(|(words, _)| words.len() <= 60);
    let behind = inserted.is_some_and(|(_, rest)| is_in(VERBS, words(rest).first()));
    let says = behind || after.starts_with(' ') && is_in(VERBS, next.get(verb));
    led || works || says || AFTER_HAN.iter().any(|cue| han.starts_with(cue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_speaks_where_the_words_say_so() {
        for (before, after, want) in [
            ("", " counted 10,128 sanctions.", true),
            ("By May, according to the ", ", nearly 1,000 left.", true),
            ("By ", "’s count it was 5.", true),
            ("", " has 1,000 employees.", false),
            ("Exports to ", " fell by 5 percent.", false),
            ("据", "统计，近1000家公司", true),
            ("", "的数据", true),
            ("", "有1000家公司", false),
            ("it rose to 5, said ", ".", true),
            ("The paper says ", " incurred 5", false),
            ("by counts of ", ".", true),
            ("", " has also said", true),
            ("", ", the finance minister, put it at 5", true),
            ("sold by ", " in 2020", true),
        ] {
            assert_eq!(speaks(before, after, false), want, "{before}X{after}");
        }
        assert!(!speaks("sold by ", " in 2020", true) && speaks("", " said so", true));
    }
}
