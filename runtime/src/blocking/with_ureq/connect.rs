//! Says which of ureq's errors are about connecting. An error of the system, such as a host that is unknown or a handshake that
//! fails, looks the same whether or not a request was sent before it; so both steps before that mark theirs.
//!
//! ureq may change these interfaces with a minor version, which is why the manifest takes one of them only.

use std::fmt;
use ureq::{
    Error, Timeout,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{ConnectionDetails, Connector, DefaultConnector, NextTimeout, Transport},
    },
};

/// How an agent connects and looks names up: as ureq does by default.
pub(super) fn parts() -> (impl Connector, impl Resolver) {
    (
        Marked(DefaultConnector::new()),
        Marked(DefaultResolver::default()),
    )
}

/// There is no connection.
#[derive(Debug)]
pub(super) struct NoConnection(pub(super) Error);

impl fmt::Display for NoConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for NoConnection {}

#[derive(Debug)]
struct Marked<T>(T);

impl Connector for Marked<DefaultConnector> {
    type Out = Box<dyn Transport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<()>,
    ) -> Result<Option<Self::Out>, Error> {
        self.0.connect(details, chained).map_err(mark)
    }
}

impl Resolver for Marked<DefaultResolver> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        self.0.resolve(uri, config, timeout).map_err(mark)
    }
}

fn mark(error: Error) -> Error {
    match error {
        // That of the attempt as a whole, and what no attempt would change.
        Error::Timeout(Timeout::Global | Timeout::PerCall) | Error::BadUri(_) | Error::Http(_) => {
            error
        }
        // Marked already, below a proxy.
        Error::Other(other) if other.is::<NoConnection>() => Error::Other(other),
        error => Error::Other(Box::new(NoConnection(error))),
    }
}
