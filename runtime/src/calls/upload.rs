//! Files that are brought to a link which the API gave.

use crate::{
    Error, Response, TransportError,
    calls::{
        call::{Request, Sending},
        outside::{SignedLink, Terms},
    },
    error::ConfigError,
    wire::record::{self, Field},
};
use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, header};
use std::{error::Error as StdError, fmt};

/// What a request for an upload and its answer say. Names on the wire; stated by generated code.
#[derive(Debug)]
pub struct UploadFields {
    /// Where the link stands in the answer: `["usage_file", "upload_details", "url"]`.
    pub url: &'static [&'static str],
    /// The parameter that says the media type: `mime_type`.
    pub content_type: &'static str,
}

/// A request that is answered with a link to bring a file to. Implemented by generated requests.
pub trait Upload: Request {
    /// The names.
    const UPLOAD: UploadFields;
}

/// Sends the request, and the file to the link that it is answered with: what the `upload` of a request does.
///
/// # Errors
/// Where the request or the upload went wrong.
#[doc(hidden)]
pub async fn upload<R: Upload>(
    request: R,
    content: Bytes,
) -> Result<Response<R::Response>, UploadError<R::Response>> {
    let terms = Terms::of(request.call());
    let kind = request
        .call()
        .text_of(R::UPLOAD.content_type)
        .map(str::to_owned);
    let answer = Sending::<R::Response>::new(request.into_call());
    let answer = Box::new(answer.await.map_err(UploadError::Call)?);
    let link = match record::at(&**answer, R::UPLOAD.url) {
        Field::Text(link) => SignedLink::new(terms.client(), link),
        _ => Err(ConfigError::new("the answer holds no link")),
    };
    let link = match link {
        Ok(link) => link,
        Err(problem) => return Err(UploadError::Link { problem, answer }),
    };
    let mut put = link.request(Method::PUT, content);
    if let Some(kind) = kind.and_then(|kind| HeaderValue::try_from(kind).ok()) {
        put.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    // The same file to the same place, however often.
    match terms.send(&put).await {
        Ok(came) if came.status().is_success() => Ok(*answer),
        Ok(came) => Err(UploadError::Refused {
            status: came.status(),
            answer,
        }),
        Err(error) => Err(UploadError::Transport { error, answer }),
    }
}

/// Why a file was not brought to its link. Where the API gave one, its answer is kept.
#[derive(Debug)]
#[non_exhaustive]
pub enum UploadError<T> {
    /// The API gave no link.
    Call(Error),
    /// The link that the API gave cannot be used.
    Link {
        /// Why not.
        problem: ConfigError,
        /// What the API answered.
        answer: Box<Response<T>>,
    },
    /// The server that the link leads to refused the file, for instance because the link has expired.
    Refused {
        /// The status of its answer.
        status: StatusCode,
        /// What the API answered.
        answer: Box<Response<T>>,
    },
    /// The server that the link leads to could not be talked to.
    Transport {
        /// What went wrong.
        error: TransportError,
        /// What the API answered.
        answer: Box<Response<T>>,
    },
}

impl<T> fmt::Display for UploadError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => write!(f, "there is no link to upload to: {error}"),
            Self::Link { problem, .. } => write!(f, "the file cannot be uploaded: {problem}"),
            Self::Refused { status, .. } => {
                write!(
                    f,
                    "the file was refused where it was uploaded to: HTTP {status}"
                )
            }
            Self::Transport { error, .. } => write!(f, "the file was not uploaded: {error}"),
        }
    }
}

impl<T: fmt::Debug> StdError for UploadError<T> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            // Their texts are said by `Display`, so only what is below them is the source.
            Self::Call(error) => error.source(),
            Self::Transport { error, .. } => error.source(),
            Self::Link { .. } | Self::Refused { .. } => None,
        }
    }
}
