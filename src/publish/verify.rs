//! Reads a live site back and compares it with what was built.
//!
//! In: the manifest of a build, and a way to ask for a file: a web server, or the host's own. Out: differences, all of
//! them, in the order of the paths. Absent on purpose: following redirects, for an address that redirects is not the
//! page that was published there.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::error::PublishError;
use super::local::Headers;
use super::order;
use super::state::{File, Published};
use crate::base::hash::Hash;

/// What a server said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status; 200 of hosts that know none.
    pub status: u16,
    /// Headers, names in lower case; `None` of hosts that send none.
    pub headers: Option<Vec<(String, String)>>,
    /// The body, unpacked.
    pub body: Vec<u8>,
}

/// Asks for a path.
pub type Ask<'a> = dyn Fn(&str) -> Result<Answer, PublishError> + Sync + 'a;

/// One way in which the live site differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The file that was published.
    pub path: String,
    /// What is wrong, without the path, so that the same can be counted.
    pub what: String,
}

/// An address that leads elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// Address below the site, decoded and without the first `/`.
    pub from: String,
    /// Where it leads; empty where it is gone.
    pub to: String,
    /// 301, 308 or 410.
    pub status: u16,
}

/// Path of a page that no site has.
const NOWHERE: &str = "factloom-verify-no-such-page";

/// Compares every file of `site`; `headers` are those that are expected, `connections` how many are asked at once. A page
/// that says where an address went stands in for the redirect, and is not asked for where the host does that itself.
pub fn verify(
    site: &Published,
    redirects: &[Redirect],
    headers: &Headers<'_>,
    ask: &Ask<'_>,
    connections: usize,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Vec<Difference> {
    let files: Vec<(&Box<str>, &File)> = site.files.iter().collect();
    let moved: BTreeMap<&str, u16> = redirects.iter().map(|one| (&*one.from, one.status)).collect();
    let status = |path: &str| {
        let page = path.strip_suffix("index.html").filter(|rest| rest.ends_with('/')).unwrap_or(path);
        moved.get(page).copied()
    };
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..connections.clamp(1, files.len().max(1)) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some((path, file)) = files.get(index) else { break };
                    let mut ours = compare(path, file, status(path), headers, ask);
                    if let Ok(mut found) = found.lock() {
                        found.append(&mut ours);
                    }
                    progress(index + 1, files.len());
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.extend(not_found(site, ask));
    found.sort_unstable();
    found
}

fn compare(path: &str, file: &File, moved: Option<u16>, headers: &Headers<'_>, ask: &Ask<'_>) -> Vec<Difference> {
    let differs = |what: String| Difference { path: path.to_owned(), what };
    let answer = match ask(path) {
        Ok(answer) => answer,
        Err(error) => return vec![differs(error.message)],
    };
    // Where it leads is asked by `verify_redirects`.
    if moved == Some(answer.status) {
        return Vec::new();
    }
    // A server shows its page for missing pages with the status 404, also when asked for that page.
    let expected = if order::is_missing_page(path) { &[200, 404][..] } else { &[200][..] };
    if !expected.contains(&answer.status) {
        return vec![differs(format!("status {} instead of 200", answer.status))];
    }
    let mut out = Vec::new();
    if Hash::of(&answer.body) != file.hash {
        let what = match answer.body.len() as u64 {
            size if size == file.size => "other bytes of the same length".to_owned(),
            size => format!("other bytes: {size} instead of {}", file.size),
        };
        out.push(differs(what));
    }
    let Some(sent) = &answer.headers else { return out };
    for (name, wanted) in headers(path) {
        let value = sent.iter().find(|(other, _)| *other == name).map(|(_, value)| value);
        match value {
            None => out.push(differs(format!("no `{name}` (`{wanted}` is expected)"))),
            Some(value) if !is_same(&name, value, &wanted) => {
                out.push(differs(format!("`{name}` is `{value}` instead of `{wanted}`")));
            }
            Some(_) => {}
        }
    }
    out
}

/// Whether two values of a header mean the same.
fn is_same(name: &str, a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        let text = text.to_ascii_lowercase().replace("; ", ";").replace(", ", ",");
        // Script and feed types have two names each.
        text.replace("application/javascript", "text/javascript").replace("application/x-javascript", "text/javascript")
    };
    match name {
        "content-type" => plain(a) == plain(b),
        "content-security-policy" => a == b,
        _ => plain(a) == plain(b),
    }
}

/// An address that does not exist must say so, and show the site's own page for it.
fn not_found(site: &Published, ask: &Ask<'_>) -> Option<Difference> {
    let differs = |what: String| Some(Difference { path: NOWHERE.to_owned(), what });
    let page = site.files.get("404.html")?;
    match ask(NOWHERE) {
        Err(error) => differs(error.message),
        Ok(Answer { headers: None, .. }) => None,
        Ok(answer) if answer.status != 404 => {
            differs(format!("a page that does not exist has status {} instead of 404", answer.status))
        }
        Ok(answer) if Hash::of(&answer.body) != page.hash => {
            differs("a page that does not exist does not show the site's 404.html".to_owned())
        }
        Ok(_) => None,
    }
}

/// Compares the redirects that are expected.
pub fn verify_redirects(redirects: &[Redirect], ask: &Ask<'_>) -> Vec<Difference> {
    let mut out = Vec::new();
    for Redirect { from, to, status } in redirects {
        let differs = |what: String| Difference { path: from.clone(), what };
        match ask(from) {
            Err(error) => out.push(differs(error.message)),
            // A page at the old address does the same for hosts that can redirect nothing.
            Ok(answer) if answer.status == 200 => {}
            Ok(answer) if answer.status != *status => {
                out.push(differs(format!("status {} instead of {status}", answer.status)));
            }
            Ok(answer) => {
                let location = answer.headers.iter().flatten().find(|(name, _)| name == "location");
                if location.is_none_or(|(_, value)| !value.ends_with(&**to)) && *status != 410 {
                    out.push(differs(format!("does not lead to `{to}`")));
                }
            }
        }
    }
    out
}

/// Differences by what is wrong, the most frequent first, each with the files that have it.
pub fn by_kind(found: &[Difference]) -> Vec<(&str, Vec<&str>)> {
    let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Difference { path, what } in found {
        kinds.entry(what).or_default().push(path);
    }
    let mut kinds: Vec<_> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, paths)| std::cmp::Reverse(paths.len()));
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Published {
        let file = |text: &str| File { hash: Hash::of(text.as_bytes()), size: text.len() as u64, headers: None };
        let files = files.iter().map(|(path, text)| ((*path).into(), file(text))).collect();
        Published { release: "r".into(), files }
    }

    fn html(_: &str) -> Vec<(String, String)> {
        vec![("content-type".to_owned(), "text/html; charset=utf-8".to_owned())]
    }

    fn answer(status: u16, kind: &str, body: &str) -> Answer {
        let headers = Some(vec![("content-type".to_owned(), kind.to_owned())]);
        Answer { status, headers, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn each_way_to_differ_is_told() {
        let site = site(&[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4"), ("404.html", "no")]);
        let ask = |path: &str| {
            Ok(match path {
                "a" => answer(200, "Text/HTML;charset=UTF-8", "1"),
                "b" => answer(404, "text/html; charset=utf-8", ""),
                "c" => answer(200, "text/plain", "x"),
                "d" => Answer { status: 200, headers: Some(Vec::new()), body: b"longer".to_vec() },
                "404.html" => answer(404, "text/html;charset=utf-8", "no"),
                _ => answer(200, "text/html", "home"),
            })
        };
        let found = verify(&site, &[], &html, &ask, 3, &|_, _| {});
        let told: Vec<String> = found.iter().map(|one| format!("{}: {}", one.path, one.what)).collect();
        let expected = [
            "b: status 404 instead of 200",
            "c: `content-type` is `text/plain` instead of `text/html; charset=utf-8`",
            "c: other bytes of the same length",
            "d: no `content-type` (`text/html; charset=utf-8` is expected)",
            "d: other bytes: 6 instead of 1",
            "factloom-verify-no-such-page: a page that does not exist has status 200 instead of 404",
        ];
        assert_eq!(told, expected);
        assert_eq!(by_kind(&found).len(), 6);
    }

    #[test]
    fn a_page_that_stands_in_for_a_redirect_may_be_one() {
        let site =
            site(&[("old/index.html", "1"), ("old.html", "2"), ("gone/index.html", "3"), ("here/index.html", "4")]);
        let redirect = |from: &str, status| Redirect { from: from.into(), to: "/new/".into(), status };
        let redirects = [redirect("old/", 301), redirect("old.html", 301), redirect("gone/", 410)];
        let served = |status: fn(&str) -> u16| {
            let ask = move |path: &str| Ok(answer(status(path), "text/html;charset=utf-8", "1"));
            let found = verify(&site, &redirects, &html, &ask, 1, &|_, _| {});
            found.iter().map(|one| format!("{}: {}", one.path, one.what)).collect::<Vec<_>>()
        };
        let wrong = "here/index.html: status 301 instead of 200";
        assert_eq!(served(|path| if path.starts_with("gone") { 410 } else { 301 }), [wrong]);
        let gone = "gone/index.html: status 301 instead of 200";
        assert_eq!(served(|_| 301), [gone, wrong], "that is not the status of what is gone");
        let expected = ["gone", "here", "old.html", "old"].map(|name| {
            let path = if name == "old.html" { name.to_owned() } else { format!("{name}/index.html") };
            format!("{path}: other bytes of the same length")
        });
        assert_eq!(
            served(|_| 200),
            [&expected[0], &expected[1], &expected[2]].map(String::clone),
            "a page is compared"
        );
    }

    #[test]
    fn a_redirect_leads_where_it_should_or_a_page_stands_there() {
        let redirect = |from: &str, status| Redirect { from: from.into(), to: "/new/".into(), status };
        let redirects = [redirect("a", 301), redirect("b", 301), redirect("c", 410), redirect("d", 301)];
        let ask = |path: &str| {
            let headers = Some(vec![("location".to_owned(), "https://x.org/new/".to_owned())]);
            Ok(Answer {
                status: if path == "b" {
                    404
                } else if path == "c" {
                    410
                } else {
                    301
                },
                headers,
                body: Vec::new(),
            })
        };
        let found = verify_redirects(&redirects, &ask);
        assert_eq!(found, [Difference { path: "b".into(), what: "status 404 instead of 301".into() }]);
    }
}
