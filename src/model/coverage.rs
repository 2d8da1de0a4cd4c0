//! What can be measured of a site, and what a site may ask of it.
//!
//! Plain data: shares that are never rounded up, the names of the measures, thresholds.
//! Absent on purpose: the measuring (`site::coverage`) and how a missed threshold is reported.

use rust_decimal::Decimal;

use crate::base::text::At;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that have it.
    pub n: usize,
    /// All that could.
    pub of: usize,
}

/// A measure that a threshold may be set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Metric {
    /// Figures in prose that are words bound to a fact.
    FiguresBound,
    /// Figures in prose that are bound, or in reach of a fact or a citation.
    FiguresSourced,
    /// Quotations in prose that are bound, or in reach of a fact or a citation.
    QuotesSourced,
    /// Paragraphs with figures or quotations in which each has a source.
    ParagraphsSourced,
    /// Facts with two or more independent origins.
    SeveralOrigins,
    /// First-hand facts.
    FirstHand,
    /// Sources with an address that have an archived copy.
    Archived,
    /// Sources with a text copy, against which quotes are checked.
    Captured,
    /// Sources read in full or in excerpt.
    Read,
    /// Articles in the further languages of the site.
    Translated,
    /// Figures, quotations and tables without a source and without a waiver.
    Uncited,
    /// Facts with one independent origin.
    SingleOrigin,
    /// Facts that are relayed only.
    Relayed,
    /// Disputed facts.
    Disputed,
    /// Facts whose review is overdue.
    Overdue,
    /// Facts that no article uses.
    UnusedFacts,
    /// Sources that nothing rests on.
    UnusedSources,
    /// Sources that were not read.
    Unread,
    /// Rules waived in articles, sheets and entries.
    Waivers,
    /// Articles missing in the further languages of the site.
    Untranslated,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A share of something.
    Share(Share),
    /// A number of things.
    Count(usize),
}

/// How far a measure may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A share must reach so many percent.
    AtLeast(Decimal),
    /// There may be so many.
    AtMost(u32),
}

/// A measure and its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// What is measured.
    pub metric: Metric,
    /// How far it may go.
    pub limit: Limit,
    /// Its line in `site.yml`; nothing if it was given on the command line.
    pub at: Option<At>,
}

impl Share {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Share) -> Share {
        Share { n: self.n + other.n, of: self.of + other.of }
    }

    /// Tenths of a percent, rounded down: all of them only if they are all. Nothing if there are none to share.
    pub fn tenths(self) -> Option<usize> {
        (self.n.min(self.of) * 1000).checked_div(self.of)
    }

    /// `89.7%`, rounded down; `under 0.1%` where there is any; nothing if there are none to share.
    pub fn percent(self) -> String {
        match self.tenths() {
            None => String::new(),
            Some(0) if self.n > 0 => "under 0.1%".to_owned(),
            Some(tenths) if tenths % 10 == 0 => format!("{}%", tenths / 10),
            Some(tenths) => format!("{}.{}%", tenths / 10, tenths % 10),
        }
    }

    /// `280 of 312`.
    pub fn ratio(self) -> String {
        format!("{} of {}", self.n, self.of)
    }

    /// Whether the exact share, not the printed one, is so many percent or more. None of none lacks nothing.
    pub fn reaches(self, percent: Decimal) -> bool {
        self.of == 0 || Decimal::from(self.n) * Decimal::ONE_HUNDRED >= percent * Decimal::from(self.of)
    }
}

impl Measure {
    /// `280 of 312 (89.7%)`, or a number.
    pub fn words(self) -> String {
        match self {
            Measure::Share(share) if share.of == 0 => "none of 0".to_owned(),
            Measure::Share(share) => format!("{} ({})", share.ratio(), share.percent()),
            Measure::Count(count) => count.to_string(),
        }
    }
}

impl Limit {
    /// Whether a measure keeps to it. A limit of the other sort is never kept; none is ever set.
    pub fn holds(self, measure: Measure) -> bool {
        match (self, measure) {
            (Limit::AtLeast(percent), Measure::Share(share)) => share.reaches(percent),
            (Limit::AtMost(most), Measure::Count(count)) => count <= most as usize,
            _ => false,
        }
    }

    /// `at least 95%`, `at most 10`.
    pub fn words(self) -> String {
        match self {
            Limit::AtLeast(percent) => format!("at least {}%", percent.normalize()),
            Limit::AtMost(most) => format!("at most {most}"),
        }
    }
}

impl Metric {
    /// All of them: first shares, then numbers.
    pub const ALL: [Metric; 20] = [
        Metric::FiguresBound,
        Metric::FiguresSourced,
        Metric::QuotesSourced,
        Metric::ParagraphsSourced,
        Metric::SeveralOrigins,
        Metric::FirstHand,
        Metric::Archived,
        Metric::Captured,
        Metric::Read,
        Metric::Translated,
        Metric::Uncited,
        Metric::SingleOrigin,
        Metric::Relayed,
        Metric::Disputed,
        Metric::Overdue,
        Metric::UnusedFacts,
        Metric::UnusedSources,
        Metric::Unread,
        Metric::Waivers,
        Metric::Untranslated,
    ];

    /// Its key in `site.yml` and on the command line.
    pub const fn key(self) -> &'static str {
        match self {
            Metric::FiguresBound => "figures-bound",
            Metric::FiguresSourced => "figures-sourced",
            Metric::QuotesSourced => "quotes-sourced",
            Metric::ParagraphsSourced => "paragraphs-sourced",
            Metric::SeveralOrigins => "several-origins",
            Metric::FirstHand => "first-hand",
            Metric::Archived => "archived",
            Metric::Captured => "captured",
            Metric::Read => "read",
            Metric::Translated => "translated",
            Metric::Uncited => "uncited",
            Metric::SingleOrigin => "single-origin",
            Metric::Relayed => "relayed",
            Metric::Disputed => "disputed",
            Metric::Overdue => "overdue",
            Metric::UnusedFacts => "unused-facts",
            Metric::UnusedSources => "unused-sources",
            Metric::Unread => "unread",
            Metric::Waivers => "waivers",
            Metric::Untranslated => "untranslated",
        }
    }

    /// Whether it is a share, which must reach something, and not a number, which must not pass it.
    pub const fn is_share(self) -> bool {
        (self as usize) < Metric::Uncited as usize
    }

    /// The measure of a key.
    pub fn of_key(key: &str) -> Option<Metric> {
        Metric::ALL.into_iter().find(|metric| metric.key() == key)
    }

    /// What is measured, for a sentence: "figures bound to a fact".
    pub const fn words(self) -> &'static str {
        match self {
            Metric::FiguresBound => "figures bound to a fact",
            Metric::FiguresSourced => "figures with a source in reach",
            Metric::QuotesSourced => "quotations with a source in reach",
            Metric::ParagraphsSourced => "paragraphs in which every figure and quotation has a source",
            Metric::SeveralOrigins => "facts with two or more independent origins",
            Metric::FirstHand => "first-hand facts",
            Metric::Archived => "sources on the web with an archived copy",
            Metric::Captured => "sources with a text copy",
            Metric::Read => "sources read in full or in excerpt",
            Metric::Translated => "articles translated",
            Metric::Uncited => "figures, quotations and tables without a source",
            Metric::SingleOrigin => "facts with a single origin",
            Metric::Relayed => "relayed facts",
            Metric::Disputed => "disputed facts",
            Metric::Overdue => "facts overdue for review",
            Metric::UnusedFacts => "facts that nothing uses",
            Metric::UnusedSources => "sources that nothing rests on",
            Metric::Unread => "sources not read",
            Metric::Waivers => "waived rules",
            Metric::Untranslated => "missing translations",
        }
    }
}

/// `95%` as 95; from 0 to 100 percent.
pub fn percent(text: &str) -> Option<Decimal> {
    let number = text.trim().strip_suffix('%')?.trim_end();
    // The parser would take a sign, an exponent and `_` as well.
    let is_plain = number.starts_with(|c: char| c.is_ascii_digit())
        && number.ends_with(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let number = number.parse::<Decimal>().ok().filter(|_| is_plain)?;
    (number <= Decimal::ONE_HUNDRED).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_down_and_compared_unrounded() {
        let share = |n, of| Share { n, of };
        let printed = [(312, 312), (9999, 10000), (2, 3), (1, 2), (1, 5000), (0, 7), (0, 0)];
        let printed = printed.map(|(n, of)| share(n, of).percent());
        assert_eq!(printed, ["100%", "99.9%", "66.6%", "50%", "under 0.1%", "0%", ""]);
        assert!(!share(9999, 10000).reaches(Decimal::ONE_HUNDRED));
        assert!(share(19, 20).reaches(Decimal::from(95)) && !share(18, 19).reaches(Decimal::from(95)));
        assert!(share(0, 0).reaches(Decimal::ONE_HUNDRED));
    }

    #[test]
    fn a_percentage_is_read_from_0_to_100() {
        assert_eq!(percent("95%"), Some(Decimal::from(95)));
        assert_eq!(percent("99.5 %"), Some(Decimal::new(995, 1)));
        for wrong in ["95", "101%", "-1%", "+5%", "many%", "%", "5.%", "1e1%", "1_0%"] {
            assert_eq!(percent(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_measure_has_a_key_of_its_own_and_shares_come_first() {
        for (position, metric) in Metric::ALL.into_iter().enumerate() {
            assert_eq!((metric as usize, Metric::of_key(metric.key())), (position, Some(metric)));
        }
        assert!(Metric::Translated.is_share() && !Metric::Uncited.is_share());
    }
}
