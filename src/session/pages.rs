//! Pages of a session: which there are, and those that were made and are still true.

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, MutexGuard, PoisonError};

use super::Session;
use crate::base::hash::Hash;
use crate::base::text::FileId;
use crate::build::frame::Content;
use crate::pages::{KINDS, Kind, Node, Page};
use crate::render::shell::TemplateError;
use crate::site::Site;
use crate::site::deps::{Dep, DepSet, Moves};

/// Bytes of made pages that are kept; the oldest go first. Enough for what one person looks at.
const KEPT: usize = 64 << 20;

/// What stands at an address.
#[derive(Clone, Debug)]
pub enum Output {
    /// Bytes that were made, and their hash.
    Made(Arc<[u8]>, Hash),
    /// A file to be served as it is.
    File(PathBuf),
    /// A page that cannot be made.
    Failed(TemplateError),
    /// Nothing.
    Missing,
}

/// The pages of one kind.
pub(super) struct PageList {
    kind: &'static Kind,
    pages: HashMap<String, Page>,
    trace: Box<[Dep]>,
}

impl PageList {
    /// Its pages with their kind.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'static Kind, &Page)> {
        self.pages.values().map(|page| (self.kind, page))
    }

    /// All pages of all kinds.
    pub(super) fn every(site: &Site<'_>) -> Vec<PageList> {
        KINDS.iter().map(|kind| PageList::of(kind, site)).collect()
    }

    fn of(kind: &'static Kind, site: &Site<'_>) -> PageList {
        let reader = site.reader();
        let pages = (kind.pages)(&reader).into_iter().map(|page| (page.path.clone(), page)).collect();
        PageList { kind, pages, trace: reader.trace().into() }
    }

    /// Lists those kinds again that read something that changed.
    pub(super) fn update(lists: &mut [PageList], site: &Site<'_>, changed: &DepSet, moves: &Moves) {
        for list in lists {
            // Pages hold positions of items, so a list is made again also when items only moved.
            if !moves.is_still() || changed.touches(&list.trace) {
                *list = PageList::of(list.kind, site);
            }
        }
    }
}

/// Pages that were made.
#[derive(Default)]
pub(super) struct Made {
    pages: HashMap<String, MadePage>,
    order: VecDeque<String>,
    bytes: usize,
    /// Output paths that no page makes, asked for since the last edit.
    missing: Vec<String>,
}

struct MadePage {
    trace: Box<[Dep]>,
    files: Vec<(String, MadeFile)>,
}

/// A file of a page.
enum MadeFile {
    Bytes(Arc<[u8]>, Hash),
    /// A card that nobody has asked for yet: drawing it takes longer than the page.
    Card(String),
}

impl MadePage {
    fn bytes(&self) -> usize {
        let size = |file: &MadeFile| match file {
            MadeFile::Bytes(bytes, _) => bytes.len(),
            MadeFile::Card(svg) => svg.len(),
        };
        self.files.iter().map(|(_, file)| size(file)).sum()
    }
}

impl Made {
    /// Forgets pages that read something that changed.
    pub(super) fn forget(&mut self, changed: &DepSet, moves: &Moves, all: bool) {
        self.missing.clear();
        if all {
            *self = Made::default();
            return;
        }
        self.pages.retain(|_, made| moves.holds(&mut made.trace, changed));
        let pages = &self.pages;
        self.order.retain(|path| pages.contains_key(path));
        self.bytes = pages.values().map(MadePage::bytes).sum();
    }

    fn keep(&mut self, path: &str, made: MadePage) {
        // Two requests may have made it at once.
        if self.pages.contains_key(path) {
            return;
        }
        self.bytes += made.bytes();
        self.pages.insert(path.to_owned(), made);
        self.order.push_back(path.to_owned());
        while self.bytes > KEPT && self.order.len() > 1 {
            let Some(oldest) = self.order.pop_front() else { break };
            if let Some(gone) = self.pages.remove(&oldest) {
                self.bytes -= gone.bytes();
            }
        }
    }
}

impl Session {
    /// What stands at a path of the output, such as `facts/a/index.html`: made now, unless it was made before and
    /// is still true.
    pub fn output(&self, path: &str) -> Output {
        let frame = match &self.frame {
            Ok(frame) => frame,
            Err(error) => return Output::Failed(error.clone()),
        };
        if let Some(asset) = frame.assets.all().into_iter().find(|asset| asset.path == path) {
            let bytes: Arc<[u8]> = asset.text.as_bytes().into();
            return Output::Made(bytes.clone(), Hash::of(&bytes));
        }
        // A site's own file wins over none of ours: two outputs of one path are an error of the build.
        for page in self.candidates(path) {
            if let Err(error) = self.make(&page) {
                return Output::Failed(error);
            }
            if let Some(output) = self.file_of(&page, path) {
                return output;
            }
        }
        if let Some(asset) = self.analysis.inputs.assets.iter().find(|asset| *asset.path == *path) {
            return Output::File(asset.source.clone());
        }
        if self.made().missing.iter().any(|missing| missing == path) {
            return Output::Missing;
        }
        self.search(path)
    }

    /// Pages that may make a path, the likeliest first: the page of that address, the page above.
    fn candidates(&self, path: &str) -> Vec<String> {
        let mut address = format!("/{}", path.strip_suffix("index.html").unwrap_or(path));
        if let Some(card) = path.strip_prefix("cards/") {
            let name = card.strip_suffix(".png").and_then(|name| name.rsplit_once('.')).map_or(card, |(name, _)| name);
            address = if name == "home" { "/".to_owned() } else { format!("/{name}/") };
        }
        let mut out = Vec::new();
        loop {
            if self.lists.iter().any(|list| list.pages.contains_key(&address)) {
                out.push(address.clone());
                break;
            }
            let Some((above, _)) = address.trim_end_matches('/').rsplit_once('/') else { break };
            // An address in the tree of pages that is none itself has no page above it that makes it.
            if address.ends_with('/') {
                break;
            }
            address = format!("{above}/");
        }
        out
    }

    /// Files that stand apart from the page that makes them, such as `/facts.csv`: asks the pages about the site
    /// as a whole, one after another.
    fn search(&self, path: &str) -> Output {
        let is_page = path.ends_with("index.html") || !path.rsplit('/').next().unwrap_or("").contains('.');
        let of_site = |page: &&Page| page.node == Node::Site || matches!(page.node, Node::Topic(_));
        let mut pages: Vec<String> = match is_page {
            true => Vec::new(),
            false => {
                self.lists.iter().flat_map(|list| list.pages.values()).filter(of_site).map(|p| p.path.clone()).collect()
            }
        };
        pages.sort();
        for page in pages {
            if self.make(&page).is_err() {
                continue;
            }
            if let Some(output) = self.file_of(&page, path) {
                return output;
            }
        }
        self.made().missing.push(path.to_owned());
        Output::Missing
    }

    /// A file of a page that was made.
    fn file_of(&self, page: &str, path: &str) -> Option<Output> {
        let svg = {
            let made = self.made();
            let (_, file) = made.pages.get(page)?.files.iter().find(|(file, _)| file == path)?;
            match file {
                MadeFile::Bytes(bytes, hash) => return Some(Output::Made(bytes.clone(), *hash)),
                MadeFile::Card(svg) => svg.clone(),
            }
        };
        let bytes = self.frame.as_ref().ok()?.painter.png(&svg);
        Some(Output::Made(bytes.as_slice().into(), Hash::of(&bytes)))
    }

    /// All files of the page at an address with the hashes of their bytes; of a card, of its drawing.
    pub fn files(&self, address: &str) -> Result<Vec<(String, Hash)>, TemplateError> {
        self.make(address)?;
        let made = self.made();
        let files = made.pages.get(address).into_iter().flat_map(|made| &made.files);
        let hash = |file: &MadeFile| match file {
            MadeFile::Bytes(_, hash) => *hash,
            MadeFile::Card(svg) => Hash::of(svg.as_bytes()),
        };
        Ok(files.map(|(path, file)| (path.clone(), hash(file))).collect())
    }

    /// Makes a page if it is not there.
    fn make(&self, path: &str) -> Result<(), TemplateError> {
        if self.made().pages.contains_key(path) {
            return Ok(());
        }
        let site = self.analysis.site();
        let reader = site.reader();
        let frame = self.frame.as_ref().map_err(Clone::clone)?;
        let mut files = Vec::new();
        for (kind, page) in self.lists.iter().filter_map(|list| Some((list.kind, list.pages.get(path)?))) {
            for (file, content) in frame.outputs(&reader, kind, page)? {
                let content = match content {
                    Content::Bytes(bytes) => MadeFile::Bytes(bytes.as_slice().into(), Hash::of(&bytes)),
                    Content::Card(svg) => MadeFile::Card(svg),
                };
                files.push((file, content));
            }
        }
        self.made().keep(path, MadePage { trace: reader.trace().into(), files });
        Ok(())
    }

    /// What the page at an address is about; `None` if there is none.
    pub fn node(&self, address: &str) -> Option<Node> {
        self.lists.iter().find_map(|list| list.pages.get(address)).map(|page| page.node)
    }

    /// Whether there is a page at an address.
    pub fn is_address(&self, address: &str) -> bool {
        self.node(address).is_some()
    }

    /// The file that the page at an address is written in; none for pages about the site as a whole.
    pub fn files_of(&self, address: &str) -> Vec<FileId> {
        let items = &self.analysis.items;
        let file = self.node(address).and_then(|node| match node {
            Node::Article(id) => Some(items.articles[id.index()].file),
            Node::Sheet(id) => Some(items.sheets[id.index()].at.file),
            Node::Fact(id) => Some(items.facts[id.index()].at.file),
            Node::Source(id) => Some(items.sources[id.index()].at.file),
            Node::Entity(id) => Some(items.entities[id.index()].at.file),
            Node::Topic(_) | Node::Site => None,
        });
        file.into_iter().collect()
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many pages are made and still true.
    pub fn made_count(&self) -> usize {
        self.made().pages.len()
    }

    /// Addresses of all pages, sorted.
    pub fn addresses(&self) -> Vec<&str> {
        let mut out: Vec<&str> = self.lists.iter().flat_map(|list| list.pages.keys()).map(String::as_str).collect();
        out.sort_unstable();
        out
    }
}
