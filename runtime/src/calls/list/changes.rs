//! A list at first, and what changed in it from then on.

mod checkpoint;
mod print;

pub use checkpoint::{Checkpoint, CheckpointError};

use super::{
    Offset, Page, Pages,
    stop::{Barren, Stop},
};
use crate::{
    Response, Result, Timestamp,
    calls::call::{Call, Request},
    wire::{
        args::{ArgValue as _, IntoArg},
        record::{self, Field, Record},
    },
};
use http::header;
use print::print;
use std::{
    collections::{BTreeSet, VecDeque},
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
    /// The parameters that say the first and the last instant, where that is how the list is filtered by it: `start_time` and
    /// `end_time`.
    pub span: Option<(&'static str, &'static str)>,
    /// The member of an entry that is mirrored: `invoice`.
    pub entry: &'static str,
    /// The member of that one which tells it from others: `id`.
    pub id: &'static str,
    /// Whether it happened once, as events do: `updated_at` is then `occurred_at`, and another content is no change.
    pub once: bool,
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

/// A list for people who keep a copy of it: everything at first, and from then on what was updated.
///
/// ```text
/// let saved: Option<String> = load();
/// let checkpoint = match saved {
///     Some(text) => text.parse()?,
///     None => Checkpoint::beginning(),
/// };
/// let mut changes = client.invoice().list().include_deleted(true).changes_since(checkpoint);
/// while let Some(entry) = changes.next().await {
///     upsert(entry?.invoice);
///     save(changes.checkpoint().to_string());
/// }
/// ```
///
/// # What it gives
///
/// - **[From the beginning](Checkpoint::beginning)** it walks through the whole list, in its own order and without a filter by
///   the instant of the last change, and then through what was changed meanwhile.
/// - **From then on**, or from an instant, it asks for what was updated. Where the list can be sorted by the instant of the last
///   change, it is walked in that order, and what is changed meanwhile comes (again) at its new place. Pages are not asked for by
///   their number, but by the instant of the last change seen, so that a change does not shift what is behind it; only where
///   more changed in one second than a page holds, that second is walked by the offsets of the API.
/// - **Lists that cannot be sorted so** come in their own order, by the offsets of the API. What is changed while they are walked
///   through may come with the next walk only.
/// - **The events of API v1** cannot be sorted, and are asked for from one instant to another: spans of time that are so short that
///   all of a span fits a page, one after the other.
/// - **Overlap.** A walk starts a little earlier than it is told to (5 minutes, see [`Changes::overlap`]): the clocks of servers
///   differ, and what is committed late has an earlier instant than what was seen already. Only what was before
///   [`Checkpoint::not_before`] is never asked for.
/// - **No time that is to come.** What was changed at an instant in the future is given, but the checkpoint stays at the date of
///   the answer, so that nothing that is changed until then is passed over.
/// - **No duplicates.** What was given is known by its id, the instant of its change, and its content, over the time of the
///   overlap and from one walk to the next (the checkpoint holds it). Of more than 10,000 changes in that time the oldest are
///   forgotten: those may come again, but none is lost.
/// - **Going on.** A checkpoint is good at any moment, also in the middle of the first walk: it holds the page that a walk by
///   offsets is at. Where the API refuses such an offset, [`Checkpoint::restarted`] begins that walk again.
///
/// # What it cannot give
///
/// The API says what changed by the attribute `updated_at` alone, and answers a filter on it with what has the attribute.
///
/// - **What has no `updated_at`**, such as old transactions on some sites, comes with a walk from the beginning only. A walk
///   that starts from an instant never gives it, and no later walk tells of its changes, or of new ones of its kind. Where a
///   list has such records, walk from the beginning every now and then.
/// - **What was deleted** comes where the list can be asked for it (`include_deleted(true)`), and elsewhere just does not come.
/// - **What was committed later than the overlap** after the instant that it says.
/// - What the filters of the list leave out. They hold in every walk; the offset, a filter `after` on the instant of the change
///   and the order of the list are replaced.
///
/// Fewer and larger pages (`.limit(100)` on the list) need fewer calls. The walk ends where nothing newer is there.
#[must_use = "nothing is fetched until `next` is called"]
pub struct Changes<R: Mirror>
where
    R::Response: Page,
{
    request: R,
    overlap: i64,
    /// The instant from which on the present pages are asked for.
    from: Option<i64>,
    /// The last instant of the present pages, where the list is walked by spans and this is not the last one.
    until: Option<i64>,
    pages: Option<Pages<R>>,
    /// What was taken in of the second from which on the present pages are asked for: it comes again.
    border: Vec<Change>,
    /// What came of the present span, until all of it is there.
    span: Vec<<R::Response as Page>::Entry>,
    ready: VecDeque<<R::Response as Page>::Entry>,
    given: Checkpoint,
    /// What this walk gave and the checkpoint need not hold any more.
    passed: BTreeSet<Change>,
    /// The date of the page whose changes are ready.
    date: Option<i64>,
    finished: bool,
    stop: Stop,
    barren: Barren,
}

/// What tells a change from others. In the order of the instants; what has none comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    updated_at: Option<i64>,
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
            until: None,
            pages: None,
            border: Vec::new(),
            span: Vec::new(),
            ready: VecDeque::new(),
            given: since,
            passed: BTreeSet::new(),
            date: None,
            finished: false,
            stop: Stop::No,
            barren: Barren::default(),
        }
    }

    /// How much earlier than asked for the walk starts, in whole seconds; 5 minutes if not set. To be set before the first
    /// change is asked for, and to be the same from walk to walk.
    pub fn overlap(mut self, overlap: Duration) -> Self {
        self.overlap = i64::try_from(overlap.as_secs()).unwrap_or(i64::MAX);
        self
    }

    /// The next change; `None` when nothing newer is there, and after an error.
    ///
    /// It may be dropped while it waits: no change is lost.
    ///
    /// # Errors
    /// Those of [`Pages::next`]. Pages that give nothing new are passed over, for as long as a call may take as a whole
    /// ([`CallOptions::timeout`](crate::CallOptions::timeout)) and 2,000 of them at most; more is an error.
    pub async fn next(&mut self) -> Option<Result<<R::Response as Page>::Entry>> {
        // What an earlier call waited for, and was dropped, does not count.
        self.barren.end();
        poll_fn(|context| self.poll_change(context)).await
    }

    /// Has the next call of [`next`](Self::next) ask again for the page that could not be fetched; see [`Pages::retry`].
    pub fn retry(&mut self) -> bool {
        let goes_on = !self.finished && self.stop.retry();
        if let Some(pages) = self.pages.as_mut().filter(|_| goes_on) {
            pages.retry();
        }
        goes_on
    }

    /// Where to go on from later. It counts what `next` gave as done, so save it after the work on a change.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.given
    }

    pub(crate) fn into_checkpoint(self) -> Checkpoint {
        self.given
    }

    /// Counts an entry as given for walks from another checkpoint.
    pub(crate) fn noted(
        entry: &<R::Response as Page>::Entry,
    ) -> impl FnOnce(&mut Checkpoint) + Send + use<R> {
        let change = Change::of(entry, &R::CHANGES);
        move |checkpoint| {
            if let Some(change) = change {
                checkpoint.note(change);
            }
        }
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
                    self.barren.end();
                    return Poll::Ready(Some(Ok(entry)));
                }
            }
            if self.finished || self.stop != Stop::No {
                return Poll::Ready(None);
            }
            self.barren.begin(self.request.call());
            let (from, by_offsets) = (self.from(), self.by_offsets());
            let start = self.given.offset().filter(|_| by_offsets);
            let (request, until) = (&self.request, self.until);
            let pages =
                (self.pages).get_or_insert_with(|| Pages::new(asked(request, from, until, start)));
            let start = pages.next_offset().cloned();
            match ready!(pages.poll_page(context)) {
                Some(Ok(mut page)) => {
                    let more = !pages.is_finished();
                    self.date = date(&page, self.request.call());
                    if by_offsets {
                        let passed = self.given.turn_page(start, self.date, self.overlap);
                        self.pass(passed);
                    }
                    let entries = page.get_mut().take_entries();
                    if !(more && self.narrow(&entries)) {
                        self.take(entries, more);
                    }
                    if more
                        && !self.ready.iter().any(|entry| self.would_be_new(entry))
                        && let Some(error) = self.barren.page(self.request.call(), &page)
                    {
                        self.stop = Stop::after(&error);
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                Some(Err(error)) => {
                    self.barren.end();
                    self.stop = Stop::after(&error);
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.finish(),
            }
        }
    }

    /// Whether more happened in the present span than a page holds, and a shorter one is to be asked for. Pages of a list whose order
    /// nobody knows say where each event belongs only when all of them are there.
    fn narrow(&mut self, entries: &[<R::Response as Page>::Entry]) -> bool {
        if R::CHANGES.span.is_none() {
            return false;
        }
        let from = self.from();
        let instants = entries.iter().map(|it| Change::of(it, &R::CHANGES));
        let Some(latest) = instants.filter_map(|it| it?.updated_at).max() else {
            return false;
        };
        let until = from.saturating_add(latest.saturating_sub(from).max(0) / 2);
        // A second is the shortest; all of its pages are walked by the offsets of the API, before anything of it is given.
        if self.until.is_some_and(|it| it <= until) {
            return false;
        }
        self.until = Some(until);
        self.pages = None;
        true
    }

    /// The present span was given. The next one may be twice as long; one that reaches the present has no end.
    fn next_span(&mut self, until: i64) {
        let length = until.saturating_sub(self.from()).saturating_add(1);
        let next = until.saturating_add(length.saturating_mul(2));
        self.from = Some(until.saturating_add(1));
        self.until = Some(next).filter(|next| self.date.is_some_and(|date| *next < date));
        self.pages = None;
    }

    /// The pages have come to their end.
    fn finish(&mut self) {
        if let Some(until) = self.until {
            return self.next_span(until);
        }
        let everything = filter(self.from()).is_none();
        let moved = !self.by_offsets() || self.given.finish(self.overlap);
        if !moved {
            // Nothing has the instant of a change, so the next walk is one through everything again.
            self.given.give_back(std::mem::take(&mut self.passed));
        }
        // What was changed during a walk through everything comes now, where that can be asked for in its order.
        self.from = None;
        let then = everything && moved && R::CHANGES.sort.is_some();
        self.finished = !then || filter(self.from()).is_none();
        self.pages = None;
    }

    fn from(&mut self) -> i64 {
        let (given, overlap) = (&self.given, self.overlap);
        *(self.from).get_or_insert_with(|| given.start(overlap))
    }

    /// Whether the list is walked by its offsets: in no order, only all of it tells how far a copy is.
    fn by_offsets(&mut self) -> bool {
        R::CHANGES.span.is_none() && (R::CHANGES.sort.is_none() || filter(self.from()).is_none())
    }

    /// Takes a page, and decides how to ask for the next one.
    fn take(&mut self, mut entries: Vec<<R::Response as Page>::Entry>, more: bool) {
        if R::CHANGES.span.is_some() {
            self.span.append(&mut entries);
            if more {
                return;
            }
            entries = std::mem::take(&mut self.span);
            entries.sort_by_cached_key(|it| Change::of(it, &R::CHANGES).map(|it| it.updated_at));
        }
        let mut latest = None;
        let mut in_order = true;
        let mut at_latest = Vec::new();
        for entry in entries {
            if let Some(change) = Change::of(&entry, &R::CHANGES)
                && change.updated_at.is_some()
            {
                in_order &= latest.is_none() || latest <= change.updated_at;
                if latest < change.updated_at {
                    latest = change.updated_at;
                    at_latest.clear();
                }
                let again = self.border.contains(&change);
                if latest == change.updated_at {
                    at_latest.push(change);
                }
                if again {
                    continue;
                }
            }
            self.ready.push_back(entry);
        }
        // Only in an order that was asked for and kept does the last instant say that nothing before it is missing.
        if more && in_order && !self.by_offsets() && latest > self.from {
            self.from = latest;
            self.pages = None;
            self.border = at_latest;
        }
    }

    /// Whether a change was not given yet.
    fn would_be_new(&self, entry: &dyn Record) -> bool {
        Change::of(entry, &R::CHANGES)
            .is_none_or(|change| !self.passed.contains(&change) && !self.given.knows(&change))
    }

    /// The same; and it counts as given from now on.
    fn is_new(&mut self, entry: &dyn Record) -> bool {
        // What cannot be told from others is never held back.
        let Some(change) = Change::of(entry, &R::CHANGES) else {
            return true;
        };
        let at = change.updated_at;
        let new = !self.passed.contains(&change) && self.given.note(change);
        if !self.by_offsets()
            && let Some(at) = at
        {
            let reached = self.date.map_or(at, |date| date.min(at));
            let passed = self.given.reach(reached, self.overlap);
            self.pass(passed);
        }
        new
    }

    fn pass(&mut self, given: Vec<Change>) {
        self.passed.extend(given);
        while self.passed.len() > MEMORY {
            self.passed.pop_first();
        }
    }
}

/// The date of an answer, or that of the clock where it does not say one; `None` where there is no clock either.
fn date<T>(page: &Response<T>, call: &Call) -> Option<i64> {
    let told = page.headers().get(header::DATE);
    let told = told.and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    let date = told.unwrap_or_else(|| {
        (call.clock()).map_or_else(crate::values::time::date, |clock| clock.date())
    });
    let seconds = date.duration_since(UNIX_EPOCH).ok()?.as_secs();
    i64::try_from(seconds).ok().filter(|seconds| *seconds > 0)
}

/// The filter for what was changed from an instant on, that one included: after the second before. `None` where that is all
/// there is: nothing was changed before 1970, and a filter would leave out what has no instant.
fn filter(from: i64) -> Option<i64> {
    (from > 1).then(|| from - 1)
}

/// The list from an instant on, in the order of the changes where it has one, or up to another instant; or from an offset on.
fn asked<R: Mirror>(request: &R, from: i64, until: Option<i64>, offset: Option<&Offset>) -> R
where
    R::Response: Page,
{
    let mut request = request.clone();
    let names = &R::CHANGES;
    let call = request.call_mut();
    call.unset_named("offset", None);
    call.unset_named(names.updated_at, Some("after"));
    if let Some(sort) = names.sort {
        call.unset_named(sort, None);
    }
    if let Some((first, last)) = names.span {
        for (name, instant) in [(first, Some(from).filter(|it| *it > 0)), (last, until)] {
            call.unset_named(name, None);
            if let Some(instant) = instant {
                call.set_named(name, None, Some(Timestamp::from_seconds(instant).to_arg()));
            }
        }
    } else if let Some(after) = filter(from) {
        let after = Timestamp::from_seconds(after).to_arg();
        call.set_named(names.updated_at, Some("after"), Some(after));
        if let Some(sort) = names.sort {
            let by = names.updated_at.to_owned().to_arg();
            call.set_named(sort, Some("asc"), Some(by));
        }
    }
    if let Some(offset) = offset {
        call.set_named("offset", None, IntoArg::<String>::into_arg(offset));
    }
    request
}

impl Change {
    /// The last change of what an entry holds; `None` where it does not say its id.
    fn of(entry: &dyn Record, names: &ChangeFields) -> Option<Self> {
        let Field::Record(resource) = record::at(entry, &[names.entry]) else {
            return None;
        };
        let Field::Text(id) = record::at(resource, &[names.id]) else {
            return None;
        };
        Some(Self {
            updated_at: match record::at(resource, &[names.updated_at]) {
                Field::Int(updated_at) => Some(updated_at),
                _ => None,
            },
            id: id.to_owned(),
            // How an event was delivered goes on changing; what happened does not.
            print: if names.once { 0 } else { print(resource) },
        })
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
