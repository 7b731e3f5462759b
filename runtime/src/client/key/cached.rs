//! A key that is kept for a while.

use super::{ApiKey, AskKey, KeyProvider};
use crate::transport::BoxFuture;
use std::{
    collections::{HashMap, HashSet},
    error::Error as StdError,
    fmt,
    future::poll_fn,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Poll, Waker},
    time::Duration,
};

/// Keeps what a provider gave for a while, for each site, and asks it once for all calls that wait. A key that the API refuses is
/// not given again.
///
/// Where the client has no clock, nothing tells how old a key is, and none is kept.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// # use chargebee::key::{CachedKey, KeyProvider};
/// use std::time::Duration;
///
/// # fn example(vault: impl KeyProvider) -> impl KeyProvider {
/// CachedKey::new(vault, Duration::from_secs(300))
/// # }
/// ```
pub struct CachedKey<P> {
    provider: P,
    keep: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The keys, and until when they count.
    kept: HashMap<String, (ApiKey, Duration)>,
    /// The sites for which the provider is being asked.
    asking: HashSet<String>,
    waiting: Vec<Waker>,
}

impl<P: KeyProvider> CachedKey<P> {
    /// Keeps each key for so long.
    #[must_use]
    pub fn new(provider: P, keep: Duration) -> Self {
        Self {
            provider,
            keep,
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key that is kept; or else whether it is this call's turn to ask.
    async fn kept(&self, ask: AskKey<'_>) -> Option<ApiKey> {
        poll_fn(|context| {
            let mut state = self.state();
            let now = ask.clock.map(|clock| clock.now());
            if let (Some((key, until)), Some(now)) = (state.kept.get(ask.site), now)
                && now < *until
                && ask.refused != Some(key)
            {
                return Poll::Ready(Some(key.clone()));
            }
            if state.asking.insert(ask.site.to_owned()) {
                return Poll::Ready(None);
            }
            state.waiting.push(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}

impl<P: KeyProvider> KeyProvider for CachedKey<P> {
    fn key<'a>(
        &'a self,
        ask: AskKey<'a>,
    ) -> BoxFuture<'a, Result<ApiKey, Box<dyn StdError + Send + Sync>>> {
        Box::pin(async move {
            if let Some(key) = self.kept(ask).await {
                return Ok(key);
            }
            let turn = Turn { cache: self, ask };
            let key = self.provider.key(ask).await?;
            if let Some(clock) = ask.clock {
                let now = clock.now();
                let kept = &mut self.state().kept;
                kept.retain(|_, (_, until)| now < *until);
                let until = now.saturating_add(self.keep);
                kept.insert(ask.site.to_owned(), (key.clone(), until));
            }
            drop(turn);
            Ok(key)
        })
    }
}

/// Asking for a site; over when it is dropped, also where the call that asks is.
struct Turn<'a, P: KeyProvider> {
    cache: &'a CachedKey<P>,
    ask: AskKey<'a>,
}

impl<P: KeyProvider> Drop for Turn<'_, P> {
    fn drop(&mut self) {
        let waiting = {
            let mut state = self.cache.state();
            state.asking.remove(self.ask.site);
            std::mem::take(&mut state.waiting)
        };
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl<P> fmt::Debug for CachedKey<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedKey")
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}
