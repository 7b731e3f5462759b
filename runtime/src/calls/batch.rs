//! Many things in calls of a size that the API takes.

use crate::{
    CurrencyTable, Error, Response,
    calls::call::{Request, Sending},
    wire::{
        args::{GroupType, groups_arg},
        read::read,
        record::{Record, Value},
    },
};
use std::ops::Range;

/// A request that takes a list of things, a limited number at a time. Implemented by generated requests.
pub trait Batch: Request {
    /// One of the things.
    type Element: GroupType + Clone;
    /// What the API says of one that it did not take.
    type Failed;
    /// The parameter that holds the list.
    const ELEMENTS: &'static str;
    /// How many a call takes.
    const LIMIT: usize;
    /// Those of a call that were not taken.
    fn failed(answer: &Self::Response) -> &[Self::Failed];
}

/// Sends everything, as many in a call as it takes: what the `in_chunks` of a request does.
#[doc(hidden)]
pub async fn in_chunks<R: Batch>(request: R, elements: Vec<R::Element>) -> BatchOutcome<R> {
    let mut outcome = BatchOutcome {
        answers: Vec::new(),
        refused: None,
        error: None,
        unsent: 0..0,
    };
    for (at, chunk) in elements.chunks(R::LIMIT.max(1)).enumerate() {
        let start = at * R::LIMIT.max(1);
        let mut request = request.clone();
        let arg = groups_arg(chunk.iter().cloned());
        request.call_mut().set_named(R::ELEMENTS, None, Some(arg));
        match Sending::<R::Response>::new(request.into_call()).await {
            Ok(answer) => outcome.answers.push((start..start + chunk.len(), answer)),
            Err(error) => {
                outcome.refused = refused(&error);
                outcome.error = Some(error);
                outcome.unsent = start..elements.len();
                break;
            }
        }
    }
    outcome
}

/// What a refusal says of the elements of the call: it has the members of an answer beside those of an error.
fn refused<A: Record + Value>(error: &Error) -> Option<A> {
    let mut answer = A::empty();
    let currencies = CurrencyTable::new();
    read(&error.as_api()?.body, &mut answer, &currencies).ok()?;
    Some(answer)
}

/// What became of everything that was sent in chunks: the calls that were answered, and the one that went wrong, if any.
///
/// ```text
/// let outcome = client.usage_event().batch_ingest().in_chunks(events.clone()).await;
/// for failed in outcome.failed() {
///     println!("{:?}: {:?}", failed.deduplication_id, failed.message);
/// }
/// if let Some(error) = &outcome.error {
///     retry_later(&events[outcome.unsent.clone()], error);
/// }
/// ```
#[derive(Debug)]
#[must_use = "it says what was not taken"]
#[non_exhaustive]
pub struct BatchOutcome<R: Request> {
    /// The calls that were answered, in order: which of the elements went out with each, and what the API said.
    pub answers: Vec<(Range<usize>, Response<R::Response>)>,
    /// What the refusal of the call that went wrong says of its elements.
    refused: Option<R::Response>,
    /// Why it ended early: the first call that went wrong as a whole.
    pub error: Option<Error>,
    /// Which of the elements are in no answered call: those of the call that went wrong, which may have been taken if the
    /// connection broke, and those after it. Empty where all calls were answered.
    pub unsent: Range<usize>,
}

impl<R: Batch> BatchOutcome<R> {
    /// What was sent but not taken, of all calls; that of a call which was refused as a whole too, where the refusal says it, as
    /// one of the type `ubb_batch_ingestion_invalid_request` does.
    pub fn failed(&self) -> impl Iterator<Item = &R::Failed> {
        let answers = self.answers.iter().map(|(_, answer)| &**answer);
        answers.chain(&self.refused).flat_map(R::failed)
    }

    /// Whether everything was taken.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.error.is_none() && self.unsent.is_empty() && self.failed().next().is_none()
    }
}
