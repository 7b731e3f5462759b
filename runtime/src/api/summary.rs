//! Which call it is, and what was done for it: for errors, metrics and logs.

use super::{Api, Operation};
use http::Method;
use std::{fmt, sync::Arc, time::Duration};

/// Which call something is about: for errors, metrics and logs.
///
/// It has no ids, no parameters and no key: what is told may be kept for long and seen by many.
#[derive(Clone)]
pub struct CallInfo {
    pub(crate) api: &'static Api,
    pub(crate) operation: &'static Operation,
    pub(crate) site: Arc<str>,
    /// `https://acme.chargebee.com`.
    pub(crate) origin: String,
}

impl CallInfo {
    /// The site.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The version of the API: `v2`.
    #[must_use]
    pub fn api_version(&self) -> &'static str {
        self.operation.version
    }

    /// The resource: `invoice`.
    #[must_use]
    pub fn resource(&self) -> &'static str {
        self.operation.resource
    }

    /// The operation of the resource: `record_payment`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation.name
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.operation.method.clone()
    }

    /// The URL without its query, `{}` in place of each id: `https://acme.chargebee.com/api/v2/invoices/{}/record_payment`.
    #[must_use]
    pub fn url(&self) -> String {
        let Operation { version, path, .. } = self.operation;
        format!("{}/api/{version}{path}", self.origin)
    }

    /// The host that is asked, without its port.
    #[must_use]
    pub fn host(&self) -> &str {
        let authority = self.origin.split_once("://").map_or("", |(_, rest)| rest);
        let authority = authority.split('/').next().unwrap_or_default();
        match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => authority,
        }
    }
}

/// `invoice.record_payment`.
impl fmt::Display for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.resource(), self.operation())
    }
}

impl fmt::Debug for CallInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self} ({} {})", self.method(), self.url())
    }
}

/// What was done for a call, whether it gave an answer or an error.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CallSummary {
    /// Which call it was.
    pub info: CallInfo,
    /// How often the request was sent, or an attempt to connect was made.
    pub attempts: u32,
    /// How long everything took, waits included.
    pub elapsed: Duration,
    /// The idempotency key that was sent: the caller's own, or one made for this call. A POST whose outcome is unknown can be
    /// repeated with it, within half an hour, and is then done once.
    pub idempotency_key: Option<String>,
}

impl CallSummary {
    /// Whether the same request may arrive twice without being done twice.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.info.operation.method.is_idempotent() || self.idempotency_key.is_some()
    }
}

/// The end of the line that an error prints.
impl fmt::Display for CallSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { info, attempts, .. } = self;
        let plural = if *attempts == 1 { "" } else { "s" };
        write!(f, "{info}, {} {}", info.method(), info.url())?;
        write!(f, ", {attempts} attempt{plural}")?;
        match &self.idempotency_key {
            Some(key) => write!(f, ", idempotency key {key}"),
            None => Ok(()),
        }
    }
}
