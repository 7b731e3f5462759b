//! Receiving webhooks: who may send, what was sent, and what to answer.
//!
//! A [`Receiver`] is given each request, and a handler for what was delivered. It answers after the handler is done, because the
//! status of the answer decides whether the API sends the event again.
//!
//! | what happened | answer | and then |
//! |---|---|---|
//! | the handler is done, or was done before | 200 | |
//! | it failed, and may work later: [`Failure::retry`], or any error by `?` | 503 | the API sends the event again |
//! | it will never work: [`Failure::poison`] | 200 | [`ReceiverBuilder::on_poison`] records it |
//! | it panicked | 500 | the API sends the event again |
//! | another worker has the event | 503 | the API sends the event again, should that one fail |
//! | credentials, secret or source are missing or wrong | 401 | a line in the log says which |
//! | no `POST` | 405 | |
//! | too large | 413 | |
//! | not JSON, no event, or of a version of the API that is not read | 400 | a line in the log says what is wrong |
//!
//! An event of a type that this version of the crate does not know is delivered like any other, with its content whole.

mod auth;
mod builder;
mod catch_up;
mod dedupe;
mod event;
mod log;
mod order;
mod outcome;
mod refetch;
#[rustfmt::skip]
mod regions;
mod rejection;
mod source;
#[cfg(any(feature = "axum", feature = "tower"))]
mod streamed;
#[cfg(feature = "axum")]
mod with_axum;
#[cfg(feature = "tower")]
mod with_tower;

pub use builder::ReceiverBuilder;
#[doc(hidden)]
pub use catch_up::EventList;
pub use catch_up::{CatchUp, KeepUp};
pub use dedupe::{Claim, Dedupe, InMemory, RETRY_WINDOW};
#[doc(hidden)]
pub use event::{AnyEvent, read_event};
pub use event::{Delivery, UnknownEvent};
pub use order::{InMemoryVersions, Versions};
pub use outcome::{BoxError, Failure, Outcome, Poisoned};
pub use refetch::Refetch;
pub use regions::Region;
pub use rejection::{Reason, Rejection};
#[cfg(feature = "tower")]
pub use with_tower::ReceiverService;

use crate::{CurrencyTable, transport::BoxFuture};
use auth::Secrets;
use bytes::Bytes;
use http::{Method, Request, Response, header::CONTENT_LENGTH, request::Parts};
use log::Line;
use source::Sources;
use std::{
    fmt,
    future::poll_fn,
    net::IpAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

/// Receives webhooks of one site, or of all that share credentials. Clones are cheap and share everything.
pub struct Receiver<E>(Arc<Inner<E>>);

struct Inner<E> {
    gate: Gate,
    dedupe: Option<Arc<dyn Dedupe>>,
    lease: Duration,
    recorder: Option<Box<Recorder>>,
    refetch: Option<Box<dyn Refetch<E>>>,
}

/// What is asked of a request, whatever the type of the event.
struct Gate {
    secrets: Secrets,
    sources: Sources,
    peer_from: Option<Arc<PeerFrom>>,
    body_limit: usize,
    keep_unknown: bool,
    currencies: CurrencyTable,
}

type PeerFrom = dyn Fn(&Parts) -> Option<IpAddr> + Send + Sync;
type Recorder = dyn Fn(Poisoned) -> BoxFuture<'static, Result<(), BoxError>> + Send + Sync;

impl Gate {
    /// Whether to read the body at all, and whom it is from.
    fn check(&self, head: &Parts, peer: Option<IpAddr>) -> Result<Option<IpAddr>, Rejection> {
        let peer = peer.or_else(|| self.peer_from.as_ref()?(head));
        let source = self.sources.check(peer, &head.headers)?;
        self.secrets.check(&head.headers, &head.uri)?;
        if head.method != Method::POST {
            return Err(Reason::Method.because(format!("it is a {}, and no POST", head.method)));
        }
        let length = head.headers.get(CONTENT_LENGTH);
        let length = length.and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|it| it > self.body_limit as u64) {
            return Err(self.too_large());
        }
        Ok(source)
    }

    fn too_large(&self) -> Rejection {
        Reason::TooLarge.because(format!("the body has more than {} bytes", self.body_limit))
    }
}

impl<E: AnyEvent> Receiver<E> {
    /// Whether there is a store that knows what was handled.
    fn dedupes(&self) -> bool {
        self.0.dedupe.is_some()
    }

    /// Starts a receiver.
    pub fn builder() -> ReceiverBuilder<E> {
        ReceiverBuilder::new()
    }

    /// Looks at the head of a request, before its body is read: who it is from, and whether it may be.
    ///
    /// # Errors
    /// Where it is to be refused, whatever the body.
    pub fn check(&self, head: &Parts, peer: Option<IpAddr>) -> Result<(), Rejection> {
        let checked = self.0.gate.check(head, peer);
        checked.map(|_| ()).inspect_err(log::rejected)
    }

    /// Reads a request whose body is there. `peer` is the address of the other side; without one,
    /// [`peer_from`](ReceiverBuilder::peer_from) is asked, and where sources are not limited it need not be known.
    ///
    /// Nothing is claimed yet: give what it returns to [`process`](Self::process), which handles it once.
    ///
    /// # Errors
    /// Where it is no delivery of the API, or cannot be read. It was told to the log.
    pub async fn receive<B: Into<Bytes>>(
        &self,
        request: Request<B>,
        peer: Option<IpAddr>,
    ) -> Result<Delivery<E>, Rejection> {
        let (head, body) = request.into_parts();
        let received = match self.0.gate.check(&head, peer) {
            Ok(source) => self.read(source, body.into()).await,
            Err(rejection) => Err(rejection),
        };
        received.inspect_err(log::rejected)
    }

    /// The body of a request whose head is in order.
    async fn read(
        &self,
        source: Option<IpAddr>,
        mut body: Bytes,
    ) -> Result<Delivery<E>, Rejection> {
        let gate = &self.0.gate;
        if body.len() > gate.body_limit {
            return Err(gate.too_large());
        }
        let mut event = event::read(&body, &gate.currencies, gate.keep_unknown)?;
        if let Some(client) = &self.0.refetch {
            event = refetch::confirmed(&**client, event).await?;
            // Beside what was compared, anybody may have written anything into it.
            body = event.to_json().into();
        }
        Ok(Delivery {
            event,
            body,
            source,
            ticket: None,
        })
    }

    /// Has an event handled: once, where there is a store that knows. Also for events that came another way, such as from the list
    /// of the API: `receiver.process(event, handler)`.
    ///
    /// A handler that is dropped half way, because its connection was closed or its server stopped, has the event until the
    /// lease is over.
    pub async fn process<F, Fut>(&self, delivery: impl Into<Delivery<E>>, handler: F) -> Outcome
    where
        F: FnOnce(Delivery<E>) -> Fut,
        Fut: Future<Output = Result<(), Failure>>,
    {
        let mut delivery = delivery.into();
        let line = Line::of(&delivery.event);
        let Some(store) = self.0.dedupe.as_deref() else {
            let (outcome, error) = self.handle_once(&line, delivery, handler).await;
            log::ended(&line, outcome, error.as_ref().map(|it| it as _));
            return outcome;
        };
        let ticket = match (store.claim(&line.id, &line.api_version, self.0.lease)).await {
            Ok(Claim::New { ticket }) => ticket,
            Ok(Claim::InProgress) => {
                log::ended(&line, Outcome::InProgress, None);
                return Outcome::InProgress;
            }
            Ok(Claim::Done) => {
                log::ended(&line, Outcome::Duplicate, None);
                return Outcome::Duplicate;
            }
            Err(error) => {
                log::ended(&line, Outcome::StoreFailed, Some(&error));
                return Outcome::StoreFailed;
            }
        };
        delivery.ticket = Some(ticket);
        let (outcome, mut error) = self.handle_once(&line, delivery, handler).await;
        let kept = match outcome {
            // In another version of the API it may work.
            Outcome::Poison => store.poisoned(&line.id, &line.api_version, ticket).await,
            it if it.is_settled() => store.done(&line.id, ticket).await,
            _ => store.failed(&line.id, ticket).await,
        };
        // The work is done, and an answer that says otherwise would have it done again.
        if let Err(failed) = kept {
            error = Some(match error {
                Some(error) => format!("{error}; and the store failed: {failed}"),
                None => format!("the store failed: {failed}"),
            });
        }
        log::ended(&line, outcome, error.as_ref().map(|it| it as _));
        outcome
    }

    /// What the handler makes of it, with its error.
    async fn handle_once<F, Fut>(
        &self,
        line: &Line,
        delivery: Delivery<E>,
        handler: F,
    ) -> (Outcome, Option<String>)
    where
        F: FnOnce(Delivery<E>) -> Fut,
        Fut: Future<Output = Result<(), Failure>>,
    {
        let body = delivery.body.clone();
        let failure = match caught(|| handler(delivery)).await {
            Some(Ok(())) => return (Outcome::Done, None),
            None => return (Outcome::Panicked, None),
            Some(Err(failure)) => failure,
        };
        let error = failure.to_string();
        if !failure.poison {
            return (Outcome::Retry, Some(error));
        }
        let Some(record) = &self.0.recorder else {
            return (Outcome::Poison, Some(error));
        };
        let poisoned = Poisoned {
            id: line.id.clone(),
            event_type: line.event_type.clone(),
            api_version: line.api_version.clone(),
            body,
            failure,
        };
        match caught(|| record(poisoned)).await {
            Some(Ok(())) => (Outcome::Poison, Some(error)),
            Some(Err(failed)) => (
                Outcome::StoreFailed,
                Some(format!("{error}; and it could not be recorded: {failed}")),
            ),
            None => (Outcome::Panicked, Some(error)),
        }
    }

    /// All of it for a request whose body is there: [`receive`](Self::receive), [`process`](Self::process), and the answer.
    pub async fn handle<B, F, Fut>(
        &self,
        request: Request<B>,
        peer: Option<IpAddr>,
        handler: F,
    ) -> Response<Bytes>
    where
        B: Into<Bytes>,
        F: FnOnce(Delivery<E>) -> Fut,
        Fut: Future<Output = Result<(), Failure>>,
    {
        match self.receive(request, peer).await {
            Ok(delivery) => self.process(delivery, handler).await.to_response(),
            Err(rejection) => rejection.to_response(),
        }
    }
}

/// What a future gives; `None` where it panics, or making it does. Nothing of it is used afterwards.
async fn caught<T, Fut: Future<Output = T>>(start: impl FnOnce() -> Fut) -> Option<T> {
    let future = catch_unwind(AssertUnwindSafe(start)).ok()?;
    let mut future = pin!(future);
    let poll =
        poll_fn(
            |context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
                Ok(Poll::Pending) => Poll::Pending,
                Ok(Poll::Ready(value)) => Poll::Ready(Some(value)),
                Err(_) => Poll::Ready(None),
            },
        );
    poll.await
}

impl<E> Clone for Receiver<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<E> fmt::Debug for Receiver<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("body_limit", &self.0.gate.body_limit)
            .field("limits_sources", &self.0.gate.sources.are_limited())
            .field("dedupes", &self.0.dedupe.is_some())
            .field("refetches", &self.0.refetch.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
