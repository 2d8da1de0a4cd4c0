//! The HTTP client of `factloom links`: one request, one answer, whatever the other side does. The sole user of ureq.
//!
//! In: a method, an address, limits. Out: status, headers and the first part of the body, or why there is none.
//! Every request ends by its deadline, and no body is read past its limit, unpacked bytes counted. Redirects are
//! answers like others, and no connection is used twice: a server that sends a body after HEAD would spoil the next
//! answer. Absent on purpose: what an answer means (`links/probe`), and which request is next (`queue`).

pub mod queue;

use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

use jiff::fmt::rfc2822::DateTimeParser;
use url::Url;

/// Least time that a request is given: less is none.
const LEAST: Duration = Duration::from_millis(5);

/// How a page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Status and headers alone.
    Head,
    /// With the page.
    Get,
}

/// What holds for every request.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Longest time from the look-up of the name to the last byte.
    pub timeout: Duration,
    /// Most bytes of a body that are read, once unpacked.
    pub body: usize,
    /// What we call ourselves.
    pub user_agent: String,
}

/// A client. Cheap to share.
#[derive(Clone, Debug)]
pub struct Client {
    agent: ureq::Agent,
    limits: Limits,
}

/// An answer, redirects and errors included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers in order, names in lower case; of values that are no text, what is.
    pub headers: Vec<(String, String)>,
    /// The first part of the body, unpacked.
    pub body: Vec<u8>,
    /// How the body ended.
    pub end: End,
}

/// How a body ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// By itself.
    #[default]
    Whole,
    /// By our limit.
    Limit,
    /// In the middle.
    Broken(Failure),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is no such host.
    NoHost,
    /// The host's name cannot be looked up now.
    Lookup,
    /// No connection is taken, or there is no way there.
    Refused,
    /// The connection broke off.
    Reset,
    /// No answer in time.
    Timeout,
    /// No secure connection.
    Tls,
    /// A certificate whose issuer we do not know: a browser may.
    Issuer,
    /// The answer is no HTTP, or cannot be unpacked.
    Broken,
    /// The proxy of this machine did not let us through.
    Proxy,
}

impl Answer {
    /// A header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// How long the server asks to wait. A date counts from the answer's own `Date`, so that no clock is needed.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.header("retry-after")?.trim();
        if let Ok(seconds) = text.parse::<u64>() {
            return Some(Duration::from_secs(seconds));
        }
        let read = |text: &str| DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text.trim()).ok();
        let seconds = read(text)?.duration_since(read(self.header("date")?)?).as_secs();
        Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
    }
}

impl Client {
    /// A client within limits.
    pub fn new(limits: Limits) -> Client {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_idle_connections(0)
            .user_agent(&limits.user_agent)
            .accept("text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8");
        Client { agent: config.build().new_agent(), limits }
    }

    /// Asks for an address, of which the fragment is not sent.
    ///
    /// # Errors
    /// Whatever keeps an answer from us, the deadline included.
    pub fn ask(&self, method: Method, url: &Url, deadline: Instant) -> Result<Answer, Failure> {
        let left = deadline.saturating_duration_since(Instant::now()).min(self.limits.timeout);
        if left < LEAST {
            return Err(Failure::Timeout);
        }
        let mut plain = url.clone();
        plain.set_fragment(None);
        let request = match method {
            Method::Head => self.agent.head(plain.as_str()),
            Method::Get => self.agent.get(plain.as_str()),
        };
        let mut request = request.config().timeout_global(Some(left));
        if is_local(url) {
            request = request.proxy(None);
        }
        let response = request.build().header("accept-language", "en,*;q=0.5").call();
        let response = response.map_err(|error| failure(&error))?;
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let mut answer = Answer { status: response.status().as_u16(), headers, ..Answer::default() };
        if method == Method::Get {
            let reader = response.into_body().into_with_config().limit(u64::MAX).reader();
            (answer.body, answer.end) = self.body(reader);
        }
        Ok(answer)
    }

    fn body(&self, mut reader: impl Read) -> (Vec<u8>, End) {
        let mut body = Vec::new();
        let mut chunk = [0; 16 << 10];
        loop {
            match reader.read(&mut chunk) {
                Ok(0) => return (body, End::Whole),
                Ok(count) => {
                    let room = self.limits.body.saturating_sub(body.len());
                    body.extend_from_slice(&chunk[..count.min(room)]);
                    if count > room {
                        return (body, End::Limit);
                    }
                }
                Err(error) => return (body, End::Broken(failure_of_io(&error))),
            }
        }
    }
}

/// Whether an address leads into this machine or its network: nothing a reader elsewhere could open.
pub fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => {
            let shared = ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64;
            ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified() || shared
        }
        Some(url::Host::Ipv6(ip)) => match ip.to_ipv4_mapped() {
            Some(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
            None => ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local(),
        },
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            let ends = [".localhost", ".local", ".internal", ".lan", ".home.arpa"];
            !name.contains('.') || ends.iter().any(|end| name.ends_with(end))
        }
        None => true,
    }
}

fn failure(error: &ureq::Error) -> Failure {
    match error {
        ureq::Error::Timeout(_) => Failure::Timeout,
        ureq::Error::HostNotFound => Failure::NoHost,
        ureq::Error::ConnectionFailed => Failure::Refused,
        ureq::Error::Io(error) => failure_of_io(error),
        ureq::Error::Tls(_) => Failure::Tls,
        ureq::Error::Rustls(error) => of_tls(&error.to_string()),
        ureq::Error::ConnectProxyFailed(_) | ureq::Error::InvalidProxyUrl => Failure::Proxy,
        _ => Failure::Broken,
    }
}

/// An error of reading or writing, which may carry one of a layer above.
fn failure_of_io(error: &std::io::Error) -> Failure {
    if let Some(inner) = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>()) {
        return failure(inner);
    }
    let words = error.to_string();
    // The system's own words are all there is to tell a name that does not exist from a look-up that failed.
    if words.contains("lookup address") || words.contains("No such host") {
        let unknown = ["not known", "nodename nor servname", "No such host", "No address associated"];
        return if unknown.iter().any(|part| words.contains(part)) { Failure::NoHost } else { Failure::Lookup };
    }
    match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => Failure::Timeout,
        ErrorKind::ConnectionRefused
        | ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable => Failure::Refused,
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::UnexpectedEof
        | ErrorKind::NotConnected => Failure::Reset,
        _ if words.contains("certificate") || words.contains("TLS") || words.contains("corrupt message") => {
            of_tls(&words)
        }
        _ => Failure::Broken,
    }
}

fn of_tls(words: &str) -> Failure {
    if words.contains("UnknownIssuer") { Failure::Issuer } else { Failure::Tls }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_to_come_back_on_is_counted_from_the_answers_own() {
        let answer = |pairs: &[(&str, &str)]| Answer {
            headers: pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            ..Answer::default()
        };
        let date = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");
        for (headers, seconds) in [
            (&[("retry-after", " 120")][..], Some(120)),
            (&[date, ("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT")], Some(30)),
            (&[date, ("retry-after", "Wed, 21 Oct 2015 07:00:00 GMT")], Some(0)),
            (&[("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT")], None),
            (&[date, ("retry-after", "soon")], None),
            (&[date, ("retry-after", "-5")], None),
            (&[], None),
        ] {
            assert_eq!(answer(headers).retry_after().map(|wait| wait.as_secs()), seconds, "{headers:?}");
        }
    }

    #[test]
    fn addresses_of_this_machine_and_its_network_are_known() {
        let local = |text: &str| is_local(&Url::parse(text).expect("an address"));
        for text in [
            "http://localhost/",
            "http://a.localhost:80/",
            "http://127.0.0.1:8000/x",
            "http://2130706433/",
            "http://10.1.2.3/",
            "http://192.168.0.1/",
            "http://172.16.0.1/",
            "http://169.254.169.254/latest",
            "http://100.64.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://[fd00::1]/",
            "http://intranet/",
            "http://printer.local./",
            "http://0.0.0.0/",
        ] {
            assert!(local(text), "{text}");
        }
        for text in
            ["https://example.org/", "http://8.8.8.8/", "http://[2606:4700::1111]/", "https://localhost.example.org/"]
        {
            assert!(!local(text), "{text}");
        }
    }
}
