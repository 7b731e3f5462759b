//! The body of an answer, compressed or not, up to the largest that is accepted.
//!
//! A gzip body is one or several members (RFC 1952), and all of them are the body. What reqwest unpacks by itself ends after
//! the first.

use crate::error::{TransportError, TransportErrorKind};
use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use http::{HeaderMap, header};
use std::io::{self, Write};

/// A body that comes piece by piece.
pub(crate) enum Body {
    Plain(Limited),
    /// The decoder, and whether it was given anything: no body at all is no broken one.
    Packed(Box<MultiGzDecoder<Limited>>, bool),
}

impl Body {
    /// The body that these headers announce. As it is given on unpacked, they do not say any more that it is packed.
    pub(crate) fn new(headers: &mut HeaderMap, limit: usize) -> Self {
        let limited = Limited {
            bytes: Vec::new(),
            limit,
            exceeded: false,
        };
        // The second is an old name of the first (RFC 9110, 8.4.1.3).
        let packed = (headers.get(header::CONTENT_ENCODING)).is_some_and(|it| {
            let coding = it.as_bytes().trim_ascii();
            coding.eq_ignore_ascii_case(b"gzip") || coding.eq_ignore_ascii_case(b"x-gzip")
        });
        if !packed {
            return Self::Plain(limited);
        }
        headers.remove(header::CONTENT_ENCODING);
        headers.remove(header::CONTENT_LENGTH);
        Self::Packed(Box::new(MultiGzDecoder::new(limited)), false)
    }

    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<(), TransportError> {
        let written = match self {
            Self::Plain(limited) => limited.write_all(piece),
            Self::Packed(decoder, begun) => {
                *begun |= !piece.is_empty();
                decoder.write_all(piece)
            }
        };
        written.map_err(|error| self.failed(error))
    }

    /// All of it; an error where it does not end as a packed body does.
    pub(crate) fn finish(mut self) -> Result<Bytes, TransportError> {
        if let Self::Packed(decoder, true) = &mut self
            && let Err(error) = decoder.try_finish()
        {
            return Err(self.failed(error));
        }
        Ok(std::mem::take(&mut self.limited().bytes).into())
    }

    fn limited(&mut self) -> &mut Limited {
        match self {
            Self::Plain(limited) => limited,
            Self::Packed(decoder, _) => decoder.get_mut(),
        }
    }

    fn failed(&mut self, error: io::Error) -> TransportError {
        match self.limited().exceeded {
            true => TransportError::new(TransportErrorKind::TooLarge, None),
            false => {
                // Also where it ends too early: the bytes of the body came, and are not a whole archive.
                let error = io::Error::new(io::ErrorKind::InvalidData, error);
                TransportError::new(TransportErrorKind::Broken, Some(Box::new(error)))
            }
        }
    }
}

/// Memory up to a limit.
pub(crate) struct Limited {
    bytes: Vec<u8>,
    limit: usize,
    exceeded: bool,
}

impl Write for Limited {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if piece.len() > self.limit.saturating_sub(self.bytes.len()) {
            self.exceeded = true;
            return Err(io::Error::other("the body is too large"));
        }
        self.bytes.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};

    fn packed(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).expect("memory");
        encoder.finish().expect("memory")
    }

    /// What comes of a body in pieces of a length.
    fn read(body: &[u8], piece: usize, limit: usize) -> Result<Bytes, TransportErrorKind> {
        let mut headers = HeaderMap::new();
        headers.insert("content-encoding", header::HeaderValue::from_static("GZIP"));
        headers.insert("content-length", header::HeaderValue::from(body.len()));
        let mut read = Body::new(&mut headers, limit);
        assert!(headers.is_empty());
        let pushed = (body.chunks(piece)).try_for_each(|piece| read.push(piece));
        pushed
            .and_then(|()| read.finish())
            .map_err(|error| error.kind())
    }

    #[test]
    fn all_members_are_the_body_however_they_are_cut_into_pieces() {
        let whole = [packed("{\"a\":"), packed(""), packed("1"), packed("}")].concat();
        for piece in 1..=whole.len() {
            assert_eq!(read(&whole, piece, 7).as_deref(), Ok(&b"{\"a\":1}"[..]));
            assert_eq!(read(&whole, piece, 6), Err(TransportErrorKind::TooLarge));
        }
        assert_eq!(read(b"", 1, 0).as_deref(), Ok(&b""[..]));
    }

    #[test]
    fn what_breaks_off_or_is_followed_by_something_else_is_broken() {
        let whole = [packed("{\"a\":"), packed("1}")].concat();
        let first = packed("{\"a\":").len();
        for end in (1..whole.len()).filter(|end| *end != first) {
            let cut = read(&whole[..end], 5, 100);
            assert_eq!(cut, Err(TransportErrorKind::Broken), "{end}");
        }
        let followed = [&whole[..], b"<html>"].concat();
        assert_eq!(read(&followed, 9, 100), Err(TransportErrorKind::Broken));
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            // Some bytes of the header mean nothing; whatever is read is right.
            if let Ok(read) = read(&damaged, 3, 100) {
                assert_eq!(&read[..], b"{\"a\":1}", "{at}");
            }
        }
    }
}
