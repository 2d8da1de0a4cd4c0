//! What registries of DOIs say of a work, as items of CSL-JSON: Crossref's `works`, DataCite's `dois`, and what
//! either returns by content negotiation.
//!
//! In: the JSON object of one work. Out: the same as a CSL item, for `csl_json` to read. What CSL has no variable for
//! keeps its name, so that it is reported, but the registry's own bookkeeping is gathered in one field.
//! Absent on purpose: asking a registry. The file is here, or it is not read.

use serde_json::{Map, Value, json};

use super::csl_json::{in_words, is_empty};

/// The field that bookkeeping is gathered in.
const BOOKKEEPING: &str = "registry's bookkeeping";

/// Crossref's fields about its record, not about the work; and copies of what stands elsewhere in it.
const CROSSREF: &[&str] = &[
    "alternative-id",
    "content-created",
    "content-domain",
    "content-updated",
    "created",
    "deposited",
    "indexed",
    "is-referenced-by-count",
    "issn-type",
    "isbn-type",
    "journal-issue",
    "member",
    "prefix",
    "reference-count",
    "references-count",
    "resource",
    "schema-version",
    "score",
    "source",
    "update-policy",
];

/// DataCite's.
const DATACITE: &[&str] = &[
    "agency",
    "citationCount",
    "citationsOverTime",
    "contentUrl",
    "created",
    "downloadCount",
    "downloadsOverTime",
    "identifiers",
    "isActive",
    "metadataVersion",
    "partCount",
    "partOfCount",
    "prefix",
    "providerId",
    "clientId",
    "reason",
    "referenceCount",
    "registered",
    "schemaVersion",
    "source",
    "state",
    "suffix",
    "updated",
    "versionCount",
    "versionOfCount",
    "viewCount",
    "viewsOverTime",
    "xml",
];

/// Types of Crossref that CSL words differently.
const CROSSREF_TYPES: &[(&str, &str)] = &[
    ("journal-article", "article-journal"),
    ("book-chapter", "chapter"),
    ("book-part", "chapter"),
    ("book-section", "chapter"),
    ("book-track", "chapter"),
    ("monograph", "book"),
    ("edited-book", "book"),
    ("reference-book", "book"),
    ("book-series", "book"),
    ("book-set", "book"),
    ("proceedings-article", "paper-conference"),
    ("proceedings", "book"),
    ("reference-entry", "entry"),
    ("posted-content", "article"),
    ("dissertation", "thesis"),
    ("report-component", "report"),
    ("report-series", "report"),
    ("database", "dataset"),
    ("component", "document"),
    ("other", "document"),
    ("journal", "periodical"),
    ("journal-issue", "periodical"),
    ("journal-volume", "periodical"),
    ("peer-review", "review"),
];

/// General types of DataCite.
const DATACITE_TYPES: &[(&str, &str)] = &[
    ("audiovisual", "motion_picture"),
    ("book", "book"),
    ("bookchapter", "chapter"),
    ("collection", "collection"),
    ("computationalnotebook", "software"),
    ("conferencepaper", "paper-conference"),
    ("conferenceproceeding", "book"),
    ("dataset", "dataset"),
    ("datapaper", "article-journal"),
    ("dissertation", "thesis"),
    ("image", "graphic"),
    ("journal", "periodical"),
    ("journalarticle", "article-journal"),
    ("preprint", "article"),
    ("report", "report"),
    ("software", "software"),
    ("sound", "song"),
    ("standard", "standard"),
    ("text", "document"),
];

/// Whether an object speaks as DataCite does, itself or in its `attributes`.
fn datacite(item: &Map<String, Value>) -> Option<&Map<String, Value>> {
    let record = item.get("attributes").and_then(Value::as_object).unwrap_or(item);
    let speaks = record.contains_key("titles") && (record.contains_key("creators") || record.contains_key("types"));
    speaks.then_some(record)
}

/// Whether an object speaks as Crossref does: beside its words for types, only it has these fields.
fn is_crossref(item: &Map<String, Value>) -> bool {
    let own = ["deposited", "indexed", "member", "content-domain", "reference-count"];
    let kind = item.get("type").and_then(Value::as_str).unwrap_or("");
    item.contains_key("DOI")
        && (own.iter().any(|key| item.contains_key(*key))
            || item.get("title").is_some_and(Value::is_array)
            || CROSSREF_TYPES.iter().any(|(word, _)| *word == kind))
}

/// The CSL item of a work; an object of no registry is handed back as it is.
pub fn csl_item(item: Map<String, Value>) -> Map<String, Value> {
    if let Some(record) = datacite(&item) {
        return from_datacite(record.clone());
    }
    if is_crossref(&item) { from_crossref(item) } else { item }
}

/// Removes an entry of bookkeeping after the other and notes them in one field.
fn gather(item: &mut Map<String, Value>, fields: &[&str]) {
    let found: Vec<String> = fields
        .iter()
        .filter_map(|name| Some((name, item.remove(*name)?)))
        .filter(|(_, value)| !is_empty(value))
        .map(|(name, value)| match &value {
            Value::Array(_) | Value::Object(_) => (*name).to_owned(),
            value => format!("{name} {}", in_words(value)),
        })
        .collect();
    if !found.is_empty() {
        item.insert(BOOKKEEPING.to_owned(), json!(found.join(", ")));
    }
}

/// The words of a text with entities: registries keep XML.
fn plain(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    let text = text.replace("&apos;", "'").replace("&nbsp;", "\u{a0}").replace("&amp;", "&");
    Some(text.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty())
}

/// The first text of a list, taken out; the others stay, and so does what is no text.
fn first(item: &mut Map<String, Value>, name: &str) -> Option<String> {
    let mut list = match item.remove(name)? {
        Value::Array(list) => list,
        value => vec![value],
    };
    let text = list.first().and_then(plain);
    if text.is_some() {
        list.remove(0);
    }
    if !list.iter().all(is_empty) {
        item.insert(format!("more of {name}"), Value::Array(list));
    }
    text
}

fn set(item: &mut Map<String, Value>, name: &str, value: Option<String>) {
    if let Some(value) = value {
        item.insert(name.to_owned(), json!(value));
    }
}

fn from_crossref(mut item: Map<String, Value>) -> Map<String, Value> {
    let kind = item.get("type").and_then(Value::as_str).unwrap_or("");
    if let Some((_, csl)) = CROSSREF_TYPES.iter().find(|(word, _)| *word == kind) {
        item.insert("type".to_owned(), json!(csl));
    }
    let page = item.get("resource").and_then(|resource| resource.pointer("/primary/URL")).cloned();
    if let Some(page) = page.filter(Value::is_string) {
        item.insert("URL".to_owned(), page);
        item.get_mut("resource").and_then(|resource| resource.get_mut("primary")?.as_object_mut()?.remove("URL"));
    }
    let (title, subtitle) = (first(&mut item, "title"), first(&mut item, "subtitle"));
    let title = match (title, subtitle) {
        (Some(title), Some(more)) if !title.to_lowercase().contains(&more.to_lowercase()) => {
            Some(format!("{title}: {more}"))
        }
        (title, _) => title,
    };
    let original = first(&mut item, "original-title").filter(|original| title.as_ref() != Some(original));
    match original {
        Some(original) => {
            set(&mut item, "title", Some(original));
            if let Some(other) = item.remove("translated-title") {
                item.insert("more of translated-title".to_owned(), other);
            }
            set(&mut item, "translated-title", title);
        }
        None => set(&mut item, "title", title),
    }
    for name in ["container-title", "publisher", "ISBN"] {
        let value = first(&mut item, name);
        set(&mut item, name, value.map(|value| bare_isbn(name, value)));
    }
    let has_date = |item: &Map<String, Value>, name: &str| {
        item.get(name).and_then(|date| date.pointer("/date-parts/0/0")).is_some_and(|year| !year.is_null())
    };
    for name in ["published", "published-print", "published-online", "posted", "approved"] {
        if !has_date(&item, "issued") && has_date(&item, name) {
            let date = item.remove(name).unwrap_or_default();
            item.insert("issued".to_owned(), date);
        }
        // Crossref's `issued` is the earliest of the others.
        if item.get(name).is_some() && item.get(name) == item.get("issued") {
            item.remove(name);
        }
    }
    for role in ["author", "editor", "translator", "chair", "contributor"] {
        for name in item.get_mut(role).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(name) = name.as_object_mut() {
                // The order is that of the list.
                name.remove("sequence");
                let body = name.remove("name");
                name.extend(body.map(|body| ("literal".to_owned(), body)));
            }
        }
    }
    gather(&mut item, CROSSREF);
    item
}

/// Crossref once gave ISBNs as addresses.
fn bare_isbn(name: &str, value: String) -> String {
    match (name, value.rsplit_once('/')) {
        ("ISBN", Some((_, number))) => number.to_owned(),
        _ => value,
    }
}

fn from_datacite(mut record: Map<String, Value>) -> Map<String, Value> {
    gather(&mut record, DATACITE);
    let mut item = Map::new();
    let types = record.remove("types").unwrap_or_default();
    set(&mut item, "type", Some(datacite_type(&types)));
    set(&mut item, "DOI", record.remove("doi").as_ref().or(record.get("id")).and_then(plain));
    record.remove("id");
    set(&mut item, "URL", record.remove("url").as_ref().and_then(plain));
    set(&mut item, "language", record.remove("language").as_ref().and_then(plain));
    let publisher = record.remove("publisher").unwrap_or_default();
    set(&mut item, "publisher", plain(&publisher).or_else(|| publisher.get("name").and_then(plain)));
    titles(&mut record, &mut item);
    people(&mut record, &mut item);
    issued(&mut record, &mut item);
    container(&mut record, &mut item);
    // Not in CSL, or in another shape: reported under its own name.
    item.extend(record.into_iter().filter(|(_, value)| !is_empty(value)).map(|(name, value)| match name.as_str() {
        "version" | "note" | "custom" | "issue" | "number" | "volume" | "page" => (format!("{name} (DataCite)"), value),
        _ => (name, value),
    }));
    item
}

fn datacite_type(types: &Value) -> String {
    let general = types.get("resourceTypeGeneral").and_then(Value::as_str).unwrap_or("");
    let general = general.to_ascii_lowercase().replace(['-', ' '], "");
    let known = DATACITE_TYPES.iter().find(|(word, _)| *word == general).map(|(_, csl)| (*csl).to_owned());
    let citeproc = types.get("citeproc").and_then(plain).filter(|word| word != "article" || general == "preprint");
    let exact = known.clone().filter(|word| word != "document");
    exact.or(citeproc).or(known).unwrap_or_else(|| "document".to_owned())
}

/// Main title with its subtitle; a translation into English.
fn titles(record: &mut Map<String, Value>, item: &mut Map<String, Value>) {
    let Some(Value::Array(list)) = record.remove("titles") else { return };
    let (mut title, mut subtitle, mut translated, mut more) = (None, None, None, Vec::new());
    for entry in list {
        let text = entry.get("title").and_then(plain);
        let place = match entry.get("titleType").and_then(Value::as_str) {
            None => &mut title,
            Some("Subtitle") => &mut subtitle,
            Some("TranslatedTitle") => &mut translated,
            Some(_) => {
                more.push(entry);
                continue;
            }
        };
        match (place.is_none(), text) {
            (true, Some(text)) => *place = Some(text),
            (false, Some(_)) => more.push(entry),
            (_, None) => {}
        }
    }
    let title = match (title, subtitle) {
        (Some(title), Some(subtitle)) => Some(format!("{title}: {subtitle}")),
        (title, subtitle) => title.or(subtitle),
    };
    set(item, "title", title);
    set(item, "translated-title", translated);
    if !more.is_empty() {
        item.insert("more titles".to_owned(), Value::Array(more));
    }
}

fn people(record: &mut Map<String, Value>, item: &mut Map<String, Value>) {
    let list = |record: &mut Map<String, Value>, name: &str| match record.remove(name) {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    let (creators, contributors) = (list(record, "creators"), list(record, "contributors"));
    let mut roles: Vec<(&str, Vec<Value>)> = vec![("author", creators), ("editor", vec![]), ("translator", vec![])];
    let mut others = Vec::new();
    for person in contributors {
        match person.get("contributorType").and_then(Value::as_str) {
            Some("Editor") => roles[1].1.push(person),
            Some("Translator") => roles[2].1.push(person),
            _ => others.push(person),
        }
    }
    for (role, people) in roles.into_iter().filter(|(_, people)| !people.is_empty()) {
        item.insert(role.to_owned(), people.into_iter().map(person).collect());
    }
    if !others.is_empty() {
        item.insert("contributors".to_owned(), Value::Array(others));
    }
}

/// `{name, nameType, givenName, familyName, …}` as CSL words it.
fn person(value: Value) -> Value {
    let Value::Object(mut person) = value else { return value };
    let name = person.remove("name").as_ref().and_then(plain);
    let (family, given) = (person.remove("familyName"), person.remove("givenName"));
    let is_body = person.remove("nameType").is_some_and(|kind| kind == "Organizational");
    person.remove("contributorType");
    let split = name.as_deref().and_then(|name| name.split_once(',')).filter(|_| !is_body);
    match (family.as_ref().and_then(plain), split) {
        (Some(family), _) if !is_body => {
            set(&mut person, "family", Some(family));
            set(&mut person, "given", given.as_ref().and_then(plain));
        }
        (_, Some((family, given))) => {
            set(&mut person, "family", Some(family.trim().to_owned()));
            set(&mut person, "given", Some(given.trim().to_owned()));
        }
        _ => set(&mut person, "literal", name),
    }
    Value::Object(person)
}

/// The day of issue, else the year of publication.
fn issued(record: &mut Map<String, Value>, item: &mut Map<String, Value>) {
    let year = record.remove("publicationYear").map(|year| in_words(&year));
    let Some(Value::Array(mut dates)) = record.remove("dates") else {
        set(item, "issued", year);
        return;
    };
    let at = dates.iter().position(|date| date.get("dateType").and_then(Value::as_str) == Some("Issued"));
    let day = at.and_then(|at| dates[at].get("date").and_then(plain));
    match (day, year) {
        (Some(day), Some(year)) if !day.starts_with(&year) => {
            set(item, "issued", Some(day));
            item.insert("publicationYear".to_owned(), json!(year));
        }
        (day, year) => set(item, "issued", day.or(year)),
    }
    if let Some(at) = at {
        dates.remove(at);
    }
    if !dates.is_empty() {
        item.insert("dates".to_owned(), Value::Array(dates));
    }
}

fn container(record: &mut Map<String, Value>, item: &mut Map<String, Value>) {
    let Some(Value::Object(mut container)) = record.remove("container") else { return };
    let mut take = |name: &str| container.remove(name).as_ref().map(in_words).filter(|text| !text.is_empty());
    for (ours, theirs) in [("container-title", "title"), ("volume", "volume"), ("issue", "issue")] {
        set(item, ours, take(theirs));
    }
    let page = match (take("firstPage"), take("lastPage")) {
        (Some(first), Some(last)) if first != last => Some(format!("{first}-{last}")),
        (first, last) => first.or(last),
    };
    set(item, "page", page);
    container.remove("type");
    if !container.is_empty() {
        item.insert("container".to_owned(), Value::Object(container));
    }
}
