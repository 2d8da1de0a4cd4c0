//! `_headers` and `_redirects`: read as their hosts read them, and held to the policy.

use factloom::hosting::headers;
use factloom::hosting::policy::address;

use crate::support::Site;

/// The headers of an address by Cloudflare's rules: in the order of the file, `! Name` takes one back, and values of
/// one header are joined.
fn by_cloudflare(text: &str, address: &str) -> Vec<(String, String)> {
    let (mut out, mut fits) = (Vec::<(String, String)>::new(), false);
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        match line.strip_prefix("  ") {
            None => {
                fits = match line.split_once('*') {
                    Some((head, tail)) => {
                        assert!(!tail.contains('*'), "Cloudflare takes one star: {line}");
                        address.len() >= head.len() + tail.len() && address.starts_with(head) && address.ends_with(tail)
                    }
                    None => address == line,
                }
            }
            Some(_) if !fits => {}
            Some(rule) => match rule.strip_prefix("! ") {
                Some(name) => out.retain(|(other, _)| other != name),
                None => {
                    let (name, value) = rule.split_once(": ").expect("a name and a value");
                    match out.iter_mut().find(|(other, _)| other == name) {
                        Some((_, old)) => old.push_str(&format!(", {value}")),
                        None => out.push((name.to_owned(), value.to_owned())),
                    }
                }
            },
        }
    }
    out
}

const OVERLAPPING: &str = "cache: {/data/*: 1h, /*.json: 1d, /one/: immutable}, \
    headers: {/facts/*: {Referrer-Policy: no-referrer, Content-Type: text/x}, /data/*: {X-A: b}}";

#[test]
fn the_headers_of_cloudflare_come_to_the_policy() {
    let site = Site::built("https://example.org/", &format!("{{files: cloudflare, {OVERLAPPING}}}"));
    let (text, (policy, _)) = (site.output("_headers"), site.policy());
    let mut tried = 0;
    for path in site.paths().iter().filter(|path| !path.starts_with('_') && *path != "404.html") {
        let read = by_cloudflare(&text, &address(path));
        for (name, value) in headers(&policy, path) {
            let found = read.iter().find(|(other, _)| *other == name).map(|(_, value)| value);
            if name != "Content-Type" || found.is_some() {
                assert_eq!(found, Some(&value), "{name} of {path}");
            }
        }
        tried += 1;
    }
    assert!(tried > 40);
    for path in ["feed.xml", "sources/x/x.bib", "timeline/timeline.ics"] {
        assert!(by_cloudflare(&text, &address(path)).iter().any(|(name, _)| name == "Content-Type"), "{path}");
    }
}

#[test]
fn netlify_is_told_each_header_of_an_address_once() {
    let site = Site::built("https://example.org/", "{files: [netlify]}");
    let text = site.output("_headers");
    assert!(!text.contains("! "), "Netlify knows no such line");
    for path in site.paths() {
        let joined = by_cloudflare(&text, &address(&path));
        let doubled: Vec<_> = joined
            .iter()
            .filter(|(name, value)| name.ends_with("-Control") && value.matches("max-age").count() > 1)
            .collect();
        assert!(doubled.is_empty(), "{path}: {doubled:?}");
        let types =
            joined.iter().filter(|(name, value)| name == "Content-Type" && value.matches("charset").count() > 1);
        assert_eq!(types.count(), 0, "{path}");
    }
}

#[test]
fn redirects_are_in_the_words_of_each_host() {
    let site = Site::built("https://example.org/", "{files: netlify}");
    let lines = |text: &str| text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>();
    let netlify = [
        "/%E6%97%A7/ /one/ 301!",
        "/led/ /one/#numbers 301!",
        "/old.html /one/ 301!",
        "/old/ /one/ 301!",
        "/out/ https://other.example/a?b=c 301!",
        "/taken/ /taken/index.html 410!",
        "/facts/s/old-* /404.html 410",
        "/series/* /one/ 301",
    ];
    assert_eq!(lines(&site.output("_redirects")), netlify);
    assert!(site.output("_redirects").contains("# /split/ is left to its page"));
    let (code, cloudflare, said) = site.run(&["hosting", "redirects", "--for", "cloudflare"]);
    assert_eq!((code, &*said), (0, ""));
    assert_eq!(
        lines(&cloudflare),
        [
            "/%E6%97%A7/ /one/ 301",
            "/led/ /one/#numbers 301",
            "/old.html /one/ 301",
            "/old/ /one/ 301",
            "/out/ https://other.example/a?b=c 301",
            "/series/* /one/ 301",
        ],
        "it answers no 410, and refuses lines that end in an exclamation mark"
    );
    assert!(site.paths().contains(&"old/index.html".to_owned()), "hosts that cannot redirect have the page");
}

#[test]
fn what_a_host_cannot_be_told_is_said_by_the_build() {
    let site = Site::built("https://example.org/sub/", "{files: cloudflare, compress: gz}");
    let config = std::fs::read_to_string(site.public().join("../content/site.yml")).expect("there");
    site.write("content/site.yml", &config.replace("/series/*", "/facts/*"));
    let said = site.build();
    for words in [
        "lead pages below `/facts/` away too, so `/facts/*` was left out",
        "read `_headers` at their root alone",
        "read `_redirects` at their root alone",
        "Cloudflare compresses by itself",
    ] {
        assert!(said.contains(words), "no “{words}” in\n{said}");
    }
    assert!(!site.output("_redirects").contains("/facts/*"));
    let (_, _, none) = Site::built("https://example.org/", "").run(&["hosting", "headers", "--for", "netlify"]);
    assert_eq!(none, "", "a plain site has nothing to warn of");
}

#[test]
fn the_command_says_what_it_lacks() {
    let site = Site::built("http://example.org/", "");
    let (code, text, said) = site.run(&["hosting", "headers"]);
    assert!(code == 2 && text.is_empty() && said.contains("--for netlify"), "{said}");
    let (code, text, _) = site.run(&["hosting", "headers", "--for", "netlify"]);
    assert!(code == 0 && !text.contains("Strict-Transport-Security"), "no promise of https without https: {text}");
    assert!(!site.paths().iter().any(|path| path.starts_with('_')), "no file that was not asked for");
    let (code, _, said) = site.run(&["hosting", "nginx", "--root-dir", "/srv/a;b"]);
    assert!(code == 2 && said.contains("without quotes"), "{said}");
    site.write("content/bad.md", "---\ntitle: B\nsummary: B.\ndate: 2022\ntopics: [none]\n---\n");
    let (code, text, said) = site.run(&["hosting", "nginx"]);
    assert!(code == 1 && text.is_empty() && said.contains("factloom check"), "{said}");
}

#[test]
fn the_table_of_the_readme_is_read_without_a_finding() {
    let readme = include_str!("../../README.md");
    let table = readme.split("served alike by nginx").nth(1).and_then(|rest| rest.split("Each but `cache`").next());
    let parts: Vec<&str> = table.expect("the table").split('`').skip(1).step_by(2).collect();
    let keys = ["cache", "csp", "frame_ancestors", "hsts", "cors", "referrer_policy", "permissions_policy", "headers"];
    let rules = |hosting: &str| Site::written("https://example.org/", hosting).policy().0.rules;
    let plain = rules("");
    for key in keys {
        let example = parts.iter().find(|part| part.starts_with(&format!("{key}: "))).expect(key);
        let said = rules(&format!("{{{example}}}"));
        assert!(said != plain, "{example} changes nothing");
        if !["cache", "headers"].contains(&key) {
            let off = rules(&format!("{{{key}: off}}"));
            assert!(off != plain && off != said, "{key}: off");
        }
    }
}
