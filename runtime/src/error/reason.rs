//! Why there is no connection, in one of a few words, whatever transport it is: those of the crates below differ.

use std::{error::Error as StdError, fmt, io};

/// How deep errors are looked into.
const DEPTH: usize = 32;

/// An error whose text belongs into the line of the error above it.
#[derive(Debug)]
pub(crate) struct Said(pub(crate) String);

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Said {}

#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(any(feature = "reqwest", feature = "blocking")),
    expect(
        dead_code,
        reason = "a transport of somebody's own may have another TLS"
    )
)]
pub(super) enum Reason {
    /// A certificate is refused: the same every time.
    Certificate(String),
    /// TLS could not be agreed on otherwise.
    Tls(String),
    /// Anything else.
    Other(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate(text) | Self::Other(text) => f.write_str(text),
            Self::Tls(text) => write!(f, "TLS: {text}"),
        }
    }
}

/// The reason that says most to people, of all the errors in a chain.
pub(super) fn of(source: &(dyn StdError + 'static)) -> Option<Reason> {
    let chain: Vec<_> = links(source).collect();
    let first = |find: fn(&(dyn StdError + 'static)) -> Option<Reason>| {
        chain.iter().copied().find_map(find)
    };
    first(said)
        .or_else(|| first(tls))
        .or_else(|| first(by_text))
        .or_else(|| first(of_the_system))
}

/// What an error of the program's own says, in one line.
pub(super) fn told(source: &(dyn StdError + 'static)) -> Option<Reason> {
    let text = super::OneLine(&source.to_string()).to_string();
    (!text.is_empty()).then_some(Reason::Other(text))
}

/// Why a connection broke, or the body of an answer.
pub(super) fn of_broken(source: &(dyn StdError + 'static)) -> Option<Reason> {
    let chain: Vec<_> = links(source).collect();
    let first = |find: fn(&(dyn StdError + 'static)) -> Option<Reason>| {
        chain.iter().copied().find_map(find)
    };
    // After TLS was agreed on, a server may still refuse a certificate.
    first(tls).or_else(|| first(how_it_broke))
}

fn how_it_broke(error: &(dyn StdError + 'static)) -> Option<Reason> {
    use io::ErrorKind as Kind;
    const CLOSED: &str = "the server closed the connection";
    let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
    let text = match kind {
        // Which of these it is depends on what was on its way.
        Some(
            Kind::ConnectionReset
            | Kind::ConnectionAborted
            | Kind::BrokenPipe
            | Kind::NotConnected
            | Kind::UnexpectedEof,
        ) => CLOSED,
        // Nothing else here has that kind, but for TLS.
        Some(Kind::InvalidData) => "it cannot be decompressed",
        _ => {
            let text = error.to_string();
            let says = |said: &[&str]| said.iter().any(|it| text.contains(it));
            // The words of hyper, and those of the transport of blocking calls.
            if says(&["connection closed before message completed"]) {
                CLOSED
            } else if says(&[
                "invalid HTTP",
                "invalid content-length",
                "the answer is not HTTP",
            ]) || text.starts_with("Invalid chunk")
            {
                "the answer is not HTTP"
            } else {
                return None;
            }
        }
    };
    Some(Reason::Other(text.to_owned()))
}

fn said(error: &(dyn StdError + 'static)) -> Option<Reason> {
    let text = error.downcast_ref::<Said>()?.to_string();
    Some(Reason::Other(text))
}

/// An error and those below it. What an `io::Error` was made of is no source of it, and is looked into all the same.
fn links<'a>(
    source: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(source), |error| below(*error)).take(DEPTH)
}

fn below<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    let inner = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    match inner {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

#[cfg(any(feature = "reqwest", feature = "blocking"))]
fn tls(error: &(dyn StdError + 'static)) -> Option<Reason> {
    use rustls::{AlertDescription as Alert, CertificateError as Wrong, Error};
    let error = error.downcast_ref::<Error>()?;
    let refused = |why: &dyn fmt::Display| {
        Reason::Certificate(format!("the certificate of the server {why}"))
    };
    Some(match error {
        Error::InvalidCertificate(wrong) => match wrong {
            Wrong::Expired | Wrong::ExpiredContext { .. } => refused(&"has expired"),
            Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => refused(&"is not valid yet"),
            Wrong::UnknownIssuer => {
                refused(&"is of an unknown issuer, which none of the trusted roots vouches for")
            }
            Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => {
                refused(&"is not valid for the name of the host")
            }
            Wrong::Revoked => refused(&"is revoked"),
            other => refused(&format_args!("is refused ({other})")),
        },
        Error::NoCertificatesPresented => refused(&"is missing"),
        Error::AlertReceived(
            alert @ (Alert::NoCertificate
            | Alert::BadCertificate
            | Alert::UnsupportedCertificate
            | Alert::CertificateRevoked
            | Alert::CertificateExpired
            | Alert::CertificateUnknown
            | Alert::UnknownCA
            | Alert::AccessDenied
            | Alert::CertificateRequired),
        ) => Reason::Certificate(format!(
            "the server refuses the certificate of the client ({alert:?})"
        )),
        // What checks certificates has more to say, such as that the system has none to check them with.
        Error::Other(other) => Reason::Certificate(super::OneLine(&other.to_string()).to_string()),
        other => Reason::Tls(super::OneLine(&other.to_string()).to_string()),
    })
}

#[cfg(not(any(feature = "reqwest", feature = "blocking")))]
fn tls(_: &(dyn StdError + 'static)) -> Option<Reason> {
    None
}

/// What has no kind, only a text: that of the standard library, that of Windows, and what hyper calls it.
fn by_text(error: &(dyn StdError + 'static)) -> Option<Reason> {
    let text = error.to_string();
    let says = |said: &[&str]| said.iter().any(|it| text.contains(it));
    let reason = if says(&[
        "dns error",
        "failed to lookup address",
        "No such host is known",
    ]) {
        "the name of the host cannot be looked up (DNS)"
    } else if says(&[
        "proxy authorization required",
        "wants another user or password",
    ]) {
        "the proxy wants another user or password"
    } else if says(&["tunnel error", "the proxy does not lead"]) {
        "the proxy does not lead to the server"
    } else {
        return None;
    };
    Some(Reason::Other(reason.to_owned()))
}

fn of_the_system(error: &(dyn StdError + 'static)) -> Option<Reason> {
    use io::ErrorKind as Kind;
    let text = match error.downcast_ref::<io::Error>()?.kind() {
        Kind::ConnectionRefused => "connection refused",
        Kind::ConnectionReset => "connection reset",
        Kind::ConnectionAborted => "connection aborted",
        Kind::HostUnreachable => "the host cannot be reached",
        Kind::NetworkUnreachable => "the network cannot be reached",
        Kind::TimedOut => "connecting took too long",
        Kind::UnexpectedEof => "the connection was closed while it was made",
        _ => return None,
    };
    Some(Reason::Other(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_found_however_deep_it_stands() {
        let refused = || io::Error::from(io::ErrorKind::ConnectionRefused);
        let other = |text: &str| Reason::Other(text.to_owned());
        for (error, reason) in [
            (refused(), other("connection refused")),
            (
                io::Error::other(io::Error::other(refused())),
                other("connection refused"),
            ),
            (
                io::Error::other("failed to lookup address information: no"),
                other("the name of the host cannot be looked up (DNS)"),
            ),
            (
                io::Error::other("tunnel error: unsuccessful"),
                other("the proxy does not lead to the server"),
            ),
            (
                io::Error::other("tunnel error: proxy authorization required"),
                other("the proxy wants another user or password"),
            ),
        ] {
            assert_eq!(of(&error), Some(reason));
        }
        assert_eq!(of(&io::Error::other("the fuse blew")), None);
    }

    #[cfg(any(feature = "reqwest", feature = "blocking"))]
    #[test]
    fn certificates_say_what_is_wrong_with_them() {
        use rustls::{AlertDescription, CertificateError, Error, OtherError, PeerIncompatible};
        for (error, certificate, text) in [
            (
                Error::InvalidCertificate(CertificateError::Expired),
                true,
                "has expired",
            ),
            (
                Error::InvalidCertificate(CertificateError::NotValidYet),
                true,
                "not valid yet",
            ),
            (
                Error::InvalidCertificate(CertificateError::UnknownIssuer),
                true,
                "unknown issuer",
            ),
            (
                Error::InvalidCertificate(CertificateError::NotValidForName),
                true,
                "name of the host",
            ),
            (
                Error::InvalidCertificate(CertificateError::Revoked),
                true,
                "revoked",
            ),
            (
                Error::InvalidCertificate(CertificateError::BadSignature),
                true,
                "is refused",
            ),
            (
                Error::AlertReceived(AlertDescription::CertificateRequired),
                true,
                "of the client",
            ),
            (
                Error::Other(OtherError(std::sync::Arc::new(io::Error::other(
                    "there are no roots",
                )))),
                true,
                "there are no roots",
            ),
            (
                Error::AlertReceived(AlertDescription::HandshakeFailure),
                false,
                "TLS: ",
            ),
            (
                Error::PeerIncompatible(PeerIncompatible::Tls12NotOffered),
                false,
                "TLS: ",
            ),
        ] {
            let reason = of(&io::Error::new(io::ErrorKind::InvalidData, error)).expect("a reason");
            assert_eq!(
                matches!(reason, Reason::Certificate(_)),
                certificate,
                "{reason}"
            );
            assert!(reason.to_string().contains(text), "{reason}");
        }
    }
}
