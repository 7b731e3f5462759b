//! Requests that never left, asynchronous and blocking: no error of theirs passes for one after which something may have been done.

use crate::support::{KEY, TestClock, failed, kind, milliseconds, on_a_thread, post_once};
use chargebee::{Error, RetryPolicy, error::TransportErrorKind, v1};
use std::{
    error::Error as _,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
};

fn client(url: &str) -> v1::Client {
    let two = RetryPolicy::default().max_attempts(2);
    let client = v1::Client::builder("acme", KEY).base_url(url).retry(two);
    client
        .clock(TestClock::default())
        .build()
        .expect("a client")
}

/// How a POST without a key ends, asynchronous and blocking. It is tried again only where it certainly did nothing.
async fn errors(url: &str) -> [Error; 2] {
    let (client, other) = (client(url), client(url));
    let blocked = on_a_thread(move || other.invoice().void_invoice("inv_1").send_blocking());
    [failed(post_once(&client).await), failed(blocked.await)]
}

async fn never_connected(url: &str) {
    for error in errors(url).await {
        assert_eq!(
            kind(&error),
            TransportErrorKind::Connect,
            "{error} {:?}",
            error.source()
        );
        assert_eq!(
            (error.attempts(), error.is_retryable()),
            (2, true),
            "{error}"
        );
        assert!(error.source().is_some());
    }
}

#[tokio::test]
async fn a_host_that_does_not_exist() {
    // Longer than a label of a name can be, so that nobody need be asked.
    never_connected(&format!("http://{}.invalid", "a".repeat(64))).await;
}

#[tokio::test]
async fn a_host_that_cannot_be_reached() {
    never_connected("http://255.255.255.255:9").await;
}

#[tokio::test]
async fn a_host_that_refuses() {
    let port = TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr();
    never_connected(&format!("http://{}", port.expect("an address"))).await;
}

/// Does something with each connection that is made, on a thread of its own.
fn listen(talk: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || listener.incoming().flatten().for_each(talk));
    format!("https://{address}")
}

#[tokio::test]
async fn a_host_that_does_not_speak_tls() {
    let plain = listen(|mut stream| {
        let _ = stream.read(&mut [0; 64]);
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    never_connected(&plain).await;
    // And one that hangs up in the middle of the handshake.
    never_connected(&listen(|mut stream| drop(stream.read(&mut [0; 64])))).await;
}

#[tokio::test]
async fn a_handshake_that_takes_too_long() {
    let kept = std::sync::Mutex::new(Vec::new());
    let url = listen(move |stream| kept.lock().expect("the lock").push(stream));
    let short = milliseconds(200);
    let slow = || {
        let client = v1::Client::builder("acme", KEY).base_url(url.clone());
        let client = client.connect_timeout(short).retry(RetryPolicy::none());
        client.build().expect("a client")
    };
    let (client, other) = (slow(), slow());
    let waited = failed(post_once(&client).await);
    let blocked = on_a_thread(move || other.invoice().void_invoice("inv_1").send_blocking());
    for error in [waited, failed(blocked.await)] {
        assert_eq!(
            kind(&error),
            TransportErrorKind::Connect,
            "{error} {:?}",
            error.source()
        );
        assert!(error.is_retryable(), "{error}");
    }
}
