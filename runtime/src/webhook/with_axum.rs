//! axum: a delivery is what a handler takes, an outcome what it gives back.

use super::{
    Receiver,
    event::{AnyEvent, Delivery},
    outcome::Outcome,
    rejection::Rejection,
};
use axum_core::{
    body::Body,
    extract::{FromRef, FromRequest, Request},
    response::{IntoResponse, Response},
};

/// Whoever may not send, and what cannot be read, is answered before the handler is called. The receiver is part of the state.
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
impl<S, E> FromRequest<S> for Delivery<E>
where
    S: Send + Sync,
    E: AnyEvent,
    Receiver<E>: FromRef<S>,
{
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        let receiver = Receiver::from_ref(state);
        receiver.receive_streamed(request, None).await
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        self.to_response().map(Body::from)
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
impl IntoResponse for Outcome {
    fn into_response(self) -> Response {
        self.to_response().map(Body::from)
    }
}
