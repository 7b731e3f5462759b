//! The default transport of blocking calls: ureq over rustls.

use super::BlockingTransport;
use crate::{
    error::{TransportError, TransportErrorKind},
    transport::TransportRequest,
};
use bytes::Bytes;
use std::io;

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
        Self(config.new_agent())
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
        let status = answer.status();
        // One byte more than is accepted tells that there is more.
        let limit = u64::try_from(request.max_body).unwrap_or(u64::MAX);
        let mut reader = answer.body_mut().with_config().limit(u64::MAX).reader();
        let mut body = Vec::new();
        let mut head = io::Read::take(&mut reader, limit.saturating_add(1));
        io::Read::read_to_end(&mut head, &mut body)
            .map_err(|error| failed(ureq::Error::from(error)).with_status(status))?;
        if body.len() > request.max_body {
            let error = TransportError::new(TransportErrorKind::TooLarge, None);
            return Err(error.with_status(status));
        }
        Ok(answer.map(|_| Bytes::from(body)))
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
            .timeout_connect(connect_timeout)
            .build();
        self.0.run(request)
    }
}

/// ureq's errors name hosts and never the path or the query, which hold ids.
fn failed(error: ureq::Error) -> TransportError {
    use ureq::{Error, Timeout};
    let kind = match &error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect)
        | Error::HostNotFound
        | Error::ConnectionFailed
        | Error::ConnectProxyFailed(_)
        | Error::InvalidProxyUrl
        | Error::BadUri(_)
        | Error::Http(_)
        | Error::Tls(_)
        | Error::TlsRequired => TransportErrorKind::Connect,
        Error::Timeout(_) => TransportErrorKind::Timeout,
        Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            TransportErrorKind::Connect
        }
        Error::Io(error) if error.kind() == io::ErrorKind::TimedOut => TransportErrorKind::Timeout,
        _ => TransportErrorKind::Broken,
    };
    TransportError::new(kind, Some(Box::new(error)))
}
