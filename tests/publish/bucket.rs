//! What every host of objects must do, told once: `azure`, `google` and `s3` are held to it, each with its own server.
//!
//! In: a bucket that can be looked into past factloom. In each lies a file of somebody else from the beginning, and
//! whenever a bucket is found to hold a site, that file is found untouched.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::proxy::{Fault, Proxy};
use super::site::{Files, Site, plain, same};

/// A bucket on a server.
pub trait Bucket {
    /// A site whose target it is, reached at a port: the server's own, or that of a proxy. `more` ends its keys.
    fn site(&self, port: u16, more: &str) -> Site;

    /// The server's own port.
    fn port(&self) -> u16;

    /// All objects, by name.
    fn objects(&self) -> Files;

    /// Somebody else writes an object.
    fn put(&self, path: &str, bytes: &[u8]);

    /// A header that an object is sent with.
    fn header(&self, path: &str, name: &str) -> Option<String>;

    /// The file of somebody else that lies in each bucket.
    fn put_theirs(&self) {
        self.put("theirs.txt", b"theirs");
    }

    /// It holds the site, and what was there before. The names of what else is ours.
    fn holds(&self, site: &Site) -> Vec<String> {
        let objects = self.objects();
        let ours = objects.keys().filter(|path| path.starts_with(".factloom/")).cloned().collect();
        let mut wanted = site.files();
        wanted.insert("theirs.txt".to_owned(), b"theirs".to_vec());
        same(&plain(objects), &wanted);
        ours
    }

    /// The same, and of ours the manifest alone.
    fn holds_no_more_than(&self, site: &Site) {
        assert_eq!(self.holds(site), [".factloom/published.json"]);
    }
}

pub fn the_first_publish_sends_all(bucket: &impl Bucket, site: &Site) {
    let first = site.publish(&[]).done();
    assert!(first.out.contains(" added, 0 changed, 0 deleted"), "{}", first.out);
    bucket.holds_no_more_than(site);
    let style = site.files().into_keys().find(|path| path.ends_with(".css")).expect("a style sheet");
    let header = |path: &str, name: &str| bucket.header(path, name).unwrap_or_default();
    assert_eq!(header("index.html", "content-type"), "text/html; charset=utf-8");
    assert_eq!(header(&style, "content-type"), "text/css; charset=utf-8");
    assert_eq!(header(&style, "cache-control"), "public, max-age=31536000, immutable");
    assert_ne!(header("index.html", "cache-control"), header(&style, "cache-control"));
    assert!(site.publish(&[]).done().out.contains("nothing to publish"));
}

pub fn what_is_not_ours_is_not_overwritten_unasked(bucket: &impl Bucket) {
    bucket.put("index.html", b"their page");
    let site = bucket.site(bucket.port(), "");
    site.publish(&[]).fails(1, "`index.html` is on the host already, and is not ours");
    assert_eq!(bucket.objects().len(), 2, "nothing was touched");
    site.publish(&["--adopt"]).done();
    bucket.holds(&site);
    // One that came later is met when it is written to.
    bucket.put("new/index.html", b"theirs too");
    site.version("two");
    for arguments in [&[][..], &["--adopt"]] {
        site.publish(arguments).fails(1, "`new/index.html` is on the host already");
        assert_eq!(bucket.objects()["new/index.html"], b"theirs too");
    }
    site.version("one");
    site.publish(&[]).done();
    assert_eq!(bucket.objects()["new/index.html"], b"theirs too", "what was in doubt is not ours by that");
}

pub fn a_bad_day_is_survived(bucket: &impl Bucket) {
    let [first, second, third] = [503, 429, 500].map(Fault::Status);
    let faults = [first, Fault::Lost, second, Fault::AnswerLost, third, Fault::Truncated, Fault::Slow];
    let deletions = AtomicUsize::new(0);
    let proxy = Proxy::start(bucket.port(), move |count, line| {
        // There are few of those, and each host has its own way.
        let is_deletion = line.starts_with("DELETE ") || line.starts_with("POST ");
        match is_deletion.then(|| deletions.fetch_add(1, Ordering::Relaxed)) {
            Some(0) => Fault::Lost,
            Some(1) => Fault::AnswerLost,
            _ if count % 7 == 1 => faults[count / 7 % faults.len()],
            _ => Fault::None,
        }
    });
    let site = bucket.site(proxy.port, "");
    for version in ["one", "two"] {
        site.version(version);
        site.publish(&[]).done();
        bucket.holds(&site);
    }
    let log = proxy.take_log();
    assert!([" 503", " 429"].iter().all(|status| log.iter().any(|line| line.ends_with(status))), "faults happened");
}

/// One that keeps a release.
pub fn an_earlier_release_comes_back(bucket: &impl Bucket) {
    let site = bucket.site(bucket.port(), ", keep: 2");
    site.publish(&[]).done();
    site.version("two");
    site.publish(&[]).done();
    let listed = site.run("rollback", &["--list"]).done().out;
    assert_eq!(listed.lines().count(), 1, "{listed}");
    // Releases are named by the second.
    std::thread::sleep(Duration::from_millis(1_100));
    site.run("rollback", &[]).done();
    site.version("one");
    bucket.holds(&site);
}

/// Killed thirty times, each at a moment of its own.
pub fn a_publish_killed_anywhere_is_finished_by_the_next(bucket: &impl Bucket) {
    let rounds = 30;
    let proxy = Proxy::clear(bucket.port());
    let site = bucket.site(proxy.port, ", keep: 1");
    site.publish(&[]).done();
    site.edit("A change, for its time.");
    let started = Instant::now();
    site.publish(&[]).done();
    let whole = started.elapsed();
    let mut killed = 0;
    for round in 0..rounds {
        let mut random = fastrand::Rng::with_seed(round);
        site.edit(&format!("Round {round}."));
        let mut child = site.child();
        std::thread::sleep(Duration::from_micros(random.u64(0..whole.as_micros() as u64 * 3 / 4)));
        let _ = child.kill();
        killed += u64::from(!child.wait().expect("it ends").success());
        if round % 3 == 0 {
            site.publish(&["--quiet"]).done();
            let ours = bucket.holds(&site);
            assert!(!ours.iter().any(|path| path == ".factloom/journal.json"), "round {round}");
        }
    }
    site.publish(&[]).done();
    site.verifies();
    println!("{killed} of {rounds} publishes were killed in the middle");
    assert!(killed > rounds / 6, "{killed} of {rounds} were killed in the middle");
}

/// The server is asked, and told nothing.
pub fn a_plan_only_reads(bucket: &impl Bucket) {
    let proxy = Proxy::clear(bucket.port());
    let site = bucket.site(proxy.port, "");
    site.publish(&[]).done();
    site.edit("Words of a plan.");
    proxy.take_log();
    assert!(site.publish(&["--plan"]).done().said().contains(" to change"));
    site.publish(&["--plan", "--format", "json"]).done();
    let log = proxy.take_log();
    let reads = |line: &String| line.starts_with("GET ") || line.starts_with("HEAD ") || line.contains("/token");
    assert!(!log.is_empty() && log.iter().all(reads), "{log:?}");
    site.publish(&[]).done();
    assert!(!proxy.take_log().iter().all(reads), "a publish writes, and it is seen");
    bucket.holds(&site);
}
