//! A directory that is filled file by file.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::disk::Disk;
use super::site::{Site, claim, plain, plans_without_a_trace, read, same};

fn flat(place: &Path) -> Site {
    Site::new(&format!("{{to: {}, layout: flat}}", place.display()))
}

/// Thirty publishes, each killed at some moment of half the time that the first one took: fifteen into an empty directory,
/// where all files are new, the others over a site. Whatever each left, the next one finishes it.
fn killed_and_finished(there: &Path) {
    let site = flat(there);
    let started = Instant::now();
    site.publish(&[]).done();
    let whole = started.elapsed().as_micros() as u64;
    let mut killed = 0;
    for round in 0..30 {
        if round < 15 {
            let _ = fs::remove_dir_all(there);
            fs::create_dir_all(there).expect("made");
            fs::write(there.join("theirs.txt"), "theirs").expect("written");
        }
        site.version(if round % 2 == 0 { "two" } else { "one" });
        let mut random = fastrand::Rng::with_seed(round);
        let mut child = site.child();
        std::thread::sleep(Duration::from_micros(random.u64(0..whole / 2)));
        let _ = child.kill();
        killed += usize::from(!child.wait().expect("it ends").success());
        if round % 5 < 4 {
            site.version(if round % 3 == 0 { "two" } else { "one" });
            let said = site.publish(&[]).done().out;
            site.verifies();
            // Who had nothing to do cleared nothing away.
            if !said.contains("nothing to publish") {
                finished(there, &site);
            }
        }
    }
    println!("{killed} of 30 publishes were killed");
    assert!(killed > 5, "{killed} of 30 publishes were killed");
    site.edit("The last round.");
    site.publish(&[]).done();
    site.verifies();
    finished(there, &site);
}

/// All that was built is there, and theirs, and nothing is left over.
fn finished(there: &Path, site: &Site) {
    let mut there = read(there);
    assert_eq!(there.remove("theirs.txt").as_deref(), Some(&b"theirs"[..]));
    let ours: Vec<&String> = there.keys().filter(|path| path.starts_with(".factloom/")).collect();
    assert_eq!(ours, [".factloom/published.json"], "nothing is left over");
    same(&plain(there), &site.files());
}

#[test]
fn a_directory_is_filled_file_by_file_and_finished_after_a_kill() {
    let there = tempfile::tempdir().expect("a folder");
    killed_and_finished(there.path());
}

#[test]
fn a_publish_killed_on_a_disk_without_hard_links_is_finished_by_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("disk");
    if let Some(_disk) = Disk::without_links(&place, 20_000) {
        killed_and_finished(&place.join("www"));
    }
}

/// Kills first publishes until one leaves its journal, in which all files stand.
fn leaves_a_journal(site: &Site, there: &Path) {
    for wait in 1.. {
        let _ = fs::remove_dir_all(there);
        fs::create_dir_all(there).expect("made");
        let mut child = site.child();
        std::thread::sleep(Duration::from_millis(wait % 300));
        let _ = child.kill();
        child.wait().expect("it ends");
        if there.join(".factloom/journal.json").exists() {
            return;
        }
        assert!(wait < 3_000, "no publish leaves a journal");
    }
}

#[test]
fn a_name_that_a_killed_publish_claimed_is_filled_or_given_back() {
    let there = tempfile::tempdir().expect("a folder");
    let there = there.path();
    let site = flat(there);
    leaves_a_journal(&site, there);
    fs::write(there.join("theirs.txt"), "theirs").expect("written");
    // The second version has the one and not the other.
    for path in ["404.html", "gone/index.html"] {
        claim(there, path);
    }
    site.version("two");
    site.publish(&[]).done();
    site.verifies();
    finished(there, &site);

    claim(there, ".factloom/journal.json");
    site.version("one");
    site.publish(&[]).done();
    finished(there, &site);

    fs::create_dir_all(there.join("new")).expect("made");
    fs::write(there.join("new/index.html"), "").expect("written");
    site.version("two");
    site.publish(&[]).fails(1, "`new/index.html` is on the host already, and is not ours");
    assert_eq!(fs::read(there.join("new/index.html")).expect("there"), b"", "an empty file may be somebody's");
}

#[test]
fn a_plan_leaves_no_trace() {
    let there = tempfile::tempdir().expect("a folder");
    let site = flat(there.path());
    site.publish(&[]).done();
    plans_without_a_trace(&site, there.path());
}

#[test]
fn a_directory_that_takes_no_files_is_named_with_what_to_do() {
    let there = tempfile::tempdir().expect("a folder");
    fs::write(there.path().join("site"), "a file").expect("written");
    let site = flat(&there.path().join("site"));
    site.publish(&[]).fails(1, "help: move away what is there and not ours");
}

/// `rooms` are for nothing; for the journal; for it and some files. `told` begins what a publish says of them,
/// and `more` is said of the target.
fn fill_and_mend(disk: &Disk, place: &Path, rooms: [u64; 3], more: &str, told: &str) {
    let there = place.join("www");
    let site = Site::new(&format!("{{to: {}, layout: flat{more}}}", there.display()));
    site.publish(&[]).done();
    let one = site.files();
    let manifest = || fs::read(there.join(".factloom/published.json")).expect("there");
    let first = manifest();
    site.version("two");
    let two = site.files();

    disk.remount("ro");
    site.publish(&[]).fails(2, "the file system is read-only").fails(2, "help: mount it for writing");
    same(&plain(read(&there)), &one);
    disk.remount("rw");

    let mut counts = Vec::new();
    for room in rooms {
        disk.fill(room);
        let run = site.publish(&[]).fails(2, "the disk is full").fails(2, "help: make room there, and publish again");
        assert!(run.err.contains(told), "{room}: {}", run.err);
        let mut now = read(&there);
        let ours: Vec<String> = now.keys().filter(|path| path.starts_with(".factloom/")).cloned().collect();
        assert!(ours.iter().all(|path| !path.contains("/parts/")), "nothing half made stays: {ours:?}");
        assert_eq!(ours.len(), if room == 0 { 1 } else { 2 }, "{room}: the manifest, and what is in doubt: {ours:?}");
        assert_eq!(manifest(), first, "{room}: a site that is not whole is not said to be there");
        now = plain(now);
        let sent = now.iter().filter(|(path, bytes)| one.get(*path) != Some(*bytes)).count();
        println!("{room} bytes of room: {sent} files were sent");
        assert!(now.iter().all(|(path, bytes)| [one.get(path), two.get(path)].contains(&Some(bytes))), "{room}");
        assert!(one.keys().all(|path| now.contains_key(path)), "{room}: nothing is deleted before all is there");
        counts.push(sent);
    }
    assert_eq!((counts[0], counts[2] > 0), (0, true), "{counts:?} files were sent");
    disk.clear();
    site.publish(&[]).done();
    same(&plain(read(&there)), &two);
    site.verifies();
    assert_eq!(read(&there).keys().filter(|path| path.starts_with(".factloom/")).count(), 1);
}

#[test]
fn a_full_or_read_only_disk_spoils_no_file_and_the_next_publish_finishes() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("disk");
    if let Some(disk) = Disk::mount(&place, 1_500) {
        fill_and_mend(&disk, &place, [0, 12 << 10, 28 << 10], "", "no room to write `");
    }
}

#[test]
fn a_full_disk_without_hard_links_spoils_no_file_either() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("disk");
    if let Some(disk) = Disk::without_links(&place, 6_000) {
        // Folders take room there too, and may be what there is none for. One file at a time: where two are made at
        // once on a full disk, this driver answers that there is no such folder.
        fill_and_mend(&disk, &place, [0, 12 << 10, 28 << 10], ", connections: 1", "no room to ");
    }
}

#[test]
fn a_site_that_was_edited_after_the_build_is_remarked() {
    let there = tempfile::tempdir().expect("a folder");
    let site = flat(there.path());
    assert_eq!(site.publish(&[]).done().err, "", "built after the last edit");
    let now = SystemTime::now();
    for (path, later) in [("content/facts/declaration.yml", 10), ("static/new.txt", 30), ("templates/x.css", 20)] {
        site.write(path, "facts: {}\n");
        let file = fs::File::options().write(true).open(site.path(path)).expect("there");
        file.set_modified(now + Duration::from_secs(later)).expect("set");
    }
    // Captures are no part of the site, nor is what an editor leaves.
    site.write("content/captures/x.html", "x");
    site.write("content/.x.md.swp", "x");
    let run = site.publish(&[]).done();
    let expected = "warning: `static/new.txt` is newer than the site in `./public`; run `factloom build` first\n";
    assert_eq!(run.err, expected);
    assert!(run.out.contains("nothing to publish"), "it is a hint, no failure: {}", run.out);
    assert_eq!(site.publish(&["--plan", "--format", "json"]).done().err, expected);
    assert_eq!(site.publish(&["--quiet"]).done().said(), "");

    // A build that changes nothing says all the same that the site is as new as its sources.
    let fresh = flat(there.path());
    fresh.run("build", &["--date", "2026-11-24"]).done();
    let built = fs::metadata(fresh.path("public/.factloom-manifest.json")).and_then(|data| data.modified());
    let built = built.expect("there");
    let path = fresh.path("content/declaration.md");
    fs::write(&path, fs::read(&path).expect("there")).expect("written");
    while fs::metadata(&path).and_then(|data| data.modified()).expect("there") <= built {
        fs::write(&path, fs::read(&path).expect("there")).expect("written");
    }
    assert!(fresh.publish(&[]).done().err.contains("`content/declaration.md` is newer"));
    let run = fresh.run("build", &["--date", "2026-11-24"]).done();
    assert!(run.out.contains("0 removed"), "{}", run.out);
    assert_eq!(fresh.publish(&[]).done().err, "");
}
