//! tower: a receiver and a handler as a service.

use super::{
    Receiver,
    event::{AnyEvent, Delivery},
    outcome::{BoxError, Failure},
};
use crate::transport::BoxFuture;
use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use std::{
    convert::Infallible,
    fmt,
    task::{Context, Poll},
};
use tower_service::Service;

/// A receiver with its handler, for any server that takes services of tower. Made by `receiver.service(handler)`.
///
/// It is an end point, and so a service and no `Layer`: nothing is left of a webhook to hand on once its body is read. What stands in
/// front of it, such as a timeout or a limit, is a layer around it.
#[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
pub struct ReceiverService<E, F> {
    receiver: Receiver<E>,
    handler: F,
}

impl<E: AnyEvent> Receiver<E> {
    /// All of it as a service: it reads a request, has the event handled once, and answers.
    #[cfg_attr(docsrs, doc(cfg(feature = "tower")))]
    #[must_use]
    pub fn service<F, Fut>(&self, handler: F) -> ReceiverService<E, F>
    where
        F: Fn(Delivery<E>) -> Fut,
        Fut: Future<Output = Result<(), Failure>>,
    {
        ReceiverService {
            receiver: self.clone(),
            handler,
        }
    }
}

impl<B, E, F, Fut> Service<Request<B>> for ReceiverService<E, F>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
    E: AnyEvent,
    F: Fn(Delivery<E>) -> Fut + Clone + Send + 'static,
    Fut: Future<Output = Result<(), Failure>> + Send + 'static,
{
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (receiver, handler) = (self.receiver.clone(), self.handler.clone());
        Box::pin(async move {
            let response = match receiver.receive_streamed(request, None).await {
                Ok(delivery) => receiver.process(delivery, handler).await.to_response(),
                Err(rejection) => rejection.to_response(),
            };
            Ok(response.map(Full::new))
        })
    }
}

impl<E, F: Clone> Clone for ReceiverService<E, F> {
    fn clone(&self) -> Self {
        Self {
            receiver: self.receiver.clone(),
            handler: self.handler.clone(),
        }
    }
}

impl<E, F> fmt::Debug for ReceiverService<E, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceiverService")
            .field("receiver", &self.receiver)
            .finish_non_exhaustive()
    }
}
