//! Coverage as rows under headings: what the command prints and the method page shows, in the same words.

use serde_json::{Map, Value, json};

use super::{Coverage, Tally};
use crate::model::coverage::{Measure, Share};
use crate::model::fact::FactKind;

/// Rows under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its key in a machine's document.
    pub key: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What was measured.
    pub rows: Vec<Row>,
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its key in a machine's document.
    pub key: String,
    /// What it is.
    pub label: String,
    /// How many.
    pub measure: Measure,
}

impl Coverage<'_> {
    /// Everything, in the order of a reader's questions.
    pub fn groups(&self) -> Vec<Group> {
        let mut groups = vec![
            Group { key: "articles", heading: "Articles", rows: self.of_articles() },
            Group { key: "figures", heading: "Figures in the text", rows: of_tally(self.text.figures) },
            Group { key: "quotes", heading: "Quotations of five words or more", rows: of_tally(self.text.quotes) },
            Group { key: "facts", heading: "Facts", rows: self.of_facts() },
            Group { key: "sources", heading: "Sources", rows: self.of_sources() },
        ];
        if !self.translated.is_empty() {
            let row = |(language, of): &(&str, Share)| share(language, &format!("In {language}"), *of);
            let rows = self.translated.iter().map(row).collect();
            groups.push(Group { key: "translations", heading: "Translations", rows });
        }
        groups
    }

    /// All groups as one object, `{"figures": {"all": 312, "bound": {"n": 280, "of": 312, "percent": 89.7}}}`.
    pub fn json(&self) -> Value {
        let of_group = |group: Group| {
            let rows = group.rows.into_iter().map(|row| (row.key, json_of(row.measure)));
            (group.key.to_owned(), Value::Object(rows.collect::<Map<_, _>>()))
        };
        Value::Object(self.groups().into_iter().map(of_group).collect())
    }

    fn of_articles(&self) -> Vec<Row> {
        vec![
            count("all", "Articles", self.articles),
            count("bound_words", "Words bound to facts", self.text.bound_words),
            share("paragraphs", "Paragraphs with figures or quotations, each with a source", self.text.paragraphs),
            count("uncited", "Figures, quotations and tables without a source", self.text.findings),
            count("waivers", "Rules waived", self.waivers.len()),
        ]
    }

    fn of_facts(&self) -> Vec<Row> {
        let facts = &self.facts;
        let of = |key: &str, label: &str, n| share(key, label, facts.share(n));
        let mut rows = vec![count("all", "Facts", facts.all)];
        let kinds = FactKind::ALL.iter().zip(facts.kinds).filter(|(_, n)| *n > 0);
        rows.extend(kinds.map(|(kind, n)| of(kind.word(), &format!("Of the kind {}", kind.word()), n)));
        rows.extend([
            of("no_origin", "No origin that was read", facts.origins[0]),
            of("single_origin", "Single origin", facts.origins[1]),
            of("two_origins", "Two origins", facts.origins[2]),
            of("three_origins", "Three or more origins", facts.origins[3]),
            of("several_origins", "Two or more origins", facts.several()),
            of("first_hand", "First-hand", facts.first_hand),
            of("relayed", "Relayed", facts.relayed()),
            of("disputed", "Disputed", facts.disputed),
            of("overdue", "Review overdue", facts.overdue),
            of("unused", "Used by no article", facts.unused),
            count("retired", "Retired, not counted above", facts.retired),
        ]);
        rows
    }

    fn of_sources(&self) -> Vec<Row> {
        let sources = &self.sources;
        let of = |key: &str, label: &str, n| share(key, label, sources.share(n));
        vec![
            count("all", "Sources", sources.all),
            of("read_full", "Read in full", sources.read[0]),
            of("read_excerpt", "Read in excerpt", sources.read[1]),
            of("unread", "Not read", sources.read[2]),
            of("read_unstated", "Not stated how much was read", sources.read[3]),
            share("archived", "On the web, with an archived copy", sources.archived),
            of("captured", "With a text copy", sources.captured),
            of("unused", "Nothing rests on it", sources.unused),
        ]
    }
}

/// A number, or a share with its percentage, which is rounded down and `null` for none of none.
pub fn json_of(measure: Measure) -> Value {
    match measure {
        Measure::Count(count) => json!(count),
        Measure::Share(share) => {
            json!({"n": share.n, "of": share.of, "percent": share.tenths().map(|tenths| tenths as f64 / 10.0)})
        }
    }
}

fn of_tally(tally: Tally) -> Vec<Row> {
    let of = |key: &str, label: &str, n| share(key, label, tally.share(n));
    vec![
        count("all", "All", tally.all()),
        of("bound", "Bound to a fact", tally.bound),
        of("cited", "Beside a fact or a citation", tally.cited),
        share("sourced", "With a source in reach, both together", tally.sourced()),
        of("waived", "Without a source, waived with a reason", tally.waived),
        of("uncited", "Without a source", tally.uncited),
    ]
}

fn share(key: &str, label: &str, share: Share) -> Row {
    Row { key: key.to_owned(), label: label.to_owned(), measure: Measure::Share(share) }
}

fn count(key: &str, label: &str, count: usize) -> Row {
    Row { key: key.to_owned(), label: label.to_owned(), measure: Measure::Count(count) }
}
