//! The client: which site, with which key, over which transport.

use crate::{error::ConfigError, transport::Transport};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use std::{fmt, marker::PhantomData, sync::Arc, time::Duration};

/// What every generated client holds. Clones share everything; a clone costs a pointer.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    site: String,
    api_key: SecretString,
    base_url: Option<String>,
    transport: Arc<dyn Transport>,
    timeout: Duration,
    max_body: usize,
}

impl Client {
    /// The site, as given.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.0.site
    }

    /// Whether the site is a test site (`acme-test`): no real money moves there.
    #[must_use]
    pub fn is_test_site(&self) -> bool {
        self.0.site.ends_with("-test")
    }

    pub(crate) fn transport(&self) -> &dyn Transport {
        &*self.0.transport
    }

    pub(crate) fn timeout(&self) -> Duration {
        self.0.timeout
    }

    pub(crate) fn max_body(&self) -> usize {
        self.0.max_body
    }

    /// `https://acme.chargebee.com`, or what replaces it.
    pub(crate) fn origin(&self, sub_domain: Option<&str>) -> String {
        match (&self.0.base_url, sub_domain) {
            (Some(base_url), _) => base_url.clone(),
            (None, Some(sub)) => format!("https://{}.{sub}.chargebee.com", self.0.site),
            (None, None) => format!("https://{}.chargebee.com", self.0.site),
        }
    }

    /// Basic auth with the key as user and an empty password, its colon included.
    pub(crate) fn authorization(&self) -> Result<HeaderValue, ConfigError> {
        let key = self.0.api_key.expose_secret();
        let mut value =
            HeaderValue::try_from(format!("Basic {}", STANDARD.encode(format!("{key}:"))))
                .map_err(|_| ConfigError::new("the API key cannot stand in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("site", &self.0.site)
            .field("api_key", &format_args!("[redacted]"))
            .field("base_url", &self.0.base_url)
            .finish_non_exhaustive()
    }
}

/// Puts a client together. Made by `Client::builder(site, api_key)`.
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder<C> {
    site: String,
    api_key: SecretString,
    base_url: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    connect_timeout: Duration,
    timeout: Duration,
    max_body: usize,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Client>> ClientBuilder<C> {
    #[doc(hidden)]
    pub fn new(site: impl Into<String>, api_key: impl Into<String>) -> Self {
        Self {
            site: site.into(),
            api_key: SecretString::from(api_key.into()),
            base_url: None,
            transport: None,
            connect_timeout: Duration::from_secs(10),
            timeout: Duration::from_secs(80),
            max_body: 64 << 20,
            client: PhantomData,
        }
    }

    /// Replaces `https://{site}.chargebee.com` as a whole: for a mock server or a proxy. `/api/v2/...` is added to it.
    ///
    /// Operations on a sub-domain, such as usage ingestion, go there too.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sends over a transport of your own. The connect timeout is then up to it.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// How long connecting may take; 10 seconds if not set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long a call may take as a whole, from connecting to the last byte of the answer; 80 seconds if not set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The largest answer to accept, in bytes after decompression; 64 MiB if not set.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Checks everything and makes the client. Nothing is sent.
    ///
    /// # Errors
    /// Where the site, the key or the base URL cannot be right, or there is no transport.
    pub fn build(self) -> crate::Result<C> {
        check_site(&self.site)?;
        check_key(self.api_key.expose_secret())?;
        let base_url = self.base_url.map(check_base_url).transpose()?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(self.connect_timeout)?,
        };
        Ok(C::from(Client(Arc::new(Inner {
            site: self.site,
            api_key: self.api_key,
            base_url,
            transport,
            timeout: self.timeout,
            max_body: self.max_body,
        }))))
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("site", &self.site)
            .field("api_key", &format_args!("[redacted]"))
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(connect_timeout: Duration) -> Result<Arc<dyn Transport>, ConfigError> {
    let transport = crate::transport::ReqwestTransport::new(connect_timeout)?;
    Ok(Arc::new(transport))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: Duration) -> Result<Arc<dyn Transport>, ConfigError> {
    Err(ConfigError::new(
        "there is no transport: switch the feature `reqwest` on, or give one with `ClientBuilder::transport`",
    ))
}

/// A site is one label of a host name, so that a name from a configuration file cannot lead the key to another host.
fn check_site(site: &str) -> Result<(), ConfigError> {
    let label = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if site.is_empty()
        || site.len() > 63
        || !site.bytes().all(label)
        || site.starts_with('-')
        || site.ends_with('-')
    {
        return Err(ConfigError::new(format!(
            "`{}` is no site name: give `acme` for acme.chargebee.com",
            site.escape_debug()
        )));
    }
    Ok(())
}

fn check_key(key: &str) -> Result<(), ConfigError> {
    if key.is_empty() {
        return Err(ConfigError::new("the API key is empty"));
    }
    if !key
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b':')
    {
        return Err(ConfigError::new(
            "the API key holds a character that no key has, such as a space or a line end",
        ));
    }
    Ok(())
}

fn check_base_url(url: String) -> Result<String, ConfigError> {
    let wrong = |why: &str| {
        ConfigError::new(format!(
            "the base URL {why}: give http(s)://host[:port][/path]"
        ))
    };
    let parsed: http::Uri = url.parse().map_err(|_| wrong("is no URL"))?;
    if !matches!(parsed.scheme_str(), Some("http" | "https")) {
        return Err(wrong("is neither http nor https"));
    }
    if parsed
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
    {
        return Err(wrong("holds a user"));
    }
    let port = parsed
        .authority()
        .map(|it| it.as_str().rsplit(']').next().unwrap_or_default());
    if port.is_some_and(|rest| rest.contains(':')) && parsed.port_u16().is_none() {
        return Err(wrong("has no valid port"));
    }
    if parsed.query().is_some() || url.contains('#') {
        return Err(wrong("holds a query or a fragment"));
    }
    Ok(url.trim_end_matches('/').to_owned())
}
