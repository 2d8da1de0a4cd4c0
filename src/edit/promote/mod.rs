//! `promote`: a sentence with a figure becomes a fact, and the figure a link to it.
//!
//! In: an analysed site and a place in an article. Out: a proposal: the fact as YAML in a sheet, the link in the
//! prose, and remarks on what was guessed or is missing. It proposes; a person reads the diff.
//! Absent on purpose: facts without a figure, and quotes: the words to keep verbatim are not in the article.

mod claim;
mod error;
mod figure;
mod parties;
mod sheet;
mod support;
mod time;
mod unit;

use std::collections::BTreeMap;

use crate::base::text::{FileId, Span};
use crate::build::Analysis;
use crate::edit::Edit;
use crate::model::article::Article;
use crate::model::fact::FactKind;
use crate::model::is_id;
use crate::model::prose::Ref;
use crate::parse::{self, Item, quoting};
use crate::render::fragment;
pub use error::PromoteError;
use figure::Spot;
use sheet::{Field, Home};

/// Where the figure stands, and what the caller has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Path of the article below the root.
    pub path: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1; the first free figure of the line if not given.
    pub column: Option<u32>,
    /// The sheet to write to, made if there is none; chosen from what the article binds if not given.
    pub sheet: Option<String>,
    /// The key of the fact; made from its words if not given.
    pub key: Option<String>,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promoted {
    /// Id of the new fact.
    pub id: String,
    /// The link, and the fact in a sheet that is there.
    pub edits: Vec<Edit>,
    /// The new sheet: path and text.
    pub created: Option<(String, String)>,
    /// What was guessed and what is missing, a line each.
    pub notes: Vec<String>,
}

/// Proposes a fact from the sentence at a place.
pub fn promote(analysis: &Analysis, wish: &Wish) -> Result<Promoted, PromoteError> {
    let file = analysis.inputs.file(&wish.path).ok_or_else(|| PromoteError::NoFile { path: wish.path.clone() })?;
    let input = &analysis.inputs.files[file.0 as usize];
    let (Item::Article(article), _) = parse::parse(file, input) else {
        return Err(PromoteError::NoArticle { path: wish.path.clone() });
    };
    let spot = figure::find(&input.text, &article, wish)?;
    let home = home(analysis, &article, wish)?;
    let mut notes = Vec::new();
    let draft = draft(analysis, &article, &spot, &input.text, &mut notes);
    let key = key(analysis, &home, &draft, wish)?;
    let id = format!("{}/{key}", home.sheet);
    let fields = fields(&draft);
    let mut edits = vec![link(&input.path, &input.text, &spot, &id)];
    let mut created = None;
    match &home.path {
        Some(path) => {
            let sheet =
                analysis.inputs.file(path).map(|file| &*analysis.inputs.files[file.0 as usize].text).unwrap_or("");
            let (span, text) = sheet::insert(sheet, &key, &fields).ok_or(PromoteError::Sheet { path: path.clone() })?;
            edits.push(Edit { path: path.as_str().into(), span, text });
        }
        None => created = Some(new_sheet(analysis, &article, &home.sheet, &key, &fields)),
    }
    Ok(Promoted { id, edits, created, notes })
}

/// What is known of the fact.
struct Draft {
    kind: FactKind,
    claim: String,
    value: String,
    unit: Option<String>,
    dates: Vec<(&'static str, String)>,
    by: Vec<String>,
    about: Vec<String>,
    evidence: Vec<String>,
}

fn draft(analysis: &Analysis, article: &Article, spot: &Spot, text: &str, notes: &mut Vec<String>) -> Draft {
    let site = analysis.site();
    let reader = site.reader();
    let cited = support::cited(&reader, article, spot, text);
    if cited.is_empty() {
        notes.push(
            "no source is cited in the paragraph; add where it was read, such as `evidence: source-id, para. 7`"
                .to_owned(),
        );
    }
    let measured = unit::measured(spot, &reader.config().units, notes);
    let claim = claim::of(spot, &measured, &reader.config().hedges, notes);
    let parties = parties::of(&reader, article, spot, &cited, notes);
    let time = time::of(&reader, spot, &cited, notes);
    Draft {
        kind: time.kind,
        claim,
        value: measured.value,
        unit: measured.unit,
        dates: time.fields,
        by: parties.by,
        about: parties.about,
        evidence: cited.into_iter().map(|piece| piece.written()).collect(),
    }
}

fn fields(draft: &Draft) -> Vec<Field> {
    let one = |name: &'static str, text: &str| Field::one(name, text);
    let mut out = vec![one("kind", draft.kind.word()), one("claim", &draft.claim), one("value", &draft.value)];
    out.extend(draft.unit.iter().map(|unit| one("unit", unit)));
    out.extend(draft.dates.iter().map(|(name, date)| one(name, date)));
    for (name, list) in [("by", &draft.by), ("about", &draft.about), ("evidence", &draft.evidence)] {
        if !list.is_empty() {
            out.push(Field { name, values: list.clone() });
        }
    }
    out
}

/// The sheet: the one that was asked for, else the one that the article binds most, else one of its own.
fn home(analysis: &Analysis, article: &Article, wish: &Wish) -> Result<Home, PromoteError> {
    let path = |sheet: &str| {
        let known = analysis.items.sheet(sheet).map(|id| analysis.items.sheets[id.index()].at.file);
        known.map(|file: FileId| analysis.inputs.files[file.0 as usize].path.to_string())
    };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for used in article.prose().flat_map(|prose| &prose.uses) {
        if let Ref::Fact(fact) = &used.what
            && let Some((sheet, _)) = fact.id.split_once('/')
            && path(sheet).is_some()
        {
            *counts.entry(sheet).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(sheet, count)| (*count, std::cmp::Reverse(*sheet)));
    let own = || article.id.rsplit('/').next().filter(|name| is_id(name)).unwrap_or("facts").to_owned();
    let sheet = match (&wish.sheet, most) {
        (Some(sheet), _) => sheet.clone(),
        (None, Some((sheet, _))) => sheet.to_owned(),
        (None, None) => own(),
    };
    if !is_id(&sheet) {
        return Err(PromoteError::BadId { id: sheet });
    }
    let home = Home { path: path(&sheet), sheet };
    let new = format!("content/facts/{}.yml", home.sheet);
    match home.path.is_none() && analysis.inputs.file(&new).is_some() {
        true => Err(PromoteError::Sheet { path: new }),
        false => Ok(home),
    }
}

/// The key that was asked for, if it is free; else up to three telling words of the claim, the unit first.
fn key(analysis: &Analysis, home: &Home, draft: &Draft, wish: &Wish) -> Result<String, PromoteError> {
    let is_free = |key: &str| analysis.items.fact(&format!("{}/{key}", home.sheet)).is_none();
    if let Some(key) = &wish.key {
        return match (is_id(key), is_free(key)) {
            (false, _) => Err(PromoteError::BadId { id: key.clone() }),
            (_, false) => Err(PromoteError::Taken { id: format!("{}/{key}", home.sheet) }),
            _ => Ok(key.clone()),
        };
    }
    let base = claim::key(&draft.claim, draft.unit.as_deref(), draft.dates.first().map(|(_, date)| date.as_str()));
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    let mut keys = std::iter::once(base.clone()).chain(numbered);
    Ok(keys.find(|key| is_free(key)).unwrap_or(base))
}

/// The figure as a link. A plain scalar of front matter may not begin with a bracket.
fn link(path: &str, text: &str, spot: &Spot, id: &str) -> Edit {
    let linked = format!("[{}](fact:{id})", &text[spot.place.clone()]);
    let path = path.into();
    match &spot.scalar {
        Some(scalar) if scalar.start == spot.place.start => {
            let rest = &text[spot.place.end..scalar.end];
            Edit { path, span: Span::of(scalar.clone()), text: quoting::scalar(&format!("{linked}{rest}")) }
        }
        _ => Edit { path, span: Span::of(spot.place.clone()), text: linked },
    }
}

/// A sheet of the article's own: its title, summary and topics.
fn new_sheet(analysis: &Analysis, article: &Article, sheet: &str, key: &str, fields: &[Field]) -> (String, String) {
    let site = analysis.site();
    let reader = site.reader();
    let cut = |text: String, most: usize| match text.chars().count() > most {
        true => text.chars().take(most - 1).chain(['…']).collect(),
        false => text,
    };
    let title = fragment::plain(&reader, &article.title);
    let summary = fragment::plain(&reader, &article.summary);
    let summary = if summary.is_empty() { title.clone() } else { summary };
    let (title, summary) = (quoting::scalar(&cut(title, 80)), quoting::scalar(&cut(summary, 240)));
    let topics: Vec<&str> = article.topics.iter().map(|topic| &*topic.id).collect();
    let head = format!("title: {title}\nsummary: {summary}\ntopics: [{}]\nfacts:\n", topics.join(", "));
    (format!("content/facts/{sheet}.yml"), head + &sheet::block(key, fields, "  ", "    "))
}
