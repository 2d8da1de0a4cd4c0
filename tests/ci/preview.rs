//! `factloom build --noindex`.

use std::path::{Path, PathBuf};

use super::support::{done, factloom, put, read};

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => waiting.push(path),
                false if path.extension().is_some_and(|extension| extension == "html") => out.push(path),
                false => {}
            }
        }
    }
    out
}

fn head(page: &Path) -> String {
    read(page).split("</head>").next().expect("a head").to_owned()
}

/// A site with an old address, that was published.
fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    done(folder.path(), &["init", "."]);
    let article = folder.path().join("content/declaration.md");
    let text = read(&article).replacen("\ndate:", "\naliases: [/old/]\ndate:", 1);
    put(&article, &text);
    done(folder.path(), &["record"]);
    folder
}

#[test]
fn every_page_of_a_preview_asks_search_engines_to_stay_away() {
    let site = site();
    done(
        site.path(),
        &["build", "--base-url", "https://preview.example/pr-7/", "--noindex", "--output-dir", "preview"],
    );
    let preview = site.path().join("preview");
    let all = pages(&preview);
    assert!(all.len() > 10 && all.contains(&preview.join("old/index.html")) && all.contains(&preview.join("404.html")));
    for page in &all {
        let head = head(page);
        assert!(head.contains(r#"<meta name="robots" content="noindex">"#), "{}: {head}", page.display());
        assert!(!head.contains("canonical") && !head.contains("og:url"), "{}: {head}", page.display());
    }
    assert_eq!(read(preview.join("robots.txt")), "User-agent: *\nDisallow: /\n");
    assert!(!preview.join("sitemap.xml").exists());
    assert!(read(preview.join("index.html")).contains(r#"href="/pr-7/declaration/""#));
}

#[test]
fn a_site_that_is_no_preview_is_to_be_found() {
    let site = site();
    done(site.path(), &["build", "--base-url", "https://example.org/sub/"]);
    let public = site.path().join("public");
    for page in pages(&public).iter().filter(|page| !page.ends_with("old/index.html")) {
        let head = head(page);
        assert!(!head.contains("noindex"), "{}", page.display());
        assert!(head.contains(r#"<link rel="canonical" href="https://example.org/sub/"#), "{}", page.display());
        assert!(head.contains(r#"<meta property="og:url" content="https://example.org/sub/"#), "{}", page.display());
    }
    assert!(read(public.join("robots.txt")).contains("Sitemap: https://example.org/sub/sitemap.xml"));
    assert!(public.join("sitemap.xml").exists());
}

#[test]
fn a_template_of_the_site_that_would_let_a_preview_be_found_is_refused() {
    let site = site();
    done(site.path(), &["init", ".", "--theme"]);
    done(site.path(), &["build", "--noindex"]);
    std::fs::remove_dir_all(site.path().join("public")).expect("removed");
    let base = site.path().join("templates/base.html");
    let text = read(&base);
    let line = "{% if page.noindex %}<meta name=\"robots\" content=\"noindex\">\n{% else %}";
    assert!(text.contains(line));
    // The word in the text of a page is no request.
    put(&base, &text.replace(line, "{% if true %}").replace("<body>", "<body><!-- name=\"robots\" noindex -->"));
    done(site.path(), &["build"]);
    std::fs::remove_dir_all(site.path().join("public")).expect("removed");
    let (code, _, err) = factloom(site.path(), &["build", "--noindex"]);
    assert!(code == 1 && err.contains("base.html") && err.contains("{% if page.noindex %}"), "{err}");
    assert!(!site.path().join("public").exists(), "nothing half-written");
}

#[test]
fn a_preview_is_built_once() {
    let site = site();
    let (code, _, err) = factloom(site.path(), &["build", "--noindex", "--watch"]);
    assert!(code == 2 && err.contains("--watch"), "{err}");
}
