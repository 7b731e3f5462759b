//! The mock on a port of loopback.

use crate::{
    mock::{MAX_BODY, Mock, Settings},
    reply::{Delivery, Reply},
    transport::InProcess,
};
use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, channel::Channel, combinators::BoxBody};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{io, net::SocketAddr, ops::Deref, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

/// So much of a request that is too large is read nevertheless.
const MAX_READ: usize = 256 << 20;

/// So many pieces has a body that comes slowly.
const PIECES: usize = 10;

/// A mock that listens on loopback. It stops when it is dropped; it can be used like the [`Mock`] in it.
#[derive(Debug)]
pub struct MockServer {
    mock: Mock,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl MockServer {
    /// Starts a mock on a free port.
    ///
    /// # Errors
    /// Where loopback has no port.
    pub async fn start() -> io::Result<Self> {
        Self::start_with(Settings::new(), 0).await
    }

    /// Starts a mock that behaves like this, on this port; 0 is any that is free.
    ///
    /// # Errors
    /// Where the port is not free.
    pub async fn start_with(settings: Settings, port: u16) -> io::Result<Self> {
        let mock = Mock::new(settings).map_err(io::Error::other)?;
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(serve(listener, mock.clone()));
        Ok(Self {
            mock,
            address,
            task,
        })
    }

    /// What a client takes as its base URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until the server ends, which it does not by itself.
    pub async fn wait(&mut self) {
        // It was ended from outside; there is nothing more to wait for.
        let _ = (&mut self.task).await;
    }
}

impl Deref for MockServer {
    type Target = Mock;

    fn deref(&self) -> &Mock {
        &self.mock
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Mock {
    /// A transport that gives requests to this mock without any socket.
    #[must_use]
    pub fn transport(&self) -> InProcess {
        InProcess::new(self.clone())
    }
}

async fn serve(listener: TcpListener, mock: Mock) {
    // Dropped with this task: connections end with the server.
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, mock.clone()));
            }
            // Too many open files, for one: connections that end make room.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(stream: TcpStream, mock: Mock) {
    let service = service_fn(move |request| answer(mock.clone(), request));
    // A connection that ends badly is the caller's to notice; often it was asked for.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

type Body = BoxBody<Bytes, io::Error>;

async fn answer(mock: Mock, request: Request<Incoming>) -> Result<Response<Body>, io::Error> {
    let (parts, body) = request.into_parts();
    let reply = match read(body).await.map_err(io::Error::other)? {
        Some(body) => mock.handle(&Request::from_parts(parts, body)),
        None => mock.too_large(&Request::from_parts(parts, Bytes::new())),
    };
    match reply.delivery {
        Delivery::Cut => Err(io::Error::other("cut, as was asked for")),
        Delivery::Whole => Ok(response(&reply, whole(reply.body.clone()))),
        Delivery::Slowly(time) => {
            let size = reply.body.len().div_ceil(PIECES).max(1);
            let pieces: Vec<Bytes> = reply
                .body
                .chunks(size)
                .map(Bytes::copy_from_slice)
                .collect();
            let wait = time / u32::try_from(pieces.len()).unwrap_or(1).max(1);
            let (mut sender, body) = Channel::<Bytes, io::Error>::new(1);
            tokio::spawn(async move {
                for piece in pieces {
                    tokio::time::sleep(wait).await;
                    // Nobody waits any more.
                    if sender.send_data(piece).await.is_err() {
                        return;
                    }
                }
            });
            Ok(sized(&reply, body.boxed()))
        }
        Delivery::Truncated(length) => {
            let part = reply.body.slice(..length.min(reply.body.len()));
            let (mut sender, body) = Channel::new(1);
            tokio::spawn(async move {
                // Nobody listens any more: then there is nobody to cut off.
                let _ = sender.send_data(part).await;
                tokio::time::sleep(Duration::from_millis(20)).await;
                sender.abort(io::Error::other("truncated, as was asked for"));
            });
            Ok(sized(&reply, body.boxed()))
        }
    }
}

/// The body of a request; `None` where it is too large. It is read to its end then too, since many clients read no answer
/// before they have sent everything.
async fn read(mut body: Incoming) -> Result<Option<Bytes>, hyper::Error> {
    let (mut whole, mut length) = (BytesMut::new(), 0);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        length += data.len();
        if length > MAX_READ {
            break;
        }
        match length > MAX_BODY {
            true => whole.clear(),
            false => whole.extend_from_slice(&data),
        }
    }
    Ok((length <= MAX_BODY).then(|| whole.freeze()))
}

/// An answer that says how long its body will be.
fn sized(reply: &Reply, body: Body) -> Response<Body> {
    let mut response = response(reply, body);
    let length = HeaderValue::from(reply.body.len());
    response.headers_mut().insert("content-length", length);
    response
}

fn whole(body: Bytes) -> Body {
    Full::new(body).map_err(|never| match never {}).boxed()
}

fn response<B>(reply: &Reply, body: B) -> Response<B> {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in &reply.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(*name, value);
        }
    }
    response
}

pub(crate) fn bytes_response(reply: &Reply) -> Response<Bytes> {
    response(reply, reply.body.clone())
}
