//! One input to one item. Parsing never fails: it returns what it could read, and findings.
//!
//! In: one file. Out: `Item` and diagnostics. Files are told apart by folder and extension alone.
//! Absent on purpose: other files. Whether an id exists is `link`'s question.

pub mod article;
pub mod bib;
pub mod config;
pub mod csl_json;
pub mod dates;
pub mod entity;
pub mod evidence;
pub mod fact;
pub mod markdown;
pub mod phrase;
pub mod quoting;
pub mod record;
pub mod series;
pub mod source;
pub mod yaml;

use crate::base::diag::Diagnostic;
use crate::base::text::FileId;
use crate::load::Input;
use crate::model::article::Article;
use crate::model::config::Config;
use crate::model::entity::{Entity, Term};
use crate::model::fact::Sheet;
use crate::model::source::Source;
use record::Cx;

/// What a file turned out to hold.
#[derive(Debug)]
pub enum Item {
    /// `*.md`
    Article(Box<Article>),
    /// `facts/*.yml`
    Sheet(Sheet),
    /// `sources/*`
    Sources(Vec<Source>),
    /// `entities/*.yml`
    Entities(Vec<Entity>),
    /// `glossary.yml`
    Glossary(Vec<Term>),
    /// `site.yml`
    Config(Box<Config>),
    /// A text that other items refer to by path: a capture, a citation style.
    Plain,
}

/// Reads one file.
pub fn parse(file: FileId, input: &Input) -> (Item, Vec<Diagnostic>) {
    let mut cx = Cx::new(file, &input.text);
    let path = input.path.strip_prefix("content/").unwrap_or(&input.path);
    let item = if path.ends_with(".md") {
        Item::Article(Box::new(article::read_article(&mut cx, path)))
    } else if path.ends_with(".bib") {
        Item::Sources(from_library(&mut cx, bib::read_bib))
    } else if path.ends_with(".json") {
        Item::Sources(from_library(&mut cx, csl_json::read_csl_json))
    } else if path.ends_with(".yml") || path.ends_with(".yaml") {
        yaml_item(&mut cx, path)
    } else {
        Item::Plain
    };
    (item, cx.out)
}

fn yaml_item(cx: &mut Cx<'_>, path: &str) -> Item {
    let root = match yaml::read(cx.file, cx.text.trim_start_matches('\u{feff}'), bom_length(cx.text)) {
        Ok(root) => root,
        Err(diagnostic) => {
            cx.out.push(*diagnostic);
            return Item::Plain;
        }
    };
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml")).unwrap_or(name);
    match folder.split('/').next().unwrap_or("") {
        "facts" if stem.contains('.') => {
            fact::read_translation(cx, &root, stem);
            Item::Plain
        }
        "facts" => Item::Sheet(fact::read_sheet(cx, &root, stem)),
        "sources" => Item::Sources(source::read_sources(cx, &root)),
        "entities" => Item::Entities(entity::read_entities(cx, &root)),
        _ if path == "site.yml" || path == "site.yaml" => Item::Config(Box::new(config::read_config(cx, &root))),
        _ if path == "glossary.yml" || path == "glossary.yaml" => Item::Glossary(entity::read_glossary(cx, &root)),
        _ => {
            let span = crate::base::text::Span::default();
            cx.report("unknown-file", span, format!("nothing reads `content/{path}`")).help =
                Some("sheets stand in facts/, sources in sources/, entities in entities/".to_owned());
            Item::Plain
        }
    }
}

fn bom_length(text: &str) -> u32 {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() as u32 } else { 0 }
}

fn from_library(cx: &mut Cx<'_>, read: fn(&str, FileId) -> (Vec<Source>, Vec<bib::BibProblem>)) -> Vec<Source> {
    let (sources, problems) = read(cx.text, cx.file);
    for problem in problems {
        let span = crate::base::text::Span::of(problem.range);
        cx.report(problem.rule, span, problem.message).help = problem.help;
    }
    sources
}
