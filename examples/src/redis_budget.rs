//! A budget that a fleet of programs shares: all of them ask one Redis before they send.
//!
//! What is counted is the requests of the last minute, as the API does, and those that are open now. A program that dies
//! leaves open requests behind; they are forgotten when the longest request would be over. A Redis that goes away and comes back
//! is connected to again; a call that asks meanwhile fails, and nothing is sent.

use chargebee::{
    limit::{Ask, Budget, Limits, Permit},
    transport::BoxFuture,
};
use redis::{Script, aio::ConnectionManager};
use std::{
    error::Error,
    process,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::runtime::Handle;

/// Takes room and answers 0, or answers how many milliseconds to wait before asking again. Redis runs it as one step, by its
/// own clock, so the programs' clocks do not matter.
const TAKE: &str = r"
    local minute, open, pause = KEYS[1], KEYS[2], KEYS[3]
    local window, most, most_open = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
    local lease, request = tonumber(ARGV[4]), ARGV[5]
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    local paused = redis.call('PTTL', pause)
    if paused > 0 then return paused end
    redis.call('ZREMRANGEBYSCORE', minute, '-inf', now - window)
    redis.call('ZREMRANGEBYSCORE', open, '-inf', now)
    if redis.call('ZCARD', open) >= most_open then return 20 end
    if redis.call('ZCARD', minute) >= most then
        local oldest = redis.call('ZRANGE', minute, 0, 0, 'WITHSCORES')
        return math.max(oldest[2] + window - now, 1)
    end
    redis.call('ZADD', minute, now, request)
    redis.call('ZADD', open, now + lease, request)
    redis.call('PEXPIRE', minute, window)
    redis.call('PEXPIRE', open, lease)
    return 0
";

/// Lets nothing through for so many milliseconds, unless something longer was asked for before.
const PAUSE: &str = r"
    if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then
        redis.call('SET', KEYS[1], 1, 'PX', ARGV[1])
    end
";

/// Longer than any attempt takes, if not set.
const LEASE: Duration = Duration::from_secs(120);

/// A budget in Redis.
pub struct RedisBudget {
    redis: Redis,
    limits: Limits,
    window: Duration,
    lease: Duration,
    /// Tells the requests of this program from those of others.
    program: String,
    requests: AtomicU64,
}

impl RedisBudget {
    /// The budget that all programs share which use this Redis. `window` is what `per_minute` counts within: a minute, but in
    /// tests.
    ///
    /// # Errors
    /// Where Redis cannot be reached.
    pub async fn connect(
        url: &str,
        limits: Limits,
        window: Duration,
    ) -> Result<Self, redis::RedisError> {
        let client = redis::Client::open(url)?;
        let started = SystemTime::now().duration_since(UNIX_EPOCH);
        Ok(Self {
            redis: Redis {
                connection: ConnectionManager::new(client).await?,
                runtime: Handle::current(),
            },
            limits,
            window,
            lease: LEASE,
            program: format!("{}-{:?}", process::id(), started.unwrap_or_default()),
            requests: AtomicU64::new(0),
        })
    }

    /// After what time an open request of a program that died is forgotten; 2 minutes if not set. Longer than any attempt takes.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }
}

/// A connection that is made again when it breaks, and where to use it from: what is given back may be dropped on a thread that
/// belongs to no runtime.
#[derive(Clone)]
struct Redis {
    connection: ConnectionManager,
    runtime: Handle,
}

impl Redis {
    /// Does something that nobody waits for.
    fn later<F: Future<Output = ()> + Send + 'static>(
        &self,
        work: impl FnOnce(ConnectionManager) -> F,
    ) {
        self.runtime.spawn(work(self.connection.clone()));
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl Budget for RedisBudget {
    fn acquire<'a>(
        &'a self,
        ask: Ask<'a>,
    ) -> BoxFuture<'a, Result<Permit, Box<dyn Error + Send + Sync>>> {
        Box::pin(async move {
            let number = self.requests.fetch_add(1, Ordering::Relaxed);
            let request = format!("{}-{number}", self.program);
            let (kind, most_open) = if ask.method.is_safe() {
                ("get", self.limits.concurrent_gets)
            } else {
                ("post", self.limits.concurrent_posts)
            };
            let open = format!("chargebee:{}:{kind}", ask.site);
            // Before anything is asked: whenever this future is dropped, what it may have taken is given back.
            let lease = Lease {
                redis: self.redis.clone(),
                open: open.clone(),
                request: request.clone(),
            };
            let script = Script::new(TAKE);
            loop {
                let wait: u64 = script
                    .key(format!("chargebee:{}:minute", ask.site))
                    .key(&open)
                    .key(pause(ask.site))
                    .arg(milliseconds(self.window))
                    .arg(self.limits.per_minute)
                    .arg(most_open)
                    .arg(milliseconds(self.lease))
                    .arg(&request)
                    .invoke_async(&mut self.redis.connection.clone())
                    .await?;
                if wait == 0 {
                    return Ok(Permit::new(lease));
                }
                ask.clock.sleep(Duration::from_millis(wait)).await;
            }
        })
    }

    fn throttled(&self, ask: Ask<'_>, retry_after: Option<Duration>) {
        let Some(retry_after) = retry_after else {
            return;
        };
        let wait = milliseconds(retry_after).clamp(1, 120_000);
        let site = pause(ask.site);
        self.redis.later(|mut connection| async move {
            let script = Script::new(PAUSE);
            let mut script = script.key(site);
            // Where Redis cannot be asked, calls fail for that reason.
            let _: Result<(), _> = script.arg(wait).invoke_async(&mut connection).await;
        });
    }
}

fn pause(site: &str) -> String {
    format!("chargebee:{site}:pause")
}

/// An open request.
struct Lease {
    redis: Redis,
    open: String,
    request: String,
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut command = redis::cmd("ZREM");
        command.arg(&self.open).arg(&self.request);
        self.redis.later(|mut connection| async move {
            // What cannot be given back now is forgotten later.
            let _: Result<(), _> = command.exec_async(&mut connection).await;
        });
    }
}
