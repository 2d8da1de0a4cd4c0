//! A rule set aside in one place, with the reason: a promise to the reader that somebody looked.

use crate::base::text::{At, Span};
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

impl Waiver {
    /// Whether its reason holds anything to read: `…` is what an editor writes where the reason is to go.
    pub fn has_reason(&self) -> bool {
        self.reason.contains(char::is_alphanumeric)
    }

    /// Whether its last day is past.
    pub fn has_ended(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until.last_day() < today.first_day())
    }

    /// Whether it holds for what begins at a place.
    pub fn covers(&self, at: At) -> bool {
        let start = at.span.start;
        self.rule.at.file == at.file && self.over.start <= start && start < self.over.end
    }
}

/// The bytes of any file, whatever its length: an edit further down is none of the waiver.
pub const WHOLE_FILE: Span = Span { start: 0, end: u32::MAX };
