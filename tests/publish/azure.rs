//! Publishing to Azurite, Microsoft's own emulator of Azure's blobs, past a proxy that cuts connections.

use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::bucket::{self, Bucket};
use super::net::{Answer, ask, start};
use super::proxy::{Fault, Proxy};
use super::site::{Files, Site};

/// The account that every Azurite has, and its key; both are in its documentation.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// The server, which ends when its input does.
const WRAPPED: &str = "process.stdin.on('end', () => process.exit(0)).resume();\n\
    process.argv.push('azurite', '--silent', '--skipApiVersionCheck', '--inMemoryPersistence', '--disableTelemetry',\
    '--blobPort', '0');\n\
    require('./node/node_modules/azurite/dist/src/blob/main.js');\n";

/// The server, one for all tests: each has a container of its own.
fn server() -> u16 {
    static SERVER: OnceLock<u16> = OnceLock::new();
    *SERVER.get_or_init(|| {
        start(Command::new("node").args(["-e", WRAPPED]), "node/node_modules/azurite", "successfully listens on ")
    })
}

/// A request to the server itself, signed as Microsoft's documentation of "Shared Key" says: a second opinion on the
/// signatures of the library that is tested. `query` is sorted.
fn signed(method: &str, path: &str, query: &[(&str, &str)], body: &[u8]) -> Answer {
    let date = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let mut headers = vec![("x-ms-date", &*date), ("x-ms-version", "2021-12-02")];
    if method == "PUT" && query.is_empty() {
        headers.insert(0, ("x-ms-blob-type", "BlockBlob"));
    }
    let length = if body.is_empty() { String::new() } else { body.len().to_string() };
    let signed: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let asked: String = query.iter().map(|(name, value)| format!("\n{name}:{value}")).collect();
    let text = format!("{method}\n\n\n{length}\n\n\n\n\n\n\n\n\n{signed}/{ACCOUNT}/{ACCOUNT}/{path}{asked}");
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &BASE64_STANDARD.decode(KEY).expect("a key"));
    let signature = BASE64_STANDARD.encode(ring::hmac::sign(&key, text.as_bytes()));
    let login = format!("SharedKey {ACCOUNT}:{signature}");
    headers.push(("Authorization", &login));
    let asked: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let asked = if asked.is_empty() { String::new() } else { format!("?{}", asked.join("&")) };
    ask(server(), &format!("{method} /{ACCOUNT}/{path}{asked}"), &headers, body)
}

/// What there must be.
fn good(status: u16, answer: Answer) -> Answer {
    assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(&answer.body));
    answer
}

/// A container, or what is below a path in it.
struct Container {
    name: &'static str,
    below: String,
}

impl Container {
    /// A new one.
    fn new(name: &'static str) -> Container {
        good(201, signed("PUT", name, &[("restype", "container")], b""));
        Container::below(name, "")
    }

    /// A part of one that is there.
    fn below(name: &'static str, below: impl ToString) -> Container {
        let container = Container { name, below: below.to_string() };
        container.put_theirs();
        container
    }

    fn target(&self, port: u16, more: &str) -> String {
        let place = format!("az://{}/{}", self.name, self.below);
        let place = place.trim_end_matches('/');
        let endpoint = format!("http://127.0.0.1:{port}/{ACCOUNT}");
        format!("{{to: '{place}', account: {ACCOUNT}, endpoint: '{endpoint}', connections: 8{more}}}")
    }
}

impl Bucket for Container {
    fn site(&self, port: u16, more: &str) -> Site {
        Site::with(&self.target(port, more), &[("AZURE_STORAGE_ACCOUNT_KEY", KEY)])
    }

    fn port(&self) -> u16 {
        server()
    }

    fn objects(&self) -> Files {
        let list = good(200, signed("GET", self.name, &[("comp", "list"), ("restype", "container")], b""));
        let text = String::from_utf8_lossy(&list.body).into_owned();
        let names = text.split("<Name>").skip(1).map(|part| part.split("</Name>").next().expect("an end"));
        let ours = names.filter_map(|name| Some((name, name.strip_prefix(&self.below)?)));
        let get = |name: &str| good(200, signed("GET", &format!("{}/{name}", self.name), &[], b"")).body;
        ours.map(|(name, path)| (path.to_owned(), get(name))).collect()
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        good(201, signed("PUT", &format!("{}/{}{path}", self.name, self.below), &[], bytes));
    }

    fn header(&self, path: &str, name: &str) -> Option<String> {
        signed("GET", &format!("{}/{}{path}", self.name, self.below), &[], b"").headers.remove(name)
    }
}

#[test]
fn the_first_publish_sends_all_and_the_second_what_changed() {
    let container = Container::new("changes");
    let proxy = Proxy::clear(server());
    let site = container.site(proxy.port, "");
    bucket::the_first_publish_sends_all(&container, &site);
    site.verifies();
    proxy.take_log();
    let one = site.files();
    site.publishes_what_changed();
    let log = proxy.take_log();
    let sent = site.files().iter().filter(|(path, bytes)| one.get(*path) != Some(*bytes)).count();
    let puts = log.iter().filter(|line| line.starts_with("PUT ")).count();
    assert!(sent < puts && puts <= sent + 2, "{sent} files changed, besides the journal and the manifest: {log:#?}");
    container.holds_no_more_than(&site);
    site.verifies();
}

#[test]
fn what_is_not_ours_is_not_overwritten_unasked() {
    bucket::what_is_not_ours_is_not_overwritten_unasked(&Container::new("foreign"));
}

#[test]
fn an_earlier_release_comes_back() {
    Container::new("back");
    bucket::an_earlier_release_comes_back(&Container::below("back", "below/it/"));
}

#[test]
fn who_is_not_let_in_or_finds_no_container_is_told_what_to_do() {
    let container = Container::new("errors");
    let wrong = BASE64_STANDARD.encode([7; 64]);
    let mut site = container.site(server(), "");
    site.env[0].1 = wrong.clone();
    let run = site.publish(&[]).fails(2, "container `errors` does not let us read `.factloom/published.json`");
    assert!(!run.err.contains("RequestId"), "of no use to who reads it: {}", run.err);
    assert!(!run.said().contains(&wrong) && run.err.contains("set AZURE_STORAGE_ACCOUNT_KEY"), "{}", run.err);
    site.env[0].1 = "no key".to_owned();
    let run = site.publish(&[]).fails(2, "target `live` cannot be used");
    assert!(!run.said().contains("no key"), "{}", run.err);
    site.env[0].1 = KEY.to_owned();
    site.retarget(&Container { name: "nowhere", below: String::new() }.target(server(), ""));
    site.publish(&[]).fails(2, "there is no container `nowhere`");
    site.retarget(&container.target(server(), ""));
    site.publish(&[]).done();
}

#[test]
fn a_publish_killed_anywhere_is_finished_by_the_next() {
    bucket::a_publish_killed_anywhere_is_finished_by_the_next(&Container::new("killed"));
}

#[test]
fn a_plan_only_reads() {
    bucket::a_plan_only_reads(&Container::new("plan"));
}

#[test]
fn a_bad_day_is_survived() {
    bucket::a_bad_day_is_survived(&Container::new("faults"));
}

#[test]
fn a_publish_that_loses_its_connection_is_finished_by_the_next() {
    Container::new("lost");
    // Nothing passes any more after so many requests.
    for until in [1, 3, 40, 98] {
        let container = Container::below("lost", format!("{until}/"));
        let proxy = Proxy::start(server(), move |count, _| if count < until { Fault::None } else { Fault::Lost });
        let site = container.site(proxy.port, "");
        let mut child = site.child();
        let started = Instant::now();
        while proxy.count() <= until && started.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(5));
        }
        // It tries again and again; whoever runs it loses patience.
        assert!(child.try_wait().expect("a child").is_none(), "it tries again");
        child.kill().expect("killed");
        child.wait().expect("ended");
        let there = container.objects();
        // The manifest, a list and a journal are asked for before one is made.
        assert_eq!(there.contains_key(".factloom/journal.json"), until > 3, "{until}");
        assert!(!there.contains_key(".factloom/published.json"), "{until}: not whole, and not said to be");
        site.retarget(&container.target(server(), ""));
        // What is sent now is not what was to be sent.
        site.version("two");
        site.publish(&[]).done();
        container.holds_no_more_than(&site);
        site.verifies();
    }
}
