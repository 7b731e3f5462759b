//! The mock without any socket.

use crate::{mock::Mock, reply::Delivery, server::bytes_response};
use bytes::Bytes;
use chargebee_runtime::{
    error::{TransportError, TransportErrorKind},
    transport::{BoxFuture, Transport, TransportRequest},
};

/// A transport that gives requests to a [`Mock`]: no socket, no port. Faults of the connection become the errors that a
/// socket gives.
#[derive(Clone, Debug)]
pub struct InProcess(Mock);

impl InProcess {
    pub(crate) fn new(mock: Mock) -> Self {
        Self(mock)
    }
}

impl Transport for InProcess {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let reply = self.0.handle(&request.http);
            let failed = |kind| Err(TransportError::new(kind, None));
            match reply.delivery {
                Delivery::Cut | Delivery::Truncated(_) => failed(TransportErrorKind::Broken),
                Delivery::Slowly(time) if time >= request.timeout => {
                    tokio::time::sleep(request.timeout).await;
                    failed(TransportErrorKind::Timeout)
                }
                Delivery::Slowly(time) => {
                    tokio::time::sleep(time).await;
                    Ok(bytes_response(&reply))
                }
                Delivery::Whole if reply.body.len() > request.max_body => {
                    failed(TransportErrorKind::TooLarge)
                }
                Delivery::Whole => Ok(bytes_response(&reply)),
            }
        })
    }
}
