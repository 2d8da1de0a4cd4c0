//! A branch of a git repository: Pages of GitHub, GitLab, Codeberg and whatever serves a branch.
//!
//! In: a repository, a branch. Out: a `Host`, by the system's git, so that credentials, SSH and `insteadOf` are the
//! user's own. A publish is one commit and one push, which the server takes only if the branch is what the plan was
//! made from: there is no lock, no journal, and nothing that could be left half done. Only changed contents are
//! written and sent; those of the rest are not even fetched. Names in no manifest of ours are kept.

mod cache;
mod command;
mod commit;
mod failure;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::whole::check_clash;
use super::{Delete, Here, Host, Put, State};
use crate::base::hash::Hash;
use crate::model::target::{History, Target};
use crate::publish::error::{Kind, PublishError};
use crate::publish::plan::{Act, Plan};
use crate::publish::state::{Journal, OURS, PUBLISHED, Published};
use cache::{Cache, REMOTE, SEEN, TRAILER, Tree};
use command::Git;
use commit::{Commit, Parent};
use failure::{Failure, Why};

/// The branch where a target names none.
const BRANCH: &str = "gh-pages";
/// Earlier releases that are looked for.
const EARLIER: u32 = 50;
/// Says to Pages hosts that the site is no source for Jekyll, which drops names that begin with `_`.
const NO_JEKYLL: &str = ".nojekyll";
/// Says to Pages hosts which domain is theirs.
const CNAME: &str = "CNAME";

/// A branch.
pub(super) struct Branch {
    cache: Cache,
    history: History,
    /// Files that the host itself wants, by name.
    wanted: BTreeMap<&'static str, String>,
    seen: Mutex<Option<Arc<Seen>>>,
    begun: Mutex<Option<Begun>>,
    /// Trees of earlier releases, by name.
    earlier: Mutex<BTreeMap<String, Arc<Tree>>>,
}

/// What the branch is.
struct Seen {
    /// Its last commit; none if there is no branch.
    commit: Option<String>,
    tree: Tree,
    published: Option<Published>,
    /// Of the files that the host wants, those that are not there as they should be.
    lacking: Vec<&'static str>,
}

struct Begun {
    commit: Commit,
    /// What the branch must be when we push.
    base: Option<String>,
}

impl Branch {
    /// The branch of a target. No server is asked yet.
    pub(super) fn new(target: &Target, url: &str, here: &Here<'_>) -> Result<Branch, PublishError> {
        let path = here.root.join(".factloom/publish").join(format!("{}.git", target.name));
        // Git runs elsewhere than we do, and a relative path would be another there.
        let path = std::path::absolute(&path).unwrap_or(path);
        let git = Git::new(path, here.root, here.env);
        let cache = Cache::open(git, url, target.branch.as_deref().unwrap_or(BRANCH))?;
        let mut wanted = BTreeMap::from([(NO_JEKYLL, String::new())]);
        wanted.extend(target.domain.as_ref().map(|domain| (CNAME, format!("{domain}\n"))));
        Ok(Branch {
            cache,
            history: target.history,
            wanted,
            seen: Mutex::default(),
            begun: Mutex::default(),
            earlier: Mutex::default(),
        })
    }

    fn begun(&self) -> MutexGuard<'_, Option<Begun>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the branch is, asked for once.
    fn seen(&self) -> Result<Arc<Seen>, PublishError> {
        let mut known = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = &*known {
            return Ok(seen.clone());
        }
        let looked = self.look().or_else(|failure| match failure.why() {
            // Perhaps the cache is to blame: it costs little to make it anew, once.
            Why::Other => {
                let format = if failure.text().contains("server sha256") { "sha256" } else { "sha1" };
                self.cache.make(format).map_err(Err)?;
                self.look().map_err(Ok)
            }
            _ => Err(Ok(failure)),
        });
        let (commit, tree) = match looked {
            Ok(looked) => looked,
            Err(Ok(failure)) => return Err(failure.error("read", &self.cache.url)),
            Err(Err(error)) => return Err(error),
        };
        let mut published = None;
        if let Some(entry) = tree.get(PUBLISHED) {
            self.cache.fill([&*entry.object].into_iter())?;
            published = self.cache.read(&entry.object)?.map(|bytes| Published::read(&bytes)).transpose()?;
        }
        if let (Some(published), Some(commit)) = (&mut published, &commit) {
            // What was removed by hand is sent again; what was edited there is no longer ours to overwrite.
            let edited = self.edited(commit, &published.release)?;
            published.files.retain(|path, _| tree.contains_key(path) && !edited.contains(path));
        }
        let mut lacking = Vec::new();
        for (name, text) in &self.wanted {
            let bytes = match tree.get(*name) {
                Some(entry) => {
                    self.cache.fill([&*entry.object].into_iter())?;
                    self.cache.read(&entry.object)?
                }
                None => None,
            };
            // Nobody reads the text of `.nojekyll`.
            if bytes.is_none_or(|bytes| *name == CNAME && bytes.trim_ascii() != text.trim().as_bytes()) {
                lacking.push(*name);
            }
        }
        let seen = Arc::new(Seen { commit, tree, published, lacking });
        *known = Some(seen.clone());
        Ok(seen)
    }

    /// Files that commits of others changed since our last one, if there are such commits.
    fn edited(&self, tip: &str, release: &str) -> Result<BTreeSet<Box<str>>, PublishError> {
        if self.cache.named(tip, 1)?.first().is_some_and(|(_, named)| named == release) {
            return Ok(BTreeSet::new());
        }
        self.cache.fetch(EARLIER).map_err(|failure| failure.error("read", &self.cache.url))?;
        let commits = self.cache.named(tip, EARLIER)?;
        let Some((ours, _)) = commits.iter().find(|(_, named)| named == release) else { return Ok(BTreeSet::new()) };
        let said = self.cache.local(&["diff-tree", "-r", "-z", "--name-only", "--no-renames", ours, tip])?;
        Ok(String::from_utf8_lossy(&said).split('\0').map(Into::into).collect())
    }

    fn look(&self) -> Result<(Option<String>, Tree), Failure> {
        let Some(tip) = self.cache.tip()? else { return Ok((None, Tree::new())) };
        if let Ok(tree) = self.cache.tree(&tip) {
            return Ok((Some(tip), tree));
        }
        let commit = self.cache.fetch(1)?;
        let tree = self.cache.tree(&commit)?;
        Ok((Some(commit), tree))
    }

    /// Pushes `new`, if the branch still is `base`.
    fn push(&self, new: &str, base: Option<&str>) -> Result<(), PublishError> {
        let Cache { git, branch, url, .. } = &self.cache;
        let lease = format!("--force-with-lease={branch}:{}", base.unwrap_or_default());
        let what = format!("{new}:{branch}");
        let arguments = ["push", "--porcelain", "--progress", "--no-verify", &lease, REMOTE, &what];
        let shallow = self.shallow(base)?;
        let shallow = shallow.as_deref().map(Path::to_string_lossy);
        let more: Vec<(&str, &str)> = shallow.iter().map(|path| ("GIT_SHALLOW_FILE", &**path)).collect();
        let mut pushed = git.ask(&arguments, None, &more);
        if pushed.as_ref().is_err_and(|failure| failure.why() == Why::Other) && !more.is_empty() {
            pushed = git.ask(&arguments, None, &[]);
        }
        match pushed {
            Ok(_) => Ok(()),
            // The answer to an earlier attempt may have been lost, and the branch be ours already.
            Err(failure) if matches!(failure.why(), Why::Moved | Why::Lost) => match self.cache.tip() {
                Ok(Some(tip)) if tip == new => Ok(()),
                _ => Err(failure.error("push to", url)),
            },
            Err(failure) => Err(failure.error("push to", url)),
        }
    }

    /// A file that has git take the replaced commit for the edge of its history. Without it, a commit that follows
    /// none would be sent with all that it holds, for git looks for what the server has at the edges only.
    fn shallow(&self, base: Option<&str>) -> Result<Option<std::path::PathBuf>, PublishError> {
        let Some(base) = base.filter(|_| self.history == History::Squash) else { return Ok(None) };
        let known = std::fs::read_to_string(self.cache.git.dir.join("shallow")).unwrap_or_default();
        let path = self.cache.git.dir.join("factloom-shallow");
        let mut lines: Vec<&str> = known.lines().chain([base]).collect();
        lines.sort_unstable();
        lines.dedup();
        let written = std::fs::write(&path, lines.join("\n") + "\n");
        written.map_err(|error| super::folder::failed("write", &path, &error))?;
        Ok(Some(path))
    }

    /// Commits of earlier releases, newest first: name of the release, name of the commit.
    fn earlier(&self) -> Result<Vec<(String, String)>, PublishError> {
        if self.history == History::Squash {
            return Ok(Vec::new());
        }
        let seen = self.seen()?;
        let Some(tip) = &seen.commit else { return Ok(Vec::new()) };
        self.cache.fetch(EARLIER).map_err(|failure| failure.error("read", &self.cache.url))?;
        let commits = self.cache.named(SEEN, EARLIER)?;
        let earlier = commits.into_iter().filter(|(commit, release)| commit != tip && !release.is_empty());
        Ok(earlier.map(|(commit, release)| (release, commit)).collect())
    }

    fn earlier_tree(&self, name: &str) -> Result<Arc<Tree>, PublishError> {
        let mut known = self.earlier.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tree) = known.get(name) {
            return Ok(tree.clone());
        }
        let missing = || PublishError::new(Kind::NoReleases, format!("the branch has no earlier release `{name}`"));
        let (_, commit) = self.earlier()?.into_iter().find(|(release, _)| release == name).ok_or_else(missing)?;
        let tree = self.cache.tree(&commit).map_err(|failure| self.cache.broken("use", &failure))?;
        let tree = Arc::new(tree);
        known.insert(name.to_owned(), tree.clone());
        Ok(tree)
    }

    /// Bytes of a file of a tree, whose other contents are fetched with it: whoever reads one, reads many.
    fn file(&self, tree: &Tree, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let Some(entry) = tree.get(path).filter(|entry| entry.mode.starts_with("100")) else { return Ok(None) };
        if let Some(bytes) = self.cache.read(&entry.object)? {
            return Ok(Some(bytes));
        }
        let files = tree.values().filter(|entry| entry.mode.starts_with("100"));
        self.cache.fill(files.map(|entry| &*entry.object))?;
        self.cache.read(&entry.object)
    }
}

impl Host for Branch {
    fn is_incomplete(&self) -> Result<bool, PublishError> {
        Ok(!self.seen()?.lacking.is_empty())
    }

    fn state(&self) -> Result<State, PublishError> {
        let seen = self.seen()?;
        let is_ours = |path: &str| {
            let is_published = seen.published.as_ref().is_some_and(|published| published.files.contains_key(path));
            is_published || path.starts_with(OURS) || path == NO_JEKYLL
        };
        let foreign = seen.tree.keys().filter(|path| !is_ours(path)).cloned().collect();
        Ok(State { published: seen.published.clone(), version: seen.commit.clone().unwrap_or_default(), foreign })
    }

    fn journal(&self) -> Result<Option<Journal>, PublishError> {
        // The branch is the old one or the new one; nothing is ever in doubt.
        Ok(None)
    }

    fn begin(&self, _: &Journal, state: &State, plan: &Plan) -> Result<Option<Journal>, PublishError> {
        check_clash(plan, &state.foreign)?;
        let is_git = |path: &str| path.split('/').any(|part| part.eq_ignore_ascii_case(".git"));
        if let Some(step) = plan.steps.iter().find(|step| step.act != Act::Delete && is_git(&step.path)) {
            return Err(PublishError::new(
                Kind::Name,
                format!("git stores no `{}`: `.git` is its own name", step.path),
            )
            .help("rename it in the site"));
        }
        let base = Some(state.version.clone()).filter(|version| !version.is_empty());
        *self.begun() = Some(Begun { commit: Commit::new(&self.cache)?, base });
        Ok(None)
    }

    fn beat(&self) -> Result<(), PublishError> {
        Ok(())
    }

    fn put(&self, put: &Put<'_>) -> Result<(), PublishError> {
        self.begun().as_mut().map_or(Ok(()), |begun| begun.commit.put(&self.cache, put.path, put.bytes))
    }

    fn delete(&self, files: &[Delete<'_>]) -> Result<(), PublishError> {
        if let Some(begun) = self.begun().as_mut() {
            files.iter().for_each(|file| begun.commit.delete(file.path));
        }
        Ok(())
    }

    fn finish(&self, published: &Published) -> Result<(), PublishError> {
        let Some(Begun { mut commit, base }) = self.begun().take() else { return Ok(()) };
        let seen = self.seen()?;
        for (name, text) in &self.wanted {
            match published.files.get(*name) {
                Some(file) if *name == CNAME => {
                    let is_same =
                        [text.as_str(), text.trim()].iter().any(|text| Hash::of(text.as_bytes()) == file.hash);
                    if !is_same {
                        let message = format!("the site has a file `CNAME` that does not say `{}`", text.trim());
                        return Err(PublishError::new(Kind::Local, message)
                            .help("remove static/CNAME, or `domain` of the target in content/site.yml"));
                    }
                }
                Some(_) => {}
                // The last publish may have had one of the site's own, which goes.
                None if seen.lacking.contains(name) || is_published(&seen, name) => {
                    commit.put(&self.cache, name, text.as_bytes())?;
                }
                None => {}
            }
        }
        commit.put(&self.cache, PUBLISHED, published.print().as_bytes())?;
        let release = &published.release;
        let message = format!(
            "Publish {release}\n\nMade by factloom. Edit the sources of the site, not this branch.\n\n{TRAILER}: {release}\n"
        );
        let tree = match &base {
            Some(base) => self.cache.local(&["rev-parse", "--verify", &format!("{base}^{{tree}}")])?,
            None => Vec::new(),
        };
        let tree = String::from_utf8_lossy(&tree).trim().to_owned();
        let parent = match (&base, self.history) {
            (Some(base), History::All) => Parent::Follows(base),
            (Some(_), History::Squash) => Parent::Replaces(&tree),
            (None, _) => Parent::Nothing,
        };
        let new = commit.finish(&self.cache, &parent, &message)?;
        self.push(&new, base.as_deref())?;
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = None;
        // Housekeeping of a cache: that it failed is no failure of the publish.
        let _ = self.cache.git.run(&["update-ref", SEEN, &new], None);
        let _ =
            self.cache.git.run(&["-c", "gc.auto=6700", "-c", "gc.autoDetach=false", "gc", "--auto", "--quiet"], None);
        Ok(())
    }

    fn stop(&self) {
        self.begun().take();
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        self.file(&self.seen()?.tree, path)
    }

    fn releases(&self) -> Result<Vec<String>, PublishError> {
        Ok(self.earlier()?.into_iter().map(|(release, _)| release).collect())
    }

    fn release(&self, name: &str) -> Result<Published, PublishError> {
        let tree = self.earlier_tree(name)?;
        let bytes = match tree.get(PUBLISHED) {
            Some(entry) => {
                self.cache.fill([&*entry.object].into_iter())?;
                self.cache.read(&entry.object)?
            }
            None => None,
        };
        match bytes {
            Some(bytes) => Published::read(&bytes),
            None => Err(PublishError::new(Kind::NoReleases, format!("release `{name}` has no `{PUBLISHED}`"))),
        }
    }

    fn kept(&self, release: &str, path: &str, hash: Hash) -> Result<Vec<u8>, PublishError> {
        let tree = self.earlier_tree(release)?;
        self.file(&tree, path)?.filter(|bytes| Hash::of(bytes) == hash).ok_or_else(|| {
            let message = format!("`{path}` of release {release} is not on the branch as it was published");
            PublishError::new(Kind::NoReleases, message)
        })
    }
}

/// Whether the last publish had a file of that name.
fn is_published(seen: &Seen, name: &str) -> bool {
    seen.published.as_ref().is_some_and(|published| published.files.contains_key(name))
}
