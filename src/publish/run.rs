//! Carries a plan out: phase by phase, many files at once, the lock held and renewed.
//!
//! In: a host, a site, a plan. Out: what was done, or the first failure. After a failure the host's journal says which
//! files are in doubt; after a kill it does so too, for it was written first. A second run finishes the work.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::error::{Kind, PublishError};
use super::host::{Delete, Host, Put, State};
use super::plan::{Act, Given, Plan, Step};
use super::state::{Doubt, Journal, Published};
use crate::base::hash::Hash;
use crate::base::plural::count;

/// Time between two beats.
const BEAT: Duration = Duration::from_secs(20);
/// Files that are deleted with one request, where a host can.
const DELETED_AT_ONCE: usize = 1_000;

/// Where the bytes of a release come from: its path, and the hash they must have.
pub type Source<'a> = dyn Fn(&str, Hash) -> Result<Vec<u8>, PublishError> + Sync + 'a;

/// What is to be published, where.
pub struct Publish<'a> {
    /// The host.
    pub host: &'a dyn Host,
    /// Name of the target.
    pub target: &'a str,
    /// Manifest of the release.
    pub site: &'a Published,
    /// Its bytes.
    pub source: &'a Source<'a>,
    /// Headers of its files.
    pub headers: &'a super::local::Headers<'a>,
    /// How many files are sent at once.
    pub connections: usize,
    /// Whether files of others that are in the way become ours.
    pub adopt: bool,
    /// How many files may be deleted, if the target or the user says so.
    pub max_delete: Option<u32>,
    /// Told of files and bytes done, of all.
    pub progress: &'a (dyn Fn(Done, Done) + Sync),
}

/// Files and bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Files sent or deleted.
    pub files: usize,
    /// Bytes sent.
    pub bytes: u64,
}

impl Publish<'_> {
    /// The plan, from what the host has in `state` and what is in doubt there.
    pub fn plan(&self, state: &State, in_doubt: &Doubt) -> Plan {
        Plan::new(&Given {
            target: self.target,
            site: self.site,
            host: state.published.as_ref(),
            in_doubt,
            foreign: &state.foreign,
            adopt: self.adopt,
            headers: self.host.stores_headers(),
        })
    }

    /// Refuses a plan that needs consent.
    pub fn consent(&self, plan: &Plan) -> Result<(), PublishError> {
        if let Some(path) = plan.in_the_way.first() {
            let more = plan.in_the_way.len() - 1;
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            return Err(PublishError::new(
                Kind::Consent,
                format!("`{path}`{more} is on the host already, and is not ours"),
            )
            .help("move it away, or let it be overwritten with `--adopt`"));
        }
        let (deleted, may) = (plan.count(Act::Delete), plan.may_delete(self.max_delete));
        if deleted > may {
            let message = format!("the plan deletes {}, and {may} may vanish unasked", count(deleted, "file"));
            let help = format!("if that is meant, publish with `--max-delete {deleted}`; `--plan` lists them");
            return Err(PublishError::new(Kind::Consent, message).help(help));
        }
        Ok(())
    }

    /// Carries `plan` out, which was made from `state`. What it gives is the plan as it was carried out: longer than
    /// the one given if a publish before had died.
    pub fn carry_out(&self, mut plan: Plan, state: &State, journal: Journal) -> Result<Plan, PublishError> {
        self.consent(&plan)?;
        if let Some(died) = self.host.begin(&journal, state, &plan)? {
            plan = self.plan(state, &died.paths);
            if let Err(error) = self.consent(&plan) {
                self.host.stop();
                return Err(error);
            }
        }
        let done = self.send(&plan).and_then(|()| self.host.finish(self.site));
        if let Err(error) = done {
            self.host.stop();
            return Err(error);
        }
        Ok(plan)
    }

    fn send(&self, plan: &Plan) -> Result<(), PublishError> {
        let all = Done { files: plan.steps.len(), bytes: plan.bytes() };
        let counts = Counts::default();
        let over = (Mutex::new(false), Condvar::new());
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut is_over = over.0.lock().unwrap_or_else(PoisonError::into_inner);
                while !*is_over {
                    let waited = over.1.wait_timeout(is_over, BEAT).unwrap_or_else(PoisonError::into_inner);
                    is_over = waited.0;
                    if waited.1.timed_out()
                        && !*is_over
                        && let Err(error) = self.host.beat()
                    {
                        counts.fail(error);
                    }
                }
            });
            let mut rest = &plan.steps[..];
            while let Some(first) = rest.first() {
                let end = rest.iter().position(|step| step.phase != first.phase).unwrap_or(rest.len());
                let (phase, later) = rest.split_at(end);
                self.send_phase(phase, all, &counts);
                if counts.has_failed.load(Ordering::Relaxed) {
                    break;
                }
                rest = later;
            }
            *over.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
            over.1.notify_all();
        });
        match counts.failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    /// The steps of one phase, in any order.
    fn send_phase(&self, steps: &[Step], all: Done, counts: &Counts) {
        let mut jobs: VecDeque<&[Step]> = VecDeque::new();
        let mut rest = steps;
        while let Some(first) = rest.first() {
            let size = match first.act {
                Act::Delete => rest.len().min(DELETED_AT_ONCE),
                Act::Add | Act::Change => 1,
            };
            let (job, later) = rest.split_at(size);
            jobs.push_back(job);
            rest = later;
        }
        let threads = self.connections.clamp(1, jobs.len().max(1));
        let jobs = Mutex::new(jobs);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    while !counts.has_failed.load(Ordering::Relaxed) {
                        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                        let Some(job) = job else { break };
                        match self.send_job(job) {
                            Ok(bytes) => {
                                let files = counts.files.fetch_add(job.len(), Ordering::Relaxed) + job.len();
                                let bytes = counts.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
                                (self.progress)(Done { files, bytes }, all);
                            }
                            Err(error) => counts.fail(error),
                        }
                    }
                });
            }
        });
    }

    fn send_job(&self, steps: &[Step]) -> Result<u64, PublishError> {
        match steps {
            [Step { act, path, hash: Some(hash), old, left, .. }] => {
                let bytes = (self.source)(path, *hash)?;
                let headers = if self.host.stores_headers() { (self.headers)(path) } else { Vec::new() };
                let is_new = *act == Act::Add;
                self.host.put(&Put { path, bytes: &bytes, headers: &headers, is_new, old: *old, left })?;
                Ok(bytes.len() as u64)
            }
            _ => {
                let deletes: Vec<Delete<'_>> =
                    steps.iter().map(|step| Delete { path: &step.path, old: step.old, left: &step.left }).collect();
                self.host.delete(&deletes)?;
                Ok(0)
            }
        }
    }
}

#[derive(Default)]
struct Counts {
    files: AtomicUsize,
    bytes: AtomicU64,
    has_failed: AtomicBool,
    failure: Mutex<Option<PublishError>>,
}

impl Counts {
    fn fail(&self, error: PublishError) {
        self.has_failed.store(true, Ordering::Relaxed);
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }
}
