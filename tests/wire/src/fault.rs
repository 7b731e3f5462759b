//! A server on loopback that goes wrong in the ways that servers and networks do, as often as it is told, and is well again
//! after that.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request};
use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpSocket, TcpStream},
};

/// What the server does with a request.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Answers with this.
    Answer(http::Response<Bytes>),
    /// The same, after a while.
    Late(Duration, http::Response<Bytes>),
    /// Reads the request and closes the connection.
    Cut,
    /// Closes it after these bytes, whatever they are.
    CutAfter(&'static [u8]),
    /// Says these bytes, and then no more.
    StallAfter(&'static [u8]),
}

/// The server. It stops when it is dropped.
#[derive(Debug)]
pub struct FaultyServer {
    address: SocketAddr,
    socket: Mutex<Option<TcpSocket>>,
    shared: Arc<Shared>,
    tasks: Mutex<Vec<tokio::task::JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct Shared {
    well: Bytes,
    faults: Mutex<VecDeque<Fault>>,
    received: Mutex<Vec<Request<Bytes>>>,
    arrivals: Mutex<Vec<Instant>>,
    connections: AtomicUsize,
    /// How many requests are being answered, and the most that ever were.
    busy: Mutex<(usize, usize)>,
}

impl FaultyServer {
    /// Starts a server that answers with `200` and this body where it was not told otherwise.
    ///
    /// # Panics
    /// Where loopback has no port.
    #[must_use]
    pub fn start(well: impl Into<Bytes>) -> Self {
        let server = Self::absent(well);
        server.listen();
        server
    }

    /// A server whose port is taken, and refuses connections until [`listen`](Self::listen).
    ///
    /// # Panics
    /// Where loopback has no port.
    #[must_use]
    pub fn absent(well: impl Into<Bytes>) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        socket.bind(loopback).expect("a port on loopback");
        Self {
            address: socket.local_addr().expect("an address"),
            socket: Mutex::new(Some(socket)),
            shared: Arc::new(Shared {
                well: well.into(),
                ..Shared::default()
            }),
            tasks: Mutex::default(),
        }
    }

    /// Accepts connections from now on.
    ///
    /// # Panics
    /// Where the port cannot be listened on.
    pub fn listen(&self) {
        let Some(socket) = lock(&self.socket).take() else {
            return;
        };
        let listener = socket.listen(1024).expect("a port to listen on");
        let shared = Arc::clone(&self.shared);
        lock(&self.tasks).push(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                shared.connections.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(async move { shared.serve(stream).await });
            }
        }));
    }

    /// Goes wrong with the next request that it was not yet told about.
    pub fn fault(&self, fault: Fault) {
        lock(&self.shared.faults).push_back(fault);
    }

    /// What a client takes as its base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was received since the last time this was asked, whatever became of it.
    #[must_use]
    pub fn received(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut *lock(&self.shared.received))
    }

    /// When each request arrived, since the beginning.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Instant> {
        lock(&self.shared.arrivals).clone()
    }

    /// How many connections were made to it so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }

    /// The most requests that it had at the same time.
    #[must_use]
    pub fn busiest(&self) -> usize {
        lock(&self.shared.busy).1
    }
}

impl Drop for FaultyServer {
    fn drop(&mut self) {
        lock(&self.tasks).drain(..).for_each(|task| task.abort());
    }
}

/// A port that takes no connection and refuses none either: whoever connects waits. It lives as long as what this gives.
///
/// # Panics
/// Where loopback has no port.
#[must_use]
pub fn silent_port() -> (String, impl Sized) {
    let socket = TcpSocket::new_v4().expect("a socket");
    let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
    socket.bind(loopback).expect("a port on loopback");
    let listener = socket.listen(1).expect("a port to listen on");
    let address = listener.local_addr().expect("an address");
    // Nobody accepts, so these fill the queue of the listener, and the system drops the rest.
    let open = || std::net::TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok();
    let waiting: Vec<_> = std::iter::from_fn(open).take(64).collect();
    (format!("http://{address}"), (listener, waiting))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Answers requests on one connection until one of them goes wrong, or there are no more.
    async fn serve(&self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let mut stream = BufReader::new(stream);
        while let Some(request) = read(&mut stream).await {
            lock(&self.arrivals).push(Instant::now());
            lock(&self.received).push(request);
            {
                let mut busy = lock(&self.busy);
                busy.0 += 1;
                busy.1 = busy.1.max(busy.0);
            }
            let fault = lock(&self.faults).pop_front();
            let fault =
                fault.unwrap_or_else(|| Fault::Answer(http::Response::new(self.well.clone())));
            let goes_on = act(fault, &mut stream).await;
            lock(&self.busy).0 -= 1;
            if !goes_on {
                let _ = stream.shutdown().await;
                return;
            }
        }
    }
}

/// Does it, and says whether the connection can be used again.
async fn act(fault: Fault, stream: &mut BufReader<TcpStream>) -> bool {
    match fault {
        Fault::Answer(answer) => write(&answer, stream).await,
        Fault::Late(delay, answer) => {
            tokio::time::sleep(delay).await;
            write(&answer, stream).await
        }
        Fault::Cut => false,
        Fault::CutAfter(bytes) => {
            let _ = stream.write_all(bytes).await;
            false
        }
        Fault::StallAfter(bytes) => {
            let _ = stream.write_all(bytes).await;
            // Until the client hangs up.
            let _ = stream.read_u8().await;
            false
        }
    }
}

async fn write(answer: &http::Response<Bytes>, stream: &mut BufReader<TcpStream>) -> bool {
    let mut head = format!("HTTP/1.1 {}\r\n", answer.status()).into_bytes();
    for (name, value) in answer.headers() {
        head.extend_from_slice(name.as_str().as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    let length = answer.body().len();
    head.extend_from_slice(format!("content-length: {length}\r\n\r\n").as_bytes());
    head.extend_from_slice(answer.body());
    stream.write_all(&head).await.is_ok()
}

/// Reads one request; `None` where there is no whole one.
async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request<Bytes>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let text = String::from_utf8(head).ok()?;
    let mut lines = text.split("\r\n").filter(|line| !line.is_empty());
    let mut first = lines.next()?.split(' ');
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = first.next()?.parse().ok()?;
    *request.uri_mut() = first.next()?.parse().ok()?;
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let name: HeaderName = name.parse().ok()?;
        (request.headers_mut()).append(name, HeaderValue::from_str(value.trim()).ok()?);
    }
    let length = request.headers().get("content-length");
    let length = length.map_or(Some(0), |it| it.to_str().ok()?.parse().ok())?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    *request.body_mut() = body.into();
    Some(request)
}
