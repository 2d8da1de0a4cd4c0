//! The content of this repository holds to its schemas.

use std::fs;
use std::path::{Path, PathBuf};

use factloom::edit::apply;
use factloom::edit::insert::{self, Line};
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

#[test]
fn every_real_file_takes_one_more_entry_and_keeps_every_byte() {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &mut paths);
    let lines = [Line { key: "claim".to_owned(), value: None, hint: "one sentence".to_owned() }];
    let mut tried = 0;
    for path in paths {
        let under = match kind_of(&path) {
            Some(FileKind::Sheet) => Some("facts"),
            Some(FileKind::Source | FileKind::Entity | FileKind::Glossary) => None,
            _ => continue,
        };
        let unix = fs::read_to_string(&path).expect("UTF-8");
        for text in [unix.clone(), unix.replace('\n', "\r\n"), unix.trim_end().to_owned()] {
            let edits = insert::entry("f.yml", &text, under, "one-more", &lines);
            let edits = edits.unwrap_or_else(|refusal| panic!("{}: {refusal}", path.display()));
            let [edit] = &edits[..] else { panic!("one edit") };
            assert!(edit.span.range().is_empty(), "nothing is replaced in {}", path.display());
            assert_eq!(edit.text.contains('\r'), text.contains('\r'));
            let keys = insert::keys(&apply(&text, &edits).0, under);
            assert_eq!(keys.last().map(String::as_str), Some("one-more"));
            tried += 1;
        }
    }
    assert!(tried > 90, "{tried} texts were tried");
}
