//! `allow:` of a record: rules waived there. Whether a rule of that name exists is for `check` to say.

use crate::base::text::Span;
use crate::model::Text;
use crate::model::waiver::Waiver;
use crate::parse::fields::waiver::WAIVER;
use crate::parse::record::{Cx, Record};
use crate::parse::yaml::{Entry, Value};

/// The waivers of a record, each over `over`. One whose `until` is no date is reported and does not hold.
pub fn read(cx: &mut Cx<'_>, record: &Record<'_>, over: Span) -> Vec<Waiver> {
    record.map(cx, "allow").iter().filter_map(|entry| one(cx, entry, over)).collect()
}

fn one(cx: &mut Cx<'_>, entry: &Entry, over: Span) -> Option<Waiver> {
    let rule = Text { text: entry.key.clone(), at: cx.at(entry.key_span) };
    let (reason, until) = match &entry.value.value {
        Value::Text(_) if entry.value.is_null() => ("".into(), None),
        Value::Text(text) => (text.trim().into(), None),
        Value::Map(_) => {
            let inner =
                Record::open(cx, &entry.value, entry.key_span, format!("the waiver of `{}`", entry.key), &WAIVER);
            inner.require(cx);
            let until = inner.date(cx, "until");
            if until.is_none() && inner.get("until").is_some() {
                return None;
            }
            (inner.text(cx, "why")?.text, until)
        }
        Value::List(_) => {
            cx.wrong_shape(&entry.value, &entry.key, "a reason, or a map with `why:` and `until:`");
            return None;
        }
    };
    Some(Waiver { rule, reason, until, over })
}
