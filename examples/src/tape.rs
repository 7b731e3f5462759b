//! A transport of one's own: it records what goes over the wire to a file, and replays it without a network.

use bytes::Bytes;
use chargebee::{
    Transport,
    error::{TransportError, TransportErrorKind},
    transport::{BoxFuture, ReqwestTransport, TransportRequest},
};
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// The headers of answers that are kept.
const KEPT: [HeaderName; 2] = [header::CONTENT_TYPE, header::RETRY_AFTER];

/// Sends over another transport, and writes each request and its answer to a file, one JSON text a line.
///
/// Headers of requests are left out: one of them is the API key. Bodies are kept as they are, so record on a test site only.
#[derive(Debug)]
pub struct Recorder {
    inner: ReqwestTransport,
    path: PathBuf,
    // One line at a time.
    writing: Mutex<()>,
}

impl Recorder {
    /// Records to a new file, in place of one that was there.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn create(inner: ReqwestTransport, path: &Path) -> io::Result<Self> {
        fs::write(path, "")?;
        Ok(Self {
            inner,
            path: path.to_owned(),
            writing: Mutex::new(()),
        })
    }

    fn write(&self, asked: &Value, answer: &Response<Bytes>) -> io::Result<()> {
        let headers = KEPT.iter().filter_map(|name| {
            let value = answer.headers().get(name)?.to_str().ok()?;
            Some((name.as_str().to_owned(), Value::from(value)))
        });
        let line = json!({
            "asked": asked,
            "status": answer.status().as_u16(),
            "headers": Value::Object(headers.collect()),
            "body": String::from_utf8_lossy(answer.body()),
        });
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = OpenOptions::new().append(true).open(&self.path)?;
        file.write_all(format!("{line}\n").as_bytes())
    }
}

impl Transport for Recorder {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let asked = asked(&request);
            let answer = self.inner.send(request).await?;
            // The answer came: a full disk must not make it look as if the request had failed.
            if let Err(error) = self.write(&asked, &answer) {
                eprintln!("warning: {}: {error}", self.path.display());
            }
            Ok(answer)
        })
    }
}

/// Answers from a recorded file. A request gets the first answer to one like it that was not given yet.
#[derive(Debug)]
pub struct Player {
    left: Mutex<VecDeque<Value>>,
}

impl Player {
    /// Reads a recorded file.
    ///
    /// # Errors
    /// Where it cannot be read, or a line is not what a [`Recorder`] writes.
    pub fn open(path: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(path)?;
        let lines = text.lines().map(|line| {
            let line: Value = serde_json::from_str(line)?;
            answer(&line).ok_or(io::ErrorKind::InvalidData)?;
            Ok(line)
        });
        let left: io::Result<VecDeque<Value>> = lines.collect();
        Ok(Self {
            left: Mutex::new(left?),
        })
    }

    fn take(&self, asked: &Value) -> Option<Response<Bytes>> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let at = left.iter().position(|line| line["asked"] == *asked)?;
        answer(&left.remove(at)?)
    }
}

impl Transport for Player {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let answer = self.take(&asked(&request)).ok_or_else(|| {
            let problem = "nothing like this request was recorded, or not as often";
            TransportError::new(TransportErrorKind::Connect, Some(problem.into()))
        });
        Box::pin(async { answer })
    }
}

/// What tells a request from others: everything but its host and headers.
fn asked(request: &TransportRequest) -> Value {
    let http = &request.http;
    json!({
        "method": http.method().as_str(),
        "target": http.uri().path_and_query().map(ToString::to_string),
        "body": String::from_utf8_lossy(http.body()),
    })
}

fn answer(line: &Value) -> Option<Response<Bytes>> {
    let mut answer = Response::new(Bytes::from(line["body"].as_str()?.to_owned()));
    let status = u16::try_from(line["status"].as_u64()?).ok()?;
    *answer.status_mut() = StatusCode::from_u16(status).ok()?;
    for (name, value) in line["headers"].as_object()? {
        let name: HeaderName = name.parse().ok()?;
        let value = HeaderValue::from_str(value.as_str()?).ok()?;
        answer.headers_mut().insert(name, value);
    }
    Some(answer)
}
