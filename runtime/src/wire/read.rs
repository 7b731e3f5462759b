//! Reading JSON into records: one reader for every type.
//!
//! It goes through the text once, and fills a `&mut dyn Record` as it goes: it is compiled once and not once per type. The parser is its
//! own: a general one hands each value over in a form that is then made into another one, which took twice the time. Unknown fields are kept, and so is the form of what is sent in several: nothing as `null` or `[]`, an empty list
//! as `{}`, an integer or a boolean as text. Any other value of the wrong type is an error that says where it stands and of
//! what kind it is, and never what it is: it may be a card number.

mod fault;
mod inside;
mod kind;
mod number;
mod object;
mod scan;
mod value;

pub use crate::error::decode::ReadError;
use crate::{
    CurrencyTable, DecodeError, Error, Json,
    wire::record::{Record, Value},
};
use bytes::Bytes;
use fault::Fault;
pub use kind::{expect_content, expect_version};
use scan::Scanner;

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
    // What is not UTF-8 ends the text, and is an error where it stands.
    let (text, is_whole) = match std::str::from_utf8(json) {
        Ok(text) => (text, true),
        Err(error) => {
            let valid = json.get(..error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(valid).unwrap_or_default(), false)
        }
    };
    let mut reader = Reader {
        scan: Scanner::new(text),
        lists: LISTS + LISTS_PER_BYTE * json.len(),
        currencies,
    };
    let ended = match reader.object(record) {
        Ok(()) => reader.scan.end(),
        Err(fault) => Err(fault),
    };
    let at = reader.scan.at();
    match ended {
        Ok(()) if is_whole => Ok(()),
        Ok(()) => Err(Fault::said(NOT_UTF_8).tell(json, text.len())),
        Err(fault) if !is_whole && at >= text.len() => {
            Err(fault.instead(NOT_UTF_8).tell(json, text.len()))
        }
        Err(fault) => Err(fault.tell(json, at)),
    }
}

const NOT_UTF_8: &str = "the text is not UTF-8";

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

/// What goes through the text, and what it needs wherever it is.
struct Reader<'j, 'c> {
    scan: Scanner<'j>,
    /// How many bytes the lists may still take.
    lists: usize,
    currencies: &'c CurrencyTable,
}
