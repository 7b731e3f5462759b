//! Webhooks: every event to a URL, with retries.

use crate::{mock::Mock, schema::Version};
use bytes::Bytes;
use http::{Request, Uri, header};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::time::Duration;
use tokio::{net::TcpStream, time::timeout};

/// How long one delivery may take.
const TIME: Duration = Duration::from_secs(10);

/// Where events go, and how long to wait before each further try.
#[derive(Clone, Debug)]
pub struct Webhook {
    url: Uri,
    waits: Vec<Duration>,
}

impl Webhook {
    /// Events go to this `http://` URL; a delivery that fails is tried three more times, after 0.1, 0.4 and 1.6 seconds.
    ///
    /// # Errors
    /// Where it is no such URL.
    pub fn new(url: &str) -> Result<Self, String> {
        let url: Uri = url.parse().map_err(|_| format!("`{url}` is no URL"))?;
        if url.scheme_str() != Some("http") || url.host().is_none() {
            return Err(format!("`{url}` is no http:// URL with a host"));
        }
        Ok(Self {
            url,
            waits: [100, 400, 1600].map(Duration::from_millis).to_vec(),
        })
    }

    /// Waits so long before each further try; as many tries as there are waits, and the first.
    #[must_use]
    pub fn waits(mut self, waits: impl IntoIterator<Item = Duration>) -> Self {
        self.waits = waits.into_iter().collect();
        self
    }

    /// Delivers an event in the background, and notes on it what came of that.
    pub(crate) fn deliver(&self, mock: &Mock, version: Version, event: Value) {
        // Without a runtime there is nothing that could wait for an answer.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (webhook, mock) = (self.clone(), mock.clone());
            runtime.spawn(async move {
                let status = webhook.tries(&event).await;
                mock.told(version, &event, status);
            });
        }
    }

    async fn tries(&self, event: &Value) -> &'static str {
        let body = Bytes::from(event.to_string());
        let mut waits = self.waits.iter();
        loop {
            match timeout(TIME, self.once(body.clone())).await {
                Ok(Some(status)) if (200..300).contains(&status) => return "succeeded",
                _ => match waits.next() {
                    Some(wait) => tokio::time::sleep(*wait).await,
                    None => return "failed",
                },
            }
        }
    }

    /// The status of the answer, where one came.
    async fn once(&self, body: Bytes) -> Option<u16> {
        let host = self.url.host()?;
        let port = self.url.port_u16().unwrap_or(80);
        let stream = TcpStream::connect((host, port)).await.ok()?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        let connection = tokio::spawn(connection);
        let path = self.url.path_and_query().map_or("/", |it| it.as_str());
        let request = Request::post(path)
            .header(header::HOST, format!("{host}:{port}"))
            .header(header::CONTENT_TYPE, "application/json;charset=utf-8")
            .body(Full::new(body))
            .ok()?;
        let answer = sender.send_request(request).await.ok();
        connection.abort();
        Some(answer?.status().as_u16())
    }
}
