//! Reads a site's folders into memory. The only reader of content.
//!
//! In: the root of a site, or a list of texts in tests. Out: `Inputs`, sorted by path, and a finding for
//! each file that cannot be used: not UTF-8, too large, unreadable, a link that leads back to itself.
//! Absent on purpose: any judgement of what the texts say.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::base::diag::Diagnostic;
use crate::base::hash::Hash;
use crate::base::par::par_map;
use crate::base::text::{At, FileId, Span};

/// Largest text read. A book of a million words is half of it.
const MAX_TEXT: u64 = 8 << 20;
/// Largest file copied: no static host takes a larger one.
const MAX_FILE: u64 = 2 << 30;
/// Longest line read: the parsers are linear, a person's editor is not.
const MAX_LINE: usize = 1 << 20;

/// Everything a site consists of.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Texts below `content/`, sorted by path; a `FileId` is an index here.
    pub files: Vec<Input>,
    /// Other files below `content/`, copied to the same path, and all below `static/`.
    pub assets: Vec<Asset>,
    /// The site's own templates, path below `templates/`.
    pub templates: Vec<Input>,
}

/// A text.
#[derive(Clone, Debug)]
pub struct Input {
    /// Path below the site's root, with `/`: `content/facts/a.yml`.
    pub path: Box<str>,
    /// Its text.
    pub text: Box<str>,
    /// Hash of the text.
    pub hash: Hash,
}

/// A file that is copied as it is.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Path in the output.
    pub path: Box<str>,
    /// Where it is now.
    pub source: PathBuf,
}

impl Inputs {
    /// Inputs from texts, for tests and editors: `(path below the root, text)`.
    pub fn of_texts(texts: impl IntoIterator<Item = (String, String)>) -> Inputs {
        let mut inputs = Inputs::default();
        for (path, text) in texts {
            let hash = Hash::of(text.as_bytes());
            let input = Input { path: path.as_str().into(), text: text.into(), hash };
            match path.strip_prefix("templates/") {
                Some(name) => inputs.templates.push(Input { path: name.into(), ..input }),
                None if is_text(Path::new(&path)) => inputs.files.push(input),
                None => inputs.assets.push(Asset { path: asset_path(&path).into(), source: PathBuf::new() }),
            }
        }
        inputs.files.sort_by(|a, b| a.path.cmp(&b.path));
        inputs
    }

    /// The same inputs with some texts replaced, as `(path, text)`; paths that were not read are left out.
    pub fn with_texts<'t>(&self, texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Inputs {
        let mut inputs = self.clone();
        for (path, text) in texts {
            if let Some(file) = self.file(path) {
                let input = &mut inputs.files[file.0 as usize];
                (input.hash, input.text) = (Hash::of(text.as_bytes()), text.into());
            }
        }
        inputs
    }

    /// The same inputs with one text more, which takes its place in the order: a `FileId` of a later file is
    /// then one higher.
    pub fn with_text(&self, path: &str, text: &str) -> (Inputs, FileId) {
        let mut inputs = self.clone();
        let at = inputs.files.partition_point(|input| *input.path < *path);
        let input = Input { path: path.into(), text: text.into(), hash: Hash::of(text.as_bytes()) };
        inputs.files.insert(at, input);
        (inputs, FileId(at as u32))
    }

    /// The file with a path, if it was read.
    pub fn file(&self, path: &str) -> Option<FileId> {
        self.files.binary_search_by(|input| (*input.path).cmp(path)).ok().map(|index| FileId(index as u32))
    }
}

/// Endings of templates, parts of the stylesheet and scripts.
const TEMPLATE_KINDS: &[&str] = &[".html", ".xml", ".css", ".js"];

/// Reads `content/`, `static/` and `templates/` below `root`. A folder that is absent is empty.
pub fn load(root: &Path) -> (Inputs, Vec<Diagnostic>) {
    let mut problems: Problems = Vec::new();
    let mut texts: Vec<(Box<str>, PathBuf)> = Vec::new();
    let mut inputs = Inputs::default();
    for (path, source) in walk(root, "content", &mut problems) {
        if is_text(&source) {
            texts.push((path, source));
        } else if !path.starts_with("content/captures/") {
            inputs.assets.push(Asset { path: asset_path(&path).into(), source });
        }
    }
    for (path, source) in walk(root, "static", &mut problems) {
        inputs.assets.push(Asset { path: asset_path(&path).into(), source });
    }
    for (path, source) in walk(root, "templates", &mut problems) {
        // Fonts and notes may lie beside templates; they are no texts of ours.
        if !TEMPLATE_KINDS.iter().any(|kind| path.ends_with(kind)) {
            continue;
        }
        if let Some(input) = keep(&path, read(&source), &mut problems) {
            let name = path.strip_prefix("templates/").unwrap_or(&path).into();
            inputs.templates.push(Input { path: name, ..input });
        }
    }
    texts.sort();
    let read_texts = par_map(&texts, |(_, source)| read(source));
    for ((path, _), result) in texts.iter().zip(read_texts) {
        inputs.files.extend(keep(path, result, &mut problems));
    }
    let diagnostics = place_problems(&mut inputs, problems);
    (inputs, diagnostics)
}

/// Findings about files that were not read point at an empty input of that path, so that they print
/// like all others.
fn place_problems(inputs: &mut Inputs, problems: Problems) -> Vec<Diagnostic> {
    for (path, _, _) in &problems {
        if !inputs.files.iter().any(|input| input.path == *path) {
            inputs.files.push(Input { path: path.clone(), text: "".into(), hash: Hash::of(b"") });
        }
    }
    inputs.files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut out = Vec::new();
    for (path, rule, message) in problems {
        let file = inputs.file(&path).unwrap_or_default();
        out.push(Diagnostic::new(rule, At { file, span: Span::default() }, message));
    }
    out
}

type Problems = Vec<(Box<str>, &'static str, String)>;

/// All files below a folder. Links are followed as long as they stay in the site; pipes, sockets and devices
/// are reported, never opened.
fn walk(root: &Path, folder: &str, problems: &mut Problems) -> Vec<(Box<str>, PathBuf)> {
    let start = root.join(folder);
    if !start.exists() {
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
        let is_stray = entry.depth() > 0 && leads_out(entry);
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
                (Some(path), Some(message)) => problems.push((path, "unreadable-file", message)),
                (None, _) => {
                    let path = entry.path().to_string_lossy().as_ref().into();
                    problems.push((path, "unreadable-file", "the name of this file is not UTF-8".to_owned()));
                }
            },
            Err(error) => {
                let path = error.path().and_then(|path| relative(root, path)).unwrap_or_else(|| folder.into());
                let message = match error.loop_ancestor().and_then(|path| relative(root, path)) {
                    Some(ancestor) => format!("`{path}` is a link that leads back to `{ancestor}`"),
                    None => format!("`{path}` cannot be read: {}", cause(&error)),
                };
                problems.push((path, "unreadable-file", message));
            }
        }
    }
    for stray in strays {
        let path = relative(root, &stray).unwrap_or_else(|| stray.to_string_lossy().as_ref().into());
        let message = format!("`{path}` is a link that leads out of the site");
        problems.push((path, "unreadable-file", message));
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

fn is_text(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
    let in_sources = || path.components().any(|part| part.as_os_str() == "sources");
    match extension {
        "md" | "yml" | "yaml" | "bib" | "csl" => true,
        "json" => in_sources(),
        // A series of a fact; elsewhere a table is a file like any other.
        "csv" => path.components().any(|part| part.as_os_str() == "facts"),
        "txt" => path.components().any(|part| part.as_os_str() == "captures"),
        _ => false,
    }
}

fn read(path: &Path) -> Result<Box<str>, String> {
    let size = std::fs::metadata(path).map_err(|error| error.kind().to_string())?.len();
    if size > MAX_TEXT {
        return Err(format!("the file has {} MB; at most {} MB are read", size >> 20, MAX_TEXT >> 20));
    }
    let bytes = std::fs::read(path).map_err(|error| error.kind().to_string())?;
    String::from_utf8(bytes).map(String::into_boxed_str).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let line_start = error.as_bytes()[..valid].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let column = String::from_utf8_lossy(&error.as_bytes()[line_start..valid]).chars().count() + 1;
        format!("the file is not UTF-8: bad byte at line {line}, column {column}")
    })
}

fn keep(path: &str, result: Result<Box<str>, String>, problems: &mut Problems) -> Option<Input> {
    let text = match result {
        Ok(text) => text,
        Err(message) => {
            problems.push((path.into(), "unreadable-file", message));
            return None;
        }
    };
    if let Some(line) = text.split('\n').position(|line| line.len() > MAX_LINE) {
        let message = format!("line {} is longer than {} KB", line + 1, MAX_LINE >> 10);
        problems.push((path.into(), "unreadable-file", message));
        return None;
    }
    if text.contains('\0') {
        problems.push((path.into(), "unreadable-file", "the file holds a NUL byte; is it a text?".to_owned()));
        return None;
    }
    Some(Input { path: path.into(), hash: Hash::of(text.as_bytes()), text })
}
