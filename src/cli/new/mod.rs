//! `factloom new`: an article, a sheet, a fact, a source or an entity, where it belongs.
//!
//! In: an id, options, and at a terminal two answers. Out: a file or an entry that parses, its place on stdout as
//! `path:line`, and on stderr what is left to fill in. What was typed wrong is refused before anything is written.

pub mod args;

use std::io::IsTerminal;
use std::path::Path;

use super::ask::Asker;
use super::{eprint_line, fail, no_content, open, say, shell_word, shown};
use crate::base::diag::Diagnostic;
use crate::build::{self, Options};
use crate::edit::id::as_words;
use crate::edit::new::{self as edit, Kind, Made, Refused, Wish};
use crate::edit::scalar::{list, plain_or_quoted};
use crate::exchange::schema::FOLDER;
use crate::load::{Inputs, load};
use crate::model::date::Date;
use crate::model::entity::EntityKind;
use crate::model::fact::FactKind;
use crate::model::source::SourceKind;
use crate::parse;
use crate::parse::fields::words::Word;
use crate::report::machine;
use crate::write::content;
use args::{Arguments, Place, What};

/// Makes it, says where, and opens it if asked.
pub fn run(arguments: &Arguments, env: &dyn Fn(&str) -> Option<String>, today: Date) -> u8 {
    let what = &arguments.what;
    let place = what.place();
    if !place.root.join("content").is_dir() {
        return fail(&no_content(&place.root));
    }
    let editor = open::editor(env);
    if place.open && editor.is_none() {
        return fail(
            "--open needs the environment variable VISUAL or EDITOR, such as EDITOR=nano; nothing was written",
        );
    }
    let inputs = load(&place.root);
    let mut wish = what.wish(today);
    wish.has_schemas = place.root.join(FOLDER).is_dir();
    // Before any question: nobody should answer for an id that is taken.
    if let Err(refused) = edit::make(&inputs, &wish) {
        return refuse(&refused, what);
    }
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        let (mut input, mut out) = (std::io::stdin().lock(), std::io::stderr().lock());
        ask(&mut Asker::new(&mut input, &mut out), &mut wish);
    }
    let made = match edit::make(&inputs, &wish) {
        Ok(made) => made,
        Err(refused) => return refuse(&refused, what),
    };
    let wrong = wrong(&made);
    if !wrong.is_empty() {
        wrong.iter().for_each(|diagnostic| eprint_line(&format!("error: {}", with_help(diagnostic))));
        return fail("nothing was written");
    }
    let path = place.root.join(&made.path);
    let written = match made.edits {
        Some(_) => content::replace(&path, &made.text),
        None => content::create(&path, &made.text),
    };
    if let Err(error) = written {
        return fail(&error.to_string());
    }
    say(&format!("{}:{}", shown(&place.root, &made.path), made.line));
    for line in left(&place.root, inputs, &made, today) {
        eprint_line(&line);
    }
    opened(place, editor.as_deref(), &path, made.line)
}

fn opened(place: &Place, editor: Option<&str>, path: &Path, line: usize) -> u8 {
    match editor.filter(|_| place.open).map(|editor| open::open(editor, path, line)) {
        Some(Err(message)) => fail(&message),
        _ => 0,
    }
}

fn refuse(refused: &Refused, what: &What) -> u8 {
    let code = fail(&refused.message);
    if let Some(id) = &refused.instead {
        let mut command = format!("factloom new {} {id}", what.word());
        if let (Some(name), Some(option)) = (&refused.name, what.name_option()) {
            // What begins with a hyphen would be taken for an option of its own.
            let join = if name.starts_with('-') { '=' } else { ' ' };
            command.push_str(&format!(" {option}{join}{}", shell_word(name)));
        }
        let root = &what.place().root;
        if *root != Path::new(".") {
            command.push_str(&format!(" --root {}", shell_word(&root.to_string_lossy())));
        }
        eprint_line(&format!("free is: {command}"));
    }
    code
}

/// Two questions, for what no option gave.
fn ask(asker: &mut Asker<'_>, wish: &mut Wish<'_>) {
    fn text(asker: &mut Asker<'_>, wish: &mut Wish<'_>, key: &'static str, question: &str, default: Option<&str>) {
        if wish.fields.iter().all(|(given, _)| *given != key)
            && let Some(answer) = asker.text(question, default)
        {
            wish.fields.push((key, plain_or_quoted(&answer)));
        }
    }
    fn word<W: Word>(asker: &mut Asker<'_>, wish: &mut Wish<'_>, key: &'static str, default: &str) {
        if wish.fields.iter().all(|(given, _)| *given != key) {
            let words: Vec<&str> = W::CHOICES.iter().map(|choice| choice.word).collect();
            wish.fields.push((key, asker.word(key, &words, default)));
        }
    }
    let words = as_words(wish.id.rsplit('/').next().unwrap_or(wish.id));
    match wish.kind {
        Kind::Article | Kind::Sheet => {
            text(asker, wish, "title", "title", Some(&words));
            text(asker, wish, "summary", "summary, one or two sentences", None);
        }
        Kind::Fact => {
            word::<FactKind>(asker, wish, "kind", "statistic");
            text(asker, wish, "claim", "claim, one sentence; ___ where a value goes", None);
        }
        Kind::Source => {
            word::<SourceKind>(asker, wish, "type", "web");
            text(asker, wish, "title", "title as printed", None);
        }
        Kind::Entity => {
            text(asker, wish, "name", "name as it is printed", None);
            word::<EntityKind>(asker, wish, "kind", "organization");
        }
    }
}

/// What was typed wrong: findings about the new lines themselves, but for fields that are left open.
fn wrong(made: &Made) -> Vec<Diagnostic> {
    let inputs = Inputs::of_texts([(made.path.clone(), made.text.clone())]);
    let (_, found) = parse::parse(inputs.files[0].id, &inputs.files[0]);
    let ours = found.into_iter().filter(|diagnostic| {
        let (_, line, _) = machine::place(&inputs, diagnostic.at);
        diagnostic.rule != "missing-field" && is_ours(made, line)
    });
    ours.collect()
}

fn is_ours(made: &Made, line: u32) -> bool {
    let first = if made.edits.is_none() { 1 } else { made.line };
    (first..made.end).contains(&(line as usize))
}

/// What the site would say of the new lines: fields to fill in, ids that do not exist yet.
fn left(root: &Path, inputs: Inputs, made: &Made, today: Date) -> Vec<String> {
    let (inputs, _) = inputs.with_text(&made.path, &made.text);
    let analysis = build::analyse(inputs, &Options { base_url: None, drafts: true, today });
    let findings = analysis.report.findings.iter().map(|finding| &finding.diagnostic);
    let ours = findings.filter(|diagnostic| {
        let (path, line, _) = machine::place(&analysis.inputs, diagnostic.at);
        path == made.path && is_ours(made, line)
    });
    let mut lines: Vec<String> = ours
        .map(|diagnostic| {
            let (path, line, _) = machine::place(&analysis.inputs, diagnostic.at);
            format!("to do: {}:{line}: {}", shown(root, &path), with_help(diagnostic))
        })
        .collect();
    if made.path.ends_with(".md") {
        lines.push(
            "a draft is shown with --drafts (`factloom serve --drafts`), and without once its status is published"
                .to_owned(),
        );
    }
    lines
}

fn with_help(diagnostic: &Diagnostic) -> String {
    match &diagnostic.help {
        Some(help) => format!("{}: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    }
}

/// The fields that options give, as YAML.
#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Fields {
    fn text(mut self, key: &'static str, value: &Option<String>) -> Fields {
        self.0.extend(value.as_ref().map(|value| (key, plain_or_quoted(value))));
        self
    }

    /// One as itself, several as a list.
    fn texts(mut self, key: &'static str, values: &[String]) -> Fields {
        match values {
            [] => {}
            [only] => self.0.push((key, plain_or_quoted(only))),
            several => self.0.push((key, list(several))),
        }
        self
    }

    fn list(mut self, key: &'static str, values: &[String]) -> Fields {
        if !values.is_empty() {
            self.0.push((key, list(values)));
        }
        self
    }
}

impl What {
    fn place(&self) -> &Place {
        match self {
            What::Article(it) => &it.place,
            What::Sheet(it) => &it.place,
            What::Fact(it) => &it.place,
            What::Source(it) => &it.place,
            What::Entity(it) => &it.place,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            What::Article(_) => "article",
            What::Sheet(_) => "sheet",
            What::Fact(_) => "fact",
            What::Source(_) => "source",
            What::Entity(_) => "entity",
        }
    }

    /// The option for what people type where an id belongs.
    fn name_option(&self) -> Option<&'static str> {
        match self {
            What::Article(_) | What::Sheet(_) | What::Source(_) => Some("--title"),
            What::Entity(_) => Some("--name"),
            What::Fact(_) => None,
        }
    }

    fn wish(&self, today: Date) -> Wish<'_> {
        let given = Fields::default();
        let (kind, id, fields, lang, file) = match self {
            What::Article(it) => {
                let given = given.text("title", &it.title).text("summary", &it.summary).list("topics", &it.topic);
                (Kind::Article, &it.id, given, it.lang.as_deref(), None)
            }
            What::Sheet(it) => {
                let given = given.text("title", &it.title).text("summary", &it.summary).list("topics", &it.topic);
                (Kind::Sheet, &it.id, given, None, None)
            }
            What::Fact(it) => {
                let order = it.order.map(|order| order.to_string());
                let given = given.text("kind", &it.kind).text("claim", &it.claim).text("value", &it.value);
                let given = given.text("unit", &it.unit).text("as_of", &it.as_of).text("when", &it.when);
                let given = given.texts("by", &it.by).texts("evidence", &it.evidence).text("order", &order);
                (Kind::Fact, &it.id, given, None, None)
            }
            What::Source(it) => {
                let given = given.text("type", &it.kind).text("title", &it.title).text("publisher", &it.publisher);
                let given = given.list("author", &it.author).text("date", &it.date).text("url", &it.url);
                (Kind::Source, &it.id, given.text("lang", &it.lang), None, it.file.as_deref())
            }
            What::Entity(it) => {
                let given = given.text("name", &it.name).text("kind", &it.kind).text("zh", &it.zh);
                let given = given.text("role", &it.role).text("owner", &it.owner);
                (Kind::Entity, &it.id, given, None, it.file.as_deref())
            }
        };
        Wish { kind, id, fields: fields.0, lang, file, today, has_schemas: false }
    }
}

impl Arguments {
    /// `--date`, of articles.
    pub fn date(&self) -> Option<Date> {
        match &self.what {
            What::Article(article) => article.date,
            _ => None,
        }
    }
}
