//! A directory reached by SSH: a real OpenSSH on both ends.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use super::disk::Disk;
use super::proxy::{Then, Wire};
use super::site::{Site, claim, plain, plans_without_a_trace, read, same};
use super::sshd::{Server, make_key};

/// Longer than anything here takes on a busy machine.
const LONG: Duration = Duration::from_secs(120);
const SFTP: &str = "internal-sftp";
/// Without extensions: no links, no renaming over a file.
const PLAIN: &str = "internal-sftp -P posix-rename,hardlink,limits,statvfs,fstatvfs,expand-path";

/// A folder holds the site, its manifest and nothing else.
fn holds(www: &Path, site: &Site) {
    let mut there = read(www);
    assert!(there.remove(".factloom/published.json").is_some(), "{:?}", there.keys());
    same(&there, &site.files());
    assert!(!www.join(".factloom/parts").exists());
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("made");
    fs::write(path, text).expect("written");
}

#[test]
fn the_first_publish_sends_all_and_the_second_what_changed() {
    let server = Server::start(SFTP);
    let site = server.site(server.port, "srv/www", "");
    let www = server.path("srv/www");
    assert!(site.publish(&[]).done().out.contains("0 changed, 0 deleted"));
    holds(&www, &site);
    assert!(site.publish(&[]).done().out.contains("nothing to publish"));

    let inode = |path: &String| fs::metadata(www.join(path)).unwrap().ino();
    let before: BTreeMap<String, u64> = read(&www).into_keys().map(|path| (path.clone(), inode(&path))).collect();
    let first = site.files();
    site.publishes_what_changed();
    holds(&www, &site);
    assert!(!www.join("gone").exists(), "a folder that is empty is deleted");
    let same: Vec<_> = site.files().into_iter().filter(|(path, bytes)| first.get(path) == Some(bytes)).collect();
    assert!(same.len() > 30);
    assert!(same.iter().all(|(path, _)| inode(path) == before[path]), "what did not change was not written");
}

#[test]
fn a_plan_leaves_no_trace() {
    let server = Server::start(SFTP);
    let site = server.site(server.port, "srv/www", "");
    site.publish(&[]).done();
    plans_without_a_trace(&site, &server.path("srv"));
}

#[test]
fn what_is_not_ours_is_neither_deleted_nor_overwritten() {
    let server = Server::start(SFTP);
    let site = server.site(server.port, "srv/www", "");
    let www = server.path("srv/www");
    write(&www.join("gone/notes.txt"), "mine");
    write(&www.join("404.html"), "mine");
    site.publish(&[]).fails(1, "`404.html` is on the host already").fails(1, "--adopt");
    assert_eq!(read(&www).len(), 2, "nothing was written");
    site.publish(&["--adopt"]).done();
    // This one came after the manifest, so it is met only when it is in the way.
    write(&www.join("new/index.html"), "mine");
    site.version("two");
    site.publish(&[]).fails(1, "`new/index.html` is on the host already");
    assert_eq!(fs::read_to_string(www.join("new/index.html")).unwrap(), "mine");
    fs::remove_file(www.join("new/index.html")).unwrap();
    site.publish(&[]).done();
    assert_eq!(fs::read_to_string(www.join("gone/notes.txt")).unwrap(), "mine");
    fs::remove_file(www.join("gone/notes.txt")).unwrap();
    holds(&www, &site);
}

#[test]
fn a_publish_that_is_killed_leaves_whole_files_and_the_next_one_finishes() {
    killed_and_finished(&Server::start(SFTP), 30);
}

#[test]
fn so_it_does_where_the_server_knows_no_links() {
    killed_and_finished(&Server::start(PLAIN), 5);
}

/// Publishes, each of which is stopped when so many bytes are on the wire, and killed. Whatever each left, the next one
/// finishes it.
fn killed_and_finished(server: &Server, rounds: usize) {
    let mut random = fastrand::Rng::with_seed(7);
    for round in 0..rounds {
        let www = format!("srv/www{round}");
        // The whole takes about 450 KB on the wire; before 12 KB there is no journal yet.
        let wire = Wire::new(server.port, random.usize(4_000..420_000), Then::Hold);
        let site = server.site(wire.port, &www, "");
        let mut child = site.child();
        assert!(wire.is_reached_within(LONG));
        child.kill().unwrap();
        child.wait().unwrap();
        let built = site.files();
        let there = read(&server.path(&www));
        for (path, bytes) in there.iter().filter(|(path, _)| !path.starts_with(".factloom/")) {
            assert!(built.get(path) == Some(bytes), "round {round}: `{path}` is not whole");
        }
        assert!(there.is_empty() || there.keys().any(|path| path.starts_with(".factloom/")), "{:?}", there.keys());
        site.retarget(&server.target(server.port, &www, ""));
        // What is sent again differs from what was to be sent.
        site.version(["one", "two"][round % 2]);
        site.publish(&[]).done();
        holds(&server.path(&www), &site);
        site.verifies();
    }
}

#[test]
fn of_several_publishers_one_gets_the_lock() {
    let server = Server::start(SFTP);
    // Who holds the lock sends more than this, and then stands still, alive; who waits sends less.
    let wires = [(); 3].map(|()| Wire::new(server.port, 100_000, Then::Hold));
    let sites = wires.each_ref().map(|wire| server.site(wire.port, "srv/www", ""));
    let start = |site: &Site| site.command("publish", &["--quiet"]).spawn().unwrap();
    let mut children: Vec<Child> = sites.iter().map(start).collect();
    let (said, heard) = std::sync::mpsc::channel();
    for (index, child) in children.iter_mut().enumerate() {
        let (said, mut stderr) = (said.clone(), BufReader::new(child.stderr.take().unwrap()));
        std::thread::spawn(move || {
            let mut line = String::new();
            let _ = stderr.read_line(&mut line);
            let _ = said.send((index, line));
        });
    }
    let waiting: Vec<_> = (0..2).map(|_| heard.recv_timeout(LONG).expect("two of three wait")).collect();
    for (_, line) in &waiting {
        assert!(line.contains("is publishing there since") && line.contains("waiting 60 s"), "{line}");
    }
    let holder = (0..3).find(|index| waiting.iter().all(|(other, _)| other != index)).unwrap();
    assert!(wires[holder].is_reached_within(LONG));
    for (index, wire) in wires.iter().enumerate() {
        assert_eq!(wire.is_reached_within(Duration::ZERO), index == holder);
    }
    children.iter_mut().for_each(|child| {
        child.kill().unwrap();
        child.wait().unwrap();
    });
}

#[test]
fn who_is_not_let_in_is_told_what_to_do() {
    let server = Server::start(SFTP);
    make_key(&server.path("other"));
    fs::write(server.path("nobody"), "").unwrap();
    let other = fs::read_to_string(server.path("other.pub")).unwrap();
    fs::write(server.path("changed"), format!("* {other}")).unwrap();
    let mut site = server.site(server.port, "srv/www", "");
    let cases = [
        (server.ssh_with("other", "known"), ["does not let us in", "ssh-add"]),
        (server.ssh_with("key", "nobody"), ["its key is not known here", "confirm its key"]),
        (server.ssh_with("key", "changed"), ["not the one that was known", "ssh-keygen -R '[127.0.0.1]"]),
        ("no-such-ssh".to_owned(), ["`no-such-ssh` cannot be started", "openssh-client"]),
        ("ssh 'x".to_owned(), ["FACTLOOM_SSH is no command", "quote"]),
    ];
    let ssh = site.env[0].1.clone();
    for (ssh, [why, remedy]) in cases {
        site.env[0].1 = ssh;
        site.publish(&[]).fails(2, why).fails(2, remedy);
    }
    site.env[0].1 = ssh;
    site.retarget("{to: 'sftp://no.such.host.invalid/srv/www'}");
    site.publish(&[]).fails(2, "no host of that name");
    let silent = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    site.retarget(&server.target(silent, "srv/www", ""));
    site.publish(&[]).fails(2, "does not answer").fails(2, "Connection refused");
    assert!(!server.path("srv/www").exists());
}

#[test]
fn a_connection_that_breaks_is_made_again() {
    let server = Server::start(SFTP);
    for until in [30_000, 150_000, 300_000] {
        let www = format!("srv/www{until}");
        let wire = Wire::new(server.port, until, Then::Break);
        let site = server.site(wire.port, &www, "");
        site.publish(&[]).done();
        assert!(wire.is_reached_within(Duration::ZERO), "it broke");
        holds(&server.path(&www), &site);
    }
}

#[test]
fn a_host_that_is_gone_for_good_is_told_and_the_next_publish_finishes() {
    let server = Server::start(SFTP);
    let wire = Wire::new(server.port, 200_000, Then::End);
    let site = server.site(wire.port, "srv/www", "");
    site.publish(&[]).fails(2, "was lost").fails(2, "publish again");
    assert!(server.path("srv/www/.factloom/journal.json").exists());
    site.retarget(&server.target(server.port, "srv/www", ""));
    site.publish(&[]).done();
    holds(&server.path("srv/www"), &site);
}

#[test]
fn what_the_host_refuses_is_told() {
    let server = Server::start("internal-sftp -R");
    fs::create_dir(server.path("srv/www")).unwrap();
    let site = server.site(server.port, "srv/www", "");
    site.publish(&[]).fails(2, "permission denied").fails(2, "let this user write there");
    assert_eq!(read(&server.path("srv/www")).len(), 0);

    let server = Server::start(SFTP);
    let site = server.site(server.port, "srv/no/www", "");
    site.publish(&[]).fails(2, "there is no directory").fails(2, "mkdir -p");
    assert!(!server.path("srv/no").exists());
    fs::create_dir_all(server.path("srv/www/404.html")).unwrap();
    fs::write(server.path("srv/www/about"), "a file").unwrap();
    site.retarget(&server.target(server.port, "srv/www", ""));
    site.publish(&[]).fails(1, "a directory and a file want one name");

    let publish = |server: &Server| server.site(server.port, "srv/www", "").publish(&[]);
    publish(&Server::start("/bin/false")).fails(2, "cannot reach 127.0.0.1");
    let said = publish(&Server::start("/bin/sh -c 'echo Welcome to this fine machine of ours; cat'"));
    said.fails(2, "its answer is not SFTP").fails(2, "must print nothing");
}

#[test]
fn a_full_disk_is_told() {
    let server = Server::start(SFTP);
    let small = server.path("srv/small");
    let Some(_disk) = Disk::mount(&small, 256) else { return };
    let site = server.site(server.port, "srv/small/www", "");
    site.publish(&[]).fails(2, "the disk is full").fails(2, "make room there");
}

#[test]
fn overwritten_files_are_kept_as_links() {
    let server = Server::start(SFTP);
    let site = server.site(server.port, "srv/www", ", keep: 1");
    let www = server.path("srv/www");
    site.publish(&[]).done();
    let (page, gone) = (www.join("same/index.html"), www.join("gone/index.html"));
    let kept: Vec<_> =
        [page, gone].iter().map(|path| (fs::metadata(path).unwrap().ino(), fs::read(path).unwrap())).collect();
    site.version("two");
    site.publish(&[]).done();
    for (inode, bytes) in kept {
        let is_it = |entry: std::io::Result<fs::DirEntry>| {
            let entry = entry.unwrap();
            entry.metadata().unwrap().ino() == inode && fs::read(entry.path()).unwrap() == bytes
        };
        assert!(fs::read_dir(www.join(".factloom/kept")).unwrap().any(is_it), "a link keeps the old bytes");
    }
    assert_eq!(fs::read_dir(www.join(".factloom/releases")).unwrap().count(), 1);
    same(&plain(read(&www)), &site.files());
}

#[test]
fn a_server_without_extensions_is_enough() {
    let server = Server::start(PLAIN);
    let site = server.site(server.port, "srv/www", ", keep: 1");
    site.publish(&[]).done();
    site.version("two");
    site.publish(&[]).done();
    let there = read(&server.path("srv/www"));
    assert!(there.keys().any(|path| path.starts_with(".factloom/kept/")), "copied where links are unknown");
    same(&plain(there), &site.files());
    assert!(!server.path("srv/www/.factloom/parts").exists());
}

#[test]
fn a_name_that_a_killed_publish_claimed_is_filled_or_given_back() {
    let server = Server::start(PLAIN);
    let www = server.path("srv/www");
    let wire = Wire::new(server.port, 200_000, Then::Hold);
    let site = server.site(wire.port, "srv/www", "");
    let mut child = site.child();
    assert!(wire.is_reached_within(LONG));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(www.join(".factloom/journal.json").exists());
    site.retarget(&server.target(server.port, "srv/www", ""));
    for path in ["404.html", "gone/index.html"] {
        claim(&www, path);
    }
    site.version("two");
    site.publish(&[]).done();
    holds(&www, &site);

    claim(&www, ".factloom/journal.json");
    site.version("one");
    site.publish(&[]).done();
    holds(&www, &site);

    write(&www.join("new/index.html"), "");
    site.version("two");
    site.publish(&[]).fails(1, "`new/index.html` is on the host already");
}

#[test]
fn a_disk_without_links_is_filled_too() {
    let server = Server::start(SFTP);
    if let Some(_disk) = Disk::without_links(&server.path("srv/disk"), 20_000) {
        let www = server.path("srv/disk/www");
        let site = server.site(server.port, "srv/disk/www", "");
        site.publish(&[]).done();
        holds(&www, &site);
        for path in [".factloom/journal.json", "new/index.html"] {
            claim(&www, path);
        }
        site.version("two");
        site.publish(&[]).done();
        holds(&www, &site);
    }
}
