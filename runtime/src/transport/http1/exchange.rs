//! One request and its answer on a connection.

use super::{
    connect::Target,
    head::{self, Framing, Head, Unreadable},
    stream::Stream,
};
use crate::{
    error::{TransportError, TransportErrorKind},
    transport::gzip::Body,
};
use bytes::Bytes;
use std::io::{self, ErrorKind};

/// Up to this size a request goes out in one piece, before anything is read.
const SMALL: usize = 64 << 10;

/// The answer, and whether the connection can be used again.
pub(super) fn exchange(
    stream: &mut dyn Stream,
    target: &Target,
    request: http::Request<Bytes>,
    max_body: usize,
) -> Result<(http::Response<Bytes>, bool), TransportError> {
    let (parts, body) = request.into_parts();
    let body = Some(body).filter(|_| parts.method != http::Method::GET);
    let mut bytes = head::write(&parts, target, body.as_ref().map(Bytes::len));
    bytes.extend_from_slice(&body.unwrap_or_default());
    let mut reader = Reader {
        stream,
        came: Vec::new(),
    };
    let mut sent = reader.send(&bytes)?;
    let mut head = match sent.answer.take() {
        Some(head) => head,
        None => reader.head().map_err(|error| match sent.broke.take() {
            // Why nothing came is why nothing went.
            Some(broke) => failed(broke),
            None => error,
        })?,
    };
    let status = head.status;
    let framing = head.framing().map_err(unreadable);
    let mut body = Body::new(&mut head.headers, max_body);
    let read = framing.and_then(|framing| {
        reader.body(framing, &mut body)?;
        Ok((body.finish()?, framing))
    });
    match read {
        Ok((body, framing)) => {
            let reusable = sent.whole
                && head.keeps
                && framing != Framing::UntilTheEnd
                && reader.came.is_empty();
            let mut answer = http::Response::new(body);
            *answer.status_mut() = status;
            *answer.headers_mut() = head.headers;
            Ok((answer, reusable))
        }
        Err(error) => Err(error.with_status(status).with_headers(head.headers)),
    }
}

fn failed(error: io::Error) -> TransportError {
    let kind = match error.kind() {
        ErrorKind::TimedOut => TransportErrorKind::Timeout,
        _ => TransportErrorKind::Broken,
    };
    TransportError::new(kind, Some(Box::new(error)))
}

fn unreadable(error: Unreadable) -> TransportError {
    let kind = match error {
        Unreadable::TooLarge => TransportErrorKind::TooLarge,
        Unreadable::NoHttp(_) => TransportErrorKind::Broken,
    };
    TransportError::new(kind, Some(Box::new(error)))
}

fn ended() -> TransportError {
    failed(io::Error::new(
        ErrorKind::UnexpectedEof,
        "the server closed the connection before the end of its answer",
    ))
}

/// How far the request went.
struct Sent {
    whole: bool,
    /// Why no further; an answer may have come all the same.
    broke: Option<io::Error>,
    answer: Option<Head>,
}

struct Reader<'a> {
    stream: &'a mut dyn Stream,
    /// What came and was not yet used.
    came: Vec<u8>,
}

impl Reader<'_> {
    /// Sends until everything is sent, the connection breaks, or the server refuses: it may do so long before the end of a
    /// large body, and then closes the connection.
    fn send(&mut self, bytes: &[u8]) -> Result<Sent, TransportError> {
        let mut sent = Sent {
            whole: false,
            broke: None,
            answer: None,
        };
        let (mut at, mut blocked) = (0, false);
        while !sent.whole {
            // Most requests are small and go out at once: nothing can have come.
            if sent.answer.is_none() && at > 0 && (blocked || at < bytes.len()) {
                sent.answer = self.early()?;
                let refused = |head: &Head| !head.status.is_success();
                if sent.answer.as_ref().is_some_and(refused) {
                    return Ok(sent);
                }
            }
            let rest = &bytes[at..bytes.len().min(at + SMALL)];
            let wrote = if rest.is_empty() {
                self.stream.flush_now().map(|()| sent.whole = true)
            } else {
                self.stream.write_now(rest).map(|wrote| at += wrote)
            };
            blocked = false;
            match wrote {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => blocked = true,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::TimedOut => return Err(failed(error)),
                Err(error) => {
                    sent.broke = Some(error);
                    return Ok(sent);
                }
            }
        }
        Ok(sent)
    }

    /// The head of an answer that came while the request was sent.
    fn early(&mut self) -> Result<Option<Head>, TransportError> {
        let mut piece = [0; 4096];
        match self.stream.read_now(&mut piece) {
            // Errors, and the end, show when the rest is sent or the answer is read.
            Ok(0) | Err(_) => return Ok(None),
            Ok(read) => self.came.extend_from_slice(&piece[..read]),
        }
        match head::take(&mut self.came) {
            Ok(Some(head)) => Ok(Some(head)),
            Ok(None) if self.came.is_empty() => Ok(None),
            Ok(None) => self.head().map(Some),
            Err(error) => Err(unreadable(error)),
        }
    }

    fn head(&mut self) -> Result<Head, TransportError> {
        loop {
            if let Some(head) = head::take(&mut self.came).map_err(unreadable)? {
                return Ok(head);
            }
            if self.fill()? == 0 {
                return Err(ended());
            }
        }
    }

    fn body(&mut self, framing: Framing, body: &mut Body) -> Result<(), TransportError> {
        match framing {
            Framing::Length(length) => self.piece(length, body),
            Framing::UntilTheEnd => loop {
                body.push(&std::mem::take(&mut self.came))?;
                if self.fill()? == 0 {
                    return Ok(());
                }
            },
            Framing::Chunked => loop {
                let length = self.chunk_size()?;
                if length == 0 {
                    return self.trailers();
                }
                self.piece(length, body)?;
                if self.line()? != 0 {
                    return Err(unreadable(Unreadable::NoHttp("a chunk does not end")));
                }
            },
        }
    }

    /// So many bytes of the body.
    fn piece(&mut self, mut length: u64, body: &mut Body) -> Result<(), TransportError> {
        while length > 0 {
            if self.came.is_empty() && self.fill()? == 0 {
                return Err(ended());
            }
            let here = usize::try_from(length).unwrap_or(usize::MAX);
            let here = here.min(self.came.len());
            body.push(&self.came[..here])?;
            self.came.drain(..here);
            length -= here as u64;
        }
        Ok(())
    }

    fn chunk_size(&mut self) -> Result<u64, TransportError> {
        loop {
            match httparse::parse_chunk_size(&self.came) {
                Ok(httparse::Status::Complete((used, size))) => {
                    self.came.drain(..used);
                    return Ok(size);
                }
                Ok(httparse::Status::Partial) if self.came.len() < SMALL => {}
                _ => return Err(unreadable(Unreadable::NoHttp("a chunk has no size"))),
            }
            if self.fill()? == 0 {
                return Err(ended());
            }
        }
    }

    /// What may follow the last chunk says nothing about the body.
    fn trailers(&mut self) -> Result<(), TransportError> {
        for _ in 0..crate::transport::MOST_HEADERS {
            if self.line()? == 0 {
                return Ok(());
            }
        }
        Err(unreadable(Unreadable::TooLarge))
    }

    /// Takes a line, and says how long it was.
    fn line(&mut self) -> Result<usize, TransportError> {
        loop {
            if let Some(at) = self.came.iter().position(|it| *it == b'\n') {
                let line = self.came.drain(..=at).as_slice().trim_ascii_end().len();
                return Ok(line);
            }
            if self.came.len() > SMALL {
                return Err(unreadable(Unreadable::TooLarge));
            }
            if self.fill()? == 0 {
                return Err(ended());
            }
        }
    }

    /// Reads what comes next; nothing at the end.
    fn fill(&mut self) -> Result<usize, TransportError> {
        let mut piece = [0; 16 << 10];
        loop {
            match self.stream.read(&mut piece) {
                Ok(read) => {
                    self.came.extend_from_slice(&piece[..read]);
                    return Ok(read);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(error)),
            }
        }
    }
}
