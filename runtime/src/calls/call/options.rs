//! What can be said for a single call, whatever the operation.

use crate::{
    client::{IntoKey, key::Key, retry::RetryPolicy, shown, timeouts::Timeouts},
    error::ConfigError,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::{fmt, net::IpAddr, time::Duration};

pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("chargebee-idempotency-key");
pub(crate) const RETRY_ATTEMPT: HeaderName = HeaderName::from_static("x-cb-retry-attempt");
const BUSINESS_ENTITY: HeaderName = HeaderName::from_static("chargebee-business-entity-id");
const ORIGIN_IP: HeaderName = HeaderName::from_static("chargebee-request-origin-ip");
const ORIGIN_USER: HeaderName = HeaderName::from_static("chargebee-request-origin-user");
const ORIGIN_USER_ENCODED: HeaderName =
    HeaderName::from_static("chargebee-request-origin-user-encoded");
const ORIGIN_DEVICE: HeaderName = HeaderName::from_static("chargebee-request-origin-device");
const EVENT_ACTIONS: HeaderName = HeaderName::from_static("chargebee-event-actions");
const EVENT_EMAIL: HeaderName = HeaderName::from_static("chargebee-event-email");
const EVENT_WEBHOOK: HeaderName = HeaderName::from_static("chargebee-event-webhook");

/// Headers that the API reads with a POST only.
pub(super) static POST_HEADERS: [HeaderName; 3] = [EVENT_ACTIONS, EVENT_EMAIL, EVENT_WEBHOOK];

/// Headers that the client sets itself, because a wrong one would break or reroute the request.
static OWN_HEADERS: [HeaderName; 6] = [
    header::ACCEPT,
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    header::HOST,
    header::USER_AGENT,
    RETRY_ATTEMPT,
];

/// Headers about the way of a request, which the transport sees to: how it is connected, cut into pieces and packed.
static TRANSPORT_HEADERS: [HeaderName; 13] = [
    header::ACCEPT_ENCODING,
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::EXPECT,
    HeaderName::from_static("http2-settings"),
    HeaderName::from_static("keep-alive"),
    header::PROXY_AUTHORIZATION,
    HeaderName::from_static("proxy-connection"),
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// Headers that ask for something else than the whole answer to what the operation is.
static OTHER_ANSWERS: [HeaderName; 9] = [
    header::IF_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_NONE_MATCH,
    header::IF_RANGE,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
    HeaderName::from_static("x-http-method"),
    HeaderName::from_static("x-http-method-override"),
    HeaderName::from_static("x-method-override"),
];

/// Why a header cannot be given, where it cannot.
fn refused(name: &HeaderName) -> Option<&'static str> {
    if OWN_HEADERS.contains(name) {
        Some("is set by the client")
    } else if TRANSPORT_HEADERS.contains(name) {
        Some(
            "is about how the request travels, which the transport sees to: leave it out, or set the transport up for it",
        )
    } else if OTHER_ANSWERS.contains(name) {
        Some(
            "asks for another answer than that of the operation, which could not be read: leave it out",
        )
    } else {
        None
    }
}

/// What can be said for a single call, whatever the operation. Options that are added later win.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// use chargebee::{CallOptions, retry::RetryPolicy};
/// use std::time::Duration;
///
/// let options = CallOptions::new()
///     .business_entity("eu")
///     .origin_ip([192, 0, 2, 9])
///     .without_event_emails()
///     .timeout(Duration::from_secs(20))
///     .retry(RetryPolicy::none());
/// # let _ = options;
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct CallOptions {
    pub(super) headers: HeaderMap,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: Option<RetryPolicy>,
    pub(super) idempotency_key: Option<String>,
    pub(super) tenant: Option<(String, Key)>,
    pub(super) check_requests: Option<bool>,
    pub(super) problem: Option<ConfigError>,
}

impl CallOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a request header. Refused when the call is sent are those that the client sets itself, those about how the request
    /// travels (`connection`, `accept-encoding`, `expect`, `te`, `proxy-authorization`, ...), and those that ask for another
    /// answer (`range`, `if-none-match`, ...). A key goes to [`idempotency_key`](Self::idempotency_key), and what a proxy
    /// wants to the transport.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            (Ok(name), _) if name == IDEMPOTENCY_KEY => {
                self.problem = Some(ConfigError::new(format!(
                    "the header `{name}` is set by the client: give the key to `idempotency_key`"
                )));
                // Where the operation takes none, that is what is wrong.
                self.idempotency_key = Some(value.to_owned());
            }
            (Ok(name), Ok(value)) => match refused(&name) {
                Some(why) => {
                    self.problem = Some(ConfigError::new(format!("the header `{name}` {why}")));
                }
                None => {
                    self.headers.insert(name, value);
                }
            },
            _ => {
                let name = name.escape_debug();
                self.problem = Some(ConfigError::new(format!(
                    "the header `{name}` cannot be sent: its name or its value is not valid"
                )));
            }
        }
        self
    }

    /// The business entity that the call is about, on a site that has several.
    pub fn business_entity(self, id: &str) -> Self {
        self.header(BUSINESS_ENTITY.as_str(), id)
    }

    /// The address of the customer or user on whose behalf the call is made.
    pub fn origin_ip(self, address: impl Into<IpAddr>) -> Self {
        self.header(ORIGIN_IP.as_str(), &address.into().to_string())
    }

    /// The email address of the user on whose behalf the call is made. It must be ASCII;
    /// [`origin_user_encoded`](Self::origin_user_encoded) takes any.
    pub fn origin_user(mut self, email: &str) -> Self {
        if email.is_ascii() {
            self.header(ORIGIN_USER.as_str(), email)
        } else {
            self.problem = Some(ConfigError::new(
                "the origin user is not ASCII: give it to `origin_user_encoded`",
            ));
            self
        }
    }

    /// The same for any email address. It is sent in Base64.
    pub fn origin_user_encoded(self, email: &str) -> Self {
        self.header(ORIGIN_USER_ENCODED.as_str(), &STANDARD.encode(email))
    }

    /// The device that the user works with.
    pub fn origin_device(self, device: &str) -> Self {
        self.header(ORIGIN_DEVICE.as_str(), device)
    }

    /// Nothing that the site does after events happens for this call: no webhook, no email, no other action. For a POST only.
    pub fn without_event_actions(self) -> Self {
        self.header(EVENT_ACTIONS.as_str(), "all-disabled")
    }

    /// No email is sent for the events of this call. For a POST only.
    pub fn without_event_emails(self) -> Self {
        self.header(EVENT_EMAIL.as_str(), "all-disabled")
    }

    /// No webhook is sent for the events of this call. For a POST only.
    pub fn without_event_webhooks(self) -> Self {
        self.header(EVENT_WEBHOOK.as_str(), "all-disabled")
    }

    /// The idempotency key, in place of the one that is made for the call: 1 to 100 visible ASCII characters, without spaces
    /// around them. Refused when the call is sent, where the operation takes none.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.idempotency_key = Some(key.into());
        self
    }

    /// How often, how soon and after what the call is tried again, in place of the client's policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// How long the call may take as a whole, in place of the client's timeout.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.total = Some(timeout);
        self
    }

    /// How long one attempt may take, in place of the client's.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.attempt = Some(timeout);
        self
    }

    /// How long connecting may take, in place of the client's. Where a connection is open already, nothing is connected.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.timeouts.connect = Some(timeout);
        self
    }

    /// Whether the values of the call are checked before it is sent, in place of what the client does; see
    /// [`ClientBuilder::check_requests`](crate::ClientBuilder::check_requests).
    pub fn check_requests(mut self, check: bool) -> Self {
        self.check_requests = Some(check);
        self
    }

    /// Sends the call to another site, with a key of that site, over the connections of this client. A base URL that replaces
    /// the host stays as it is.
    pub fn site(mut self, site: impl Into<String>, api_key: impl IntoKey) -> Self {
        self.tenant = Some((site.into(), api_key.into_key()));
        self
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.headers.extend(other.headers);
        self.timeouts = other.timeouts.or(self.timeouts);
        self.retry = other.retry.or(self.retry.take());
        self.idempotency_key = other.idempotency_key.or(self.idempotency_key.take());
        self.tenant = other.tenant.or(self.tenant.take());
        self.check_requests = other.check_requests.or(self.check_requests);
        self.problem = other.problem.or(self.problem.take());
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Header values may name a customer's user or address.
        f.debug_struct("CallOptions")
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .field("site", &self.tenant.as_ref().map(|(site, _)| shown(site)))
            .field("check_requests", &self.check_requests)
            .finish_non_exhaustive()
    }
}
