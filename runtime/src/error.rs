//! Everything that can go wrong, as one type.

use crate::read::ReadError;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::{error::Error as StdError, fmt};

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call did not give an answer.
///
/// No variant prints a key, a card number or the body of a request.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The API refused the request, and said why.
    Api(Box<ApiError>),
    /// No complete answer came.
    Transport(TransportError),
    /// An answer came that does not read as what it should be. The request may well have taken effect:
    /// [`DecodeError::status`] says what the server said.
    Decode(Box<DecodeError>),
    /// The client or the request was put together wrongly. Nothing was sent.
    Config(ConfigError),
}

impl Error {
    /// The status of the answer, where one came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Decode(error) => error.status,
            Self::Transport(_) | Self::Config(_) => None,
        }
    }

    /// What the API said, where it refused the request.
    #[must_use]
    pub fn as_api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Config(error) => error.fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            // The texts of these are already said by `Display`, so only what is below them is the source.
            Self::Transport(error) => error.source(),
            Self::Api(_) | Self::Decode(_) | Self::Config(_) => None,
        }
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

/// A refusal by the API.
#[derive(Clone)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The kind of error (`type` on the wire): `payment`, `invalid_request` or `operation_failed`; absent for others.
    pub kind: Option<String>,
    /// What went wrong, for programs: `resource_not_found`, `param_wrong_value`, ...
    pub api_error_code: String,
    /// The parameter that it is about, as it was sent: `subscription_items[quantity][0]`.
    pub param: Option<String>,
    /// What went wrong, for developers. Not meant to be shown to customers.
    pub message: String,
    /// The body, byte for byte.
    pub body: Bytes,
}

impl ApiError {
    /// What the API says in an answer that is not a success, or why the answer does not say it.
    pub(crate) fn read(status: StatusCode, headers: HeaderMap, body: Bytes) -> Error {
        let text = |json: &serde_json::Value, names: [&str; 2]| {
            names
                .iter()
                .find_map(|name| json.get(name)?.as_str().map(str::to_owned))
        };
        let json = match serde_json::from_slice::<serde_json::Value>(&body) {
            Ok(json) => json,
            Err(problem) => {
                let problem = format!("the body is no error of the API: {problem}");
                return Error::decode(status, headers, body, String::new(), problem);
            }
        };
        // The second name of each is the one of the API's first years; v1 still sends them beside the new ones.
        let code = text(&json, ["api_error_code", "error_code"]);
        let message = text(&json, ["message", "error_msg"]);
        let (Some(api_error_code), Some(message)) = (code, message) else {
            let problem =
                "the body is no error of the API: it has no code or no message".to_owned();
            return Error::decode(status, headers, body, String::new(), problem);
        };
        Error::Api(Box::new(Self {
            status,
            headers,
            kind: text(&json, ["type", "error_type"]),
            api_error_code,
            param: text(&json, ["param", "error_param"]),
            message,
            body,
        }))
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status.as_u16();
        let code = OneLine(&self.api_error_code);
        write!(f, "Chargebee answered {status} {code}")?;
        if let Some(kind) = &self.kind {
            write!(f, " ({})", OneLine(kind))?;
        }
        if let Some(param) = &self.param {
            write!(f, " for `{}`", OneLine(param))?;
        }
        write!(f, ": {}", OneLine(&self.message))
    }
}

/// Text from elsewhere that must not break out of its line: control characters are escaped.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        self.0.chars().try_for_each(|c| match c {
            c if c.is_control() => write!(f, "{}", c.escape_default()),
            c => f.write_char(c),
        })
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("status", &self.status)
            .field("kind", &self.kind)
            .field("api_error_code", &self.api_error_code)
            .field("param", &self.param)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

impl StdError for ApiError {}

/// An answer, or JSON from elsewhere, that does not read as what it should be.
#[derive(Clone)]
#[non_exhaustive]
pub struct DecodeError {
    /// The status of the answer; absent for JSON that did not come from a call.
    pub status: Option<StatusCode>,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// Where, such as `list[3].invoice.line_items[0].amount`; empty where the whole body is at fault.
    pub path: String,
    /// What is wrong there. Never the value itself.
    pub problem: String,
    /// The body, byte for byte.
    pub body: Bytes,
}

impl DecodeError {
    pub(crate) fn without_answer(body: Bytes, error: ReadError) -> Self {
        Self {
            status: None,
            headers: HeaderMap::new(),
            path: error.path,
            problem: error.problem,
            body,
        }
    }

    pub(crate) fn custom_fields(problem: &serde_json::Error) -> Self {
        // serde's own message may quote a value; its place is enough.
        let problem = format!(
            "the custom fields do not fit the type, column {}",
            problem.column()
        );
        let path = String::new();
        Self::without_answer(Bytes::new(), ReadError { path, problem })
    }
}

impl Error {
    pub(crate) fn decode(
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        path: String,
        problem: String,
    ) -> Self {
        Self::Decode(Box::new(DecodeError {
            status: Some(status),
            headers,
            path,
            problem,
            body,
        }))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(status) = self.status {
            let status_code = status.as_u16();
            write!(f, "the answer ({status_code}) cannot be read: ")?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.problem)?;
        if self.status.is_some_and(|status| status.is_success()) {
            f.write_str("; the request itself succeeded")?;
        }
        Ok(())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("status", &self.status)
            .field("path", &self.path)
            .field("problem", &self.problem)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

impl StdError for DecodeError {}

/// No complete answer came.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// How far a request came that got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: nothing was sent.
    Connect,
    /// Time ran out. Whether the request took effect is unknown.
    Timeout,
    /// The connection broke. Whether the request took effect is unknown.
    Broken,
    /// The answer was larger than the client accepts.
    TooLarge,
}

impl TransportError {
    /// An error of a transport. The source must not print secrets.
    #[must_use]
    pub fn new(kind: TransportErrorKind, source: Option<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source }
    }

    /// How far the request came.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection to Chargebee",
            TransportErrorKind::Timeout => "no answer from Chargebee in time",
            TransportErrorKind::Broken => "the connection to Chargebee broke",
            TransportErrorKind::TooLarge => "the answer is larger than the client accepts",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}

/// The client or a request was put together wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError(String);

impl ConfigError {
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self(problem.into())
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for ConfigError {}
