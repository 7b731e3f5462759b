//! A connect timeout for a single request. reqwest has one for the whole client; a layer around its connector reads what the
//! request says, which stands in the task that connects. There it also says whether it is still connecting.

use std::{
    fmt,
    future::{Future, poll_fn},
    io,
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};
use tower_layer::Layer;
use tower_service::Service;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

tokio::task_local! {
    static OF_THE_REQUEST: Own;
}

/// What a request has of its own.
#[derive(Clone)]
struct Own {
    timeout: Option<Duration>,
    connecting: Arc<AtomicBool>,
}

/// Runs the work of a request that has a connect timeout of its own, and says whether it ended while it was connecting.
pub(super) async fn within<F: Future>(timeout: Option<Duration>, work: F) -> (F::Output, bool) {
    let connecting = Arc::<AtomicBool>::default();
    let own = Own {
        timeout,
        connecting: Arc::clone(&connecting),
    };
    let done = OF_THE_REQUEST.scope(own, work).await;
    (done, connecting.load(Relaxed))
}

/// The same while a connection is made for it. Where another connection is free before, the rest of that is a task of its own.
async fn connecting<F: Future>(own: Option<Own>, work: F) -> F::Output {
    let tell = |connecting| {
        if let Some(own) = &own {
            own.connecting.store(connecting, Relaxed);
        }
    };
    let mut work = pin!(work);
    let done = poll_fn(|context| {
        tell(OF_THE_REQUEST.try_with(|_| ()).is_ok());
        work.as_mut().poll(context)
    })
    .await;
    tell(false);
    done
}

/// The timeout of requests that have none of their own.
#[derive(Clone, Copy)]
pub(super) struct ConnectTimeout(pub(super) Duration);

impl<S> Layer<S> for ConnectTimeout {
    type Service = Connect<S>;

    fn layer(&self, inner: S) -> Connect<S> {
        Connect {
            inner,
            default: self.0,
        }
    }
}

#[derive(Clone)]
pub(super) struct Connect<S> {
    inner: S,
    default: Duration,
}

impl<S, R> Service<R> for Connect<S>
where
    S: Service<R, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let own = OF_THE_REQUEST.try_with(Own::clone).ok();
        let timeout = own.as_ref().and_then(|own| own.timeout);
        let timeout = timeout.unwrap_or(self.default);
        let work = tokio::time::timeout(timeout, self.inner.call(target));
        Box::pin(async move {
            connecting(own, work)
                .await
                .unwrap_or_else(|_| Err(Box::new(too_slow(timeout))))
        })
    }
}

fn too_slow(timeout: Duration) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, TooSlow(timeout))
}

#[derive(Debug)]
struct TooSlow(Duration);

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "connecting took longer than {:?}", self.0)
    }
}

impl std::error::Error for TooSlow {}
