//! Faults on demand: what can go wrong between a program and a billing API.

use crate::{
    check::Call,
    refusal::Refusal,
    reply::{Delivery, Reply},
    schema::{Record, Schema, Type},
    state::FROM_THE_START,
};
use serde_json::{Value, json};
use std::{str::FromStr, time::Duration};

/// The header that asks for a fault in the answer to its own request.
pub const FAULT_HEADER: &str = "chargebee-mock-fault";

/// Something that goes wrong. Written as text in the header and in calls to `/mock/faults`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `error:payment_processing_failed`: a documented error.
    Error(String),
    /// `rate_limit` or `rate_limit:30`: 429, with the seconds to wait where they are given.
    RateLimit(Option<u64>),
    /// `status:503`: an error of the server, with a body in the form of the API.
    Status(u16),
    /// `html:502`: a page instead of JSON.
    Html(u16),
    /// `truncated`: half of the body, then the connection ends.
    Truncated,
    /// `slow:2000`: the body trickles in within so many milliseconds. Its head comes at once.
    Slow(u64),
    /// `cut`: the connection ends without an answer. The request took effect.
    Cut,
    /// `unknown_enum`: the values of enums are new ones.
    UnknownEnum,
    /// `unknown_field`: objects have a field that nobody knows.
    UnknownField,
    /// `missing_optional`: fields that need not be there are not there.
    MissingOptional,
    /// `empty_page`: a list without entries that goes on from where it was.
    EmptyPage,
}

impl FromStr for Fault {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, argument) = match text.split_once(':') {
            Some((name, argument)) => (name, Some(argument)),
            None => (text, None),
        };
        let number = |text: &str| text.parse().map_err(|_| format!("`{text}` is no number"));
        let status = |text: &str| match text.parse() {
            Ok(status @ 400..=599) => Ok(status),
            _ => Err(format!("`{text}` is no status of an error")),
        };
        Ok(match (name, argument) {
            ("error", Some(code)) => Self::Error(code.to_owned()),
            ("rate_limit", None) => Self::RateLimit(None),
            ("rate_limit", Some(seconds)) => Self::RateLimit(Some(number(seconds)?)),
            ("status", Some(text)) => Self::Status(status(text)?),
            ("html", Some(text)) => Self::Html(status(text)?),
            ("slow", Some(milliseconds)) => Self::Slow(number(milliseconds)?),
            ("truncated", None) => Self::Truncated,
            ("cut", None) => Self::Cut,
            ("unknown_enum", None) => Self::UnknownEnum,
            ("unknown_field", None) => Self::UnknownField,
            ("missing_optional", None) => Self::MissingOptional,
            ("empty_page", None) => Self::EmptyPage,
            _ => return Err(format!("there is no fault `{text}`")),
        })
    }
}

impl Fault {
    /// The answer that stands for the whole call, where the call has no effect.
    pub(crate) fn instead(&self, schema: &Schema) -> Option<Reply> {
        Some(match self {
            Self::Error(code) => match schema.error(code) {
                Some(_) => Reply::refusal(&Refusal::of(schema, code, "as was asked for")),
                None => Reply::refusal(&Refusal::param(
                    FAULT_HEADER,
                    format!("`{code}` is no documented code"),
                )),
            },
            Self::RateLimit(seconds) => {
                let refusal =
                    Refusal::of(schema, "api_request_limit_exceeded", "too many requests");
                let mut reply = Reply::refusal(&Refusal {
                    status: 429,
                    ..refusal
                });
                if let Some(seconds) = seconds {
                    reply.headers.push(("retry-after", seconds.to_string()));
                }
                reply
            }
            Self::Status(status) => {
                let code = if *status == 503 {
                    "internal_temporary_error"
                } else {
                    "internal_error"
                };
                let refusal = Refusal::of(schema, code, "as was asked for");
                Reply::refusal(&Refusal {
                    status: *status,
                    ..refusal
                })
            }
            Self::Html(status) => Reply {
                status: *status,
                headers: vec![("content-type", "text/html".to_owned())],
                body: format!("<html><body><h1>{status}</h1></body></html>").into(),
                delivery: Delivery::Whole,
            },
            _ => return None,
        })
    }

    /// What it does to the body of an answer.
    pub(crate) fn change(&self, schema: &Schema, call: &Call, body: &mut Value) {
        match self {
            Self::UnknownEnum | Self::UnknownField | Self::MissingOptional => {
                self.walk(schema, &call.operation.answer, body);
            }
            Self::EmptyPage if body.get("list").is_some() => {
                let offset = call.params.get("offset").and_then(Value::as_str);
                *body = json!({ "list": [], "next_offset": offset.unwrap_or(FROM_THE_START) });
            }
            _ => {}
        }
    }

    fn walk(&self, schema: &Schema, record: &str, value: &mut Value) {
        let (Some(record), Some(object)) = (schema.record(record), value.as_object_mut()) else {
            return;
        };
        if *self == Self::MissingOptional {
            object.retain(|name, _| stays(&record, name));
        }
        for field in &record.fields {
            let Some(value) = object.get_mut(&field.name) else {
                continue;
            };
            match (&field.ty, value) {
                (Type::Enum(_), value) if *self == Self::UnknownEnum => {
                    *value = "never_heard_of".into();
                }
                (Type::Record(of), value) => self.walk(schema, of, value),
                (Type::List(inner), Value::Array(elements)) => {
                    if let Type::Record(of) = inner.as_ref() {
                        elements.iter_mut().for_each(|it| self.walk(schema, of, it));
                    }
                }
                _ => {}
            }
        }
        if *self == Self::UnknownField {
            object.insert("never_heard_of".to_owned(), json!({ "digits": 1.10 }));
        }
    }

    /// How the answer is delivered.
    pub(crate) fn delivery(&self, body: usize) -> Delivery {
        match self {
            Self::Truncated => Delivery::Truncated(body / 2),
            Self::Slow(milliseconds) => Delivery::Slowly(Duration::from_millis(*milliseconds)),
            Self::Cut => Delivery::Cut,
            _ => Delivery::Whole,
        }
    }
}

/// Whether a member is one that must be there. The offset of a list is: without it the list would end.
fn stays(record: &Record, name: &str) -> bool {
    let is_kind = name == "object" || name == "next_offset";
    is_kind || record.field(name).is_some_and(|it| it.required)
}
