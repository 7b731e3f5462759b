//! Webhooks: every event to a URL, with retries.

use crate::{mock::Mock, schema::Version};
use bytes::Bytes;
use http::{Request, Uri, header};
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::{net::TcpStream, sync::Semaphore, time::timeout};

/// How long one try may take, if not set otherwise.
const TIME: Duration = Duration::from_secs(10);

/// So many connections there are at a time, however slow the receiver is.
const CONNECTIONS: usize = 16;

/// So many events may be under way; what comes beyond has failed at once.
const UNDER_WAY: usize = 10_000;

/// Where events go, and how long to wait before each further try.
#[derive(Clone, Debug)]
pub struct Webhook {
    url: Uri,
    waits: Vec<Duration>,
    time: Duration,
    connections: Arc<Semaphore>,
    under_way: Arc<Semaphore>,
}

impl Webhook {
    /// Events go to this `http://` URL; a delivery that fails is tried three more times, after 0.1, 0.4 and 1.6 seconds. A receiver
    /// that does not answer within ten seconds has failed. No more than 16 deliveries run at a time; others wait for their turn.
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
            time: TIME,
            connections: Arc::new(Semaphore::new(CONNECTIONS)),
            under_way: Arc::new(Semaphore::new(UNDER_WAY)),
        })
    }

    /// Gives up a try after this time, and not after ten seconds.
    #[must_use]
    pub fn timeout(mut self, time: Duration) -> Self {
        self.time = time;
        self
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
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let Ok(place) = Arc::clone(&self.under_way).try_acquire_owned() else {
            mock.told(version, &event, "failed");
            return;
        };
        let (webhook, mock) = (self.clone(), mock.clone());
        runtime.spawn(async move {
            let status = webhook.tries(&event).await;
            drop(place);
            mock.told(version, &event, status);
        });
    }

    async fn tries(&self, event: &Value) -> &'static str {
        let body = Bytes::from(event.to_string());
        let mut waits = self.waits.iter();
        loop {
            // The time of a try starts when it is its turn.
            let turn = self.connections.acquire().await;
            let tried = timeout(self.time, self.once(body.clone())).await;
            drop(turn);
            match tried {
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
        let path = self.url.path_and_query().map_or("/", |it| it.as_str());
        let request = Request::post(path)
            .header(header::HOST, format!("{host}:{port}"))
            .header(header::CONTENT_TYPE, "application/json;charset=utf-8")
            .body(Full::new(body))
            .ok()?;
        // The connection is driven here and not by a task of its own: it is closed when this is given up.
        tokio::select! {
            answer = sender.send_request(request) => Some(answer.ok()?.status().as_u16()),
            _ = connection => None,
        }
    }
}
