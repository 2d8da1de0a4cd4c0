//! Changes of inputs: files that came, went or were saved, one by one, without reading the rest again.

use std::path::Path;

use super::{Asset, Input, Inputs, Loaded, Role, What, asset_path, below, role, template_name};
use crate::base::text::FileId;

/// What a change did to the inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// Nothing: the same bytes, or no file of ours.
    Nothing,
    /// A text has another content; its number stayed.
    Text(FileId),
    /// A text came.
    New(FileId),
    /// A text went; this was its number.
    Gone(FileId),
    /// Templates, parts of the stylesheet or scripts changed.
    Template,
    /// Files to be copied came, went, or may have other bytes.
    Asset,
    /// A text came between two whose numbers leave no room: all were numbered anew.
    Renumbered,
}

impl Inputs {
    /// Reads again what stands at some paths below the root, files or folders, and says what is different.
    pub fn look_again(&self, root: &Path, paths: &[String]) -> Vec<Loaded> {
        let mut out = Vec::new();
        let is_in = |path: &str, folder: &str| {
            path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let nested = |path: &String| paths.iter().any(|other| other != path && is_in(path, other));
        for path in paths.iter().filter(|path| !nested(path)) {
            let found = below(root, path);
            let known = self.known().filter(|known| is_in(known, path));
            let gone = known.filter(|known| !found.iter().any(|loaded| *loaded.path == **known));
            out.extend(gone.map(|path| Loaded { path: path.into(), what: What::Gone }));
            out.extend(found);
        }
        out
    }

    /// Paths of everything that was read, below the root.
    fn known(&self) -> impl Iterator<Item = String> {
        let files = self.files.iter().map(|input| input.path.to_string());
        let templates = self.templates.iter().map(|input| format!("templates/{}", input.path));
        let assets =
            self.assets.iter().flat_map(|asset| ["content", "static"].map(|top| format!("{top}/{}", asset.path)));
        files.chain(templates).chain(assets)
    }

    /// Takes one change in.
    pub fn take(&mut self, loaded: Loaded) -> Touched {
        let path = &*loaded.path;
        match (loaded.what, role(path)) {
            (What::Text(Ok(text)), Role::Template) => self.set_template(Input::of(template_name(path), text)),
            (What::Text(Ok(text)), _) => self.set_text(Input::of(path, text)),
            (What::Text(Err(problem)) | What::Problem(problem), of) => {
                if of == Role::Template {
                    self.templates.retain(|input| *input.path != *template_name(path));
                }
                self.set_text(Input::unread(path, problem))
            }
            (What::Asset(source), _) => {
                let asset = Asset { path: asset_path(path).into(), source };
                if let Err(at) = self.assets.binary_search(&asset) {
                    self.assets.insert(at, asset);
                }
                Touched::Asset
            }
            (What::Gone, _) => self.remove(path),
        }
    }

    fn set_template(&mut self, new: Input) -> Touched {
        match self.templates.binary_search_by(|input| input.path.cmp(&new.path)) {
            Ok(at) if self.templates[at].hash == new.hash => return Touched::Nothing,
            Ok(at) => self.templates[at] = new,
            Err(at) => self.templates.insert(at, new),
        }
        Touched::Template
    }

    fn set_text(&mut self, new: Input) -> Touched {
        match self.files.binary_search_by(|input| input.path.cmp(&new.path)) {
            Ok(at) => {
                let old = &mut self.files[at];
                if old.hash == new.hash && old.problem == new.problem {
                    return Touched::Nothing;
                }
                *old = Input { id: old.id, ..new };
                Touched::Text(old.id)
            }
            Err(at) => {
                let before = at.checked_sub(1).map_or(0, |before| self.files[before].id.0);
                let after = self.files.get(at).map_or(u32::MAX, |input| input.id.0);
                let id = FileId(before + (after - before) / 2);
                self.files.insert(at, Input { id, ..new });
                if id.0 == before {
                    self.sort();
                    return Touched::Renumbered;
                }
                Touched::New(id)
            }
        }
    }

    fn remove(&mut self, path: &str) -> Touched {
        if let Ok(at) = self.files.binary_search_by(|input| (*input.path).cmp(path)) {
            return Touched::Gone(self.files.remove(at).id);
        }
        let templates = self.templates.len();
        if role(path) == Role::Template {
            self.templates.retain(|input| *input.path != *template_name(path));
        }
        let assets = self.assets.len();
        self.assets.retain(|asset| *asset.path != *asset_path(path) || !asset.source.ends_with(path));
        match (self.templates.len() < templates, self.assets.len() < assets) {
            (true, _) => Touched::Template,
            (_, true) => Touched::Asset,
            _ => Touched::Nothing,
        }
    }
}
