//! An HTTP server on loopback that keeps what it is sent, and answers what it is told to.

use axum::{Router, body::Bytes, extract::State, http::Request, response::Response};
use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The server. It stops when it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Shared {
    received: Mutex<Vec<Request<Bytes>>>,
    answers: Mutex<VecDeque<Response<Bytes>>>,
}

impl Server {
    /// Starts a server on a free port.
    ///
    /// # Panics
    /// Where loopback has none.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port on loopback");
        let address = listener.local_addr().expect("the listener has an address");
        let shared = Arc::<Shared>::default();
        let router = Router::new().fallback(keep).with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the server serves");
        });
        Self {
            address,
            shared,
            task,
        }
    }

    /// What a client takes as its base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers one request with this; requests beyond those that were told are answered with `200 {}`.
    pub fn answer(&self, answer: Response<Bytes>) {
        lock(&self.shared.answers).push_back(answer);
    }

    /// Answers one request with this JSON.
    pub fn answer_json(&self, json: impl Into<Bytes>) {
        self.answer(Response::new(json.into()));
    }

    /// What was received since the last time this was asked.
    #[must_use]
    pub fn received(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut *lock(&self.shared.received))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn keep(State(shared): State<Arc<Shared>>, request: axum::extract::Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 16 << 20).await.unwrap_or_default();
    lock(&shared.received).push(Request::from_parts(parts, body));
    let answer = lock(&shared.answers).pop_front();
    answer.unwrap_or_else(|| Response::new(Bytes::from_static(b"{}"))).map(Into::into)
}
