//! Who sent it: basic auth and secrets in the URL.
//!
//! A secret is compared with every one that may be given, to the last byte. How long that takes depends on what was sent, and not on
//! how much of it is right.

use super::rejection::{Reason, Rejection};
use crate::error::ConfigError;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{HeaderMap, Uri, header::AUTHORIZATION};
use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use subtle::{Choice, ConstantTimeEq as _};

/// What a sender must know. Of each kind that there is, one secret is enough, so that they can be replaced one after the other.
#[derive(Default)]
pub(super) struct Secrets {
    /// User, colon and password.
    credentials: Vec<SecretString>,
    in_url: Vec<SecretString>,
}

impl Secrets {
    pub(super) fn is_empty(&self) -> bool {
        self.credentials.is_empty() && self.in_url.is_empty()
    }

    /// Refuses what nobody could send, or anybody.
    pub(super) fn add_credentials(
        &mut self,
        user: &str,
        password: &SecretString,
    ) -> Result<(), ConfigError> {
        let password = password.expose_secret();
        if user.is_empty() || password.is_empty() {
            return Err(ConfigError::new(
                "the user or the password of a webhook is empty: give both as they stand in the webhook's settings",
            ));
        }
        if user.contains(':') {
            return Err(ConfigError::new(
                "the user of a webhook holds a colon: basic auth takes it for the end of the name",
            ));
        }
        self.credentials.push(format!("{user}:{password}").into());
        Ok(())
    }

    pub(super) fn add_url_secret(&mut self, secret: SecretString) -> Result<(), ConfigError> {
        const SHORTEST: usize = 16;
        if secret.expose_secret().len() < SHORTEST {
            return Err(ConfigError::new(
                "the secret in the URL of a webhook is too short to be one: give at least 16 random characters",
            ));
        }
        self.in_url.push(secret);
        Ok(())
    }

    pub(super) fn check(&self, headers: &HeaderMap, url: &Uri) -> Result<(), Rejection> {
        if !self.credentials.is_empty() {
            let given = basic(headers)?;
            if !known(given.expose_secret(), &self.credentials) {
                return Err(Reason::Credentials.because("the credentials are wrong"));
            }
        }
        if !self.in_url.is_empty() && !self.in_url(url) {
            return Err(Reason::Credentials.because("the URL does not hold its secret"));
        }
        Ok(())
    }

    /// Whether a segment of the path or a value of the query is a secret.
    fn in_url(&self, url: &Uri) -> bool {
        let query = url.query().unwrap_or_default().split('&');
        let values = query.map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value));
        let places = url.path().split('/').chain(values);
        places.fold(false, |found, place| {
            let place: Vec<u8> = percent_decode_str(place).collect();
            found | known(&place, &self.in_url)
        })
    }
}

/// What stands in the header, decoded.
fn basic(headers: &HeaderMap) -> Result<SecretSlice<u8>, Rejection> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let Some(header) = all.next() else {
        return Err(Reason::Credentials.because("there are no credentials"));
    };
    let unreadable = || Reason::Credentials.because("the credentials are not those of basic auth");
    // Which of several counts is a question that servers on the way may answer otherwise.
    if all.next().is_some() {
        return Err(unreadable());
    }
    let (scheme, encoded) = (header.to_str().ok())
        .and_then(|it| it.trim().split_once(' '))
        .ok_or_else(unreadable)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(unreadable());
    }
    let decoded = STANDARD.decode(encoded.trim());
    decoded.map(SecretSlice::from).map_err(|_| unreadable())
}

/// Whether it is one of them; all are compared.
fn known(given: &[u8], secrets: &[SecretString]) -> bool {
    let found = secrets.iter().fold(Choice::from(0), |found, secret| {
        found | equal(given, secret.expose_secret().as_bytes())
    });
    found.into()
}

/// As many bytes are compared as were given, however long the secret is.
fn equal(given: &[u8], secret: &[u8]) -> Choice {
    let lengths = given.len().ct_eq(&secret.len());
    let pairs = given.iter().zip(secret.iter().cycle());
    pairs.fold(lengths, |same, (left, right)| same & left.ct_eq(right))
}

#[cfg(test)]
mod tests;
