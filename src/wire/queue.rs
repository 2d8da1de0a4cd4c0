//! Which request is next: many hosts at once, few requests to each, and none sooner after the last than it likes.
//!
//! In: jobs with their hosts, limits, and the work to do for one. Out: each result, in the order in which they come.
//! A host that asks for a long wait is left alone from then on. The work itself is a function of the caller's.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// How many at once, and how fast.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Jobs at once.
    pub jobs: usize,
    /// Jobs at once of one host.
    pub per_host: usize,
    /// When no further job is started.
    pub until: Option<Instant>,
}

/// What a job came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Done<R> {
    /// Its result.
    Result(R),
    /// It was left for another time: the host asked to wait, or the time was over.
    Left,
}

/// When a host may be asked next.
#[derive(Debug, Default)]
pub struct Gate {
    next: Mutex<HashMap<String, Instant>>,
}

impl Gate {
    /// Takes the next turn at a host; returns how long to wait for it.
    pub fn turn(&self, host: &str, delay: Duration) -> Duration {
        let now = Instant::now();
        let mut next = lock(&self.next);
        let turn = next.get(host).copied().unwrap_or(now).max(now);
        next.insert(host.to_owned(), turn + delay);
        turn - now
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A worker that panicked left nothing half-done behind: queues change in single steps.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A host's jobs.
struct Lane<J> {
    waiting: VecDeque<J>,
    active: usize,
    closed: bool,
}

/// Does all jobs, `(host, job)`. `work` returns the result and whether the host wants to be left alone; `each` is
/// called on the caller's thread as results come, and says whether to go on: if not, what is not yet begun is left.
pub fn run<J: Send, R: Send>(
    jobs: Vec<(String, J)>,
    pace: Pace,
    work: impl Fn(&J) -> (R, bool) + Sync,
    mut each: impl FnMut(J, Done<R>) -> bool,
) {
    let mut lanes: BTreeMap<String, Lane<J>> = BTreeMap::new();
    let workers = pace.jobs.clamp(1, jobs.len().max(1));
    for (host, job) in jobs {
        let lane = lanes.entry(host).or_insert_with(|| Lane { waiting: VecDeque::new(), active: 0, closed: false });
        lane.waiting.push_back(job);
    }
    let lanes = Mutex::new(lanes);
    let freed = Condvar::new();
    let (results, inbox) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let results = results.clone();
            let (lanes, freed, work) = (&lanes, &freed, &work);
            scope.spawn(move || {
                while let Some((host, job, is_left)) = take(lanes, freed, pace) {
                    if is_left {
                        // The receiver outlives the workers.
                        let _ = results.send((job, Done::Left));
                        continue;
                    }
                    let (result, close) = work(&job);
                    if let Some(lane) = lock(lanes).get_mut(&host) {
                        lane.active -= 1;
                        lane.closed |= close;
                    }
                    freed.notify_all();
                    let _ = results.send((job, Done::Result(result)));
                }
            });
        }
        drop(results);
        for (job, done) in inbox {
            if !each(job, done) {
                lock(&lanes).values_mut().for_each(|lane| lane.closed = true);
            }
        }
    });
}

/// The next job of the host with the fewest under way, and whether it is to be left; waits while all hosts are busy.
fn take<J>(lanes: &Mutex<BTreeMap<String, Lane<J>>>, freed: &Condvar, pace: Pace) -> Option<(String, J, bool)> {
    let mut held = lock(lanes);
    loop {
        let over = pace.until.is_some_and(|until| Instant::now() >= until);
        let open = held.iter_mut().filter(|(_, lane)| !lane.waiting.is_empty());
        let free = open.filter(|(_, lane)| over || lane.closed || lane.active < pace.per_host.max(1));
        let next = free.min_by_key(|(_, lane)| (lane.active, std::cmp::Reverse(lane.waiting.len())));
        if let Some((host, lane)) = next {
            let job = lane.waiting.pop_front().expect("lanes without jobs are left out");
            let is_left = over || lane.closed;
            lane.active += usize::from(!is_left);
            return Some((host.clone(), job, is_left));
        }
        if held.values().all(|lane| lane.waiting.is_empty()) {
            return None;
        }
        held = freed.wait(held).unwrap_or_else(PoisonError::into_inner);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn pace(jobs: usize, per_host: usize) -> Pace {
        Pace { jobs, per_host, until: None }
    }

    #[test]
    fn hosts_go_side_by_side_and_the_jobs_of_one_in_turn() {
        let jobs: Vec<(String, usize)> = (0..40).map(|n| (format!("h{}", n % 4), n)).collect();
        let active: Vec<AtomicUsize> = (0..4).map(|_| AtomicUsize::new(0)).collect();
        let (most, all, peak) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let mut done = Vec::new();
        let work = |job: &usize| {
            most.fetch_max(active[job % 4].fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            peak.fetch_max(all.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(4));
            active[job % 4].fetch_sub(1, Ordering::SeqCst);
            all.fetch_sub(1, Ordering::SeqCst);
            (job * 2, false)
        };
        run(jobs, pace(8, 1), work, |job, result| {
            done.push((job, result));
            true
        });
        done.sort_by_key(|(job, _)| *job);
        assert!(done.iter().enumerate().all(|(at, (job, result))| *job == at && *result == Done::Result(at * 2)));
        assert_eq!((done.len(), most.into_inner()), (40, 1));
        assert!(peak.into_inner() > 1, "hosts are asked side by side");
    }

    #[test]
    fn a_host_that_asks_to_wait_is_left_alone_and_time_runs_out() {
        let jobs = |hosts: &[&str]| -> Vec<(String, usize)> {
            hosts.iter().enumerate().map(|(at, host)| ((*host).to_owned(), at)).collect()
        };
        let mut left = Vec::new();
        let note = |left: &mut Vec<usize>, job, done| {
            if done == Done::Left {
                left.push(job);
            }
            true
        };
        run(
            jobs(&["a", "b", "a", "a", "b"]),
            pace(2, 1),
            |job| ((), *job == 0),
            |job, done| note(&mut left, job, done),
        );
        left.sort_unstable();
        assert_eq!(left, [2, 3]);
        left.clear();
        let over = Pace { until: Some(Instant::now()), ..pace(2, 1) };
        run(jobs(&["a", "a"]), over, |_| ((), false), |job, done| note(&mut left, job, done));
        assert_eq!(left.len(), 2);
        left.clear();
        run(
            jobs(&["a"; 50]),
            pace(1, 1),
            |_| (std::thread::sleep(Duration::from_millis(5)), false),
            |job, done| {
                note(&mut left, job, done);
                false
            },
        );
        assert!(left.len() > 40, "who says stop is not asked again and again: {}", left.len());
    }

    #[test]
    fn requests_to_a_host_keep_their_distance() {
        let gate = Gate::default();
        let delay = Duration::from_millis(500);
        assert_eq!(gate.turn("a", delay), Duration::ZERO);
        assert!(gate.turn("a", delay) > Duration::from_millis(300));
        assert!(gate.turn("a", delay) > Duration::from_millis(800));
        assert_eq!(gate.turn("b", delay), Duration::ZERO);
    }
}
