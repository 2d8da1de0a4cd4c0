//! A small site of every class of file, a server before it, and a client that shows what came.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use factloom::build::{Analysis, Options, analyse_root};
use factloom::hosting::{Policy, Redirects, policy, redirects};
use factloom::model::date::Date;
use factloom::render::theme::Assets;

/// What is installed before these tests.
pub const SET_UP: &str = "run `.ci/setup` first: it installs nginx with its Brotli module, and Caddy";

const SITE: &str = "title: T\nurl: URL\ntopics: {t: {title: Topic}}\n\
    rules: {orphan: off, stale: off, single-origin: off, unused-fact: off, unused-source: off, no-archive: off, relayed-only: off}\n\
    gone:\n  - {address: /taken/, date: 2026-11-20, why: It was wrong.}\n  \
    - {address: /led/, date: 2026-11-20, why: Elsewhere., use: \"/one/#numbers\"}\n  \
    - {address: /out/, date: 2026-11-20, why: Elsewhere., use: \"https://other.example/a?b=c\"}\n  \
    - {address: /facts/s/old-*, date: 2026-11-20, why: No more.}\n  \
    - {address: /series/*, date: 2026-11-20, why: Moved., use: /one/}\n\
    HOSTING\n";

const FILES: &[(&str, &str)] = &[
    (
        "content/one.md",
        "---\ntitle: The first\nsummary: First.\ndate: 2026-11-01\ntopics: [t]\naliases: [/old/, /旧/, /old.html, \"/two/#was\"]\n---\n\
         ## Numbers\n\n[1,200](fact:s/firms) firms left.\n\n![A map](https://maps.example/a.png)\n\n```chart\nfact: s/series\n```\n",
    ),
    (
        "content/two.md",
        "---\ntitle: The second\nsummary: Second.\ndate: 2026-11-02\ntopics: []\naliases: [/split/]\n---\nText.\n",
    ),
    (
        "content/three.md",
        "---\ntitle: The third\nsummary: Third.\ndate: 2026-11-02\ntopics: []\naliases: [\"/split/#part\"]\n---\nText.\n",
    ),
    (
        "content/facts/s.yml",
        "title: S\nsummary: S.\ntopics: [t]\ndefaults: {by: e, evidence: x}\nfacts:\n  \
         firms: {kind: statistic, claim: ___ firms left., value: 1200, unit: firms, as_of: 2022-05}\n  \
         began: {kind: event, claim: It began., when: 2020-01-02}\n  \
         old-and-here: {kind: event, claim: It ended., when: 2020-01-03}\n  \
         series: {kind: statistic, claim: They are counted each year., unit: firms, as_of: 2021, series: {2020: 10, 2021: 12}}\n",
    ),
    ("content/sources/x.yml", "x: {type: web, title: X, publisher: e}\n"),
    ("content/entities/e.yml", "e: {name: E, kind: company}\n"),
    ("content/glossary.yml", "swift: {term: SWIFT, def: A network., evidence: x}\n"),
    ("static/data/table.csv", "a,b\n1,2\n"),
    ("static/clips/a b.txt", "A file with a blank in its name.\n"),
    ("static/.well-known/security.txt", "Contact: mailto:a@example.org\n"),
    ("static/pixel.png", "no picture, but named like one"),
];

/// A site in a folder of its own.
pub struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// Written and built; `hosting` is what stands under that key.
    pub fn built(url: &str, hosting: &str) -> Site {
        let site = Site::written(url, hosting);
        site.build();
        site
    }

    /// Written, and not built.
    pub fn written(url: &str, hosting: &str) -> Site {
        let site = Site { folder: tempfile::tempdir().expect("a folder") };
        let hosting = if hosting.is_empty() { String::new() } else { format!("hosting: {hosting}") };
        site.write("content/site.yml", &SITE.replace("URL", url).replace("HOSTING", &hosting));
        FILES.iter().for_each(|(path, text)| site.write(path, text));
        site
    }

    /// Writes one of its files.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// Builds it again; what was said.
    pub fn build(&self) -> String {
        let (code, said, _) = self.run(&["build"]);
        assert_eq!(code, 0, "{said}");
        said
    }

    /// Runs the tool on a day: exit code, stdout, stderr.
    pub fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        self.run_now(&[arguments, &["--date", "2026-11-22"]].concat())
    }

    /// The same for commands that know no day.
    pub fn run_now(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_factloom"));
        command.args(arguments).current_dir(self.folder.path());
        let run = command.output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (run.status.code().unwrap_or(-1), text(&run.stdout), text(&run.stderr))
    }

    /// The folder that was written.
    pub fn public(&self) -> PathBuf {
        self.folder.path().join("public")
    }

    /// A file of it.
    pub fn output(&self, path: &str) -> String {
        fs::read_to_string(self.public().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Paths of all files of the site, the manifest left out.
    pub fn paths(&self) -> Vec<String> {
        let manifest: serde_json::Value =
            serde_json::from_str(&self.output(".factloom-manifest.json")).expect("the manifest is JSON");
        manifest["files"].as_object().expect("files").keys().cloned().collect()
    }

    /// Its policy and its redirects.
    pub fn policy(&self) -> (Policy, Redirects) {
        let options = Options { base_url: None, drafts: false, today: Date::parse("2026-11-22").expect("a date") };
        let analysis: Analysis = analyse_root(self.folder.path(), &options);
        assert!(!analysis.report.has_errors(), "the site is good");
        let site = analysis.site();
        let reader = site.reader();
        (policy(&reader, &Assets::of(&analysis.inputs.templates)), redirects(&reader))
    }
}

/// A server, ended when dropped.
pub struct Server {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Answer {
    /// The value of a header; several of one name are joined, and so no match for one.
    pub fn header(&self, name: &str) -> Option<String> {
        let name = name.to_ascii_lowercase();
        let all: Vec<&str> =
            self.headers.iter().filter(|(other, _)| *other == name).map(|(_, value)| &**value).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

impl Server {
    /// nginx with what `factloom hosting nginx` prints.
    pub fn nginx(site: &Site) -> Server {
        Server::nginx_at(site, &site.public(), &|text| text)
    }

    /// The same for a folder to which the site was published, after somebody changed what was printed.
    pub fn nginx_at(site: &Site, root: &Path, change: &dyn Fn(String) -> String) -> Server {
        let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"];
        let program = program.into_iter().find(|path| Path::new(path).exists()).expect(SET_UP);
        let module = Path::new("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so");
        assert!(module.exists(), "{SET_UP}");
        start(|port, folder| {
            let listen = format!("127.0.0.1:{port}");
            let public = root.display().to_string();
            let (code, text, said) =
                site.run(&["hosting", "nginx", "--root-dir", &public, "--listen", &listen, "--brotli"]);
            assert_eq!((code, said.contains("Brotli")), (0, false), "{said}");
            let at = folder.display();
            fs::write(folder.join("site.conf"), change(text)).expect("written");
            let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .map(|name| format!("    {name}_temp_path {at}/{name};\n"))
                .concat();
            // As root, nginx would read the files as nobody.
            let user = fs::metadata(folder).is_ok_and(|data| std::os::unix::fs::MetadataExt::uid(&data) == 0);
            let user = if user { "user root;\n" } else { "" };
            let config = format!(
                "{user}load_module {};\ndaemon off;\nmaster_process off;\nworker_processes 1;\npid {at}/pid;\nerror_log {at}/log;\n\
                 events {{}}\nhttp {{\n    access_log off;\n{temporary}    include {at}/site.conf;\n}}\n",
                module.display()
            );
            fs::write(folder.join("nginx.conf"), config).expect("written");
            let mut command = Command::new(program);
            command.arg("-p").arg(folder).arg("-e").arg(folder.join("log")).arg("-c").arg(folder.join("nginx.conf"));
            command
        })
    }

    /// Caddy with what `factloom hosting caddy` prints.
    pub fn caddy(site: &Site) -> Server {
        start(|port, folder| {
            let public = site.public().display().to_string();
            let listen = format!("http://127.0.0.1:{port}");
            let (code, text, said) = site.run(&["hosting", "caddy", "--root-dir", &public, "--listen", &listen]);
            assert_eq!((code, &*said), (0, ""));
            let config = folder.join("Caddyfile");
            fs::write(&config, format!("{{\n    admin off\n}}\n{text}")).expect("written");
            let mut command = Command::new("caddy");
            command.args(["run", "--adapter", "caddyfile", "--config"]).arg(config).env("HOME", folder);
            command.env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
            command
        })
    }

    /// Its address.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Asks for a path, percent-encoded; redirects are not followed.
    pub fn get(&self, path: &str, accept: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept-Encoding: {accept}\r\nConnection: close\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("answered");
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let mut answer = Answer { status, headers, body: bytes[end + 4..].to_vec() };
        if answer.header("transfer-encoding").as_deref() == Some("chunked") {
            answer.body = joined(&answer.body);
        }
        answer
    }

    /// The same by the path as a reader would write it, without asking for a coding.
    pub fn plain(&self, path: &str) -> Answer {
        self.get(&factloom::base::escape::url_part(path), "identity")
    }
}

/// The chunks of a body, joined.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n").expect("the length of a chunk");
        let length = std::str::from_utf8(&rest[..end]).ok().and_then(|hex| usize::from_str_radix(hex, 16).ok());
        let length = length.expect("a length in hexadecimal");
        if length == 0 {
            return out;
        }
        out.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 2 + length + 2..];
    }
}

/// Starts a server on a free port. Another program may take the port first, so a few are tried.
fn start(command: impl Fn(u16, &Path) -> Command) -> Server {
    let mut said = String::new();
    for _ in 0..5 {
        let folder = tempfile::tempdir().expect("a folder");
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port();
        let log = fs::File::create(folder.path().join("said")).expect("made");
        let mut command = command(port, folder.path());
        let child = command.stdin(Stdio::null()).stdout(log.try_clone().expect("another")).stderr(log).spawn();
        let child =
            child.unwrap_or_else(|error| panic!("{:?} does not start ({error}); {SET_UP}", command.get_program()));
        let mut server = Server { child, port, folder };
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(20) && server.child.try_wait().expect("asked").is_none() {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return server;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let read = |name: &str| fs::read_to_string(server.folder.path().join(name)).unwrap_or_default();
        said = format!("{}{}", read("said"), read("log"));
    }
    panic!("no server came up: {said}");
}
