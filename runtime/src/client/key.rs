//! The API key: one that stays, or one that a program's own provider gives whenever it is needed.

mod cached;

pub use cached::CachedKey;

use super::clock::Clock;
use crate::{error::ConfigError, transport::BoxFuture};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use std::{borrow::Cow, error::Error as StdError, fmt, sync::Arc};

/// An API key. It is wiped from memory when it is dropped, and never printed.
#[derive(Clone)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// A key as the site shows it. A client refuses what cannot be one.
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Self(SecretString::from(key.into()))
    }

    /// Refuses what cannot be a key.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let key = self.0.expose_secret();
        if key.is_empty() {
            return Err(ConfigError::new("the API key is empty"));
        }
        let part = |byte: u8| byte.is_ascii_graphic() && byte != b':';
        if !key.bytes().all(part) {
            return Err(ConfigError::new(
                "the API key holds a character that no key has, such as a space or a line end",
            ));
        }
        Ok(())
    }

    /// Basic auth with the key as user and an empty password, its colon included.
    pub(crate) fn authorization(&self) -> Result<HeaderValue, ConfigError> {
        self.check()?;
        let user = format!("{}:", self.0.expose_secret());
        let mut value = HeaderValue::try_from(format!("Basic {}", STANDARD.encode(user)))
            .map_err(|_| ConfigError::new("the API key cannot stand in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl PartialEq for ApiKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl Eq for ApiKey {}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey([redacted])")
    }
}

/// What a request that is about to be sent needs a key for.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct AskKey<'a> {
    /// The site. Each has keys of its own.
    pub site: &'a str,
    /// The key that the API has just refused (401): give another one, which is not from a cache.
    pub refused: Option<&'a ApiKey>,
    /// What tells the time; nothing does where the client has no clock.
    pub clock: Option<&'a dyn Clock>,
}

impl fmt::Debug for AskKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AskKey")
            .field("site", &self.site)
            .field("refused", &self.refused)
            .finish_non_exhaustive()
    }
}

/// Gives the API key: from a vault, a file that is replaced, or whatever a program has. A client takes one in place of a key.
///
/// Every attempt of a call asks, so that a new key counts from the next page of a walk on; wrap the provider into a
/// [`CachedKey`] where asking takes time. After a 401 it is asked once more in the same call, with the key that was refused,
/// and the request is sent again if it gives another one: the API looks at the key before it does anything. Where it does not,
/// the 401 is the error of the call.
///
/// The time of the call bounds the wait. A call that gets no key sends nothing
/// ([`TransportErrorKind::NoKey`](crate::error::TransportErrorKind::NoKey)), and is not tried again: retry inside, where that
/// helps. A blocking call waits on its own thread, where a future that needs an async runtime makes no progress.
///
/// ```
/// # use chargebee_runtime as chargebee;
/// use chargebee::{key::{ApiKey, AskKey, KeyProvider}, transport::BoxFuture};
/// use std::{error::Error, path::PathBuf};
///
/// /// A file that the platform replaces when the key is rotated.
/// struct KeyFile(PathBuf);
///
/// impl KeyProvider for KeyFile {
///     fn key<'a>(&'a self, _: AskKey<'a>) -> BoxFuture<'a, Result<ApiKey, Box<dyn Error + Send + Sync>>> {
///         Box::pin(async { Ok(ApiKey::new(std::fs::read_to_string(&self.0)?.trim())) })
///     }
/// }
/// ```
pub trait KeyProvider: Send + Sync + 'static {
    /// The key to send with a request. The text of the error stands in that of the call's error, whose source it is, and must not
    /// hold secrets.
    fn key<'a>(
        &'a self,
        ask: AskKey<'a>,
    ) -> BoxFuture<'a, Result<ApiKey, Box<dyn StdError + Send + Sync>>>;
}

impl<T: KeyProvider + ?Sized> KeyProvider for Arc<T> {
    fn key<'a>(
        &'a self,
        ask: AskKey<'a>,
    ) -> BoxFuture<'a, Result<ApiKey, Box<dyn StdError + Send + Sync>>> {
        (**self).key(ask)
    }
}

/// What a client takes as its key: text, an [`ApiKey`], or a [`KeyProvider`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` gives no API key",
    note = "give the key as text, or a type that implements `KeyProvider`"
)]
pub trait IntoKey {
    #[doc(hidden)]
    fn into_key(self) -> Key;
}

/// Where the key of a client comes from.
#[doc(hidden)]
#[derive(Clone)]
pub struct Key(Source);

#[derive(Clone)]
enum Source {
    Text(ApiKey),
    Provider(Arc<dyn KeyProvider>),
}

impl Key {
    /// Refuses what cannot be a key, where it is known.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        match &self.0 {
            Source::Text(key) => key.check(),
            Source::Provider(_) => Ok(()),
        }
    }

    /// The header, where the key is known without asking.
    pub(crate) fn authorization(&self) -> Result<Option<HeaderValue>, ConfigError> {
        match &self.0 {
            Source::Text(key) => key.authorization().map(Some),
            Source::Provider(_) => Ok(None),
        }
    }

    /// Whom to ask.
    pub(crate) fn provider(&self) -> Option<&dyn KeyProvider> {
        match &self.0 {
            Source::Text(_) => None,
            Source::Provider(provider) => Some(&**provider),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Source::Text(_) => "[redacted]",
            Source::Provider(_) => "[from a provider]",
        })
    }
}

impl<T: KeyProvider> IntoKey for T {
    fn into_key(self) -> Key {
        Key(Source::Provider(Arc::new(self)))
    }
}

impl IntoKey for ApiKey {
    fn into_key(self) -> Key {
        Key(Source::Text(self))
    }
}

macro_rules! text {
    ($($type:ty),*) => { $(
        impl IntoKey for $type {
            fn into_key(self) -> Key {
                ApiKey::new(self).into_key()
            }
        }
    )* };
}

text!(&str, String, &String, Box<str>, Cow<'_, str>);
