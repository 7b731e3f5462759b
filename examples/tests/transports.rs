//! Runs the examples of transports as their users do, against servers on loopback.

use bytes::Bytes;
use chargebee_wire_tests::site::{Site, query};
use http::Response;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use std::{
    fs,
    path::Path,
    process::{Command, Output},
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
        server::WebPkiClientVerifier,
    },
};

const TAPE: &str = env!("CARGO_BIN_EXE_record_and_replay");
const PROXY: &str = env!("CARGO_BIN_EXE_through_proxy");
const CERTIFICATE: &str = env!("CARGO_BIN_EXE_client_certificate");

/// The user is the key, the password is empty: `test_key:`.
const AUTHORIZATION: &str = "Basic dGVzdF9rZXk6";

fn command(program: &str, args: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(program);
    command.args(args);
    for name in [
        "CHARGEBEE_BASE_URL",
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "NO_PROXY",
        "no_proxy",
    ] {
        command.env_remove(name);
    }
    command.env("CHARGEBEE_SITE", "acme-test");
    command.env("CHARGEBEE_API_KEY", "test_key");
    command.envs(variables.iter().copied());
    command
}

async fn run(program: &str, args: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = command(program, args, variables);
    let output = tokio::task::spawn_blocking(move || command.output());
    output.await.expect("it runs").expect("the example runs")
}

fn printed(output: &Output) -> &str {
    assert!(output.status.success(), "{output:?}");
    std::str::from_utf8(&output.stdout).expect("text")
}

fn complaint(output: &Output) -> &str {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    std::str::from_utf8(&output.stderr).expect("text")
}

fn page(ids: &[&str], next_offset: Option<&str>) -> String {
    let customer = |id: &&str| {
        format!(
            r#"{{"customer":{{"id":"{id}","auto_collection":"on","net_term_days":0,"allow_direct_debit":false,"created_at":1600000000,"promotional_credits":0,"unbilled_charges":0,"refundable_credits":0,"excess_payments":0,"deleted":false,"object":"customer"}}}}"#
        )
    };
    let list = ids.iter().map(customer).collect::<Vec<_>>().join(",");
    let next = next_offset.map_or_else(String::new, |it| format!(r#","next_offset":"{it}""#));
    format!(r#"{{"list":[{list}]{next}}}"#)
}

/// Two pages of customers.
async fn site() -> Site {
    Site::start(|request| async move {
        Response::new(Bytes::from(match query(&request, "offset") {
            None => page(&["c1", "c2"], Some("1")),
            Some(_) => page(&["c3"], None),
        }))
    })
    .await
}

#[tokio::test]
async fn what_was_recorded_is_replayed_without_a_network() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tape.jsonl");
    let file = file.to_str().expect("text");
    let site = site().await;
    let url = site.url();
    let here = [("CHARGEBEE_BASE_URL", url.as_str())];
    let recorded = run(TAPE, &["record", file], &here).await;
    assert_eq!(printed(&recorded), "c1\nc2\nc3\n");
    assert_eq!(site.received().len(), 2);

    let tape = fs::read_to_string(file).expect("a tape");
    assert_eq!(tape.lines().count(), 2);
    assert!(!tape.contains("test_key") && !tape.contains("dGVzdF9rZXk6"));

    drop(site);
    let nowhere = [("CHARGEBEE_BASE_URL", "http://127.0.0.1:1")];
    let replayed = run(TAPE, &["replay", file], &nowhere).await;
    assert_eq!(printed(&replayed), "c1\nc2\nc3\n");

    // A tape without the second page: what was not recorded does not go out.
    let first = tape.lines().next().expect("a line");
    fs::write(file, format!("{first}\n")).expect("written");
    let short = run(TAPE, &["replay", file], &nowhere).await;
    let complaint = complaint(&short);
    assert!(
        complaint.contains("nothing like this request was recorded"),
        "{complaint}"
    );

    fs::write(file, "{}\n").expect("written");
    let broken = run(TAPE, &["replay", file], &nowhere).await;
    assert_eq!(broken.status.code(), Some(1), "{broken:?}");
}

/// Reads up to the blank line that ends the head of a request.
async fn head(stream: &mut (impl tokio::io::AsyncRead + Unpin)) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

type Heads = Arc<Mutex<Vec<String>>>;

/// A proxy that takes plain requests on to where they want to go, and refuses tunnels. Gives its URL and what it was asked.
async fn proxy() -> (String, Heads) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let heads = Heads::default();
    let kept = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let kept = Arc::clone(&kept);
            tokio::spawn(async move {
                let head = head(&mut stream).await?;
                kept.lock().expect("the lock").push(head.clone());
                let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let Some(rest) = target.strip_prefix("http://") else {
                    return stream
                        .write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
                        .await;
                };
                let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
                let mut there = TcpStream::connect(host).await?;
                let onward = head.replacen(&target, &format!("/{path}"), 1);
                there.write_all(onward.as_bytes()).await?;
                tokio::io::copy_bidirectional(&mut stream, &mut there).await?;
                Ok(())
            });
        }
    });
    (url, heads)
}

#[tokio::test]
async fn requests_go_through_a_proxy() {
    let (proxy, heads) = proxy().await;
    let site = site().await;
    let url = site.url();
    let there = [
        ("CHARGEBEE_BASE_URL", url.as_str()),
        ("CHARGEBEE_PROXY", proxy.as_str()),
    ];
    let output = run(PROXY, &[], &there).await;
    assert_eq!(printed(&output), "c1\nc2\nc3\n");
    let received = site.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].headers()["authorization"], AUTHORIZATION);
    let heads = heads.lock().expect("the lock");
    let first = format!("GET {url}/api/v2/customers ");
    assert!(
        heads.first().is_some_and(|head| head.starts_with(&first)),
        "{heads:?}"
    );
}

#[tokio::test]
async fn a_proxy_does_not_see_the_key_of_the_real_site() {
    let (proxy, heads) = proxy().await;
    let output = run(PROXY, &[], &[("CHARGEBEE_PROXY", proxy.as_str())]).await;
    assert!(
        complaint(&output).starts_with("error: no connection to Chargebee"),
        "{output:?}"
    );
    let heads = heads.lock().expect("the lock");
    assert!(!heads.is_empty());
    for head in heads.iter() {
        assert!(
            head.starts_with("CONNECT acme-test.chargebee.com:443 "),
            "{head}"
        );
        assert!(!head.to_lowercase().contains("basic"), "{head}");
    }
}

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// A certificate for a name, and its key.
    fn issue(&self, name: &str) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new([name.to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        (certificate, key)
    }

    fn roots(&self) -> Arc<RootCertStore> {
        let mut roots = RootCertStore::empty();
        roots.add(self.0.der().clone()).expect("a root");
        Arc::new(roots)
    }
}

/// A server on loopback that talks only to those who show a certificate of `clients`. Gives its URL and what it was asked.
async fn guarded(servers: &Authority, clients: &Authority) -> (String, Heads) {
    let (certificate, key) = servers.issue("localhost");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    // Named, because another transport may bring another one into this program.
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(clients.roots(), Arc::clone(&provider));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("protocol versions")
        .with_client_cert_verifier(verifier.build().expect("a verifier"))
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a configuration");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let heads = Heads::default();
    let kept = Arc::clone(&heads);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, kept) = (acceptor.clone(), Arc::clone(&kept));
            tokio::spawn(async move {
                let mut stream = acceptor.accept(stream).await?;
                let head = head(&mut stream).await?;
                kept.lock().expect("the lock").push(head);
                let body = page(&["c1"], None);
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(answer.as_bytes()).await?;
                stream.shutdown().await
            });
        }
    });
    (format!("https://localhost:{port}"), heads)
}

fn pem(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    fs::write(&path, text).expect("written");
    path.to_str().expect("text").to_owned()
}

#[tokio::test]
async fn a_client_shows_its_certificate() {
    let (servers, clients, strangers) = (Authority::new(), Authority::new(), Authority::new());
    let (url, heads) = guarded(&servers, &clients).await;
    let folder = tempfile::tempdir().expect("a folder");
    let root = pem(folder.path(), "root.pem", &servers.0.pem());
    let own = |authority: &Authority, name: &str| {
        let (certificate, key) = authority.issue("acme");
        let text = format!("{}{}", certificate.pem(), key.serialize_pem());
        pem(folder.path(), name, &text)
    };
    let (good, bad) = (own(&clients, "good.pem"), own(&strangers, "bad.pem"));
    let with = |own: &str, root: &str| {
        let variables = [
            ("CHARGEBEE_BASE_URL", url.clone()),
            ("CHARGEBEE_CLIENT_PEM", own.to_owned()),
            ("CHARGEBEE_ROOT_PEM", root.to_owned()),
        ];
        async move {
            let variables = variables
                .each_ref()
                .map(|(name, value)| (*name, value.as_str()));
            run(CERTIFICATE, &[], &variables).await
        }
    };
    let output = with(&good, &root).await;
    assert_eq!(printed(&output), "c1\n");
    {
        let heads = heads.lock().expect("the lock");
        assert_eq!(heads.len(), 1);
        assert!(
            heads[0].to_lowercase().contains("authorization: basic"),
            "{heads:?}"
        );
    }
    // A certificate of somebody else, and a server whose certificate is from somebody else: nothing is said to either.
    let refused = with(&bad, &root).await;
    assert!(complaint(&refused).starts_with("error: "));
    let stranger = pem(folder.path(), "stranger.pem", &strangers.0.pem());
    let distrusted = with(&good, &stranger).await;
    assert!(
        complaint(&distrusted).starts_with("error: no connection to Chargebee"),
        "{distrusted:?}"
    );
    assert_eq!(heads.lock().expect("the lock").len(), 1);
}
