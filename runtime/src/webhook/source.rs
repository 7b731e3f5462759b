//! Where it came from: networks that may send, and proxies whose word counts.

use super::rejection::{Reason, Rejection};
use crate::error::ConfigError;
use http::HeaderMap;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// The header in which each proxy adds whom it got a request from.
const FORWARDED_FOR: &str = "x-forwarded-for";

#[derive(Default)]
pub(super) struct Sources {
    /// Who may send; anybody where it is empty.
    allowed: Vec<IpNet>,
    proxies: Vec<IpNet>,
}

impl Sources {
    pub(super) fn allow(&mut self, network: &str) -> Result<(), ConfigError> {
        self.allowed.push(parse(network)?);
        Ok(())
    }

    pub(super) fn trust(&mut self, network: &str) -> Result<(), ConfigError> {
        self.proxies.push(parse(network)?);
        Ok(())
    }

    pub(super) fn are_limited(&self) -> bool {
        !self.allowed.is_empty()
    }

    /// Whom the request is from, where that is known, and that it may come from there.
    pub(super) fn check(
        &self,
        peer: Option<IpAddr>,
        headers: &HeaderMap,
    ) -> Result<Option<IpAddr>, Rejection> {
        let source = peer.and_then(|peer| self.behind(peer, headers));
        if self.allowed.is_empty() {
            return Ok(source);
        }
        match source {
            Some(source) if contains(&self.allowed, source) => Ok(Some(source)),
            Some(source) => Err(Reason::Source.because(format!(
                "it comes from {source}, which is no address that may send"
            ))),
            None if peer.is_some() => Err(Reason::Source.because(
                "a proxy does not say in `X-Forwarded-For` whom it got the request from",
            )),
            None => Err(Reason::Source.because(
                "the address of the other side is not known: give it to the receiver, see `ReceiverBuilder::peer_from`",
            )),
        }
    }

    /// The last address that nobody but a named proxy vouches for. Whatever stands before it in the header anybody can write.
    fn behind(&self, peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
        let mut source = peer.to_canonical();
        let mut lines: Vec<_> = headers.get_all(FORWARDED_FOR).iter().collect();
        lines.reverse();
        let texts = lines.into_iter().map(|it| it.to_str().unwrap_or_default());
        for hop in texts.flat_map(|it| it.rsplit(',')) {
            if !contains(&self.proxies, source) {
                break;
            }
            source = address(hop.trim())?;
        }
        Some(source)
    }
}

fn contains(networks: &[IpNet], address: IpAddr) -> bool {
    networks.iter().any(|it| it.contains(&address))
}

/// An address, with a port where a proxy adds one. IPv4 inside of IPv6 is IPv4.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let address = bare.unwrap_or(text).parse().ok();
    let address = address.or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()));
    address.map(|it: IpAddr| it.to_canonical())
}

fn parse(network: &str) -> Result<IpNet, ConfigError> {
    let single = || network.parse::<IpAddr>().ok().map(IpNet::from);
    network.parse().ok().or_else(single).ok_or_else(|| {
        ConfigError::new(format!(
            "`{network}` is no address and no network: write one like 203.0.113.7 or 203.0.113.0/24"
        ))
    })
}

#[cfg(test)]
mod tests;
