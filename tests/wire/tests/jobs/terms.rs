//! Files on other hosts have the times and the retries of a call.

use crate::{KEY, answer, download::link, json, no_link};
use bytes::Bytes;
use chargebee::{
    CallOptions, RetryPolicy, Transport,
    error::{TransportError, TransportErrorKind},
    jobs::{DownloadError, UploadError},
    transport::{BoxFuture, TransportRequest},
    v2::Client,
};
use chargebee_wire_tests::{clock::TestClock, site::Site};
use http::Response;
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

const SHORT: Duration = Duration::from_millis(200);

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A host with answers one after the other, and then what is asked for.
async fn host(answers: Vec<Response<Bytes>>) -> Site {
    let answers = Arc::new(Mutex::new(answers.into_iter()));
    Site::start(move |_| {
        let next = answers.lock().expect("the lock").next();
        async move { next.unwrap_or_else(|| answer(200, "content")) }
    })
    .await
}

fn wait(status: u16, header: &str) -> Response<Bytes> {
    let mut answer = answer(status, "");
    crate::store::set(&mut answer, "retry-after", header);
    answer
}

/// A client of the API at that URL whose waits are over at once.
fn client(url: &str, clock: &TestClock) -> Client {
    let client = Client::builder("acme-test", KEY).base_url(url);
    client.clock(clock.clone()).build().expect("a client")
}

#[tokio::test]
async fn there_are_pauses_and_they_are_those_that_the_server_asks_for() {
    let clock = TestClock::default();
    let site = host(vec![answer(503, ""), answer(500, ""), wait(429, "7")]).await;
    let client = client(&site.url(), &clock);
    let mut download = client.download_file(&link(&site.url())).expect("a link");
    download.next().await.expect("a piece").expect("no error");
    let waits = clock.waits();
    assert_eq!((waits.len(), site.received().len()), (3, 4));
    assert!(waits[0] <= SHORT * 3 && waits[1] <= seconds(1), "{waits:?}");
    assert!(
        waits[2] >= seconds(7) && waits[2] <= seconds(9),
        "{waits:?}"
    );
    // Pauses of no length would come out of no random number, but for once in a very long time.
    assert!(!waits[0].is_zero() && !waits[1].is_zero(), "{waits:?}");
}

#[tokio::test]
async fn the_policy_of_the_client_or_of_the_download_counts() {
    let clock = TestClock::default();
    let site = host((0..20).map(|_| answer(503, "")).collect()).await;
    let client = Client::builder("acme-test", KEY).base_url(site.url());
    let client = client.clock(clock.clone()).retry(RetryPolicy::none());
    let client = client.build().expect("a client");
    let download = || client.download_file(&link(&site.url())).expect("a link");
    let refused = |error| matches!(error, DownloadError::Refused(status) if status == 503);
    let error = download().next().await.expect("an error");
    assert!(refused(error.expect_err("refused")));
    assert_eq!(site.received().len(), 1);
    let three = RetryPolicy::default().max_attempts(3);
    let error = download().retry(three).next().await.expect("an error");
    assert!(refused(error.expect_err("refused")));
    assert_eq!(site.received().len(), 3);
    // And its total: nothing waits that would be over later.
    let long = RetryPolicy::default().backoff(seconds(50), seconds(50));
    let long = long.max_attempts(100).max_retry_after(seconds(3600));
    let download = download().retry(long).timeout(seconds(60));
    let mut download = download;
    let before: Duration = clock.waits().iter().sum();
    let error = download.next().await.expect("an error");
    assert!(refused(error.expect_err("refused")));
    let waited = clock.waits().iter().sum::<Duration>() - before;
    assert!(waited < seconds(60), "{waited:?}");
}

/// A transport that keeps no time, with as many requests as it had.
#[derive(Clone, Default)]
struct Deaf(Arc<Mutex<Vec<TransportRequestTimes>>>);

type TransportRequestTimes = (Duration, Option<Duration>);

impl Transport for Deaf {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let times = (request.timeout, request.connect_timeout);
        self.0.lock().expect("the lock").push(times);
        Box::pin(async move {
            if request.http.method() == "POST" {
                return Ok(json(crate::upload::file(
                    "queued",
                    Some("http://h/x?Signature=sEcReT"),
                )));
            }
            std::future::pending().await
        })
    }
}

fn deaf() -> (Deaf, Client) {
    let transport = Deaf::default();
    let client = Client::builder("acme-test", KEY).transport(transport.clone());
    let client = client.base_url("http://h").connect_timeout(seconds(3));
    let client = client.attempt_timeout(seconds(40)).timeout(seconds(100));
    (transport, client.build().expect("a client"))
}

#[tokio::test(start_paused = true)]
async fn a_download_ends_in_time_whatever_the_transport_does() {
    let (transport, client) = deaf();
    let started = tokio::time::Instant::now();
    let mut download = client.download_file(&link("http://h")).expect("a link");
    let error = download.next().await.expect("an error");
    let DownloadError::Transport(error) = error.expect_err("no answer") else {
        panic!("another error");
    };
    assert_eq!(error.kind(), TransportErrorKind::Timeout);
    let took = started.elapsed();
    assert!(took >= seconds(99) && took < seconds(102), "{took:?}");
    let times = transport.0.lock().expect("the lock").clone();
    assert_eq!(times[0], (seconds(40), Some(seconds(3))));
    assert_eq!(times.len(), 3, "40, 40, and what is left");

    let once = download.attempt_timeout(seconds(5)).timeout(seconds(8));
    let started = tokio::time::Instant::now();
    let mut once = once.retry(RetryPolicy::none());
    assert!(once.next().await.expect("an error").is_err());
    assert_eq!(started.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_large_file_may_take_longer_than_the_clients_calls() {
    let (transport, client) = deaf();
    let request = client.usage_file().upload_url("usage.csv", "text/csv");
    let options = CallOptions::new()
        .attempt_timeout(seconds(900))
        .timeout(seconds(2000))
        .retry(RetryPolicy::default().max_attempts(2));
    let started = tokio::time::Instant::now();
    let error = request.options(options).upload("content").await;
    let error = error.expect_err("no answer");
    no_link(&error);
    assert!(matches!(error, UploadError::Transport { .. }), "{error:?}");
    let took = started.elapsed();
    assert!(took >= seconds(1800) && took < seconds(1810), "{took:?}");
    let times = transport.0.lock().expect("the lock").clone();
    assert_eq!(times.len(), 3, "the link, and the file twice");
    assert!(
        times
            .iter()
            .all(|it| *it == (seconds(900), Some(seconds(3)))),
        "{times:?}"
    );
}

#[tokio::test]
async fn a_real_store_that_does_not_answer_ends_in_time() {
    let store = Site::start(|_| std::future::pending::<Response<Bytes>>()).await;
    let url = format!("{}/x?Signature=sEcReT", store.url());
    let api = Site::start(move |_| {
        let answer = json(crate::upload::file("queued", Some(&url)));
        async move { answer }
    })
    .await;
    let client = Client::builder("acme-test", KEY).base_url(api.url());
    let client = client.build().expect("a client");
    let options = CallOptions::new().attempt_timeout(SHORT).timeout(2 * SHORT);
    let options = options.retry(RetryPolicy::none());
    let request = client.usage_file().upload_url("usage.csv", "text/csv");
    let started = Instant::now();
    let error = request.options(options).upload("content").await;
    assert!(
        matches!(error, Err(UploadError::Transport { .. })),
        "{error:?}"
    );
    assert!(started.elapsed() < 20 * SHORT, "{:?}", started.elapsed());
    assert_eq!(store.received().len(), 1);
}

#[tokio::test]
async fn a_link_that_cannot_be_asked_is_asked_once() {
    let clock = TestClock::default();
    let client = Client::builder("acme-test", KEY).clock(clock.clone());
    let client = client.build().expect("a client");
    for host in ["https://1.2.3.999", "https://xn--a"] {
        let mut download = client.download_file(&link(host)).expect("a link");
        let error = download.next().await.expect("an error");
        let DownloadError::Transport(error) = error.expect_err("no host") else {
            panic!("another error");
        };
        assert_eq!(error.kind(), TransportErrorKind::Invalid, "{error}");
        assert!(error.to_string().ends_with("nothing was sent"), "{error}");
        no_link(&error);
    }
    assert!(clock.waits().is_empty());
}
