//! `factloom init`: a site to start from.
//!
//! In: a folder, a title, perhaps a code host. Out: a site that builds without a finding, and the host's workflow; nothing
//! that was there is touched, and if anything is in the way, nothing is written. Absent on purpose: git, which is the
//! owner's choice.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{eprint_line, fail, paths, say, schema, shell_word, shown};
use crate::edit::id::as_words;
use crate::edit::starter::{self, Starter};
use crate::edit::workflow::Host;
use crate::model::date::Date;
use crate::write::content;
use crate::write::error::WriteError;

/// What can be typed after `factloom init`.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  factloom init my-site
  factloom init . --title 'Tariffs, explained' --url https://example.org/tariffs/
  factloom init my-site --theme     also write the theme's templates, in a site that is there too
  factloom init --ci github         add to the site here a workflow that checks, previews and publishes it")]
pub struct Arguments {
    /// Folder of the site; made if it is not there, `.` for this one
    #[arg(required_unless_present = "ci")]
    pub dir: Option<PathBuf>,
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
    /// Also write what a code host runs at each push: check, preview, publish, verify; alone in a site that is there
    #[arg(long, value_enum, value_name = "HOST")]
    pub ci: Option<Ci>,
    /// The day the first article is dated, in place of the clock
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = super::args::full_date)]
    pub date: Option<Date>,
}

/// A code host, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Ci {
    /// GitHub Actions, published to GitHub Pages
    Github,
    /// GitLab CI/CD, published to GitLab Pages
    Gitlab,
    /// Forgejo Actions, published to Codeberg Pages or by `factloom publish`
    Forgejo,
}

impl Ci {
    fn host(self) -> Host {
        match self {
            Ci::Github => Host::Github,
            Ci::Gitlab => Host::Gitlab,
            Ci::Forgejo => Host::Forgejo,
        }
    }
}

/// Where the source of factloom is, for hosts to install it from; empty while Cargo.toml names no `repository`.
const SOURCE: &str = env!("CARGO_PKG_REPOSITORY");

/// Writes the files, or reports what is in their way.
pub fn run(arguments: &Arguments, today: Date) -> u8 {
    let here = Path::new(".");
    let dir = arguments.dir.as_deref().unwrap_or(here);
    let is_site = dir.join("content/site.yml").exists();
    // Whoever asks for a workflow alone has a site to run it on, broken or not.
    let has_content = is_site || (arguments.ci.is_some() && dir.join("content").is_dir());
    if arguments.dir.is_none() && !has_content {
        return fail("there is no site here to add a workflow to; `factloom init . --ci …` starts one");
    }
    let is_added_to = has_content && (arguments.theme || arguments.ci.is_some());
    let mut files = if is_added_to { Vec::new() } else { site(dir, arguments, today) };
    let n_content = files.len();
    if arguments.theme {
        files.extend(starter::theme());
    }
    let workflow = match arguments.ci.map(|ci| Workflow::of(dir, ci.host())).transpose() {
        Ok(workflow) => workflow,
        Err(message) => return fail(&message),
    };
    let mut obstacles = content::in_the_way(dir, files.iter().map(|(path, _)| path.as_str()));
    let of_workflow = workflow.as_ref().map(|workflow| content::in_the_way(&workflow.top, [workflow.path].into_iter()));
    let is_workflow_there = of_workflow.as_ref().is_some_and(|paths| !paths.is_empty());
    obstacles.extend(of_workflow.into_iter().flatten());
    if !obstacles.is_empty() {
        for obstacle in &obstacles {
            eprint_line(&format!("error: `{}` is in the way", obstacle.display()));
        }
        let help = match is_site && !is_added_to {
            true => {
                "this is a site already; nothing was written (`--theme` alone adds the theme's templates to it, `--ci` a workflow)"
            }
            false if is_workflow_there => {
                "nothing was written; move away what is in the way, run this again, and bring the two workflows together by hand"
            }
            false => "nothing was written; move away what is in the way, or choose another folder",
        };
        eprint_line(help);
        return 2;
    }
    let (with_ignore, note) = gitignore(dir, files, n_content > 0);
    let others = folders_there(dir);
    match create(dir, &with_ignore, workflow.as_ref()) {
        Ok(()) => {
            let made =
                Made { dir, files: &with_ignore, is_added_to, others: &others, note, workflow: workflow.as_ref() };
            report(arguments, &made);
            0
        }
        Err(error) => fail(&format!("{error}; nothing was written")),
    }
}

/// A workflow to be written.
struct Workflow {
    /// The root of the repository, as seen from where the person is: hosts look nowhere else.
    top: PathBuf,
    /// The site's folder below it, `.` for the root itself.
    site: String,
    /// Path below the root.
    path: &'static str,
    text: String,
    /// Where the source of factloom is; empty if that is not known.
    source: &'static str,
}

impl Workflow {
    fn of(dir: &Path, host: Host) -> Result<Workflow, String> {
        let full = dir.canonicalize().or_else(|_| std::path::absolute(dir)).unwrap_or_else(|_| dir.to_owned());
        let above = full.ancestors().position(|folder| folder.join(".git").exists()).unwrap_or(0);
        let site: Vec<&std::ffi::OsStr> = full.iter().collect();
        let site: PathBuf = site[site.len() - above..].iter().collect();
        let Some(site) = site.to_str() else {
            return Err(format!("`{}` is no UTF-8, so no workflow can name it: rename the folder", site.display()));
        };
        let mut top = dir.to_owned();
        (0..above).for_each(|_| top.push(".."));
        let top = if above > 0 { PathBuf::from(paths::plain(&top)) } else { top };
        let site = if above == 0 { ".".to_owned() } else { site.replace('\\', "/") };
        let text = host.text(&site, SOURCE);
        Ok(Workflow { top, site, path: host.path(), text, source: SOURCE })
    }

    fn path(&self) -> String {
        shown(&self.top, self.path)
    }

    /// What is left to do, for what no command can know.
    fn to_do(&self) -> String {
        let source = match self.source {
            "" => "; FACTLOOM_GIT in it is empty: write the address of factloom's repository",
            _ => "",
        };
        format!("\nthe first lines of {} say what to do before the first run{source}", self.path())
    }
}

/// Makes all files or none, those of the site and the workflow above it.
fn create(dir: &Path, files: &[(String, String)], workflow: Option<&Workflow>) -> Result<(), WriteError> {
    let Some(workflow) = workflow else { return content::create_all(dir, files) };
    let placed = |path: &str| if workflow.site == "." { path.to_owned() } else { format!("{}/{path}", workflow.site) };
    let mut all: Vec<(String, String)> = files.iter().map(|(path, text)| (placed(path), text.clone())).collect();
    all.push((workflow.path.to_owned(), workflow.text.clone()));
    content::create_all(&workflow.top, &all)
}

fn site(dir: &Path, arguments: &Arguments, today: Date) -> Vec<(String, String)> {
    let title = arguments.title.clone().unwrap_or_else(|| name_of(dir));
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

/// What was written, and beside what.
struct Made<'a> {
    dir: &'a Path,
    files: &'a [(String, String)],
    is_added_to: bool,
    others: &'a [&'a str],
    note: Option<&'a str>,
    workflow: Option<&'a Workflow>,
}

fn report(arguments: &Arguments, made: &Made<'_>) {
    let Made { dir, files, is_added_to, others, note, workflow } = made;
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
    if !is_added_to {
        say(&format!("  {}, for editors", shown(dir, ".factloom/schema/")));
    }
    if let Some(workflow) = workflow {
        say(&format!("  {}", workflow.path()));
        say(&workflow.to_do());
    }
    if *is_added_to {
        return;
    }
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
