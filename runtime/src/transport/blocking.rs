//! Transports that block the thread.

use super::{BoxFuture, Transport, TransportRequest};
use crate::error::TransportError;
use bytes::Bytes;

/// Sends requests and blocks until the answer is there. What is said of [`Transport`] holds here too.
pub trait BlockingTransport: Send + Sync + 'static {
    /// Sends one request and waits for the whole answer.
    ///
    /// # Errors
    /// Where no whole answer came.
    fn send(&self, request: TransportRequest) -> Result<http::Response<Bytes>, TransportError>;
}

/// A blocking transport as one whose futures are ready at once.
pub(crate) struct AsTransport<T>(pub(crate) T);

impl<T: BlockingTransport> Transport for AsTransport<T> {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move { self.0.send(request) })
    }
}
