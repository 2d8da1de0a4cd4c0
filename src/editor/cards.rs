//! What is known of a thing, for people: one line for a list, a card for a hover.
//!
//! In: the site. Out: plain lines, and markdown with links to the files. The words are those of the pages.

use crate::base::plural::count;
use crate::base::text::{At, line_column, without_gaps};
use crate::editor::names::{Kind, Name};
use crate::editor::view::View;
use crate::link::{EntityId, FactId, SourceId, TermId, TopicId};
use crate::model::IdRef;
use crate::model::date::{Date, When};
use crate::model::fact::{Evidence, Fact, Stance};
use crate::model::prose::{FactRef, Ref};
use crate::model::source::{Name as Author, Read, Source};
use crate::pages::evidence::standing;
use crate::pages::source::printed_title;
use crate::parse::capture;
use crate::render::derived;
use crate::render::directive::value_text;
use crate::render::fragment::{bound_text, plain};
use crate::site::{Mention, Reader, Used};

/// Most sentences shown that use a thing.
const MAX_USES: usize = 6;

/// "29 Apr 2022".
pub fn short_date(date: Date) -> String {
    let words = date.in_words();
    let parts: Vec<String> = words
        .split(' ')
        .map(|word| match word.starts_with(|c: char| c.is_alphabetic()) {
            true => word.chars().take(3).collect(),
            false => word.to_owned(),
        })
        .collect();
    parts.join(" ")
}

/// "29 Apr 2022", "Mar 2021 to 2026", "from 1978"; empty if unknown.
pub fn short_when(when: When) -> String {
    match when {
        When::On(date) => short_date(date),
        When::Between(from, Some(to)) => format!("{} to {}", short_date(from), short_date(to)),
        When::Between(from, None) => format!("from {}", short_date(from)),
        When::Unknown => String::new(),
    }
}

/// The printed name of an entity; a name that is none as it is.
pub fn party(reader: &Reader<'_>, id: &str) -> String {
    reader.find_entity(id).map_or_else(|| id.to_owned(), |entity| reader.entity(entity).name.text.to_string())
}

fn parties(reader: &Reader<'_>, ids: &[IdRef]) -> String {
    ids.iter().map(|id| party(reader, &id.id)).collect::<Vec<_>>().join(", ")
}

fn joined(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// "10,128 sanctions, 29 Apr 2022, Castellum.AI"; of a fact without value its claim.
pub fn fact_line(reader: &Reader<'_>, id: FactId) -> String {
    let fact = reader.fact(id);
    let value = match value_text(fact) {
        // A claim is a sentence, and here one part of a line.
        value if value.is_empty() => fact.short_label().trim_end_matches('.').to_owned(),
        value => value,
    };
    let by = match fact.by.as_slice() {
        [] => fact
            .values
            .iter()
            .flat_map(|member| &member.by)
            .map(|by| party(reader, &by.id))
            .collect::<Vec<_>>()
            .join(", "),
        by => parties(reader, by),
    };
    let by = if derived::is_own(fact) { "computed".to_owned() } else { by };
    joined([value, fact.dated().map(short_when).unwrap_or_default(), by])
}

/// "CCP Calls for ‘Self-Reliance’, The Epoch Times, 9 May 2022".
pub fn source_line(reader: &Reader<'_>, id: SourceId) -> String {
    let source = reader.source(id);
    joined([printed_title(source), party(reader, &source.publisher), source.date.map(short_date).unwrap_or_default()])
}

/// "People's Daily, newspaper, 人民日报".
pub fn entity_line(reader: &Reader<'_>, id: EntityId) -> String {
    let entity = reader.entity(id);
    joined([entity.name.text.to_string(), entity.kind.word().to_owned(), entity.zh.as_deref().unwrap_or("").to_owned()])
}

/// "small yard, high fence, 小院高墙: …".
pub fn term_line(reader: &Reader<'_>, id: TermId) -> String {
    let term = reader.term(id);
    let head = joined([term.term.text.to_string(), term.zh.as_deref().unwrap_or("").to_owned()]);
    format!("{head}: {}", plain(reader, &term.definition))
}

/// "Sanctions, 制裁".
pub fn topic_line(reader: &Reader<'_>, id: TopicId) -> String {
    let topic = reader.topic(id);
    joined([topic.title.to_string(), topic.zh.as_deref().unwrap_or("").to_owned()])
}

/// Text that markdown takes literally.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '[' | ']' | '<' | '`' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

/// The card of what a name names; `None` if it does not exist.
pub fn card(view: &View<'_>, name: &Name, from: &str) -> Option<String> {
    let reader = view.reader();
    match name.kind {
        Kind::Fact => {
            let bound = FactRef::parse(&format!("{}{}", name.id, name.rest)).ok();
            Some(fact_card(view, reader.find_fact(&name.id)?, bound.as_ref()))
        }
        Kind::Source => Some(source_card(view, reader.find_source(&name.id)?)),
        Kind::Entity => Some(entity_card(view, reader.find_entity(&name.id)?)),
        Kind::Term => Some(term_card(view, reader.find_term(&name.id)?)),
        Kind::Topic => Some(topic_card(&reader, reader.find_topic(&name.id)?)),
        Kind::Sheet => {
            let id = reader.find_sheet(&name.id)?;
            let sheet = reader.sheet(id);
            let facts = count(reader.facts_of(id).len(), "fact");
            Some(format!(
                "**{}**\n\n{}\n\n{facts}",
                escaped(&sheet.title.text),
                escaped(&plain(&reader, &sheet.summary))
            ))
        }
        Kind::Article | Kind::Link => {
            let id = crate::editor::definition::article_of(view, name, from)?;
            let card = reader.card(id);
            let date = card.date.map(Date::in_words).unwrap_or_default();
            let words =
                [format!("**{}**", escaped(&plain(&reader, card.title))), escaped(&plain(&reader, card.summary))];
            Some(format!("{}\n\n{}", words.join("\n\n"), joined([date, count(card.bound, "bound figure")])))
        }
        Kind::Capture => {
            let copy = capture::read(reader.file_text(&name.id)?);
            let taken = copy.head.as_ref().and_then(|head| head.date);
            let taken = taken.map(|date| format!(", taken {}", date.in_words())).unwrap_or_default();
            Some(format!(
                "A kept copy of {}{taken}; quotes are checked against it.",
                count(copy.text.split_whitespace().count(), "word")
            ))
        }
    }
}

/// Value, date, claim, chain, marks, uses.
fn fact_card(view: &View<'_>, id: FactId, bound: Option<&FactRef>) -> String {
    let reader = view.reader();
    let fact = reader.fact(id);
    let mut out = Vec::new();
    let part = bound.filter(|bound| bound.member.is_some() || bound.point.is_some() || bound.field.is_some());
    let value = part.and_then(|part| bound_text(&reader, fact, part)).unwrap_or_else(|| value_text(fact));
    let date = match part.and_then(|part| part.point) {
        Some(point) => short_date(point),
        None => fact.dated().map(short_when).unwrap_or_default(),
    };
    let head = [value, date].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    if !head.is_empty() {
        out.push(format!("**{}**", escaped(&head)));
    }
    out.push(escaped(&fact.full_claim()));
    if fact.derived.is_some() {
        out.push(escaped(&derived::line(&reader, fact)));
        let worked = derived::worked(&reader, fact);
        out.extend((!worked.is_empty()).then(|| escaped(&worked)));
    }
    out.extend(answers(&reader, fact));
    out.extend(quote(fact));
    out.extend(chains(view, &reader, fact));
    out.push(format!("*{}*", escaped(&marks(&reader, id).join(" · "))));
    if let Some(retired) = &fact.retired {
        let instead = retired.instead.as_ref().map(|id| format!("; use `{}`", id.id)).unwrap_or_default();
        out.push(format!("Retired {}: {}{instead}", retired.date.in_words(), escaped(&retired.why)));
    }
    out.push(uses(view, &reader.uses_of_fact(id)));
    out.push(format!("{} `{}`", fact.kind.word(), fact.id));
    out.join("\n\n")
}

fn answers(reader: &Reader<'_>, fact: &Fact) -> Option<String> {
    let lines = fact.values.iter().map(|member| {
        let by = if member.by.is_empty() { &fact.by } else { &member.by };
        let date = member.as_of.or(fact.as_of).map(short_when).unwrap_or_default();
        let line = joined([member.value.quantity.text.to_string(), date, parties(reader, by)]);
        format!("- `/{}` {}", member.key, escaped(&line))
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn quote(fact: &Fact) -> Option<String> {
    let (_, words) = fact.quote.as_ref()?.texts.first()?;
    Some(format!("> {}", escaped(words)))
}

/// Who says so, who relays it, where it was read; a line a piece of evidence.
fn chains(view: &View<'_>, reader: &Reader<'_>, fact: &Fact) -> Option<String> {
    let of_answers = fact.values.iter().flat_map(|member| member.evidence.iter().map(move |piece| (piece, &member.by)));
    let all = fact.evidence.iter().map(|piece| (piece, &fact.by)).chain(of_answers);
    let lines: Vec<String> = all.map(|(piece, by)| format!("- {}", chain(view, reader, piece, by))).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn chain(view: &View<'_>, reader: &Reader<'_>, piece: &Evidence, by: &[IdRef]) -> String {
    let by = if piece.by.is_empty() { by } else { &piece.by };
    let mut parts: Vec<String> = by.iter().chain(&piece.via).map(|id| escaped(&party(reader, &id.id))).collect();
    let mut read = escaped(&piece.source.id);
    if let Some(id) = reader.find_source(&piece.source.id) {
        let source = reader.source(id);
        let publisher = escaped(&party(reader, &source.publisher));
        if parts.last() != Some(&publisher) && !publisher.is_empty() {
            parts.push(publisher);
        }
        read = linked(view, &printed_title(source), source.at);
    }
    let locator = piece.locator.as_deref().map(|at| format!(", {}", escaped(at))).unwrap_or_default();
    let stance = if piece.stance == Stance::Supports { String::new() } else { format!(" ({})", piece.stance.word()) };
    let quote = piece.quote.as_ref().map(|quote| format!(" “{}”", escaped(&quote.text))).unwrap_or_default();
    parts.push(format!("{read}{locator}{stance}{quote}"));
    parts.join(" → ")
}

/// "single origin", "relayed: original not read", "review overdue since 29 April 2023".
fn marks(reader: &Reader<'_>, id: FactId) -> Vec<String> {
    let (fact, support) = (reader.fact(id), reader.support(id));
    let mut out = Vec::new();
    if fact.retired.is_some() {
        out.push("retired".to_owned());
    }
    out.push(standing(reader, id));
    out.push(if support.first_hand { "first-hand" } else { "relayed: original not read" }.to_owned());
    if let Some(due) = support.review_due {
        out.push(match due.last_day() < reader.today().first_day() {
            true => format!("review overdue since {}", due.in_words()),
            false => format!("review due {}", due.in_words()),
        });
    }
    if !fact.corrections.is_empty() {
        out.push("corrected".to_owned());
    }
    let against: Vec<String> = reader.contradicting(id).iter().map(|id| reader.fact(*id).id.to_string()).collect();
    if !against.is_empty() {
        out.push(format!("contradicts {}", against.join(", ")));
    }
    out
}

fn linked(view: &View<'_>, words: &str, at: At) -> String {
    let place = view.workspace.input(at.file).zip(view.workspace.input(at.file).and_then(|it| view.uri(&it.path)));
    match place {
        Some((input, uri)) => {
            let line = line_column(&input.text, at.span.start as usize).line;
            format!("[{}]({}#L{line})", escaped(words), uri.as_str())
        }
        None => escaped(words),
    }
}

/// The sentence of a use as readers see it: without its citations, and with the value that an empty link prints.
fn sentence(reader: &Reader<'_>, used: &Used<'_>) -> String {
    let at = used.in_sentence.0 as usize;
    let value = match used.what {
        Ref::Fact(bound) if used.words.trim().is_empty() => {
            reader.find_fact(&bound.id).and_then(|id| bound_text(reader, reader.fact(id), bound))
        }
        _ => None,
    };
    let (before, after) = used.sentence.split_at_checked(at).unwrap_or((used.sentence, ""));
    without_gaps(&format!("{before}{}{after}", value.unwrap_or_default()))
}

fn uses(view: &View<'_>, mentions: &[Mention<'_>]) -> String {
    if mentions.is_empty() {
        return "Not used in any article.".to_owned();
    }
    let reader = view.reader();
    let mut out = vec![format!("Used {}:", count(mentions.len(), "time"))];
    for mention in mentions.iter().take(MAX_USES) {
        let title = plain(&reader, reader.card(mention.usage.article).title);
        let sentence: String = sentence(&reader, &mention.words).chars().take(160).collect();
        let article = reader.article(mention.usage.article);
        let used = article.prose().nth(mention.usage.prose as usize);
        let at = used.and_then(|prose| prose.uses.get(mention.usage.index as usize)).map_or(article.at, |used| used.at);
        out.push(format!("- {}: {}", linked(view, &title, at), escaped(&sentence)));
    }
    if mentions.len() > MAX_USES {
        out.push(format!("- and {} more", mentions.len() - MAX_USES));
    }
    out.join("\n")
}

fn source_card(view: &View<'_>, id: SourceId) -> String {
    let reader = view.reader();
    let source = reader.source(id);
    let mut out = vec![format!("**{}**", escaped(&printed_title(source)))];
    let when = source.date.map(Date::in_words).unwrap_or_default();
    let who = joined([authors(&reader, source), party(&reader, &source.publisher), when]);
    out.push(format!("{}\n\n{}", escaped(&who), source.kind.says()));
    out.extend(source.url.as_ref().map(|url| format!("<{url}>")));
    if let Some(retracted) = &source.retracted {
        out.push(format!("**Retracted** {}: {}", retracted.date.in_words(), escaped(&retracted.why)));
    }
    let mut notes = vec![match reader.facts_of_source(id).len() {
        1 => "1 fact rests on it".to_owned(),
        n => count(n, "fact") + " rest on it",
    }];
    notes.extend(source.read.map(|read| match read {
        Read::Full => "read in full".to_owned(),
        Read::Excerpt => "read in an excerpt".to_owned(),
        Read::No => "not read: it supports nothing".to_owned(),
    }));
    notes.extend(source.capture.as_ref().map(|_| "quotes are checked against a kept copy".to_owned()));
    out.push(format!("*{}*", notes.join(" · ")));
    out.push(uses(view, &reader.uses_of_source(id)));
    out.push(format!("`{}`", source.id));
    out.join("\n\n")
}

fn authors(reader: &Reader<'_>, source: &Source) -> String {
    let one = |author: &Author| match author {
        Author::Person { family, given } => format!("{given} {family}"),
        Author::Plain(name) => party(reader, name),
    };
    source.authors.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn entity_card(view: &View<'_>, id: EntityId) -> String {
    let reader = view.reader();
    let entity = reader.entity(id);
    let mut out = vec![format!("**{}**", escaped(&entity_line(&reader, id)))];
    out.extend(entity.role.as_deref().map(escaped));
    out.extend(
        entity.owner.as_ref().map(|owner| format!("Owned or directed by {}", escaped(&party(&reader, &owner.id)))),
    );
    let counts = [
        (reader.facts_by(id).len(), "says"),
        (reader.facts_about(id).len(), "is the subject of"),
        (reader.published_by(id).len(), "published"),
    ];
    let told = counts.iter().filter(|(n, _)| *n > 0).map(|(n, verb)| {
        let what = if *verb == "published" { "source" } else { "fact" };
        format!("{verb} {}", count(*n, what))
    });
    let told: Vec<String> = told.collect();
    if !told.is_empty() {
        out.push(format!("*{}*", told.join(" · ")));
    }
    out.push(uses(view, &reader.uses_of_entity(id)));
    out.push(format!("`{}`", entity.id));
    out.join("\n\n")
}

fn term_card(view: &View<'_>, id: TermId) -> String {
    let reader = view.reader();
    let term = reader.term(id);
    let head = joined([term.term.text.to_string(), term.zh.as_deref().unwrap_or("").to_owned()]);
    let mut out = vec![format!("**{}**", escaped(&head)), escaped(&plain(&reader, &term.definition))];
    let read = term.evidence.iter().map(|piece| chain(view, &reader, piece, &[])).collect::<Vec<_>>();
    if !read.is_empty() {
        out.push(read.join("\n\n"));
    }
    out.push(uses(view, &reader.uses_of_term(id)));
    out.push(format!("`{}`", term.id));
    out.join("\n\n")
}

fn topic_card(reader: &Reader<'_>, id: TopicId) -> String {
    let topic = reader.topic(id);
    let articles = count(reader.articles_of_topic(id).len(), "article");
    let summary = topic.summary.as_deref().map(escaped).unwrap_or_default();
    format!("**{}**\n\n{summary}\n\n{articles}", escaped(&topic_line(reader, id)))
}
