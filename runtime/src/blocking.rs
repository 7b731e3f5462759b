//! Calls that block the thread, for programs without an async runtime.
//!
//! A blocking call is the same call, driven to its end on its thread: over a transport that blocks, with the same retries,
//! limits and deadlines.

mod thread;
mod with_ureq;

pub(crate) use thread::{ThreadClock, block_on};
pub use with_ureq::UreqTransport;

use crate::{
    Items, Pages, Response, Result,
    call::{Call, Request, Sending},
    error::TransportError,
    list::Page,
    record::{Record, Value},
    transport::{BoxFuture, Transport, TransportRequest},
};
use bytes::Bytes;
use std::fmt;

/// Sends requests and blocks until the answer is there. What is said of [`Transport`] holds here too.
pub trait BlockingTransport: Send + Sync + 'static {
    /// Sends one request and waits for the whole answer.
    ///
    /// # Errors
    /// Where no whole answer came.
    fn send(&self, request: TransportRequest) -> Result<http::Response<Bytes>, TransportError>;
}

/// A blocking transport as one whose futures are ready at once.
pub(crate) struct AsTransport<T>(pub(crate) T);

impl<T: BlockingTransport> Transport for AsTransport<T> {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move { self.0.send(request) })
    }
}

#[doc(hidden)]
pub fn send<T: Record + Value>(mut call: Call) -> Result<Response<T>> {
    call.block();
    block_on(Sending::new(call))
}

/// The pages of a list, fetched one after the other.
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

/// The elements of a list, its pages fetched as they are needed.
#[must_use = "nothing is fetched until `next` is called"]
pub struct BlockingItems<R: Request>(Items<R>)
where
    R::Response: Page;

impl<R: Request> BlockingItems<R>
where
    R::Response: Page + Clone,
{
    #[doc(hidden)]
    pub fn new(mut request: R) -> Self {
        request.call_mut().block();
        Self(Items::new(request))
    }
}

impl<R: Request> Iterator for BlockingItems<R>
where
    R::Response: Page + Clone,
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
