//! The network's part of `factloom links`: every page that is due asked for, within all limits.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use url::Url;

use super::Arguments;
use crate::links::collect::Places;
use crate::links::fragment::Fragment;
use crate::links::plan::{Job, followed, host};
use crate::links::probe::{Asker, probe};
use crate::model::date::Date;
use crate::model::links::{Evidence, LinkLog, Record};
use crate::wire::queue::{Done, Gate, Pace, run};
use crate::wire::{Answer, Client, Failure, Limits, Method};

/// Most of a page that is read, unpacked.
const BODY: usize = 2 << 20;
/// Between two writings of the history.
const SAVING: Duration = Duration::from_secs(2);
/// Addresses that were well last time, asked for to see whether the network is there at all.
const CONTROLS: usize = 4;

/// Pages without an answer, and their hosts, after which it is asked whether the network is there at all.
const SILENT: (usize, usize) = (24, 6);

/// What a run came to.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Pages asked for.
    pub(super) pages: usize,
    /// Pages left for another time.
    pub(super) left: usize,
    /// Whether any host answered.
    pub(super) is_answered: bool,
    /// Whether the network is there; not known while nobody has asked.
    pub(super) is_online: Option<bool>,
}

/// One page's visit: its requests take turns with those of others, and end by a deadline.
struct Visit<'a> {
    client: &'a Client,
    gate: &'a Gate,
    arguments: &'a Arguments,
    deadline: Cell<Instant>,
}

impl Asker for Visit<'_> {
    fn ask(&self, method: Method, url: &Url) -> Result<Answer, Failure> {
        // Waiting for a turn is our doing, not the server's: it does not count.
        let wait = self.gate.turn(&host(url), Duration::from_millis(self.arguments.delay));
        std::thread::sleep(wait);
        self.deadline.set(self.deadline.get() + wait);
        self.client.ask(method, url, self.deadline.get())
    }

    fn pause(&self, wait: Duration) -> bool {
        let is_time = Instant::now() + wait < self.deadline.get();
        if is_time {
            std::thread::sleep(wait);
        }
        is_time
    }

    fn back_off(&self) -> Duration {
        (self.arguments.timeout / 10).min(Duration::from_secs(2))
    }

    fn allows_local(&self) -> bool {
        self.arguments.allow_local
    }
}

fn client(arguments: &Arguments) -> Client {
    Client::new(Limits { timeout: arguments.timeout, body: BODY, user_agent: arguments.user_agent.clone() })
}

/// What a run is told of the site, and what it tells back on its way.
pub(super) struct Hooks<'a> {
    /// Told (pages done, pages in all).
    pub(super) progress: &'a dyn Fn(usize, usize),
    /// Writes the history; called now and then, once any host has answered.
    pub(super) keep: &'a dyn Fn(&LinkLog) -> Result<(), String>,
    /// Whether the network is there.
    pub(super) is_online: &'a dyn Fn() -> bool,
}

/// Asks for all jobs and notes what is seen. Stops where many hosts are silent and the network is not there.
pub(super) fn all(
    arguments: &Arguments,
    jobs: Vec<(String, Job)>,
    today: Date,
    log: &mut LinkLog,
    hooks: &Hooks<'_>,
) -> Result<Asked, String> {
    let (client, gate) = (client(arguments), Gate::default());
    let started = Instant::now();
    let pace = Pace {
        jobs: usize::from(arguments.jobs),
        per_host: usize::from(arguments.per_host),
        until: arguments.max_time.map(|time| started + time),
    };
    let work = |job: &Job| {
        let deadline = Cell::new(Instant::now() + arguments.timeout * 3);
        let visit = Visit { client: &client, gate: &gate, arguments, deadline };
        let fragments: Vec<Fragment> = job.wanted.iter().map(|(_, fragment)| fragment.clone()).collect();
        let probed = probe(&visit, &job.url, &fragments);
        let close = probed.close;
        (probed, close)
    };
    let total = jobs.len();
    let (mut asked, mut saved, mut kept) = (Asked::default(), started, Ok(()));
    let mut silent: BTreeSet<String> = BTreeSet::new();
    run(jobs, pace, work, |job, done| {
        match done {
            Done::Left => asked.left += 1,
            Done::Result(probed) => {
                asked.pages += 1;
                asked.is_answered |= probed.is_answered;
                silent.insert(host(&job.url));
                for ((address, _), seen) in job.wanted.into_iter().zip(probed.seen) {
                    let record = Record::with(log.get(&address), seen, today);
                    log.0.insert(address, record);
                }
            }
        }
        (hooks.progress)(asked.pages + asked.left, total);
        if asked.is_answered && kept.is_ok() && saved.elapsed() > SAVING {
            kept = (hooks.keep)(log);
            saved = Instant::now();
        }
        let is_silent = !asked.is_answered && asked.pages >= SILENT.0 && silent.len() >= SILENT.1;
        if is_silent && asked.is_online.is_none() {
            asked.is_online = Some((hooks.is_online)());
        }
        asked.is_online != Some(false) && kept.is_ok()
    });
    kept.map(|()| asked)
}

/// Whether the network is there: some address that was well last time, on a host of its own, answers.
pub(super) fn is_online(arguments: &Arguments, known: &LinkLog, places: &Places) -> bool {
    let client = client(arguments);
    let well = places
        .keys()
        .filter(|address| known.get(address).is_some_and(|record| record.seen.outcome.evidence() == Evidence::Alive));
    let mut urls: Vec<Url> = well.filter_map(|address| followed(address, arguments.allow_local)).collect();
    urls.sort_by_cached_key(host);
    urls.dedup_by_key(|url| host(url));
    urls.iter().take(CONTROLS).any(|url| client.ask(Method::Head, url, Instant::now() + arguments.timeout).is_ok())
}
