//! The wire below the object-store library: its requests sent by the HTTP client that `factloom links` uses.
//!
//! In: a request of object_store. Out: the answer, or a failure of a kind that it knows how to retry. The library's own
//! connector brings reqwest, HTTP/2 and a second crypto library: 16 crates and a C build that nothing else here needs.
//! The client blocks, and so does a request here: each thread that publishes runs its own small runtime and does
//! nothing else meanwhile.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
};
use ureq::http;

use crate::publish::error::{Kind, PublishError};
use crate::publish::verify::Answer;

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(10);
/// Longest time for a whole request: the largest file over a slow line.
const REQUEST: Duration = Duration::from_secs(600);
/// Longest silence before an answer begins.
const RESPONSE: Duration = Duration::from_secs(60);
/// Largest answer that is read: manifests of a million files are smaller.
const LARGEST: u64 = 512 << 20;

fn agent(connections: usize) -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_connections(connections)
        .max_idle_connections_per_host(connections)
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(RESPONSE))
        .timeout_global(Some(REQUEST))
        .user_agent(concat!("factloom/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent()
}

/// A web server as readers meet it, for `verify`.
#[derive(Debug)]
pub struct Web {
    agent: ureq::Agent,
}

/// Attempts at an address before it is said not to answer.
const ATTEMPTS: u32 = 3;

impl Web {
    /// A client with a pool of `connections`.
    pub fn new(connections: usize) -> Web {
        Web { agent: agent(connections) }
    }

    /// Asks for a file below `base`, which ends in `/`; a page by the address that readers use.
    pub fn get(&self, base: &str, path: &str) -> Result<Answer, PublishError> {
        let page =
            path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(path);
        let failed = |why: String| {
            PublishError::new(Kind::Host, format!("does not answer: {why}"))
                .help(format!("is `{base}` the address of the site?"))
        };
        let mut url = url::Url::parse(base).map_err(|error| failed(error.to_string()))?;
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty();
            segments.extend(page.split('/'));
        }
        let mut attempt = 1;
        loop {
            match self.ask(url.as_str()) {
                Ok(answer) if matches!(answer.status, 429 | 500..=599) && attempt < ATTEMPTS => {}
                Ok(answer) => return Ok(answer),
                Err(_) if attempt < ATTEMPTS => {}
                Err(error) => return Err(failed(Failure(Arc::new(error)).to_string())),
            }
            std::thread::sleep(Duration::from_millis(200 << attempt));
            attempt += 1;
        }
    }

    fn ask(&self, url: &str) -> Result<Answer, ureq::Error> {
        // The file itself: what is packed beside it is a file of its own, and is asked for too.
        let asked = self.agent.get(url).header(http::header::ACCEPT_ENCODING, "identity");
        let (parts, mut body) = asked.call()?.into_parts();
        let headers = parts.headers.iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let headers = Some(headers.collect());
        Ok(Answer { status: parts.status.as_u16(), headers, body: body.with_config().limit(LARGEST).read_to_vec()? })
    }
}

/// Connects the library to ureq.
#[derive(Debug)]
pub struct Connector {
    agent: ureq::Agent,
}

impl Connector {
    /// A connector with a pool of `connections`.
    pub fn new(connections: usize) -> Connector {
        Connector { agent: agent(connections) }
    }
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Service { agent: self.agent.clone() }))
    }
}

#[derive(Debug)]
struct Service {
    agent: ureq::Agent,
}

#[async_trait]
impl HttpService for Service {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (mut parts, body) = request.into_parts();
        // ureq frames the body itself.
        parts.headers.remove(http::header::CONTENT_LENGTH);
        let bytes = collect(body).await?;
        let has_body = !bytes.is_empty() || matches!(parts.method, http::Method::PUT | http::Method::POST);
        let answer = match has_body {
            true => self.agent.run(http::Request::from_parts(parts, &bytes[..])),
            false => {
                let request = http::Request::from_parts(parts, ());
                self.agent.run(request)
            }
        };
        let (parts, mut body) = answer.map_err(failed)?.into_parts();
        let bytes = body.with_config().limit(LARGEST).read_to_vec().map_err(failed)?;
        Ok(HttpResponse::from_parts(parts, HttpResponseBody::from(bytes)))
    }
}

/// A body is bytes that are in memory already, in one piece or in several.
async fn collect(body: object_store::client::HttpRequestBody) -> Result<Vec<u8>, HttpError> {
    use http_body_util::BodyExt;
    match body.as_bytes() {
        Some(bytes) => Ok(bytes.to_vec()),
        None => Ok(body.collect().await?.to_bytes().to_vec()),
    }
}

/// What went wrong, in the library's terms: what may be tried again, and what not.
fn failed(error: ureq::Error) -> HttpError {
    let kind = match &error {
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => HttpErrorKind::Connect,
        ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => HttpErrorKind::Connect,
        ureq::Error::Timeout(_) => HttpErrorKind::Timeout,
        ureq::Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => HttpErrorKind::Connect,
            ErrorKind::TimedOut => HttpErrorKind::Timeout,
            _ => HttpErrorKind::Interrupted,
        },
        ureq::Error::Protocol(_) => HttpErrorKind::Interrupted,
        _ => HttpErrorKind::Unknown,
    };
    HttpError::new(kind, Failure(Arc::new(error)))
}

/// An error of ureq without the address, which may be signed.
#[derive(Debug)]
struct Failure(Arc<ureq::Error>);

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &*self.0 {
            ureq::Error::BadUri(_) => f.write_str("the address cannot be used"),
            error => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Failure {}
