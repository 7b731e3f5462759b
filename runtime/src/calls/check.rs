//! Whether a site and its key are right, told before anything is done with them.

use crate::{
    Error, Result,
    api::RawResponse,
    calls::call::{Call, CallOptions, raw},
    client::retry::RetryPolicy,
    error::TransportErrorKind,
    transport::BoxFuture,
    wire::args::Arg,
};
use http::StatusCode;
use serde::de::{Error as _, IgnoredAny};
use serde_json::value::RawValue;
use std::{collections::BTreeMap, fmt, future::IntoFuture, sync::Arc, time::Duration};

/// Somebody waits for it in front of a page.
const TIMEOUT: Duration = Duration::from_secs(20);

/// A check of the connection to a site, for the page of an app where people give their site and key. Await it:
///
/// ```text
/// let client = v2::Client::builder(Site::parse(&given_site)?, given_key).build()?;
/// let connection = client.check().writing().await;
/// if !connection.is_ok() {
///     show(connection.to_string());
/// }
/// ```
///
/// It changes nothing at the site. Each of its one to three calls is tried once, and has 20 seconds; [`Check::options`] says
/// otherwise.
#[must_use = "nothing is asked until this is awaited"]
pub struct Check {
    read: Call,
    write: Option<Call>,
    catalog: Option<Call>,
    asks_to_write: bool,
}

impl Check {
    /// What a call that asks for permission only is about: an id that nothing has.
    #[doc(hidden)]
    pub const NOTHING: &'static str = "nothing-has-this-id-of-a-connection-check";

    #[doc(hidden)]
    pub fn new(read: Call) -> Self {
        Self {
            read: prepared(read),
            write: None,
            catalog: None,
            asks_to_write: false,
        }
    }

    #[doc(hidden)]
    pub fn with_write(mut self, write: Call) -> Self {
        self.write = Some(prepared(write));
        self
    }

    #[doc(hidden)]
    pub fn with_catalog(mut self, catalogs: impl IntoIterator<Item = Call>) -> Self {
        self.catalog = catalogs.into_iter().next().map(prepared);
        self
    }

    /// Also asks whether the key may write; without it, a read-only key is as good as any.
    ///
    /// The API has no call that tells what a key may do: it refuses what the key may not. So this sends an update that would change
    /// nothing, since it names no attribute, of a customer whose id nobody has. A key that may write is told that there is no such
    /// customer, and a read-only key that it may not (`api_authorization_failed`). The refusal may be seen in the logs of the site,
    /// which is why it must be asked for.
    pub fn writing(mut self) -> Self {
        self.asks_to_write = true;
        self
    }

    /// Adds options to its calls: another deadline, a retry policy, another site.
    pub fn options(mut self, options: CallOptions) -> Self {
        let calls = [
            Some(&mut self.read),
            self.write.as_mut(),
            self.catalog.as_mut(),
        ];
        for call in calls.into_iter().flatten() {
            call.add_options(options.clone());
        }
        self
    }

    /// Asks, and tells what came of it. Awaiting the check is the same.
    pub async fn send(self) -> Connection {
        let site = self.read.site();
        let (kind, error) = self.ask().await;
        Connection { site, kind, error }
    }

    /// The same, blocking the thread.
    #[cfg(feature = "blocking")]
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    #[must_use]
    pub fn send_blocking(mut self) -> Connection {
        let calls = [
            Some(&mut self.read),
            self.write.as_mut(),
            self.catalog.as_mut(),
        ];
        calls.into_iter().flatten().for_each(Call::block);
        crate::client::thread::block_on(self.send())
    }

    async fn ask(self) -> (ConnectionKind, Option<Error>) {
        if let Err(error) = first_page(self.read).await {
            return (kind_of(&error), Some(error));
        }
        // A key that may not read these, or a failure on the way, says nothing of the catalog.
        if let Some(catalog) = self.catalog
            && let Err(error) = first_page(catalog).await
            && kind_of(&error) == ConnectionKind::WrongApi
        {
            return (ConnectionKind::WrongApi, Some(error));
        }
        let write = self.write.filter(|_| self.asks_to_write);
        if let Some(write) = write
            && let Err(error) = raw(write, Ok).await
            && !error.is_not_found()
        {
            return match kind_of(&error) {
                ConnectionKind::NoPermission => (ConnectionKind::ReadOnly, Some(error)),
                kind => (kind, Some(error)),
            };
        }
        (ConnectionKind::Works, None)
    }
}

fn prepared(mut call: Call) -> Call {
    call.add_options(
        CallOptions::new()
            .retry(RetryPolicy::none())
            .timeout(TIMEOUT),
    );
    call
}

/// One entry of a list: whether it may be read, and whether it is what the API answers.
async fn first_page(mut call: Call) -> Result<RawResponse> {
    call.set_named("limit", None, Some(Arg::Int(1)));
    let read = |raw: RawResponse| match list(&raw.body) {
        Ok(()) => Ok(raw),
        Err(problem) => {
            let (call, problem) = (raw.call, format!("it is no list: {problem}"));
            let error = Error::decode(raw.status, raw.headers, raw.body, String::new(), problem);
            Err(error.with_call(*call))
        }
    };
    raw(call, read).await
}

/// Whether it is an object with a list. There are no derives here: the crate does without them.
fn list(body: &[u8]) -> serde_json::Result<()> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_slice(body)?;
    let list = members.get("list");
    let list = list.ok_or_else(|| serde_json::Error::missing_field("list"))?;
    serde_json::from_str::<Vec<IgnoredAny>>(list.get()).map(drop)
}

impl IntoFuture for Check {
    type Output = Connection;
    type IntoFuture = BoxFuture<'static, Connection>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check")
            .field("site", &self.read.site())
            .field("writing", &self.asks_to_write)
            .finish_non_exhaustive()
    }
}

/// How the connection to a site is. Its text is a sentence for the people who connect it.
#[derive(Debug)]
pub struct Connection {
    site: Arc<str>,
    kind: ConnectionKind,
    error: Option<Error>,
}

/// What is right or wrong with a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConnectionKind {
    /// The site is there, and the key may do what was asked: read, and with [`Check::writing`] write.
    Works,
    /// The key may read and not write. Told by [`Check::writing`] only.
    ReadOnly,
    /// The site does not accept the key: it is wrong, revoked, or that of another site.
    WrongKey,
    /// The key is accepted, and may not even read: a publishable key, or one with few permissions.
    NoPermission,
    /// There is no such site, or what answers in its place is not Chargebee's API.
    WrongSite,
    /// The site has another Product Catalog, or another version of the API, than the one that is asked for.
    WrongApi,
    /// The network does not lead there: no name, no connection, a certificate that is refused, no answer in time.
    Unreachable,
    /// The site asks to come back later: too many requests, maintenance, a failure of its own.
    Busy,
    /// Anything else; see [`Connection::error`].
    Failed,
}

impl Connection {
    /// Whether it works.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.kind == ConnectionKind::Works
    }

    /// What is right or wrong.
    #[must_use]
    pub fn kind(&self) -> ConnectionKind {
        self.kind
    }

    /// The site.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.site
    }

    /// What went wrong, for developers and logs.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }
}

impl fmt::Display for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let site = &self.site;
        match (self.kind, &self.error) {
            (ConnectionKind::Works, _) => write!(f, "The connection to the site {site} works."),
            (ConnectionKind::ReadOnly, _) => write!(
                f,
                "The API key may only read the site {site}: connect with a key that has full access."
            ),
            (ConnectionKind::WrongKey, _) => write!(
                f,
                "The site {site} does not accept the API key: copy the key again from the settings of this site. A test site and \
                 a live site have keys of their own."
            ),
            (ConnectionKind::NoPermission, _) => write!(
                f,
                "The API key belongs to the site {site} and is not allowed to read it: connect with a key that has full access."
            ),
            (ConnectionKind::WrongSite, Some(Error::Api(_))) => write!(
                f,
                "Chargebee has no site {site}: compare the name with the address of its pages, https://{site}.chargebee.com."
            ),
            (ConnectionKind::WrongSite, _) => write!(
                f,
                "The API of Chargebee is not where the site {site} should be: compare the name with the address of its pages, \
                 https://{site}.chargebee.com."
            ),
            (ConnectionKind::WrongApi, _) => write!(
                f,
                "The site {site} has another Product Catalog or another version of the API than this app works with."
            ),
            (ConnectionKind::Unreachable, _) => write!(
                f,
                "The site {site} cannot be reached: check the network and the name of the site, and try again."
            ),
            (ConnectionKind::Busy, _) => {
                write!(f, "The site {site} is busy: try again in a few minutes.")
            }
            (ConnectionKind::Failed, Some(error)) => {
                write!(
                    f,
                    "The connection to the site {site} could not be checked: {error}."
                )
            }
            (ConnectionKind::Failed, None) => {
                write!(f, "The connection to the site {site} could not be checked.")
            }
        }
    }
}

fn kind_of(error: &Error) -> ConnectionKind {
    match error {
        Error::Api(refused) => match (refused.api_error_code.as_str(), refused.status) {
            ("site_not_found", _) => ConnectionKind::WrongSite,
            ("configuration_incompatible", _) => ConnectionKind::WrongApi,
            // Something on the way, and not what the key may do.
            ("request_blocked", _) => ConnectionKind::Failed,
            (_, StatusCode::UNAUTHORIZED) => ConnectionKind::WrongKey,
            (_, StatusCode::FORBIDDEN) => ConnectionKind::NoPermission,
            (_, status) if is_busy(status) => ConnectionKind::Busy,
            _ => ConnectionKind::Failed,
        },
        Error::Decode(answer) => match answer.status {
            Some(status) if is_busy(status) => ConnectionKind::Busy,
            Some(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) | None => ConnectionKind::Failed,
            // A page of something else, or a way to one.
            Some(_) => ConnectionKind::WrongSite,
        },
        Error::Transport(problem) => match problem.kind() {
            TransportErrorKind::Limited => ConnectionKind::Busy,
            TransportErrorKind::NoKey | TransportErrorKind::Invalid => ConnectionKind::Failed,
            _ => ConnectionKind::Unreachable,
        },
        Error::Currency(_) | Error::Config(_) => ConnectionKind::Failed,
    }
}

fn is_busy(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
}
