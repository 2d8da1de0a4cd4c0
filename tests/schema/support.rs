//! A record in its file: what the reader says of it, and what the schema says.

use std::collections::BTreeMap;

use boon::{Compiler, SchemaIndex, Schemas};
use factloom::base::text::FileId;
use factloom::check::lints::LINTS;
use factloom::exchange::schema::{FileKind, Rule, schema};
use factloom::load::Inputs;
use factloom::parse::fields::{Table, article, entity, evidence, hosting, sheet, site, source, target, waiver};
use factloom::parse::parse;
use factloom::parse::yaml::{self, Node, Value as Yaml};
use serde_json::{Value, json};

/// The rules of this build.
pub fn rules() -> Vec<Rule<'static>> {
    LINTS.iter().map(|lint| Rule { name: lint.name, about: "A rule." }).collect()
}

/// All schemas, compiled.
pub struct Validator {
    schemas: Schemas,
    indices: BTreeMap<&'static str, SchemaIndex>,
}

impl Validator {
    /// Compiles all schemas, each of which must be a schema.
    pub fn new() -> Validator {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let mut indices = BTreeMap::new();
        for kind in FileKind::ALL {
            let url = format!("https://example.org/{}.json", kind.word());
            compiler.add_resource(&url, schema(kind, &rules())).expect("added");
            let index = compiler.compile(&url, &mut schemas).unwrap_or_else(|error| panic!("{error:#}"));
            indices.insert(kind.word(), index);
        }
        Validator { schemas, indices }
    }

    /// What is wrong with a YAML text; nothing if it holds to the schema.
    pub fn errors(&self, kind: FileKind, text: &str) -> Option<String> {
        let node = yaml::read(FileId::default(), text.trim_start_matches('\u{feff}'), 0);
        let value = json_of(&node.unwrap_or_else(|error| panic!("{}: {text}", error.message)));
        self.schemas.validate(&value, self.indices[kind.word()]).err().map(|error| format!("{error:#}"))
    }
}

/// JSON as a YAML 1.2 reader with the core schema makes it, which is what editors do.
pub fn json_of(node: &Node) -> Value {
    match &node.value {
        _ if node.is_null() => Value::Null,
        Yaml::Text(text) if node.plain => match &**text {
            "true" | "True" | "TRUE" => json!(true),
            "false" | "False" | "FALSE" => json!(false),
            text => match (text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(number), _) => json!(number),
                (_, Ok(number)) if text.starts_with(|c: char| c.is_ascii_digit() || "-+.".contains(c)) => json!(number),
                _ => json!(text),
            },
        },
        Yaml::Text(text) => json!(&**text),
        Yaml::List(items) => items.iter().map(json_of).collect(),
        Yaml::Map(entries) => entries.iter().map(|entry| (entry.key.to_string(), json_of(&entry.value))).collect(),
    }
}

/// A table of records, and the file that holds one: `RECORD` is where its fields stand, in `{ }`.
pub struct Place {
    pub table: &'static Table,
    pub kind: FileKind,
    pub path: &'static str,
    pub file: &'static str,
    /// Fields that a valid record of this table needs besides those the table requires.
    pub besides: &'static [(&'static str, &'static str)],
}

const SHEET: &str = "title: T\nsummary: S.\ntopics: []\nfacts:\n  a: ";

/// Every table of a file, with the place it stands at.
pub fn places() -> Vec<Place> {
    let place = |table, kind, path, file| Place { table, kind, path, file, besides: &[] };
    let sheet_path = "content/facts/s.yml";
    let fact = |table, file| place(table, FileKind::Sheet, sheet_path, file);
    let site = |table, file| place(table, FileKind::Site, "content/site.yml", file);
    vec![
        place(&article::ARTICLE, FileKind::Article, "content/a.md", "RECORD"),
        place(
            &article::REVIEWED,
            FileKind::Article,
            "content/a.md",
            "title: T\nsummary: S.\ndate: 2022\nreviewed: RECORD",
        ),
        fact(&sheet::SHEET, "RECORD"),
        Place {
            besides: &[
                ("kind", "statistic"),
                ("claim", "\"___ left.\""),
                ("value", "1000"),
                ("as_of", "2022"),
                ("by", "e"),
                ("evidence", "s"),
            ],
            ..fact(&sheet::FACT, "title: T\nsummary: S.\ntopics: []\nfacts:\n  a: RECORD")
        },
        fact(
            &sheet::ANSWER,
            "SHEET{kind: statistic, claim: C., by: e, evidence: s, values: {a: RECORD, b: {value: 1}}}",
        ),
        fact(
            &sheet::POINT,
            "SHEET{kind: statistic, claim: C., by: e, as_of: 2022, evidence: s, series: {2022: RECORD}}",
        ),
        fact(
            &sheet::SHARE,
            "SHEET{kind: statistic, claim: C., by: e, as_of: 2022, evidence: s, breakdown: {x: RECORD}}",
        ),
        fact(&sheet::DERIVED, "SHEET{kind: statistic, claim: C., derived: RECORD}"),
        fact(&sheet::OUTCOME, "SHEET{kind: forecast, claim: C., by: e, when: 2022, evidence: s, outcome: RECORD}"),
        fact(&evidence::EVIDENCE, "SHEET{kind: assessment, claim: C., by: e, evidence: RECORD}"),
        fact(&evidence::EVIDENCE, "SHEET{kind: assessment, claim: C., by: e, evidence: [s, RECORD]}"),
        fact(&evidence::CORRECTION, "SHEET{kind: assessment, claim: C., by: e, evidence: s, corrections: [RECORD]}"),
        fact(&evidence::RETIRED, "SHEET{kind: assessment, claim: C., by: e, evidence: s, retired: RECORD}"),
        place(&sheet::TRANSLATION, FileKind::Translation, "content/facts/s.zh.yml", "RECORD"),
        place(&sheet::TRANSLATED, FileKind::Translation, "content/facts/s.zh.yml", "facts: {a: RECORD}"),
        site(&target::TARGET, "title: T\nurl: https://example.org/\npublish: {live: RECORD}"),
        place(&source::SOURCE, FileKind::Source, "content/sources/s.yml", "s: RECORD"),
        place(
            &waiver::WAIVER,
            FileKind::Source,
            "content/sources/s.yml",
            "s: {type: web, title: T, publisher: e, allow: {bad-date: RECORD}}",
        ),
        place(
            &evidence::RETRACTED,
            FileKind::Source,
            "content/sources/s.yml",
            "s: {type: web, title: T, publisher: e, retracted: RECORD}",
        ),
        place(&entity::ENTITY, FileKind::Entity, "content/entities/e.yml", "e: RECORD"),
        Place {
            besides: &[("evidence", "s")],
            ..place(
                &entity::PERSPECTIVE,
                FileKind::Entity,
                "content/entities/e.yml",
                "e: {name: E, kind: company, perspective: RECORD}",
            )
        },
        place(&entity::TERM, FileKind::Glossary, "content/glossary.yml", "t: RECORD"),
        site(&site::SITE, "RECORD"),
        site(&site::TOPIC, "title: T\nurl: https://example.org/\ntopics: {a: RECORD}"),
        site(&site::PART, "title: T\nurl: https://example.org/\nparts: [RECORD]"),
        site(&site::STALE_AFTER, "title: T\nurl: https://example.org/\nstale_after: RECORD"),
        site(&site::HEDGES, "title: T\nurl: https://example.org/\nhedges: RECORD"),
        site(&site::GONE, "title: T\nurl: https://example.org/\ngone: [RECORD]"),
        site(&site::COVERAGE, "title: T\nurl: https://example.org/\ncoverage: RECORD"),
        site(&hosting::HOSTING, "title: T\nurl: https://example.org/\nhosting: RECORD"),
        site(&hosting::HSTS, "title: T\nurl: https://example.org/\nhosting: {hsts: RECORD}"),
        site(&site::GROUPS, "title: T\nurl: https://example.org/\noutputs: RECORD"),
    ]
}

impl Place {
    /// The fields of a valid record, as YAML.
    pub fn fields(&self) -> Vec<(String, String)> {
        let required = self.table.fields.iter().filter(|field| field.required);
        let required = required.map(|field| (field.key.to_owned(), field.example.to_owned()));
        let besides = self.besides.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let dated = (self.table.name == "article").then(|| ("date".to_owned(), "2022".to_owned()));
        required.chain(besides).chain(dated).collect()
    }

    /// The file with a record of these fields.
    pub fn text(&self, fields: &[(String, String)]) -> String {
        let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{key}: {}", flow(value))).collect();
        self.file.replace("SHEET", SHEET).replace("RECORD", &format!("{{{}}}", fields.join(", "))) + "\n"
    }

    /// What the reader finds in the file: of the record's shape, not of other files that are not there.
    pub fn findings(&self, text: &str) -> Vec<String> {
        findings(self.path, text)
    }
}

/// A scalar with a comma stands in quotes within `{ }`.
fn flow(value: &str) -> String {
    let is_bare = !value.starts_with(['{', '[', '"']);
    if is_bare && (value.contains(", ") || value.contains(": ") || value.contains(['{', ','])) {
        format!("\"{value}\"")
    } else {
        value.to_owned()
    }
}

/// What the reader finds in one file, of this path.
pub fn findings(path: &str, text: &str) -> Vec<String> {
    let text = if path.ends_with(".md") { format!("---\n{text}---\nText.\n") } else { text.to_owned() };
    let inputs = Inputs::of_texts([(path.to_owned(), text)]);
    let (_, found) = parse(FileId::default(), &inputs.files[0]);
    found.iter().map(|diagnostic| format!("{}: {}", diagnostic.rule, diagnostic.message)).collect()
}
