//! Files of a site as somebody types them: below the site's root, or from the folder the shell stands in.

use std::path::{Component, Path};

use crate::load::Inputs;

/// The path of a file below the root, or of a folder with a `/` at the end; nothing if no text is there.
pub fn find(inputs: &Inputs, root: &Path, given: &str) -> Option<String> {
    let typed = plain(Path::new(given));
    let below = plain(root);
    let stripped = typed.strip_prefix(below.as_str()).map(|rest| rest.trim_start_matches('/').to_owned());
    let inside = stripped.filter(|_| !below.is_empty());
    let candidates = [Some(typed.clone()), inside, Some(format!("content/{typed}"))];
    candidates.into_iter().flatten().find_map(|path| {
        let folder = format!("{path}/");
        let holds = || path == "content" || inputs.files.iter().any(|input| input.path.starts_with(&folder));
        match inputs.file(&path) {
            Some(_) => Some(path.clone()),
            None => holds().then_some(folder.clone()),
        }
    })
}

/// With `/` and without `.`; a `..` takes the part before it.
pub(super) fn plain(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if parts.last().is_some_and(|last| last != "..") => drop(parts.pop()),
            Component::RootDir => parts.push(String::new()),
            other => parts.push(other.as_os_str().to_string_lossy().into_owned()),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_however_it_is_typed() {
        let texts = [("content/a.md".to_owned(), String::new()), ("content/facts/s.yml".to_owned(), String::new())];
        let inputs = Inputs::of_texts(texts);
        let found = |root: &str, given: &str| find(&inputs, Path::new(root), given);
        for given in ["content/a.md", "./content/a.md", "a.md", "content/facts/../a.md"] {
            assert_eq!(found(".", given).as_deref(), Some("content/a.md"), "{given}");
        }
        assert_eq!(found("/srv/site", "/srv/site/content/a.md").as_deref(), Some("content/a.md"));
        assert_eq!(found("my/site", "my/site/content/facts").as_deref(), Some("content/facts/"));
        assert_eq!(found(".", "content").as_deref(), Some("content/"));
        assert_eq!(found(".", "b.md"), None);
    }
}
