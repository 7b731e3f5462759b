//! A list item by item.

use super::{Offset, Page, Pages, stop::Barren};
use crate::{Result, calls::call::Request, transport::BoxFuture};
use std::{
    fmt,
    future::poll_fn,
    task::{Context, Poll, ready},
    vec,
};

/// The elements of a list, its pages fetched as they are needed.
///
/// ```text
/// let mut items = client.customer().list().items();
/// while let Some(entry) = items.next().await {
///     println!("{}", entry?.customer.id);
/// }
/// ```
#[must_use = "nothing is fetched until `next` is called"]
pub struct Items<R: Request>
where
    R::Response: Page,
{
    pages: Pages<R>,
    ready: vec::IntoIter<<R::Response as Page>::Entry>,
    /// Where the page starts that `ready` is the rest of.
    page: Option<Offset>,
    barren: Barren,
}

impl<R: Request> Items<R>
where
    R::Response: Page,
{
    #[doc(hidden)]
    pub fn new(request: R) -> Self {
        let pages = Pages::new(request);
        Self {
            page: pages.next_offset().cloned(),
            pages,
            ready: Vec::new().into_iter(),
            barren: Barren::default(),
        }
    }

    /// Fetches the next page while you work through this one, whenever an item is asked for; see [`Pages::prefetch`].
    pub fn prefetch(mut self) -> Self {
        self.pages = self.pages.prefetch();
        self
    }

    /// Fetches the next page while you work through this one, in a task that `spawn` starts; see [`Pages::prefetch_on`].
    ///
    /// ```text
    /// let items = client.invoice().list().items().prefetch_on(|task| { tokio::spawn(task); });
    /// ```
    pub fn prefetch_on(
        mut self,
        spawn: impl Fn(BoxFuture<'static, ()>) + Send + Sync + 'static,
    ) -> Self {
        self.pages = self.pages.prefetch_on(spawn);
        self
    }

    /// The next element; `None` at the end of the list and after an error.
    ///
    /// It may be dropped while it waits: no element is lost.
    ///
    /// # Errors
    /// Those of [`Pages::next`]. Empty pages are passed over, for as long as a call may take as a whole
    /// ([`CallOptions::timeout`](crate::CallOptions::timeout)) and 2,000 of them at most; more is an error.
    pub async fn next(&mut self) -> Option<Result<<R::Response as Page>::Entry>> {
        // What an earlier call waited for, and was dropped, does not count.
        self.barren.end();
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Has the next call of [`next`](Self::next) ask again for the page that could not be fetched; see [`Pages::retry`].
    pub fn retry(&mut self) -> bool {
        self.pages.retry()
    }

    /// The offset to go on from later; `None` for the start of the list, and after its end ([`Items::is_finished`] tells
    /// which).
    ///
    /// Lists can be entered at pages only: going on in the middle of a page gives the items of that page again, and misses
    /// none. What `next` gave counts as done, so save the offset after the work on an item.
    #[must_use]
    pub fn resume_from(&self) -> Option<&Offset> {
        if self.ready.as_slice().is_empty() {
            self.pages.next_offset()
        } else {
            self.page.as_ref()
        }
    }

    /// Whether the last item was given.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.ready.as_slice().is_empty() && self.pages.is_finished()
    }

    pub(super) fn poll_item(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<<R::Response as Page>::Entry>>> {
        self.pages.drive(context);
        loop {
            if let Some(entry) = self.ready.next() {
                self.barren.end();
                return Poll::Ready(Some(Ok(entry)));
            }
            if let Some(call) = self.pages.call() {
                self.barren.begin(call);
            }
            let start = self.pages.next_offset().cloned();
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(mut page)) => {
                    self.page = start;
                    self.ready = page.get_mut().take_entries().into_iter();
                    if self.ready.as_slice().is_empty()
                        && let Some(call) = self.pages.call()
                        && let Some(error) = self.barren.page(call, &page)
                    {
                        self.pages.stop_at(&error);
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                Some(Err(error)) => {
                    self.barren.end();
                    return Poll::Ready(Some(Err(error)));
                }
                None => return Poll::Ready(None),
            }
        }
    }
}

// What is pinned in it is boxed.
impl<R: Request> Unpin for Items<R> where R::Response: Page {}

impl<R: Request + fmt::Debug> fmt::Debug for Items<R>
where
    R::Response: Page,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("ready", &self.ready.len())
            .finish_non_exhaustive()
    }
}
