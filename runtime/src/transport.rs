//! How a request gets to the server and its answer back.

use crate::error::TransportError;
use bytes::Bytes;
use std::{fmt, future::Future, pin::Pin, time::Duration};

#[cfg(feature = "blocking")]
pub(crate) mod blocking;
#[cfg(feature = "reqwest")]
mod connect;
#[cfg(feature = "tokio")]
pub(crate) mod driver;
#[cfg(any(feature = "reqwest", feature = "blocking"))]
mod gzip;
#[cfg(feature = "blocking")]
pub(crate) mod http1;
#[cfg(any(feature = "reqwest", feature = "blocking"))]
pub(crate) mod proxy;
#[cfg(any(feature = "reqwest", feature = "blocking"))]
pub(crate) mod tls;
#[cfg(feature = "reqwest")]
mod with_reqwest;

/// The HTTP client below the default transport, to set one up for [`ReqwestTransport::with_client`].
#[cfg(feature = "reqwest")]
pub use reqwest;

#[cfg(feature = "reqwest")]
pub use with_reqwest::ReqwestTransport;

/// How many headers an answer may have for the default transports, and how many bytes its head: what hyper reads at most.
#[cfg(any(feature = "reqwest", feature = "blocking"))]
pub(crate) const MOST_HEADERS: usize = 400;
#[cfg(any(feature = "reqwest", feature = "blocking"))]
pub(crate) const LARGEST_HEAD: u32 = 8192 + 4096 * 100;

/// A boxed future, so that transports can be trait objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests. Implement it to record, to replay, or to go over an HTTP client of your own.
///
/// A transport sends exactly what it is given: it follows no redirects, retries nothing and adds no headers but those of
/// HTTP itself. It keeps to the times of the request. It gives the body decompressed; where the body breaks off, is too large or
/// cannot be decompressed, its error has the status and the headers all the same. Its errors do not print the URL, which holds
/// ids.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and waits for the whole answer.
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

/// A request and the bounds within which to send it.
#[non_exhaustive]
pub struct TransportRequest {
    /// The request.
    pub http: http::Request<Bytes>,
    /// How long everything may take, the body of the answer included.
    pub timeout: Duration,
    /// How long connecting may take, where a connection must be made; `None` leaves it to the transport.
    pub connect_timeout: Option<Duration>,
    /// The largest body to accept, in bytes, after decompression.
    pub max_body: usize,
}

/// Neither the URL, which holds ids, nor header values or the body, which hold secrets.
impl fmt::Debug for TransportRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportRequest")
            .field("method", self.http.method())
            .field("host", &self.http.uri().host())
            .field("headers", &self.http.headers().keys().collect::<Vec<_>>())
            .field("body", &format_args!("{} bytes", self.http.body().len()))
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
