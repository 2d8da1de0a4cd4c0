//! `check --changed`: what the changes since a revision of git bring about.
//!
//! In: the site as analysed, and a revision. Out: the report without what was there before. Shown stays what lies in a
//! changed file or points into one, and what is found elsewhere but was not at that revision: an article that binds a
//! fact which a sheet no longer has. For the latter the site of the revision is checked too, only if need be.
//! Compared is with where the two histories parted, as a pull request is. The sole user of git.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::base::plural::count;
use crate::base::text::At;
use crate::build::{self, Analysis, Options};
use crate::check::report::Finding;
use crate::load::{self, FOLDERS, Inputs};
use crate::report::baseline::Baseline;

/// Leaves in the report what changes since a revision bring about; the remark says how much else there is.
pub fn retain(
    root: &Path,
    revision: &str,
    options: &Options,
    analysis: &mut Analysis,
) -> Result<Option<String>, String> {
    let git = Git { root };
    let base = git.base(revision)?;
    let files = git.changed(&base)?;
    let (inputs, report) = (&analysis.inputs, &mut analysis.report);
    let is_changed = |at: &At| inputs.get(at.file).is_some_and(|input| files.contains(&*input.path));
    let touches = |finding: &Finding| {
        let diagnostic = &finding.diagnostic;
        is_changed(&diagnostic.at) || diagnostic.notes.iter().any(|(at, _)| is_changed(at))
    };
    let before = report.findings.len();
    if !report.findings.iter().all(touches) {
        let then = build::analyse(Inputs::of_texts(git.texts(&base)?), options);
        let known = Baseline::of(&then.inputs, &then.report);
        let mut is_new = known.new_ones(inputs, report.findings.iter()).into_iter();
        report.findings.retain(|finding| is_new.next().unwrap_or(true) || touches(finding));
    }
    report.waived.retain(|waived| touches(&waived.finding));
    let left_out = before - report.findings.len();
    let words = count(left_out, "finding");
    Ok((left_out > 0).then(|| format!("{words} not shown: not of what changed since {revision}")))
}

/// What git tells its hooks about the repository. From the site's folder it is found without.
const HOOK: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

/// The git repository that a site lies in.
struct Git<'a> {
    root: &'a Path,
}

/// Why git gave no answer.
enum Failure {
    /// It could not be started.
    NotStarted(std::io::Error),
    /// It said no, in these words.
    Refused(String),
}

impl Git<'_> {
    /// The tree or commit to compare with.
    fn base(&self, revision: &str) -> Result<String, String> {
        self.run(&["rev-parse", "--is-inside-work-tree"], b"").map_err(|failure| match failure {
            Failure::NotStarted(error) => {
                format!("`--changed` asks git, which cannot be started ({error}): install it, or leave `--changed` out")
            }
            Failure::Refused(words) => {
                let root = self.root.display();
                format!("`--changed` asks git, which knows no repository around `{root}`: {words}")
            }
        })?;
        let commit = format!("{revision}^{{commit}}");
        let found = self.text(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
        let Ok(found) = found else {
            // Before the first commit all is new.
            if revision == "HEAD" && self.run(&["rev-parse", "--verify", "--quiet", "HEAD"], b"").is_err() {
                return self.text(&["hash-object", "-t", "tree", "--stdin"]).map_err(Failure::words);
            }
            return Err(format!(
                "git knows no revision `{revision}`: write a branch, tag or commit, such as `--changed=origin/main`; \
                 in a shallow clone fetch it first"
            ));
        };
        // Of histories that never met, or are not all here, the revision itself is what there is.
        Ok(self.text(&["merge-base", &found, "HEAD"]).unwrap_or(found))
    }

    /// Paths below the root that differ from a commit: staged or not, gone, or not yet known to git.
    fn changed(&self, base: &str) -> Result<BTreeSet<String>, String> {
        let diff = ["diff", "--name-only", "-z", "--relative", "--no-renames", "--no-ext-diff", base, "--"];
        let mut names = self.run(&diff, b"").map_err(Failure::words)?;
        names.extend(self.run(&["ls-files", "--others", "--exclude-standard", "-z"], b"").map_err(Failure::words)?);
        let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }

    /// The site at a commit: paths with their texts, of files that are only copied the path alone.
    fn texts(&self, base: &str) -> Result<Vec<(String, String)>, String> {
        let tree = [&["ls-tree", "-r", "-z", base, "--"][..], &FOLDERS].concat();
        let listed = self.run(&tree, b"").map_err(Failure::words)?;
        let mut files: Vec<(String, Option<String>)> = Vec::new();
        for line in String::from_utf8_lossy(&listed).split('\0').filter(|line| !line.is_empty()) {
            // `100644 blob 1f7a…<TAB>content/a.md`
            let Some((head, path)) = line.split_once('\t') else { continue };
            let mut head = head.split(' ');
            let (_, kind, object) = (head.next(), head.next(), head.next().unwrap_or(""));
            let is_read = kind == Some("blob") && load::is_read(path);
            files.push((path.to_owned(), is_read.then(|| object.to_owned())));
        }
        let mut asked = String::new();
        files.iter().filter_map(|(_, object)| object.as_ref()).for_each(|object| {
            asked.push_str(object);
            asked.push('\n');
        });
        let answer = self.run(&["cat-file", "--batch"], asked.as_bytes()).map_err(Failure::words)?;
        let mut texts = objects(&answer).into_iter();
        let mut text = |object: Option<String>| object.and_then(|_| texts.next()).unwrap_or_default();
        Ok(files.into_iter().map(|(path, object)| (path, text(object))).collect())
    }

    fn text(&self, arguments: &[&str]) -> Result<String, Failure> {
        self.run(arguments, b"").map(|out| String::from_utf8_lossy(&out).trim().to_owned())
    }

    /// Runs git in the root of the site with some input.
    fn run(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.root).args(arguments);
        // It only looks: no lock that a commit under way might meet.
        command.env("GIT_OPTIONAL_LOCKS", "0");
        // A hook hands these down for the folder it runs in; with them git would take the site for the whole tree.
        HOOK.iter().for_each(|name| {
            command.env_remove(name);
        });
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(Failure::NotStarted)?;
        let stdin = child.stdin.take();
        let output = std::thread::scope(|scope| {
            // Written beside the reading: either pipe may be full.
            scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
            child.wait_with_output()
        });
        let output = output.map_err(Failure::NotStarted)?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(Failure::Refused(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
        }
    }
}

impl Failure {
    fn words(self) -> String {
        match self {
            Failure::NotStarted(error) => format!("git cannot be started: {error}"),
            Failure::Refused(words) => format!("git says: {words}"),
        }
    }
}

/// Texts of `git cat-file --batch`: `<object> blob <size>`, the bytes, a line end; `<object> missing` has none.
fn objects(answer: &[u8]) -> Vec<String> {
    let mut out = Vec::new();
    let mut rest = answer;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let head = String::from_utf8_lossy(&rest[..end]);
        let size = head.rsplit(' ').next().and_then(|size| size.parse::<usize>().ok()).unwrap_or(0);
        let is_missing = head.ends_with(" missing");
        let start = end + 1;
        let stop = (start + size).min(rest.len());
        out.push(String::from_utf8_lossy(&rest[start..stop]).into_owned());
        rest = &rest[if is_missing { start } else { (stop + 1).min(rest.len()) }..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_told_apart_by_their_size() {
        let answer = b"aa blob 4\na\nb\n\nbb missing\ncc blob 0\n\ndd blob 1\nx\n";
        assert_eq!(objects(answer), ["a\nb\n", "", "", "x"]);
        assert_eq!(objects(b""), Vec::<String>::new());
    }
}
