//! Reading JSON into records: one reader for every type.
//!
//! `serde_json` parses; this drives it through `DeserializeSeed`s over `&mut dyn Record`, so that it is compiled once and not
//! once per type. Unknown fields are kept, and so is the form of what is sent in several: nothing as `null` or `[]`, an empty list
//! as `{}`, an integer or a boolean as text. Any other value of the wrong type is an error that says where it stands and of
//! what kind it is, and never what it is: it may be a card number.

mod inside;
mod kind;
mod number;
mod object;
mod refuse;
mod value;

pub use crate::error::decode::ReadError;
use crate::{
    CurrencyTable, DecodeError, Error, Json,
    wire::record::{Record, Value},
};
use bytes::Bytes;
pub use kind::expect_version;
use object::RecordSeed;
use serde::de::DeserializeSeed as _;
use std::fmt;

/// Reads one JSON object, its currencies counted as `currencies` says.
///
/// # Errors
/// Where the text is not JSON, a field has another type than the table says, a required field is missing, or a field stands
/// there twice.
pub fn read(
    json: &[u8],
    record: &mut dyn Record,
    currencies: &CurrencyTable,
) -> Result<(), ReadError> {
    let mut path = Path {
        segments: Vec::new(),
        lists: LISTS + LISTS_PER_BYTE * json.len(),
        currencies,
    };
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    RecordSeed {
        record,
        path: &mut path,
    }
    .deserialize(&mut deserializer)
    .and_then(|()| deserializer.end())
    .map_err(|error| ReadError {
        path: path.to_string(),
        problem: error.to_string(),
    })
}

/// Reads one JSON object that says what it is, where it says it: the whole of something, and no part of an answer.
///
/// # Errors
/// Those of [`read`], and where the object says that it is something else.
pub(crate) fn read_whole(
    json: &[u8],
    record: &mut dyn Record,
    currencies: &CurrencyTable,
) -> Result<(), ReadError> {
    match read(json, record, currencies) {
        Ok(()) => kind::check(record),
        Err(error) => Err(kind::explain(json, record).unwrap_or(error)),
    }
}

/// Reads one JSON object that did not come from a call: what generated types call `from_json`.
///
/// # Errors
/// Those of [`read`], and where the object says that it is something else; the body is kept.
pub fn from_json<T: Record + Value>(json: &[u8]) -> Result<T, Error> {
    from_json_with(json, &CurrencyTable::new())
}

/// Reads one JSON object that did not come from a call, its currencies counted as `currencies` says.
///
/// # Errors
/// Those of [`read`], and where the object says that it is something else; the body is kept.
pub fn from_json_with<T: Record + Value>(
    json: &[u8],
    currencies: &CurrencyTable,
) -> Result<T, Error> {
    let mut record = T::empty();
    read_whole(json, &mut record, currencies).map_err(|error| {
        let body = Bytes::copy_from_slice(json);
        Error::Decode(Box::new(DecodeError::without_answer(body, error)))
    })?;
    Ok(record)
}

/// Reads the content of an event: what generated event types call.
///
/// # Errors
/// Those of [`read`], with the content kept.
pub fn read_content(
    content: &Json,
    record: &mut dyn Record,
    currencies: &CurrencyTable,
) -> Result<(), Error> {
    read(content.as_str().as_bytes(), record, currencies).map_err(|error| {
        let body = Bytes::copy_from_slice(content.as_str().as_bytes());
        Error::Decode(Box::new(DecodeError::without_answer(body, error)))
    })
}

/// How many bytes all elements of lists may take together, and how many more for each byte of JSON. A record takes a thousand
/// bytes also where its JSON is `{}`, so that without a bound an answer could take some hundred times its own size. Real
/// answers stay far below this.
const LISTS: usize = 64 << 20;
const LISTS_PER_BYTE: usize = 16;

/// Where the reader is. A segment is taken off only when its value was read, so that after an error the path points at it.
struct Path<'a> {
    segments: Vec<Segment>,
    /// How many bytes the lists may still take.
    lists: usize,
    /// Goes along, because it is needed wherever the path is.
    currencies: &'a CurrencyTable,
}

enum Segment {
    Name(&'static str),
    Index(usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.segments.iter().enumerate() {
            match segment {
                Segment::Name(name) if at == 0 => f.write_str(name)?,
                Segment::Name(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}
