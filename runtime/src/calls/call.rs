//! One call: an operation, its ids and arguments, and the request that they make.

mod effort;
mod options;
mod send;

pub use crate::api::Operation;
pub(crate) use effort::{Came, Effort};
pub use http::Method;
pub use options::CallOptions;
pub use send::Sending;
pub(crate) use send::raw;

use crate::{
    Client, Currency, Error, Result, RetryPolicy,
    api::Said,
    client::{clock::Clock, timeouts::Timeouts},
    error::{ConfigError, Secrets},
    values::show::REDACTED,
    wire::{
        args::{self, Arg, Args, IntoArg, Key, Terms},
        custom_fields, form, path,
        record::{Record, Value},
        secrets::secrets,
    },
};
use bytes::Bytes;
use http::{HeaderValue, header};
use options::IDEMPOTENCY_KEY;
use std::{fmt, sync::Arc};

const IDEMPOTENCY_KEY_MAX: usize = 100;
pub(crate) const USER_AGENT: &str = concat!("chargebee-rust/", env!("CARGO_PKG_VERSION"));

/// What every generated request holds.
#[derive(Clone)]
pub struct Call {
    client: Client,
    operation: &'static Operation,
    ids: Vec<String>,
    /// Whether the ids are never printed.
    secret_ids: bool,
    args: Args,
    /// The currency of what the request is about, as the caller holds it.
    currency: Option<Currency>,
    options: CallOptions,
    /// Whether it is sent over the blocking transport.
    blocking: bool,
}

impl Call {
    /// A call of an operation, with the ids of its path in order.
    #[must_use]
    pub fn new(client: &Client, operation: &'static Operation, ids: Vec<String>) -> Self {
        Self {
            client: client.clone(),
            operation,
            ids,
            secret_ids: false,
            args: Args::default(),
            currency: None,
            options: CallOptions::default(),
            blocking: false,
        }
    }

    /// Sets a parameter of the operation, unless the value says to leave it unset.
    pub fn set<T>(&mut self, name: &'static str, value: impl IntoArg<T>) {
        self.set_arg(name, None, value.into_arg());
    }

    /// Sets a parameter of the operation, with a filter operator or sort order where it has one.
    pub fn set_arg(
        &mut self,
        name: &'static str,
        operator: Option<&'static str>,
        arg: Option<Arg>,
    ) {
        self.args.set(Key::Param(name), operator, arg);
    }

    /// Sorts by an attribute; the last one set counts.
    pub fn set_sort(&mut self, name: &'static str, direction: &'static str, attribute: &str) {
        self.args
            .entries
            .retain(|entry| entry.key != Key::Param(name));
        self.set_arg(name, Some(direction), Some(Arg::Text(attribute.to_owned())));
    }

    /// Sets a parameter by its wire name.
    pub fn set_named(&mut self, name: &str, operator: Option<&'static str>, arg: Option<Arg>) {
        let key = match self.operation.params.known(name) {
            Some(name) => Key::Param(name),
            None => Key::Named(name.to_owned()),
        };
        self.args.set(key, operator, arg);
    }

    /// The client that sends it.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// The site that it is sent to, also where the options name another than the client's.
    pub(crate) fn site(&self) -> Arc<str> {
        let other = self.target().map(|client| client.site_name());
        other.unwrap_or_else(|_| self.client.site_name())
    }

    /// What tells the time where it runs; `None` where nothing does.
    pub(crate) fn clock(&self) -> Option<Arc<dyn Clock>> {
        self.client.clock(self.blocking)
    }

    /// The times and the policy of its options, or else of a client.
    pub(crate) fn terms(&self, client: &Client) -> (Timeouts, RetryPolicy) {
        let policy = self.options.retry.as_ref().unwrap_or(client.retry());
        (self.options.timeouts.or(client.timeouts()), policy.clone())
    }

    /// Whether it is sent over the blocking transport.
    pub(crate) fn is_blocking(&self) -> bool {
        self.blocking
    }

    /// Unsets a parameter: what was set with one operator, or else with any.
    pub(crate) fn unset_named(&mut self, name: &str, operator: Option<&str>) {
        self.args.entries.retain(|entry| {
            entry.key.name() != name
                || operator.is_some_and(|operator| entry.operator != Some(operator))
        });
    }

    /// The text that a parameter is set to.
    pub(crate) fn text_of(&self, name: &str) -> Option<&str> {
        let mut entries = self.args.entries.iter();
        let entry = entries.find(|it| matches!(it.key, Key::Param(known) if known == name))?;
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
            self.options.problem = Some(custom_fields::no_name(name));
        }
        self.set_named(name, operator, arg);
    }

    /// Sets the custom fields that a type of the caller's holds.
    pub fn set_custom_fields<T: serde::Serialize + ?Sized>(&mut self, fields: &T) {
        match custom_fields::args(fields) {
            Ok(args) => {
                for (name, arg) in args {
                    self.set_named(&name, None, Some(arg));
                }
            }
            Err(problem) => self.options.problem = Some(problem),
        }
    }

    /// Has the ids of the path never printed: they are part of a secret link.
    #[must_use]
    pub fn with_secret_ids(mut self) -> Self {
        self.secret_ids = true;
        self
    }

    /// Sets the idempotency key. Offered by the operations that take one.
    pub fn set_idempotency_key(&mut self, key: String) {
        self.options.idempotency_key = Some(key);
    }

    /// Sets the currency of what the request is about.
    pub fn set_currency(&mut self, currency: Option<&Currency>) {
        match currency {
            Some(currency) => self.currency = Some(currency.clone()),
            None => {
                self.options.problem = Some(ConfigError::new(
                    "what `currency_of` was given has no currency: the API did not send its `currency_code`",
                ));
            }
        }
    }

    /// What it holds that nothing may print.
    fn secrets(&self) -> Secrets {
        let ids = if self.secret_ids {
            self.ids.as_slice()
        } else {
            &[]
        };
        secrets(ids, &self.args, &self.operation.params)
    }

    /// Adds options.
    pub fn add_options(&mut self, options: CallOptions) {
        self.options.merge(options);
    }

    /// Has it sent over the blocking transport.
    #[cfg(feature = "blocking")]
    pub(crate) fn block(&mut self) {
        self.blocking = true;
    }

    /// The request as it goes over the wire; without the idempotency key that is made for a call when it is sent, and the API key
    /// that a provider is then asked for.
    ///
    /// # Errors
    /// A configuration error where something was set that cannot be sent.
    pub fn to_http(&self) -> Result<http::Request<Bytes>> {
        let client = self.target()?;
        Ok(self.http(&client)?.0)
    }

    /// The client that it is sent by: that of another site, where the options name one.
    fn target(&self) -> Result<Client> {
        match &self.options.tenant {
            Some((site, key)) => self.client.tenant(site, key.clone()),
            None => Ok(self.client.clone()),
        }
    }

    /// The request, and what its money says that the answer is compared with.
    fn http(&self, client: &Client) -> Result<(http::Request<Bytes>, Vec<Said>)> {
        self.build(client).map_err(|problem| {
            let Operation { resource, name, .. } = self.operation;
            Error::Config(ConfigError::new(format!("{resource}.{name}: {problem}")))
        })
    }

    fn build(
        &self,
        client: &Client,
    ) -> std::result::Result<(http::Request<Bytes>, Vec<Said>), ConfigError> {
        let operation = self.operation;
        if self.options.idempotency_key.is_some() && !operation.idempotent {
            return Err(ConfigError::new("the operation takes no idempotency key"));
        }
        if let Some(problem) = self.options.problem.as_ref().or(self.args.problem()) {
            return Err(problem.clone());
        }
        let mut url = client.origin(operation.sub_domain);
        url.push_str("/api/");
        url.push_str(operation.version);
        url.push_str(&path::fill(operation.path, &self.ids).map_err(ConfigError::new)?);
        let mut body = Bytes::new();
        let mut args = self.args.clone();
        args::check_json(&args, &operation.params, operation.json_body)?;
        let terms = Terms {
            table: client.currencies(),
            of: operation.currency.as_ref(),
            given: self.currency.as_ref(),
        };
        let said = args::resolve(&mut args, &operation.params, &terms)?;
        if (self.options.check_requests).unwrap_or(client.checks_requests()) {
            args::check_filters(&args, &operation.params)?;
            args::check_limits(&args, &operation.params)?;
            args::check_members(&args, &operation.params)?;
        }
        let method = &operation.method;
        if !method.is_safe() {
            body = self.body(&args)?.into();
        } else if !args.is_empty() {
            url.push('?');
            url.push_str(&form::encode(&args, &operation.params));
        }
        let mut headers = self.options.headers.clone();
        let post_only = options::POST_HEADERS
            .iter()
            .find(|name| headers.contains_key(*name));
        if let Some(name) = post_only.filter(|_| method.is_safe()) {
            let problem = format!("the header `{name}` is for a POST, and this is a {method}");
            return Err(ConfigError::new(problem));
        }
        if let Some(value) = client.key().authorization()? {
            headers.insert(header::AUTHORIZATION, value);
        }
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
        if let Some(key) = &self.options.idempotency_key {
            headers.insert(IDEMPOTENCY_KEY, idempotency_key(key)?);
        }
        let mut request = http::Request::new(body);
        *request.method_mut() = method.clone();
        *request.uri_mut() =
            (url.parse()).map_err(|_| ConfigError::new("the URL is too long or not valid"))?;
        *request.headers_mut() = headers;
        Ok((request, said))
    }

    fn body(&self, args: &Args) -> std::result::Result<String, ConfigError> {
        let names = &self.operation.params;
        if self.operation.json_body {
            form::to_json(args, names)
                .map_err(|error| ConfigError::new(format!("the body has no JSON form: {error}")))
        } else {
            Ok(form::encode(args, names))
        }
    }
}

/// `cf_tier` or `cs_marketing`, or `customer[cf_tier]` where a group holds it.
fn is_custom_field(name: &str) -> bool {
    let last = name
        .strip_suffix(']')
        .and_then(|name| name.rsplit_once('['));
    custom_fields::is_name(last.map_or(name, |(_, last)| last))
}

fn idempotency_key(key: &str) -> std::result::Result<HeaderValue, ConfigError> {
    let visible = key
        .bytes()
        .all(|byte| byte.is_ascii_graphic() || byte == b' ');
    // Spaces around it would be cut off on the way: it would be another key than the one that the caller keeps.
    if key.is_empty() || key.trim() != key || key.len() > IDEMPOTENCY_KEY_MAX || !visible {
        return Err(ConfigError::new(format!(
            "an idempotency key has 1 to {IDEMPOTENCY_KEY_MAX} visible ASCII characters, without spaces around them"
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
        struct Ids<'a>(&'a Call);
        impl fmt::Debug for Ids<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.0.secret_ids {
                    true => f.write_str(REDACTED),
                    false => fmt::Debug::fmt(&self.0.ids, f),
                }
            }
        }
        let operation = self.operation;
        f.debug_struct("Call")
            .field("site", &self.client.site())
            .field(
                "operation",
                &format_args!("{}.{}", operation.resource, operation.name),
            )
            .field("ids", &Ids(self))
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
