//! A directory reached by SSH: a real OpenSSH on both ends.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use super::sshd::{Server, Then, make_key};

/// Longer than anything here takes on a busy machine.
const LONG: Duration = Duration::from_secs(120);
const SFTP: &str = "internal-sftp";

/// A site built twice: as it is, and with a page more, a page less and a page changed. Built once for all tests.
fn built() -> &'static [PathBuf; 2] {
    static BUILT: OnceLock<(tempfile::TempDir, [PathBuf; 2])> = OnceLock::new();
    let (_, built) = BUILT.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let factloom = |arguments: &[&str]| {
            let out = Command::new(env!("CARGO_BIN_EXE_factloom")).current_dir(&folder).args(arguments).output();
            let out = out.expect("factloom runs");
            assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
        };
        let write = |path: &str, text: &str| fs::write(folder.path().join("site").join(path), text).expect("a file");
        let page = |title: &str, text: &str| {
            format!(
                "---\ntitle: {title}\nsummary: S\ndate: 2026-01-01\ntopics: [rights]\nstatus: published\n---\n{text}\n"
            )
        };
        factloom(&["init", "site"]);
        write("content/gone.md", &page("Gone", "It goes."));
        write("content/same.md", &page("Same", "As it was."));
        factloom(&["build", "--root", "site", "--output-dir", "one", "--quiet"]);
        fs::remove_file(folder.path().join("site/content/gone.md")).expect("a file");
        write("content/new.md", &page("New", "It comes."));
        write("content/same.md", &page("Same", "Not as it was."));
        factloom(&["build", "--root", "site", "--output-dir", "two", "--quiet"]);
        let built = ["one", "two"].map(|name| folder.path().join(name));
        (folder, built)
    });
    built
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => drop(fs::copy(entry.path(), to).expect("a copy")),
        }
    }
}

/// All files below a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                out.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    out
}

/// A site on this machine with a target.
struct Site {
    folder: tempfile::TempDir,
    ssh: String,
}

impl Site {
    fn new(server: &Server, address: &str, settings: &str) -> Site {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("content")).expect("a folder");
        let config = format!("title: T\nurl: https://example.org/\npublish: {{live: {{to: '{address}'{settings}}}}}\n");
        fs::write(folder.path().join("content/site.yml"), config).expect("a file");
        let site = Site { folder, ssh: server.ssh() };
        site.use_build(0);
        site
    }

    fn use_build(&self, index: usize) {
        let _ = fs::remove_dir_all(self.folder.path().join("public"));
        copy(&built()[index], &self.folder.path().join("public"));
    }

    fn command(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
        command.arg(name).args(arguments).current_dir(&self.folder).env("FACTLOOM_SSH", &self.ssh);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Exit code and all that was printed.
    fn publish(&self, arguments: &[&str]) -> (i32, String) {
        self.run("publish", arguments)
    }

    fn run(&self, name: &str, arguments: &[&str]) -> (i32, String) {
        let out = self.command(name, arguments).output().expect("factloom runs");
        let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        (out.status.code().unwrap_or(-1), text)
    }

    fn publishes(&self) -> String {
        let (code, text) = self.publish(&[]);
        assert_eq!(code, 0, "{text}");
        text
    }

    /// Reads the live site back, and finds it to be what was built.
    fn verifies(&self) {
        let (code, text) = self.run("verify", &["live"]);
        assert!(code == 0 && text.contains("is what was built"), "{text}");
    }

    fn start(&self) -> Child {
        self.command("publish", &["--quiet"]).spawn().expect("factloom runs")
    }

    /// What the host must hold, but for what is ours there.
    fn built(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = files(&self.folder.path().join("public"));
        files.retain(|path, _| !path.starts_with(".factloom"));
        files
    }

    /// The host holds the site, its manifest and nothing else.
    fn assert_complete(&self, on_host: &Path) {
        let mut there = files(on_host);
        assert!(there.remove(".factloom/published.json").is_some(), "{:?}", there.keys());
        let (there_names, built) = (there.keys().collect::<Vec<_>>(), self.built());
        assert_eq!(there_names, built.keys().collect::<Vec<_>>());
        assert!(there == built, "a file differs");
        assert!(!on_host.join(".factloom/parts").exists());
    }
}

#[test]
fn the_first_publish_sends_all_and_the_second_what_changed() {
    let server = Server::start(SFTP);
    let site = Site::new(&server, &server.address("srv/www"), "");
    assert!(site.publishes().contains("0 changed, 0 deleted"));
    site.assert_complete(&server.path("srv/www"));
    assert!(site.publishes().contains("nothing to publish"));

    let www = server.path("srv/www");
    let inode = |path: &String| fs::metadata(www.join(path)).unwrap().ino();
    let before: BTreeMap<String, u64> = files(&www).into_keys().map(|path| (path.clone(), inode(&path))).collect();
    let first = site.built();
    site.use_build(1);
    let text = site.publishes();
    for line in ["+ new/index.html", "~ same/index.html", "- gone/index.html"] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    site.assert_complete(&www);
    assert!(!www.join("gone").exists(), "a folder that is empty is deleted");
    let same: Vec<_> = site.built().into_iter().filter(|(path, bytes)| first.get(path) == Some(bytes)).collect();
    assert!(same.len() > 30);
    assert!(same.iter().all(|(path, _)| inode(path) == before[path]), "what did not change was not written");
}

#[test]
fn what_is_not_ours_is_neither_deleted_nor_overwritten() {
    let server = Server::start(SFTP);
    let site = Site::new(&server, &server.address("srv/www"), "");
    let www = server.path("srv/www");
    fs::create_dir_all(www.join("gone")).unwrap();
    fs::write(www.join("gone/notes.txt"), "mine").unwrap();
    fs::write(www.join("404.html"), "mine").unwrap();
    let (code, text) = site.publish(&[]);
    assert!(code == 1 && text.contains("`404.html` is on the host already") && text.contains("--adopt"), "{text}");
    assert_eq!(files(&www).len(), 2, "nothing was written");
    assert_eq!(site.publish(&["--adopt"]).0, 0);
    // This one came after the manifest, so it is met only when it is in the way.
    fs::create_dir(www.join("new")).unwrap();
    fs::write(www.join("new/index.html"), "mine").unwrap();
    site.use_build(1);
    let (code, text) = site.publish(&[]);
    assert!(code == 1 && text.contains("`new/index.html` is on the host already"), "{text}");
    assert_eq!(fs::read_to_string(www.join("new/index.html")).unwrap(), "mine");
    fs::remove_file(www.join("new/index.html")).unwrap();
    site.publishes();
    assert_eq!(fs::read_to_string(www.join("gone/notes.txt")).unwrap(), "mine");
    fs::remove_file(www.join("gone/notes.txt")).unwrap();
    site.assert_complete(&www);
}

#[test]
fn a_publish_that_is_killed_leaves_whole_files_and_the_next_one_finishes() {
    let server = Server::start(SFTP);
    let mut random = fastrand::Rng::with_seed(7);
    for round in 0..30 {
        let www = format!("srv/www{round}");
        let on_host = server.path(&www);
        // The whole takes about 450 KB on the wire; before 12 KB there is no journal yet.
        let wire = server.wire(random.usize(4_000..420_000), Then::Hold);
        let site = Site::new(&server, &server.address_by(wire.port, &www), "");
        let mut child = site.start();
        assert!(wire.is_reached_within(LONG));
        child.kill().unwrap();
        child.wait().unwrap();
        let built = site.built();
        let there = files(&on_host);
        for (path, bytes) in there.iter().filter(|(path, _)| !path.starts_with(".factloom/")) {
            assert!(built.get(path) == Some(bytes), "round {round}: `{path}` is not whole");
        }
        assert!(there.is_empty() || there.keys().any(|path| path.starts_with(".factloom/")), "{:?}", there.keys());
        let config = fs::read_to_string(site.folder.path().join("content/site.yml")).unwrap();
        let config = config.replace(&server.address_by(wire.port, &www), &server.address(&www));
        fs::write(site.folder.path().join("content/site.yml"), config).unwrap();
        // What is sent again differs from what was to be sent.
        site.use_build(round % 2);
        site.publishes();
        site.assert_complete(&on_host);
        site.verifies();
    }
}

#[test]
fn of_several_publishers_one_gets_the_lock() {
    let server = Server::start(SFTP);
    let sites: Vec<_> = (0..3)
        .map(|_| {
            // Who holds the lock sends more than this, and then stands still, alive; who waits sends less.
            let wire = server.wire(100_000, Then::Hold);
            (Site::new(&server, &server.address_by(wire.port, "srv/www"), ""), wire)
        })
        .collect();
    let mut children: Vec<Child> = sites.iter().map(|(site, _)| site.start()).collect();
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
    assert!(sites[holder].1.is_reached_within(LONG));
    for (index, (_, wire)) in sites.iter().enumerate() {
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
    let mut site = Site::new(&server, &server.address("srv/www"), "");
    let cases = [
        (server.ssh_with("other", "known"), ["does not let us in", "ssh-add"]),
        (server.ssh_with("key", "nobody"), ["its key is not known here", "confirm its key"]),
        (server.ssh_with("key", "changed"), ["not the one that was known", "ssh-keygen -R '[127.0.0.1]"]),
        ("no-such-ssh".to_owned(), ["`no-such-ssh` cannot be started", "openssh-client"]),
        ("ssh 'x".to_owned(), ["FACTLOOM_SSH is no command", "quote"]),
    ];
    for (ssh, words) in cases {
        site.ssh = ssh;
        let (code, text) = site.publish(&[]);
        assert!(code == 2 && words.iter().all(|word| text.contains(word)), "{words:?} are not in\n{text}");
    }
    let nowhere = Site::new(&server, "sftp://no.such.host.invalid/srv/www", "");
    let (code, text) = nowhere.publish(&[]);
    assert!(code == 2 && text.contains("no host of that name"), "{text}");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let silent = Site::new(&server, &format!("sftp://127.0.0.1:{port}/srv/www"), "");
    let (code, text) = silent.publish(&[]);
    assert!(code == 2 && text.contains("does not answer") && text.contains("Connection refused"), "{text}");
    assert!(!server.path("srv/www").exists());
}

#[test]
fn a_connection_that_breaks_is_made_again() {
    let server = Server::start(SFTP);
    for until in [30_000, 150_000, 300_000] {
        let www = format!("srv/www{until}");
        let wire = server.wire(until, Then::Break);
        let site = Site::new(&server, &server.address_by(wire.port, &www), "");
        site.publishes();
        assert!(wire.is_reached_within(Duration::ZERO), "it broke");
        site.assert_complete(&server.path(&www));
    }
}

#[test]
fn a_host_that_is_gone_for_good_is_told_and_the_next_publish_finishes() {
    let server = Server::start(SFTP);
    let wire = server.wire(200_000, Then::End);
    let site = Site::new(&server, &server.address_by(wire.port, "srv/www"), "");
    let (code, text) = site.publish(&[]);
    assert!(code == 2 && text.contains("was lost") && text.contains("publish again"), "{text}");
    assert!(server.path("srv/www/.factloom/journal.json").exists());
    let again = server.wire(usize::MAX, Then::End);
    let config = fs::read_to_string(site.folder.path().join("content/site.yml")).unwrap();
    let config = config.replace(&format!(":{}/", wire.port), &format!(":{}/", again.port));
    fs::write(site.folder.path().join("content/site.yml"), config).unwrap();
    site.publishes();
    site.assert_complete(&server.path("srv/www"));
}

#[test]
fn what_the_host_refuses_is_told() {
    let server = Server::start("internal-sftp -R");
    fs::create_dir(server.path("srv/www")).unwrap();
    let (code, text) = Site::new(&server, &server.address("srv/www"), "").publish(&[]);
    assert!(code == 2 && text.contains("permission denied") && text.contains("let this user write there"), "{text}");
    assert_eq!(files(&server.path("srv/www")).len(), 0);

    let server = Server::start(SFTP);
    let (code, text) = Site::new(&server, &server.address("srv/no/www"), "").publish(&[]);
    assert!(code == 2 && text.contains("there is no directory") && text.contains("mkdir -p"), "{text}");
    assert!(!server.path("srv/no").exists());
    fs::create_dir_all(server.path("srv/www/404.html")).unwrap();
    fs::write(server.path("srv/www/about"), "a file").unwrap();
    let (code, text) = Site::new(&server, &server.address("srv/www"), "").publish(&[]);
    assert!(code == 1 && text.contains("a directory and a file want one name"), "{text}");

    let server = Server::start("/bin/false");
    let (code, text) = Site::new(&server, &server.address("srv/www"), "").publish(&[]);
    assert!(code == 2 && text.contains("cannot reach 127.0.0.1"), "{text}");
    let server = Server::start("/bin/sh -c 'echo Welcome to this fine machine of ours; cat'");
    let (code, text) = Site::new(&server, &server.address("srv/www"), "").publish(&[]);
    assert!(code == 2 && text.contains("its answer is not SFTP") && text.contains("must print nothing"), "{text}");
}

#[test]
fn a_full_disk_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let small = folder.path().join("small");
    fs::create_dir(&small).unwrap();
    // Seen by this server alone. Only root may mount; elsewhere there is no small disk to fill.
    let mount = format!("mount -t tmpfs -o size=256k none {} && exec \"$@\"", small.display());
    let before = ["unshare", "-m", "sh", "-c", &mount, "sh"];
    let probe = Command::new(before[0]).args(&before[1..]).arg("true").output().expect("unshare runs");
    if !probe.status.success() {
        eprintln!("not tested: {}", String::from_utf8_lossy(&probe.stderr));
        return;
    }
    let server = Server::start_by(&before, SFTP);
    let address =
        server.address("srv/www").replace(&server.path("srv").display().to_string(), &small.display().to_string());
    let (code, text) = Site::new(&server, &address, "").publish(&[]);
    assert!(code == 2 && text.contains("the disk is full") && text.contains("make room there"), "{text}");
}

#[test]
fn overwritten_files_are_kept_as_links() {
    let server = Server::start(SFTP);
    let site = Site::new(&server, &server.address("srv/www"), ", keep: 1");
    let www = server.path("srv/www");
    site.publishes();
    let (page, gone) = (www.join("same/index.html"), www.join("gone/index.html"));
    let kept: Vec<_> =
        [page, gone].iter().map(|path| (fs::metadata(path).unwrap().ino(), fs::read(path).unwrap())).collect();
    site.use_build(1);
    site.publishes();
    for (inode, bytes) in kept {
        let is_it = |entry: std::io::Result<fs::DirEntry>| {
            let entry = entry.unwrap();
            entry.metadata().unwrap().ino() == inode && fs::read(entry.path()).unwrap() == bytes
        };
        assert!(fs::read_dir(www.join(".factloom/kept")).unwrap().any(is_it), "a link keeps the old bytes");
    }
    let of_release = |www: &Path| fs::read_dir(www.join(".factloom/releases")).unwrap().count();
    assert_eq!(of_release(&www), 1);
    assert_eq!(site.built(), {
        let mut there = files(&www);
        there.retain(|path, _| !path.starts_with(".factloom/"));
        there
    });
}

#[test]
fn a_server_without_extensions_is_enough() {
    let server = Server::start("internal-sftp -P posix-rename,hardlink,limits,statvfs,fstatvfs,expand-path");
    let site = Site::new(&server, &server.address("srv/www"), ", keep: 1");
    site.publishes();
    site.use_build(1);
    site.publishes();
    let mut there = files(&server.path("srv/www"));
    assert!(there.keys().any(|path| path.starts_with(".factloom/kept/")), "copied where links are unknown");
    there.retain(|path, _| !path.starts_with(".factloom/"));
    assert!(there == site.built());
    assert!(!server.path("srv/www/.factloom/parts").exists());
}
