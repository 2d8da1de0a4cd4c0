//! Reads a site's folders into memory. The only reader of content.
//!
//! In: the root of a site, or a list of texts in tests and editors. Out: `Inputs`, sorted by path. A file that
//! cannot be used (not UTF-8, too large, unreadable, a link that leads back to itself) is an input without text
//! that says why.
//! Absent on purpose: any judgement of what the texts say.

pub mod change;
pub mod outside;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::{DirEntry, WalkDir};

use crate::base::hash::Hash;
use crate::base::par::par_map;
use crate::base::text::FileId;

/// Largest text read. A book of a million words is half of it.
pub const MAX_TEXT: u64 = 8 << 20;
/// Largest file copied: no static host takes a larger one.
const MAX_FILE: u64 = 2 << 30;
/// Longest line read: the parsers are linear, a person's editor is not.
const MAX_LINE: usize = 1 << 20;

/// Everything a site consists of.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Texts below `content/`, sorted by path and so by id.
    pub files: Vec<Input>,
    /// Other files below `content/`, copied to the same path, and all below `static/`.
    pub assets: Vec<Asset>,
    /// The site's own templates, path below `templates/`.
    pub templates: Vec<Input>,
}

/// A text.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its number; of a template, 0.
    pub id: FileId,
    /// Path below the site's root, with `/`: `content/facts/a.yml`.
    pub path: Box<str>,
    /// Its text.
    pub text: Arc<str>,
    /// Hash of the text.
    pub hash: Hash,
    /// Why it could not be read; then its text is empty.
    pub problem: Option<Box<str>>,
}

/// A file that is copied as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asset {
    /// Path in the output.
    pub path: Box<str>,
    /// Where it is now.
    pub source: PathBuf,
}

impl Input {
    /// An input with its text, not yet numbered.
    pub fn of(path: &str, text: impl Into<Arc<str>>) -> Input {
        let text = text.into();
        Input { id: FileId(0), path: path.into(), hash: Hash::of(text.as_bytes()), text, problem: None }
    }

    /// An input that could not be read.
    pub fn unread(path: &str, problem: String) -> Input {
        Input { problem: Some(problem.into()), ..Input::of(path, "") }
    }
}

impl Inputs {
    /// Inputs from texts, for tests and editors: `(path below the root, text)`.
    pub fn of_texts(texts: impl IntoIterator<Item = (String, String)>) -> Inputs {
        let mut inputs = Inputs::default();
        for (path, text) in texts {
            match role(&path) {
                Role::Template => inputs.templates.push(Input::of(template_name(&path), text)),
                Role::Text => inputs.files.push(Input::of(&path, text)),
                Role::Asset => {
                    inputs.assets.push(Asset { path: asset_path(&path).into(), source: PathBuf::from(&path) })
                }
                Role::Other => {}
            }
        }
        inputs.sort();
        inputs
    }

    /// The same inputs with some texts replaced, as `(path, text)`; paths that were not read are left out.
    pub fn with_texts<'t>(&self, texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Inputs {
        let mut inputs = self.clone();
        for (path, text) in texts {
            if let Ok(at) = self.files.binary_search_by(|input| (*input.path).cmp(path)) {
                let id = inputs.files[at].id;
                inputs.files[at] = Input { id, ..Input::of(path, text) };
            }
        }
        inputs
    }

    /// The same inputs with one text more, and its number.
    pub fn with_text(&self, path: &str, text: &str) -> (Inputs, FileId) {
        let mut inputs = self.clone();
        inputs.take(Loaded { path: path.into(), what: What::Text(Ok(text.to_owned())) });
        let file = inputs.file(path).unwrap_or_default();
        (inputs, file)
    }

    /// The file with a path, if it was read.
    pub fn file(&self, path: &str) -> Option<FileId> {
        self.files.binary_search_by(|input| (*input.path).cmp(path)).ok().map(|index| self.files[index].id)
    }

    /// The file of an id.
    pub fn get(&self, id: FileId) -> Option<&Input> {
        self.files.binary_search_by_key(&id, |input| input.id).ok().map(|index| &self.files[index])
    }

    /// The file of an id that an item or a finding holds.
    pub fn of(&self, id: FileId) -> &Input {
        self.get(id).expect("items and findings hold numbers of files that were read")
    }

    /// Text of a file; empty if there is none.
    pub fn text(&self, id: FileId) -> &str {
        self.get(id).map_or("", |input| &input.text)
    }

    /// Sorts all lists, and numbers the files evenly over the whole range.
    fn sort(&mut self) {
        self.files.sort_by(|a, b| a.path.cmp(&b.path));
        self.assets.sort();
        self.templates.sort_by(|a, b| a.path.cmp(&b.path));
        let step = u32::MAX / (self.files.len() as u32 + 1);
        for (index, input) in self.files.iter_mut().enumerate() {
            input.id = FileId(step * (index as u32 + 1));
        }
    }
}

/// Endings of templates, parts of the stylesheet and scripts.
const TEMPLATE_KINDS: &[&str] = &[".html", ".xml", ".css", ".js"];

/// The folders of a site.
pub const FOLDERS: [&str; 3] = ["content", "static", "templates"];

/// What a file of a site is, by its path below the root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// A text that is parsed.
    Text,
    /// A template, a part of the stylesheet, a script.
    Template,
    /// Copied as it is.
    Asset,
    /// None of ours: fonts and notes beside templates, pictures beside captures.
    Other,
}

/// Whether the text of a file with this path is read; others are copied or left out.
pub fn is_read(path: &str) -> bool {
    matches!(role(path), Role::Text | Role::Template)
}

fn role(path: &str) -> Role {
    match path.split('/').next().unwrap_or("") {
        "content" if is_text(path) => Role::Text,
        "content" if path.starts_with("content/captures/") => Role::Other,
        "templates" if TEMPLATE_KINDS.iter().any(|kind| path.ends_with(kind)) => Role::Template,
        "templates" => Role::Other,
        _ => Role::Asset,
    }
}

/// A file as it was found.
#[derive(Debug)]
pub struct Loaded {
    /// Path below the site's root, with `/`.
    pub path: Box<str>,
    /// What it is.
    pub what: What,
}

/// What a file turned out to be.
#[derive(Debug)]
pub enum What {
    /// A text or a template, or why it cannot be read.
    Text(Result<String, String>),
    /// A file to be copied from there.
    Asset(PathBuf),
    /// Nothing that can be used, and why.
    Problem(String),
    /// No longer there.
    Gone,
}

/// Reads `content/`, `static/` and `templates/` below `root`. A folder that is absent is empty.
pub fn load(root: &Path) -> Inputs {
    let mut inputs = Inputs::default();
    let mut problems = Vec::new();
    for loaded in FOLDERS.iter().flat_map(|folder| below(root, folder)) {
        let path = loaded.path;
        match (loaded.what, role(&path)) {
            (What::Text(Ok(text)), Role::Template) => inputs.templates.push(Input::of(template_name(&path), text)),
            (What::Text(Ok(text)), _) => inputs.files.push(Input::of(&path, text)),
            (What::Asset(source), _) => inputs.assets.push(Asset { path: asset_path(&path).into(), source }),
            (What::Text(Err(problem)) | What::Problem(problem), _) => problems.push((path, problem)),
            (What::Gone, _) => {}
        }
    }
    problems.sort();
    problems.dedup_by(|later, earlier| later.0 == earlier.0);
    inputs.files.extend(problems.into_iter().map(|(path, problem)| Input::unread(&path, problem)));
    inputs.sort();
    inputs
}

/// Reads what is at a path below the root now: a file, or all files of a folder. What is not there is not
/// returned; who knew it compares.
pub fn below(root: &Path, path: &str) -> Vec<Loaded> {
    let mut problems: Problems = Vec::new();
    let found = walk(root, path, &mut problems);
    let mut out = par_map(&found, |(path, source)| {
        let what = match role(path) {
            Role::Text | Role::Template => What::Text(usable(read(source))),
            Role::Asset => What::Asset(source.clone()),
            Role::Other => return None,
        };
        Some(Loaded { path: path.clone(), what })
    });
    out.extend(problems.into_iter().map(|(path, problem)| Some(Loaded { path, what: What::Problem(problem) })));
    out.into_iter().flatten().collect()
}

/// The newest of the files that a site is made of, if it is newer than `built`; `None` also where the system tells no
/// times. Times are a hint: a copy or a checkout sets them anew.
pub fn newer_than(root: &Path, built: &Path) -> Option<Box<str>> {
    let time = |path: &Path| std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let built = time(built)?;
    let found = FOLDERS.iter().flat_map(|folder| walk(root, folder, &mut Problems::new()));
    let found: Vec<_> = found.filter(|(path, _)| role(path) != Role::Other).collect();
    let times = par_map(&found, |(_, source)| time(source));
    let newer = times.into_iter().zip(found).filter(|(time, _)| time.is_some_and(|time| time > built));
    newer.max_by(|a, b| a.0.cmp(&b.0)).map(|(_, (path, _))| path)
}

/// Paths of what cannot be used, and why.
type Problems = Vec<(Box<str>, String)>;

/// The file at a path below the root, or all files of that folder. Links are followed as long as they stay in
/// the site; pipes, sockets and devices are reported, never opened.
fn walk(root: &Path, folder: &str, problems: &mut Problems) -> Vec<(Box<str>, PathBuf)> {
    let start = root.join(folder);
    let is_top = FOLDERS.contains(&folder);
    if !start.exists() || !is_top && folder.split('/').any(|part| is_hidden(part.as_ref())) {
        return Vec::new();
    }
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let leads_out = |entry: &DirEntry| {
        entry.path_is_symlink() && entry.path().canonicalize().is_ok_and(|real| !real.starts_with(&real_root))
    };
    let mut out = Vec::new();
    let mut strays = Vec::new();
    let entries = WalkDir::new(&start).follow_links(true).max_depth(64).sort_by_file_name().into_iter();
    let chosen = entries.filter_entry(|entry| {
        let is_stray = (entry.depth() > 0 || !is_top) && leads_out(entry);
        if is_stray {
            strays.push(entry.path().to_owned());
        }
        !is_stray && (entry.depth() == 0 || !is_hidden(entry.file_name()))
    });
    for entry in chosen {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => match (relative(root, entry.path()), obstacle(&entry)) {
                (Some(path), None) => out.push((path, entry.into_path())),
                (Some(path), Some(message)) => problems.push((path, message)),
                (None, _) => {
                    let path = entry.path().to_string_lossy().as_ref().into();
                    problems.push((path, "the name of this file is not UTF-8".to_owned()));
                }
            },
            Err(error) => {
                let path = error.path().and_then(|path| relative(root, path)).unwrap_or_else(|| folder.into());
                let message = match error.loop_ancestor().and_then(|path| relative(root, path)) {
                    Some(ancestor) => format!("`{path}` is a link that leads back to `{ancestor}`"),
                    None => format!("`{path}` cannot be read: {}", cause(&error)),
                };
                problems.push((path, message));
            }
        }
    }
    for stray in strays {
        let path = relative(root, &stray).unwrap_or_else(|| stray.to_string_lossy().as_ref().into());
        let message = format!("`{path}` is a link that leads out of the site");
        problems.push((path, message));
    }
    out
}

/// Why a file cannot be used, before it is opened.
fn obstacle(entry: &DirEntry) -> Option<String> {
    if !entry.file_type().is_file() {
        return Some("this is a pipe, a socket or a device, not a file".to_owned());
    }
    let size = entry.metadata().map_or(0, |metadata| metadata.len());
    (size > MAX_FILE).then(|| format!("the file has {} MB; at most {} MB are copied", size >> 20, MAX_FILE >> 20))
}

fn cause(error: &walkdir::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), |io| io.kind().to_string())
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || name.ends_with('~') || name.starts_with("#")
}

fn relative(root: &Path, path: &Path) -> Option<Box<str>> {
    let path = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/").into())
}

/// Where a file that is no text of ours goes.
fn asset_path(path: &str) -> &str {
    path.strip_prefix("static/").or_else(|| path.strip_prefix("content/")).unwrap_or(path)
}

/// Name of a template from its path.
fn template_name(path: &str) -> &str {
    path.strip_prefix("templates/").unwrap_or(path)
}

fn is_text(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stands_in = |folder: &str| folders.split('/').any(|part| part == folder);
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "md" | "yml" | "yaml" | "bib" | "csl" => true,
        "json" => stands_in("sources"),
        // A series of a fact; elsewhere a table is a file like any other.
        "csv" => stands_in("facts"),
        "txt" => stands_in("captures"),
        // The history of external links, and what was published.
        "tsv" => matches!(path, "content/links.tsv" | "content/published.tsv"),
        _ => false,
    }
}

fn read(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map_err(|error| error.kind().to_string())?.len();
    if size > MAX_TEXT {
        return Err(format!("the file has {} MB; at most {} MB are read", size >> 20, MAX_TEXT >> 20));
    }
    let bytes = std::fs::read(path).map_err(|error| error.kind().to_string())?;
    String::from_utf8(bytes).map_err(|error| {
        let (line, column) = line_column(error.as_bytes(), error.utf8_error().valid_up_to());
        format!("the file is not UTF-8: bad byte at line {line}, column {column}")
    })
}

/// Line and column of a byte behind which the text may be none.
fn line_column(bytes: &[u8], at: usize) -> (usize, usize) {
    let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
    let line_start = bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    (line, String::from_utf8_lossy(&bytes[line_start..at]).chars().count() + 1)
}

/// A text that the parsers may be given.
fn usable(result: Result<String, String>) -> Result<String, String> {
    let text = result?;
    if let Some(line) = text.split('\n').position(|line| line.len() > MAX_LINE) {
        return Err(format!("line {} is longer than {} KB", line + 1, MAX_LINE >> 10));
    }
    if text.contains('\0') {
        return Err("the file holds a NUL byte; is it a text?".to_owned());
    }
    Ok(text)
}
