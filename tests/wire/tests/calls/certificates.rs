//! Certificates that are refused: tried once, and the line of the error says why.

use crate::support::{KEY, TestClock, failed, get, kind, on_a_thread};
use chargebee::{
    Error,
    error::TransportErrorKind,
    transport::{ReqwestTransport, reqwest},
    v2::Client,
};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{io::AsyncReadExt as _, net::TcpListener};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
        server::WebPkiClientVerifier,
    },
};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // What an issuer is known by.
        (params.distinguished_name).push(rcgen::DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// A server with a certificate for a name that is good in some years, and perhaps one that wants a certificate of its
    /// clients. It says nothing. Gives its port, and how many connections were made.
    async fn serve(
        &self,
        name: &str,
        years: [i32; 2],
        wants_certificates: bool,
    ) -> (u16, Arc<AtomicUsize>) {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        params.not_before = rcgen::date_time_ymd(years[0], 1, 1);
        params.not_after = rcgen::date_time_ymd(years[1], 1, 1);
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .expect("protocol versions");
        let config = if wants_certificates {
            let mut roots = RootCertStore::empty();
            roots.add(self.0.der().clone()).expect("a root");
            let verifier =
                WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
            config.with_client_cert_verifier(verifier.expect("a verifier"))
        } else {
            config.with_no_client_auth()
        };
        let config = config.with_single_cert(vec![certificate.der().clone()], key);
        let acceptor = TlsAcceptor::from(Arc::new(config.expect("a configuration")));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    if let Ok(mut stream) = acceptor.accept(stream).await {
                        let _ = stream.read_u8().await;
                    }
                });
            }
        });
        (port, connections)
    }

    /// A client that trusts this authority and nobody else.
    fn client(&self, port: u16) -> Client {
        let root = reqwest::Certificate::from_der(self.0.der()).expect("a certificate");
        let http = reqwest::Client::builder().tls_certs_only([root]).no_gzip();
        let http = http.build().expect("a client");
        let client = Client::builder("acme", KEY).base_url(format!("https://localhost:{port}"));
        let client = client.transport(ReqwestTransport::with_client(http));
        client
            .clock(TestClock::default())
            .build()
            .expect("a client")
    }
}

fn told(error: &Error, connections: &AtomicUsize, why: &str) {
    let text = error.to_string();
    assert!(
        text.contains(why),
        "{text}: {:?}",
        std::error::Error::source(error)
    );
    assert!(text.ends_with(", 1 attempt"), "{text}");
    assert!(!error.is_retryable(), "{text}");
    assert!(matches!(error, Error::Transport(error) if error.is_certificate()));
    assert_eq!(connections.swap(0, Ordering::SeqCst), 1, "{text}");
}

const GOOD: [i32; 2] = [2020, 2200];

#[tokio::test]
async fn a_certificate_that_is_refused_is_tried_once_and_the_error_says_why() {
    let (known, other) = (Authority::new("known"), Authority::new("other"));
    for (authority, name, years, why) in [
        (
            &known,
            "localhost",
            [2001, 2002],
            "the certificate of the server has expired",
        ),
        (
            &known,
            "localhost",
            [2190, 2200],
            "the certificate of the server is not valid yet",
        ),
        (
            &known,
            "elsewhere.example",
            GOOD,
            "is not valid for the name of the host",
        ),
        (&other, "localhost", GOOD, "is of an unknown issuer"),
    ] {
        let (port, connections) = authority.serve(name, years, false).await;
        let error = failed(get(&known.client(port)).await);
        assert_eq!(kind(&error), TransportErrorKind::Connect);
        told(
            &error,
            &connections,
            "no connection to Chargebee: the certificate of the server ",
        );
        assert!(error.to_string().contains(why), "{error}");
    }
    // The same after the handshake, as far as the client sees.
    let (port, connections) = known.serve("localhost", GOOD, true).await;
    let error = failed(get(&known.client(port)).await);
    told(
        &error,
        &connections,
        "the server refuses the certificate of the client",
    );
}

#[tokio::test]
async fn both_transports_say_the_same() {
    let (port, connections) = Authority::new("other")
        .serve("localhost", GOOD, false)
        .await;
    let client = Client::builder("acme", KEY).base_url(format!("https://localhost:{port}"));
    let client = client.build().expect("a client");
    let waited = failed(get(&client).await);
    told(&waited, &connections, "is of an unknown issuer");
    let blocked = on_a_thread(move || client.invoice().retrieve("inv_1").send_blocking()).await;
    let blocked = failed(blocked);
    told(&blocked, &connections, "is of an unknown issuer");
    assert_eq!(blocked.to_string(), waited.to_string());
}
