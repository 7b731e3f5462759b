//! SOCKS, version 5 (RFC 1928), with a user and a password (RFC 1929).

use super::stream::Stream;
use crate::transport::proxy::Proxy;
use std::{io, net::SocketAddr};

/// Where the proxy is to lead.
pub(super) enum Host<'a> {
    Address(SocketAddr),
    Name(&'a str, u16),
}

/// Asks the proxy at the other end of the stream for a way.
pub(super) fn connect(stream: &mut dyn Stream, proxy: &Proxy, host: &Host<'_>) -> io::Result<()> {
    // No authentication, and by password where there is one.
    let methods: &[u8] = if proxy.user.is_some() { &[0, 2] } else { &[0] };
    let mut hello = vec![5, length(methods)?];
    hello.extend_from_slice(methods);
    say(stream, &hello)?;
    match (read::<2>(stream)?, &proxy.user) {
        ([5, 0], _) => {}
        ([5, 2], Some((name, password))) => {
            let mut user = vec![1, length(name.as_bytes())?];
            user.extend_from_slice(name.as_bytes());
            user.push(length(password.as_bytes())?);
            user.extend_from_slice(password.as_bytes());
            say(stream, &user)?;
            if read::<2>(stream)?[1] != 0 {
                return Err(refused("it wants another user or password"));
            }
        }
        ([5, _], _) => return Err(refused("it wants a user and a password")),
        _ => return Err(refused("it speaks no SOCKS 5")),
    }
    let mut ask = vec![5, 1, 0];
    let port = match host {
        Host::Address(SocketAddr::V4(address)) => {
            ask.push(1);
            ask.extend_from_slice(&address.ip().octets());
            address.port()
        }
        Host::Address(SocketAddr::V6(address)) => {
            ask.push(4);
            ask.extend_from_slice(&address.ip().octets());
            address.port()
        }
        Host::Name(name, port) => {
            ask.extend_from_slice(&[3, length(name.as_bytes())?]);
            ask.extend_from_slice(name.as_bytes());
            *port
        }
    };
    ask.extend_from_slice(&port.to_be_bytes());
    say(stream, &ask)?;
    let [version, reply, _, kind] = read::<4>(stream)?;
    if version != 5 || reply != 0 {
        return Err(refused(reason(reply)));
    }
    // Where it is bound to, which is nobody's business.
    let rest = match kind {
        1 => 4,
        4 => 16,
        3 => usize::from(read::<1>(stream)?[0]),
        _ => return Err(refused("it speaks no SOCKS 5")),
    };
    stream.read_exact(&mut vec![0; rest + 2])
}

fn say(stream: &mut dyn Stream, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes)?;
    stream.flush()
}

fn read<const N: usize>(stream: &mut dyn Stream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn length(bytes: &[u8]) -> io::Result<u8> {
    u8::try_from(bytes.len()).map_err(|_| refused("SOCKS takes no more than 255 bytes of a name"))
}

fn reason(reply: u8) -> &'static str {
    match reply {
        2 => "its rules forbid it",
        3 => "the network cannot be reached",
        4 => "the host cannot be reached",
        5 => "the connection is refused",
        _ => "it failed",
    }
}

fn refused(why: &str) -> io::Error {
    io::Error::other(format!("the proxy does not lead to the server: {why}"))
}
