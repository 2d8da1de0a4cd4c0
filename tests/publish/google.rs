//! Publishing to what we take Google Cloud Storage to be: a server in this file that answers as Google's documents of
//! its XML interface say. It is our reading of them, and not Google: no emulator that can be had from a package
//! registry speaks that interface to the end (fake-gcs-server, by PyPI, takes no upload by it), and nothing here has
//! met the real one. Generations, conditions, pages of lists and the signed token of a service account are as real
//! as documents make them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rsa::KeyPair;
use ring::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

use super::proxy::{Fault, Proxy, message};
use super::site::{Files, Site, plain, same};

const ACCOUNT: &str = "publisher@project.iam.gserviceaccount.com";
const DATE: &str = "Sat, 28 Nov 2026 04:00:00 GMT";
/// Names on one page of a list; Google has a thousand.
const LISTED_AT_ONCE: usize = 40;

#[derive(Clone)]
struct Object {
    bytes: Vec<u8>,
    /// Grows with each write, over all objects.
    generation: u64,
    /// What it is sent with again.
    headers: Vec<(String, String)>,
}

#[derive(Default)]
struct Bucket {
    objects: BTreeMap<String, Object>,
    generation: u64,
}

impl Bucket {
    /// Writes if the object has that generation, 0 for none; the new one.
    fn put(&mut self, name: &str, bytes: &[u8], headers: Vec<(String, String)>, only_if: Option<u64>) -> Option<u64> {
        let now = self.objects.get(name).map_or(0, |object| object.generation);
        if only_if.is_some_and(|wanted| wanted != now) {
            return None;
        }
        self.generation += 1;
        let object = Object { bytes: bytes.to_vec(), generation: self.generation, headers };
        self.objects.insert(name.to_owned(), object);
        Some(self.generation)
    }
}

/// A server with one bucket, `site`, that lets in whoever has its account's key.
struct Google {
    port: u16,
    bucket: Arc<Mutex<Bucket>>,
    folder: tempfile::TempDir,
}

/// A private key, as PEM.
fn key(folder: &std::path::Path, name: &str) -> String {
    let path = folder.join(name);
    let mut make = Command::new("ssh-keygen");
    make.args(["-q", "-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", "", "-f"]).arg(&path);
    assert!(make.status().expect("ssh-keygen runs: install openssh-client").success());
    fs::read_to_string(path).expect("a key")
}

impl Google {
    fn start() -> Google {
        let folder = tempfile::tempdir().expect("a folder");
        let pem = key(folder.path(), "key");
        let lines: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let der = base64::prelude::BASE64_STANDARD.decode(lines).expect("PEM");
        let public = KeyPair::from_pkcs8(&der).expect("a key").public_key().as_ref().to_vec();
        let google = Google { port: 0, bucket: Arc::default(), folder };
        google.account("account.json", &pem);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let bucket = google.bucket.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (bucket, public) = (bucket.clone(), public.clone());
                std::thread::spawn(move || answer(stream, &bucket, &public));
            }
        });
        Google { port, ..google }
    }

    /// The file that Google gives whoever makes a key for an account.
    fn account(&self, name: &str, key: &str) -> String {
        let text = serde_json::json!({"type": "service_account", "project_id": "project", "private_key_id": "1",
            "private_key": key, "client_email": ACCOUNT, "token_uri": "https://oauth2.googleapis.com/token"});
        let path = self.folder.path().join(name);
        fs::write(&path, text.to_string()).expect("written");
        path.display().to_string()
    }

    /// A site whose target is the bucket, at a port: the server's own or that of a proxy.
    fn site(&self, port: u16, more: &str) -> Site {
        let account = self.folder.path().join("account.json").display().to_string();
        Site::with(&target("site", port, more), &[("GOOGLE_APPLICATION_CREDENTIALS", &account)])
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        self.bucket.lock().expect("whole").put(name, bytes, Vec::new(), None);
    }

    fn objects(&self) -> Files {
        let bucket = self.bucket.lock().expect("whole");
        bucket.objects.iter().map(|(name, object)| (name.clone(), object.bytes.clone())).collect()
    }

    fn header(&self, path: &str, name: &str) -> Option<String> {
        let bucket = self.bucket.lock().expect("whole");
        bucket.objects[path].headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone())
    }
}

fn target(bucket: &str, port: u16, more: &str) -> String {
    format!("{{to: 'gs://{bucket}', endpoint: 'http://127.0.0.1:{port}', connections: 8{more}}}")
}

/// Whether the token of a request is signed by the account's key, and for this use.
fn is_let_in(head: &str, public: &[u8]) -> Option<()> {
    let token = header(head, "authorization")?.strip_prefix("Bearer ")?;
    let (signed, signature) = token.rsplit_once('.')?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public).verify(signed.as_bytes(), &signature).ok()?;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(signed.split('.').nth(1)?).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    let is_ours = claims["iss"] == ACCOUNT && claims["scope"].as_str()?.ends_with("/auth/cloud-platform");
    (is_ours && claims["exp"].as_u64()? > claims["iat"].as_u64()?).then_some(())
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .find_map(|line| line.split_once(": ").filter(|(other, _)| other.eq_ignore_ascii_case(name)))
        .map(|it| it.1)
}

fn decoded(text: &str) -> String {
    factloom::hosting::redirects::decoded(text)
}

fn answer(mut stream: TcpStream, bucket: &Mutex<Bucket>, public: &[u8]) -> Option<()> {
    while let Ok(Some((head, body))) = message(&mut stream) {
        let method = head.split(' ').next()?.to_owned();
        let (status, headers, bytes) = reply(&head, &body, bucket, public);
        let mut out = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n", bytes.len());
        headers.iter().for_each(|(name, value)| out.push_str(&format!("{name}: {value}\r\n")));
        if head.to_ascii_lowercase().contains("connection: close") {
            out.push_str("Connection: close\r\n");
        }
        out.push_str("\r\n");
        stream.write_all(out.as_bytes()).ok()?;
        if method != "HEAD" {
            stream.write_all(&bytes).ok()?;
        }
        if out.contains("Connection: close") {
            return Some(());
        }
    }
    Some(())
}

type Reply = (u16, Vec<(String, String)>, Vec<u8>);

fn refusal(status: u16, code: &str, message: &str) -> Reply {
    let text =
        format!("<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
    (status, vec![("Content-Type".to_owned(), "application/xml; charset=UTF-8".to_owned())], text.into_bytes())
}

fn of_object(generation: u64) -> Vec<(String, String)> {
    let pairs = [("ETag", format!("\"e{generation}\"")), ("x-goog-generation", generation.to_string())];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn reply(head: &str, body: &[u8], bucket: &Mutex<Bucket>, public: &[u8]) -> Reply {
    if is_let_in(head, public).is_none() {
        return refusal(401, "AuthenticationRequired", "Authentication required.");
    }
    let mut words = head.split(' ');
    let (method, address) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let (name, object) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    let object = decoded(object);
    if name != "site" {
        return refusal(404, "NoSuchBucket", "The specified bucket does not exist.");
    }
    let mut bucket = bucket.lock().expect("whole");
    let missing = || refusal(404, "NoSuchKey", "The specified key does not exist.");
    match (method, object.is_empty()) {
        ("GET", true) => (200, Vec::new(), list(&bucket, query).into_bytes()),
        ("GET" | "HEAD", false) => match bucket.objects.get(&object) {
            Some(found) => {
                let mut headers = of_object(found.generation);
                headers.push(("Last-Modified".to_owned(), DATE.to_owned()));
                headers.extend(found.headers.iter().cloned());
                (200, headers, found.bytes.clone())
            }
            None => missing(),
        },
        ("PUT", false) => {
            let only_if = header(head, "x-goog-if-generation-match").and_then(|wanted| wanted.parse().ok());
            let sent = ["content-type", "cache-control"].into_iter();
            let sent = sent.filter_map(|name| Some((name.to_owned(), header(head, name)?.to_owned())));
            let (bytes, headers) = match header(head, "x-goog-copy-source") {
                None => (body.to_vec(), sent.collect()),
                Some(from) => match bucket.objects.get(decoded(from).strip_prefix("site/").unwrap_or("")) {
                    Some(found) => (found.bytes.clone(), found.headers.clone()),
                    None => return missing(),
                },
            };
            match bucket.put(&object, &bytes, headers, only_if) {
                Some(generation) => (200, of_object(generation), Vec::new()),
                None => {
                    refusal(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold.")
                }
            }
        }
        ("DELETE", false) => match bucket.objects.remove(&object) {
            Some(_) => (204, Vec::new(), Vec::new()),
            None => missing(),
        },
        _ => refusal(405, "MethodNotAllowed", "The specified method is not allowed."),
    }
}

/// One page of a list.
fn list(bucket: &Bucket, query: &str) -> String {
    let value = |name: &str| {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.into_iter().find(|(other, _)| other == name).map(|(_, value)| value.into_owned())
    };
    assert_eq!(value("list-type").as_deref(), Some("2"));
    let (prefix, from) = (value("prefix").unwrap_or_default(), value("continuation-token").unwrap_or_default());
    let after = |(name, _): &(&String, &Object)| name.starts_with(&prefix) && (from.is_empty() || **name > from);
    let found: Vec<_> = bucket.objects.iter().filter(after).collect();
    let mut out =
        "<?xml version='1.0' encoding='UTF-8'?><ListBucketResult xmlns='http://doc.s3.amazonaws.com/2006-03-01'>"
            .to_owned();
    for (name, object) in found.iter().take(LISTED_AT_ONCE) {
        let (generation, size) = (object.generation, object.bytes.len());
        out.push_str(&format!(
            "<Contents><Key>{name}</Key><Generation>{generation}</Generation><LastModified>2026-11-28T04:00:00.000Z\
             </LastModified><ETag>\"e{generation}\"</ETag><Size>{size}</Size></Contents>"
        ));
    }
    if let Some((name, _)) = found.get(LISTED_AT_ONCE - 1).filter(|_| found.len() > LISTED_AT_ONCE) {
        out.push_str(&format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{name}</NextContinuationToken>"));
    }
    out + "</ListBucketResult>"
}

#[test]
fn the_first_publish_sends_all_and_the_second_what_changed() {
    let google = Google::start();
    google.put("theirs.txt", b"theirs");
    let site = google.site(google.port, ", keep: 2");
    site.publish(&[]).done();
    let published = || {
        let mut there = plain(google.objects());
        assert_eq!(there.remove("theirs.txt").as_deref(), Some(&b"theirs"[..]), "what is not ours stays");
        there
    };
    same(&published(), &site.files());
    site.verifies();
    let style = site.files().into_keys().find(|path| path.ends_with(".css")).expect("a style sheet");
    assert_eq!(google.header("index.html", "content-type").as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(google.header(&style, "cache-control").as_deref(), Some("public, max-age=31536000, immutable"));
    assert!(site.publish(&[]).done().out.contains("nothing to publish"));

    let one = site.files();
    site.version("two");
    let second = site.publish(&[]).done();
    for line in ["+ new/index.html", "~ same/index.html", "- gone/index.html"] {
        assert!(second.out.contains(line), "{line} is not in\n{}", second.out);
    }
    same(&published(), &site.files());
    site.verifies();
    assert!(!google.objects().contains_key(".factloom/journal.json"));
    // Releases are named by the second.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    site.run("rollback", &[]).done();
    same(&published(), &one);
}

#[test]
fn who_is_quicker_loses_nothing() {
    // Somebody else's manifest comes between ours being read and being replaced.
    let google = Arc::new(Google::start());
    google.site(google.port, "").publish(&[]).done();
    let other = google.clone();
    let proxy = Proxy::start(google.port, move |_, line| {
        if line.starts_with("PUT /site/%2Efactloom%2Fpublished") {
            other.put(".factloom/published.json", b"{\"version\":1,\"release\":\"theirs\",\"files\":{}}");
        }
        Fault::None
    });
    let site = google.site(proxy.port, "");
    site.version("two");
    site.publish(&[]).fails(1, "the site was published by somebody else in between");
    let there = google.objects();
    assert!(there[".factloom/published.json"].ends_with(b"\"theirs\",\"files\":{}}"), "not overwritten");
    assert!(there[".factloom/journal.json"].windows(14).any(|part| part == b"\"is_left\":true"), "what is in doubt");

    // Somebody else's page comes before ours of that name; a lock that was given up is taken at once.
    let google = Arc::new(Google::start());
    let site = google.site(google.port, "");
    site.publish(&[]).done();
    site.version("two");
    google.put("new/index.html", b"theirs");
    site.publish(&[]).fails(1, "`new/index.html` is on the host already, and is not ours");
    assert_eq!(google.objects()["new/index.html"], b"theirs");
    google.bucket.lock().expect("whole").objects.remove("new/index.html");
    site.publish(&[]).done();
    same(&plain(google.objects()), &site.files());
}

#[test]
fn a_bad_day_is_survived() {
    let google = Google::start();
    let faults = [Fault::Status(503), Fault::Lost, Fault::Status(429), Fault::AnswerLost, Fault::Truncated];
    let proxy = Proxy::start(google.port, move |count, _| match count % 7 {
        1 => faults[count / 7 % faults.len()],
        _ => Fault::None,
    });
    let site = google.site(proxy.port, "");
    site.publish(&[]).done();
    assert!(proxy.take_log().iter().any(|line| line.ends_with(" 503")), "faults happened");
    same(&plain(google.objects()), &site.files());
}

#[test]
fn who_is_not_let_in_or_finds_no_bucket_is_told_what_to_do() {
    let google = Google::start();
    let mut site = google.site(google.port, "");
    let wrong = key(google.folder.path(), "wrong");
    site.env[0].1 = google.account("wrong.json", &wrong);
    let run = site.publish(&[]).fails(2, "bucket `site` does not let us read");
    assert!(run.err.contains("set GOOGLE_APPLICATION_CREDENTIALS"), "{}", run.err);
    assert!(!wrong.lines().any(|line| run.said().contains(line)), "no part of a key: {}", run.err);
    site.env[0].1 = google.folder.path().join("none.json").display().to_string();
    site.publish(&[]).fails(2, "target `live` cannot be used");
    site.env[0].1 = google.folder.path().join("account.json").display().to_string();
    site.retarget(&target("nowhere", google.port, ""));
    site.publish(&[]).fails(2, "there is no bucket `nowhere`");
}
