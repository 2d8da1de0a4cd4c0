//! Messages on a stream: a head with `Content-Length`, an empty line, JSON.
//!
//! In: bytes. Out: requests and notifications, or what is wrong with a message; the next one is read in any case.
//! Only the end of the stream ends it.
//!
//! The reader is our own. That of lsp-server takes a bad message for the end of the stream and reserves whatever
//! length a head announces; and since this crate keeps decimals exact (serde_json's `arbitrary_precision`), its
//! untagged types must be read from a `Value`, not from text: they would take `1` for a map.

use std::io::{BufRead, ErrorKind, Read};

use lsp_server::{ErrorCode, Notification, Request, RequestId};
use serde_json::Value;

/// Longest message read: a text of 8 MB, each character escaped.
const MAX_LENGTH: u64 = 64 << 20;
/// Longest line of a head.
const MAX_HEAD: u64 = 4096;

/// What came in.
#[derive(Debug)]
pub enum Incoming {
    /// A question that wants an answer.
    Request(Request),
    /// News.
    Notification(Notification),
    /// An answer to a question of ours; none is waited for.
    Response,
    /// Something that is no message; the question it may have been, and why it is none.
    Invalid(Option<RequestId>, ErrorCode, String),
}

/// Reads the next message; `None` at the end of the stream or when it cannot be read any more.
pub fn read(input: &mut impl BufRead) -> Option<Incoming> {
    let length = match head(input)? {
        Ok(length) => length,
        Err(message) => return Some(Incoming::Invalid(None, ErrorCode::ParseError, message)),
    };
    if length > MAX_LENGTH {
        std::io::copy(&mut input.by_ref().take(length), &mut std::io::sink()).ok()?;
        let message = format!("the message has {length} bytes; at most {MAX_LENGTH} are read");
        return Some(Incoming::Invalid(None, ErrorCode::InvalidRequest, message));
    }
    let mut body = vec![0; length as usize];
    input.read_exact(&mut body).ok()?;
    Some(match serde_json::from_slice(&body) {
        Ok(value) => message(value),
        Err(error) => Incoming::Invalid(None, ErrorCode::ParseError, format!("the message is no JSON: {error}")),
    })
}

/// The length that a head announces, or what is wrong with the head.
fn head(input: &mut impl BufRead) -> Option<Result<u64, String>> {
    let mut length = None;
    let mut is_empty = true;
    loop {
        let mut line = Vec::new();
        match input.by_ref().take(MAX_HEAD).read_until(b'\n', &mut line) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return None,
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            match (is_empty, length) {
                // Blank lines between messages do no harm.
                (true, _) => continue,
                (false, Some(length)) => return Some(Ok(length)),
                (false, None) => return Some(Err("the head of the message has no Content-Length".to_owned())),
            }
        }
        is_empty = false;
        match line.split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => match value.trim().parse() {
                Ok(value) => length = Some(value),
                Err(_) => return Some(Err(format!("`{line}` announces no length"))),
            },
            Some(_) => {}
            None => {
                let shown: String = line.chars().take(80).collect();
                return Some(Err(format!("`{shown}` is no line of a message's head")));
            }
        }
    }
}

/// Sorts a JSON value into the kinds of message.
fn message(value: Value) -> Incoming {
    let Value::Object(mut fields) = value else {
        return Incoming::Invalid(None, ErrorCode::InvalidRequest, "the message is no JSON object".to_owned());
    };
    let id = fields.remove("id").and_then(|id| serde_json::from_value::<RequestId>(id).ok());
    let params = fields.remove("params").unwrap_or(Value::Null);
    match (fields.remove("method"), id) {
        (Some(Value::String(method)), Some(id)) => Incoming::Request(Request { id, method, params }),
        (Some(Value::String(method)), None) => Incoming::Notification(Notification { method, params }),
        (None, Some(_)) if fields.contains_key("result") || fields.contains_key("error") => Incoming::Response,
        (_, id) => Incoming::Invalid(id, ErrorCode::InvalidRequest, "the message names no method".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<String> {
        let mut input = bytes;
        let mut out = Vec::new();
        while let Some(incoming) = read(&mut input) {
            out.push(match incoming {
                Incoming::Request(request) => format!("{} {}", request.id, request.method),
                Incoming::Notification(notification) => notification.method,
                Incoming::Response => "response".to_owned(),
                Incoming::Invalid(_, code, message) => format!("{} {message}", code as i32),
            });
        }
        out
    }

    fn framed(text: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{text}", text.len())
    }

    #[test]
    fn a_bad_message_does_not_hide_the_next() {
        let good = framed(r#"{"jsonrpc":"2.0","id":7,"method":"a"}"#);
        let bad = ["{", "[]", r#"{"id":1}"#, "\u{1}", r#"{"id":1,"result":null}"#];
        for text in bad {
            let read = all(format!("{}{good}", framed(text)).as_bytes());
            assert_eq!((read.len(), read[1].as_str()), (2, "7 a"), "{text}: {read:?}");
        }
        let heads = ["nonsense\r\n", "Content-Length: x\r\n\r\n", "A: b\r\n\r\n", "\r\n\r\n", "\u{0}\u{1}\n"];
        for head in heads {
            assert_eq!(all(format!("{head}{good}").as_bytes()).last().map(String::as_str), Some("7 a"), "{head:?}");
        }
    }

    #[test]
    fn a_huge_length_is_passed_over_and_a_cut_one_is_the_end() {
        assert!(all(b"Content-Length: 99999999999999999\r\n\r\n{}").len() <= 1);
        assert_eq!(all(b"Content-Length: 20\r\n\r\n{}"), Vec::<String>::new());
        assert_eq!(all(framed(r#"{"id":"x","method":"b"}"#).as_bytes()), ["\"x\" b"]);
    }
}
