//! A site's links over simulated days: history, verdicts, fixes, the rule and the pages.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::server::{Server, page};
use crate::support::{TestSite, link, verdict};

fn site(server: &Server) -> TestSite {
    let url = |path: &str| server.url(path);
    let sources = format!(
        "# News\nkept: {{type: web, title: Kept, publisher: e, url: {}, archive: {}}}\nlost:\n  type: web\n  title: Lost\n  \
         publisher: e\n  url: {} # as read\n",
        url("/kept"),
        url("/web/2020/http://127.0.0.1/kept"),
        url("/lost")
    );
    let article = format!(
        "---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\n---\nSee [one]({0}) and <{0}>, [two][2] and [three]({1}#part). \
         Cited [@kept; @lost].\n\n[2]: {0}\n",
        url("/old"),
        url("/other")
    );
    server.set("/web/2020/http://127.0.0.1/kept", page("200 OK", "", ""));
    for path in ["/kept", "/lost", "/old"] {
        server.set(path, page("200 OK", "", ""));
    }
    server.set("/other", page("200 OK", "Content-Type: text/html\r\n", "<p id=part>x"));
    TestSite::new(&[("content/sources/news.yml", &sources), ("content/a.md", &article)])
}

#[test]
fn a_link_dies_over_days_and_its_archived_copy_takes_over() {
    let server = Server::start();
    let site = site(&server);
    let (kept, lost) = (server.url("/kept"), server.url("/lost"));
    let first = site.links("2026-11-01", &[]);
    assert_eq!(first.code, 0, "{} {}", first.out, first.err);
    assert!(first.out.contains("5 addresses: 5 ok; asked for 5 pages"), "{}", first.out);
    for path in ["/kept", "/lost"] {
        server.set(path, page("404 Not Found", "", ""));
    }
    for (day, want) in [
        ("2026-11-05", "failing 404"),
        ("2026-11-05", "failing 404"),
        ("2026-11-06", "failing 404"),
        ("2026-11-11", "failing 404"),
        ("2026-11-12", "dead 404"),
    ] {
        let document = site.verdicts(day, &[]);
        assert_eq!(verdict(&document, &lost), want, "{day}");
    }
    let text = site.links("2026-11-13", &["--offline"]);
    assert_eq!(text.code, 1);
    for words in [
        "Dead (2)",
        "404 not found; failing since 2026-11-05, seen on 4 days, last well on 2026-11-01",
        &format!("the archived copy takes over: {}", server.url("/web/2020/")),
        &format!("write `archive: https://web.archive.org/web/20261101/{lost}`"),
        "content/sources/news.yml:7:8: source `lost`",
        "content/sources/news.yml:2:51: source `kept`",
    ] {
        assert!(text.out.contains(words), "{words} is not in\n{}", text.out);
    }
    // `check` reads the history and asks nobody.
    let asked = server.state.lock().expect("not poisoned").asked.len();
    let check = site.run("check", &["--date", "2026-11-13", "--format", "short"]);
    assert_eq!(check.code, 0, "{}", check.out);
    let found: Vec<&str> = check.out.lines().filter(|line| line.contains("[dead-link]")).collect();
    assert!(found.len() == 1 && found[0].contains("source `lost`"), "{found:?}");
    let review = site.run("review", &["--date", "2026-11-13", "--format", "short"]);
    assert!(review.out.contains("dead-link: lost:") && !review.out.contains("dead-link: kept"), "{}", review.out);
    // Pages lead to the copy first.
    let build = site.run("build", &["--date", "2026-11-13"]);
    assert_eq!(build.code, 0, "{} {}", build.out, build.err);
    assert_eq!(server.state.lock().expect("not poisoned").asked.len(), asked, "nobody was asked");
    let html = site.read("public/sources/kept/index.html");
    let at = |words: &str| html.find(words).unwrap_or_else(|| panic!("{words} is not in {html}"));
    assert!(at(">Archived copy<") < at(">Original address<"));
    at("has not answered since 5 November 2026");
    let article = site.read("public/a/index.html");
    assert!(article.contains("Archived copy</a> (its address has not answered since 5 November 2026)"), "{article}");
    assert!(!site.root().join("public/links.tsv").exists(), "the history is not published");
    // The page comes back, and all is as before.
    server.set("/kept", page("200 OK", "", ""));
    let document = site.verdicts("2026-11-14", &[]);
    assert_eq!(verdict(&document, &kept), "ok ok");
}

#[test]
fn a_new_address_is_written_where_two_days_agree() {
    let server = Server::start();
    let site = site(&server);
    let (old, before) = (server.url("/old"), (site.read("content/a.md"), site.read("content/sources/news.yml")));
    server.set("/old", page("301 Moved Permanently", "Location: /new\r\n", ""));
    server.set("/lost", page("302 Found", "Location: /new\r\n", ""));
    server.set("/other", page("308 Permanent Redirect", "Location: /other-new\r\n", ""));
    server.set("/other-new", page("200 OK", "Content-Type: text/html\r\n", "<p id=part>x"));
    let fix = ["--fix"];
    assert_eq!(verdict(&site.verdicts("2026-11-01", &fix), &old), "ok moved");
    assert_eq!(site.read("content/a.md"), before.0, "one day is not enough");
    let document = site.verdicts("2026-11-02", &[]);
    assert_eq!(verdict(&document, &old), "moved moved");
    assert_eq!(link(&document, &old)["new_address"], server.url("/new"));
    let other = server.url("/other#part");
    assert_eq!(link(&document, &other)["new_address"], server.url("/other-new#part"));
    let dry = site.links("2026-11-02", &["--offline", "--fix", "--dry-run"]);
    assert!(
        dry.out.contains("+++ b/content/a.md") && dry.out.contains(&format!("[one]({})", server.url("/new"))),
        "{}",
        dry.out
    );
    assert_eq!(site.read("content/a.md"), before.0, "a dry run writes nothing");
    let done = site.links("2026-11-02", &["--offline", "--fix"]);
    assert!(done.out.contains("content/a.md: 4 new addresses written"), "{}", done.out);
    let after = before.0.replace(&old, &server.url("/new")).replace(&server.url("/other#"), &server.url("/other-new#"));
    assert_eq!(site.read("content/a.md"), after);
    assert_eq!(site.read("content/sources/news.yml"), before.1, "a redirect for a while changes nothing");
    // What was known of the old address is known of the new.
    let log = site.read("content/links.tsv");
    assert!(!log.contains("/old\t") && log.contains(&format!("{}\t2026-11-02\tok", server.url("/new"))), "{log}");
    assert!(site.links("2026-11-02", &[]).out.contains("none was due"));
}

#[test]
fn addresses_in_sheets_change_in_place_and_odd_ones_are_left_alone() {
    let server = Server::start();
    for path in ["/a", "/b", "/c_d"] {
        server.set(path, page("301 Moved Permanently", "Location: /n(1),x\r\n", ""));
    }
    server.set("/p", page("301 Moved Permanently", "Location: /odd)\r\n", ""));
    for path in ["/n(1),x", "/odd)"] {
        server.set(path, page("200 OK", "", ""));
    }
    let (a, b, p) = (server.url("/a"), server.url("/b"), server.url("/p"));
    let yaml = format!(
        "x: {{type: web, title: X, publisher: e, url: {a}, note: \"see {a}\"}}\n\
         y: {{type: web, title: Y, publisher: e, url: '{b}'}}\n"
    );
    let port = server.port;
    let bib = format!(
        "@misc{{z,\n  title = {{Z}}, publisher = {{E}}, year = 2020,\n  url = {{http://127.0.0.1:{port}/c\\_d}}\n}}\n"
    );
    let article = format!("---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\n---\n[p]({p}), <{p}>, [a]({a} \"t\")\n");
    let files = [("content/sources/s.yml", &*yaml), ("content/sources/z.bib", &*bib), ("content/a.md", &*article)];
    let site = TestSite::new(&files);
    site.links("2026-11-01", &[]);
    let done = site.links("2026-11-02", &["--fix"]);
    let (new, odd) = (server.url("/n(1),x"), server.url("/odd)"));
    let want = yaml.replacen(&a, &format!("\"{new}\""), 1).replace(&b, &new);
    assert_eq!(site.read("content/sources/s.yml"), want, "{} {}", done.out, done.err);
    let want = article
        .replace(&format!("({p})"), &format!("({})", odd.replace(')', "\\)")))
        .replace(&p, &odd)
        .replace(&a, &new);
    assert_eq!(site.read("content/a.md"), want);
    assert_eq!(site.read("content/sources/z.bib"), bib, "an address that is spelt otherwise is for a person to change");
    assert_eq!(site.run("check", &[]).code, 0);
    let again = site.links("2026-11-03", &[]);
    assert!(again.out.contains("3 addresses: 2 ok, 1 moved"), "{}", again.out);
}

#[test]
fn links_into_ones_own_machine_are_told_and_never_asked_for() {
    let server = Server::start();
    let article =
        format!("---\ntitle: A\nsummary: B\ndate: 2022\ntopics: []\nstatus: draft\n---\n[a]({})\n", server.url("/ok"));
    let site = TestSite::new(&[("content/a.md", &article)]);
    let run = site.run("links", &["--date", "2026-11-01"]);
    assert_eq!(run.code, 1);
    assert!(
        run.out.contains("Not to be followed (1)") && run.out.contains("content/a.md:8:5: article `a`"),
        "{}",
        run.out
    );
    assert_eq!(server.state.lock().expect("not poisoned").asked.len(), 0);
    assert_eq!(site.read("content/links.tsv"), "");
}

#[test]
fn nothing_is_kept_while_no_host_answers() {
    let server = Server::start();
    let closed = || TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let (one, two) = (format!("http://127.0.0.1:{}/", closed()), format!("http://127.0.0.1:{}/", closed()));
    let source = |id: &str, url: &str| format!("{id}: {{type: web, title: T, publisher: e, url: \"{url}\"}}\n");
    let site = TestSite::new(&[("content/sources/s.yml", &(source("a", &one) + &source("b", &two)))]);
    let run = site.links("2026-11-01", &[]);
    assert_eq!((run.code, &*site.read("content/links.tsv")), (2, ""));
    assert!(run.err.contains("is this machine online?"), "{}", run.err);
    assert_eq!(site.links("2026-11-01", &["--assume-online"]).code, 0);
    assert!(site.read("content/links.tsv").contains("\trefused\t"));
    // A third address that was well, and is not due, shows that it is the two others that fail.
    site.put("content/sources/s.yml", &(source("a", &one) + &source("b", &two) + &source("c", &server.url("/ok"))));
    site.links("2026-11-02", &[]);
    let run = site.links("2026-11-03", &["--every", "30"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(site.read("content/links.tsv").matches("\t3@2026-11-03\t").count(), 2);
}

#[test]
fn a_machine_that_is_offline_is_not_made_to_wait_for_every_address() {
    // Ports that take connections and never say a word.
    let silent: Vec<TcpListener> = (0..8).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port")).collect();
    let source = |n: usize| {
        let port = silent[n % silent.len()].local_addr().expect("an address").port();
        format!("s{n}: {{type: web, title: T, publisher: e, url: \"http://127.0.0.1:{port}/{n}\"}}\n")
    };
    let site = TestSite::new(&[("content/sources/s.yml", &(0..400).map(source).collect::<String>())]);
    let started = Instant::now();
    let run = site.links("2026-11-01", &["--timeout", "0.1", "--jobs", "8"]);
    assert_eq!((run.code, &*site.read("content/links.tsv")), (2, ""), "{} {}", run.out, run.err);
    // All of them would take fifteen seconds at least.
    assert!(started.elapsed() < Duration::from_secs(12), "{:?}", started.elapsed());
}

#[test]
fn a_run_that_is_stopped_keeps_what_it_learnt() {
    let server = Server::start();
    let source =
        |n: usize, path: &str| format!("s{n}: {{type: web, title: T, publisher: e, url: \"{}\"}}\n", server.url(path));
    let sources: String = (0..200).map(|n| source(n, &format!("/ok?{n}"))).collect();
    let site = TestSite::new(&[("content/sources/s.yml", &sources)]);
    let arguments = ["--date", "2026-11-01", "--allow-local", "--delay", "40"];
    let mut child = site.command("links", &arguments).stdout(std::process::Stdio::null()).spawn().expect("it starts");
    let started = Instant::now();
    while site.read("content/links.tsv").is_empty() && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().expect("it ends");
    child.wait().expect("it has ended");
    let lines = site.read("content/links.tsv").lines().filter(|line| !line.starts_with('#')).count();
    assert!((1..200).contains(&lines), "{lines} lines");
    // The next run goes on where this one stopped, and stops by itself in time.
    let asked = server.state.lock().expect("not poisoned").asked.len();
    let run = site.links("2026-11-01", &["--max-time", "0.1", "--delay", "50"]);
    assert!(run.out.contains("for another time"), "{} {}", run.out, run.err);
    assert!(server.state.lock().expect("not poisoned").asked.len() < asked + 20);
    let again = site.links("2026-11-01", &["--jobs", "8", "--per-host", "8"]);
    assert!(again.out.contains("200 addresses: 200 ok"), "{}", again.out);
    assert!(server.count("/ok?0") <= 2);
}

#[test]
fn paths_limit_what_is_asked_for_and_the_rest_of_the_history_stays() {
    let server = Server::start();
    let site = site(&server);
    site.links("2026-11-01", &[]);
    let asked = server.state.lock().expect("not poisoned").asked.len();
    let run = site.links("2026-11-05", &["content/a.md"]);
    assert!(run.out.contains("2 addresses: 2 ok; asked for 2 pages"), "{}", run.out);
    assert_eq!(server.state.lock().expect("not poisoned").asked.len(), asked + 2);
    let log = site.read("content/links.tsv");
    assert_eq!((log.matches("\t2026-11-01\tok").count(), log.matches("\t2026-11-05\tok").count()), (3, 2));
    assert_eq!(site.links("2026-11-05", &["content/none.md"]).code, 2);
    // An address that stands nowhere any more is forgotten; while a file cannot be read, nothing is.
    let news = site.read("content/sources/news.yml");
    site.put("content/sources/news.yml", "kept: [\n");
    site.links("2026-11-06", &[]);
    assert!(site.read("content/links.tsv").contains("/lost\t"));
    site.put("content/sources/news.yml", news.split("lost:").next().expect("a part"));
    site.put("content/a.md", &site.read("content/a.md").replace("; @lost", ""));
    site.links("2026-11-07", &[]);
    assert!(!site.read("content/links.tsv").contains("/lost\t"));
}

#[test]
fn a_history_that_is_not_ours_is_never_written_over() {
    let server = Server::start();
    let site = site(&server);
    site.put("content/links.tsv", "my own table\n");
    let run = site.links("2026-11-01", &[]);
    assert_eq!((run.code, &*site.read("content/links.tsv")), (2, "my own table\n"));
    assert!(run.err.contains("was not written by `factloom links`"), "{}", run.err);
    let check = site.run("check", &["--format", "short"]);
    assert!(check.out.contains("content/links.tsv:1:1: warning[dead-link]: this line is no record"), "{}", check.out);
}
