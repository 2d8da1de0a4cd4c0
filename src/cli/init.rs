//! `factloom init`: a site to start from.
//!
//! In: a folder, a title. Out: a site that builds without a finding; nothing that was there is touched, and if
//! anything is in the way, nothing is written. Absent on purpose: git and CI, which are the owner's choice.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{eprint_line, fail, say, schema, shell_word, shown};
use crate::edit::id::as_words;
use crate::edit::starter::{self, Starter};
use crate::model::date::Date;
use crate::write::content;

/// What can be typed after `factloom init`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  factloom init my-site
  factloom init . --title 'Tariffs, explained' --url https://example.org/tariffs/
  factloom init my-site --theme     also write the theme's templates, in a site that is there too")]
pub struct Arguments {
    /// Folder of the site; made if it is not there, `.` for this one
    pub dir: PathBuf,
    /// Name of the site; the folder's if not given
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Public address of the site
    #[arg(long, value_name = "URL", value_parser = super::args::base_url, default_value = "https://example.org/")]
    pub url: String,
    /// Main language of the site
    #[arg(long, value_name = "LANG", value_parser = super::args::language, default_value = "en")]
    pub lang: String,
    /// Also write the theme's templates, stylesheet parts and scripts into DIR/templates, to be changed
    #[arg(long)]
    pub theme: bool,
    /// The day the first article is dated, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::args::full_date)]
    pub date: Option<Date>,
}

/// Writes the files, or reports what is in their way.
pub fn run(arguments: &Arguments, today: Date) -> u8 {
    let dir = &*arguments.dir;
    let is_site = dir.join("content/site.yml").exists();
    let mut files = if is_site && arguments.theme { Vec::new() } else { site(arguments, today) };
    let n_content = files.len();
    if arguments.theme {
        files.extend(starter::theme());
    }
    let obstacles = content::in_the_way(dir, files.iter().map(|(path, _)| path.as_str()));
    if !obstacles.is_empty() {
        for obstacle in &obstacles {
            eprint_line(&format!("error: `{}` is in the way", obstacle.display()));
        }
        let help = match is_site && !arguments.theme {
            true => "this is a site already; nothing was written (`--theme` alone adds the theme's templates to it)",
            false => "nothing was written; move away what is in the way, or choose another folder",
        };
        eprint_line(help);
        return 2;
    }
    let (with_ignore, note) = gitignore(dir, files, n_content > 0);
    let others = folders_there(dir);
    match content::create_all(dir, &with_ignore) {
        Ok(()) => {
            report(arguments, &with_ignore, is_site, &others, note);
            0
        }
        Err(error) => fail(&format!("{error}; nothing was written")),
    }
}

fn site(arguments: &Arguments, today: Date) -> Vec<(String, String)> {
    let title = arguments.title.clone().unwrap_or_else(|| name_of(&arguments.dir));
    let content =
        starter::content(&Starter { title: &title, url: &arguments.url, lang: &arguments.lang, today }).into_iter();
    content.chain(schema::files()).collect()
}

/// A title from the folder's name.
fn name_of(dir: &Path) -> String {
    let real = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let name = real.file_name().map(|name| as_words(&name.to_string_lossy())).unwrap_or_default();
    if name.is_empty() { "My site".to_owned() } else { name }
}

/// A `.gitignore` that is there is left alone, for a new repository often has one.
fn gitignore(
    dir: &Path,
    mut files: Vec<(String, String)>,
    wanted: bool,
) -> (Vec<(String, String)>, Option<&'static str>) {
    let (path, text) = starter::GITIGNORE;
    if !wanted {
        return (files, None);
    }
    if dir.join(path).symlink_metadata().is_ok() {
        return (files, Some("`.gitignore` was left as it is; see that it holds the line /public"));
    }
    files.push((path.to_owned(), text.to_owned()));
    (files, None)
}

/// Folders that will be read too, and which we did not make.
fn folders_there(dir: &Path) -> Vec<&'static str> {
    ["content", "static", "templates"].into_iter().filter(|name| dir.join(name).is_dir()).collect()
}

fn report(arguments: &Arguments, files: &[(String, String)], was_site: bool, others: &[&str], note: Option<&str>) {
    let dir = &arguments.dir;
    let n_theme = files.iter().filter(|(path, _)| path.starts_with("templates/")).count();
    for (path, _) in files.iter().filter(|(path, _)| !path.starts_with("templates/") && !path.starts_with(".factloom/"))
    {
        say(&format!("  {}", shown(dir, path)));
    }
    if n_theme > 0 {
        say(&format!(
            "  {}, {n_theme} files: the theme; delete those that you do not change",
            shown(dir, "templates/")
        ));
    }
    if was_site {
        return;
    }
    say(&format!("  {}, for editors", shown(dir, ".factloom/schema/")));
    if !others.is_empty() {
        let folders = others.iter().map(|name| format!("{name}/")).collect::<Vec<_>>().join(" and ");
        say(&format!("\n{folders} was there before and is read too; `factloom check` says what its files lack"));
    }
    if let Some(note) = note {
        say(&format!("\n{note}"));
    }
    if arguments.lang != "en" {
        say("\nthe texts of the starter are in English, whatever the language of the site");
    }
    let next = match dir.as_os_str().to_str() {
        Some("." | "./") => "factloom serve --open\n  factloom new article my-article".to_owned(),
        _ => format!("cd {}\n  factloom serve --open", shell_word(&dir.to_string_lossy())),
    };
    say(&format!("\nnext:\n  {next}"));
}
