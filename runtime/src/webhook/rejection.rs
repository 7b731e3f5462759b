//! Why a request is no delivery.

use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE},
};
use std::{borrow::Cow, error::Error as StdError, fmt};

/// A request that is no delivery of the API, or cannot be read. Its text is one line for a log, without anything of the body and
/// without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    reason: Reason,
    problem: Cow<'static, str>,
}

/// What is wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The credentials or the secret in the URL are missing or wrong.
    Credentials,
    /// It comes from an address that may not send.
    Source,
    /// It is no `POST`.
    Method,
    /// The body is larger than the receiver takes.
    TooLarge,
    /// The body did not come whole.
    Incomplete,
    /// The body is not JSON, or no event.
    NoEvent,
    /// The event is in the format of a version of the API that this program does not read.
    Version,
    /// The API does not know the event, or knows it otherwise: somebody else made it.
    Forged,
    /// The API could not be asked for the event.
    Unconfirmed,
}

impl Reason {
    pub(super) fn because(self, problem: impl Into<Cow<'static, str>>) -> Rejection {
        Rejection {
            reason: self,
            problem: problem.into(),
        }
    }
}

impl Rejection {
    /// What is wrong.
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// What to answer. Whoever may not send gets 401, whatever it was that was missing.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.reason {
            Reason::Credentials | Reason::Source => StatusCode::UNAUTHORIZED,
            Reason::Method => StatusCode::METHOD_NOT_ALLOWED,
            Reason::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Reason::Incomplete | Reason::NoEvent | Reason::Version | Reason::Forged => {
                StatusCode::BAD_REQUEST
            }
            Reason::Unconfirmed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The answer. Only those who may send are told what is wrong.
    #[must_use]
    pub fn to_response(&self) -> Response<Bytes> {
        let said = match self.reason {
            Reason::Credentials | Reason::Source | Reason::Forged | Reason::Unconfirmed => {
                Bytes::new()
            }
            _ => Bytes::from(self.problem.clone().into_owned()),
        };
        let mut response = answer(self.status(), said);
        let header = match self.status() {
            StatusCode::UNAUTHORIZED => Some((
                WWW_AUTHENTICATE,
                r#"Basic realm="webhook", charset="UTF-8""#,
            )),
            StatusCode::METHOD_NOT_ALLOWED => Some((ALLOW, "POST")),
            _ => None,
        };
        if let Some((name, value)) = header {
            (response.headers_mut()).insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

/// An answer with a text, which may be empty.
pub(super) fn answer(status: StatusCode, said: Bytes) -> Response<Bytes> {
    let text = !said.is_empty();
    let mut response = Response::new(said);
    *response.status_mut() = status;
    if text {
        let plain = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, plain);
    }
    response
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.problem, self.status().as_u16())
    }
}

impl StdError for Rejection {}
