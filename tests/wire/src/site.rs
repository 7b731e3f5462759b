//! An HTTP server on loopback whose answers are made by the test, request by request: for data that changes.

use axum::{Router, body::Bytes, extract::State, http::Request, response::Response};
use std::{
    future::Future,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::net::TcpListener;

type Answering = Pin<Box<dyn Future<Output = Response<Bytes>> + Send>>;
type Handler = dyn Fn(Request<Bytes>) -> Answering + Send + Sync;

/// The server. It stops when it is dropped.
#[derive(Debug)]
pub struct Site {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Request<Bytes>>>>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Clone)]
struct Shared {
    handler: Arc<Handler>,
    received: Arc<Mutex<Vec<Request<Bytes>>>>,
}

impl Site {
    /// Starts a server on a free port that answers with what `handler` makes of each request.
    ///
    /// # Panics
    /// Where loopback has no port.
    pub async fn start<F>(handler: impl Fn(Request<Bytes>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Response<Bytes>> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port on loopback");
        let address = listener.local_addr().expect("the listener has an address");
        let received = Arc::default();
        let shared = Shared {
            handler: Arc::new(move |request| Box::pin(handler(request))),
            received: Arc::clone(&received),
        };
        let router = Router::new().fallback(serve).with_state(shared);
        let task = tokio::spawn(async move {
            axum::serve(listener, router)
                .await
                .expect("the server serves");
        });
        Self {
            address,
            received,
            task,
        }
    }

    /// What a client takes as its base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was received since the last time this was asked.
    #[must_use]
    pub fn received(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut *self.received.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    State(shared): State<Shared>,
    request: axum::extract::Request,
) -> axum::response::Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 64 << 20)
        .await
        .unwrap_or_default();
    let request = Request::from_parts(parts, body);
    (shared
        .received
        .lock()
        .unwrap_or_else(PoisonError::into_inner))
    .push(request.clone());
    (shared.handler)(request).await.map(Into::into)
}

/// The decoded pairs of a query or a form.
#[must_use]
pub fn pairs(encoded: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text)
            .decode_utf8_lossy()
            .into_owned()
    };
    let pairs = encoded.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

/// The value of a parameter in the query of a request.
#[must_use]
pub fn query(request: &Request<Bytes>, name: &str) -> Option<String> {
    let pairs = pairs(request.uri().query().unwrap_or_default());
    pairs
        .into_iter()
        .find_map(|(found, value)| (found == name).then_some(value))
}
