//! An HTTP server on loopback that keeps what it is sent, and answers what it is told to.
//!
//! [`answer_raw`] is for answers that are no HTTP: cut in the middle, or never finished.

use axum::{
    Router, body::Bytes, extract::State, http::Request, response::Response, serve::ListenerExt as _,
};
use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
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
    answers: Mutex<VecDeque<(Duration, Response<Bytes>)>>,
    connections: AtomicUsize,
}

impl Server {
    /// Starts a server on a free port.
    ///
    /// # Panics
    /// Where loopback has none.
    pub async fn start() -> Self {
        let (listener, address) = listen().await;
        let shared = Arc::<Shared>::default();
        let router = Router::new().fallback(keep).with_state(Arc::clone(&shared));
        let counted = Arc::clone(&shared);
        let listener = listener.tap_io(move |_| {
            counted.connections.fetch_add(1, Ordering::Relaxed);
        });
        let task = tokio::spawn(async move {
            axum::serve(listener, router)
                .await
                .expect("the server serves");
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
        self.answer_after(Duration::ZERO, answer);
    }

    /// Answers one request with this, but only after a while.
    pub fn answer_after(&self, delay: Duration, answer: Response<Bytes>) {
        lock(&self.shared.answers).push_back((delay, answer));
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

    /// How many connections were made to it so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
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
    let body = axum::body::to_bytes(body, 16 << 20)
        .await
        .unwrap_or_default();
    lock(&shared.received).push(Request::from_parts(parts, body));
    let answer = lock(&shared.answers).pop_front();
    let (delay, answer) =
        answer.unwrap_or_else(|| (Duration::ZERO, Response::new(Bytes::from_static(b"{}"))));
    tokio::time::sleep(delay).await;
    answer.map(Into::into)
}

/// What [`answer_raw`] does after its last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Closes the connection.
    HangUp,
    /// Keeps the connection open and says no more.
    Wait,
    /// Says that it is done, and reads on until the client is too, as servers do so that their answer arrives.
    Linger,
}

/// Answers every request without a body with these bytes, valid HTTP or not. Gives the base URL; the server lives as long as
/// the test's runtime.
///
/// # Panics
/// Where loopback has no port.
pub async fn answer_raw(answer: &'static [u8], then: Then) -> String {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                read_head(&mut stream).await?;
                stream.write_all(answer).await?;
                if then == Then::Wait {
                    std::future::pending::<()>().await;
                }
                stream.shutdown().await?;
                if then == Then::Linger {
                    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await?;
                }
                std::io::Result::Ok(())
            });
        }
    });
    format!("http://{address}")
}

async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port on loopback");
    let address = listener.local_addr().expect("the listener has an address");
    (listener, address)
}

/// Reads up to the blank line that ends the head of a request.
async fn read_head(stream: &mut TcpStream) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    Ok(())
}
