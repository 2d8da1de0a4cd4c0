//! `factloom schema`: what editors complete, explain and check by.
//!
//! In: the kind of a file, or `--write`. Out: a JSON Schema on stdout, or files below `.factloom/schema/` and what
//! to tell an editor. Hidden, for a folder that begins with a dot is no content; they may be committed, so that
//! others need not make them. Absent on purpose: settings files of editors, which are their owners'.

use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::{fail, say, shown};
use crate::check::doc;
use crate::check::lints::LINTS;
use crate::exchange::schema::{self, FileKind, Rule, modeline};
use crate::report::json;
use crate::write::content::{self, Renewed};

/// What can be typed after `factloom schema`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  factloom schema --write     store all of them below .factloom/schema/ and say how editors find them
  factloom schema sheet       print the schema of content/facts/*.yml
  factloom schema findings    print the schema of what `factloom check --format json` writes")]
pub struct Arguments {
    /// The kind of file; all if not given
    #[arg(value_parser = kind_parser())]
    pub kind: Option<Kind>,
    /// Store the schemas in the site instead of printing one
    #[arg(long)]
    pub write: bool,
    /// Folder that holds `content/`
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

/// What there is a schema of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Files that people write.
    File(FileKind),
    /// Findings, which the checker writes: of no use to an editor, so `--write` stores none.
    Findings,
}

const FINDINGS: &str = "findings";

fn kind_parser() -> impl TypedValueParser<Value = Kind> {
    let names = FileKind::ALL.map(FileKind::word).into_iter().chain([FINDINGS]);
    PossibleValuesParser::new(names).map(|word| {
        let file = FileKind::ALL.into_iter().find(|kind| kind.word() == word);
        file.map_or(Kind::Findings, Kind::File)
    })
}

/// Prints or stores schemas.
pub fn run(arguments: &Arguments) -> u8 {
    match (arguments.kind, arguments.write) {
        (Some(Kind::File(kind)), false) => {
            super::say_raw(&schema::file_text(kind, &rules()));
            0
        }
        (Some(Kind::Findings), false) => {
            super::say_raw(&format!("{:#}\n", json::schema()));
            0
        }
        (Some(Kind::Findings), true) => fail(
            "the schema of findings is for programs, not for an editor: `factloom schema findings > FILE` stores it",
        ),
        (None, false) => {
            let names = FileKind::ALL.map(FileKind::word).join(", ");
            fail(&format!(
                "say which schema to print ({names}, {FINDINGS}), or store them all with `factloom schema --write`"
            ))
        }
        (Some(Kind::File(kind)), true) => store(&arguments.root, Some(kind)),
        (None, true) => store(&arguments.root, None),
    }
}

/// The rules of this build, for the completion of `rules:`.
pub fn rules() -> Vec<Rule<'static>> {
    LINTS.iter().map(|lint| Rule { name: lint.name, about: doc::finds(lint.doc) }).collect()
}

/// Path below the root and text of every schema.
pub fn files() -> Vec<(String, String)> {
    let rules = rules();
    FileKind::ALL.into_iter().map(|kind| (kind.schema_path(), schema::file_text(kind, &rules))).collect()
}

fn store(root: &Path, only: Option<FileKind>) -> u8 {
    if !root.join("content").is_dir() {
        return fail(&super::no_content(root));
    }
    let chosen = only.map(FileKind::schema_path);
    let mut problems = 0;
    for (path, text) in files().into_iter().filter(|(path, _)| chosen.as_ref().is_none_or(|only| only == path)) {
        match content::renew(&root.join(&path), &text, schema::MARK) {
            Ok(Renewed::Made) => say(&format!("wrote {}", shown(root, &path))),
            Ok(Renewed::Unchanged) => say(&format!("{} is as it should be", shown(root, &path))),
            Ok(Renewed::NotOurs) => {
                let path = shown(root, &path);
                fail(&format!("`{path}` was not made by factloom: move it away to have it made"));
                problems += 1;
            }
            Err(error) => {
                fail(&error.to_string());
                problems += 1;
            }
        }
    }
    if problems > 0 {
        return 2;
    }
    say(&instructions());
    0
}

/// What to tell which editor.
fn instructions() -> String {
    let yaml = FileKind::ALL.into_iter().filter(|kind| *kind != FileKind::Article);
    let mut out = String::from(
        "\nEditors with the YAML language server (VS Code, Neovim, Helix, Zed and others) find a schema by a file's\n\
         first line; `factloom new` writes it where the schemas are:\n\n",
    );
    for kind in yaml.clone() {
        let glob = kind.globs()[0];
        out.push_str(&format!("  {:32} {}\n", glob, modeline(kind, &glob.replace("**/", ""))));
    }
    out.push_str("\nVS Code, for all files at once and without such lines: in .vscode/settings.json\n\n");
    let entries: Vec<String> =
        yaml.clone().map(|kind| format!("    \"./{}\": {}", kind.schema_path(), list(kind))).collect();
    out.push_str(&format!("  \"yaml.schemas\": {{\n{}\n  }}\n", entries.join(",\n")));
    out.push_str(
        "\nJetBrains: Settings > Languages & Frameworks > Schemas and DTDs > JSON Schema Mappings: add each file below\n\
         .factloom/schema/ (JSON Schema version 7) with the file path pattern that stands beside it above.\n\
         \nFront matter of articles, with remark and its plugin remark-lint-frontmatter-schema: in .remarkrc.mjs\n\n",
    );
    let article = FileKind::Article;
    out.push_str(&format!(
        "  [remarkLintFrontmatterSchema, {{ schemas: {{ \"./{}\": {} }} }}]",
        article.schema_path(),
        list(article).replace("\"content", "\"./content")
    ));
    out
}

fn list(kind: FileKind) -> String {
    let globs: Vec<String> = kind.globs().iter().map(|glob| format!("\"{glob}\"")).collect();
    format!("[{}]", globs.join(", "))
}
