//! The rules as a handbook shows them: a table of all, a page of each. Markdown, from the rules' own documentation.

use crate::base::diag::Level;
use crate::check::{Lint, doc, lints};
use crate::parse::fields::words::Word;

/// The word of a level in `site.yml`.
pub fn level_word(level: Level) -> &'static str {
    let index = Level::VALUES.iter().position(|value| *value == level);
    index.and_then(|index| Level::CHOICES.get(index)).map_or("", |choice| choice.word)
}

/// The table of all rules; the README of their folder is this text.
pub fn table() -> String {
    let mut out = String::from(
        "# Rules\n\n\
         One file a rule; this table is made from them (`factloom explain --format markdown`). `factloom explain RULE` \
         prints a rule's page with its examples. Levels are set under `rules:` in `content/site.yml`.\n\n\
         | rule | level | what it finds |\n|---|---|---|\n",
    );
    for lint in lints::LINTS {
        let finds = doc::one_line(doc::finds(lint.doc)).replace('|', "\\|");
        out.push_str(&format!("| `{}` | {} | {finds} |\n", lint.name, level_word(lint.level)));
    }
    out
}

/// The page of a rule.
pub fn page(lint: &Lint) -> String {
    let mut out = format!("# `{}`\n\nLevel: {}.\n", lint.name, level_word(lint.level));
    for (name, text) in doc::parts(lint.doc) {
        out.push_str(&format!("\n## {name}\n\n{text}\n"));
    }
    out
}
