//! Putting a receiver together.

use super::{
    Gate, Inner, PeerFrom, Receiver, Recorder,
    auth::Secrets,
    dedupe::Dedupe,
    event::AnyEvent,
    outcome::{BoxError, Poisoned},
    refetch::Refetch,
    regions::Region,
    source::Sources,
};
use crate::{CurrencyTable, error::ConfigError};
use http::request::Parts;
use secrecy::SecretString;
use std::{fmt, future::Future, marker::PhantomData, net::IpAddr, sync::Arc, time::Duration};

/// Puts a receiver together. Made by `Receiver::builder()`.
#[must_use = "a builder does nothing until it is built"]
pub struct ReceiverBuilder<E> {
    credentials: Vec<(String, SecretString)>,
    url_secrets: Vec<SecretString>,
    sources: Vec<String>,
    proxies: Vec<String>,
    peer_from: Option<Arc<PeerFrom>>,
    body_limit: usize,
    keep_unknown: bool,
    currencies: CurrencyTable,
    dedupe: Option<Arc<dyn Dedupe>>,
    lease: Duration,
    recorder: Option<Box<Recorder>>,
    refetch: Option<Box<dyn Refetch<E>>>,
    event: PhantomData<fn() -> E>,
}

impl<E: AnyEvent> ReceiverBuilder<E> {
    pub(super) fn new() -> Self {
        Self {
            credentials: Vec::new(),
            url_secrets: Vec::new(),
            sources: Vec::new(),
            proxies: Vec::new(),
            peer_from: None,
            body_limit: 8 << 20,
            keep_unknown: false,
            currencies: CurrencyTable::new(),
            dedupe: None,
            lease: Duration::from_secs(300),
            recorder: None,
            refetch: None,
            event: PhantomData,
        }
    }

    /// Asks for basic auth, with this user and password: those of the webhook's settings. Of several, any will do, so that they
    /// can be changed without a gap: add the new ones here, change the settings, take the old ones away.
    pub fn credentials(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        let password = SecretString::from(password.into());
        self.credentials.push((user.into(), password));
        self
    }

    /// Asks for a secret in the URL, as a segment of the path or as a value of the query: `https://example.com/webhook?key=...`. It
    /// is less safe than credentials, because servers on the way write URLs to their logs. Of several, any will do.
    pub fn url_secret(mut self, secret: impl Into<String>) -> Self {
        self.url_secrets.push(SecretString::from(secret.into()));
        self
    }

    /// Takes requests only from the addresses that the API's documentation lists for a region, as of [`Region::AS_OF`]. Of several
    /// regions, any will do.
    ///
    /// All sites of a region send from there, so it says little of who it is: credentials are needed all the same. The API's
    /// changelog tells of changes of the list; give them with [`sources_in`](Self::sources_in).
    pub fn sources(self, region: Region) -> Self {
        self.sources_in(region.addresses().iter().copied())
    }

    /// Takes requests only from these addresses and networks, and those that were given before: `203.0.113.7`, `203.0.113.0/24`.
    pub fn sources_in(mut self, networks: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.sources.extend(networks.into_iter().map(Into::into));
        self
    }

    /// Believes proxies at these addresses and in these networks what they say in `X-Forwarded-For`. Of anybody else it counts for
    /// nothing.
    pub fn trusted_proxies(
        mut self,
        networks: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        self.proxies.extend(networks.into_iter().map(Into::into));
        self
    }

    /// How to find the address of the other side, where a framework keeps it with the request: for the extractor and the
    /// service, which are not given it. In axum:
    ///
    /// ```text
    /// .peer_from(|parts| Some(parts.extensions.get::<ConnectInfo<SocketAddr>>()?.ip()))
    /// ```
    pub fn peer_from(
        mut self,
        peer: impl Fn(&Parts) -> Option<IpAddr> + Send + Sync + 'static,
    ) -> Self {
        self.peer_from = Some(Arc::new(peer));
        self
    }

    /// The largest body to take, in bytes; 8 MiB if not set.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Delivers also events in the format of a version of the API that this program does not read, as `Unknown`. If not set, they are
    /// refused with 400, and the log says what to do.
    pub fn keep_unknown_versions(mut self, keep: bool) -> Self {
        self.keep_unknown = keep;
        self
    }

    /// How many decimals the amounts of each currency count, for a site that differs from the API's rule.
    pub fn currencies(mut self, table: CurrencyTable) -> Self {
        self.currencies = table;
        self
    }

    /// Handles each event once, as this store knows it. An event has the same id in every webhook and version of the API, so one that
    /// comes to two URLs is handled once too. One that will never work in a version ([`Failure::poison`](super::Failure::poison)) is
    /// handled in another.
    pub fn dedupe(mut self, store: impl Dedupe) -> Self {
        self.dedupe = Some(Arc::new(store));
        self
    }

    /// How long a handler may have an event before another worker takes it; 5 minutes if not set. It must be longer than any
    /// handler takes: one that is still running when it is over has company.
    pub fn lease(mut self, duration: Duration) -> Self {
        self.lease = duration;
        self
    }

    /// Records events that will never work, such as in a table that a person looks at. Where it fails, the API sends the event again.
    /// Without it, such an event leaves a line in the log, with its id, where the feature `tracing` is on, and elsewhere nothing.
    pub fn on_poison<F, Fut>(mut self, record: F) -> Self
    where
        F: Fn(Poisoned) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        self.recorder = Some(Box::new(move |poisoned| Box::pin(record(poisoned))));
        self
    }

    /// Trusts nothing that was sent but the id: the event is fetched again before it is handled, and what the API says is what is
    /// handled. One that the API does not know, or knows with another content, is refused. It takes a client of either version.
    pub fn refetch(mut self, client: impl Refetch<E>) -> Self {
        self.refetch = Some(Box::new(client));
        self
    }

    /// Checks everything and makes the receiver.
    ///
    /// # Errors
    /// Where nothing says who may send, and where something cannot be right.
    pub fn build(self) -> Result<Receiver<E>, ConfigError> {
        let mut secrets = Secrets::default();
        for (user, password) in &self.credentials {
            secrets.add_credentials(user, password)?;
        }
        for secret in self.url_secrets {
            secrets.add_url_secret(secret)?;
        }
        let mut sources = Sources::default();
        for network in &self.sources {
            sources.allow(network)?;
        }
        for network in &self.proxies {
            sources.trust(network)?;
        }
        if self.lease < Duration::from_millis(1) {
            return Err(ConfigError::new(
                "the `lease` is no time: give one that is longer than any handler takes",
            ));
        }
        if secrets.is_empty() {
            let shared = match sources.are_limited() {
                true => {
                    " All sites of a region send from the same addresses, which are not enough."
                }
                false => "",
            };
            return Err(ConfigError::new(format!(
                "nothing says who may send webhooks: give `credentials(user, password)`, those of the webhook's settings, or `url_secret(secret)`.{shared}"
            )));
        }
        Ok(Receiver(Arc::new(Inner {
            gate: Gate {
                secrets,
                sources,
                peer_from: self.peer_from,
                body_limit: self.body_limit,
                keep_unknown: self.keep_unknown,
                currencies: self.currencies,
            },
            dedupe: self.dedupe,
            lease: self.lease,
            recorder: self.recorder,
            refetch: self.refetch,
        })))
    }
}

/// The names of users are no secrets, but nobody needs them.
impl<E> fmt::Debug for ReceiverBuilder<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiverBuilder")
            .field("credentials", &self.credentials.len())
            .field("url_secrets", &self.url_secrets.len())
            .field("sources", &self.sources)
            .field("trusted_proxies", &self.proxies)
            .field("body_limit", &self.body_limit)
            .finish_non_exhaustive()
    }
}
