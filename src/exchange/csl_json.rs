//! CSL-JSON. What CSL has no variable for stands under `custom`.

use serde_json::{Map, Value, json};

use super::{carriers, filed_title};
use crate::cite::Entry;
use crate::cite::names::{Shape, shape};
use crate::model::date::Date;
use crate::model::source::Name;

/// One item.
pub fn csl_json(entry: &Entry<'_>) -> Value {
    let source = entry.source;
    let mut item = Map::new();
    let (container, publisher) = carriers(entry);
    item.insert("id".to_owned(), json!(source.id));
    item.insert("type".to_owned(), json!(source.kind.csl()));
    item.insert("title".to_owned(), json!(filed_title(entry)));
    for (role, people) in [("author", &entry.authors), ("editor", &entry.editors), ("translator", &entry.translators)] {
        if !people.is_empty() {
            item.insert(role.to_owned(), people.iter().map(name).collect());
        }
    }
    for (name, value) in [
        ("container-title", container),
        ("publisher", publisher),
        ("volume", source.volume.as_deref()),
        ("issue", source.issue.as_deref()),
        ("page", source.pages.as_deref()),
        ("DOI", source.doi.as_deref()),
        ("ISBN", source.isbn.as_deref()),
        ("URL", source.url.as_deref()),
        ("archive_location", source.archive.as_deref()),
        ("language", source.lang.as_deref()),
        ("note", source.note.as_deref()),
    ] {
        item.extend(value.map(|value| (name.to_owned(), json!(value))));
    }
    for (name, value) in [("issued", source.date), ("accessed", source.accessed)] {
        item.extend(value.map(|value| (name.to_owned(), date(value))));
    }
    let mut custom = Map::new();
    custom.extend(source.title_en.as_ref().map(|title| ("title_en".to_owned(), json!(title))));
    custom.extend(source.archived.map(|date| ("archived".to_owned(), json!(date.to_string()))));
    if !custom.is_empty() {
        item.insert("custom".to_owned(), Value::Object(custom));
    }
    Value::Object(item)
}

/// All items as one list, indented.
pub fn sources_json(entries: &[Entry<'_>]) -> String {
    let list: Vec<Value> = entries.iter().map(csl_json).collect();
    let mut out = serde_json::to_string_pretty(&list).unwrap_or_else(|_| "[]".to_owned());
    out.push('\n');
    out
}

fn name(name: &Name) -> Value {
    match (name, shape(name)) {
        (Name::Person { family, given }, Shape::Whole(_)) if !given.is_empty() => {
            json!({"family": family, "given": given})
        }
        (_, Shape::Whole(text)) => json!({"literal": text}),
        (_, Shape::Person { family, given, suffix: None }) => json!({"family": family, "given": given}),
        (_, Shape::Person { family, given, suffix: Some(suffix) }) => {
            json!({"family": family, "given": given, "suffix": suffix})
        }
    }
}

fn date(date: Date) -> Value {
    let parts: Vec<i32> = [Some(i32::from(date.year)), date.month.map(i32::from), date.day.map(i32::from)]
        .into_iter()
        .map_while(|part| part)
        .collect();
    json!({"date-parts": [parts]})
}
