//! What cannot be right is refused before anything is sent.

use crate::error::ConfigError;

/// The name of a site, in lower case as hosts are told apart. It is one label of a host name, so that a name from a
/// configuration file cannot lead the key to another host.
pub(super) fn site(site: &str) -> Result<String, ConfigError> {
    let label = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let site_name = site.to_ascii_lowercase();
    if site.is_empty()
        || site.len() > 63
        || !site.bytes().all(label)
        || site.starts_with('-')
        || site.ends_with('-')
        // What is said to be encoded and may not be.
        || site_name.starts_with("xn--")
    {
        // What was given may be the key, in the wrong place.
        return Err(ConfigError::new(
            "what was given as the site is no name of one: give `acme` for acme.chargebee.com",
        ));
    }
    Ok(site_name)
}

/// A site that was given, for people: only what could be one.
pub(crate) fn shown(given: &str) -> &str {
    if site(given).is_ok() {
        given
    } else {
        "[no name of a site]"
    }
}

pub(super) fn key(key: &str) -> Result<(), ConfigError> {
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

pub(super) fn base_url(url: String) -> Result<String, ConfigError> {
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
    // The default transport has an opinion of its own on hosts, and would refuse each request.
    #[cfg(feature = "reqwest")]
    if reqwest::Url::parse(&url).is_err() {
        return Err(wrong("has no valid host"));
    }
    Ok(url.trim_end_matches('/').to_owned())
}
