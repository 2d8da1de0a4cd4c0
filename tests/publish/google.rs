//! Publishing to what we take Google Cloud Storage to be: a server in this file that answers as Google's documents of
//! its XML interface say. It is our reading of them, and not Google: no emulator that can be had from a package
//! registry speaks that interface to the end (fake-gcs-server, by PyPI, takes no upload by it), and nothing here has
//! met the real one. Generations, conditions, pages of lists and the signed token of a service account are as real
//! as documents make them.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rsa::KeyPair;
use ring::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

use factloom::hosting::redirects::decoded;

use super::bucket::{self, Bucket};
use super::net::{Request, reply, serve};
use super::proxy::{Fault, Proxy};
use super::site::{Files, Site};

const ACCOUNT: &str = "publisher@project.iam.gserviceaccount.com";
const DATE: &str = "Sat, 28 Nov 2026 04:00:00 GMT";
/// Names on one page of a list; Google has a thousand.
const LISTED_AT_ONCE: usize = 40;

#[derive(Clone)]
struct Object {
    bytes: Vec<u8>,
    /// Grows with each write, over all objects.
    generation: u64,
    /// Lines that it is sent with again.
    headers: String,
}

#[derive(Default)]
struct Objects {
    all: BTreeMap<String, Object>,
    generation: u64,
}

impl Objects {
    /// Writes if the object has that generation, 0 for none; the new one.
    fn put(&mut self, name: &str, bytes: &[u8], headers: String, only_if: Option<u64>) -> Option<u64> {
        let now = self.all.get(name).map_or(0, |object| object.generation);
        if only_if.is_some_and(|wanted| wanted != now) {
            return None;
        }
        self.generation += 1;
        let object = Object { bytes: bytes.to_vec(), generation: self.generation, headers };
        self.all.insert(name.to_owned(), object);
        Some(self.generation)
    }
}

/// A server with one bucket, `site`, that lets in whoever has its account's key.
struct Google {
    port: u16,
    bucket: Arc<Mutex<Objects>>,
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
        let bucket = Arc::<Mutex<Objects>>::default();
        let shared = bucket.clone();
        let port = serve(move |request| {
            let (status, headers, body) = answer(request, &mut shared.lock().expect("whole"), &public);
            // What is asked for a head alone must not be followed by a body.
            let answer = reply(&format!("{status} X"), &headers, &body);
            let sent = if request.line().starts_with("HEAD ") { answer.len() - body.len() } else { answer.len() };
            Some(answer[..sent].to_vec())
        });
        let google = Google { port, bucket, folder };
        google.account("account.json", &pem);
        google.put_theirs();
        google
    }

    fn objects_now(&self) -> MutexGuard<'_, Objects> {
        self.bucket.lock().expect("whole")
    }

    /// The file that Google gives whoever makes a key for an account.
    fn account(&self, name: &str, key: &str) -> String {
        let text = serde_json::json!({"type": "service_account", "project_id": "project", "private_key_id": "1",
            "private_key": key, "client_email": ACCOUNT, "token_uri": "https://oauth2.googleapis.com/token"});
        let path = self.folder.path().join(name);
        fs::write(&path, text.to_string()).expect("written");
        path.display().to_string()
    }
}

impl Bucket for Google {
    fn site(&self, port: u16, more: &str) -> Site {
        let account = self.folder.path().join("account.json").display().to_string();
        Site::with(&target("site", port, more), &[("GOOGLE_APPLICATION_CREDENTIALS", &account)])
    }

    fn port(&self) -> u16 {
        self.port
    }

    fn objects(&self) -> Files {
        self.objects_now().all.iter().map(|(name, object)| (name.clone(), object.bytes.clone())).collect()
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        self.objects_now().put(name, bytes, String::new(), None);
    }

    fn header(&self, path: &str, name: &str) -> Option<String> {
        let objects = self.objects_now();
        let mut pairs = objects.all[path].headers.lines().filter_map(|line| line.split_once(": "));
        pairs.find_map(|(other, value)| (other == name).then(|| value.to_owned()))
    }
}

fn target(bucket: &str, port: u16, more: &str) -> String {
    format!("{{to: 'gs://{bucket}', endpoint: 'http://127.0.0.1:{port}', connections: 8{more}}}")
}

/// Whether the token of a request is signed by the account's key, and for this use.
fn is_let_in(request: &Request, public: &[u8]) -> Option<()> {
    let token = request.header("authorization")?.strip_prefix("Bearer ")?;
    let (signed, signature) = token.rsplit_once('.')?;
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public).verify(signed.as_bytes(), &signature).ok()?;
    let claims = BASE64_URL_SAFE_NO_PAD.decode(signed.split('.').nth(1)?).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    let is_ours = claims["iss"] == ACCOUNT && claims["scope"].as_str()?.ends_with("/auth/cloud-platform");
    (is_ours && claims["exp"].as_u64()? > claims["iat"].as_u64()?).then_some(())
}

/// Status, lines of headers, body.
type Answer = (u16, String, Vec<u8>);

fn refusal(status: u16, code: &str, message: &str) -> Answer {
    let text =
        format!("<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
    (status, "Content-Type: application/xml; charset=UTF-8\r\n".to_owned(), text.into_bytes())
}

fn of_object(generation: u64) -> String {
    format!("ETag: \"e{generation}\"\r\nx-goog-generation: {generation}\r\n")
}

fn answer(request: &Request, bucket: &mut Objects, public: &[u8]) -> Answer {
    if is_let_in(request, public).is_none() {
        return refusal(401, "AuthenticationRequired", "Authentication required.");
    }
    let (method, path, query) = request.parts();
    let (name, object) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
    let object = decoded(object);
    if name != "site" {
        return refusal(404, "NoSuchBucket", "The specified bucket does not exist.");
    }
    let missing = || refusal(404, "NoSuchKey", "The specified key does not exist.");
    match (method, object.is_empty()) {
        ("GET", true) => (200, String::new(), list(bucket, query).into_bytes()),
        ("GET" | "HEAD", false) => match bucket.all.get(&object) {
            Some(found) => {
                let headers = format!("{}Last-Modified: {DATE}\r\n{}", of_object(found.generation), found.headers);
                (200, headers, found.bytes.clone())
            }
            None => missing(),
        },
        ("PUT", false) => {
            let only_if = request.header("x-goog-if-generation-match").and_then(|wanted| wanted.parse().ok());
            let sent = |name| Some(format!("{name}: {}\r\n", request.header(name)?));
            let (bytes, headers) = match request.header("x-goog-copy-source") {
                None => {
                    (request.body.clone(), ["content-type", "cache-control"].into_iter().filter_map(sent).collect())
                }
                Some(from) => match bucket.all.get(decoded(from).strip_prefix("site/").unwrap_or("")) {
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
        ("DELETE", false) => match bucket.all.remove(&object) {
            Some(_) => (204, String::new(), Vec::new()),
            None => missing(),
        },
        _ => refusal(405, "MethodNotAllowed", "The specified method is not allowed."),
    }
}

/// One page of a list.
fn list(bucket: &Objects, query: &str) -> String {
    let value = |name: &str| {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.into_iter().find(|(other, _)| other == name).map(|(_, value)| value.into_owned())
    };
    assert_eq!(value("list-type").as_deref(), Some("2"));
    let (prefix, from) = (value("prefix").unwrap_or_default(), value("continuation-token").unwrap_or_default());
    let after = |(name, _): &(&String, &Object)| name.starts_with(&prefix) && (from.is_empty() || **name > from);
    let found: Vec<_> = bucket.all.iter().filter(after).collect();
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
    let site = google.site(google.port, "");
    bucket::the_first_publish_sends_all(&google, &site);
    site.verifies();
    site.publishes_what_changed();
    google.holds_no_more_than(&site);
    site.verifies();
}

#[test]
fn an_earlier_release_comes_back() {
    bucket::an_earlier_release_comes_back(&Google::start());
}

#[test]
fn what_is_not_ours_is_not_overwritten_unasked() {
    bucket::what_is_not_ours_is_not_overwritten_unasked(&Google::start());
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
    google.objects_now().all.remove("new/index.html");
    site.publish(&[]).done();
    google.holds(&site);
}

#[test]
fn a_publish_killed_anywhere_is_finished_by_the_next() {
    bucket::a_publish_killed_anywhere_is_finished_by_the_next(&Google::start());
}

#[test]
fn a_plan_only_reads() {
    bucket::a_plan_only_reads(&Google::start());
}

#[test]
fn a_bad_day_is_survived() {
    bucket::a_bad_day_is_survived(&Google::start());
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
