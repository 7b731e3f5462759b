//! Walks through lists whose steps block.

use crate::client::thread::block_on;
use crate::{
    Changes, Checkpoint, Items, Offset, Pages, Response, Result,
    calls::{
        call::Request,
        list::{Mirror, Page},
    },
};
use std::{fmt, time::Duration};

/// The pages of a list, fetched one after the other; see [`Pages`]. It ends after an error;
/// [`retry`](BlockingPages::retry) has it go on where that may help.
#[must_use = "nothing is fetched until `next` is called"]
pub struct BlockingPages<R: Request>(Pages<R>);

impl<R: Request> BlockingPages<R>
where
    R::Response: Page,
{
    #[doc(hidden)]
    pub fn new(mut request: R) -> Self {
        request.call_mut().block();
        Self(Pages::new(request))
    }

    /// Where the next page starts, to go on from later; see [`Pages::next_offset`].
    #[must_use]
    pub fn next_offset(&self) -> Option<&Offset> {
        self.0.next_offset()
    }

    /// Has the iterator go on with the page that could not be fetched; see [`Pages::retry`].
    pub fn retry(&mut self) -> bool {
        self.0.retry()
    }

    /// Whether the last page was given.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}

impl<R: Request> Iterator for BlockingPages<R>
where
    R::Response: Page,
{
    type Item = Result<Response<R::Response>>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.next())
    }
}

impl<R: Request> fmt::Debug for BlockingPages<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockingPages")
    }
}

/// The elements of a list, its pages fetched as they are needed; see [`Items`]. It ends after an error;
/// [`retry`](BlockingItems::retry) has it go on where that may help.
#[must_use = "nothing is fetched until `next` is called"]
pub struct BlockingItems<R: Request>(Items<R>)
where
    R::Response: Page;

impl<R: Request> BlockingItems<R>
where
    R::Response: Page,
{
    #[doc(hidden)]
    pub fn new(mut request: R) -> Self {
        request.call_mut().block();
        Self(Items::new(request))
    }

    /// The offset to go on from later; see [`Items::resume_from`].
    #[must_use]
    pub fn resume_from(&self) -> Option<&Offset> {
        self.0.resume_from()
    }

    /// Has the iterator go on with the page that could not be fetched; see [`Items::retry`].
    pub fn retry(&mut self) -> bool {
        self.0.retry()
    }

    /// Whether the last item was given.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}

impl<R: Request> Iterator for BlockingItems<R>
where
    R::Response: Page,
{
    type Item = Result<<R::Response as Page>::Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.next())
    }
}

impl<R: Request> fmt::Debug for BlockingItems<R>
where
    R::Response: Page,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockingItems")
    }
}

/// Everything, or what was updated since an instant; see [`Changes`]. It ends after an error;
/// [`retry`](BlockingChanges::retry) has it go on where that may help.
#[must_use = "nothing is fetched until `next` is called"]
pub struct BlockingChanges<R: Mirror>(Changes<R>)
where
    R::Response: Page;

impl<R: Mirror> BlockingChanges<R>
where
    R::Response: Page,
{
    #[doc(hidden)]
    pub fn new(mut request: R, since: Checkpoint) -> Self {
        request.call_mut().block();
        Self(Changes::new(request, since))
    }

    /// How much earlier than asked for the walk starts; see [`Changes::overlap`].
    pub fn overlap(mut self, overlap: Duration) -> Self {
        self.0 = self.0.overlap(overlap);
        self
    }

    /// Where to go on from later; see [`Changes::checkpoint`].
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        self.0.checkpoint()
    }

    /// Has the iterator go on with the page that could not be fetched; see [`Changes::retry`].
    pub fn retry(&mut self) -> bool {
        self.0.retry()
    }

    /// Whether everything was given.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}

impl<R: Mirror> Iterator for BlockingChanges<R>
where
    R::Response: Page,
{
    type Item = Result<<R::Response as Page>::Entry>;

    fn next(&mut self) -> Option<Self::Item> {
        block_on(self.0.next())
    }
}

impl<R: Mirror> fmt::Debug for BlockingChanges<R>
where
    R::Response: Page,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlockingChanges")
    }
}
