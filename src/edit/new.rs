//! A new article, sheet, fact, source or entity.
//!
//! In: a site's files and a wish. Out: a new file, or edits that add an entry to one; or why not, with an id that
//! is free. What the wish leaves open stays empty with a remark, so that a finding asks for it: a placeholder
//! would be published one day. Only a draft, which is not published, gets words to be replaced.
//! Absent on purpose: questions to a person, which the command asks.

use crate::base::text::FileId;
use crate::edit::id::{as_words, free, id_of};
use crate::edit::insert::{self, Line};
use crate::edit::{Edit, apply, scalar};
use crate::exchange::schema::{FileKind, modeline};
use crate::link::urls::SECTIONS;
use crate::load::Inputs;
use crate::model::date::Date;
use crate::model::fact::FactKind;
use crate::model::is_id;
use crate::parse::fields::{self, Table};
use crate::parse::{self, Item};

/// What is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `content/<id>.md`
    Article,
    /// `content/facts/<id>.yml`
    Sheet,
    /// An entry of a sheet; its id is `sheet/key`.
    Fact,
    /// An entry of a file below `content/sources/`.
    Source,
    /// An entry of a file below `content/entities/`.
    Entity,
}

/// A wish.
#[derive(Clone, Debug)]
pub struct Wish<'a> {
    /// What is to be made.
    pub kind: Kind,
    /// Its id as typed.
    pub id: &'a str,
    /// Fields that are known, by key, as YAML; in any order.
    pub fields: Vec<(&'static str, String)>,
    /// The language of a translated article.
    pub lang: Option<&'a str>,
    /// The file of a source or entity, if not the usual one.
    pub file: Option<&'a str>,
    /// The day of a new article.
    pub today: Date,
    /// Whether the site keeps schemas, to which a new file then refers.
    pub has_schemas: bool,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Made {
    /// The file, from the root of the site.
    pub path: String,
    /// Its whole text.
    pub text: String,
    /// The edits that make it, or nothing for a new file.
    pub edits: Option<Vec<Edit>>,
    /// The line that the new thing begins at, from 1.
    pub line: usize,
    /// The line after its last.
    pub end: usize,
}

/// Why it was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// One sentence.
    pub message: String,
    /// An id that would do, in place of the one typed.
    pub instead: Option<String>,
    /// The name that was typed where an id belongs, to be given as a title or name.
    pub name: Option<String>,
}

/// Makes what is wished for.
pub fn make(inputs: &Inputs, wish: &Wish<'_>) -> Result<Made, Refused> {
    match wish.kind {
        Kind::Article => article(inputs, wish),
        Kind::Sheet => sheet(inputs, wish),
        Kind::Fact => fact(inputs, wish),
        Kind::Source => entry(inputs, wish, FileKind::Source, "sources", &fields::source::SOURCE),
        Kind::Entity => entry(inputs, wish, FileKind::Entity, "entities", &fields::entity::ENTITY),
    }
}

fn refused(message: impl Into<String>) -> Refused {
    Refused { message: message.into(), instead: None, name: None }
}

/// An id that is valid and not taken, or the refusal with one that is.
fn checked(id: &str, what: &str, is_taken: impl Fn(&str) -> bool) -> Result<(), Refused> {
    let instead = Some(free(&id_of(id, what), &is_taken));
    if !is_id(id) {
        let message = format!(
            "`{id}` cannot be the id of {}: ids are lower-case letters, digits and hyphens, at most 64",
            with_article(what)
        );
        return Err(Refused { message, instead, name: Some(id.to_owned()) });
    }
    match is_taken(id) {
        true => {
            Err(Refused { message: format!("there is {} `{id}` already", with_article(what)), instead, name: None })
        }
        false => Ok(()),
    }
}

fn with_article(what: &str) -> String {
    format!("{} {what}", if what.starts_with(['a', 'e']) { "an" } else { "a" })
}

fn article(inputs: &Inputs, wish: &Wish<'_>) -> Result<Made, Refused> {
    let suffix = wish.lang.map_or_else(String::new, |lang| format!(".{lang}"));
    let is_taken = |id: &str| {
        let path = format!("content/{id}{suffix}.md");
        let first = id.split('/').next().unwrap_or("");
        SECTIONS.contains(&first) || inputs.files.iter().any(|file| file.path.eq_ignore_ascii_case(&path))
    };
    let id = wish.id.strip_suffix(".md").unwrap_or(wish.id);
    let id = id.strip_prefix("content/").unwrap_or(id);
    if SECTIONS.contains(&id.split('/').next().unwrap_or("")) {
        let message = format!("`{id}` is the address of a page that every site has");
        return Err(Refused {
            message,
            instead: Some(free(&format!("about-{}", id.replace('/', "-")), is_taken)),
            name: None,
        });
    }
    // An article may lie in folders: each part is an id.
    let (folder, last) = id.rsplit_once('/').map_or((String::new(), id), |(folder, last)| (format!("{folder}/"), last));
    if let Some(part) = folder.split('/').find(|part| !part.is_empty() && !is_id(part)) {
        let message = format!("`{part}` cannot be a folder: its name is lower-case letters, digits and hyphens");
        let parts: Vec<String> =
            id.split('/').filter(|part| !part.is_empty()).map(|part| id_of(part, "article")).collect();
        return Err(Refused { message, instead: Some(free(&parts.join("/"), is_taken)), name: None });
    }
    checked(last, "article", |last| is_taken(&format!("{folder}{last}"))).map_err(|refused| Refused {
        instead: refused.instead.map(|instead| format!("{folder}{instead}")),
        ..refused
    })?;
    let value = |key: &str, default: &str| known(wish, key).unwrap_or_else(|| default.to_owned());
    let text = format!(
        "---\ntitle: {}\nsummary: {}\ndate: {}\ntopics: {}\nstatus: {}\n---\n\n",
        value("title", &scalar::plain_or_quoted(&as_words(last))),
        value("summary", "What this article explains, in one or two sentences (to be written)."),
        value("date", &wish.today.to_string()),
        value("topics", &topics(inputs)),
        value("status", "draft"),
    );
    new_file(inputs, format!("content/{id}{suffix}.md"), text)
}

fn sheet(inputs: &Inputs, wish: &Wish<'_>) -> Result<Made, Refused> {
    let id = wish.id.strip_suffix(".yml").unwrap_or(wish.id);
    let id = id.strip_prefix("content/").unwrap_or(id).trim_start_matches("facts/");
    checked(id, "sheet", |id| sheet_path(inputs, id).is_some())?;
    let path = format!("content/facts/{id}.yml");
    let title = known(wish, "title").unwrap_or_else(|| scalar::plain_or_quoted(&as_words(id)));
    let topics = known(wish, "topics").unwrap_or_else(|| topics(inputs));
    let line = |key: &str, value| insert::field(&line(&fields::sheet::SHEET, key, value));
    let text = format!(
        "{}{}{}{}facts: {{}}\n",
        head(wish, FileKind::Sheet, &path),
        line("title", Some(title)),
        line("summary", known(wish, "summary")),
        line("topics", Some(topics))
    );
    new_file(inputs, path, text)
}

/// The path of a sheet.
fn sheet_path<'a>(inputs: &'a Inputs, id: &str) -> Option<&'a str> {
    let sheets = inputs.files.iter().filter(|file| file.path.starts_with("content/facts/"));
    sheets.map(|file| &*file.path).find(|path| stem(path) == Some(id))
}

fn stem(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml"))
}

fn fact(inputs: &Inputs, wish: &Wish<'_>) -> Result<Made, Refused> {
    let sheets: Vec<&str> = inputs
        .files
        .iter()
        .filter(|file| file.path.starts_with("content/facts/"))
        .filter_map(|file| stem(&file.path))
        .filter(|stem| !stem.contains('.'))
        .collect();
    let Some((sheet, key)) = wish.id.split_once('/') else {
        let sheet = sheets.first().copied().unwrap_or("my-sheet");
        let message =
            format!("the id of a fact is its sheet and its key, such as {sheet}/{}", id_of(wish.id, "my-fact"));
        let instead = (sheets.len() == 1).then(|| format!("{sheet}/{}", id_of(wish.id, "my-fact")));
        return Err(Refused { message, instead, name: None });
    };
    let Some(path) = sheet_path(inputs, sheet) else {
        let near = crate::base::diag::nearest(sheet, sheets.iter().copied());
        let message = match near {
            Some(_) => format!("there is no sheet `{sheet}`"),
            None => format!("there is no sheet `{sheet}`; make it with `factloom new sheet {}`", id_of(sheet, "sheet")),
        };
        return Err(Refused {
            message,
            instead: near.map(|near| format!("{near}/{}", id_of(key, "my-fact"))),
            name: None,
        });
    };
    let text = inputs.file(path).map(|file| inputs.text(file)).expect("the path is a file's");
    let taken = insert::keys(text, Some("facts"));
    checked(key, "fact", |key| taken.iter().any(|other| other == key))
        .map_err(|refused| Refused { instead: refused.instead.map(|key| format!("{sheet}/{key}")), ..refused })?;
    let defaults = insert::keys(text, Some("defaults"));
    let lines = fact_lines(wish, &defaults);
    changed(path, text, Some("facts"), key, &lines)
}

/// What a fact of its kind needs, in the order of the handbook, and what else is known.
fn fact_lines(wish: &Wish<'_>, defaults: &[String]) -> Vec<Line> {
    let is_given = |key: &str| wish.fields.iter().any(|(given, _)| *given == key);
    let word = known(wish, "kind");
    let kind = word.as_deref().and_then(FactKind::of_word).unwrap_or(FactKind::Statistic);
    let mut wanted = vec!["kind", "claim", "evidence"];
    wanted.extend(kind.needs());
    if kind == FactKind::Statistic {
        wanted.push("unit");
    }
    // One of the two dates will do.
    if is_given("as_of") {
        wanted.retain(|key| *key != "when");
    }
    wanted.retain(|key| !defaults.iter().any(|default| default == key));
    let keys = fields::sheet::FACT.keys().filter(|key| is_given(key) || wanted.contains(key));
    keys.map(|key| {
        let value = known(wish, key).or_else(|| (key == "kind").then(|| kind.word().to_owned()));
        line(&fields::sheet::FACT, key, value)
    })
    .collect()
}

fn entry(
    inputs: &Inputs,
    wish: &Wish<'_>,
    file: FileKind,
    folder: &str,
    table: &'static Table,
) -> Result<Made, Refused> {
    let what = file.word();
    let taken = ids(inputs, folder);
    checked(wish.id, what, |id| taken.iter().any(|other| other == id))?;
    let is_given = |key: &str| wish.fields.iter().any(|(given, _)| *given == key);
    let chosen = table.fields.iter().filter(|field| field.required || is_given(field.key));
    let usual = |key: &str| match (file, key) {
        (FileKind::Source, "type") => Some("web".to_owned()),
        (FileKind::Entity, "kind") => Some("organization".to_owned()),
        _ => None,
    };
    let lines: Vec<Line> =
        chosen.map(|field| line(table, field.key, known(wish, field.key).or_else(|| usual(field.key)))).collect();
    let path = match wish.file {
        Some(typed) => file_below(folder, typed)?,
        None => usual_file(inputs, folder),
    };
    match inputs.file(&path) {
        Some(file) => changed(&path, inputs.text(file), None, wish.id, &lines),
        None => {
            let text = format!("{}{}", head(wish, file, &path), insert::block(wish.id, &lines, 0, 2));
            new_file(inputs, path, text)
        }
    }
}

/// Ids of all sources or entities, those of libraries included.
fn ids(inputs: &Inputs, folder: &str) -> Vec<String> {
    let below = format!("content/{folder}/");
    let files = inputs.files.iter().filter(|file| file.path.starts_with(&below));
    files
        .flat_map(|file| match parse::parse(FileId::default(), file).0 {
            Item::Sources(sources) => sources.into_iter().map(|source| source.id.to_string()).collect(),
            Item::Entities(entities) => entities.into_iter().map(|entity| entity.id.to_string()).collect(),
            _ => Vec::new(),
        })
        .collect()
}

/// The only YAML file of the folder, else the one of the folder's name.
fn usual_file(inputs: &Inputs, folder: &str) -> String {
    let below = format!("content/{folder}/");
    let mut files = inputs.files.iter().filter(|file| file.path.starts_with(&below) && stem(&file.path).is_some());
    match (files.next(), files.next()) {
        (Some(only), None) => only.path.to_string(),
        _ => format!("{below}{folder}.yml"),
    }
}

/// The path of a file as someone may type it: `news.yml`, `sources/news.yml`, `content/sources/news.yml`.
fn file_below(folder: &str, typed: &str) -> Result<String, Refused> {
    let path = typed.strip_prefix("./").unwrap_or(typed);
    let path = path.strip_prefix("content/").unwrap_or(path);
    let path = path.strip_prefix(&format!("{folder}/")).unwrap_or(path);
    let is_plain = |part: &str| !part.is_empty() && !part.starts_with(['.', '#']);
    if stem(path).is_none_or(str::is_empty) || !path.split('/').all(is_plain) || path.contains(['\\', '\0']) {
        return Err(refused(format!("`{typed}` is no YAML file below content/{folder}/; write --file {folder}.yml")));
    }
    Ok(format!("content/{folder}/{path}"))
}

fn known(wish: &Wish<'_>, key: &str) -> Option<String> {
    wish.fields.iter().find(|(given, _)| *given == key).map(|(_, value)| value.clone())
}

fn line(table: &'static Table, key: &str, value: Option<String>) -> Line {
    let hint = table.field(key).map_or("", |field| field.about);
    Line { key: key.to_owned(), value, hint: hint.strip_suffix('.').unwrap_or(hint).to_owned() }
}

fn head(wish: &Wish<'_>, kind: FileKind, path: &str) -> String {
    if wish.has_schemas { format!("{}\n", modeline(kind, path)) } else { String::new() }
}

/// The site's only topic, for of several nobody but the writer can choose.
fn topics(inputs: &Inputs) -> String {
    let text = inputs.file("content/site.yml").map_or("", |file| inputs.text(file));
    match &insert::keys(text, Some("topics"))[..] {
        [only] => format!("[{only}]"),
        _ => "[]".to_owned(),
    }
}

fn new_file(inputs: &Inputs, path: String, text: String) -> Result<Made, Refused> {
    if inputs.file(&path).is_some() {
        return Err(refused(format!("`{path}` is there already")));
    }
    let end = text.matches('\n').count() + 1;
    // What is to be read and filled in begins after the line for the editor.
    let line = if text.starts_with("# yaml-language-server") { 2 } else { 1 };
    Ok(Made { path, text, edits: None, line, end })
}

fn changed(path: &str, text: &str, under: Option<&str>, id: &str, lines: &[Line]) -> Result<Made, Refused> {
    let edits = insert::entry(path, text, under, id, lines).map_err(refused)?;
    let added = edits.last().expect("an entry is added");
    let new = apply(text, &edits).0;
    // What is taken out before it are the braces of an empty map, which hold no line end.
    let before = text[..added.span.range().start].matches('\n').count();
    let blank = added.text.len() - added.text.trim_start_matches(['\r', '\n']).len();
    let line = before + added.text[..blank].matches('\n').count() + 1;
    let end = before + added.text.matches('\n').count() + 1;
    Ok(Made { path: path.to_owned(), text: new, edits: Some(edits), line, end })
}
