//! Publishing to an S3 server that runs here, past a proxy that counts and spoils requests.

use std::fs;
use std::io::Read;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use super::bucket::{self, Bucket};
use super::net::{Answer, ask, reply, serve, start};
use super::proxy::{Fault, Proxy};
use super::site::{Files, Run, Site, plain};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const KEYS: &[(&str, &str)] = &[("AWS_ACCESS_KEY_ID", "AKIATESTTESTTEST"), ("AWS_SECRET_ACCESS_KEY", SECRET)];

/// The server, which ends when its input does, and says all on one stream.
const WRAPPED: &str = "import os, sys, threading\n\
    os.dup2(1, 2)\n\
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()\n\
    from moto.server import main\n\
    main(['-H', '127.0.0.1', '-p', '0'])\n";

/// The server, one for all tests: it is slow to start, and each test has a bucket of its own.
fn server() -> u16 {
    static SERVER: OnceLock<u16> = OnceLock::new();
    *SERVER.get_or_init(|| {
        let mut python = Command::new("python3");
        start(python.args(["-c", WRAPPED]).env("PYTHONPATH", "python"), "python/moto", "Running on ")
    })
}

/// A request to the server itself, which takes any signature for one.
fn signed(method: &str, path: &str, body: &[u8]) -> Answer {
    let login = "AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/s3/aws4_request";
    ask(server(), &format!("{method} /{path}"), &[("Authorization", login)], body)
}

/// A bucket, by its name.
struct S3(&'static str);

impl S3 {
    /// A new one.
    fn new(name: &'static str) -> S3 {
        assert_eq!(signed("PUT", name, b"").status, 200);
        S3(name).put_theirs();
        S3(name)
    }

    fn target(&self, port: u16, more: &str) -> String {
        let endpoint = format!("http://127.0.0.1:{port}");
        format!("{{to: 's3://{}', endpoint: '{endpoint}', region: us-east-1, connections: 8{more}}}", self.0)
    }
}

impl Bucket for S3 {
    fn site(&self, port: u16, more: &str) -> Site {
        Site::with(&self.target(port, more), KEYS)
    }

    fn port(&self) -> u16 {
        server()
    }

    fn objects(&self) -> Files {
        let list = signed("GET", &format!("{}?list-type=2&max-keys=1000", self.0), b"");
        assert_eq!(list.status, 200);
        let text = String::from_utf8_lossy(&list.body).into_owned();
        let keys = text.split("<Key>").skip(1).map(|part| part.split("</Key>").next().expect("an end"));
        keys.map(|key| (key.to_owned(), signed("GET", &format!("{}/{key}", self.0), b"").body)).collect()
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        assert_eq!(signed("PUT", &format!("{}/{path}", self.0), bytes).status, 200);
    }

    fn header(&self, path: &str, name: &str) -> Option<String> {
        signed("GET", &format!("{}/{path}", self.0), b"").headers.remove(name)
    }
}

#[test]
fn only_what_changed_is_sent_and_each_request_is_needed() {
    let bucket = S3::new("changes");
    let proxy = Proxy::clear(server());
    let site = bucket.site(proxy.port, "");
    site.version("two");
    bucket::the_first_publish_sends_all(&bucket, &site);

    proxy.take_log();
    site.edit("More words.");
    let plan = site.publish(&["--plan", "--format", "json"]).done().said();
    let log = proxy.take_log();
    assert!(log.iter().all(|line| line.starts_with("GET ") || line.starts_with("HEAD ")), "a plan only reads: {log:?}");
    assert!(log.len() <= 2, "{log:?}");
    let plan: serde_json::Value = serde_json::from_str(&plan).expect("JSON");
    let steps = plan["steps"].as_array().expect("steps").len();
    assert!((3..30).contains(&steps), "{plan:#}");

    let second = site.publish(&[]).done().said();
    let log = proxy.take_log();
    println!("{steps} files changed, {} requests", log.len());
    assert!(log.len() <= steps + 5, "{steps} files changed, {} requests: {log:#?}", log.len());
    assert!(second.contains(" 0 deleted"), "{second}");
    bucket.holds_no_more_than(&site);
    assert!(site.publish(&[]).done().out.contains("nothing to publish"));
    site.verifies();
}

#[test]
fn what_pages_point_at_is_there_before_them() {
    let bucket = S3::new("order");
    let proxy = Proxy::clear(server());
    bucket.site(proxy.port, "").publish(&[]).done();
    let log = proxy.take_log();
    let at =
        |wanted: &str| log.iter().position(|line| line.starts_with(&format!("PUT /order/{wanted}"))).expect(wanted);
    let last_asset = log.iter().rposition(|line| line.starts_with("PUT /order/assets/")).expect("assets");
    assert!(at(".factloom/journal.json") < at("assets/"), "the journal first");
    assert!(last_asset < at("declaration/index.html"), "pages after what they load");
    assert!(at("declaration/index.html") < at("sitemap.xml") && at("facts/index.html") < at("index.html"));
    assert!(at("sitemap.xml") < at(".factloom/published.json"), "the manifest last");
    assert!(log.last().is_some_and(|line| line.starts_with("POST /order?delete")), "the journal goes last: {log:?}");
}

#[test]
fn a_bad_day_is_survived() {
    bucket::a_bad_day_is_survived(&S3::new("faults"));
}

#[test]
fn a_host_that_fails_for_good_is_named_and_the_next_run_finishes() {
    let bucket = S3::new("broken");
    let proxy = Proxy::start(server(), |_, line| match line.starts_with("PUT /broken/facts/") {
        true => Fault::Status(403),
        false => Fault::None,
    });
    let site = bucket.site(proxy.port, "");
    site.publish(&[]).fails(2, "does not let us write `facts/");
    assert!(!bucket.objects().contains_key(".factloom/published.json"), "a site that is not whole is not published");
    site.retarget(&bucket.target(server(), ""));
    site.publish(&[]).done();
    bucket.holds_no_more_than(&site);
}

#[test]
fn a_publish_killed_anywhere_is_finished_by_the_next() {
    bucket::a_publish_killed_anywhere_is_finished_by_the_next(&S3::new("killed"));
}

#[test]
fn what_is_not_ours_is_neither_deleted_nor_overwritten_unasked() {
    bucket::what_is_not_ours_is_not_overwritten_unasked(&S3::new("foreign"));
}

#[test]
fn many_deletions_want_consent_and_lost_addresses_are_named() {
    let bucket = S3::new("deletions");
    let site = bucket.site(server(), ", max_delete: 2");
    ["a", "b", "c"].iter().for_each(|name| site.write(&format!("static/old/{name}.html"), "old"));
    site.edit("With old pages.");
    site.publish(&[]).done();
    fs::remove_dir_all(site.path("static/old")).expect("removed");
    site.edit("Without.");
    let plan = site.publish(&["--plan"]).done().said();
    assert!(plan.contains("lost: 3 addresses") && plan.contains("! /old/a.html"), "{plan}");
    site.publish(&[]).fails(1, "`--max-delete ");
    assert!(bucket.objects().contains_key("old/a.html"));
    site.publish(&["--max-delete", "9"]).done();
    bucket.holds(&site);
}

#[test]
fn a_plan_is_applied_only_to_what_it_was_made_for() {
    let bucket = S3::new("plans");
    let site = bucket.site(server(), "");
    let plan = || site.write("plan.json", &site.publish(&["--plan", "--format", "json"]).done().out);
    let apply = || site.publish(&["--apply", "plan.json"]);
    plan();
    site.edit("Built anew.");
    apply().fails(1, "was built anew since the plan");
    assert_eq!(bucket.objects().len(), 1, "nothing was sent");
    plan();
    apply().done();
    bucket.holds(&site);
    apply().fails(1, "the host has changed since");
}

#[test]
fn an_earlier_release_comes_back_and_old_ones_are_dropped() {
    let bucket = S3::new("back");
    let site = bucket.site(server(), ", keep: 2");
    site.publish(&[]).done();
    let first = site.files();
    for words in ["One.", "Two.", "Three."] {
        // Releases are named by the second.
        std::thread::sleep(Duration::from_millis(1_100));
        site.edit(words);
        site.publish(&[]).done();
    }
    let listed = site.run("rollback", &["live", "--list"]).done().out;
    assert_eq!(listed.lines().count(), 2, "{listed}");
    let kept = bucket.objects().into_keys().filter(|path| path.starts_with(".factloom/kept/")).count();
    assert!((1..30).contains(&kept), "{kept} files are kept");
    let oldest = listed.lines().last().expect("a line");
    std::thread::sleep(Duration::from_millis(1_100));
    site.run("rollback", &["--to", oldest]).done();
    let now = plain(bucket.objects());
    let page = String::from_utf8_lossy(&now["declaration/index.html"]);
    assert!(page.contains("One.") && !page.contains("Two."));
    assert_ne!(now["declaration/index.html"], first["declaration/index.html"], "the first release was dropped");
    site.run("rollback", &["--to", "1999"]).fails(2, "there is no release `1999`");
}

#[test]
fn what_cannot_work_says_what_to_do_and_no_secret() {
    let (bucket, nowhere) = (S3::new("errors"), S3("nowhere"));
    let mut site = nowhere.site(server(), "");
    let fails = |site: &Site, words: &str| {
        let said = site.publish(&[]).fails(2, words).said();
        assert!(!said.contains(SECRET) && !said.contains("AKIATESTTESTTEST"), "{said}");
    };
    fails(&site, "there is no bucket `nowhere`");
    let keys = std::mem::replace(&mut site.env, vec![("AWS_EC2_METADATA_DISABLED".into(), "true".into())]);
    fails(&site, "there are no credentials for S3");
    site.env = vec![("AWS_PROFILE".into(), "other".into())];
    fails(&site, "profile `other` of AWS_PROFILE has no keys");
    site.env = keys;
    site.retarget(&nowhere.target(server(), ", branch: x"));
    let said = site.publish(&[]).said();
    assert!(said.contains("`branch` of target `live` means nothing for `s3://nowhere`"), "{said}");
    site.retarget(&bucket.target(server(), ""));
    bucket.put(".factloom/published.json", b"{\"version\":7}");
    fails(&site, "has format 7, which this factloom does not know");
    bucket.put(".factloom/published.json", b"<html>");
    fails(&site, "cannot be understood");
    signed("DELETE", "errors/.factloom/published.json", b"");
    fs::write(site.path("public/declaration/index.html"), "changed by hand").expect("written");
    fails(&site, "was changed after the build");
    fs::remove_dir_all(site.path("public")).expect("removed");
    fails(&site, "there is no built site");
    site.retarget(&S3("user:hunter2hunter2@errors").target(server(), ""));
    let said = site.publish(&[]).said();
    assert!(said.contains("it holds a password") && !said.contains("hunter2"), "{said}");
}

#[test]
fn a_clock_that_is_wrong_is_named_with_what_to_do() {
    // As Amazon's documents word it; the server of these tests compares no times.
    let body = b"<?xml version=\"1.0\"?><Error><Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message></Error>";
    let port = serve(|_| Some(reply("403 Forbidden", "Content-Type: application/xml\r\n", body)));
    let site = S3("skewed").site(port, "");
    let told = site.publish(&[]).fails(2, "this machine's clock is wrong").said();
    assert!(told.contains("set the clock, and publish again"), "{told}");
}

#[test]
fn two_publishers_never_work_at_once() {
    let bucket = S3::new("locked");
    let slow = |_: usize, line: &str| if line.starts_with("PUT /locked/assets") { Fault::Slow } else { Fault::None };
    let proxy = Proxy::start(server(), slow);
    let site = bucket.site(proxy.port, "");
    let runs: Vec<Run> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| site.publish(&[]))).collect();
        runs.into_iter().map(|run| run.join().expect("it ends")).collect()
    });
    let (won, lost): (Vec<Run>, Vec<Run>) = runs.into_iter().partition(|run| run.code == 0);
    assert!(!won.is_empty());
    lost.into_iter().for_each(|run| drop(run.fails(1, "another `factloom publish` to `live` runs")));
    bucket.holds(&site);

    // Another machine, which may be alive: nothing is touched while that is not known.
    let journal =
        br#"{"version":1,"by":"ann@elsewhere","since":"20261128-000000 UTC","token":"x","beat":3,"paths":{}}"#;
    bucket.put(".factloom/journal.json", journal);
    site.edit("More.");
    let mut child = site.command("publish", &[]).spawn().expect("it starts");
    std::thread::sleep(Duration::from_secs(3));
    assert!(child.try_wait().expect("a child").is_none(), "it waits");
    child.kill().expect("killed");
    let mut said = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
    child.wait().expect("it ends");
    assert!(said.contains("ann@elsewhere is publishing there since"), "{said}");
    assert_eq!(bucket.objects()[".factloom/journal.json"], journal, "untouched");
    // One that said it gave up is followed at once.
    let left = String::from_utf8_lossy(journal).replace("\"beat\":3", "\"beat\":3,\"is_left\":true");
    bucket.put(".factloom/journal.json", left.as_bytes());
    site.publish(&[]).done();
    bucket.holds(&site);
}
