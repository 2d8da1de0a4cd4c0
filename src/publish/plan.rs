//! What leads from what a host has to what the site is. Pure: it touches no disk and no host.
//!
//! In: two manifests, paths in doubt, paths of others. Out: a `Plan`, as text and as JSON that `--apply` takes.
//! Files are compared by hash, never by time; what stands in no manifest of ours is never deleted, and never
//! overwritten unless the user adopts it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::order::{self, Phase};
use super::state::{Doubt, Published};
use crate::base::hash::Hash;
use crate::base::plural::count;

/// Version of the JSON form.
const VERSION: u64 = 1;
/// A share of the site that may vanish unasked, in percent.
const MOST_DELETED_PERCENT: usize = 10;
/// So many files may vanish unasked from any site, however small.
const FEW: usize = 16;
/// So many at most, unless the target says otherwise.
pub const MOST_DELETED: usize = 256;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Version of this form.
    pub version: u64,
    /// Name of the target.
    pub target: String,
    /// Hash of what the host had when the plan was made.
    pub host: Hash,
    /// Hash of the site that is to be published.
    pub site: Hash,
    /// What to do, in order: by phase, then by path.
    pub steps: Vec<Step>,
    /// Addresses of pages that will be gone.
    pub lost: Vec<String>,
    /// Files of others that are in the way; without consent the plan is not carried out.
    pub in_the_way: Vec<Box<str>>,
    /// How many files the host had.
    pub files_before: usize,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What becomes of it.
    #[serde(rename = "do")]
    pub act: Act,
    /// When.
    pub phase: Phase,
    /// Its path on the host, below the target.
    pub path: Box<str>,
    /// Its size, of a file that is deleted its last known one.
    pub size: u64,
    /// Hash of the new bytes; none of a file that is deleted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hash: Option<Hash>,
    /// Hash of the bytes that the host has, if that is known for sure.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub old: Option<Hash>,
    /// Hashes of what a publish that died may have left there; anything else of that name is not ours.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub left: Vec<Hash>,
}

impl Step {
    /// What of ours may stand at its path, if the step is interrupted: nothing to be said of a path in the manifest.
    pub fn doubt(&self) -> Vec<Hash> {
        match self.act {
            Act::Add => self.hash.iter().chain(&self.left).copied().collect(),
            Act::Change => Vec::new(),
            Act::Delete => self.left.clone(),
        }
    }
}

/// What becomes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// New: nothing of that name is expected there.
    Add,
    /// Overwritten.
    Change,
    /// Deleted.
    Delete,
}

/// What a plan is made from.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Name of the target.
    pub target: &'a str,
    /// The site.
    pub site: &'a Published,
    /// What the host has of ours, if anything.
    pub host: Option<&'a Published>,
    /// Paths that a publish which died may have touched.
    pub in_doubt: &'a Doubt,
    /// Names on the host that are not ours, as far as they are known.
    pub foreign: &'a [Box<str>],
    /// Whether files of others that are in the way become ours.
    pub adopt: bool,
    /// Whether the headers that files are stored with count.
    pub headers: bool,
}

impl Plan {
    /// Makes a plan.
    pub fn new(given: &Given<'_>) -> Plan {
        let empty = Published::default();
        let host = given.host.unwrap_or(&empty);
        let foreign: BTreeSet<&str> = given.foreign.iter().map(|path| &**path).collect();
        let (mut steps, mut in_the_way) = (Vec::new(), Vec::new());
        for (path, file) in &given.site.files {
            let doubt = given.in_doubt.get(path);
            let doubtful = doubt.is_some();
            let known = host.files.get(path);
            let is_others = known.is_none() && !doubtful && foreign.contains(&**path);
            if is_others && !given.adopt {
                in_the_way.push(path.clone());
            }
            let same = |known: &super::state::File| {
                known.hash == file.hash && (!given.headers || known.headers == file.headers)
            };
            let act = match known {
                Some(known) if same(known) && !doubtful => continue,
                None if !is_others => Act::Add,
                Some(_) | None => Act::Change,
            };
            steps.push(Step {
                act,
                phase: order::sent(path, known.is_none()),
                path: path.clone(),
                size: file.size,
                hash: Some(file.hash),
                old: known.filter(|_| !doubtful).map(|known| known.hash),
                left: if known.is_none() { doubt.cloned().unwrap_or_default() } else { Vec::new() },
            });
        }
        let gone = host.files.iter().filter(|(path, _)| !given.site.files.contains_key(*path));
        steps.extend(gone.map(|(path, file)| Step {
            act: Act::Delete,
            phase: order::deleted(path),
            path: path.clone(),
            size: file.size,
            hash: None,
            old: Some(file.hash).filter(|_| !given.in_doubt.contains_key(path)),
            left: Vec::new(),
        }));
        // What a publish that died had added, and nobody wants any more.
        let unknown = |path: &str| !host.files.contains_key(path) && !given.site.files.contains_key(path);
        let left = given.in_doubt.iter().filter(|(path, hashes)| unknown(path) && !hashes.is_empty());
        steps.extend(left.map(|(path, hashes)| Step {
            act: Act::Delete,
            phase: order::deleted(path),
            path: path.clone(),
            size: 0,
            hash: None,
            old: None,
            left: hashes.clone(),
        }));
        steps.sort_by(|a, b| (a.phase, &a.path).cmp(&(b.phase, &b.path)));
        let deleted = steps.iter().filter(|step| step.act == Act::Delete && host.files.contains_key(&step.path));
        let lost = deleted.filter_map(|step| order::address(&step.path)).collect();
        Plan {
            version: VERSION,
            target: given.target.to_owned(),
            host: id(given.host, given.in_doubt),
            site: id(Some(given.site), &Doubt::new()),
            steps,
            lost,
            in_the_way,
            files_before: host.files.len(),
        }
    }

    /// Reads what `--plan --format json` wrote.
    pub fn read(text: &str) -> Result<Plan, String> {
        let plan: Plan = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match plan.version {
            VERSION => Ok(plan),
            version => Err(format!("it has format {version}, and this factloom knows format {VERSION}")),
        }
    }

    /// How many steps do `act`.
    pub fn count(&self, act: Act) -> usize {
        self.steps.iter().filter(|step| step.act == act).count()
    }

    /// Bytes that are sent.
    pub fn bytes(&self) -> u64 {
        self.steps.iter().filter(|step| step.act != Act::Delete).map(|step| step.size).sum()
    }

    /// How many files may be deleted unasked: the target's limit, else 256 or a tenth of the site.
    pub fn may_delete(&self, limit: Option<u32>) -> usize {
        let tenth = (self.files_before * MOST_DELETED_PERCENT / 100).max(FEW);
        limit.map_or(MOST_DELETED.min(tenth), |limit| usize::try_from(limit).unwrap_or(usize::MAX))
    }

    /// The plan as a person reads it; of long lists the beginning.
    pub fn text(&self, most: usize) -> String {
        let mut out = String::new();
        for (act, sign, what) in [(Act::Add, '+', "add"), (Act::Change, '~', "change"), (Act::Delete, '-', "delete")] {
            let steps: Vec<&Step> = self.steps.iter().filter(|step| step.act == act).collect();
            if steps.is_empty() {
                continue;
            }
            out.push_str(&format!("{what} {}\n", count(steps.len(), "file")));
            steps
                .iter()
                .take(most)
                .for_each(|step| out.push_str(&format!("  {sign} {} ({})\n", step.path, size(step.size))));
            if steps.len() > most {
                out.push_str(&format!("  {sign} … and {} more\n", steps.len() - most));
            }
        }
        if !self.lost.is_empty() {
            let addresses = if self.lost.len() == 1 { "address" } else { "addresses" };
            out.push_str(&format!("lost: {} {addresses} that readers may hold\n", self.lost.len()));
            self.lost.iter().take(most).for_each(|address| out.push_str(&format!("  ! {address}\n")));
            if self.lost.len() > most {
                out.push_str(&format!("  ! … and {} more\n", self.lost.len() - most));
            }
            out.push_str("  keep one with `aliases:` in the article that replaces it, or `gone:` in site.yml\n");
        }
        for path in self.in_the_way.iter().take(most) {
            out.push_str(&format!("in the way: {path}, which is not ours\n"));
        }
        out
    }
}

/// Hash of what a host has: the manifest and what is in doubt.
pub fn id(published: Option<&Published>, in_doubt: &Doubt) -> Hash {
    let mut hashes = Vec::with_capacity(published.map_or(0, |published| published.files.len() * 2) + 1);
    for (path, file) in published.iter().flat_map(|published| &published.files) {
        hashes.push(Hash::of(path.as_bytes()));
        hashes.push(file.hash);
        hashes.extend(file.headers);
    }
    hashes.push(Hash::of(if published.is_some() { b"published" } else { b"nothing" }));
    hashes.extend(in_doubt.keys().map(|path| Hash::of(path.as_bytes())));
    Hash::fold(hashes)
}

/// "812 B", "3.4 KB", "12 MB".
pub fn size(bytes: u64) -> String {
    let (mut value, mut unit) = (bytes as f64, "B");
    for larger in ["KB", "MB", "GB", "TB"] {
        if value < 1_000.0 {
            break;
        }
        (value, unit) = (value / 1_000.0, larger);
    }
    if unit == "B" || value >= 10.0 { format!("{value:.0} {unit}") } else { format!("{value:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::state::File;
    use super::*;

    fn published(files: &[(&str, &str)]) -> Published {
        let file = |text: &str| File { hash: Hash::of(text.as_bytes()), size: text.len() as u64, headers: None };
        let files: BTreeMap<_, _> = files.iter().map(|(path, text)| ((*path).into(), file(text))).collect();
        Published { release: "r".into(), files }
    }

    static NONE: Doubt = Doubt::new();

    fn given<'a>(site: &'a Published, host: Option<&'a Published>) -> Given<'a> {
        Given { target: "live", site, host, in_doubt: &NONE, foreign: &[], adopt: false, headers: false }
    }

    fn told(plan: &Plan) -> Vec<String> {
        let sign = |act| match act {
            Act::Add => '+',
            Act::Change => '~',
            Act::Delete => '-',
        };
        plan.steps.iter().map(|step| format!("{}{}", sign(step.act), step.path)).collect()
    }

    #[test]
    fn only_what_differs_is_touched_and_in_a_safe_order() {
        let old = published(&[("a/index.html", "1"), ("old.css", "1"), ("gone/index.html", "1"), ("index.html", "1")]);
        let new = published(&[("a/index.html", "2"), ("b/index.html", "1"), ("new.css", "1"), ("index.html", "2")]);
        let plan = Plan::new(&given(&new, Some(&old)));
        let expected = ["+new.css", "+b/index.html", "~a/index.html", "~index.html", "-gone/index.html", "-old.css"];
        assert_eq!(told(&plan), expected);
        assert_eq!(plan.lost, ["/gone/"]);
        assert_eq!((plan.count(Act::Add), plan.bytes()), (2, 4));
        assert!(Plan::new(&given(&new, Some(&new))).steps.is_empty());
        assert_eq!(Plan::read(&serde_json::to_string(&plan).unwrap()), Ok(plan.clone()));
        assert!(plan.text(1).contains("add 2 files\n  + new.css (1 B)\n  + … and 1 more\n"));
    }

    #[test]
    fn paths_in_doubt_are_sent_again_and_what_nobody_wants_is_cleared() {
        let site = published(&[("a.html", "1"), ("b.html", "1")]);
        let hash = Hash::of(b"left");
        let in_doubt =
            Doubt::from([("a.html".into(), vec![]), ("c.html".into(), vec![hash]), ("d.html".into(), vec![])]);
        let plan = Plan::new(&Given { in_doubt: &in_doubt, ..given(&site, Some(&site)) });
        assert_eq!(told(&plan), ["~a.html", "-c.html"], "d.html was deleted, or is in no doubt");
        assert_eq!(plan.steps[1].left, [hash], "only what was left there may be deleted");
        assert!(plan.lost.is_empty(), "c.html was never published: {:?}", plan.lost);
        assert_eq!(plan.steps[0].old, None, "what the host holds there is not known");
    }

    #[test]
    fn files_of_others_are_never_deleted_and_stop_the_plan_where_they_are_in_the_way() {
        let site = published(&[("index.html", "1")]);
        let foreign = ["index.html".into(), "CNAME".into()];
        let plan = Plan::new(&Given { foreign: &foreign, ..given(&site, None) });
        assert_eq!(plan.in_the_way, ["index.html".into()]);
        assert_eq!(plan.count(Act::Delete), 0);
        let adopted = Plan::new(&Given { foreign: &foreign, adopt: true, ..given(&site, None) });
        assert!(adopted.in_the_way.is_empty());
        assert_eq!(told(&adopted), ["~index.html"]);
    }

    #[test]
    fn headers_count_only_where_the_host_stores_them() {
        let old = published(&[("a", "1")]);
        let mut new = old.clone();
        new.files.get_mut("a").unwrap().headers = Some(Hash::of(b"h"));
        assert!(Plan::new(&given(&new, Some(&old))).steps.is_empty());
        assert_eq!(told(&Plan::new(&Given { headers: true, ..given(&new, Some(&old)) })), ["~a"]);
    }

    #[test]
    fn a_tenth_or_so_may_vanish_unasked() {
        let site = |count: usize| {
            let files = (0..count).map(|n| (format!("{n}").into(), published(&[("x", "1")]).files["x"]));
            Published { release: "r".into(), files: files.collect() }
        };
        let limit = |count| Plan::new(&given(&published(&[]), Some(&site(count)))).may_delete(None);
        assert_eq!((limit(10), limit(1_000), limit(9_000)), (16, 100, 256));
        assert_eq!(Plan::new(&given(&published(&[]), Some(&site(9_000)))).may_delete(Some(3)), 3);
    }

    #[test]
    fn sizes_are_short() {
        let texts = [0, 812, 3_400, 12_000_000, 999_999].map(size);
        assert_eq!(texts, ["0 B", "812 B", "3.4 KB", "12 MB", "1000 KB"]);
    }
}
