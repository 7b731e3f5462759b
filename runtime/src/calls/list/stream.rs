//! Walks as streams. Compiled with the feature `stream`.

use super::{Changes, Items, Mirror, Page, Pages};
use crate::{Response, Result, calls::call::Request};
use futures_core::Stream;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// A page that could not be fetched is an error, and the stream ends after it. Where the error may be over soon, `retry` has
/// the stream go on; so keep it, and hand [`by_ref`](https://docs.rs/futures-util/latest/futures_util/stream/trait.StreamExt.html#method.by_ref)
/// to what would take it.
impl<R: Request> Stream for Pages<R>
where
    R::Response: Page,
{
    type Item = Result<Response<R::Response>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(context)
    }
}

/// A page that could not be fetched is an error, and the stream ends after it. Where the error may be over soon, `retry` has
/// the stream go on; so keep it, and hand [`by_ref`](https://docs.rs/futures-util/latest/futures_util/stream/trait.StreamExt.html#method.by_ref)
/// to what would take it.
impl<R: Request> Stream for Items<R>
where
    R::Response: Page,
{
    type Item = Result<<R::Response as Page>::Entry>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

/// A page that could not be fetched is an error, and the stream ends after it. Where the error may be over soon, `retry` has
/// the stream go on; so keep it, and hand [`by_ref`](https://docs.rs/futures-util/latest/futures_util/stream/trait.StreamExt.html#method.by_ref)
/// to what would take it.
impl<R: Mirror> Stream for Changes<R>
where
    R::Response: Page,
{
    type Item = Result<<R::Response as Page>::Entry>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_change(context)
    }
}
