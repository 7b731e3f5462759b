//! What the tests share: both ways to make a call, and servers that speak TLS.

use bytes::Bytes;
use chargebee::{
    Error, Response,
    blocking::HttpTransport,
    transport::{ReqwestTransport, reqwest},
    v2::Client,
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::{convert::Infallible, sync::Arc};
use tokio::net::TcpListener;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

pub(crate) const KEY: &str = "test_7GkExAmPleKeY";

/// An answer with an invoice.
pub(crate) const INVOICE: &str = r#"{"invoice":{"id":"inv_1","customer_id":"cust_7","recurring":true,"status":"payment_due","price_type":"tax_exclusive","currency_code":"USD","tax":0,"sub_total":8700,"total":8700,"deleted":false,"object":"invoice"}}"#;

/// Blocks on a thread that no runtime knows, while the servers work on those of the test.
pub(crate) async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, result) = tokio::sync::oneshot::channel();
    let thread = std::thread::spawn(move || {
        let _ = done.send(work());
    });
    let result = result.await;
    thread.join().expect("no panic");
    result.expect("a result")
}

/// What a caller sees, without what is different every time.
pub(crate) fn seen<T>(result: Result<Response<T>, Error>) -> String {
    match result {
        Ok(answer) => answer.status().as_u16().to_string(),
        Err(error) => {
            let text = error.to_string();
            let text = text.split(" at line ").next().unwrap_or_default();
            let text = text.split("; invoice.").next().unwrap_or_default();
            text.split("; subscription.")
                .next()
                .unwrap_or_default()
                .to_owned()
        }
    }
}

/// Somebody who issues certificates.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A client both of whose transports trust nobody else.
    pub(crate) fn client(&self, url: &str) -> Client {
        let root = self.0.pem();
        let certificate = reqwest::Certificate::from_pem(root.as_bytes()).expect("a certificate");
        let http = reqwest::Client::builder().tls_certs_only([certificate]);
        let http = http.no_gzip().build().expect("a client");
        let mut roots = rustls::RootCertStore::empty();
        roots.add(self.0.der().clone()).expect("a root");
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let tls = rustls::ClientConfig::builder_with_provider(provider.into())
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        let blocking = HttpTransport::with_tls(tls).expect("a transport");
        Client::builder("acme", KEY)
            .base_url(url)
            .transport(ReqwestTransport::with_client(http))
            .blocking_transport(blocking)
            .check_requests(false)
            .build()
            .expect("a client")
    }

    /// What makes TLS of connections to `localhost`.
    pub(crate) fn acceptor(&self, protocols: &[&str]) -> TlsAcceptor {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(["localhost".to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("protocol versions")
                .with_no_client_auth()
                .with_single_cert(vec![certificate.der().clone()], key)
                .expect("a configuration");
        config.alpn_protocols = protocols.iter().map(|it| it.as_bytes().to_vec()).collect();
        TlsAcceptor::from(Arc::new(config))
    }

    /// Starts a server on loopback with a certificate for `localhost`. It speaks HTTP/2 with those who want that, and answers
    /// everything with an invoice. Gives its port.
    pub(crate) async fn serve(&self) -> u16 {
        let acceptor = self.acceptor(&["h2", "http/1.1"]);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let second = stream.get_ref().1.alpn_protocol() == Some(b"h2");
                    let stream = TokioIo::new(stream);
                    let service = hyper::service::service_fn(|_| async {
                        let body =
                            http_body_util::Full::new(Bytes::from_static(INVOICE.as_bytes()));
                        Ok::<_, Infallible>(http::Response::new(body))
                    });
                    let _ = if second {
                        hyper::server::conn::http2::Builder::new(TokioExecutor::new())
                            .serve_connection(stream, service)
                            .await
                    } else {
                        hyper::server::conn::http1::Builder::new()
                            .serve_connection(stream, service)
                            .await
                    };
                });
            }
        });
        port
    }
}
