//! Sources from elsewhere, ready to be appended to a sheet of the site.
//!
//! In: a linked site, entries of other programs' files, a wish. Out: a `Plan`: what is taken under which id, what is
//! held back because the site has it, and what had no place. Nothing that stands is overwritten. Names that the site
//! knows as entities become their ids, so that whoever carries a claim is counted rightly.
//! Absent on purpose: files. `append` gives the new text, `prove` reads it again before anybody writes it.

use std::collections::{HashMap, HashSet};

use super::entry::{entry, fields};
use super::same::{By, folded, is_one, keys};
use super::source_id::{Taken, UNKNOWN, is_good, propose};
use super::standing::{Sheets, difference};
use crate::base::text::{FileId, line_column};
use crate::cite::names::{Shape, shape};
use crate::link::items::Items;
use crate::link::names;
use crate::load::Inputs;
use crate::model::entity::EntityKind;
use crate::model::source::{Name, Source};
use crate::parse::bib::Unplaced;
use crate::parse::library::Incoming;
use crate::parse::record::Cx;
use crate::parse::source::read_sources;
use crate::parse::yaml;

/// An entry and where it comes from.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The file as it was named.
    pub from: String,
    /// The line of the entry in it.
    pub line: u32,
    /// What was read.
    pub incoming: Incoming,
}

/// What the caller wants beyond the rule.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The id of the only entry.
    pub id: Option<String>,
    /// Take also what the site has, under another id.
    pub keep_both: bool,
}

/// An entry that is taken.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// Its id on the site.
    pub id: String,
    /// Its key in the file; may be empty.
    pub key: String,
    /// The file.
    pub from: String,
    /// The line in it.
    pub line: u32,
    /// The source as it will be read.
    pub source: Source,
    /// The lines to append.
    pub yaml: String,
    /// What was changed on the way, in words.
    pub remarks: Vec<String>,
    /// What had no place.
    pub unplaced: Vec<Unplaced>,
}

/// An entry that is held back.
#[derive(Clone, Debug)]
pub struct Held {
    /// The id of the source that stands in its way.
    pub id: String,
    /// Its own key in the file; may be empty.
    pub key: String,
    /// The file.
    pub from: String,
    /// The line in it.
    pub line: u32,
    /// What the two share.
    pub by: By,
    /// File and line where the other one stands: on the site, or in what is imported.
    pub at: (String, u32),
    /// What would change; empty if nothing.
    pub diff: String,
    /// What had no place.
    pub unplaced: Vec<Unplaced>,
}

/// What an import comes to.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// In the order of the files.
    pub accepted: Vec<Accepted>,
    /// In the order of the files.
    pub held: Vec<Held>,
}

/// Who stands in the way.
#[derive(Clone, Copy)]
enum Known {
    Site(usize),
    Batch(usize),
}

/// Decides on every offer.
pub fn plan(items: &Items, inputs: &Inputs, offers: Vec<Offer>, wish: &Wish) -> Plan {
    let mut known: HashMap<(By, String), Known> = HashMap::new();
    for (index, source) in items.sources.iter().enumerate() {
        for key in keys(&names::entry(items, source)) {
            known.entry(key).or_insert(Known::Site(index));
        }
        known.entry((By::Id, source.id.to_lowercase())).or_insert(Known::Site(index));
    }
    let people = Entities::of(items);
    let mut taken = Taken::of(items.sources.iter().map(|source| &*source.id));
    let (mut plan, mut sheets) = (Plan::default(), Sheets::default());
    for offer in offers {
        let Offer { from, line, incoming: Incoming { mut source, unplaced } } = offer;
        let key = source.id.to_string();
        let remarks = settle(&people, &mut source);
        let wished = wish.id.clone().or_else(|| is_good(&key).then(|| key.clone()));
        let mut own = keys(&names::entry(items, &source));
        own.extend(wished.iter().map(|id| (By::Id, id.clone())));
        let find = |key: &(By, String)| {
            let found = *known.get(key)?;
            is_one(&source, other_source(items, &plan, found), key.0).then_some((key.0, found))
        };
        // Several sources may have one address, as editions of a page have: then the one of this id is meant.
        let by_id = own.last().filter(|key| key.0 == By::Id).and_then(find);
        let shares = |(_, found): &(By, Known)| {
            let theirs = keys(&names::entry(items, other_source(items, &plan, *found)));
            own.iter().any(|key| theirs.contains(key))
        };
        let other = by_id.filter(shares).or_else(|| own.iter().find_map(find));
        if let Some((by, found)) = other.filter(|_| !wish.keep_both) {
            let held = hold(inputs, items, &plan, &mut sheets, &source, (by, found));
            let (id, at, diff) = held;
            plan.held.push(Held { id, key, from, line, by, at, diff, unplaced });
            continue;
        }
        let entity = items.entity(&source.publisher).map(|_| &*source.publisher);
        let id = wished.unwrap_or_else(|| propose(&names::entry(items, &source), entity));
        let id = taken.take(&id);
        source.id = id.as_str().into();
        own.push((By::Id, id.clone()));
        for key in own {
            known.entry(key).or_insert(Known::Batch(plan.accepted.len()));
        }
        let yaml = entry(&source, &id);
        plan.accepted.push(Accepted { id, key, from, line, source, yaml, remarks, unplaced });
    }
    plan
}

fn other_source<'a>(items: &'a Items, plan: &'a Plan, found: Known) -> &'a Source {
    match found {
        Known::Site(index) => &items.sources[index],
        Known::Batch(index) => &plan.accepted[index].source,
    }
}

/// Id and place of the other, and what would change in it.
fn hold(
    inputs: &Inputs,
    items: &Items,
    plan: &Plan,
    sheets: &mut Sheets,
    source: &Source,
    (_, found): (By, Known),
) -> (String, (String, u32), String) {
    match found {
        Known::Site(index) => {
            let ours = &items.sources[index];
            let input = inputs.of(ours.at.file);
            let line = line_column(&input.text, ours.at.span.start as usize).line;
            let (before, after) = sheets.both(inputs, ours, source);
            let old = format!("{}:{line} as it stands", input.path);
            let diff = difference(&old, "as it would be with what the file says", &before, &after);
            (ours.id.to_string(), (input.path.to_string(), line), diff)
        }
        Known::Batch(index) => {
            let first = &plan.accepted[index];
            let old = format!("{}:{} as it was taken", first.from, first.line);
            let diff = difference(&old, "as the other entry has it", &first.yaml, &entry(source, &first.id));
            (first.id.clone(), (first.from.clone(), first.line), diff)
        }
    }
}

/// Names of entities, each that is one entity's alone.
struct Entities<'a> {
    by_name: HashMap<String, Option<(&'a str, EntityKind)>>,
}

impl<'a> Entities<'a> {
    fn of(items: &'a Items) -> Entities<'a> {
        let mut by_name: HashMap<String, Option<(&str, EntityKind)>> = HashMap::new();
        for entity in &items.entities {
            let names: HashSet<String> = entity
                .aliases
                .iter()
                .chain([&entity.name.text])
                .chain(&entity.zh)
                .map(|name| folded(name))
                .filter(|name| !name.is_empty())
                .collect();
            let mut names: Vec<String> = names.into_iter().collect();
            names.sort();
            for name in names {
                let this = Some((&*entity.id, entity.kind));
                by_name.entry(name).and_modify(|other| *other = None).or_insert(this);
            }
        }
        Entities { by_name }
    }

    fn find(&self, name: &str) -> Option<(&'a str, EntityKind)> {
        self.by_name.get(&folded(name)).copied().flatten()
    }

    /// The entity of a name: a person's for a person's, in either order of its parts.
    fn of_name(&self, name: &Name) -> Option<&'a str> {
        let (found, is_person) = match shape(name) {
            Shape::Whole(text) => (self.find(&text), false),
            Shape::Person { family, given, .. } => {
                let found = self.find(&format!("{given} {family}")).or_else(|| self.find(&format!("{family} {given}")));
                (found, true)
            }
        };
        found.filter(|(_, kind)| !is_person || *kind == EntityKind::Person).map(|(id, _)| id)
    }
}

/// Puts entities for names and a word for a publisher that is not named; says what it did.
fn settle(entities: &Entities<'_>, source: &mut Source) -> Vec<String> {
    let mut out = Vec::new();
    for (role, people) in
        [("author", &mut source.authors), ("editor", &mut source.editors), ("translator", &mut source.translators)]
    {
        for name in people.iter_mut() {
            if let Some(id) = entities.of_name(name) {
                *name = Name::Plain(id.into());
                out.push(format!("{role} {id} is an entity of the site"));
            }
        }
    }
    if source.publisher.is_empty() {
        source.publisher = UNKNOWN.into();
        out.push(format!("no publisher is given, `{UNKNOWN}` stands in for it"));
    } else if let Some((id, _)) = entities.find(&source.publisher)
        && *id != *source.publisher
    {
        source.publisher = id.into();
        out.push(format!("publisher {id} is an entity of the site"));
    }
    out
}

/// The sheet with the entries behind it, in its own line endings; all bytes that stand there stay.
pub fn append(before: &str, accepted: &[Accepted]) -> String {
    let ending = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let mut out = before.to_owned();
    let is_blank = before.trim_start_matches('\u{feff}').is_empty();
    if !is_blank && !out.ends_with('\n') {
        out.push_str(ending);
    }
    for (index, one) in accepted.iter().enumerate() {
        if index > 0 || !is_blank {
            out.push_str(ending);
        }
        out.push_str(&one.yaml.replace('\n', ending));
    }
    out
}

/// Reads the new sheet: every entry must say what it was meant to, and nothing new may be wrong. `Err` says what is.
pub fn prove(before: &str, after: &str, accepted: &[Accepted]) -> Result<(), String> {
    let (_, old) = sources(before)?;
    let (read, new) = sources(after)?;
    if let Some(message) = new.get(old.len()..).and_then(|more| more.first()) {
        return Err(message.clone());
    }
    let by_id: HashMap<&str, &Source> = read.iter().map(|source| (&*source.id, source)).collect();
    let same = |one: &&Accepted| by_id.get(&*one.id).is_some_and(|read| fields(read) == fields(&one.source));
    match accepted.iter().find(|one| !same(one)) {
        Some(one) => Err(format!("`{}` would not read back as it was", one.id)),
        None => Ok(()),
    }
}

/// Sources of a sheet, and what is wrong in it; `Err` if it is no map of sources at all.
fn sources(text: &str) -> Result<(Vec<Source>, Vec<String>), String> {
    let body = text.trim_start_matches('\u{feff}');
    let mut cx = Cx::new(FileId::default(), text);
    let root = yaml::read(cx.file, body, (text.len() - body.len()) as u32).map_err(|finding| {
        let at = line_column(text, finding.at.span.start as usize);
        format!("line {}, column {}: {}", at.line, at.column, finding.message)
    })?;
    let sources = read_sources(&mut cx, &root);
    Ok((sources, cx.out.into_iter().map(|finding| finding.message).collect()))
}
