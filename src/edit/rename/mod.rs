//! `rename`: an id under another name, everywhere.
//!
//! In: an analysed site, a kind, the old id and the new. Out: edits of every file that names it, files to move
//! (a sheet and an article are files; a capture is named after its source), and what becomes of addresses.
//! All or nothing: a mention that cannot be changed for certain refuses the whole, and the result is read again
//! to see that none is left. Drafts and translations are included, whatever the analysis leaves out.
//! Absent on purpose: prose that merely has the same letters, and moving a fact to another sheet.

mod aliases;
mod article;
mod error;

use std::collections::BTreeMap;

use crate::base::text::{FileId, Span, line_column};
use crate::build::Analysis;
use crate::edit::references::{self, Collected, Kind, Reference};
use crate::edit::{Edit, texts};
use crate::load::Inputs;
use crate::model::is_id;
pub use error::RenameError;

/// What a rename changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renamed {
    /// Edits of files under their old names.
    pub edits: Vec<Edit>,
    /// Files to move once they are edited.
    pub moves: Vec<Move>,
    /// What became of addresses, a line each.
    pub notes: Vec<String>,
}

/// A file that gets another name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// Path below the root.
    pub from: Box<str>,
    /// New path below the root; nothing stands there.
    pub to: Box<str>,
}

/// Renames an id. Of a fact the new id may be given as `sheet/key` or as the key alone.
pub fn rename(analysis: &Analysis, kind: Kind, old: &str, new: &str) -> Result<Renamed, RenameError> {
    if kind == Kind::Article {
        return article::rename(analysis, old, new);
    }
    let new = full_id(kind, old, new)?;
    let new = new.as_str();
    if old == new {
        return Err(RenameError::Same { kind, id: old.into() });
    }
    let collected = references::all(&analysis.inputs);
    check_taken(analysis, &collected, kind, old, new)?;
    check_readable(&analysis.inputs, &collected, short(kind, old))?;
    check_placed(&analysis.inputs, &collected, kind, old)?;
    let mentions = collected.iter().flat_map(|file| &file.references);
    let mentions = mentions.filter(|reference| reference.kind == kind && *reference.id == *old);
    let mut out = Renamed::default();
    out.edits.extend(mentions.map(|mention| edit_of(&analysis.inputs, mention, short(kind, new))));
    match kind {
        Kind::Sheet => out.moves = sheet_files(&analysis.inputs, old, new)?,
        Kind::Source => capture(analysis, old, new, &mut out)?,
        _ => {}
    }
    out.notes.push(note(kind, old, new));
    check_result(&analysis.inputs, &out, kind, old)?;
    Ok(out)
}

/// All texts of a site after a rename, under their new paths.
pub fn renamed_inputs(inputs: &Inputs, renamed: &Renamed) -> Vec<(String, String)> {
    let edited = texts(inputs, &renamed.edits);
    let moved: BTreeMap<&str, &str> = renamed.moves.iter().map(|moved| (&*moved.from, &*moved.to)).collect();
    let files = inputs.files.iter().map(|input| {
        let text = edited.get(&input.path).map_or_else(|| input.text.to_string(), |(text, _)| text.clone());
        (moved.get(&*input.path).copied().unwrap_or(&input.path).to_owned(), text)
    });
    files.collect()
}

/// What stands in a mention: of a fact its key.
fn short(kind: Kind, id: &str) -> &str {
    match kind {
        Kind::Fact => id.split_once('/').map_or(id, |(_, key)| key),
        _ => id,
    }
}

/// The new id in full, if it may be one.
fn full_id(kind: Kind, old: &str, new: &str) -> Result<String, RenameError> {
    let bad = || RenameError::BadId { kind, id: new.into() };
    if kind != Kind::Fact {
        // A cite key of a library may hold more, and renaming must lead back to it.
        let is_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':' | '.' | '+' | '-');
        let is_library = kind == Kind::Source && !is_id(old) && new.starts_with(|c: char| c.is_ascii_alphanumeric());
        let is_good = is_id(new) || is_library && new.chars().all(is_key) && !new.contains("..");
        return if is_good { Ok(new.to_owned()) } else { Err(bad()) };
    }
    let Some((sheet, _)) = old.split_once('/') else {
        return Err(RenameError::Unknown { kind, id: old.into(), near: None });
    };
    let key = match new.split_once('/') {
        Some((other, _)) if other != sheet => {
            return Err(RenameError::OtherSheet { sheet: sheet.into(), id: new.into() });
        }
        Some((_, key)) => key,
        None => new,
    };
    if is_id(key) { Ok(format!("{sheet}/{key}")) } else { Err(bad()) }
}

/// The old id must be there, once, and the new one nowhere.
fn check_taken(
    analysis: &Analysis,
    collected: &[Collected],
    kind: Kind,
    old: &str,
    new: &str,
) -> Result<(), RenameError> {
    let definitions =
        || collected.iter().flat_map(|file| &file.references).filter(|r| r.is_definition && r.kind == kind);
    let sheets = || analysis.items.sheets.iter().map(|sheet| &*sheet.id);
    let ids: Vec<&str> = match kind {
        Kind::Sheet => sheets().collect(),
        _ => definitions().map(|definition| &*definition.id).collect(),
    };
    match ids.iter().filter(|id| **id == old).count() {
        0 => {
            let near = crate::base::diag::nearest(old, ids.iter().copied()).map(Into::into);
            return Err(RenameError::Unknown { kind, id: old.into(), near });
        }
        1 => {}
        _ => return Err(RenameError::Twice { kind, id: old.into() }),
    }
    if ids.contains(&new) {
        let place = definitions().find(|definition| *definition.id == *new);
        let place = place.map(|definition| place_of(&analysis.inputs, definition.at.file, definition.at.span));
        return Err(RenameError::Taken { kind, id: new.into(), place });
    }
    Ok(())
}

/// A file that cannot be read may name the id unseen.
fn check_readable(inputs: &Inputs, collected: &[Collected], word: &str) -> Result<(), RenameError> {
    let unseen = inputs.files.iter().zip(collected).find(|(input, file)| file.is_partial && input.text.contains(word));
    match unseen {
        Some((input, _)) => Err(RenameError::Unreadable { path: input.path.clone() }),
        None => Ok(()),
    }
}

fn check_placed(inputs: &Inputs, collected: &[Collected], kind: Kind, old: &str) -> Result<(), RenameError> {
    let mut unplaced = collected.iter().flat_map(|file| &file.unplaced);
    match unplaced.find(|(of, id, _)| *of == kind && **id == *old) {
        Some((_, _, at)) => Err(RenameError::Unplaced { id: old.into(), place: place_of(inputs, at.file, at.span) }),
        None => Ok(()),
    }
}

/// Reads the changed files again: no mention of the old id may be left in them.
fn check_result(inputs: &Inputs, renamed: &Renamed, kind: Kind, old: &str) -> Result<(), RenameError> {
    for (path, (text, _)) in texts(inputs, &renamed.edits) {
        let Some(file) = inputs.file(&path) else { continue };
        let mut input = inputs.of(file).clone();
        input.text = text.into();
        let left = references::of_file(file, &input).references;
        if let Some(left) = left.iter().find(|reference| reference.kind == kind && *reference.id == *old) {
            let at = line_column(&input.text, left.at.span.start as usize);
            return Err(RenameError::Unplaced { id: old.into(), place: format!("{path}:{}:{}", at.line, at.column) });
        }
    }
    Ok(())
}

fn edit_of(inputs: &Inputs, mention: &Reference, text: &str) -> Edit {
    let path = inputs.of(mention.at.file).path.clone();
    Edit { path, span: mention.at.span, text: text.to_owned() }
}

fn place_of(inputs: &Inputs, file: FileId, span: Span) -> String {
    let input = inputs.of(file);
    let at = line_column(&input.text, span.start as usize);
    format!("{}:{}:{}", input.path, at.line, at.column)
}

/// The sheet and its translations.
fn sheet_files(inputs: &Inputs, old: &str, new: &str) -> Result<Vec<Move>, RenameError> {
    let mut out = Vec::new();
    for input in inputs.files.iter().filter(|input| input.path.starts_with("content/facts/")) {
        let (folder, name) = input.path.rsplit_once('/').unwrap_or(("", &input.path));
        let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
        if let Some(rest) = name.strip_prefix(old).filter(|rest| rest.starts_with('.') && is_yaml) {
            out.push(Move { from: input.path.clone(), to: format!("{folder}/{new}{rest}").into() });
        }
    }
    let is_sheet = |moved: &&Move| !moved.from.rsplit('/').next().unwrap_or("")[old.len() + 1..].contains('.');
    if out.iter().filter(is_sheet).count() > 1 {
        return Err(RenameError::Twice { kind: Kind::Sheet, id: old.into() });
    }
    check_free(inputs, &out)?;
    Ok(out)
}

fn check_free(inputs: &Inputs, moves: &[Move]) -> Result<(), RenameError> {
    match moves.iter().find(|moved| inputs.file(&moved.to).is_some()) {
        Some(moved) => Err(RenameError::FileTaken { path: moved.to.clone() }),
        None => Ok(()),
    }
}

/// A capture named after its source is renamed with it, in every source that names the file.
fn capture(analysis: &Analysis, old: &str, new: &str, out: &mut Renamed) -> Result<(), RenameError> {
    let source = analysis.items.source(old).map(|id| &analysis.items.sources[id.index()]);
    let Some(path) = source.and_then(|source| source.capture.as_deref()) else { return Ok(()) };
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let Some(ending) = name.strip_prefix(old).filter(|rest| rest.starts_with('.')) else { return Ok(()) };
    let from = format!("content/{path}");
    if analysis.inputs.file(&from).is_none() {
        return Ok(());
    }
    let (name_at, to) = (path.len() - name.len(), format!("content/{folder}/{new}{ending}").replace("//", "/"));
    out.moves.push(Move { from: from.into(), to: to.into() });
    check_free(&analysis.inputs, &out.moves)?;
    let sources = analysis.inputs.files.iter().filter(|input| {
        input.path.starts_with("content/sources/") && (input.path.ends_with(".yml") || input.path.ends_with(".yaml"))
    });
    for input in sources {
        let file = input.id;
        for named in references::captures(file, &input.text).iter().filter(|named| *named.id == *path) {
            let raw = input.text.get(named.at.span.range()).unwrap_or("");
            let Some(offset) = raw.find(path) else {
                return Err(RenameError::Unplaced {
                    id: path.into(),
                    place: place_of(&analysis.inputs, file, named.at.span),
                });
            };
            let start = named.at.span.start as usize + offset + name_at;
            let span = Span::of(start..start + old.len());
            out.edits.push(Edit { path: input.path.clone(), span, text: new.to_owned() });
        }
    }
    Ok(())
}

/// What becomes of the page. Only articles keep old addresses.
fn note(kind: Kind, old: &str, new: &str) -> String {
    let address = |id: &str| match kind {
        Kind::Fact | Kind::Sheet => format!("/facts/{id}/"),
        Kind::Source => format!("/sources/{id}/"),
        Kind::Entity => format!("/entities/{id}/"),
        Kind::Topic => format!("/topics/{id}/"),
        Kind::Term => format!("/glossary/#{id}"),
        Kind::Article => format!("/{id}/"),
    };
    let more = if kind == Kind::Sheet { ", with its facts" } else { "" };
    format!("the page moves from {} to {}{more}; links to it from other sites will break", address(old), address(new))
}
