//! The keys of each map, in the order of the handbook, with their meaning.

use std::sync::LazyLock;

use super::{Key, Values};
use crate::parse::fields::{self, Table, hosting};

const fn key(name: &'static str, values: Values, says: &'static str) -> Key {
    Key { name, values, says }
}

use Values::{Articles, Capture, Entities, Evidence, Facts, Free, Names, Prose, Sheets, Sources, Terms, Topics, Units};

const KINDS: Values = Values::Words(&["statistic", "event", "policy", "statement", "assessment", "forecast", "period"]);
const FLAG: Values = Values::Words(&["true", "false"]);
/// Levels of a rule.
pub const LEVELS: Values = Values::Words(&["error", "warn", "info", "off"]);

const ALLOW: &str =
    "Rules that are waived here, each with its reason: `{stale: why}`, or `{stale: {why: …, until: 2027-01-31}}`.";

/// A reason that ends.
pub const WAIVER: &[Key] = &[
    key("why", Free, "The reason, one line; it is listed with the waiver."),
    key("until", Free, "The last day on which it holds; from then on the finding is back."),
];

/// Front matter.
pub const ARTICLE: &[Key] = &[
    key("title", Prose, "What the article explains; at most 120 characters, inline markdown."),
    key(
        "summary",
        Prose,
        "One or two sentences, at most 240 characters, checked like the text: bind the figures in it.",
    ),
    key("date", Free, "Day of first publication: `2022-05-10`."),
    key("topics", Topics, "Topics of `site.yml` that the article belongs to."),
    key(
        "status",
        Values::Words(&["draft", "review", "published"]),
        "How far it is. Only `published` is built, unless `--drafts` is given.",
    ),
    key("authors", Names, "Entity ids or names."),
    key("updated", Free, "Day of the last substantive change; else the newest correction counts, else `date`."),
    key("reviewed", Free, "Who checked it and when: `{by: …, date: …}`."),
    key("points", Prose, "“In brief”: at most five sentences, checked like the text."),
    key("corrections", Free, "What was wrong in it before: a list of `{date, was, now, why}`, shown for good."),
    key("aliases", Free, "Old addresses that lead here."),
    key(
        "translated_from",
        Free,
        "In a translation: marks of the original's paragraphs, written by `factloom translated`.",
    ),
    key("autolink", FLAG, "Whether the first mention of each name and term becomes a link; `true` if left out."),
    key("toc", FLAG, "Whether a table of contents is printed; `true` if left out."),
    key("allow", Free, ALLOW),
];

/// Head of a sheet.
pub const SHEET: &[Key] = &[
    key("title", Free, "Name of the sheet, at most 80 characters."),
    key("summary", Prose, "What its facts are about, at most 240 characters."),
    key("topics", Topics, "Topics of `site.yml` that its facts belong to."),
    key("defaults", Free, "Fields that every fact of the sheet takes unless it sets its own."),
    key("facts", Free, "The facts, by key. A fact's id is `sheet/key`."),
    key("allow", Free, ALLOW),
];

/// A fact.
pub const FACT: &[Key] = &[
    key("kind", KINDS, "What sort of statement it is; it decides which fields are needed and how support is counted."),
    key("claim", Free, "One sentence that stands alone, at most 200 characters; `___` stands where the value goes."),
    key("label", Free, "Short name for charts and tables, at most 40 characters."),
    key("value", Free, "The figure as the source words it: `10,128`, `nearly 1,000`, `600 to 700`."),
    key("unit", Units, "What is counted: `%`, `US dollars`, `sanctions`."),
    key("as_of", Free, "The day the value held, not the day it was published: `2022-04-29`, `2022-04`, `2022`."),
    key(
        "when",
        Free,
        "When it happened or was said: a date, a period `2021-03..2026`, an open one `1978..`, or `unknown`.",
    ),
    key("by", Entities, "Who says so: entities, not the paper that reports it."),
    key("quote", Free, "Wording that is itself the fact, verbatim; or a map from language to words."),
    key("translated_by", Free, "Who translated the quote."),
    key("evidence", Evidence, "Where it was read: `source-id, para. 7`, a map with `source:`, or a list of either."),
    key("values", Free, "Several answers to one question, by key; each with its own `value`, `by` and `evidence`."),
    key("series", Free, "Points in time: a map from date to value, or a `.csv` file beside the sheet."),
    key("breakdown", Free, "Parts at one time: a map from label to value."),
    key("derived", Free, "How this site computes it from other facts: `{formula, from}`; date and sources are theirs."),
    key("order", Free, "Place among the periods of its sheet: 1, 2, 3."),
    key("target", Free, "When a forecast comes due."),
    key("outcome", Free, "What became of a forecast: `{date, text, evidence}`."),
    key("method", Free, "How it was counted, one line."),
    key("about", Entities, "Entities it is about; it stands on their pages."),
    key("topics", Topics, "Its own topics, where they are not those of its sheet."),
    key("stale_after", Free, "After how long it wants a review: `30d`, `6mo`, `1y`, `never`; else that of its kind."),
    key("checked", Free, "When somebody last looked at it again."),
    key("note", Prose, "Remark under the claim."),
    key("corrections", Free, "What was wrong in it before: a list of `{date, was, now, why}`, shown for good."),
    key(
        "retired",
        Free,
        "Why it may no longer be bound: `{date, why, use}`; `use` names the fact that takes its place.",
    ),
    key("conflicts_with", Facts, "Facts that contradict it, in other words or by another count."),
    key("see", Facts, "Related facts; on an event, the facts it gathers on the timeline."),
    key("withhold", Free, "Why its series is shown with its sources, but not given away as data."),
    key("allow", Free, ALLOW),
];

/// An answer, a point or a part.
pub const MEMBER: &[Key] = &[
    key("value", Free, "The figure as the source words it."),
    key("as_of", Free, "When it held."),
    key("by", Entities, "Who says so; else the fact's `by`."),
    key("evidence", Evidence, "Where it was read: `source-id, para. 7`, a map with `source:`, or a list of either."),
    key("note", Free, "Remark, such as a change of definition."),
    key("retired", Free, "Why the answer no longer counts: `{date, why, use}`."),
];

/// A piece of evidence.
pub const EVIDENCE: &[Key] = &[
    key("source", Sources, "The source it was read in."),
    key("at", Free, "Page, paragraph, section or time: `para. 7`, `pp. 3-5`, `12:30`."),
    key("quote", Free, "A short phrase of the source, verbatim."),
    key("via", Entities, "Who stands between the speaker and the source's publisher, in order."),
    key("by", Entities, "Who says so, if it is not the fact's `by`."),
    key("direct", FLAG, "`true` if the speaker told this publisher; it is then first-hand."),
    key(
        "stance",
        Values::Words(&["supports", "disputes", "context"]),
        "What the source does for the fact; only what supports is counted.",
    ),
    key("note", Free, "Remark on what exactly the source gives."),
];

/// A correction.
pub const CORRECTION: &[Key] = &[
    key("date", Free, "When the correction was made."),
    key("was", Free, "The wrong words."),
    key("now", Free, "The right words."),
    key("why", Free, "Why, one line."),
];

/// `retired` and `retracted`.
pub const REASON: &[Key] = &[
    key("date", Free, "Since when."),
    key("why", Free, "The reason, one line."),
    key("use", Facts, "The fact to use instead."),
];

/// How a fact is computed.
pub const DERIVED: &[Key] = &[
    key(
        "formula",
        Free,
        "`a ÷ b × 100`: names, numbers, + − × ÷, parentheses, `sum(a)`, `share(part, whole)`, `change(old, new)`.",
    ),
    key(
        "from",
        Free,
        "What each name stands for: `sheet/key`, `sheet/key/answer`, `sheet/key@2021`, `sheet/key@2018..2021`.",
    ),
    key("digits", Free, "How many significant digits to show."),
];

/// What became of a forecast.
pub const OUTCOME: &[Key] = &[
    key("date", Free, "When it was known."),
    key("text", Free, "What happened, one line."),
    key("evidence", Evidence, "Where it was read."),
];

/// A source.
pub const SOURCE: &[Key] = &[
    key(
        "type",
        Values::Words(&[
            "newspaper",
            "magazine",
            "article",
            "book",
            "chapter",
            "report",
            "dataset",
            "web",
            "post",
            "speech",
            "law",
            "video",
            "thesis",
            "letter",
        ]),
        "What sort of text it is; it decides how it is cited.",
    ),
    key("title", Free, "Title in its own language, without quotes or markup."),
    key("title_en", Free, "The title in the site's language, where it is in another."),
    key("untitled", FLAG, "`true` if the title is a description of ours; it is printed in brackets."),
    key("author", Names, "Names or entity ids, in order; `Family, Given` where it is unclear which is which."),
    key("editor", Names, "Names or entity ids."),
    key("translator", Names, "Names or entity ids."),
    key("publisher", Entities, "Who published it: an entity id, or a name. Independent carriers are counted by it."),
    key("in", Free, "The book or journal it stands in."),
    key("date", Free, "Day, month or year of publication."),
    key("accessed", Free, "When it was read."),
    key("url", Free, "Its address."),
    key("archive", Free, "Address of an archived copy."),
    key("archived", Free, "When the copy was made."),
    key("volume", Free, "Volume, as printed."),
    key("issue", Free, "Issue, as printed."),
    key("pages", Free, "Page range, as printed."),
    key("doi", Free, "DOI without the resolver."),
    key("isbn", Free, "ISBN as printed."),
    key("lang", Free, "Its language: `en`, `zh`, `ru`."),
    key("republishes", Sources, "The source it is a copy of; a wire report counts once."),
    key(
        "capture",
        Capture,
        "Path of a private text copy below `content/`; quotes are checked against it. Never published.",
    ),
    key("retracted", Free, "Set when the publisher withdrew it: `{date, why}`."),
    key(
        "read",
        Values::Words(&["full", "excerpt", "no"]),
        "How much of it was read. What nobody has read supports nothing.",
    ),
    key("note", Prose, "Remark for readers."),
    key("allow", Free, ALLOW),
];

/// An entity.
pub const ENTITY: &[Key] = &[
    key("name", Free, "Its name in the site's language."),
    key(
        "kind",
        Values::Words(&[
            "person",
            "organization",
            "company",
            "newspaper",
            "magazine",
            "university",
            "government",
            "party",
            "country",
            "law",
            "policy",
            "place",
            "website",
        ]),
        "What it is.",
    ),
    key("zh", Free, "Its name in Chinese."),
    key("aliases", Free, "Other names; they are linked like the name."),
    key("role", Free, "One line on what it does."),
    key("owner", Entities, "Who owns or directs it; three papers of one owner count as one carrier."),
    key("url", Free, "Its own website."),
    key("wikidata", Free, "Its item: `Q…`."),
    key("perspective", Free, "A label such as “party newspaper”, with evidence: `{label, evidence}`."),
    key("note", Prose, "Remark."),
    key("allow", Free, ALLOW),
];

/// A label of opinion.
pub const PERSPECTIVE: &[Key] = &[
    key("label", Free, "The label."),
    key("evidence", Evidence, "What the label rests on; a label without evidence stops the build."),
];

/// A term.
pub const TERM: &[Key] = &[
    key("term", Free, "The term as printed."),
    key("zh", Free, "The term in Chinese."),
    key("def", Prose, "What it means."),
    key("aliases", Free, "Other words for it; they are linked like the term."),
    key("see", Terms, "Related terms."),
    key("evidence", Evidence, "Where the meaning was read."),
    key("allow", Free, ALLOW),
];

/// `site.yml`.
pub const CONFIG: &[Key] = &[
    key("title", Free, "Name of the site."),
    key("tagline", Free, "One line under the name."),
    key("description", Free, "One sentence for search engines; the tagline if left out."),
    key("url", Free, "Public address of the site."),
    key("lang", Free, "Main language: `en`, `zh`."),
    key("languages", Free, "All languages, the main one first."),
    key("license", Free, "Licence of the content, an SPDX id such as `CC-BY-4.0`."),
    key("citation_style", Free, "Name of a CSL style, or a path ending in `.csl`."),
    key("cite_as", Free, "Styles that readers may copy the citation of a page in."),
    key("topics", Free, "Topics by id: `{title, zh, summary}`."),
    key("parts", Free, "The reading order: a list of `{title, summary, articles}`."),
    key("units", Free, "Units that facts may use; any if left out."),
    key("stale_after", Free, "After how long facts of a kind want a review: `{statistic: 1y}`."),
    key("hedges", Free, "How far “about” and the bounds may reach: `{about: 5%, bound: 10%}`."),
    key(
        "conflict_period",
        Free,
        "Two answers conflict only if their dates fall in one period of this length; `1y` if left out.",
    ),
    key("rules", Free, "Levels of rules: `{uncited-figure: error}`."),
    key("coverage", Free, "What the site asks of itself, as `factloom report` measures it: `{figures-bound: 95%}`."),
    key("edit_url", Free, "Link to a file on the code host, with `{path}` in it."),
    key(
        "outputs",
        Values::Words(&["all", "minimal"]),
        "What to write besides pages: `all`, `minimal`, or a map of `twins`, `exports`, `evidence`, `search`, `cards`.",
    ),
    key("publisher", Free, "Who publishes the site."),
    key("publish", Free, "Where `factloom publish` puts the site: targets by name, `{live: {to: s3://bucket}}`."),
    key("gone", Free, "Addresses that were taken down on purpose: a list of `{address, date, why, use}`."),
    key("hosting", Free, "How the site is served: caching, security headers, files for hosts, compression."),
];

/// `hosting`, as the parser lists it.
pub static HOSTING: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let values = |name| match name {
        "files" => Values::Words(&["netlify", "cloudflare"]),
        "compress" => Values::Words(&["br", "gz", "zst"]),
        "nosniff" => Values::Words(&["on", "off"]),
        "referrer_policy" => Values::Words(&["no-referrer", "same-origin", "strict-origin-when-cross-origin", "off"]),
        "frame_ancestors" => Values::Words(&["none", "self", "off"]),
        _ => Free,
    };
    hosting::HOSTING.fields.iter().map(|field| key(field.key, values(field.key), field.about)).collect()
});

/// `hosting.hsts`, as the parser lists it.
pub static HSTS: LazyLock<Vec<Key>> = LazyLock::new(|| of_table(&hosting::HSTS));

/// Thresholds, as the parser lists them.
pub static COVERAGE: LazyLock<Vec<Key>> = LazyLock::new(|| of_table(&fields::site::COVERAGE));
/// A place to publish to, as the parser lists its keys.
pub static TARGET: LazyLock<Vec<Key>> = LazyLock::new(|| of_table(&fields::target::TARGET));

fn of_table(table: &'static Table) -> Vec<Key> {
    table.fields.iter().map(|field| key(field.key, Free, field.about)).collect()
}

/// A topic.
pub const TOPIC: &[Key] = &[
    key("title", Free, "Name of the topic."),
    key("zh", Free, "Its name in Chinese."),
    key("summary", Free, "One or two sentences."),
];

/// A part of the reading order.
pub const PART: &[Key] = &[
    key("title", Free, "Heading of the part."),
    key("summary", Free, "One sentence under it."),
    key("articles", Articles, "Its articles, in the order in which they are to be read."),
];

/// Bodies of directives; which of them takes which key, the parser says.
pub const DIRECTIVE: &[Key] = &[
    key("fact", Facts, "The fact it draws."),
    key("facts", Facts, "The facts it shows, in order."),
    key("sheet", Sheets, "A sheet whose facts it shows."),
    key("topics", Topics, "Topics whose dated facts it shows."),
    key("entities", Entities, "Entities whose facts it shows."),
    key("kinds", KINDS, "Kinds of facts it shows; all if left out."),
    key("from", Free, "First date shown."),
    key("to", Free, "Last date shown."),
    key(
        "columns",
        Values::Words(&["claim", "label", "value", "unit", "as_of", "when", "by", "source", "kind", "note"]),
        "Columns of the table.",
    ),
    key(
        "sort",
        Values::Words(&["value", "as_of", "when", "label", "-value", "-as_of", "-when"]),
        "Column to sort by; `-` in front turns the order round.",
    ),
    key("type", Values::Words(&["line", "bar", "dot", "range"]), "Shape of the chart; what fits the data if left out."),
    key("title", Free, "The finding the chart shows, as its title."),
    key("alt", Free, "Description of the picture; written from its data if left out."),
    key("caption", Prose, "Words under it."),
    key("wide", FLAG, "`true` to let it be wider than the text."),
];
