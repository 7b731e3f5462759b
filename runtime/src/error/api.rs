//! A refusal by the API.

use super::{Error, OneLine, Secrets};
use crate::{
    CurrencyTable,
    api::{CallSummary, Remedy},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use std::{error::Error as StdError, fmt};

/// A refusal by the API.
///
/// It is one where the body is a JSON object with a code, or with a message beside the kind of error or the status. Such bodies
/// lack one thing or another: what a text field here has no word for is empty.
#[derive(Clone)]
#[non_exhaustive]
pub struct ApiError {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers of the answer.
    pub headers: HeaderMap,
    /// The kind of error (`type` on the wire): `payment`, `invalid_request` or `operation_failed`; absent where the API did not
    /// say one.
    pub kind: Option<String>,
    /// What went wrong, for programs: `resource_not_found`, `param_wrong_value`, ... [`ApiError::code`] gives the enum. Empty
    /// where the API did not say it, which the enum keeps as `Unknown("")`.
    pub api_error_code: String,
    /// The parameter that it is about, as it was sent: `subscription_items[quantity][0]`. [`ApiError::param`] splits it. The
    /// first one where the API names several; the body has them all.
    pub param: Option<String>,
    /// What went wrong, for developers. Not meant to be shown to customers. Empty where the API did not say it. Where it repeats what
    /// the request has that is never printed, such as a card number or the id of a hosted page, that is `[redacted]`; the body
    /// has it.
    pub message: String,
    /// The code that the API's first years knew, where it is sent still. It is deprecated; it says less than
    /// `api_error_code`.
    pub error_code: Option<String>,
    /// What the gateway gave as the reason of a payment that failed, in Chargebee's own words for all gateways:
    /// `gateway.general.decline`. [`ApiError::resource`] gives what else came of it.
    pub error_cause_id: Option<String>,
    /// The body, byte for byte.
    pub body: Bytes,
    /// What the API documents of the code.
    pub(super) remedy: Option<Remedy>,
    pub(super) documented_kind: Option<&'static str>,
    pub(super) call: Option<Box<CallSummary>>,
    /// How the client counts amounts.
    pub(crate) currencies: CurrencyTable,
}

/// What an error body says, read leniently: both the names of today and those of the first years.
struct Said(serde_json::Value);

impl Said {
    fn text(&self, names: [&str; 2]) -> Option<String> {
        let text = |name| self.0.get(name)?.as_str().map(str::to_owned);
        names.into_iter().find_map(text)
    }

    fn code(&self) -> Option<String> {
        self.text(["api_error_code", "error_code"])
    }

    fn param(&self) -> Option<String> {
        let first = |name| self.0.get(name)?.get(0)?.as_str().map(str::to_owned);
        let names = ["param", "error_param"];
        self.text(names)
            .or_else(|| names.into_iter().find_map(first))
    }
}

/// The error code in the body of an answer, where there is one.
pub(crate) fn code_of(body: &[u8]) -> Option<String> {
    Said(serde_json::from_slice(body).ok()?).code()
}

impl ApiError {
    /// What the API says in an answer that is not a success, or why the answer does not say it.
    pub(crate) fn read(
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        secrets: &Secrets,
        currencies: &CurrencyTable,
    ) -> Error {
        let unreadable = |headers, body, problem: String| {
            let problem = format!("the body is no error of the API: {problem}");
            Error::decode(status, headers, body, String::new(), problem)
        };
        let said = match serde_json::from_slice(&body) {
            Ok(json) => Said(json),
            Err(problem) => return unreadable(headers, body, problem.to_string()),
        };
        let (code, message) = (said.code(), said.text(["message", "error_msg"]));
        let kind = said.text(["type", "error_type"]);
        // A message alone is what any server on the way says.
        let is_explained = kind.is_some() || said.0.get("http_status_code").is_some();
        if code.is_none() && (message.is_none() || !is_explained) {
            let problem = "it has no code, and no message with a type or a status";
            return unreadable(headers, body, problem.to_owned());
        }
        Error::Api(Box::new(Self {
            status,
            headers,
            kind,
            api_error_code: code.unwrap_or_default(),
            param: said.param().map(|it| secrets.hide(it)),
            message: secrets.hide(message.unwrap_or_default()),
            error_code: said.text(["error_code"; 2]),
            error_cause_id: said.text(["error_cause_id"; 2]),
            body,
            remedy: None,
            documented_kind: None,
            call: None,
            currencies: currencies.clone(),
        }))
    }

    /// The code as an enum: `error.code::<v2::ApiErrorCode>()`, or without the type where a `match` says it.
    #[must_use]
    pub fn code<C: for<'a> From<&'a str>>(&self) -> C {
        C::from(&self.api_error_code)
    }

    /// The parameter that it is about, with the index where it is one of several.
    #[must_use]
    pub fn param(&self) -> Option<ErrorParam<'_>> {
        self.param.as_deref().map(ErrorParam)
    }

    /// Whether the payment failed, or the means of payment is missing or not accepted: something for the customer to solve. Where
    /// the API does not say the kind of error, it is the one that is documented for the code.
    #[must_use]
    pub fn is_payment(&self) -> bool {
        self.is_of("payment")
    }

    /// Whether the request is wrong: a parameter, an id, the state of what it is about. The same request is refused again. Where the
    /// API does not say the kind of error, it is the one that is documented for the code.
    #[must_use]
    pub fn is_invalid_request(&self) -> bool {
        self.is_of("invalid_request")
    }

    /// Whether the request is right, and could not be carried out: too many requests, maintenance, a fault of the server. Where the
    /// API does not say the kind of error, it is the one that is documented for the code.
    #[must_use]
    pub fn is_operation_failed(&self) -> bool {
        self.is_of("operation_failed")
    }

    fn is_of(&self, kind: &str) -> bool {
        self.kind.as_deref().or(self.documented_kind) == Some(kind)
    }

    /// Whether there is nothing with an id that was given, in the path or in a parameter. A site that does not exist is
    /// another error, so that a wrong configuration does not pass for data that was deleted.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND && self.api_error_code == "resource_not_found"
    }
}

/// The name of a parameter in an error.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ErrorParam<'a>(&'a str);

impl<'a> ErrorParam<'a> {
    /// As the API said it: `subscription_items[quantity][0]`.
    #[must_use]
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Without the index: `subscription_items[quantity]`.
    #[must_use]
    pub fn name(self) -> &'a str {
        self.split().map_or(self.0, |(name, _)| name)
    }

    /// Which one of several it is, from 0; `None` where there is only one.
    #[must_use]
    pub fn index(self) -> Option<usize> {
        self.split().map(|(_, index)| index)
    }

    /// The index comes last, as it does in requests.
    fn split(self) -> Option<(&'a str, usize)> {
        let (name, index) = self.0.strip_suffix(']')?.rsplit_once('[')?;
        let digits = !index.is_empty() && index.bytes().all(|byte| byte.is_ascii_digit());
        Some((name, digits.then(|| index.parse().ok())??))
    }
}

impl fmt::Display for ErrorParam<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        OneLine(self.0).fmt(f)
    }
}

impl fmt::Debug for ErrorParam<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status.as_u16();
        write!(f, "Chargebee answered {status}")?;
        if !self.api_error_code.is_empty() {
            write!(f, " {}", OneLine(&self.api_error_code))?;
        }
        if let Some(kind) = &self.kind {
            write!(f, " ({})", OneLine(kind))?;
        }
        if let Some(param) = self.param() {
            write!(f, " for `{param}`")?;
        }
        if !self.message.is_empty() {
            write!(f, ": {}", OneLine(&self.message))?;
        }
        super::tell(self.call.as_deref(), f)
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
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl StdError for ApiError {}
