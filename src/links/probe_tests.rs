//! What answers mean, asked of a script instead of the network.

use std::cell::RefCell;
use std::collections::HashMap;

use super::*;

/// Answers by address; the last of several is given again and again. What is asked for is noted.
struct Script {
    answers: RefCell<HashMap<String, Vec<Result<Answer, Failure>>>>,
    asked: RefCell<Vec<(Method, String)>>,
    waited: RefCell<Duration>,
}

impl Asker for Script {
    fn ask(&self, method: Method, url: &Url) -> Result<Answer, Failure> {
        self.asked.borrow_mut().push((method, url.to_string()));
        let mut answers = self.answers.borrow_mut();
        let list = answers.get_mut(url.as_str()).unwrap_or_else(|| panic!("nobody should ask for {url}"));
        if list.len() > 1 { list.remove(0) } else { list[0].clone() }
    }

    fn pause(&self, wait: Duration) -> bool {
        *self.waited.borrow_mut() += wait;
        true
    }

    fn back_off(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn allows_local(&self) -> bool {
        false
    }
}

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Result<Answer, Failure> {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Ok(Answer { status, headers, body: body.as_bytes().to_vec(), end: End::Whole })
}

fn to(status: u16, location: &str) -> Result<Answer, Failure> {
    answer(status, &[("location", location)], "")
}

fn script(answers: Vec<(&str, Vec<Result<Answer, Failure>>)>) -> Script {
    let answers = answers.into_iter().map(|(url, list)| (url.to_owned(), list)).collect();
    Script { answers: RefCell::new(answers), asked: RefCell::default(), waited: RefCell::default() }
}

/// The outcome of an address, as "word" or "word target".
fn outcome(address: &str, answers: Vec<(&str, Vec<Result<Answer, Failure>>)>) -> String {
    let url = Url::parse(address).expect("an address");
    let fragment = Fragment::parse(url.fragment().unwrap_or(""));
    let probed = probe(&script(answers), &url, &[fragment]);
    let seen = &probed.seen[0];
    format!("{} {}", seen.outcome, seen.target.as_deref().unwrap_or("")).trim().to_owned()
}

#[test]
fn a_redirect_is_proposed_only_where_it_is_a_new_address() {
    let good = || vec![answer(200, &[], "")];
    for (from, hops, last, want) in [
        (
            "http://x.org/a",
            vec![("http://x.org/a", 301, "https://x.org/a")],
            "https://x.org/a",
            "moved https://x.org/a",
        ),
        ("http://x.org/a", vec![("http://x.org/a", 308, "/b")], "http://x.org/b", "moved http://x.org/b"),
        ("http://x.org/a", vec![("http://x.org/a", 302, "/b")], "http://x.org/b", "ok"),
        (
            "http://x.org/a",
            vec![("http://x.org/a", 301, "/b"), ("http://x.org/b", 302, "/c?session=1")],
            "http://x.org/c?session=1",
            "moved http://x.org/b",
        ),
        ("http://x.org/a", vec![("http://x.org/a", 302, "/b"), ("http://x.org/b", 301, "/c")], "http://x.org/c", "ok"),
        ("https://x.org/a", vec![("https://x.org/a", 301, "http://x.org/a")], "http://x.org/a", "ok"),
        ("https://x.org/a", vec![("https://x.org/a", 301, "https://www.x.org/")], "https://www.x.org/", "front-page"),
        ("https://short.org/a", vec![("https://short.org/a", 301, "https://x.org/")], "https://x.org/", "ok"),
        (
            "https://x.org/",
            vec![("https://x.org/", 301, "https://www.x.org/")],
            "https://www.x.org/",
            "moved https://www.x.org/",
        ),
        ("https://x.org/a", vec![("https://x.org/a", 301, "/login?next=a")], "https://x.org/login?next=a", "login"),
        (
            "https://x.org/a",
            vec![("https://x.org/a", 302, "https://accounts.x.org/")],
            "https://accounts.x.org/",
            "login",
        ),
    ] {
        let mut answers: Vec<(&str, Vec<_>)> =
            hops.iter().map(|(at, status, location)| (*at, vec![to(*status, location)])).collect();
        answers.push((last, good()));
        assert_eq!(outcome(from, answers), want, "{from} {hops:?}");
    }
}

#[test]
fn redirects_that_no_browser_follows_fail() {
    for location in ["javascript:alert(1)", "http://127.0.0.1/", "file:///etc/passwd", "http://", "mailto:a@x.org"] {
        assert_eq!(outcome("https://x.org/a", vec![("https://x.org/a", vec![to(301, location)])]), "bad-redirect");
    }
}

#[test]
fn head_is_enough_where_it_says_yes_and_nothing_where_it_says_no() {
    let run = |answers| {
        let script = script(vec![("https://x.org/a", answers)]);
        let url = Url::parse("https://x.org/a").expect("an address");
        let probed = probe(&script, &url, &[Fragment::default()]);
        let asked: Vec<Method> = script.asked.borrow().iter().map(|(method, _)| *method).collect();
        (probed.seen[0].outcome.word().to_owned(), asked, script.waited.into_inner().as_secs(), probed.close)
    };
    let ok = || answer(200, &[], "");
    let status = |status| answer(status, &[], "");
    let wait = |status, seconds| answer(status, &[("retry-after", seconds)], "");
    use Method::{Get, Head};
    for (answers, want) in [
        (vec![ok()], ("ok", vec![Head], 0, false)),
        (vec![status(405), ok()], ("ok", vec![Head, Get], 0, false)),
        (vec![status(404), ok()], ("ok", vec![Head, Get], 0, false)),
        (vec![Err(Failure::Reset), ok()], ("ok", vec![Head, Get], 0, false)),
        (vec![status(404)], ("404", vec![Head, Get], 0, false)),
        (vec![status(403)], ("403", vec![Head, Get], 0, false)),
        (vec![status(500), status(500), ok()], ("ok", vec![Head, Get, Get], 1, false)),
        (vec![status(500)], ("500", vec![Head, Get, Get, Get], 3, false)),
        (vec![Err(Failure::Timeout)], ("timeout", vec![Head, Get, Get, Get], 3, false)),
        (vec![Err(Failure::Tls)], ("tls", vec![Head, Get], 0, false)),
        (vec![wait(429, "4"), ok()], ("ok", vec![Head, Get], 4, false)),
        (vec![wait(429, "3600")], ("busy", vec![Head], 0, true)),
        (vec![status(404), wait(503, "3600")], ("busy", vec![Head, Get], 0, true)),
    ] {
        let label = format!("{answers:?}");
        let (word, asked, waited, close) = run(answers);
        assert_eq!((word.as_str(), asked, waited, close), want, "{label}");
    }
}

#[test]
fn walls_are_told_from_pages() {
    for (status, headers, body, want) in [
        (403, &[("cf-mitigated", "challenge")][..], "", "bot-wall"),
        (503, &[], "<title>Just a moment...</title>", "bot-wall"),
        (200, &[], "<script src='https://geo.captcha-delivery.com/c.js'></script>", "bot-wall"),
        (403, &[], "Please solve this CAPTCHA", "bot-wall"),
        (404, &[], "No such page. <div class=g-recaptcha></div>", "404"),
        (200, &[], "<form><div class=g-recaptcha></div></form>", "ok"),
        (405, &[("x-amzn-waf-action", "captcha")], "", "bot-wall"),
    ] {
        let answers = vec![("https://x.org/a", vec![answer(405, &[], ""), answer(status, headers, body)])];
        assert_eq!(outcome("https://x.org/a", answers), want, "{status} {body}");
    }
}
