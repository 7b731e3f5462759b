//! A budget that a fleet of programs shares: all of them ask one Redis before they send.
//!
//! What is counted is the requests of the last minute, as the API does, and those that are open now. A program that dies
//! leaves open requests behind; they are forgotten when the longest request would be over.

use chargebee::{
    limit::{Ask, Budget, Limits, Permit},
    transport::BoxFuture,
};
use redis::{Script, aio::MultiplexedConnection};
use std::{
    error::Error,
    process,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

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

/// Longer than any attempt takes.
const LEASE: Duration = Duration::from_secs(120);

/// A budget in Redis.
pub struct RedisBudget {
    redis: MultiplexedConnection,
    limits: Limits,
    window: Duration,
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
        let redis = redis::Client::open(url)?;
        let started = SystemTime::now().duration_since(UNIX_EPOCH);
        Ok(Self {
            redis: redis.get_multiplexed_async_connection().await?,
            limits,
            window,
            program: format!("{}-{:?}", process::id(), started.unwrap_or_default()),
            requests: AtomicU64::new(0),
        })
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
            let (kind, most_open) = if ask.post {
                ("post", self.limits.concurrent_posts)
            } else {
                ("get", self.limits.concurrent_gets)
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
                    .arg(milliseconds(LEASE))
                    .arg(&request)
                    .invoke_async(&mut self.redis.clone())
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
        let mut redis = self.redis.clone();
        let mut command = redis::cmd("SET");
        let wait = milliseconds(retry_after).clamp(1, 120_000);
        command.arg(pause(ask.site)).arg(1).arg("PX").arg(wait);
        tokio::spawn(async move { command.exec_async(&mut redis).await });
    }
}

fn pause(site: &str) -> String {
    format!("chargebee:{site}:pause")
}

/// An open request.
struct Lease {
    redis: MultiplexedConnection,
    open: String,
    request: String,
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut redis = self.redis.clone();
        let mut command = redis::cmd("ZREM");
        command.arg(&self.open).arg(&self.request);
        tokio::spawn(async move { command.exec_async(&mut redis).await });
    }
}
