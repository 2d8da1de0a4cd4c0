//! The desk list: what wants an editor's eye, worst first.
//!
//! In: a reader, and the findings of the rules `uncited-…` and `dead-link`. Out: one entry for each fact, source or sentence that
//! has a reason to be there, with all its reasons; plain data for a command, a page or an editor. Retired facts have
//! been dealt with and are left out, and so are dead links whose archived copy takes over.
//! Absent on purpose: how it looks, and any change to a file.

use std::collections::BTreeSet;

use super::Reader;
use crate::base::diag::Diagnostic;
use crate::base::text::At;
use crate::link::{EntityId, FactId, SourceId};
use crate::model::date::{Date, Length, When};
use crate::model::fact::{Evidence, Fact, FactKind, Stance};
use crate::model::source::Read;

/// Why something is on the list, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Its review is due since a day before today.
    Overdue,
    /// Sources or answers contradict each other.
    Disputed,
    /// One origin alone, and it stands in an article's "In brief".
    SingleInBrief,
    /// Relayed, although the one who says it publishes on this site's list of sources.
    Relayed,
    /// A figure, quote or table in prose without a source.
    Uncited,
    /// Its address no longer answers.
    DeadLink,
    /// Nothing uses it.
    Unused,
}

/// What an entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A fact.
    Fact(FactId),
    /// A source.
    Source(SourceId),
    /// Words of an article.
    Prose,
}

/// One reason, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which.
    pub why: Why,
    /// "due since 2026-05-01": no capital, no dot.
    pub words: String,
}

/// One entry of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// What it is about.
    pub subject: Subject,
    /// `sheet/key`, the source's id, or the article's id.
    pub id: String,
    /// Where it stands.
    pub at: At,
    /// At least one, worst first.
    pub reasons: Vec<Reason>,
    /// Since when a review is due; orders the overdue.
    due: Option<Date>,
    /// Sentences that use it; orders the rest.
    uses: usize,
}

impl Why {
    /// All of them, worst first.
    pub const ALL: [Why; 7] =
        [Why::Overdue, Why::Disputed, Why::SingleInBrief, Why::Relayed, Why::Uncited, Why::DeadLink, Why::Unused];

    /// The key of the group in a machine's document.
    pub fn key(self) -> &'static str {
        match self {
            Why::Overdue => "overdue",
            Why::Disputed => "disputed",
            Why::SingleInBrief => "single-origin-in-brief",
            Why::Relayed => "relayed-original-findable",
            Why::Uncited => "uncited",
            Why::DeadLink => "dead-link",
            Why::Unused => "unused",
        }
    }

    /// The heading of the group.
    pub fn heading(self) -> &'static str {
        match self {
            Why::Overdue => "Review overdue",
            Why::Disputed => "Disputed",
            Why::SingleInBrief => "Single origin, and in brief",
            Why::Relayed => "Relayed, though the original may be found",
            Why::Uncited => "Uncited",
            Why::DeadLink => "Dead links",
            Why::Unused => "Unused",
        }
    }
}

impl Task {
    /// The worst reason: the group it is listed in.
    pub fn why(&self) -> Why {
        self.reasons.first().map_or(Why::Unused, |reason| reason.why)
    }
}

/// The list: by worst reason; within it the longest overdue, then the most used, then by place.
pub fn desk<'a>(reader: &Reader<'_>, findings: impl IntoIterator<Item = &'a Diagnostic>) -> Vec<Task> {
    let (shown, labels) = (in_directives(reader), sources_of_labels(reader));
    let mut out: Vec<Task> = reader.facts().filter_map(|id| of_fact(reader, id, &shown)).collect();
    out.extend(findings.into_iter().filter_map(|finding| of_finding(reader, finding)));
    out.extend(reader.sources().filter_map(|id| of_source(reader, id, &labels)));
    out.sort_by_cached_key(|task| {
        let due = task.due.filter(|_| task.why() == Why::Overdue).map(|due| (due.year, due.month, due.day));
        (task.why(), due, std::cmp::Reverse(task.uses), task.at)
    });
    out
}

fn of_fact(reader: &Reader<'_>, id: FactId, shown: &BTreeSet<FactId>) -> Option<Task> {
    let (fact, support) = (reader.fact(id), reader.support(id));
    if fact.retired.is_some() {
        return None;
    }
    let uses = reader.uses_of_fact(id).len();
    let due = support.review_due.filter(|due| due.last_day() < reader.today().first_day());
    let is_unused = uses == 0 && !shown.contains(&id);
    let reasons = [
        (Why::Overdue, due.map(|due| format!("due since {due}"))),
        (Why::Disputed, support.disputed.then(|| dispute(reader, id))),
        (Why::SingleInBrief, single_in_brief(reader, id)),
        (Why::Relayed, (!support.first_hand).then(|| relayed(reader, fact)).flatten()),
        (Why::Unused, is_unused.then(|| "no sentence binds it and no block names it".to_owned())),
    ];
    task(Subject::Fact(id), &fact.id, fact.at, reasons).map(|task| Task { due, uses, ..task })
}

fn of_source(reader: &Reader<'_>, id: SourceId, labels: &BTreeSet<SourceId>) -> Option<Task> {
    let idle = is_idle(reader, id, labels);
    let source = reader.source(id);
    let words = idle.then(|| "no fact rests on it and no sentence cites it".to_owned());
    let dead = reader.dead_source(source).filter(|dead| dead.copy.is_none());
    let dead =
        dead.map(|dead| format!("{} answers no more since {} ({})", dead.url, dead.dead.since, dead.dead.outcome));
    task(Subject::Source(id), &source.id, source.at, [(Why::DeadLink, dead), (Why::Unused, words)])
}

/// Whether no fact, sentence, term or label rests on a source.
pub(super) fn is_idle(reader: &Reader<'_>, id: SourceId, labels: &BTreeSet<SourceId>) -> bool {
    reader.facts_of_source(id).is_empty()
        && reader.uses_of_source(id).is_empty()
        && reader.terms_of_source(id).is_empty()
        && !labels.contains(&id)
}

/// Sources of labels of opinion: one may be there for that alone.
pub(super) fn sources_of_labels(reader: &Reader<'_>) -> BTreeSet<SourceId> {
    let entities: Vec<EntityId> = reader.entities().collect();
    let perspectives = entities.into_iter().filter_map(|id| reader.entity(id).perspective.as_ref());
    let evidence = perspectives.flat_map(|perspective| &perspective.evidence);
    evidence.filter_map(|evidence| reader.find_source(&evidence.source.id)).collect()
}

/// Findings of the rules about words without a source, and dead links in articles.
fn of_finding(reader: &Reader<'_>, finding: &Diagnostic) -> Option<Task> {
    let path = short_path(reader.path(finding.at.file));
    let why = match finding.rule {
        rule if rule.starts_with("uncited-") => Why::Uncited,
        "dead-link" if path.ends_with(".md") => Why::DeadLink,
        _ => return None,
    };
    let words = format!("{} [{}]", finding.message, finding.rule);
    task(Subject::Prose, path.strip_suffix(".md").unwrap_or(path), finding.at, [(why, Some(words))])
}

fn task<const N: usize>(subject: Subject, id: &str, at: At, reasons: [(Why, Option<String>); N]) -> Option<Task> {
    let reasons: Vec<Reason> =
        reasons.into_iter().filter_map(|(why, words)| Some(Reason { why, words: words? })).collect();
    (!reasons.is_empty()).then(|| Task { subject, id: id.to_owned(), at, reasons, due: None, uses: 0 })
}

fn dispute(reader: &Reader<'_>, id: FactId) -> String {
    let fact = reader.fact(id);
    let others: Vec<&str> = reader.contradicting(id).into_iter().map(|other| &*reader.fact(other).id).collect();
    match others.as_slice() {
        [] => format!("its answers {} cannot all be right", fact.hull_text()),
        others => format!("contradicted by {}", others.join(", ")),
    }
}

/// Where a fact with one origin at most stands in brief.
fn single_in_brief(reader: &Reader<'_>, id: FactId) -> Option<String> {
    let fact = reader.fact(id);
    if reader.support(id).independent(fact.kind) > 1 {
        return None;
    }
    // Prose 0 is the title and 1 the summary; the points follow.
    let points = |article| 2..2 + reader.card(article).points.len() as u32;
    let uses = reader.uses_of_fact(id).into_iter().map(|mention| mention.usage);
    let places: BTreeSet<&str> = uses
        .filter(|usage| points(usage.article).contains(&usage.prose))
        .map(|usage| short_path(reader.path(reader.article(usage.article).file)))
        .collect();
    if places.is_empty() {
        return None;
    }
    let word = if fact.kind == FactKind::Statistic { "origin" } else { "publisher" };
    let who: Vec<&str> = origins(reader, fact).into_iter().map(|id| name(reader, id)).collect();
    let places = places.into_iter().collect::<Vec<_>>().join(", ");
    Some(match who.as_slice() {
        [] => format!("nothing that was read supports it; in brief of {places}"),
        who => format!("one {word}: {}; in brief of {places}", who.join(" and ")),
    })
}

/// Those whose number `Support::independent` is, before their owners are taken for them.
fn origins<'a>(reader: &Reader<'a>, fact: &'a Fact) -> BTreeSet<&'a str> {
    let mut out = BTreeSet::new();
    for (evidence, by) in pieces(fact).filter(|(evidence, _)| evidence.stance == Stance::Supports) {
        let Some(source) = reader.find_source(&evidence.source.id).map(|id| reader.source(id)) else { continue };
        if source.read == Some(Read::No) {
            continue;
        }
        match by.is_empty() || fact.kind != FactKind::Statistic {
            true => drop(out.insert(&*source.publisher)),
            false => out.extend(by),
        }
    }
    out
}

/// All evidence of a fact and of its live answers, each with who says so.
fn pieces(fact: &Fact) -> impl Iterator<Item = (&Evidence, Vec<&str>)> {
    let own = fact.evidence.iter().map(|evidence| (evidence, &fact.by));
    let answers = fact.values.iter().filter(|member| member.retired.is_none());
    let of_answers = answers.flat_map(|member| {
        let by = if member.by.is_empty() { &fact.by } else { &member.by };
        member.evidence.iter().map(move |evidence| (evidence, by))
    });
    own.chain(of_answers).map(|(evidence, by)| {
        let by = if evidence.by.is_empty() { by } else { &evidence.by };
        (evidence, by.iter().map(|by| &*by.id).collect())
    })
}

/// Sources of the speaker's own that may hold what others relay: not older than the fact, and no more than a year
/// younger, for what somebody wrote years later is another text.
fn relayed(reader: &Reader<'_>, fact: &Fact) -> Option<String> {
    let speakers: BTreeSet<&str> = pieces(fact).flat_map(|(_, by)| by).collect();
    let since = fact.dated().and_then(When::start);
    let until = fact.dated().and_then(|when| when.end().or(when.start())).and_then(|end| end.after(Length::Years(1)));
    let is_near = |id: &SourceId| {
        let Some(date) = reader.source(*id).date else { return true };
        since.is_none_or(|since| date.last_day() >= since.first_day())
            && until.is_none_or(|until| date.first_day() <= until.last_day())
    };
    for speaker in speakers {
        let Some(entity) = reader.find_entity(speaker) else { continue };
        let own = reader.published_by(entity).iter().chain(reader.written_by(entity)).copied();
        let own: BTreeSet<SourceId> = own.filter(is_near).collect();
        if let Some(first) = own.first() {
            let relays: BTreeSet<&str> = pieces(fact)
                .filter_map(|(evidence, _)| reader.find_source(&evidence.source.id))
                .map(|id| name(reader, &reader.source(id).publisher))
                .collect();
            let more = if own.len() > 1 { format!(" and {} more", own.len() - 1) } else { String::new() };
            let relays = relays.into_iter().collect::<Vec<_>>().join(", ");
            let (who, first) = (name(reader, speaker), &reader.source(*first).id);
            return Some(format!("read in {relays}; of {who}'s own there is {first}{more}"));
        }
    }
    None
}

/// Facts that a block names, alone or by their sheet. A timeline by topic shows all there is of it: nobody chose
/// the fact, so that is no use.
pub(super) fn in_directives(reader: &Reader<'_>) -> BTreeSet<FactId> {
    let mut out = BTreeSet::new();
    for article in reader.articles() {
        for directive in reader.article(article).prose().flat_map(|prose| &prose.directives) {
            let named = directive.facts.iter().map(|fact| base_id(&fact.id));
            out.extend(named.filter_map(|id| reader.find_fact(id)));
            let sheet = directive.sheet.as_ref().and_then(|sheet| reader.find_sheet(&sheet.id));
            out.extend(sheet.into_iter().flat_map(|sheet| reader.facts_of(sheet)));
        }
    }
    out
}

/// `sheet/key` of an id that may name an answer or a point.
fn base_id(id: &str) -> &str {
    let id = id.split(['@', '#']).next().unwrap_or(id);
    id.match_indices('/').nth(1).map_or(id, |(at, _)| &id[..at])
}

fn name<'a>(reader: &Reader<'a>, id: &'a str) -> &'a str {
    reader.find_entity(id).map_or(id, |entity| &reader.entity(entity).name.text)
}

fn short_path(path: &str) -> &str {
    path.strip_prefix("content/").unwrap_or(path)
}
