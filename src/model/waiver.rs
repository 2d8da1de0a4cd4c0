//! A rule set aside in one place, with the reason: a promise to the reader that somebody looked.

use crate::base::text::Span;
use crate::model::Text;
use crate::model::date::Date;

/// `<!-- allow RULE until DATE: why -->`, or an entry of `allow:`.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiver {
    /// The rule.
    pub rule: Text,
    /// Why; may hold nothing to read, which is reported.
    pub reason: Box<str>,
    /// The last day on which it holds; for good if not given.
    pub until: Option<Date>,
    /// The bytes of its file in which findings of the rule are set aside: a block, an entry or the whole file.
    pub over: Span,
}

/// The bytes of any file, whatever its length: an edit further down is none of the waiver.
pub const WHOLE_FILE: Span = Span { start: 0, end: u32::MAX };
