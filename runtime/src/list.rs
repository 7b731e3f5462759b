//! Walking through lists, page by page or item by item.

use crate::{
    DecodeError, Error, Response, Result,
    args::IntoArg,
    call::{Request, Sending},
    read::ReadError,
    record::{Record, Value},
};
use std::collections::VecDeque;

/// A page of a list: a generated answer with `list` and `next_offset`.
pub trait Page: Record + Value {
    /// One element of the list.
    type Entry;
    /// Where the next page starts; `None` on the last one.
    fn next_offset(&self) -> Option<&str>;
    /// The elements, taken out of the page.
    fn take_entries(&mut self) -> Vec<Self::Entry>;
}

/// The pages of a list, fetched one after the other.
///
/// A page that could not be fetched is fetched again by the next call of [`Pages::next`].
#[derive(Debug)]
#[must_use = "nothing is fetched until `next` is called"]
pub struct Pages<R> {
    /// The request for the next page; `None` after the last one.
    next: Option<R>,
    offset: Option<String>,
}

impl<R: Request> Pages<R>
where
    R::Response: Page,
{
    #[doc(hidden)]
    pub fn new(request: R) -> Self {
        Self {
            offset: request.call().text_of("offset").map(str::to_owned),
            next: Some(request),
        }
    }

    /// Fetches the next page; `None` after the last one. An empty page is a page: more may follow.
    pub async fn next(&mut self) -> Option<Result<Response<R::Response>>> {
        let request = self.next.clone()?;
        let page = match Sending::<R::Response>::new(request.into_call()).await {
            Ok(page) => page,
            Err(error) => return Some(Err(error)),
        };
        match page.next_offset().map(str::to_owned) {
            // The same offset again would fetch this page for ever.
            Some(offset) if self.offset.as_ref() == Some(&offset) => {
                self.next = None;
                return Some(Err(same_offset(&page)));
            }
            Some(offset) => {
                if let Some(request) = &mut self.next {
                    let arg = IntoArg::<String>::into_arg(offset.as_str());
                    request.call_mut().set_named("offset", None, arg);
                }
                self.offset = Some(offset);
            }
            None => self.next = None,
        }
        Some(Ok(page))
    }
}

fn same_offset<T>(page: &Response<T>) -> Error {
    let error = ReadError {
        path: "next_offset".to_owned(),
        problem: "the page names itself as the next page".to_owned(),
    };
    let mut error = DecodeError::without_answer(page.raw_body().clone(), error);
    error.status = Some(page.status());
    Error::Decode(Box::new(error))
}

/// The elements of a list, its pages fetched as they are needed.
#[must_use = "nothing is fetched until `next` is called"]
pub struct Items<R: Request>
where
    R::Response: Page,
{
    pages: Pages<R>,
    ready: VecDeque<<R::Response as Page>::Entry>,
}

impl<R: Request> Items<R>
where
    R::Response: Page + Clone,
{
    #[doc(hidden)]
    pub fn new(request: R) -> Self {
        Self {
            pages: Pages::new(request),
            ready: VecDeque::new(),
        }
    }

    /// The next element; `None` at the end of the list. After an error, the next call tries the same page again.
    pub async fn next(&mut self) -> Option<Result<<R::Response as Page>::Entry>> {
        loop {
            if let Some(entry) = self.ready.pop_front() {
                return Some(Ok(entry));
            }
            match self.pages.next().await? {
                Ok(page) => self.ready.extend(page.into_inner().take_entries()),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<R: Request + std::fmt::Debug> std::fmt::Debug for Items<R>
where
    R::Response: Page,
{
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("ready", &self.ready.len())
            .finish()
    }
}
