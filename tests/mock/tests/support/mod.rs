//! HTTP by hand, so that what no client would send can be sent too.

#![allow(dead_code, reason = "each test file uses some of it")]

pub(crate) mod listener;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// `test_key` and a colon.
pub(crate) const AUTH: &str = "authorization: Basic dGVzdF9rZXk6";
pub(crate) const FORM: &str = "content-type: application/x-www-form-urlencoded";
pub(crate) const JSON: &str = "content-type: application/json";

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// Status, code and parameter of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String, String) {
        let json = self.json();
        let text = |name: &str| json[name].as_str().unwrap_or("-").to_owned();
        assert!(!text("message").is_empty(), "{self:?}");
        (self.status, text("api_error_code"), text("param"))
    }
}

/// Sends a request; `None` where the connection ends without an answer.
pub(crate) async fn send(url: &str, line: &str, headers: &[&str], body: &str) -> Option<Answer> {
    let headers = [&["host: localhost"], headers].concat();
    send_as_it_is(url, line, &headers, body).await
}

/// The same, with a host of one's own.
pub(crate) async fn send_as_it_is(
    url: &str,
    line: &str,
    headers: &[&str],
    body: &str,
) -> Option<Answer> {
    let address = url.strip_prefix("http://").expect("a URL");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    let mut request = format!("{line} HTTP/1.1\r\nconnection: close\r\n");
    for header in headers {
        request.push_str(&format!("{header}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    // A connection that is cut may end with an error; what came until then counts.
    let _ = stream.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer {
        status,
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    })
}

pub(crate) async fn post(url: &str, path: &str, form: &str) -> Answer {
    let line = format!("POST {path}");
    send(url, &line, &[AUTH, FORM], form)
        .await
        .expect("an answer")
}

pub(crate) async fn get(url: &str, path: &str) -> Answer {
    send(url, &format!("GET {path}"), &[AUTH], "")
        .await
        .expect("an answer")
}
