//! `factloom translated`: says of translations that they are up to date with their originals.
//!
//! In: the site as read, and files of translations. Out: the marks of the originals' paragraphs in the front matter
//! of each (`translated_from`), by which the rule `translation-drift` finds what changed later. All files or, if one
//! cannot be marked, none. Exit codes: 0 done, 2 a file is no translation or cannot be marked.

use std::path::Path;

use super::args::Common;
use super::{analyse, eprint_line, fail, paths, say, say_raw};
use crate::build::Analysis;
use crate::check::drift;
use crate::edit::{apply, diff, translated};
use crate::link::ArticleId;
use crate::model::date::Date;
use crate::write::content::{Change, change_all};

/// What can be typed.
#[derive(Debug, clap::Args)]
#[command(mut_arg("base_url", |arg| arg.hide(true)), mut_arg("format", |arg| arg.hide(true)))]
pub struct Arguments {
    /// Options of the commands that check a site.
    #[command(flatten)]
    pub common: Common,
    /// Print the changes as a unified diff and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Translations that say what their originals say now: content/why.zh.md
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<String>,
}

/// Marks the files.
pub(super) fn run(arguments: &Arguments, today: Date) -> u8 {
    let analysis = match analyse(&arguments.common, today) {
        Ok(analysis) => analysis,
        Err(message) => return fail(&message),
    };
    let root = &arguments.common.site.root;
    let (mut made, mut wrong, mut same): (Vec<(String, String, String)>, Vec<String>, usize) =
        (Vec::new(), Vec::new(), 0);
    for given in &arguments.files {
        match one(&analysis, root, given) {
            Ok(Some(change)) if made.iter().any(|(path, ..)| *path == change.0) => {}
            Ok(Some(change)) => made.push(change),
            Ok(None) => same += 1,
            Err(message) => wrong.push(message),
        }
    }
    if !wrong.is_empty() {
        wrong.iter().for_each(|line| eprint_line(&format!("error: {line}")));
        eprint_line("nothing was changed");
        return 2;
    }
    if arguments.dry_run {
        made.iter().for_each(|(path, before, after)| say_raw(&diff::unified(path, before, after)));
        return 0;
    }
    let changes = made.iter().map(|(path, before, after)| Change::Replace {
        path: root.join(path),
        was: before.clone(),
        text: after.clone(),
    });
    if let Err(error) = change_all(&changes.collect::<Vec<_>>()) {
        return fail(&error.to_string());
    }
    if !arguments.common.quiet {
        let paths: Vec<&str> = made.iter().map(|(path, ..)| &**path).collect();
        match (made.len(), same) {
            (0, _) => say("the marks stand there already"),
            (_, 0) => say(&format!("marked {} as up to date", paths.join(", "))),
            _ => say(&format!("marked {} as up to date; {same} had the marks already", paths.join(", "))),
        }
    }
    0
}

/// Path, text and new text of a translation; nothing if its marks are those of today.
fn one(analysis: &Analysis, root: &Path, given: &str) -> Result<Option<(String, String, String)>, String> {
    let path = paths::find(&analysis.inputs, root, given).filter(|path| !path.ends_with('/'));
    let path = path.ok_or_else(|| format!("there is no file `{given}` in the site"))?;
    let file = analysis.inputs.file(&path).expect("a path that was found is one of the inputs");
    let found = analysis.items.articles.iter().position(|article| article.file == file);
    let Some(id) = found.map(|index| ArticleId(index as u32)) else {
        return Err(format!("`{path}` is no article of the site; a draft needs `--drafts`"));
    };
    let site = analysis.site();
    let reader = site.reader();
    let article = reader.article(id);
    if article.lang.is_empty() {
        return Err(format!(
            "`{path}` is no translation: name the file of one, such as `content/{}.zh.md`",
            article.id
        ));
    }
    let Some(original) = reader.find_article(&article.id).map(|id| reader.article(id)) else {
        return Err(format!("`{path}` has no original: there is no `content/{}.md`", article.id));
    };
    let marks = drift::marks(&reader, original);
    let text = analysis.inputs.text(file);
    let edit = translated::marked(&path, text, &marks).map_err(|why| format!("`{path}` cannot be marked: {why}"))?;
    Ok(edit.map(|edit| (path, text.to_owned(), apply(text, &[edit]).0)))
}
