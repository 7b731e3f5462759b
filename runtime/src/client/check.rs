//! What cannot be right is refused before anything is sent.

use crate::error::ConfigError;

/// A base URL, without slashes at its end.
pub(super) fn base_url(url: String) -> Result<String, ConfigError> {
    let wrong = |why: &str| {
        ConfigError::new(format!(
            "the base URL {why}: give http(s)://host[:port][/path]"
        ))
    };
    let parsed: http::Uri = url.parse().map_err(|_| wrong("is not a URL"))?;
    if !matches!(parsed.scheme_str(), Some("http" | "https")) {
        return Err(wrong("is neither http nor https"));
    }
    if parsed
        .authority()
        .is_some_and(|authority| authority.as_str().contains('@'))
    {
        return Err(wrong(
            "holds a user or a password; the key is an argument of `Client::builder`",
        ));
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
    path(&parsed).map_err(|why| wrong(&why))?;
    // The default transport has an opinion of its own on hosts, and would refuse each request.
    #[cfg(feature = "reqwest")]
    if reqwest::Url::parse(&url).is_err() {
        return Err(wrong("has no valid host"));
    }
    Ok(url.trim_end_matches('/').to_owned())
}

/// What is wrong with the path of a base URL.
fn path(url: &http::Uri) -> Result<(), String> {
    let path = percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy();
    // Both are what transports make of a path before they send it, or servers of one that they get.
    if path.contains('\\') || path.split('/').any(|it| it == "." || it == "..") {
        return Err("has a path with `.`, `..` or a backslash, which leads elsewhere".to_owned());
    }
    let segments: Vec<String> = (path.split('/').filter(|it| !it.is_empty()))
        .map(str::to_ascii_lowercase)
        .collect();
    if let [.., api, version] = segments.as_slice()
        && api == "api"
        && (version.strip_prefix('v'))
            .is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(format!(
            "ends with `/api/{version}`, which the client adds itself"
        ));
    }
    let host = url.host().unwrap_or_default().to_ascii_lowercase();
    if !segments.is_empty() && (host == "chargebee.com" || host.ends_with(".chargebee.com")) {
        return Err(
            "has a path, and Chargebee has its API at `/api`, which the client adds itself"
                .to_owned(),
        );
    }
    Ok(())
}

/// A base URL that was given, for people: only what could be one, because another may hold a password or a key.
pub(super) fn shown_url(given: &str) -> &str {
    if base_url(given.to_owned()).is_ok() {
        given
    } else {
        "[no base URL]"
    }
}
