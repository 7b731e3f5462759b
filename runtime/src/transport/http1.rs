//! The default transport of blocking calls: HTTP/1.1 over sockets of the standard library, and TLS by rustls.
//!
//! It is no other crate's client, because none keeps what it is given to itself: those that share connections between calls
//! write whole requests to the program's log, the key with them, and nothing below a logger can hold that back.

mod connect;
mod exchange;
mod head;
mod pool;
mod socks;
mod stream;

use super::{TransportRequest, blocking::BlockingTransport, proxy::Proxies, tls};
use crate::error::{ConfigError, TransportError, TransportErrorKind};
use bytes::Bytes;
use connect::Target;
use pool::Pool;
use rustls::ClientConfig;
use std::{fmt, sync::Arc};

/// Sends over sockets and a pool of connections. Clones share the pool.
#[derive(Clone)]
pub struct HttpTransport {
    tls: Arc<ClientConfig>,
    proxies: Arc<Proxies>,
    pool: Arc<Pool>,
}

impl HttpTransport {
    /// A transport with its own connection pool. It goes through the proxies of the environment, and trusts the certificates
    /// that the system trusts.
    ///
    /// # Errors
    /// Where TLS cannot be set up, or the environment names no proxy that can be used.
    pub fn new() -> Result<Self, ConfigError> {
        Self::with_tls(tls::config()?)
    }

    /// The same with TLS of your own: for a client certificate, or for certificates that the system does not trust. It makes no
    /// difference which application protocols are set.
    ///
    /// ```no_run
    /// # use chargebee_runtime as chargebee;
    /// use chargebee::blocking::{HttpTransport, rustls};
    /// use rustls::pki_types::{CertificateDer, pem::PemObject as _};
    ///
    /// # fn example() -> Result<HttpTransport, Box<dyn std::error::Error>> {
    /// let mut roots = rustls::RootCertStore::empty();
    /// roots.add(CertificateDer::from_pem_file("own-root.pem")?)?;
    /// let provider = rustls::crypto::aws_lc_rs::default_provider();
    /// let tls = rustls::ClientConfig::builder_with_provider(provider.into())
    ///     .with_safe_default_protocol_versions()?
    ///     .with_root_certificates(roots)
    ///     .with_no_client_auth();
    /// # Ok(
    /// HttpTransport::with_tls(tls)?
    /// # )
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where the environment names no proxy that can be used.
    pub fn with_tls(mut tls: ClientConfig) -> Result<Self, ConfigError> {
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            tls: Arc::new(tls),
            proxies: Arc::new(Proxies::of_environment()?),
            pool: Arc::default(),
        })
    }

    /// The same through this proxy, whatever the environment says: `http://user:password@host:port`, or `https`, `socks5` or
    /// `socks5h` in place of `http`.
    ///
    /// # Errors
    /// Where that is no proxy.
    pub fn proxy(mut self, url: &str) -> Result<Self, ConfigError> {
        self.proxies = Arc::new(Proxies::all(url)?);
        Ok(self)
    }

    /// The same without a proxy, whatever the environment says.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.proxies = Arc::default();
        self
    }
}

/// Without the proxies, which may have passwords.
impl fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpTransport").finish_non_exhaustive()
    }
}

impl BlockingTransport for HttpTransport {
    fn send(&self, request: TransportRequest) -> Result<http::Response<Bytes>, TransportError> {
        let end = stream::after(request.timeout);
        let target = Target::new(request.http.uri(), &self.proxies)
            .ok_or_else(|| TransportError::new(TransportErrorKind::Invalid, None))?;
        let mut stream = match self.pool.take(&target) {
            Some(stream) => stream,
            None => connect::connect(&target, &self.tls, request.connect_timeout, end)?,
        };
        stream.until(end);
        let (answer, reusable) =
            exchange::exchange(&mut *stream, &target, request.http, request.max_body)?;
        if reusable {
            self.pool.put(target, stream);
        }
        Ok(answer)
    }
}
