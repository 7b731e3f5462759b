//! Two programs, one budget: runs the example twice at the same time against a real Redis.

use chargebee_wire_tests::fault::FaultyServer;
use std::{
    env,
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A Redis of its own, stopped when dropped.
struct Redis {
    process: Child,
    url: String,
    _folder: tempfile::TempDir,
}

impl Redis {
    /// `None` where there is no `redis-server`.
    fn start() -> Option<Self> {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new("redis-server");
        command
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .current_dir(folder.path())
            .stdout(Stdio::null());
        let redis = Self {
            process: command.spawn().ok()?,
            url: format!("redis://127.0.0.1:{port}/"),
            _folder: folder,
        };
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(30), "no Redis");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(redis)
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
        .env("REDIS_URL", &redis.url)
        .env("NO_PROXY", "127.0.0.1")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the example runs")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_keep_within_one_budget() {
    let Some(redis) = Redis::start() else {
        let why = "redis-server is not installed (Debian package redis-server)";
        assert!(env::var_os("CI").is_none(), "{why}, and CI must have it");
        eprintln!("SKIPPED: {why}; nothing was tested");
        return;
    };
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
