//! Waives a rule for a block: `<!-- allow RULE: … -->` on the line before it.
//!
//! The reason is left to be written, and `…` is none: `bad-waiver` reports it until words stand there.

use lsp_types::{CodeAction, CodeActionKind};

use super::Asked;
use crate::check::report::Finding;
use crate::check::waivers;
use crate::editor::names;

/// The waiver for a finding in the body of an article.
pub fn action(asked: &Asked<'_>, finding: &Finding) -> Option<CodeAction> {
    let rule = finding.diagnostic.rule;
    if waivers::is_own(rule) {
        return None;
    }
    let article = names::article(&asked.document.path, asked.document.text)?;
    let body = &article.body;
    let start = finding.diagnostic.at.span.start;
    let (from, _) = body.blocks.iter().find(|(from, to)| *from <= start && start < *to)?;
    let text = asked.document.text;
    let line = text[..*from as usize].rfind('\n').map_or(0, |at| at + 1);
    let end = if text[..line].ends_with("\r\n") { "\r\n" } else { "\n" };
    let title = format!("Allow {rule} here, with a reason to be written");
    let action = asked.action(title, CodeActionKind::QUICKFIX, line..line, format!("<!-- allow {rule}: … -->{end}"));
    Some(CodeAction { diagnostics: asked.shown(finding), ..action })
}
