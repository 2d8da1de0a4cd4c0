//! `site.yml`.

use super::hosting::HOSTING;
use super::target::TARGET;
use super::words::{OUTPUTS, Word};
use super::{Key, Of, Shape, Table, may, must};
use crate::base::diag::Level;

/// The settings.
pub static SITE: Table = Table {
    name: "site",
    about: "The settings of the site.",
    fields: &[
        must("title", Shape::Text(0), "The name of the site", "The name of the site."),
        may("tagline", Shape::Text(0), "Every figure traced to who said it.", "One line under the name."),
        may(
            "description",
            Shape::Text(0),
            "What the site explains.",
            "One sentence for search engines; the tagline if left out.",
        ),
        must(
            "url",
            Shape::Address,
            "https://example.org/",
            "The public address; a path in it is kept: https://example.org/sub/.",
        ),
        may("lang", Shape::Text(0), "en", "The main language, BCP 47; en if left out."),
        may("languages", Shape::Texts(0), "[en, zh]", "All languages of the site."),
        may("license", Shape::Text(0), "CC-BY-4.0", "The licence of the content, as an SPDX id."),
        may(
            "citation_style",
            Shape::Text(0),
            "chicago-author-date",
            "The style of citations: the name of a CSL style, or a path below content/ that ends in .csl.",
        ),
        may(
            "cite_as",
            Shape::Texts(0),
            "[apa, gb-7714-2015-numeric]",
            "Further styles that readers may copy the citation of a page in.",
        ),
        may(
            "topics",
            Shape::Map(Key::Id, &Shape::Record(&TOPIC)),
            "{sanctions: {title: Sanctions}}",
            "The subjects, in the order in which they are listed.",
        ),
        may(
            "parts",
            Shape::Records(&PART),
            "[{title: The shock of 2022, articles: [article-id]}]",
            "The articles in reading order, under headings; newest first if left out.",
        ),
        may("units", Shape::Texts(0), "[companies, USD]", "The units that facts may use; any if left out."),
        may(
            "stale_after",
            Shape::Record(&STALE_AFTER),
            "{statistic: 1y}",
            "After how long a fact of a kind is due for review.",
        ),
        may(
            "hedges",
            Shape::Record(&HEDGES),
            "{about: 5%, bound: 10%}",
            "How far a hedged number in prose may lie from the sheet's.",
        ),
        may(
            "conflict_period",
            Shape::Length,
            "1y",
            "Two answers conflict only if their dates fall within this length; 1y if left out.",
        ),
        may(
            "rules",
            Shape::Map(Key::Rule, &Shape::Word(Level::CHOICES)),
            "{uncited-figure: warn}",
            "What a finding of a rule weighs here.",
        ),
        may(
            "coverage",
            Shape::Record(&COVERAGE),
            "{figures-bound: 95%, overdue: 10}",
            "What the site asks of itself, as `factloom report` measures it; the build fails where it is missed.",
        ),
        may(
            "edit_url",
            Shape::Address,
            "https://github.com/me/site/edit/main/{path}",
            "Where a file can be edited; {path} stands for the file's path.",
        ),
        may(
            "outputs",
            Shape::Either(&[Shape::Word(OUTPUTS), Shape::Record(&GROUPS)]),
            "minimal",
            "What is written besides the pages.",
        ),
        may("publisher", Shape::Text(0), "The name of the publisher", "Who publishes the site, for the about page."),
        may(
            "gone",
            Shape::Records(&GONE),
            "[{address: /old/, date: 2026-11-20, why: It was a test.}]",
            "Addresses that were published and taken down on purpose.",
        ),
        may(
            "publish",
            Shape::Map(Key::Id, &Shape::Record(&TARGET)),
            "{live: {to: s3://bucket}}",
            "Where `factloom publish` puts the site, by name; the first is the default.",
        ),
        may(
            "hosting",
            Shape::Record(&HOSTING),
            "{files: netlify}",
            "How the site is served: caching, security headers, files for hosts; strict and complete if left out.",
        ),
    ],
};

/// An address that was taken down.
pub static GONE: Table = Table {
    name: "gone",
    about: "An address that was published and taken down on purpose; a small page there says so.",
    fields: &[
        must(
            "address",
            Shape::Text(0),
            "/old/",
            "The address below the site's own: a page /old/, a place /page/#place, or all that begin alike: /facts/old/*.",
        ),
        must("date", Shape::Date, "2026-11-20", "When it was taken down."),
        must("why", Shape::Text(0), "one line", "Why, one line; readers see it."),
        may("use", Shape::Text(0), "/new/", "Where readers are led instead."),
    ],
};

/// A topic.
pub static TOPIC: Table = Table {
    name: "topic",
    about: "A subject that articles and sheets are filed under.",
    fields: &[
        may("title", Shape::Text(0), "Sanctions", "Its name; the id if left out."),
        may("zh", Shape::Text(0), "制裁", "Its name in Chinese."),
        may("summary", Shape::Text(0), "One or two sentences.", "What it covers, one or two sentences."),
    ],
};

/// A part of the explainer.
pub static PART: Table = Table {
    name: "part",
    about: "A heading of the contents, with its articles in reading order.",
    fields: &[
        must("title", Shape::Text(0), "The name of the part", "The heading."),
        may("summary", Shape::Text(0), "One sentence.", "One sentence under it."),
        may("articles", Shape::Ids(Of::Article), "[article-id]", "Its articles, in reading order."),
    ],
};

/// Review periods by kind of fact.
pub static STALE_AFTER: Table = Table {
    name: "stale-after",
    about: "After how long a fact of a kind is due for review: 30d, 6mo, 1y or never.",
    fields: &[
        may("statistic", Shape::Length, "1y", "Statistics; 1y if left out."),
        may("event", Shape::Length, "never", "Events; never if left out."),
        may("policy", Shape::Length, "1y", "Policies; 1y if left out."),
        may("statement", Shape::Length, "never", "Statements; never if left out."),
        may("assessment", Shape::Length, "2y", "Assessments; 2y if left out."),
        may("forecast", Shape::Length, "never", "Forecasts; never if left out."),
        may("period", Shape::Length, "never", "Periods; never if left out."),
    ],
};

/// How far a hedge may reach.
pub static HEDGES: Table = Table {
    name: "hedges",
    about: "How far a hedged number in prose may lie from the sheet's, from 0% to 50%.",
    fields: &[
        may("about", Shape::Share, "5%", "For \"about\", either side; 5% if left out."),
        may(
            "bound",
            Shape::Share,
            "10%",
            "For \"nearly\", \"more than\" and the like, on their side; 10% if left out.",
        ),
    ],
};

/// Thresholds: a share must reach so many percent, a number must not pass so many.
pub static COVERAGE: Table = Table {
    name: "coverage",
    about: "What a site asks of itself: shares that must be reached, numbers that must not be passed.",
    fields: &[
        may("figures-bound", Shape::Percent, "95%", "Figures in prose that are words bound to a fact."),
        may(
            "figures-sourced",
            Shape::Percent,
            "100%",
            "Figures in prose that are bound, or near a fact or a citation.",
        ),
        may("quotes-sourced", Shape::Percent, "100%", "Quotations that are bound, or near a fact or a citation."),
        may("paragraphs-sourced", Shape::Percent, "98%", "Paragraphs in which each figure and quotation has a source."),
        may("several-origins", Shape::Percent, "40%", "Facts with two or more independent origins."),
        may("first-hand", Shape::Percent, "50%", "Facts of which a source is the speaker's own."),
        may("archived", Shape::Percent, "80%", "Sources with an address that have an archived copy."),
        may("captured", Shape::Percent, "50%", "Sources with a text copy, against which quotes are checked."),
        may("read", Shape::Percent, "95%", "Sources read in full or in excerpt."),
        may("translated", Shape::Percent, "100%", "Articles in the further languages of the site."),
        may("uncited", Shape::Count, "0", "Figures, quotations and tables without a source and without a waiver."),
        may("single-origin", Shape::Count, "20", "Facts with one independent origin."),
        may("relayed", Shape::Count, "20", "Facts that are relayed only."),
        may("disputed", Shape::Count, "20", "Disputed facts."),
        may("overdue", Shape::Count, "10", "Facts whose review is overdue."),
        may("unused-facts", Shape::Count, "10", "Facts that no article uses."),
        may("unused-sources", Shape::Count, "10", "Sources that nothing rests on."),
        may("unread", Shape::Count, "5", "Sources that were not read."),
        may("waivers", Shape::Count, "5", "Rules waived in articles."),
        may("untranslated", Shape::Count, "0", "Articles missing in the further languages of the site."),
    ],
};

/// Groups of files that can be turned off.
pub static GROUPS: Table = Table {
    name: "outputs",
    about: "Groups of files that can be turned off; each is on if left out.",
    fields: &[
        may("twins", Shape::Flag, "false", "JSON twins of the pages."),
        may("exports", Shape::Flag, "false", "Files of all facts and sources, and citation files of each source."),
        may(
            "evidence",
            Shape::Flag,
            "false",
            "Pages of single facts, entities and lists beyond what a bare generator makes.",
        ),
        may("search", Shape::Flag, "false", "The search page and its index."),
        may("cards", Shape::Flag, "false", "Pictures for social media."),
    ],
};
