//! Code actions: write the sheet's words, bind a number to a fact, make a fact of a sentence, waive a rule.
//!
//! Each proposes an edit and applies nothing; a person reads it.

mod bind;
mod promote;
mod waive;

use std::ops::Range;

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, Diagnostic as Shown,
    NumberOrString,
};

use crate::check::report::Finding;
use crate::editor::changes::{self, Change, Changes};
use crate::editor::diagnostics;
use crate::editor::names;
use crate::editor::view::{Document, View};
use crate::model::prose::Ref;
use crate::render::fragment::bound_text;

/// The kinds of actions there are.
pub const KINDS: [CodeActionKind; 3] =
    [CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR_REWRITE, CodeActionKind::REFACTOR_EXTRACT];

/// What the actions are asked for.
struct Asked<'a> {
    view: &'a View<'a>,
    document: Document<'a>,
    /// The bytes selected, or the place of the cursor.
    bytes: Range<usize>,
    params: &'a CodeActionParams,
}

/// Answers `textDocument/codeAction`.
pub fn actions(view: &View<'_>, params: &CodeActionParams) -> Option<CodeActionResponse> {
    let document = view.document(&params.text_document.uri)?;
    let bytes = document.lines.bytes(params.range);
    let asked = Asked { view, document, bytes, params };
    let mut out = Vec::new();
    for finding in asked.findings() {
        out.extend(fix(&asked, finding));
    }
    out.extend(fill(&asked));
    out.extend(bind::actions(&asked));
    out.extend(promote::action(&asked));
    for finding in asked.findings() {
        out.extend(waive::action(&asked, finding));
    }
    let wanted = |action: &CodeAction| match (&params.context.only, &action.kind) {
        (Some(only), Some(kind)) => only.iter().any(|prefix| kind.as_str().starts_with(prefix.as_str())),
        _ => true,
    };
    Some(out.into_iter().filter(wanted).map(CodeActionOrCommand::CodeAction).collect())
}

impl<'a> Asked<'a> {
    /// Findings whose text is touched.
    fn findings(&self) -> Vec<&'a Finding> {
        let is_whole = !self.view.workspace.broken().contains_key(&self.document.path);
        let file = self.view.analysis().inputs.file(&self.document.path).filter(|_| is_whole);
        let Some(file) = file else { return Vec::new() };
        let of_file = self.view.analysis().report.of_file(file);
        let touched = of_file.iter().filter(|finding| {
            let bytes = diagnostics::bytes(self.document.text, &self.document.lines, &finding.diagnostic);
            bytes.start <= self.bytes.end && self.bytes.start <= bytes.end
        });
        touched.collect()
    }

    /// The editor's own copy of a finding, to be crossed off with the action.
    fn shown(&self, finding: &Finding) -> Option<Vec<Shown>> {
        let code = NumberOrString::String(finding.diagnostic.rule.to_owned());
        let range =
            self.document.range(diagnostics::bytes(self.document.text, &self.document.lines, &finding.diagnostic));
        let of_rule = self.params.context.diagnostics.iter();
        let found: Vec<Shown> =
            of_rule.filter(|it| it.code.as_ref() == Some(&code) && it.range == range).cloned().collect();
        (!found.is_empty()).then_some(found)
    }

    /// An action that replaces some bytes of the document.
    fn action(&self, title: String, kind: CodeActionKind, bytes: Range<usize>, text: String) -> CodeAction {
        let change = Change { path: self.document.path.clone(), edits: vec![self.document.edit(bytes, text)] };
        CodeAction {
            title,
            kind: Some(kind),
            edit: Some(changes::edit(self.view, Changes { edits: vec![change], ..Changes::default() })),
            ..CodeAction::default()
        }
    }
}

/// The change a finding proposes.
fn fix(asked: &Asked<'_>, finding: &Finding) -> Option<CodeAction> {
    let fix = finding.diagnostic.fix.as_ref().filter(|fix| fix.at.file == finding.diagnostic.at.file)?;
    let title = format!("Write “{}”, as the sheet does", fix.text);
    let action = asked.action(title, CodeActionKind::QUICKFIX, fix.at.span.range(), fix.text.clone());
    Some(CodeAction { diagnostics: asked.shown(finding), is_preferred: Some(true), ..action })
}

/// The value of an empty link, written into it.
fn fill(asked: &Asked<'_>) -> Option<CodeAction> {
    let article = names::article(&asked.document.path, asked.document.text)?;
    let reader = asked.view.reader();
    let touched = |range: &Range<usize>| range.start <= asked.bytes.end && asked.bytes.start <= range.end;
    let mut empty = article.prose().flat_map(|prose| &prose.uses).filter(|used| used.words.trim().is_empty());
    let used = empty.find(|used| matches!(used.what, Ref::Fact(_)) && touched(&used.at.span.range()))?;
    let Ref::Fact(bound) = &used.what else { return None };
    let value = bound_text(&reader, reader.fact(reader.find_fact(&bound.id)?), bound)?;
    let title = format!("Write “{value}” into the brackets");
    Some(asked.action(title, CodeActionKind::REFACTOR_REWRITE, used.words_at.span.range(), value))
}
