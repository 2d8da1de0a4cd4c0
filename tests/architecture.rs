//! The shape of the source tree: who may import whom, headers, file lengths, listed kinds and rules.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules in reading order; each imports only from those before it. The leaves at the end (`cli`) and the
/// rooms that only `build` joins (`check`, `write`) import none of their neighbours.
const ORDER: &[&str] = &[
    "base", "model", "load", "cite", "parse", "link", "site", "check", "exchange", "render", "pages", "hosting",
    "write", "build", "session", "report", "edit", "wire", "links", "publish", "editor", "serve", "cli",
];
/// Imports that the order would allow and the architecture does not.
const FORBIDDEN: &[(&str, &str)] = &[
    ("render", "check"),
    ("pages", "check"),
    ("exchange", "check"),
    ("hosting", "check"),
    ("write", "hosting"),
    ("write", "site"),
    ("write", "pages"),
    ("write", "link"),
    ("write", "model"),
    ("pages", "link::items"),
    ("pages", "link::edges"),
    ("render", "link::items"),
    ("render", "link::edges"),
    ("check", "link::items"),
    ("check", "link::edges"),
    ("serve", "editor"),
    ("wire", "links"),
    ("wire", "model"),
    ("serve", "wire"),
    ("serve", "links"),
    ("editor", "wire"),
    ("editor", "links"),
];
/// Libraries with one user each.
const SOLE_USERS: &[(&str, &str)] = &[
    ("pulldown_cmark::", "src/parse/markdown/"),
    ("tera::", "src/render/shell.rs"),
    ("serde_yaml::", "src/parse/yaml.rs"),
    ("granit_parser::", "src/parse/yaml.rs"),
    ("walkdir::", "src/load/"),
    ("syntect::", "src/render/highlight.rs"),
    ("hayagriva::", "src/cite/"),
    ("annotate_snippets::", "src/report/human.rs"),
    ("indicatif::", "src/cli/summary.rs"),
    ("aho_corasick::", "src/render/names.rs"),
    ("aho_corasick::", "src/parse/claim/lexicon.rs"),
    ("aho_corasick::", "src/check/lints/orphan.rs"),
    ("clap::", "src/cli/"),
    ("similar::", "src/edit/diff.rs"),
    ("deunicode::", "src/edit/"),
    ("html5gum::", "src/parse/html.rs"),
    ("lsp_types::", "src/editor/"),
    ("ureq::", "src/wire/"),
    ("ureq::", "src/publish/host/http.rs"),
    ("object_store::", "src/publish/host/"),
    ("openssh_sftp_client::", "src/publish/host/sftp/"),
    ("shlex::", "src/publish/host/sftp/"),
    ("html5gum::", "src/links/page.rs"),
    ("encoding_rs::", "src/links/page.rs"),
    ("lsp_server::", "src/editor/"),
    ("flate2::", "src/write/compress.rs"),
    ("brotli::", "src/write/compress.rs"),
    ("zstd::", "src/write/compress.rs"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, out: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
            out.insert(name, fs::read_to_string(&path).expect("a source is UTF-8"));
        }
    }
}

fn all_sources() -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    sources(&root().join("src"), &mut out);
    out
}

/// The code of a file: comments and its unit tests left out.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or("");
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn module(path: &str) -> &str {
    let rest = path.strip_prefix("src/").unwrap_or(path);
    rest.split('/').next().unwrap_or(rest).trim_end_matches(".rs")
}

/// Targets of `crate::…` paths, braces of one `use` unfolded by a level.
fn imports(code: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len());
        let path = rest[..end].trim_end_matches("::").to_owned();
        match rest[end..].starts_with('{') {
            true => {
                let inner = &rest[end + 1..rest[end..].find('}').map_or(rest.len(), |close| end + close)];
                out.extend(inner.split(',').map(|part| format!("{path}::{}", part.trim().trim_start_matches("self"))));
                out.push(path);
            }
            false => out.push(path),
        }
    }
    out.into_iter().map(|path| path.trim_matches(':').to_owned()).collect()
}

#[test]
fn modules_import_only_from_those_before_them() {
    let rank = |name: &str| ORDER.iter().position(|module| *module == name);
    let mut wrong = Vec::new();
    for (path, text) in all_sources() {
        let from = module(&path).to_owned();
        let Some(own) = rank(&from) else {
            assert!(matches!(from.as_str(), "lib" | "main"), "`{path}` stands in no module of the table");
            continue;
        };
        for import in imports(&code(&text)) {
            let target = import.split("::").next().unwrap_or("");
            if rank(target).is_some_and(|other| other > own) {
                wrong.push(format!("{path}: crate::{import}"));
            }
            if FORBIDDEN
                .iter()
                .any(|(room, what)| *room == from && (import == *what || import.starts_with(&format!("{what}::"))))
            {
                wrong.push(format!("{path}: crate::{import} is not for {from}"));
            }
        }
    }
    assert!(wrong.is_empty(), "wrong-way imports:\n{}", wrong.join("\n"));
}

#[test]
fn each_library_has_one_user() {
    let mut wrong = Vec::new();
    for (path, text) in all_sources() {
        for (library, room) in SOLE_USERS {
            let mut rooms = SOLE_USERS.iter().filter(|(other, _)| other == library).map(|(_, room)| room);
            if code(&text).contains(library) && !rooms.any(|room| path.starts_with(room)) {
                wrong.push(format!("{path} uses {library}, which is for {room}"));
            }
        }
    }
    // Carrying foreign files along is walking a tree, and that is the write phase's own business.
    wrong.retain(|line| !line.starts_with("src/write/") || !line.contains("walkdir::"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_has_a_header_and_stays_short() {
    let mut wrong = Vec::new();
    for (path, text) in all_sources() {
        if !text.starts_with("//!") {
            wrong.push(format!("{path} has no header"));
        }
        if text.lines().count() > 500 {
            wrong.push(format!("{path} has {} lines", text.lines().count()));
        }
        for word in ["todo!(", "unimplemented!(", "FIXME", "XXX", "dbg!("] {
            if text.contains(word) {
                wrong.push(format!("{path} holds `{word}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_outer_rooms_touch_the_world() {
    let world = [
        ("std::fs", &["src/load/", "src/write/", "src/publish/host/"][..]),
        ("SystemTime", &["src/main.rs"][..]),
        ("std::env", &["src/main.rs"][..]),
        ("println!", &[][..]),
        ("std::net", &[][..]),
        // A branch is reached by the user's own git, whose credentials and SSH no library has (publish/host/git).
        ("std::process::{", &["src/cli/", "src/serve/", "src/publish/host/git/"][..]),
        ("std::process::Command", &["src/cli/", "src/serve/", "src/publish/host/git/"][..]),
        // A host may be reached through a program of the system, whose keys and settings are the user's own: `ssh`.
        ("tokio::process", &["src/publish/host/"][..]),
    ];
    let mut wrong = Vec::new();
    for (path, text) in all_sources() {
        for (what, rooms) in world {
            if code(&text).contains(what) && !rooms.iter().any(|room| path.starts_with(room)) {
                wrong.push(format!("{path} uses {what}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Files of a folder that declare a static, and the text of the table that must list them.
fn unlisted(folder: &str, marker: &str, table: &str) -> Vec<String> {
    let sources = all_sources();
    let table = &sources[table];
    let declares = |text: &str| code(text).contains(marker);
    let in_folder = sources.iter().filter(|(path, text)| path.starts_with(folder) && declares(text));
    let stem = |path: &str| path.rsplit('/').next().unwrap_or("").trim_end_matches(".rs").to_owned();
    in_folder.map(|(path, _)| stem(path)).filter(|stem| !table.contains(&format!("{stem}::"))).collect()
}

#[test]
fn every_page_kind_and_every_rule_is_listed() {
    assert_eq!(unlisted("src/pages/", ": Kind = Kind", "src/pages/mod.rs"), Vec::<String>::new());
    assert_eq!(unlisted("src/check/lints/", ": Lint = Lint", "src/check/lints/mod.rs"), Vec::<String>::new());
}

#[test]
fn every_template_is_embedded_and_every_embedded_one_exists() {
    let all = all_sources();
    let users = [&all["src/render/theme.rs"], &all["src/render/social.rs"]];
    let mut waiting = vec![root().join("templates")];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                waiting.push(entry.path());
            } else if !name.ends_with(".LICENSE") {
                let named =
                    |text: &&&String| text.contains(&format!("\"{name}\"")) || text.contains(&format!("/{name}\""));
                assert!(users.iter().any(|text| named(&text)), "{} is not embedded", entry.path().display());
            }
        }
    }
}
