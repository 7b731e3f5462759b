//! Walking through lists: page by page, item by item, or by what changed since.
//!
//! | walk | gives | goes on later from |
//! |---|---|---|
//! | [`Pages`] | a page at a time | [`Pages::next_offset`] |
//! | [`Items`] | an element at a time | [`Items::resume_from`] |
//! | [`Changes`] | everything, or what was updated since an instant | [`Changes::checkpoint`] |
//!
//! Each has a `next` of its own, and is a `Stream` with the feature `stream`. To stop early, stop asking: nothing is fetched
//! that was not asked for, unless a page is [prefetched](Pages::prefetch), and dropping a walk cancels what it fetches.
//!
//! An error is given once, and the walk then stands still: `next` gives `None`. Where the error may be over soon
//! ([`Error::is_retryable`](crate::Error::is_retryable)), `retry` has the next `next` ask again for the page that failed;
//! where it would come again, `retry` gives `false`. `is_finished` tells a walk that came to its end from one that stands
//! still.
//!
//! ```text
//! let mut items = client.customer().list().items();
//! loop {
//!     while let Some(entry) = items.next().await {
//!         match entry {
//!             Ok(entry) => println!("{}", entry.customer.id),
//!             Err(error) => eprintln!("{error}"),
//!         }
//!     }
//!     if items.is_finished() || !items.retry() {
//!         break;
//!     }
//!     tokio::time::sleep(Duration::from_secs(60)).await;
//! }
//! ```

mod changes;
mod cycle;
mod items;
mod offset;
mod pages;
mod prefetch;
mod stop;
#[cfg(feature = "stream")]
mod stream;

pub use changes::{ChangeFields, Changes, Checkpoint, CheckpointError, Mirror};
pub use items::Items;
pub use offset::Offset;
pub use pages::Pages;

use crate::wire::record::{Record, Value};

/// A page of a list: a generated answer with `list` and `next_offset`.
pub trait Page: Record + Value + 'static {
    /// One element of the list.
    type Entry: Record + Send + 'static;
    /// Where the next page starts; `None` on the last one.
    fn next_offset(&self) -> Option<&str>;
    /// The elements, taken out of the page.
    fn take_entries(&mut self) -> Vec<Self::Entry>;
}
