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
    /// The content of an event, read by its type and written back; `None` where the crate does not know the type.
    pub(super) event_content: fn(&[u8]) -> Result<Option<String>, chargebee::Error>,
}

macro_rules! event_content {
    ($version:ident) => {
        |json| {
            let event = $version::event::Event::from_json(json)?;
            if event.content.is_none() {
                return Ok(None);
            }
            Ok(match event.content()? {
                $version::event::EventContent::Unknown(_) => None,
                content => Some(content.to_json()),
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
        match name.trim_start_matches(['v', 'V']) {
            "1" => V1,
            _ => V2,
        }
    }

    pub(super) fn operation(&self, resource: &str, operation: &str) -> Option<&'static Minimal> {
        let is_it = |it: &&Minimal| {
            it.resource.eq_ignore_ascii_case(resource)
                && it.operation.eq_ignore_ascii_case(operation)
        };
        self.operations.iter().find(is_it)
    }

    /// Whether the crate has a resource of that name.
    pub(super) fn has(&self, resource: &str) -> bool {
        (self.record)(resource, b"{}").is_some()
    }

    /// The resource that a member is named after: `invoice`, or `invoices` for a list of them.
    pub(super) fn resource_of(&self, member: &str) -> Option<String> {
        let endings = [("", ""), ("ies", "y"), ("es", ""), ("s", "")];
        let mut singulars = endings.into_iter().filter_map(|(plural, singular)| {
            Some(member.strip_suffix(plural)?.to_owned() + singular)
        });
        singulars.find(|it| self.has(it))
    }
}

/// What a body is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The answer of an operation: version, resource and operation.
    Answer(String, String, String),
    /// An answer of no operation that the crate has, or a page of a list: its members are resources by their names.
    Members(String),
    /// An event, as a webhook brings it.
    Event(String),
    /// A refusal by the API.
    Refusal(String),
    /// A resource by itself: version and resource.
    Resource(String, String),
}

/// `v2 answer customer.retrieve`, `v2 members`, `v2 event`, `v2 refusal`, `v2 resource customer`.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer(version, resource, operation) => {
                write!(f, "{version} answer {resource}.{operation}")
            }
            Self::Members(version) => write!(f, "{version} members"),
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
            [version, "members"] => Self::Members((*version).into()),
            [version, "event"] => Self::Event((*version).into()),
            [version, "refusal"] => Self::Refusal((*version).into()),
            [version, "resource", name] => Self::Resource((*version).into(), (*name).into()),
            _ => return Err(Problem(format!("{text} is nothing that a body can be"))),
        })
    }
}
