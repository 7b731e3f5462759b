//! Keeping within the rate limits, before the server says no.

mod line;
mod window;

use crate::{client::clock::Clock, transport::BoxFuture};
use http::Method;
use line::{Enter, Line};
use std::{
    collections::{HashMap, VecDeque},
    error::Error as StdError,
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// What a request that is about to be sent asks room for.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Ask<'a> {
    /// The site. Limits are per site.
    pub site: &'a str,
    /// The HTTP method. What a site takes at the same time is counted apart for those that are safe, such as GET.
    pub method: &'a Method,
    /// What to wait by.
    pub clock: &'a dyn Clock,
}

/// Room for one request, given back when it is dropped: after the answer, or when the call is cancelled.
pub struct Permit(#[allow(dead_code, reason = "it is there to be dropped")] Box<dyn Send + Sync>);

impl Permit {
    /// Room that is given back when `guard` is dropped.
    #[must_use]
    pub fn new(guard: impl Send + Sync + 'static) -> Self {
        Self(Box::new(guard))
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Permit")
    }
}

/// Gives requests room within rate limits. [`Limiter`] does so for one process; implement it to share one budget between
/// many, as the example `shared_budget` does over Redis.
///
/// Every attempt of a call asks. The call's own time bounds the wait; when that is over or the call is dropped, the future is
/// dropped and must leave no trace.
pub trait Budget: Send + Sync + 'static {
    /// Waits until the request may be sent. An error fails the call before anything is sent.
    fn acquire<'a>(
        &'a self,
        ask: Ask<'a>,
    ) -> BoxFuture<'a, Result<Permit, Box<dyn StdError + Send + Sync>>>;

    /// The server said that there were too many requests, and for how long to stay away where it said that.
    fn throttled(&self, ask: Ask<'_>, retry_after: Option<Duration>) {
        let _ = (ask, retry_after);
    }
}

impl<T: Budget + ?Sized> Budget for Arc<T> {
    fn acquire<'a>(
        &'a self,
        ask: Ask<'a>,
    ) -> BoxFuture<'a, Result<Permit, Box<dyn StdError + Send + Sync>>> {
        (**self).acquire(ask)
    }

    fn throttled(&self, ask: Ask<'_>, retry_after: Option<Duration>) {
        (**self).throttled(ask, retry_after);
    }
}

/// What a site takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Requests within any 60 seconds.
    pub per_minute: usize,
    /// GETs at the same time.
    pub concurrent_gets: usize,
    /// POSTs at the same time.
    pub concurrent_posts: usize,
}

/// The plans of Chargebee, which differ in how much their live sites take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Plan {
    /// 150 requests a minute.
    Launch,
    /// 200 requests a minute.
    Grow,
    /// 300 requests a minute.
    Scale,
    /// 500 requests a minute.
    Enterprise,
}

impl Limits {
    /// Limits of your own. Nothing is ever sent where one of them is 0, so it counts as 1.
    #[must_use]
    pub const fn new(per_minute: usize, concurrent_gets: usize, concurrent_posts: usize) -> Self {
        const fn at_least_one(number: usize) -> usize {
            if number == 0 { 1 } else { number }
        }
        Self {
            per_minute: at_least_one(per_minute),
            concurrent_gets: at_least_one(concurrent_gets),
            concurrent_posts: at_least_one(concurrent_posts),
        }
    }

    /// What the documentation says of live sites.
    #[must_use]
    pub const fn live(plan: Plan) -> Self {
        let per_minute = match plan {
            Plan::Launch => 150,
            Plan::Grow => 200,
            Plan::Scale => 300,
            Plan::Enterprise => 500,
        };
        Self::new(per_minute, 50, 100)
    }

    /// What the documentation says of test sites, whatever the plan.
    #[must_use]
    pub const fn test() -> Self {
        Self::new(150, 50, 50)
    }

    /// A part of the limits, where other programs use the same site: `share(1, 4)` is a quarter, and at least 1 of each.
    #[must_use]
    pub const fn share(self, part: usize, of: usize) -> Self {
        const fn some(number: usize, part: usize, of: usize) -> usize {
            match number.saturating_mul(part).checked_div(of) {
                Some(number) => number,
                None => 0,
            }
        }
        Self::new(
            some(self.per_minute, part, of),
            some(self.concurrent_gets, part, of),
            some(self.concurrent_posts, part, of),
        )
    }
}

/// Keeps the requests of one process within the limits of each site, first come, first served. Clones share everything.
///
/// A client has none unless it is given one, since the plan of a site cannot be known. Other programs that use the same site
/// are not seen: leave them their [`share`](Limits::share).
///
/// It may be given to several clients, for instance those of both versions of the API: their requests count together. Times are
/// told by the clocks of the clients, see [`Clock::now`].
///
/// What waits holds no room. A request that was sent has its place until its answer came, so a call that is started and then no
/// longer polled keeps it: with [`Limits::concurrent_gets`] of 1, another GET waits for it in vain. Spawn what is to go on by
/// itself.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// use chargebee::limit::{Limiter, Limits, Plan};
///
/// let limiter = Limiter::for_plan(Plan::Scale);
/// let half = Limiter::new(Limits::live(Plan::Scale).share(1, 2));
/// # let _ = (limiter, half);
/// ```
#[derive(Clone)]
pub struct Limiter {
    live: Limits,
    test: Limits,
    sites: Arc<Mutex<Sites>>,
}

/// The lines of the sites, and the names again in the order in which they are looked at to be forgotten.
#[derive(Default)]
struct Sites {
    lines: HashMap<Arc<str>, Arc<Line>>,
    names: VecDeque<Arc<str>>,
}

/// How many sites are looked at whenever a new one comes. With more than one, those that are quiet are fewer in the end than
/// those that came; looking at all of them each time would take longer and longer.
const LOOKED_AT: usize = 2;

impl Sites {
    /// Forgets sites that are quiet: a program with many tenants would otherwise keep something of each for ever. What waits
    /// and what is open holds its line; the rest is as good as new when its minute is over.
    fn tidy(&mut self, now: Duration) {
        for _ in 0..LOOKED_AT {
            let Some(name) = self.names.pop_front() else {
                return;
            };
            let kept = (self.lines.get(&name))
                .is_some_and(|line| Arc::strong_count(line) > 1 || !line.is_quiet(now));
            if kept {
                self.names.push_back(name);
            } else {
                self.lines.remove(&name);
            }
        }
    }
}

impl Limiter {
    /// The same limits for every site.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            live: limits,
            test: limits,
            sites: Arc::default(),
        }
    }

    /// The documented limits of a plan. Sites whose names end with `-test` have those of test sites.
    #[must_use]
    pub fn for_plan(plan: Plan) -> Self {
        Self {
            test: Limits::test(),
            ..Self::new(Limits::live(plan))
        }
    }

    fn site(&self, name: &str, now: Duration) -> Arc<Line> {
        let mut sites = self.sites.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = sites.lines.get(name) {
            return Arc::clone(line);
        }
        sites.tidy(now);
        let limits = if name.ends_with("-test") {
            self.test
        } else {
            self.live
        };
        let line = Arc::new(Line::new(
            limits.per_minute,
            limits.concurrent_gets,
            limits.concurrent_posts,
        ));
        let name: Arc<str> = name.into();
        sites.lines.insert(Arc::clone(&name), Arc::clone(&line));
        sites.names.push_back(name);
        line
    }
}

impl Budget for Limiter {
    fn acquire<'a>(
        &'a self,
        ask: Ask<'a>,
    ) -> BoxFuture<'a, Result<Permit, Box<dyn StdError + Send + Sync>>> {
        Box::pin(async move {
            let line = self.site(ask.site, ask.clock.now());
            let place = Enter::new(line, !ask.method.is_safe(), ask.clock).await;
            Ok(Permit::new(place))
        })
    }

    fn throttled(&self, ask: Ask<'_>, retry_after: Option<Duration>) {
        if let Some(pause) = retry_after {
            let now = ask.clock.now();
            self.site(ask.site, now).pause(pause, now);
        }
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter")
            .field("live", &self.live)
            .field("test", &self.test)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many sites are looked at while so many new ones come, all of them busy.
    fn looked_at(sites: usize) -> usize {
        let limiter = Limiter::new(Limits::test());
        let before = line::looked_at();
        for number in 0..sites {
            let site = limiter.site(&format!("site{number}"), Duration::ZERO);
            site.pause(Duration::from_secs(60), Duration::ZERO);
        }
        line::looked_at() - before
    }

    #[test]
    fn four_times_as_many_new_sites_are_four_times_as_much_work() {
        let (some, many) = (looked_at(2_000), looked_at(8_000));
        // Sixteen times, were each new site compared with all before it.
        assert!(
            some > 0 && many <= some * 5,
            "{some} for 2,000, {many} for 8,000"
        );
    }

    fn kept(limiter: &Limiter) -> usize {
        let sites = limiter.sites.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(sites.lines.len(), sites.names.len());
        sites.lines.len()
    }

    #[test]
    fn sites_that_are_quiet_are_forgotten() {
        let limiter = Limiter::new(Limits::test());
        let open = limiter.site("open", Duration::ZERO);
        for number in 0..1_000 {
            limiter.site(&format!("site{number}"), Duration::ZERO);
        }
        assert!(kept(&limiter) < 10);
        for number in 0..100 {
            let busy = limiter.site(&format!("busy{number}"), Duration::ZERO);
            busy.pause(Duration::from_secs(60), Duration::ZERO);
        }
        assert!(kept(&limiter) > 100);
        for number in 0..200 {
            limiter.site(&format!("later{number}"), Duration::from_secs(61));
        }
        assert!(kept(&limiter) < 10);
        assert!(Arc::ptr_eq(
            &open,
            &limiter.site("open", Duration::from_secs(61))
        ));
    }
}
