//! The site an editor works on: the files on disk, the open documents laid over them, and what they come to.
//!
//! In: a root, texts as they are typed, word that files changed. Out: an `Analysis` as of the last `refresh`, and
//! the text of a file. The resident session does the work; features see the analysis alone.
//! YAML that cannot be read while somebody types in it is analysed as it last could be: else one open bracket would
//! take all facts of a sheet away, and report every use of them.
//! Absent on purpose: when to refresh, which is the server's to decide.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_types::Uri;

use crate::base::diag::Diagnostic;
use crate::base::text::FileId;
use crate::build::{Analysis, Options};
use crate::editor::keys::Scope;
use crate::editor::uri;
use crate::load::{Input, Loaded, What};
use crate::parse::yaml;
use crate::session::Session;

/// A text that an editor has open; it wins over the file on disk.
#[derive(Clone, Debug)]
pub struct Open {
    /// Its address as the editor writes it.
    pub uri: Uri,
    /// The text as typed.
    pub text: String,
    /// The editor's number for it.
    pub version: i32,
}

/// A site under edit.
pub struct Workspace {
    /// As the editor knows it, links not resolved: addresses are made from it.
    root: PathBuf,
    session: Session,
    /// Paths to be looked at on disk: files that were written, came, went, or are closed.
    touched: Vec<String>,
    open: BTreeMap<Box<str>, Open>,
    /// Of open YAML the text that could last be read.
    readable: BTreeMap<Box<str>, String>,
    /// Open YAML that cannot be read now, and why.
    broken: BTreeMap<Box<str>, Diagnostic>,
    stale: bool,
}

impl Workspace {
    /// Reads the site below `root`. Drafts are included: they are what is being written.
    pub fn open(root: &Path, options: &Options) -> Workspace {
        let root = uri::clean(&std::path::absolute(root).unwrap_or_else(|_| root.to_owned()));
        let options = Options { drafts: true, ..options.clone() };
        let session = Session::open(&root, options);
        let (open, readable, broken) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Workspace { root, session, touched: Vec::new(), open, readable, broken, stale: false }
    }

    /// The folder that holds `content/`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether there is a folder `content/`.
    pub fn is_site(&self) -> bool {
        self.root.join("content").is_dir()
    }

    /// Path below the root of a file of the site, with `/`; `None` for a file elsewhere.
    pub fn relative(&self, path: &Path) -> Option<Box<str>> {
        let path = uri::clean(path);
        // The same folder may be known by two names, one of them a link.
        let below = path.strip_prefix(&self.root).map(Path::to_owned).ok().or_else(|| {
            let real = path.parent()?.canonicalize().ok()?.join(path.file_name()?);
            real.strip_prefix(self.root.canonicalize().ok()?).map(Path::to_owned).ok()
        })?;
        let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
        let path = parts?.join("/");
        (!path.is_empty()).then(|| path.into())
    }

    /// Takes the text of an open document.
    pub fn set_open(&mut self, path: &str, document: Open) {
        self.stale |= self.text(path) != Some(&document.text);
        if !self.readable.contains_key(path)
            && let Some(text) = self.text(path).filter(|text| yaml_problem(path, text).is_none())
        {
            self.readable.insert(path.into(), text.to_owned());
        }
        self.open.insert(path.into(), document);
    }

    /// Goes back to the file on disk.
    pub fn close(&mut self, path: &str) {
        if self.open.remove(path).is_some() {
            self.readable.remove(path);
            self.broken.remove(path);
            self.reread([path.to_owned()]);
        }
    }

    /// An open document.
    pub fn document(&self, path: &str) -> Option<&Open> {
        self.open.get(path)
    }

    /// Files or folders changed on disk: they are looked at before the next answer.
    pub fn reread(&mut self, paths: impl IntoIterator<Item = String>) {
        self.touched.extend(paths);
        self.stale = true;
    }

    /// Starts anew from the files: after a crash nothing that was kept can be relied on.
    pub fn recover(&mut self) {
        self.session.start_anew();
        self.stale = true;
    }

    /// Whether something changed since the last `refresh`.
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// Brings the analysis up to date.
    pub fn refresh(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        self.broken.clear();
        let mut typed = BTreeMap::new();
        for (path, open) in self.open.iter().filter(|(path, _)| path.starts_with("content/")) {
            let text = match (yaml_problem(path, &open.text), self.readable.get(path)) {
                (Some(problem), Some(readable)) => {
                    self.broken.insert(path.clone(), problem);
                    readable
                }
                // Nothing better is known of a file that was broken when it was opened.
                _ => &open.text,
            };
            typed.insert(path.clone(), text.clone());
        }
        let mut changes = match std::mem::take(&mut self.touched) {
            touched if touched.is_empty() => Vec::new(),
            touched => self.session.analysis().inputs.look_again(&self.root, &touched),
        };
        // What is typed wins over what is on disk.
        changes.retain(|loaded| !typed.contains_key(&loaded.path));
        let typed_texts = typed.iter().map(|(path, text)| (path.clone(), What::Text(Ok(text.clone()))));
        changes.extend(typed_texts.map(|(path, what)| Loaded { path, what }));
        self.session.apply(changes);
        let is_whole = |path: &str, text: &str| !self.broken.contains_key(path) && yaml_problem(path, text).is_none();
        let whole: Vec<_> = typed.into_iter().filter(|(path, text)| is_yaml(path) && is_whole(path, text)).collect();
        self.readable.extend(whole);
    }

    /// Open YAML that cannot be read as it is typed, by path, with the finding that says why. The analysis holds
    /// what stood there before.
    pub fn broken(&self) -> &BTreeMap<Box<str>, Diagnostic> {
        &self.broken
    }

    /// The site as of the last `refresh`.
    pub fn analysis(&self) -> &Analysis {
        self.session.analysis()
    }

    /// The text of a file as typed, else as it is on disk.
    pub fn text(&self, path: &str) -> Option<&str> {
        let analysed = || {
            let inputs = &self.analysis().inputs;
            inputs.file(path).and_then(|file| inputs.get(file)).map(|input| &*input.text)
        };
        self.open.get(path).map(|open| open.text.as_str()).or_else(analysed)
    }

    /// A file as the analysis read it.
    pub fn input(&self, file: FileId) -> Option<&Input> {
        self.analysis().inputs.get(file)
    }

    /// All files as the analysis read them.
    pub fn inputs(&self) -> &[Input] {
        &self.analysis().inputs.files
    }
}

/// The folder at or above `from` that holds `content/site.yml`.
pub fn find_root(from: &Path) -> Option<PathBuf> {
    from.ancestors().find(|folder| folder.join("content/site.yml").is_file()).map(Path::to_owned)
}

fn is_yaml(path: &str) -> bool {
    Scope::of_file(path).is_some()
}

/// Why YAML cannot be read; `None` for what can, and for files that are none.
fn yaml_problem(path: &str, text: &str) -> Option<Diagnostic> {
    let body = text.trim_start_matches('\u{feff}');
    let offset = (text.len() - body.len()) as u32;
    is_yaml(path).then(|| yaml::read(FileId::default(), body, offset).err()).flatten().map(|problem| *problem)
}
