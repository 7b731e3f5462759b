//! Events of whichever version, and what was delivered.

use super::rejection::{Reason, Rejection};
use crate::{CurrencyTable, Error, Json};
use bytes::Bytes;
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap, fmt, net::IpAddr};

/// An event of one of several versions of the API. Generated code implements it.
#[doc(hidden)]
pub trait AnyEvent: Send + Sync + Sized + 'static {
    /// The versions that there are, each of which is a feature.
    const VERSIONS: &'static [&'static str];

    /// Reads an event of a version; `None` where the feature of the version is off, or there is no such version.
    fn read(version: &str, json: &[u8], currencies: &CurrencyTable) -> Option<Result<Self, Error>>;
    /// An event that cannot be read further.
    fn unknown(event: UnknownEvent) -> Self;
    fn id(&self) -> &str;
    fn event_type(&self) -> &str;
    fn api_version(&self) -> &str;
    /// What it carries.
    fn content(&self) -> Option<&Json>;
    fn to_json(&self) -> String;
}

/// An event in the format of a version of the API that this program does not read: of a new one, or of one whose feature is off.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct UnknownEvent {
    /// The id of the event.
    pub id: String,
    /// What happened, such as `subscription_created`; empty where it does not say.
    pub event_type: String,
    /// The version of the API that it is written in.
    pub api_version: String,
    /// All of it, as it was sent.
    pub json: Json,
}

impl fmt::Debug for UnknownEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnknownEvent")
            .field("id", &self.id)
            .field("event_type", &self.event_type)
            .field("api_version", &self.api_version)
            .field("json", &self.json)
            .finish()
    }
}

/// An event that was delivered, by somebody who may.
#[derive(Clone)]
#[non_exhaustive]
pub struct Delivery<E> {
    /// The event.
    pub event: E,
    /// The body, byte for byte. Of an event that did not come as a webhook, and where the API was asked for it
    /// ([`refetch`](super::ReceiverBuilder::refetch)), the JSON that the API answered.
    pub body: Bytes,
    /// Whom it is from, where the receiver was told: the address of the other side, or whom a named proxy got it from.
    pub source: Option<IpAddr>,
    /// The ticket that a store gave for the event, to note in a transaction of the handler's own that the work is done.
    pub ticket: Option<i64>,
}

impl<E: AnyEvent> From<E> for Delivery<E> {
    /// An event that came another way, such as from a list of the API, for [`Receiver::process`](super::Receiver::process).
    fn from(event: E) -> Self {
        Self {
            body: event.to_json().into(),
            event,
            source: None,
            ticket: None,
        }
    }
}

/// The body is not printed.
impl<E: fmt::Debug> fmt::Debug for Delivery<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delivery")
            .field("event", &self.event)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .field("source", &self.source)
            .field("ticket", &self.ticket)
            .finish()
    }
}

/// Ids have 40 characters at most, and versions 2; far longer ones would only fill the memory of whoever keeps them.
const LONGEST_ID: usize = 255;

/// An event that does not say its version is one of the first.
const FIRST_VERSION: &str = "v1";

/// Reads a body that did not come through a receiver: what generated code calls `from_json`.
///
/// # Errors
/// Where it is no event.
#[doc(hidden)]
pub fn read_event<E: AnyEvent>(json: &[u8]) -> Result<E, Rejection> {
    read(json, &CurrencyTable::new(), true)
}

/// Reads a body.
pub(super) fn read<E: AnyEvent>(
    body: &[u8],
    currencies: &CurrencyTable,
    keep_unknown: bool,
) -> Result<E, Rejection> {
    let head = Head::read(body)?;
    let version = match head.text("api_version")? {
        Some(version) => version,
        None => Cow::Borrowed(FIRST_VERSION),
    };
    if !head.is_event() {
        return Err(Reason::NoEvent.because("the body is JSON, and no event"));
    }
    if version.len() > LONGEST_ID || version.contains(char::is_control) {
        return Err(Reason::NoEvent.because("the version of the event is no name of one"));
    }
    let event = match E::read(&version, body, currencies) {
        Some(Ok(event)) => event,
        // It names places and kinds, and never a value.
        Some(Err(error)) => {
            return Err(Reason::NoEvent.because(format!("the event cannot be read: {error}")));
        }
        None if keep_unknown => E::unknown(head.unknown(&version, body)?),
        None => return Err(not_read(&version, E::VERSIONS)),
    };
    match event.id().len() {
        0 => Err(Reason::NoEvent.because("the event has no id")),
        length if length > LONGEST_ID => {
            Err(Reason::NoEvent.because(format!("the id of the event has {length} bytes")))
        }
        // A database may refuse them, and would do so each time that the event is sent again.
        _ if event.id().contains(char::is_control) => {
            Err(Reason::NoEvent.because("the id of the event has control characters"))
        }
        _ => Ok(event),
    }
}

fn not_read(version: &str, known: &[&str]) -> Rejection {
    Reason::Version.because(match known.iter().find(|it| **it == version) {
        Some(version) => format!(
            "the event is in the format of API {version}, and the feature `{version}` of `chargebee` is off: switch it on, \
             or choose another API version in the settings of the webhook"
        ),
        None => format!(
            "the event is in the format of another version of the API than {}: choose one of these in the settings of the webhook",
            known.join(" and ")
        ),
    })
}

/// The members of the object, unread.
struct Head<'a>(BTreeMap<Cow<'a, str>, &'a RawValue>);

impl<'a> Head<'a> {
    fn read(body: &'a [u8]) -> Result<Self, Rejection> {
        match serde_json::from_slice(body) {
            Ok(members) => Ok(Self(members)),
            Err(error) if error.is_data() => {
                Err(Reason::NoEvent.because("the body is JSON, and no object"))
            }
            Err(error) => Err(Reason::NoEvent.because(format!(
                "the body is not JSON, from line {} column {} on",
                error.line(),
                error.column()
            ))),
        }
    }

    /// The text of a member; `None` where it is not there, or `null`.
    fn text(&self, name: &str) -> Result<Option<Cow<'a, str>>, Rejection> {
        let Some(json) = self.0.get(name) else {
            return Ok(None);
        };
        serde_json::from_str::<Option<String>>(json.get())
            .map(|text| text.map(Cow::Owned))
            .map_err(|_| Reason::NoEvent.because(format!("`{name}` of the event is no text")))
    }

    /// Whether it says that it is an event, or has what only events have.
    fn is_event(&self) -> bool {
        match self.0.get("object") {
            Some(object) => object.get() == r#""event""#,
            None => self.0.contains_key("event_type"),
        }
    }

    fn unknown(&self, version: &str, body: &[u8]) -> Result<UnknownEvent, Rejection> {
        let json = serde_json::from_slice::<Box<RawValue>>(body)
            .map_err(|_| Reason::NoEvent.because("the body is not JSON"))?;
        Ok(UnknownEvent {
            id: self.text("id")?.unwrap_or_default().into_owned(),
            event_type: self.text("event_type")?.unwrap_or_default().into_owned(),
            api_version: version.to_owned(),
            json: json.into(),
        })
    }
}
