//! What a body is read as.

use crate::{
    case::{Minimal, Problem, Reread},
    drive,
};
use chargebee::{v1, v2};
use std::{fmt, str::FromStr};

/// A version of the API, and what the crate offers for reading its answers.
#[derive(Clone, Copy)]
pub(super) struct Version {
    pub(super) name: &'static str,
    pub(super) operations: &'static [Minimal],
    pub(super) answer: fn(&str, &str, &[u8]) -> Option<Reread>,
    pub(super) record: fn(&str, &[u8]) -> Option<Reread>,
    pub(super) event_content: fn(&[u8]) -> Reread,
}

/// The content of an event, read by its type and written back; an unknown type is an error here.
macro_rules! event_content {
    ($version:ident) => {
        |json| {
            let event = $version::event::Event::from_json(json)?;
            Ok(match event.typed_content()? {
                Some($version::event::EventContent::Unknown(_)) => {
                    "\"of an unknown type\"".to_owned()
                }
                Some(content) => content.to_json(),
                None => "null".to_owned(),
            })
        }
    };
}

const V1: Version = Version {
    name: "v1",
    operations: drive::v1::OPERATIONS,
    answer: drive::v1::answer,
    record: drive::v1::record,
    event_content: event_content!(v1),
};

const V2: Version = Version {
    name: "v2",
    operations: drive::v2::OPERATIONS,
    answer: drive::v2::answer,
    record: drive::v2::record,
    event_content: event_content!(v2),
};

impl Version {
    /// The version of that name; v2 where there is none.
    pub(super) fn of(name: &str) -> Self {
        if name == V1.name { V1 } else { V2 }
    }

    pub(super) fn operation(&self, resource: &str, operation: &str) -> Option<&'static Minimal> {
        (self.operations.iter()).find(|it| it.resource == resource && it.operation == operation)
    }
}

/// What a body is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The answer of an operation: version, resource and operation.
    Answer(String, String, String),
    /// An event, as a webhook brings it.
    Event(String),
    /// A refusal by the API.
    Refusal(String),
    /// A resource by itself: version and resource.
    Resource(String, String),
}

/// `v2 answer customer.retrieve`, `v2 event`, `v2 refusal`, `v2 resource customer`.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(version, resource, operation) => {
                write!(f, "{version} answer {resource}.{operation}")
            }
            Self::Event(version) => write!(f, "{version} event"),
            Self::Refusal(version) => write!(f, "{version} refusal"),
            Self::Resource(version, resource) => write!(f, "{version} resource {resource}"),
        }
    }
}

impl FromStr for Target {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let words: Vec<&str> = text.split(' ').collect();
        Ok(match words.as_slice() {
            [version, "answer", name] => {
                let (resource, operation) = (name.split_once('.'))
                    .ok_or_else(|| Problem(format!("{name} is no operation")))?;
                Self::Answer((*version).into(), resource.into(), operation.into())
            }
            [version, "event"] => Self::Event((*version).into()),
            [version, "refusal"] => Self::Refusal((*version).into()),
            [version, "resource", name] => Self::Resource((*version).into(), (*name).into()),
            _ => return Err(Problem(format!("{text} is nothing that a body can be"))),
        })
    }
}
