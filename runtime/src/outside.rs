//! Requests to other hosts: files that are fetched from or brought to a signed link.
//!
//! A signed link is a secret, and whoever it leads to must not get the API key: these requests carry neither its header nor any
//! other that a client or a call was given.

use crate::{
    Client, TransportError,
    client::ATTEMPT_TIMEOUT,
    clock::Clock,
    error::{ConfigError, TransportErrorKind},
    transport::TransportRequest,
};
use bytes::Bytes;
use http::{HeaderValue, Method, Uri, header};
use std::{fmt, sync::Arc, time::Duration};

/// How often a request is made, at most, before its failure counts.
const ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(500);

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
        let agent = HeaderValue::from_static(crate::call::USER_AGENT);
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

/// Sends a request that may be repeated without harm, and repeats it a few times where no answer comes or the server has a
/// problem of its own.
pub(crate) async fn send(
    client: &Client,
    request: &http::Request<Bytes>,
) -> Result<http::Response<Bytes>, TransportError> {
    let clock = clock_of(client);
    let transport = client.transport(false).map_err(|problem| {
        TransportError::new(TransportErrorKind::Connect, Some(Box::new(problem)))
    })?;
    let timeout = client.timeouts().attempt.unwrap_or(ATTEMPT_TIMEOUT);
    let mut pause = FIRST_PAUSE;
    let mut made = 1;
    loop {
        let request = TransportRequest::new(request.clone(), timeout, client.max_body());
        let answer = transport.send(request).await;
        let temporary = match &answer {
            Ok(answer) => answer.status().is_server_error() || answer.status() == 429,
            Err(error) => error.kind() != TransportErrorKind::TooLarge,
        };
        if !temporary || made == ATTEMPTS {
            return answer;
        }
        made += 1;
        wait(clock.as_deref(), pause).await;
        pause *= 2;
    }
}

/// Without a clock there is no pause, but the number of attempts is bounded all the same.
async fn wait(clock: Option<&dyn Clock>, pause: Duration) {
    if let Some(clock) = clock {
        clock.sleep(pause).await;
    }
}

/// What tells the time where a client's calls run; `None` where nothing does.
fn clock_of(client: &Client) -> Option<Arc<dyn Clock>> {
    client.clock(false)
}

/// The same, for waits that cannot do without.
pub(crate) fn clock(client: &Client) -> Result<Arc<dyn Clock>, ConfigError> {
    clock_of(client).ok_or_else(|| {
        ConfigError::new("waiting needs a clock: call from a tokio runtime, with the feature `tokio` (part of `reqwest`)")
    })
}
