//! Hover: the card of what is named, the meaning of a key, the documentation of a rule at a finding's place.

use lsp_types::{Hover, HoverContents, HoverParams};

use crate::check::lints::LINTS;
use crate::editor::names::{self, yaml_at};
use crate::editor::view::{Document, View, markdown};
use crate::editor::yaml::{self, Part};
use crate::editor::{cards, diagnostics};

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
    } else if let Some((meaning, bytes)) = key(&document, offset) {
        range = Some(bytes);
        parts.push(meaning);
    }
    parts.extend(rules(view, &document, offset));
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
    let findings = &view.analysis().report.findings;
    let first = findings.partition_point(|finding| finding.diagnostic.at.file < file);
    let here = findings[first..].iter().take_while(|finding| finding.diagnostic.at.file == file);
    let mut names: Vec<&str> = Vec::new();
    for finding in here {
        let bytes = diagnostics::bytes(document.text, &document.lines, &finding.diagnostic);
        if bytes.start <= offset && offset <= bytes.end && !names.contains(&finding.diagnostic.rule) {
            names.push(finding.diagnostic.rule);
        }
    }
    let lints = names.iter().filter_map(|name| LINTS.iter().find(|lint| lint.name == *name));
    lints.map(|lint| format!("### {}\n\n{}", lint.name, text_of(lint.doc))).collect()
}

/// The documentation with smaller headings, without the examples, which are whole sites.
fn text_of(doc: &str) -> String {
    let mut out = Vec::new();
    let mut in_example = false;
    for section in doc.split_inclusive('\n') {
        if let Some(heading) = section.strip_prefix("# ").filter(|_| !section.starts_with("# ---")) {
            in_example = heading.starts_with("Example") || heading.starts_with("Instead");
            if !in_example {
                out.push(format!("**{}**\n", heading.trim()));
            }
        } else if !in_example {
            out.push(section.to_owned());
        }
    }
    out.concat().trim().to_owned()
}
