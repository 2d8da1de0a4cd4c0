//! What the keys of our YAML mean, and what may stand behind each.
//!
//! In: the kind of a file and the keys on the way to a place. Out: the key there: its meaning for a hover, the ids
//! or words it takes for completion. One table for both, and for finding names in a tree.
//! Absent on purpose: checking; `parse` does that, and a test holds the two together.

use crate::model::prose::DirectiveKind;

/// What may stand behind a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Entity ids.
    Entities,
    /// Entity ids, or names of people and bodies that are no entities.
    Names,
    /// Source ids.
    Sources,
    /// A source id, a comma and a locator; or a map.
    Evidence,
    /// Fact ids; within a sheet the key alone.
    Facts,
    /// Sheet ids.
    Sheets,
    /// Term ids.
    Terms,
    /// Topic ids.
    Topics,
    /// Article ids.
    Articles,
    /// Units of `site.yml`.
    Units,
    /// Path of a kept copy below `content/`.
    Capture,
    /// Some words.
    Words(&'static [&'static str]),
    /// Inline markdown.
    Prose,
    /// Anything else.
    Free,
}

/// A key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// What may stand behind it.
    pub values: Values,
    /// Its meaning, a sentence or two.
    pub says: &'static str,
}

/// What a map of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Front matter of an article.
    Article,
    /// Head of a sheet.
    Sheet,
    /// Key to fact.
    Facts,
    /// A fact, or defaults of a sheet.
    Fact,
    /// Key to answer.
    Answers,
    /// Date to point.
    Points,
    /// Label to part.
    Parts,
    /// One of them.
    Member,
    /// A piece of evidence.
    Evidence,
    /// A correction.
    Correction,
    /// `retired` and `retracted`.
    Reason,
    /// `outcome`.
    Outcome,
    /// Key to source.
    Sources,
    /// A source.
    Source,
    /// Key to entity.
    Entities,
    /// An entity.
    Entity,
    /// `perspective`.
    Perspective,
    /// Key to term.
    Terms,
    /// A term.
    Term,
    /// `site.yml`.
    Config,
    /// Key to topic.
    Topics,
    /// A topic.
    Topic,
    /// A part of the reading order.
    Part,
    /// Rule to level.
    Rules,
    /// Body of a directive.
    Directive(DirectiveKind),
}

const fn key(name: &'static str, values: Values, says: &'static str) -> Key {
    Key { name, values, says }
}

use Values::{Articles, Capture, Entities, Evidence, Facts, Free, Names, Prose, Sheets, Sources, Terms, Topics, Units};

const KINDS: Values = Values::Words(&["statistic", "event", "policy", "statement", "assessment", "forecast", "period"]);
const FLAG: Values = Values::Words(&["true", "false"]);
const LEVELS: Values = Values::Words(&["error", "warn", "info", "off"]);

const ARTICLE: &[Key] = &[
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
    key("autolink", FLAG, "Whether the first mention of each name and term becomes a link; `true` if left out."),
    key("toc", FLAG, "Whether a table of contents is printed; `true` if left out."),
];

const SHEET: &[Key] = &[
    key("title", Free, "Name of the sheet, at most 80 characters."),
    key("summary", Prose, "What its facts are about, at most 240 characters."),
    key("topics", Topics, "Topics of `site.yml` that its facts belong to."),
    key("defaults", Free, "Fields that every fact of the sheet takes unless it sets its own."),
    key("facts", Free, "The facts, by key. A fact's id is `sheet/key`."),
];

const FACT: &[Key] = &[
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
];

const MEMBER: &[Key] = &[
    key("value", Free, "The figure as the source words it."),
    key("as_of", Free, "When it held."),
    key("by", Entities, "Who says so; else the fact's `by`."),
    key("evidence", Evidence, "Where it was read: `source-id, para. 7`, a map with `source:`, or a list of either."),
    key("note", Free, "Remark, such as a change of definition."),
    key("retired", Free, "Why the answer no longer counts: `{date, why, use}`."),
];

const EVIDENCE: &[Key] = &[
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

const CORRECTION: &[Key] = &[
    key("date", Free, "When the correction was made."),
    key("was", Free, "The wrong words."),
    key("now", Free, "The right words."),
    key("why", Free, "Why, one line."),
];

const REASON: &[Key] = &[
    key("date", Free, "Since when."),
    key("why", Free, "The reason, one line."),
    key("use", Facts, "The fact to use instead."),
];

const OUTCOME: &[Key] = &[
    key("date", Free, "When it was known."),
    key("text", Free, "What happened, one line."),
    key("evidence", Evidence, "Where it was read."),
];

const SOURCE: &[Key] = &[
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
];

const ENTITY: &[Key] = &[
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
];

const PERSPECTIVE: &[Key] = &[
    key("label", Free, "The label."),
    key("evidence", Evidence, "What the label rests on; a label without evidence stops the build."),
];

const TERM: &[Key] = &[
    key("term", Free, "The term as printed."),
    key("zh", Free, "The term in Chinese."),
    key("def", Prose, "What it means."),
    key("aliases", Free, "Other words for it; they are linked like the term."),
    key("see", Terms, "Related terms."),
    key("evidence", Evidence, "Where the meaning was read."),
];

const CONFIG: &[Key] = &[
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
    key("edit_url", Free, "Link to a file on the code host, with `{path}` in it."),
    key(
        "outputs",
        Values::Words(&["all", "minimal"]),
        "What to write besides pages: `all`, `minimal`, or a map of `twins`, `exports`, `evidence`, `search`, `cards`.",
    ),
    key("publisher", Free, "Who publishes the site."),
];

const TOPIC: &[Key] = &[
    key("title", Free, "Name of the topic."),
    key("zh", Free, "Its name in Chinese."),
    key("summary", Free, "One or two sentences."),
];

const PART: &[Key] = &[
    key("title", Free, "Heading of the part."),
    key("summary", Free, "One sentence under it."),
    key("articles", Articles, "Its articles, in the order in which they are to be read."),
];

const DIRECTIVE: &[Key] = &[
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

impl Scope {
    /// The keys of the map; empty where they are ids, dates or labels.
    pub fn keys(self) -> &'static [Key] {
        match self {
            Scope::Article => ARTICLE,
            Scope::Sheet => SHEET,
            Scope::Fact => FACT,
            Scope::Member => MEMBER,
            Scope::Evidence => EVIDENCE,
            Scope::Correction => CORRECTION,
            Scope::Reason => REASON,
            Scope::Outcome => OUTCOME,
            Scope::Source => SOURCE,
            Scope::Entity => ENTITY,
            Scope::Perspective => PERSPECTIVE,
            Scope::Term => TERM,
            Scope::Config => CONFIG,
            Scope::Topic => TOPIC,
            Scope::Part => PART,
            Scope::Directive(_) => DIRECTIVE,
            Scope::Facts
            | Scope::Answers
            | Scope::Points
            | Scope::Parts
            | Scope::Sources
            | Scope::Entities
            | Scope::Terms
            | Scope::Topics
            | Scope::Rules => &[],
        }
    }

    /// A key of the map.
    pub fn key(self, name: &str) -> Option<&'static Key> {
        self.keys().iter().find(|key| key.name == name)
    }

    /// What may stand behind a key as a scalar.
    pub fn values(self, name: &str) -> Values {
        match self {
            Scope::Rules => LEVELS,
            // The root of the directive `facts` may be the list itself.
            Scope::Directive(DirectiveKind::Facts) if name.is_empty() => Facts,
            _ => self.key(name).map_or(Free, |key| key.values),
        }
    }

    /// What the map behind a key is.
    pub fn child(self, name: &str) -> Option<Scope> {
        Some(match (self, name) {
            (Scope::Sheet, "defaults") | (Scope::Facts, _) => Scope::Fact,
            (Scope::Sheet, "facts") => Scope::Facts,
            (Scope::Fact, "values") => Scope::Answers,
            (Scope::Fact, "series") => Scope::Points,
            (Scope::Fact, "breakdown") => Scope::Parts,
            (Scope::Answers | Scope::Points | Scope::Parts, _) => Scope::Member,
            (Scope::Fact | Scope::Member | Scope::Outcome | Scope::Perspective | Scope::Term, "evidence") => {
                Scope::Evidence
            }
            (Scope::Fact | Scope::Article, "corrections") => Scope::Correction,
            (Scope::Fact | Scope::Member, "retired") | (Scope::Source, "retracted") => Scope::Reason,
            (Scope::Fact, "outcome") => Scope::Outcome,
            (Scope::Sources, _) => Scope::Source,
            (Scope::Entities, _) => Scope::Entity,
            (Scope::Entity, "perspective") => Scope::Perspective,
            (Scope::Terms, _) => Scope::Term,
            (Scope::Config, "topics") => Scope::Topics,
            (Scope::Topics, _) => Scope::Topic,
            (Scope::Config, "parts") => Scope::Part,
            (Scope::Config, "rules") => Scope::Rules,
            _ => return None,
        })
    }

    /// The map that the keys of a path lead to.
    pub fn at<'p>(self, path: impl IntoIterator<Item = &'p str>) -> Option<Scope> {
        path.into_iter().try_fold(self, |scope, key| scope.child(key))
    }

    /// The root of a YAML file by its path below the site's root.
    pub fn of_file(path: &str) -> Option<Scope> {
        let path = path.strip_prefix("content/")?;
        let stem = path.strip_suffix(".yml").or_else(|| path.strip_suffix(".yaml"))?;
        match (path.split('/').next().unwrap_or(""), stem) {
            ("facts", _) => Some(Scope::Sheet),
            ("sources", _) => Some(Scope::Sources),
            ("entities", _) => Some(Scope::Entities),
            (_, "site") => Some(Scope::Config),
            (_, "glossary") => Some(Scope::Terms),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::FileId;
    use crate::load::Inputs;
    use crate::parse::{fact, parse};

    /// Keys that the parser knows in a map: it lists them when one is unknown.
    fn known(path: &str, before: &str) -> Vec<String> {
        let end = if path.ends_with(".md") { "---\n" } else { "" };
        let text = format!("{before}qqqqqqqqqqqqqqqq: 1\n{end}");
        let inputs = Inputs::of_texts([(path.to_owned(), text)]);
        let (_, found) = parse(FileId(0), &inputs.files[0]);
        let help =
            found.iter().filter(|finding| finding.rule == "unknown-key").find_map(|finding| finding.help.clone());
        let help = help.expect("the unknown key is reported");
        help.strip_prefix("fields are ").expect("the fields").split(", ").map(str::to_owned).collect()
    }

    #[test]
    fn the_table_holds_exactly_the_keys_that_are_read() {
        let sheet = "facts:\n  a:\n    claim: x\n    ";
        let cases: [(Scope, &str, String); 12] = [
            (Scope::Sheet, "content/facts/s.yml", String::new()),
            (Scope::Fact, "content/facts/s.yml", sheet.to_owned()),
            (Scope::Evidence, "content/facts/s.yml", format!("{sheet}evidence:\n      ")),
            (Scope::Outcome, "content/facts/s.yml", format!("{sheet}outcome:\n      ")),
            (Scope::Member, "content/facts/s.yml", format!("{sheet}values:\n      b:\n        ")),
            (Scope::Source, "content/sources/s.yml", "a:\n  ".to_owned()),
            (Scope::Entity, "content/entities/s.yml", "a:\n  ".to_owned()),
            (Scope::Perspective, "content/entities/s.yml", "a:\n  perspective:\n    ".to_owned()),
            (Scope::Term, "content/glossary.yml", "a:\n  ".to_owned()),
            (Scope::Config, "content/site.yml", String::new()),
            (Scope::Topic, "content/site.yml", "topics:\n  a:\n    ".to_owned()),
            (Scope::Part, "content/site.yml", "parts:\n  - title: x\n    ".to_owned()),
        ];
        for (scope, path, before) in cases {
            let mut own: Vec<&str> = scope.keys().iter().map(|key| key.name).collect();
            let mut read = known(path, &before);
            own.sort_unstable();
            read.sort_unstable();
            assert_eq!(own, read, "{scope:?}");
        }
        let article = known("content/a.md", "---\n");
        assert_eq!(article.len(), ARTICLE.len());
        assert!(fact::FACT_FIELDS.iter().all(|name| Scope::Fact.key(name).is_some()));
    }

    #[test]
    fn a_path_leads_to_its_map() {
        assert_eq!(Scope::Sheet.at(["facts", "a", "values", "b", "evidence"]), Some(Scope::Evidence));
        assert_eq!(Scope::Sheet.at(["facts", "a", "claim"]), None);
        assert_eq!(Scope::of_file("content/facts/x.yml"), Some(Scope::Sheet));
        assert_eq!(Scope::of_file("content/other.yml"), None);
    }
}
