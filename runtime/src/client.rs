//! The client: which site, with which key, over which transport.

mod builder;
mod check;
pub mod clock;
mod console;
pub mod limit;
pub mod observe;
pub mod retry;
#[cfg(feature = "blocking")]
pub(crate) mod thread;
pub(crate) mod timeouts;

pub use builder::ClientBuilder;
pub(crate) use check::shown;

use crate::{CurrencyTable, Error, Result, api::Api, error::ConfigError, transport::Transport};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use clock::Clock;
use http::HeaderValue;
use limit::Budget;
use observe::Observer;
use retry::RetryPolicy;
use secrecy::{ExposeSecret, SecretString};
use std::{fmt, sync::Arc};
use timeouts::Timeouts;

/// What every generated client holds. Clones share everything; a clone costs a pointer.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    site: Arc<str>,
    api_key: SecretString,
    shared: Arc<Shared>,
}

/// What the clients of several sites share.
struct Shared {
    api: &'static Api,
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
}

impl Client {
    /// The site, in lower case.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.0.site
    }

    /// Whether the site is a test site (`acme-test`): no real money moves there.
    #[must_use]
    pub fn is_test_site(&self) -> bool {
        self.0.site.ends_with("-test")
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
    pub fn for_site(&self, site: &str, api_key: impl Into<String>) -> Result<Self> {
        self.tenant(site, SecretString::from(api_key.into()))
    }

    pub(crate) fn tenant(&self, site: &str, api_key: SecretString) -> Result<Self> {
        let site = check::site(site)?;
        check::key(api_key.expose_secret())?;
        Ok(Self(Arc::new(Inner {
            site: site.into(),
            api_key,
            shared: Arc::clone(&self.0.shared),
        })))
    }

    pub(crate) fn site_name(&self) -> Arc<str> {
        Arc::clone(&self.0.site)
    }

    pub(crate) fn api(&self) -> &'static Api {
        self.0.shared.api
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

    /// Basic auth with the key as user and an empty password, its colon included.
    pub(crate) fn authorization(&self) -> Result<HeaderValue, ConfigError> {
        let key = self.0.api_key.expose_secret();
        let mut value =
            HeaderValue::try_from(format!("Basic {}", STANDARD.encode(format!("{key}:"))))
                .map_err(|_| ConfigError::new("the API key cannot stand in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("site", &self.0.site)
            .field("api_key", &format_args!("[redacted]"))
            .field("base_url", &self.0.shared.base_url)
            .finish_non_exhaustive()
    }
}
