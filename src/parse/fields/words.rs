//! The words that may stand in a field, each with its meaning.
//!
//! An enum of the model is read by the same list that the schema offers. A variant that stands in no list does
//! not compile.

use crate::base::coding::Coding;
use crate::base::diag::Level;
use crate::model::article::Status;
use crate::model::entity::EntityKind;
use crate::model::fact::{FactKind, Stance};
use crate::model::hosting::{Host, Referrer, Switch};
use crate::model::prose::ChartKind;
use crate::model::source::{Read, SourceKind};
use crate::model::target::{History, Layout};

/// A word and its meaning, one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// As it is typed.
    pub word: &'static str,
    /// What it means; editors show it.
    pub about: &'static str,
}

/// An enum that is written as a word.
pub trait Word: Copy + 'static {
    /// Its words, in the order of the handbook.
    const CHOICES: &'static [Choice];
    /// Its values, in the same order.
    const VALUES: &'static [Self];

    /// The value of a word.
    fn of(word: &str) -> Option<Self> {
        let index = Self::CHOICES.iter().position(|choice| choice.word == word)?;
        Self::VALUES.get(index).copied()
    }
}

macro_rules! words {
    ($($kind:ident { $($variant:ident $word:expr, $about:literal;)* })*) => {
        $(impl Word for $kind {
            const CHOICES: &'static [Choice] = &[$(Choice { word: $word, about: $about },)*];
            const VALUES: &'static [$kind] = &[$($kind::$variant,)*];
        }
        const _: fn($kind) = |kind| match kind { $($kind::$variant => {})* };)*
    };
}

words! {
    History {
        All "all", "A commit for each publish; the default.";
        Squash "squash", "A single commit, replaced each time.";
    }
    Layout {
        Auto "auto", "Releases and a symlink, unless the path is a directory already; the default.";
        Releases "releases", "Each release in a directory of its own, and the path a symlink to the newest.";
        Flat "flat", "File by file in the directory itself, for file systems without links.";
    }
    FactKind {
        Statistic FactKind::Statistic.word(), "A number that someone counted or estimated; needs value, as_of and by.";
        Event FactKind::Event.word(), "Something that happened; needs when.";
        Policy FactKind::Policy.word(), "A law, rule, plan or measure; needs when and by.";
        Statement FactKind::Statement.word(), "What someone said; needs when and by.";
        Assessment FactKind::Assessment.word(), "What someone judges to be so; needs by.";
        Forecast FactKind::Forecast.word(), "What someone expects; needs when and by, and a target date if one was named.";
        Period FactKind::Period.word(), "A stage of a development; needs order and by.";
    }
    Stance {
        Supports Stance::Supports.word(), "The source says what the claim says; the default.";
        Disputes Stance::Disputes.word(), "The source says otherwise.";
        Context Stance::Context.word(), "The source says what surrounds it; it does not count as support.";
    }
    SourceKind {
        Newspaper SourceKind::Newspaper.word(), "A newspaper's article.";
        Magazine SourceKind::Magazine.word(), "A magazine's article.";
        Article SourceKind::Article.word(), "A journal's article.";
        Book SourceKind::Book.word(), "A book.";
        Chapter SourceKind::Chapter.word(), "A chapter of a book; `in` names the book.";
        Report SourceKind::Report.word(), "A report.";
        Dataset SourceKind::Dataset.word(), "A data set.";
        Web SourceKind::Web.word(), "A page on the web.";
        Post SourceKind::Post.word(), "A post on a blog or a social medium.";
        Speech SourceKind::Speech.word(), "A speech.";
        Law SourceKind::Law.word(), "A law, rule or treaty.";
        Video SourceKind::Video.word(), "A film or broadcast.";
        Thesis SourceKind::Thesis.word(), "A thesis.";
        Letter SourceKind::Letter.word(), "A letter.";
    }
    EntityKind {
        Person EntityKind::Person.word(), "A human being.";
        Organization EntityKind::Organization.word(), "A body of any sort.";
        Company EntityKind::Company.word(), "A firm.";
        Newspaper EntityKind::Newspaper.word(), "A newspaper or news agency.";
        Magazine EntityKind::Magazine.word(), "A magazine or journal.";
        University EntityKind::University.word(), "A university or research academy.";
        Government EntityKind::Government.word(), "A government, ministry or agency.";
        Party EntityKind::Party.word(), "A political party.";
        Country EntityKind::Country.word(), "A state.";
        Law EntityKind::Law.word(), "A law, rule or treaty.";
        Policy EntityKind::Policy.word(), "A programme, plan, list or slogan.";
        Place EntityKind::Place.word(), "A place.";
        Website EntityKind::Website.word(), "A website or blog.";
    }
    Read {
        Full "full", "All of it was read.";
        Excerpt "excerpt", "Part of it was read.";
        No "no", "It was not read: it is known from another source alone.";
    }
    Status {
        Draft "draft", "Being written; built with --drafts only.";
        Review "review", "With an editor; built with --drafts only.";
        Published "published", "Built; the default.";
    }
    ChartKind {
        Line "line", "Points over time, joined.";
        Bar "bar", "Bars.";
        Dot "dot", "Dots on one axis.";
        Range "range", "Ranges on one axis.";
    }
    Level {
        Error "error", "Nothing is written while there is such a finding.";
        Warn "warn", "Reported; the site is written.";
        Info "info", "Reported as worth knowing.";
        Off "off", "Not reported.";
    }
    Host {
        Netlify "netlify", "Netlify.";
        Cloudflare "cloudflare", "Cloudflare Pages, and Workers with static assets.";
    }
    Coding {
        Br Coding::Br.ending(), "Brotli: smallest for text.";
        Gz Coding::Gz.ending(), "gzip: every server and browser knows it.";
        Zst Coding::Zst.ending(), "Zstandard: Caddy and newer browsers.";
    }
    Switch {
        On "on", "The header is sent; the default.";
        Off "off", "It is not sent.";
    }
    Referrer {
        NoReferrer Referrer::NoReferrer.word(), "Nothing.";
        NoReferrerWhenDowngrade Referrer::NoReferrerWhenDowngrade.word(), "The whole address, but nothing from https to http.";
        Origin Referrer::Origin.word(), "The origin.";
        OriginWhenCrossOrigin Referrer::OriginWhenCrossOrigin.word(), "The whole address within the site, the origin elsewhere.";
        SameOrigin Referrer::SameOrigin.word(), "The whole address within the site, nothing elsewhere.";
        StrictOrigin Referrer::StrictOrigin.word(), "The origin, but nothing from https to http.";
        StrictOriginWhenCrossOrigin Referrer::StrictOriginWhenCrossOrigin.word(), "The whole address within the site, the origin elsewhere, nothing from https to http; the default.";
        UnsafeUrl Referrer::UnsafeUrl.word(), "The whole address, to everyone.";
        Off Referrer::Off.word(), "The header is not sent.";
    }
}

/// What `outputs:` may be instead of a map.
pub const OUTPUTS: &[Choice] = &[
    Choice { word: "all", about: "Everything; the default." },
    Choice { word: "minimal", about: "Pages, sitemap and one feed, as a bare generator writes them." },
];

/// Columns a table may show.
pub const COLUMNS: &[Choice] = &[
    Choice { word: "claim", about: "The claim." },
    Choice { word: "label", about: "The short name." },
    Choice { word: "value", about: "The value." },
    Choice { word: "unit", about: "Its unit." },
    Choice { word: "as_of", about: "When the value held." },
    Choice { word: "when", about: "When it happened." },
    Choice { word: "by", about: "Who says so." },
    Choice { word: "source", about: "Where it was read." },
    Choice { word: "kind", about: "The kind of fact." },
    Choice { word: "note", about: "The remark." },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_their_values_and_each_has_a_meaning() {
        assert_eq!(FactKind::of("event"), Some(FactKind::Event));
        assert_eq!(Level::of("warn"), Some(Level::Warn));
        assert_eq!(Status::of("publshed"), None);
        assert_eq!(FactKind::VALUES, FactKind::ALL, "the order is the handbook's");
        assert_eq!((SourceKind::VALUES, EntityKind::VALUES), (SourceKind::ALL, EntityKind::ALL));
        for choices in [FactKind::CHOICES, SourceKind::CHOICES, EntityKind::CHOICES, Level::CHOICES, OUTPUTS, COLUMNS] {
            assert!(choices.iter().all(|choice| choice.about.ends_with('.')), "{choices:?}");
        }
    }
}
