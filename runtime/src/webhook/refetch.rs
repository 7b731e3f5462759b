//! Trusting nothing: the API is asked for the event before it is handled.

use super::{
    event::AnyEvent,
    rejection::{Reason, Rejection},
};
use crate::{Error, transport::BoxFuture};

/// Fetches an event again. A client of either version of the API does.
pub trait Refetch<E>: Send + Sync + 'static {
    /// The event as the API has it, in the format of the version that `event` is written in; `None` where that is not possible.
    fn refetch<'a>(&'a self, event: &'a E) -> BoxFuture<'a, Option<Result<E, Error>>>;
}

/// The event as the API has it, if it is the same.
pub(super) async fn confirmed<E: AnyEvent>(
    client: &dyn Refetch<E>,
    sent: E,
) -> Result<E, Rejection> {
    let known = match client.refetch(&sent).await {
        Some(Ok(known)) => known,
        Some(Err(error)) if error.is_not_found() => {
            return Err(Reason::Forged.because("the API does not know the event"));
        }
        Some(Err(error)) => {
            return Err(Reason::Unconfirmed
                .because(format!("the API could not be asked for the event: {error}")));
        }
        None => {
            return Err(Reason::Version
                .because("an event of that version of the API cannot be fetched again"));
        }
    };
    if known.id() != sent.id() || known.event_type() != sent.event_type() || !same(&known, &sent) {
        return Err(Reason::Forged.because("the API has the event with another content"));
    }
    Ok(known)
}

/// Whether they carry the same. How an event was delivered goes on changing, and so do spaces and the order of members.
fn same<E: AnyEvent>(known: &E, sent: &E) -> bool {
    let content = |event: &E| event.content().map(crate::Json::to_value);
    match (content(known), content(sent)) {
        (Some(Ok(known)), Some(Ok(sent))) => known == sent,
        (None, None) => true,
        _ => false,
    }
}
