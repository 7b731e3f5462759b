//! Whether a body is what it is read as: what its member `object` says, and what an event says of its version.
//!
//! A body of another kind often reads: nearly every field is optional, and the unknown ones are kept. What comes of it then looks
//! right and is not. So the whole of what a program reads is compared with what it says of itself. What stands inside of another
//! record is not: its place says what it is.

use super::ReadError;
use crate::{
    DecodeError, Error, Json,
    wire::record::{self, Field, Record, Shape, flag},
};
use bytes::Bytes;
use serde_json::value::RawValue;
use std::{borrow::Cow, collections::BTreeMap};

/// The member that says what an object is.
const OBJECT: &str = "object";

/// An event that does not say its version is one of the first, from before there was another.
const FIRST_VERSION: &str = "v1";

/// Looks at a record that was read.
pub(super) fn check(record: &dyn Record) -> Result<(), ReadError> {
    // What is expected is no extra field.
    if let Some(found) = record.extra().get(OBJECT) {
        check_object(record.shape(), Some(found.as_str()))?;
    }
    check_version(record)
}

/// Why a body could not be read, where it says itself that it is something else.
pub(super) fn explain(json: &[u8], record: &dyn Record) -> Option<ReadError> {
    let said: BTreeMap<Cow<'_, str>, &RawValue> = serde_json::from_slice(json).ok()?;
    let member = |name: &str| said.get(name).map(|it| it.get()).filter(|it| *it != "null");
    let shape = record.shape();
    let object = member(OBJECT);
    check_object(shape, object).err().or_else(|| {
        let (name, expected) = record.version()?;
        let found = member(name).map(unquoted);
        // Without an `object`, nothing says that it is an event at all.
        (object.or(found).is_some())
            .then(|| version_problem(name, found, expected))
            .flatten()
    }).or_else(|| {
        let missing = shape.flagged(flag::required).map(|(_, name)| name).find(|it| member(it).is_none())?;
        let expected = shape.objects.first().filter(|_| object.is_none())?;
        Some(ReadError {
            path: missing.to_owned(),
            problem: format!("the field is missing: expected `{expected}`, found an object that does not say what it is"),
        })
    })
}

/// Whether an event is written in the version of the API of its type: what generated code asks before it reads the content.
///
/// # Errors
/// A decode error that names both versions.
pub fn expect_version(record: &dyn Record) -> Result<(), Error> {
    check_version(record).map_err(unreadable)
}

/// What an event carries: what generated code asks for before it reads it.
///
/// # Errors
/// A decode error where there is nothing.
pub fn expect_content<'a>(content: Option<&'a Json>, name: &str) -> Result<&'a Json, Error> {
    content.ok_or_else(|| {
        unreadable(ReadError {
            path: name.to_owned(),
            problem: "the field is missing".to_owned(),
        })
    })
}

fn unreadable(error: ReadError) -> Error {
    Error::Decode(Box::new(DecodeError::without_answer(Bytes::new(), error)))
}

fn check_object(shape: &Shape, found: Option<&str>) -> Result<(), ReadError> {
    let Some(found) = found.filter(|it| *it != "null").map(unquoted) else {
        return Ok(());
    };
    let Some(expected) = shape.objects.first() else {
        return Ok(());
    };
    if shape.objects.contains(&found) {
        return Ok(());
    }
    Err(ReadError {
        path: OBJECT.to_owned(),
        problem: format!("expected `{expected}`, found {}", named(found)),
    })
}

fn check_version(record: &dyn Record) -> Result<(), ReadError> {
    let Some((name, expected)) = record.version() else {
        return Ok(());
    };
    let found = match record::at(record, &[name]) {
        Field::Text(text) => Some(text),
        _ => None,
    };
    version_problem(name, found, expected).map_or(Ok(()), Err)
}

fn version_problem(name: &str, found: Option<&str>, expected: &str) -> Option<ReadError> {
    if found.unwrap_or(FIRST_VERSION) == expected {
        return None;
    }
    let found = found.map_or_else(
        || format!("none, which means API {FIRST_VERSION}"),
        |found| format!("API {}", named(found)),
    );
    Some(ReadError {
        path: name.to_owned(),
        problem: format!(
            "expected API {expected}, found {found}: read it as an event of its version"
        ),
    })
}

/// JSON text without its quotes; anything else as it stands.
fn unquoted(json: &str) -> &str {
    let text = json.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    text.unwrap_or(json)
}

/// A name as the API has them; anything else may be a secret, and is not repeated.
fn named(found: &str) -> String {
    const LONGEST: usize = 64;
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    match found.len() <= LONGEST && found.bytes().all(is_word) && !found.is_empty() {
        true => format!("`{found}`"),
        false => "something else".to_owned(),
    }
}
