//! What changed since an instant.

mod checkpoint;
mod print;

pub use checkpoint::{Checkpoint, CheckpointError};

use super::{Page, Pages};
use crate::{
    Response, Result, Timestamp,
    args::ArgValue as _,
    call::{Call, Request},
    record::{self, Field, Record},
};
use http::header;
use print::print;
use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    task::{Context, Poll, ready},
    time::{Duration, UNIX_EPOCH},
};

/// What a list calls the things that a walk through its changes needs. Names on the wire; stated by generated code.
#[derive(Debug)]
pub struct ChangeFields {
    /// The filter by the instant of the last change, which is also the attribute to sort by: `updated_at`.
    pub updated_at: &'static str,
    /// The parameter that sorts by that: `sort_by`; `None` where the list cannot be sorted so.
    pub sort: Option<&'static str>,
    /// The member of an entry that is mirrored: `invoice`.
    pub entry: &'static str,
    /// The member of that one which tells it from others: `id`.
    pub id: &'static str,
}

/// A list that can be walked by what changed since an instant. Implemented by generated requests.
pub trait Mirror: Request
where
    Self::Response: Page,
{
    /// The names.
    const CHANGES: ChangeFields;
}

/// How much earlier than asked for a walk starts, if not told otherwise.
const OVERLAP: i64 = 300;

/// How many changes are remembered, at most, to tell those that were given already.
pub(super) const MEMORY: usize = 10_000;

/// Everything that was updated since an instant, for people who keep a copy.
///
/// ```text
/// let mut changes = client.invoice().list().include_deleted(true).changes_since(checkpoint);
/// while let Some(entry) = changes.next().await {
///     upsert(entry?.invoice);
///     save(changes.checkpoint().to_string());      // text; `text.parse::<Checkpoint>()` reads it back
/// }
/// ```
///
/// - **Nothing is missed.** Where the list can be sorted by the instant of the last change, it is walked in that order, and what
///   is changed meanwhile comes (again) at its new place. Pages are not asked for by their number, but by the instant of the
///   last change seen, so that a change does not shift what is behind it; only where more changed in one second than a page
///   holds, that second is walked by the offsets of the API.
/// - **Lists that cannot be sorted so** come in their own order, by the offsets of the API. What is changed while they are walked
///   through may come with the next walk only, and the [checkpoint](Changes::checkpoint) moves when a walk has come to its end.
/// - **No time that is to come.** What was changed at an instant in the future is given, but the checkpoint stays at the date of
///   the answer, so that nothing that is changed until then is passed over.
/// - **Overlap.** A walk starts a little earlier than it is told to (5 minutes, see [`Changes::overlap`]): the clocks of servers
///   differ, and what is committed late has an earlier instant than what was seen already.
/// - **No duplicates.** What was given is known by its id, the instant of its change, and its content, over the time of the
///   overlap and from one walk to the next (the checkpoint holds it). Of more than 10,000 changes in that time the oldest are
///   forgotten: those may come again, but none is lost.
/// - Fewer and larger pages (`.limit(100)` on the list) need fewer calls.
/// - The walk ends where nothing newer is there. Filters that are set on the list hold; its offset, a filter `after` on the
///   instant of the change and, where it can be sorted by that, its order are replaced.
#[must_use = "nothing is fetched until `next` is called"]
pub struct Changes<R: Mirror>
where
    R::Response: Page,
{
    request: R,
    overlap: i64,
    /// The instant from which on the present pages are asked for.
    from: Option<i64>,
    pages: Option<Pages<R>>,
    /// What was taken in of the second from which on the present pages are asked for: it comes again.
    border: Vec<Change>,
    ready: VecDeque<<R::Response as Page>::Entry>,
    given: Checkpoint,
    /// The date of the page whose changes are ready, and of the first one.
    date: Option<i64>,
    began: Option<i64>,
    /// The latest change that was given.
    latest: Option<i64>,
    finished: bool,
}

/// What tells a change from others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    updated_at: i64,
    id: String,
    /// Of the content: the instant counts seconds, and there may be two changes in one.
    print: u64,
}

impl<R: Mirror> Changes<R>
where
    R::Response: Page,
{
    #[doc(hidden)]
    pub fn new(request: R, since: Checkpoint) -> Self {
        Self {
            request,
            overlap: OVERLAP,
            from: None,
            pages: None,
            border: Vec::new(),
            ready: VecDeque::new(),
            given: since,
            date: None,
            began: None,
            latest: None,
            finished: false,
        }
    }

    /// How much earlier than asked for the walk starts, in whole seconds; 5 minutes if not set. To be set before the first
    /// change is asked for, and to be the same from walk to walk.
    pub fn overlap(mut self, overlap: Duration) -> Self {
        self.overlap = i64::try_from(overlap.as_secs()).unwrap_or(i64::MAX);
        self
    }

    /// The next change; `None` when nothing newer is there. After an error, the next call tries the same page again.
    ///
    /// It may be dropped while it waits: no change is lost.
    ///
    /// # Errors
    /// Those of [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<<R::Response as Page>::Entry>> {
        poll_fn(|context| self.poll_change(context)).await
    }

    /// Where to go on from later. It counts what `next` gave as done, so save it after the work on a change. Of a list that cannot
    /// be sorted by the instant of the last change, go on from where it stands when the walk [is finished](Changes::is_finished);
    /// an earlier one begins again, and knows what was given.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.given
    }

    /// Whether everything was given.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    pub(super) fn poll_change(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<<R::Response as Page>::Entry>>> {
        loop {
            while let Some(entry) = self.ready.pop_front() {
                if self.is_new(&entry) {
                    return Poll::Ready(Some(Ok(entry)));
                }
            }
            if self.finished {
                return Poll::Ready(None);
            }
            let from = self.from();
            let request = &self.request;
            let pages = (self.pages).get_or_insert_with(|| Pages::new(asked(request, from)));
            match ready!(pages.poll_page(context)) {
                Some(Ok(page)) => {
                    let more = !pages.is_finished();
                    self.date = date(&page, self.request.call());
                    self.began = self.began.or(self.date);
                    self.take(page.into_inner().take_entries(), more);
                }
                Some(Err(error)) => {
                    // A list whose offsets lead nowhere is asked for afresh; the error was given.
                    if pages.is_finished() {
                        self.pages = None;
                    }
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.finish(),
            }
        }
    }

    /// Everything was given.
    fn finish(&mut self) {
        self.finished = true;
        // In no order, only all of it tells how far a copy is: to where the walk began, or to the latest that there was by then.
        if let (None, Some(latest), Some(began)) = (R::CHANGES.sort, self.latest, self.began) {
            self.given.reach(latest.min(began), self.overlap);
        }
    }

    fn from(&mut self) -> i64 {
        let since = self.given.since().as_seconds();
        let overlap = self.overlap;
        *(self.from).get_or_insert_with(|| since.saturating_sub(overlap))
    }

    /// Takes a page, and decides how to ask for the next one.
    fn take(&mut self, entries: Vec<<R::Response as Page>::Entry>, more: bool) {
        let mut latest = None;
        let mut in_order = true;
        let mut at_latest = Vec::new();
        for entry in entries {
            if let Some(change) = Change::of(&entry, &R::CHANGES) {
                in_order &= latest.is_none_or(|latest| latest <= change.updated_at);
                if latest < Some(change.updated_at) {
                    latest = Some(change.updated_at);
                    at_latest.clear();
                }
                let again = self.border.contains(&change);
                if latest == Some(change.updated_at) {
                    at_latest.push(change);
                }
                if again {
                    continue;
                }
            }
            self.ready.push_back(entry);
        }
        // Only in an order that was asked for and kept does the last instant say that nothing before it is missing.
        if more && in_order && R::CHANGES.sort.is_some() && latest > self.from {
            self.from = latest;
            self.pages = None;
            self.border = at_latest;
        }
    }

    /// Whether a change was not given yet; it counts as given from now on.
    fn is_new(&mut self, entry: &dyn Record) -> bool {
        // What cannot be told from others is never held back.
        let Some(change) = Change::of(entry, &R::CHANGES) else {
            return true;
        };
        let at = change.updated_at;
        let new = self.given.note(change);
        self.latest = self.latest.max(Some(at));
        if R::CHANGES.sort.is_some() {
            let reached = self.date.map_or(at, |date| date.min(at));
            self.given.reach(reached, self.overlap);
        }
        new
    }
}

/// The date of an answer, or that of the clock where it does not say one; `None` where there is no clock either.
fn date<T>(page: &Response<T>, call: &Call) -> Option<i64> {
    let told = page.headers().get(header::DATE);
    let told = told.and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    let date = told
        .unwrap_or_else(|| (call.clock()).map_or_else(crate::clock::date, |clock| clock.date()));
    let seconds = date.duration_since(UNIX_EPOCH).ok()?.as_secs();
    i64::try_from(seconds).ok().filter(|seconds| *seconds > 0)
}

/// The list from an instant on, that one included, in the order of the changes where it has one.
fn asked<R: Mirror>(request: &R, from: i64) -> R
where
    R::Response: Page,
{
    let mut request = request.clone();
    let names = &R::CHANGES;
    let after = Timestamp::from_seconds(from.saturating_sub(1)).to_arg();
    let by = names.updated_at.to_owned().to_arg();
    let call = request.call_mut();
    call.unset_named("offset");
    call.set_named(names.updated_at, Some("after"), Some(after));
    if let Some(sort) = names.sort {
        call.unset_named(sort);
        call.set_named(sort, Some("asc"), Some(by));
    }
    request
}

impl Change {
    /// The last change of what an entry holds; `None` where it does not say its id or the instant.
    fn of(entry: &dyn Record, names: &ChangeFields) -> Option<Self> {
        let Field::Record(resource) = record::at(entry, &[names.entry]) else {
            return None;
        };
        let (id, updated_at) = ([names.id], [names.updated_at]);
        match (record::at(resource, &id), record::at(resource, &updated_at)) {
            (Field::Text(id), Field::Int(updated_at)) => Some(Self {
                updated_at,
                id: id.to_owned(),
                print: print(resource),
            }),
            _ => None,
        }
    }
}

// What is pinned in it is boxed.
impl<R: Mirror> Unpin for Changes<R> where R::Response: Page {}

impl<R: Mirror + fmt::Debug> fmt::Debug for Changes<R>
where
    R::Response: Page,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Changes")
            .field("request", &self.request)
            .field("since", &self.given.since())
            .field("ready", &self.ready.len())
            .finish_non_exhaustive()
    }
}
