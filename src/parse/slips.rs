//! Slips of the pen in sheets that can mean one thing only, and what puts them right.

use crate::base::diag::{Diagnostic, Fix, WORD_LETTERS, certain, nearest};
use crate::base::text::{At, Span};
use crate::model::is_id;
use crate::parse::fields::Table;
use crate::parse::quoting;
use crate::parse::record::Cx;
use crate::parse::yaml::Entry;

/// Gives a finding a fix at a place.
pub(super) fn set_fix(finding: &mut Diagnostic, at: At, text: &str) {
    finding.fix = Some(Fix { at, text: text.to_owned() });
}

/// The id that a text is but for capitals and underscores. Other characters stand for something, which a
/// person has to say.
pub(super) fn plain_slip(text: &str) -> Option<String> {
    let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let id = text.to_ascii_lowercase().replace('_', "-");
    (is_plain && is_id(&id)).then_some(id)
}

/// Reports the last of `before`, entries of a record from its start.
pub(super) fn report_unknown(cx: &mut Cx<'_>, before: &[Entry], all: &[Entry], what: &str, table: &Table) {
    let Some((entry, before)) = before.split_last() else { return };
    let message = format!("{what} has no field `{}`", entry.key);
    if is_thousands(entry) {
        let number = before.last().and_then(|first| split_number(cx, first, &all[before.len()..]));
        let finding = cx.report("unknown-key", entry.key_span, message);
        finding.help = Some("a comma inside `{ }` splits: quote the number, such as `value: \"1,000\"`".to_owned());
        finding.fix = number;
        return;
    }
    let help = match nearest(&entry.key, table.keys()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("fields are {}", table.keys().collect::<Vec<_>>().join(", ")),
    };
    let meant = certain(&entry.key, table.keys(), WORD_LETTERS);
    let meant = meant.filter(|key| all.iter().all(|other| *other.key != **key));
    let at = cx.at(entry.key_span);
    let finding = cx.report("unknown-key", entry.key_span, message);
    finding.help = Some(help);
    if let Some(key) = meant {
        set_fix(finding, at, key);
    }
}

/// The `000` of `{value: 1,000}`, a key without value to YAML.
fn is_thousands(entry: &Entry) -> bool {
    entry.key.len() == 3 && entry.key.bytes().all(|b| b.is_ascii_digit())
}

/// The number that commas split: the value before, and the keys glued to it, quoted as one.
fn split_number(cx: &Cx<'_>, first: &Entry, rest: &[Entry]) -> Option<Fix> {
    let start = first.value.span.start;
    let mut end = first.value.span.end;
    for entry in rest {
        let is_glued = is_thousands(entry) && entry.value.is_null() && entry.key_span.start == end + 1;
        if !is_glued || cx.text.as_bytes().get(end as usize) != Some(&b',') {
            break;
        }
        end = entry.key_span.end;
    }
    let span = Span { start, end };
    let number = cx.text.get(span.range())?;
    let is_number = first.value.plain && first.value.text()?.ends_with(|c: char| c.is_ascii_digit());
    (is_number && end > first.value.span.end).then(|| Fix { at: cx.at(span), text: quoting::quoted(number) })
}
