//! From an HTTP request to a call of an operation, checked against the spec. Nothing is silently ignored.

use crate::{
    form, json,
    mock::Settings,
    refusal::Refusal,
    rules::BATCH,
    schema::{Found, Operation, Route, Schema, Type},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use http::{HeaderMap, Request};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The longest idempotency key.
const KEY_LENGTH: usize = 100;
pub(crate) const IDEMPOTENCY_KEY: &str = "chargebee-idempotency-key";

/// What events of a request must not set off.
const EVENT_HEADERS: [&str; 3] = [
    "chargebee-event-actions",
    "chargebee-event-email",
    "chargebee-event-webhook",
];
const DISABLED: &str = "all-disabled";

/// A call that the API would accept.
#[derive(Debug)]
pub(crate) struct Call {
    /// `customer`.
    pub(crate) resource: &'static str,
    /// `create`.
    pub(crate) method: &'static str,
    pub(crate) operation: Arc<Operation>,
    /// The ids of the path, by name.
    pub(crate) ids: Vec<(String, String)>,
    pub(crate) params: Map<String, Value>,
    /// Whether its HTTP method is one that may change something.
    pub(crate) writes: bool,
    /// Parameters of a list that the API does not know.
    pub(crate) ignored: Vec<String>,
    /// The site that it is for.
    pub(crate) site: String,
    /// The address that it was sent to: `http://127.0.0.1:8080`.
    pub(crate) base: String,
}

impl Call {
    /// What time does to a resource, as if it was called for: without parameters and without an answer.
    pub(crate) fn of_time(resource: &'static str, method: &'static str, id: &str) -> Self {
        Self {
            resource,
            method,
            operation: Arc::default(),
            ids: vec![(format!("{resource}_id"), id.to_owned())],
            params: Map::new(),
            writes: true,
            ignored: Vec::new(),
            site: String::new(),
            base: String::new(),
        }
    }

    pub(crate) fn id(&self, name: &str) -> Option<&str> {
        let found = self.ids.iter().find(|(it, _)| it == name);
        found.map(|(_, id)| id.as_str())
    }
}

/// The operation that a request is about.
pub(crate) fn route(schema: &Schema, request: &Request<Bytes>) -> Result<Found, Refusal> {
    let prefix = format!("/api/{}/", schema.version.as_str());
    let path = request.uri().path();
    let rest = path.strip_prefix(&prefix).unwrap_or_default();
    let segments: Vec<&str> = rest.split('/').collect();
    match schema.route(request.method().as_str(), &segments) {
        Route::Operation(found) => Ok(found),
        Route::OtherMethod => Err(Refusal::of(
            schema,
            "http_method_not_supported",
            format!("{path} takes another method than {}", request.method()),
        )),
        Route::Nothing => Err(nothing_at(path)),
    }
}

pub(crate) fn nothing_at(path: &str) -> Refusal {
    Refusal::not_found(format!("there is nothing at {path}"))
}

/// Checks a request to an operation.
pub(crate) fn check(
    schema: &Schema,
    found: Found,
    request: &Request<Bytes>,
    settings: &Settings,
) -> Result<Call, Refusal> {
    let name = found.operation;
    authenticate(schema, name, request, settings)?;
    let operation = (schema.operation(name))
        .ok_or_else(|| Refusal::of(schema, "internal_error", format!("{name} is not described")))?;
    host(&operation, request)?;
    headers(schema, &operation, request)?;
    let writes = !request.method().is_safe();
    let query = request.uri().query().unwrap_or_default();
    let mut ignored = Vec::new();
    let params = if !writes {
        if !request.body().is_empty() {
            return Err(Refusal::invalid(format!(
                "a {} has no body",
                request.method()
            )));
        }
        let unknown = settings.lenient_lists.then_some(&mut ignored);
        form::params_and_unknown(schema, &operation, false, form::pairs(query)?, unknown)?
    } else {
        if let Some((name, _)) = form::pairs(query)?.first() {
            return Err(Refusal::param(name, "belongs into the body"));
        }
        // What is wrong with one event of a batch is told in the answer, and refuses no other.
        match name == BATCH {
            true => body(schema, &of_any_elements(&operation), request)?,
            false => body(schema, &operation, request)?,
        }
    };
    let (resource, method) = name.split_once('.').unwrap_or((name, ""));
    Ok(Call {
        resource,
        method,
        ids: operation.ids.iter().cloned().zip(found.ids).collect(),
        operation,
        params,
        writes,
        ignored,
        base: base(request),
        site: site(request).unwrap_or_else(|| settings.site.clone()),
    })
}

/// The site that the host of a request names: `acme` of `acme.chargebee.com` and of `acme.localhost`.
pub(crate) fn site(request: &Request<Bytes>) -> Option<String> {
    let header = || {
        request
            .headers()
            .get("host")
            .and_then(|it| it.to_str().ok())
    };
    let host = request.uri().host().or_else(header)?;
    let host = host.split(':').next().unwrap_or_default();
    match host.split('.').collect::<Vec<_>>().as_slice() {
        [site, .., "chargebee", "com"] | [site, "localhost"] => Some((*site).to_owned()),
        _ => None,
    }
}

pub(crate) fn base(request: &Request<Bytes>) -> String {
    let header = request
        .headers()
        .get("host")
        .and_then(|it| it.to_str().ok());
    let authority = request.uri().authority().map(|it| it.as_str());
    let scheme = request.uri().scheme_str().unwrap_or("http");
    format!("{scheme}://{}", authority.or(header).unwrap_or_default())
}

/// The same operation, where the elements of its lists may be anything.
fn of_any_elements(operation: &Operation) -> Operation {
    let mut operation = operation.clone();
    for param in &mut operation.params {
        if matches!(param.ty, Type::List(_)) {
            param.ty = Type::List(Box::new(Type::Json));
        }
    }
    operation
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
        return Err(Refusal::invalid(format!(
            "the content type should be {expected}"
        )));
    }
    if operation.json {
        return json::params(schema, operation, request.body());
    }
    let text =
        std::str::from_utf8(request.body()).map_err(|_| Refusal::invalid("the body is no form"))?;
    form::params(schema, operation, true, form::pairs(text)?)
}

fn content_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("content-type")?.to_str().ok()?;
    let kind = value.split(';').next().unwrap_or_default();
    Some(kind.trim().to_ascii_lowercase())
}

/// Whether a page in a browser may call it.
fn is_for_browsers(operation: &str) -> bool {
    let resource = operation.split('.').next().unwrap_or_default();
    matches!(resource, "payment_intent" | "estimate")
}

/// The user and the password of a request.
pub(crate) fn credentials(request: &Request<Bytes>) -> Option<(String, String)> {
    let given = request.headers().get("authorization")?.to_str().ok()?;
    // The name of a scheme may be written in any case.
    let (scheme, credentials) = given.split_once(' ')?;
    let credentials = scheme
        .eq_ignore_ascii_case("basic")
        .then(|| BASE64_STANDARD.decode(credentials.trim()).ok())??;
    let credentials = String::from_utf8(credentials).ok()?;
    let (user, password) = credentials.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

/// Basic authentication: the key is the user, the password is empty, the colon is there.
fn authenticate(
    schema: &Schema,
    name: &str,
    request: &Request<Bytes>,
    settings: &Settings,
) -> Result<(), Refusal> {
    let refuse = |code, message: &str| Err(Refusal::of(schema, code, message));
    let Some((user, password)) = credentials(request) else {
        let message = "Basic authentication with the API key as the user is needed";
        return refuse("basic_authentication_failed", message);
    };
    let user = user.as_str();
    let reads_only = settings.read_only_key.as_deref() == Some(user);
    let is_public = settings.publishable_key.as_deref() == Some(user);
    let is_key = settings.key.as_ref().is_none_or(|key| key == user);
    let is_right = !user.is_empty() && (reads_only || is_public || is_key);
    match is_right && password.is_empty() {
        true if is_public && !is_for_browsers(name) => refuse(
            "api_authorization_failed",
            "The API key is publishable: it is for payment intents and estimates",
        ),
        true if reads_only && !request.method().is_safe() => {
            refuse("api_authorization_failed", "The API key may only read")
        }
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
    let labels: Vec<&str> = host.split('.').collect();
    let [site @ .., "chargebee", "com"] = labels.as_slice() else {
        return Ok(());
    };
    let is_it = match (site, operation.sub_domain.as_deref()) {
        ([_], None) => true,
        ([_, given], Some(own)) => *given == own,
        _ => false,
    };
    match is_it {
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
    for name in EVENT_HEADERS {
        if request.headers().get(name).is_some_and(|it| it != DISABLED) {
            return Err(Refusal::invalid(format!("{name} can be {DISABLED} only")));
        }
    }
    let Some(key) = request.headers().get(IDEMPOTENCY_KEY) else {
        return Ok(());
    };
    let problem = match key.to_str() {
        _ if !operation.idempotent => "this operation takes no idempotency key",
        Err(_) => "an idempotency key is ASCII text",
        Ok(key) if key.is_empty() || key.len() > KEY_LENGTH => {
            "an idempotency key has 1 to 100 characters"
        }
        Ok(_) => return Ok(()),
    };
    Err(Refusal::of(schema, "invalid_request", problem))
}

/// Whether events of this request may be told to a webhook.
pub(crate) fn may_tell(request: &Request<Bytes>) -> bool {
    let [actions, _, webhook] = EVENT_HEADERS;
    ![actions, webhook]
        .iter()
        .any(|it| request.headers().contains_key(*it))
}
