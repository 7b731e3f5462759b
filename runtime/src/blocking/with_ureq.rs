//! The default transport of blocking calls: ureq over rustls.

mod connect;

use super::BlockingTransport;
use crate::{
    error::{TransportError, TransportErrorKind},
    transport::TransportRequest,
};
use bytes::Bytes;
use connect::NoConnection;
use std::{error::Error as StdError, io};

/// Sends over a [`ureq::Agent`] and its pool of connections. Clones share the pool.
#[derive(Clone, Debug)]
pub struct UreqTransport(ureq::Agent);

impl UreqTransport {
    /// A transport with its own connection pool.
    #[must_use]
    pub fn new() -> Self {
        Self::with_config(ureq::Agent::config_builder().build())
    }

    /// A transport with a configuration of your own: for a proxy, a client certificate. Each request sets its times, and
    /// redirects and errors by status are switched off.
    #[must_use]
    pub fn with_config(config: ureq::config::Config) -> Self {
        let (connector, resolver) = connect::parts();
        Self(ureq::Agent::with_parts(config, connector, resolver))
    }
}

impl Default for UreqTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl BlockingTransport for UreqTransport {
    fn send(&self, request: TransportRequest) -> Result<http::Response<Bytes>, TransportError> {
        let (timeout, connect_timeout) = (request.timeout, request.connect_timeout);
        let (parts, body) = request.http.into_parts();
        let mut answer = if parts.method == http::Method::GET {
            self.run(
                http::Request::from_parts(parts, ()),
                timeout,
                connect_timeout,
            )
        } else {
            let body: &[u8] = &body;
            self.run(
                http::Request::from_parts(parts, body),
                timeout,
                connect_timeout,
            )
        }
        .map_err(failed)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        // One byte more than is accepted tells that there is more.
        let limit = u64::try_from(request.max_body).unwrap_or(u64::MAX);
        let mut reader = answer.body_mut().with_config().limit(u64::MAX).reader();
        let mut body = Vec::new();
        let mut head = io::Read::take(&mut reader, limit.saturating_add(1));
        let broke = match io::Read::read_to_end(&mut head, &mut body) {
            Ok(_) if body.len() <= request.max_body => {
                return Ok(answer.map(|_| Bytes::from(body)));
            }
            Ok(_) => TransportError::new(TransportErrorKind::TooLarge, None),
            Err(error) => failed(error.into()),
        };
        Err(broke.with_status(status).with_headers(headers))
    }
}

impl UreqTransport {
    fn run(
        &self,
        request: http::Request<impl ureq::AsSendBody>,
        timeout: std::time::Duration,
        connect_timeout: Option<std::time::Duration>,
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let request = (self.0.configure_request(request))
            .http_status_as_error(false)
            // A redirected POST would become a GET, and a key must not travel to another host.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            // Each begins when the one before is over.
            .timeout_resolve(connect_timeout)
            .timeout_connect(connect_timeout)
            .build();
        self.0.run(request)
    }
}

/// ureq's errors name hosts and never the path or the query, which hold ids.
fn failed(error: ureq::Error) -> TransportError {
    use ureq::{Error, Timeout};
    let (kind, source): (_, Box<dyn StdError + Send + Sync>) = match error {
        // Whatever went wrong: nothing was sent.
        Error::Other(error) => match error.downcast::<NoConnection>() {
            Ok(error) => (TransportErrorKind::Connect, Box::new(error.0)),
            Err(error) => (TransportErrorKind::Broken, error),
        },
        error => {
            let kind = match &error {
                Error::Timeout(Timeout::Resolve | Timeout::Connect) => TransportErrorKind::Connect,
                Error::Timeout(_) => TransportErrorKind::Timeout,
                Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => {
                    TransportErrorKind::Timeout
                }
                Error::BadUri(_) | Error::Http(_) | Error::RequireHttpsOnly(_) => {
                    TransportErrorKind::Invalid
                }
                _ => TransportErrorKind::Broken,
            };
            (kind, Box::new(error))
        }
    };
    TransportError::new(kind, Some(source))
}
