//! `factloom verify` over a real nginx: clean where all is as it was built, and each thing that is not, by its name.
//!
//! Built, published into the folder that nginx serves, and read back as readers would.

use std::fs;
use std::path::Path;

use super::support::{Server, Site};

/// What `verify` says of a server: its exit code, and its words.
fn verify(site: &Site, server: &Server, more: &[&str]) -> (i32, String) {
    let address = server.address();
    let (code, out, err) = site.run_now(&[&["verify", &address], more].concat());
    assert_eq!(err, "", "{out}");
    (code, out)
}

/// A change of nginx's configuration, which must find something to change.
fn changed(site: &Site, root: &Path, from: &'static str, to: &'static str) -> Server {
    Server::nginx_at(site, root, &|text| {
        assert!(text.contains(from), "{text}");
        text.replace(from, to)
    })
}

#[test]
fn verify_finds_nothing_at_first_and_then_each_thing_that_is_broken() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("www");
    let site = Site::built(
        "https://example.org/",
        &format!("{{compress: [br, gz]}}\npublish: {{live: {{to: {}, layout: flat}}}}", root.display()),
    );
    let (code, out, err) = site.run_now(&["publish", "live"]);
    assert_eq!(code, 0, "{out}{err}");
    let good = Server::nginx_at(&site, &root, &|text| text);
    let (code, said) = verify(&site, &good, &[]);
    assert_eq!((code, &*said), (0, &*format!("{} is what was built\n", good.address())));

    // By nginx: what is changed in its configuration, and what must be said.
    let broken = [
        (
            "    add_header X-Content-Type-Options \"nosniff\" always;\n",
            "",
            "no `x-content-type-options` (`nosniff` is expected)",
        ),
        (
            "add_header Content-Security-Policy \"default-src 'none'; ",
            "add_header Content-Security-Policy \"",
            "`content-security-policy` is `",
        ),
        (
            "\"text/css; charset=utf-8\" css",
            "\"text/plain\" css",
            "`content-type` is `text/plain` instead of `text/css; charset=utf-8`",
        ),
        (
            "max-age=31536000, immutable",
            "max-age=60",
            "`cache-control` is `public, max-age=60` instead of `public, max-age=31536000, immutable`",
        ),
        (
            "error_page 404 @missing;",
            "error_page 404 =200 @missing;",
            "a page that does not exist has status 200 instead of 404",
        ),
        ("error_page 404 @missing;", "", "a page that does not exist does not show the site's 404.html"),
    ];
    for (from, to, words) in broken {
        let server = changed(&site, &root, from, to);
        let (code, said) = verify(&site, &server, &[]);
        assert!(code == 1 && said.contains(words), "`{words}` is not in\n{said}");
        assert!(said.contains("is not what was built: "), "{said}");
        let is_header = words.contains("` is `") || words.starts_with("no `");
        let (code, said) = verify(&site, &server, &["--no-headers"]);
        assert_eq!(code, i32::from(!is_header), "{said}");
    }

    // A redirect that leads elsewhere; one that is gone, so that the page stands in for it; and that page gone too.
    let of_old = |text: String, change: &dyn Fn(&str) -> String| {
        let line = |line: &str| if line.contains("/old/") { change(line) } else { line.to_owned() };
        let changed = text.lines().map(line).collect::<Vec<_>>().join("\n");
        assert_ne!(changed, text.trim_end(), "there is such a line");
        changed
    };
    let elsewhere = Server::nginx_at(&site, &root, &|text| of_old(text, &|line| line.replace("/one/", "/two/")));
    let (code, said) = verify(&site, &elsewhere, &[]);
    assert!(code == 1 && said.contains("does not lead to `/one/`\n  old/\n"), "{said}");
    let without = Server::nginx_at(&site, &root, &|text| of_old(text, &|_| String::new()));
    assert_eq!(verify(&site, &without, &[]).0, 0, "a page that leads on does the same");
    let page = root.join("old/index.html");
    let kept = fs::read(&page).expect("there");
    fs::remove_file(&page).expect("removed");
    let (code, said) = verify(&site, &without, &[]);
    assert!(code == 1 && said.contains("status 404 instead of 301\n  old/\n"), "{said}");
    assert!(said.contains("status 404 instead of 200\n  old/index.html\n"), "{said}");
    fs::write(&page, kept).expect("written");

    // By hand, on the disk.
    let page = root.join("one/index.html");
    let text = fs::read_to_string(&page).expect("there");
    fs::write(&page, text.replacen("1,200", "1,300", 1)).expect("written");
    let shorter = root.join("facts.json");
    let size = fs::metadata(&shorter).expect("there").len();
    fs::write(&shorter, "{}").expect("written");
    fs::remove_file(root.join("two/index.html")).expect("removed");
    let (code, said) = verify(&site, &good, &[]);
    assert_eq!(code, 1, "{said}");
    for words in [
        "other bytes of the same length\n  one/index.html\n".to_owned(),
        format!("other bytes: 2 instead of {size}\n  facts.json\n"),
        "instead of 200\n  two/index.html\n".to_owned(),
        format!("{} is not what was built: 3 differences\n", good.address()),
    ] {
        assert!(said.contains(&words), "`{words}` is not in\n{said}");
    }

    // And by nobody.
    let address = good.address();
    drop(good);
    let (code, _, err) = site.run_now(&["verify", &address]);
    assert!(code == 2 && err.contains("does not answer"), "{err}");
}
