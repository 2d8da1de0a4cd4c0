//! Publishing to an S3 server that runs here, past a proxy that counts and spoils requests.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::proxy::{Fault, Proxy};
use super::support::{built, command, edit, factloom, good, said, same, site};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// The server, which ends when its input does: with the tests, however they end.
const WRAPPED: &str = "import os, sys, threading\n\
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()\n\
    from moto.server import main\n\
    main(['-H', '127.0.0.1', '-p', sys.argv[1]])\n";

/// The server, one for all tests: it is slow to start, and each test has a bucket of its own.
struct Server {
    port: u16,
    _child: Child,
}

fn server() -> u16 {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER
        .get_or_init(|| {
            let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/publish/python");
            assert!(
                packages.join("moto").is_dir(),
                "run `.ci/setup` first: it installs the S3 server of tests/publish"
            );
            // A port that is free now; another process may take it first, and then the next one is tried.
            for _ in 0..5 {
                let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
                let port = listener.local_addr().expect("an address").port();
                drop(listener);
                let mut child = Command::new("python3")
                    .args(["-c", WRAPPED, &port.to_string()])
                    .stdin(Stdio::piped())
                    .env("PYTHONPATH", &packages)
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .spawn()
                    .expect("python3 starts");
                let started = Instant::now();
                while started.elapsed() < Duration::from_secs(60) && child.try_wait().expect("a child").is_none() {
                    if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                        return Server { port, _child: child };
                    }
                    std::thread::sleep(Duration::from_millis(50));
                }
                let _ = child.kill();
            }
            panic!("the S3 server does not start");
        })
        .port
}

/// The server takes any signature for one.
const SIGNED: &str = "Authorization: AWS4-HMAC-SHA256 Credential=test/20261128/us-east-1/s3/aws4_request";

/// A request to the server itself.
fn ask(method: &str, path: &str, body: &[u8]) -> (u16, BTreeMap<String, String>, Vec<u8>) {
    let mut stream = TcpStream::connect(("127.0.0.1", server())).expect("the server is there");
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{SIGNED}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).expect("a status");
    let headers = head.lines().skip(1).filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    (status, headers, answer.split_off(end + 4))
}

/// A bucket of that name, empty.
fn bucket(name: &str) {
    assert_eq!(ask("PUT", &format!("/{name}"), b"").0, 200);
}

/// All objects of a bucket, by name.
fn objects(bucket: &str) -> BTreeMap<String, Vec<u8>> {
    let (status, _, body) = ask("GET", &format!("/{bucket}?list-type=2&max-keys=1000"), b"");
    assert_eq!(status, 200);
    let text = String::from_utf8_lossy(&body).into_owned();
    let keys = text.split("<Key>").skip(1).map(|part| part.split("</Key>").next().expect("an end").to_owned());
    keys.map(|key| (key.clone(), ask("GET", &format!("/{bucket}/{key}"), b"").2)).collect()
}

/// The site's own objects.
fn published(bucket: &str) -> BTreeMap<String, Vec<u8>> {
    objects(bucket).into_iter().filter(|(path, _)| !path.starts_with(".factloom/")).collect()
}

fn target(bucket: &str, port: u16, more: &str) -> String {
    format!(
        "  live: {{to: s3://{bucket}, endpoint: \"http://127.0.0.1:{port}\", region: us-east-1, connections: 8{more}}}\n"
    )
}

const KEYS: &[(&str, &str)] = &[("AWS_ACCESS_KEY_ID", "AKIATESTTESTTEST"), ("AWS_SECRET_ACCESS_KEY", SECRET)];

#[test]
fn only_what_changed_is_sent_and_each_request_is_needed() {
    bucket("changes");
    let proxy = Proxy::start(server(), |_, _| Fault::None);
    let site = site(&target("changes", proxy.port, ""));
    let root = site.path();
    let first = good(&factloom(root, &["publish"], KEYS));
    assert!(first.contains(" added, 0 changed, 0 deleted"), "{first}");
    same(&published("changes"), &built(root));
    assert_eq!(
        objects("changes").keys().filter(|path| path.starts_with(".factloom/")).count(),
        1,
        "the manifest alone"
    );
    let (_, headers, _) = ask("GET", "/changes/index.html", b"");
    assert_eq!(headers["content-type"], "text/html; charset=utf-8");

    proxy.take_log();
    edit(root, "More words.");
    let plan = good(&factloom(root, &["publish", "--plan", "--format", "json"], KEYS));
    let log = proxy.take_log();
    assert!(log.iter().all(|line| line.starts_with("GET ") || line.starts_with("HEAD ")), "a plan only reads: {log:?}");
    assert!(log.len() <= 2, "{log:?}");
    let plan: serde_json::Value = serde_json::from_str(&plan).expect("JSON");
    let steps = plan["steps"].as_array().expect("steps").len();
    assert!((3..30).contains(&steps), "{plan:#}");

    let second = good(&factloom(root, &["publish"], KEYS));
    let log = proxy.take_log();
    println!("{steps} files changed, {} requests", log.len());
    assert!(log.len() <= steps + 5, "{steps} files changed, {} requests: {log:#?}", log.len());
    assert!(second.contains(" 0 deleted"), "{second}");
    same(&published("changes"), &built(root));
    let third = good(&factloom(root, &["publish"], KEYS));
    assert!(third.contains("nothing to publish"), "{third}");
    assert!(good(&factloom(root, &["verify", "live"], KEYS)).contains("is what was built"));
}

#[test]
fn what_pages_point_at_is_there_before_them() {
    bucket("order");
    let proxy = Proxy::start(server(), |_, _| Fault::None);
    let site = site(&target("order", proxy.port, ""));
    let root = site.path();
    good(&factloom(root, &["publish"], KEYS));
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
    bucket("faults");
    let faults =
        [Fault::Status(429), Fault::Lost, Fault::Status(500), Fault::AnswerLost, Fault::Truncated, Fault::Slow];
    let proxy = Proxy::start(server(), move |count, _| match count % 5 {
        1 => faults[count / 5 % faults.len()],
        _ => Fault::None,
    });
    let site = site(&target("faults", proxy.port, ""));
    let root = site.path();
    good(&factloom(root, &["publish"], KEYS));
    assert!(proxy.take_log().iter().any(|line| line.ends_with(" 429")), "faults happened");
    same(&published("faults"), &built(root));
    edit(root, "More words.");
    good(&factloom(root, &["publish"], KEYS));
    same(&published("faults"), &built(root));
}

#[test]
fn a_host_that_fails_for_good_is_named_and_the_next_run_finishes() {
    bucket("broken");
    let proxy = Proxy::start(server(), |_, line| match line.starts_with("PUT /broken/facts/") {
        true => Fault::Status(403),
        false => Fault::None,
    });
    let site = site(&target("broken", proxy.port, ""));
    let root = site.path();
    let run = factloom(root, &["publish"], KEYS);
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
    assert!(said(&run).contains("does not let us write `facts/"), "{}", said(&run));
    assert!(!objects("broken").contains_key(".factloom/published.json"), "a site that is not whole is not published");
    let path = root.join("content/site.yml");
    let text = fs::read_to_string(&path).expect("there");
    fs::write(&path, text.replace(&proxy.port.to_string(), &server().to_string())).expect("written");
    good(&factloom(root, &["publish"], KEYS));
    same(&published("broken"), &built(root));
    assert!(!objects("broken").contains_key(".factloom/journal.json"));
}

#[test]
fn a_publish_killed_anywhere_is_finished_by_the_next() {
    let rounds = 30;
    bucket("killed");
    let proxy = Proxy::start(server(), |_, _| Fault::None);
    let site = site(&target("killed", proxy.port, ", keep: 1"));
    let root = site.path();
    good(&factloom(root, &["publish"], KEYS));
    let mut killed = 0;
    for round in 0..rounds {
        let mut random = fastrand::Rng::with_seed(round);
        edit(root, &format!("Round {round}."));
        let mut child = command(root, &["publish", "--quiet"], KEYS)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_millis(random.u64(0..120)));
        let _ = child.kill();
        killed += u64::from(!child.wait().expect("it ends").success());
        if round % 3 == 0 {
            good(&factloom(root, &["publish", "--quiet"], KEYS));
            same(&published("killed"), &built(root));
            assert!(!objects("killed").contains_key(".factloom/journal.json"), "round {round}");
        }
    }
    good(&factloom(root, &["publish"], KEYS));
    assert!(good(&factloom(root, &["verify", "live"], KEYS)).contains("is what was built"));
    println!("{killed} of {rounds} publishes were killed in the middle");
    assert!(killed > rounds / 4, "{killed} of {rounds} were killed in the middle");
}

#[test]
fn what_is_not_ours_is_neither_deleted_nor_overwritten_unasked() {
    bucket("foreign");
    ask("PUT", "/foreign/theirs.txt", b"theirs");
    ask("PUT", "/foreign/index.html", b"their page");
    let site = site(&target("foreign", server(), ""));
    let root = site.path();
    let run = factloom(root, &["publish"], KEYS);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    assert!(said(&run).contains("`index.html` is on the host already, and is not ours"), "{}", said(&run));
    assert_eq!(objects("foreign").len(), 2, "nothing was touched");
    good(&factloom(root, &["publish", "--adopt"], KEYS));
    assert_eq!(objects("foreign")["theirs.txt"], b"theirs");
    assert_ne!(objects("foreign")["index.html"], b"their page");
    // One that came later is met when it is written to.
    ask("PUT", "/foreign/late/index.html", b"theirs too");
    fs::create_dir_all(root.join("static/late")).expect("made");
    fs::write(root.join("static/late/index.html"), "ours").expect("written");
    edit(root, "Late.");
    let run = factloom(root, &["publish"], KEYS);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    assert_eq!(objects("foreign")["late/index.html"], b"theirs too");
    fs::remove_dir_all(root.join("static/late")).expect("removed");
    edit(root, "Without it.");
    good(&factloom(root, &["publish"], KEYS));
    assert_eq!(objects("foreign")["late/index.html"], b"theirs too", "what was in doubt is not ours by that");
}

#[test]
fn many_deletions_want_consent_and_lost_addresses_are_named() {
    bucket("deletions");
    let site = site(&target("deletions", server(), ", max_delete: 2"));
    let root = site.path();
    fs::create_dir_all(root.join("static/old")).expect("made");
    for name in ["a", "b", "c"] {
        fs::write(root.join(format!("static/old/{name}.html")), "old").expect("written");
    }
    edit(root, "With old pages.");
    good(&factloom(root, &["publish"], KEYS));
    fs::remove_dir_all(root.join("static/old")).expect("removed");
    edit(root, "Without.");
    let plan = good(&factloom(root, &["publish", "--plan"], KEYS));
    assert!(plan.contains("lost: 3 addresses") && plan.contains("! /old/a.html"), "{plan}");
    let run = factloom(root, &["publish"], KEYS);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    assert!(said(&run).contains("`--max-delete "), "{}", said(&run));
    assert!(objects("deletions").contains_key("old/a.html"));
    good(&factloom(root, &["publish", "--max-delete", "9"], KEYS));
    same(&published("deletions"), &built(root));
}

#[test]
fn a_plan_is_applied_only_to_what_it_was_made_for() {
    bucket("plans");
    let site = site(&target("plans", server(), ""));
    let root = site.path();
    let plan = factloom(root, &["publish", "--plan", "--format", "json"], KEYS);
    good(&plan);
    fs::write(root.join("plan.json"), &plan.stdout).expect("written");
    edit(root, "Built anew.");
    let run = factloom(root, &["publish", "--apply", "plan.json"], KEYS);
    assert_eq!(run.status.code(), Some(1));
    assert!(said(&run).contains("was built anew since the plan"), "{}", said(&run));
    assert!(objects("plans").is_empty());
    let plan = factloom(root, &["publish", "--plan", "--format", "json"], KEYS);
    fs::write(root.join("plan.json"), &plan.stdout).expect("written");
    good(&factloom(root, &["publish", "--apply", "plan.json"], KEYS));
    same(&published("plans"), &built(root));
    let run = factloom(root, &["publish", "--apply", "plan.json"], KEYS);
    assert!(said(&run).contains("the host has changed since"), "{}", said(&run));
    assert_eq!(run.status.code(), Some(1));
}

#[test]
fn an_earlier_release_comes_back_and_old_ones_are_dropped() {
    bucket("back");
    let site = site(&target("back", server(), ", keep: 2"));
    let root = site.path();
    good(&factloom(root, &["publish"], KEYS));
    let first = built(root);
    for words in ["One.", "Two.", "Three."] {
        // Releases are named by the second.
        std::thread::sleep(Duration::from_millis(1_100));
        edit(root, words);
        good(&factloom(root, &["publish"], KEYS));
    }
    let listed = good(&factloom(root, &["rollback", "live", "--list"], KEYS));
    assert_eq!(listed.lines().count(), 2, "{listed}");
    let kept = objects("back").into_iter().filter(|(path, _)| path.starts_with(".factloom/kept/")).count();
    assert!((1..30).contains(&kept), "{kept} files are kept");
    let oldest = listed.lines().last().expect("a line").to_owned();
    std::thread::sleep(Duration::from_millis(1_100));
    good(&factloom(root, &["rollback", "--to", &oldest], KEYS));
    let now = published("back");
    let page =
        |files: &BTreeMap<String, Vec<u8>>| String::from_utf8_lossy(&files["declaration/index.html"]).into_owned();
    assert!(page(&now).contains("One.") && !page(&now).contains("Two."));
    assert_ne!(now, first, "the first release was dropped");
    let run = factloom(root, &["rollback", "--to", "1999"], KEYS);
    assert!(said(&run).contains("there is no release `1999`"), "{}", said(&run));
}

#[test]
fn what_cannot_work_says_what_to_do_and_no_secret() {
    bucket("errors");
    let site = site(&target("nowhere", server(), ""));
    let root = site.path();
    let fails = |env: &[(&str, &str)], words: &str| {
        let run = factloom(root, &["publish"], env);
        let said = said(&run);
        assert_eq!(run.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{words}: {said}");
        assert!(said.contains("help: "), "{said}");
        assert!(!said.contains(SECRET) && !said.contains("AKIATESTTESTTEST"), "{said}");
    };
    fails(KEYS, "there is no bucket `nowhere`");
    fails(&[("AWS_EC2_METADATA_DISABLED", "true")], "there are no credentials for S3");
    let path = root.join("content/site.yml");
    let text = fs::read_to_string(&path).expect("there");
    let set = |from: &str, to: &str| fs::write(&path, text.replace(from, to)).expect("written");
    set("connections: 8", "connections: 8, branch: x");
    let run = factloom(root, &["publish"], KEYS);
    assert!(said(&run).contains("`branch` of target `live` means nothing for `s3://nowhere`"), "{}", said(&run));
    set("connections: 8", "connections: 8");
    fails(&[("AWS_PROFILE", "other")], "profile `other` of AWS_PROFILE has no keys");
    set("s3://nowhere", "s3://errors");
    ask("PUT", "/errors/.factloom/published.json", b"{\"version\":7}");
    fails(KEYS, "has format 7, which this factloom does not know");
    ask("PUT", "/errors/.factloom/published.json", b"<html>");
    fails(KEYS, "cannot be understood");
    ask("DELETE", "/errors/.factloom/published.json", b"");
    fs::write(root.join("public/declaration/index.html"), "changed by hand").expect("written");
    fails(KEYS, "was changed after the build");
    fs::remove_dir_all(root.join("public")).expect("removed");
    fails(KEYS, "there is no built site");
    set("s3://nowhere", "s3://user:hunter2hunter2@errors");
    let run = factloom(root, &["publish"], KEYS);
    assert!(said(&run).contains("it holds a password") && !said(&run).contains("hunter2"), "{}", said(&run));
}

#[test]
fn two_publishers_never_work_at_once() {
    bucket("locked");
    let slow = |_: usize, line: &str| if line.starts_with("PUT /locked/assets") { Fault::Slow } else { Fault::None };
    let proxy = Proxy::start(server(), slow);
    let site = site(&target("locked", proxy.port, ""));
    let root = site.path();
    let runs: Vec<Output> = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..3).map(|_| scope.spawn(|| factloom(root, &["publish"], KEYS))).collect();
        runs.into_iter().map(|run| run.join().expect("it ends")).collect()
    });
    let won = runs.iter().filter(|run| run.status.success()).count();
    assert!(won >= 1);
    for run in runs.iter().filter(|run| !run.status.success()) {
        assert!(said(run).contains("another `factloom publish` to `live` runs"), "{}", said(run));
        assert_eq!(run.status.code(), Some(1));
    }
    same(&published("locked"), &built(root));

    // Another machine, which may be alive: nothing is touched while that is not known.
    let journal =
        br#"{"version":1,"by":"ann@elsewhere","since":"20261128-000000 UTC","token":"x","beat":3,"paths":{}}"#;
    ask("PUT", "/locked/.factloom/journal.json", journal);
    edit(root, "More.");
    let mut child =
        command(root, &["publish"], KEYS).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    std::thread::sleep(Duration::from_secs(3));
    assert!(child.try_wait().expect("a child").is_none(), "it waits");
    child.kill().expect("killed");
    let mut said = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
    child.wait().expect("it ends");
    assert!(said.contains("ann@elsewhere is publishing there since"), "{said}");
    assert_eq!(objects("locked")[".factloom/journal.json"], journal, "untouched");
    // One that said it gave up is followed at once.
    let left = String::from_utf8_lossy(journal).replace("\"beat\":3", "\"beat\":3,\"is_left\":true");
    ask("PUT", "/locked/.factloom/journal.json", left.as_bytes());
    good(&factloom(root, &["publish"], KEYS));
    same(&published("locked"), &built(root));
}
