//! Which part of a file an answer holds.

use http::{HeaderMap, header};

/// `Content-Range: bytes 0-99/1000`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ContentRange {
    pub(super) from: u64,
    to: u64,
    /// How large the whole file is; `None` where the server does not know yet.
    pub(super) total: Option<u64>,
}

impl ContentRange {
    pub(super) fn read(headers: &HeaderMap) -> Option<Self> {
        let (range, total) = parts(headers)?;
        let (from, to) = range.split_once('-')?;
        let total = match total {
            "*" => None,
            total => Some(total.parse().ok()?),
        };
        let (from, to) = (from.parse().ok()?, to.parse().ok()?);
        (from <= to && total.is_none_or(|total| to < total)).then_some(Self { from, to, total })
    }

    /// The size of the whole file, where the answer holds no part of it: `bytes */1000`.
    pub(super) fn total(headers: &HeaderMap) -> Option<u64> {
        parts(headers)?.1.parse().ok()
    }

    pub(super) fn length(&self) -> Option<u64> {
        (self.to - self.from).checked_add(1)
    }
}

fn parts(headers: &HeaderMap) -> Option<(&str, &str)> {
    let text = headers.get(header::CONTENT_RANGE)?.to_str().ok()?;
    text.strip_prefix("bytes ")?.split_once('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn read(text: &'static str) -> Option<(u64, Option<u64>, Option<u64>)> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_RANGE, HeaderValue::from_static(text));
        let range = ContentRange::read(&headers)?;
        Some((range.from, range.length(), range.total))
    }

    #[test]
    fn what_is_a_range_and_what_is_none() {
        assert_eq!(read("bytes 0-99/1000"), Some((0, Some(100), Some(1000))));
        assert_eq!(read("bytes 7-7/*"), Some((7, Some(1), None)));
        let most = "bytes 0-18446744073709551615/*";
        assert_eq!(read(most), Some((0, None, None)));
        for wrong in [
            "",
            "bytes",
            "bytes 0-99",
            "bytes 99-0/1000",
            "bytes 0-1000/1000",
            "bytes -1-2/3",
            "bytes */1000",
            "items 0-99/1000",
            "bytes 0-99999999999999999999/*",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
