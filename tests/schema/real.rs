//! The content of this repository holds to its schemas.

use std::fs;
use std::path::{Path, PathBuf};

use factloom::exchange::schema::FileKind;

use crate::support::Validator;

/// The kind of a file below `content/`.
pub fn kind_of(path: &Path) -> Option<FileKind> {
    let text = path.to_string_lossy();
    let name = path.file_stem()?.to_string_lossy();
    match path.extension()?.to_str()? {
        "md" => Some(FileKind::Article),
        "yml" if text.contains("/facts/") && name.contains('.') => Some(FileKind::Translation),
        "yml" if text.contains("/facts/") => Some(FileKind::Sheet),
        "yml" if text.contains("/sources/") => Some(FileKind::Source),
        "yml" if text.contains("/entities/") => Some(FileKind::Entity),
        "yml" if name == "glossary" => Some(FileKind::Glossary),
        "yml" if name == "site" => Some(FileKind::Site),
        _ => None,
    }
}

/// All files below a folder.
pub fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files(&path, out),
            false => out.push(path),
        }
    }
    out.sort();
}

#[test]
fn all_real_content_holds_to_its_schema() {
    let validator = Validator::new();
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &mut paths);
    let mut checked = 0;
    for path in paths {
        let Some(kind) = kind_of(&path) else { continue };
        let text = fs::read_to_string(&path).expect("UTF-8");
        let text = match kind {
            FileKind::Article => text.split("---\n").nth(1).expect("front matter").to_owned(),
            _ => text,
        };
        assert_eq!(validator.errors(kind, &text), None, "{}", path.display());
        checked += 1;
    }
    assert!(checked > 50, "{checked} files were checked");
}
