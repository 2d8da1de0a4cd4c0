//! Hover: the card of what is named, the meaning of a key, the documentation of a rule at a finding's place.

use lsp_types::{Hover, HoverContents, HoverParams};

use crate::check::doc;
use crate::editor::keys::Scope;
use crate::editor::names::{self, yaml_at};
use crate::editor::view::{Document, View, markdown};
use crate::editor::yaml::{self, Part};
use crate::editor::{cards, diagnostics};
use crate::model::waiver::Waiver;

/// Answers `textDocument/hover`.
pub fn hover(view: &View<'_>, params: &HoverParams) -> Option<Hover> {
    let place = &params.text_document_position_params;
    let document = view.document(&place.text_document.uri)?;
    let offset = document.offset(place.position);
    let mut parts = Vec::new();
    let mut range = None;
    if let Some(name) = names::at(&document.path, document.text, offset)
        && let Some(card) = cards::card(view, &name, &document.path)
    {
        range = Some(name.whole);
        parts.push(card);
    } else if let Some((meaning, bytes)) = key(&document, offset).or_else(|| named_rule(&document, offset)) {
        range = Some(bytes);
        parts.push(meaning);
    }
    let of_findings = rules(view, &document, offset);
    parts.extend(of_findings.into_iter().filter(|text| !parts.contains(text)).collect::<Vec<_>>());
    (!parts.is_empty()).then(|| Hover {
        contents: HoverContents::Markup(markdown(parts.join("\n\n---\n\n"))),
        range: range.map(|bytes| document.range(bytes)),
    })
}

/// What a key means.
fn key(document: &Document<'_>, offset: usize) -> Option<(String, std::ops::Range<usize>)> {
    let (root, region) = yaml_at(&document.path, document.text, offset)?;
    let spot = yaml::spot(document.text, region, offset)?;
    if spot.part != Part::Key {
        return None;
    }
    let name = document.text.get(spot.word.clone())?.trim_end();
    let key = root.at(spot.path.iter().map(String::as_str))?.key(name)?;
    Some((format!("`{}` {}", key.name, key.says), spot.word))
}

/// Documentation of the rules that found something here, each once.
fn rules(view: &View<'_>, document: &Document<'_>, offset: usize) -> Vec<String> {
    let inputs = &view.analysis().inputs;
    let is_whole = !view.workspace.broken().contains_key(&document.path);
    let Some(file) = inputs.file(&document.path).filter(|_| is_whole) else { return Vec::new() };
    let mut names: Vec<&str> = Vec::new();
    for finding in view.analysis().report.of_file(file) {
        let bytes = diagnostics::bytes(document.text, &document.lines, &finding.diagnostic);
        if bytes.start <= offset && offset <= bytes.end && !names.contains(&finding.diagnostic.rule) {
            names.push(finding.diagnostic.rule);
        }
    }
    names.iter().filter_map(|name| about_rule(name)).collect()
}

/// The documentation of a rule, by its name.
fn about_rule(name: &str) -> Option<String> {
    doc::rule(name).map(|lint| format!("### {}\n\n{}", lint.name, doc::in_short(lint.doc)))
}

/// The rule that a waiver names here, or `rules:` of `site.yml`.
fn named_rule(document: &Document<'_>, offset: usize) -> Option<(String, std::ops::Range<usize>)> {
    if let Some((root, region)) = yaml_at(&document.path, document.text, offset)
        && let Some(spot) = yaml::spot(document.text, region, offset)
        && spot.part == Part::Key
    {
        let scope = root.at(spot.path.iter().map(String::as_str))?;
        let name = document.text.get(spot.word.clone())?.trim_end();
        return matches!(scope, Scope::Rules | Scope::Waivers)
            .then(|| about_rule(name).map(|text| (text, spot.word)))?;
    }
    let article = names::article(&document.path, document.text)?;
    let bytes = |waiver: &Waiver| waiver.rule.at.span.range();
    let here = |waiver: &&Waiver| bytes(waiver).start <= offset && offset <= bytes(waiver).end;
    let waiver = article.body.waivers.iter().find(here)?;
    about_rule(&waiver.rule.text).map(|text| (text, bytes(waiver)))
}
