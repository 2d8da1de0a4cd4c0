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

/// Which of the waivers of one file and rule cover a place, without looking at all of them: those of blocks lie one
/// after another, and few reach further.
#[derive(Clone, Debug, Default)]
pub struct Covering {
    /// Positions of those that hold for the whole file.
    whole: Vec<usize>,
    /// The others by their first byte, with their positions.
    parts: Vec<(Span, usize)>,
    /// The furthest end of each of `parts` and those before it.
    reach: Vec<u32>,
}

impl Covering {
    /// From waivers of one file and rule, with their positions in some list.
    pub fn of<'a>(waivers: impl IntoIterator<Item = (usize, &'a Waiver)>) -> Covering {
        let mut out = Covering::default();
        for (position, waiver) in waivers {
            match waiver.over == WHOLE_FILE {
                true => out.whole.push(position),
                false => out.parts.push((waiver.over, position)),
            }
        }
        out.parts.sort_unstable();
        let furthest = |end: &mut u32, (over, _): &(Span, usize)| {
            *end = over.end.max(*end);
            Some(*end)
        };
        out.reach = out.parts.iter().scan(0, furthest).collect();
        out
    }

    /// Positions of those that hold for what begins at a byte.
    pub fn at(&self, start: u32) -> impl Iterator<Item = usize> {
        let before = self.parts.partition_point(|(over, _)| over.start <= start);
        let near = (0..before).rev().take_while(move |index| self.reach[*index] > start);
        let parts = near.filter(move |index| self.parts[*index].0.end > start).map(|index| self.parts[index].1);
        self.whole.iter().copied().chain(parts)
    }
}

/// The bytes of any file, whatever its length: an edit further down is none of the waiver.
pub const WHOLE_FILE: Span = Span { start: 0, end: u32::MAX };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waivers_over_a_place_are_those_that_cover_it() {
        let spans = [(0, 10), (10, 20), (0, 100), (30, 40), (32, 36), (0, u32::MAX), (50, 50)];
        let waiver = |(start, end)| Waiver {
            rule: Text { text: "".into(), at: At::default() },
            reason: "".into(),
            until: None,
            over: Span { start, end },
        };
        let waivers: Vec<Waiver> = spans.into_iter().map(waiver).collect();
        let covering = Covering::of(waivers.iter().enumerate());
        for start in 0..120 {
            let mut found: Vec<usize> = covering.at(start).collect();
            found.sort_unstable();
            let at = At { span: Span { start, end: start }, ..waivers[0].rule.at };
            let expected = waivers.iter().enumerate().filter(|(_, waiver)| waiver.covers(at)).map(|(index, _)| index);
            assert_eq!(found, expected.collect::<Vec<_>>(), "{start}");
        }
    }
}
