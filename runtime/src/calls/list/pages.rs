//! A list page by page.

use super::{
    Offset, Page,
    cycle::Cycle,
    prefetch::{Fetch, Prefetch},
    stop::{Stop, wrong_offset},
};
use crate::{
    Error, Response, Result,
    calls::call::{Call, Request},
    transport::BoxFuture,
    wire::args::IntoArg,
};
use std::{
    fmt,
    future::poll_fn,
    task::{Context, Poll, ready},
};

/// The pages of a list, fetched one after the other.
///
/// After an error the walk stands still; [`Pages::retry`] has it go on where that may help.
///
/// ```text
/// let mut pages = client.invoice().list().offset(saved).pages();      // `saved`: an `Option<Offset>` of an earlier walk
/// while let Some(page) = pages.next().await {
///     store(&page?.list);
///     save(pages.next_offset());
/// }
/// ```
#[must_use = "nothing is fetched until `next` is called"]
pub struct Pages<R: Request> {
    /// The request for the next page; `None` after the last one.
    request: Option<R>,
    offset: Option<Offset>,
    cycle: Cycle,
    prefetch: Prefetch,
    fetch: Option<Fetch<R>>,
    stop: Stop,
}

impl<R: Request> Pages<R>
where
    R::Response: Page,
{
    #[doc(hidden)]
    pub fn new(request: R) -> Self {
        let offset = request.call().text_of("offset").map(Offset::from);
        Self {
            cycle: Cycle::new(offset.clone()),
            request: Some(request),
            offset,
            prefetch: Prefetch::Off,
            fetch: None,
            stop: Stop::No,
        }
    }

    /// Fetches the next page while you work through this one, as far as that goes without a task of its own: the fetch is
    /// started as soon as a page was given, and moves on whenever this walk is asked for something. That helps where items
    /// are asked for one by one with short work between them; to overlap with long work, use [`Pages::prefetch_on`].
    ///
    /// One page is fetched ahead, never more. A fetch ahead that fails is made once more when the page is wanted.
    ///
    /// Where the client keeps within rate limits, nothing is fetched ahead in this way: a request that nobody drives on would keep
    /// its room from others. [`Pages::prefetch_on`] does not have that trouble.
    pub fn prefetch(mut self) -> Self {
        self.prefetch = Prefetch::Polled;
        self
    }

    /// Fetches the next page while you work through this one, in a task that `spawn` starts. The task ends early when the
    /// walk is dropped.
    ///
    /// ```text
    /// let pages = client.invoice().list().pages().prefetch_on(|task| { tokio::spawn(task); });
    /// ```
    ///
    /// One page is fetched ahead, never more. A fetch ahead that fails is made once more when the page is wanted.
    pub fn prefetch_on(
        mut self,
        spawn: impl Fn(BoxFuture<'static, ()>) + Send + Sync + 'static,
    ) -> Self {
        self.prefetch = Prefetch::on(spawn);
        self
    }

    /// Fetches the next page; `None` after the last one and after an error. An empty page is a page: more may follow.
    ///
    /// It may be dropped while it waits: the next call goes on with the same fetch. Dropping the walk cancels the fetch.
    ///
    /// # Errors
    /// What the API refused, a failed connection, an answer that cannot be read. A page that leads back to an earlier one is
    /// an error that ends the list.
    pub async fn next(&mut self) -> Option<Result<Response<R::Response>>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// Where the next page starts, to go on from later; `None` before the first page of a walk from the start, and after the
    /// last one.
    #[must_use]
    pub fn next_offset(&self) -> Option<&Offset> {
        self.offset.as_ref().filter(|_| !self.is_finished())
    }

    /// Whether the last page was given.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.request.is_none()
    }

    /// Has the next call of [`next`](Self::next) ask again for the page that could not be fetched. `false`, and nothing
    /// changes, where the list is over or the error would come again: one that is not
    /// [retryable](Error::is_retryable). [`next_offset`](Self::next_offset) then says where to start a new walk once its
    /// cause is mended.
    pub fn retry(&mut self) -> bool {
        !self.is_finished() && self.stop.retry()
    }

    /// The call for the next page; `None` after the last one.
    pub(super) fn call(&self) -> Option<&Call> {
        self.request.as_ref().map(Request::call)
    }

    /// Stands still because of an error.
    pub(super) fn stop_at(&mut self, error: &Error) {
        self.stop = Stop::after(error);
    }

    pub(super) fn poll_page(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Response<R::Response>>>> {
        let Some(request) = (self.request.as_ref()).filter(|_| self.stop == Stop::No) else {
            return Poll::Ready(None);
        };
        let answer = loop {
            let fetch = self.fetch.get_or_insert_with(|| Fetch::now(request));
            let answer = ready!(fetch.poll(context));
            self.fetch = None;
            if let Some(answer) = answer {
                break answer;
            }
        };
        let page = match answer.and_then(|page| self.advance(page)) {
            Ok(page) => page,
            Err(error) => {
                self.stop_at(&error);
                return Poll::Ready(Some(Err(error)));
            }
        };
        if let Some(request) = &self.request {
            self.fetch = Fetch::ahead(request, &self.prefetch);
        }
        self.drive(context);
        Poll::Ready(Some(Ok(page)))
    }

    /// Moves the fetch of the next page on, where there is one.
    pub(super) fn drive(&mut self, context: &mut Context<'_>) {
        if let Some(fetch) = self.fetch.as_mut().filter(|fetch| fetch.is_ahead()) {
            fetch.drive(context);
        }
    }

    /// Sets the request up for the page after this one.
    fn advance(&mut self, page: Response<R::Response>) -> Result<Response<R::Response>> {
        // An empty one would lead back to the start of the list.
        let next = page.next_offset().filter(|next| !next.is_empty());
        let Some(offset) = next.map(Offset::from) else {
            self.request = None;
            return Ok(page);
        };
        if self.offset.as_ref() == Some(&offset) {
            self.request = None;
            return Err(wrong_offset(
                &page,
                "the page names itself as the next page",
            ));
        }
        if !self.cycle.step(&offset) {
            self.request = None;
            return Err(wrong_offset(
                &page,
                "the pages of the list go round in a circle",
            ));
        }
        if let Some(request) = &mut self.request {
            let arg = IntoArg::<String>::into_arg(&offset);
            request.call_mut().set_named("offset", None, arg);
        }
        self.offset = Some(offset);
        Ok(page)
    }
}

// What is pinned in it is boxed.
impl<R: Request> Unpin for Pages<R> {}

impl<R: Request + fmt::Debug> fmt::Debug for Pages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("request", &self.request)
            .field("prefetch", &self.prefetch)
            .field("fetching", &self.fetch.is_some())
            .finish()
    }
}
