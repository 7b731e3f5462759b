//! The default transport: reqwest over rustls.

use super::{
    BoxFuture, LARGEST_HEAD, MOST_HEADERS, Transport, TransportRequest,
    connect::{self, ConnectTimeout},
    driver::without_driver,
    gzip::Body,
    proxy::Proxies,
    tls,
};
use crate::error::{ConfigError, TransportError, TransportErrorKind};
use bytes::Bytes;
use http::{HeaderValue, header};
use std::{
    error::Error as StdError,
    fmt,
    future::{Future, poll_fn},
    pin::pin,
    sync::Arc,
    task::Poll,
    time::Duration,
};

/// Sends over a [`reqwest::Client`] and its pool of connections. Clones share the pool.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// What it goes through, where that is known.
    proxies: Arc<Proxies>,
}

impl ReqwestTransport {
    /// A transport with its own connection pool. The timeout counts where a request has none of its own. It goes through the
    /// proxies of the environment, and trusts the certificates that the system trusts.
    ///
    /// # Errors
    /// Where TLS cannot be set up, or the environment names no proxy that can be used.
    pub fn new(connect_timeout: Duration) -> Result<Self, ConfigError> {
        Self::with_tls(connect_timeout, tls::config()?)
    }

    pub(crate) fn with_tls(
        connect_timeout: Duration,
        mut tls: rustls::ClientConfig,
    ) -> Result<Self, ConfigError> {
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let proxies = Arc::new(Proxies::of_environment()?);
        let of_url = Arc::clone(&proxies);
        let proxy = move |url: &reqwest::Url| {
            let (host, port) = (url.host_str()?, url.port_or_known_default()?);
            let proxy = of_url.of(url.scheme() == "https", host, port)?;
            Some(proxy.url.clone())
        };
        reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .proxy(reqwest::Proxy::custom(proxy))
            .http1_max_headers(MOST_HEADERS)
            .http2_max_header_list_size(LARGEST_HEAD)
            .connector_layer(ConnectTimeout(connect_timeout))
            // A redirected POST would become a GET, and a key must not travel to another host.
            .redirect(reqwest::redirect::Policy::none())
            // The transport unpacks itself, also where another crate of the program has reqwest do it.
            .no_gzip()
            .build()
            .map(|client| Self { client, proxies })
            .map_err(|error| ConfigError::new(format!("the HTTP client cannot be made: {error}")))
    }

    /// A transport over a client of your own: for a proxy, a client certificate, a DNS resolver. Switch its redirects off, and
    /// its gzip, which the transport does itself. Its connect timeout counts for every request.
    ///
    /// ```no_run
    /// # use chargebee_runtime as chargebee;
    /// use chargebee::transport::{ReqwestTransport, reqwest};
    ///
    /// # fn example() -> reqwest::Result<ReqwestTransport> {
    /// let client = reqwest::Client::builder()
    ///     .proxy(reqwest::Proxy::all("http://proxy.example:3128")?)
    ///     .redirect(reqwest::redirect::Policy::none())
    ///     .no_gzip()
    ///     .build()?;
    /// # Ok(
    /// ReqwestTransport::with_client(client)
    /// # )
    /// # }
    /// ```
    #[must_use]
    pub fn with_client(client: reqwest::Client) -> Self {
        Self {
            client,
            proxies: Arc::default(),
        }
    }

    async fn exchange(
        &self,
        request: TransportRequest,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let mut http: reqwest::Request = request.http.try_into().map_err(failed)?;
        *http.timeout_mut() = Some(request.timeout);
        (http.headers_mut().entry(header::ACCEPT_ENCODING))
            .or_insert(HeaderValue::from_static("gzip"));
        let mut answer = self.client.execute(http).await.map_err(failed)?;
        let (status, mut headers) = (answer.status(), std::mem::take(answer.headers_mut()));
        let mut body = Body::new(&mut headers, request.max_body);
        loop {
            let broke = match answer.chunk().await {
                Ok(Some(chunk)) => match body.push(&chunk) {
                    Ok(()) => continue,
                    Err(error) => error,
                },
                Ok(None) => match body.finish() {
                    Ok(body) => {
                        let mut response = http::Response::new(body);
                        *response.status_mut() = status;
                        *response.headers_mut() = headers;
                        return Ok(response);
                    }
                    Err(error) => error,
                },
                Err(error) => failed(error),
            };
            return Err(broke.with_status(status).with_headers(headers));
        }
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let connect_timeout = request.connect_timeout;
        let proxy = self.proxies.of_uri(request.http.uri()).cloned();
        Box::pin(on_tokio(async move {
            let work = connect::within(connect_timeout, self.exchange(request));
            let (came, connecting) = work.await;
            came.map_err(|error| {
                let error = error.while_connecting(connecting);
                error.through(proxy.map(|proxy| proxy.address()))
            })
        }))
    }
}

/// Without the proxies, which may have passwords.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

/// Does work that needs a tokio runtime with timers and I/O, and gives an error where there is none.
async fn on_tokio<T>(
    work: impl Future<Output = Result<T, TransportError>>,
) -> Result<T, TransportError> {
    let problem = |text: &str| {
        let problem = ConfigError::new(text);
        TransportError::new(TransportErrorKind::Invalid, Some(Box::new(problem)))
    };
    let mut work = pin!(work);
    poll_fn(|context| {
        if tokio::runtime::Handle::try_current().is_err() {
            return Poll::Ready(Err(problem(
                "the default transport needs a tokio runtime, and there is none here: call from one, or with `send_blocking` (feature `blocking`), or give the client a transport of your own",
            )));
        }
        without_driver(|| work.as_mut().poll(context))
            .unwrap_or_else(|text| Poll::Ready(Err(problem(text))))
    })
    .await
}

fn failed(error: reqwest::Error) -> TransportError {
    // Time that ran out while connecting is no time that ran out: nothing was sent.
    let kind = if has_too_large_head(&error) {
        TransportErrorKind::TooLarge
    } else if error.is_builder() {
        TransportErrorKind::Invalid
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Broken
    };
    TransportError::new(kind, Some(Box::new(error.without_url())))
}

/// Which trying again would not change. hyper says so in words only, where its server is not compiled too; the tests of both
/// transports notice when it finds others.
fn has_too_large_head(error: &reqwest::Error) -> bool {
    let mut next = error.source();
    while let Some(error) = next {
        if error.source().is_none() {
            return error.to_string() == "message head is too large";
        }
        next = error.source();
    }
    false
}
