//! One call: an operation, its ids and arguments, and how to send it.

use crate::{
    Client, Error, Response, Result,
    args::{Arg, ArgValue as _, Args, IntoArg, Key, Names, ParamValue},
    error::ConfigError,
    form, path,
    record::{Record, Value},
    response::RawResponse,
    transport::{BoxFuture, TransportRequest},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use std::{
    fmt,
    future::Future,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

/// The static description of an operation.
#[derive(Debug)]
pub struct Operation {
    /// The version of the API as it stands in the path: `v2`.
    pub version: &'static str,
    /// The resource it belongs to, such as `subscription`.
    pub resource: &'static str,
    /// Its name, such as `create_with_items`.
    pub name: &'static str,
    /// Whether it is a POST; a GET otherwise. The API knows no other method.
    pub post: bool,
    /// The path below the version, with `{}` for each id.
    pub path: &'static str,
    /// The part of the host between the site and the domain.
    pub sub_domain: Option<&'static str>,
    /// Whether the body is JSON; a form otherwise.
    pub json_body: bool,
    /// The parameters.
    pub params: Names,
}

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("chargebee-idempotency-key");
const IDEMPOTENCY_KEY_MAX: usize = 100;
const USER_AGENT: &str = concat!("chargebee-rust/", env!("CARGO_PKG_VERSION"));

/// Headers that the client sets itself, because a wrong one would break or reroute the request.
const OWN_HEADERS: [HeaderName; 8] = [
    header::ACCEPT,
    header::AUTHORIZATION,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::HOST,
    header::TRANSFER_ENCODING,
    header::USER_AGENT,
    IDEMPOTENCY_KEY,
];

/// What can be said for a single call, whatever the operation.
#[derive(Clone, Default)]
#[must_use]
pub struct CallOptions {
    headers: HeaderMap,
    timeout: Option<Duration>,
    problem: Option<ConfigError>,
}

impl CallOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a request header. Those that the client sets itself are refused when the call is sent.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            (Ok(name), Ok(_)) if OWN_HEADERS.contains(&name) => {
                self.problem = Some(ConfigError::new(format!(
                    "the header `{name}` is set by the client"
                )));
            }
            (Ok(name), Ok(value)) => {
                self.headers.insert(name, value);
            }
            _ => {
                let name = name.escape_debug();
                self.problem = Some(ConfigError::new(format!(
                    "the header `{name}` cannot be sent: its name or its value is not valid"
                )));
            }
        }
        self
    }

    /// How long the call may take as a whole, in place of the client's timeout.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    fn merge(&mut self, other: Self) {
        self.headers.extend(other.headers);
        self.timeout = other.timeout.or(self.timeout);
        self.problem = other.problem.or(self.problem.take());
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Header values may name a customer's user or address.
        f.debug_struct("CallOptions")
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("timeout", &self.timeout)
            .finish()
    }
}

/// What every generated request holds.
#[derive(Clone)]
pub struct Call {
    client: Client,
    operation: &'static Operation,
    ids: Vec<String>,
    args: Args,
    idempotency_key: Option<String>,
    options: CallOptions,
}

impl Call {
    /// A call of an operation, with the ids of its path in order.
    #[must_use]
    pub fn new(client: &Client, operation: &'static Operation, ids: Vec<String>) -> Self {
        Self {
            client: client.clone(),
            operation,
            ids,
            args: Args::default(),
            idempotency_key: None,
            options: CallOptions::default(),
        }
    }

    /// Sets parameter `index`, unless the value says to leave it unset.
    pub fn set<T>(&mut self, index: u16, value: impl IntoArg<T>) {
        self.set_arg(index, None, value.into_arg());
    }

    /// Sets parameter `index`, with a filter operator or sort order where it has one.
    pub fn set_arg(&mut self, index: u16, operator: Option<&'static str>, arg: Option<Arg>) {
        self.args.set(Key::Param(index), operator, arg);
    }

    /// Sorts by an attribute; the last one set counts.
    pub fn set_sort(&mut self, index: u16, direction: &'static str, attribute: &str) {
        self.args
            .entries
            .retain(|entry| entry.key != Key::Param(index));
        self.set_arg(
            index,
            Some(direction),
            Some(Arg::Text(attribute.to_owned())),
        );
    }

    /// Sets a parameter by its wire name.
    pub fn set_named(&mut self, name: &str, operator: Option<&'static str>, arg: Option<Arg>) {
        let known = (self.operation.params.names.iter()).position(|known| *known == name);
        let key = match known.and_then(|index| u16::try_from(index).ok()) {
            Some(index) => Key::Param(index),
            None => Key::Named(name.to_owned()),
        };
        self.args.set(key, operator, arg);
    }

    /// The text that a parameter is set to.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        let names = self.operation.params.names;
        let index = names.iter().position(|known| *known == name)?;
        let key = Key::Param(u16::try_from(index).ok()?);
        let entry = self.args.entries.iter().find(|entry| entry.key == key)?;
        match &entry.arg {
            Arg::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Sets a custom field, whose name must say that it is one.
    pub fn set_custom_field(
        &mut self,
        name: &str,
        operator: Option<&'static str>,
        arg: Option<Arg>,
    ) {
        if !is_custom_field(name) {
            self.options.problem = Some(ConfigError::new(format!(
                "`{}` is no custom field: their names start with `cf_`",
                name.escape_debug()
            )));
        }
        self.set_named(name, operator, arg);
    }

    /// Sets a parameter that the crate does not know, by its wire name.
    pub fn set_unknown(&mut self, name: &str, value: ParamValue) {
        self.set_named(name, None, Some(value.to_arg()));
    }

    /// Sets a custom field to a value.
    pub fn set_custom(&mut self, name: &str, value: ParamValue) {
        self.set_custom_field(name, None, Some(value.to_arg()));
    }

    /// Sets the idempotency key. Offered by the operations that take one.
    pub fn set_idempotency_key(&mut self, key: String) {
        self.idempotency_key = Some(key);
    }

    /// Adds options.
    pub fn add_options(&mut self, options: CallOptions) {
        self.options.merge(options);
    }

    /// The request as it goes over the wire.
    ///
    /// # Errors
    /// A configuration error where something was set that cannot be sent.
    pub fn to_http(&self) -> Result<http::Request<Bytes>> {
        self.build().map_err(|problem| {
            let Operation { resource, name, .. } = self.operation;
            Error::Config(ConfigError::new(format!("{resource}.{name}: {problem}")))
        })
    }

    fn build(&self) -> std::result::Result<http::Request<Bytes>, ConfigError> {
        if let Some(problem) = &self.options.problem {
            return Err(problem.clone());
        }
        let operation = self.operation;
        let mut url = self.client.origin(operation.sub_domain);
        url.push_str("/api/");
        url.push_str(operation.version);
        url.push_str(&path::fill(operation.path, &self.ids).map_err(ConfigError::new)?);
        let mut body = Bytes::new();
        if operation.post {
            body = self.body()?.into();
        } else if !self.args.is_empty() {
            url.push('?');
            url.push_str(&form::encode(&self.args, &operation.params));
        }
        let mut headers = self.options.headers.clone();
        headers.insert(header::AUTHORIZATION, self.client.authorization()?);
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(USER_AGENT));
        if !body.is_empty() {
            let kind = if operation.json_body {
                "application/json"
            } else {
                "application/x-www-form-urlencoded"
            };
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        if let Some(key) = &self.idempotency_key {
            headers.insert(IDEMPOTENCY_KEY, idempotency_key(key)?);
        }
        let mut request = http::Request::new(body);
        *request.method_mut() = if operation.post {
            Method::POST
        } else {
            Method::GET
        };
        *request.uri_mut() =
            (url.parse()).map_err(|_| ConfigError::new("the URL is too long or not valid"))?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn body(&self) -> std::result::Result<String, ConfigError> {
        let names = &self.operation.params;
        if self.operation.json_body {
            form::to_json(&self.args, names)
                .map_err(|error| ConfigError::new(format!("the body has no JSON form: {error}")))
        } else {
            Ok(form::encode(&self.args, names))
        }
    }

    async fn execute(self) -> Result<RawResponse> {
        let request = TransportRequest::new(
            self.to_http()?,
            self.options.timeout.unwrap_or(self.client.timeout()),
            self.client.max_body(),
        );
        let (parts, body) = self.client.transport().send(request).await?.into_parts();
        Ok(RawResponse {
            status: parts.status,
            headers: parts.headers,
            body,
        })
    }
}

/// `cf_tier`, or `customer[cf_tier]` where a group holds it.
fn is_custom_field(name: &str) -> bool {
    let last = name
        .strip_suffix(']')
        .and_then(|name| name.rsplit_once('['));
    last.map_or(name, |(_, last)| last).starts_with("cf_")
}

fn idempotency_key(key: &str) -> std::result::Result<HeaderValue, ConfigError> {
    let visible = key
        .bytes()
        .all(|byte| byte.is_ascii_graphic() || byte == b' ');
    if key.trim().is_empty() || key.len() > IDEMPOTENCY_KEY_MAX || !visible {
        return Err(ConfigError::new(format!(
            "an idempotency key has 1 to {IDEMPOTENCY_KEY_MAX} visible ASCII characters"
        )));
    }
    HeaderValue::from_str(key).map_err(|_| ConfigError::new("the idempotency key cannot be sent"))
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Params<'a>(&'a Call);
        impl fmt::Debug for Params<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0
                    .args
                    .debug(&self.0.operation.params, &mut f.debug_map())
            }
        }
        let operation = self.operation;
        f.debug_struct("Call")
            .field("site", &self.client.site())
            .field(
                "operation",
                &format_args!("{}.{}", operation.resource, operation.name),
            )
            .field("ids", &self.ids)
            .field("params", &Params(self))
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// A generated request.
pub trait Request: Clone {
    /// What it answers.
    type Response: Record + Value;
    /// The call below it.
    fn call(&self) -> &Call;
    /// The same, to set parameters.
    fn call_mut(&mut self) -> &mut Call;
    /// The call, taken out.
    fn into_call(self) -> Call;
}

/// A call on its way. Nothing is sent before it is awaited; dropping it cancels the call.
#[must_use = "nothing is sent until this is awaited"]
pub struct Sending<T> {
    future: BoxFuture<'static, Result<RawResponse>>,
    answer: PhantomData<fn() -> T>,
}

impl<T> Sending<T> {
    /// Starts a call when first polled.
    pub fn new(call: Call) -> Self {
        Self {
            future: Box::pin(call.execute()),
            answer: PhantomData,
        }
    }
}

impl<T: Record + Value> Future for Sending<T> {
    type Output = Result<Response<T>>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let raw = std::task::ready!(self.get_mut().future.as_mut().poll(context));
        Poll::Ready(raw.and_then(Response::decode))
    }
}

impl<T> fmt::Debug for Sending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sending")
    }
}
