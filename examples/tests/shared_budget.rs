//! A budget that is shared over a real Redis: two programs that keep within it, and what goes wrong with one.

use bytes::Bytes;
use chargebee::{RetryPolicy, limit::Limits, v2::Client};
use chargebee_examples::redis_budget::RedisBudget;
use chargebee_wire_tests::fault::{Fault, FaultyServer};
use std::{
    env,
    io::Write as _,
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A Redis of its own, stopped when dropped.
struct Redis {
    process: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Redis {
    /// `None` where there is no `redis-server`, which is said aloud: the test harness keeps what a test that passes prints, but
    /// not what is written to the stream itself. Where there must be one (`REQUIRE_REDIS`, which `.ci/run` sets), it is a failure.
    fn start() -> Option<Self> {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let redis = Self::on(port);
        if redis.is_none() {
            let why = "redis-server is not installed (Debian package redis-server)";
            assert!(env::var_os("REQUIRE_REDIS").is_none(), "{why}");
            let name = std::thread::current().name().unwrap_or_default().to_owned();
            let _ = writeln!(std::io::stderr(), "NOT RUN: {name}: {why}");
        }
        redis
    }

    fn on(port: u16) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new("redis-server");
        command
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .current_dir(folder.path())
            .stdout(Stdio::null());
        let redis = Self {
            process: command.spawn().ok()?,
            port,
            _folder: folder,
        };
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(30), "no Redis");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(redis)
    }

    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/", self.port)
    }

    /// A client that shares its budget with all others of this Redis.
    async fn client(&self, server: &FaultyServer, limits: Limits, lease: Duration) -> Client {
        let minute = Duration::from_secs(60);
        let budget = RedisBudget::connect(&self.url(), limits, minute).await;
        let budget = budget.expect("a budget").lease(lease);
        let client = Client::builder("acme-test", "test_key").base_url(server.url());
        let client = client.rate_limit(budget).retry(RetryPolicy::none());
        client.build().expect("a client")
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn example(server: &FaultyServer, redis: &Redis) -> Child {
    Command::new(env!("CARGO_BIN_EXE_shared_budget"))
        .args(["10", "5", "2"])
        .env("CHARGEBEE_SITE", "acme-test")
        .env("CHARGEBEE_API_KEY", "test_key")
        .env("CHARGEBEE_BASE_URL", server.url())
        .env("REDIS_URL", redis.url())
        .env("NO_PROXY", "127.0.0.1")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the example runs")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_keep_within_one_budget() {
    let Some(redis) = Redis::start() else { return };
    let server = FaultyServer::start(r#"{"list":[]}"#);
    let programs = [example(&server, &redis), example(&server, &redis)];
    for program in programs {
        let output = tokio::task::spawn_blocking(|| program.wait_with_output());
        let output = output.await.expect("no panic").expect("it ends");
        assert!(output.status.success(), "{output:?}");
        assert_eq!(output.stdout, b"10 requests sent\n");
    }
    let arrivals = server.arrivals();
    assert_eq!(arrivals.len(), 20);
    // A little less than the window: Redis counts when it lets a request go, this when the request arrives.
    let window = Duration::from_millis(1700);
    for (at, first) in arrivals.iter().enumerate() {
        let within = arrivals[at..].iter().filter(|it| **it - *first < window);
        let within = within.count();
        assert!(within <= 5, "{within} within {window:?}");
    }
    let took = arrivals[19] - arrivals[0];
    assert!(
        took < Duration::from_secs(30),
        "the budget is used: {took:?}"
    );
    assert!(server.busiest() <= 2, "two at a time, of both programs");
}

const LONG: Duration = Duration::from_secs(600);

fn list(
    client: &Client,
) -> chargebee::Sending<chargebee::v2::customer::responses::CustomerListResponse> {
    client.customer().list().send()
}

/// Starts a call that is not answered, up to where its request is open.
async fn open(
    client: &Client,
    server: &FaultyServer,
) -> chargebee::Sending<chargebee::v2::customer::responses::CustomerListResponse> {
    server.fault(Fault::StallAfter(b""));
    let mut call = list(client);
    while server.received().is_empty() {
        let short = Duration::from_millis(10);
        assert!(tokio::time::timeout(short, &mut call).await.is_err());
    }
    call
}

fn server() -> FaultyServer {
    FaultyServer::start(r#"{"list":[]}"#)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_program_that_died_left_open_is_forgotten() {
    let Some(redis) = Redis::start() else { return };
    let (server, lease) = (server(), Duration::from_secs(2));
    let limits = Limits::new(1000, 1, 1);
    let dead = redis.client(&server, limits, lease).await;
    let started = Instant::now();
    // Nothing of it is given back any more.
    std::mem::forget(open(&dead, &server).await);
    let other = redis.client(&server, limits, lease).await;
    list(&other).await.expect("an answer");
    let took = started.elapsed();
    assert!(took >= lease && took < lease * 5, "{took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_dropped_on_a_thread_of_no_runtime_is_given_back() {
    let Some(redis) = Redis::start() else { return };
    let server = server();
    let client = redis.client(&server, Limits::new(1000, 1, 1), LONG).await;
    let call = open(&client, &server).await;
    let thread = std::thread::spawn(move || drop(call));
    tokio::task::spawn_blocking(|| thread.join().expect("no panic"))
        .await
        .expect("no panic");
    let next = tokio::time::timeout(Duration::from_secs(20), list(&client)).await;
    next.expect("a place").expect("an answer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_longer_of_two_pauses_counts() {
    let Some(redis) = Redis::start() else { return };
    let server = server();
    let client = redis.client(&server, Limits::new(1000, 9, 9), LONG).await;
    let refused = |seconds: &str| {
        let mut answer = http::Response::new(Bytes::from_static(b"{}"));
        *answer.status_mut() = http::StatusCode::TOO_MANY_REQUESTS;
        let seconds = seconds.parse().expect("a value");
        answer.headers_mut().insert("retry-after", seconds);
        answer
    };
    // Both are under way when the first is answered.
    server.fault(Fault::Late(Duration::from_millis(200), refused("4")));
    server.fault(Fault::Late(Duration::from_millis(600), refused("1")));
    let calls = [list(&client), list(&client)].map(tokio::spawn);
    for call in calls {
        let error = call.await.expect("no panic").expect_err("refused");
        assert!(error.is_rate_limited(), "{error}");
    }
    let started = Instant::now();
    list(&client).await.expect("an answer");
    let took = started.elapsed();
    assert!(took >= Duration::from_secs(3), "{took:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_redis_that_comes_back_is_used_again() {
    let Some(redis) = Redis::start() else { return };
    let server = server();
    let client = redis.client(&server, Limits::new(1000, 9, 9), LONG).await;
    list(&client).await.expect("an answer");
    let port = redis.port;
    drop(redis);
    let error = list(&client).await.expect_err("no Redis");
    assert!(error.is_retryable() && error.attempts() == 0, "{error}");
    let redis = Redis::on(port).expect("the same program as before");
    let started = Instant::now();
    while list(&client).await.is_err() {
        assert!(started.elapsed() < Duration::from_secs(60), "it stays away");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    drop(redis);
}
