//! Rate limits: kept, shared, fair, and left in peace by calls that are dropped.

use crate::support::{
    INVOICE, KEY, TestClock, answer, answer_with, failed, fault, get, kind, milliseconds, post,
    post_once, seconds,
};
use chargebee::{
    CallOptions, RetryPolicy,
    error::TransportErrorKind,
    limit::{Ask, Budget, Limiter, Limits, Permit, Plan},
    transport::BoxFuture,
    v2::Client,
};
use chargebee_wire_tests::fault::{Fault, FaultyServer};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

fn client(server: &FaultyServer, limits: Limits) -> Client {
    let client = Client::builder("acme", KEY).base_url(server.url());
    let client = client.rate_limit(Limiter::new(limits));
    client.build().expect("a client")
}

/// The same with a clock that does not wait.
fn hurried(server: &FaultyServer, limits: Limits, clock: &TestClock) -> Client {
    let client = Client::builder("acme", KEY).base_url(server.url());
    let client = client.rate_limit(Limiter::new(limits));
    let client = client.clock(clock.clone()).retry(RetryPolicy::none());
    client.build().expect("a client")
}

#[test]
fn the_documented_limits_are_there() {
    let numbers = |it: Limits| (it.per_minute, it.concurrent_gets, it.concurrent_posts);
    for (plan, per_minute) in [
        (Plan::Launch, 150),
        (Plan::Grow, 200),
        (Plan::Scale, 300),
        (Plan::Enterprise, 500),
    ] {
        assert_eq!(numbers(Limits::live(plan)), (per_minute, 50, 100));
    }
    assert_eq!(numbers(Limits::test()), (150, 50, 50));
    assert_eq!(numbers(Limits::live(Plan::Grow).share(1, 4)), (50, 12, 25));
    assert_eq!(numbers(Limits::new(0, 0, 0)), (1, 1, 1));
    assert_eq!(numbers(Limits::test().share(1, 0)), (1, 1, 1));
}

#[tokio::test]
async fn no_minute_has_more_requests_than_the_limit() {
    let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
    let client = hurried(&server, Limits::new(5, 50, 50), &clock);
    for call in 0..12 {
        // GETs and POSTs count together.
        if call % 2 == 0 {
            get(&client).await.expect("an answer");
        } else {
            post(&client).await.expect("an answer");
        }
    }
    // Five at once, five a minute later, two after another: a second is added for requests that travel faster than others.
    assert_eq!(clock.waits(), [seconds(61); 2]);
}

#[tokio::test]
async fn retries_count_too() {
    let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
    let client = hurried(&server, Limits::new(2, 50, 50), &clock);
    for _ in 0..3 {
        fault(&server, answer(503, ""));
    }
    let policy = RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO);
    let options = CallOptions::new().retry(policy).timeout(seconds(1000));
    let request = client.invoice().retrieve("inv_1").options(options);
    assert_eq!(request.send().await.expect("an answer").call().attempts, 4);
    let long: Vec<_> = clock
        .waits()
        .into_iter()
        .filter(|it| !it.is_zero())
        .collect();
    assert_eq!(long, [seconds(61)]);
}

#[tokio::test]
async fn gets_and_posts_at_the_same_time_are_counted_apart() {
    let server = FaultyServer::start(INVOICE);
    let client = client(&server, Limits::new(1000, 3, 2));
    for _ in 0..40 {
        server.fault(Fault::Late(milliseconds(20), answer(200, INVOICE)));
    }
    let calls: Vec<_> = (0..20)
        .flat_map(|_| {
            let (gets, posts) = (client.clone(), client.clone());
            [
                tokio::spawn(async move { get(&gets).await.is_ok() }),
                tokio::spawn(async move { post(&posts).await.is_ok() }),
            ]
        })
        .collect();
    for call in calls {
        assert!(call.await.expect("no panic"));
    }
    assert_eq!(server.received().len(), 40);
    assert_eq!(
        server.busiest(),
        5,
        "3 GETs and 2 POSTs, and all of them used"
    );
}

/// Lets the tasks that wait for nothing but each other run.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn who_comes_first_is_served_first_and_who_leaves_is_not_waited_for() {
    let server = FaultyServer::start(INVOICE);
    let client = client(&server, Limits::new(1000, 1, 1));
    server.fault(Fault::Late(milliseconds(300), answer(200, INVOICE)));
    let mut calls = Vec::new();
    for number in 0..8 {
        let call = client.invoice().retrieve(format!("inv_{number}")).send();
        calls.push(tokio::spawn(call));
        settle().await;
    }
    // Two that wait give up; the others keep their places.
    calls[2].abort();
    calls[5].abort();
    for (number, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await.is_ok(), ![2, 5].contains(&number));
    }
    let received = server.received();
    let paths: Vec<_> = received.iter().map(|it| it.uri().path()).collect();
    let expected = [0, 1, 3, 4, 6, 7].map(|number| format!("/api/v2/invoices/inv_{number}"));
    assert_eq!(paths, expected);
    assert_eq!(server.busiest(), 1);
}

#[tokio::test]
async fn a_call_that_is_dropped_while_it_is_served_gives_its_place_back() {
    let server = FaultyServer::start(INVOICE);
    let client = client(&server, Limits::new(1000, 1, 1));
    for _ in 0..5 {
        server.fault(Fault::StallAfter(b""));
        let call = tokio::time::timeout(milliseconds(50), get(&client));
        assert!(call.await.is_err());
    }
    let answer = tokio::time::timeout(seconds(20), get(&client)).await;
    assert!(answer.expect("a place").is_ok());
}

#[tokio::test]
async fn the_limits_are_those_of_a_site_and_shared_by_its_clients() {
    let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
    let client = hurried(&server, Limits::new(2, 50, 50), &clock);
    let other = client.for_site("umbrella", "other_key").expect("a client");
    for _ in 0..2 {
        get(&client).await.expect("an answer");
        get(&other).await.expect("an answer");
    }
    assert!(clock.waits().is_empty(), "two of each");
    get(&client.clone()).await.expect("an answer");
    assert_eq!(clock.waits().len(), 1);
    // The other site had to wait for nothing, and its time passed meanwhile.
    get(&other).await.expect("an answer");
    assert_eq!(clock.waits().len(), 1);

    let options = CallOptions::new().site("umbrella", "other_key");
    for _ in 0..2 {
        let request = client.invoice().retrieve("inv_1").options(options.clone());
        request.send().await.expect("an answer");
    }
    assert_eq!(
        clock.waits().len(),
        2,
        "a call of another site counts there"
    );
}

#[tokio::test]
async fn a_plan_tells_live_sites_from_test_sites() {
    let clock = TestClock::default();
    let server = FaultyServer::start(INVOICE);
    for (site, limit) in [("acme", 200), ("acme-test", 150)] {
        let before = clock.waits().len();
        let client = Client::builder(site, KEY).base_url(server.url());
        let client = client.rate_limit(Limiter::for_plan(Plan::Grow));
        let client = client.clock(clock.clone()).build().expect("a client");
        for _ in 0..limit {
            get(&client).await.expect("an answer");
        }
        assert_eq!(clock.waits().len(), before);
        get(&client).await.expect("an answer");
        assert_eq!(clock.waits().len(), before + 1);
    }
}

#[tokio::test]
async fn when_the_server_says_no_all_calls_stay_away() {
    let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
    let client = hurried(&server, Limits::new(100, 50, 50), &clock);
    fault(&server, answer_with(429, &[("retry-after", "20")], ""));
    assert!(failed(get(&client).await).is_rate_limited());
    get(&client.clone()).await.expect("an answer");
    assert_eq!(clock.waits(), [seconds(20)]);
}

#[tokio::test]
async fn no_room_in_time_is_an_error_and_nothing_was_sent() {
    let server = FaultyServer::start(INVOICE);
    let client = client(&server, Limits::new(1, 50, 50));
    get(&client).await.expect("an answer");
    assert_eq!(server.received().len(), 1);
    let options = CallOptions::new().timeout(milliseconds(100));
    let request = client.invoice().void_invoice("inv_1").options(options);
    let error = failed(request.send().await);
    assert_eq!(kind(&error), TransportErrorKind::Limited);
    assert_eq!(error.attempts(), 0);
    // Later there may be room, and nothing was done: of a POST without a key that is known too.
    assert!(error.is_retryable() && error.is_rate_limited());
    let limiter = Limiter::new(Limits::new(1, 50, 50));
    let once = chargebee::v1::Client::builder("acme", KEY).base_url(server.url());
    let once = once.rate_limit(limiter).timeout(milliseconds(100));
    let once = once.build().expect("a client");
    post_once(&once).await.expect("an answer");
    assert!(failed(post_once(&once).await).is_retryable());
    let _ = server.received();
    let text = error.to_string();
    assert!(
        text.starts_with("no room within the rate limits; nothing was sent"),
        "{text}"
    );
}

#[tokio::test]
async fn nothing_is_limited_unless_it_is_asked_for() {
    let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
    let client = crate::support::client_of(&server, &clock, RetryPolicy::none());
    for _ in 0..200 {
        get(&client).await.expect("an answer");
    }
    assert!(clock.waits().is_empty());
}

/// A budget that gives and takes back, and fails when it is told to.
#[derive(Default)]
struct Shared {
    given: AtomicUsize,
    open: Arc<AtomicUsize>,
    throttled: AtomicUsize,
    broken: bool,
}

struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Budget for Shared {
    fn acquire<'a>(
        &'a self,
        ask: Ask<'a>,
    ) -> BoxFuture<'a, Result<Permit, Box<dyn std::error::Error + Send + Sync>>> {
        assert_eq!((ask.site, ask.method), ("acme", &http::Method::GET));
        Box::pin(async move {
            if self.broken {
                return Err("the budget is out of order".into());
            }
            self.given.fetch_add(1, Ordering::Relaxed);
            self.open.fetch_add(1, Ordering::Relaxed);
            Ok(Permit::new(Open(Arc::clone(&self.open))))
        })
    }

    fn throttled(&self, _: Ask<'_>, retry_after: Option<Duration>) {
        assert_eq!(retry_after, Some(seconds(3)));
        self.throttled.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test]
async fn a_fleet_may_share_a_budget_of_its_own() {
    let (server, clock) = (FaultyServer::start(INVOICE), TestClock::default());
    let build = |budget: &Arc<Shared>| {
        let client = Client::builder("acme", KEY).base_url(server.url());
        let client = client.rate_limit(Arc::clone(budget)).clock(clock.clone());
        client.build().expect("a client")
    };
    let budget = Arc::<Shared>::default();
    fault(&server, answer_with(429, &[("retry-after", "3")], ""));
    get(&build(&budget)).await.expect("an answer");
    let counted =
        [&budget.given, &*budget.open, &budget.throttled].map(|it| it.load(Ordering::Relaxed));
    assert_eq!(counted, [2, 0, 1]);

    let broken = Arc::new(Shared {
        broken: true,
        ..Shared::default()
    });
    let _ = server.received();
    let error = failed(get(&build(&broken)).await);
    let source = std::error::Error::source(&error).map(ToString::to_string);
    assert_eq!(source.as_deref(), Some("the budget is out of order"));
    let told = "no room within the rate limits; nothing was sent: the budget is out of order; ";
    assert!(error.to_string().starts_with(told), "{error}");
    assert!(server.received().is_empty());
}
