//! Requests to other hosts: files that are fetched from or brought to a signed link.
//!
//! A signed link is a secret, and whoever it leads to must not get the API key: these requests carry neither its header nor any
//! other that a client or a call was given.

use crate::{
    Client, RetryPolicy, TransportError,
    calls::call::{Call, Came, Effort},
    client::timeouts::Timeouts,
    error::{ConfigError, TransportErrorKind},
};
use bytes::Bytes;
use http::{HeaderValue, Method, Uri, header};
use std::{fmt, time::Duration};

/// A link to a file on another host. Never printed beyond the host.
#[derive(Clone)]
pub(crate) struct SignedLink(Uri);

impl SignedLink {
    /// A link that the API gave. It must be https, unless the client itself talks http, as to a mock server.
    pub(crate) fn new(client: &Client, link: &str) -> Result<Self, ConfigError> {
        // `http::Uri` quotes nothing of what it could not parse.
        let uri: Uri = (link.parse()).map_err(|_| ConfigError::new("the link is no URL"))?;
        let fits = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => client.origin(None).starts_with("http://"),
            _ => false,
        };
        if !fits {
            return Err(ConfigError::new("the link is not https"));
        }
        if uri.authority().is_none_or(|it| it.as_str().contains('@')) {
            return Err(ConfigError::new("the link has no host, or holds a user"));
        }
        Ok(Self(uri))
    }

    pub(crate) fn request(&self, method: Method, body: Bytes) -> http::Request<Bytes> {
        let mut request = http::Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = self.0.clone();
        let agent = HeaderValue::from_static(crate::calls::call::USER_AGENT);
        request.headers_mut().insert(header::USER_AGENT, agent);
        request
    }
}

impl fmt::Debug for SignedLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedLink")
            .field("host", &self.0.host())
            .finish_non_exhaustive()
    }
}

/// What requests to another host are sent with. Each of them has the times and the retries of a call, counted afresh.
#[derive(Clone)]
pub(crate) struct Terms {
    client: Client,
    blocking: bool,
    pub(crate) timeouts: Timeouts,
    pub(crate) policy: RetryPolicy,
}

impl Terms {
    pub(crate) fn new(client: &Client, blocking: bool) -> Self {
        Self {
            client: client.clone(),
            blocking,
            timeouts: client.timeouts(),
            policy: client.retry().clone(),
        }
    }

    /// Those of the call that is answered with the link.
    pub(crate) fn of(call: &Call) -> Self {
        let (timeouts, policy) = call.terms(call.client());
        Self {
            client: call.client().clone(),
            blocking: call.is_blocking(),
            timeouts,
            policy,
        }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Has requests sent over the blocking transport.
    #[cfg(feature = "blocking")]
    pub(crate) fn block(&mut self) {
        self.blocking = true;
    }

    /// Sends a request that may be repeated without harm. Rate limits are those of the API and do not count.
    pub(crate) async fn send(&self, request: &http::Request<Bytes>) -> Came {
        // The limit per minute is one of the API.
        let policy = self.policy.clone().outlast_rate_limit(Duration::ZERO);
        let timeouts = self.timeouts;
        let effort = Effort::new(&self.client, self.blocking, timeouts, policy);
        let effort = effort.map_err(|problem| {
            TransportError::new(TransportErrorKind::Invalid, Some(Box::new(problem)))
        })?;
        effort.run(request, None).await.0
    }
}
