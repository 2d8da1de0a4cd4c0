//! `factloom build --watch`: what stands in the output folder after each save.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A build that watches, ended with the test.
struct Watched {
    folder: tempfile::TempDir,
    child: Child,
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn factloom(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    command
}

impl Watched {
    fn start() -> Watched {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(factloom(folder.path(), &["init", "."]).output().expect("started").status.success());
        let log = fs::File::create(folder.path().join("log.txt")).expect("a file");
        let mut command = factloom(folder.path(), &["build", "--watch"]);
        let child = command.stdout(log.try_clone().expect("a file")).stderr(log).spawn().expect("started");
        let watched = Watched { folder, child };
        watched.until("is watching", |it| it.log().contains("watching for changes"));
        watched
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn log(&self) -> String {
        fs::read_to_string(self.path("log.txt")).unwrap_or_default()
    }

    fn page(&self, page: &str) -> Option<String> {
        fs::read_to_string(self.path(&format!("public/{page}/index.html"))).ok()
    }

    fn save(&self, name: &str, text: &str) {
        let head = "title: Tea\nsummary: S\ndate: 2026-01-01\ntopics: [rights]\nstatus: published";
        fs::write(self.path(&format!("content/{name}.md")), format!("---\n{head}\n---\n{text}\n")).expect("written");
    }

    /// Waits; longer than anything here takes on a busy machine.
    fn until(&self, what: &str, is_so: impl Fn(&Watched) -> bool) {
        let start = Instant::now();
        while !is_so(self) {
            assert!(start.elapsed() < Duration::from_secs(60), "not in a minute: {what}\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn the_output_follows_every_save_and_stays_while_the_site_has_errors() {
    let site = Watched::start();
    site.save("tea", "Tea is a drink.");
    site.until("a new page", |it| it.page("tea").is_some_and(|page| page.contains("Tea is a drink.")));
    site.save("tea", "Tea is a plant.");
    site.until("a page that changed", |it| it.page("tea").is_some_and(|page| page.contains("Tea is a plant.")));

    site.save("tea", "Tea is [nothing](fact:no/where).");
    site.until("an error", |it| it.log().contains("nothing was written: the site has errors"));
    assert!(site.log().contains("error[unknown-fact]"), "{}", site.log());
    assert!(site.page("tea").expect("still there").contains("Tea is a plant."));

    site.save("tea", "Tea is a leaf.");
    site.until("the page after it was mended", |it| it.page("tea").is_some_and(|page| page.contains("Tea is a leaf.")));
    fs::remove_file(site.path("content/tea.md")).expect("removed");
    site.until("a page that is gone", |it| it.page("tea").is_none());
}
