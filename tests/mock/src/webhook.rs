//! Webhooks: where events go, in which form, and when again.

mod deliver;
mod fault;
mod post;
mod shape;

pub use deliver::WebhookCounts;
pub use fault::{WebhookFault, WebhookPlan};

pub(crate) use deliver::{Delivery, Lanes};
pub(crate) use fault::Planned;
pub(crate) use shape::in_version;

use crate::schema::Version;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{HeaderValue, Uri};
use post::Target;
use std::{fmt, sync::Arc, time::Duration};

/// How long one try may take, if not set otherwise.
const TIME: Duration = Duration::from_secs(10);

/// How long the API waits before each further try of a delivery that failed, as it documents: two minutes, six, half an hour, one
/// hour, five hours, a day and two days. Then it gives up.
const DOCUMENTED: [u64; 7] = [120, 360, 1_800, 3_600, 18_000, 86_400, 172_800];

/// So much sooner than documented, if not set otherwise: the first time after a tenth of a second.
const SPEED: f64 = 1_200.0;

/// An endpoint that events are sent to.
///
/// ```
/// use chargebee_mock::{Version, Webhook};
///
/// let webhook = Webhook::new("http://user:secret@127.0.0.1:8080/hook")?.version(Version::V2);
/// assert!(!format!("{webhook:?}").contains("secret"));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone)]
pub struct Webhook {
    target: Target,
    version: Option<Version>,
    waits: Vec<Duration>,
    speed: f64,
    time: Duration,
    lanes: Arc<Lanes>,
}

impl Webhook {
    /// Events go to this `http://` URL, which may name a user and a password for basic authentication. An answer with a status
    /// from 200 to 299 within ten seconds is a success. What fails is tried again as often as the API documents, seven times in
    /// three and a half days, but 1,200 times as fast; see [`Webhook::speed`]. No more than 16 deliveries run at a time; others
    /// wait for their turn, and what comes while 10,000 are under way has failed at once.
    ///
    /// # Errors
    /// Where it is no such URL. The text does not repeat it.
    pub fn new(url: &str) -> Result<Self, String> {
        let parsed: Uri =
            (url.parse()).map_err(|_| "the URL of the webhook is no URL".to_owned())?;
        let authority = parsed.authority().map(http::uri::Authority::as_str);
        let Some(authority) = authority.filter(|_| parsed.scheme_str() == Some("http")) else {
            return Err("the URL of the webhook is no http:// URL with a host".to_owned());
        };
        let webhook = Self {
            target: Target::new(&parsed)?,
            version: None,
            waits: DOCUMENTED.map(Duration::from_secs).to_vec(),
            speed: SPEED,
            time: TIME,
            lanes: Arc::new(Lanes::new()),
        };
        Ok(match authority.rsplit_once('@') {
            Some((credentials, _)) => {
                let decoded = percent_encoding::percent_decode_str(credentials).decode_utf8_lossy();
                let (user, password) = decoded.split_once(':').unwrap_or((&decoded, ""));
                webhook.credentials(user, password)
            }
            None => webhook,
        })
    }

    /// Says who it is, by basic authentication.
    #[must_use]
    pub fn credentials(mut self, user: &str, password: &str) -> Self {
        let encoded = BASE64_STANDARD.encode(format!("{user}:{password}"));
        // Base64 is always a value of a header.
        self.target.authorization = HeaderValue::try_from(format!("Basic {encoded}"))
            .map(|mut value| {
                value.set_sensitive(true);
                value
            })
            .ok();
        self
    }

    /// Sends every event in the form that it has in this version of the API, whichever one the change was made with: renamed types
    /// and attributes have their old or new names. A type that the version does not have is not sent. If not set, each event is
    /// sent in the version that the change was made with.
    #[must_use]
    pub fn version(mut self, version: Version) -> Self {
        self.version = Some(version);
        self
    }

    /// Gives up a try after this time, and not after ten seconds.
    #[must_use]
    pub fn timeout(mut self, time: Duration) -> Self {
        self.time = time;
        self
    }

    /// Waits so long before each further try, in place of what the API documents, and no shorter; as many further tries as there
    /// are waits.
    #[must_use]
    pub fn waits(mut self, waits: impl IntoIterator<Item = Duration>) -> Self {
        self.waits = waits.into_iter().collect();
        self.speed = 1.0;
        self
    }

    /// Waits that many times shorter than documented before it tries again: 1 is as the API does, 1,200 if not set. A wait also
    /// ends when the clock of the mock is set to when it would be over.
    ///
    /// # Errors
    /// Where it is no number above zero.
    pub fn speed(mut self, speed: f64) -> Result<Self, String> {
        if !(speed.is_finite() && speed > 0.0) {
            return Err("the speed of a webhook should be a number above zero".to_owned());
        }
        self.speed = speed;
        Ok(self)
    }

    /// The URL, without credentials.
    #[must_use]
    pub fn url(&self) -> String {
        self.target.url()
    }

    /// Sends something once, without a further try, and tells the status and the body of the answer.
    ///
    /// # Errors
    /// Where no answer came.
    pub async fn send(&self, event: &serde_json::Value) -> Result<(u16, String), String> {
        let sending = self.target.post(event.to_string().into());
        match tokio::time::timeout(self.time, sending).await {
            Ok(answer) => answer.map_err(|problem| format!("{}: {problem}", self.url())),
            Err(_) => Err(format!("{}: no answer within {:?}", self.url(), self.time)),
        }
    }

    /// The version that an event of this one is sent in.
    pub(crate) fn version_of(&self, own: Version) -> Version {
        self.version.unwrap_or(own)
    }

    /// How many events it got, and what became of them.
    pub(crate) fn counts(&self) -> WebhookCounts {
        self.lanes.counts()
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("url", &self.url())
            .field("has_credentials", &self.target.authorization.is_some())
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}
