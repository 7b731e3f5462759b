//! The same environment sends both transports the same way. Each case is a child process, as the environment is a process's own.

use crate::support::{Authority, INVOICE};
use std::{
    fmt::Write as _,
    net::SocketAddr,
    process::Command,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// Makes a call in a child process that has these variables, and no other that counts.
pub(crate) async fn call(how: &str, url: &str, variables: &[(&str, String)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_call"));
    command.args([how, url]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    for name in ["REQUEST_METHOD", "SSL_CERT_FILE", "SSL_CERT_DIR"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.expect("it runs").expect("it runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

/// A proxy of every kind on one port. It keeps how it was asked; `TARGET` stands for the server.
#[derive(Clone)]
struct AnyProxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl AnyProxy {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let proxy = Self {
            address: listener.local_addr().expect("an address"),
            asked: Arc::default(),
        };
        let started = proxy.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let proxy = proxy.clone();
                tokio::spawn(async move { proxy.serve(stream).await });
            }
        });
        started
    }

    fn keep(&self, asked: String) {
        self.asked.lock().expect("the lock").push(asked);
    }

    async fn serve(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut head = vec![stream.read_u8().await?];
        if head == [5] {
            return self.socks(stream).await;
        }
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let first = head.lines().next().unwrap_or_default().to_owned();
        let user = head.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("proxy-authorization")
                .then_some(value)
        });
        self.keep(format!(
            "{first}{}",
            user.map_or_else(String::new, |it| format!(" as {it}"))
        ));
        if let Some(rest) = first.strip_prefix("CONNECT ") {
            let target = rest.split(' ').next().unwrap_or_default();
            let Ok(onward) = TcpStream::connect(target).await else {
                return stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n").await;
            };
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            return relay(stream, onward).await;
        }
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{INVOICE}",
            INVOICE.len()
        );
        stream.write_all(answer.as_bytes()).await
    }

    async fn socks(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut methods = vec![0; usize::from(stream.read_u8().await?)];
        stream.read_exact(&mut methods).await?;
        let mut user = String::new();
        if methods.contains(&2) {
            stream.write_all(&[5, 2]).await?;
            stream.read_u8().await?;
            for part in [" as ", ":"] {
                let mut text = vec![0; usize::from(stream.read_u8().await?)];
                stream.read_exact(&mut text).await?;
                user = format!("{user}{part}{}", String::from_utf8_lossy(&text));
            }
            stream.write_all(&[1, 0]).await?;
        } else {
            stream.write_all(&[5, 0]).await?;
        }
        let mut ask = [0; 4];
        stream.read_exact(&mut ask).await?;
        let host = match ask[3] {
            1 => {
                let mut octets = [0; 4];
                stream.read_exact(&mut octets).await?;
                std::net::Ipv4Addr::from(octets).to_string()
            }
            3 => {
                let mut name = vec![0; usize::from(stream.read_u8().await?)];
                stream.read_exact(&mut name).await?;
                format!("name {}", String::from_utf8_lossy(&name))
            }
            _ => return Ok(()),
        };
        let port = stream.read_u16().await?;
        self.keep(format!("SOCKS {host}:{port}{user}"));
        let onward = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
        relay(stream, onward).await
    }
}

async fn relay(mut from: TcpStream, mut to: TcpStream) -> std::io::Result<()> {
    tokio::io::copy_bidirectional(&mut from, &mut to)
        .await
        .map(|_| ())
}

/// What the environment holds: `PROXY` and `TARGET` stand for addresses.
type Row = (&'static str, &'static [(&'static str, &'static str)]);

const PLAIN: &str = "http://TARGET";
const NAMED: &str = "http://acme.billing.invalid";
const SECURE: &str = "https://localhost:SECURE";

const ROWS: &[Row] = &[
    (PLAIN, &[]),
    (PLAIN, &[("HTTP_PROXY", "http://PROXY")]),
    (PLAIN, &[("http_proxy", "http://PROXY")]),
    (PLAIN, &[("HTTP_PROXY", "PROXY")]),
    (PLAIN, &[("ALL_PROXY", "http://PROXY")]),
    (PLAIN, &[("all_proxy", "http://PROXY")]),
    (PLAIN, &[("HTTPS_PROXY", "http://PROXY")]),
    (PLAIN, &[("HTTP_PROXY", ""), ("http_proxy", "http://PROXY")]),
    (
        PLAIN,
        &[
            ("HTTP_PROXY", "http://PROXY"),
            ("http_proxy", "http://127.0.0.1:1"),
        ],
    ),
    (
        PLAIN,
        &[
            ("HTTP_PROXY", "http://PROXY"),
            ("ALL_PROXY", "http://127.0.0.1:1"),
        ],
    ),
    (PLAIN, &[("HTTP_PROXY", "http://ada:p%40ss@PROXY")]),
    (
        PLAIN,
        &[("HTTP_PROXY", "http://PROXY"), ("REQUEST_METHOD", "GET")],
    ),
    (PLAIN, &[("HTTP_PROXY", "http://127.0.0.1:1")]),
    (NAMED, &[("HTTP_PROXY", "http://PROXY")]),
    (PLAIN, &[("HTTP_PROXY", "socks5://PROXY")]),
    (PLAIN, &[("ALL_PROXY", "socks5h://PROXY")]),
    (PLAIN, &[("ALL_PROXY", "socks5h://ada:secret@PROXY")]),
    ("http://localhost:PORT", &[("ALL_PROXY", "socks5h://PROXY")]),
    (PLAIN, &[("HTTP_PROXY", "socks4://PROXY")]),
    (PLAIN, &[("HTTP_PROXY", "ftp://ada:secret@PROXY")]),
    (PLAIN, &[("ALL_PROXY", "http://")]),
    (PLAIN, &[("HTTP_PROXY", "http://PROXY"), ("NO_PROXY", "*")]),
    (
        PLAIN,
        &[("HTTP_PROXY", "http://PROXY"), ("no_proxy", "127.0.0.1")],
    ),
    (
        PLAIN,
        &[
            ("HTTP_PROXY", "http://PROXY"),
            ("NO_PROXY", "10.0.0.1 , 127.0.0.1"),
        ],
    ),
    (
        PLAIN,
        &[
            ("HTTP_PROXY", "http://PROXY"),
            ("NO_PROXY", "10.0.0.1 127.0.0.1"),
        ],
    ),
    (
        PLAIN,
        &[
            ("HTTP_PROXY", "http://PROXY"),
            ("NO_PROXY", "10.0.0.0/8, 127.0.0.0/8"),
        ],
    ),
    (
        PLAIN,
        &[("HTTP_PROXY", "http://PROXY"), ("NO_PROXY", "10.0.0.0/8")],
    ),
    (
        PLAIN,
        &[("ALL_PROXY", "socks5://PROXY"), ("NO_PROXY", "127.0.0.0/8")],
    ),
    (
        NAMED,
        &[
            ("HTTP_PROXY", "http://PROXY"),
            ("NO_PROXY", "billing.invalid"),
        ],
    ),
    (
        NAMED,
        &[
            ("HTTP_PROXY", "http://PROXY"),
            ("NO_PROXY", ".Billing.INVALID"),
        ],
    ),
    (
        NAMED,
        &[
            ("HTTP_PROXY", "http://PROXY"),
            ("NO_PROXY", "other.example, *.billing.invalid"),
        ],
    ),
    (
        NAMED,
        &[("HTTP_PROXY", "http://PROXY"), ("NO_PROXY", "ling.invalid")],
    ),
    (
        NAMED,
        &[
            ("HTTP_PROXY", "http://PROXY"),
            ("NO_PROXY", "billing.invalid:8080"),
        ],
    ),
    (SECURE, &[("HTTPS_PROXY", "http://PROXY")]),
    (SECURE, &[("https_proxy", "http://ada:secret@PROXY")]),
    (SECURE, &[("ALL_PROXY", "socks5h://PROXY")]),
    (SECURE, &[("HTTP_PROXY", "http://PROXY")]),
    (
        SECURE,
        &[("HTTPS_PROXY", "http://PROXY"), ("NO_PROXY", "localhost")],
    ),
    (
        "https://acme.billing.invalid",
        &[("HTTPS_PROXY", "http://PROXY")],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn the_same_environment_sends_both_the_same_way() {
    let server = chargebee_wire_tests::fault::FaultyServer::start(INVOICE);
    let target = server.url().replace("http://", "");
    let port = target.rsplit(':').next().expect("a port");
    let authority = Authority::new();
    let secure = authority.serve().await.to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let roots = folder.path().join("roots.pem");
    std::fs::write(&roots, authority.pem()).expect("written");
    let roots = roots.to_str().expect("text").to_owned();

    let mut table = String::from("| environment | URL | async | blocking |\n|---|---|---|---|\n");
    let mut different = Vec::new();
    for (url, environment) in ROWS {
        let url = url.replace("TARGET", &target).replace("PORT", port);
        let url = url.replace("SECURE", &secure);
        let mut ways = Vec::new();
        for how in ["async", "blocking"] {
            let proxy = AnyProxy::start().await;
            let here = proxy.address.to_string();
            let set = environment.iter();
            let mut set: Vec<_> = set
                .map(|(name, value)| (*name, value.replace("PROXY", &here)))
                .collect();
            set.push(("SSL_CERT_FILE", roots.clone()));
            let printed = call(how, &url, &set).await;
            let outcome = printed.lines().next().unwrap_or_default();
            let asked = proxy.asked.lock().expect("the lock").join(", ");
            let way = if asked.is_empty() { "no proxy" } else { &asked };
            let way = format!("{outcome}: {way}");
            let way = way.replace(&target, "TARGET").replace(&here, "PROXY");
            let way = way.replace(port, "PORT").replace(&secure, "SECURE");
            assert!(!printed.contains("secret"), "{printed}");
            ways.push(way);
        }
        let set: Vec<_> = environment
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let url = url
            .replace(&target, "TARGET")
            .replace(port, "PORT")
            .replace(&secure, "SECURE");
        writeln!(
            table,
            "| {} | {url} | {} |",
            set.join("; "),
            ways.join(" | ")
        )
        .expect("memory");
        if ways[0] != ways[1] {
            different.push((set, ways));
        }
    }
    eprintln!("{table}");
    assert!(different.is_empty(), "{different:#?}");
    insta::assert_snapshot!(table);
}
