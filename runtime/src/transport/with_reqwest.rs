//! The default transport: reqwest over rustls.

use super::{BoxFuture, Transport, TransportRequest};
use crate::error::{ConfigError, TransportError, TransportErrorKind};
use bytes::{Bytes, BytesMut};
use std::time::Duration;

/// Sends over a [`reqwest::Client`] and its pool of connections. Clones share the pool.
#[derive(Clone, Debug)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// A transport with its own connection pool.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn new(connect_timeout: Duration) -> Result<Self, ConfigError> {
        reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            // A redirected POST would become a GET, and a key must not travel to another host.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map(Self)
            .map_err(|error| ConfigError::new(format!("the HTTP client cannot be made: {error}")))
    }

    /// A transport over a client of your own: for a proxy, a client certificate, a DNS resolver. Switch its redirects off.
    #[must_use]
    pub fn with_client(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let mut http: reqwest::Request = request.http.try_into().map_err(failed)?;
            *http.timeout_mut() = Some(request.timeout);
            let mut answer = self.0.execute(http).await.map_err(failed)?;
            let mut body = BytesMut::new();
            while let Some(chunk) = answer.chunk().await.map_err(failed)? {
                if body.len() + chunk.len() > request.max_body {
                    return Err(TransportError::new(TransportErrorKind::TooLarge, None));
                }
                body.extend_from_slice(&chunk);
            }
            let mut response = http::Response::new(body.freeze());
            *response.status_mut() = answer.status();
            *response.headers_mut() = std::mem::take(answer.headers_mut());
            Ok(response)
        })
    }
}

fn failed(error: reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_connect() || error.is_builder() {
        // A request that cannot be made is not sent either.
        TransportErrorKind::Connect
    } else {
        TransportErrorKind::Broken
    };
    TransportError::new(kind, Some(Box::new(error.without_url())))
}
