//! axum and tower, over real sockets: who is let in, how much is read, and when it is answered.

use crate::support::{AUTHORIZATION, builder, sample};
use axum::{
    Router,
    extract::{ConnectInfo, FromRef, State},
    routing::{post, post_service},
};
use chargebee::webhook::{Delivery, Event, Failure, InMemory, Outcome, Receiver};
use chargebee_mock::Version;
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

#[derive(Clone)]
struct App {
    receiver: Receiver,
    handled: Arc<AtomicUsize>,
}

impl FromRef<App> for Receiver {
    fn from_ref(app: &App) -> Self {
        app.receiver.clone()
    }
}

async fn hook(State(app): State<App>, delivery: Delivery) -> Outcome {
    let handled = Arc::clone(&app.handled);
    (app.receiver)
        .process(delivery, |delivery| work(delivery, handled))
        .await
}

/// What takes a while, and fails where the event says so.
async fn work(delivery: Delivery, handled: Arc<AtomicUsize>) -> Result<(), Failure> {
    tokio::time::sleep(Duration::from_millis(30)).await;
    let Event::V2(event) = &delivery.event else {
        return Err(Failure::poison("of another version"));
    };
    handled.fetch_add(1, Ordering::SeqCst);
    match event.user.as_deref() {
        Some("retry") => Err(Failure::retry("the database is down")),
        Some("poison") => Err(Failure::poison("there is no such plan")),
        Some("panic") => panic!("a bug"),
        _ => Ok(()),
    }
}

/// The same receiver as an extractor and as a service.
async fn serve() -> (SocketAddr, Arc<AtomicUsize>) {
    let receiver = builder()
        .body_limit(20_000)
        .sources_in(["127.0.0.1"])
        .peer_from(|head| {
            let peer = head.extensions.get::<ConnectInfo<SocketAddr>>()?;
            Some(peer.ip())
        })
        .dedupe(InMemory::new())
        .build()
        .expect("a receiver");
    let handled = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&handled);
    let service = receiver.service(move |delivery| work(delivery, Arc::clone(&counted)));
    let app = App {
        receiver,
        handled: Arc::clone(&handled),
    };
    let router = Router::new()
        .route("/extractor", post(hook))
        .route("/service", post_service(service))
        .with_state(app);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, handled)
}

/// Sends these bytes, and gives the status of the answer; `None` where the connection is closed without one.
async fn sent(address: SocketAddr, bytes: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream
        .write_all(bytes.as_bytes())
        .await
        .expect("it is sent");
    let mut answer = Vec::new();
    let mut piece = [0; 1024];
    while !answer.windows(4).any(|it| it == b"\r\n\r\n") {
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => break,
            Ok(count) => answer.extend_from_slice(&piece[..count]),
        }
    }
    let answer = String::from_utf8(answer).expect("text");
    answer.split(' ').nth(1)?.parse().ok()
}

fn head(path: &str, more: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: {AUTHORIZATION}\r\n{more}\r\n"
    )
}

fn whole(path: &str, body: &str) -> String {
    head(path, &format!("Content-Length: {}\r\n", body.len())) + body
}

fn event(id: &str, user: &str) -> String {
    let mut event = sample(Version::V2, "plan_deleted");
    event["id"] = id.into();
    event["user"] = user.into();
    event.to_string()
}

const PATHS: [&str; 2] = ["/extractor", "/service"];

#[tokio::test]
async fn it_is_answered_after_the_handler_and_as_the_handler_says() {
    let (address, handled) = serve().await;
    let mut expected = 0;
    for path in PATHS {
        for (user, status, calls) in [
            ("ada", 200, 1),
            ("retry", 503, 1),
            ("poison", 200, 1),
            ("panic", 500, 1),
        ] {
            let event = event(&format!("ev_{path}_{user}"), user);
            assert_eq!(
                sent(address, &whole(path, &event)).await,
                Some(status),
                "{path} {user}"
            );
            expected += calls;
            assert_eq!(handled.load(Ordering::SeqCst), expected, "{path} {user}");
        }
        // Done before, by whichever way it came.
        let again = event("ev_/extractor_ada", "ada");
        assert_eq!(sent(address, &whole(path, &again)).await, Some(200));
        assert_eq!(handled.load(Ordering::SeqCst), expected);
    }
}

#[tokio::test]
async fn whoever_may_not_send_is_answered_before_the_body_is_read() {
    let (address, handled) = serve().await;
    for path in PATHS {
        // Nothing of the body comes, and yet there is an answer.
        for authorization in ["Authorization: Basic aG9vazp3cm9uZw==\r\n", ""] {
            let head = format!(
                "POST {path} HTTP/1.1\r\nHost: x\r\n{authorization}Content-Length: 10\r\n\r\n"
            );
            assert_eq!(sent(address, &head).await, Some(401), "{path}");
        }
        let large = head(path, "Content-Length: 20001\r\n");
        assert_eq!(sent(address, &large).await, Some(413), "{path}");
        // Of a proxy that nobody named.
        let body = event("ev_1", "ada");
        let forwarded = format!(
            "X-Forwarded-For: 192.0.2.9\r\nContent-Length: {}\r\n",
            body.len()
        );
        assert_eq!(
            sent(address, &(head(path, &forwarded) + &body)).await,
            Some(200),
            "{path}"
        );
    }
    assert_eq!(handled.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_body_is_read_as_far_as_the_limit() {
    let (address, handled) = serve().await;
    let chunked = |path: &str, body: &str| {
        let chunks = body.as_bytes().chunks(1000).map(|it| {
            let text = std::str::from_utf8(it).expect("ASCII");
            format!("{:x}\r\n{text}\r\n", it.len())
        });
        head(path, "Transfer-Encoding: chunked\r\n") + &chunks.collect::<String>()
    };
    for (path, id) in PATHS.into_iter().zip(["ev_1", "ev_2"]) {
        let event = event(id, "ada");
        assert!(event.len() > 1000);
        assert_eq!(
            sent(address, &(chunked(path, &event) + "0\r\n\r\n")).await,
            Some(200),
            "{path}"
        );
        // There is no length, and no end: it is refused as soon as it is too long.
        assert_eq!(
            sent(address, &chunked(path, &"x".repeat(20_001))).await,
            Some(413),
            "{path}"
        );
        for body in [
            "",
            "not JSON",
            "[]",
            r#"{"object":"event","api_version":"v3","id":"ev_1"}"#,
        ] {
            assert_eq!(
                sent(address, &whole(path, body)).await,
                Some(400),
                "{path} {body}"
            );
        }
    }
    assert_eq!(handled.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_no_delivery() {
    let (address, handled) = serve().await;
    for path in PATHS {
        let event = event("ev_1", "ada");
        let promised = head(path, &format!("Content-Length: {}\r\n", event.len()));
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let half = &event[..event.len() / 2];
        stream
            .write_all((promised + half).as_bytes())
            .await
            .expect("it is sent");
        stream.shutdown().await.expect("it is closed");
        let mut answer = String::new();
        // Whether there is an answer is up to the server.
        let _ = stream.read_to_string(&mut answer).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
            "{path} {answer}"
        );
    }
    assert_eq!(handled.load(Ordering::SeqCst), 0);
}
