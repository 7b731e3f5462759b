//! Walks as streams. Compiled with the feature `stream`.

use super::{Changes, Items, Mirror, Page, Pages};
use crate::{Response, Result, call::Request};
use futures_core::Stream;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// A page that could not be fetched is an error, and is fetched again when the stream is polled on.
impl<R: Request> Stream for Pages<R>
where
    R::Response: Page,
{
    type Item = Result<Response<R::Response>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(context)
    }
}

/// A page that could not be fetched is an error, and is fetched again when the stream is polled on.
impl<R: Request> Stream for Items<R>
where
    R::Response: Page,
{
    type Item = Result<<R::Response as Page>::Entry>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

/// A page that could not be fetched is an error, and is fetched again when the stream is polled on.
impl<R: Mirror> Stream for Changes<R>
where
    R::Response: Page,
{
    type Item = Result<<R::Response as Page>::Entry>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_change(context)
    }
}
