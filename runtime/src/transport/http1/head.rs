//! The heads of requests and answers.

use super::connect::{Target, proxy_authorization};
use crate::transport::{LARGEST_HEAD, MOST_HEADERS};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request};
use std::fmt;

/// The head of an answer.
pub(super) struct Head {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// Whether the server says nothing against another request on the connection.
    pub(super) keeps: bool,
}

/// What follows a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Length(u64),
    Chunked,
    UntilTheEnd,
}

/// Why an answer cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    TooLarge,
    NoHttp(&'static str),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => f.write_str("the head of the answer is too large"),
            Self::NoHttp(why) => write!(f, "the answer is not HTTP: {why}"),
        }
    }
}

impl std::error::Error for Unreadable {}

/// The bytes before the body.
pub(super) fn write(parts: &request::Parts, target: &Target, body: Option<usize>) -> Vec<u8> {
    let mut head = Vec::with_capacity(512);
    let mut say = |pieces: &[&[u8]]| pieces.iter().for_each(|it| head.extend_from_slice(it));
    let forwarder = target.forwarder();
    let path = parts.uri.path_and_query().map_or("/", |it| it.as_str());
    let authority = target.authority.as_bytes();
    say(&[parts.method.as_str().as_bytes(), b" "]);
    if forwarder.is_some() {
        say(&[b"http://", authority]);
    }
    say(&[path.as_bytes(), b" HTTP/1.1\r\n"]);
    for (name, value) in &parts.headers {
        say(&[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"]);
    }
    if !parts.headers.contains_key(header::HOST) {
        say(&[b"host: ", authority, b"\r\n"]);
    }
    if !parts.headers.contains_key(header::ACCEPT_ENCODING) {
        say(&[b"accept-encoding: gzip\r\n"]);
    }
    if let Some(value) = forwarder.and_then(proxy_authorization) {
        say(&[b"proxy-authorization: ", value.as_bytes(), b"\r\n"]);
    }
    if let Some(length) = body.filter(|_| !parts.headers.contains_key(header::CONTENT_LENGTH)) {
        say(&[b"content-length: ", length.to_string().as_bytes(), b"\r\n"]);
    }
    say(&[b"\r\n"]);
    head
}

/// Takes a whole head from the beginning of what came; `None` where it is not all there. What a server says before the answer
/// (1xx) is dropped.
pub(super) fn take(came: &mut Vec<u8>) -> Result<Option<Head>, Unreadable> {
    loop {
        let mut headers = vec![httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut answer = httparse::Response::new(&mut headers);
        let length = match answer.parse(came) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) if came.len() > LARGEST_HEAD as usize => {
                return Err(Unreadable::TooLarge);
            }
            Ok(httparse::Status::Partial) => return Ok(None),
            Err(httparse::Error::TooManyHeaders) => return Err(Unreadable::TooLarge),
            Err(_) => return Err(Unreadable::NoHttp("its head cannot be read")),
        };
        let head = read(&answer)?;
        came.drain(..length);
        match head.status.as_u16() {
            101 => return Err(Unreadable::NoHttp("it changes to another protocol")),
            100..200 => {}
            _ => return Ok(Some(head)),
        }
    }
}

fn read(answer: &httparse::Response<'_, '_>) -> Result<Head, Unreadable> {
    let status = answer.code.and_then(|it| StatusCode::from_u16(it).ok());
    let status = status.ok_or(Unreadable::NoHttp("its status is no number"))?;
    let mut headers = HeaderMap::with_capacity(answer.headers.len());
    for header in &*answer.headers {
        let name = HeaderName::from_bytes(header.name.as_bytes());
        let value = HeaderValue::from_bytes(header.value);
        let (Ok(name), Ok(value)) = (name, value) else {
            return Err(Unreadable::NoHttp("a header cannot be read"));
        };
        headers.append(name, value);
    }
    let keeps =
        answer.version == Some(1) && !tokens(&headers, header::CONNECTION).any(|it| it == "close");
    Ok(Head {
        status,
        headers,
        keeps,
    })
}

/// The values of a header that is a list, in small letters.
fn tokens(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = String> {
    let values = headers.get_all(name).into_iter();
    let texts = values.map(|it| String::from_utf8_lossy(it.as_bytes()).to_ascii_lowercase());
    let all: Vec<_> = texts.collect();
    all.join(",")
        .split(',')
        .map(|it| it.trim().to_owned())
        .collect::<Vec<_>>()
        .into_iter()
}

impl Head {
    /// How long the body is (RFC 9112, 6.3).
    pub(super) fn framing(&self) -> Result<Framing, Unreadable> {
        if matches!(self.status.as_u16(), 204 | 304) {
            return Ok(Framing::Length(0));
        }
        if self.headers.contains_key(header::TRANSFER_ENCODING) {
            let last = tokens(&self.headers, header::TRANSFER_ENCODING).last();
            return Ok(match last.as_deref() {
                Some("chunked") => Framing::Chunked,
                _ => Framing::UntilTheEnd,
            });
        }
        let mut lengths = tokens(&self.headers, header::CONTENT_LENGTH).filter(|it| !it.is_empty());
        let Some(first) = lengths.next() else {
            return Ok(Framing::UntilTheEnd);
        };
        let digits = first.bytes().all(|it| it.is_ascii_digit());
        match first.parse() {
            Ok(length) if digits && lengths.all(|it| it == first) => Ok(Framing::Length(length)),
            _ => Err(Unreadable::NoHttp("its length is no number")),
        }
    }
}
