//! An article is its file: renaming one moves it with its translations, and mends the links on both ends.

use std::collections::BTreeMap;

use crate::base::text::{At, FileId, Span};
use crate::build::Analysis;
use crate::edit::Edit;
use crate::edit::references::{self, Kind, places_of_address};
use crate::edit::rename::{
    Move, RenameError, Renamed, aliases, check_free, check_placed, check_readable, edit_of, place_of,
};
use crate::link::targets::{decode, join};
use crate::link::urls;
use crate::load::{Input, Inputs};
use crate::model::article::Article;
use crate::model::is_id;
use crate::parse::article::id_and_language;
use crate::parse::{self, Item};

/// The paths that change, below `content/`, and the addresses.
struct Plan<'p> {
    old: &'p str,
    new: &'p str,
    /// `old.md` and `old.zh.md` to their new names.
    paths: BTreeMap<String, String>,
    /// `/old/` and `/zh/old/` to their new ones.
    addresses: BTreeMap<String, String>,
}

/// Renames an article.
pub fn rename(analysis: &Analysis, old: &str, new: &str) -> Result<Renamed, RenameError> {
    let inputs = &analysis.inputs;
    check_id(old, new)?;
    let files = files_of(inputs, old);
    if files.is_empty() {
        let ids: Vec<Box<str>> = articles(inputs).map(|(_, id, _)| id).collect();
        let near = crate::base::diag::nearest(old, ids.iter().map(|id| &**id)).map(Into::into);
        return Err(RenameError::Unknown { kind: Kind::Article, id: old.into(), near });
    }
    if let Some((input, ..)) = articles(inputs).find(|(_, id, _)| id.eq_ignore_ascii_case(new)) {
        let place = Some(input.path.to_string());
        return Err(RenameError::Taken { kind: Kind::Article, id: new.into(), place });
    }
    let mut plan = Plan { old, new, paths: BTreeMap::new(), addresses: BTreeMap::new() };
    let mut out = Renamed::default();
    for (input, lang) in &files {
        let ending = if lang.is_empty() { String::new() } else { format!(".{lang}") };
        let (from, to) = (format!("{old}{ending}.md"), format!("{new}{ending}.md"));
        out.moves.push(Move { from: input.path.clone(), to: format!("content/{to}").into() });
        plan.paths.insert(from, to);
        plan.addresses.insert(urls::of_article(old, lang), urls::of_article(new, lang));
    }
    check_free(inputs, &out.moves)?;
    parts(inputs, old, new, &mut out)?;
    for input in inputs.files.iter().filter(|input| input.path.ends_with(".md")) {
        links(inputs, input.id, input, &plan, &mut out)?;
    }
    for (from, to) in &plan.addresses {
        out.notes.push(format!("the page moves from {from} to {to}; `aliases` of the article notes the old address"));
    }
    Ok(out)
}

fn check_id(old: &str, new: &str) -> Result<(), RenameError> {
    if old == new {
        return Err(RenameError::Same { kind: Kind::Article, id: old.into() });
    }
    if old == "index" || new == "index" {
        return Err(RenameError::Index);
    }
    if !new.split('/').all(is_id) {
        return Err(RenameError::BadId { kind: Kind::Article, id: new.into() });
    }
    let section = new.split('/').next().unwrap_or("");
    match urls::SECTIONS.contains(&section) {
        true => Err(RenameError::Section { section: section.into() }),
        false => Ok(()),
    }
}

fn articles(inputs: &Inputs) -> impl Iterator<Item = (&Input, Box<str>, Box<str>)> {
    let files = inputs.files.iter().filter(|input| input.path.ends_with(".md"));
    files.filter_map(|input| {
        let (id, lang) = id_and_language(input.path.strip_prefix("content/")?);
        Some((input, id, lang))
    })
}

fn files_of<'i>(inputs: &'i Inputs, id: &str) -> Vec<(&'i Input, Box<str>)> {
    articles(inputs).filter(|(_, of, _)| **of == *id).map(|(input, _, lang)| (input, lang)).collect()
}

/// `parts:` of site.yml.
fn parts(inputs: &Inputs, old: &str, new: &str, out: &mut Renamed) -> Result<(), RenameError> {
    let collected = references::all(inputs);
    check_readable(inputs, &collected, old)?;
    check_placed(inputs, &collected, Kind::Article, old)?;
    let mentions = collected.iter().flat_map(|file| &file.references);
    for mention in mentions.filter(|mention| mention.kind == Kind::Article && *mention.id == *old) {
        if !is_id(new) {
            let place = place_of(inputs, mention.at.file, mention.at.span);
            return Err(RenameError::InPart { id: new.into(), place });
        }
        out.edits.push(edit_of(inputs, mention, new));
    }
    Ok(())
}

/// Links and images of one article, and its aliases if it is one of those that move.
fn links(inputs: &Inputs, file: FileId, input: &Input, plan: &Plan<'_>, out: &mut Renamed) -> Result<(), RenameError> {
    let (Item::Article(article), _) = parse::parse(file, input) else { return Ok(()) };
    for prose in article.prose() {
        let links = prose.links.iter().map(|link| (&*link.target, link.at));
        let images = prose.images.iter().filter(|image| !image.source.contains("//"));
        for (target, at) in links.chain(images.map(|image| (&*image.source, image.at))) {
            let Some(new) = new_target(&article, target, plan) else { continue };
            out.edits.extend(retargeted(inputs, file, input, at, target, &new)?);
        }
    }
    if *article.id == *plan.old {
        let (old, new) = (urls::of_article(plan.old, &article.lang), urls::of_article(plan.new, &article.lang));
        if let Some((span, text)) = aliases::with_alias(&input.text, &article, &old, &new) {
            out.edits.push(Edit { path: input.path.clone(), span, text });
        }
    }
    out.edits.sort();
    out.edits.dedup();
    Ok(())
}

fn retargeted(
    inputs: &Inputs,
    file: FileId,
    input: &Input,
    at: At,
    target: &str,
    new: &str,
) -> Result<Vec<Edit>, RenameError> {
    let places = places_of_address(file, &input.text, at, target);
    if places.is_empty() {
        return Err(RenameError::Unplaced { id: target.into(), place: place_of(inputs, file, at.span) });
    }
    let edit = |range| Edit { path: input.path.clone(), span: Span::of(range), text: new.to_owned() };
    Ok(places.into_iter().map(edit).collect())
}

/// The link as it has to be afterwards; nothing if it stays.
fn new_target(article: &Article, target: &str, plan: &Plan<'_>) -> Option<String> {
    let end = target.find(['#', '?']).unwrap_or(target.len());
    let (path, rest) = target.split_at(end);
    if path.is_empty() {
        return None;
    }
    let full = join(&article.id, &decode(path));
    let moved = plan.paths.get(&full);
    if path.starts_with('/') {
        let address = || plan.addresses.get(&format!("{}/", path.trim_end_matches('/')));
        let new = moved.map(|path| format!("/{path}")).or_else(|| address().cloned())?;
        let new = if path.ends_with('/') || moved.is_some() { new } else { new.trim_end_matches('/').to_owned() };
        return Some(format!("{new}{rest}"));
    }
    let moves = *article.id == *plan.old;
    if moved.is_none() && !moves {
        return None;
    }
    let from = if moves { plan.new } else { &article.id };
    let goal = match moved {
        Some(path) => path.clone(),
        // The name as written keeps its escapes.
        None => match (full.rsplit_once('/'), path.rsplit('/').next()) {
            (Some((folder, _)), Some(name)) => format!("{folder}/{name}"),
            (_, name) => name.unwrap_or(path).to_owned(),
        },
    };
    let new = relative(from, &goal);
    let dot = if path.starts_with("./") && !new.starts_with("..") { "./" } else { "" };
    let new = format!("{dot}{new}");
    (new != path).then(|| format!("{new}{rest}"))
}

/// The path that leads from the folder of an article to a file.
fn relative(from: &str, to: &str) -> String {
    let folder: Vec<&str> = from.split('/').collect();
    let folder = &folder[..folder.len() - 1];
    let parts: Vec<&str> = to.split('/').collect();
    let common = folder.iter().zip(&parts[..parts.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", folder.len() - common);
    up.chain(parts[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relative_path_leads_there() {
        for (from, to, want) in [
            ("a", "b.md", "b.md"),
            ("x/a", "b.md", "../b.md"),
            ("a", "x/b.md", "x/b.md"),
            ("x/a", "x/b.md", "b.md"),
            ("x/y/a", "x/z/b.md", "../z/b.md"),
        ] {
            assert_eq!(relative(from, to), want);
        }
    }
}
