//! What a handler makes of a delivery, and what that comes to.

use bytes::Bytes;
use http::{Response, StatusCode};
use std::{error::Error as StdError, fmt};

/// An error of a program's own.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a handler did not do its work, and whether it may help to have the event sent again.
///
/// `?` makes one of any error, which asks for the event again: nothing is lost by that. What will never work must say so with
/// [`Failure::poison`].
pub struct Failure {
    pub(super) poison: bool,
    error: BoxError,
}

impl Failure {
    /// The same event may work later: it is answered with 503, and the API sends it again.
    pub fn retry(error: impl Into<BoxError>) -> Self {
        Self {
            poison: false,
            error: error.into(),
        }
    }

    /// The event will never work here: it is given to [`on_poison`](super::ReceiverBuilder::on_poison), and answered with 200,
    /// so that the API does not send it again.
    pub fn poison(error: impl Into<BoxError>) -> Self {
        Self {
            poison: true,
            error: error.into(),
        }
    }

    /// Whether the event will never work here.
    #[must_use]
    pub fn is_poison(&self) -> bool {
        self.poison
    }

    /// Whether trying again would end the same way: it is poison, or what the API refuses for good
    /// ([`Error::is_permanent`](crate::Error::is_permanent)), or money that does not add up. For a program that queues what events ask
    /// for, and tries again by itself.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        let of_the_api = self.error.downcast_ref::<crate::Error>();
        self.poison
            || of_the_api.is_some_and(crate::Error::is_permanent)
            || self.error.is::<crate::MoneyError>()
    }

    /// What went wrong.
    #[must_use]
    pub fn error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.error
    }

    /// What went wrong, for a caller of the handler that is no receiver, such as a test.
    #[must_use]
    pub fn into_error(self) -> BoxError {
        self.error
    }
}

impl<T: Into<BoxError>> From<T> for Failure {
    fn from(error: T) -> Self {
        Self::retry(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.poison { "poison" } else { "retry" };
        write!(f, "Failure::{kind}({:?})", self.error)
    }
}

/// An event that will never work here, with all that is needed to look at it later.
#[non_exhaustive]
pub struct Poisoned {
    /// The id of the event.
    pub id: String,
    /// What happened, such as `subscription_created`.
    pub event_type: String,
    /// The version of the API that it is written in.
    pub api_version: String,
    /// The event as JSON.
    pub body: Bytes,
    /// What the handler said.
    pub failure: Failure,
}

/// The body is not printed.
impl fmt::Debug for Poisoned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poisoned")
            .field("id", &self.id)
            .field("event_type", &self.event_type)
            .field("api_version", &self.api_version)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("failure", &self.failure)
            .finish()
    }
}

/// What came of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The handler did its work.
    Done,
    /// It was done before.
    Duplicate,
    /// It will never work, and that was recorded.
    Poison,
    /// Another worker has it. Should that one fail, the event is needed again.
    InProgress,
    /// The handler failed, and may not fail later.
    Retry,
    /// The handler panicked.
    Panicked,
    /// What tells new events from old ones, or what keeps those that never work, could not be asked.
    StoreFailed,
}

impl Outcome {
    /// Whether the event is over: the API need not send it again, and a walk through the list of events may go on behind it.
    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Duplicate | Self::Poison)
    }

    /// What to answer: 200 where the event is over, an error where the API is to send it again.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Done | Self::Duplicate | Self::Poison => StatusCode::OK,
            Self::InProgress | Self::Retry | Self::StoreFailed => StatusCode::SERVICE_UNAVAILABLE,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The answer.
    #[must_use]
    pub fn to_response(self) -> Response<Bytes> {
        super::rejection::answer(self.status(), Bytes::new())
    }
}
