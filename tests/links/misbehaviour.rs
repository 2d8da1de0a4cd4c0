//! Every misbehaviour by its name, and what comes of it. All are asked for at once, within a few seconds.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::server::{BOMB, Server};
use crate::support::{TestSite, link};
use crate::tls;

/// Path on the server and the outcome, with the new address where one is proposed.
const CASES: &[(&str, &str)] = &[
    ("/ok", "ok"),
    ("/no-content", "ok"),
    ("/not-found", "404"),
    ("/gone", "410"),
    ("/odd-status", "700"),
    ("/early-hints", "ok"),
    ("/wrong-case", "ok"),
    ("/slow", "ok"),
    ("/silent", "timeout"),
    ("/drips-headers", "timeout"),
    ("/drips-body", "ok"),
    ("/drips-body#missing", "ok"),
    ("/headers-only", "timeout"),
    ("/endless-body", "ok"),
    ("/endless-body#missing", "ok"),
    ("/head-refused", "ok"),
    ("/head-not-found", "ok"),
    ("/head-breaks-off", "ok"),
    ("/head-errs", "ok"),
    ("/head-with-body", "ok"),
    ("/wrong-length", "ok"),
    ("/empty-but-promised", "reset"),
    ("/gzip-bomb#end", "ok"),
    ("/gzip-bomb#missing", "ok"),
    ("/bad-gzip", "broken-answer"),
    ("/bad-chunks", "broken-answer"),
    ("/breaks-off", "reset"),
    ("/half-a-header", "reset"),
    ("/no-http", "broken-answer"),
    ("/huge-headers", "broken-answer"),
    ("/moved", "moved /ok"),
    ("/moved#top-of-page", "moved /ok"),
    ("/moved-308", "moved /new"),
    ("/found", "ok"),
    ("/see-other", "ok"),
    ("/moved-then-found", "moved /found"),
    ("/moved-unicode", "moved /caf%C3%A9"),
    ("/loop", "redirect-loop"),
    ("/to-itself", "redirect-loop"),
    ("/chain/1", "redirect-loop"),
    ("/no-location", "bad-redirect"),
    ("/to-script", "bad-redirect"),
    ("/to-nowhere", "bad-redirect"),
    ("/to-front", "front-page"),
    ("/wants-login", "login"),
    ("/401", "401"),
    ("/403", "403"),
    ("/407", "407"),
    ("/418", "418"),
    ("/451", "451"),
    ("/999", "999"),
    ("/cloudflare", "bot-wall"),
    ("/captcha", "bot-wall"),
    ("/impatient", "ok"),
    ("/flaky", "ok"),
    ("/errs", "500"),
    ("/bad-gateway", "502"),
    ("/ok#top-of-page", "ok"),
    ("/ok#elsewhere", "no-place"),
    ("/ok#:~:text=incurred%2010%2C128%20sanctions", "ok"),
    ("/ok#:~:text=10%2C129%20sanctions", "no-text"),
];

#[test]
fn every_misbehaviour_ends_soon_and_is_called_by_its_name() {
    let server = Server::start();
    // A port that nobody listens at: bound and let go.
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let mut cases: Vec<(String, &str)> = CASES.iter().map(|(path, want)| (server.url(path), *want)).collect();
    cases.push((format!("https://127.0.0.1:{}/ok", server.port), "tls"));
    cases.push((format!("https://127.0.0.1:{}/", tls::start(tls::EXPIRED)), "tls"));
    cases.push((format!("https://127.0.0.1:{}/", tls::start(tls::UNKNOWN)), "unknown-issuer"));
    cases.push((format!("http://127.0.0.1:{closed}/"), "refused"));
    let entries = cases.iter().enumerate();
    let sources: String =
        entries.map(|(n, (url, _))| format!("s{n}: {{type: web, title: T, publisher: e, url: \"{url}\"}}\n")).collect();
    let site = TestSite::new(&[("content/sources/all.yml", &sources)]);
    assert!(BOMB.len() < 1 << 20, "packed before the clock runs");
    let started = Instant::now();
    let arguments = ["--timeout", "2", "--jobs", "64", "--per-host", "64"];
    let document = site.verdicts("2026-11-01", &arguments);
    let took = started.elapsed();
    assert!(took < Duration::from_secs(20), "it took {took:?}");
    let mut wrong = Vec::new();
    let log = site.read("content/links.tsv");
    for (url, want) in &cases {
        let outcome = link(&document, url)["outcome"].as_str().unwrap_or("-").to_owned();
        let line = log.lines().find(|line| line.split('\t').next() == Some(url)).unwrap_or("");
        let target = line.split('\t').nth(8).filter(|target| *target != "-").unwrap_or("");
        let target = target.strip_prefix(&server.url("")).unwrap_or(target);
        let found = format!("{outcome} {target}").trim().to_owned();
        if found != *want {
            wrong.push(format!("{url}: {found}, not {want}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(document["counts"]["dead"], 0, "nothing is dead after one day");
    // One page was fetched once for all its fragments, and with GET alone.
    assert_eq!(server.count("/ok"), 1 + ["/moved", "/moved", "/found", "/see-other", "/moved-then-found"].len() - 1);
}

#[test]
fn a_host_that_asks_for_a_long_wait_is_left_alone() {
    let server = Server::start();
    let sources: String = ["/busy", "/b1", "/b2", "/b3"]
        .iter()
        .enumerate()
        .map(|(n, path)| format!("s{n}: {{type: web, title: T, publisher: e, url: \"{}\"}}\n", server.url(path)))
        .collect();
    let site = TestSite::new(&[("content/sources/all.yml", &sources)]);
    for path in ["/b1", "/b2", "/b3"] {
        server.set(path, crate::server::page("429 Too Many Requests", "Retry-After: 600\r\n", ""));
    }
    let document = site.verdicts("2026-11-01", &[]);
    assert_eq!((&document["asked"], &document["left"]), (&1.into(), &3.into()), "{document:#}");
    assert_eq!(server.state.lock().expect("not poisoned").asked.len(), 1, "one request, and no second");
    assert_eq!(document["counts"]["unknown"], 1);
    assert_eq!(document["counts"]["unchecked"], 3);
}

#[test]
fn requests_to_one_host_come_one_by_one_and_at_their_distance() {
    let server = Server::start();
    let sources: String = (0..5)
        .map(|n| format!("s{n}: {{type: web, title: T, publisher: e, url: \"{}\"}}\n", server.url(&format!("/ok?{n}"))))
        .collect();
    let site = TestSite::new(&[("content/sources/all.yml", &sources)]);
    let run = site.run("links", &["--date", "2026-11-01", "--allow-local", "--delay", "150"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let state = server.state.lock().expect("not poisoned");
    assert_eq!((state.asked.len(), state.active.1), (5, 1));
    // A loaded machine may be late with the first of them, so that single distances say little.
    let span = state.asked[4].1 - state.asked[0].1;
    assert!(span > Duration::from_millis(400), "{span:?} for four distances of 150 ms");
}
