//! `circular-source`: evidence that leads back to where it began.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::base::diag::{Diagnostic, Level};
use crate::base::text::At;
use crate::check::circles::circles;
use crate::check::words;
use crate::check::{Lint, Run};
use crate::link::{FactId, SourceId};
use crate::model::IdRef;
use crate::model::fact::{Evidence, Fact, Stance};
use crate::site::Reader;

/// Most sources of a circle that are named.
const NAMED: usize = 8;

/// Most stops of a way that are compared with those of others.
const COMPARED: usize = 16;

/// See `DOC`.
pub static LINT: Lint = Lint {
    name: "circular-source",
    level: Level::Warn,
    doc: DOC,
    run: Run::Several(&[Run::PerFact(of_fact), Run::PerSource(of_source), Run::Site(of_copies)]),
};

const DOC: &str = r#"# What it finds

Evidence that goes round in a circle:

- sources that are copies of each other (`republishes`);
- a piece of evidence whose `via` names the speaker or the publisher, or somebody twice;
- a fact one of whose reports comes from A by way of B, and another from B by way of A;
- a source that is a page of this site;
- a fact with two or more independent publishers, all of which had it from one and the same (`via`).

# Why it matters

Two reports that rest on each other, or on a third, are one. The count of support would say two.

# Example

```site
-- content/a.md --
---
title: A
summary: B
date: 2022
topics: []
---
[They left](fact:s/f), The Post says.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f:
    kind: event
    claim: They left.
    when: 2022
    evidence:
      - {source: x, via: wire}
      - {source: y, via: wire}
-- content/sources/x.yml --
x: {type: newspaper, title: X, publisher: p}
y: {type: newspaper, title: Y, publisher: q}
-- content/entities/e.yml --
wire: {name: The Wire, kind: newspaper}
p: {name: The Post, kind: newspaper}
q: {name: The Quill, kind: newspaper}
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
[They left](fact:s/f), says The Wire.
-- content/facts/s.yml --
title: S
summary: S.
topics: []
facts:
  f:
    kind: event
    claim: They left.
    when: 2022
    evidence: w
-- content/sources/x.yml --
w: {type: newspaper, title: W, publisher: wire}
-- content/entities/e.yml --
wire: {name: The Wire, kind: newspaper}
```
"#;

fn of_source(reader: &Reader<'_>, id: SourceId, out: &mut Vec<Diagnostic>) {
    let source = reader.source(id);
    if let Some(url) = source.url.as_deref().filter(|url| is_own_page(reader, url)) {
        let message = format!("{} is a page of this site: what rests on it rests on itself", source.id);
        let help = format!("name as evidence what `{url}` rests on");
        out.push(Diagnostic::new(LINT.name, source.at, message).help(help));
    }
}

/// Circles of copies, each reported once, at the first of its sources.
fn of_copies(reader: &Reader<'_>, (): (), out: &mut Vec<Diagnostic>) {
    let ids: Vec<SourceId> = reader.sources().collect();
    let original = |at: usize| reader.source(ids[at]).republishes.as_deref().and_then(|id| reader.find_source(id));
    for circle in circles(ids.len(), |at| original(at).map(SourceId::index)) {
        out.push(copies(reader, &circle.iter().map(|at| ids[*at]).collect::<Vec<_>>()));
    }
}

fn copies(reader: &Reader<'_>, circle: &[SourceId]) -> Diagnostic {
    let first = reader.source(circle[0]);
    // Of a long circle the beginning is enough to follow it.
    let shown = &circle[..circle.len().min(NAMED)];
    let mut names: Vec<&str> = shown.iter().map(|id| &*reader.source(*id).id).collect();
    names.extend((circle.len() > NAMED).then_some("…"));
    names.push(&first.id);
    let message = match circle.len() {
        1 => format!("{} is said to be a copy of itself", first.id),
        _ => format!("these sources are copies of each other: {}", names.join(" → ")),
    };
    let mut finding = Diagnostic::new(LINT.name, first.at, message).help("take `republishes` out of the original");
    for id in &shown[1..] {
        let source = reader.source(*id);
        let of = source.republishes.as_deref().unwrap_or("");
        finding = finding.note(source.at, format!("{} is said to be a copy of {of}", source.id));
    }
    finding
}

/// Whether an address is below the site's own. The placeholder of an example is nobody's.
fn is_own_page(reader: &Reader<'_>, url: &str) -> bool {
    let own = &*reader.config().url;
    let host = |url: &str| url.split("://").nth(1).unwrap_or("").trim_start_matches("www.").to_lowercase();
    let (own, url) = (host(own), host(url));
    let is_real = !own.starts_with("localhost") && !own.starts_with("example.");
    is_real && (url.starts_with(&own) || url.trim_end_matches('/') == own.trim_end_matches('/'))
}

/// One way from a speaker to the publisher that carries the report.
struct Way<'a> {
    evidence: &'a Evidence,
    /// Speaker, those between, publisher.
    stops: Vec<&'a str>,
    /// The body at the top of those that own the publisher of the original.
    carrier: String,
}

fn of_fact(reader: &Reader<'_>, id: FactId, out: &mut Vec<Diagnostic>) {
    let fact = reader.fact(id);
    let pieces = supporting(fact);
    // A way of one step has nowhere to turn.
    if pieces.iter().all(|(evidence, _)| evidence.via.is_empty()) && !has_turn(reader, &pieces) {
        return;
    }
    let ways: Vec<Way<'_>> = pieces.iter().flat_map(|(evidence, by)| ways(reader, evidence, by)).collect();
    let turned = turning(reader, fact, &ways);
    let is_turned = !turned.is_empty();
    out.extend(turned);
    if let Some(finding) = crossing(reader, fact, &ways).filter(|_| !is_turned) {
        return out.push(finding);
    }
    out.extend(one_relay(reader, fact, &ways));
}

/// Supporting evidence of a fact and its live answers, with who says so.
fn supporting(fact: &Fact) -> Vec<(&Evidence, &[IdRef])> {
    let own = fact.evidence.iter().map(|evidence| (evidence, &*fact.by));
    let of_answers = words::answers(fact).flat_map(|member| {
        let by = if member.by.is_empty() { &*fact.by } else { &*member.by };
        member.evidence.iter().map(move |evidence| (evidence, by))
    });
    let all = own.chain(of_answers).filter(|(evidence, _)| evidence.stance == Stance::Supports);
    all.map(|(evidence, by)| (evidence, if evidence.by.is_empty() { by } else { &*evidence.by })).collect()
}

/// Whether what one report publishes is what another says: only then can plain reports form a circle.
fn has_turn(reader: &Reader<'_>, pieces: &[(&Evidence, &[IdRef])]) -> bool {
    let publisher = |evidence: &Evidence| Some(&*reader.source(reader.find_source(&evidence.source.id)?).publisher);
    let mut others: Vec<&str> = Vec::new();
    let mut speakers: HashSet<&str> = HashSet::new();
    for (evidence, by) in pieces {
        let publisher = publisher(evidence);
        if by.iter().all(|by| Some(&*by.id) != publisher) {
            others.extend(publisher);
            speakers.extend(by.iter().map(|by| &*by.id));
        }
    }
    others.iter().any(|publisher| speakers.contains(publisher))
}

fn ways<'a>(reader: &Reader<'a>, evidence: &'a Evidence, by: &'a [IdRef]) -> Vec<Way<'a>> {
    let Some(id) = reader.find_source(&evidence.source.id) else { return Vec::new() };
    let publisher = &*reader.source(id).publisher;
    let carrier = reader.carrier(id);
    let between = || evidence.via.iter().map(|via| &*via.id).chain([publisher]);
    match by {
        [] => vec![Way { evidence, stops: between().collect(), carrier }],
        by => by
            .iter()
            .map(|by| Way {
                evidence,
                stops: [&*by.id].into_iter().chain(between()).collect(),
                carrier: carrier.clone(),
            })
            .collect(),
    }
}

/// Ways on which somebody stands twice; that a speaker publishes without anybody between is no turn.
fn turning(reader: &Reader<'_>, fact: &Fact, ways: &[Way<'_>]) -> Vec<Diagnostic> {
    let mut out: Vec<Diagnostic> = Vec::new();
    let mut told: HashSet<At> = HashSet::new();
    for way in ways.iter().filter(|way| !way.evidence.via.is_empty()) {
        let mut met: HashSet<&str> = HashSet::new();
        let Some(stop) = way.stops.iter().find(|stop| !met.insert(stop)) else { continue };
        let name = words::name_of(reader, stop);
        let message = format!("the evidence of {} leads back to {name}: {}", fact.id, arrows(reader, &way.stops));
        let finding = Diagnostic::new(LINT.name, way.evidence.source.at, message)
            .note(fact.at, "the fact is here")
            .help("`via` names only those between the speaker and the source's publisher");
        out.extend(told.insert(finding.at).then_some(finding));
    }
    out
}

/// Two ways that go opposite ways between two bodies.
fn crossing(reader: &Reader<'_>, fact: &Fact, ways: &[Way<'_>]) -> Option<Diagnostic> {
    // Of each two bodies the first way that leads from the one to the other.
    let mut first: HashMap<(&str, &str), &Way<'_>> = HashMap::new();
    for b in ways {
        let stops = &b.stops[..b.stops.len().min(COMPARED)];
        let steps = stops.iter().enumerate().flat_map(|(at, from)| stops[at + 1..].iter().map(move |to| (*from, *to)));
        let steps: Vec<(&str, &str)> = steps.filter(|(from, to)| from != to).collect();
        let back = steps.iter().find_map(|(from, to)| first.get(&(*to, *from)));
        if let Some(a) = back.filter(|a| a.evidence.source.at != b.evidence.source.at) {
            let (there, back) = (arrows(reader, &a.stops), arrows(reader, &b.stops));
            let message = format!("two reports of {} rest on each other: {there} and {back}", fact.id);
            let finding = Diagnostic::new(LINT.name, b.evidence.source.at, message);
            return Some(
                finding
                    .note(a.evidence.source.at, "the other report is here")
                    .note(fact.at, "the fact is here")
                    .help("keep the report that stands nearer to who counted or saw it"),
            );
        }
        for step in steps {
            first.entry(step).or_insert(b);
        }
    }
    None
}

/// Several independent carriers, all of which had it from one body that is not who says so.
fn one_relay(reader: &Reader<'_>, fact: &Fact, ways: &[Way<'_>]) -> Option<Diagnostic> {
    let carriers: BTreeSet<&str> = ways.iter().map(|way| &*way.carrier).collect();
    if carriers.len() < 2 || ways.iter().any(|way| way.evidence.via.is_empty()) {
        return None;
    }
    let mut passed: BTreeMap<&str, usize> = BTreeMap::new();
    for way in ways {
        let own: BTreeSet<&str> = way.evidence.via.iter().map(|via| &*via.id).collect();
        own.into_iter().for_each(|via| *passed.entry(via).or_default() += 1);
    }
    let (relay, _) = passed.into_iter().find(|(_, count)| *count == ways.len())?;
    let first = &ways[0];
    let other = ways.iter().find(|way| way.carrier != first.carrier)?;
    let name = words::name_of(reader, relay);
    let message = format!("all {} publishers of {} had it from {name}", carriers.len(), fact.id);
    let label = arrows(reader, &other.stops);
    let finding = Diagnostic::new(LINT.name, other.evidence.source.at, message).label(label);
    Some(
        finding
            .note(first.evidence.source.at, arrows(reader, &first.stops))
            .note(fact.at, "the fact is here")
            .help(format!("add what {name} itself printed as a source; the others then count as its copies")),
    )
}

/// "Yale → The Wire → The Post"
fn arrows(reader: &Reader<'_>, stops: &[&str]) -> String {
    stops.iter().map(|stop| words::name_of(reader, stop)).collect::<Vec<_>>().join(" → ")
}
