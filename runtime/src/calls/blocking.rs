//! Calls that block the thread, for programs without an async runtime.
//!
//! A blocking call is the same call, driven to its end on its thread: over a transport that blocks, with the same retries,
//! limits and deadlines.

mod lists;

pub use crate::transport::{blocking::BlockingTransport, http1::HttpTransport};
pub use lists::{BlockingChanges, BlockingItems, BlockingPages};

/// TLS below the default transport, to set it up for [`HttpTransport::with_tls`].
pub use rustls;

use crate::{
    BatchOutcome, DownloadError, Response, Result, UploadError,
    calls::{
        batch::{self, Batch},
        call::{Call, Sending},
        download::{self, Deliver},
        upload::{self, Upload},
    },
    client::thread::block_on,
    wire::record::{Record, Value},
};
use bytes::Bytes;
use std::path::Path;

#[doc(hidden)]
pub fn send<T: Record + Value>(mut call: Call) -> Result<Response<T>> {
    call.block();
    block_on(Sending::new(call))
}

/// What the `upload_blocking` of a request does.
#[doc(hidden)]
pub fn upload<R: Upload>(
    mut request: R,
    content: Bytes,
) -> Result<Response<R::Response>, UploadError<R::Response>> {
    request.call_mut().block();
    block_on(upload::upload(request, content))
}

/// What the `in_chunks_blocking` of a request does.
#[doc(hidden)]
pub fn in_chunks<R: Batch>(mut request: R, elements: Vec<R::Element>) -> BatchOutcome<R> {
    request.call_mut().block();
    block_on(batch::in_chunks(request, elements))
}

/// What the `save_to_blocking` of a request does.
#[doc(hidden)]
pub fn deliver<R: Deliver>(mut request: R, path: &Path) -> Result<u64, DownloadError> {
    request.call_mut().block();
    block_on(download::deliver(request, path))
}
