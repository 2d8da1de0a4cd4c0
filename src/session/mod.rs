//! A site held in memory while somebody works on it: the one mutable value of the program.
//!
//! In: a site on disk or in memory, then edits. Out: the findings and pages of the site as it is now, made again
//! only where something they read has changed. `serve`, `build --watch` and the language server share it.
//!
//! The rule: a page or a rule's finding is made again if and only if one of its logged reads is among the deps
//! that `diff` found changed. After any edits pages and findings equal those of a cold build, byte for byte;
//! `tests/incremental.rs` holds that, and that it fails when a read goes unlogged.

mod diff;
mod pages;
mod write;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::base::diag::Diagnostic;
use crate::base::par::par_map;
use crate::base::text::FileId;
use crate::build::frame::Frame;
use crate::build::{self, Analysis, Options, Parsed, Watch, parse_input};
use crate::check::report;
use crate::check::traced::Checked;
use crate::cite::Bibliography;
use crate::link::items::Items;
use crate::link::patch::patch;
use crate::link::{self, Links};
use crate::load::change::Touched;
use crate::load::{FOLDERS, Input, Inputs, Loaded, load};
use crate::model::date::Date;
use crate::parse::Item;
use crate::render::shell::TemplateError;
use crate::site::Site;
use crate::site::deps::{Dep, DepSet, List, Moves};
use diff::{State, diff};
pub use pages::Output;
use pages::{Made, PageList};
use write::WrittenPages;

/// A site in memory.
pub struct Session {
    root: PathBuf,
    options: Options,
    analysis: Analysis,
    parsed: BTreeMap<FileId, Parsed>,
    /// Nothing before the first check.
    checked: Option<Checked>,
    of_links: Vec<Arc<Diagnostic>>,
    of_styles: Vec<Arc<Diagnostic>>,
    frame: Result<Frame, TemplateError>,
    lists: Vec<PageList>,
    made: Mutex<Made>,
    written: WrittenPages,
    generation: u64,
}

/// What an edit came to.
#[derive(Debug, Default)]
pub struct Changed {
    /// Items and lists that are read as something else now.
    pub deps: DepSet,
    /// Whether templates, names or settings that all pages share changed.
    pub frame: bool,
    /// Whether files that are copied came, went or were written.
    pub assets: bool,
    /// Whether the findings differ.
    pub findings: bool,
    /// Time of each phase.
    pub timings: Vec<(&'static str, Duration)>,
}

impl Session {
    /// Loads a site. It need not be one yet: folders that are absent are empty.
    pub fn open(root: &Path, options: Options) -> Session {
        Session::of_inputs(root, load(root), options)
    }

    /// The same, but not checked yet: its pages are those of the files, its report is empty until `take_first_check`
    /// or the first edit. The rules take longer than all that a first page needs.
    pub fn open_unchecked(root: &Path, options: Options) -> Session {
        let mut session = Session::empty(root, load(root), options);
        session.start_unchecked();
        session
    }

    /// A session of inputs that were read or made already; `root` is where later changes are looked for.
    pub fn of_inputs(root: &Path, inputs: Inputs, options: Options) -> Session {
        let mut session = Session::empty(root, inputs, options);
        session.start();
        session
    }

    fn empty(root: &Path, inputs: Inputs, options: Options) -> Session {
        let empty = || (Items::default(), Links::default(), Arc::new(Bibliography::default()));
        let (items, links, bibliography) = empty();
        let (report, timings) = (report::Report::default(), Vec::new());
        let analysis =
            Analysis { inputs, items, links, bibliography, report, today: options.today, mute: None, timings };
        let frame = Err(TemplateError { template: String::new(), message: String::new() });
        Session {
            root: root.to_owned(),
            options,
            analysis,
            parsed: BTreeMap::new(),
            checked: None,
            of_links: Vec::new(),
            of_styles: Vec::new(),
            frame,
            lists: Vec::new(),
            made: Mutex::default(),
            written: WrittenPages::default(),
            generation: 0,
        }
    }

    /// Reads the whole site again, as if it had just been opened.
    pub fn start_anew(&mut self) {
        self.analysis.inputs = load(&self.root);
        self.start();
        self.generation += 1;
    }

    /// Everything anew.
    fn start(&mut self) {
        self.start_unchecked();
        self.checked = Some(Checked::all(&self.analysis.site(), true));
        self.report();
    }

    fn start_unchecked(&mut self) {
        let parsed = par_map(&self.analysis.inputs.files, |input| parse_input(input, &self.options));
        self.parsed = self.analysis.inputs.files.iter().map(|input| input.id).zip(parsed).collect();
        let (items, links, of_links) = self.linked();
        let (bibliography, of_styles) = build::bibliography(&self.analysis.inputs, &items);
        self.of_links = of_links;
        self.of_styles = of_styles.into_iter().map(Arc::new).collect();
        self.analysis.items = items;
        self.analysis.links = links;
        self.analysis.bibliography = Arc::new(bibliography);
        self.checked = None;
        self.analysis.report = report::Report::default();
        self.frame = Frame::new(&self.analysis.site(), &self.analysis.inputs.templates);
        self.lists = PageList::every(&self.analysis.site());
        self.made = Mutex::default();
        self.written = WrittenPages::default();
    }

    /// Whether the report holds what there is to report.
    pub fn is_checked(&self) -> bool {
        self.checked.is_some()
    }

    /// Runs all rules on a session that was opened unchecked; nothing if that has happened. It takes the longest of
    /// all that a session does, and needs no more than a look at it: pages can be made meanwhile.
    pub fn first_check(&self) -> Option<Checked> {
        self.checked.is_none().then(|| Checked::all(&self.analysis.site(), true))
    }

    /// Takes in what `first_check` found. False if an edit came first, which checked everything itself.
    pub fn take_first_check(&mut self, checked: Checked) -> bool {
        let is_first = self.checked.is_none();
        if is_first {
            self.checked = Some(checked);
            self.report();
        }
        is_first
    }

    /// The site as far as its findings.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// Where the site is.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What is wrong with the templates, if they cannot be compiled.
    pub fn template_error(&self) -> Option<&TemplateError> {
        self.frame.as_ref().err()
    }

    /// Leaves some reads unlogged, and starts anew. Only for tests.
    pub fn mute(&mut self, is_muted: fn(Dep) -> bool) {
        self.analysis.mute = Some(is_muted);
        self.start();
    }

    /// Rises with every edit that changed anything.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Looks again at paths below the root, files or folders; `None` if nothing is different.
    pub fn look_again(&mut self, paths: &[String]) -> Option<Changed> {
        let loaded = self.analysis.inputs.look_again(&self.root, paths);
        self.apply(loaded)
    }

    /// Looks at everything again: for when it is not known what happened.
    pub fn look_at_all(&mut self) -> Option<Changed> {
        self.look_again(&FOLDERS.map(str::to_owned))
    }

    /// The day has changed.
    pub fn set_today(&mut self, today: Date) -> Option<Changed> {
        if today == self.options.today {
            return None;
        }
        self.options.today = today;
        self.analysis.today = today;
        let mut changed = Changed::default();
        changed.deps.insert(Dep::Today);
        self.settle(changed, &Moves::default(), Watch::start())
    }

    /// Takes changes in; `None` if nothing is different.
    pub fn apply(&mut self, changes: Vec<Loaded>) -> Option<Changed> {
        let mut watch = Watch::start();
        let mut edit = Edit::default();
        for loaded in changes {
            let touched = self.analysis.inputs.take(loaded);
            edit.note(touched);
        }
        if edit.is_nothing() {
            return None;
        }
        if edit.renumbered {
            // Numbers changed under everything that holds one. This takes some thousand new files in one place.
            self.start();
            let mut changed = Changed { frame: true, assets: true, findings: true, ..Changed::default() };
            changed.deps.insert(Dep::Config);
            self.generation += 1;
            return Some(changed);
        }
        let replaced = self.parse(&edit);
        watch.lap("parse");
        let mut changed = Changed { frame: edit.templates, assets: edit.assets, ..Changed::default() };
        let mut moves = Moves::default();
        if !edit.texts.is_empty() {
            changed.deps.insert(Dep::Build);
        }
        if edit.assets || replaced.iter().any(|(old, new)| matches!((old, new), (Item::Plain, _) | (_, Item::Plain))) {
            changed.deps.insert(Dep::List(List::Files));
        }
        if !edit.texts.is_empty() || edit.assets {
            let (items, links) = self.link(&edit, &replaced);
            watch.lap("link");
            let bibliography = self.bibliography(&edit, &items);
            watch.lap("cite");
            let old = State {
                items: &self.analysis.items,
                links: &self.analysis.links,
                bibliography: &self.analysis.bibliography,
            };
            let (gone, deps) = diff(old, State { items: &items, links: &links, bibliography: &bibliography });
            moves = gone;
            changed.deps.extend(&deps);
            self.analysis.items = items;
            self.analysis.links = links;
            self.analysis.bibliography = bibliography;
            watch.lap("diff");
        }
        self.settle(changed, &moves, watch)
    }

    /// Parses what was touched. Returns each file's item before and after; of a file that came or went, `Plain`
    /// stands for the side that is not there.
    fn parse(&mut self, edit: &Edit) -> Vec<(Item, Item)> {
        let inputs: Vec<&Input> = edit.texts.iter().filter_map(|id| self.analysis.inputs.get(*id)).collect();
        let parsed = par_map(&inputs, |input| parse_input(input, &self.options));
        let mut now: BTreeMap<FileId, Parsed> = inputs.iter().map(|input| input.id).zip(parsed).collect();
        let item = |parsed: Option<&Parsed>| parsed.map_or(Item::Plain, |parsed| parsed.item.clone());
        let mut replaced = Vec::new();
        for id in &edit.texts {
            let new = now.remove(id);
            replaced.push((item(self.parsed.get(id)), item(new.as_ref())));
            match new {
                Some(parsed) => self.parsed.insert(*id, parsed),
                None => self.parsed.remove(id),
            };
        }
        replaced
    }

    fn link(&mut self, edit: &Edit, replaced: &[(Item, Item)]) -> (Items, Links) {
        let analysis = &self.analysis;
        if !edit.structure
            && !edit.assets
            && self.of_links.is_empty()
            && let Some(patched) = patch(&analysis.items, &analysis.links, replaced, self.options.drafts)
        {
            return patched;
        }
        let (items, links, of_links) = self.linked();
        self.of_links = of_links;
        (items, links)
    }

    fn linked(&self) -> (Items, Links, Vec<Arc<Diagnostic>>) {
        let parsed = self.parsed.values().map(|parsed| &parsed.item);
        let (items, links, found) = link::link(&self.analysis.inputs, parsed, self.options.drafts);
        (items, links, found.into_iter().map(Arc::new).collect())
    }

    /// The bibliography, formatted anew only if anything that it prints could differ.
    fn bibliography(&mut self, edit: &Edit, items: &Items) -> Arc<Bibliography> {
        let old = &self.analysis.items;
        let styles = edit.texts.iter().any(|id| {
            let path = self.analysis.inputs.get(*id).map(|input| &*input.path);
            path.is_none_or(|path| path.ends_with(".csl"))
        });
        let same = !styles
            && old.has_config == items.has_config
            && same_list(&old.sources, &items.sources)
            && same_list(&old.entities, &items.entities)
            && old.config == items.config;
        if same {
            return self.analysis.bibliography.clone();
        }
        let (bibliography, of_styles) = build::bibliography(&self.analysis.inputs, items);
        self.of_styles = of_styles.into_iter().map(Arc::new).collect();
        Arc::new(bibliography)
    }

    /// Brings findings, templates and pages up to date with what changed.
    fn settle(&mut self, mut changed: Changed, moves: &Moves, mut watch: Watch) -> Option<Changed> {
        let site = self.analysis.site();
        match &mut self.checked {
            Some(checked) => checked.update(&site, &changed.deps, moves),
            None => self.checked = Some(Checked::all(&site, true)),
        }
        watch.lap("check");
        let shared = self.frame.as_ref().map_or(&[][..], Frame::trace);
        let frame_moved = moves.trace(shared).is_none_or(|trace| changed.deps.touches(&trace));
        changed.frame |= frame_moved || self.frame.is_err();
        if changed.frame {
            self.frame = Frame::new(&site, &self.analysis.inputs.templates);
        }
        watch.lap("theme");
        PageList::update(&mut self.lists, &site, &changed.deps, moves);
        self.made.get_mut().unwrap_or_else(PoisonError::into_inner).forget(&changed.deps, moves, changed.frame);
        self.written.forget(&changed.deps, moves, changed.frame);
        watch.lap("pages");
        let before = std::mem::take(&mut self.analysis.report);
        self.report();
        changed.findings = before != self.analysis.report;
        watch.lap("report");
        changed.timings = watch.laps;
        self.generation += 1;
        Some(changed)
    }

    fn report(&mut self) {
        let of_files = self.parsed.values().flat_map(|parsed| &parsed.found);
        let earlier: Vec<Arc<Diagnostic>> = of_files.chain(&self.of_links).chain(&self.of_styles).cloned().collect();
        let site = Site::new(
            &self.analysis.inputs,
            &self.analysis.items,
            &self.analysis.links,
            &self.analysis.bibliography,
            self.options.today,
        );
        if let Some(checked) = &self.checked {
            self.analysis.report = report::report(&site.reader(), &earlier, checked);
        }
    }
}

fn same_list<T: PartialEq>(a: &[Arc<T>], b: &[Arc<T>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b) || a == b)
}

/// What some changes touched.
#[derive(Default)]
struct Edit {
    /// Texts that came, went or changed.
    texts: Vec<FileId>,
    /// Whether any came or went.
    structure: bool,
    templates: bool,
    assets: bool,
    renumbered: bool,
}

impl Edit {
    fn note(&mut self, touched: Touched) {
        match touched {
            Touched::Nothing => {}
            Touched::Text(id) => self.texts.push(id),
            Touched::New(id) | Touched::Gone(id) => {
                self.texts.push(id);
                self.structure = true;
            }
            Touched::Template => self.templates = true,
            Touched::Asset => self.assets = true,
            Touched::Renumbered => self.renumbered = true,
        }
        if let Some(last) = self.texts.pop() {
            self.texts.retain(|id| *id != last);
            self.texts.push(last);
        }
    }

    fn is_nothing(&self) -> bool {
        self.texts.is_empty() && !self.templates && !self.assets && !self.renumbered
    }
}
