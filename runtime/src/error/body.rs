//! What a body is that is not JSON: servers on the way, such as proxies, answer with pages of their own.

use http::{HeaderMap, StatusCode, header};
use serde::de::IgnoredAny;
use std::fmt;

/// What it is; `None` for JSON, whole or not.
pub(super) fn not_json(headers: &HeaderMap, body: &[u8]) -> Option<&'static str> {
    let body = body
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(body)
        .trim_ascii();
    match body.first() {
        None => return Some("an empty body"),
        Some(b'{' | b'[' | b'"') => return None,
        Some(_) if serde_json::from_slice::<IgnoredAny>(body).is_ok() => return None,
        Some(_) => {}
    }
    let said = headers
        .get(header::CONTENT_TYPE)
        .and_then(|it| it.to_str().ok());
    let said = said.unwrap_or_default().to_ascii_lowercase();
    let begins = |with: &str| {
        (body.get(..with.len())).is_some_and(|it| it.eq_ignore_ascii_case(with.as_bytes()))
    };
    let html = begins("<!doctype html") || begins("<html") || said.contains("html");
    Some(if !body.starts_with(b"<") {
        match std::str::from_utf8(body) {
            Ok(text) if !text.contains(|c: char| c.is_control() && !c.is_whitespace()) => {
                "plain text"
            }
            _ => "bytes that are no text",
        }
    } else if !html && (begins("<?xml") || said.contains("xml")) {
        "an XML document"
    } else {
        "an HTML page"
    })
}

/// A status in full: `502 Bad Gateway`.
pub(super) struct InFull(pub(super) StatusCode);

impl fmt::Display for InFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())?;
        match self.0.canonical_reason() {
            Some(reason) => write!(f, " {reason}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_body_is_told_by_how_it_begins_and_by_what_is_said_of_it() {
        for (said, body, what) in [
            ("text/html", "<html>", Some("an HTML page")),
            ("", "\n <!DOCTYPE HTML PUBLIC>", Some("an HTML page")),
            ("", "<center>502</center>", Some("an HTML page")),
            (
                "",
                "<?xml version=\"1.0\"?><Error/>",
                Some("an XML document"),
            ),
            ("", "<?xml version=\"1.0\"?><html>", Some("an XML document")),
            (
                "application/xhtml+xml",
                "<?xml version=\"1.0\"?><html>",
                Some("an HTML page"),
            ),
            ("application/xml", "<Error>", Some("an XML document")),
            ("application/json", "<html>", Some("an HTML page")),
            ("text/plain", "upstream connect error", Some("plain text")),
            ("text/html", "Bad Gateway", Some("plain text")),
            ("application/json", " \r\n", Some("an empty body")),
            ("", "\u{0}\u{1}\u{2}", Some("bytes that are no text")),
            ("text/html", "{\"a\":", None),
            ("", "\u{feff}{\"a\":1}", None),
            ("", "null", None),
            ("", "7", None),
            ("", "nul", Some("plain text")),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(said));
            assert_eq!(not_json(&headers, body.as_bytes()), what, "{said} {body:?}");
        }
        let bytes = [0x1f, 0x8b, 0xff];
        assert_eq!(
            not_json(&HeaderMap::new(), &bytes),
            Some("bytes that are no text")
        );
    }

    #[test]
    fn a_status_without_a_name_is_its_number() {
        let full = |status| InFull(StatusCode::from_u16(status).unwrap_or_default()).to_string();
        assert_eq!([full(502), full(520)], ["502 Bad Gateway", "520"]);
    }
}
