//! The client: which site, with which key, over which transport.

mod builder;
mod check;
pub mod clock;
mod console;
mod environment;
pub mod key;
pub mod limit;
pub mod observe;
pub mod retry;
mod site;
#[cfg(feature = "blocking")]
pub(crate) mod thread;
pub(crate) mod timeouts;

pub use builder::ClientBuilder;
pub use key::{ApiKey, IntoKey};
pub use site::Site;
pub(crate) use site::shown;

use crate::{CurrencyTable, Error, Result, api::Api, error::ConfigError, transport::Transport};
use clock::Clock;
use key::Key;
use limit::Budget;
use observe::Observer;
use retry::RetryPolicy;
use std::{fmt, sync::Arc};
use timeouts::Timeouts;

/// What every generated client holds. Clones share everything; a clone costs a pointer.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    api: &'static Api,
    site: Site,
    key: Key,
    shared: Arc<Shared>,
}

/// What the clients of several sites, and of both versions of the API, share.
struct Shared {
    base_url: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    blocking: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    #[cfg(feature = "tokio")]
    tokio_clock: Arc<clock::TokioClock>,
    #[cfg(feature = "blocking")]
    blocking_clock: Arc<thread::ThreadClock>,
    budget: Option<Arc<dyn Budget>>,
    observer: Option<Arc<dyn Observer>>,
    retry: RetryPolicy,
    timeouts: Timeouts,
    max_body: usize,
    currencies: CurrencyTable,
    check_requests: bool,
}

impl Client {
    /// The site, in lower case.
    #[must_use]
    pub fn site(&self) -> &str {
        self.0.site.as_str()
    }

    /// Whether the site is a test site (`acme-test`): no real money moves there.
    #[must_use]
    pub fn is_test_site(&self) -> bool {
        self.0.site.is_test()
    }

    /// How this client counts the amounts of each currency.
    #[must_use]
    pub fn currencies(&self) -> &CurrencyTable {
        &self.0.shared.currencies
    }

    /// A client of another site that shares everything but the key with this one: connections, rate limits, settings.
    ///
    /// # Errors
    /// Where the site or the key cannot be right.
    pub fn for_site(&self, site: &str, api_key: impl IntoKey) -> Result<Self> {
        self.tenant(site, api_key.into_key())
    }

    pub(crate) fn tenant(&self, site: &str, key: Key) -> Result<Self> {
        let site = Site::parse(site)?;
        key.check()?;
        Ok(self.with(self.0.api, site, key))
    }

    /// A client of the same site for another version of the API, which shares everything with this one.
    #[doc(hidden)]
    #[must_use]
    pub fn for_api(&self, api: &'static Api) -> Self {
        self.with(api, self.0.site.clone(), self.0.key.clone())
    }

    fn with(&self, api: &'static Api, site: Site, key: Key) -> Self {
        Self(Arc::new(Inner {
            api,
            site,
            key,
            shared: Arc::clone(&self.0.shared),
        }))
    }

    pub(crate) fn site_name(&self) -> Arc<str> {
        self.0.site.shared()
    }

    pub(crate) fn api(&self) -> &'static Api {
        self.0.api
    }

    pub(crate) fn key(&self) -> &Key {
        &self.0.key
    }

    /// What sends the requests, asynchronously or not.
    pub(crate) fn transport(&self, blocking: bool) -> Result<Arc<dyn Transport>> {
        let shared = &self.0.shared;
        let (transport, problem) = if blocking {
            (
                &shared.blocking,
                "there is no blocking transport: give one with `ClientBuilder::blocking_transport`",
            )
        } else {
            (
                &shared.transport,
                "there is no transport: switch the feature `reqwest` on, or give one with `ClientBuilder::transport`",
            )
        };
        let transport = transport.clone();
        transport.ok_or_else(|| Error::Config(ConfigError::new(problem)))
    }

    /// What tells the time; `None` where nothing does.
    pub(crate) fn clock(&self, blocking: bool) -> Option<Arc<dyn Clock>> {
        let shared = &self.0.shared;
        if shared.clock.is_some() {
            return shared.clock.clone();
        }
        #[cfg(feature = "blocking")]
        if blocking {
            return Some(Arc::clone(&shared.blocking_clock) as _);
        }
        // Another runtime than tokio's, or one of tokio without timers, would not wait but panic.
        #[cfg(feature = "tokio")]
        if !blocking && clock::tokio_waits() {
            return Some(Arc::clone(&shared.tokio_clock) as _);
        }
        let _ = blocking;
        None
    }

    pub(crate) fn budget(&self) -> Option<&dyn Budget> {
        self.0.shared.budget.as_deref()
    }

    pub(crate) fn observer(&self) -> Option<Arc<dyn Observer>> {
        self.0.shared.observer.clone()
    }

    pub(crate) fn retry(&self) -> &RetryPolicy {
        &self.0.shared.retry
    }

    pub(crate) fn timeouts(&self) -> Timeouts {
        self.0.shared.timeouts
    }

    pub(crate) fn checks_requests(&self) -> bool {
        self.0.shared.check_requests
    }

    pub(crate) fn max_body(&self) -> usize {
        self.0.shared.max_body
    }

    /// `https://acme.chargebee.com`, or what replaces it.
    pub(crate) fn origin(&self, sub_domain: Option<&str>) -> String {
        match (&self.0.shared.base_url, sub_domain) {
            (Some(base_url), _) => base_url.clone(),
            (None, Some(sub)) => format!("https://{}.{sub}.chargebee.com", self.0.site),
            (None, None) => format!("https://{}.chargebee.com", self.0.site),
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("site", &self.0.site)
            .field("api_key", &self.0.key)
            .field("base_url", &self.0.shared.base_url)
            .finish_non_exhaustive()
    }
}
