//! Files that are fetched from a link which the API gave.

mod error;
mod part;
mod range;

pub use error::DownloadError;

use crate::{
    Client, Error, RetryPolicy,
    calls::{
        call::{Request, Sending},
        outside::{SignedLink, Terms},
    },
    wire::record::{self, Field, Record},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use part::Part;
use range::ContentRange;
use std::{fmt, path::Path, time::Duration};

/// A record that holds a link to a file. Implemented by generated records.
pub trait Link: Record {
    /// The field that holds the link, on the wire.
    const LINK: &'static str;
}

/// A request that is answered with a link to a file. Implemented by generated requests.
pub trait Deliver: Request {
    /// Where the link stands in the answer, on the wire.
    const FILE: &'static [&'static str];
}

/// How much is asked for at a time, if not set otherwise.
const PIECE: u64 = 8 << 20;

/// Fetches a file piece by piece, made by `client.download_file(&link)`.
///
/// - No more than a piece (8 MiB) is in memory. A server that cannot give pieces gives the whole file at once, which must then be
///   no larger than the answers that the client accepts.
/// - Each piece has the times and the retries of a call, those of the client or of the request that was answered with the link.
/// - The API key and other headers of the client are not sent, and the link is never printed.
/// - Redirects are not followed.
pub struct Download {
    terms: Terms,
    link: SignedLink,
    piece: u64,
    position: u64,
    total: Option<u64>,
    /// What tells this content from a later one: an entity tag or a date.
    validator: Option<HeaderValue>,
    finished: bool,
}

/// A part of a file, and what it says of the whole.
struct Piece {
    /// Where it stands in the file.
    at: u64,
    bytes: Bytes,
    validator: Option<HeaderValue>,
    total: Option<u64>,
}

impl Piece {
    fn length(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX)
    }
}

impl Client {
    /// Fetches the file that a link leads to. Nothing is sent before a piece is asked for.
    ///
    /// # Errors
    /// Where the record holds no link, or one that is not https.
    pub fn download_file<L: Link>(&self, link: &L) -> Result<Download, DownloadError> {
        let terms = Terms::new(self, false);
        Download::of(terms, record::at(link, &[L::LINK]))
    }
}

/// Sends a request, and saves the file that it is answered with: what the `save_to` of a request does.
#[doc(hidden)]
pub async fn deliver<R: Deliver>(request: R, path: &Path) -> Result<u64, DownloadError> {
    let terms = Terms::of(request.call());
    let answer = Sending::<R::Response>::new(request.into_call()).await;
    let answer = answer.map_err(DownloadError::Call)?;
    let download = Download::of(terms, record::at(&*answer, R::FILE))?;
    download.save_to(path).await
}

impl Download {
    fn of(terms: Terms, link: Field<'_>) -> Result<Self, DownloadError> {
        let Field::Text(link) = link else {
            return Err(DownloadError::NoLink);
        };
        Ok(Self {
            link: SignedLink::new(terms.client(), link).map_err(DownloadError::Link)?,
            terms,
            piece: PIECE,
            position: 0,
            total: None,
            validator: None,
            finished: false,
        })
    }

    /// How many bytes to ask for at a time; 8 MiB if not set.
    #[must_use]
    pub fn piece_bytes(mut self, bytes: u64) -> Self {
        self.piece = bytes.max(1);
        self
    }

    /// How long asking for a piece once may take, in place of the client's.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.terms.timeouts.attempt = Some(timeout);
        self
    }

    /// How long a piece may take with all its repeats, in place of the client's timeout.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.terms.timeouts.total = Some(timeout);
        self
    }

    /// How often, how soon and after what a piece is asked for again, in place of the client's policy.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.terms.policy = policy;
        self
    }

    /// How large the file is; `None` before the first piece, and where the server does not say.
    #[must_use]
    pub fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    /// The next piece; `None` after the last one. The pieces in order are the file.
    ///
    /// # Errors
    /// Where the server refused or did not answer: asking again goes on at the same place. Where the file became another one in
    /// between, which asking again does not change.
    pub async fn next(&mut self) -> Option<Result<Bytes, DownloadError>> {
        match self.fetch().await? {
            Ok(piece) if piece.at == self.position => Some(Ok(self.take(piece))),
            Ok(_) => Some(Err(DownloadError::Changed)),
            Err(error) => Some(Err(error)),
        }
    }

    /// Saves the file, and gives its size in bytes.
    ///
    /// The file appears under its name when it is whole and its length is right, in place of one that was there. Until then it
    /// grows beside it, with `.part` behind its name. If that fails, call this again with a new link: where the server tells by
    /// an entity tag or a date that the file is still the same, it goes on where it stopped. Where it tells that the file is
    /// another one, it starts again, once.
    ///
    /// It is written with the file operations of the standard library, a piece at a time, on the thread that polls.
    ///
    /// # Errors
    /// Those of [`Download::next`]; where the file cannot be written, or another download writes it.
    pub async fn save_to(mut self, path: impl AsRef<Path>) -> Result<u64, DownloadError> {
        let mut part = Part::open(path.as_ref())?;
        if let Some(validator) = part.validator() {
            self.position = part.length();
            self.validator = Some(validator);
        }
        let mut afresh = false;
        while let Some(piece) = self.fetch().await {
            match piece {
                Ok(piece) => {
                    part.write(piece.at, &piece.bytes, piece.validator.as_ref())?;
                    self.take(piece);
                }
                // What is there is a part of another file, and goes on with nothing.
                Err(DownloadError::Changed) => {
                    part.clear()?;
                    if std::mem::replace(&mut afresh, true) {
                        return Err(DownloadError::Changed);
                    }
                    (self.position, self.total, self.validator) = (0, None, None);
                }
                Err(error) => return Err(error),
            }
        }
        part.finish(self.total.unwrap_or(self.position))
    }

    /// The same as [`next`](Self::next), and blocks until the piece is there.
    ///
    /// # Errors
    /// Those of [`Download::next`].
    #[cfg(feature = "blocking")]
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn next_blocking(&mut self) -> Option<Result<Bytes, DownloadError>> {
        self.terms.block();
        crate::client::thread::block_on(self.next())
    }

    /// The same as [`save_to`](Self::save_to), and blocks until the file is saved.
    ///
    /// # Errors
    /// Those of [`Download::save_to`].
    #[cfg(feature = "blocking")]
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn save_to_blocking(mut self, path: impl AsRef<Path>) -> Result<u64, DownloadError> {
        self.terms.block();
        crate::client::thread::block_on(self.save_to(path))
    }

    /// Counts a piece as given.
    fn take(&mut self, piece: Piece) -> Bytes {
        self.position = piece.at.saturating_add(piece.length());
        (self.validator, self.total) = (piece.validator, piece.total);
        // Without a total, only a server that has nothing more says that this was all.
        self.finished = (self.total).is_some_and(|total| self.position >= total);
        piece.bytes
    }

    /// A piece from the present position on; from the start where the server gives the whole file, because it cannot do
    /// otherwise or the file is another one.
    async fn fetch(&mut self) -> Option<Result<Piece, DownloadError>> {
        if self.finished {
            return None;
        }
        let answer = match self.terms.send(&self.request()).await {
            Ok(answer) => answer,
            Err(error) => return Some(Err(DownloadError::Transport(error))),
        };
        let (head, body) = answer.into_parts();
        match head.status {
            StatusCode::PARTIAL_CONTENT => Some(self.partial(&head.headers, body)),
            StatusCode::OK => Some(whole(&head.headers, body)),
            // Nothing behind the last byte: the file is empty, or was fetched before.
            StatusCode::RANGE_NOT_SATISFIABLE
                if ContentRange::total(&head.headers) == Some(self.position)
                    && !self.is_other(validator(&head.headers).as_ref()) =>
            {
                self.total = Some(self.position);
                self.finished = true;
                None
            }
            StatusCode::RANGE_NOT_SATISFIABLE => Some(Err(DownloadError::Changed)),
            status => Some(Err(DownloadError::Refused(status))),
        }
    }

    fn request(&self) -> http::Request<Bytes> {
        let mut request = self.link.request(Method::GET, Bytes::new());
        let headers = request.headers_mut();
        // A compressed file has other positions.
        let identity = HeaderValue::from_static("identity");
        headers.insert(header::ACCEPT_ENCODING, identity);
        let last = self.position.saturating_add(self.piece - 1);
        if let Ok(range) = HeaderValue::try_from(format!("bytes={}-{last}", self.position)) {
            headers.insert(header::RANGE, range);
        }
        if let Some(validator) = self.validator.as_ref().filter(|_| self.position > 0) {
            headers.insert(header::IF_RANGE, validator.clone());
        }
        request
    }

    /// Whether an answer says that the file is another one than what there is of it.
    fn is_other(&self, validator: Option<&HeaderValue>) -> bool {
        let old = self.validator.as_ref().filter(|_| self.position > 0);
        old.is_some_and(|old| validator.is_some_and(|new| new != old))
    }

    /// The part that was asked for.
    fn partial(&self, headers: &HeaderMap, bytes: Bytes) -> Result<Piece, DownloadError> {
        let range = ContentRange::read(headers).ok_or(DownloadError::Range)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if range.from != self.position || range.length() != Some(length) {
            return Err(DownloadError::Range);
        }
        let validator = validator(headers);
        let grown = |old: u64| range.total.is_some_and(|new| new != old);
        if self.is_other(validator.as_ref()) || (self.position > 0 && self.total.is_some_and(grown))
        {
            return Err(DownloadError::Changed);
        }
        Ok(Piece {
            at: self.position,
            bytes,
            validator: validator.or_else(|| self.validator.clone()),
            total: range.total.or(self.total),
        })
    }
}

/// All of the file.
fn whole(headers: &HeaderMap, bytes: Bytes) -> Result<Piece, DownloadError> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let told = headers.get(header::CONTENT_LENGTH);
    let told = told.and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
    let encoded = headers.contains_key(header::CONTENT_ENCODING);
    if let Some(expected) = told.filter(|told| !encoded && *told != length) {
        return Err(DownloadError::Length {
            expected,
            got: length,
        });
    }
    Ok(Piece {
        at: 0,
        bytes,
        validator: validator(headers),
        total: Some(length),
    })
}

/// What says that a later piece is one of the same file. A weak tag does not.
fn validator(headers: &HeaderMap) -> Option<HeaderValue> {
    let tag = headers.get(header::ETAG);
    let strong = tag.filter(|tag| tag.as_bytes().starts_with(b"\""));
    strong.or(headers.get(header::LAST_MODIFIED)).cloned()
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("link", &self.link)
            .field("position", &self.position)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl From<Error> for DownloadError {
    fn from(error: Error) -> Self {
        Self::Call(error)
    }
}
