//! From an HTTP request to a call of an operation, checked against the spec. Nothing is silently ignored.

use crate::{
    form, json,
    refusal::Refusal,
    schema::{Operation, Route, Schema},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use serde_json::{Map, Value};

/// The longest idempotency key.
const KEY_LENGTH: usize = 100;
pub(crate) const IDEMPOTENCY_KEY: &str = "chargebee-idempotency-key";

/// A call that the API would accept.
#[derive(Debug)]
pub(crate) struct Call {
    /// `customer`.
    pub(crate) resource: &'static str,
    /// `create`.
    pub(crate) method: &'static str,
    pub(crate) operation: Operation,
    /// The ids of the path, by name.
    pub(crate) ids: Vec<(String, String)>,
    pub(crate) params: Map<String, Value>,
    pub(crate) post: bool,
}

impl Call {
    pub(crate) fn id(&self, name: &str) -> Option<&str> {
        let found = self.ids.iter().find(|(it, _)| it == name);
        found.map(|(_, id)| id.as_str())
    }
}

/// The operation that a request is about.
pub(crate) fn route(
    schema: &Schema,
    request: &Request<Bytes>,
) -> Result<(&'static str, Vec<String>), Refusal> {
    let prefix = format!("/api/{}/", schema.version.as_str());
    let path = request.uri().path();
    let rest = path.strip_prefix(&prefix).unwrap_or_default();
    let segments: Vec<&str> = rest.split('/').collect();
    match schema.route(request.method().as_str(), &segments) {
        Route::Operation(name, ids) => Ok((name, ids)),
        Route::OtherMethod => Err(Refusal::of(
            schema,
            "http_method_not_supported",
            format!("{path} takes another method than {}", request.method()),
        )),
        Route::Nothing => Err(Refusal::not_found(format!("there is nothing at {path}"))),
    }
}

/// Checks a request to an operation.
pub(crate) fn check(
    schema: &Schema,
    name: &'static str,
    ids: Vec<String>,
    request: &Request<Bytes>,
    key: Option<&str>,
) -> Result<Call, Refusal> {
    authenticate(schema, request.headers(), key)?;
    let operation = (schema.operation(name))
        .ok_or_else(|| Refusal::of(schema, "internal_error", format!("{name} is not described")))?;
    host(&operation, request)?;
    headers(schema, &operation, request)?;
    let post = request.method() == Method::POST;
    let query = request.uri().query().unwrap_or_default();
    let params = if !post {
        if !request.body().is_empty() {
            return Err(invalid("a GET has no body"));
        }
        form::params(schema, &operation, false, form::pairs(query)?)?
    } else {
        if let Some((name, _)) = form::pairs(query)?.first() {
            return Err(Refusal::param(name, "belongs into the body"));
        }
        body(schema, &operation, request)?
    };
    let (resource, method) = name.split_once('.').unwrap_or((name, ""));
    Ok(Call {
        resource,
        method,
        ids: operation.ids.iter().cloned().zip(ids).collect(),
        operation,
        params,
        post,
    })
}

fn body(
    schema: &Schema,
    operation: &Operation,
    request: &Request<Bytes>,
) -> Result<Map<String, Value>, Refusal> {
    let given = content_type(request.headers());
    let expected = match operation.json {
        true => "application/json",
        false => "application/x-www-form-urlencoded",
    };
    if !request.body().is_empty() && given.as_deref() != Some(expected) {
        return Err(invalid(format!("the content type should be {expected}")));
    }
    if operation.json {
        return json::params(schema, operation, request.body());
    }
    let text = std::str::from_utf8(request.body()).map_err(|_| invalid("the body is no form"))?;
    form::params(schema, operation, true, form::pairs(text)?)
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal {
        status: 400,
        kind: Some("invalid_request".to_owned()),
        code: "invalid_request".to_owned(),
        param: None,
        message: message.into(),
    }
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("content-type")?.to_str().ok()?;
    let kind = value.split(';').next().unwrap_or_default();
    Some(kind.trim().to_ascii_lowercase())
}

/// Basic authentication: the key is the user, the password is empty, the colon is there.
fn authenticate(schema: &Schema, headers: &HeaderMap, key: Option<&str>) -> Result<(), Refusal> {
    let refuse = |code, message: &str| Err(Refusal::of(schema, code, message));
    let given = headers.get("authorization").and_then(|it| it.to_str().ok());
    let user = given
        .and_then(|it| it.strip_prefix("Basic "))
        .and_then(|it| BASE64_STANDARD.decode(it).ok())
        .and_then(|it| String::from_utf8(it).ok());
    let Some((user, password)) = user.as_deref().and_then(|it| it.split_once(':')) else {
        let message = "Basic authentication with the API key as the user is needed";
        return refuse("basic_authentication_failed", message);
    };
    let is_right = !user.is_empty() && key.is_none_or(|key| key == user);
    match is_right && password.is_empty() {
        true => Ok(()),
        false => refuse(
            "api_authentication_failed",
            "The API key is wrong, or a password is given",
        ),
    }
}

/// Some operations live on a host of their own. A replaced base URL, as on loopback, has one host for all.
fn host(operation: &Operation, request: &Request<Bytes>) -> Result<(), Refusal> {
    let host = request.uri().host().unwrap_or_default();
    let Some(prefix) = host.strip_suffix(".chargebee.com") else {
        return Ok(());
    };
    let sub_domain = prefix.split_once('.').map(|(_, sub_domain)| sub_domain);
    match sub_domain == operation.sub_domain.as_deref() {
        true => Ok(()),
        false => Err(Refusal::not_found(format!(
            "this operation does not live on {host}"
        ))),
    }
}

fn headers(
    schema: &Schema,
    operation: &Operation,
    request: &Request<Bytes>,
) -> Result<(), Refusal> {
    let Some(key) = request.headers().get(IDEMPOTENCY_KEY) else {
        return Ok(());
    };
    let length = key.len();
    let problem = if !operation.idempotent {
        "this operation takes no idempotency key"
    } else if length == 0 || length > KEY_LENGTH {
        "an idempotency key has 1 to 100 characters"
    } else {
        return Ok(());
    };
    Err(Refusal::of(schema, "invalid_request", problem))
}
