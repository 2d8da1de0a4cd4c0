//! Writes a session's site: only the pages that something they read has changed, the rest linked from the old site.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::Session;
use crate::base::hash::Hash;
use crate::build::frame::{Content, Frame};
use crate::build::{self, BuildError, Built, Watch};
use crate::pages::{Kind, Page};
use crate::site::deps::{Dep, DepSet, Moves};
use crate::write::stage::{Options, Stage};

/// A page as it was written.
pub(super) struct WrittenPage {
    trace: Box<[Dep]>,
    /// Its files with the hashes of their bytes; none for a card, whose name is made from its content.
    files: Vec<(String, Option<Hash>)>,
}

/// All pages as they were written last, by address.
#[derive(Default)]
pub(super) struct WrittenPages(HashMap<String, WrittenPage>);

impl WrittenPages {
    /// Forgets pages that read something that changed.
    pub(super) fn forget(&mut self, changed: &DepSet, moves: &Moves, all: bool) {
        if all {
            self.0.clear();
        }
        self.0.retain(|_, page| match moves.trace(&page.trace) {
            Some(trace) if !changed.touches(&trace) => {
                page.trace = trace;
                true
            }
            _ => false,
        });
    }
}

impl Session {
    /// Writes the site, whose report must hold no errors. `progress` is told (pages done, pages in all).
    ///
    /// # Errors
    /// A template that cannot be filled in, or a file that cannot be written; then the old site is as it was.
    pub fn write(&mut self, output: &Path, progress: &(dyn Fn(usize, usize) + Sync)) -> Result<Built, BuildError> {
        let mut watch = Watch::start();
        let frame = self.frame.as_ref().map_err(|error| BuildError::Template(error.clone()))?;
        let protected: Vec<PathBuf> = crate::load::FOLDERS.iter().map(|folder| self.root.join(folder)).collect();
        let codings = self.analysis.items.config.hosting.compress.clone();
        let stage = Stage::begin(output, Options { protected, codings })?;
        let site = self.analysis.site();
        let pages: Vec<(&'static Kind, &Page)> = self.lists.iter().flat_map(|list| list.all()).collect();
        if self.written.0.is_empty() {
            self.analysis.bibliography.make_references();
        }
        let done = AtomicUsize::new(0);
        let written = pages.par_iter().map(|(kind, page)| -> Result<(String, WrittenPage), BuildError> {
            let kept = self.written.0.get(&page.path);
            let one = match kept.map(|kept| reuse(&stage, kept)).transpose()?.flatten() {
                Some(kept) => kept,
                None => make(&stage, frame, &site, kind, page)?,
            };
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, pages.len());
            Ok((page.path.clone(), one))
        });
        let written: HashMap<String, WrittenPage> = written.collect::<Result<_, _>>()?;
        watch.lap("render");
        build::copy_assets(&self.analysis.inputs, &frame.assets, &stage)?;
        let warnings = build::host_files(&site.reader(), &frame.assets, &stage)?;
        let result = stage.finish()?;
        watch.lap("write");
        let counts = build::counts(pages.iter().map(|(kind, _)| *kind));
        self.written = WrittenPages(written);
        Ok(Built { pages: counts, written: result, warnings, timings: watch.laps })
    }
}

/// Stages the files of a page as they were; `None` if the old site no longer has them.
fn reuse(stage: &Stage, kept: &WrittenPage) -> Result<Option<WrittenPage>, BuildError> {
    for (path, hash) in &kept.files {
        if !stage.has(path, *hash) {
            return Ok(None);
        }
    }
    for (path, hash) in &kept.files {
        stage.reuse(path, *hash)?;
    }
    Ok(Some(WrittenPage { trace: kept.trace.clone(), files: kept.files.clone() }))
}

fn make(
    stage: &Stage,
    frame: &Frame,
    site: &crate::site::Site<'_>,
    kind: &Kind,
    page: &Page,
) -> Result<WrittenPage, BuildError> {
    let reader = site.reader();
    let mut files = Vec::new();
    for (path, content) in frame.outputs(&reader, kind, page)? {
        let hash = match content {
            Content::Bytes(bytes) => {
                stage.put(&path, &bytes)?;
                Some(Hash::of(&bytes))
            }
            Content::Card(svg) => {
                if !stage.reuse(&path, None)? {
                    stage.put(&path, &frame.painter.png(&svg))?;
                }
                None
            }
        };
        files.push((path, hash));
    }
    Ok(WrittenPage { trace: reader.trace().into(), files })
}
