//! JSON Schemas of the files that people write, made from the tables that the reader reads by.
//!
//! In: the kind of a file, and the rules of this build. Out: a schema of draft-07, the newest draft that the YAML
//! language server, JetBrains' editors and VS Code all hold to. A reader of text takes any scalar, so a schema
//! allows the numbers among them (`date: 2022`); it refuses what the reader would report, and where a schema
//! cannot tell (the grammar of number phrases, whether an id exists) it stays silent.
//! Absent on purpose: what a site holds. A schema of its ids would be old with the next save.

use serde_json::{Map, Value, json};

use crate::base::text::FileId;
use crate::model::fact::FactKind;
use crate::parse::fields::sheet::{ALWAYS, BY_KIND, Need};
use crate::parse::fields::words::{Choice, Word};
use crate::parse::fields::{self, Field, Key, Of, Shape, Table};
use crate::parse::yaml;

/// A kind of file, as it is named on the command line and by the file of its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// The front matter of `*.md`.
    Article,
    /// `facts/*.yml`.
    Sheet,
    /// `facts/*.zh.yml`.
    Translation,
    /// `sources/*.yml`.
    Source,
    /// `entities/*.yml`.
    Entity,
    /// `glossary.yml`.
    Glossary,
    /// `site.yml`.
    Site,
}

/// A rule that `site.yml` may set the level of.
#[derive(Clone, Copy, Debug)]
pub struct Rule<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it finds, one sentence.
    pub about: &'a str,
}

impl FileKind {
    /// All kinds.
    pub const ALL: [FileKind; 7] = [
        FileKind::Article,
        FileKind::Sheet,
        FileKind::Translation,
        FileKind::Source,
        FileKind::Entity,
        FileKind::Glossary,
        FileKind::Site,
    ];

    /// Its name: `sheet`.
    pub fn word(self) -> &'static str {
        match self {
            FileKind::Article => "article",
            FileKind::Sheet => "sheet",
            FileKind::Translation => "translation",
            FileKind::Source => "source",
            FileKind::Entity => "entity",
            FileKind::Glossary => "glossary",
            FileKind::Site => "site",
        }
    }

    /// Globs of its files, from the root of the site; a later one that begins with `!` takes some out again.
    pub fn globs(self) -> &'static [&'static str] {
        match self {
            FileKind::Article => &["content/**/*.md"],
            FileKind::Sheet => &["content/facts/**/*.yml", "!content/facts/**/*.*.yml"],
            FileKind::Translation => &["content/facts/**/*.*.yml"],
            FileKind::Source => &["content/sources/**/*.yml"],
            FileKind::Entity => &["content/entities/**/*.yml"],
            FileKind::Glossary => &["content/glossary.yml"],
            FileKind::Site => &["content/site.yml"],
        }
    }

    /// Where its schema is kept, from the root of a site. Hidden: such a folder is no content.
    pub fn schema_path(self) -> String {
        format!("{FOLDER}/{}.json", self.word())
    }

    fn shape(self) -> Shape {
        static SOURCES: Shape = Shape::Map(Key::Id, &Shape::Record(&fields::source::SOURCE));
        static ENTITIES: Shape = Shape::Map(Key::Id, &Shape::Record(&fields::entity::ENTITY));
        static TERMS: Shape = Shape::Map(Key::Id, &Shape::Record(&fields::entity::TERM));
        match self {
            FileKind::Article => Shape::Record(&fields::article::ARTICLE),
            FileKind::Sheet => Shape::Record(&fields::sheet::SHEET),
            FileKind::Translation => Shape::Record(&fields::sheet::TRANSLATION),
            FileKind::Source => SOURCES,
            FileKind::Entity => ENTITIES,
            FileKind::Glossary => TERMS,
            FileKind::Site => Shape::Record(&fields::site::SITE),
        }
    }

    fn about(self) -> &'static str {
        match self {
            FileKind::Source => "Sources, each under its id.",
            FileKind::Entity => "Entities, each under its id.",
            FileKind::Glossary => "Terms, each under its id.",
            FileKind::Article | FileKind::Sheet | FileKind::Translation | FileKind::Site => "",
        }
    }
}

/// The mark by which a schema of ours is known again, to be replaced by a newer one.
pub const MARK: &str = "Made by `factloom schema --write`; a change here is lost with the next one.";

/// Where schemas are kept, from the root of a site.
pub const FOLDER: &str = ".factloom/schema";

/// The first line of a YAML file, by which the YAML language server finds its schema. `path` is the file's, from
/// the root of the site.
pub fn modeline(kind: FileKind, path: &str) -> String {
    let up = "../".repeat(path.matches('/').count());
    format!("# yaml-language-server: $schema={up}{}", kind.schema_path())
}

/// The schema of a kind of file.
pub fn schema(kind: FileKind, rules: &[Rule<'_>]) -> Value {
    let mut maker = Maker { rules, definitions: Map::new() };
    let mut root = match kind.shape() {
        Shape::Record(table) => maker.object(table),
        shape => maker.shape(shape),
    };
    if kind == FileKind::Sheet {
        root["allOf"] = needs();
    }
    if !kind.about().is_empty() {
        root["description"] = kind.about().into();
    }
    root["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    root["$comment"] = MARK.into();
    root["title"] = format!("Factloom: {}", kind.word()).into();
    root["definitions"] = Value::Object(maker.definitions);
    root
}

/// The text of a schema's file.
pub fn file_text(kind: FileKind, rules: &[Rule<'_>]) -> String {
    format!("{:#}\n", schema(kind, rules))
}

const ID: &str = "^[a-z0-9][a-z0-9-]{0,63}$";
const ID_SAYS: &str = "An id is lower-case letters, digits and hyphens, at most 64.";
const DATE: &str = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?";

struct Maker<'a> {
    rules: &'a [Rule<'a>],
    definitions: Map<String, Value>,
}

impl Maker<'_> {
    /// A reference to the definition of a table, made at its first use.
    fn refer(&mut self, table: &'static Table) -> Value {
        if !self.definitions.contains_key(table.name) {
            // Taken before it is filled in, so that a table within itself would end.
            self.definitions.insert(table.name.to_owned(), Value::Null);
            let object = self.object(table);
            self.definitions.insert(table.name.to_owned(), object);
        }
        json!({ "$ref": format!("#/definitions/{}", table.name) })
    }

    fn object(&mut self, table: &'static Table) -> Value {
        let properties: Map<String, Value> =
            table.fields.iter().map(|field| (field.key.to_owned(), self.property(field))).collect();
        let required: Vec<&str> = table.fields.iter().filter(|field| field.required).map(|field| field.key).collect();
        let mut object = json!({
            "type": "object",
            "description": table.about,
            "properties": properties,
            "additionalProperties": false,
        });
        if !required.is_empty() {
            object["required"] = json!(required);
        }
        object
    }

    fn property(&mut self, field: &Field) -> Value {
        let mut property = self.shape(field.shape);
        property["description"] = format!("{}{}", field.about, reference(field.shape)).into();
        if let Some(example) = example(field) {
            property["examples"] = json!([example]);
        }
        property
    }

    fn shape(&mut self, shape: Shape) -> Value {
        match shape {
            Shape::Text(most) => text(most),
            // Only the parser knows how much of it is shown.
            Shape::Markdown(_) => text(0),
            Shape::Texts(most) => {
                let mut list = one_or_many(text(0));
                if most > 0 {
                    list["maxItems"] = most.into();
                }
                list
            }
            Shape::Word(choices) => words(choices),
            Shape::Words(choices) => one_or_many(words(choices)),
            Shape::Flag => json!({ "type": "boolean" }),
            Shape::Count => json!({ "type": "integer", "minimum": 0 }),
            Shape::Phrase => json!({ "type": ["string", "number"], "minLength": 1 }),
            Shape::Date => dated(format!("^{DATE}$"), "Write a date as 2022, 2022-04 or 2022-04-29."),
            Shape::When => dated(
                format!(r"^({DATE}(\.\.({DATE})?)?|unknown)$"),
                "Write 2022-04-29, 2022-04, 2022, a period 2021-03..2026, an open one 1978.., or unknown.",
            ),
            Shape::Length => pattern("^([0-9]{1,5}(d|mo|y)|never)$", "Write a length as 30d, 6mo, 1y or never."),
            Shape::Share => pattern("^[0-9]+(\\.[0-9]+)? ?%$", "Write a share as 5%, from 0% to 50%."),
            Shape::Percent => {
                pattern("^(100(\\.0+)?|[0-9]{1,2}(\\.[0-9]+)?) ?%$", "Write a share as 95%, from 0% to 100%.")
            }
            Shape::Address => pattern(
                "^https?://[^\\s<>\"]*$",
                "Write an address that begins with https:// or http://, blanks as %20.",
            ),
            Shape::Id(of) => id(of),
            Shape::Ids(of) => one_or_many(id(of)),
            Shape::Fact => fact(),
            Shape::Facts => one_or_many(fact()),
            Shape::Figure => pattern(
                "^[a-z0-9][a-z0-9-]{0,63}(/[a-z0-9][a-z0-9-]{0,63})?(/[a-z0-9-]+|@[0-9-]+([.]{2}[0-9-]+)?)?$",
                "Write sheet/key, sheet/key/answer, sheet/key@2021 or sheet/key@2018..2021.",
            ),
            Shape::CsvFile => pattern("\\.csv$", "Write the name of a CSV file beside the sheet, or a map."),
            Shape::Evidence => self.evidence(),
            Shape::Record(table) => self.refer(table),
            Shape::Records(table) => one_or_many(self.refer(table)),
            Shape::Map(key, value) => self.map(key, *value),
            Shape::Either(shapes) => either(shapes.iter().map(|shape| self.shape(*shape)).collect()),
        }
    }

    fn map(&mut self, key: Key, value: Shape) -> Value {
        let value = self.shape(value);
        let keyed = |pattern: String, says: &str| {
            json!({
                "type": "object",
                "propertyNames": { "pattern": pattern, "patternErrorMessage": says },
                "additionalProperties": value.clone(),
            })
        };
        match key {
            Key::Id => keyed(ID.to_owned(), ID_SAYS),
            Key::Date => keyed(format!("^{DATE}$"), "Write a date as 2022, 2022-04 or 2022-04-29."),
            Key::Language => keyed("^[A-Za-z-]{2,}$".to_owned(), "Write a language as en or zh."),
            Key::Text => json!({ "type": "object", "additionalProperties": value }),
            Key::Rule => {
                let properties: Map<String, Value> = self
                    .rules
                    .iter()
                    .map(|rule| {
                        let mut level = value.clone();
                        level["description"] = rule.about.into();
                        (rule.name.to_owned(), level)
                    })
                    .collect();
                json!({ "type": "object", "properties": properties, "additionalProperties": false })
            }
        }
    }

    fn evidence(&mut self) -> Value {
        let long = self.refer(&fields::evidence::EVIDENCE);
        let short = pattern(
            r"^\s*[^\s,]+\s*(,[\s\S]*)?$",
            "Write `source-id, locator`, such as epoch-self-reliance, para. 8, or a map with source:.",
        );
        self.definitions.entry("evidences").or_insert_with(|| {
            let one = either(vec![short, long]);
            json!({ "anyOf": [one["anyOf"][0], one["anyOf"][1], { "type": "array", "items": one }] })
        });
        json!({ "$ref": "#/definitions/evidences" })
    }
}

/// What the ids in a field are, as a sentence after its meaning.
fn reference(shape: Shape) -> &'static str {
    match shape {
        Shape::Id(of) | Shape::Ids(of) => match of {
            Of::Article => " An article's path below content/, without .md.",
            Of::Sheet => " The name of a file in content/facts/, without .yml.",
            Of::Source => " The id of a source, from content/sources/.",
            Of::Entity => " The id of an entity, from content/entities/.",
            Of::Term => " The id of a term, from content/glossary.yml.",
            Of::Topic => " The id of a topic, from content/site.yml.",
        },
        Shape::Fact | Shape::Facts => " A fact is sheet/key, or key alone within its sheet.",
        _ => "",
    }
}

fn text(most: usize) -> Value {
    // A number is text that happens to be one: `volume: 12`.
    let mut text = json!({ "type": ["string", "number"] });
    if most > 0 {
        text["maxLength"] = most.into();
    }
    text
}

fn pattern(pattern: &str, says: &str) -> Value {
    json!({ "type": "string", "pattern": pattern, "patternErrorMessage": says })
}

/// A date may be a bare year, which YAML takes for a number.
fn dated(pattern: String, says: &str) -> Value {
    json!({
        "type": ["string", "integer"], "pattern": pattern, "patternErrorMessage": says, "minimum": 1000, "maximum": 9999
    })
}

/// An id; YAML takes one of digits alone for a number. The keys of library files may hold more than ids do.
fn id(of: Of) -> Value {
    match of {
        Of::Source => json!({ "type": ["string", "integer"], "minLength": 1 }),
        // Articles may lie in folders.
        Of::Article => json!({
            "type": ["string", "integer"], "pattern": "^[a-z0-9][a-z0-9-]{0,63}(/[a-z0-9][a-z0-9-]{0,63})*$",
            "patternErrorMessage": ID_SAYS
        }),
        _ => json!({ "type": ["string", "integer"], "pattern": ID, "patternErrorMessage": ID_SAYS }),
    }
}

fn fact() -> Value {
    json!({
        "type": ["string", "integer"],
        "pattern": "^[a-z0-9][a-z0-9-]{0,63}(/[a-z0-9][a-z0-9-]{0,63})?(/[a-z0-9-]+|@[0-9-]+)?$",
        "patternErrorMessage": "Write a fact as sheet/key."
    })
}

fn one_or_many(one: Value) -> Value {
    let many = json!({ "type": "array", "items": one.clone() });
    either(vec![one, many])
}

/// Any of some schemas. Those whose words bear on one type each are joined into one (`pattern` says nothing of a
/// list, `items` nothing of a text): editors then say what is wrong, and not that nothing matched.
fn either(schemas: Vec<Value>) -> Value {
    if schemas.iter().any(|schema| schema.get("type").is_none() || schema.get("enum").is_some()) {
        return json!({ "anyOf": schemas });
    }
    let mut joined = Map::new();
    let mut types = Vec::new();
    for schema in schemas {
        let Value::Object(schema) = schema else { continue };
        for (key, value) in schema {
            match (key.as_str(), value) {
                ("type", Value::Array(more)) => types.extend(more),
                ("type", one) => types.push(one),
                (_, value) => {
                    joined.insert(key, value);
                }
            }
        }
    }
    joined.insert("type".to_owned(), Value::Array(types));
    Value::Object(joined)
}

fn words(choices: &[Choice]) -> Value {
    let words: Vec<&str> = choices.iter().map(|choice| choice.word).collect();
    let abouts: Vec<&str> = choices.iter().map(|choice| choice.about).collect();
    // Two spellings of one extension: editors built on VS Code's JSON service read the first, others the second.
    json!({ "type": "string", "enum": words, "markdownEnumDescriptions": abouts, "enumDescriptions": abouts })
}

/// The example as JSON, its scalars as text unless the field holds a number or a flag.
fn example(field: &Field) -> Option<Value> {
    let node = yaml::read(FileId::default(), field.example, 0).ok()?;
    Some(json_of(&node, field.shape))
}

fn json_of(node: &yaml::Node, shape: Shape) -> Value {
    match &node.value {
        yaml::Value::Text(text) => match shape {
            Shape::Flag => json!(&**text == "true"),
            Shape::Count => json!(text.parse::<u32>().unwrap_or_default()),
            _ => json!(text),
        },
        yaml::Value::List(items) => items.iter().map(|item| json_of(item, shape)).collect(),
        yaml::Value::Map(entries) => {
            let entries = entries.iter().map(|entry| (entry.key.to_string(), json_of(&entry.value, Shape::Text(0))));
            Value::Object(entries.collect())
        }
    }
}

/// What the facts of a sheet must have. What `defaults` give need not be repeated, the kind included.
fn needs() -> Value {
    let mut conditions = Vec::new();
    for need in ALWAYS {
        conditions.push(json!({ "if": not_by_default(need), "then": every_fact(met(need)) }));
    }
    for need in BY_KIND {
        let kinds: Vec<&str> =
            FactKind::VALUES.iter().filter(|kind| kind.needs().contains(&need.key)).map(|kind| kind.word()).collect();
        let of_kind = json!({ "required": ["kind"], "properties": { "kind": { "enum": kinds } } });
        let with_kind = json!({ "if": of_kind.clone(), "then": met(need) });
        conditions.push(json!({ "if": not_by_default(need), "then": every_fact(with_kind) }));
        let without = json!({ "if": { "not": { "required": ["kind"] } }, "then": met(need) });
        let by_default = json!({
            "allOf": [not_by_default(need), { "required": ["defaults"], "properties": { "defaults": of_kind } }]
        });
        conditions.push(json!({ "if": by_default, "then": every_fact(without) }));
    }
    Value::Array(conditions)
}

fn met(need: &Need) -> Value {
    match need.met_by {
        [only] => json!({ "required": [only] }),
        several => json!({ "anyOf": several.iter().map(|key| json!({ "required": [key] })).collect::<Vec<_>>() }),
    }
}

fn not_by_default(need: &Need) -> Value {
    json!({ "properties": { "defaults": { "not": met(need) } } })
}

fn every_fact(holds: Value) -> Value {
    json!({ "properties": { "facts": { "additionalProperties": holds } } })
}
