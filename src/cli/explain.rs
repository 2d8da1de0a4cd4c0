//! `factloom explain`: what a rule finds, why that matters, what fires it and what to write instead.
//!
//! In: names of rules, or none for a table. Out: their documentation for the terminal, as markdown or JSON, with the
//! level that this site gives them, where there is a site. Exit codes: 0 done, 2 there is no such rule.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{Color, fail, say_raw};
use crate::base::diag::{Level, nearest};
use crate::base::text::FileId;
use crate::check::{Lint, doc, lints};
use crate::load;
use crate::parse::{self, Item};
use crate::report::handbook::{self, level_word};
use crate::report::paint::{BOLD, DIM, of_level, paint};

/// Where prose is broken, in characters.
const WIDTH: usize = 100;

/// Most characters of what a rule finds, in the table.
const BRIEF: usize = 72;

/// What can be typed after `factloom explain`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Rules to explain; a table of all if none is named
    #[arg(value_name = "RULE")]
    pub rules: Vec<String>,
    /// Explain all rules
    #[arg(long, conflicts_with = "rules")]
    pub all: bool,
    /// How it is printed
    #[arg(long, value_enum, default_value_t = Style::Human)]
    pub format: Style,
    /// Folder that holds `content/`, whose `site.yml` may set levels
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

/// How rules are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Style {
    /// For the terminal
    Human,
    /// As the handbook has it
    Markdown,
    /// For machines: a list of rules
    Json,
}

/// Explains rules.
pub fn run(arguments: &Arguments, color: Color) -> u8 {
    let mut chosen: Vec<&Lint> = Vec::new();
    for name in &arguments.rules {
        match doc::rule(name) {
            Some(lint) => chosen.push(lint),
            None => return fail(&unknown(name)),
        }
    }
    let is_table = chosen.is_empty() && !arguments.all;
    if chosen.is_empty() {
        chosen = lints::LINTS.to_vec();
    }
    let here = Levels::of(&arguments.root);
    say_raw(&match (arguments.format, is_table) {
        (Style::Human, true) => table(&here, color.out),
        (Style::Human, false) => pages(&chosen, &here, color.out),
        (Style::Markdown, true) => handbook::table(),
        (Style::Markdown, false) => chosen.iter().map(|lint| handbook::page(lint)).collect::<Vec<_>>().join("\n"),
        (Style::Json, _) => {
            let list: Vec<Value> = chosen.iter().map(|lint| json(lint, &here)).collect();
            format!("{:#}\n", Value::Array(list))
        }
    });
    0
}

fn unknown(name: &str) -> String {
    let names = || lints::LINTS.iter().map(|lint| lint.name);
    let alike: Vec<&str> = names().filter(|rule| !name.is_empty() && rule.contains(name)).collect();
    let hint = match (nearest(name, names()), alike.as_slice()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, []) => "`factloom explain` lists all".to_owned(),
        (None, alike) => format!("there are {}", alike.join(", ")),
    };
    format!("there is no rule `{name}`; {hint}")
}

/// Levels that the site in a folder sets.
struct Levels {
    set: Vec<(Box<str>, Level)>,
}

impl Levels {
    /// Of no site: none is set. What is wrong with the settings is for `check` to say.
    fn of(root: &Path) -> Levels {
        let text = load::below(root, "content/site.yml").into_iter().find_map(|loaded| match loaded.what {
            load::What::Text(Ok(text)) => Some(text),
            _ => None,
        });
        let inputs = load::Inputs::of_texts(text.map(|text| ("content/site.yml".to_owned(), text)));
        let item = inputs.files.first().map(|input| parse::parse(FileId::default(), input).0);
        let set = match item {
            Some(Item::Config(config)) => {
                config.rules.iter().map(|(rule, level)| (rule.text.clone(), *level)).collect()
            }
            _ => Vec::new(),
        };
        Levels { set }
    }

    fn here(&self, lint: &Lint) -> Level {
        self.set.iter().find(|(rule, _)| **rule == *lint.name).map_or(lint.level, |(_, level)| *level)
    }
}

/// A rule a line, with its level here.
fn table(here: &Levels, color: bool) -> String {
    let longest = lints::LINTS.iter().map(|lint| lint.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for lint in lints::LINTS {
        let level = here.here(lint);
        let word = paint(color, of_level(level), &format!("{:5}", level_word(level)));
        let finds = doc::in_brief(doc::finds(lint.doc), BRIEF);
        out.push_str(&format!("{:longest$}  {word}  {}\n", lint.name, paint(color, DIM, &finds)));
    }
    out.push_str("\n`factloom explain RULE` says more; `rules:` in content/site.yml sets levels\n");
    out
}

fn pages(chosen: &[&Lint], here: &Levels, color: bool) -> String {
    let pages: Vec<String> = chosen.iter().map(|lint| page(lint, here.here(lint), color)).collect();
    pages.join(&format!("\n{}\n\n", "─".repeat(WIDTH / 2)))
}

fn page(lint: &Lint, here: Level, color: bool) -> String {
    let own = level_word(lint.level);
    let levels = match here == lint.level {
        true => own.to_owned(),
        false => format!("{} here, {own} by default", level_word(here)),
    };
    let mut out = format!("{} ({})\n", paint(color, BOLD, lint.name), paint(color, of_level(here), &levels));
    for (name, text) in doc::parts(lint.doc) {
        out.push_str(&format!("\n{}\n\n{}", paint(color, BOLD, name), body(text)));
    }
    out
}

/// Paragraphs broken into lines, lists and examples as they are, examples indented.
fn body(text: &str) -> String {
    let (mut out, mut is_fenced, mut paragraph) = (String::new(), false, String::new());
    for line in text.lines().chain([""]) {
        let is_fence = line.starts_with("```");
        let is_own = is_fence || is_fenced || line.is_empty() || line.starts_with(['-', '|', '*', '#']);
        if is_own && !paragraph.is_empty() {
            out.push_str(&wrapped(&std::mem::take(&mut paragraph)));
        }
        match (is_fence, is_fenced) {
            (true, _) => is_fenced = !is_fenced,
            (false, true) if line.is_empty() => out.push('\n'),
            (false, true) => out.push_str(&format!("    {line}\n")),
            (false, false) if is_own => out.push_str(&format!("{line}\n")),
            (false, false) => {
                paragraph.push_str(line);
                paragraph.push(' ');
            }
        }
    }
    format!("{}\n", out.trim_end())
}

fn wrapped(line: &str) -> String {
    let (mut out, mut width) = (String::new(), 0);
    for word in line.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            out.push('\n');
            width = 0;
        }
        if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += length;
    }
    out.push('\n');
    out
}

fn json(lint: &Lint, here: &Levels) -> Value {
    json!({
        "name": lint.name,
        "level": level_word(here.here(lint)),
        "default_level": level_word(lint.level),
        "finds": doc::part(lint.doc, "What it finds"),
        "matters": doc::part(lint.doc, "Why it matters"),
        "examples": doc::sites(lint.doc, "Example"),
        "remedies": doc::sites(lint.doc, "Instead"),
        "markdown": lint.doc,
    })
}
