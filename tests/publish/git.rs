//! A branch of a repository: over HTTP as hosts serve it, by git's own `http-backend`, and as a path.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use factloom::publish::error::Kind;

use super::net::{Request, reply, serve, split};
use super::proxy::{Fault, Proxy};
use super::site::{Files, Site, plain, plans_without_a_trace, quiet_git, read};

/// A bare repository that servers may fill and filter.
struct Bare {
    folder: tempfile::TempDir,
}

impl Bare {
    fn new() -> Bare {
        let bare = Bare { folder: tempfile::tempdir().expect("a folder") };
        bare.git(&["init", "--quiet", "--bare", "."]);
        bare.git(&["config", "uploadpack.allowFilter", "true"]);
        bare.git(&["config", "gc.auto", "0"]);
        bare
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("site.git")
    }

    fn git(&self, arguments: &[&str]) -> String {
        fs::create_dir_all(self.path()).expect("made");
        git(&self.path(), arguments)
    }

    /// Behind a web server; its port. `login` is what the header `Authorization` must be.
    fn serve(&self, login: Option<&'static str>) -> u16 {
        let folder = self.folder.path().to_path_buf();
        serve(move |request| match login.is_some_and(|login| request.header("authorization") != Some(login)) {
            true => Some(reply("401 Unauthorized", "WWW-Authenticate: Basic realm=\"git\"\r\n", b"")),
            false => http_backend(&folder, request),
        })
    }

    /// Files of a branch.
    fn files(&self, branch: &str) -> Files {
        let folder = tempfile::tempdir().expect("a folder");
        git(folder.path(), &["clone", "--quiet", "--branch", branch, &self.path().to_string_lossy(), "x"]);
        let mut files = read(&folder.path().join("x"));
        files.retain(|path, _| !path.starts_with(".git/"));
        files
    }

    /// Somebody pushes files to a branch, by hand.
    fn edit(&self, branch: &str, files: &[(&str, &str)]) {
        edit(&self.path(), branch, files);
    }

    /// Objects that stand alone: what pushes since the last `gc` brought.
    fn loose(&self) -> usize {
        self.git(&["count-objects"]).split(' ').next().and_then(|count| count.parse().ok()).expect("a number")
    }

    fn commits(&self, branch: &str) -> usize {
        self.git(&["rev-list", "--count", branch]).trim().parse().expect("a number")
    }
}

fn target(port: u16, more: &str) -> String {
    format!("{{to: 'http://127.0.0.1:{port}/site.git'{more}}}")
}

fn http_backend(folder: &Path, request: &Request) -> Option<Vec<u8>> {
    let (method, path, query) = request.parts();
    let header = |name: &str| request.header(name).unwrap_or_default();
    let mut command = Command::new("git");
    quiet_git(&mut command, folder);
    command.arg("http-backend").env("GIT_PROJECT_ROOT", folder).env("GIT_HTTP_EXPORT_ALL", "1");
    command.env("REQUEST_METHOD", method).env("PATH_INFO", path).env("QUERY_STRING", query);
    command.env("CONTENT_TYPE", header("content-type")).env("CONTENT_LENGTH", request.body.len().to_string());
    command.env("HTTP_CONTENT_ENCODING", header("content-encoding")).env("GIT_PROTOCOL", header("git-protocol"));
    command.env("REMOTE_USER", "me").env("REMOTE_ADDR", "127.0.0.1");
    let mut backend = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let (mut pipe, body) = (backend.stdin.take()?, request.body.clone());
    let sent = std::thread::spawn(move || pipe.write_all(&body));
    let (head, body) = split(backend.wait_with_output().ok()?.stdout);
    let _ = sent.join();
    let (status, headers): (Vec<&str>, Vec<&str>) =
        head.trim_end().lines().partition(|line| line.starts_with("Status: "));
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    Some(reply(status.first().map_or("200 OK", |line| &line["Status: ".len()..]), &headers, &body))
}

fn edit(bare: &Path, branch: &str, files: &[(&str, &str)]) {
    let folder = tempfile::tempdir().expect("a folder");
    let work = folder.path();
    git(work, &["init", "--quiet", "--initial-branch", branch]);
    let is_new = git(bare, &["branch", "--list", branch]).is_empty();
    if !is_new {
        git(work, &["pull", "--quiet", &bare.to_string_lossy(), branch]);
    }
    for (path, text) in files {
        fs::create_dir_all(work.join(path).parent().expect("a parent")).expect("made");
        fs::write(work.join(path), text).expect("written");
    }
    git(work, &["add", "."]);
    git(work, &["-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "--message", "By hand"]);
    git(work, &["push", "--quiet", &bare.to_string_lossy(), branch]);
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    quiet_git(&mut command, folder);
    let output = command.current_dir(folder).args(arguments).output().expect("git");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "git {arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn an_empty_repository_gets_the_site_and_then_only_what_changed() {
    for history in ["all", "squash"] {
        let bare = Bare::new();
        let proxy = Proxy::clear(bare.serve(None));
        let site = Site::new(&target(proxy.port, &format!(", history: {history}")));
        let run = site.publish(&[]).done();
        let all = format!("published to live: {} added, 0 changed", site.files().len());
        assert!(run.out.contains(&all), "{}", run.out);
        assert_eq!(plain(bare.files("gh-pages")), site.files());
        assert!(bare.files("gh-pages").contains_key(".nojekyll"));
        let author = bare.git(&["log", "-1", "--format=%an %ae", "gh-pages"]);
        assert_eq!(author.trim(), "factloom factloom@localhost");
        proxy.take_log();
        assert!(site.publish(&[]).done().out.contains("nothing to publish"));
        let log = proxy.take_log();
        assert_eq!(log.len(), 2, "one look at the branch: {log:?}");

        let one = site.files();
        for (version, is_known) in [("two", true), ("one", false)] {
            if !is_known {
                // A machine that has published nothing yet, as CI systems are.
                fs::remove_dir_all(site.path(".factloom/publish")).expect("removed");
            }
            bare.git(&["gc", "--quiet", "--prune=now"]);
            site.version("two");
            let changed = site.files().iter().filter(|(path, bytes)| one.get(*path) != Some(*bytes)).count();
            site.version(version);
            site.publish(&[]).done();
            assert_eq!(plain(bare.files("gh-pages")), site.files());
            // Blobs, the manifest, a commit, and the trees above them. Of a site that the history holds already nothing
            // may be new but the commit.
            let (sent, least, most) = (bare.loose(), if is_known { 3 } else { 1 }, changed * 2 + 5);
            assert!(changed > 3 && (least..=most).contains(&sent), "{history}: {changed} changed, {sent} objects sent");
        }
        let cache = site.path(".factloom/publish/live.git");
        let known = git(&cache, &["rev-list", "--objects", "--all", "--missing=print"]);
        let missing = known.lines().filter(|line| line.starts_with('?')).count();
        assert!(missing > 50, "{history}: unchanged contents were fetched, all but {missing}");
        assert_eq!(bare.commits("gh-pages"), if history == "all" { 3 } else { 1 });
        bare.git(&["fsck", "--strict"]);
    }
}

#[test]
fn files_of_others_stay_and_are_overwritten_only_when_adopted() {
    let bare = Bare::new();
    bare.edit("pages", &[("CNAME", "old.example\n"), ("notes/a.txt", "mine"), ("index.html", "mine")]);
    let url = format!("git+file://{}", bare.path().display());
    let site = Site::new(&format!("{{to: '{url}', branch: pages}}"));
    let refused = site.publish(&[]);
    assert!(refused.code == 1 && refused.err.contains("`index.html`"), "{}{}", refused.out, refused.err);
    assert_eq!(bare.files("pages")["index.html"], b"mine");
    site.publish(&["--adopt"]).done();
    let mut expected = site.files();
    expected.insert("CNAME".into(), b"old.example\n".to_vec());
    expected.insert("notes/a.txt".into(), b"mine".to_vec());
    assert_eq!(plain(bare.files("pages")), expected);
    assert_eq!(bare.commits("pages"), 2, "what was there before stays in the history");
    // The domain alone is worth a publish.
    site.retarget(&format!("{{to: '{url}', branch: pages, domain: new.example, history: squash}}"));
    site.publish(&[]).done();
    assert_eq!(bare.files("pages")["CNAME"], b"new.example\n");
    assert_eq!(bare.files("pages")["notes/a.txt"], b"mine");
    assert_eq!(bare.commits("pages"), 1);
    assert!(site.publish(&[]).done().out.contains("nothing to publish"));
    // Somebody deletes a page by hand: it comes back.
    let gone = tempfile::tempdir().expect("a folder");
    git(gone.path(), &["clone", "--quiet", "--branch", "pages", &bare.path().to_string_lossy(), "."]);
    git(gone.path(), &["rm", "--quiet", "about/index.html"]);
    git(gone.path(), &["-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "-m", "x"]);
    git(gone.path(), &["push", "--quiet"]);
    assert!(site.publish(&[]).done().out.contains("1 added, 0 changed"));
    assert!(bare.files("pages").contains_key("about/index.html"));
    // Somebody mends a page by hand: that is not lost unasked.
    bare.edit("pages", &[("about/index.html", "mended")]);
    let refused = site.publish(&[]);
    assert!(refused.code == 1 && refused.err.contains("`about/index.html`"), "{}{}", refused.out, refused.err);
    site.publish(&["--adopt"]).done();
    assert_eq!(bare.files("pages")["about/index.html"], site.files()["about/index.html"]);
}

#[test]
fn ssh_is_the_users_own_and_asks_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let bare = Bare::new();
    let mut site = Site::new("{to: 'me@host.example:site.git'}");
    // An SSH that writes down how it was called, and is at the host already.
    let (program, log) = (site.path("ssh"), site.path("log"));
    let script = format!(
        "#!/bin/sh\necho \"$@\" >> {}\nfor last; do :; done\ncd {} && exec sh -c \"$last\"\n",
        log.display(),
        bare.folder.path().display()
    );
    fs::write(&program, script).expect("written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("set");
    site.env = vec![("GIT_SSH_COMMAND".into(), format!("{} -i key", program.display()))];
    site.publish(&[]).done();
    assert_eq!(plain(bare.files("gh-pages")), site.files());
    let log = fs::read_to_string(log).expect("called");
    assert!(
        log.lines().all(|line| line.starts_with("-i key -o BatchMode=yes") && line.contains("me@host.example")),
        "{log}"
    );
}

#[test]
fn who_pushes_in_between_loses_nothing_and_is_named_as_the_reason() {
    // Seen by us when we push, and seen by the server alone.
    for moment in ["service=git-receive-pack", "POST /site.git/git-receive-pack"] {
        let bare = Bare::new();
        let path = bare.path();
        let late = Arc::new(Mutex::new(None));
        let once = late.clone();
        let proxy = Proxy::start(bare.serve(None), move |_, line| {
            if line.contains(moment)
                && let Some(files) = once.lock().expect("whole").take()
            {
                edit(&path, "gh-pages", files);
            }
            Fault::None
        });
        let site = Site::new(&target(proxy.port, ", history: squash"));
        site.publish(&[]).done();
        site.version("two");
        *late.lock().expect("whole") = Some(&[("late.txt", "mine")]);
        let run = site.publish(&[]);
        assert_eq!(run.code, 1, "{moment}: {}{}", run.out, run.err);
        assert!(run.err.contains("somebody else pushed") && run.err.contains("publish again"), "{}", run.err);
        assert_eq!(bare.files("gh-pages")["late.txt"], b"mine");
        site.publish(&[]).done();
        let files = plain(bare.files("gh-pages"));
        assert_eq!(files["late.txt"], b"mine");
        assert_eq!(files.len(), site.files().len() + 1);
    }
}

#[test]
fn credentials_come_from_helpers_and_nothing_asks_or_hangs() {
    let bare = Bare::new();
    // me:right
    let server = bare.serve(Some("Basic bWU6cmlnaHQ="));
    let mut site = Site::new(&target(server, ""));
    let started = Instant::now();
    let run = site.publish(&[]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("does not let us") && run.err.contains("help: log git in"), "{}", run.err);
    let helper = "!f() { echo username=me; echo \"password=$TEST_PASSWORD\"; }; f";
    let pairs = [
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "credential.helper"),
        ("GIT_CONFIG_VALUE_0", helper),
        ("TEST_PASSWORD", "wrong-password"),
    ];
    site.env = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let run = site.publish(&[]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("Authentication failed") && !run.err.contains("wrong-password"), "{}", run.err);
    assert!(started.elapsed() < Duration::from_secs(20), "a refusal is no reason to try again");
    site.env[3].1 = "right".to_owned();
    site.publish(&[]).done();
    assert_eq!(plain(bare.files("gh-pages")), site.files());
    // What CI systems leave in the repository of the site.
    site.env.clear();
    site.version("two");
    git(site.folder.path(), &["init", "--quiet"]);
    let name = format!("http.http://127.0.0.1:{server}/.extraheader");
    git(site.folder.path(), &["config", &name, "AUTHORIZATION: Basic bWU6cmlnaHQ="]);
    site.publish(&[]).done();
    assert_eq!(plain(bare.files("gh-pages")), site.files());
    assert_eq!(git(site.folder.path(), &["status", "--short", ".factloom/publish"]), "", "the cache is ignored");
}

#[test]
fn a_repository_that_is_not_there_says_so() {
    let bare = Bare::new();
    let server = bare.serve(None);
    let places = [format!("http://127.0.0.1:{server}"), format!("file://{}", bare.folder.path().display())];
    for url in places.map(|place| place + "/none.git") {
        let run = Site::new(&format!("{{to: '{url}'}}")).publish(&[]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(&format!("there is no repository `{url}`")), "{}", run.err);
        assert!(run.err.contains("help: make it first") && run.err.lines().count() < 9, "{}", run.err);
    }
    let site = Site::new(&target(server, ", branch: 'a..b'"));
    assert!(site.publish(&[]).err.contains("`a..b` is no name of a branch"));
}

#[test]
fn requests_that_get_lost_are_made_again() {
    let bare = Bare::new();
    // The very first one, and the second of those that push.
    let pushes = AtomicUsize::new(0);
    let proxy = Proxy::start(bare.serve(None), move |count, line| {
        let is_push = line.starts_with("POST /site.git/git-receive-pack");
        match count == 0 || is_push && pushes.fetch_add(1, Ordering::Relaxed) == 1 {
            true => Fault::Lost,
            false => Fault::None,
        }
    });
    let site = Site::new(&target(proxy.port, ""));
    site.publish(&[]).done();
    site.version("two");
    site.publish(&[]).done();
    let log = proxy.take_log();
    assert_eq!(log.iter().filter(|line| line.starts_with("POST /site.git/git-receive-pack")).count(), 2, "{log:#?}");
    assert!(log.len() + 2 <= proxy.count(), "two were lost");
    assert_eq!(plain(bare.files("gh-pages")), site.files());
}

#[test]
fn a_plan_leaves_no_trace() {
    let bare = Bare::new();
    let site = Site::new(&format!("{{to: 'file://{}'}}", bare.path().display()));
    site.publish(&[]).done();
    plans_without_a_trace(&site, &bare.path());
}

#[test]
fn a_publish_that_is_killed_leaves_a_whole_site_and_the_next_one_finishes() {
    let bare = Bare::new();
    let site = Site::new(&format!("{{to: 'file://{}'}}", bare.path().display()));
    let started = Instant::now();
    site.publish(&[]).done();
    let whole = started.elapsed();
    let one = site.files();
    site.version("two");
    let two = site.files();
    let mut random = fastrand::Rng::with_seed(11);
    for trial in 0..30 {
        site.version(if trial % 2 == 0 { "two" } else { "one" });
        let mut child = site.child();
        std::thread::sleep(Duration::from_micros(random.u64(0..=whole.as_micros() as u64)));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let now = plain(bare.files("gh-pages"));
        assert!(now == one || now == two, "trial {trial}: the branch is a mix of two sites");
        // A push that was on its way may still arrive, and is then somebody else's.
        let run = site.publish(&[]);
        if run.code != 0 {
            assert!(run.err.contains("somebody else pushed"), "trial {trial}: {}", run.err);
            site.publish(&[]).done();
        }
        assert_eq!(plain(bare.files("gh-pages")), site.files(), "trial {trial}");
        site.verifies();
    }
    bare.git(&["fsck"]);
}

#[test]
fn a_damaged_cache_is_made_anew() {
    let bare = Bare::new();
    let site = Site::new(&format!("{{to: 'file://{}'}}", bare.path().display()));
    site.publish(&[]).done();
    for (round, damage) in ["HEAD", "config", "objects"].into_iter().enumerate() {
        site.version(if round % 2 == 0 { "two" } else { "one" });
        let place = site.path(".factloom/publish/live.git").join(damage);
        if place.is_dir() {
            fs::remove_dir_all(&place).expect("removed");
        } else {
            fs::write(&place, "rubbish").expect("written");
        }
        site.publish(&[]).done();
        assert_eq!(plain(bare.files("gh-pages")), site.files(), "{damage}");
    }
}

#[test]
fn earlier_releases_are_read_from_the_history() {
    let bare = Bare::new();
    let site = Site::new(&format!("{{to: 'file://{}'}}", bare.path().display()));
    site.publish(&[]).done();
    let one = site.files();
    site.version("two");
    site.publish(&[]).done();
    // By somebody else; no release.
    bare.edit("gh-pages", &[("late.txt", "mine")]);
    site.version("one");
    site.publish(&[]).done();
    fs::remove_dir_all(site.path(".factloom")).expect("removed");
    site.with_host(|host| {
        let releases = host.releases().expect("releases");
        assert_eq!(releases.len(), 2);
        assert!(releases[0] > releases[1] || releases[0][..15] == releases[1][..15], "newest first: {releases:?}");
        let earliest = host.release(&releases[1]).expect("a manifest");
        assert_eq!(earliest.files.len(), one.len());
        for (path, file) in &earliest.files {
            assert_eq!(host.kept(&releases[1], path, file.hash).expect("kept"), one[&**path], "{path}");
        }
        assert_eq!(host.release("none").unwrap_err().kind, Kind::NoReleases);
        assert_eq!(host.get("late.txt").expect("read"), Some(b"mine".to_vec()));
        assert_eq!(host.get("none.txt").expect("read"), None);
    });
}
