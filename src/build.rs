//! The phases in order: load → parse → link → check → render → write.
//!
//! In: a root and options. Out: an `Analysis` (everything up to the findings), then a written site.
//! One error, and nothing is written. Each arrow is a function of its left side, options and today's date.

pub mod frame;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::base::diag::Diagnostic;
use crate::base::par::par_map;
use crate::base::text::At;
use crate::check;
use crate::check::report::Report;
use crate::cite::{self, Bibliography};
use crate::hosting;
use crate::link::items::Items;
use crate::link::{self, Links};
use crate::load::{Input, Inputs, load};
use crate::model::date::Date;
use crate::pages::{KINDS, Kind, Page};
use crate::parse::{self, Item};
use crate::render::shell::TemplateError;
use crate::render::theme::Assets;
use crate::site::deps::Dep;
use crate::site::{Reader, Site};
use crate::write::error::WriteError;
use crate::write::stage::{Options as WriteOptions, Stage, Written};
use frame::{Content, Frame};

/// The style of a site whose own cannot be read.
const DEFAULT_STYLE: &str = "chicago-author-date";

/// What the command line sets.
#[derive(Clone, Debug)]
pub struct Options {
    /// Replaces `url` of `site.yml`.
    pub base_url: Option<String>,
    /// Include articles that are not published.
    pub drafts: bool,
    /// The day of the build.
    pub today: Date,
}

/// A site as far as its findings.
pub struct Analysis {
    /// The files.
    pub inputs: Inputs,
    /// The items.
    pub items: Items,
    /// Edges and support.
    pub links: Links,
    /// Formatted references.
    pub bibliography: Arc<Bibliography>,
    /// Findings.
    pub report: Report,
    /// The date of the build.
    pub today: Date,
    /// Reads that are not logged: only for the test that each sort of them is needed.
    pub mute: Option<fn(Dep) -> bool>,
    /// Time of each phase so far.
    pub timings: Vec<(&'static str, Duration)>,
}

/// A written site.
pub struct Built {
    /// Pages by kind: its name, one and many, and their count.
    pub pages: Vec<((&'static str, &'static str), usize)>,
    /// What was written.
    pub written: Written,
    /// What a host cannot be told; one line each.
    pub warnings: Vec<String>,
    /// Time of the phases after the check.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Why a site without errors could not be written.
#[derive(Debug)]
pub enum BuildError {
    /// A template of the site is wrong.
    Template(TemplateError),
    /// The output could not be written.
    Write(WriteError),
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BuildError::Template(error) => write!(f, "template `{}`: {}", error.template, error.message),
            BuildError::Write(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for BuildError {}

impl From<TemplateError> for BuildError {
    fn from(error: TemplateError) -> BuildError {
        BuildError::Template(error)
    }
}

impl From<WriteError> for BuildError {
    fn from(error: WriteError) -> BuildError {
        BuildError::Write(error)
    }
}

/// Measures phases.
pub struct Watch {
    last: Instant,
    /// Phases and their times.
    pub laps: Vec<(&'static str, Duration)>,
}

impl Watch {
    /// Starts the watch.
    pub fn start() -> Watch {
        Watch { last: Instant::now(), laps: Vec::new() }
    }

    /// Ends a phase.
    pub fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.laps.push((name, now - self.last));
        self.last = now;
    }
}

/// Loads a site from disk and checks it.
pub fn analyse_root(root: &Path, options: &Options) -> Analysis {
    let mut watch = Watch::start();
    let inputs = load(root);
    watch.lap("load");
    analyse_from(inputs, options, watch)
}

/// Checks inputs.
pub fn analyse(inputs: Inputs, options: &Options) -> Analysis {
    analyse_from(inputs, options, Watch::start())
}

fn analyse_from(inputs: Inputs, options: &Options, mut watch: Watch) -> Analysis {
    let parsed = par_map(&inputs.files, |input| parse_input(input, options));
    watch.lap("parse");
    let (items, links, of_links) = link::link(&inputs, parsed.iter().map(|parsed| &parsed.item), options.drafts);
    watch.lap("link");
    let (bibliography, of_styles) = bibliography(&inputs, &items);
    watch.lap("cite");
    let mut earlier = Vec::new();
    earlier.extend(parsed.into_iter().flat_map(|parsed| parsed.found));
    earlier.extend(of_links.into_iter().chain(of_styles).map(Arc::new));
    let site = Site::new(&inputs, &items, &links, &bibliography, options.today);
    let report = check::check(&site, &earlier);
    watch.lap("check");
    let bibliography = Arc::new(bibliography);
    Analysis { inputs, items, links, bibliography, report, today: options.today, mute: None, timings: watch.laps }
}

/// A file's item and what was found in it alone.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// What it holds.
    pub item: Item,
    /// Findings of loading and parsing.
    pub found: Vec<Arc<Diagnostic>>,
}

/// Parses one file.
pub fn parse_input(input: &Input, options: &Options) -> Parsed {
    if let Some(problem) = &input.problem {
        let finding = Diagnostic::new("unreadable-file", At { file: input.id, ..At::default() }, &**problem);
        return Parsed { item: Item::Plain, found: vec![Arc::new(finding)] };
    }
    let (mut item, found) = parse::parse(input.id, input);
    if let (Item::Config(config), Some(url)) = (&mut item, &options.base_url) {
        Arc::make_mut(config).set_url(url);
    }
    Parsed { item, found: found.into_iter().map(Arc::new).collect() }
}

/// Formats every source once, in the site's style. Findings: a style that is not known.
pub fn bibliography(inputs: &Inputs, items: &Items) -> (Bibliography, Vec<Diagnostic>) {
    let mut found = Vec::new();
    if !items.has_config {
        let finding = Diagnostic::new("missing-field", At::default(), "the site has no `content/site.yml`");
        found.push(finding.help("write one with `title: …` and `url: https://example.org/`"));
    }
    let wanted = &items.config.citation_style;
    let style = match wanted.text.ends_with(".csl") {
        false => cite::style::style(&wanted.text),
        true => match inputs.file(&format!("content/{}", wanted.text)) {
            Some(file) => cite::style::style_from_csl(inputs.text(file)),
            None => {
                let message = format!("there is no citation style `content/{}`", wanted.text);
                found.push(Diagnostic::new("bad-value", wanted.at, message));
                cite::style::style(DEFAULT_STYLE)
            }
        },
    };
    for style in &items.config.cite_as {
        if let Err(error) = cite::style::style(&style.text) {
            found.push(Diagnostic::new("bad-value", style.at, error.to_string()));
        }
    }
    let style = style.or_else(|error| {
        found.push(Diagnostic::new("bad-value", wanted.at, error.to_string()));
        cite::style::style(DEFAULT_STYLE)
    });
    let style = style.expect("the default style is in the archive");
    let entries: Vec<cite::Entry<'_>> = items.sources.iter().map(|source| link::names::entry(items, source)).collect();
    (cite::format::format(&entries, &style, &items.config.lang), found)
}

impl Analysis {
    /// Makes the site one that search engines are asked to leave alone: a preview.
    pub fn keep_from_search(&mut self) {
        Arc::make_mut(&mut self.items.config).noindex = true;
    }

    /// The site as pages see it.
    pub fn site(&self) -> Site<'_> {
        Site::new(&self.inputs, &self.items, &self.links, &self.bibliography, self.today).muted(self.mute)
    }
}

/// Renders and writes a site whose report holds no errors. `progress` is told (pages made, pages in all).
pub fn write(
    analysis: &Analysis,
    root: &Path,
    output: &Path,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Built, BuildError> {
    let mut watch = Watch::start();
    let site = analysis.site();
    let reader = site.reader();
    let frame = Frame::new(&site, &analysis.inputs.templates)?;
    let pages: Vec<(&Kind, Page)> =
        KINDS.iter().flat_map(|kind| (kind.pages)(&reader).into_iter().map(move |page| (*kind, page))).collect();
    watch.lap("plan");
    analysis.bibliography.make_references();
    watch.lap("references");
    let protected: Vec<PathBuf> = ["content", "templates", "static"].iter().map(|folder| root.join(folder)).collect();
    let codings = reader.config().hosting.compress.clone();
    let stage = Stage::begin(output, WriteOptions { protected, codings })?;
    let made = AtomicUsize::new(0);
    pages.par_iter().try_for_each(|(kind, page)| -> Result<(), BuildError> {
        let reader = site.reader();
        make(&frame, &reader, kind, page, &stage)?;
        progress(made.fetch_add(1, Ordering::Relaxed) + 1, pages.len());
        Ok(())
    })?;
    watch.lap("render");
    copy_assets(&analysis.inputs, &frame.assets, &stage)?;
    let warnings = host_files(&reader, &frame.assets, &stage)?;
    let written = stage.finish()?;
    watch.lap("write");
    let counts = counts(pages.iter().map(|(kind, _)| *kind));
    Ok(Built { pages: counts, written, warnings, timings: watch.laps })
}

/// Pages by kind, in the order of the table: its name, one and many, and their count.
pub fn counts(kinds: impl Iterator<Item = &'static Kind>) -> Vec<((&'static str, &'static str), usize)> {
    let all: Vec<&'static str> = kinds.map(|kind| kind.name.0).collect();
    let count = |kind: &&'static Kind| all.iter().filter(|name| **name == kind.name.0).count();
    KINDS.iter().map(|kind| (kind.name, count(kind))).filter(|(_, count)| *count > 0).collect()
}

fn make(frame: &Frame, reader: &Reader<'_>, kind: &Kind, page: &Page, stage: &Stage) -> Result<(), BuildError> {
    for (path, content) in frame.outputs(reader, kind, page)? {
        match content {
            Content::Bytes(bytes) => stage.put(&path, &bytes)?,
            Content::Card(svg) if !stage.reuse(&path, None)? => stage.put(&path, &frame.painter.png(&svg))?,
            Content::Card(_) => {}
        }
    }
    Ok(())
}

/// Writes the theme's files and copies the site's own.
pub fn copy_assets(inputs: &Inputs, theme: &Assets, stage: &Stage) -> Result<(), BuildError> {
    for asset in theme.all() {
        stage.put(&asset.path, asset.text.as_bytes())?;
    }
    inputs.assets.par_iter().try_for_each(|asset| stage.copy(&asset.path, &asset.source).map_err(BuildError::from))
}

/// Writes the files that a host reads, if the site asks for them, and the policy that they say. Returns warnings.
pub fn host_files(reader: &Reader<'_>, assets: &Assets, stage: &Stage) -> Result<Vec<String>, BuildError> {
    let (files, warnings) = hosting::files::of_site(reader, assets);
    for (path, text) in files {
        stage.put(path, text.as_bytes())?;
    }
    stage.note_serving(hosting::record::print(&hosting::policy(reader, assets), &hosting::redirects(reader)));
    Ok(warnings)
}
