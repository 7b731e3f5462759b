//! From a URL to a connection.

use super::{
    socks,
    stream::{self, Stream, Tcp, Tls},
};
use crate::{
    error::{TransportError, TransportErrorKind},
    transport::proxy::{Protocol, Proxies, Proxy, bare},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::Uri;
use rustls::{ClientConfig, ClientConnection, pki_types::ServerName};
use std::{
    io::{self, ErrorKind},
    net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs as _},
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

/// What a connection leads to, and through what.
#[derive(Clone)]
pub(super) struct Target {
    https: bool,
    /// As it stands in the URL.
    pub(super) authority: String,
    host: String,
    port: u16,
    proxy: Option<Arc<Proxy>>,
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        let proxy = |it: &Self| it.proxy.as_ref().map(|it| it.url.clone());
        (self.https, &self.host, self.port) == (other.https, &other.host, other.port)
            && proxy(self) == proxy(other)
    }
}

impl Target {
    pub(super) fn new(uri: &Uri, proxies: &Proxies) -> Option<Self> {
        let https = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = uri.authority()?;
        let port = authority.port_u16().unwrap_or(if https { 443 } else { 80 });
        let host = authority.host();
        Some(Self {
            https,
            authority: authority.as_str().to_owned(),
            host: bare(host).to_owned(),
            port,
            proxy: proxies.of(https, host, port).cloned(),
        })
    }

    /// The proxy that takes a whole request, where one does: it has the URL in it, not only the path.
    pub(super) fn forwarder(&self) -> Option<&Proxy> {
        let proxy = self.proxy.as_deref()?;
        let forwards = matches!(proxy.protocol, Protocol::Http | Protocol::Https);
        (forwards && !self.https).then_some(proxy)
    }
}

/// The header by which a proxy knows its user.
pub(super) fn proxy_authorization(proxy: &Proxy) -> Option<String> {
    let (name, password) = proxy.user.as_ref()?;
    Some(format!(
        "Basic {}",
        STANDARD.encode(format!("{name}:{password}"))
    ))
}

/// Looks up, connects, shakes hands: all within the time for connecting and that of the attempt.
pub(super) fn connect(
    target: &Target,
    tls: &Arc<ClientConfig>,
    timeout: Option<Duration>,
    end: Instant,
) -> Result<Box<dyn Stream>, TransportError> {
    let until = timeout.map_or(end, |timeout| stream::after(timeout).min(end));
    open(target, tls, until).map_err(|error| {
        let kind = match stream::left(end) {
            Err(_) => TransportErrorKind::Timeout,
            Ok(_) => TransportErrorKind::Connect,
        };
        let proxy = target.proxy.as_ref().map(|proxy| proxy.address());
        TransportError::new(kind, Some(Box::new(error)))
            .while_connecting(true)
            .through(proxy)
    })
}

fn open(target: &Target, tls: &Arc<ClientConfig>, end: Instant) -> io::Result<Box<dyn Stream>> {
    let (host, port) = (target.host.as_str(), target.port);
    let mut stream = match target.proxy.as_deref() {
        None => tcp(host, port, end)?,
        Some(proxy) => {
            let mut stream = tcp(&proxy.host, proxy.port, end)?;
            match proxy.protocol {
                Protocol::Socks5 => {
                    let address = resolve(host, port, end)?.into_iter().next();
                    let address = address.ok_or(ErrorKind::NotFound)?;
                    socks::connect(&mut *stream, proxy, &socks::Host::Address(address))?;
                }
                Protocol::Socks5h => {
                    let host = match host.parse::<IpAddr>() {
                        Ok(address) => socks::Host::Address((address, port).into()),
                        Err(_) => socks::Host::Name(host, port),
                    };
                    socks::connect(&mut *stream, proxy, &host)?;
                }
                Protocol::Http | Protocol::Https => {
                    if proxy.protocol == Protocol::Https {
                        stream = secure(&proxy.host, tls, stream)?;
                    }
                    if target.https {
                        tunnel(&mut *stream, target, proxy)?;
                    }
                }
            }
            stream
        }
    };
    if target.https {
        stream = secure(host, tls, stream)?;
    }
    Ok(stream)
}

fn secure(
    host: &str,
    tls: &Arc<ClientConfig>,
    below: Box<dyn Stream>,
) -> io::Result<Box<dyn Stream>> {
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    let session = ClientConnection::new(Arc::clone(tls), name).map_err(io::Error::other)?;
    Ok(Box::new(Tls::new(session, below)?))
}

/// The first of the addresses that takes a connection. Each has a fair part of the time.
fn tcp(host: &str, port: u16, end: Instant) -> io::Result<Box<dyn Stream>> {
    let addresses = resolve(host, port, end)?;
    let mut failed = io::Error::new(ErrorKind::NotFound, "the host has no address");
    for (at, address) in addresses.iter().enumerate() {
        let rest = u32::try_from(addresses.len() - at).unwrap_or(u32::MAX);
        match TcpStream::connect_timeout(address, stream::left(end)? / rest) {
            Ok(socket) => return Ok(Box::new(Tcp::new(socket, end)?)),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// The system's lookup knows no time, so that another thread waits for it.
fn resolve(host: &str, port: u16, end: Instant) -> io::Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![(address, port).into()]);
    }
    let (found, answer) = mpsc::sync_channel(1);
    let host = host.to_owned();
    std::thread::Builder::new()
        .name("chargebee-lookup".to_owned())
        .spawn(move || {
            let looked_up = (host.as_str(), port).to_socket_addrs();
            // Whoever asked may be gone.
            let _ = found.send(looked_up.map(Vec::from_iter));
        })?;
    answer
        .recv_timeout(stream::left(end)?)
        .map_err(|_| io::Error::from(ErrorKind::TimedOut))?
}

/// Asks a proxy for a way to the target.
fn tunnel(stream: &mut dyn Stream, target: &Target, proxy: &Proxy) -> io::Result<()> {
    let host = if target.host.contains(':') {
        format!("[{}]:{}", target.host, target.port)
    } else {
        format!("{}:{}", target.host, target.port)
    };
    let authorization = proxy_authorization(proxy).map_or_else(String::new, |value| {
        format!("proxy-authorization: {value}\r\n")
    });
    write!(
        stream,
        "CONNECT {host} HTTP/1.1\r\nhost: {host}\r\n{authorization}\r\n"
    )?;
    stream.flush()?;
    // Byte by byte: what comes after the head is for TLS.
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() > 8192 {
            return Err(refused("its answer is too long"));
        }
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        answer.extend_from_slice(&byte);
    }
    match answer.get(..12) {
        Some(b"HTTP/1.1 200" | b"HTTP/1.0 200") => Ok(()),
        Some(b"HTTP/1.1 407" | b"HTTP/1.0 407") => {
            Err(refused("it wants another user or password"))
        }
        Some(status) if status.starts_with(b"HTTP/1.") => Err(refused(&format!(
            "its status is {}",
            String::from_utf8_lossy(&status[9..]).escape_debug()
        ))),
        _ => Err(refused("its answer is no HTTP")),
    }
}

fn refused(why: &str) -> io::Error {
    io::Error::other(format!("the proxy does not lead to the server: {why}"))
}
