//! What each transport makes of what a server does: the same, in one table.

use crate::support::{Authority, INVOICE, KEY, on_a_thread, seen};
use bytes::Bytes;
use chargebee::{RetryPolicy, v2::Client};
use chargebee_wire_tests::{
    fault::{Fault, FaultyServer, silent_port},
    server::{Then, answer_raw},
};
use flate2::{Compression, write::GzEncoder};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use std::{fmt::Write as _, io::Write as _, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

/// How often what a server does is repeated: as long as calls are tried.
const ALWAYS: usize = 4;

#[derive(Clone, Copy)]
enum Calls {
    Get,
    /// With a key, so that it is tried again.
    Post,
    /// With a body of 8 MB.
    Upload,
    /// An operation whose answer may be empty.
    Nothing,
}

enum Server {
    Does(Fault),
    /// Does not read more than the head.
    AfterTheHead(&'static [u8], Then),
    Nobody,
    Silent,
    /// TLS is spoken to a server that speaks none.
    NoTls,
}

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory");
    encoder.finish().expect("memory")
}

fn answers(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Server {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
    for (name, value) in headers {
        let name: HeaderName = name.parse().expect("a name");
        answer
            .headers_mut()
            .append(name, value.parse().expect("a value"));
    }
    Server::Does(Fault::Answer(answer))
}

fn says(bytes: impl Into<Vec<u8>>) -> Server {
    Server::Does(Fault::CutAfter(Vec::leak(bytes.into())))
}

fn headers(count: usize) -> Server {
    let mut answer = Response::new(Bytes::from_static(INVOICE.as_bytes()));
    for at in 0..count {
        let name: HeaderName = format!("x-header-{at}").parse().expect("a name");
        answer
            .headers_mut()
            .insert(name, HeaderValue::from_static("1"));
    }
    Server::Does(Fault::Answer(answer))
}

fn gzip(text: &str, coding: &'static str) -> Server {
    answers(200, &[("content-encoding", coding)], packed(text))
}

fn chunked(chunks: &str) -> Server {
    says(format!(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"
    ))
}

/// The invoice in two chunks, with what may follow a size and the last chunk.
fn in_chunks(extension: &str, end: &str) -> String {
    let (first, rest) = INVOICE.split_at(20);
    format!(
        "14{extension}\r\n{first}\r\n{:x}\r\n{rest}\r\n{end}",
        rest.len()
    )
}

const REFUSES_413: &[u8] = b"HTTP/1.1 413 Payload Too Large\r\ncontent-length: 61\r\n\r\n{\"message\":\"No.\",\"api_error_code\":\"request_entity_too_large\"}";
const REFUSES_503: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const GOES_ON: &[u8] =
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\n\r\n";

fn scenarios() -> Vec<(&'static str, Calls, Server)> {
    use Calls::{Get, Nothing, Post, Upload};
    let empty = [("content-encoding", "gzip")];
    let length = INVOICE.len();
    vec![
        ("200", Get, answers(200, &[], INVOICE)),
        ("200, gzip", Get, gzip(INVOICE, "gzip")),
        ("200, Gzip in capital letters", Get, gzip(INVOICE, "GZip")),
        ("200, x-gzip", Get, gzip(INVOICE, "x-gzip")),
        ("200, gzip in two members", Get, {
            let (first, rest) = INVOICE.split_at(30);
            answers(200, &empty, [packed(first), packed(rest)].concat())
        }),
        (
            "200, gzip that is none",
            Post,
            answers(200, &empty, "not packed at all"),
        ),
        ("200, gzip that is cut", Post, {
            let whole = packed(INVOICE);
            answers(200, &empty, whole[..whole.len() - 9].to_vec())
        }),
        ("200, empty, marked gzip", Nothing, answers(200, &empty, "")),
        (
            "204, marked gzip",
            Nothing,
            says("HTTP/1.1 204 No Content\r\ncontent-encoding: gzip\r\n\r\n"),
        ),
        ("429, empty, marked gzip", Post, answers(429, &empty, "")),
        ("503, empty, marked gzip", Post, answers(503, &empty, "")),
        ("404, empty, marked gzip", Post, answers(404, &empty, "")),
        (
            "301 to elsewhere",
            Get,
            answers(301, &[("location", "http://127.0.0.1:1/")], ""),
        ),
        ("120 headers", Post, headers(120)),
        ("500 headers", Post, headers(500)),
        (
            "a header of 70 KB",
            Post,
            answers(200, &[("x-long", &"x".repeat(70_000))], INVOICE),
        ),
        (
            "a header of 600 KB",
            Post,
            answers(200, &[("x-long", &"x".repeat(600_000))], INVOICE),
        ),
        (
            "413 at once, 8 MB on the way",
            Upload,
            Server::AfterTheHead(REFUSES_413, Then::Linger),
        ),
        (
            "413 at once, 8 MB on the way, then silence",
            Upload,
            Server::AfterTheHead(REFUSES_413, Then::Wait),
        ),
        (
            "503 at once, 8 MB on the way",
            Upload,
            Server::AfterTheHead(REFUSES_503, Then::Linger),
        ),
        (
            "503 at once, 8 MB on the way, then silence",
            Upload,
            Server::AfterTheHead(REFUSES_503, Then::Wait),
        ),
        (
            "100 before a 413, 8 MB on the way",
            Upload,
            Server::AfterTheHead(GOES_ON, Then::Linger),
        ),
        ("200 after 8 MB", Upload, answers(200, &[], INVOICE)),
        ("chunks", Get, chunked(&in_chunks("", "0\r\n\r\n"))),
        (
            "chunks with extensions and trailers",
            Get,
            chunked(&in_chunks(";a=b", "0\r\nx-end: 1\r\n\r\n")),
        ),
        ("chunks that break off", Post, chunked(&in_chunks("", ""))),
        (
            "a chunk without a size",
            Post,
            chunked("zz\r\n{}\r\n0\r\n\r\n"),
        ),
        (
            "until the end of the connection",
            Get,
            says(format!("HTTP/1.1 200 OK\r\n\r\n{INVOICE}")),
        ),
        (
            "HTTP/1.0",
            Get,
            says(format!("HTTP/1.0 200 OK\r\n\r\n{INVOICE}")),
        ),
        (
            "103 before the answer",
            Get,
            says(format!(
                "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{INVOICE}"
            )),
        ),
        (
            "one length twice",
            Get,
            says(format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\ncontent-length: {length}\r\n\r\n{INVOICE}"
            )),
        ),
        (
            "a body that is shorter than it says",
            Post,
            says(format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{INVOICE}",
                length + 1
            )),
        ),
        (
            "a body of a 400 that breaks off",
            Post,
            says("HTTP/1.1 400 Bad Request\r\ncontent-length: 99\r\n\r\n{\"me"),
        ),
        (
            "a head that breaks off",
            Post,
            says("HTTP/1.1 200 OK\r\nconte"),
        ),
        ("what is no HTTP", Post, says("SSH-2.0-OpenSSH_9.9\r\n")),
        ("nothing but the end", Post, says("")),
        (
            "no answer in time",
            Post,
            Server::Does(Fault::StallAfter(b"")),
        ),
        (
            "no body in time",
            Post,
            Server::Does(Fault::StallAfter(
                b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{",
            )),
        ),
        (
            "a body larger than the client accepts",
            Post,
            answers(200, &[], "x".repeat(20_000)),
        ),
        ("the same, packed", Post, gzip(&"x".repeat(20_000), "gzip")),
        ("nobody listens", Post, Server::Nobody),
        ("nobody answers the connection", Post, Server::Silent),
        ("TLS to a server without", Post, Server::NoTls),
    ]
}

async fn outcome(calls: Calls, server: &Server, blocking: bool) -> String {
    let faulty = FaultyServer::absent(INVOICE);
    let (mut url, mut silent) = (faulty.url(), None);
    match server {
        Server::Does(fault) => {
            faulty.listen();
            (0..ALWAYS).for_each(|_| faulty.fault(fault.clone()));
        }
        Server::AfterTheHead(bytes, then) => url = answer_raw(bytes, *then).await,
        Server::Nobody => {}
        Server::Silent => silent = Some(silent_port()),
        Server::NoTls => {
            faulty.listen();
            url = url.replace("http:", "https:");
        }
    }
    if let Some((silent, _)) = &silent {
        url.clone_from(silent);
    }
    let quick = Duration::from_millis(1);
    let client = Client::builder("acme", KEY)
        .base_url(url)
        .retry(
            RetryPolicy::default()
                .backoff(quick, quick)
                .outlast_rate_limit(Duration::ZERO),
        )
        .connect_timeout(Duration::from_millis(300))
        .attempt_timeout(Duration::from_millis(match calls {
            Calls::Upload => 5000,
            _ => 500,
        }))
        .max_response_bytes(10_000)
        // Some send more than the API takes.
        .check_requests(false)
        .build()
        .expect("a client");
    macro_rules! sent {
        ($request:expr) => {{
            let request = $request;
            if blocking {
                let came = on_a_thread(move || request.send_blocking()).await;
                (attempts(&came), seen(came))
            } else {
                let came = request.send().await;
                (attempts(&came), seen(came))
            }
        }};
    }
    let void = client.invoice().void_invoice("inv_1");
    let (attempts, seen) = match calls {
        Calls::Get => sent!(client.invoice().retrieve("inv_1")),
        Calls::Post => sent!(void),
        Calls::Upload => sent!(void.comment("x".repeat(8 << 20))),
        Calls::Nothing => sent!(client.subscription().regenerate_invoice("sub_1")),
    };
    format!("{seen}, {attempts}")
}

fn attempts<T>(came: &chargebee::Result<chargebee::Response<T>>) -> u32 {
    let call = match came {
        Ok(answer) => Some(answer.call()),
        Err(error) => error.call(),
    };
    call.map_or(0, |it| it.attempts)
}

#[tokio::test(flavor = "multi_thread")]
async fn both_transports_make_the_same_of_the_same() {
    let mut table = String::from("| scenario | async | blocking |\n|---|---|---|\n");
    let mut different = Vec::new();
    for (name, calls, server) in scenarios() {
        let waited = outcome(calls, &server, false).await;
        let blocked = outcome(calls, &server, true).await;
        writeln!(table, "| {name} | {waited} | {blocked} |").expect("memory");
        if waited != blocked {
            different.push(name);
        }
    }
    eprintln!("{table}");
    assert_eq!(different, Vec::<&str>::new());
    insta::assert_snapshot!(table);
}

/// A connection that is reset takes what it brought with it, if nobody looks in time; hyper may not.
#[tokio::test(flavor = "multi_thread")]
async fn blocking_calls_read_a_refusal_before_the_connection_is_reset() {
    for _ in 0..20 {
        let server = Server::AfterTheHead(REFUSES_413, Then::HangUp);
        let seen = outcome(Calls::Upload, &server, true).await;
        assert_eq!(
            seen,
            "Chargebee answered 413 request_entity_too_large: No., 1"
        );
    }
}

/// The server says no over TLS and reads nothing more: what it says is behind what cannot be sent.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_over_tls_is_read_before_the_upload_is_over() {
    let authority = Authority::new();
    let acceptor = authority.acceptor(&["http/1.1"]);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let mut stream = acceptor.accept(stream).await?;
                stream.read_u8().await?;
                stream.write_all(REFUSES_413).await?;
                stream.flush().await?;
                std::future::pending::<std::io::Result<()>>().await
            });
        }
    });
    let client = authority.client(&format!("https://localhost:{port}"));
    let request = client.invoice().void_invoice("inv_1");
    // More than the buffers of the sockets hold.
    let request = request.comment("x".repeat(8 << 20));
    let waited = request.clone().send().await;
    let blocked = on_a_thread(move || request.send_blocking()).await;
    for came in [waited, blocked] {
        assert_eq!(attempts(&came), 1);
        assert_eq!(
            seen(came),
            "Chargebee answered 413 request_entity_too_large: No."
        );
    }
}
