//! What the keys of our YAML mean, and what may stand behind each.
//!
//! In: the kind of a file and the keys on the way to a place. Out: the key there: its meaning for a hover, the ids
//! or words it takes for completion. One table for both, and for finding names in a tree.
//! Absent on purpose: checking; `parse` does that, and a test holds the two together.

mod tables;

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
    /// `derived`.
    Derived,
    /// Name in a formula to fact.
    From,
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
    /// `coverage`.
    Coverage,
    /// Name to target.
    Targets,
    /// A target of `publish`.
    Target,
    /// `hosting`.
    Hosting,
    /// `hosting.hsts`.
    Hsts,
    /// Rule to level.
    Rules,
    /// Rule to the reason why it is waived.
    Waivers,
    /// A reason that ends.
    Waiver,
    /// Body of a directive.
    Directive(DirectiveKind),
}

impl Scope {
    /// The keys of the map; empty where they are ids, dates or labels.
    pub fn keys(self) -> &'static [Key] {
        match self {
            Scope::Article => tables::ARTICLE,
            Scope::Sheet => tables::SHEET,
            Scope::Fact => tables::FACT,
            Scope::Member => tables::MEMBER,
            Scope::Evidence => tables::EVIDENCE,
            Scope::Correction => tables::CORRECTION,
            Scope::Reason => tables::REASON,
            Scope::Outcome => tables::OUTCOME,
            Scope::Derived => tables::DERIVED,
            Scope::Source => tables::SOURCE,
            Scope::Entity => tables::ENTITY,
            Scope::Perspective => tables::PERSPECTIVE,
            Scope::Term => tables::TERM,
            Scope::Config => tables::CONFIG,
            Scope::Coverage => &tables::COVERAGE,
            Scope::Target => &tables::TARGET,
            Scope::Hosting => &tables::HOSTING,
            Scope::Hsts => &tables::HSTS,
            Scope::Topic => tables::TOPIC,
            Scope::Part => tables::PART,
            Scope::Waiver => tables::WAIVER,
            Scope::Directive(_) => tables::DIRECTIVE,
            Scope::Facts
            | Scope::Answers
            | Scope::Points
            | Scope::Parts
            | Scope::From
            | Scope::Sources
            | Scope::Entities
            | Scope::Terms
            | Scope::Topics
            | Scope::Targets
            | Scope::Rules
            | Scope::Waivers => &[],
        }
    }

    /// A key of the map.
    pub fn key(self, name: &str) -> Option<&'static Key> {
        self.keys().iter().find(|key| key.name == name)
    }

    /// What may stand behind a key as a scalar.
    pub fn values(self, name: &str) -> Values {
        match self {
            Scope::Rules => tables::LEVELS,
            Scope::From => Values::Facts,
            // The root of the directive `facts` may be the list itself.
            Scope::Directive(DirectiveKind::Facts) if name.is_empty() => Values::Facts,
            _ => self.key(name).map_or(Values::Free, |key| key.values),
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
            (Scope::Fact, "derived") => Scope::Derived,
            (Scope::Derived, "from") => Scope::From,
            (Scope::Sources, _) => Scope::Source,
            (Scope::Entities, _) => Scope::Entity,
            (Scope::Entity, "perspective") => Scope::Perspective,
            (Scope::Terms, _) => Scope::Term,
            (Scope::Config, "topics") => Scope::Topics,
            (Scope::Topics, _) => Scope::Topic,
            (Scope::Config, "parts") => Scope::Part,
            (Scope::Config, "coverage") => Scope::Coverage,
            (Scope::Config, "publish") => Scope::Targets,
            (Scope::Targets, _) => Scope::Target,
            (Scope::Config, "hosting") => Scope::Hosting,
            (Scope::Hosting, "hsts") => Scope::Hsts,
            (Scope::Config, "rules") => Scope::Rules,
            (Scope::Article | Scope::Sheet | Scope::Fact | Scope::Source | Scope::Entity | Scope::Term, "allow") => {
                Scope::Waivers
            }
            (Scope::Waivers, _) => Scope::Waiver,
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
    use crate::parse::fields::sheet::FACT;
    use crate::parse::parse;

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
        let cases: [(Scope, &str, String); 17] = [
            (Scope::Sheet, "content/facts/s.yml", String::new()),
            (Scope::Fact, "content/facts/s.yml", sheet.to_owned()),
            (Scope::Evidence, "content/facts/s.yml", format!("{sheet}evidence:\n      ")),
            (Scope::Outcome, "content/facts/s.yml", format!("{sheet}outcome:\n      ")),
            (Scope::Member, "content/facts/s.yml", format!("{sheet}values:\n      b:\n        ")),
            (Scope::Source, "content/sources/s.yml", "a:\n  ".to_owned()),
            (Scope::Entity, "content/entities/s.yml", "a:\n  ".to_owned()),
            (Scope::Waiver, "content/sources/s.yml", "a:\n  allow:\n    stale:\n      ".to_owned()),
            (Scope::Perspective, "content/entities/s.yml", "a:\n  perspective:\n    ".to_owned()),
            (Scope::Term, "content/glossary.yml", "a:\n  ".to_owned()),
            (Scope::Config, "content/site.yml", String::new()),
            (Scope::Coverage, "content/site.yml", "coverage:\n  ".to_owned()),
            (Scope::Target, "content/site.yml", "publish:\n  a:\n    ".to_owned()),
            (Scope::Hosting, "content/site.yml", "hosting:\n  ".to_owned()),
            (Scope::Hsts, "content/site.yml", "hosting:\n  hsts:\n    ".to_owned()),
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
        assert_eq!(article.len(), tables::ARTICLE.len());
        assert!(FACT.keys().all(|name| Scope::Fact.key(name).is_some()));
    }

    #[test]
    fn a_path_leads_to_its_map() {
        assert_eq!(Scope::Sheet.at(["facts", "a", "values", "b", "evidence"]), Some(Scope::Evidence));
        assert_eq!(Scope::Sheet.at(["facts", "a", "claim"]), None);
        assert_eq!(Scope::of_file("content/facts/x.yml"), Some(Scope::Sheet));
        assert_eq!(Scope::of_file("content/other.yml"), None);
    }
}
