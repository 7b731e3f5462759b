//! Everything that can go wrong, as one type.

mod api;
mod body;
mod currency;
pub(crate) mod decode;
pub(crate) mod failure;
mod reason;
mod secrets;
mod transport;

pub(crate) use api::code_of;
pub use api::{ApiError, ErrorParam};
pub use currency::CurrencyMismatch;
pub use decode::DecodeError;
pub(crate) use reason::Said;
pub(crate) use secrets::Secrets;
pub use transport::{TransportError, TransportErrorKind};

use crate::{CurrencyTable, api::CallSummary, values::time::date};
use failure::Failure;
use http::{HeaderMap, StatusCode};
use std::{error::Error as StdError, fmt, time::Duration};

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call did not give an answer.
///
/// Its text is one line: what went wrong, which operation it was, the method and the URL without ids and query, how many
/// attempts were made, and the idempotency key. No variant prints an API key, a card number or the body of a request.
/// [`source`](StdError::source) leads to what is below it.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// use chargebee::Error;
///
/// fn what_to_do(error: &Error) -> &'static str {
///     if error.is_payment() {
///         "ask the customer for another card"
///     } else if error.is_retryable() {
///         "put it back into the queue, with its idempotency key"
///     } else {
///         "tell a developer"
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The API refused the request, and said why.
    Api(Box<ApiError>),
    /// No complete answer came.
    Transport(TransportError),
    /// An answer came that does not read as what it should be. The request may well have taken effect:
    /// [`DecodeError::status`] says what the server said, and [`Error::resource`] gives what does read of it.
    Decode(Box<DecodeError>),
    /// The request succeeded, and its money took effect in another currency than the request said. The answer is kept.
    Currency(Box<CurrencyMismatch>),
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
            Self::Currency(error) => Some(error.status()),
            Self::Transport(error) => error.status(),
            Self::Config(_) => None,
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

    /// The code of the API's refusal as an enum: `error.api_error_code::<v2::ApiErrorCode>()`, or without the type where a
    /// `match` says it. Codes that this version of the crate does not know are kept as text.
    #[must_use]
    pub fn api_error_code<C: for<'a> From<&'a str>>(&self) -> Option<C> {
        self.as_api().map(ApiError::code)
    }

    /// What the gateway gave as the reason of a payment that failed: see [`ApiError::error_cause_id`]. What else the API sent along,
    /// such as the payment intent that is to be confirmed, is given by [`Error::resource`].
    #[must_use]
    pub fn error_cause_id(&self) -> Option<&str> {
        self.as_api()?.error_cause_id.as_deref()
    }

    /// The parameter that the API refused, with the index where it is one of several.
    #[must_use]
    pub fn param(&self) -> Option<ErrorParam<'_>> {
        self.as_api()?.param()
    }

    /// What was done until the error came: which call it was, its attempts, its idempotency key. Absent where nothing was
    /// tried.
    #[must_use]
    pub fn call(&self) -> Option<&CallSummary> {
        match self {
            Self::Api(error) => error.call.as_deref(),
            Self::Transport(error) => error.call.as_deref(),
            Self::Decode(error) => error.call.as_deref(),
            Self::Currency(error) => Some(error.call()),
            Self::Config(_) => None,
        }
    }

    /// How many attempts were made; 0 where nothing was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.call().map_or(0, |call| call.attempts)
    }

    /// The idempotency key that the request had: repeat the call with it, and it is done once.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.call()?.idempotency_key.as_deref()
    }

    /// Whether the same call may succeed later, and cannot be done twice by that: a GET; a POST with an idempotency key, if
    /// it is repeated with that key; another POST only where it certainly had no effect.
    ///
    /// The client has then tried as often as its policy says.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let repeatable = self.call().is_some_and(CallSummary::is_repeatable);
        self.failure()
            .is_some_and(|failure| failure.is_retryable(repeatable))
    }

    /// Whether the same call ends so however often it is made, and somebody has to look: the API refuses what the request says, or it took
    /// effect in another currency. For a queue of jobs, where everything else is worth another try, later and later.
    ///
    /// Not so a key that is wrong or may not do it (401, 403), which people mend; nor no answer, or one that is none of the API's.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        let Some(error) = self.as_api() else {
            return self.is_currency_mismatch();
        };
        let of_the_key = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&error.status);
        let may_be_over = self.failure().is_some_and(|it| it.cause().is_some());
        !(of_the_key || may_be_over)
    }

    /// Whether there are too many requests for the moment: the API said so (429), or the rate limits of the client gave no room
    /// in time and nothing was sent. Send less, and this one later.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        let limited = TransportErrorKind::Limited;
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
            || matches!(self, Self::Transport(error) if error.kind() == limited)
    }

    /// Whether the request succeeded and its money took effect in another currency than the request said. Do not repeat it: undo it,
    /// or go on with what [`CurrencyMismatch::response`] gives.
    #[must_use]
    pub fn is_currency_mismatch(&self) -> bool {
        self.as_currency_mismatch().is_some()
    }

    /// What money took effect in which currency, where that is another one than the request said.
    #[must_use]
    pub fn as_currency_mismatch(&self) -> Option<&CurrencyMismatch> {
        match self {
            Self::Currency(error) => Some(error),
            _ => None,
        }
    }

    /// Whether a payment failed, or the means of payment is missing or not accepted.
    #[must_use]
    pub fn is_payment(&self) -> bool {
        self.as_api().is_some_and(ApiError::is_payment)
    }

    /// Whether the API refused the request as wrong: a parameter, an id, the state of what it is about.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        self.as_api().is_some_and(ApiError::is_invalid_request)
    }

    /// Whether the API found the request right, and could not carry it out: too many requests, maintenance, a fault of the server.
    #[must_use]
    pub fn is_operation_failed(&self) -> bool {
        self.as_api().is_some_and(ApiError::is_operation_failed)
    }

    /// Whether there is nothing with an id that was given. Never true for a page of a web server that says 404.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.as_api().is_some_and(ApiError::is_not_found)
    }

    /// Whether an idempotency key was given to another request before: the API does a request once for a key, and refuses one that
    /// differs in anything. What the first request did stands; look it up, and do not send this one with a new key unawares.
    ///
    /// The API has one code for that and for other requests that it understands and cannot carry out (422,
    /// `unable_to_process_request`): this is true where such a request had a key.
    #[must_use]
    pub fn is_idempotency_conflict(&self) -> bool {
        self.idempotency_key().is_some()
            && (self.as_api()).is_some_and(|it| it.api_error_code == "unable_to_process_request")
    }

    /// How long the server asks to wait before the next request, as it said it.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        failure::retry_after(self.headers()?, date)
    }

    fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(&error.headers),
            Self::Decode(error) => Some(&error.headers),
            Self::Currency(error) => Some(error.headers()),
            Self::Transport(error) => error.headers(),
            Self::Config(_) => None,
        }
    }

    /// The same as a retry sees it.
    fn failure(&self) -> Option<Failure> {
        let answered = |status| Failure::Answered {
            status,
            retry_after: None,
            remedy: None,
        };
        match self {
            Self::Api(error) => Some(Failure::Answered {
                status: error.status,
                retry_after: None,
                remedy: error.remedy,
            }),
            // What succeeded and cannot be read stays unreadable.
            Self::Decode(error) => error.status.filter(|it| !it.is_success()).map(answered),
            Self::Transport(error) => Some(error.failure(date)),
            // It was done.
            Self::Currency(_) | Self::Config(_) => None,
        }
    }

    /// The same for a client that counts amounts so, where the error has an answer that something may be read of.
    pub(crate) fn counted_by(mut self, table: &CurrencyTable) -> Self {
        if let Self::Decode(error) = &mut self {
            error.currencies = table.clone();
        }
        self
    }

    pub(crate) fn with_call(mut self, summary: CallSummary) -> Self {
        match &mut self {
            Self::Api(error) => {
                let api = summary.info.api;
                error.remedy = api.remedy(&error.api_error_code);
                error.documented_kind = api.kind(&error.api_error_code);
                error.call = Some(Box::new(summary));
            }
            Self::Transport(error) => error.call = Some(Box::new(summary)),
            Self::Decode(error) => error.call = Some(Box::new(summary)),
            Self::Currency(_) | Self::Config(_) => {}
        }
        self
    }
}

/// Ends the line of an error with the call that it is about.
fn tell(call: Option<&CallSummary>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match call {
        Some(call) => write!(f, "; {call}"),
        None => Ok(()),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Currency(error) => error.fmt(f),
            Self::Config(error) => error.fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            // The texts of these are already said by `Display`, so only what is below them is the source.
            Self::Transport(error) => error.source(),
            Self::Api(_) | Self::Decode(_) | Self::Currency(_) | Self::Config(_) => None,
        }
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

impl From<TransportError> for Error {
    /// What a transport cannot do where it is called is a matter of configuration.
    fn from(error: TransportError) -> Self {
        match error.into_config() {
            Ok(problem) => Self::Config(problem),
            Err(error) => Self::Transport(error),
        }
    }
}

/// Text from elsewhere that must not break out of its line or turn the rest of it around: control characters are escaped, and
/// those that separate lines or change the direction of text.
struct OneLine<'a>(&'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        self.0.chars().try_for_each(|c| match c {
            c if c.is_control() || turns(c) => write!(f, "{}", c.escape_default()),
            c => f.write_char(c),
        })
    }
}

/// The separators of lines and paragraphs, and the marks of direction (the property Bidi_Control of Unicode).
fn turns(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
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
