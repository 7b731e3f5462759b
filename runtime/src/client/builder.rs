//! Putting a client together.

use super::{
    Client, Inner, IntoKey, Shared, Site, check, clock::Clock, key::Key, limit::Budget,
    observe::Observer, retry::RetryPolicy, shown, timeouts::Timeouts,
};
use crate::{CurrencyTable, api::Api, error::ConfigError, transport::Transport};
use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

/// Puts a client together. Made by `Client::builder(site, api_key)`.
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder<C> {
    api: &'static Api,
    site: String,
    key: Key,
    base_url: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    blocking: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    budget: Option<Arc<dyn Budget>>,
    observer: Option<Arc<dyn Observer>>,
    retry: RetryPolicy,
    timeouts: Timeouts,
    max_body: usize,
    currencies: CurrencyTable,
    check_requests: bool,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    #[doc(hidden)]
    pub fn new(api: &'static Api, site: impl Into<String>, api_key: impl IntoKey) -> Self {
        Self {
            api,
            site: site.into(),
            key: api_key.into_key(),
            base_url: None,
            transport: None,
            blocking: None,
            clock: None,
            budget: None,
            observer: None,
            retry: RetryPolicy::default(),
            timeouts: Timeouts::default(),
            max_body: 64 << 20,
            currencies: CurrencyTable::new(),
            check_requests: true,
            client: PhantomData,
        }
    }

    /// Replaces `https://{site}.chargebee.com` as a whole: for a mock server or a proxy. `/api/v2/...` is added to it, so it is
    /// refused where it ends so; and where it has a user, a query, a fragment or dot segments.
    ///
    /// Operations on a sub-domain, such as usage ingestion, go there too.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sends over a transport of your own. Blocking calls then need one of their own too.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sends blocking calls over a transport of your own.
    #[cfg(feature = "blocking")]
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn blocking_transport(
        mut self,
        transport: impl crate::transport::blocking::BlockingTransport,
    ) -> Self {
        self.blocking = Some(Arc::new(crate::transport::blocking::AsTransport(transport)));
        self
    }

    /// Measures time and waits by this clock; needed only where there is no tokio runtime, and for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Keeps within rate limits, those of a [`Limiter`](crate::limit::Limiter) or a budget of your own. Not limited if not
    /// set: which plan a site has is not known here.
    pub fn rate_limit(mut self, budget: impl Budget) -> Self {
        self.budget = Some(Arc::new(budget));
        self
    }

    /// Tells an observer about every call.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// How often, how soon and after what calls are tried again; see [`RetryPolicy::default`] if not set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long connecting may take, name lookup and TLS included; 10 seconds if not set. A transport of your own may see to that
    /// in its own way.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = Some(timeout);
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the answer; 80 seconds if not set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.attempt = Some(timeout);
        self
    }

    /// How long a call may take as a whole: all its attempts, the waits between them, and the wait for room within the rate
    /// limits; 180 seconds if not set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.total = Some(timeout);
        self
    }

    /// The largest answer to accept, in bytes after decompression; 64 MiB if not set.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// How many decimals the amounts of each currency count, for a site that differs from the API's rule. It holds for answers,
    /// for parameters, and for the currencies that the client makes.
    pub fn currencies(mut self, table: CurrencyTable) -> Self {
        self.currencies = table;
        self
    }

    /// Whether the values of requests are checked before anything is sent; they are if not set. What the API is documented to
    /// refuse is then a configuration error, which names the parameter and its limit: a number out of its range, such as a
    /// `limit` of 1000; text with too many characters; `usd` for a currency; an empty list where one must be given; a value of an
    /// enum that other places take and this one does not; an operator that a filter does not take. So is a filter by one of several
    /// values that was given none.
    ///
    /// A value of an enum that the crate does not know is never refused. Where the API takes more than it did when the crate was
    /// made, switch the checks off, here or for one call with [`CallOptions::check_requests`](crate::CallOptions::check_requests).
    /// What is checked of money, ids and JSON stays.
    pub fn check_requests(mut self, check: bool) -> Self {
        self.check_requests = check;
        self
    }

    /// Checks everything and makes the client. Nothing is sent.
    ///
    /// # Errors
    /// Where the site, the key or the base URL cannot be right, or there is no transport.
    pub fn build(self) -> crate::Result<C> {
        let site = Site::parse(&self.site)?;
        self.key.check()?;
        let base_url = self.base_url.map(check::base_url).transpose()?;
        // Where a transport was given, the default one must not go around it: it may be the only way out, or no way at all.
        let own = self.transport.is_some() || self.blocking.is_some();
        let (transport, blocking) = if own {
            (self.transport, self.blocking)
        } else {
            defaults()?
        };
        if transport.is_none() && blocking.is_none() {
            return Err(ConfigError::new(
                "there is no transport: switch the feature `reqwest` on, or give one with `ClientBuilder::transport`",
            )
            .into());
        }
        Ok(C::from(Client(Arc::new(Inner {
            api: self.api,
            site,
            key: self.key,
            shared: Arc::new(Shared {
                base_url,
                transport,
                blocking,
                clock: self.clock,
                #[cfg(feature = "tokio")]
                tokio_clock: Arc::default(),
                #[cfg(feature = "blocking")]
                blocking_clock: Arc::default(),
                budget: self.budget,
                observer: self.observer,
                retry: self.retry,
                timeouts: self.timeouts,
                max_body: self.max_body,
                currencies: self.currencies,
                check_requests: self.check_requests,
            }),
        }))))
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("site", &shown(&self.site))
            .field("api_key", &self.key)
            .field("base_url", &self.base_url.as_deref().map(check::shown_url))
            .finish_non_exhaustive()
    }
}

/// The transports of asynchronous and of blocking calls.
type Defaults = (Option<Arc<dyn Transport>>, Option<Arc<dyn Transport>>);

/// They trust the same certificates, which are read once.
#[cfg(any(feature = "reqwest", feature = "blocking"))]
fn defaults() -> Result<Defaults, ConfigError> {
    let tls = crate::transport::tls::config()?;
    let mut defaults: Defaults = (None, None);
    #[cfg(feature = "reqwest")]
    {
        let transport =
            crate::transport::ReqwestTransport::with_tls(super::timeouts::CONNECT, tls.clone())?;
        defaults.0 = Some(Arc::new(transport));
    }
    #[cfg(feature = "blocking")]
    {
        let transport = crate::transport::http1::HttpTransport::with_tls(tls)?;
        defaults.1 = Some(Arc::new(crate::transport::blocking::AsTransport(transport)));
    }
    Ok(defaults)
}

#[cfg(not(any(feature = "reqwest", feature = "blocking")))]
fn defaults() -> Result<Defaults, ConfigError> {
    Ok((None, None))
}
