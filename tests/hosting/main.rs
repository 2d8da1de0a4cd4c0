//! One policy, served alike: real nginx and real Caddy on loopback, and the files of hosts.

mod files;
mod packed;
mod support;
mod verify;

use factloom::hosting::headers;
use factloom::hosting::policy::address;
use support::{Server, Site};

const HOSTING: &str = "{compress: [br, gz, zst], cache: {/data/*: 1h, /one/: immutable}, \
    headers: {/data/*: {X-Robots-Tag: noindex, X-Odd: \"a $b {c} \\\"d\\\" \\\\e\"}, /facts/*: {Referrer-Policy: no-referrer}}}";

/// Every header that a policy may set.
const NAMES: &[&str] = &[
    "Cache-Control",
    "Content-Security-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Access-Control-Allow-Origin",
    "X-Robots-Tag",
    "X-Odd",
];

/// Files that stand in the output and are nobody's to see.
fn is_hidden(path: &str) -> bool {
    path == "404.html"
        || path.starts_with('_')
        || path.ends_with(".br")
        || path.ends_with(".gz")
        || path.ends_with(".zst")
}

/// Asks for each file of a site and compares what comes with the policy.
fn holds_to_the_policy(server: &Server, site: &Site, base: &str) {
    let (policy, redirects) = site.policy();
    let is_old =
        |address: &str| redirects.list.iter().any(|one| factloom::hosting::redirects::decoded(&one.from) == address);
    let mut tried = 0;
    for path in site.paths().iter().filter(|path| !is_hidden(path)) {
        let at = address(path);
        if is_old(&at) {
            continue;
        }
        let answer = server.plain(&format!("{base}{at}"));
        assert_eq!(answer.status, 200, "{at}");
        let wanted = headers(&policy, path);
        let wanted = |name: &str| wanted.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone());
        assert_eq!(answer.header("content-type"), wanted("Content-Type"), "{at}");
        for name in NAMES {
            assert_eq!(answer.header(name), wanted(name), "{name} of {at}");
        }
        assert_eq!(answer.body, std::fs::read(site.public().join(path)).expect("readable"), "{at}");
        tried += 1;
    }
    assert!(tried > 40, "{tried} files");
}

/// What a server does besides serving files.
fn leads_on_and_says_what_is_gone(server: &Server, site: &Site, base: &str) {
    let (policy, _) = site.policy();
    let of_pages = headers(&policy, "404.html");
    for (from, to) in [
        ("/old/", "/one/"),
        ("/old", "/one/"),
        ("/旧/", "/one/"),
        ("/old.html", "/one/"),
        ("/led/", "/one/#numbers"),
        ("/series/2019/", "/one/"),
        ("/one", "/one/"),
        ("/one/index.html", "/one/"),
        ("/index.html", "/"),
    ] {
        let answer = server.plain(&format!("{base}{from}"));
        assert!([301, 308].contains(&answer.status), "{from}: {}", answer.status);
        let location = answer.header("location").unwrap_or_default();
        // Caddy may answer in two steps where the address lacks its slash.
        let wanted = [format!("{base}{to}"), format!("{base}{from}/")];
        assert!(location == wanted[0] || (from == "/old" && location == wanted[1]), "{from} leads to {location}");
    }
    let out = server.plain(&format!("{base}/out/"));
    assert_eq!((out.status, out.header("location").as_deref()), (301, Some("https://other.example/a?b=c")));
    let taken = server.plain(&format!("{base}/taken/"));
    assert_eq!(taken.status, 410);
    assert!(String::from_utf8_lossy(&taken.body).contains("It was wrong."));
    assert_eq!(server.plain(&format!("{base}/facts/s/old-one/")).status, 410);
    assert_eq!(server.plain(&format!("{base}/facts/s/old-and-here/")).status, 200, "what stands there stays");
    assert_eq!(server.plain(&format!("{base}/split/")).status, 200, "its page knows where its places went");
    let script = factloom::render::theme::Assets::of(&[]).script.path.replace("assets/page.", "/assets/page.0");
    for path in [
        "/no/such/page/",
        "/nothing.json",
        &script,
        "/assets/",
        "/404.html",
        "/_headers",
        "/_redirects",
        "/.factloom-manifest.json",
    ] {
        let answer = server.plain(&format!("{base}{path}"));
        assert_eq!(answer.status, 404, "{path}");
        assert!(String::from_utf8_lossy(&answer.body).contains("Page not found"), "{path}");
        for (name, value) in &of_pages {
            assert_eq!(answer.header(name).as_ref(), Some(value), "{name} of {path}");
        }
    }
    for (name, value) in of_pages.iter().filter(|(name, _)| name.contains("Policy")) {
        assert_eq!(taken.header(name).as_ref(), Some(value), "{name} of what is gone");
    }
}

/// Files beside the page are sent to whoever takes them.
fn sends_what_is_packed(server: &Server, site: &Site, codings: &[(&str, &str, &str)]) {
    for path in ["one/index.html", "facts/s/index.html", "facts.json"] {
        for (accept, ending, token) in codings {
            let answer = server.get(&address(path), accept);
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(
                answer.header("content-encoding").as_deref(),
                (!token.is_empty()).then_some(*token),
                "{path} {accept}"
            );
            assert!(answer.header("vary").is_some_and(|vary| vary.contains("Accept-Encoding")), "{path} {accept}");
            let file = if ending.is_empty() { path.to_owned() } else { format!("{path}.{ending}") };
            assert!(answer.body == std::fs::read(site.public().join(&file)).expect("there"), "{file} is not what came");
            let (policy, _) = site.policy();
            for (name, value) in headers(&policy, path) {
                assert_eq!(answer.header(&name), Some(value), "{name} of {file}");
            }
        }
    }
}

#[test]
fn nginx_serves_the_site_by_its_policy() {
    let site = Site::built("https://example.org/", HOSTING);
    let server = Server::nginx(&site);
    holds_to_the_policy(&server, &site, "");
    leads_on_and_says_what_is_gone(&server, &site, "");
    sends_what_is_packed(&server, &site, &[("br, gzip", "br", "br"), ("gzip", "gz", "gzip"), ("identity", "", "")]);
}

#[test]
fn caddy_serves_the_site_by_its_policy() {
    let site = Site::built("https://example.org/", HOSTING);
    let server = Server::caddy(&site);
    holds_to_the_policy(&server, &site, "");
    leads_on_and_says_what_is_gone(&server, &site, "");
    let codings =
        [("br, gzip, zstd", "br", "br"), ("zstd", "zst", "zstd"), ("gzip", "gz", "gzip"), ("identity", "", "")];
    sends_what_is_packed(&server, &site, &codings);
}

#[test]
fn both_serve_a_site_below_a_path() {
    let site = Site::built("https://example.org/sub/", "");
    for server in [Server::nginx(&site), Server::caddy(&site)] {
        holds_to_the_policy(&server, &site, "/sub");
        leads_on_and_says_what_is_gone(&server, &site, "/sub");
        assert_eq!(server.plain("/one/").status, 404, "nothing stands beside it");
        assert_eq!(server.plain("/sub").header("location").as_deref(), Some("/sub/"));
    }
}
