//! Publishing to Azurite, Microsoft's own emulator of Azure's blobs, past a proxy that cuts connections.
//!
//! Absent on purpose: killing it thirty times, for the lock and the journal are those of `s3`.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::proxy::{Fault, Proxy};
use super::site::{Files, Site, plain, same};

/// The account that every Azurite has, and its key; both are in its documentation.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const KEYS: &[(&str, &str)] = &[("AZURE_STORAGE_ACCOUNT_KEY", KEY)];

/// The server, which ends when its input does: with the tests, however they end. It takes a port that is free.
const WRAPPED: &str = "process.stdin.on('end', () => process.exit(0)).resume();\n\
    process.argv.push('azurite', '--silent', '--skipApiVersionCheck', '--inMemoryPersistence', '--disableTelemetry',\
    '--blobPort', '0');\n\
    require('azurite/dist/src/blob/main.js');\n";

/// The server, one for all tests: each has a container of its own.
fn server() -> u16 {
    static SERVER: OnceLock<(u16, Child)> = OnceLock::new();
    let (port, _) = SERVER.get_or_init(|| {
        let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/publish/node");
        let is_there = packages.join("node_modules/azurite").is_dir();
        assert!(is_there, "run `.ci/setup` first: it installs the Azure server of tests/publish");
        let mut command = Command::new("node");
        command.args(["-e", WRAPPED]).current_dir(packages).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("node starts");
        let mut output = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        while !line.contains("successfully listens on ") {
            line.clear();
            assert!(output.read_line(&mut line).expect("text") > 0, "the Azure server ended");
        }
        // Nobody reads the rest, but the server must not wait for a reader.
        std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        (line.trim().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port"), child)
    });
    *port
}

/// A request to the server itself, signed as Microsoft's documentation of "Shared Key" says: a second opinion on the
/// signatures of the library that is tested. `query` is sorted.
fn ask(method: &str, path: &str, query: &[(&str, &str)], body: &[u8]) -> (u16, BTreeMap<String, String>, Vec<u8>) {
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
    let asked: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let asked = if asked.is_empty() { String::new() } else { format!("?{}", asked.join("&")) };
    let mut stream = TcpStream::connect(("127.0.0.1", server())).expect("the server is there");
    // HTTP 1.0, for an answer in one piece.
    let mut head = format!("{method} /{ACCOUNT}/{path}{asked} HTTP/1.0\r\nHost: 127.0.0.1\r\n");
    headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
    head.push_str(&format!("Authorization: SharedKey {ACCOUNT}:{signature}\r\nContent-Length: {}\r\n\r\n", body.len()));
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

/// A container of that name, empty.
fn container(name: &str) {
    let (status, _, body) = ask("PUT", name, &[("restype", "container")], b"");
    assert_eq!(status, 201, "{}", String::from_utf8_lossy(&body));
}

fn put(path: &str, bytes: &[u8]) {
    let (status, _, body) = ask("PUT", path, &[], bytes);
    assert_eq!(status, 201, "{}", String::from_utf8_lossy(&body));
}

/// All blobs of a container, by name.
fn blobs(container: &str) -> Files {
    let (status, _, body) = ask("GET", container, &[("comp", "list"), ("restype", "container")], b"");
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
    let text = String::from_utf8_lossy(&body).into_owned();
    let names = text.split("<Name>").skip(1).map(|part| part.split("</Name>").next().expect("an end").to_owned());
    names.map(|name| (name.clone(), ask("GET", &format!("{container}/{name}"), &[], b"").2)).collect()
}

fn target(container: &str, port: u16, more: &str) -> String {
    let endpoint = format!("http://127.0.0.1:{port}/{ACCOUNT}");
    format!("{{to: 'az://{container}', account: {ACCOUNT}, endpoint: '{endpoint}', connections: 8{more}}}")
}

#[test]
fn the_first_publish_sends_all_and_the_second_what_changed() {
    container("changes");
    put("changes/theirs.txt", b"theirs");
    let proxy = Proxy::start(server(), |_, _| Fault::None);
    let site = Site::with(&target("changes", proxy.port, ""), KEYS);
    let first = site.publish(&[]).done();
    assert!(first.out.contains(" added, 0 changed, 0 deleted"), "{}", first.out);
    let published = || {
        let mut blobs = blobs("changes");
        assert_eq!(blobs.remove("theirs.txt").as_deref(), Some(&b"theirs"[..]), "what is not ours stays");
        let ours = blobs.keys().filter(|path| path.starts_with(".factloom/")).count();
        assert_eq!(ours, 1, "the manifest alone: {:?}", blobs.keys());
        plain(blobs)
    };
    same(&published(), &site.files());
    site.verifies();
    let headers = |path: &str| ask("GET", &format!("changes/{path}"), &[], b"").1;
    assert_eq!(headers("index.html")["content-type"], "text/html; charset=utf-8");
    let style = site.files().into_keys().find(|path| path.ends_with(".css")).expect("a style sheet");
    assert_eq!(headers(&style)["content-type"], "text/css; charset=utf-8");
    assert_eq!(headers(&style)["cache-control"], "public, max-age=31536000, immutable");
    assert_ne!(headers("index.html")["cache-control"], headers(&style)["cache-control"]);

    assert!(site.publish(&[]).done().out.contains("nothing to publish"));
    proxy.take_log();
    let one = site.files();
    site.version("two");
    let second = site.publish(&[]).done();
    for line in ["+ new/index.html", "~ same/index.html", "- gone/index.html"] {
        assert!(second.out.contains(line), "{line} is not in\n{}", second.out);
    }
    same(&published(), &site.files());
    site.verifies();
    let sent = site.files().iter().filter(|(path, bytes)| one.get(*path) != Some(*bytes)).count();
    let log = proxy.take_log();
    let puts = log.iter().filter(|line| line.starts_with("PUT ")).count();
    assert!(sent < puts && puts <= sent + 2, "{sent} files changed, besides the journal and the manifest: {log:#?}");
}

#[test]
fn what_is_not_ours_is_not_overwritten_unasked() {
    container("foreign");
    put("foreign/index.html", b"their page");
    let site = Site::with(&target("foreign", server(), ""), KEYS);
    site.publish(&[]).fails(1, "`index.html` is on the host already, and is not ours");
    assert_eq!(blobs("foreign").len(), 1, "nothing was touched");
    site.publish(&["--adopt"]).done();
    // One that came later is met when it is written to.
    put("foreign/new/index.html", b"theirs too");
    site.version("two");
    site.publish(&[]).fails(1, "`new/index.html` is on the host already");
    assert_eq!(blobs("foreign")["new/index.html"], b"theirs too");
    site.publish(&["--adopt"]).fails(1, "`new/index.html` is on the host already");
    site.version("one");
    site.publish(&[]).done();
    assert_eq!(blobs("foreign")["new/index.html"], b"theirs too", "what was in doubt is not ours by that");
}

#[test]
fn an_earlier_release_comes_back() {
    container("back");
    let site = Site::with(&target("back/below/it", server(), ", keep: 2"), KEYS);
    site.publish(&[]).done();
    let one = site.files();
    site.version("two");
    site.publish(&[]).done();
    let listed = site.run("rollback", &["--list"]).done().out;
    assert_eq!(listed.lines().count(), 1, "{listed}");
    // Releases are named by the second.
    std::thread::sleep(Duration::from_millis(1_100));
    site.run("rollback", &[]).done();
    let below = |path: String| path.strip_prefix("below/it/").expect("below the prefix").to_owned();
    let there = blobs("back").into_iter().map(|(path, bytes)| (below(path), bytes)).collect();
    same(&plain(there), &one);
}

#[test]
fn who_is_not_let_in_or_finds_no_container_is_told_what_to_do() {
    container("errors");
    let wrong = BASE64_STANDARD.encode([7; 64]);
    let mut site = Site::with(&target("errors", server(), ""), &[("AZURE_STORAGE_ACCOUNT_KEY", &*wrong)]);
    let run = site.publish(&[]).fails(2, "container `errors` does not let us read `.factloom/published.json`");
    assert!(!run.err.contains("RequestId"), "of no use to who reads it: {}", run.err);
    assert!(!run.said().contains(&wrong) && run.err.contains("set AZURE_STORAGE_ACCOUNT_KEY"), "{}", run.err);
    site.env[0].1 = "no key".to_owned();
    let run = site.publish(&[]).fails(2, "target `live` cannot be used");
    assert!(!run.said().contains("no key"), "{}", run.err);
    site.env[0].1 = KEY.to_owned();
    site.retarget(&target("nowhere", server(), ""));
    site.publish(&[]).fails(2, "there is no container `nowhere`");
    site.retarget(&target("errors", server(), ""));
    site.publish(&[]).done();
}

#[test]
fn a_bad_day_is_survived() {
    container("faults");
    let faults = [Fault::Status(503), Fault::Lost, Fault::Status(429), Fault::AnswerLost, Fault::Truncated];
    let proxy = Proxy::start(server(), move |count, _| match count % 7 {
        1 => faults[count / 7 % faults.len()],
        _ => Fault::None,
    });
    let site = Site::with(&target("faults", proxy.port, ""), KEYS);
    site.publish(&[]).done();
    assert!(proxy.take_log().iter().any(|line| line.ends_with(" 503")), "faults happened");
    same(&plain(blobs("faults")), &site.files());
    site.version("two");
    site.publish(&[]).done();
    same(&plain(blobs("faults")), &site.files());
}

#[test]
fn a_publish_that_loses_its_connection_is_finished_by_the_next() {
    container("lost");
    // Nothing passes any more after so many requests.
    for until in [1, 3, 40, 98] {
        let proxy = Proxy::start(server(), move |count, _| if count < until { Fault::None } else { Fault::Lost });
        let site = Site::with(&target(&format!("lost/{until}"), proxy.port, ""), KEYS);
        let mut child = site.child();
        let started = Instant::now();
        while proxy.count() <= until && started.elapsed() < Duration::from_secs(60) {
            std::thread::sleep(Duration::from_millis(5));
        }
        // It tries again and again; whoever runs it loses patience.
        assert!(child.try_wait().expect("a child").is_none(), "it tries again");
        child.kill().expect("killed");
        child.wait().expect("ended");
        let there = || {
            let below = format!("{until}/");
            let blobs = blobs("lost").into_iter();
            blobs.filter_map(|(path, bytes)| Some((path.strip_prefix(&below)?.to_owned(), bytes))).collect::<Files>()
        };
        // The manifest, a list and a journal are asked for before one is made.
        assert_eq!(there().contains_key(".factloom/journal.json"), until > 3, "{until}");
        assert!(!there().contains_key(".factloom/published.json"), "{until}: not whole, and not said to be");
        site.retarget(&target(&format!("lost/{until}"), server(), ""));
        // What is sent now is not what was to be sent.
        site.version("two");
        site.publish(&[]).done();
        same(&plain(there()), &site.files());
        assert!(!there().contains_key(".factloom/journal.json"), "{until}");
        site.verifies();
    }
}
