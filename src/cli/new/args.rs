//! What can be typed after `factloom new`.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Subcommand};

use crate::cli::args::{full_date, language};
use crate::model::date::Date;
use crate::model::entity::EntityKind;
use crate::model::fact::FactKind;
use crate::model::source::SourceKind;
use crate::parse::fields::words::Word;

/// All of it.
#[derive(Args, Debug)]
#[command(after_help = "\
At a terminal, two questions are asked for what no option gives. The place of what was made is printed as path:line.

Examples:
  factloom new article why-self-reliance --topic policy --open
  factloom new fact russia-sanctions/companies --claim '___ companies left.' --value 'nearly 1,000'
  factloom new entity yale-som --name 'Yale School of Management' --kind university")]
pub struct Arguments {
    /// What to make.
    #[command(subcommand)]
    pub what: What,
}

/// What can be made.
#[derive(Debug, Subcommand)]
pub enum What {
    /// A draft: content/ID.md
    Article(Article),
    /// A sheet for facts: content/facts/ID.yml
    Sheet(Sheet),
    /// A fact at the end of its sheet; ID is SHEET/KEY
    Fact(Fact),
    /// A source in content/sources/
    Source(Source),
    /// A person, body, place or plan in content/entities/
    Entity(Entity),
}

/// Where, and what then.
#[derive(Args, Debug)]
pub struct Place {
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Open it in $VISUAL or $EDITOR
    #[arg(long)]
    pub open: bool,
}

/// Options of an article.
#[derive(Args, Debug)]
pub struct Article {
    /// Name of the file without .md; may stand in folders: history/third-front
    pub id: String,
    /// Title; the id in words if not given
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// One or two sentences
    #[arg(long, value_name = "TEXT")]
    pub summary: Option<String>,
    /// A subject, from topics: in site.yml; may be given more than once
    #[arg(long, value_name = "ID")]
    pub topic: Vec<String>,
    /// Language of a translation: ID.LANG.md
    #[arg(long, value_name = "LANG", value_parser = language)]
    pub lang: Option<String>,
    /// The day it is dated, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = full_date)]
    pub date: Option<Date>,
    /// Where, and what then.
    #[command(flatten)]
    pub place: Place,
}

/// Options of a sheet.
#[derive(Args, Debug)]
pub struct Sheet {
    /// Name of the file without .yml
    pub id: String,
    /// Title; the id in words if not given
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// One or two sentences
    #[arg(long, value_name = "TEXT")]
    pub summary: Option<String>,
    /// A subject, from topics: in site.yml; may be given more than once
    #[arg(long, value_name = "ID")]
    pub topic: Vec<String>,
    /// Where, and what then.
    #[command(flatten)]
    pub place: Place,
}

/// Options of a fact.
#[derive(Args, Debug)]
pub struct Fact {
    /// The sheet and the key: russia-sanctions/companies
    #[arg(value_name = "SHEET/KEY")]
    pub id: String,
    /// Kind; statistic if not given
    #[arg(long, value_name = "KIND", value_parser = words::<FactKind>())]
    pub kind: Option<String>,
    /// One sentence; ___ where the value goes
    #[arg(long, value_name = "TEXT")]
    pub claim: Option<String>,
    /// The number as the source words it: nearly 1,000
    #[arg(long, value_name = "PHRASE", allow_hyphen_values = true)]
    pub value: Option<String>,
    /// What is counted or measured
    #[arg(long, value_name = "TEXT")]
    pub unit: Option<String>,
    /// When the value held
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// When it happened or was said
    #[arg(long, value_name = "DATE")]
    pub when: Option<String>,
    /// Who says so, an entity; may be given more than once
    #[arg(long, value_name = "ID")]
    pub by: Vec<String>,
    /// Where it was read: "SOURCE, para. 7"; may be given more than once
    #[arg(long, value_name = "SOURCE, PLACE")]
    pub evidence: Vec<String>,
    /// The number of a period
    #[arg(long, value_name = "N")]
    pub order: Option<u32>,
    /// Where, and what then.
    #[command(flatten)]
    pub place: Place,
}

/// Options of a source.
#[derive(Args, Debug)]
pub struct Source {
    /// Id, by which facts and citations name it
    pub id: String,
    /// Sort of text; web if not given
    #[arg(long = "type", value_name = "TYPE", value_parser = words::<SourceKind>())]
    pub kind: Option<String>,
    /// Title as printed
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Who published it: an entity or a name
    #[arg(long, value_name = "ID or TEXT")]
    pub publisher: Option<String>,
    /// An author, "Family, Given" or an entity; may be given more than once
    #[arg(long, value_name = "NAME")]
    pub author: Vec<String>,
    /// When it was published
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Where it stands on the web
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The language it is written in
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// The file to add it to; the only one of content/sources/, else sources.yml, if not given
    #[arg(long, value_name = "FILE")]
    pub file: Option<String>,
    /// Where, and what then.
    #[command(flatten)]
    pub place: Place,
}

/// Options of an entity.
#[derive(Args, Debug)]
pub struct Entity {
    /// Id, by which facts and sources name it
    pub id: String,
    /// Name as it is printed
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Kind; organization if not given
    #[arg(long, value_name = "KIND", value_parser = words::<EntityKind>())]
    pub kind: Option<String>,
    /// Name in Chinese
    #[arg(long, value_name = "TEXT")]
    pub zh: Option<String>,
    /// What it is or does, one line
    #[arg(long, value_name = "TEXT")]
    pub role: Option<String>,
    /// Who owns or directs it, an entity
    #[arg(long, value_name = "ID")]
    pub owner: Option<String>,
    /// The file to add it to; the only one of content/entities/, else entities.yml, if not given
    #[arg(long, value_name = "FILE")]
    pub file: Option<String>,
    /// Where, and what then.
    #[command(flatten)]
    pub place: Place,
}

fn words<W: Word>() -> PossibleValuesParser {
    PossibleValuesParser::new(W::CHOICES.iter().map(|choice| PossibleValue::new(choice.word).help(choice.about)))
}
