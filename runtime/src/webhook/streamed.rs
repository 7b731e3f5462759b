//! Bodies that come piece by piece.

use super::{
    Receiver,
    event::{AnyEvent, Delivery},
    log,
    outcome::BoxError,
    rejection::{Reason, Rejection},
};
use http::Request;
use http_body::Body;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use std::net::IpAddr;

impl<E: AnyEvent> Receiver<E> {
    /// The same as [`receive`](Self::receive) of a request whose body is still to come. It is read where the head is in order, and as
    /// far as the limit.
    ///
    /// # Errors
    /// Where it is no delivery of the API, or cannot be read. It was told to the log.
    #[cfg_attr(docsrs, doc(cfg(any(feature = "axum", feature = "tower"))))]
    pub async fn receive_streamed<B>(
        &self,
        request: Request<B>,
        peer: Option<IpAddr>,
    ) -> Result<Delivery<E>, Rejection>
    where
        B: Body,
        B::Error: Into<BoxError>,
    {
        let (head, body) = request.into_parts();
        let received = match self.0.gate.check(&head, peer) {
            Ok(source) => {
                let limit = self.0.gate.body_limit;
                match Limited::new(body, limit).collect().await {
                    Ok(body) => self.read(source, body.to_bytes()).await,
                    Err(error) if error.is::<LengthLimitError>() => Err(self.0.gate.too_large()),
                    Err(_) => Err(Reason::Incomplete.because("the body did not come whole")),
                }
            }
            Err(rejection) => Err(rejection),
        };
        received.inspect_err(log::rejected)
    }
}
