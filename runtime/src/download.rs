//! Files that are fetched from a link which the API gave.

mod error;
mod part;
mod range;

pub use error::DownloadError;

use crate::{
    Client, Error,
    call::{Request, Sending},
    outside::{self, SignedLink},
    record::{self, Field, Record},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use part::Part;
use range::ContentRange;
use std::{fmt, path::Path};

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
/// - A piece that fails is asked for again, up to four times in all.
/// - The API key and other headers of the client are not sent, and the link is never printed.
/// - Redirects are not followed.
pub struct Download {
    client: Client,
    link: SignedLink,
    piece: u64,
    position: u64,
    total: Option<u64>,
    /// What tells this content from a later one: an entity tag or a date.
    validator: Option<HeaderValue>,
    finished: bool,
}

/// A part of a file and where it stands in it.
struct Piece {
    at: u64,
    bytes: Bytes,
}

impl Client {
    /// Fetches the file that a link leads to. Nothing is sent before a piece is asked for.
    ///
    /// # Errors
    /// Where the record holds no link, or one that is not https.
    pub fn download_file<L: Link>(&self, link: &L) -> Result<Download, DownloadError> {
        Download::of(self, record::at(link, &[L::LINK]))
    }
}

/// Sends a request, and saves the file that it is answered with: what the `save_to` of a request does.
#[doc(hidden)]
pub async fn deliver<R: Deliver>(request: R, path: &Path) -> Result<u64, DownloadError> {
    let client = request.call().client().clone();
    let answer = Sending::<R::Response>::new(request.into_call()).await;
    let answer = answer.map_err(DownloadError::Call)?;
    let download = Download::of(&client, record::at(&*answer, R::FILE))?;
    download.save_to(path).await
}

impl Download {
    fn of(client: &Client, link: Field<'_>) -> Result<Self, DownloadError> {
        let Field::Text(link) = link else {
            return Err(DownloadError::NoLink);
        };
        Ok(Self {
            client: client.clone(),
            link: SignedLink::new(client, link).map_err(DownloadError::Link)?,
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

    /// How large the file is; `None` before the first piece, and where the server does not say.
    #[must_use]
    pub fn total_bytes(&self) -> Option<u64> {
        self.total
    }

    /// The next piece; `None` after the last one. The pieces in order are the file.
    ///
    /// # Errors
    /// Where the server refused or did not answer, or the file became another one in between. Asking again goes on at the same
    /// place.
    pub async fn next(&mut self) -> Option<Result<Bytes, DownloadError>> {
        let expected = self.position;
        match self.fetch().await? {
            Ok(piece) if piece.at == expected => Some(Ok(piece.bytes)),
            Ok(_) => Some(Err(DownloadError::Changed)),
            Err(error) => Some(Err(error)),
        }
    }

    /// Saves the file, and gives its size in bytes.
    ///
    /// The file appears under its name when it is whole and its length is right, in place of one that was there. Until then it
    /// grows beside it, with `.part` behind its name. If that fails, call this again with a new link: where the server tells by
    /// an entity tag or a date that the file is still the same, it goes on where it stopped.
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
        while let Some(piece) = self.fetch().await {
            let piece = piece?;
            part.write(piece.at, &piece.bytes, self.validator.as_ref())?;
        }
        part.finish(self.total.unwrap_or(self.position))
    }

    /// A piece from the present position on; from the start where the server gives the whole file, because it cannot do
    /// otherwise or the file is another one.
    async fn fetch(&mut self) -> Option<Result<Piece, DownloadError>> {
        if self.finished {
            return None;
        }
        let request = self.request();
        let answer = match outside::send(&self.client, &request).await {
            Ok(answer) => answer,
            Err(error) => return Some(Err(DownloadError::Transport(error))),
        };
        let (head, body) = answer.into_parts();
        match head.status {
            StatusCode::PARTIAL_CONTENT => Some(self.partial(&head.headers, body)),
            StatusCode::OK => Some(self.whole(&head.headers, body)),
            // Nothing behind the last byte: the file is empty, or was fetched before.
            StatusCode::RANGE_NOT_SATISFIABLE
                if ContentRange::total(&head.headers) == Some(self.position) =>
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

    fn partial(&mut self, headers: &HeaderMap, bytes: Bytes) -> Result<Piece, DownloadError> {
        let range = ContentRange::read(headers).ok_or(DownloadError::Range)?;
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if range.from != self.position || range.length() != Some(length) {
            return Err(DownloadError::Range);
        }
        let validator = validator(headers);
        let other = |old: &HeaderValue| validator.as_ref().is_some_and(|new| new != old);
        let grown = |old: u64| range.total.is_some_and(|new| new != old);
        if self.position > 0
            && (self.validator.as_ref().is_some_and(other) || self.total.is_some_and(grown))
        {
            return Err(DownloadError::Changed);
        }
        self.validator = validator.or_else(|| self.validator.take());
        self.total = range.total.or(self.total);
        let at = self.position;
        self.position += length;
        // Without a total, only a server that has nothing more says that this was all.
        self.finished = self.total.is_some_and(|total| self.position >= total);
        Ok(Piece { at, bytes })
    }

    fn whole(&mut self, headers: &HeaderMap, bytes: Bytes) -> Result<Piece, DownloadError> {
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
        self.validator = validator(headers);
        self.total = Some(length);
        self.position = length;
        self.finished = true;
        Ok(Piece { at: 0, bytes })
    }
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
