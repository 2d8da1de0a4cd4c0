//! One input to one item. Parsing never fails: it returns what it could read, and findings.
//!
//! In: one file. Out: `Item` and diagnostics. Files are told apart by folder and extension alone.
//! Absent on purpose: other files. Whether an id exists is `link`'s question.

pub mod address;
pub mod article;
pub mod bib;
pub mod claim;
pub mod capture;
pub mod config;
pub mod csl_json;
pub mod dates;
pub mod derived;
pub mod doi;
pub mod entity;
pub mod evidence;
pub mod fact;
pub mod library;
pub mod link_log;
pub mod fields;
pub mod formula;
pub mod hosting;
pub mod html;
pub mod markdown;
pub mod phrase;
pub mod published;
pub mod quoting;
pub mod record;
pub mod ris;
pub mod series;
pub mod target;
mod slips;
pub mod source;
pub mod waiver;
pub mod tree;
pub mod yaml;

use std::sync::Arc;

use crate::base::diag::Diagnostic;
use crate::base::text::FileId;
use crate::load::Input;
use crate::model::article::Article;
use crate::model::config::Config;
use crate::model::entity::{Entity, Term};
use crate::model::fact::Sheet;
use crate::model::links::LinkLog;
use crate::model::published::Published;
use crate::model::source::Source;
use record::Cx;

/// What a file turned out to hold. Cheap to clone: a resident session keeps each file's item and links it again.
#[derive(Clone, Debug)]
pub enum Item {
    /// `*.md`
    Article(Arc<Article>),
    /// `facts/*.yml`
    Sheet(Arc<Sheet>),
    /// `sources/*`
    Sources(Vec<Arc<Source>>),
    /// `entities/*.yml`
    Entities(Vec<Arc<Entity>>),
    /// `glossary.yml`
    Glossary(Vec<Arc<Term>>),
    /// `site.yml`
    Config(Arc<Config>),
    /// `links.tsv`
    Links(Arc<LinkLog>),
    /// `published.tsv`
    Published(Arc<Published>),
    /// A text that other items refer to by path: a capture, a citation style.
    Plain,
}

/// Reads one file.
pub fn parse(file: FileId, input: &Input) -> (Item, Vec<Diagnostic>) {
    let mut cx = Cx::new(file, &input.text);
    let path = input.path.strip_prefix("content/").unwrap_or(&input.path);
    let item = if path.ends_with(".md") {
        Item::Article(Arc::new(article::read_article(&mut cx, path)))
    } else if path.ends_with(".bib") {
        Item::Sources(from_library(&mut cx, bib::read_bib))
    } else if path.ends_with(".json") {
        Item::Sources(from_library(&mut cx, csl_json::read_csl_json))
    } else if path.ends_with(".yml") || path.ends_with(".yaml") {
        yaml_item(&mut cx, path)
    } else if *input.path == *link_log::PATH {
        let (log, bad) = link_log::read(&input.text);
        for line in bad {
            let help = "take the line out: `factloom links` asks for its address again";
            cx.report("dead-link", line.span, format!("this line is no record of a link: {}", line.why)).help =
                Some(help.to_owned());
        }
        Item::Links(Arc::new(log))
    } else if *input.path == *published::PATH {
        let (record, bad) = published::read(file, &input.text);
        for (span, why) in bad {
            let help = "restore the line, or take it out and run `factloom record` after the next deployment";
            cx.report("lost-url", span, format!("this line is no record of what was published: {why}")).help =
                Some(help.to_owned());
        }
        Item::Published(Arc::new(record))
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
        "facts" => Item::Sheet(Arc::new(fact::read_sheet(cx, &root, stem))),
        "sources" => Item::Sources(shared(source::read_sources(cx, &root))),
        "entities" => Item::Entities(shared(entity::read_entities(cx, &root))),
        _ if path == "site.yml" || path == "site.yaml" => Item::Config(Arc::new(config::read_config(cx, &root))),
        _ if path == "glossary.yml" || path == "glossary.yaml" => {
            Item::Glossary(shared(entity::read_glossary(cx, &root)))
        }
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

fn from_library(cx: &mut Cx<'_>, read: fn(&str, FileId) -> (Vec<Source>, Vec<bib::BibProblem>)) -> Vec<Arc<Source>> {
    let (sources, problems) = read(cx.text, cx.file);
    for problem in problems {
        let span = crate::base::text::Span::of(problem.range);
        cx.report(problem.rule, span, problem.message).help = problem.help;
    }
    shared(sources)
}

fn shared<T>(items: Vec<T>) -> Vec<Arc<T>> {
    items.into_iter().map(Arc::new).collect()
}
