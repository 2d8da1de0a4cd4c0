//! The phases in order: load → parse → link → check → render → write.
//!
//! In: a root and options. Out: an `Analysis` (everything up to the findings), then a written site.
//! One error, and nothing is written. Each arrow is a function of its left side, options and today's date.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::base::diag::Diagnostic;
use crate::base::par::par_map;
use crate::base::text::{At, FileId};
use crate::check::{self, Report};
use crate::cite::{self, Bibliography};
use crate::link::items::Items;
use crate::link::{self, Links};
use crate::load::{Input, Inputs, load};
use crate::model::config::Config;
use crate::model::date::Date;
use crate::pages::citing::PageStyle;
use crate::pages::{Cx, KINDS, Kind, Page, output_path};
use crate::parse::{self, Item};
use crate::render::names::Names;
use crate::render::shell::{Shell, TemplateError};
use crate::render::social::Painter;
use crate::render::theme::Assets;
use crate::site::Site;
use crate::write::error::WriteError;
use crate::write::stage::{Options as WriteOptions, Stage, Written};

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
    pub bibliography: Bibliography,
    /// Findings.
    pub report: Report,
    /// The date of the build.
    pub today: Date,
    /// Time of each phase so far.
    pub timings: Vec<(&'static str, Duration)>,
}

/// A written site.
pub struct Built {
    /// Pages by kind: its name, one and many, and their count.
    pub pages: Vec<((&'static str, &'static str), usize)>,
    /// What was written.
    pub written: Written,
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
struct Watch {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Watch {
    fn start() -> Watch {
        Watch { last: Instant::now(), laps: Vec::new() }
    }

    fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.laps.push((name, now - self.last));
        self.last = now;
    }
}

/// Loads a site from disk and checks it.
pub fn analyse_root(root: &Path, options: &Options) -> Analysis {
    let mut watch = Watch::start();
    let (inputs, diagnostics) = load(root);
    watch.lap("load");
    analyse_from(inputs, diagnostics, options, watch)
}

/// Checks inputs.
pub fn analyse(inputs: Inputs, diagnostics: Vec<Diagnostic>, options: &Options) -> Analysis {
    analyse_from(inputs, diagnostics, options, Watch::start())
}

fn analyse_from(inputs: Inputs, mut found: Vec<Diagnostic>, options: &Options, mut watch: Watch) -> Analysis {
    let unread: Vec<FileId> = found
        .iter()
        .filter(|diagnostic| diagnostic.rule == "unreadable-file")
        .map(|diagnostic| diagnostic.at.file)
        .collect();
    let numbered: Vec<(FileId, &Input)> =
        inputs.files.iter().enumerate().map(|(index, input)| (FileId(index as u32), input)).collect();
    let parsed = par_map(&numbered, |(file, input)| match unread.contains(file) {
        true => (Item::Plain, Vec::new()),
        false => parse::parse(*file, input),
    });
    let (mut parsed, findings): (Vec<Item>, Vec<Vec<Diagnostic>>) = parsed.into_iter().unzip();
    found.extend(findings.into_iter().flatten());
    if let Some(url) = &options.base_url {
        for item in &mut parsed {
            if let Item::Config(config) = item {
                config.set_url(url);
            }
        }
    }
    watch.lap("parse");
    let (items, links, findings) = link::link(&inputs, parsed, options.drafts);
    found.extend(findings);
    if !items.has_config {
        let finding = Diagnostic::new("missing-field", At::default(), "the site has no `content/site.yml`");
        found.push(finding.help("write one with `title: …` and `url: https://example.org/`"));
    }
    watch.lap("link");
    let bibliography = bibliography(&inputs, &items, &mut found);
    watch.lap("cite");
    let site = Site::new(&inputs, &items, &links, &bibliography, options.today);
    let report = check::check(&site, found);
    watch.lap("check");
    let today = options.today;
    Analysis { inputs, items, links, bibliography, report, today, timings: watch.laps }
}

/// Formats every source once, in the site's style.
fn bibliography(inputs: &Inputs, items: &Items, found: &mut Vec<Diagnostic>) -> Bibliography {
    let wanted = &items.config.citation_style;
    let style = match wanted.text.ends_with(".csl") {
        false => cite::style::style(&wanted.text),
        true => match inputs.file(&format!("content/{}", wanted.text)) {
            Some(file) => cite::style::style_from_csl(&inputs.files[file.0 as usize].text),
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
    cite::format::format(&entries, &style, &items.config.lang)
}

impl Analysis {
    /// The site as pages see it.
    pub fn site(&self) -> Site<'_> {
        Site::new(&self.inputs, &self.items, &self.links, &self.bibliography, self.today)
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
    let shell = Shell::new(&analysis.inputs.templates)?;
    let site = analysis.site();
    let reader = site.reader();
    let names = Names::of(&reader);
    let assets = Assets::of(&analysis.inputs.templates);
    let styles = page_styles(&analysis.items.config);
    let build = reader.inputs_hash().to_string()[..7].to_owned();
    let pages: Vec<(&Kind, Page)> =
        KINDS.iter().flat_map(|kind| (kind.pages)(&reader).into_iter().map(move |page| (*kind, page))).collect();
    watch.lap("plan");
    let protected: Vec<PathBuf> = ["content", "templates", "static"].iter().map(|folder| root.join(folder)).collect();
    let stage = Stage::begin(output, WriteOptions { protected })?;
    let painter: LazyLock<Painter> = LazyLock::new(Painter::default);
    let made = AtomicUsize::new(0);
    pages.par_iter().try_for_each(|(kind, page)| -> Result<(), BuildError> {
        let reader = site.reader();
        let cx = Cx { reader: &reader, shell: &shell, names: &names, assets: &assets, styles: &styles, build: &build };
        make(&cx, kind, page, &painter, &stage)?;
        progress(made.fetch_add(1, Ordering::Relaxed) + 1, pages.len());
        Ok(())
    })?;
    watch.lap("render");
    copy_assets(&analysis.inputs, &assets, &stage)?;
    let written = stage.finish()?;
    watch.lap("write");
    let count = |kind: &&'static Kind| pages.iter().filter(|(of, _)| of.name == kind.name).count();
    let counts = KINDS.iter().map(|kind| (kind.name, count(kind))).filter(|(_, count)| *count > 0).collect();
    Ok(Built { pages: counts, written, timings: watch.laps })
}

/// Styles that pages are cited in: the site's own, then those of `cite_as`. Unknown ones were reported.
fn page_styles(config: &Config) -> Vec<PageStyle> {
    if !config.outputs.exports {
        return Vec::new();
    }
    let ids = std::iter::once(&config.citation_style).chain(&config.cite_as);
    let mut out: Vec<PageStyle> = Vec::new();
    for id in ids {
        if let (Ok(style), false) = (cite::style::style(&id.text), out.iter().any(|known| known.id == *id.text)) {
            out.push(PageStyle { id: id.text.to_string(), style });
        }
    }
    out
}

fn make(
    cx: &Cx<'_, '_>,
    kind: &Kind,
    page: &Page,
    painter: &LazyLock<Painter>,
    stage: &Stage,
) -> Result<(), BuildError> {
    let made = (kind.make)(cx, page)?;
    if !made.html.is_empty() {
        stage.put(&output_path(&page.path), made.html.as_bytes())?;
    }
    if let Some(twin) = made.twin {
        let mut bytes = serde_json::to_vec(&twin).unwrap_or_default();
        bytes.push(b'\n');
        stage.put(&format!("{}index.json", page.path.trim_start_matches('/')), &bytes)?;
    }
    if let Some((path, svg)) = made.card
        && !stage.reuse(&path)?
    {
        stage.put(&path, &painter.png(&svg))?;
    }
    for (path, bytes) in made.files {
        stage.put(&path, &bytes)?;
    }
    Ok(())
}

/// Writes the theme's files and copies the site's own.
fn copy_assets(inputs: &Inputs, theme: &Assets, stage: &Stage) -> Result<(), BuildError> {
    for asset in theme.all() {
        stage.put(&asset.path, asset.text.as_bytes())?;
    }
    inputs.assets.par_iter().try_for_each(|asset| stage.copy(&asset.path, &asset.source).map_err(BuildError::from))
}
