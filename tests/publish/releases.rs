//! Releases behind a symlink: whole at every moment, whatever happens to the publish.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use factloom::publish::error::Kind;

use super::disk::Disk;
use super::site::{Site, plain, plans_without_a_trace, read};

/// Names in the folder of releases.
fn names(site: &Site) -> Vec<String> {
    let entries = fs::read_dir(site.path("www/.site.releases")).map(|entries| entries.flatten().collect::<Vec<_>>());
    let mut names: Vec<String> =
        entries.unwrap_or_default().iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn site(more: &str) -> Site {
    Site::new(&format!("{{to: www/site{more}}}"))
}

#[test]
fn each_release_is_whole_and_shares_what_did_not_change() {
    let site = site("");
    site.publish(&[]).done();
    let one = site.files();
    let link = site.path("www/site");
    let first = fs::read_link(&link).expect("a link");
    assert!(first.starts_with(".site.releases"), "relative, so that the folder can be moved: {}", first.display());
    assert_eq!(plain(read(&link)), one);
    site.version("two");
    let run = site.publish(&[]).done();
    assert!(!run.out.contains(" 0 changed"), "{}", run.out);
    let second = fs::read_link(&link).expect("a link");
    assert_ne!(first, second);
    let (first, second) = (site.path("www").join(first), site.path("www").join(second));
    assert_eq!(plain(read(&link)), site.files());
    assert_eq!(plain(read(&first)), one, "nothing was written through a hard link");
    let inode = |folder: &Path, path: &str| fs::metadata(folder.join(path)).expect("there").ino();
    let shared = one.iter().filter(|(path, bytes)| site.files().get(*path) == Some(*bytes));
    let mut count = 0;
    for (path, _) in shared {
        assert_eq!(inode(&first, path), inode(&second, path), "{path}");
        count += 1;
    }
    assert!(count > 50);
    assert!(site.publish(&[]).done().out.contains("nothing to publish"));
    assert_eq!(names(&site).len(), 2, "no journal, no rubbish: {:?}", names(&site));
    // A page that somebody deleted by hand comes back.
    fs::remove_file(link.join("about/index.html")).expect("removed");
    site.publish(&[]).done();
    assert_eq!(plain(read(&link)), site.files());
}

#[test]
fn a_plan_leaves_no_trace() {
    let site = site("");
    site.publish(&[]).done();
    plans_without_a_trace(&site, &site.path("www"));
}

#[test]
fn files_of_others_come_along_and_old_releases_go() {
    let site = site(", keep: 2");
    site.publish(&[]).done();
    let link = site.path("www/site");
    fs::create_dir_all(link.join(".well-known")).expect("made");
    fs::create_dir_all(link.join("empty")).expect("made");
    fs::write(link.join(".well-known/x"), "mine").expect("written");
    symlink("nowhere", link.join("dangling")).expect("made");
    for version in ["two", "one", "two", "one"] {
        site.version(version);
        site.publish(&[]).done();
        let mut expected = site.files();
        expected.insert(".well-known/x".into(), b"mine".to_vec());
        expected.insert("dangling".into(), Vec::new());
        assert_eq!(plain(read(&link)), expected);
        assert!(link.join("empty").is_dir());
        assert_eq!(fs::read_link(link.join("dangling")).expect("a link"), Path::new("nowhere"));
    }
    assert_eq!(names(&site).len(), 3, "the current one and two earlier: {:?}", names(&site));
    let two = {
        site.version("two");
        site.files()
    };
    site.with_host(|host| {
        let releases = host.releases().expect("releases");
        assert_eq!(releases.len(), 2);
        let earlier = host.release(&releases[0]).expect("a manifest");
        for (path, file) in &earlier.files {
            assert_eq!(host.kept(&releases[0], path, file.hash).expect("kept"), two[&**path], "{path}");
        }
        assert_eq!(host.release("../x").unwrap_err().kind, Kind::NoReleases);
        assert_eq!(host.get(".well-known/x").expect("read"), Some(b"mine".to_vec()));
    });
    // A directory of others where the site wants a file.
    let path = two.keys().find(|path| path.ends_with(".json") && !path.contains('/')).expect("a file").clone();
    fs::remove_file(link.join(&path)).expect("removed");
    fs::create_dir(link.join(&path)).expect("made");
    fs::write(link.join(&path).join("theirs"), "mine").expect("written");
    let run = site.publish(&["--adopt"]);
    assert_eq!(run.code, 1, "{}", run.out);
    assert!(run.err.contains(&format!("`{path}/theirs` is there, and is not ours")), "{}", run.err);
    assert_eq!(fs::read(link.join(&path).join("theirs")).expect("there"), b"mine");
}

/// Ends the readers, also when an assertion fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_publish_that_is_killed_is_seen_by_no_reader() {
    let site = site(", keep: 1");
    let started = Instant::now();
    site.publish(&[]).done();
    let whole = started.elapsed();
    let one = site.files();
    site.version("two");
    let two = site.files();
    let link = site.path("www/site");
    let (is_over, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                // Each request finds its file, and all files of one moment are of one release.
                for (path, bytes) in &one {
                    if two.get(path).is_some_and(|other| other == bytes) {
                        assert_eq!(&fs::read(link.join(path)).expect("served"), bytes, "{path}");
                    }
                }
                let now = fs::read(link.join("index.html")).expect("served");
                assert!(now == one["index.html"] || now == two["index.html"]);
                reads.fetch_add(1, Ordering::Relaxed);
            }
        });
        let _over = Over(&is_over);
        let mut random = fastrand::Rng::with_seed(5);
        for trial in 0..30 {
            site.version(if trial % 2 == 0 { "two" } else { "one" });
            let mut child = site.child();
            std::thread::sleep(Duration::from_micros(random.u64(0..=whole.as_micros() as u64)));
            child.kill().expect("killed");
            child.wait().expect("ended");
            let now = plain(read(&link));
            assert!(now == one || now == two, "trial {trial}: a mix of two sites is served");
            site.publish(&[]).done();
            assert_eq!(plain(read(&link)), site.files(), "trial {trial}");
            site.verifies();
            let folder = site.path("www/.site.releases");
            assert!(
                !folder.join(".factloom").exists() || read(&folder.join(".factloom")).is_empty(),
                "trial {trial}: no journal stays"
            );
            // Who dies when the journal is removed leaves the empty folder of it.
            let mut rest = names(&site);
            rest.retain(|name| name != ".factloom");
            assert!(rest.iter().all(|name| name.starts_with("20") && !name.ends_with(".part")), "{trial}: {rest:?}");
            assert!(rest.len() <= 2, "{trial}: {rest:?}");
        }
    });
    assert!(reads.load(Ordering::Relaxed) > 10);
}

#[test]
fn what_a_dead_publish_left_is_removed_and_never_served() {
    let site = site("");
    site.publish(&[]).done();
    let folder = site.path("www/.site.releases");
    fs::create_dir_all(folder.join("next.part/a")).expect("made");
    fs::write(folder.join("next.part/a/x"), "half").expect("written");
    fs::create_dir_all(folder.join("20990101-000000-ffffffff/.factloom")).expect("made");
    fs::create_dir_all(folder.join(".factloom/parts")).expect("made");
    fs::write(folder.join(".factloom/parts/journal"), "ha").expect("written");
    let journal = r#"{"version":1,"by":"a@b","since":"x","token":"t","beat":1,"is_left":true,"paths":{"20990101-000000-ffffffff":[]}}"#;
    fs::write(folder.join(".factloom/journal.json"), journal).expect("written");
    site.publish(&[]).done();
    assert_eq!(names(&site).len(), 1, "{:?}", names(&site));
    assert_eq!(plain(read(&site.path("www/site"))), site.files());
}

#[test]
fn what_is_there_and_not_ours_is_left_alone() {
    // A directory is filled file by file, unless releases were asked for.
    let site = site("");
    fs::create_dir_all(site.path("www/site")).expect("made");
    fs::write(site.path("www/site/mine.txt"), "mine").expect("written");
    let target = |layout: &str| format!("{{to: www/site, layout: {layout}}}");
    site.retarget(&target("releases"));
    let run = site.publish(&[]);
    assert_eq!(run.code, 2);
    assert!(
        run.err.contains("is a directory") && run.err.contains("layout: flat") && run.err.contains("mv "),
        "{}",
        run.err
    );
    assert_eq!(read(&site.path("www")).len(), 1);
    site.retarget(&target("auto"));
    site.publish(&[]).done();
    assert!(fs::symlink_metadata(site.path("www/site")).expect("there").is_dir());
    assert_eq!(fs::read(site.path("www/site/mine.txt")).expect("there"), b"mine");
    assert!(site.path("www/site/index.html").exists() && names(&site).is_empty());
    // A link of somebody else.
    symlink("site", site.path("www/other")).expect("made");
    site.retarget("{to: www/other/}");
    let run = site.publish(&[]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("is a link to `site`, and is not ours") && run.err.contains("help: "), "{}", run.err);
}

#[test]
fn a_full_or_read_only_disk_leaves_the_old_release() {
    let site = site("");
    let place = site.path("www");
    let Some(disk) = Disk::mount(&place, 1_500) else { return };
    site.publish(&[]).done();
    let one = site.files();
    site.version("two");
    // Room for nothing, and for a part of what is sent.
    let full = [0, 40 << 10].map(|room| {
        disk.fill(room);
        let run = site.publish(&[]);
        (run, plain(read(&site.path("www/site"))), names(&site))
    });
    disk.clear();
    disk.remount("ro");
    let read_only = site.publish(&[]);
    disk.remount("rw");
    let again = site.publish(&[]);
    let last = plain(read(&site.path("www/site")));
    for (run, served, left) in full {
        assert_eq!(run.code, 2, "{}", run.out);
        assert!(run.err.contains("the disk is full") && run.err.contains("help: make room"), "{}", run.err);
        assert_eq!(served, one);
        assert_eq!(left.len(), 1, "nothing half made stays: {left:?}");
    }
    assert_eq!(read_only.code, 2, "{}", read_only.out);
    assert!(read_only.err.contains("read-only"), "{}", read_only.err);
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(last, site.files());
}

#[test]
fn a_disk_without_links_is_named_with_what_to_do() {
    let site = site("");
    let place = site.path("www");
    let Some(_disk) = Disk::without_links(&place, 6_000) else { return };
    site.publish(&[]).fails(2, "takes no symbolic links").fails(2, "help: write `layout: flat`");
    assert_eq!((read(&place).len(), names(&site).len()), (0, 0), "nothing half made stays");
}
